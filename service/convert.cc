#include "service/convert.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "service/digest.h"
#include "service/resource_name.h"
#include "service/standard_number.h"

namespace earmark::service {
namespace {

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using google::protobuf::RepeatedPtrField;
using takedown::Action;

// Limits of the API; the protos state them.
constexpr size_t kMaxRequestIdLength = 64;
constexpr size_t kMaxDisplayNameBytes = 256;
constexpr size_t kMaxTitleBytes = 512;
constexpr size_t kMaxFileNameBytes = 255;
constexpr size_t kMaxUploadIdLength = 128;
constexpr size_t kMaxAccountBytes = 256;
constexpr int kMaxTerritories = 250;
constexpr size_t kMaxLabels = 16;
constexpr size_t kMaxLabelBytes = 64;

// How much of a bad value an error shows.
constexpr size_t kShownBytes = 64;

// The enums of the wire are numbered as those of the domain.
static_assert(static_cast<int>(Action::kAllow) == v1::Decision::ALLOW);
static_assert(static_cast<int>(Action::kTrack) == v1::Decision::TRACK);
static_assert(static_cast<int>(Action::kLicensingRequired) ==
              v1::Decision::LICENSING_REQUIRED);
static_assert(static_cast<int>(Action::kReview) == v1::Decision::REVIEW);
static_assert(static_cast<int>(Action::kTakedown) == v1::Decision::TAKEDOWN);
static_assert(v1::Decision::Action_MAX == v1::Decision::TAKEDOWN);
static_assert(static_cast<int>(Modality::kAudio) == v1::Match::AUDIO);
static_assert(static_cast<int>(Modality::kVideo) == v1::Match::VIDEO);
static_assert(static_cast<int>(index::Evidence::kChroma) ==
              v1::Match::CHROMAPRINT);
static_assert(static_cast<int>(index::Evidence::kLandmarks) ==
              v1::Match::LANDMARKS);
static_assert(static_cast<int>(index::Evidence::kFrameHash) ==
              v1::Match::FRAME_HASHES);
static_assert(static_cast<int>(index::Evidence::kFeatures) ==
              v1::Match::LOCAL_FEATURES);
static_assert(static_cast<int>(Coverage::State::kSeen) == v1::Coverage::SEEN);
static_assert(static_cast<int>(Coverage::State::kAbsent) ==
              v1::Coverage::ABSENT);
static_assert(static_cast<int>(Coverage::State::kDamaged) ==
              v1::Coverage::DAMAGED);
static_assert(static_cast<int>(takedown::Purpose::kQuotation) ==
              v1::Screening::QUOTATION);
static_assert(static_cast<int>(takedown::Purpose::kCriticism) ==
              v1::Screening::CRITICISM);
static_assert(static_cast<int>(takedown::Purpose::kParody) ==
              v1::Screening::PARODY);
static_assert(static_cast<int>(takedown::Purpose::kLicensed) ==
              v1::Screening::LICENSED);
static_assert(v1::Screening::Purpose_MAX == v1::Screening::LICENSED);
static_assert(static_cast<int>(takedown::Owner::Trust::kProbation) ==
              v1::Owner::PROBATION);
static_assert(static_cast<int>(takedown::Owner::Trust::kTrusted) ==
              v1::Owner::TRUSTED);
static_assert(static_cast<int>(index::Work::Kind::kSoundRecording) ==
              v1::Work::SOUND_RECORDING);
static_assert(static_cast<int>(index::Work::Kind::kMusicalWork) ==
              v1::Work::MUSICAL_WORK);
static_assert(static_cast<int>(index::Work::Kind::kFilm) == v1::Work::FILM);
static_assert(static_cast<int>(index::Work::Kind::kEpisode) ==
              v1::Work::EPISODE);
static_assert(static_cast<int>(index::Work::Kind::kClip) == v1::Work::CLIP);
static_assert(v1::Work::Kind_MAX == v1::Work::CLIP);
static_assert(static_cast<int>(index::Work::State::kActive) ==
              v1::Work::ACTIVE);
static_assert(static_cast<int>(index::Work::State::kWithdrawn) ==
              v1::Work::WITHDRAWN);
static_assert(static_cast<int>(index::Reference::State::kActive) ==
              v1::Reference::ACTIVE);
static_assert(static_cast<int>(index::Reference::State::kDisabled) ==
              v1::Reference::DISABLED);
static_assert(static_cast<int>(index::Reference::State::kWithdrawn) ==
              v1::Reference::WITHDRAWN);
static_assert(static_cast<int>(index::ReferenceWarning::kNoise) ==
              v1::Reference::Warning::NOISE);
static_assert(static_cast<int>(index::ReferenceWarning::kSparse) ==
              v1::Reference::Warning::SPARSE);
static_assert(static_cast<int>(index::ReferenceWarning::kRepetitive) ==
              v1::Reference::Warning::REPETITIVE);
static_assert(static_cast<int>(index::ReferenceWarning::kShort) ==
              v1::Reference::Warning::SHORT);
static_assert(v1::Reference::Warning::Kind_MAX ==
              v1::Reference::Warning::SHORT);
using Rule = takedown::Decision::Reason::Rule;
static_assert(static_cast<int>(Rule::kNoMatch) ==
              v1::Decision::Reason::NO_MATCH);
static_assert(static_cast<int>(Rule::kOwnerPolicy) ==
              v1::Decision::Reason::OWNER_POLICY);
static_assert(static_cast<int>(Rule::kOwnerOnProbation) ==
              v1::Decision::Reason::OWNER_ON_PROBATION);
static_assert(static_cast<int>(Rule::kNotManifest) ==
              v1::Decision::Reason::NOT_MANIFEST);
static_assert(static_cast<int>(Rule::kDeclaredPurpose) ==
              v1::Decision::Reason::DECLARED_PURPOSE);
static_assert(static_cast<int>(Rule::kNotSeen) ==
              v1::Decision::Reason::NOT_SEEN);

// A domain value as the value of the wire with the same number.
template <typename Wire, typename Domain>
Wire ToEnum(Domain value) {
  return static_cast<Wire>(value);
}

void Set(google::protobuf::Timestamp& proto, absl::Time time) {
  const int64_t microseconds = absl::ToUnixMicros(time);
  int64_t seconds = microseconds / 1'000'000;
  int64_t rest = microseconds % 1'000'000;
  if (rest < 0) {
    --seconds;
    rest += 1'000'000;
  }
  proto.set_seconds(seconds);
  proto.set_nanos(static_cast<int32_t>(rest * 1000));
}

// The two parts of a Duration have the same sign, as / and % give them.
void Set(google::protobuf::Duration& proto, MediaTime time) {
  proto.set_seconds(time.count() / 1'000'000);
  proto.set_nanos(static_cast<int32_t>(time.count() % 1'000'000 * 1000));
}

void Set(v1::Coverage& proto, Modality modality, const Coverage& coverage) {
  proto.set_modality(ToEnum<v1::Match::Modality>(modality));
  proto.set_state(ToEnum<v1::Coverage::State>(coverage.state));
  Set(*proto.mutable_seen(), coverage.seen);
  Set(*proto.mutable_total(), coverage.total);
  proto.set_detail(coverage.detail);
}

void Set(v1::PicturePlace& proto, const index::PicturePlace& place) {
  proto.set_x(place.x);
  proto.set_y(place.y);
}

void Set(v1::Match& proto, const index::Match& match) {
  proto.set_work(NameOf(match.work));
  proto.set_reference(NameOf(match.work, match.reference));
  proto.set_modality(ToEnum<v1::Match::Modality>(match.modality));
  proto.set_fingerprint(ToEnum<v1::Match::Fingerprint>(match.evidence));
  Set(*proto.mutable_query_start(), match.query.start);
  Set(*proto.mutable_query_end(), match.query.end);
  Set(*proto.mutable_reference_start(), match.reference_range.start);
  Set(*proto.mutable_reference_end(), match.reference_range.end);
  proto.set_score(match.score);
  proto.set_expected_false_matches(match.expected_false_matches);
  proto.mutable_change()->set_speed(match.change.speed);
  proto.mutable_change()->set_mirrored(match.change.mirrored);
  proto.mutable_change()->set_pitch_semitones(match.change.pitch_semitones);
  proto.mutable_change()->set_turned_degrees(match.change.turned_degrees);
  proto.mutable_change()->set_inverted(match.change.inverted);
  for (const index::PicturePlace& corner : match.region) {
    Set(*proto.add_region(), corner);
  }
}

void Set(v1::Decision& proto, const takedown::Decision& decision) {
  proto.set_revision(decision.revision);
  proto.set_action(ToEnum<v1::Decision::Action>(decision.action));
  for (const auto& [territory, action] : decision.territory_actions) {
    v1::Decision::TerritoryAction& entry = *proto.add_territory_actions();
    entry.set_territory(territory);
    entry.set_action(ToEnum<v1::Decision::Action>(action));
  }
  for (const takedown::Decision::Reason& reason : decision.reasons) {
    v1::Decision::Reason& entry = *proto.add_reasons();
    entry.set_rule(ToEnum<v1::Decision::Reason::Rule>(reason.rule));
    entry.set_action(ToEnum<v1::Decision::Action>(reason.action));
    if (reason.work) entry.set_work(NameOf(*reason.work));
    if (reason.owner) entry.set_owner(NameOf(*reason.owner));
    if (reason.modality) {
      entry.set_modality(ToEnum<v1::Match::Modality>(*reason.modality));
    }
    entry.mutable_territories()->Add(reason.territories.begin(),
                                     reason.territories.end());
    entry.set_explanation(reason.explanation);
  }
}

// The frequency of a place on the axis of spectral peaks.
double FrequencyOf(float bin) {
  return fingerprint::kLowestPeakHz *
         std::exp2(bin / static_cast<double>(fingerprint::kBinsPerOctave));
}

void Set(v1::Evidence::FramePair& proto, const index::MatchedFrames& frames) {
  Set(*proto.mutable_query_position(), frames.query);
  Set(*proto.mutable_reference_position(), frames.reference);
  proto.set_nats(frames.nats);
  proto.set_agreement(frames.agreeing);
  proto.set_block_count(static_cast<int32_t>(frames.blocks));
  for (const index::MatchedPlaces& places : frames.places) {
    v1::Evidence::SharedFeature& feature = *proto.add_features();
    Set(*feature.mutable_query_place(), places.query);
    Set(*feature.mutable_reference_place(), places.reference);
  }
  for (const index::PicturePlace& corner : frames.region) {
    Set(*proto.add_region(), corner);
  }
  proto.set_query_thumbnail(frames.query_thumbnail);
  proto.set_reference_thumbnail(frames.reference_thumbnail);
  proto.set_query_aspect_ratio(frames.query_aspect);
  proto.set_reference_aspect_ratio(frames.reference_aspect);
}

void Set(v1::Evidence& proto, index::Evidence evidence,
         const index::Explanation& explanation) {
  const bool has_frequencies = evidence == index::Evidence::kLandmarks;
  proto.set_speed(explanation.speed);
  Set(*proto.mutable_offset(), explanation.offset);
  proto.set_evidence_nats(explanation.evidence_nats);
  proto.set_prior_nats(explanation.prior_nats);
  proto.set_remainder_nats(explanation.remainder_nats);
  proto.set_reach_nats(explanation.reach_nats);
  for (const index::EvidenceStep& step : explanation.steps) {
    v1::Evidence::Step& entry = *proto.add_steps();
    Set(*entry.mutable_query_start(), step.query.start);
    Set(*entry.mutable_query_end(), step.query.end);
    entry.set_nats(step.nats);
    entry.set_point_count(static_cast<int32_t>(step.points));
    entry.set_agreeing_count(static_cast<int32_t>(step.agreeing));
    entry.set_difference(step.difference);
  }
  for (const index::EvidencePoint& point : explanation.points) {
    v1::Evidence::Point& entry = *proto.add_points();
    Set(*entry.mutable_query_position(), point.query);
    Set(*entry.mutable_reference_position(), point.reference);
    entry.set_nats(point.nats);
    if (has_frequencies) entry.set_frequency_hz(FrequencyOf(point.bin));
    entry.set_difference(point.difference);
  }
  proto.set_omitted_point_count(
      static_cast<int32_t>(explanation.points_left_out));
  for (const index::QueryPeak& peak : explanation.peaks) {
    v1::Evidence::Peak& entry = *proto.add_peaks();
    Set(*entry.mutable_query_position(), peak.time);
    entry.set_frequency_hz(FrequencyOf(peak.bin));
  }
  proto.set_omitted_peak_count(
      static_cast<int32_t>(explanation.peaks_left_out));
  for (const index::MatchedFrames& frames : explanation.frame_pairs) {
    Set(*proto.add_frame_pairs(), frames);
  }
}

void Set(v1::EarlierDecision& proto, const takedown::EarlierDecision& earlier) {
  Set(*proto.mutable_decision(), earlier.decision);
  Set(*proto.mutable_end_time(), earlier.end_time);
  proto.set_cause(earlier.cause);
}

std::string BytesOf(const index::ContentDigest& digest) {
  return std::string(digest.begin(), digest.end());
}

std::string EtagOf(int64_t revision) { return absl::StrCat(revision); }

// kInvalidArgument: `field` must be `rule`, got `value` (shortened, and
// printable).
absl::Status FieldError(const std::string& field, const std::string& rule,
                        const std::string& value) {
  return absl::InvalidArgumentError(
      absl::StrCat(field, " must be ", rule, ", got \"",
                   absl::CHexEscape(value.substr(0, kShownBytes)), "\""));
}

absl::Status CheckLength(const std::string& field, const std::string& value,
                         size_t min_bytes, size_t max_bytes) {
  if (value.size() >= min_bytes && value.size() <= max_bytes) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(field, " must have ",
                                                 min_bytes, "-", max_bytes,
                                                 " bytes, got ", value.size()));
}

absl::Status CheckPrintable(const std::string& field, const std::string& value,
                            size_t max_length) {
  const bool printable =
      std::all_of(value.begin(), value.end(),
                  [](unsigned char c) { return absl::ascii_isprint(c); });
  if (printable && value.size() <= max_length) return absl::OkStatus();
  return FieldError(
      field,
      absl::StrCat("at most ", max_length, " printable ASCII characters"),
      value);
}

absl::Status CheckSize(const std::string& field, int64_t size_bytes) {
  if (size_bytes >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, " must not be negative, got ", size_bytes));
}

