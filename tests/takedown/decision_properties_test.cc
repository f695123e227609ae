// What is true of every decision, tried on random inputs. A failure names its
// seed.
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "takedown/decision.h"
#include "tests/takedown/decision_oracle.h"
#include "tests/takedown/random_decision_inputs.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using fingerprint::Coverage;
using Reason = Decision::Reason;
using Rule = Decision::Reason::Rule;

// The other properties are tried on fewer inputs than the comparison with the
// oracle, which is the strongest.
constexpr uint64_t kComparisons = 100'000;
constexpr uint64_t kCases = 10'000;

std::string Described(const Decision& decision) {
  std::string text = absl::StrCat("action ", decision.action, " meanwhile ",
                                  decision.publish_meanwhile);
  for (const auto& [territory, action] : decision.territory_actions) {
    absl::StrAppend(&text, " ", territory, ":", action);
  }
  for (const Reason& r : decision.reasons) {
    absl::StrAppend(&text, "\n  rule ", r.rule, " action ", r.action, " work ",
                    r.work ? r.work->value : "-", " modality ",
                    r.modality ? static_cast<int>(*r.modality) : 0, " owner ",
                    r.owner ? r.owner->value : "-", " right ",
                    r.right ? static_cast<int>(*r.right) : 0, " wanted ",
                    r.wanted ? static_cast<int>(*r.wanted) : 0, " policy ",
                    r.policy.value, "/", r.policy_version, "/", r.policy_rule,
                    " licence ", r.licence.value, "/", r.licence_revision,
                    " in ", absl::StrJoin(r.territories.Words(), ","));
  }
  return text + "\n";
}

// By position in TerritorySet; kAllow where nothing is published.
std::vector<Action> ActionsOf(const DecisionInputs& inputs,
                              const Decision& decision) {
  std::map<std::string, Action> told;
  for (const auto& [territory, action] : decision.territory_actions) {
    told[territory] = action;
  }
  std::vector<Action> actions(TerritorySet::kPositions, Action::kAllow);
  const auto rest = told.find(kRestOfWorld);
  for (int place = 0; place < TerritorySet::kPositions; ++place) {
    if (!inputs.territories.Has(place)) continue;
    const auto own = told.find(TerritorySet::CodeAt(place));
    actions[place] = own != told.end() ? own->second : rest->second;
  }
  return actions;
}

// Whether nowhere `a` is stricter than `b`.
bool AreAtMost(const std::vector<Action>& a, const std::vector<Action>& b) {
  return std::equal(a.begin(), a.end(), b.begin(),
                    [](Action x, Action y) { return x <= y; });
}

bool IsInForce(const DecisionInputs& inputs, const Hold& hold) {
  return hold.ownership.time.Contains(inputs.now) &&
         !(hold.ownership.territories & inputs.territories).empty();
}

// What all owners together claim of a right there.
int ClaimedShare(const DecisionInputs& inputs, const std::vector<Hold>& holds,
                 Right right, int place) {
  std::map<OwnerId, int> shares;
  for (const Hold& hold : holds) {
    if (!IsInForce(inputs, hold) || hold.ownership.right != right) continue;
    if (!hold.ownership.territories.Has(place)) continue;
    int& share = shares[hold.ownership.owner];
    share = std::max(share, hold.ownership.share);
  }
  int sum = 0;
  for (const auto& [owner, share] : shares) sum += share;
  return sum;
}

bool IsInConflict(const DecisionInputs& inputs, const std::vector<Hold>& holds,
                  Right right, int place) {
  return ClaimedShare(inputs, holds, right, place) > kWholeShare;
}

const std::vector<Hold>& HoldsOn(const DecisionInputs& inputs,
                                 const WorkId& work) {
  for (const OwnedMatch& owned : inputs.matches) {
    if (owned.match.work == work) return *owned.holds;
  }
  static const std::vector<Hold> kNone;
  return kNone;
}

