#include "cli/text.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"

namespace earmark::cli {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";  // U+FFFD

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Length of the well-formed character that `text` begins with, 0 if there is
// none (The Unicode Standard, table 3-7).
size_t CharacterLength(std::string_view text) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return IsContinuation(byte(1)) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned char low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : 0xBF;
    return byte(1) >= low && byte(1) <= high && IsContinuation(byte(2)) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned char low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xF4 ? 0x8F : 0xBF;
    return byte(1) >= low && byte(1) <= high && IsContinuation(byte(2)) &&
                   IsContinuation(byte(3))
               ? 4
               : 0;
  }
  return 0;
}

// C0 controls, DEL, and C1 controls (U+0080 to U+009F).
bool IsControl(std::string_view character) {
  const unsigned char first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return character.size() == 2 && first == 0xC2 &&
         static_cast<unsigned char>(character[1]) < 0xA0;
}

std::string Cleaned(std::string_view bytes, bool keep_controls) {
  std::string clean;
  clean.reserve(bytes.size());
  while (!bytes.empty()) {
    const size_t length = CharacterLength(bytes);
    const std::string_view character = bytes.substr(0, length);
    if (length == 0 || (!keep_controls && IsControl(character))) {
      clean += kReplacement;
    } else {
      clean += character;
    }
    bytes.remove_prefix(length == 0 ? 1 : length);
  }
  return clean;
}

}  // namespace

std::string ToUtf8(std::string_view bytes) { return Cleaned(bytes, true); }

std::string ForTerminal(std::string_view bytes) {
  return Cleaned(bytes, false);
}

std::string Truncated(std::string_view utf8, size_t max_bytes) {
  if (utf8.size() <= max_bytes) return std::string(utf8);
  size_t end = max_bytes;
  while (end > 0 && IsContinuation(static_cast<unsigned char>(utf8[end]))) {
    --end;
  }
  return std::string(utf8.substr(0, end));
}

size_t CharacterCount(std::string_view utf8) {
  size_t count = 0;
  for (const char c : utf8) {
    if (!IsContinuation(static_cast<unsigned char>(c))) ++count;
  }
  return count;
}

std::string PadRight(std::string_view utf8, size_t width) {
  const size_t count = CharacterCount(utf8);
  std::string padded(utf8);
  if (count < width) padded.append(width - count, ' ');
  return padded;
}

std::string PadLeft(std::string_view utf8, size_t width) {
  const size_t count = CharacterCount(utf8);
  return std::string(count < width ? width - count : 0, ' ') +
         std::string(utf8);
}

std::vector<std::string> Wrap(std::string_view utf8, size_t width) {
  const std::vector<std::string> words =
      absl::StrSplit(std::string(utf8), ' ', absl::SkipEmpty());
  std::vector<std::string> lines;
  for (const std::string& word : words) {
    if (!lines.empty() &&
        CharacterCount(lines.back()) + 1 + CharacterCount(word) <= width) {
      lines.back() += ' ';
      lines.back() += word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::chrono::microseconds ToMicroseconds(
    const google::protobuf::Duration& duration) {
  return std::chrono::seconds(duration.seconds()) +
         std::chrono::microseconds(duration.nanos() / 1000);
}

google::protobuf::Duration ToDuration(std::chrono::microseconds duration) {
  google::protobuf::Duration proto;
  proto.set_seconds(duration.count() / 1'000'000);
  proto.set_nanos(static_cast<int32_t>(duration.count() % 1'000'000 * 1000));
  return proto;
}

std::string FormatPosition(std::chrono::microseconds position) {
  const int64_t tenths = (position.count() + 50'000) / 100'000;
  const int64_t hours = tenths / 36'000;
  const int64_t minutes = tenths / 600 % 60;
  const int64_t seconds = tenths / 10 % 60;
  if (hours > 0) {
    return absl::StrFormat("%d:%02d:%02d.%d", hours, minutes, seconds,
                           tenths % 10);
  }
  return absl::StrFormat("%d:%02d.%d", minutes, seconds, tenths % 10);
}

std::string FormatExactPosition(std::chrono::microseconds position) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(position);
  std::string text = FormatTimeLeft(whole);
  if (const int64_t rest = (position - whole).count(); rest > 0) {
    std::string fraction = absl::StrFormat("%06d", rest);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text += "." + fraction;
  }
  return text;
}

std::string FormatTimeLeft(std::chrono::seconds left) {
  const int64_t seconds = left.count();
  if (seconds >= 3600) {
    return absl::StrFormat("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60,
                           seconds % 60);
  }
  return absl::StrFormat("%d:%02d", seconds / 60, seconds % 60);
}

std::string FormatBytes(uint64_t bytes) {
  if (bytes < 1000) return absl::StrFormat("%d bytes", bytes);
  constexpr std::array<const char*, 5> kUnits = {"kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  while (value >= 999.95 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return absl::StrFormat("%.1f %s", value, kUnits[unit]);
}

std::string FormatInstant(const google::protobuf::Timestamp& instant) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%SZ",
                          absl::FromUnixSeconds(instant.seconds()),
                          absl::UTCTimeZone());
}

std::string FormatDay(const google::protobuf::Timestamp& instant) {
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(instant.seconds()),
                          absl::UTCTimeZone());
}

std::string FormatBoundary(const google::protobuf::Timestamp& instant) {
  const bool midnight = instant.seconds() % 86'400 == 0 && instant.nanos() == 0;
  return midnight ? FormatDay(instant) : FormatInstant(instant);
}

std::string FormatShare(int32_t basis_points) {
  const int32_t rest = basis_points % 100;
  if (rest == 0) return absl::StrFormat("%d%%", basis_points / 100);
  if (rest % 10 == 0) {
    return absl::StrFormat("%d.%d%%", basis_points / 100, rest / 10);
  }
  return absl::StrFormat("%d.%02d%%", basis_points / 100, rest);
}

std::string WrapLetter(const std::string& text, int columns) {
  // Letters are as wide as mails have been since RFC 678.
  constexpr int kLetterWidth = 72;
  constexpr int kLeastWidth = 30;
  const auto width =
      static_cast<size_t>(std::clamp(columns, kLeastWidth, kLetterWidth));
  std::string wrapped;
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(text, '\n'))) {
    const size_t spaces = std::min(line.find_first_not_of(' '), line.size());
    const bool is_item = line.substr(spaces).starts_with("- ");
    const std::string indent(spaces, ' ');
    std::string start = indent;
    for (const std::string& part :
         Wrap(ForTerminal(line), width - std::min(width, spaces + 2))) {
      absl::StrAppend(&wrapped, start, part, "\n");
      start = indent + (is_item ? "  " : "");
    }
    if (line.empty()) wrapped += "\n";
  }
  // What follows the last \n is no line.
  if (text.ends_with('\n')) wrapped.pop_back();
  return wrapped;
}

}  // namespace earmark::cli
