#include "takedown/internal/case_records.h"

#include <optional>
#include <utility>

#include "earmark/storage/v1/takedown.pb.h"
#include "takedown/internal/record_io.h"

namespace earmark::takedown {
namespace {

namespace storage = storage::v1;

std::optional<Action> ReadAsked(int32_t number, RecordReader& reader) {
  if (number == 0) return std::nullopt;
  return ReadAction(number, reader);
}

}  // namespace

std::string EncodeLease(const Lease& lease) {
  storage::Lease record;
  record.set_moderator(lease.moderator);
  WriteInstant(lease.expire_time, *record.mutable_expire_time());
  if (lease.seen_until) {
    WriteInstant(*lease.seen_until, *record.mutable_seen_until());
  }
  return Serialize(record);
}

absl::StatusOr<Lease> DecodeLease(std::string_view bytes) {
  RecordReader reader("a lease");
  storage::Lease record;
  reader.Parse(bytes, record);
  Lease lease{
      .moderator = record.moderator(),
      .expire_time = reader.Instant(record.expire_time(), "expire_time")};
  if (record.has_seen_until()) {
    lease.seen_until = reader.Instant(record.seen_until(), "seen_until");
  }
  if (!reader.Result().ok()) return reader.Result();
  return lease;
}

std::string EncodeOpinions(const std::vector<Opinion>& opinions) {
  storage::Opinions record;
  for (const Opinion& opinion : opinions) {
    storage::Opinions::Opinion& entry = *record.add_opinions();
    entry.set_moderator(opinion.moderator);
    entry.set_decision(static_cast<int32_t>(opinion.decision));
    entry.set_action(static_cast<int32_t>(opinion.action));
    entry.set_ground(static_cast<int32_t>(opinion.ground));
    if (opinion.asked) entry.set_asked(static_cast<int32_t>(*opinion.asked));
    entry.set_comment(opinion.comment);
    WriteInstant(opinion.time, *entry.mutable_time());
  }
  return Serialize(record);
}

absl::StatusOr<std::vector<Opinion>> DecodeOpinions(std::string_view bytes) {
  RecordReader reader("opinions");
  storage::Opinions record;
  reader.Parse(bytes, record);
  std::vector<Opinion> opinions;
  for (const storage::Opinions::Opinion& entry : record.opinions()) {
    opinions.push_back(
        {.moderator = entry.moderator(),
         .decision = reader.Enumerator(entry.decision(), ClaimEvent::kUphold,
                                       ClaimEvent::kRelease, "decision"),
         .action = ReadAction(entry.action(), reader),
         .ground = reader.Enumerator(
             entry.ground(), Verdict::Ground::kInfringement,
             Verdict::Ground::kException, "ground of an opinion"),
         .asked = ReadAsked(entry.asked(), reader),
         .comment = entry.comment(),
         .time = reader.Instant(entry.time(), "time")});
  }
  if (!reader.Result().ok()) return reader.Result();
  return opinions;
}

std::string EncodeUnreadFiles(const UnreadFiles& files) {
  storage::UnreadFiles record;
  record.set_cause(files.cause);
  record.set_count(files.count);
  WriteInstant(files.first_time, *record.mutable_first_time());
  for (const UnreadFiles::Upload& upload : files.latest) {
    storage::UnreadFiles::Upload& entry = *record.add_latest();
    entry.set_upload_id(upload.upload_id);
    WriteInstant(upload.time, *entry.mutable_time());
  }
  return Serialize(record);
}

absl::StatusOr<UnreadFiles> DecodeUnreadFiles(std::string_view bytes) {
  RecordReader reader("files that could not be read");
  storage::UnreadFiles record;
  reader.Parse(bytes, record);
  UnreadFiles files{
      .cause = record.cause(),
      .count = record.count(),
      .first_time = reader.Instant(record.first_time(), "first_time"),
      .latest = {}};
  for (const storage::UnreadFiles::Upload& entry : record.latest()) {
    files.latest.push_back({.upload_id = entry.upload_id(),
                            .time = reader.Instant(entry.time(), "time")});
  }
  if (files.latest.empty()) reader.Fail("none of them is named");
  if (!reader.Result().ok()) return reader.Result();
  return files;
}

}  // namespace earmark::takedown
