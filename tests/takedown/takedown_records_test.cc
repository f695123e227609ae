#include "takedown/internal/takedown_records.h"

#include <functional>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "earmark/storage/v1/takedown.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/internal/case_records.h"
#include "takedown/internal/notice_records.h"
#include "takedown/internal/rights_records.h"
#include "tests/takedown/sample_records.h"

namespace earmark::takedown {
namespace {

using testing::HasSubstr;

TEST(TakedownRecordsTest, OwnerComesBackWithAllFields) {
  const Owner owner = SampleOwner();
  const auto decoded = DecodeOwner(owner.id, EncodeOwner(owner));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, owner);
}

TEST(TakedownRecordsTest, OwnershipsComeBackWithAllFields) {
  const auto decoded = DecodeOwnerships(EncodeOwnerships(SampleOwnerships()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, SampleOwnerships());
  EXPECT_TRUE(DecodeOwnerships(EncodeOwnerships({}))->empty());
}

TEST(TakedownRecordsTest, RightsComeBackWithAllFields) {
  const StoredPolicy policy = SamplePolicy();
  EXPECT_EQ(*DecodePolicy(policy.policy.id, policy.policy.version,
                          EncodePolicy(policy)),
            policy);
  const Licence licence = SampleLicence();
  EXPECT_EQ(*DecodeLicence(licence.owner, licence.id, EncodeLicence(licence)),
            licence);
  const ReferenceRights rights = SampleReferenceRights();
  EXPECT_EQ(*DecodeReferenceRights(EncodeReferenceRights(rights)), rights);
  EXPECT_EQ(*DecodeReferenceRights(EncodeReferenceRights({})),
            ReferenceRights());
  EXPECT_EQ(*DecodeRedecision(EncodeRedecision("why")), "why");
}

TEST(TakedownRecordsTest, NoticeComesBackWithAllFields) {
  const StoredNotice notice = SampleNotice();
  const auto decoded = DecodeNotice(notice.id, EncodeNotice(notice));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, notice);
}

TEST(TakedownRecordsTest, WhatIsStoredOfCasesComesBack) {
  const Lease lease = SampleLease();
  EXPECT_EQ(*DecodeLease(EncodeLease(lease)), lease);
  const std::vector<Opinion> opinions = SampleOpinions();
  EXPECT_EQ(*DecodeOpinions(EncodeOpinions(opinions)), opinions);
  const UnreadFiles files = SampleUnreadFiles();
  EXPECT_EQ(*DecodeUnreadFiles(EncodeUnreadFiles(files)), files);
  for (const absl::Status& damaged :
       {DecodeLease("\xff").status(), DecodeOpinions("\xff").status(),
        DecodeUnreadFiles("\xff").status(), DecodeUnreadFiles("").status()}) {
    EXPECT_TRUE(absl::IsDataLoss(damaged)) << damaged;
  }
}

TEST(TakedownRecordsTest, LeaseOfBeforeSaysByItsEndWhatWasSeen) {
  storage::v1::Lease record;
  ASSERT_TRUE(record.ParseFromString(EncodeLease(SampleLease())));
  record.clear_seen_until();
  const std::string bytes = record.SerializeAsString();
  const auto lease = DecodeLease(bytes);
  ASSERT_TRUE(lease.ok()) << lease.status();
  EXPECT_EQ(SeenUntil(*lease), lease->expire_time - kLeaseTime);
  // Whoever ends it is sure that it is still the same.
  EXPECT_EQ(EncodeLease(*lease), bytes);
}

TEST(TakedownRecordsTest, ActionsOfBeforePoliciesBecomePolicies) {
  storage::v1::Owner owner;
  ASSERT_TRUE(owner.ParseFromString(EncodeOwner(SampleOwner())));
  owner.clear_policy();
  owner.set_default_action(3);
  EXPECT_EQ(DecodeOwner({"o"}, owner.SerializeAsString())->policy.value,
            "licensing-required");

  storage::v1::Ownerships ownerships;
  auto& entry = *ownerships.add_ownerships();
  entry.set_owner("o");
  entry.set_action(5);
  EXPECT_THAT(
      *DecodeOwnerships(ownerships.SerializeAsString()),
      testing::ElementsAre(Ownership{.owner = {"o"}, .policy = {"takedown"}}));
}

TEST(TakedownRecordsTest, HoldsInUnknownTerritoriesAreDataLoss) {
  storage::v1::Ownerships ownerships;
  ownerships.add_ownerships()->add_territories("XX");
  EXPECT_TRUE(absl::IsDataLoss(
      DecodeOwnerships(ownerships.SerializeAsString()).status()));
}

TEST(TakedownRecordsTest, ScreeningComesBackWithAllFields) {
  const Screening screening = SampleScreening(1);
  const auto decoded =
      DecodeScreening(screening.id, EncodeScreening(screening));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, screening);
}

