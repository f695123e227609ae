#include <functional>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "service/claim_from_proto.h"
#include "service/from_proto.h"
#include "service/resource_name.h"
#include "service/to_proto.h"

namespace earmark::service {
namespace {

using google::protobuf::TextFormat;
using std::chrono::microseconds;
using std::chrono::seconds;
using testing::HasSubstr;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::string TextOf(const google::protobuf::Message& message) {
  std::string text;
  TextFormat::PrintToString(message, &text);
  return text;
}

#define EXPECT_PROTO_EQ(actual, text) \
  EXPECT_EQ(TextOf(actual), TextOf(Parse<std::decay_t<decltype(actual)>>(text)))

constexpr char kOwner[] = R"pb(
  owner_id: "sun"
  owner {
    display_name: "Sun Records"
    policy: "policies/takedown"
    accounts: [ "a", "b" ]
  }
)pb";

constexpr char kWork[] = R"pb(
  work_id: "song-1"
  work {
    title: "A Song"
    owner: "owners/sun"
    kind: SOUND_RECORDING
    isrc: "USRC17607839"
    iswc: "T0345246801"
    eidr: "10.5240/7791-8534-2C23-9030-8610-5"
    territories: [ "FR", "DE", "FR" ]
    policy: "policies/review"
    catalogue: "summer"
  }
)pb";

constexpr char kUpload[] = R"pb(
  upload_id: "u-1"
  account: "someone"
  file_name: "clip.mp4"
  territories: [ "US", "DE", "US" ]
  declared_purpose: PARODY
  labels { key: "visibility" value: "private" }
  size_bytes: 12
)pb";

std::string TokenFor(std::string_view account) {
  return absl::StrCat("token of ", std::string(account));
}

TEST(ConvertTest, OwnerGoesThereAndBack) {
  absl::StatusOr<takedown::Owner> owner =
      ToOwner(Parse<v1::CreateOwnerRequest>(kOwner), TokenFor);
  ASSERT_TRUE(owner.ok()) << owner.status();
  owner->create_time = absl::FromUnixMicros(1'500'000);
  owner->update_time = absl::FromUnixMicros(2'000'001);
  owner->revision = 7;
  owner->trust = takedown::Owner::Trust::kTrusted;
  owner->claims = {.upheld = 5, .overturned = 1};
  EXPECT_PROTO_EQ(ToProto(*owner), R"pb(
    name: "owners/sun"
    display_name: "Sun Records"
    policy: "policies/takedown"
    account_count: 2
    trust: TRUSTED
    create_time { seconds: 1 nanos: 500000000 }
    update_time { seconds: 2 nanos: 1000 }
    etag: "7"
    upheld_claim_count: 5
    overturned_claim_count: 1
    claim_trust: 0.875
  )pb");
}

TEST(ConvertTest, OwnerHasDefaults) {
  const absl::StatusOr<takedown::Owner> owner =
      ToOwner(Parse<v1::CreateOwnerRequest>("owner_id: \"sun\""), TokenFor);
  ASSERT_TRUE(owner.ok()) << owner.status();
  EXPECT_EQ(owner->display_name, "sun");
  EXPECT_EQ(owner->policy.value, "");
  EXPECT_EQ(ToProto(*owner).policy(), "policies/track");
}

TEST(ConvertTest, WorkGoesThereAndBack) {
  absl::StatusOr<OwnedWork> work = ToWork(Parse<v1::CreateWorkRequest>(kWork));
  ASSERT_TRUE(work.ok()) << work.status();
  work->work.state = index::Work::State::kWithdrawn;
  work->work.create_time = absl::UnixEpoch();
  work->work.update_time = absl::UnixEpoch() - absl::Microseconds(1);
  EXPECT_PROTO_EQ(ToProto(*work), R"pb(
    name: "works/song-1"
    title: "A Song"
    owner: "owners/sun"
    kind: SOUND_RECORDING
    isrc: "USRC17607839"
    iswc: "T0345246801"
    eidr: "10.5240/7791-8534-2C23-9030-8610-5"
    territories: [ "DE", "FR" ]
    policy: "policies/review"
    catalogue: "summer"
    ownerships {
      owner: "owners/sun"
      right: RECORDING
      territories: [ "DE", "FR" ]
      share_basis_points: 10000
      policy: "policies/review"
      catalogue: "summer"
    }
    state: WITHDRAWN
    create_time {}
    update_time { seconds: -1 nanos: 999999000 }
    etag: "1"
  )pb");
}

