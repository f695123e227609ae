#include "service/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/digest.h"

namespace earmark::service {
namespace {

constexpr size_t kCheckBytes = 8;
constexpr int kDefaultPageSize = 50;
constexpr int kMaxPageSize = 1000;
// How much of a bad token an error shows.
constexpr size_t kShownBytes = 64;

std::string CheckOf(const std::string& list, const std::string& cursor) {
  const index::ContentDigest digest = Sha256(list + '\0' + cursor);
  return std::string(digest.begin(), digest.begin() + kCheckBytes);
}

}  // namespace

std::string MakePageToken(const std::string& list, const std::string& cursor) {
  if (cursor.empty()) return "";
  return absl::WebSafeBase64Escape(CheckOf(list, cursor) + cursor);
}

absl::StatusOr<std::string> ReadPageToken(const std::string& list,
                                          const std::string& token) {
  if (token.empty()) return "";
  std::string bytes;
  if (absl::WebSafeBase64Unescape(token, &bytes) &&
      bytes.size() > kCheckBytes) {
    std::string cursor = bytes.substr(kCheckBytes);
    // Base64 has several spellings of some bytes: only ours was given out.
    if (MakePageToken(list, cursor) == token) return cursor;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("page_token must be one that this list gave out, got \"",
                   absl::CHexEscape(token.substr(0, kShownBytes)), "\""));
}

absl::StatusOr<size_t> ReadPageSize(int page_size) {
  if (page_size < 0 || page_size > kMaxPageSize) {
    return absl::InvalidArgumentError(absl::StrCat(
        "page_size must be 0-", kMaxPageSize, ", got ", page_size));
  }
  return static_cast<size_t>(page_size == 0 ? kDefaultPageSize : page_size);
}

}  // namespace earmark::service
