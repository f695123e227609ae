#include "index/internal/reference_reader.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "fingerprint/fingerprint_codec.h"
#include "index/keys.h"

namespace earmark::index {

absl::Status ReferenceReader::Load(std::span<const ReferenceNumber> numbers) {
  std::vector<ReferenceNumber> missing;
  for (const ReferenceNumber number : numbers) {
    if (!fingerprints_.contains(number)) missing.push_back(number);
  }
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  std::vector<std::string> keys;
  keys.reserve(missing.size());
  for (const ReferenceNumber number : missing) {
    keys.push_back(ReferenceNumberKey(number));
  }
  const auto values = store_.MultiGet(Table::kFingerprints, keys, &snapshot_);
  if (!values.ok()) return values.status();
  for (size_t i = 0; i < missing.size(); ++i) {
    if (!(*values)[i].has_value()) {
      return absl::DataLossError(
          absl::StrCat("no fingerprint of reference number ",
                       static_cast<uint32_t>(missing[i])));
    }
    auto fingerprint = fingerprint::ParseFingerprint(*(*values)[i]);
    if (!fingerprint.ok()) return fingerprint.status();
    fingerprints_.emplace(missing[i], *std::move(fingerprint));
  }
  return absl::OkStatus();
}

}  // namespace earmark::index
