#include "service/rights_from_proto.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "index/ids.h"
#include "service/resource_name.h"
#include "takedown/policy_text.h"

namespace earmark::service {
namespace {

using fingerprint::MediaTime;
using takedown::Exclusion;
using takedown::Licence;
using takedown::Ownership;
using takedown::TimeSpan;

// Limits of the API; the protos state them.
constexpr int kMaxWorks = 1000;
constexpr int kMaxOwnerships = 100;
constexpr int kMaxExclusions = 1000;
constexpr size_t kMaxNoteBytes = 256;
// The longest times in media that anybody means: a year.
constexpr int64_t kMaxSeconds = int64_t{366} * 24 * 3600;

constexpr std::string_view kTokenPrefix = "token:";
constexpr size_t kTokenLength = 32;

absl::StatusOr<MediaTime> ToMediaTime(
    const std::string& field, const google::protobuf::Duration& duration) {
  if (duration.seconds() < 0 || duration.seconds() > kMaxSeconds ||
      duration.nanos() < 0 || duration.nanos() >= 1'000'000'000) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, " must be from 0 s to ", kMaxSeconds, " s, got ",
                     duration.seconds(), " s, ", duration.nanos(), " ns"));
  }
  return MediaTime(duration.seconds() * 1'000'000 + duration.nanos() / 1'000);
}

// Of a message with start_time and end_time.
template <typename Message>
absl::StatusOr<TimeSpan> ToSpan(const std::string& field,
                                const Message& message) {
  TimeSpan span;
  if (message.has_start_time()) {
    const absl::StatusOr<absl::Time> start =
        ToTime(field + ".start_time", message.start_time());
    if (!start.ok()) return start.status();
    span.start = *start;
  }
  if (message.has_end_time()) {
    const absl::StatusOr<absl::Time> end =
        ToTime(field + ".end_time", message.end_time());
    if (!end.ok()) return end.status();
    span.end = *end;
  }
  if (span.end <= span.start) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ".end_time must be after its start_time, got ",
                     absl::FormatTime(span.end, absl::UTCTimeZone())));
  }
  return span;
}

// All fields but the names.
absl::StatusOr<Licence> ReadLicence(const v1::Licence& proto,
                                    TokenOf token_of) {
  Licence licence;
  if (proto.works().size() > kMaxWorks) {
    return absl::InvalidArgumentError(
        absl::StrCat("licence.works must be at most ", kMaxWorks, ", got ",
                     proto.works().size()));
  }
  for (const std::string& name : proto.works()) {
    absl::StatusOr<index::WorkId> work = ParseWorkName("licence.works", name);
    if (!work.ok()) return work.status();
    licence.works.push_back(*std::move(work));
  }
  std::sort(licence.works.begin(), licence.works.end());
  absl::StatusOr<takedown::CatalogueId> catalogue =
      ToCatalogue("licence.catalogue", proto.catalogue());
  absl::StatusOr<std::vector<std::string>> accounts =
      ToTokens("licence.accounts", proto.accounts(), token_of);
  const absl::StatusOr<takedown::TerritorySet> territories =
      ToTerritories("licence.territories", proto.territories());
  const absl::StatusOr<TimeSpan> time = ToSpan("licence", proto);
  const absl::Status status = FirstError({catalogue.status(), accounts.status(),
                                          territories.status(), time.status()});
  if (!status.ok()) return status;
  licence.catalogue = *std::move(catalogue);
  licence.accounts = *std::move(accounts);
  licence.territories = *territories;
  licence.time = *time;
  if (!v1::Match::Modality_IsValid(proto.modality())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "licence.modality must be a known modality, got ", proto.modality()));
  }
  if (proto.modality() != v1::Match::MODALITY_UNSPECIFIED) {
    licence.modality = static_cast<fingerprint::Modality>(proto.modality());
  }
  if (proto.has_longest_use()) {
    const absl::StatusOr<MediaTime> longest =
        ToMediaTime("licence.longest_use", proto.longest_use());
    if (!longest.ok()) return longest.status();
    licence.longest_use = *longest;
  }
  for (const int income : proto.declared_incomes()) {
    if (!v1::Screening::Income_IsValid(income) ||
        income == v1::Screening::INCOME_UNSPECIFIED) {
      return absl::InvalidArgumentError(absl::StrCat(
          "licence.declared_incomes must be known incomes, got ", income));
    }
    licence.incomes.Add(static_cast<takedown::Income>(income));
  }
  return licence;
}

