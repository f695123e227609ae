#include "tests/takedown/sample_records.h"

#include <chrono>

#include "absl/strings/str_format.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using fingerprint::Coverage;
using fingerprint::Modality;
using Rule = Decision::Reason::Rule;

const absl::Time kTime =
    absl::FromUnixSeconds(1'700'000'000) + absl::Nanoseconds(123'456'789);

}  // namespace

Owner SampleOwner() {
  return {.id = {"label-1"},
          .display_name =
              "Gr\xc3\xbc"
              "ne Aue",
          .policy = {"takedown"},
          .trust = Owner::Trust::kTrusted,
          .accounts = {"00ff", "11ee"},
          .claims = {.upheld = 12, .overturned = 3},
          .create_time = kTime,
          .update_time = kTime + absl::Nanoseconds(1),
          .revision = 7};
}

std::vector<Ownership> SampleOwnerships() {
  return {{.owner = {"label-1"},
           .right = Right::kMusicalWork,
           .territories = TerritorySet::Of({"DE", "FR"}),
           .time = {kTime, kTime + absl::Hours(24)},
           .share = 2'500,
           .policy = {"licensing-required"},
           .catalogue = {"summer"}},
          {.owner = {"label-2"}},
          {.owner = {"label-3"},
           .territories = TerritorySet::AllBut({"US"}),
           .time = {.end = kTime},
           .policy = {"track"}}};
}

StoredPolicy SamplePolicy() {
  return {.policy = {.id = {"ours"},
                     .version = 3,
                     .otherwise = Action::kReview,
                     .rules = {{.name = "whole songs",
                                .action = Action::kTakedown,
                                .modality = Modality::kAudio,
                                .matched_us = {1'000'000, 2'000'000},
                                .total_matched_us = {3, 4},
                                .upload_share = {0.25, 0.5},
                                .reference_share = {0.125, 0.75},
                                .since_late_find_us = Range<int64_t>{5, 6},
                                .combined = false,
                                .purposes = {Purpose::kParody, Purpose::kNone},
                                .incomes = {Income::kCommercial},
                                .alterations = {Alteration::kMirrored},
                                .territories = TerritorySet::AllBut({"JP"}),
                                .accounts = {"00ff", "11ee"}},
                               {.name = "others", .action = Action::kAllow}}},
          .owner = {"label-1"},
          .display_name = "Ours",
          .create_time = kTime,
          .update_time = kTime + absl::Seconds(1)};
}

Licence SampleLicence() {
  return {.id = {"friends"},
          .owner = {"label-1"},
          .works = {{"song-1"}, {"song-2"}},
          .catalogue = {"summer"},
          .accounts = {"00ff"},
          .territories = TerritorySet::Of({"DE"}),
          .time = {.start = kTime},
          .modality = Modality::kVideo,
          .longest_use = 90s,
          .incomes = {Income::kNone, Income::kInsignificant},
          .create_time = kTime,
          .update_time = kTime + absl::Seconds(1),
          .revision = 2};
}

ReferenceRights SampleReferenceRights() {
  return {.attested = true,
          .exclusions = {{{1s, 2s}, "a test card"}, {{5s, 9s}, ""}},
          .overlaps = {{.work = {"song-2"},
                        .reference = {"r3"},
                        .modality = Modality::kAudio,
                        .range = {1s, 2s},
                        .other_range = {3s, 4s},
                        .find_time = kTime,
                        .newer = true,
                        .state = Overlap::State::kExcluded}},
          .quarantine_time = kTime,
          .release_time = kTime + absl::Hours(1),
          .revision = 5};
}