// Sets the holds on a work in all of its matches.
void SetHolds(DecisionInputs& inputs, const WorkId& work,
              std::vector<Hold> holds) {
  const auto shared =
      std::make_shared<const std::vector<Hold>>(std::move(holds));
  for (OwnedMatch& owned : inputs.matches) {
    if (owned.match.work == work) owned.holds = shared;
  }
}

const WorkId& SomeWork(Random& random, const DecisionInputs& inputs) {
  return inputs.matches[Below(random, static_cast<int>(inputs.matches.size()))]
      .match.work;
}

template <typename T>
void Shuffle(Random& random, std::vector<T>& values) {
  for (int i = static_cast<int>(values.size()) - 1; i > 0; --i) {
    std::swap(values[i], values[Below(random, i + 1)]);
  }
}

TEST(DecisionPropertiesTest, AgreesWithTheOracle) {
  for (uint64_t seed = 0; seed < kComparisons; ++seed) {
    Random random(seed);
    const DecisionInputs inputs = RandomDecisionInputs(random);
    const Decision decision = Decide(inputs);
    const Decision expected = DecideSlowly(inputs);
    ASSERT_TRUE(decision == expected)
        << "seed " << seed << "\ndecided: " << Described(decision)
        << "expected: " << Described(expected);
  }
}

TEST(DecisionPropertiesTest, RandomInputsReachAllRulesAndActions) {
  std::map<Rule, int> rules;
  std::map<Action, int> actions;
  int several_actions = 0;
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    Random random(seed);
    const Decision decision = Decide(RandomDecisionInputs(random));
    ++actions[decision.action];
    if (decision.territory_actions.size() > 1) ++several_actions;
    for (const Reason& reason : decision.reasons) ++rules[reason.rule];
  }
  for (int rule = static_cast<int>(Rule::kNoMatch);
       rule <= static_cast<int>(Rule::kVerdict); ++rule) {
    EXPECT_GE(rules[static_cast<Rule>(rule)], kCases / 100) << rule;
  }
  for (int action = static_cast<int>(Action::kAllow);
       action <= static_cast<int>(Action::kTakedown); ++action) {
    EXPECT_GE(actions[static_cast<Action>(action)], kCases / 100) << action;
  }
  EXPECT_GE(several_actions, kCases / 10);
}

TEST(DecisionPropertiesTest, LicenceNeverMakesItStricter) {
  uint64_t milder = 0;
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    DecisionInputs inputs = RandomDecisionInputs(random);
    if (inputs.matches.empty()) continue;
    const std::vector<Hold>& holds = HoldsOn(inputs, SomeWork(random, inputs));
    if (holds.empty()) continue;
    const OwnerId owner =
        holds[Below(random, static_cast<int>(holds.size()))].owner.id;

    const Decision before = Decide(inputs);
    // Its id is before or after those of all others.
    inputs.licences.push_back(
        RandomLicence(random, Below(random, 2) == 0 ? "a" : "z", owner));
    const Decision after = Decide(inputs);
    ASSERT_LE(after.action, before.action);
    ASSERT_TRUE(AreAtMost(ActionsOf(inputs, after), ActionsOf(inputs, before)));
    if (after.territory_actions != before.territory_actions) ++milder;
  }
  EXPECT_GE(milder, kCases / 100);
}

TEST(DecisionPropertiesTest, OwnerWithoutConflictNeverMakesItMilder) {
  uint64_t tried = 0;
  uint64_t stricter = 0;
  for (uint64_t seed = 0; seed < 2 * kCases; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    DecisionInputs inputs = RandomDecisionInputs(random);
    if (inputs.matches.empty()) continue;
    const WorkId work = SomeWork(random, inputs);
    const std::vector<Hold> holds = HoldsOn(inputs, work);
    std::vector<Hold> more = holds;
    more.push_back(RandomHold(random, RandomOwner(random, "another")));
    const Right right = more.back().ownership.right;
    bool conflicts = false;
    for (int place = 0; place < TerritorySet::kPositions; ++place) {
      conflicts |= inputs.territories.Has(place) &&
                   !IsInConflict(inputs, holds, right, place) &&
                   IsInConflict(inputs, more, right, place);
    }
    if (conflicts) continue;

    ++tried;
    const Decision before = Decide(inputs);
    SetHolds(inputs, work, more);
    const Decision after = Decide(inputs);
    ASSERT_GE(after.action, before.action);
    ASSERT_TRUE(AreAtMost(ActionsOf(inputs, before), ActionsOf(inputs, after)));
    if (after.territory_actions != before.territory_actions) ++stricter;
  }
  EXPECT_GE(tried, kCases / 2);
  EXPECT_GE(stricter, kCases / 100);
}