// OK if `value` is empty, or good by `rule`.
absl::Status CheckNumber(const std::string& field, const std::string& value,
                         bool good, const std::string& rule) {
  if (value.empty() || good) return absl::OkStatus();
  return FieldError(field, rule, value);
}

// The first that is not OK.
absl::Status FirstError(std::initializer_list<absl::Status> statuses) {
  for (const absl::Status& status : statuses) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Nullopt for the unspecified action.
absl::StatusOr<std::optional<Action>> ToAction(const std::string& field,
                                               v1::Decision::Action action) {
  if (action == v1::Decision::ACTION_UNSPECIFIED) return std::nullopt;
  if (v1::Decision::Action_IsValid(action)) return static_cast<Action>(action);
  return absl::InvalidArgumentError(
      absl::StrCat(field, " must be a known action, got ", action));
}

absl::StatusOr<index::Work::Kind> ToKind(v1::Work::Kind kind) {
  if (v1::Work::Kind_IsValid(kind)) return static_cast<index::Work::Kind>(kind);
  return absl::InvalidArgumentError(
      absl::StrCat("work.kind must be a known kind, got ", kind));
}

absl::StatusOr<std::vector<std::string>> ToTerritories(
    const std::string& field, const RepeatedPtrField<std::string>& codes) {
  if (codes.size() > kMaxTerritories) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, " must be at most ", kMaxTerritories,
                     " territories, got ", codes.size()));
  }
  for (const std::string& code : codes) {
    if (!takedown::IsTerritory(code)) {
      return FieldError(field, "ISO 3166-1 alpha-2 codes in upper case", code);
    }
  }
  const std::set<std::string> sorted(codes.begin(), codes.end());
  return std::vector<std::string>(sorted.begin(), sorted.end());
}