namespace {

// With all that a claim can have.
Claim SampleClaim() {
  return {.work = {"song-1"},
          .owner = {"label-1"},
          .notice = {"notice-1"},
          .notice_law = Notice::Law::kDsa,
          .territories = TerritorySet::Of({"DE", "US"}),
          .standing = {.state = ClaimState::kCounterNoticed,
                       .action = Action::kTakedown,
                       .moderated = true,
                       .noticed = true,
                       .no_counter_notice = true,
                       .confirmed = true,
                       .wrong_match = true,
                       .answered = true,
                       .appealed = true,
                       .strike_time = kTime,
                       .since = kTime,
                       .counter_notice_time = kTime + absl::Hours(1),
                       .deadline = kTime + absl::Hours(2),
                       .contest_until = kTime + absl::Hours(3),
                       .undo = {{ClaimState::kDisputed, Action::kReview, true,
                                 kTime}}},
          .steps = {{.time = kTime},
                    {.event = ClaimEvent::kDispute,
                     .actor = ClaimActor::kUploader,
                     .time = kTime + absl::Hours(1),
                     .state = ClaimState::kDisputed,
                     .action = Action::kTakedown,
                     .objection =
                         Objection{.ground = Objection::Ground::kException,
                                   .exception = Objection::Exception::kParody,
                                   .licence = "none",
                                   .statement = "It is a parody.",
                                   .evidence = {"https://example.com/1"}}},
                    {.event = ClaimEvent::kUphold,
                     .actor = ClaimActor::kModerator,
                     .time = kTime + absl::Hours(2),
                     .state = ClaimState::kUpheld,
                     .action = Action::kTakedown,
                     .ground = Verdict::Ground::kInfringement,
                     .comment = "It is not."}},
          .revision = 3};
}

}  // namespace

Screening SampleScreening(int number) {
  Screening screening{
      .id = {absl::StrFormat("01aryz6s41%016d", number)},
      .facts = {.tenant = {"tenant"},
                .upload_id = absl::StrFormat("upload-%d", number),
                .account_token = "00112233445566778899aabbccddeeff",
                .territories = TerritorySet::Of({"DE", "US"}),
                .purpose = Purpose::kParody,
                .income = Income::kInsignificant},
      .file_name = "a clip.mp4",
      .labels = {{"queue", "fast"}, {"region", "eu"}, {"", "empty key"}},
      .create_time = kTime,
      .size_bytes = int64_t{5} << 32,
      .content = {},
      .duration = 61s,
      .audio = {Coverage::State::kSeen, 60s, 60s, ""},
      .video = {Coverage::State::kDamaged, 12s, 61s, "a packet was lost"},
      .fingerprint = index::UploadNumber{static_cast<uint32_t>(number)},
      .matches = {{.work = {"song-1"},
                   .reference = {"r1"},
                   .modality = Modality::kAudio,
                   .query = {1s, 31s},
                   .reference_range = {60s, 90s},
                   .change = {.speed = 1.04,
                              .pitch_semitones = -2.5,
                              .mirrored = false},
                   .score = 512.5,
                   .expected_false_matches = 1e-200},
                  {.work = {"film-1"},
                   .reference = {"r2"},
                   .modality = Modality::kVideo,
                   .evidence = index::Evidence::kFrameHash,
                   .query = {2s, 9s},
                   .reference_range = {3s, 10s},
                   .change = {.speed = 1, .mirrored = true},
                   .score = 20.25,
                   .expected_false_matches = 1e-5}},
      .candidates = {{.work = {"song-2"},
                      .reference = {"r3"},
                      .modality = Modality::kAudio,
                      .evidence = index::Evidence::kLandmarks,
                      .query = {40s, 44s},
                      .reference_range = {1s, 5s},
                      .change = {},
                      .score = 11.5,
                      .expected_false_matches = 5e-4}},
      .decision = {.revision = 3,
                   .action = Action::kTakedown,
                   .territory_actions = {{"DE", Action::kTakedown},
                                         {"US", Action::kTrack}},
                   .reasons = {{.rule = Rule::kOwnerPolicy,
                                .action = Action::kTakedown,
                                .work = WorkId{"song-1"},
                                .modality = Modality::kAudio,
                                .owner = OwnerId{"label-1"},
                                .right = Right::kRecording,
                                .wanted = Action::kTakedown,
                                .policy = {"ours"},
                                .policy_version = 4,
                                .policy_rule = "whole songs",
                                .licence = {"friends"},
                                .licence_revision = 2,
                                .territories = TerritorySet::Of({"DE"}),
                                .explanation = "It is theirs."},
                               {.rule = Rule::kNotSeen,
                                .action = Action::kReview,
                                .explanation = "Part was not seen."}},
                   .publish_meanwhile = true},
      .earlier_decisions =
          {{.decision = {.revision = 2,
                         .action = Action::kAllow,
                         .territory_actions = {{"DE", Action::kAllow},
                                               {"US", Action::kAllow}},
                         .reasons = {{.rule = Rule::kNoMatch,
                                      .action = Action::kAllow,
                                      .explanation = "Nothing was found."}}},
            .end_time = kTime + absl::Hours(1),
            .cause = "A work was registered."}},
      .verdicts = {{.work = index::WorkId{"song-1"},
                    .action = Action::kTakedown,
                    .ground = Verdict::Ground::kInfringement,
                    .comment = "Seen.",
                    .time = kTime},
                   {.action = Action::kAllow,
                    .ground = Verdict::Ground::kPermitted,
                    .time = kTime}},
      .claims = {SampleClaim(), {}}};
  Claim& bare = screening.claims.back();
  bare.work = {"song-2"};
  bare.standing.since = bare.standing.contest_until = kTime;
  bare.steps = {{.time = kTime}};
  for (size_t i = 0; i < screening.content.size(); ++i) {
    screening.content[i] =
        static_cast<uint8_t>(static_cast<size_t>(number) * 31 + i);
  }
  return screening;
}

