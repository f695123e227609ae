#include "takedown/decision.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::TimeRange;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Reason = Decision::Reason;
using Rule = Decision::Reason::Rule;
using TerritoryAction = Decision::TerritoryAction;
using Trust = Owner::Trust;

constexpr Action kAllActions[] = {Action::kAllow, Action::kTrack,
                                  Action::kLicensingRequired, Action::kReview,
                                  Action::kTakedown};
constexpr Purpose kAllPurposes[] = {Purpose::kNone, Purpose::kQuotation,
                                    Purpose::kCriticism, Purpose::kParody,
                                    Purpose::kLicensed};
// A match that is manifest under the default settings.
constexpr TimeRange kLong = {5s, 25s};
constexpr double kBeyondDoubt = 1e-12;

Coverage Seen() {
  return {Coverage::State::kSeen, MediaTime(60s), MediaTime(60s), ""};
}

Coverage Damaged() {
  return {Coverage::State::kDamaged, MediaTime(12s), MediaTime(60s),
          "a packet was lost"};
}

Owner MakeOwner(std::string id, Action default_action,
                Trust trust = Trust::kTrusted) {
  Owner owner;
  owner.id = {std::move(id)};
  owner.default_action = default_action;
  owner.trust = trust;
  return owner;
}

OwnedMatch::Hold HoldOf(const Owner& owner,
                        std::vector<std::string> territories = {},
                        std::optional<Action> action = std::nullopt) {
  return {owner, {owner.id, TerritorySet::Of(std::move(territories)), action}};
}

OwnedMatch MatchOf(const std::string& work, std::vector<OwnedMatch::Hold> holds,
                   TimeRange query = kLong, double expected = kBeyondDoubt,
                   Modality modality = Modality::kAudio) {
  OwnedMatch found;
  found.match.work = {work};
  found.match.reference = {"r"};
  found.match.modality = modality;
  found.match.query = query;
  found.match.reference_range = query;
  found.match.expected_false_matches = expected;
  found.holds = std::move(holds);
  return found;
}

DecisionInputs InputsOf(std::vector<OwnedMatch> matches) {
  DecisionInputs inputs;
  inputs.matches = std::move(matches);
  inputs.audio = Seen();
  inputs.video = Seen();
  return inputs;
}

std::vector<Rule> RulesOf(const Decision& decision) {
  std::vector<Rule> rules;
  rules.reserve(decision.reasons.size());
  for (const Reason& reason : decision.reasons) rules.push_back(reason.rule);
  return rules;
}

// A decision rests on these and nothing else. Whoever adds a member must change
// this list, and must not add who can see or download an upload, labels, or
// candidates.
TEST(DecisionInputsTest, HaveNoRoomForVisibilityLabelsOrCandidates) {
  DecisionInputs inputs;
  auto& [matches, audio, video, purpose, territories, settings] = inputs;
  static_assert(std::is_same_v<decltype(matches), std::vector<OwnedMatch>>);
  static_assert(std::is_same_v<decltype(audio), Coverage>);
  static_assert(std::is_same_v<decltype(video), Coverage>);
  static_assert(std::is_same_v<decltype(purpose), Purpose>);
  static_assert(
      std::is_same_v<decltype(territories), std::vector<std::string>>);
  auto& [not_seen, manifest_length, manifest_false_matches] = settings;
  static_assert(std::is_same_v<decltype(not_seen), Action>);
  static_assert(std::is_same_v<decltype(manifest_length), MediaTime>);
  static_assert(std::is_same_v<decltype(manifest_false_matches), double>);
  OwnedMatch found;
  auto& [match, holds] = found;
  static_assert(std::is_same_v<decltype(match), index::Match>);
  static_assert(std::is_same_v<decltype(holds), std::vector<OwnedMatch::Hold>>);
  // The names are used, for compilers that warn of those that are not.
  EXPECT_EQ(&inputs.matches, &matches);
  EXPECT_EQ(&found.match, &match);
}

TEST(DecisionTest, NothingFoundIsAllowedWithAReason) {
  const Decision decision = Decide(InputsOf({}));
  EXPECT_EQ(decision.action, Action::kAllow);
  EXPECT_EQ(decision.revision, 1);
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kAllow}));
  ASSERT_THAT(decision.reasons, SizeIs(1));
  EXPECT_EQ(decision.reasons[0].rule, Rule::kNoMatch);
  EXPECT_EQ(decision.reasons[0].action, Action::kAllow);
  EXPECT_FALSE(decision.reasons[0].explanation.empty());
}