absl::StatusOr<Ownership> ReadOwnership(const v1::Ownership& proto) {
  Ownership ownership;
  if (!v1::Ownership::Right_IsValid(proto.right())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "ownerships.right must be a known right, got ", proto.right()));
  }
  if (proto.right() != v1::Ownership::RIGHT_UNSPECIFIED) {
    ownership.right = static_cast<takedown::Right>(proto.right());
  }
  if (proto.share_basis_points() < 0 ||
      proto.share_basis_points() > takedown::kWholeShare) {
    return absl::InvalidArgumentError(absl::StrCat(
        "ownerships.share_basis_points must be 0-", takedown::kWholeShare,
        ", got ", proto.share_basis_points()));
  }
  if (proto.share_basis_points() != 0) {
    ownership.share = proto.share_basis_points();
  }
  const absl::StatusOr<takedown::TerritorySet> territories =
      ToTerritories("ownerships.territories", proto.territories());
  const absl::StatusOr<TimeSpan> time = ToSpan("ownerships", proto);
  absl::StatusOr<takedown::PolicyId> policy =
      ToPolicy("ownerships.policy", proto.policy());
  absl::StatusOr<takedown::CatalogueId> catalogue =
      ToCatalogue("ownerships.catalogue", proto.catalogue());
  const absl::Status status = FirstError({territories.status(), time.status(),
                                          policy.status(), catalogue.status()});
  if (!status.ok()) return status;
  ownership.territories = *territories;
  ownership.time = *time;
  ownership.policy = *std::move(policy);
  ownership.catalogue = *std::move(catalogue);
  return ownership;
}

}  // namespace

std::string AccountOfToken(std::string_view token) {
  return std::string(kTokenPrefix).append(token);
}

absl::StatusOr<takedown::Policy> ParseRules(std::string_view text,
                                            TokenOf token_of) {
  return takedown::ParsePolicy(text, [&](std::string_view account) {
    const std::string_view token =
        account.substr(std::min(account.size(), kTokenPrefix.size()));
    const bool is_token =
        account.starts_with(kTokenPrefix) && token.size() == kTokenLength &&
        std::all_of(token.begin(), token.end(), absl::ascii_isxdigit);
    return is_token ? std::string(token) : token_of(account);
  });
}

absl::StatusOr<takedown::StoredPolicy> ToStoredPolicy(
    const v1::CreatePolicyRequest& request, TokenOf token_of) {
  const v1::Policy& proto = request.policy();
  const absl::Status status =
      FirstError({index::ValidateId("policy_id", request.policy_id()),
                  CheckLength("policy.display_name", proto.display_name(), 0,
                              kMaxDisplayNameBytes)});
  if (!status.ok()) return status;
  takedown::StoredPolicy policy;
  if (!proto.owner().empty()) {
    absl::StatusOr<index::OwnerId> owner =
        ParseOwnerName("policy.owner", proto.owner());
    if (!owner.ok()) return owner.status();
    policy.owner = *std::move(owner);
  }
  absl::StatusOr<takedown::Policy> rules = ParseRules(proto.text(), token_of);
  if (!rules.ok()) return rules.status();
  policy.policy = *std::move(rules);
  policy.policy.id = {request.policy_id()};
  policy.display_name = proto.display_name();
  return policy;
}

absl::StatusOr<PolicyUpdate> ToPolicyUpdate(
    const v1::UpdatePolicyRequest& request, TokenOf token_of) {
  const v1::Policy& proto = request.policy();
  absl::StatusOr<takedown::PolicyId> id =
      ParsePolicyName("policy.name", proto.name());
  if (!id.ok()) return id.status();
  const absl::StatusOr<std::set<std::string>> paths =
      ToPaths(request.update_mask(), {"text", "display_name"});
  if (!paths.ok()) return paths.status();
  PolicyUpdate update{*std::move(id), std::nullopt, std::nullopt};
  if (paths->count("display_name") > 0) {
    const absl::Status status = CheckLength(
        "policy.display_name", proto.display_name(), 0, kMaxDisplayNameBytes);
    if (!status.ok()) return status;
    update.display_name = proto.display_name();
  }
  if (paths->count("text") > 0) {
    absl::StatusOr<takedown::Policy> rules = ParseRules(proto.text(), token_of);
    if (!rules.ok()) return rules.status();
    update.rules = *std::move(rules);
  }
  return update;
}

