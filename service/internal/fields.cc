#include "service/internal/fields.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/time_util.h"
#include "index/ids.h"
#include "service/resource_name.h"

namespace earmark::service {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::util::TimeUtil;
using takedown::TerritorySet;

constexpr int kMaxTerritories = 250;
constexpr int kMaxAccounts = 1000;
// How much of a bad value an error shows.
constexpr size_t kShownBytes = 64;

}  // namespace

absl::Status FieldError(const std::string& field, const std::string& rule,
                        const std::string& value) {
  return absl::InvalidArgumentError(
      absl::StrCat(field, " must be ", rule, ", got \"",
                   absl::CHexEscape(value.substr(0, kShownBytes)), "\""));
}

absl::Status CheckLength(const std::string& field, const std::string& value,
                         size_t min_bytes, size_t max_bytes) {
  if (value.size() >= min_bytes && value.size() <= max_bytes) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(field, " must have ",
                                                 min_bytes, "-", max_bytes,
                                                 " bytes, got ", value.size()));
}

absl::Status CheckPrintable(const std::string& field, const std::string& value,
                            size_t max_length) {
  const bool printable =
      std::all_of(value.begin(), value.end(),
                  [](unsigned char c) { return absl::ascii_isprint(c); });
  if (printable && value.size() <= max_length) return absl::OkStatus();
  return FieldError(
      field,
      absl::StrCat("at most ", max_length, " printable ASCII characters"),
      value);
}

absl::Status CheckSize(const std::string& field, int64_t size_bytes) {
  if (size_bytes >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, " must not be negative, got ", size_bytes));
}

absl::Status CheckNumber(const std::string& field, const std::string& value,
                         bool good, const std::string& rule) {
  if (value.empty() || good) return absl::OkStatus();
  return FieldError(field, rule, value);
}

absl::Status FirstError(std::initializer_list<absl::Status> statuses) {
  for (const absl::Status& status : statuses) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<TerritorySet> ToTerritories(
    const std::string& field, const RepeatedPtrField<std::string>& words) {
  if (words.size() > kMaxTerritories) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, " must be at most ", kMaxTerritories,
                     " territories, got ", words.size()));
  }
  std::optional<TerritorySet> territories = TerritorySet::FromWords(
      std::vector<std::string>(words.begin(), words.end()));
  // The rest of the world has no code of its own.
  for (const std::string& word : words) {
    if (word == takedown::kRestOfWorld) territories.reset();
  }
  if (!territories) {
    return FieldError(field,
                      "ISO 3166-1 alpha-2 codes in upper case, or one word for "
                      "all but some, like WORLD-US-CA",
                      absl::StrJoin(words, " "));
  }
  if (territories->empty()) {
    return FieldError(field, "some territory", absl::StrJoin(words, " "));
  }
  return *territories;
}

absl::StatusOr<takedown::PolicyId> ToPolicy(const std::string& field,
                                            const std::string& name) {
  if (name.empty()) return takedown::PolicyId();
  return ParsePolicyName(field, name);
}

absl::StatusOr<takedown::CatalogueId> ToCatalogue(const std::string& field,
                                                  const std::string& id) {
  if (id.empty()) return takedown::CatalogueId();
  const absl::Status status = index::ValidateId(field, id);
  if (!status.ok()) return status;
  return takedown::CatalogueId{id};
}

absl::StatusOr<std::vector<std::string>> ToTokens(
    const std::string& field, const RepeatedPtrField<std::string>& accounts,
    TokenOf token_of) {
  if (accounts.size() > kMaxAccounts) {
    return absl::InvalidArgumentError(absl::StrCat(
        field, " must be at most ", kMaxAccounts, ", got ", accounts.size()));
  }
  std::set<std::string> tokens;
  for (const std::string& account : accounts) {
    const absl::Status status = CheckLength(absl::StrCat("each of ", field),
                                            account, 1, kMaxAccountBytes);
    if (!status.ok()) return status;
    tokens.insert(token_of(account));
  }
  return std::vector<std::string>(tokens.begin(), tokens.end());
}

absl::StatusOr<std::set<std::string>> ToPaths(
    const google::protobuf::FieldMask& mask,
    const std::set<std::string>& known) {
  if (mask.paths().empty()) {
    return absl::InvalidArgumentError(
        "update_mask must name the fields to change, got \"\"");
  }
  std::set<std::string> paths;
  for (const std::string& path : mask.paths()) {
    if (path == "*" && mask.paths_size() == 1) return known;
    if (known.count(path) == 0) {
      return FieldError("update_mask", "paths of fields that can be changed",
                        path);
    }
    paths.insert(path);
  }
  return paths;
}

absl::StatusOr<absl::Time> ToTime(const std::string& field,
                                  const google::protobuf::Timestamp& stamp) {
  if (stamp.seconds() < TimeUtil::kTimestampMinSeconds ||
      stamp.seconds() > TimeUtil::kTimestampMaxSeconds || stamp.nanos() < 0 ||
      stamp.nanos() >= 1'000'000'000) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, " must be of the years 1 to 9999, got ",
                     stamp.seconds(), " s, ", stamp.nanos(), " ns"));
  }
  return absl::FromUnixSeconds(stamp.seconds()) +
         absl::Nanoseconds(stamp.nanos());
}

}  // namespace earmark::service
