#include "index/internal/rocksdb_status.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace earmark::index {
namespace {

absl::StatusCode CodeOf(const rocksdb::Status& status) {
  switch (status.code()) {
    case rocksdb::Status::kOk:
      return absl::StatusCode::kOk;
    case rocksdb::Status::kCorruption:
      return absl::StatusCode::kDataLoss;
    case rocksdb::Status::kIOError:
      return status.IsNoSpace() ||
                     status.subcode() == rocksdb::Status::kSpaceLimit
                 ? absl::StatusCode::kResourceExhausted
                 : absl::StatusCode::kUnavailable;
    case rocksdb::Status::kAborted:
      return status.IsMemoryLimit() ? absl::StatusCode::kResourceExhausted
                                    : absl::StatusCode::kUnavailable;
    case rocksdb::Status::kBusy:
    case rocksdb::Status::kTimedOut:
    case rocksdb::Status::kTryAgain:
    case rocksdb::Status::kIncomplete:
    case rocksdb::Status::kShutdownInProgress:
      return absl::StatusCode::kUnavailable;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

absl::Status FromRocksDb(const rocksdb::Status& status,
                         std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(
      CodeOf(status),
      absl::StrCat("cannot ", std::string(doing), ": ", status.ToString()));
}

}  // namespace earmark::index