TEST(DecisionTest, TakedownOfATrustedOwnersManifestCopyIsTakenDown) {
  const Decision decision = Decide(
      InputsOf({MatchOf("w", {HoldOf(MakeOwner("o", Action::kTakedown))})}));
  EXPECT_EQ(decision.action, Action::kTakedown);
  ASSERT_THAT(decision.reasons, SizeIs(1));
  const Reason& reason = decision.reasons[0];
  EXPECT_EQ(reason.rule, Rule::kOwnerPolicy);
  EXPECT_EQ(reason.work, WorkId{"w"});
  EXPECT_EQ(reason.owner, OwnerId{"o"});
  EXPECT_EQ(reason.modality, Modality::kAudio);
  EXPECT_THAT(reason.territories, IsEmpty());
}

// What may speak against an owner's action.
struct Row {
  bool by_work;  // the work asks for the action; the owner's default is ALLOW
  bool on_probation;
  bool long_enough;
  bool beyond_doubt;
  bool conflict;  // a second owner of all of the work, who wants TRACK
};

constexpr int kRows = 1 << 5;

Row RowOf(int number) {
  const auto bit = [number](int i) { return (number >> i & 1) != 0; };
  return {bit(0), bit(1), bit(2), bit(3), bit(4)};
}

// The rules that send `wanted` to a person.
std::vector<Rule> ExpectedObjections(Action wanted, Purpose purpose,
                                     const Row& row) {
  const bool takedown = wanted == Action::kTakedown;
  const bool blocks = takedown || wanted == Action::kLicensingRequired;
  std::vector<Rule> rules;
  if (takedown && row.on_probation) rules.push_back(Rule::kOwnerOnProbation);
  if (takedown && !(row.long_enough && row.beyond_doubt)) {
    rules.push_back(Rule::kNotManifest);
  }
  if (blocks && purpose != Purpose::kNone) {
    rules.push_back(Rule::kDeclaredPurpose);
  }
  if (takedown && row.conflict) rules.push_back(Rule::kConflictingOwners);
  return rules;
}

class DecisionTableTest
    : public testing::TestWithParam<std::tuple<Action, Purpose>> {};