// The name that people see: the id, unless there is a better one.
std::string DisplayNameOf(const v1::Owner& owner, const std::string& id) {
  return owner.display_name().empty() ? id : owner.display_name();
}

absl::Status CheckWork(const v1::Work& work) {
  return FirstError(
      {CheckLength("work.title", work.title(), 1, kMaxTitleBytes),
       CheckNumber("work.isrc", work.isrc(), IsIsrc(work.isrc()),
                   "an ISRC without hyphens, like USRC17607839"),
       CheckNumber("work.iswc", work.iswc(), IsIswc(work.iswc()),
                   "an ISWC with a right check digit, like T0345246801"),
       CheckNumber("work.eidr", work.eidr(), IsEidr(work.eidr()),
                   "an EIDR with a right check character, like "
                   "10.5240/7791-8534-2C23-9030-8610-5")});
}

// The paths of `mask`, where `*` stands for `known`.
absl::StatusOr<std::set<std::string>> ToPaths(
    const google::protobuf::FieldMask& mask,
    const std::set<std::string>& known) {
  if (mask.paths().empty()) {
    return absl::InvalidArgumentError(
        "update_mask must name the fields to change, got \"\"");
  }
  std::set<std::string> paths;
  for (const std::string& path : mask.paths()) {
    if (path == "*" && mask.paths_size() == 1) return known;
    if (known.count(path) == 0) {
      return FieldError("update_mask", "paths of fields that can be changed",
                        path);
    }
    paths.insert(path);
  }
  return paths;
}

}  // namespace

