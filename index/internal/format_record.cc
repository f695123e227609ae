#include "index/internal/format_record.h"

#include "absl/strings/str_cat.h"
#include "earmark/storage/v1/catalogue.pb.h"
#include "fingerprint/fingerprint_codec.h"
#include "index/internal/posting_page.h"

namespace earmark::index {
namespace {

absl::Status CheckVersion(const char* what, uint32_t found, uint32_t known) {
  if (found <= known) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the database was made by a newer Earmark: this program knows ", what,
      " version ", known, ", the database has version ", found));
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
  if (auto status = CheckVersion("store", format.store_version, kStoreVersion);
      !status.ok()) {
    return status;
  }
  if (auto status =
          CheckVersion("posting page", format.page_version, kPageVersion);
      !status.ok()) {
    return status;
  }
  if (auto status = CheckVersion("fingerprint", format.fingerprint_version,
                                 fingerprint::kFingerprintFormatVersion);
      !status.ok()) {
    return status;
  }
  // No older fingerprint can be read or made anew: the media are not here.
  if (format.fingerprint_version < fingerprint::kFingerprintFormatVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the database was made by an older version of Earmark: this program "
        "reads fingerprint version ",
        fingerprint::kFingerprintFormatVersion, ", the database has version ",
        format.fingerprint_version,
        "; make a new database and import the references again"));
  }
  return absl::OkStatus();
}

}  // namespace earmark::index