absl::StatusOr<Licence> ToLicence(const v1::CreateLicenceRequest& request,
                                  TokenOf token_of) {
  absl::StatusOr<index::OwnerId> owner =
      ParseOwnerName("parent", request.parent());
  if (!owner.ok()) return owner.status();
  const absl::Status status =
      index::ValidateId("licence_id", request.licence_id());
  if (!status.ok()) return status;
  absl::StatusOr<Licence> licence = ReadLicence(request.licence(), token_of);
  if (!licence.ok()) return licence.status();
  licence->owner = *std::move(owner);
  licence->id = {request.licence_id()};
  return licence;
}

absl::StatusOr<LicenceUpdate> ToLicenceUpdate(
    const v1::UpdateLicenceRequest& request, TokenOf token_of) {
  absl::StatusOr<LicenceName> name =
      ParseLicenceName("licence.name", request.licence().name());
  if (!name.ok()) return name.status();
  absl::StatusOr<std::set<std::string>> paths =
      ToPaths(request.update_mask(),
              {"works", "catalogue", "accounts", "territories", "start_time",
               "end_time", "modality", "longest_use", "declared_incomes"});
  if (!paths.ok()) return paths.status();
  absl::StatusOr<Licence> values = ReadLicence(request.licence(), token_of);
  if (!values.ok()) return values.status();
  return LicenceUpdate{
      std::move(name->owner), std::move(name->licence),
      [paths = *std::move(paths), values = *std::move(values)](Licence& into) {
        const auto named = [&](const char* path) {
          return paths.count(path) > 0;
        };
        if (named("works")) into.works = values.works;
        if (named("catalogue")) into.catalogue = values.catalogue;
        if (named("accounts")) into.accounts = values.accounts;
        if (named("territories")) into.territories = values.territories;
        if (named("start_time")) into.time.start = values.time.start;
        if (named("end_time")) into.time.end = values.time.end;
        if (named("modality")) into.modality = values.modality;
        if (named("longest_use")) into.longest_use = values.longest_use;
        if (named("declared_incomes")) into.incomes = values.incomes;
      }};
}

absl::StatusOr<std::vector<Ownership>> ToOwnerships(
    const v1::SetOwnershipsRequest& request) {
  const absl::StatusOr<index::OwnerId> owner =
      ParseOwnerName("owner", request.owner());
  if (!owner.ok()) return owner.status();
  if (request.ownerships().size() > kMaxOwnerships) {
    return absl::InvalidArgumentError(
        absl::StrCat("ownerships must be at most ", kMaxOwnerships, ", got ",
                     request.ownerships().size()));
  }
  std::vector<Ownership> ownerships;
  for (const v1::Ownership& proto : request.ownerships()) {
    absl::StatusOr<Ownership> ownership = ReadOwnership(proto);
    if (!ownership.ok()) return ownership.status();
    ownership->owner = *owner;
    ownerships.push_back(*std::move(ownership));
  }
  return ownerships;
}

absl::StatusOr<std::vector<Exclusion>> ToExclusions(
    const v1::SetExclusionsRequest& request) {
  if (request.exclusions().size() > kMaxExclusions) {
    return absl::InvalidArgumentError(
        absl::StrCat("exclusions must be at most ", kMaxExclusions, ", got ",
                     request.exclusions().size()));
  }
  std::vector<Exclusion> exclusions;
  for (const v1::Reference::Exclusion& proto : request.exclusions()) {
    const absl::StatusOr<MediaTime> start =
        ToMediaTime("exclusions.reference_start", proto.reference_start());
    const absl::StatusOr<MediaTime> end =
        ToMediaTime("exclusions.reference_end", proto.reference_end());
    const absl::Status status = FirstError(
        {start.status(), end.status(),
         CheckLength("exclusions.note", proto.note(), 0, kMaxNoteBytes)});
    if (!status.ok()) return status;
    if (*end <= *start) {
      return absl::InvalidArgumentError(absl::StrCat(
          "exclusions.reference_end must be after reference_start, got ",
          fingerprint::Seconds(*end), " s"));
    }
    exclusions.push_back({{*start, *end}, proto.note()});
  }
  return exclusions;
}

}  // namespace earmark::service
