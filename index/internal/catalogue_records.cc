#include "index/internal/catalogue_records.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "earmark/storage/v1/catalogue.pb.h"

namespace earmark::index {
namespace {

using fingerprint::Coverage;
using fingerprint::MediaTime;

namespace storage = earmark::storage::v1;

// The years 1 to 9999, as google.protobuf.Timestamp has them.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;
constexpr int32_t kNanosPerSecond = 1'000'000'000;

absl::Status Damaged(std::string_view what, std::string_view fault) {
  return absl::DataLossError(absl::StrCat(
      "damaged record of a ", std::string(what), ": ", std::string(fault)));
}

template <typename Message>
bool Parse(std::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

void WriteInstant(absl::Time time, google::protobuf::Timestamp& stamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  stamp.set_seconds(seconds);
  stamp.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

bool ReadInstant(const google::protobuf::Timestamp& stamp, absl::Time& time) {
  if (stamp.seconds() < kFirstSecond || stamp.seconds() > kLastSecond ||
      stamp.nanos() < 0 || stamp.nanos() >= kNanosPerSecond) {
    return false;
  }
  time =
      absl::FromUnixSeconds(stamp.seconds()) + absl::Nanoseconds(stamp.nanos());
  return true;
}

template <typename Enum>
bool ReadEnumerator(int32_t number, Enum first, Enum last, Enum& value) {
  if (number < static_cast<int32_t>(first) ||
      number > static_cast<int32_t>(last)) {
    return false;
  }
  value = static_cast<Enum>(number);
  return true;
}

void WriteCoverage(const Coverage& coverage, storage::Coverage& record) {
  record.set_state(static_cast<int32_t>(coverage.state));
  record.set_seen_us(coverage.seen.count());
  record.set_total_us(coverage.total.count());
  record.set_detail(coverage.detail);
}

bool ReadCoverage(const storage::Coverage& record, Coverage& coverage) {
  coverage.seen = MediaTime(record.seen_us());
  coverage.total = MediaTime(record.total_us());
  coverage.detail = record.detail();
  return ReadEnumerator(record.state(), Coverage::State::kSeen,
                        Coverage::State::kDamaged, coverage.state);
}

}  // namespace

std::string EncodeWork(const Work& work) {
  storage::Work record;
  record.set_title(work.title);
  record.set_kind(static_cast<int32_t>(work.kind));
  record.set_isrc(work.isrc);
  record.set_iswc(work.iswc);
  record.set_eidr(work.eidr);
  record.set_state(static_cast<int32_t>(work.state));
  WriteInstant(work.create_time, *record.mutable_create_time());
  WriteInstant(work.update_time, *record.mutable_update_time());
  record.set_revision(work.revision);
  record.set_references_added(work.references_added);
  return record.SerializeAsString();
}

absl::StatusOr<Work> DecodeWork(const WorkId& id, std::string_view bytes) {
  storage::Work record;
  if (!Parse(bytes, record)) return Damaged("work", "not a record");
  Work work;
  work.id = id;
  work.title = record.title();
  if (!ReadEnumerator(record.kind(), Work::Kind::kUnspecified,
                      Work::Kind::kClip, work.kind)) {
    return Damaged("work", absl::StrCat("kind ", record.kind()));
  }
  work.isrc = record.isrc();
  work.iswc = record.iswc();
  work.eidr = record.eidr();
  if (!ReadEnumerator(record.state(), Work::State::kActive,
                      Work::State::kWithdrawn, work.state)) {
    return Damaged("work", absl::StrCat("state ", record.state()));
  }
  if (!ReadInstant(record.create_time(), work.create_time) ||
      !ReadInstant(record.update_time(), work.update_time)) {
    return Damaged("work", "an instant out of range");
  }
  work.revision = record.revision();
  work.references_added = record.references_added();
  return work;
}

std::string EncodeReference(const Reference& reference) {
  storage::Reference record;
  record.set_number(static_cast<uint32_t>(reference.number));
  record.set_state(static_cast<int32_t>(reference.state));
  record.set_file_name(reference.file_name);
  record.set_size_bytes(reference.size_bytes);
  record.set_content(reference.content.data(), reference.content.size());
  record.set_duration_us(reference.duration.count());
  WriteCoverage(reference.audio, *record.mutable_audio());
  WriteCoverage(reference.video, *record.mutable_video());
  WriteInstant(reference.create_time, *record.mutable_create_time());
  WriteInstant(reference.update_time, *record.mutable_update_time());
  for (const ReferenceWarning warning : reference.warnings) {
    record.add_warnings(static_cast<int32_t>(warning));
  }
  return record.SerializeAsString();
}

absl::StatusOr<Reference> DecodeReference(const WorkId& work,
                                          const ReferenceId& id,
                                          std::string_view bytes) {
  storage::Reference record;
  if (!Parse(bytes, record)) return Damaged("reference", "not a record");
  Reference reference;
  reference.work = work;
  reference.id = id;
  if (record.number() == 0) return Damaged("reference", "number 0");
  reference.number = ReferenceNumber{record.number()};
  if (!ReadEnumerator(record.state(), Reference::State::kActive,
                      Reference::State::kWithdrawn, reference.state)) {
    return Damaged("reference", absl::StrCat("state ", record.state()));
  }
  reference.file_name = record.file_name();
  reference.size_bytes = record.size_bytes();
  if (record.content().size() != reference.content.size()) {
    return Damaged(
        "reference",
        absl::StrCat("digest of ", record.content().size(), " bytes"));
  }
  std::copy(record.content().begin(), record.content().end(),
            reference.content.begin());
  reference.duration = MediaTime(record.duration_us());
  for (const int32_t number : record.warnings()) {
    ReferenceWarning& warning = reference.warnings.emplace_back();
    if (!ReadEnumerator(number, ReferenceWarning::kNoise,
                        ReferenceWarning::kShort, warning)) {
      return Damaged("reference", absl::StrCat("warning ", number));
    }
  }
  if (!ReadCoverage(record.audio(), reference.audio) ||
      !ReadCoverage(record.video(), reference.video)) {
    return Damaged("reference", "a coverage without state");
  }
  if (!ReadInstant(record.create_time(), reference.create_time) ||
      !ReadInstant(record.update_time(), reference.update_time)) {
    return Damaged("reference", "an instant out of range");
  }
  return reference;
}

std::string EncodeReferenceName(const WorkId& work,
                                const ReferenceId& reference) {
  storage::ReferenceKey record;
  record.set_work(work.value);
  record.set_reference(reference.value);
  return record.SerializeAsString();
}

absl::StatusOr<ReferenceKeyParts> DecodeReferenceName(std::string_view bytes) {
  storage::ReferenceKey record;
  if (!Parse(bytes, record) || record.work().empty() ||
      record.reference().empty()) {
    return Damaged("reference's name", "not a record");
  }
  return ReferenceKeyParts{.work = WorkId{record.work()},
                           .reference = ReferenceId{record.reference()}};
}

std::string EncodeRememberedUpload(const RememberedUpload& upload) {
  storage::RememberedUpload record;
  record.set_screening(upload.screening);
  WriteInstant(upload.time, *record.mutable_time());
  return record.SerializeAsString();
}

absl::StatusOr<RememberedUpload> DecodeRememberedUpload(
    std::string_view bytes) {
  storage::RememberedUpload record;
  if (!Parse(bytes, record) || record.screening().empty()) {
    return Damaged("remembered upload", "not a record");
  }
  RememberedUpload upload;
  upload.screening = record.screening();
  if (!ReadInstant(record.time(), upload.time)) {
    return Damaged("remembered upload", "an instant out of range");
  }
  return upload;
}

}  // namespace earmark::index
