#include "index/ids.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace earmark::index {

absl::Status ValidateId(std::string_view what, std::string_view value) {
  constexpr size_t kMaxLength = 64;
  bool good = !value.empty() && value.size() <= kMaxLength &&
              absl::ascii_isalnum(static_cast<unsigned char>(value.front()));
  for (const char c : value) {
    good = good && (absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                    c == '.' || c == '_' || c == '-');
  }
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      std::string(what),
      " must be 1-64 characters of A-Z a-z 0-9 . _ - that begin with a letter "
      "or digit, got \"",
      std::string(value.substr(0, kMaxLength)), "\""));
}

}  // namespace earmark::index