TEST(ConvertTest, WorldMayLeaveTerritoriesOut) {
  const auto said = [](const std::vector<std::string>& words) {
    auto request = Parse<v1::CreateWorkRequest>(kWork);
    request.mutable_work()->mutable_territories()->Assign(words.begin(),
                                                          words.end());
    const absl::StatusOr<OwnedWork> work = ToWork(request);
    EXPECT_TRUE(work.ok()) << work.status();
    const v1::Work proto = work.ok() ? ToProto(*work) : v1::Work();
    return std::vector<std::string>(proto.territories().begin(),
                                    proto.territories().end());
  };
  EXPECT_THAT(said({"WORLD-US-CA"}), testing::ElementsAre("WORLD-CA-US"));
  EXPECT_THAT(said({"WORLD"}), testing::IsEmpty());
  EXPECT_THAT(said({}), testing::IsEmpty());
}

TEST(ConvertTest, ReferenceIsSaidInFull) {
  index::Reference reference;
  reference.work = {"song-1"};
  reference.id = {"r1"};
  reference.number = index::ReferenceNumber{99};
  reference.state = index::Reference::State::kDisabled;
  reference.file_name = "song.flac";
  reference.size_bytes = 5;
  reference.content.fill('x');
  reference.duration = microseconds(61'000'001);
  reference.audio = {.state = fingerprint::Coverage::State::kDamaged,
                     .seen = seconds(60),
                     .total = seconds(61),
                     .detail = "cut"};
  reference.create_time = absl::UnixEpoch();
  reference.update_time = absl::UnixEpoch();
  reference.warnings = {index::ReferenceWarning::kNoise};
  const takedown::ReferenceRights rights{
      .attested = true,
      .exclusions = {{{seconds(1), seconds(2)}, "card"}},
      .overlaps = {{.work = {"w"},
                    .reference = {"r"},
                    .range = {seconds(3), seconds(4)},
                    .other_range = {seconds(5), seconds(6)},
                    .find_time = absl::UnixEpoch(),
                    .newer = true,
                    .state = takedown::Overlap::State::kKept}},
      .quarantine_time = absl::FromUnixSeconds(9),
      .revision = 4};
  v1::Reference proto = ToProto(KnownReference{reference, rights});
  EXPECT_EQ(proto.warnings(0).explanation(),
            index::Describe(index::ReferenceWarning::kNoise));
  proto.mutable_warnings(0)->clear_explanation();
  EXPECT_PROTO_EQ(proto, R"pb(
    name: "works/song-1/references/r1"
    state: DISABLED
    file_name: "song.flac"
    size_bytes: 5
    content_sha256: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    duration { seconds: 61 nanos: 1000 }
    coverages {
      modality: AUDIO
      state: DAMAGED
      seen { seconds: 60 }
      total { seconds: 61 }
      detail: "cut"
    }
    coverages {
      modality: VIDEO
      state: ABSENT
      seen {}
      total {}
    }
    create_time {}
    update_time {}
    warnings { kind: NOISE }
    attested: true
    exclusions {
      reference_start { seconds: 1 }
      reference_end { seconds: 2 }
      note: "card"
    }
    overlaps {
      other: "works/w/references/r"
      modality: AUDIO
      reference_start { seconds: 3 }
      reference_end { seconds: 4 }
      other_start { seconds: 5 }
      other_end { seconds: 6 }
      state: KEPT
      newer: true
      due_time { seconds: 2592000 }
    }
    quarantine_time { seconds: 9 }
    etag: "4"
  )pb");
}