StoredNotice SampleNotice() {
  return {.id = {"notice-1"},
          .notice = {.law = Notice::Law::kDsa,
                     .sender = {.name = "Ann",
                                .address = "Lane 1",
                                .telephone = "1",
                                .email = "ann@x.example"},
                     .signature = "A. Ann",
                     .owner = "Bluebird",
                     .works = {"The Lark", "The Wren"},
                     .locations = {"https://v.example/1", "screenings/s"},
                     .explanation = "It is ours.",
                     .not_authorised = true,
                     .accurate = true,
                     .authorised_to_act = true},
          .sender_token = "00112233445566778899aabbccddeeff",
          .request_id = "request-2",
          .create_time = kTime,
          .complete_time = kTime + absl::Hours(1),
          .materials = {{"https://v.example/1", {{"s1"}, 1}},
                        {"screenings/s", {{"s"}, 2}}},
          .withdrawn_locations = {"screenings/t"},
          .revision = 2};
}

Event SampleEvent() {
  Event event{.kind = EventKind::kOwnerCreated,
              .resource = "owners/label-1",
              .time = kTime,
              .request_id = "request-1"};
  event.request.fill(0x5a);
  return event;
}

Lease SampleLease() {
  return {.moderator = "ann",
          .expire_time = kTime,
          .seen_until = kTime - absl::Minutes(15)};
}

std::vector<Opinion> SampleOpinions() {
  return {{.moderator = "ann",
           .decision = ClaimEvent::kRelease,
           .action = Action::kAllow,
           .ground = Verdict::Ground::kException,
           .asked = Action::kLicensingRequired,
           .comment = "A parody.",
           .time = kTime},
          {.moderator = "bob", .time = kTime + absl::Hours(1)}};
}

UnreadFiles SampleUnreadFiles() {
  return {.cause = "the file broke its decoder: exit status N",
          .count = 21,
          .first_time = kTime,
          .latest = {{.upload_id = "u-1", .time = kTime + absl::Hours(1)}}};
}

}  // namespace earmark::takedown
