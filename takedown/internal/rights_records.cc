#include "takedown/internal/rights_records.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "earmark/storage/v1/takedown.pb.h"
#include "takedown/internal/policy_words.h"
#include "takedown/internal/record_io.h"

namespace earmark::takedown {
namespace {

using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::TimeRange;

namespace storage = earmark::storage::v1;

constexpr int64_t kLongest = std::numeric_limits<int64_t>::max();

// Owners wanted actions before they named policies; a preset does each of them
// (policy_presets.h).
PolicyId ReadPolicyId(const std::string& id, int32_t action,
                      RecordReader& reader) {
  if (!id.empty() || action == 0) return {id};
  return {WordOf(kActions, ReadAction(action, reader))};
}

void WriteSpan(const TimeSpan& span, storage::TimeSpan& record) {
  if (span.start != absl::InfinitePast()) {
    WriteInstant(span.start, *record.mutable_start());
  }
  if (span.end != absl::InfiniteFuture()) {
    WriteInstant(span.end, *record.mutable_end());
  }
}

TimeSpan ReadSpan(const storage::TimeSpan& record, RecordReader& reader) {
  TimeSpan span;
  if (record.has_start()) span.start = reader.Instant(record.start(), "start");
  if (record.has_end()) span.end = reader.Instant(record.end(), "end");
  return span;
}

TimeRange ReadRange(int64_t start_us, int64_t end_us, RecordReader& reader) {
  if (start_us < 0 || end_us <= start_us) {
    reader.Fail(absl::StrCat("range of ", start_us, " to ", end_us, " us"));
  }
  return {MediaTime(start_us), MediaTime(end_us)};
}

void WriteRule(const PolicyRule& rule, storage::Policy::Rule& record) {
  record.set_name(rule.name);
  record.set_action(static_cast<int32_t>(rule.action));
  if (rule.modality) record.set_modality(static_cast<int32_t>(*rule.modality));
  record.set_least_matched_us(rule.matched_us.least);
  if (rule.matched_us.most != kLongest) {
    record.set_most_matched_us(rule.matched_us.most);
  }
  record.set_least_total_matched_us(rule.total_matched_us.least);
  if (rule.total_matched_us.most != kLongest) {
    record.set_most_total_matched_us(rule.total_matched_us.most);
  }
  record.set_least_upload_share(rule.upload_share.least);
  if (rule.upload_share.most != 1) {
    record.set_most_upload_share(rule.upload_share.most);
  }
  record.set_least_reference_share(rule.reference_share.least);
  if (rule.reference_share.most != 1) {
    record.set_most_reference_share(rule.reference_share.most);
  }
  if (rule.since_late_find_us) {
    record.set_least_since_late_find_us(rule.since_late_find_us->least);
    if (rule.since_late_find_us->most != kLongest) {
      record.set_most_since_late_find_us(rule.since_late_find_us->most);
    }
  }
  if (rule.combined) record.set_combined(*rule.combined);
  record.set_purposes(rule.purposes.bits());
  record.set_incomes(rule.incomes.bits());
  record.set_alterations(rule.alterations.bits());
  WriteTerritories(rule.territories, *record.mutable_territories());
  record.mutable_accounts()->Add(rule.accounts.begin(), rule.accounts.end());
}

PolicyRule ReadRule(const storage::Policy::Rule& record, RecordReader& reader) {
  PolicyRule rule;
  rule.name = record.name();
  rule.action = ReadAction(record.action(), reader);
  if (record.modality() != 0) {
    rule.modality = reader.Enumerator(record.modality(), Modality::kAudio,
                                      Modality::kVideo, "modality");
  }
  rule.matched_us = {record.least_matched_us(), record.has_most_matched_us()
                                                    ? record.most_matched_us()
                                                    : kLongest};
  rule.total_matched_us = {record.least_total_matched_us(),
                           record.has_most_total_matched_us()
                               ? record.most_total_matched_us()
                               : kLongest};
  rule.upload_share = {
      record.least_upload_share(),
      record.has_most_upload_share() ? record.most_upload_share() : 1};
  rule.reference_share = {
      record.least_reference_share(),
      record.has_most_reference_share() ? record.most_reference_share() : 1};
  if (record.has_least_since_late_find_us()) {
    rule.since_late_find_us = {record.least_since_late_find_us(),
                               record.has_most_since_late_find_us()
                                   ? record.most_since_late_find_us()
                                   : kLongest};
  }
  if (record.has_combined()) rule.combined = record.combined();
  rule.purposes =
      reader.Enumerators(record.purposes(), Purpose::kLicensed, "purposes");
  rule.incomes =
      reader.Enumerators(record.incomes(), Income::kAdvertising, "incomes");
  rule.alterations = reader.Enumerators(record.alterations(),
                                        Alteration::kInverted, "alterations");
  rule.territories = ReadTerritories(record.territories(), reader);
  rule.accounts = ReadStrings(record.accounts());
  return rule;
}

}  // namespace

std::string EncodeOwner(const Owner& owner) {
  storage::Owner record;
  record.set_display_name(owner.display_name);
  record.set_policy(owner.policy.value);
  record.set_trust(static_cast<int32_t>(owner.trust));
  record.mutable_accounts()->Add(owner.accounts.begin(), owner.accounts.end());
  record.set_upheld_claims(owner.claims.upheld);
  record.set_overturned_claims(owner.claims.overturned);
  WriteInstant(owner.create_time, *record.mutable_create_time());
  WriteInstant(owner.update_time, *record.mutable_update_time());
  record.set_revision(owner.revision);
  return Serialize(record);
}

absl::StatusOr<Owner> DecodeOwner(const OwnerId& id, std::string_view bytes) {
  RecordReader reader("an owner");
  storage::Owner record;
  reader.Parse(bytes, record);
  Owner owner{
      .id = id,
      .display_name = record.display_name(),
      .policy = ReadPolicyId(record.policy(), record.default_action(), reader),
      .trust = reader.Enumerator(record.trust(), Owner::Trust::kProbation,
                                 Owner::Trust::kTrusted, "trust"),
      .accounts = ReadStrings(record.accounts()),
      .claims = {.upheld = record.upheld_claims(),
                 .overturned = record.overturned_claims()},
      .create_time = reader.Instant(record.create_time(), "create_time"),
      .update_time = reader.Instant(record.update_time(), "update_time"),
      .revision = record.revision()};
  if (!reader.Result().ok()) return reader.Result();
  return owner;
}

std::string EncodeOwnerships(const std::vector<Ownership>& ownerships) {
  storage::Ownerships record;
  for (const Ownership& ownership : ownerships) {
    storage::Ownerships::Ownership& entry = *record.add_ownerships();
    entry.set_owner(ownership.owner.value);
    const TerritorySet& territories = ownership.territories;
    for (std::string& code : territories.codes()) {
      entry.add_territories(std::move(code));
    }
    entry.set_all_but(territories.all_but());
    entry.set_policy(ownership.policy.value);
    entry.set_right(static_cast<int32_t>(ownership.right));
    if (ownership.time != TimeSpan()) {
      WriteSpan(ownership.time, *entry.mutable_time());
    }
    entry.set_share(ownership.share);
    entry.set_catalogue(ownership.catalogue.value);
  }
  return Serialize(record);
}

absl::StatusOr<std::vector<Ownership>> DecodeOwnerships(
    std::string_view bytes) {
  RecordReader reader("ownerships");
  storage::Ownerships record;
  reader.Parse(bytes, record);
  std::vector<Ownership> ownerships;
  for (const auto& entry : record.ownerships()) {
    Ownership& ownership = ownerships.emplace_back();
    ownership.owner = {entry.owner()};
    const std::vector<std::string> codes = ReadStrings(entry.territories());
    if (!std::all_of(codes.begin(), codes.end(), IsTerritory)) {
      reader.Fail("territories");
    }
    ownership.territories =
        entry.all_but() ? TerritorySet::AllBut(codes) : TerritorySet::Of(codes);
    ownership.policy = ReadPolicyId(entry.policy(), entry.action(), reader);
    if (entry.right() != 0) {
      ownership.right = reader.Enumerator(entry.right(), Right::kRecording,
                                          Right::kMusicalWork, "right");
    }
    ownership.time = ReadSpan(entry.time(), reader);
    if (entry.share() < 0 || entry.share() > kWholeShare) {
      reader.Fail(absl::StrCat("share ", entry.share()));
    } else if (entry.share() != 0) {
      ownership.share = entry.share();
    }
    ownership.catalogue = {entry.catalogue()};
  }
  if (!reader.Result().ok()) return reader.Result();
  return ownerships;
}

std::string EncodePolicy(const StoredPolicy& policy) {
  storage::Policy record;
  record.set_owner(policy.owner.value);
  record.set_display_name(policy.display_name);
  record.set_otherwise(static_cast<int32_t>(policy.policy.otherwise));
  for (const PolicyRule& rule : policy.policy.rules) {
    WriteRule(rule, *record.add_rules());
  }
  WriteInstant(policy.create_time, *record.mutable_create_time());
  WriteInstant(policy.update_time, *record.mutable_update_time());
  return Serialize(record);
}

absl::StatusOr<StoredPolicy> DecodePolicy(const PolicyId& id, int64_t version,
                                          std::string_view bytes) {
  RecordReader reader("a policy");
  storage::Policy record;
  reader.Parse(bytes, record);
  StoredPolicy policy{
      .policy = {.id = id,
                 .version = version,
                 .otherwise = ReadAction(record.otherwise(), reader),
                 .rules = {}},
      .owner = {record.owner()},
      .display_name = record.display_name(),
      .create_time = reader.Instant(record.create_time(), "create_time"),
      .update_time = reader.Instant(record.update_time(), "update_time")};
  for (const auto& rule : record.rules()) {
    policy.policy.rules.push_back(ReadRule(rule, reader));
  }
  if (!reader.Result().ok()) return reader.Result();
  return policy;
}

std::string EncodeLicence(const Licence& licence) {
  storage::Licence record;
  for (const WorkId& work : licence.works) record.add_works(work.value);
  record.set_catalogue(licence.catalogue.value);
  record.mutable_accounts()->Add(licence.accounts.begin(),
                                 licence.accounts.end());
  WriteTerritories(licence.territories, *record.mutable_territories());
  if (licence.time != TimeSpan()) {
    WriteSpan(licence.time, *record.mutable_time());
  }
  if (licence.modality) {
    record.set_modality(static_cast<int32_t>(*licence.modality));
  }
  if (licence.longest_use) {
    record.set_longest_use_us(licence.longest_use->count());
  }
  record.set_incomes(licence.incomes.bits());
  WriteInstant(licence.create_time, *record.mutable_create_time());
  WriteInstant(licence.update_time, *record.mutable_update_time());
  record.set_revision(licence.revision);
  return Serialize(record);
}

absl::StatusOr<Licence> DecodeLicence(const OwnerId& owner, const LicenceId& id,
                                      std::string_view bytes) {
  RecordReader reader("a licence");
  storage::Licence record;
  reader.Parse(bytes, record);
  Licence licence{
      .id = id,
      .owner = owner,
      .works = {},
      .catalogue = {record.catalogue()},
      .accounts = ReadStrings(record.accounts()),
      .territories = ReadTerritories(record.territories(), reader),
      .time = ReadSpan(record.time(), reader),
      .modality = std::nullopt,
      .longest_use = std::nullopt,
      .incomes =
          reader.Enumerators(record.incomes(), Income::kAdvertising, "incomes"),
      .create_time = reader.Instant(record.create_time(), "create_time"),
      .update_time = reader.Instant(record.update_time(), "update_time"),
      .revision = record.revision()};
  for (const std::string& work : record.works()) {
    licence.works.push_back({work});
  }
  if (record.modality() != 0) {
    licence.modality = reader.Enumerator(record.modality(), Modality::kAudio,
                                         Modality::kVideo, "modality");
  }
  if (record.has_longest_use_us()) {
    licence.longest_use = MediaTime(record.longest_use_us());
  }
  if (!reader.Result().ok()) return reader.Result();
  return licence;
}

std::string EncodeReferenceRights(const ReferenceRights& rights) {
  storage::ReferenceRights record;
  record.set_attested(rights.attested);
  for (const Exclusion& exclusion : rights.exclusions) {
    storage::ReferenceRights::Exclusion& entry = *record.add_exclusions();
    entry.set_start_us(exclusion.range.start.count());
    entry.set_end_us(exclusion.range.end.count());
    entry.set_note(exclusion.note);
  }
  for (const Overlap& overlap : rights.overlaps) {
    storage::ReferenceRights::Overlap& entry = *record.add_overlaps();
    entry.set_work(overlap.work.value);
    entry.set_reference(overlap.reference.value);
    entry.set_modality(static_cast<int32_t>(overlap.modality));
    entry.set_start_us(overlap.range.start.count());
    entry.set_end_us(overlap.range.end.count());
    entry.set_other_start_us(overlap.other_range.start.count());
    entry.set_other_end_us(overlap.other_range.end.count());
    WriteInstant(overlap.find_time, *entry.mutable_find_time());
    entry.set_newer(overlap.newer);
    entry.set_state(static_cast<int32_t>(overlap.state));
  }
  if (rights.quarantine_time) {
    WriteInstant(*rights.quarantine_time, *record.mutable_quarantine_time());
  }
  if (rights.release_time) {
    WriteInstant(*rights.release_time, *record.mutable_release_time());
  }
  record.set_revision(rights.revision);
  return Serialize(record);
}

absl::StatusOr<ReferenceRights> DecodeReferenceRights(std::string_view bytes) {
  RecordReader reader("the rights in a reference");
  storage::ReferenceRights record;
  reader.Parse(bytes, record);
  ReferenceRights rights;
  rights.attested = record.attested();
  for (const auto& entry : record.exclusions()) {
    rights.exclusions.push_back(
        {ReadRange(entry.start_us(), entry.end_us(), reader), entry.note()});
  }
  for (const auto& entry : record.overlaps()) {
    rights.overlaps.push_back(
        {.work = {entry.work()},
         .reference = {entry.reference()},
         .modality = reader.Enumerator(entry.modality(), Modality::kAudio,
                                       Modality::kVideo, "modality"),
         .range = ReadRange(entry.start_us(), entry.end_us(), reader),
         .other_range =
             ReadRange(entry.other_start_us(), entry.other_end_us(), reader),
         .find_time = reader.Instant(entry.find_time(), "find_time"),
         .newer = entry.newer(),
         .state = reader.Enumerator(entry.state(), Overlap::State::kOpen,
                                    Overlap::State::kKept, "state")});
  }
  if (record.has_quarantine_time()) {
    rights.quarantine_time =
        reader.Instant(record.quarantine_time(), "quarantine_time");
  }
  if (record.has_release_time()) {
    rights.release_time = reader.Instant(record.release_time(), "release_time");
  }
  rights.revision = record.revision();
  if (!reader.Result().ok()) return reader.Result();
  return rights;
}

std::string EncodeFoundUse(const FoundUse& use) {
  storage::FoundUse record;
  record.set_account_token(use.account_token);
  WriteInstant(use.find_time, *record.mutable_find_time());
  return Serialize(record);
}

absl::StatusOr<FoundUse> DecodeFoundUse(std::string_view bytes) {
  RecordReader reader("a found use");
  storage::FoundUse record;
  reader.Parse(bytes, record);
  FoundUse use{.account_token = record.account_token(),
               .find_time = absl::InfinitePast()};
  if (record.has_find_time()) {
    use.find_time = reader.Instant(record.find_time(), "find_time");
  }
  if (!reader.Result().ok()) return reader.Result();
  return use;
}

std::string EncodeRedecision(const std::string& cause) {
  storage::Redecision record;
  record.set_cause(cause);
  return Serialize(record);
}

absl::StatusOr<std::string> DecodeRedecision(std::string_view bytes) {
  RecordReader reader("a redecision");
  storage::Redecision record;
  reader.Parse(bytes, record);
  if (!reader.Result().ok()) return reader.Result();
  return record.cause();
}

}  // namespace earmark::takedown