TEST(ConvertTest, ScreeningIsSaidInFull) {
  const absl::StatusOr<Upload> upload =
      ToUpload(Parse<v1::UploadHeader>(kUpload));
  ASSERT_TRUE(upload.ok()) << upload.status();
  takedown::Screening screening;
  screening.id = {"s1"};
  screening.facts = upload->facts;
  screening.facts.account_token = "token";
  screening.file_name = upload->file_name;
  screening.labels = upload->labels;
  screening.create_time = absl::UnixEpoch();
  screening.size_bytes = 12;
  screening.content.fill('y');
  screening.duration = seconds(30);
  screening.audio.state = fingerprint::Coverage::State::kSeen;
  screening.matches.push_back(
      {.work = {"w"},
       .reference = {"r"},
       .modality = fingerprint::Modality::kVideo,
       .evidence = index::Evidence::kFeatures,
       .query = {seconds(1), seconds(2)},
       .reference_range = {seconds(3), seconds(4)},
       .change = {.speed = 1.25,
                  .pitch_semitones = 2,
                  .mirrored = true,
                  .turned_degrees = 90,
                  .inverted = true},
       .region = {{-0.5, 0}, {1.5, 0.25}, {1, 1}, {0, 0.75}},
       .score = 212.4,
       .expected_false_matches = 1e-9});
  screening.candidates.push_back({.work = {"w"},
                                  .reference = {"r"},
                                  .modality = fingerprint::Modality::kAudio,
                                  .evidence = index::Evidence::kLandmarks,
                                  .query = {seconds(5), seconds(6)},
                                  .reference_range = {seconds(7), seconds(8)},
                                  .change = {},
                                  .score = 11.5,
                                  .expected_false_matches = 5e-4});
  screening.decision.action = takedown::Action::kReview;
  screening.decision.territory_actions = {{"DE", takedown::Action::kReview},
                                          {"US", takedown::Action::kAllow}};
  screening.decision.reasons.push_back(
      {.rule = takedown::Decision::Reason::Rule::kNotManifest,
       .action = takedown::Action::kReview,
       .work = index::WorkId{"w"},
       .modality = fingerprint::Modality::kVideo,
       .owner = index::OwnerId{"sun"},
       .right = takedown::Right::kRecording,
       .wanted = takedown::Action::kTakedown,
       .policy = {"strict"},
       .policy_version = 1,
       .policy_rule = "long use",
       .licence = {"l"},
       .licence_revision = 3,
       .territories = takedown::TerritorySet::Of({"DE"}),
       .explanation = "Because."});
  takedown::EarlierDecision& earlier =
      screening.earlier_decisions.emplace_back();
  earlier.decision.action = takedown::Action::kAllow;
  earlier.end_time = absl::FromUnixSeconds(60);
  earlier.cause = "A work was registered.";
  screening.verdicts = {{.work = index::WorkId{"w"},
                         .action = takedown::Action::kTakedown,
                         .ground = takedown::Verdict::Ground::kInfringement,
                         .comment = "Seen.",
                         .time = absl::FromUnixSeconds(61)}};
  EXPECT_PROTO_EQ(ToProto(screening), R"pb(
    name: "screenings/s1"
    create_time {}
    upload_id: "u-1"
    account_token: "token"
    file_name: "clip.mp4"
    territories: [ "DE", "US" ]
    declared_purpose: PARODY
    labels { key: "visibility" value: "private" }
    size_bytes: 12
    content_sha256: "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
    duration { seconds: 30 }
    coverages {
      modality: AUDIO
      state: SEEN
      seen {}
      total {}
    }
    coverages {
      modality: VIDEO
      state: ABSENT
      seen {}
      total {}
    }
    matches {
      work: "works/w"
      reference: "works/w/references/r"
      modality: VIDEO
      query_start { seconds: 1 }
      query_end { seconds: 2 }
      reference_start { seconds: 3 }
      reference_end { seconds: 4 }
      score: 212.4
      expected_false_matches: 1e-9
      change {
        speed: 1.25
        mirrored: true
        pitch_semitones: 2
        turned_degrees: 90
        inverted: true
      }
      fingerprint: LOCAL_FEATURES
      region { x: -0.5 y: 0 }
      region { x: 1.5 y: 0.25 }
      region { x: 1 y: 1 }
      region { x: 0 y: 0.75 }
    }
    candidates {
      work: "works/w"
      reference: "works/w/references/r"
      modality: AUDIO
      query_start { seconds: 5 }
      query_end { seconds: 6 }
      reference_start { seconds: 7 }
      reference_end { seconds: 8 }
      score: 11.5
      expected_false_matches: 5e-4
      change { speed: 1 }
      fingerprint: LANDMARKS
    }
    decision {
      revision: 1
      action: REVIEW
      territory_actions { territory: "DE" action: REVIEW }
      territory_actions { territory: "US" action: ALLOW }
      reasons {
        rule: NOT_MANIFEST
        action: REVIEW
        work: "works/w"
        owner: "owners/sun"
        modality: VIDEO
        territories: "DE"
        explanation: "Because."
        right: RECORDING
        wanted_action: TAKEDOWN
        policy: "policies/strict"
        policy_version: 1
        policy_rule: "long use"
        licence: "owners/sun/licences/l"
        licence_etag: "3"
      }
    }
    earlier_decisions {
      decision { revision: 1 action: ALLOW }
      end_time { seconds: 60 }
      cause: "A work was registered."
    }
    verdicts {
      work: "works/w"
      action: TAKEDOWN
      ground: INFRINGEMENT
      comment: "Seen."
      create_time { seconds: 61 }
    }
    etag: "1"
  )pb");
}