v1::Owner ToProto(const takedown::Owner& owner) {
  v1::Owner proto;
  proto.set_name(NameOf(owner.id));
  proto.set_display_name(owner.display_name);
  proto.set_default_action(ToEnum<v1::Decision::Action>(owner.default_action));
  proto.set_trust(ToEnum<v1::Owner::Trust>(owner.trust));
  Set(*proto.mutable_create_time(), owner.create_time);
  Set(*proto.mutable_update_time(), owner.update_time);
  proto.set_etag(EtagOf(owner.revision));
  return proto;
}

v1::Work ToProto(const OwnedWork& owned) {
  const index::Work& work = owned.work;
  v1::Work proto;
  proto.set_name(NameOf(work.id));
  proto.set_title(work.title);
  proto.set_owner(NameOf(owned.ownership.owner));
  proto.set_kind(ToEnum<v1::Work::Kind>(work.kind));
  proto.set_isrc(work.isrc);
  proto.set_iswc(work.iswc);
  proto.set_eidr(work.eidr);
  proto.mutable_territories()->Add(owned.ownership.territories.begin(),
                                   owned.ownership.territories.end());
  if (owned.ownership.action) {
    proto.set_policy_action(
        ToEnum<v1::Decision::Action>(*owned.ownership.action));
  }
  proto.set_state(ToEnum<v1::Work::State>(work.state));
  Set(*proto.mutable_create_time(), work.create_time);
  Set(*proto.mutable_update_time(), work.update_time);
  proto.set_etag(EtagOf(work.revision));
  return proto;
}

