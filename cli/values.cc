#include "cli/values.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"

namespace earmark::cli {
namespace {

// The value of `descriptor` that is called `text`.
absl::StatusOr<int> ParseEnum(
    const google::protobuf::EnumDescriptor& descriptor, const char* what,
    std::string_view text) {
  const std::string wanted = absl::StrReplaceAll(
      absl::AsciiStrToUpper(std::string(text)), {{"-", "_"}});
  std::vector<std::string> known;
  // Value 0 of every enum means "not said".
  for (int i = 1; i < descriptor.value_count(); ++i) {
    if (descriptor.value(i)->name() == wanted) {
      return descriptor.value(i)->number();
    }
    known.push_back(TypedWord(descriptor.value(i)->name()));
  }
  return absl::InvalidArgumentError(absl::StrCat(what, " must be one of ",
                                                 absl::StrJoin(known, ", "),
                                                 ", got ", std::string(text)));
}

constexpr size_t kMaxFraction = 6;  // digits: microseconds

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

// Up to 9 digits, `.`, and up to `max_fraction` digits, as a number of units of
// 10 ^ -max_fraction; without the fraction, no point either.
std::optional<int64_t> ParseDecimal(std::string_view text,
                                    size_t max_fraction) {
  const size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  std::string fraction;
  if (point != std::string_view::npos) {
    fraction = text.substr(point + 1);
    if (!AllDigits(fraction)) return std::nullopt;
  }
  if (!AllDigits(digits) || digits.size() > 9 ||
      fraction.size() > max_fraction) {
    return std::nullopt;
  }
  fraction.resize(max_fraction, '0');
  int64_t number = 0;
  if (!absl::SimpleAtoi(digits + fraction, &number)) return std::nullopt;
  return number;
}

}  // namespace

std::string ResourceName(std::string_view collection, std::string_view id) {
  const std::string prefix = std::string(collection) + "/";
  return id.starts_with(prefix) ? std::string(id) : prefix + std::string(id);
}

absl::StatusOr<std::string> ReferenceName(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), '/');
  if (parts.size() == 2) {
    return absl::StrCat("works/", parts[0], "/references/", parts[1]);
  }
  if (parts.size() == 4 && parts[0] == "works" && parts[2] == "references") {
    return std::string(text);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "a reference is named WORK/REFERENCE, got ", std::string(text)));
}

absl::StatusOr<std::string> LicenceName(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), '/');
  if (parts.size() == 2) {
    return absl::StrCat("owners/", parts[0], "/licences/", parts[1]);
  }
  if (parts.size() == 4 && parts[0] == "owners" && parts[2] == "licences") {
    return std::string(text);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "a licence is named OWNER/LICENCE, got ", std::string(text)));
}

absl::StatusOr<std::string> ClaimName(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), '/');
  if (parts.size() == 2) {
    return absl::StrCat("screenings/", parts[0], "/claims/", parts[1]);
  }
  if (parts.size() == 4 && parts[0] == "screenings" && parts[2] == "claims") {
    return std::string(text);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "a claim is named SCREENING/NUMBER, got ", std::string(text)));
}

std::string TypedWord(const std::string& enum_name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(enum_name), {{"_", "-"}});
}

std::string PolicyName(std::string_view text) {
  const std::string preset = TypedWord(std::string(text));
  // Ids of presets are in lower case; others are taken as they are.
  for (const v1::Decision::Action action :
       {v1::Decision::ALLOW, v1::Decision::TRACK,
        v1::Decision::LICENSING_REQUIRED, v1::Decision::REVIEW,
        v1::Decision::TAKEDOWN}) {
    if (TypedWord(v1::Decision::Action_Name(action)) == preset) {
      return ResourceName("policies", preset);
    }
  }
  return ResourceName("policies", text);
}

std::string IdOf(std::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

std::string ShortName(std::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(name), '/');
  return parts.size() == 4 ? absl::StrCat(parts[1], "/", parts[3])
                           : std::string(name);
}

std::string IdIn(std::string_view collection, std::string_view name) {
  return std::string(name.substr(collection.size() + 1));
}

absl::StatusOr<v1::Work::Kind> ParseKind(std::string_view text) {
  const absl::StatusOr<int> value =
      ParseEnum(*v1::Work::Kind_descriptor(), "a kind", text);
  if (!value.ok()) return value.status();
  return static_cast<v1::Work::Kind>(*value);
}

absl::StatusOr<v1::Screening::Purpose> ParsePurpose(std::string_view text) {
  const absl::StatusOr<int> value =
      ParseEnum(*v1::Screening::Purpose_descriptor(), "a purpose", text);
  if (!value.ok()) return value.status();
  return static_cast<v1::Screening::Purpose>(*value);
}