TEST(ConvertTest, StatementIsSaidInFull) {
  using takedown::StatementGround;
  const takedown::StatementOfReasons lifted = {
      .id = "01abc-1-review",
      .measure = takedown::StatementOfReasons::Measure::kReview,
      .territories = takedown::TerritorySet::Of({"DE"}),
      .start = absl::FromUnixSeconds(1772359200),
      .end = absl::FromUnixSeconds(1772362800),
      .facts = {"A part is damaged."},
      .not_seen = true,
      .ground = {.kind = StatementGround::Kind::kTerms, .text = "section 4"},
      .explanation = "It could not be seen.",
      .redress = {"You can object.", "You can go to court."}};
  v1::StatementOfReasons proto = ToProto(lifted, "a.mp4");
  EXPECT_EQ(proto.text(), takedown::StatementText(lifted, "a.mp4"));
  proto.clear_text();
  EXPECT_PROTO_EQ(proto, R"pb(
    id: "01abc-1-review"
    measure: REVIEW
    territories: "DE"
    start_time { seconds: 1772359200 }
    facts: "A part is damaged."
    automated_detection: true
    automated_decision: FULLY
    explanation: "It could not be seen."
    redress: "You can object."
    redress: "You can go to court."
    source: OWN_INITIATIVE
    end_time { seconds: 1772362800 }
    contractual_ground: "section 4"
    not_seen: true
  )pb");

  takedown::StatementOfReasons present = lifted;
  present.end = std::nullopt;
  present.ground = {.text = "the law"};
  present.notice_law = takedown::Notice::Law::kDsa;
  proto = ToProto(present, "");
  EXPECT_FALSE(proto.has_end_time());
  EXPECT_FALSE(proto.has_contractual_ground());
  EXPECT_EQ(proto.legal_ground(), "the law");
  EXPECT_EQ(proto.source(), v1::StatementOfReasons::NOTICE_DSA);
}

// A good message, what is done to it, and what the error must say.
template <typename Message>
struct BadCase {
  std::function<void(Message&)> change;
  std::string error;
};

template <typename Message, typename Read>
void ExpectErrors(const std::string& good,
                  const std::vector<BadCase<Message>>& cases, Read read) {
  ASSERT_TRUE(read(Parse<Message>(good)).ok())
      << read(Parse<Message>(good)).status();
  for (const BadCase<Message>& bad : cases) {
    Message message = Parse<Message>(good);
    bad.change(message);
    const absl::Status status = read(message).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << bad.error;
    EXPECT_THAT(std::string(status.message()), HasSubstr(bad.error));
  }
}

TEST(ConvertTest, BadOwnersAreNamed) {
  using Request = v1::CreateOwnerRequest;
  ExpectErrors<Request>(
      kOwner,
      {{[](Request& r) { r.set_owner_id("a b"); }, "owner_id must be"},
       {[](Request& r) { r.set_owner_id(""); }, "got \"\""},
       {[](Request& r) {
          r.mutable_owner()->set_display_name(std::string(257, 'x'));
        },
        "owner.display_name must have 0-256 bytes, got 257"},
       {[](Request& r) { r.mutable_owner()->set_policy("takedown"); },
        "owner.policy must have the form policies/{policy}, got "
        "\"takedown\""},
       {[](Request& r) { r.mutable_owner()->add_accounts(""); },
        "each of owner.accounts must have 1-256 bytes, got 0"},
       {[](Request& r) {
          for (int i = 0; i < 1000; ++i) {
            *r.mutable_owner()->add_accounts() = std::string(1, 'a');
          }
        },
        "owner.accounts must be at most 1000, got 1002"}},
      [](const Request& request) { return ToOwner(request, TokenFor); });
}