v1::Reference ToProto(const index::Reference& reference) {
  v1::Reference proto;
  proto.set_name(NameOf(reference.work, reference.id));
  proto.set_state(ToEnum<v1::Reference::State>(reference.state));
  proto.set_file_name(reference.file_name);
  proto.set_size_bytes(reference.size_bytes);
  proto.set_content_sha256(BytesOf(reference.content));
  Set(*proto.mutable_duration(), reference.duration);
  Set(*proto.add_coverages(), Modality::kAudio, reference.audio);
  Set(*proto.add_coverages(), Modality::kVideo, reference.video);
  Set(*proto.mutable_create_time(), reference.create_time);
  Set(*proto.mutable_update_time(), reference.update_time);
  for (const index::ReferenceWarning warning : reference.warnings) {
    v1::Reference::Warning& entry = *proto.add_warnings();
    entry.set_kind(ToEnum<v1::Reference::Warning::Kind>(warning));
    entry.set_explanation(index::Describe(warning));
  }
  return proto;
}

v1::Screening ToProto(const takedown::Screening& screening) {
  v1::Screening proto;
  proto.set_name(NameOf(screening.id));
  Set(*proto.mutable_create_time(), screening.create_time);
  proto.set_upload_id(screening.facts.upload_id);
  proto.set_account_token(screening.facts.account_token);
  proto.set_file_name(screening.file_name);
  proto.mutable_territories()->Add(screening.facts.territories.begin(),
                                   screening.facts.territories.end());
  proto.set_declared_purpose(
      ToEnum<v1::Screening::Purpose>(screening.facts.purpose));
  proto.mutable_labels()->insert(screening.labels.begin(),
                                 screening.labels.end());
  proto.set_size_bytes(screening.size_bytes);
  proto.set_content_sha256(BytesOf(screening.content));
  Set(*proto.mutable_duration(), screening.duration);
  Set(*proto.add_coverages(), Modality::kAudio, screening.audio);
  Set(*proto.add_coverages(), Modality::kVideo, screening.video);
  for (const index::Match& match : screening.matches) {
    Set(*proto.add_matches(), match);
  }
  for (const index::Match& candidate : screening.candidates) {
    Set(*proto.add_candidates(), candidate);
  }
  Set(*proto.mutable_decision(), screening.decision);
  for (const takedown::EarlierDecision& earlier : screening.earlier_decisions) {
    Set(*proto.add_earlier_decisions(), earlier);
  }
  return proto;
}