absl::StatusOr<v1::Screening::Income> ParseIncome(std::string_view text) {
  const absl::StatusOr<int> value =
      ParseEnum(*v1::Screening::Income_descriptor(), "an income", text);
  if (!value.ok()) return value.status();
  return static_cast<v1::Screening::Income>(*value);
}

absl::StatusOr<v1::Decision::Action> ParseAction(std::string_view text) {
  const absl::StatusOr<int> value =
      ParseEnum(*v1::Decision::Action_descriptor(), "an action", text);
  if (!value.ok()) return value.status();
  return static_cast<v1::Decision::Action>(*value);
}

absl::StatusOr<v1::Verdict::Ground> ParseGround(std::string_view text) {
  const absl::StatusOr<int> value =
      ParseEnum(*v1::Verdict::Ground_descriptor(), "a ground", text);
  if (!value.ok()) return value.status();
  return static_cast<v1::Verdict::Ground>(*value);
}

absl::StatusOr<v1::Ownership::Right> ParseRight(std::string_view text) {
  const absl::StatusOr<int> value =
      ParseEnum(*v1::Ownership::Right_descriptor(), "a right", text);
  if (!value.ok()) return value.status();
  return static_cast<v1::Ownership::Right>(*value);
}

absl::StatusOr<v1::Objection::Ground> ParseObjectionGround(
    std::string_view text) {
  const absl::StatusOr<int> value =
      ParseEnum(*v1::Objection::Ground_descriptor(), "a ground", text);
  if (!value.ok()) return value.status();
  return static_cast<v1::Objection::Ground>(*value);
}

absl::StatusOr<v1::Objection::Exception> ParseException(std::string_view text) {
  const absl::StatusOr<int> value =
      ParseEnum(*v1::Objection::Exception_descriptor(), "an exception", text);
  if (!value.ok()) return value.status();
  return static_cast<v1::Objection::Exception>(*value);
}

std::vector<std::string> ParseTerritories(std::string_view text) {
  return absl::StrSplit(absl::AsciiStrToUpper(std::string(text)),
                        absl::ByAnyChar(",; "), absl::SkipEmpty());
}

absl::StatusOr<google::protobuf::Timestamp> ParseInstant(
    std::string_view text) {
  // Years of four digits: what a protobuf timestamp can hold, and RFC 3339 is.
  const bool dated = text.size() >= 10 && AllDigits(text.substr(0, 4)) &&
                     text[4] == '-' && !text.starts_with("0000");
  const char* form = text.size() == 10 ? "%Y-%m-%d" : absl::RFC3339_full;
  absl::Time time;
  std::string error;
  if (!dated || !absl::ParseTime(form, std::string(text), &time, &error) ||
      time < absl::FromCivil(absl::CivilDay(1, 1, 1), absl::UTCTimeZone()) ||
      time >=
          absl::FromCivil(absl::CivilDay(10000, 1, 1), absl::UTCTimeZone())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a time is written like 2026-03-01 or 2026-03-01T12:30:00Z, got ",
        std::string(text)));
  }
  const int64_t seconds = absl::ToUnixSeconds(time);
  google::protobuf::Timestamp instant;
  instant.set_seconds(seconds);
  instant.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return instant;
}

absl::StatusOr<std::chrono::microseconds> ParsePosition(std::string_view text) {
  const absl::Status bad = absl::InvalidArgumentError(absl::StrCat(
      "a position is written in seconds like 90.5, or like 1:30.5, got ",
      std::string(text)));
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), ':');
  const std::optional<int64_t> seconds =
      ParseDecimal(parts.back(), kMaxFraction);
  if (parts.size() > 3 || !seconds.has_value()) return bad;
  std::chrono::microseconds position(*seconds);
  if (parts.size() == 1) return position;
  // Below a minute, and below an hour, as on a clock.
  if (position >= std::chrono::minutes(1)) return bad;
  int64_t minutes = 0;
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    const std::optional<int64_t> part = ParseDecimal(parts[i], 0);
    if (!part.has_value() || (i > 0 && *part >= 60)) return bad;
    minutes = minutes * 60 + *part;
  }
  return position + std::chrono::minutes(minutes);
}

absl::StatusOr<int32_t> ParseShare(std::string_view text) {
  std::string_view number = text;
  if (number.ends_with('%')) number.remove_suffix(1);
  const std::optional<int64_t> share = ParseDecimal(number, 2);
  if (!share.has_value() || *share < 1 || *share > 10'000) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a share is written in percent, above 0 and up to 100, like 33.33%, "
        "got ",
        std::string(text)));
  }
  return static_cast<int32_t>(*share);
}

absl::StatusOr<bool> ParseYesOrNo(std::string_view text) {
  const std::string word = absl::AsciiStrToLower(std::string(text));
  if (word == "yes" || word == "no") return word == "yes";
  return absl::InvalidArgumentError(
      absl::StrCat("a word must be yes or no, got ", std::string(text)));
}

}  // namespace earmark::cli