TEST(ConvertTest, BadWorksAreNamed) {
  using Request = v1::CreateWorkRequest;
  ExpectErrors<Request>(
      kWork,
      {{[](Request& r) { r.set_work_id("-x"); }, "work_id must be"},
       {[](Request& r) { r.mutable_work()->clear_title(); },
        "work.title must have 1-512 bytes, got 0"},
       {[](Request& r) { r.mutable_work()->set_title(std::string(513, 'x')); },
        "work.title must have 1-512 bytes, got 513"},
       {[](Request& r) { r.mutable_work()->set_owner("sun"); },
        "work.owner must have the form owners/{owner}, got \"sun\""},
       {[](Request& r) {
          r.mutable_work()->set_kind(static_cast<v1::Work::Kind>(9));
        },
        "work.kind must be a known kind, got 9"},
       {[](Request& r) { r.mutable_work()->set_isrc("US-RC1-76-07839"); },
        "got \"US-RC1-76-07839\""},
       {[](Request& r) { r.mutable_work()->set_iswc("T0345246802"); },
        "got \"T0345246802\""},
       {[](Request& r) { r.mutable_work()->set_eidr("10.5240/X"); },
        "got \"10.5240/X\""},
       {[](Request& r) { r.mutable_work()->add_territories("de"); },
        "work.territories must be ISO 3166-1 alpha-2 codes in upper case, or "
        "one word for all but some, like WORLD-US-CA, got \"FR DE FR de\""},
       {[](Request& r) { r.mutable_work()->add_territories("XX"); },
        "got \"FR DE FR XX\""},
       {[](Request& r) { r.mutable_work()->add_territories("WORLD-US"); },
        "like WORLD-US-CA, got \"FR DE FR WORLD-US\""},
       {[](Request& r) {
          r.mutable_work()->clear_territories();
          r.mutable_work()->add_territories("WORLD-XX");
        },
        "got \"WORLD-XX\""},
       {[](Request& r) {
          r.mutable_work()->clear_territories();
          r.mutable_work()->add_territories("WORLDS");
        },
        "got \"WORLDS\""},
       {[](Request& r) { r.mutable_work()->set_policy("policies/"); },
        "work.policy must have the form policies/{policy}"},
       {[](Request& r) { r.mutable_work()->set_catalogue("a b"); },
        "work.catalogue must be"}},
      ToWork);
}

TEST(ConvertTest, BadUploadsAreNamed) {
  using Header = v1::UploadHeader;
  ExpectErrors<Header>(
      kUpload,
      {{[](Header& h) { h.clear_upload_id(); }, "upload_id must not be empty"},
       {[](Header& h) { h.set_upload_id(std::string(129, 'x')); },
        "upload_id must be at most 128 printable ASCII characters, got"},
       {[](Header& h) { h.set_upload_id("a\nb"); }, "got \"a\\nb\""},
       {[](Header& h) { h.set_upload_id("location:0"); },
        "upload_id must be one that does not begin with \"location:\""},
       {[](Header& h) { h.clear_account(); },
        "header.account must have 1-256 bytes, got 0"},
       {[](Header& h) { h.set_account(std::string(257, 'x')); },
        "header.account must have 1-256 bytes, got 257"},
       {[](Header& h) { h.set_file_name(std::string(256, 'x')); },
        "header.file_name must have 0-255 bytes, got 256"},
       {[](Header& h) { h.add_territories("001"); }, "got \"US DE US 001\""},
       {[](Header& h) {
          for (int i = 0; i < 250; ++i) h.add_territories("DE");
        },
        "header.territories must be at most 250 territories, got 253"},
       {[](Header& h) {
          h.set_declared_purpose(static_cast<v1::Screening::Purpose>(5));
        },
        "header.declared_purpose must be a known purpose, got 5"},
       {[](Header& h) {
          for (int i = 0; i < 16; ++i) {
            (*h.mutable_labels())[std::to_string(i)] = "";
          }
        },
        "header.labels must be at most 16 labels, got 17"},
       {[](Header& h) { (*h.mutable_labels())[std::string(65, 'k')] = ""; },
        "each key of header.labels must have 1-64 bytes, got 65"},
       {[](Header& h) { (*h.mutable_labels())[""] = ""; },
        "each key of header.labels must have 1-64 bytes, got 0"},
       {[](Header& h) { (*h.mutable_labels())["key"] = std::string(65, 'v'); },
        "each value of header.labels must have 0-64 bytes, got 65"},
       {[](Header& h) { h.set_size_bytes(-1); },
        "header.size_bytes must not be negative, got -1"}},
      ToUpload);
}