TEST_P(DecisionTableTest, EachCombinationHasItsActionAndItsRules) {
  const auto& [wanted, purpose] = GetParam();
  for (int number = 0; number < kRows; ++number) {
    SCOPED_TRACE(number);
    const Row row = RowOf(number);
    const Owner owner =
        MakeOwner("o", row.by_work ? Action::kAllow : wanted,
                  row.on_probation ? Trust::kProbation : Trust::kTrusted);
    std::vector<OwnedMatch::Hold> holds = {
        HoldOf(owner, {}, row.by_work ? std::optional(wanted) : std::nullopt)};
    if (row.conflict) holds.push_back(HoldOf(MakeOwner("p", Action::kTrack)));
    DecisionInputs inputs = InputsOf({MatchOf(
        "w", holds, {0s, row.long_enough ? MediaTime(10s) : MediaTime(9'999ms)},
        row.beyond_doubt ? 1e-6 : 1.1e-6)});
    inputs.purpose = purpose;

    std::vector<Rule> expected = ExpectedObjections(wanted, purpose, row);
    const Action action = expected.empty() ? wanted : Action::kReview;
    if (expected.empty()) expected.push_back(Rule::kOwnerPolicy);

    const Decision decision = Decide(inputs);
    std::vector<Rule> rules;
    for (const Reason& reason : decision.reasons) {
      if (reason.owner != OwnerId{"o"}) continue;
      rules.push_back(reason.rule);
      EXPECT_EQ(reason.action, action);
    }
    EXPECT_EQ(rules, expected);
    EXPECT_EQ(decision.action,
              row.conflict ? std::max(action, Action::kTrack) : action);
  }
}

INSTANTIATE_TEST_SUITE_P(All, DecisionTableTest,
                         testing::Combine(testing::ValuesIn(kAllActions),
                                          testing::ValuesIn(kAllPurposes)));

struct NotSeenRow {
  Coverage audio;
  Coverage video;
  // Modalities of the reasons; kNothing: one reason without a modality.
  std::vector<std::optional<Modality>> reasons;
};

class NotSeenTableTest : public testing::TestWithParam<NotSeenRow> {};

TEST_P(NotSeenTableTest, WhatWasNotSeenIsNeverAllowedBySilence) {
  for (const Action setting : kAllActions) {
    DecisionInputs inputs = InputsOf({});
    inputs.audio = GetParam().audio;
    inputs.video = GetParam().video;
    inputs.settings.not_seen = setting;
    const Decision decision = Decide(inputs);
    if (GetParam().reasons.empty()) {
      EXPECT_EQ(decision.action, Action::kAllow);
      EXPECT_THAT(RulesOf(decision), ElementsAre(Rule::kNoMatch));
      continue;
    }
    // Nothing that was not seen is a manifest copy.
    EXPECT_EQ(decision.action, std::min(setting, Action::kReview));
    std::vector<std::optional<Modality>> modalities;
    for (const Reason& reason : decision.reasons) {
      EXPECT_EQ(reason.rule, Rule::kNotSeen);
      modalities.push_back(reason.modality);
    }
    EXPECT_EQ(modalities, GetParam().reasons);
  }
}

const Coverage kAbsent;
const Coverage kEmpty = {Coverage::State::kSeen, {}, {}, ""};

INSTANTIATE_TEST_SUITE_P(
    All, NotSeenTableTest,
    testing::Values(
        NotSeenRow{Seen(), Seen(), {}}, NotSeenRow{Seen(), kAbsent, {}},
        NotSeenRow{kAbsent, Seen(), {}}, NotSeenRow{Seen(), kEmpty, {}},
        NotSeenRow{Damaged(), Seen(), {Modality::kAudio}},
        NotSeenRow{Seen(), Damaged(), {Modality::kVideo}},
        NotSeenRow{Damaged(), kAbsent, {Modality::kAudio}},
        NotSeenRow{kAbsent, Damaged(), {Modality::kVideo}},
        NotSeenRow{Damaged(), Damaged(), {Modality::kAudio, Modality::kVideo}},
        NotSeenRow{kAbsent, kAbsent, {std::nullopt}},
        NotSeenRow{kEmpty, kAbsent, {std::nullopt}},
        NotSeenRow{kEmpty, kEmpty, {std::nullopt}}));

TEST(DecisionTest, DamageIsNamedBesideTheMatches) {
  DecisionInputs inputs =
      InputsOf({MatchOf("w", {HoldOf(MakeOwner("o", Action::kTrack))})});
  inputs.video = Damaged();
  const Decision decision = Decide(inputs);
  EXPECT_EQ(decision.action, Action::kReview);
  EXPECT_THAT(RulesOf(decision),
              ElementsAre(Rule::kNotSeen, Rule::kOwnerPolicy));
  EXPECT_THAT(decision.reasons[0].explanation,
              AllOf(HasSubstr("video"), HasSubstr("12.0 s of 60.0 s"),
                    HasSubstr("a packet was lost")));
}

TEST(DecisionTest, ShortMatchesDoNotAddUpToAManifestCopy) {
  const std::vector<OwnedMatch::Hold> holds = {
      HoldOf(MakeOwner("o", Action::kTakedown))};
  const Decision decision = Decide(
      InputsOf({MatchOf("w", holds, {0s, 9s}), MatchOf("w", holds, {10s, 19s}),
                // Long, but not beyond doubt.
                MatchOf("w", holds, {20s, 50s}, 1e-4)}));
  EXPECT_EQ(decision.action, Action::kReview);
  EXPECT_THAT(RulesOf(decision), ElementsAre(Rule::kNotManifest));
}

TEST(DecisionTest, OneManifestMatchOfAWorkIsEnough) {
  const std::vector<OwnedMatch::Hold> holds = {
      HoldOf(MakeOwner("o", Action::kTakedown))};
  const Decision decision = Decide(InputsOf(
      {MatchOf("w", holds, {0s, 4s}), MatchOf("w", holds, {5s, 20s})}));
  EXPECT_EQ(decision.action, Action::kTakedown);
  EXPECT_THAT(RulesOf(decision), ElementsAre(Rule::kOwnerPolicy));
}

TEST(DecisionTest, ModalitiesAreJudgedApart) {
  const std::vector<OwnedMatch::Hold> holds = {
      HoldOf(MakeOwner("o", Action::kTakedown))};
  const Decision decision = Decide(
      InputsOf({MatchOf("w", holds, {0s, 4s}, kBeyondDoubt, Modality::kAudio),
                MatchOf("w", holds, kLong, kBeyondDoubt, Modality::kVideo)}));
  EXPECT_EQ(decision.action, Action::kTakedown);
  ASSERT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerPolicy, Rule::kNotManifest));
  EXPECT_EQ(decision.reasons[0].modality, Modality::kVideo);
  EXPECT_EQ(decision.reasons[1].modality, Modality::kAudio);
}