v1::ScreeningExplanation ToProto(const ExplainedScreening& explained) {
  const takedown::Screening& screening = explained.screening;
  v1::ScreeningExplanation proto;
  proto.set_name(NameOf(screening.id));
  Set(*proto.mutable_create_time(), screening.create_time);
  proto.set_file_name(screening.file_name);
  Set(*proto.mutable_decision(), screening.decision);
  for (const ExplainedFind& find : explained.finds) {
    v1::ScreeningExplanation::Find& entry = *proto.add_finds();
    entry.set_number(find.number);
    Set(*entry.mutable_match(), find.match);
    entry.set_is_candidate(find.is_candidate);
    entry.set_place(find.words.place);
    entry.set_change(find.words.change);
    entry.set_strength(find.words.strength);
    entry.set_method(find.words.fingerprint);
    if (find.evidence) {
      Set(*entry.mutable_evidence(), find.match.evidence, *find.evidence);
    }
    entry.set_evidence_missing(find.missing);
  }
  return proto;
}

absl::StatusOr<RequestKey> ToRequestKey(
    const std::string& request_id, const google::protobuf::Message& request,
    std::string_view content) {
  const absl::Status status =
      CheckPrintable("request_id", request_id, kMaxRequestIdLength);
  if (!status.ok()) return status;
  std::string bytes = request.GetTypeName() + '\0';
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&output);
  }
  bytes += content;
  return RequestKey{request_id, Sha256(bytes)};
}