TEST(ConvertTest, BadReferenceHeadersAreNamed) {
  using Header = v1::ReferenceHeader;
  ExpectErrors<Header>(
      "parent: \"works/a\" file_name: \"f\" request_id: \"r\" size_bytes: 1",
      {{[](Header& h) { h.set_parent("a"); },
        "header.parent must have the form works/{work}, got \"a\""},
       {[](Header& h) { h.set_file_name(std::string(256, 'x')); },
        "header.file_name must have 0-255 bytes, got 256"},
       {[](Header& h) { h.set_request_id("\x01"); },
        "header.request_id must be"},
       {[](Header& h) { h.set_size_bytes(-5); }, "got -5"}},
      ToNewReference);
}

TEST(ConvertTest, OrderOfTerritoriesIsNoOtherFact) {
  const absl::StatusOr<Upload> a =
      ToUpload(Parse<v1::UploadHeader>(R"pb(upload_id: "u"
                                            account: "a"
                                            territories: [ "US", "DE" ])pb"));
  const absl::StatusOr<Upload> b = ToUpload(
      Parse<v1::UploadHeader>(R"pb(upload_id: "u"
                                   account: "a"
                                   territories: [ "DE", "US", "DE" ])pb"));
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(a->facts, b->facts);
}

TEST(ConvertTest, MasksChooseWhatIsChanged) {
  const absl::StatusOr<OwnerUpdate> owner = ToOwnerUpdate(
      Parse<v1::UpdateOwnerRequest>(R"pb(
        owner { name: "owners/sun" policy: "policies/review" display_name: "S" }
        update_mask { paths: "policy" }
      )pb"),
      TokenFor);
  ASSERT_TRUE(owner.ok()) << owner.status();
  EXPECT_EQ(owner->policy, takedown::PolicyId{"review"});
  EXPECT_EQ(owner->display_name, std::nullopt);

  const absl::StatusOr<WorkUpdate> work =
      ToWorkUpdate(Parse<v1::UpdateWorkRequest>(R"pb(
        work { name: "works/w" title: "T" isrc: "bad" }
        update_mask { paths: [ "title", "policy", "territories" ] }
      )pb"));
  ASSERT_TRUE(work.ok()) << work.status();
  EXPECT_EQ(work->title, "T");
  EXPECT_EQ(work->isrc, std::nullopt);
  EXPECT_EQ(work->owner, std::nullopt);
  ASSERT_TRUE(work->policy.has_value());
  EXPECT_EQ(work->policy->value, "");
  ASSERT_TRUE(work->territories.has_value());
  EXPECT_EQ(*work->territories, takedown::TerritorySet());
}

TEST(ConvertTest, StarMeansEveryField) {
  const absl::StatusOr<WorkUpdate> work =
      ToWorkUpdate(Parse<v1::UpdateWorkRequest>(R"pb(
        work { name: "works/w" title: "T" owner: "owners/o" }
        update_mask { paths: "*" }
      )pb"));
  ASSERT_TRUE(work.ok()) << work.status();
  EXPECT_TRUE(work->title && work->owner && work->kind && work->isrc &&
              work->iswc && work->eidr && work->territories && work->policy &&
              work->catalogue);
}

TEST(ConvertTest, BadMasksAreNamed) {
  using Request = v1::UpdateWorkRequest;
  ExpectErrors<Request>(
      R"pb(
        work { name: "works/w" title: "T" owner: "owners/o" }
        update_mask { paths: "title" }
      )pb",
      {{[](Request& r) { r.clear_update_mask(); },
        "update_mask must name the fields to change"},
       {[](Request& r) { r.mutable_update_mask()->add_paths("state"); },
        "update_mask must be paths of fields that can be changed, got "
        "\"state\""},
       {[](Request& r) { r.mutable_update_mask()->add_paths("*"); },
        "got \"*\""},
       {[](Request& r) { r.mutable_work()->clear_title(); }, "work.title"},
       {[](Request& r) {
          r.mutable_update_mask()->add_paths("owner");
          r.mutable_work()->set_owner("x");
        },
        "work.owner"},
       {[](Request& r) {
          r.mutable_update_mask()->add_paths("kind");
          r.mutable_work()->set_kind(static_cast<v1::Work::Kind>(9));
        },
        "work.kind"},
       {[](Request& r) {
          r.mutable_update_mask()->add_paths("territories");
          r.mutable_work()->add_territories("?");
        },
        "work.territories"},
       {[](Request& r) {
          r.mutable_update_mask()->add_paths("policy");
          r.mutable_work()->set_policy("?");
        },
        "work.policy"}},
      ToWorkUpdate);
}

constexpr char kGiveVerdict[] = R"pb(
  name: "screenings/s"
  verdict { work: "works/w" action: ALLOW ground: EXCEPTION comment: "Seen." }
)pb";

TEST(ConvertTest, VerdictsAreRead) {
  const auto change =
      ToVerdictChange(Parse<v1::GiveVerdictRequest>(kGiveVerdict));
  ASSERT_TRUE(change.ok()) << change.status();
  EXPECT_EQ(change->screening.value, "s");
  EXPECT_EQ(change->work, index::WorkId{"w"});
  EXPECT_EQ(change->action, takedown::Action::kAllow);
  EXPECT_EQ(change->ground, takedown::Verdict::Ground::kException);
  EXPECT_EQ(change->comment, "Seen.");
  // Whoever forbids says that the owner is right.
  const auto forbids = ToVerdictChange(Parse<v1::GiveVerdictRequest>(
      R"pb(name: "screenings/s"
           verdict { action: LICENSING_REQUIRED })pb"));
  ASSERT_TRUE(forbids.ok()) << forbids.status();
  EXPECT_EQ(forbids->work, std::nullopt);
  EXPECT_EQ(forbids->ground, takedown::Verdict::Ground::kInfringement);
  const auto back = ToVerdictChange(Parse<v1::TakeBackVerdictRequest>(
      R"pb(name: "screenings/s" work: "works/w")pb"));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->work, index::WorkId{"w"});
  EXPECT_EQ(back->action, std::nullopt);
}

TEST(ConvertTest, BadVerdictsAreNamed) {
  ExpectErrors<v1::GiveVerdictRequest>(
      kGiveVerdict,
      {{[](auto& r) { r.set_name("s"); }, "name must have the form"},
       {[](auto& r) { r.mutable_verdict()->set_work("w"); }, "verdict.work"},
       {[](auto& r) { r.mutable_verdict()->set_action(v1::Decision::REVIEW); },
        "TAKEDOWN, got REVIEW"},
       {[](auto& r) { r.mutable_verdict()->clear_action(); },
        "got ACTION_UNSPECIFIED"},
       {[](auto& r) { r.mutable_verdict()->clear_ground(); },
        "EXCEPTION for ALLOW, got GROUND_UNSPECIFIED"},
       {[](auto& r) {
          r.mutable_verdict()->set_ground(v1::Verdict::INFRINGEMENT);
        },
        "for ALLOW, got INFRINGEMENT"},
       {[](auto& r) {
          r.mutable_verdict()->set_action(v1::Decision::TAKEDOWN);
        },
        "INFRINGEMENT for all but ALLOW, got EXCEPTION"},
       {[](auto& r) {
          r.mutable_verdict()->set_ground(static_cast<v1::Verdict::Ground>(77));
        },
        "got 77"},
       {[](auto& r) {
          r.mutable_verdict()->set_comment(std::string(1025, 'x'));
        },
        "verdict.comment"}},
      [](const auto& request) { return ToVerdictChange(request); });
}

TEST(ConvertTest, LitigationIsReportedByTheClaimantOrThePlatform) {
  const auto actor_of = [](const std::string& text) {
    return ToClaimAct(Parse<v1::ReportLitigationRequest>(text));
  };
  EXPECT_EQ(actor_of("")->actor, takedown::ClaimActor::kClaimant);
  EXPECT_EQ(actor_of("reporter: CLAIMANT")->actor,
            takedown::ClaimActor::kClaimant);
  EXPECT_EQ(actor_of("reporter: MODERATOR")->actor,
            takedown::ClaimActor::kModerator);
  for (const char* other : {"UPLOADER", "CLOCK", "77"}) {
    const absl::Status status =
        actor_of(absl::StrCat("reporter: ", other)).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("reporter must be CLAIMANT or MODERATOR"));
  }
}

TEST(ConvertTest, EtagsAreRevisions) {
  EXPECT_EQ(*ToRevision(""), std::nullopt);
  EXPECT_EQ(*ToRevision("12"), 12);
  for (const char* bad :
       {"x", "012", " 12", "+1", "1.0", "99999999999999999999"}) {
    EXPECT_EQ(ToRevision(bad).status().code(),
              absl::StatusCode::kInvalidArgument)
        << bad;
  }
}

TEST(ConvertTest, RequestKeysTellRequestsApart) {
  v1::TrustOwnerRequest trust;
  trust.set_name("owners/a");
  trust.set_request_id("r");
  v1::PutOwnerOnProbationRequest probation;
  probation.set_name("owners/a");
  probation.set_request_id("r");
  const absl::StatusOr<RequestKey> first = ToRequestKey("r", trust);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->id, "r");
  EXPECT_EQ(ToRequestKey("r", trust)->digest, first->digest);
  EXPECT_NE(ToRequestKey("r", probation)->digest, first->digest);
  EXPECT_NE(ToRequestKey("r", trust, "content")->digest, first->digest);
  trust.set_name("owners/b");
  EXPECT_NE(ToRequestKey("r", trust)->digest, first->digest);
  EXPECT_FALSE(ToRequestKey(std::string(65, 'x'), trust).ok());
}