TEST(TakedownRecordsTest, PlaceAndChangesInThePictureComeBack) {
  Screening screening = SampleScreening(1);
  index::Match& match = screening.matches[1];
  match.evidence = index::Evidence::kFeatures;
  match.change = {.speed = 1.25,
                  .mirrored = true,
                  .turned_degrees = 359.75,
                  .inverted = true};
  match.region = {{-0.5, 0}, {1e-9, 0.1}, {1.5, 2}, {0.25, 1.0 / 3}};
  screening.candidates[0].region = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  const auto decoded =
      DecodeScreening(screening.id, EncodeScreening(screening));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, screening);
}

TEST(TakedownRecordsTest, MatchOfBeforePlacesWereRecordedIsRead) {
  const Screening screening = SampleScreening(1);
  storage::v1::Screening record;
  ASSERT_TRUE(record.ParseFromString(EncodeScreening(screening)));
  for (auto& match : *record.mutable_matches()) {
    match.clear_turned_degrees();
    match.clear_inverted();
    match.clear_region();
  }
  const auto decoded =
      DecodeScreening(screening.id, record.SerializeAsString());
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  for (const index::Match& match : decoded->matches) {
    EXPECT_EQ(match.change.turned_degrees, 0);
    EXPECT_FALSE(match.change.inverted);
    EXPECT_TRUE(match.region.empty());
  }
}

TEST(TakedownRecordsTest, PlaceWithoutItsFourCornersIsDataLoss) {
  const Screening screening = SampleScreening(1);
  for (const int numbers : {1, 2, 6, 7, 9, 10}) {
    storage::v1::Screening record;
    ASSERT_TRUE(record.ParseFromString(EncodeScreening(screening)));
    for (int i = 0; i < numbers; ++i) record.mutable_matches(1)->add_region(1);
    const absl::Status status =
        DecodeScreening(screening.id, record.SerializeAsString()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << numbers;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(absl::StrCat("region of ", numbers, " numbers")));
  }
}

TEST(TakedownRecordsTest, MatchOfBeforeEvidenceWasRecordedIsRead) {
  const Screening screening = SampleScreening(1);
  storage::v1::Screening record;
  ASSERT_TRUE(record.ParseFromString(EncodeScreening(screening)));
  for (auto& match : *record.mutable_matches()) match.clear_evidence();
  *record.add_matches() = record.matches(0);
  record.mutable_matches(2)->set_speed(1);
  record.mutable_matches(2)->set_pitch_semitones(0);
  const auto decoded =
      DecodeScreening(screening.id, record.SerializeAsString());
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->matches[0].evidence, index::Evidence::kLandmarks);
  EXPECT_EQ(decoded->matches[1].evidence, index::Evidence::kFrameHash);
  EXPECT_EQ(decoded->matches[2].evidence, index::Evidence::kChroma);
}