TEST(DecisionTest, AReasonStandsForAllMatchesOfItsWork) {
  std::vector<OwnedMatch> matches;
  for (int i = 0; i < 40; ++i) {
    const TimeRange query{std::chrono::seconds(20 * i),
                          std::chrono::seconds(20 * i + 12)};
    matches.push_back(
        MatchOf("w", {HoldOf(MakeOwner("o", Action::kTrack))}, query));
  }
  const Decision decision = Decide(InputsOf(matches));
  ASSERT_THAT(decision.reasons, SizeIs(1));
  EXPECT_THAT(decision.reasons[0].explanation,
              AllOf(HasSubstr("0:00.0-0:12.0, 0:20.0-0:32.0"),
                    HasSubstr("and 35 more"), HasSubstr("480.0 s in all")));
}

TEST(DecisionTest, ExplanationsNameWorkOwnerIntervalLengthAndRule) {
  Owner owner = MakeOwner("label-1", Action::kTakedown, Trust::kProbation);
  owner.display_name = "First Label";
  DecisionInputs inputs = InputsOf({MatchOf(
      "song-1", {HoldOf(owner), HoldOf(MakeOwner("p", Action::kTrack))},
      {62'500ms, 66s})});
  inputs.purpose = Purpose::kParody;
  const Decision decision = Decide(inputs);
  ASSERT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerOnProbation, Rule::kNotManifest,
                          Rule::kDeclaredPurpose, Rule::kConflictingOwners,
                          Rule::kOwnerPolicy));
  for (int i = 0; i < 4; ++i) {
    EXPECT_THAT(decision.reasons[i].explanation,
                AllOf(HasSubstr("\"song-1\""), HasSubstr("\"label-1\""),
                      HasSubstr("First Label"), HasSubstr("audio"),
                      HasSubstr("1:02.5-1:06.0"), HasSubstr("3.5 s"),
                      HasSubstr("TAKEDOWN"), HasSubstr("a person")));
  }
  EXPECT_THAT(decision.reasons[0].explanation, HasSubstr("on probation"));
  EXPECT_THAT(
      decision.reasons[1].explanation,
      AllOf(HasSubstr("manifest"), HasSubstr("10.0 s"), HasSubstr("1e-06")));
  EXPECT_THAT(decision.reasons[2].explanation, HasSubstr("parody"));
  EXPECT_THAT(decision.reasons[3].explanation, HasSubstr("other owners"));
  EXPECT_THAT(decision.reasons[4].explanation, HasSubstr("TRACK"));
}

TEST(DecisionTest, StrongestActionHoldsPerTerritory) {
  const Owner german = MakeOwner("g", Action::kTakedown);
  const Owner worldwide = MakeOwner("x", Action::kTrack);
  DecisionInputs inputs = InputsOf({MatchOf("a", {HoldOf(german, {"DE"})}),
                                    MatchOf("b", {HoldOf(worldwide)})});
  inputs.territories = {"FR", "DE", "FR"};
  const Decision decision = Decide(inputs);
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"DE", Action::kTakedown},
                          TerritoryAction{"FR", Action::kTrack}));
  EXPECT_EQ(decision.action, Action::kTakedown);
  ASSERT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerPolicy, Rule::kOwnerPolicy,
                          Rule::kOutsideTerritories));
  EXPECT_THAT(decision.reasons[0].territories, ElementsAre("DE"));
  EXPECT_THAT(decision.reasons[1].territories, IsEmpty());
  EXPECT_THAT(decision.reasons[2].territories, ElementsAre("FR"));
}

TEST(DecisionTest, PublishedEverywhereNamesTheTerritoriesOfAllHolds) {
  const Owner owner = MakeOwner("o", Action::kTakedown);
  const Decision decision =
      Decide(InputsOf({MatchOf("a", {HoldOf(owner, {"FR", "DE"})}),
                       MatchOf("b", {HoldOf(owner, {"US"}, Action::kTrack)})}));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kAllow},
                          TerritoryAction{"DE", Action::kTakedown},
                          TerritoryAction{"FR", Action::kTakedown},
                          TerritoryAction{"US", Action::kTrack}));
}

