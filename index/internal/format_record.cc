#include "index/internal/format_record.h"

#include "absl/strings/str_cat.h"
#include "earmark/storage/v1/catalogue.pb.h"
#include "fingerprint/fingerprint_codec.h"
#include "index/internal/posting_page.h"

namespace earmark::index {
namespace {

absl::Status CheckNotNewer(const char* what, uint32_t found, uint32_t known) {
  if (found <= known) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the database was made by a newer Earmark: this program knows ", what,
      " version ", known, ", the database has version ", found));
}

// Neither newer nor older.
absl::Status CheckSame(const char* what, uint32_t found, uint32_t known) {
  if (found >= known) return CheckNotNewer(what, found, known);
  return absl::FailedPreconditionError(absl::StrCat(
      "the database was made by an older version of Earmark: this program "
      "reads ",
      what, " version ", known, ", the database has version ", found,
      "; make a new database and import the references again"));
}

}  // namespace

FormatRecord CurrentFormat(int page_bits) {
  return {.store_version = kStoreVersion,
          .page_version = kPageVersion,
          .fingerprint_version = fingerprint::kFingerprintFormatVersion,
          .page_bits = page_bits};
}

std::string SerializeFormat(const FormatRecord& format) {
  storage::v1::Format record;
  record.set_store_version(format.store_version);
  record.set_page_version(format.page_version);
  record.set_fingerprint_version(format.fingerprint_version);
  record.set_page_bits(static_cast<uint32_t>(format.page_bits));
  return record.SerializeAsString();
}

absl::StatusOr<FormatRecord> ParseFormat(std::string_view bytes) {
  storage::v1::Format record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      record.store_version() == 0 || record.page_version() == 0 ||
      record.fingerprint_version() == 0 || record.page_bits() == 0 ||
      record.page_bits() > 32) {
    return absl::DataLossError("the database's format record is corrupt");
  }
  return FormatRecord{.store_version = record.store_version(),
                      .page_version = record.page_version(),
                      .fingerprint_version = record.fingerprint_version(),
                      .page_bits = static_cast<int>(record.page_bits())};
}

absl::Status CheckReadable(const FormatRecord& format) {
  absl::Status status =
      CheckNotNewer("store", format.store_version, kStoreVersion);
  if (status.ok()) {
    status = CheckSame("posting page", format.page_version, kPageVersion);
  }
  // No older fingerprint can be read or made anew: the media are not here.
  if (status.ok()) {
    status = CheckSame("fingerprint", format.fingerprint_version,
                       fingerprint::kFingerprintFormatVersion);
  }
  return status;
}

}  // namespace earmark::index