TEST(DecisionPropertiesTest, ConflictNeverTakesDown) {
  uint64_t conflicts = 0;
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    DecisionInputs inputs = RandomDecisionInputs(random);
    // No person has looked.
    inputs.verdicts.clear();
    inputs.claims.clear();
    for (const Reason& reason : Decide(inputs).reasons) {
      if (reason.rule == Rule::kConflictingOwners) {
        ++conflicts;
        ASSERT_EQ(reason.action, Action::kReview);
      }
      if (reason.action != Action::kTakedown) continue;
      const std::vector<Hold>& holds = HoldsOn(inputs, *reason.work);
      for (int place = 0; place < TerritorySet::kPositions; ++place) {
        if (!inputs.territories.Has(place)) continue;
        if (!reason.territories.Has(place)) continue;
        ASSERT_FALSE(IsInConflict(inputs, holds, *reason.right, place))
            << TerritorySet::CodeAt(place);
      }
    }
  }
  EXPECT_GE(conflicts, kCases / 100);
}

// Whether `hold` alone is enough for a machine to take down.
bool MayTakeDown(const DecisionInputs& inputs, const Reason& reason,
                 const Hold& hold) {
  return hold.ownership.owner == reason.owner &&
         hold.ownership.right == reason.right &&
         hold.ownership.share == kWholeShare && IsInForce(inputs, hold) &&
         ((inputs.territories & reason.territories) -
          hold.ownership.territories)
             .empty() &&
         hold.owner.trust == Owner::Trust::kTrusted &&
         !std::count(hold.owner.accounts.begin(), hold.owner.accounts.end(),
                     inputs.account_token) &&
         hold.policy->id == reason.policy &&
         hold.policy->version == reason.policy_version;
}

bool IsAttestedCopy(const DecisionInputs& inputs, const OwnedMatch& owned) {
  return owned.attested &&
         owned.match.query.length() >= inputs.settings.manifest_length &&
         owned.match.expected_false_matches <=
             inputs.settings.manifest_false_matches;
}

TEST(DecisionPropertiesTest, MachineTakesDownOnlyWhatIsBeyondDoubt) {
  uint64_t taken_down = 0;
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    DecisionInputs inputs = RandomDecisionInputs(random);
    // No person has looked.
    inputs.verdicts.clear();
    inputs.claims.clear();
    for (const Reason& reason : Decide(inputs).reasons) {
      if (reason.action != Action::kTakedown) continue;
      ++taken_down;
      ASSERT_EQ(reason.rule, Rule::kOwnerPolicy);
      ASSERT_EQ(reason.wanted, Action::kTakedown);
      ASSERT_EQ(inputs.purpose, Purpose::kNone);

      bool attested = false;
      for (const OwnedMatch& owned : inputs.matches) {
        if (owned.match.work != reason.work) continue;
        if (owned.match.modality != reason.modality) continue;
        ASSERT_FALSE(owned.quarantined && owned.exclusions.empty());
        attested |= IsAttestedCopy(inputs, owned);
      }
      ASSERT_TRUE(attested);

      // Several holds of an owner can have one reason together.
      TerritorySet places = inputs.territories & reason.territories;
      for (const Hold& hold : HoldsOn(inputs, *reason.work)) {
        Reason there = reason;
        there.territories = places & hold.ownership.territories;
        if (MayTakeDown(inputs, there, hold)) {
          places -= hold.ownership.territories;
        }
      }
      ASSERT_TRUE(places.empty());
    }
  }
  EXPECT_GE(taken_down, kCases / 100);
}

