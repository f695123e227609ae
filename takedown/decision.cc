#include "takedown/decision.h"

#include <algorithm>
#include <array>
#include <compare>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/internal/finding.h"
#include "takedown/ownership_conflicts.h"

namespace earmark::takedown {
namespace {

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using Reason = Decision::Reason;
using Rule = Decision::Reason::Rule;

constexpr size_t kActions = static_cast<size_t>(Action::kTakedown) + 1;
constexpr size_t kRights = static_cast<size_t>(Right::kMusicalWork) + 1;
constexpr size_t kModalityCount = static_cast<size_t>(Modality::kVideo) + 1;

// A hold that is in force, and where: within the territories of publication.
struct ActiveHold {
  const Hold* hold;
  TerritorySet territories;
  // Counts the owners of all works by id, from 1.
  int owner = 0;
};

// A work that was found, with the holds on it that are in force.
struct FoundWork {
  // Counts the works by id, from 1.
  int number = 0;
  // Its audio and its video.
  std::span<const Finding> findings;
  // By owner.
  std::vector<ActiveHold> holds;
  // By right: where the owners are in conflict.
  std::array<TerritorySet, kRights> conflicts;

  const TerritorySet& ConflictOf(Right right) const {
    return conflicts.at(static_cast<size_t>(right));
  }
};

// In no order, without ActiveHold::owner.
std::vector<ActiveHold> ActiveHoldsOf(const std::vector<Hold>& holds,
                                      const DecisionInputs& inputs) {
  std::vector<ActiveHold> active;
  active.reserve(holds.size());
  for (const Hold& hold : holds) {
    if (!hold.ownership.time.Contains(inputs.now)) continue;
    const TerritorySet territories =
        hold.ownership.territories & inputs.territories;
    if (!territories.empty()) active.push_back({&hold, territories});
  }
  return active;
}

TerritorySet ConflictIn(Right right, const std::vector<ActiveHold>& holds) {
  std::vector<ShareClaim> claims;
  for (const ActiveHold& held : holds) {
    if (held.hold->ownership.right != right) continue;
    claims.push_back(
        {held.owner, held.territories, held.hold->ownership.share});
  }
  return Overclaimed(std::move(claims));
}

// By id, without owners; `findings` as FindingsOf() gives them.
std::vector<FoundWork> WorksOf(std::span<const Finding> findings,
                               const DecisionInputs& inputs) {
  std::vector<FoundWork> works;
  for (auto first = findings.begin(); first != findings.end();) {
    const auto last = std::find_if(
        first, findings.end(),
        [&](const Finding& finding) { return finding.work != first->work; });
    FoundWork& work = works.emplace_back();
    work.number = static_cast<int>(works.size());
    work.findings = {first, last};
    work.holds = ActiveHoldsOf(*first->holds, inputs);
    first = last;
  }
  return works;
}

// By OwnerId.
using OwnerNumbers = absl::flat_hash_map<std::string_view, int>;

// Numbers the owners, that their ids are compared no more: there are few of
// them, but all that is asked is asked by an owner.
OwnerNumbers NumberOwners(std::vector<FoundWork>& works) {
  // In the order in which they were found, which is ActiveHold::owner at first.
  OwnerNumbers numbers;
  for (FoundWork& work : works) {
    for (ActiveHold& held : work.holds) {
      const int next = static_cast<int>(numbers.size());
      held.owner =
          numbers.try_emplace(held.hold->owner.id.value, next).first->second;
    }
  }
  std::vector<std::pair<std::string_view, int>> sorted(numbers.begin(),
                                                       numbers.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<int> places(sorted.size());
  for (size_t i = 0; i < sorted.size(); ++i) {
    places[sorted[i].second] = static_cast<int>(i) + 1;
  }
  for (auto& [id, number] : numbers) number = places[number];
  for (FoundWork& work : works) {
    for (ActiveHold& held : work.holds) held.owner = places[held.owner];
    std::stable_sort(work.holds.begin(), work.holds.end(),
                     [](const ActiveHold& a, const ActiveHold& b) {
                       return a.owner < b.owner;
                     });
    for (const Right right : {Right::kRecording, Right::kMusicalWork}) {
      work.conflicts.at(static_cast<size_t>(right)) =
          ConflictIn(right, work.holds);
    }
  }
  return numbers;
}

// A reason in the making. It points at what the reason will name: there may be
// hundreds, and to sort and compare their strings takes longer than all else.
struct Draft {
  Rule rule = Rule::kNoMatch;
  Action action = Action::kAllow;
  TerritorySet territories;
  // FoundWork::number and ActiveHold::owner; 0: none. Of kNotice, the owner is
  // the claim's place among all.
  int work = 0;
  int owner = 0;
  std::optional<Modality> modality = std::nullopt;
  // Or nullptr.
  const Finding* finding = nullptr;
  // All or none.
  const Hold* hold = nullptr;
  std::optional<Action> wanted = std::nullopt;
  // Or nullptr: Policy::otherwise.
  const PolicyRule* policy_rule = nullptr;
  // Or nullptr.
  const Licence* licence = nullptr;
  // Of kNotice; else nullptr.
  const Claim* claim = nullptr;
};

std::optional<Right> RightOf(const Draft& draft) {
  if (draft.hold == nullptr) return std::nullopt;
  return draft.hold->ownership.right;
}

std::string_view RuleNameOf(const Draft& draft) {
  if (draft.policy_rule == nullptr) return "";
  return draft.policy_rule->name;
}

// By what policy and licence say of themselves: there may be copies of them.
// Both drafts are of a hold, or neither.
std::strong_ordering ComparePolicies(const Draft& a, const Draft& b) {
  if (a.hold != nullptr && a.hold->policy != b.hold->policy) {
    const auto key = [](const Draft& draft) {
      return std::tie(draft.hold->policy->id, draft.hold->policy->version);
    };
    if (const auto order = key(a) <=> key(b); std::is_neq(order)) return order;
  }
  if (a.policy_rule != b.policy_rule) {
    const auto order = RuleNameOf(a) <=> RuleNameOf(b);
    if (std::is_neq(order)) return order;
  }
  if (a.licence == b.licence) return std::strong_ordering::equal;
  if (a.licence == nullptr) return std::strong_ordering::less;
  if (b.licence == nullptr) return std::strong_ordering::greater;
  return std::tie(a.licence->id, a.licence->revision) <=>
         std::tie(b.licence->id, b.licence->revision);
}

// Reasons of one finding that differ in nothing but the place are one; those
// from `first` on are of it.
void Add(const Draft& draft, size_t first, std::vector<Draft>& drafts) {
  if (draft.territories.empty()) return;
  for (size_t i = first; i < drafts.size(); ++i) {
    Draft& known = drafts[i];
    if (known.rule == draft.rule && known.owner == draft.owner &&
        known.action == draft.action && known.wanted == draft.wanted &&
        RightOf(known) == RightOf(draft) &&
        std::is_eq(ComparePolicies(known, draft))) {
      known.territories |= draft.territories;
      return;
    }
  }
  drafts.push_back(draft);
}

// What is known of an owner beside its holds.
struct FoundOwner {
  // By modality: so much of the upload is any of its works; each work counts by
  // itself.
  std::array<MediaTime, kModalityCount> total_matched{};
  // By id.
  std::vector<const Licence*> licences;
  std::vector<const Claim*> claims;
};

// By ActiveHold::owner; nobody is the first.
std::vector<FoundOwner> OwnersOf(const std::vector<FoundWork>& works,
                                 const OwnerNumbers& numbers,
                                 const DecisionInputs& inputs) {
  std::vector<FoundOwner> owners(numbers.size() + 1);
  for (const FoundWork& work : works) {
    int last = 0;
    for (const ActiveHold& held : work.holds) {
      if (held.owner == last) continue;
      last = held.owner;
      for (const Finding& finding : work.findings) {
        owners[held.owner].total_matched.at(
            static_cast<size_t>(finding.modality)) += finding.use.matched;
      }
    }
  }
  // Nobody has what is of no concern.
  const auto owner_of = [&](const OwnerId& id) -> FoundOwner& {
    const auto number = numbers.find(id.value);
    return owners[number == numbers.end() ? 0 : number->second];
  };
  for (const Licence& licence : inputs.licences) {
    owner_of(licence.owner).licences.push_back(&licence);
  }
  for (const Claim& claim : inputs.claims) {
    owner_of(claim.owner).claims.push_back(&claim);
  }
  for (FoundOwner& owner : owners) {
    std::sort(owner.licences.begin(), owner.licences.end(),
              [](const Licence* a, const Licence* b) { return a->id < b->id; });
  }
  return owners;
}

// Applies what the holds on a work want done with a finding of it: by their
// policies, unless the account may use the work, or a person must look first.
class FindingRules {
 public:
  FindingRules(const Finding& finding, const FoundWork& work,
               const DecisionInputs& inputs, std::vector<Draft>& drafts)
      : finding_(finding),
        work_(work),
        inputs_(inputs),
        first_(drafts.size()),
        drafts_(drafts),
        verdict_(FindVerdict(inputs.verdicts, finding.work)),
        use_(finding.use) {}

  // `owner` is the hold's.
  void Apply(const ActiveHold& held, const FoundOwner& owner) {
    use_.total_matched =
        owner.total_matched.at(static_cast<size_t>(finding_.modality));
    const Hold& hold = *held.hold;
    const bool is_own =
        std::binary_search(hold.owner.accounts.begin(),
                           hold.owner.accounts.end(), use_.account_token);
    std::vector<const Licence*> licences;
    for (const Licence* licence : owner.licences) {
      if (!is_own && Covers(*licence, finding_.work, hold.ownership.catalogue,
                            use_, inputs_.now)) {
        licences.push_back(licence);
      }
    }
    claim_ = nullptr;
    for (const Claim* claim : owner.claims) {
      if (claim->work == finding_.work) claim_ = claim;
    }
    ApplyPolicy(*hold.policy, use_, held.territories,
                [&](const PolicyRule* rule, const TerritorySet& where) {
                  Draft draft = Plain(Rule::kOwnerPolicy, where);
                  draft.owner = held.owner;
                  draft.hold = &hold;
                  draft.wanted = rule ? rule->action : hold.policy->otherwise;
                  draft.policy_rule = rule;
                  if (*draft.wanted != Action::kAllow) {
                    Permit(is_own, licences, draft);
                  }
                  Ask(draft);
                });
  }

  // Says that `rule` allows the use there.
  void Allow(Rule rule, const TerritorySet& where) {
    Add(Plain(rule, where), first_, drafts_);
  }

 private:
  Draft Plain(Rule rule, const TerritorySet& where) const {
    return {.rule = rule,
            .territories = where,
            .work = work_.number,
            .modality = finding_.modality,
            .finding = &finding_};
  }

  // Takes from the draft's territories those where the account may do it.
  void Permit(bool is_own, const std::vector<const Licence*>& licences,
              Draft& draft) {
    TerritorySet& where = draft.territories;
    if (is_own) {
      AddAs(Rule::kOwnAccount, Action::kAllow, draft, where);
      where = TerritorySet::Nowhere();
    }
    for (const Licence* licence : licences) {
      const TerritorySet licensed = where & licence->territories;
      Draft allowed = draft;
      allowed.licence = licence;
      AddAs(Rule::kLicence, Action::kAllow, allowed, licensed);
      where -= licensed;
    }
  }

  // What a person decided takes the place of what is wanted: last of all, of
  // the claim itself. Returns whether anybody did.
  bool Judge(const Draft& draft) {
    if (*draft.wanted == Action::kAllow) return false;
    const bool judged = verdict_ != nullptr && IsJudged(*draft.wanted);
    const TerritorySet& where = draft.territories;
    if (judged && verdict_->action == Action::kAllow) {
      AddAs(Rule::kVerdict, Action::kAllow, draft, where);
    } else if (claim_ != nullptr && IsLifted(claim_->standing.state)) {
      AddAs(Rule::kClaimOver, Action::kAllow, draft, where);
    } else if (claim_ != nullptr && claim_->standing.confirmed &&
               Restricts(claim_->standing)) {
      AddAs(Rule::kVerdict, claim_->standing.action, draft, where);
    } else if (judged) {
      AddAs(Rule::kVerdict, verdict_->action, draft, where);
    } else {
      return false;
    }
    return true;
  }

  // What is wanted is done where no rule speaks against it. Each that does is a
  // reason of its own: a moderator sees all that has to be settled.
  void Ask(const Draft& draft) {
    if (Judge(draft)) return;
    const Owner& owner = draft.hold->owner;
    const Ownership& ownership = draft.hold->ownership;
    const TerritorySet& where = draft.territories;
    const bool takes_down = *draft.wanted == Action::kTakedown;
    // To wait for a licence blocks as well as a takedown does.
    const bool blocks =
        takes_down || *draft.wanted == Action::kLicensingRequired;
    TerritorySet doubted = TerritorySet::Nowhere();
    const auto object = [&](Rule rule, bool holds, const TerritorySet& there) {
      if (!holds) return;
      AddAs(rule, Action::kReview, draft, there);
      doubted |= there;
    };
    object(Rule::kDeclaredPurpose, blocks && inputs_.purpose != Purpose::kNone,
           where);
    object(Rule::kDisputed,
           blocks && claim_ != nullptr &&
               claim_->standing.state == ClaimState::kDisputed,
           where);
    object(Rule::kQuarantine, blocks && finding_.quarantined, where);
    object(Rule::kOwnerOnProbation,
           takes_down && owner.trust == Owner::Trust::kProbation, where);
    object(Rule::kNotManifest, takes_down && !finding_.manifest, where);
    object(Rule::kNotAttested,
           takes_down && finding_.manifest && !finding_.attested, where);
    object(Rule::kContested,
           takes_down && finding_.attested && !finding_.uncontested, where);
    object(Rule::kNotExclusive, takes_down && ownership.share < kWholeShare,
           where);
    object(Rule::kConflictingOwners, takes_down,
           where & work_.ConflictOf(ownership.right));
    AddAs(Rule::kOwnerPolicy, *draft.wanted, draft, where - doubted);
  }

  // Whether the verdict takes the place of what is wanted: a person may forbid
  // whatever the owner does not allow, and allows what it would restrict.
  bool IsJudged(Action wanted) const {
    return wanted > (verdict_->action == Action::kAllow ? Action::kTrack
                                                        : Action::kAllow);
  }

  void AddAs(Rule rule, Action action, const Draft& draft,
             const TerritorySet& where) {
    if (where.empty()) return;
    Draft changed = draft;
    changed.rule = rule;
    changed.action = action;
    changed.territories = where;
    Add(changed, first_, drafts_);
  }

  const Finding& finding_;
  const FoundWork& work_;
  const DecisionInputs& inputs_;
  // Where the drafts of this finding begin.
  const size_t first_;
  std::vector<Draft>& drafts_;
  // Or nullptr.
  const Verdict* const verdict_;
  // That of the owner of the hold that is applied, or nullptr.
  const Claim* claim_ = nullptr;
  // The finding's, with what the owner's other works add to it.
  Use use_;
};

void AddFinding(const Finding& finding, const FoundWork& work,
                const std::vector<FoundOwner>& owners,
                const DecisionInputs& inputs, std::vector<Draft>& drafts) {
  FindingRules rules(finding, work, inputs, drafts);
  if (finding.intervals.empty()) {
    rules.Allow(Rule::kExcluded, inputs.territories);
    return;
  }
  TerritorySet nobodys = inputs.territories;
  for (const ActiveHold& held : work.holds) {
    nobodys -= held.territories;
    rules.Apply(held, owners[held.owner]);
  }
  rules.Allow(Rule::kNoRights, nobodys);
}

// So many as most decisions have: each hold is for the most part decided on
// alike everywhere, and for the rest in a few ways.
size_t FewDrafts(const std::vector<FoundWork>& works) {
  constexpr size_t kDraftsOfHold = 4;
  size_t few = 2;
  for (const FoundWork& work : works) {
    few += work.findings.size() * (1 + kDraftsOfHold * work.holds.size());
  }
  return few;
}

void AddNotSeen(const DecisionInputs& inputs, std::vector<Draft>& drafts) {
  Draft draft{.rule = Rule::kNotSeen,
              .action = std::min(inputs.settings.not_seen, Action::kReview),
              .territories = inputs.territories};
  if (const Verdict* verdict = FindVerdict(inputs.verdicts, std::nullopt)) {
    draft.rule = Rule::kVerdict;
    draft.action = verdict->action;
  }
  bool anything = false;
  for (const auto& [modality, coverage] :
       {std::pair(Modality::kAudio, &inputs.audio),
        std::pair(Modality::kVideo, &inputs.video)}) {
    const bool damaged = coverage->state == Coverage::State::kDamaged;
    const bool seen = coverage->state == Coverage::State::kSeen &&
                      coverage->seen > MediaTime::zero();
    anything = anything || damaged || seen;
    if (!damaged) continue;
    draft.modality = modality;
    drafts.push_back(draft);
  }
  if (anything) return;
  drafts.push_back(draft);
}

// What a notice asks for that a person upheld.
void AddNotices(const DecisionInputs& inputs, std::vector<Draft>& drafts) {
  int place = 0;
  for (const Claim& claim : inputs.claims) {
    ++place;
    const TerritorySet where = claim.territories & inputs.territories;
    if (!claim.standing.noticed || !Restricts(claim.standing) ||
        where.empty()) {
      continue;
    }
    drafts.push_back({.rule = Rule::kNotice,
                      .action = claim.standing.action,
                      .territories = where,
                      .owner = place,
                      .claim = &claim});
  }
}

// A draft with its place among the others: two numbers decide most comparisons.
struct PlacedDraft {
  // The strongest action first, then the work.
  uint64_t subject = 0;
  // The owner, then what kind of reason it is.
  uint64_t kind = 0;
  const Draft* draft = nullptr;
};

// One more than the enumerator; 0: none.
template <typename E>
uint64_t ByteOf(const std::optional<E>& value) {
  return value ? static_cast<uint64_t>(*value) + 1 : 0;
}

PlacedDraft Place(const Draft& draft) {
  return {.subject = (kActions - static_cast<uint64_t>(draft.action)) << 32 |
                     static_cast<uint64_t>(draft.work),
          .kind = static_cast<uint64_t>(draft.owner) << 32 |
                  ByteOf(draft.modality) << 24 | ByteOf(RightOf(draft)) << 16 |
                  static_cast<uint64_t>(draft.rule) << 8 | ByteOf(draft.wanted),
          .draft = &draft};
}

// What follows the two numbers makes the order the same for the same reasons.
bool ComesBefore(const PlacedDraft& a, const PlacedDraft& b) {
  if (a.subject != b.subject) return a.subject < b.subject;
  if (a.kind != b.kind) return a.kind < b.kind;
  const auto order = ComparePolicies(*a.draft, *b.draft);
  if (std::is_neq(order)) return std::is_lt(order);
  return a.draft->territories < b.draft->territories;
}

std::vector<PlacedDraft> Sort(const std::vector<Draft>& drafts) {
  std::vector<PlacedDraft> sorted;
  sorted.reserve(drafts.size());
  for (const Draft& draft : drafts) sorted.push_back(Place(draft));
  std::sort(sorted.begin(), sorted.end(), ComesBefore);
  return sorted;
}

// `everywhere` is where the upload is published.
void AddReason(const Draft& draft, const TerritorySet& everywhere,
               std::vector<Reason>& reasons) {
  Reason& reason = reasons.emplace_back();
  reason.rule = draft.rule;
  reason.action = draft.action;
  reason.modality = draft.modality;
  if (draft.finding != nullptr) reason.work = draft.finding->work;
  if (draft.hold != nullptr) {
    reason.owner = draft.hold->owner.id;
    reason.right = draft.hold->ownership.right;
    reason.wanted = draft.wanted;
    reason.policy = draft.hold->policy->id;
    reason.policy_version = draft.hold->policy->version;
    reason.policy_rule = RuleNameOf(draft);
  }
  if (draft.licence != nullptr) {
    reason.licence = draft.licence->id;
    reason.licence_revision = draft.licence->revision;
  }
  if (draft.claim != nullptr) reason.notice = draft.claim->notice;
  if (draft.territories != everywhere) reason.territories = draft.territories;
}

std::vector<Decision::TerritoryAction> TerritoryActionsOf(
    const std::vector<Draft>& drafts, const TerritorySet& territories) {
  // By action: where it is asked for.
  std::array<TerritorySet, kActions> places;
  places.fill(TerritorySet::Nowhere());
  for (const Draft& draft : drafts) {
    places.at(static_cast<size_t>(draft.action)) |= draft.territories;
  }
  // By position in TerritorySet.
  std::array<Action, TerritorySet::kPositions> strongest{};
  strongest.fill(Action::kAllow);
  for (size_t action = 0; action < places.size(); ++action) {
    if (places[action].empty()) continue;
    for (int at = 0; at < TerritorySet::kPositions; ++at) {
      if (places[action].Has(at)) strongest[at] = static_cast<Action>(action);
    }
  }
  constexpr int kRest = TerritorySet::kPositions - 1;
  const bool listed = !territories.Has(kRest);
  std::vector<Decision::TerritoryAction> actions;
  actions.reserve(TerritorySet::kPositions);
  if (!listed) actions.push_back({kRestOfWorld, strongest[kRest]});
  for (int at = 0; at < kRest; ++at) {
    if (territories.Has(at) && (listed || strongest[at] != strongest[kRest])) {
      actions.push_back({TerritorySet::CodeAt(at), strongest[at]});
    }
  }
  return actions;
}

}  // namespace

Decision Decide(const DecisionInputs& inputs) {
  const std::vector<Finding> findings = FindingsOf(inputs);
  std::vector<FoundWork> works = WorksOf(findings, inputs);
  const OwnerNumbers numbers = NumberOwners(works);
  const std::vector<FoundOwner> owners = OwnersOf(works, numbers, inputs);

  std::vector<Draft> drafts;
  drafts.reserve(FewDrafts(works));
  for (const FoundWork& work : works) {
    for (const Finding& finding : work.findings) {
      AddFinding(finding, work, owners, inputs, drafts);
    }
  }
  if (!inputs.known_by_location) AddNotSeen(inputs, drafts);
  if (drafts.empty()) {
    drafts.push_back(
        {.rule = inputs.known_by_location ? Rule::kNotScreened : Rule::kNoMatch,
         .territories = inputs.territories});
  }
  AddNotices(inputs, drafts);
  const std::vector<PlacedDraft> sorted = Sort(drafts);

  Decision decision;
  decision.action = sorted.front().draft->action;
  decision.territory_actions = TerritoryActionsOf(drafts, inputs.territories);
  decision.publish_meanwhile =
      decision.action == Action::kReview && inputs.settings.publish_in_review;
  decision.reasons.reserve(sorted.size());
  for (const PlacedDraft& placed : sorted) {
    AddReason(*placed.draft, inputs.territories, decision.reasons);
  }
  return decision;
}

}  // namespace earmark::takedown
