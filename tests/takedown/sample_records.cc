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
          .default_action = Action::kTakedown,
          .trust = Owner::Trust::kTrusted,
          .create_time = kTime,
          .update_time = kTime + absl::Nanoseconds(1),
          .revision = 7};
}

std::vector<Ownership> SampleOwnerships() {
  return {
      {{"label-1"}, TerritorySet::Of({"DE", "FR"}), Action::kLicensingRequired},
      {{"label-2"}, {}, std::nullopt},
      {{"label-3"}, TerritorySet::AllBut({"US"}), Action::kTrack}};
}

Screening SampleScreening(int number) {
  Screening screening{
      .id = {absl::StrFormat("01aryz6s41%016d", number)},
      .facts = {.tenant = {"tenant"},
                .upload_id = absl::StrFormat("upload-%d", number),
                .account_token = "00112233445566778899aabbccddeeff",
                .territories = {"DE", "US"},
                .purpose = Purpose::kParody},
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
                                .owner = OwnerId{"label-1"},
                                .modality = Modality::kAudio,
                                .territories = {"DE"},
                                .explanation = "It is theirs."},
                               {.rule = Rule::kNotSeen,
                                .action = Action::kReview,
                                .work = std::nullopt,
                                .owner = std::nullopt,
                                .modality = std::nullopt,
                                .territories = {},
                                .explanation = "Part was not seen."}}},
      .earlier_decisions = {
          {.decision = {.revision = 2,
                        .action = Action::kAllow,
                        .territory_actions = {{"DE", Action::kAllow},
                                              {"US", Action::kAllow}},
                        .reasons = {{.rule = Rule::kNoMatch,
                                     .action = Action::kAllow,
                                     .work = std::nullopt,
                                     .owner = std::nullopt,
                                     .modality = std::nullopt,
                                     .territories = {},
                                     .explanation = "Nothing was found."}}},
           .end_time = kTime + absl::Hours(1),
           .cause = "A work was registered."}}};
  for (size_t i = 0; i < screening.content.size(); ++i) {
    screening.content[i] =
        static_cast<uint8_t>(static_cast<size_t>(number) * 31 + i);
  }
  return screening;
}

Event SampleEvent() {
  Event event{.kind = EventKind::kOwnerCreated,
              .resource = "owners/label-1",
              .time = kTime,
              .request_id = "request-1"};
  event.request.fill(0x5a);
  return event;
}

}  // namespace earmark::takedown
