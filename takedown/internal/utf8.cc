#include "takedown/internal/utf8.h"

#include <cstdint>

#include "absl/strings/str_format.h"

namespace earmark::takedown {
namespace {

uint8_t ByteAt(std::string_view text, size_t i) {
  return static_cast<uint8_t>(text[i]);
}

// The length in bytes of the character that `text` begins with; 0 if it begins
// with none. `text` is not empty.
size_t CharacterLength(std::string_view text) {
  const uint8_t first = ByteAt(text, 0);
  if (first < 0x80) return 1;
  const size_t length = first < 0xC2   ? 0
                        : first < 0xE0 ? 2
                        : first < 0xF0 ? 3
                        : first < 0xF5 ? 4
                                       : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((ByteAt(text, i) & 0xC0) != 0x80) return 0;
  }
  // Written longer than need be, a surrogate, or past the last character.
  const uint8_t second = ByteAt(text, 1);
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
      (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
    return 0;
  }
  return length;
}

// The code of a control character that `text` begins with; -1 if it begins with
// another one. `text` is not empty.
int ControlCode(std::string_view text) {
  const uint8_t first = ByteAt(text, 0);
  if (first < 0x20 || first == 0x7F) return first;
  if (first == 0xC2 && text.size() > 1 && ByteAt(text, 1) < 0xA0) {
    return ByteAt(text, 1);
  }
  return -1;
}

}  // namespace

size_t FindNotUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const size_t length = CharacterLength(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::string Printable(std::string_view text, size_t max_bytes) {
  std::string printable;
  for (size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const size_t length = CharacterLength(rest);
    if (length == 0 || i + length > max_bytes) break;
    const int control = ControlCode(rest);
    if (control >= 0) {
      absl::StrAppendFormat(&printable, "\\x%02x", control);
    } else {
      printable += rest.substr(0, length);
    }
    i += length;
  }
  return printable;
}

bool HasControlCharacters(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (ControlCode(text.substr(i)) >= 0) return true;
  }
  return false;
}

}  // namespace earmark::takedown