TEST(TakedownRecordsTest, EveryRuleActionAndPurposeComesBack) {
  Screening screening = SampleScreening(1);
  for (int rule = 1; rule <= 16; ++rule) {
    for (int action = 1; action <= 5; ++action) {
      screening.facts.purpose = static_cast<Purpose>(action - 1);
      screening.decision.action = static_cast<Action>(action);
      screening.decision.reasons[0].rule =
          static_cast<Decision::Reason::Rule>(rule);
      const auto decoded =
          DecodeScreening(screening.id, EncodeScreening(screening));
      ASSERT_TRUE(decoded.ok()) << decoded.status();
      EXPECT_EQ(*decoded, screening);
    }
  }
}

TEST(TakedownRecordsTest, SmallRecordsComeBackWithAllFields) {
  const Event event = SampleEvent();
  const Upload upload{.screening = {"s"}, .digest = event.request};
  EXPECT_EQ(*DecodeUpload(EncodeUpload(upload)), upload);
  EXPECT_EQ(*DecodeRequest(EncodeRequest(event.request)), event.request);

  const auto entry = DecodeAuditEntry(EncodeAuditEntry(event, event.request));
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->event.kind, event.kind);
  EXPECT_EQ(entry->event.resource, event.resource);
  EXPECT_EQ(entry->event.time, event.time);
  EXPECT_EQ(entry->event.request_id, event.request_id);
  EXPECT_EQ(entry->previous_hash, event.request);

  const auto told = DecodeOutboxEntry(EncodeOutboxEntry(event));
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->kind, event.kind);
  EXPECT_EQ(told->resource, event.resource);
  EXPECT_EQ(told->time, event.time);
}

// docs/formats.md shows these bytes.
TEST(TakedownRecordsTest, AuditEventHasTheBytesOfTheDocumentedExample) {
  const Event event{.kind = EventKind::kOwnerCreated,
                    .resource = "owners/a",
                    .time = absl::FromUnixSeconds(1),
                    .request_id = ""};
  const std::string_view before_hash(
      "\x08\x01\x12\x08owners/a\x1a\x02\x08\x01\x2a\x20", 18);
  EXPECT_EQ(EncodeAuditEntry(event, {}),
            std::string(before_hash) + std::string(32, '\0'));
}

TEST(TakedownRecordsTest, EncodingIsTheSameEachTime) {
  Screening screening = SampleScreening(1);
  for (int i = 0; i < 50; ++i) {
    screening.labels.emplace(absl::StrCat(i * 37 % 50), "value");
  }
  const std::string bytes = EncodeScreening(screening);
  EXPECT_EQ(EncodeScreening(*DecodeScreening(screening.id, bytes)), bytes);
}

// Expects `decode` to take `bytes`, and to parse or refuse as data loss what is
// left when they are cut off anywhere.
template <typename Decode>
void CutEverywhere(std::string_view bytes, Decode decode) {
  ASSERT_TRUE(decode(bytes).ok());
  int refused = 0;
  for (size_t size = 0; size < bytes.size(); ++size) {
    const absl::Status status = decode(bytes.substr(0, size)).status();
    if (status.ok()) continue;
    ++refused;
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  }
  EXPECT_GT(refused, 0);
}

TEST(TakedownRecordsTest, EveryTruncationParsesOrIsDataLoss) {
  const Event event = SampleEvent();
  CutEverywhere(EncodeOwner(SampleOwner()), [](std::string_view bytes) {
    return DecodeOwner({"label-1"}, bytes);
  });
  CutEverywhere(EncodeOwnerships(SampleOwnerships()), DecodeOwnerships);
  CutEverywhere(EncodePolicy(SamplePolicy()), [](std::string_view bytes) {
    return DecodePolicy({"ours"}, 3, bytes);
  });
  CutEverywhere(EncodeLicence(SampleLicence()), [](std::string_view bytes) {
    return DecodeLicence({"label-1"}, {"friends"}, bytes);
  });
  CutEverywhere(EncodeReferenceRights(SampleReferenceRights()),
                DecodeReferenceRights);
  CutEverywhere(
      EncodeScreening(SampleScreening(1)),
      [](std::string_view bytes) { return DecodeScreening({"s"}, bytes); });
  CutEverywhere(EncodeUpload({.screening = {"s"}, .digest = event.request}),
                DecodeUpload);
  CutEverywhere(EncodeRequest(event.request), DecodeRequest);
  CutEverywhere(EncodeAuditEntry(event, event.request), DecodeAuditEntry);
  CutEverywhere(EncodeOutboxEntry(event), DecodeOutboxEntry);
}

