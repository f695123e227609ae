// Text for people: times, sizes, and strings of others made fit for a terminal.
#ifndef EARMARK_CLI_TEXT_H_
#define EARMARK_CLI_TEXT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace earmark::cli {

// `bytes` as UTF-8: each byte that is not part of a well-formed character
// becomes U+FFFD. Names of files may hold any bytes, protobuf strings may not.
std::string ToUtf8(std::string_view bytes);

// ToUtf8, with control characters replaced too: what others wrote must not
// steer the terminal.
std::string ForTerminal(std::string_view bytes);

// The longest beginning of `utf8` that has at most `max_bytes` and cuts no
// character.
std::string Truncated(std::string_view utf8, size_t max_bytes);

// Number of characters (code points) of well-formed UTF-8.
size_t CharacterCount(std::string_view utf8);

// `utf8` with spaces after it, so that it has at least `width` characters.
std::string PadRight(std::string_view utf8, size_t width);
std::string PadLeft(std::string_view utf8, size_t width);

// Breaks at spaces into lines of at most `width` characters (longer words stand
// alone).
std::vector<std::string> Wrap(std::string_view utf8, size_t width);

// Breaks each line of a letter, made fit for a terminal, such that it fits a
// mail and `columns` of at least 30, and begins its rest below the first letter
// of it.
std::string WrapLetter(const std::string& text, int columns);

std::chrono::microseconds ToMicroseconds(
    const google::protobuf::Duration& duration);

google::protobuf::Duration ToDuration(std::chrono::microseconds duration);

// A position in media, to a tenth of a second: `0:08.1`, `1:02:08.1`.
std::string FormatPosition(std::chrono::microseconds position);

// The same as it is typed, to a microsecond: `0:08`, `0:08.25`.
std::string FormatExactPosition(std::chrono::microseconds position);

// Time that is left, to a second: `0:09`, `12:40`, `3:05:00`.
std::string FormatTimeLeft(std::chrono::seconds left);

// `12 bytes`, `3.4 kB`, `1.2 GB`: powers of 1000.
std::string FormatBytes(uint64_t bytes);

// An instant in UTC, to a second: `2026-03-01 12:30:05Z`.
std::string FormatInstant(const google::protobuf::Timestamp& instant);

// The date in UTC: `2026-03-01`.
std::string FormatDay(const google::protobuf::Timestamp& instant);

// FormatDay at midnight in UTC, else FormatInstant: as a person types it.
std::string FormatBoundary(const google::protobuf::Timestamp& instant);

// Hundredths of a percent: `50%`, `33.33%`.
std::string FormatShare(int32_t basis_points);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_TEXT_H_