absl::StatusOr<std::optional<int64_t>> ToRevision(const std::string& etag) {
  if (etag.empty()) return std::nullopt;
  int64_t revision;
  if (absl::SimpleAtoi(etag, &revision) && EtagOf(revision) == etag) {
    return revision;
  }
  return FieldError("etag", "one that the service gave out", etag);
}

absl::StatusOr<takedown::Owner> ToOwner(const v1::CreateOwnerRequest& request) {
  const v1::Owner& proto = request.owner();
  const absl::StatusOr<std::optional<Action>> action =
      ToAction("owner.default_action", proto.default_action());
  const absl::Status status =
      FirstError({index::ValidateId("owner_id", request.owner_id()),
                  CheckLength("owner.display_name", proto.display_name(), 0,
                              kMaxDisplayNameBytes),
                  action.status()});
  if (!status.ok()) return status;
  takedown::Owner owner;
  owner.id = {request.owner_id()};
  owner.display_name = DisplayNameOf(proto, request.owner_id());
  owner.default_action = action->value_or(Action::kTrack);
  return owner;
}

absl::StatusOr<OwnedWork> ToWork(const v1::CreateWorkRequest& request) {
  const v1::Work& proto = request.work();
  absl::StatusOr<index::OwnerId> owner =
      ParseOwnerName("work.owner", proto.owner());
  const absl::StatusOr<index::Work::Kind> kind = ToKind(proto.kind());
  absl::StatusOr<std::vector<std::string>> territories =
      ToTerritories("work.territories", proto.territories());
  const absl::StatusOr<std::optional<Action>> action =
      ToAction("work.policy_action", proto.policy_action());
  const absl::Status status = FirstError(
      {index::ValidateId("work_id", request.work_id()), CheckWork(proto),
       owner.status(), kind.status(), territories.status(), action.status()});
  if (!status.ok()) return status;
  OwnedWork owned;
  owned.work.id = {request.work_id()};
  owned.work.title = proto.title();
  owned.work.kind = *kind;
  owned.work.isrc = proto.isrc();
  owned.work.iswc = proto.iswc();
  owned.work.eidr = proto.eidr();
  owned.ownership.owner = *std::move(owner);
  owned.ownership.territories = *std::move(territories);
  owned.ownership.action = *action;
  return owned;
}

absl::StatusOr<OwnerUpdate> ToOwnerUpdate(
    const v1::UpdateOwnerRequest& request) {
  const v1::Owner& proto = request.owner();
  const absl::StatusOr<index::OwnerId> id =
      ParseOwnerName("owner.name", proto.name());
  const absl::StatusOr<std::set<std::string>> paths =
      ToPaths(request.update_mask(), {"display_name", "default_action"});
  const absl::StatusOr<std::optional<Action>> action =
      ToAction("owner.default_action", proto.default_action());
  const absl::Status status =
      FirstError({id.status(), paths.status(),
                  CheckLength("owner.display_name", proto.display_name(), 0,
                              kMaxDisplayNameBytes),
                  action.status()});
  if (!status.ok()) return status;
  OwnerUpdate update;
  if (paths->count("display_name") > 0) {
    update.display_name = DisplayNameOf(proto, id->value);
  }
  if (paths->count("default_action") > 0) {
    update.default_action = action->value_or(Action::kTrack);
  }
  return update;
}