TEST(TakedownRecordsTest, ValuesThatNobodyWritesAreDataLoss) {
  Owner owner = SampleOwner();
  owner.trust = static_cast<Owner::Trust>(3);
  absl::Status status = DecodeOwner(owner.id, EncodeOwner(owner)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("trust 3"));

  owner = SampleOwner();
  owner.create_time = absl::InfiniteFuture();
  status = DecodeOwner(owner.id, EncodeOwner(owner)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);

  Screening screening = SampleScreening(1);
  screening.decision.reasons[0].rule = static_cast<Decision::Reason::Rule>(99);
  status = DecodeScreening(screening.id, EncodeScreening(screening)).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("rule 99"));
}

// The hash was computed from docs/formats.md by other means (Python's hashlib).
TEST(UploadDigestTest, IsTheHashOfTheDocumentedBytes) {
  index::ContentDigest content;
  for (size_t i = 0; i < content.size(); ++i) {
    content[i] = static_cast<uint8_t>(i);
  }
  const index::ContentDigest digest =
      UploadDigest({.tenant = {"tenant"},
                    .upload_id = "upload-1",
                    .account_token = "token",
                    .territories = TerritorySet::Of({"US", "DE"}),
                    .purpose = Purpose::kParody,
                    .income = Income::kInsignificant},
                   content);
  EXPECT_EQ(absl::BytesToHexString(std::string(digest.begin(), digest.end())),
            "5e17209a4bb31b9943c1e7363bdd8e281fda94759563bb8e27569a47097f672f");
}

TEST(UploadDigestTest, EveryFactAndTheContentCount) {
  const Screening screening = SampleScreening(1);
  const index::ContentDigest digest =
      UploadDigest(screening.facts, screening.content);
  const auto differs = [&](const std::function<void(Screening&)>& change) {
    Screening changed = screening;
    change(changed);
    return UploadDigest(changed.facts, changed.content) != digest;
  };
  EXPECT_TRUE(differs([](Screening& s) { s.facts.tenant.value += "x"; }));
  EXPECT_TRUE(differs([](Screening& s) { s.facts.upload_id += "x"; }));
  EXPECT_TRUE(differs([](Screening& s) { s.facts.account_token += "x"; }));
  EXPECT_TRUE(differs(
      [](Screening& s) { s.facts.territories = TerritorySet::Of({"US"}); }));
  EXPECT_TRUE(differs([](Screening& s) { s.facts.income = Income::kNone; }));
  EXPECT_TRUE(differs([](Screening& s) { s.facts.purpose = Purpose::kNone; }));
  EXPECT_TRUE(differs([](Screening& s) { s.content[31] ^= 1; }));
  // Text cannot move from one field to the next.
  EXPECT_TRUE(differs([](Screening& s) {
    s.facts.tenant.value += s.facts.upload_id.front();
    s.facts.upload_id.erase(0, 1);
  }));
}

TEST(UploadDigestTest, LabelsFileNameAndOrderOfTerritoriesDoNotCount) {
  const Screening screening = SampleScreening(1);
  Screening changed = screening;
  changed.labels["visibility"] = "private";
  changed.file_name = "other.mp4";
  changed.facts.territories = TerritorySet::Of({"DE", "US", "DE"});
  EXPECT_EQ(UploadDigest(changed.facts, changed.content),
            UploadDigest(screening.facts, screening.content));
}

}  // namespace
}  // namespace earmark::takedown
