#include "cli/upload_id.h"

#include <cstddef>
#include <random>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "cli/content_digest.h"

namespace earmark::cli {
namespace {

// Bytes of a digest, or of chance, that an upload id carries: two of 2^64
// uploads share one.
constexpr size_t kIdBytes = 16;

}  // namespace

std::string DerivedUploadId(const std::string& content_sha256,
                            const v1::UploadHeader& header) {
  // Lengths keep the parts apart: no two lists of facts give the same text.
  std::string facts = content_sha256;
  absl::StrAppend(&facts, header.account().size(), ":", header.account(),
                  header.declared_purpose(), ":", header.declared_income(),
                  ":");
  for (const std::string& territory : header.territories()) {
    absl::StrAppend(&facts, territory.size(), ":", territory);
  }
  return "cli-" + absl::BytesToHexString(DigestOf(facts).substr(0, kIdBytes));
}

std::string FreshUploadId() {
  std::random_device random;
  std::string bytes(kIdBytes, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return "cli-" + absl::BytesToHexString(bytes);
}

}  // namespace earmark::cli
