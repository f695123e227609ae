#include "cli/licence_options.h"

#include <chrono>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

// From the word of an option to its field.
const std::map<std::string, std::string>& Fields() {
  static const auto& fields =
      *new std::map<std::string, std::string>{{"account", "accounts"},
                                              {"catalogue", "catalogue"},
                                              {"end", "end_time"},
                                              {"income", "declared_incomes"},
                                              {"longest-use", "longest_use"},
                                              {"modality", "modality"},
                                              {"start", "start_time"},
                                              {"territories", "territories"},
                                              {"work", "works"}};
  return fields;
}

absl::Status ReadTime(const std::string& text, const char* field,
                      LicenceValues& values,
                      google::protobuf::Timestamp* (v1::Licence::*into)()) {
  if (text.empty()) return absl::OkStatus();
  const absl::StatusOr<google::protobuf::Timestamp> time = ParseInstant(text);
  if (!time.ok()) return time.status();
  *(values.licence.*into)() = *time;
  values.mask.add_paths(field);
  return absl::OkStatus();
}

absl::Status ReadLongestUse(const std::string& text, LicenceValues& values) {
  if (text.empty()) return absl::OkStatus();
  const absl::StatusOr<std::chrono::microseconds> longest = ParsePosition(text);
  if (!longest.ok()) return longest.status();
  *values.licence.mutable_longest_use() = ToDuration(*longest);
  values.mask.add_paths("longest_use");
  return absl::OkStatus();
}

absl::Status ReadIncomes(const std::vector<std::string>& words,
                         LicenceValues& values) {
  for (const std::string& word : words) {
    const absl::StatusOr<v1::Screening::Income> income = ParseIncome(word);
    if (!income.ok()) return income.status();
    values.licence.add_declared_incomes(*income);
  }
  if (!words.empty()) values.mask.add_paths("declared_incomes");
  return absl::OkStatus();
}

absl::Status ReadClear(const std::vector<std::string>& words,
                       LicenceValues& values) {
  for (const std::string& word : words) {
    const auto field = Fields().find(word);
    if (field == Fields().end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("what to clear must be one of ",
                       absl::StrJoin(Fields(), ", ",
                                     [](std::string* out, const auto& entry) {
                                       out->append(entry.first);
                                     }),
                       ", got ", word));
    }
    for (const std::string& path : values.mask.paths()) {
      if (path == field->second) {
        return absl::InvalidArgumentError(
            absl::StrCat("given and to be cleared at once: ", word));
      }
    }
    values.mask.add_paths(field->second);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LicenceValues> ReadLicence(const LicenceOptions& options) {
  LicenceValues values;
  v1::Licence& licence = values.licence;
  for (const std::string& work : options.works) {
    licence.add_works(ResourceName("works", ToUtf8(work)));
  }
  if (!options.works.empty()) values.mask.add_paths("works");
  if (!options.catalogue.empty()) {
    licence.set_catalogue(ToUtf8(options.catalogue));
    values.mask.add_paths("catalogue");
  }
  for (const std::string& account : options.accounts) {
    licence.add_accounts(ToUtf8(account));
  }
  if (!options.accounts.empty()) values.mask.add_paths("accounts");
  if (!options.territories.empty()) {
    for (std::string& word : ParseTerritories(options.territories)) {
      licence.add_territories(std::move(word));
    }
    values.mask.add_paths("territories");
  }
  absl::Status read = ReadTime(options.start, "start_time", values,
                               &v1::Licence::mutable_start_time);
  read.Update(ReadTime(options.end, "end_time", values,
                       &v1::Licence::mutable_end_time));
  if (options.audio && options.video) {
    read.Update(absl::InvalidArgumentError(
        "--audio and --video each narrow it to one: for both, give neither"));
  } else if (options.audio || options.video) {
    licence.set_modality(options.audio ? v1::Match::AUDIO : v1::Match::VIDEO);
    values.mask.add_paths("modality");
  }
  read.Update(ReadLongestUse(options.longest_use, values));
  read.Update(ReadIncomes(options.incomes, values));
  read.Update(ReadClear(options.clear, values));
  if (!read.ok()) return read;
  return values;
}

}  // namespace earmark::cli
