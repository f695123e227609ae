#include "service/decider.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "takedown/claims_of_decision.h"
#include "takedown/decision_words.h"
#include "takedown/flood.h"
#include "takedown/next_redecisions.h"
#include "takedown/policy_presets.h"

namespace earmark::service {
namespace {

using index::OwnerId;
using index::ReferenceId;
using index::WorkId;
using takedown::DecisionInputs;
using takedown::Hold;
using takedown::Licence;
using takedown::OwnedMatch;
using takedown::Owner;
using takedown::Ownership;
using takedown::Policy;
using takedown::PolicyId;
using takedown::Rights;

// How many licences are read at once.
constexpr size_t kPageSize = 1000;

absl::Status LacksError(const std::string& what) {
  return absl::DataLossError(absl::StrCat("the database lacks ", what));
}

// Reads the rights that matches concern, each once.
class RightsReader {
 public:
  // `screening`: of the upload; nullptr: it is decided on for the first time.
  RightsReader(const Decider::Parts& parts,
               const takedown::Screening* screening, absl::Time now)
      : rights_(parts.rights),
        uses_(parts.uses),
        catalogue_(parts.catalogue),
        screening_(screening),
        now_(now) {}

  absl::StatusOr<OwnedMatch> Read(const index::Match& match) {
    OwnedMatch owned;
    owned.match = match;
    absl::StatusOr<std::shared_ptr<const std::vector<Hold>>> holds =
        HoldsOf(match.work);
    if (!holds.ok()) return holds.status();
    owned.holds = *std::move(holds);
    const absl::StatusOr<std::optional<index::Reference>> reference =
        catalogue_.FindReference(match.work, match.reference);
    if (!reference.ok()) return reference.status();
    if (*reference) owned.reference_duration = (*reference)->duration;
    const absl::StatusOr<takedown::ReferenceRights> rights =
        rights_.FindReferenceRights(match.work, match.reference);
    if (!rights.ok()) return rights.status();
    for (const takedown::Exclusion& exclusion : rights->exclusions) {
      owned.exclusions.push_back(exclusion.range);
    }
    owned.contested = takedown::ContestedParts(*rights, match.modality, now_);
    owned.attested = rights->attested;
    const absl::StatusOr<absl::Time> find_time = FindTimeOf(match);
    if (!find_time.ok()) return find_time.status();
    owned.quarantined = takedown::IsHeldBack(*rights, *find_time);
    if (screening_ != nullptr && *find_time > screening_->create_time) {
      owned.late_find_time = *find_time;
    }
    return owned;
  }

  absl::StatusOr<std::vector<OwnedMatch>> ReadAll(
      const std::vector<index::Match>& matches) {
    std::vector<OwnedMatch> all;
    all.reserve(matches.size());
    for (const index::Match& match : matches) {
      absl::StatusOr<OwnedMatch> owned = Read(match);
      if (!owned.ok()) return owned.status();
      all.push_back(*std::move(owned));
    }
    return all;
  }

  // Of all owners whose holds were read.
  absl::StatusOr<std::vector<Licence>> ReadLicences() {
    std::vector<Licence> licences;
    for (const auto& [id, owner] : owners_) {
      std::string from;
      do {
        absl::StatusOr<index::Page<Licence>> page =
            rights_.ListLicences(id, from, kPageSize);
        if (!page.ok()) return page.status();
        for (Licence& licence : page->items) {
          licences.push_back(std::move(licence));
        }
        from = page->next;
      } while (!from.empty());
    }
    return licences;
  }

 private:
  // A match that no decision named before is found now.
  absl::StatusOr<absl::Time> FindTimeOf(const index::Match& match) const {
    if (screening_ == nullptr) return now_;
    const absl::StatusOr<std::optional<absl::Time>> found =
        uses_.FindTime(match.work, match.reference, screening_->id);
    if (!found.ok()) return found.status();
    return found->value_or(now_);
  }

  absl::StatusOr<std::shared_ptr<const std::vector<Hold>>> HoldsOf(
      const WorkId& work) {
    if (const auto known = holds_.find(work); known != holds_.end()) {
      return known->second;
    }
    const absl::StatusOr<std::vector<Ownership>> ownerships =
        rights_.OwnershipsOf(work);
    if (!ownerships.ok()) return ownerships.status();
    auto holds = std::make_shared<std::vector<Hold>>();
    for (const Ownership& ownership : *ownerships) {
      absl::StatusOr<Owner> owner = OwnerOf(ownership.owner);
      if (!owner.ok()) return owner.status();
      PolicyId id = ownership.policy;
      if (id.value.empty()) id = owner->policy;
      if (id.value.empty()) id = {takedown::kTrackPolicy};
      absl::StatusOr<std::shared_ptr<const Policy>> policy = PolicyOf(id);
      if (!policy.ok()) return policy.status();
      holds->push_back({*std::move(owner), ownership, *std::move(policy)});
    }
    return holds_[work] = std::move(holds);
  }

  absl::StatusOr<Owner> OwnerOf(const OwnerId& id) {
    if (const auto known = owners_.find(id); known != owners_.end()) {
      return known->second;
    }
    const absl::StatusOr<std::optional<Owner>> owner = rights_.FindOwner(id);
    if (!owner.ok()) return owner.status();
    if (!*owner) return LacksError(absl::StrCat("an owner: ", id.value));
    return owners_[id] = **owner;
  }