TEST(ResourceNameTest, NamesGoThereAndBack) {
  EXPECT_EQ(ParseOwnerName("f", NameOf(index::OwnerId{"a.b"}))->value, "a.b");
  EXPECT_EQ(ParseWorkName("f", NameOf(index::WorkId{"w-1"}))->value, "w-1");
  const absl::StatusOr<ReferenceName> reference = ParseReferenceName(
      "f", NameOf(index::WorkId{"w"}, index::ReferenceId{"r"}));
  ASSERT_TRUE(reference.ok());
  EXPECT_EQ(reference->work.value, "w");
  EXPECT_EQ(reference->reference.value, "r");
  EXPECT_EQ(ParseScreeningName("f", NameOf(takedown::ScreeningId{"s"}))->value,
            "s");
}

TEST(ResourceNameTest, OtherTextsAreRefused) {
  for (const char* bad :
       {"", "works", "works/", "works/a/", "/works/a", "works/a/b", "work/a",
        "owners/a", "works/a b", "works/..", "works/\xff"}) {
    const absl::Status status = ParseWorkName("name", bad).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("name must have the form works/{work}, got \""));
  }
  EXPECT_FALSE(ParseReferenceName("name", "works/a").ok());
  EXPECT_FALSE(ParseReferenceName("name", "works/a/references/").ok());
  EXPECT_FALSE(ParseReferenceName("name", "works/a/reference/b").ok());
}

TEST(ConvertTest, WhoeverStandsByAClaimSaysWhy) {
  const auto act = [](const std::string& text) {
    return ToClaimAct(Parse<v1::AnswerClaimRequest>(text));
  };
  const absl::Status unsaid = act("answer: UPHOLD").status();
  EXPECT_TRUE(absl::IsInvalidArgument(unsaid));
  EXPECT_THAT(unsaid.message(), HasSubstr("say why the claim stands"));
  EXPECT_EQ(act("answer: UPHOLD comment: 'Our master.'")->comment,
            "Our master.");
  EXPECT_TRUE(act("answer: RELEASE").ok());
}

}  // namespace
}  // namespace earmark::service
