#include "service/resource_name.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace earmark::service {
namespace {

// How much of a bad name an error shows.
constexpr size_t kShownBytes = 160;

// The ids in `name`, which must be the segments of `format` in turn: a literal
// stands for itself, "{...}" for an id.
absl::StatusOr<std::vector<std::string>> ParseName(const std::string& field,
                                                   const std::string& format,
                                                   const std::string& name) {
  const std::vector<std::string> expected = absl::StrSplit(format, '/');
  const std::vector<std::string> segments = absl::StrSplit(name, '/');
  bool good = segments.size() == expected.size();
  std::vector<std::string> ids;
  for (size_t i = 0; good && i < expected.size(); ++i) {
    if (expected[i].front() != '{') {
      good = segments[i] == expected[i];
    } else {
      good = index::ValidateId(field, segments[i]).ok();
      ids.push_back(segments[i]);
    }
  }
  if (good) return ids;
  return absl::InvalidArgumentError(absl::StrCat(
      field, " must have the form ", format, ", got ", ShownName(name)));
}

}  // namespace

std::string ShownName(const std::string& name) {
  return absl::StrCat("\"", absl::CHexEscape(name.substr(0, kShownBytes)),
                      "\"");
}

std::string NameOf(const index::OwnerId& owner) {
  return absl::StrCat("owners/", owner.value);
}

std::string NameOf(const index::WorkId& work) {
  return absl::StrCat("works/", work.value);
}

std::string NameOf(const index::WorkId& work,
                   const index::ReferenceId& reference) {
  return absl::StrCat("works/", work.value, "/references/", reference.value);
}

std::string NameOf(const takedown::ScreeningId& screening) {
  return absl::StrCat("screenings/", screening.value);
}

std::string NameOf(const takedown::CaseId& id) {
  return absl::StrCat("cases/", id.value);
}

std::string NameOf(const takedown::NoticeId& id) {
  return id.value.empty() ? "" : absl::StrCat("notices/", id.value);
}

std::string NameOf(const takedown::ClaimName& claim) {
  return absl::StrCat(NameOf(claim.screening), "/claims/", claim.number);
}

std::string NameOf(const takedown::PolicyId& policy) {
  return policy.value.empty() ? "" : absl::StrCat("policies/", policy.value);
}

std::string NameOf(const index::OwnerId& owner,
                   const takedown::LicenceId& licence) {
  return absl::StrCat("owners/", owner.value, "/licences/", licence.value);
}

absl::StatusOr<index::OwnerId> ParseOwnerName(const std::string& field,
                                              const std::string& name) {
  absl::StatusOr<std::vector<std::string>> ids =
      ParseName(field, "owners/{owner}", name);
  if (!ids.ok()) return ids.status();
  return index::OwnerId{ids->at(0)};
}

absl::StatusOr<index::WorkId> ParseWorkName(const std::string& field,
                                            const std::string& name) {
  absl::StatusOr<std::vector<std::string>> ids =
      ParseName(field, "works/{work}", name);
  if (!ids.ok()) return ids.status();
  return index::WorkId{ids->at(0)};
}

absl::StatusOr<ReferenceName> ParseReferenceName(const std::string& field,
                                                 const std::string& name) {
  absl::StatusOr<std::vector<std::string>> ids =
      ParseName(field, "works/{work}/references/{reference}", name);
  if (!ids.ok()) return ids.status();
  return ReferenceName{index::WorkId{ids->at(0)},
                       index::ReferenceId{ids->at(1)}};
}

absl::StatusOr<takedown::PolicyId> ParsePolicyName(const std::string& field,
                                                   const std::string& name) {
  absl::StatusOr<std::vector<std::string>> ids =
      ParseName(field, "policies/{policy}", name);
  if (!ids.ok()) return ids.status();
  return takedown::PolicyId{ids->at(0)};
}

absl::StatusOr<LicenceName> ParseLicenceName(const std::string& field,
                                             const std::string& name) {
  absl::StatusOr<std::vector<std::string>> ids =
      ParseName(field, "owners/{owner}/licences/{licence}", name);
  if (!ids.ok()) return ids.status();
  return LicenceName{index::OwnerId{ids->at(0)},
                     takedown::LicenceId{ids->at(1)}};
}

absl::StatusOr<takedown::ScreeningId> ParseScreeningName(
    const std::string& field, const std::string& name) {
  absl::StatusOr<std::vector<std::string>> ids =
      ParseName(field, "screenings/{screening}", name);
  if (!ids.ok()) return ids.status();
  return takedown::ScreeningId{ids->at(0)};
}

absl::StatusOr<takedown::CaseId> ParseCaseName(const std::string& field,
                                               const std::string& name) {
  absl::StatusOr<std::vector<std::string>> ids =
      ParseName(field, "cases/{case}", name);
  if (!ids.ok()) return ids.status();
  return takedown::CaseId{ids->at(0)};
}

absl::StatusOr<takedown::NoticeId> ParseNoticeName(const std::string& field,
                                                   const std::string& name) {
  absl::StatusOr<std::vector<std::string>> ids =
      ParseName(field, "notices/{notice}", name);
  if (!ids.ok()) return ids.status();
  return takedown::NoticeId{ids->at(0)};
}

absl::StatusOr<takedown::ClaimName> ParseClaimName(const std::string& field,
                                                   const std::string& name) {
  constexpr char kFormat[] = "screenings/{screening}/claims/{claim}";
  const auto ids = ParseName(field, kFormat, name);
  if (!ids.ok()) return ids.status();
  int number;
  if (!absl::SimpleAtoi((*ids)[1], &number) || number < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, " must have the form ", kFormat,
                     " with a number from 1, got ", ShownName(name)));
  }
  return takedown::ClaimName{{(*ids)[0]}, number};
}

}  // namespace earmark::service
