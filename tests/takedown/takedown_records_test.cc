#include "takedown/internal/takedown_records.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
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

TEST(TakedownRecordsTest, ScreeningComesBackWithAllFields) {
  const Screening screening = SampleScreening(1);
  const auto decoded =
      DecodeScreening(screening.id, EncodeScreening(screening));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, screening);
}

TEST(TakedownRecordsTest, EveryRuleActionAndPurposeComesBack) {
  Screening screening = SampleScreening(1);
  for (int rule = 1; rule <= 8; ++rule) {
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

TEST(TakedownRecordsTest, EncodingIsTheSameEachTime) {
  Screening screening = SampleScreening(1);
  for (int i = 0; i < 50; ++i) {
    screening.labels.emplace(absl::StrCat(i * 37 % 50), "value");
  }
  const std::string bytes = EncodeScreening(screening);
  EXPECT_EQ(EncodeScreening(*DecodeScreening(screening.id, bytes)), bytes);
}

TEST(TakedownRecordsTest, EveryTruncationParsesOrIsDataLoss) {
  const Screening screening = SampleScreening(1);
  const Owner owner = SampleOwner();
  const Event event = SampleEvent();
  struct Record {
    std::string bytes;
    std::function<absl::Status(std::string_view)> decode;
  };
  const std::vector<Record> records = {
      {EncodeOwner(owner),
       [&](std::string_view b) { return DecodeOwner(owner.id, b).status(); }},
      {EncodeOwnerships(SampleOwnerships()),
       [](std::string_view b) { return DecodeOwnerships(b).status(); }},
      {EncodeScreening(screening),
       [&](std::string_view b) {
         return DecodeScreening(screening.id, b).status();
       }},
      {EncodeUpload({.screening = {"s"}, .digest = event.request}),
       [](std::string_view b) { return DecodeUpload(b).status(); }},
      {EncodeRequest(event.request),
       [](std::string_view b) { return DecodeRequest(b).status(); }},
      {EncodeAuditEntry(event, event.request),
       [](std::string_view b) { return DecodeAuditEntry(b).status(); }},
      {EncodeOutboxEntry(event),
       [](std::string_view b) { return DecodeOutboxEntry(b).status(); }}};
  for (const Record& record : records) {
    ASSERT_TRUE(record.decode(record.bytes).ok());
    int refused = 0;
    for (size_t size = 0; size < record.bytes.size(); ++size) {
      const absl::Status status =
          record.decode(std::string_view(record.bytes).substr(0, size));
      if (status.ok()) continue;
      ++refused;
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    }
    EXPECT_GT(refused, 0);
  }
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
  screening.decision.reasons[0].rule = static_cast<Decision::Reason::Rule>(9);
  status = DecodeScreening(screening.id, EncodeScreening(screening)).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("rule 9"));
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
  EXPECT_TRUE(differs([](Screening& s) { s.facts.territories.pop_back(); }));
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
  changed.facts.territories = {"US", "DE", "US"};
  EXPECT_EQ(UploadDigest(changed.facts, changed.content),
            UploadDigest(screening.facts, screening.content));
}

}  // namespace
}  // namespace earmark::takedown