TEST(DecisionTest, RightsMayHoldEverywhereButSomewhere) {
  OwnedMatch::Hold hold = HoldOf(MakeOwner("o", Action::kTakedown));
  hold.ownership.territories = TerritorySet::AllBut({"DE", "US"});
  DecisionInputs inputs = InputsOf({MatchOf("w", {hold})});
  EXPECT_THAT(Decide(inputs).territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kTakedown},
                          TerritoryAction{"DE", Action::kAllow},
                          TerritoryAction{"US", Action::kAllow}));
  inputs.territories = {"FR", "US"};
  EXPECT_THAT(Decide(inputs).territory_actions,
              ElementsAre(TerritoryAction{"FR", Action::kTakedown},
                          TerritoryAction{"US", Action::kAllow}));
}

TEST(DecisionTest, NoRightsWhereItIsPublishedIsAllowedAndSaid) {
  DecisionInputs inputs = InputsOf(
      {MatchOf("w", {HoldOf(MakeOwner("o", Action::kTakedown), {"DE"})})});
  inputs.territories = {"FR"};
  const Decision decision = Decide(inputs);
  EXPECT_EQ(decision.action, Action::kAllow);
  ASSERT_THAT(RulesOf(decision), ElementsAre(Rule::kOutsideTerritories));
  EXPECT_EQ(decision.reasons[0].work, WorkId{"w"});
  EXPECT_EQ(decision.reasons[0].owner, std::nullopt);
  EXPECT_THAT(decision.reasons[0].explanation, HasSubstr("FR"));
}

TEST(DecisionTest, OwnersInConflictHoldATakedownOnlyWhereBothClaim) {
  const Decision decision = Decide(InputsOf({MatchOf(
      "w", {HoldOf(MakeOwner("a", Action::kTakedown), {"DE", "FR"}),
            HoldOf(MakeOwner("b", Action::kTakedown), {"FR", "US"})})}));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kAllow},
                          TerritoryAction{"DE", Action::kTakedown},
                          TerritoryAction{"FR", Action::kReview},
                          TerritoryAction{"US", Action::kTakedown}));
  EXPECT_THAT(decision.reasons.back().rule, Rule::kOutsideTerritories);
  EXPECT_THAT(decision.reasons.back().explanation,
              EndsWith("nobody holds rights in it elsewhere."));
}

TEST(DecisionTest, SeveralHoldsOfOneOwnerAreNoConflict) {
  const Owner owner = MakeOwner("o", Action::kTrack);
  const Decision decision = Decide(InputsOf({MatchOf(
      "w", {HoldOf(owner), HoldOf(owner, {"DE"}, Action::kTakedown)})}));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kTrack},
                          TerritoryAction{"DE", Action::kTakedown}));
}

TEST(DecisionTest, ReasonsStandStrongestFirst) {
  const Decision decision = Decide(InputsOf(
      {MatchOf("a", {HoldOf(MakeOwner("o", Action::kAllow))}),
       MatchOf("b", {HoldOf(MakeOwner("p", Action::kTakedown))}),
       MatchOf("c", {HoldOf(MakeOwner("q", Action::kTrack))}),
       MatchOf("d", {HoldOf(MakeOwner("r", Action::kReview))}),
       MatchOf("e", {HoldOf(MakeOwner("s", Action::kLicensingRequired))})}));
  std::vector<Action> actions;
  for (const Reason& reason : decision.reasons) {
    actions.push_back(reason.action);
  }
  EXPECT_THAT(actions, ElementsAre(Action::kTakedown, Action::kReview,
                                   Action::kLicensingRequired, Action::kTrack,
                                   Action::kAllow));
}

