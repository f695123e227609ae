// The record that says what a database is made of: earmark.storage.v1.Format,
// under kFormatKey. Written when the database is made, checked when it is
// opened.
#ifndef EARMARK_INDEX_INTERNAL_FORMAT_RECORD_H_
#define EARMARK_INDEX_INTERNAL_FORMAT_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace earmark::index {

// Version of tables, keys and values.
inline constexpr uint32_t kStoreVersion = 1;

struct FormatRecord {
  uint32_t store_version = 0;
  uint32_t page_version = 0;
  uint32_t fingerprint_version = 0;
  int page_bits = 0;
};

// What this program writes.
FormatRecord CurrentFormat(int page_bits);

std::string SerializeFormat(const FormatRecord& format);

// Returns kDataLoss unless `bytes` are a format with all its numbers.
absl::StatusOr<FormatRecord> ParseFormat(std::string_view bytes);

// Returns kFailedPrecondition, naming both versions, if any is newer than this
// program's, or that of the fingerprints older.
absl::Status CheckReadable(const FormatRecord& format);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FORMAT_RECORD_H_
