#include "takedown/internal/takedown_records.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "earmark/storage/v1/fingerprint.pb.h"
#include "earmark/storage/v1/takedown.pb.h"
#include "takedown/internal/claim_records.h"
#include "takedown/internal/record_io.h"
#include "takedown/internal/sha256.h"

namespace earmark::takedown {
namespace {

using earmark::fingerprint::Coverage;
using earmark::fingerprint::MediaTime;
using earmark::fingerprint::Modality;

namespace storage = earmark::storage::v1;

// Changes with what UploadDigest hashes.
constexpr uint8_t kUploadDigestVersion = 2;

EventKind ReadEventKind(int32_t number, RecordReader& reader) {
  return reader.Enumerator(number, EventKind::kOwnerCreated,
                           EventKind::kOpinionGiven, "kind");
}

// The four corners, or none.
std::vector<index::PicturePlace> ReadRegion(const storage::Match& record,
                                            RecordReader& reader) {
  if (record.region_size() != 0 && record.region_size() != 8) {
    reader.Fail(absl::StrCat("region of ", record.region_size(), " numbers"));
    return {};
  }
  std::vector<index::PicturePlace> region;
  for (int i = 0; i < record.region_size(); i += 2) {
    region.push_back({record.region(i), record.region(i + 1)});
  }
  return region;
}

void WriteCoverage(const Coverage& coverage, storage::Coverage& record) {
  record.set_state(static_cast<int32_t>(coverage.state));
  record.set_seen_us(coverage.seen.count());
  record.set_total_us(coverage.total.count());
  record.set_detail(coverage.detail);
}

Coverage ReadCoverage(const storage::Coverage& record, RecordReader& reader) {
  return {.state = reader.Enumerator(record.state(), Coverage::State::kSeen,
                                     Coverage::State::kDamaged, "coverage"),
          .seen = MediaTime(record.seen_us()),
          .total = MediaTime(record.total_us()),
          .detail = record.detail()};
}

void WriteMatch(const index::Match& match, storage::Match& record) {
  record.set_work(match.work.value);
  record.set_reference(match.reference.value);
  record.set_modality(static_cast<int32_t>(match.modality));
  record.set_evidence(static_cast<int32_t>(match.evidence));
  record.set_query_start_us(match.query.start.count());
  record.set_query_end_us(match.query.end.count());
  record.set_reference_start_us(match.reference_range.start.count());
  record.set_reference_end_us(match.reference_range.end.count());
  record.set_speed(match.change.speed);
  record.set_mirrored(match.change.mirrored);
  record.set_pitch_semitones(match.change.pitch_semitones);
  record.set_turned_degrees(match.change.turned_degrees);
  record.set_inverted(match.change.inverted);
  for (const index::PicturePlace& place : match.region) {
    record.add_region(place.x);
    record.add_region(place.y);
  }
  record.set_score(match.score);
  record.set_expected_false_matches(match.expected_false_matches);
}

// Records of before it was written down have none: then what it most likely
// was.
index::Evidence ReadEvidence(const storage::Match& record,
                             RecordReader& reader) {
  if (record.evidence() != 0) {
    return reader.Enumerator(record.evidence(), index::Evidence::kChroma,
                             index::Evidence::kFeatures, "evidence");
  }
  if (record.modality() == static_cast<int32_t>(Modality::kVideo)) {
    return index::Evidence::kFrameHash;
  }
  return record.speed() == 1 && record.pitch_semitones() == 0
             ? index::Evidence::kChroma
             : index::Evidence::kLandmarks;
}

index::Match ReadMatch(const storage::Match& record, RecordReader& reader) {
  return {.work = {record.work()},
          .reference = {record.reference()},
          .modality = reader.Enumerator(record.modality(), Modality::kAudio,
                                        Modality::kVideo, "modality"),
          .evidence = ReadEvidence(record, reader),
          .query = {MediaTime(record.query_start_us()),
                    MediaTime(record.query_end_us())},
          .reference_range = {MediaTime(record.reference_start_us()),
                              MediaTime(record.reference_end_us())},
          .change = {.speed = record.speed(),
                     .pitch_semitones = record.pitch_semitones(),
                     .mirrored = record.mirrored(),
                     .turned_degrees = record.turned_degrees(),
                     .inverted = record.inverted()},
          .region = ReadRegion(record, reader),
          .score = record.score(),
          .expected_false_matches = record.expected_false_matches()};
}

void WriteDecision(const Decision& decision, storage::Decision& record) {
  record.set_revision(decision.revision);
  record.set_action(static_cast<int32_t>(decision.action));
  record.set_publish_meanwhile(decision.publish_meanwhile);
  for (const Decision::TerritoryAction& there : decision.territory_actions) {
    storage::Decision::TerritoryAction& entry = *record.add_territory_actions();
    entry.set_territory(there.territory);
    entry.set_action(static_cast<int32_t>(there.action));
  }
  for (const Decision::Reason& reason : decision.reasons) {
    storage::Decision::Reason& entry = *record.add_reasons();
    entry.set_rule(static_cast<int32_t>(reason.rule));
    entry.set_action(static_cast<int32_t>(reason.action));
    if (reason.work) entry.set_work(reason.work->value);
    if (reason.owner) entry.set_owner(reason.owner->value);
    if (reason.modality) {
      entry.set_modality(static_cast<int32_t>(*reason.modality));
    }
    if (reason.right) entry.set_right(static_cast<int32_t>(*reason.right));
    if (reason.wanted) entry.set_wanted(static_cast<int32_t>(*reason.wanted));
    entry.set_policy(reason.policy.value);
    entry.set_policy_version(reason.policy_version);
    entry.set_policy_rule(reason.policy_rule);
    entry.set_licence(reason.licence.value);
    entry.set_licence_revision(reason.licence_revision);
    entry.set_notice(reason.notice.value);
    WriteTerritories(reason.territories, *entry.mutable_territories());
    entry.set_explanation(reason.explanation);
  }
}

Decision ReadDecision(const storage::Decision& record, RecordReader& reader) {
  using Rule = Decision::Reason::Rule;
  Decision decision;
  decision.revision = record.revision();
  decision.action = ReadAction(record.action(), reader);
  decision.publish_meanwhile = record.publish_meanwhile();
  for (const auto& entry : record.territory_actions()) {
    decision.territory_actions.push_back(
        {entry.territory(), ReadAction(entry.action(), reader)});
  }
  for (const auto& entry : record.reasons()) {
    Decision::Reason& reason = decision.reasons.emplace_back();
    reason.rule = reader.Enumerator(entry.rule(), Rule::kNoMatch,
                                    Rule::kNotScreened, "rule");
    reason.action = ReadAction(entry.action(), reader);
    if (!entry.work().empty()) reason.work = WorkId{entry.work()};
    if (!entry.owner().empty()) reason.owner = OwnerId{entry.owner()};
    if (entry.modality() != 0) {
      reason.modality = reader.Enumerator(entry.modality(), Modality::kAudio,
                                          Modality::kVideo, "modality");
    }
    if (entry.right() != 0) {
      reason.right = reader.Enumerator(entry.right(), Right::kRecording,
                                       Right::kMusicalWork, "right");
    }
    if (entry.wanted() != 0) reason.wanted = ReadAction(entry.wanted(), reader);
    reason.policy = {entry.policy()};
    reason.policy_version = entry.policy_version();
    reason.policy_rule = entry.policy_rule();
    reason.licence = {entry.licence()};
    reason.licence_revision = entry.licence_revision();
    reason.notice = {entry.notice()};
    reason.territories = ReadTerritories(entry.territories(), reader);
    reason.explanation = entry.explanation();
  }
  return decision;
}

// What UploadDigest hashes.
class DigestInput {
 public:
  void PutByte(uint8_t byte) { bytes_.push_back(static_cast<char>(byte)); }
  void PutLength(size_t length) {
    for (const int shift : {24, 16, 8, 0}) {
      PutByte(static_cast<uint8_t>(length >> shift));
    }
  }
  void PutText(std::string_view text) {
    PutLength(text.size());
    bytes_.append(text);
  }
  void PutDigest(const index::ContentDigest& digest) {
    bytes_.append(digest.begin(), digest.end());
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace

std::string EncodeScreening(const Screening& screening) {
  storage::Screening record;
  record.set_tenant(screening.facts.tenant.value);
  record.set_upload_id(screening.facts.upload_id);
  record.set_account_token(screening.facts.account_token);
  WriteTerritories(screening.facts.territories, *record.mutable_territories());
  record.set_purpose(static_cast<int32_t>(screening.facts.purpose));
  record.set_income(static_cast<int32_t>(screening.facts.income));
  record.set_file_name(screening.file_name);
  record.mutable_labels()->insert(screening.labels.begin(),
                                  screening.labels.end());
  record.set_location(screening.location);
  WriteInstant(screening.create_time, *record.mutable_create_time());
  record.set_size_bytes(screening.size_bytes);
  record.set_content(BytesOf(screening.content));
  record.set_duration_us(screening.duration.count());
  WriteCoverage(screening.audio, *record.mutable_audio());
  WriteCoverage(screening.video, *record.mutable_video());
  if (screening.fingerprint) {
    record.set_upload_number(static_cast<uint32_t>(*screening.fingerprint));
  }
  for (const index::Match& match : screening.matches) {
    WriteMatch(match, *record.add_matches());
  }
  for (const index::Match& candidate : screening.candidates) {
    WriteMatch(candidate, *record.add_candidates());
  }
  WriteDecision(screening.decision, *record.mutable_decision());
  for (const EarlierDecision& earlier : screening.earlier_decisions) {
    storage::EarlierDecision& entry = *record.add_earlier_decisions();
    WriteDecision(earlier.decision, *entry.mutable_decision());
    WriteInstant(earlier.end_time, *entry.mutable_end_time());
    entry.set_cause(earlier.cause);
  }
  for (const Verdict& verdict : screening.verdicts) {
    storage::Verdict& entry = *record.add_verdicts();
    if (verdict.work) entry.set_work(verdict.work->value);
    entry.set_action(static_cast<int32_t>(verdict.action));
    entry.set_ground(static_cast<int32_t>(verdict.ground));
    entry.set_comment(verdict.comment);
    WriteInstant(verdict.time, *entry.mutable_time());
  }
  for (const Claim& claim : screening.claims) {
    WriteClaim(claim, *record.add_claims());
  }
  if (screening.withdraw_time) {
    WriteInstant(*screening.withdraw_time, *record.mutable_withdraw_time());
  }
  record.set_acknowledged_revision(screening.acknowledged_revision);
  return Serialize(record);
}

absl::StatusOr<Screening> DecodeScreening(const ScreeningId& id,
                                          std::string_view bytes) {
  RecordReader reader("a screening");
  storage::Screening record;
  reader.Parse(bytes, record);
  Screening screening{
      .id = id,
      .facts = {.tenant = {record.tenant()},
                .upload_id = record.upload_id(),
                .account_token = record.account_token(),
                .territories = ReadTerritories(record.territories(), reader),
                .purpose = reader.Enumerator(record.purpose(), Purpose::kNone,
                                             Purpose::kLicensed, "purpose"),
                .income =
                    reader.Enumerator(record.income(), Income::kUndeclared,
                                      Income::kAdvertising, "income")},
      .file_name = record.file_name(),
      .labels = {record.labels().begin(), record.labels().end()},
      .location = record.location(),
      .create_time = reader.Instant(record.create_time(), "create_time"),
      .size_bytes = record.size_bytes(),
      .content = reader.Digest(record.content(), "content"),
      .duration = MediaTime(record.duration_us()),
      .audio = ReadCoverage(record.audio(), reader),
      .video = ReadCoverage(record.video(), reader),
      .fingerprint = std::nullopt,
      .matches = {},
      .candidates = {},
      .decision = ReadDecision(record.decision(), reader),
      .earlier_decisions = {}};
  for (const auto& entry : record.earlier_decisions()) {
    screening.earlier_decisions.push_back(
        {.decision = ReadDecision(entry.decision(), reader),
         .end_time = reader.Instant(entry.end_time(), "end_time"),
         .cause = entry.cause()});
  }
  for (const auto& entry : record.verdicts()) {
    Verdict& verdict = screening.verdicts.emplace_back();
    if (!entry.work().empty()) verdict.work = {entry.work()};
    verdict.action = ReadAction(entry.action(), reader);
    verdict.ground =
        reader.Enumerator(entry.ground(), Verdict::Ground::kInfringement,
                          Verdict::Ground::kException, "ground");
    verdict.comment = entry.comment();
    verdict.time = reader.Instant(entry.time(), "time");
  }
  for (const auto& entry : record.claims()) {
    screening.claims.push_back(ReadClaim(entry, reader));
  }
  if (record.has_withdraw_time()) {
    screening.withdraw_time =
        reader.Instant(record.withdraw_time(), "withdraw_time");
  }
  screening.acknowledged_revision = record.acknowledged_revision();
  if (record.upload_number() != 0) {
    screening.fingerprint = index::UploadNumber{record.upload_number()};
  }
  screening.matches.reserve(record.matches_size());
  for (const auto& match : record.matches()) {
    screening.matches.push_back(ReadMatch(match, reader));
  }
  screening.candidates.reserve(record.candidates_size());
  for (const auto& candidate : record.candidates()) {
    screening.candidates.push_back(ReadMatch(candidate, reader));
  }
  if (!reader.Result().ok()) return reader.Result();
  return screening;
}

std::string EncodeUpload(const Upload& upload) {
  storage::Upload record;
  record.set_screening(upload.screening.value);
  record.set_digest(BytesOf(upload.digest));
  return Serialize(record);
}

absl::StatusOr<Upload> DecodeUpload(std::string_view bytes) {
  RecordReader reader("an upload");
  storage::Upload record;
  reader.Parse(bytes, record);
  Upload upload{.screening = {record.screening()},
                .digest = reader.Digest(record.digest(), "digest")};
  if (!reader.Result().ok()) return reader.Result();
  return upload;
}

index::ContentDigest UploadDigest(const UploadFacts& facts,
                                  const index::ContentDigest& content) {
  const std::vector<std::string> territories = facts.territories.Words();

  DigestInput input;
  input.PutByte(kUploadDigestVersion);
  input.PutDigest(content);
  input.PutText(facts.tenant.value);
  input.PutText(facts.upload_id);
  input.PutText(facts.account_token);
  input.PutByte(static_cast<uint8_t>(facts.purpose));
  input.PutByte(static_cast<uint8_t>(facts.income));
  input.PutLength(territories.size());
  for (const std::string& territory : territories) input.PutText(territory);
  return Sha256(input.bytes());
}

std::string EncodeRequest(const index::ContentDigest& request) {
  storage::Request record;
  record.set_digest(BytesOf(request));
  return Serialize(record);
}

absl::StatusOr<index::ContentDigest> DecodeRequest(std::string_view bytes) {
  RecordReader reader("a request");
  storage::Request record;
  reader.Parse(bytes, record);
  const index::ContentDigest request = reader.Digest(record.digest(), "digest");
  if (!reader.Result().ok()) return reader.Result();
  return request;
}

std::string EncodeAuditEntry(const Event& event,
                             const index::ContentDigest& previous_hash) {
  storage::AuditEvent record;
  record.set_kind(static_cast<int32_t>(event.kind));
  record.set_resource(event.resource);
  WriteInstant(event.time, *record.mutable_time());
  record.set_request_id(event.request_id);
  record.set_previous_hash(BytesOf(previous_hash));
  return Serialize(record);
}

absl::StatusOr<AuditEntry> DecodeAuditEntry(std::string_view bytes) {
  RecordReader reader("an audit event");
  storage::AuditEvent record;
  reader.Parse(bytes, record);
  AuditEntry entry{
      .event = {.kind = ReadEventKind(record.kind(), reader),
                .resource = record.resource(),
                .time = reader.Instant(record.time(), "time"),
                .request_id = record.request_id()},
      .previous_hash = reader.Digest(record.previous_hash(), "previous_hash")};
  if (!reader.Result().ok()) return reader.Result();
  return entry;
}

std::string EncodeOutboxEntry(const Event& event) {
  storage::OutboxEntry record;
  record.set_kind(static_cast<int32_t>(event.kind));
  record.set_resource(event.resource);
  WriteInstant(event.time, *record.mutable_time());
  return Serialize(record);
}

absl::StatusOr<Event> DecodeOutboxEntry(std::string_view bytes) {
  RecordReader reader("an outbox entry");
  storage::OutboxEntry record;
  reader.Parse(bytes, record);
  Event event{.kind = ReadEventKind(record.kind(), reader),
              .resource = record.resource(),
              .time = reader.Instant(record.time(), "time"),
              .request_id = ""};
  if (!reader.Result().ok()) return reader.Result();
  return event;
}

}  // namespace earmark::takedown