// Random uploads of a small world of owners, works and territories.
class RandomInputs {
 public:
  explicit RandomInputs(uint32_t seed) : random_(seed) {
    const char* const territories[] = {"DE", "FR", "US"};
    std::vector<Owner> owners;
    for (const char* id : {"o", "p", "q"}) {
      owners.push_back(
          MakeOwner(id, kAllActions[Below(5)],
                    Below(3) == 0 ? Trust::kProbation : Trust::kTrusted));
    }
    for (std::vector<OwnedMatch::Hold>& holds : holds_of_work_) {
      for (int count = Below(4); count > 0; --count) {
        std::vector<std::string> where;
        for (const char* territory : territories) {
          if (Below(3) == 0) where.push_back(territory);
        }
        holds.push_back(HoldOf(owners[Below(3)], where,
                               Below(2) == 0
                                   ? std::nullopt
                                   : std::optional(kAllActions[Below(5)])));
        if (Below(3) == 0) {
          holds.back().ownership.territories = TerritorySet::AllBut(where);
        }
      }
    }
  }

  OwnedMatch Match() {
    const int work = Below(3);
    const MediaTime start = std::chrono::seconds(Below(100));
    return MatchOf(std::string(1, static_cast<char>('u' + work)),
                   holds_of_work_[work],
                   {start, start + std::chrono::seconds(3 + Below(15))},
                   Below(2) == 0 ? 1e-9 : 1e-4,
                   Below(2) == 0 ? Modality::kAudio : Modality::kVideo);
  }

  DecisionInputs Inputs() {
    DecisionInputs inputs = InputsOf({});
    for (int count = Below(6); count > 0; --count) {
      inputs.matches.push_back(Match());
    }
    if (Below(4) == 0) inputs.video = Damaged();
    if (Below(3) == 0) inputs.purpose = kAllPurposes[Below(5)];
    if (Below(2) == 0) inputs.territories = {"DE", "IT"};
    return inputs;
  }

  template <typename T>
  void Shuffle(std::vector<T>& items) {
    std::shuffle(items.begin(), items.end(), random_);
  }

 private:
  int Below(int bound) {
    return std::uniform_int_distribution<int>(0, bound - 1)(random_);
  }

  std::mt19937 random_;
  std::vector<OwnedMatch::Hold> holds_of_work_[3];
};

Action ActionIn(const Decision& decision, const std::string& territory) {
  for (const TerritoryAction& there : decision.territory_actions) {
    if (there.territory == territory) return there.action;
  }
  return ActionIn(decision, kRestOfWorld);
}

TEST(DecisionPropertyTest, AnotherMatchNeverWeakensTheAction) {
  for (uint32_t seed = 0; seed < 3000; ++seed) {
    RandomInputs random(seed);
    DecisionInputs inputs = random.Inputs();
    const Decision before = Decide(inputs);
    inputs.matches.push_back(random.Match());
    const Decision after = Decide(inputs);
    ASSERT_GE(after.action, before.action) << "seed " << seed;
    for (const TerritoryAction& there : before.territory_actions) {
      ASSERT_GE(ActionIn(after, there.territory), there.action)
          << "seed " << seed << " in " << there.territory;
    }
  }
}

TEST(DecisionPropertyTest, OrderOfInputsDoesNotMatter) {
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    RandomInputs random(seed);
    DecisionInputs inputs = random.Inputs();
    const Decision before = Decide(inputs);
    random.Shuffle(inputs.matches);
    random.Shuffle(inputs.territories);
    for (OwnedMatch& found : inputs.matches) random.Shuffle(found.holds);
    ASSERT_EQ(Decide(inputs), before) << "seed " << seed;
  }
}

TEST(DecisionPropertyTest, EveryActionHasAReasonThatIsAsStrong) {
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    const Decision decision = Decide(RandomInputs(seed).Inputs());
    ASSERT_FALSE(decision.reasons.empty());
    ASSERT_EQ(decision.reasons.front().action, decision.action);
    Action strongest = Action::kAllow;
    for (const TerritoryAction& there : decision.territory_actions) {
      strongest = std::max(strongest, there.action);
    }
    ASSERT_EQ(strongest, decision.action) << "seed " << seed;
    for (size_t i = 1; i < decision.reasons.size(); ++i) {
      ASSERT_GE(decision.reasons[i - 1].action, decision.reasons[i].action);
    }
  }
}

TEST(DecisionPropertyTest, DeclaredPurposesAreNeverBlockedByAMachine) {
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    DecisionInputs inputs = RandomInputs(seed).Inputs();
    inputs.purpose = Purpose::kCriticism;
    for (const TerritoryAction& there : Decide(inputs).territory_actions) {
      ASSERT_NE(there.action, Action::kTakedown) << "seed " << seed;
      ASSERT_NE(there.action, Action::kLicensingRequired) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace earmark::takedown
