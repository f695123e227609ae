#include "cli/values.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
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
    known.push_back(absl::StrReplaceAll(
        absl::AsciiStrToLower(descriptor.value(i)->name()), {{"_", "-"}}));
  }
  return absl::InvalidArgumentError(absl::StrCat(what, " must be one of ",
                                                 absl::StrJoin(known, ", "),
                                                 ", got ", std::string(text)));
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

std::string IdOf(std::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

std::string IdIn(std::string_view collection, std::string_view name) {
  return std::string(name.substr(collection.size() + 1));
}

absl::StatusOr<v1::Decision::Action> ParseAction(std::string_view text) {
  const absl::StatusOr<int> value =
      ParseEnum(*v1::Decision::Action_descriptor(), "an action", text);
  if (!value.ok()) return value.status();
  return static_cast<v1::Decision::Action>(*value);
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

std::vector<std::string> ParseTerritories(std::string_view text) {
  return absl::StrSplit(absl::AsciiStrToUpper(std::string(text)),
                        absl::ByAnyChar(",; "), absl::SkipEmpty());
}

}  // namespace earmark::cli