absl::StatusOr<WorkUpdate> ToWorkUpdate(const v1::UpdateWorkRequest& request) {
  absl::StatusOr<std::set<std::string>> paths =
      ToPaths(request.update_mask(), {"title", "owner", "kind", "isrc", "iswc",
                                      "eidr", "territories", "policy_action"});
  if (!paths.ok()) return paths.status();
  const v1::Work& proto = request.work();
  const auto named = [&](const char* path) { return paths->count(path) > 0; };
  WorkUpdate update;
  // Only fields that the mask names are looked at.
  v1::Work changed;
  changed.set_title("unchanged");
  if (named("title")) changed.set_title(proto.title());
  if (named("isrc")) changed.set_isrc(proto.isrc());
  if (named("iswc")) changed.set_iswc(proto.iswc());
  if (named("eidr")) changed.set_eidr(proto.eidr());
  const absl::Status status = CheckWork(changed);
  if (!status.ok()) return status;
  if (named("title")) update.title = proto.title();
  if (named("isrc")) update.isrc = proto.isrc();
  if (named("iswc")) update.iswc = proto.iswc();
  if (named("eidr")) update.eidr = proto.eidr();
  if (named("owner")) {
    absl::StatusOr<index::OwnerId> owner =
        ParseOwnerName("work.owner", proto.owner());
    if (!owner.ok()) return owner.status();
    update.owner = *std::move(owner);
  }
  if (named("kind")) {
    const absl::StatusOr<index::Work::Kind> kind = ToKind(proto.kind());
    if (!kind.ok()) return kind.status();
    update.kind = *kind;
  }
  if (named("territories")) {
    absl::StatusOr<std::vector<std::string>> territories =
        ToTerritories("work.territories", proto.territories());
    if (!territories.ok()) return territories.status();
    update.territories = *std::move(territories);
  }
  if (named("policy_action")) {
    const absl::StatusOr<std::optional<Action>> action =
        ToAction("work.policy_action", proto.policy_action());
    if (!action.ok()) return action.status();
    update.action = *action;
  }
  return update;
}

absl::StatusOr<NewReference> ToNewReference(const v1::ReferenceHeader& header) {
  absl::StatusOr<index::WorkId> work =
      ParseWorkName("header.parent", header.parent());
  const absl::Status status =
      FirstError({work.status(),
                  CheckLength("header.file_name", header.file_name(), 0,
                              kMaxFileNameBytes),
                  CheckPrintable("header.request_id", header.request_id(),
                                 kMaxRequestIdLength),
                  CheckSize("header.size_bytes", header.size_bytes())});
  if (!status.ok()) return status;
  return NewReference{*std::move(work), header.file_name(), RequestKey{}};
}

absl::StatusOr<Upload> ToUpload(const v1::UploadHeader& header) {
  absl::StatusOr<std::vector<std::string>> territories =
      ToTerritories("header.territories", header.territories());
  const absl::Status status = FirstError(
      {CheckUploadId(header.upload_id()),
       CheckLength("header.account", header.account(), 1, kMaxAccountBytes),
       CheckLength("header.file_name", header.file_name(), 0,
                   kMaxFileNameBytes),
       territories.status(),
       CheckSize("header.size_bytes", header.size_bytes())});
  if (!status.ok()) return status;
  if (!v1::Screening::Purpose_IsValid(header.declared_purpose())) {
    return absl::InvalidArgumentError(
        absl::StrCat("header.declared_purpose must be a known purpose, got ",
                     header.declared_purpose()));
  }
  if (header.labels().size() > kMaxLabels) {
    return absl::InvalidArgumentError(
        absl::StrCat("header.labels must be at most ", kMaxLabels,
                     " labels, got ", header.labels().size()));
  }
  for (const auto& [key, value] : header.labels()) {
    const absl::Status label = FirstError(
        {CheckLength("each key of header.labels", key, 1, kMaxLabelBytes),
         CheckLength("each value of header.labels", value, 0, kMaxLabelBytes)});
    if (!label.ok()) return label;
  }
  Upload upload;
  upload.facts.upload_id = header.upload_id();
  upload.facts.territories = *std::move(territories);
  upload.facts.purpose =
      static_cast<takedown::Purpose>(header.declared_purpose());
  upload.file_name = header.file_name();
  upload.labels.insert(header.labels().begin(), header.labels().end());
  return upload;
}

absl::Status CheckUploadId(const std::string& upload_id) {
  if (upload_id.empty()) {
    return absl::InvalidArgumentError("upload_id must not be empty, got \"\"");
  }
  return CheckPrintable("upload_id", upload_id, kMaxUploadIdLength);
}

}  // namespace earmark::service