TEST(DecisionPropertiesTest, OrderDoesNotMatter) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    DecisionInputs inputs = RandomDecisionInputs(random);
    const Decision before = Decide(inputs);
    for (const OwnedMatch& owned : std::vector<OwnedMatch>(inputs.matches)) {
      std::vector<Hold> holds = *owned.holds;
      Shuffle(random, holds);
      SetHolds(inputs, owned.match.work, std::move(holds));
    }
    Shuffle(random, inputs.matches);
    Shuffle(random, inputs.licences);
    ASSERT_EQ(Described(Decide(inputs)), Described(before));
    ASSERT_TRUE(Decide(inputs) == before);
  }
}

// A span that does not hold at `now`.
TimeSpan NotAt(Random& random, absl::Time now) {
  return Below(random, 2) == 0 ? TimeSpan{.end = now}
                               : TimeSpan{.start = now + absl::Nanoseconds(1)};
}

// Adds what the decision must not see.
void AddUnrelated(Random& random, DecisionInputs& inputs) {
  inputs.licences.push_back(RandomLicence(random, "a", {"stranger"}));
  Licence licence = RandomLicence(random, "b", {"o1"});
  licence.time = NotAt(random, inputs.now);
  inputs.licences.push_back(licence);
  licence = RandomLicence(random, "c", {"o2"});
  licence.territories -= inputs.territories;
  inputs.licences.push_back(licence);
  licence = RandomLicence(random, "d", {"o3"});
  licence.works = {{"another"}};
  inputs.licences.push_back(licence);
  licence = RandomLicence(random, "e", {"o1"});
  licence.accounts = {"another"};
  inputs.licences.push_back(licence);
  if (inputs.matches.empty()) return;

  const WorkId work = SomeWork(random, inputs);
  std::vector<Hold> holds = HoldsOn(inputs, work);
  const Owner other = RandomOwner(random, "o4");
  // An owner of the work may have had, or come to have, another hold.
  Hold hold = RandomHold(
      random, holds.empty() || Below(random, 2) == 0 ? other : holds[0].owner);
  hold.ownership.time = NotAt(random, inputs.now);
  holds.push_back(hold);
  hold = RandomHold(random, other);
  hold.ownership.territories -= inputs.territories;
  holds.push_back(hold);
  SetHolds(inputs, work, std::move(holds));
}

// Changes what describes, and decides nothing.
void ChangeDescriptions(Random& random, DecisionInputs& inputs) {
  for (OwnedMatch& owned : inputs.matches) {
    owned.match.score = Below(random, 1000);
    owned.match.evidence = index::Evidence::kFeatures;
  }
  for (const OwnedMatch& owned : std::vector<OwnedMatch>(inputs.matches)) {
    std::vector<Hold> holds = *owned.holds;
    for (Hold& hold : holds) {
      hold.owner.display_name = "another name";
      hold.owner.policy = {"another"};
      hold.owner.create_time = inputs.now;
      hold.owner.update_time = inputs.now;
      hold.owner.revision += 1;
      hold.ownership.policy = {"another"};
    }
    SetHolds(inputs, owned.match.work, std::move(holds));
  }
  for (Licence& licence : inputs.licences) {
    licence.create_time = inputs.now;
    licence.update_time = inputs.now;
  }
  for (Coverage* coverage : {&inputs.audio, &inputs.video}) {
    coverage->detail = "another";
  }
}

TEST(DecisionPropertiesTest, WhatIsUnrelatedChangesNothing) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    DecisionInputs inputs = RandomDecisionInputs(random);
    const Decision before = Decide(inputs);
    AddUnrelated(random, inputs);
    ASSERT_EQ(Described(Decide(inputs)), Described(before));
    ChangeDescriptions(random, inputs);
    ASSERT_EQ(Described(Decide(inputs)), Described(before));
  }
}

}  // namespace
}  // namespace earmark::takedown