  absl::StatusOr<std::shared_ptr<const Policy>> PolicyOf(const PolicyId& id) {
    if (std::shared_ptr<const Policy> preset = takedown::FindPreset(id)) {
      return preset;
    }
    if (const auto known = policies_.find(id); known != policies_.end()) {
      return known->second;
    }
    absl::StatusOr<std::optional<takedown::StoredPolicy>> policy =
        rights_.FindPolicy(id);
    if (!policy.ok()) return policy.status();
    if (!*policy) return LacksError(absl::StrCat("a policy: ", id.value));
    return policies_[id] =
               std::make_shared<const Policy>(std::move((*policy)->policy));
  }

  const Rights& rights_;
  const takedown::WorkUses& uses_;
  const index::Catalogue& catalogue_;
  const takedown::Screening* const screening_;
  const absl::Time now_;
  std::map<WorkId, std::shared_ptr<const std::vector<Hold>>> holds_;
  std::map<OwnerId, Owner> owners_;
  std::map<PolicyId, std::shared_ptr<const Policy>> policies_;
};

takedown::Outcome OutcomeOf(const DecisionInputs& inputs,
                            const takedown::ClaimSettings& claims,
                            std::vector<index::Match> matches,
                            std::vector<index::Match> candidates) {
  takedown::Decision decision = takedown::Decide(inputs);
  takedown::Explain(inputs, decision);
  std::vector<takedown::Claim> claims_after =
      takedown::ClaimsAfter(inputs, decision, claims);
  return {.matches = std::move(matches),
          .candidates = std::move(candidates),
          .decision = std::move(decision),
          .claims = std::move(claims_after),
          .redecisions = takedown::NextRedecisions(inputs)};
}

}  // namespace

absl::StatusOr<takedown::Outcome> Decider::Decide(
    const fingerprint::MediaFingerprint& media,
    const takedown::UploadFacts& facts,
    const takedown::Precedent& precedent) const {
  return Search(media, facts, nullptr, precedent);
}

absl::StatusOr<takedown::Outcome> Decider::Rescreen(
    const fingerprint::MediaFingerprint& media,
    const takedown::Screening& screening) const {
  return Search(media, screening.facts, &screening, {});
}

absl::StatusOr<std::vector<OwnedMatch>> Decider::FindOwned(
    const fingerprint::MediaFingerprint& media) const {
  const absl::StatusOr<index::Finds> finds = parts_.matcher.Find(media);
  if (!finds.ok()) return finds.status();
  return RightsReader(parts_, nullptr, parts_.now()).ReadAll(finds->matches);
}

absl::StatusOr<takedown::Outcome> Decider::Search(
    const fingerprint::MediaFingerprint& media,
    const takedown::UploadFacts& facts, const takedown::Screening* screening,
    const takedown::Precedent& precedent) const {
  absl::StatusOr<index::Finds> finds = parts_.matcher.Find(media);
  if (!finds.ok()) return finds.status();
  absl::StatusOr<DecisionInputs> inputs =
      GatherInputs(finds->matches, media.audio, media.video, facts, screening);
  if (!inputs.ok()) return inputs.status();
  if (screening == nullptr) {
    inputs->verdicts = precedent.verdicts;
    inputs->claims = precedent.claims;
  }
  return OutcomeOf(*inputs, parts_.claims, std::move(finds->matches),
                   std::move(finds->candidates));
}

absl::StatusOr<takedown::Outcome> Decider::DecideAgain(
    const takedown::Screening& screening) const {
  const absl::StatusOr<DecisionInputs> inputs = InputsOf(screening);
  if (!inputs.ok()) return inputs.status();
  return OutcomeOf(*inputs, parts_.claims, screening.matches,
                   screening.candidates);
}

absl::StatusOr<DecisionInputs> Decider::InputsOf(
    const takedown::Screening& screening) const {
  return GatherInputs(screening.matches, screening.audio, screening.video,
                      screening.facts, &screening);
}

absl::StatusOr<DecisionInputs> Decider::GatherInputs(
    const std::vector<index::Match>& matches,
    const fingerprint::Coverage& audio, const fingerprint::Coverage& video,
    const takedown::UploadFacts& facts,
    const takedown::Screening* screening) const {
  DecisionInputs inputs{.matches = {},
                        .licences = {},
                        .verdicts = {},
                        .claims = {},
                        .audio = audio,
                        .video = video,
                        .account_token = facts.account_token,
                        .purpose = facts.purpose,
                        .income = facts.income,
                        .territories = facts.territories,
                        .settings = parts_.settings,
                        .now = parts_.now()};
  if (screening != nullptr) {
    inputs.verdicts = screening->verdicts;
    inputs.claims = screening->claims;
    inputs.known_by_location = !screening->location.empty();
  }
  RightsReader reader(parts_, screening, inputs.now);
  absl::StatusOr<std::vector<OwnedMatch>> owned = reader.ReadAll(matches);
  if (!owned.ok()) return owned.status();
  inputs.matches = *std::move(owned);
  absl::StatusOr<std::vector<Licence>> licences = reader.ReadLicences();
  if (!licences.ok()) return licences.status();
  inputs.licences = *std::move(licences);
  return inputs;
}

}  // namespace earmark::service
