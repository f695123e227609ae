#include "takedown/decision.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/internal/finding.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::TimeRange;
using index::Change;
using index::PicturePlace;
using testing::ElementsAre;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;
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
const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Coverage Seen() {
  return {Coverage::State::kSeen, MediaTime(60s), MediaTime(60s), ""};
}

Coverage Damaged() {
  return {Coverage::State::kDamaged, MediaTime(12s), MediaTime(60s),
          "a packet was lost"};
}

TerritorySet In(const std::vector<std::string>& codes) {
  return TerritorySet::Of(codes);
}

Policy MakePolicy(std::string id, Action otherwise,
                  std::vector<PolicyRule> rules = {}) {
  Policy policy;
  policy.id = {std::move(id)};
  policy.otherwise = otherwise;
  policy.rules = std::move(rules);
  return policy;
}

PolicyRule MakeRule(std::string name, Action action) {
  PolicyRule rule;
  rule.name = std::move(name);
  rule.action = action;
  return rule;
}

// A trusted owner's hold on the whole of the recording.
Hold HoldBy(const std::string& owner, Policy policy,
            const TerritorySet& territories = {}) {
  Hold hold;
  hold.owner.id = {owner};
  hold.owner.trust = Trust::kTrusted;
  hold.ownership.owner = hold.owner.id;
  hold.ownership.territories = territories;
  hold.policy = std::make_shared<const Policy>(std::move(policy));
  return hold;
}

Hold HoldBy(const std::string& owner, Action action,
            const TerritorySet& territories = {}) {
  return HoldBy(owner, MakePolicy("p", action), territories);
}

Hold With(Hold hold, const std::function<void(Hold&)>& change) {
  change(hold);
  return hold;
}

Hold ShareOf(int share, Hold hold) {
  hold.ownership.share = share;
  return hold;
}

Hold MusicalWork(Hold hold) {
  hold.ownership.right = Right::kMusicalWork;
  return hold;
}

// A match of an attested reference that is 200 s long.
OwnedMatch MatchOf(const std::string& work, std::vector<Hold> holds,
                   TimeRange query = kLong, double expected = kBeyondDoubt,
                   Modality modality = Modality::kAudio) {
  OwnedMatch found;
  found.match.work = {work};
  found.match.reference = {"r"};
  found.match.modality = modality;
  found.match.query = query;
  found.match.reference_range = query;
  found.match.expected_false_matches = expected;
  found.reference_duration = 200s;
  found.attested = true;
  found.holds = std::make_shared<const std::vector<Hold>>(std::move(holds));
  return found;
}

OwnedMatch With(OwnedMatch found,
                const std::function<void(OwnedMatch&)>& change) {
  change(found);
  return found;
}

DecisionInputs InputsOf(std::vector<OwnedMatch> matches) {
  DecisionInputs inputs;
  inputs.matches = std::move(matches);
  inputs.audio = Seen();
  inputs.video = Seen();
  inputs.account_token = "account";
  inputs.now = kNow;
  return inputs;
}

DecisionInputs PublishedIn(const TerritorySet& territories,
                           DecisionInputs inputs) {
  inputs.territories = territories;
  return inputs;
}

std::vector<Rule> RulesOf(const Decision& decision) {
  std::vector<Rule> rules;
  rules.reserve(decision.reasons.size());
  for (const Reason& reason : decision.reasons) rules.push_back(reason.rule);
  return rules;
}

Action ActionIn(const Decision& decision, const std::string& territory) {
  for (const TerritoryAction& there : decision.territory_actions) {
    if (there.territory == territory) return there.action;
  }
  return ActionIn(decision, kRestOfWorld);
}

// A decision rests on these and nothing else. Whoever adds a member must change
// this list, and must not add who can see or download an upload, labels, or
// candidates.
TEST(DecisionInputsTest, HaveNoRoomForVisibilityLabelsOrCandidates) {
  DecisionInputs inputs;
  auto& [matches, licences, verdicts, claims, known_by_location, audio, video,
         account_token, purpose, income, territories, settings, now] = inputs;
  static_assert(std::is_same_v<decltype(known_by_location), bool>);
  static_assert(std::is_same_v<decltype(matches), std::vector<OwnedMatch>>);
  static_assert(std::is_same_v<decltype(licences), std::vector<Licence>>);
  static_assert(std::is_same_v<decltype(verdicts), std::vector<Verdict>>);
  static_assert(std::is_same_v<decltype(claims), std::vector<Claim>>);
  Claim claim;
  auto& [work, owner, notice, notice_law, claimed, standing, steps, revision] =
      claim;
  static_assert(std::is_same_v<decltype(notice), NoticeId>);
  static_assert(
      std::is_same_v<decltype(notice_law), std::optional<Notice::Law>>);
  static_assert(std::is_same_v<decltype(work), WorkId>);
  static_assert(std::is_same_v<decltype(owner), OwnerId>);
  static_assert(std::is_same_v<decltype(claimed), TerritorySet>);
  static_assert(std::is_same_v<decltype(standing), ClaimStanding>);
  static_assert(std::is_same_v<decltype(steps), std::vector<Claim::Step>>);
  static_assert(std::is_same_v<decltype(revision), int64_t>);
  static_assert(std::is_same_v<decltype(audio), Coverage>);
  static_assert(std::is_same_v<decltype(video), Coverage>);
  static_assert(std::is_same_v<decltype(account_token), std::string>);
  static_assert(std::is_same_v<decltype(purpose), Purpose>);
  static_assert(std::is_same_v<decltype(income), Income>);
  static_assert(std::is_same_v<decltype(territories), TerritorySet>);
  static_assert(std::is_same_v<decltype(now), absl::Time>);
  auto& [not_seen, manifest_length, manifest_false_matches, publish] = settings;
  static_assert(std::is_same_v<decltype(not_seen), Action>);
  static_assert(std::is_same_v<decltype(manifest_length), MediaTime>);
  static_assert(std::is_same_v<decltype(manifest_false_matches), double>);
  static_assert(std::is_same_v<decltype(publish), bool>);
  OwnedMatch found;
  auto& [match, reference_duration, exclusions, contested, attested,
         quarantined, late_find_time, holds] = found;
  static_assert(std::is_same_v<decltype(match), index::Match>);
  static_assert(std::is_same_v<decltype(reference_duration), MediaTime>);
  static_assert(std::is_same_v<decltype(exclusions), std::vector<TimeRange>>);
  static_assert(std::is_same_v<decltype(contested), std::vector<TimeRange>>);
  static_assert(std::is_same_v<decltype(attested), bool>);
  static_assert(std::is_same_v<decltype(quarantined), bool>);
  static_assert(
      std::is_same_v<decltype(late_find_time), std::optional<absl::Time>>);
  static_assert(std::is_same_v<decltype(holds),
                               std::shared_ptr<const std::vector<Hold>>>);
  // The names are used, for compilers that warn of those that are not.
  EXPECT_EQ(&inputs.matches, &matches);
  EXPECT_EQ(&found.match, &match);
  EXPECT_EQ(&claim.work, &work);
}

TEST(DecisionTest, NothingFoundIsAllowedWithAReason) {
  const Decision decision = Decide(InputsOf({}));
  EXPECT_EQ(decision.action, Action::kAllow);
  EXPECT_EQ(decision.revision, 1);
  EXPECT_FALSE(decision.publish_meanwhile);
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kAllow}));
  EXPECT_THAT(decision.reasons, ElementsAre(Reason{.rule = Rule::kNoMatch}));
}

TEST(DecisionTest, TakedownOfATrustedOwnersManifestCopyIsTakenDown) {
  const Decision decision =
      Decide(InputsOf({MatchOf("w", {HoldBy("o", Action::kTakedown)})}));
  EXPECT_EQ(decision.action, Action::kTakedown);
  EXPECT_THAT(decision.reasons, ElementsAre(Reason{.rule = Rule::kOwnerPolicy,
                                                   .action = Action::kTakedown,
                                                   .work = WorkId{"w"},
                                                   .modality = Modality::kAudio,
                                                   .owner = OwnerId{"o"},
                                                   .right = Right::kRecording,
                                                   .wanted = Action::kTakedown,
                                                   .policy = {"p"},
                                                   .policy_version = 1}));
}

TEST(DecisionTest, ReasonsNameTheRuleAndTheVersionOfThePolicy) {
  PolicyRule german = MakeRule("german", Action::kReview);
  german.territories = In({"DE"});
  Policy policy = MakePolicy("songs", Action::kTrack, {german});
  policy.version = 7;
  const Decision decision =
      Decide(InputsOf({MatchOf("w", {MusicalWork(HoldBy("o", policy))}, kLong,
                               kBeyondDoubt, Modality::kVideo)}));
  Reason expected{.rule = Rule::kOwnerPolicy,
                  .action = Action::kReview,
                  .work = WorkId{"w"},
                  .modality = Modality::kVideo,
                  .owner = OwnerId{"o"},
                  .right = Right::kMusicalWork,
                  .wanted = Action::kReview,
                  .policy = {"songs"},
                  .policy_version = 7,
                  .policy_rule = "german",
                  .territories = In({"DE"})};
  ASSERT_THAT(decision.reasons, SizeIs(2));
  EXPECT_EQ(decision.reasons[0], expected);
  expected.action = Action::kTrack;
  expected.wanted = Action::kTrack;
  expected.policy_rule = "";
  expected.territories = TerritorySet::AllBut({"DE"});
  EXPECT_EQ(decision.reasons[1], expected);
}

// What may speak against an owner's action.
struct Row {
  bool on_probation;
  bool long_enough;
  bool beyond_doubt;
  bool attested;
  bool contested;
  bool quarantined;
  bool exclusive;
  bool conflict;  // a second owner of all of the work, who wants TRACK
};

constexpr int kRows = 1 << 8;

Row RowOf(int number) {
  const auto bit = [number](int i) { return (number >> i & 1) != 0; };
  return {bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6), bit(7)};
}

// The rules that send `wanted` to a person, in their order.
std::vector<Rule> ExpectedObjections(Action wanted, Purpose purpose,
                                     const Row& row) {
  const bool takedown = wanted == Action::kTakedown;
  const bool blocks = takedown || wanted == Action::kLicensingRequired;
  const bool manifest = row.long_enough && row.beyond_doubt;
  std::vector<Rule> rules;
  if (takedown && row.on_probation) rules.push_back(Rule::kOwnerOnProbation);
  if (takedown && !manifest) rules.push_back(Rule::kNotManifest);
  if (blocks && purpose != Purpose::kNone) {
    rules.push_back(Rule::kDeclaredPurpose);
  }
  if (takedown && row.conflict) rules.push_back(Rule::kConflictingOwners);
  if (takedown && !row.exclusive) rules.push_back(Rule::kNotExclusive);
  if (blocks && row.quarantined) rules.push_back(Rule::kQuarantine);
  if (takedown && manifest && row.attested && row.contested) {
    rules.push_back(Rule::kContested);
  }
  if (takedown && manifest && !row.attested) {
    rules.push_back(Rule::kNotAttested);
  }
  return rules;
}

class DecisionTableTest
    : public testing::TestWithParam<std::tuple<Action, Purpose>> {};

TEST_P(DecisionTableTest, EachCombinationHasItsActionAndItsRules) {
  const auto& [wanted, purpose] = GetParam();
  for (int number = 0; number < kRows; ++number) {
    SCOPED_TRACE(number);
    const Row row = RowOf(number);
    Hold hold = HoldBy("o", wanted);
    if (row.on_probation) hold.owner.trust = Trust::kProbation;
    if (!row.exclusive) hold.ownership.share = kWholeShare - 1;
    std::vector<Hold> holds = {hold};
    if (row.conflict) holds.push_back(HoldBy("p", Action::kTrack));
    OwnedMatch found = MatchOf(
        "w", holds, {0s, row.long_enough ? MediaTime(10s) : MediaTime(9'999ms)},
        row.beyond_doubt ? 1e-6 : 1.1e-6);
    found.attested = row.attested;
    found.quarantined = row.quarantined;
    if (row.contested) found.contested = {{4s, 5s}};
    DecisionInputs inputs = InputsOf({found});
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
      EXPECT_EQ(reason.wanted, wanted);
      EXPECT_EQ(reason.territories, TerritorySet());
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
  // Modalities of the reasons; nullopt: one reason without a modality.
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
      EXPECT_EQ(reason.work, std::nullopt);
      EXPECT_EQ(reason.owner, std::nullopt);
      EXPECT_EQ(reason.territories, TerritorySet());
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
      InputsOf({MatchOf("w", {HoldBy("o", Action::kTrack)})});
  inputs.video = Damaged();
  const Decision decision = Decide(inputs);
  EXPECT_EQ(decision.action, Action::kReview);
  EXPECT_THAT(RulesOf(decision),
              ElementsAre(Rule::kNotSeen, Rule::kOwnerPolicy));
}

TEST(DecisionTest, ReviewIsPublishedMeanwhileIfThePlatformSaysSo) {
  for (const Action action : kAllActions) {
    DecisionInputs inputs = InputsOf({MatchOf("w", {HoldBy("o", action)})});
    EXPECT_FALSE(Decide(inputs).publish_meanwhile);
    inputs.settings.publish_in_review = true;
    EXPECT_EQ(Decide(inputs).publish_meanwhile, action == Action::kReview);
  }
}

TEST(DecisionTest, TakedownAnywhereIsNotPublishedMeanwhile) {
  DecisionInputs inputs =
      InputsOf({MatchOf("w", {HoldBy("o", Action::kReview, In({"DE"}))}),
                MatchOf("x", {HoldBy("o", Action::kTakedown, In({"US"}))})});
  inputs.settings.publish_in_review = true;
  EXPECT_EQ(Decide(inputs).action, Action::kTakedown);
  EXPECT_FALSE(Decide(inputs).publish_meanwhile);
}

// Manifest copies.

TEST(ManifestRuleTest, ShortMatchesDoNotAddUp) {
  const std::vector<Hold> holds = {HoldBy("o", Action::kTakedown)};
  const Decision decision = Decide(
      InputsOf({MatchOf("w", holds, {0s, 9s}), MatchOf("w", holds, {10s, 19s}),
                // Long, but not beyond doubt.
                MatchOf("w", holds, {20s, 50s}, 1e-4)}));
  EXPECT_EQ(decision.action, Action::kReview);
  EXPECT_THAT(RulesOf(decision), ElementsAre(Rule::kNotManifest));
}

TEST(ManifestRuleTest, OneMatchOfAWorkIsEnough) {
  const std::vector<Hold> holds = {HoldBy("o", Action::kTakedown)};
  const Decision decision = Decide(InputsOf(
      {MatchOf("w", holds, {0s, 4s}), MatchOf("w", holds, {5s, 20s})}));
  EXPECT_EQ(decision.action, Action::kTakedown);
  EXPECT_THAT(RulesOf(decision), ElementsAre(Rule::kOwnerPolicy));
}

TEST(ManifestRuleTest, ModalitiesAreJudgedApart) {
  const std::vector<Hold> holds = {HoldBy("o", Action::kTakedown)};
  const Decision decision = Decide(
      InputsOf({MatchOf("w", holds, {0s, 4s}, kBeyondDoubt, Modality::kAudio),
                MatchOf("w", holds, kLong, kBeyondDoubt, Modality::kVideo)}));
  EXPECT_EQ(decision.action, Action::kTakedown);
  ASSERT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerPolicy, Rule::kNotManifest));
  EXPECT_EQ(decision.reasons[0].modality, Modality::kVideo);
  EXPECT_EQ(decision.reasons[1].modality, Modality::kAudio);
}

TEST(ManifestRuleTest, SettingsSayHowLongAndHowCertain) {
  DecisionInputs inputs =
      InputsOf({MatchOf("w", {HoldBy("o", Action::kTakedown)}, kLong, 1e-4)});
  EXPECT_THAT(RulesOf(Decide(inputs)), ElementsAre(Rule::kNotManifest));
  inputs.settings.manifest_false_matches = 1e-4;
  EXPECT_THAT(RulesOf(Decide(inputs)), ElementsAre(Rule::kOwnerPolicy));
  inputs.settings.manifest_length = 20s + 1us;
  EXPECT_THAT(RulesOf(Decide(inputs)), ElementsAre(Rule::kNotManifest));
}

// The rules of a work whose owner wants `matches` taken down.
std::vector<Rule> TakedownRulesOf(std::vector<OwnedMatch> matches) {
  return RulesOf(Decide(InputsOf(std::move(matches))));
}

OwnedMatch TakedownMatch(TimeRange query,
                         const std::function<void(OwnedMatch&)>& change) {
  return With(MatchOf("w", {HoldBy("o", Action::kTakedown)}, query), change);
}

TEST(ManifestRuleTest, ExclusionsLeavePiecesThatCountByThemselves) {
  EXPECT_THAT(TakedownRulesOf({TakedownMatch({0s, 20s},
                                             [](auto& found) {
                                               found.exclusions = {{9s, 11s}};
                                             })}),
              ElementsAre(Rule::kNotManifest));
  EXPECT_THAT(TakedownRulesOf({TakedownMatch({0s, 20s},
                                             [](auto& found) {
                                               found.exclusions = {{10s, 11s}};
                                             })}),
              ElementsAre(Rule::kOwnerPolicy));
}

TEST(ManifestRuleTest, ContestedPartsDoNotCountTowardsIt) {
  // 9 s before, 9 s after.
  EXPECT_THAT(TakedownRulesOf({TakedownMatch({0s, 20s},
                                             [](auto& found) {
                                               found.contested = {{9s, 11s}};
                                             })}),
              ElementsAre(Rule::kContested));
  // 10 s before it.
  EXPECT_THAT(TakedownRulesOf({TakedownMatch({0s, 20s},
                                             [](auto& found) {
                                               found.contested = {{10s, 20s}};
                                             })}),
              ElementsAre(Rule::kOwnerPolicy));
  // What is not used is of no matter.
  EXPECT_THAT(TakedownRulesOf({TakedownMatch({0s, 20s},
                                             [](auto& found) {
                                               found.contested = {{20s, 90s}};
                                             })}),
              ElementsAre(Rule::kOwnerPolicy));
}

TEST(ManifestRuleTest, ContestedPartsAndExclusionsLeaveWhatNeitherCovers) {
  // Each alone would leave enough.
  EXPECT_THAT(TakedownRulesOf({TakedownMatch({0s, 24s},
                                             [](auto& found) {
                                               found.exclusions = {{8s, 9s}};
                                               found.contested = {{16s, 17s}};
                                             })}),
              ElementsAre(Rule::kContested));
}

TEST(ManifestRuleTest, AnotherReferenceOfTheWorkMaySettleWhatIsContested) {
  const auto contested = [](auto& found) { found.contested = {{0s, 200s}}; };
  const auto other = [](auto& found) { found.match.reference = {"s"}; };
  EXPECT_THAT(TakedownRulesOf({TakedownMatch(kLong, contested),
                               TakedownMatch(kLong, other)}),
              ElementsAre(Rule::kOwnerPolicy));
}

TEST(ManifestRuleTest, AttestationAndLengthMustBeOfOneMatch) {
  const auto unattested = [](auto& found) { found.attested = false; };
  EXPECT_THAT(TakedownRulesOf({TakedownMatch({0s, 9s}, [](auto&) {}),
                               TakedownMatch(kLong, unattested)}),
              ElementsAre(Rule::kNotAttested));
}

TEST(ManifestRuleTest, WhatIsNotManifestIsNotAskedForAttestation) {
  EXPECT_THAT(TakedownRulesOf({TakedownMatch({0s, 9s},
                                             [](auto& found) {
                                               found.attested = false;
                                               found.contested = {{0s, 200s}};
                                             })}),
              ElementsAre(Rule::kNotManifest));
}

TEST(ManifestRuleTest, AttestationAndContestsStandOnlyAgainstTakedowns) {
  for (const Action action : kAllActions) {
    if (action == Action::kTakedown) continue;
    const auto change = [](auto& found) {
      found.attested = false;
      found.contested = {{0s, 200s}};
    };
    EXPECT_THAT(
        TakedownRulesOf({With(MatchOf("w", {HoldBy("o", action)}), change)}),
        ElementsAre(Rule::kOwnerPolicy));
  }
}

TEST(VerdictTest, APersonAllowsWhatTheOwnerWouldRestrict) {
  struct Case {
    Action wanted;
    Action action;
    Rule rule;
  };
  for (const Case& c : {
           Case{Action::kAllow, Action::kAllow, Rule::kOwnerPolicy},
           Case{Action::kTrack, Action::kTrack, Rule::kOwnerPolicy},
           Case{Action::kLicensingRequired, Action::kAllow, Rule::kVerdict},
           Case{Action::kReview, Action::kAllow, Rule::kVerdict},
           Case{Action::kTakedown, Action::kAllow, Rule::kVerdict},
       }) {
    DecisionInputs inputs = InputsOf({MatchOf("w", {HoldBy("o", c.wanted)})});
    inputs.verdicts = {
        {.work = WorkId{"w"}, .ground = Verdict::Ground::kException}};
    const Decision decision = Decide(inputs);
    EXPECT_EQ(decision.action, c.action);
    EXPECT_THAT(RulesOf(decision), ElementsAre(c.rule));
    EXPECT_EQ(decision.reasons[0].wanted, c.wanted);
  }
}

TEST(VerdictTest, APersonForbidsWhatNoMachineWould) {
  // On probation, not attested, in conflict, declared a parody.
  OwnedMatch found = MatchOf(
      "w", {HoldBy("o", Action::kTakedown), HoldBy("p", Action::kTrack)});
  found.attested = false;
  DecisionInputs inputs = InputsOf({found});
  inputs.purpose = Purpose::kParody;
  ASSERT_EQ(Decide(inputs).action, Action::kReview);
  inputs.verdicts = {{.work = WorkId{"w"},
                      .action = Action::kTakedown,
                      .ground = Verdict::Ground::kInfringement}};
  EXPECT_EQ(Decide(inputs).action, Action::kTakedown);
  EXPECT_THAT(RulesOf(Decide(inputs)),
              ElementsAre(Rule::kVerdict, Rule::kVerdict));
}

TEST(VerdictTest, ALicenceIsStrongerAndOtherWorksAreNotConcerned) {
  DecisionInputs inputs =
      InputsOf({MatchOf("w", {HoldBy("o", Action::kTakedown)}),
                MatchOf("x", {HoldBy("p", Action::kTakedown)})});
  inputs.verdicts = {{.work = WorkId{"w"},
                      .action = Action::kTakedown,
                      .ground = Verdict::Ground::kInfringement}};
  inputs.licences = {{.id = {"l"}, .owner = {"o"}}};
  EXPECT_THAT(RulesOf(Decide(inputs)),
              ElementsAre(Rule::kOwnerPolicy, Rule::kLicence));
}

TEST(VerdictTest, APersonSettlesWhatCouldNotBeSeen) {
  DecisionInputs inputs = InputsOf({});
  inputs.audio.state = Coverage::State::kDamaged;
  ASSERT_EQ(Decide(inputs).action, Action::kReview);
  inputs.verdicts = {{.work = std::nullopt}};
  EXPECT_EQ(Decide(inputs).action, Action::kAllow);
  EXPECT_THAT(RulesOf(Decide(inputs)), ElementsAre(Rule::kVerdict));
}

TEST(QuarantineRuleTest, HoldsForAllOfTheWorkInTheModality) {
  const auto quarantined = [](auto& found) {
    found.match.reference = {"s"};
    found.quarantined = true;
  };
  const std::vector<Hold> holds = {HoldBy("o", Action::kLicensingRequired)};
  const Decision decision = Decide(
      InputsOf({MatchOf("w", holds), With(MatchOf("w", holds), quarantined),
                MatchOf("w", holds, kLong, kBeyondDoubt, Modality::kVideo)}));
  ASSERT_THAT(RulesOf(decision),
              ElementsAre(Rule::kQuarantine, Rule::kOwnerPolicy));
  EXPECT_EQ(decision.reasons[0].action, Action::kReview);
  EXPECT_EQ(decision.reasons[0].modality, Modality::kAudio);
  EXPECT_EQ(decision.reasons[1].action, Action::kLicensingRequired);
  EXPECT_EQ(decision.reasons[1].modality, Modality::kVideo);
}

// Exclusions.

TEST(ExclusionRuleTest, WorkOfWhichOnlyExcludedPartsAreUsedIsAllowed) {
  const Decision decision = Decide(PublishedIn(
      In({"DE", "FR"}), InputsOf({TakedownMatch(kLong, [](auto& found) {
        // Adjoining and overlapping ones are one.
        found.exclusions = {{12s, 20s}, {0s, 12s}, {18s, 25s}};
        found.quarantined = true;
      })})));
  EXPECT_EQ(decision.action, Action::kAllow);
  EXPECT_THAT(decision.reasons,
              ElementsAre(Reason{.rule = Rule::kExcluded,
                                 .work = WorkId{"w"},
                                 .modality = Modality::kAudio}));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"DE", Action::kAllow},
                          TerritoryAction{"FR", Action::kAllow}));
}

TEST(ExclusionRuleTest, HoldsForItsReferenceAlone) {
  const auto excluded = [](auto& found) { found.exclusions = {{0s, 200s}}; };
  const auto other = [](auto& found) { found.match.reference = {"s"}; };
  EXPECT_THAT(TakedownRulesOf({TakedownMatch(kLong, excluded),
                               TakedownMatch(kLong, other)}),
              ElementsAre(Rule::kOwnerPolicy));
}

TEST(ExclusionRuleTest, NothingElseOfAnExcludedMatchCounts) {
  const auto excluded = [](auto& found) {
    found.match.reference = {"s"};
    found.match.change.speed = 2;
    found.exclusions = {{0s, 200s}};
    found.quarantined = true;
  };
  const std::vector<Finding> findings =
      FindingsOf(InputsOf({TakedownMatch(kLong, [](auto&) {}),
                           TakedownMatch({30s, 50s}, excluded)}));
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].use.matched, 20s);
  EXPECT_TRUE(findings[0].use.alterations.empty());
  EXPECT_FALSE(findings[0].quarantined);
}

// What is measured of a use.

// The only finding of `matches`.
Finding FindingOf(std::vector<OwnedMatch> matches) {
  std::vector<Finding> findings = FindingsOf(InputsOf(std::move(matches)));
  EXPECT_THAT(findings, SizeIs(1));
  return findings.at(0);
}

OwnedMatch PartOf(const std::string& reference, TimeRange query,
                  TimeRange reference_range) {
  OwnedMatch found = MatchOf("w", {HoldBy("o", Action::kTrack)}, query);
  found.match.reference = {reference};
  found.match.reference_range = reference_range;
  return found;
}

TEST(UseMeasuresTest, TimeOfTheUploadCountsOnce) {
  const Finding finding = FindingOf({PartOf("r", {40s, 50s}, {0s, 10s}),
                                     PartOf("r", {0s, 20s}, {0s, 20s}),
                                     PartOf("s", {15s, 30s}, {0s, 15s})});
  EXPECT_THAT(finding.intervals,
              ElementsAre(TimeRange{0s, 30s}, TimeRange{40s, 50s}));
  EXPECT_EQ(finding.use.matched, 40s);
  EXPECT_DOUBLE_EQ(finding.use.upload_share, 40.0 / 60);
}

TEST(UseMeasuresTest,
     UploadShareIsOfTheModalityAndIsTheWholeWhereThatIsNotKnown) {
  DecisionInputs inputs = InputsOf({PartOf("r", {0s, 20s}, {0s, 20s})});
  inputs.audio.total = 80s;
  EXPECT_DOUBLE_EQ(FindingsOf(inputs)[0].use.upload_share, 0.25);
  inputs.audio.total = 10s;
  EXPECT_DOUBLE_EQ(FindingsOf(inputs)[0].use.upload_share, 1);
  inputs.audio.total = 0s;
  EXPECT_DOUBLE_EQ(FindingsOf(inputs)[0].use.upload_share, 1);
}

TEST(UseMeasuresTest, ReferenceShareIsOfTheReferenceOfWhichMostIsUsed) {
  const auto sized = [](MediaTime duration, OwnedMatch found) {
    found.reference_duration = duration;
    return found;
  };
  const auto share = [](std::vector<OwnedMatch> matches) {
    return FindingOf(std::move(matches)).use.reference_share;
  };
  // The same 10 s twice are used once.
  EXPECT_DOUBLE_EQ(share({sized(100s, PartOf("r", {0s, 10s}, {0s, 10s})),
                          sized(100s, PartOf("r", {20s, 30s}, {0s, 10s}))}),
                   0.1);
  EXPECT_DOUBLE_EQ(share({sized(100s, PartOf("r", {0s, 10s}, {0s, 10s})),
                          sized(100s, PartOf("r", {20s, 30s}, {50s, 60s}))}),
                   0.2);
  // Of several references the largest share, not the sum.
  EXPECT_DOUBLE_EQ(share({sized(100s, PartOf("r", {0s, 30s}, {0s, 30s})),
                          sized(40s, PartOf("s", {0s, 20s}, {0s, 20s}))}),
                   0.5);
  // Played at double speed: the reference's time counts.
  EXPECT_DOUBLE_EQ(share({sized(100s, PartOf("r", {0s, 10s}, {0s, 20s}))}),
                   0.2);
  EXPECT_DOUBLE_EQ(share({sized(10s, PartOf("r", {0s, 20s}, {0s, 20s}))}), 1);
  // Not known: nobody can say that it is a part only.
  EXPECT_DOUBLE_EQ(share({sized(0s, PartOf("r", {0s, 20s}, {0s, 20s}))}), 1);
}

TEST(UseMeasuresTest, FindIsLateIfNothingWasFoundAtOnce) {
  const auto found = [](std::optional<absl::Duration> age) {
    OwnedMatch match = PartOf("r", {0s, 10s}, {0s, 10s});
    if (age) match.late_find_time = kNow - *age;
    return match;
  };
  const auto since = [](std::vector<OwnedMatch> matches) {
    return FindingOf(std::move(matches)).use.since_late_find;
  };
  const absl::Duration day = absl::Hours(24);
  EXPECT_EQ(since({found(std::nullopt)}), std::nullopt);
  EXPECT_EQ(since({found(day)}), day);
  EXPECT_EQ(since({found(day), found(2 * day), found(day / 2)}), 2 * day);
  EXPECT_EQ(since({found(day), found(std::nullopt), found(day)}), std::nullopt);
  // What is excluded was found no more at once than late.
  OwnedMatch excluded = found(std::nullopt);
  excluded.exclusions = {{0s, 10s}};
  EXPECT_EQ(since({found(day), excluded}), day);
  EXPECT_EQ(since({excluded}), std::nullopt);
  // The clock went back.
  EXPECT_EQ(since({found(-day)}), absl::ZeroDuration());
}

TEST(UseMeasuresTest, ExclusionsArePlacedAtTheSpeedOfTheMatch) {
  OwnedMatch found = PartOf("r", {10s, 20s}, {100s, 120s});
  found.exclusions = {{104s, 106s}, {118s, 130s}};
  const Finding finding = FindingOf({found});
  EXPECT_THAT(finding.intervals,
              ElementsAre(TimeRange{10s, 12s}, TimeRange{13s, 19s}));
  EXPECT_EQ(finding.use.matched, 8s);
  EXPECT_DOUBLE_EQ(finding.use.reference_share, 16.0 / 200);
}

TEST(UseMeasuresTest, EachAlterationIsSeenBeyondWhatPlayersDo) {
  const std::tuple<Change, Change, Alteration> rows[] = {
      {{.speed = 1.019}, {.speed = 1.021}, Alteration::kSpeed},
      {{.speed = 0.981}, {.speed = 0.979}, Alteration::kSpeed},
      {{.pitch_semitones = 0.5}, {.pitch_semitones = 0.51}, Alteration::kPitch},
      {{.pitch_semitones = -0.5},
       {.pitch_semitones = -0.51},
       Alteration::kPitch},
      {{}, {.mirrored = true}, Alteration::kMirrored},
      {{.turned_degrees = 2}, {.turned_degrees = 2.1}, Alteration::kTurned},
      {{.turned_degrees = 358}, {.turned_degrees = 357.9}, Alteration::kTurned},
      {{}, {.inverted = true}, Alteration::kInverted}};
  for (const auto& [unaltered, altered, alteration] : rows) {
    OwnedMatch found = PartOf("r", {0s, 20s}, {0s, 20s});
    found.match.change = unaltered;
    EXPECT_TRUE(FindingOf({found}).use.alterations.empty());
    found.match.change = altered;
    EXPECT_EQ(FindingOf({found}).use.alterations,
              EnumSet<Alteration>({alteration}));
  }
}

TEST(UseMeasuresTest, AlterationsOfAllMatchesAreOfTheUse) {
  OwnedMatch faster = PartOf("r", {0s, 20s}, {0s, 20s});
  faster.match.change = {.speed = 1.5};
  OwnedMatch mirrored = PartOf("r", {30s, 50s}, {0s, 20s});
  mirrored.match.change = {.mirrored = true};
  EXPECT_EQ(FindingOf({faster, mirrored}).use.alterations,
            EnumSet<Alteration>({Alteration::kSpeed, Alteration::kMirrored}));
}

TEST(UseMeasuresTest, DeclarationsAndTheAccountAreOfEveryUse) {
  DecisionInputs inputs = InputsOf({PartOf("r", {0s, 20s}, {0s, 20s})});
  inputs.purpose = Purpose::kParody;
  inputs.income = Income::kAdvertising;
  const Use use = FindingsOf(inputs)[0].use;
  EXPECT_EQ(use.purpose, Purpose::kParody);
  EXPECT_EQ(use.income, Income::kAdvertising);
  EXPECT_EQ(use.account_token, "account");
  EXPECT_EQ(use.modality, Modality::kAudio);
}

std::vector<PicturePlace> Box(double left, double top, double right,
                              double bottom) {
  return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

struct CombinedRow {
  // How long the upload's audio and video are, and how much of each the work.
  MediaTime audio;
  MediaTime audio_matched;
  MediaTime video;
  MediaTime video_matched;
  std::vector<PicturePlace> region;
  bool combined;
};

TEST(UseMeasuresTest,
     IsCombinedIfLessThanNineTenthsOrThreeQuartersOfThePictureAreTheWork) {
  const CombinedRow rows[] = {
      // Audio alone.
      {60s, 60s, 0s, 0s, {}, false},
      {60s, 54s, 0s, 0s, {}, false},
      {60s, 54s - 1us, 0s, 0s, {}, true},
      // Audio and video: both must be the work.
      {60s, 54s, 60s, 54s, {}, false},
      {60s, 60s, 60s, 0s, {}, true},
      {60s, 0s, 60s, 60s, {}, true},
      {60s, 60s, 60s, 30s, {}, true},
      {60s, 30s, 60s, 60s, {}, true},
      {0s, 0s, 60s, 60s, {}, false},
      // The picture.
      {0s, 0s, 60s, 60s, Box(0, 0, 1, 0.75), false},
      {0s, 0s, 60s, 60s, Box(0, 0, 1, 0.74), true},
      {60s, 60s, 60s, 60s, Box(0.5, 0.5, 1, 1), true},
      // What was cropped away is not in the upload's picture.
      {0s, 0s, 60s, 60s, Box(-1, -1, 2, 2), false},
      {0s, 0s, 60s, 60s, Box(0.5, 0, 9, 1), true},
      {0s, 0s, 60s, 60s, Box(2, 2, 3, 3), true},
      // Mirrored: the corners the other way round.
      {0s, 0s, 60s, 60s, {{1, 0}, {0, 0}, {0, 1}, {1, 1}}, false},
      // Turned by 45 degrees: an octagon of 78 % of the picture is left, and a
      // square of 50 %.
      {0s,
       0s,
       60s,
       60s,
       {{0.5, -0.25}, {1.25, 0.5}, {0.5, 1.25}, {-0.25, 0.5}},
       false},
      {0s, 0s, 60s, 60s, {{0.5, 0}, {1, 0.5}, {0.5, 1}, {0, 0.5}}, true}};
  for (size_t i = 0; i < std::size(rows); ++i) {
    SCOPED_TRACE(i);
    const CombinedRow& row = rows[i];
    DecisionInputs inputs = InputsOf({});
    inputs.audio.total = row.audio;
    inputs.video.total = row.video;
    if (row.audio_matched > 0s) {
      inputs.matches.push_back(
          PartOf("r", {0s, row.audio_matched}, {0s, row.audio_matched}));
    }
    if (row.video_matched > 0s) {
      inputs.matches.push_back(
          PartOf("r", {0s, row.video_matched}, {0s, row.video_matched}));
      inputs.matches.back().match.modality = Modality::kVideo;
      inputs.matches.back().match.region = row.region;
    }
    for (const Finding& finding : FindingsOf(inputs)) {
      EXPECT_EQ(finding.use.combined, row.combined);
    }
  }
}

TEST(UseMeasuresTest, AnotherWorkInTheUploadIsOtherContent) {
  DecisionInputs inputs =
      InputsOf({MatchOf("w", {HoldBy("o", Action::kTrack)}, {0s, 30s}),
                MatchOf("x", {HoldBy("o", Action::kTrack)}, {30s, 60s})});
  inputs.video = kAbsent;
  const std::vector<Finding> findings = FindingsOf(inputs);
  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_TRUE(findings[0].use.combined);
  EXPECT_TRUE(findings[1].use.combined);
}

TEST(UseMeasuresTest, OfSeveralPlacesInThePictureTheLargestCounts) {
  OwnedMatch inset = PartOf("r", {0s, 60s}, {0s, 60s});
  inset.match.modality = Modality::kVideo;
  inset.match.region = Box(0, 0, 0.5, 0.5);
  OwnedMatch whole = inset;
  whole.match.region = Box(0, 0, 1, 1);
  DecisionInputs inputs = InputsOf({inset, whole});
  inputs.audio = kAbsent;
  EXPECT_FALSE(FindingsOf(inputs)[0].use.combined);
  inputs.matches[1].exclusions = {{0s, 200s}};
  EXPECT_TRUE(FindingsOf(inputs)[0].use.combined);
}

// What of the owner's works is in the upload decides: TRACK up to `total`,
// REVIEW beyond.
Policy MixPolicy(MediaTime total) {
  PolicyRule rule = MakeRule("mixes", Action::kReview);
  rule.total_matched_us.least = total.count() + 1;
  return MakePolicy("mix", Action::kTrack, {rule});
}

TEST(UseMeasuresTest, TotalIsOfAllWorksOfTheOwnerInTheModality) {
  const auto action = [](MediaTime total) {
    const Hold o = HoldBy("o", MixPolicy(total));
    const Hold p = HoldBy("p", Action::kAllow);
    // 8 s and 7 s of o's, in the same place; its video and p's do not count,
    // and two holds on one work count it once.
    return Decide(InputsOf({MatchOf("w", {o, MusicalWork(o)}, {0s, 8s}),
                            MatchOf("x", {p, o}, {3s, 10s}),
                            MatchOf("w", {o, MusicalWork(o)}, {0s, 9s},
                                    kBeyondDoubt, Modality::kVideo),
                            MatchOf("y", {p}, {20s, 50s})}))
        .action;
  };
  EXPECT_EQ(action(15s), Action::kTrack);
  EXPECT_EQ(action(15s - 1us), Action::kReview);
}

TEST(UseMeasuresTest, TotalLeavesOutWorksThatTheOwnerDoesNotHoldHereAndNow) {
  const Hold o = HoldBy("o", MixPolicy(8s));
  const Hold lapsed =
      With(o, [](Hold& hold) { hold.ownership.time.end = kNow; });
  const Hold elsewhere =
      With(o, [](Hold& hold) { hold.ownership.territories = In({"US"}); });
  const auto action = [&](const Hold& other) {
    return Decide(PublishedIn(In({"DE"}),
                              InputsOf({MatchOf("w", {o}, {0s, 8s}),
                                        MatchOf("x", {other}, {20s, 28s})})))
        .action;
  };
  EXPECT_EQ(action(o), Action::kReview);
  EXPECT_EQ(action(lapsed), Action::kTrack);
  EXPECT_EQ(action(elsewhere), Action::kTrack);
}

TEST(UseMeasuresTest, PolicyOfTheOwnerSeesTheMeasures) {
  PolicyRule rule = MakeRule("nearly whole", Action::kReview);
  rule.matched_us.least = std::chrono::microseconds(20s).count();
  rule.upload_share = {0.3, 0.4};
  rule.reference_share = {0.05, 0.15};
  rule.combined = true;
  rule.alterations = {Alteration::kMirrored, Alteration::kSpeed};
  rule.purposes = {Purpose::kNone};
  rule.incomes = {Income::kUndeclared};
  rule.accounts = {"account"};
  const Hold hold = HoldBy("o", MakePolicy("p", Action::kTrack, {rule}));
  OwnedMatch found = MatchOf("w", {hold});
  EXPECT_EQ(Decide(InputsOf({found})).action, Action::kTrack);
  found.match.change.speed = 1.25;
  EXPECT_EQ(Decide(InputsOf({found})).action, Action::kReview);
}

// Territories.

TEST(TerritoryActionsTest, StrongestActionHolds) {
  const Decision decision = Decide(PublishedIn(
      In({"FR", "DE"}),
      InputsOf({MatchOf("a", {HoldBy("g", Action::kTakedown, In({"DE"}))}),
                MatchOf("b", {HoldBy("x", Action::kTrack)})})));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"DE", Action::kTakedown},
                          TerritoryAction{"FR", Action::kTrack}));
  EXPECT_EQ(decision.action, Action::kTakedown);
  ASSERT_THAT(
      RulesOf(decision),
      ElementsAre(Rule::kOwnerPolicy, Rule::kOwnerPolicy, Rule::kNoRights));
  EXPECT_EQ(decision.reasons[0].territories, In({"DE"}));
  EXPECT_EQ(decision.reasons[1].territories, TerritorySet());
  EXPECT_EQ(decision.reasons[2].territories, In({"FR"}));
}

TEST(TerritoryActionsTest, PublishedEverywhereNamesTheRestAndWhatDiffers) {
  const std::vector<OwnedMatch> matches = {
      MatchOf("a", {HoldBy("o", Action::kTakedown, In({"FR", "DE"}))}),
      MatchOf("b", {HoldBy("o", Action::kTrack, In({"US"}))}),
      MatchOf("c", {HoldBy("o", Action::kAllow, In({"JP"}))})};
  EXPECT_THAT(Decide(InputsOf(matches)).territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kAllow},
                          TerritoryAction{"DE", Action::kTakedown},
                          TerritoryAction{"FR", Action::kTakedown},
                          TerritoryAction{"US", Action::kTrack}));
}

TEST(TerritoryActionsTest, PublishedInSomePlacesNamesAllOfThem) {
  const std::vector<OwnedMatch> matches = {
      MatchOf("a", {HoldBy("o", Action::kTakedown, In({"FR", "DE"}))})};
  EXPECT_THAT(Decide(PublishedIn(In({"DE", "JP", "US"}), InputsOf(matches)))
                  .territory_actions,
              ElementsAre(TerritoryAction{"DE", Action::kTakedown},
                          TerritoryAction{"JP", Action::kAllow},
                          TerritoryAction{"US", Action::kAllow}));
}

TEST(TerritoryActionsTest, PublishedInAllButSomeLeavesThoseOut) {
  const TerritorySet publication = TerritorySet::AllBut({"FR", "US"});
  const Decision decision = Decide(PublishedIn(
      publication, InputsOf({MatchOf("a", {HoldBy("o", Action::kTakedown,
                                                  In({"FR", "DE"}))}),
                             MatchOf("b", {HoldBy("o", Action::kTrack)})})));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kTrack},
                          TerritoryAction{"DE", Action::kTakedown}));
  ASSERT_THAT(decision.reasons, SizeIs(3));
  EXPECT_EQ(decision.reasons[0].territories, In({"DE"}));
  // All of the publication is everywhere.
  EXPECT_EQ(decision.reasons[1].territories, TerritorySet());
  EXPECT_EQ(decision.reasons[2].territories, publication - In({"DE"}));
}

TEST(TerritoryActionsTest, RightsMayHoldEverywhereButSomewhere) {
  DecisionInputs inputs =
      InputsOf({MatchOf("w", {HoldBy("o", Action::kTakedown,
                                     TerritorySet::AllBut({"DE", "US"}))})});
  EXPECT_THAT(Decide(inputs).territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kTakedown},
                          TerritoryAction{"DE", Action::kAllow},
                          TerritoryAction{"US", Action::kAllow}));
  inputs.territories = In({"FR", "US"});
  EXPECT_THAT(Decide(inputs).territory_actions,
              ElementsAre(TerritoryAction{"FR", Action::kTakedown},
                          TerritoryAction{"US", Action::kAllow}));
}

TEST(DecisionTest, NoRightsWhereItIsPublishedIsAllowedAndSaid) {
  const Decision decision = Decide(PublishedIn(
      In({"FR"}),
      InputsOf({MatchOf("w", {HoldBy("o", Action::kTakedown, In({"DE"}))})})));
  EXPECT_EQ(decision.action, Action::kAllow);
  EXPECT_THAT(decision.reasons,
              ElementsAre(Reason{.rule = Rule::kNoRights,
                                 .work = WorkId{"w"},
                                 .modality = Modality::kAudio}));
}

TEST(DecisionTest, NoRightsIsSaidOfAWorkThatNobodyHolds) {
  EXPECT_THAT(RulesOf(Decide(InputsOf({MatchOf("w", {})}))),
              ElementsAre(Rule::kNoRights));
}

TEST(DecisionTest, RightsHoldFromTheirStartToJustBeforeTheirEnd) {
  const auto rules = [](const TimeSpan& time) {
    return RulesOf(Decide(InputsOf(
        {MatchOf("w", {With(HoldBy("o", Action::kTakedown), [&](Hold& hold) {
                   hold.ownership.time = time;
                 })})})));
  };
  const absl::Duration tick = absl::Nanoseconds(1);
  EXPECT_THAT(rules({kNow, absl::InfiniteFuture()}),
              ElementsAre(Rule::kOwnerPolicy));
  EXPECT_THAT(rules({absl::InfinitePast(), kNow + tick}),
              ElementsAre(Rule::kOwnerPolicy));
  EXPECT_THAT(rules({kNow + tick, absl::InfiniteFuture()}),
              ElementsAre(Rule::kNoRights));
  EXPECT_THAT(rules({absl::InfinitePast(), kNow}),
              ElementsAre(Rule::kNoRights));
}

// Shares.

TEST(ConflictRuleTest, HoldsATakedownOnlyWhereTheSharesAreMoreThanTheWhole) {
  const Decision decision = Decide(InputsOf(
      {MatchOf("w", {HoldBy("a", Action::kTakedown, In({"DE", "FR"})),
                     HoldBy("b", Action::kTakedown, In({"FR", "US"}))})}));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kAllow},
                          TerritoryAction{"DE", Action::kTakedown},
                          TerritoryAction{"FR", Action::kReview},
                          TerritoryAction{"US", Action::kTakedown}));
  ASSERT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerPolicy, Rule::kOwnerPolicy,
                          Rule::kConflictingOwners, Rule::kConflictingOwners,
                          Rule::kNoRights));
  EXPECT_EQ(decision.reasons[2].owner, OwnerId{"a"});
  EXPECT_EQ(decision.reasons[3].owner, OwnerId{"b"});
  EXPECT_EQ(decision.reasons[2].territories, In({"FR"}));
  EXPECT_EQ(decision.reasons[4].territories,
            TerritorySet::AllBut({"DE", "FR", "US"}));
}

TEST(ConflictRuleTest, SharesUpToTheWholeAreNone) {
  const auto rules = [](int a, int b, int c) {
    return RulesOf(Decide(
        InputsOf({MatchOf("w", {ShareOf(a, HoldBy("a", Action::kTakedown)),
                                ShareOf(b, HoldBy("b", Action::kAllow)),
                                ShareOf(c, HoldBy("c", Action::kAllow))})})));
  };
  EXPECT_THAT(
      rules(5000, 2500, 2500),
      ElementsAre(Rule::kNotExclusive, Rule::kOwnerPolicy, Rule::kOwnerPolicy));
  EXPECT_THAT(rules(5000, 2500, 2501),
              ElementsAre(Rule::kConflictingOwners, Rule::kNotExclusive,
                          Rule::kOwnerPolicy, Rule::kOwnerPolicy));
}

TEST(ConflictRuleTest, RightsHaveOwnersOfTheirOwn) {
  const Decision decision = Decide(InputsOf(
      {MatchOf("w", {HoldBy("label", Action::kTakedown),
                     MusicalWork(HoldBy("publisher", Action::kTakedown))})}));
  EXPECT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerPolicy, Rule::kOwnerPolicy));
  EXPECT_EQ(decision.reasons[0].right, Right::kRecording);
  EXPECT_EQ(decision.reasons[1].right, Right::kMusicalWork);
}

TEST(ConflictRuleTest, IsOfTheRightInWhichItIs) {
  const Decision decision = Decide(
      InputsOf({MatchOf("w", {HoldBy("label", Action::kTakedown),
                              MusicalWork(HoldBy("p1", Action::kTakedown)),
                              MusicalWork(HoldBy("p2", Action::kTakedown))})}));
  EXPECT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerPolicy, Rule::kConflictingOwners,
                          Rule::kConflictingOwners));
  EXPECT_EQ(decision.reasons[0].owner, OwnerId{"label"});
}

TEST(ConflictRuleTest, SeveralHoldsOfOneOwnerAreNone) {
  const Decision decision = Decide(
      InputsOf({MatchOf("w", {HoldBy("o", Action::kTrack),
                              HoldBy("o", Action::kTakedown, In({"DE"}))})}));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kTrack},
                          TerritoryAction{"DE", Action::kTakedown}));
}

TEST(ConflictRuleTest, OwnerHasTheLargestOfItsShares) {
  const auto conflict = [](int second) {
    const Decision decision = Decide(
        InputsOf({MatchOf("w", {ShareOf(3000, HoldBy("a", Action::kTakedown)),
                                ShareOf(second, HoldBy("a", Action::kTakedown)),
                                ShareOf(6000, HoldBy("b", Action::kAllow))})}));
    return RulesOf(decision).front() == Rule::kConflictingOwners;
  };
  EXPECT_FALSE(conflict(4000));
  EXPECT_TRUE(conflict(4001));
}

TEST(ConflictRuleTest, LapsedHoldsAndOthersTerritoriesAreNone) {
  const auto lapse = [](Hold& hold) { hold.ownership.time.end = kNow; };
  EXPECT_THAT(RulesOf(Decide(InputsOf(
                  {MatchOf("w", {HoldBy("a", Action::kTakedown),
                                 With(HoldBy("b", Action::kTrack), lapse)})}))),
              ElementsAre(Rule::kOwnerPolicy));
  EXPECT_THAT(RulesOf(Decide(PublishedIn(
                  In({"DE"}),
                  InputsOf({MatchOf(
                      "w", {HoldBy("a", Action::kTakedown, In({"DE", "US"})),
                            HoldBy("b", Action::kTrack, In({"US"}))})})))),
              ElementsAre(Rule::kOwnerPolicy));
}

// Licences.

Licence MakeLicence(std::string id = "l", const std::string& owner = "o") {
  Licence licence;
  licence.id = {std::move(id)};
  licence.owner = {owner};
  licence.revision = 3;
  return licence;
}

// 20 s of the audio of `w`, which its owner counts to catalogue `c`, in
// commercial use.
DecisionInputs LicensedInputs(const Licence& licence) {
  Hold hold = HoldBy("o", Action::kTakedown);
  hold.ownership.catalogue = {"c"};
  DecisionInputs inputs = InputsOf({MatchOf("w", {hold})});
  inputs.income = Income::kCommercial;
  inputs.licences = {licence};
  return inputs;
}

TEST(LicenceRuleTest, UseIsAllowedUnderItAndTheReasonNamesIt) {
  const Decision decision = Decide(LicensedInputs(MakeLicence()));
  EXPECT_EQ(decision.action, Action::kAllow);
  EXPECT_THAT(decision.reasons, ElementsAre(Reason{.rule = Rule::kLicence,
                                                   .work = WorkId{"w"},
                                                   .modality = Modality::kAudio,
                                                   .owner = OwnerId{"o"},
                                                   .right = Right::kRecording,
                                                   .wanted = Action::kTakedown,
                                                   .policy = {"p"},
                                                   .policy_version = 1,
                                                   .licence = {"l"},
                                                   .licence_revision = 3}));
}

struct LicenceRow {
  const char* name;
  void (*change)(Licence&);
  bool covers;
};

TEST(LicenceRuleTest, EachConditionMustBeMet) {
  const LicenceRow rows[] = {
      {"another owner's", [](Licence& l) { l.owner = {"p"}; }, false},
      {"of the work",
       [](Licence& l) {
         l.works = {{"v"}, {"w"}};
       },
       true},
      {"of another work", [](Licence& l) { l.works = {{"v"}}; }, false},
      {"of the catalogue", [](Licence& l) { l.catalogue = {"c"}; }, true},
      {"of another catalogue", [](Licence& l) { l.catalogue = {"d"}; }, false},
      {"of the work in another catalogue",
       [](Licence& l) {
         l.works = {{"w"}};
         l.catalogue = {"d"};
       },
       false},
      {"to the account",
       [](Licence& l) {
         l.accounts = {"abc", "account", "xyz"};
       },
       true},
      {"to other accounts",
       [](Licence& l) {
         l.accounts = {"abc", "xyz"};
       },
       false},
      {"from now", [](Licence& l) { l.time.start = kNow; }, true},
      {"from later",
       [](Licence& l) { l.time.start = kNow + absl::Nanoseconds(1); }, false},
      {"until now", [](Licence& l) { l.time.end = kNow; }, false},
      {"until later",
       [](Licence& l) { l.time.end = kNow + absl::Nanoseconds(1); }, true},
      {"audio", [](Licence& l) { l.modality = Modality::kAudio; }, true},
      {"video", [](Licence& l) { l.modality = Modality::kVideo; }, false},
      {"as long", [](Licence& l) { l.longest_use = 20s; }, true},
      {"shorter", [](Licence& l) { l.longest_use = 20s - 1us; }, false},
      {"the income",
       [](Licence& l) {
         l.incomes = {Income::kAdvertising, Income::kCommercial};
       },
       true},
      {"other income", [](Licence& l) { l.incomes = {Income::kUndeclared}; },
       false},
      {"elsewhere", [](Licence& l) { l.territories = In({"DE"}); }, false},
      {"here",
       [](Licence& l) {
         l.territories = In({"DE", "US"});
       },
       true}};
  for (const LicenceRow& row : rows) {
    SCOPED_TRACE(row.name);
    Licence licence = MakeLicence();
    row.change(licence);
    const Decision decision =
        Decide(PublishedIn(In({"US"}), LicensedInputs(licence)));
    EXPECT_THAT(RulesOf(decision),
                ElementsAre(row.covers ? Rule::kLicence : Rule::kOwnerPolicy));
    EXPECT_EQ(decision.action, row.covers ? Action::kAllow : Action::kTakedown);
  }
}

TEST(LicenceRuleTest, LongestUseIsOfAllMatchesOfTheWork) {
  Licence licence = MakeLicence();
  licence.longest_use = 39s;
  DecisionInputs inputs = LicensedInputs(licence);
  inputs.matches.push_back(inputs.matches[0]);
  inputs.matches[1].match.query = {30s, 49s};
  EXPECT_EQ(Decide(inputs).action, Action::kAllow);
  inputs.matches[1].match.query = {30s, 50s};
  EXPECT_EQ(Decide(inputs).action, Action::kTakedown);
}

TEST(LicenceRuleTest, HoldsInItsTerritoriesAlone) {
  Licence licence = MakeLicence();
  licence.territories = TerritorySet::AllBut({"US"});
  const Decision decision = Decide(LicensedInputs(licence));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kAllow},
                          TerritoryAction{"US", Action::kTakedown}));
  ASSERT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerPolicy, Rule::kLicence));
  EXPECT_EQ(decision.reasons[0].territories, In({"US"}));
  EXPECT_EQ(decision.reasons[1].territories, TerritorySet::AllBut({"US"}));
}

TEST(LicenceRuleTest, OfSeveralTheFirstByIdIsNamedInEachPlace) {
  Licence some = MakeLicence("a");
  some.territories = In({"DE", "FR"});
  DecisionInputs inputs = LicensedInputs(MakeLicence("b"));
  inputs.licences.push_back(some);
  const Decision decision = Decide(inputs);
  ASSERT_THAT(RulesOf(decision), ElementsAre(Rule::kLicence, Rule::kLicence));
  EXPECT_EQ(decision.reasons[0].licence, LicenceId{"a"});
  EXPECT_EQ(decision.reasons[0].territories, In({"DE", "FR"}));
  EXPECT_EQ(decision.reasons[1].licence, LicenceId{"b"});
  EXPECT_EQ(decision.reasons[1].territories,
            TerritorySet::AllBut({"DE", "FR"}));
}

TEST(LicenceRuleTest, AllowsWhateverThePolicyAsksForButAllow) {
  for (const Action action : kAllActions) {
    DecisionInputs inputs = InputsOf({MatchOf("w", {HoldBy("o", action)})});
    inputs.licences = {MakeLicence()};
    const Decision decision = Decide(inputs);
    EXPECT_EQ(decision.action, Action::kAllow);
    EXPECT_THAT(RulesOf(decision),
                ElementsAre(action == Action::kAllow ? Rule::kOwnerPolicy
                                                     : Rule::kLicence));
  }
}

TEST(LicenceRuleTest, LeavesNothingForAPersonToSettle) {
  Hold hold = ShareOf(5000, HoldBy("o", Action::kTakedown));
  hold.owner.trust = Trust::kProbation;
  OwnedMatch found = MatchOf("w", {hold}, {0s, 4s});
  found.quarantined = true;
  DecisionInputs inputs = InputsOf({found});
  inputs.purpose = Purpose::kLicensed;
  EXPECT_EQ(Decide(inputs).action, Action::kReview);
  inputs.licences = {MakeLicence()};
  EXPECT_THAT(RulesOf(Decide(inputs)), ElementsAre(Rule::kLicence));
}

TEST(LicenceRuleTest, BindsTheOwnerThatGaveItForAllOfItsRightsAndNobodyElse) {
  DecisionInputs inputs =
      InputsOf({MatchOf("w", {HoldBy("o", Action::kTakedown),
                              MusicalWork(HoldBy("o", Action::kTakedown)),
                              MusicalWork(HoldBy("p", Action::kReview))})});
  inputs.licences = {MakeLicence()};
  const Decision decision = Decide(inputs);
  EXPECT_EQ(decision.action, Action::kReview);
  ASSERT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerPolicy, Rule::kLicence, Rule::kLicence));
  EXPECT_EQ(decision.reasons[0].owner, OwnerId{"p"});
}

// Own accounts.

Hold OwnAccountHold(Action action) {
  Hold hold = HoldBy("o", action);
  hold.owner.accounts = {"abc", "account", "xyz"};
  return hold;
}

TEST(OwnAccountRuleTest, OwnersMayDoAnythingWithTheirWorks) {
  for (const Action action : kAllActions) {
    DecisionInputs inputs =
        InputsOf({MatchOf("w", {OwnAccountHold(action)}, {0s, 4s})});
    inputs.purpose = Purpose::kParody;
    const Decision decision = Decide(inputs);
    EXPECT_EQ(decision.action, Action::kAllow);
    ASSERT_THAT(RulesOf(decision),
                ElementsAre(action == Action::kAllow ? Rule::kOwnerPolicy
                                                     : Rule::kOwnAccount));
    EXPECT_EQ(decision.reasons[0].owner, OwnerId{"o"});
    EXPECT_EQ(decision.reasons[0].wanted, action);
  }
}

TEST(OwnAccountRuleTest, OthersAccountsAreNot) {
  for (const char* account : {"", "accoun", "abcd", "zzz"}) {
    DecisionInputs inputs =
        InputsOf({MatchOf("w", {OwnAccountHold(Action::kTakedown)})});
    inputs.account_token = account;
    EXPECT_EQ(Decide(inputs).action, Action::kTakedown) << account;
  }
}

TEST(OwnAccountRuleTest, ComesBeforeLicences) {
  DecisionInputs inputs =
      InputsOf({MatchOf("w", {OwnAccountHold(Action::kTakedown)})});
  inputs.licences = {MakeLicence()};
  const Decision decision = Decide(inputs);
  ASSERT_THAT(RulesOf(decision), ElementsAre(Rule::kOwnAccount));
  EXPECT_EQ(decision.reasons[0].licence, LicenceId{});
}

TEST(OwnAccountRuleTest, BindsNoOtherOwnerOfTheWork) {
  const Decision decision = Decide(
      InputsOf({MatchOf("w", {OwnAccountHold(Action::kTakedown),
                              MusicalWork(HoldBy("p", Action::kTakedown))})}));
  EXPECT_EQ(decision.action, Action::kTakedown);
  ASSERT_THAT(RulesOf(decision),
              ElementsAre(Rule::kOwnerPolicy, Rule::kOwnAccount));
  EXPECT_EQ(decision.reasons[0].owner, OwnerId{"p"});
}

// Reasons.

TEST(ReasonsTest, OneStandsForAllMatchesOfItsWork) {
  std::vector<OwnedMatch> matches;
  for (int i = 0; i < 40; ++i) {
    const TimeRange query{std::chrono::seconds(20 * i),
                          std::chrono::seconds(20 * i + 12)};
    matches.push_back(MatchOf("w", {HoldBy("o", Action::kTrack)}, query));
  }
  EXPECT_THAT(Decide(InputsOf(matches)).reasons, SizeIs(1));
}

TEST(ReasonsTest, HoldsThatDifferInPlaceAloneGiveOne) {
  const Decision decision = Decide(PublishedIn(
      In({"DE", "FR", "US"}),
      InputsOf({MatchOf(
          "w", {HoldBy("o", Action::kTrack, In({"DE"})),
                HoldBy("o", Action::kTrack, In({"FR"})),
                HoldBy("o", MakePolicy("q", Action::kTrack), In({"US"}))})})));
  ASSERT_THAT(decision.reasons, SizeIs(2));
  EXPECT_EQ(decision.reasons[0].policy, PolicyId{"p"});
  EXPECT_EQ(decision.reasons[0].territories, In({"DE", "FR"}));
  EXPECT_EQ(decision.reasons[1].policy, PolicyId{"q"});
  EXPECT_EQ(decision.reasons[1].territories, In({"US"}));
}

TEST(ReasonsTest, RulesOfOnePolicyDecideInTheirTerritories) {
  PolicyRule german = MakeRule("german", Action::kTakedown);
  german.territories = In({"DE"});
  PolicyRule american = MakeRule("american", Action::kTakedown);
  american.territories = In({"DE", "US"});
  american.modality = Modality::kVideo;
  const Hold hold =
      HoldBy("o", MakePolicy("p", Action::kTrack, {german, american}));
  const Decision decision = Decide(
      InputsOf({MatchOf("w", {hold}),
                MatchOf("w", {hold}, kLong, kBeyondDoubt, Modality::kVideo)}));
  EXPECT_THAT(decision.territory_actions,
              ElementsAre(TerritoryAction{"001", Action::kTrack},
                          TerritoryAction{"DE", Action::kTakedown},
                          TerritoryAction{"US", Action::kTakedown}));
  std::vector<std::string> rules;
  for (const Reason& reason : decision.reasons) {
    rules.push_back(reason.policy_rule);
  }
  EXPECT_THAT(rules, ElementsAre("german", "american", "german", "", ""));
}

TEST(ReasonsTest, StandStrongestFirstThenByWorkOwnerModalityRight) {
  const Decision decision =
      Decide(InputsOf({MatchOf("a", {HoldBy("o", Action::kAllow)}),
                       MatchOf("b", {HoldBy("p", Action::kTakedown)}),
                       MatchOf("c", {HoldBy("q", Action::kTrack)}),
                       MatchOf("d", {HoldBy("r", Action::kReview)}),
                       MatchOf("e", {HoldBy("s", Action::kLicensingRequired)}),
                       MatchOf("f", {HoldBy("t", Action::kTrack),
                                     MusicalWork(HoldBy("t", Action::kTrack)),
                                     HoldBy("s", Action::kTrack)}),
                       MatchOf("f",
                               {HoldBy("t", Action::kTrack),
                                MusicalWork(HoldBy("t", Action::kTrack)),
                                HoldBy("s", Action::kTrack)},
                               kLong, kBeyondDoubt, Modality::kVideo)}));
  std::vector<std::string> found;
  for (const Reason& reason : decision.reasons) {
    found.push_back(reason.work->value + reason.owner->value +
                    (reason.modality == Modality::kVideo ? "v" : "a") +
                    (reason.right == Right::kMusicalWork ? "m" : "r"));
  }
  EXPECT_THAT(found, ElementsAre("bpar", "drar", "esar", "cqar", "fsar", "fsvr",
                                 "ftar", "ftam", "ftvr", "ftvm", "aoar"));
}

// Random uploads of a small world of owners, works and territories.
class RandomInputs {
 public:
  // `plain`: policies without rules, and no quarantine.
  explicit RandomInputs(uint32_t seed, bool plain = false)
      : random_(seed), plain_(plain) {
    std::vector<Owner> owners;
    for (const char* id : {"o", "p", "q"}) {
      Owner owner;
      owner.id = {id};
      owner.trust = Below(3) == 0 ? Trust::kProbation : Trust::kTrusted;
      if (Below(4) == 0) owner.accounts = {"account"};
      owners.push_back(owner);
    }
    std::vector<std::shared_ptr<const Policy>> policies;
    for (const char* id : {"p1", "p2", "p3", "p4"}) {
      policies.push_back(std::make_shared<const Policy>(RandomPolicy(id)));
    }
    for (auto& holds : holds_of_work_) {
      std::vector<Hold> made;
      for (int count = Below(5); count > 0; --count) {
        Hold hold;
        hold.owner = owners[Below(3)];
        hold.ownership.owner = hold.owner.id;
        if (Below(3) == 0) hold.ownership.right = Right::kMusicalWork;
        hold.ownership.territories = Territories();
        if (Below(2) == 0) hold.ownership.share = 1000 * (1 + Below(10));
        if (Below(6) == 0) hold.ownership.time.end = kNow;
        if (Below(2) == 0) hold.ownership.catalogue = {"c"};
        hold.policy = policies[Below(4)];
        made.push_back(std::move(hold));
      }
      holds = std::make_shared<const std::vector<Hold>>(std::move(made));
    }
  }

  OwnedMatch Match() {
    const int work = Below(3);
    const MediaTime start = std::chrono::seconds(Below(50));
    OwnedMatch found =
        MatchOf(std::string(1, static_cast<char>('u' + work)), {},
                {start, start + std::chrono::seconds(3 + Below(25))},
                Below(3) == 0 ? 1e-4 : 1e-9,
                Below(2) == 0 ? Modality::kAudio : Modality::kVideo);
    found.holds = holds_of_work_[work];
    found.match.reference = {Below(2) == 0 ? "r" : "s"};
    found.attested = Below(4) != 0;
    found.quarantined = !plain_ && Below(5) == 0;
    if (Below(3) == 0) found.exclusions = {Part()};
    if (Below(3) == 0) found.contested = {Part()};
    if (Below(5) == 0) found.match.change.speed = 1.25;
    return found;
  }

  DecisionInputs Inputs() {
    DecisionInputs inputs = InputsOf({});
    for (int count = Below(6); count > 0; --count) {
      inputs.matches.push_back(Match());
    }
    for (int count = Below(3); count > 0; --count) {
      Licence licence = MakeLicence("l" + std::to_string(count),
                                    std::string(1, "opq"[Below(3)]));
      licence.territories = Territories();
      if (Below(2) == 0) licence.longest_use = 15s;
      if (Below(3) == 0) licence.catalogue = {"c"};
      if (Below(3) == 0) licence.works = {{"u"}, {"w"}};
      inputs.licences.push_back(std::move(licence));
    }
    if (Below(4) == 0) inputs.video = Damaged();
    if (Below(4) == 0) inputs.purpose = kAllPurposes[Below(5)];
    inputs.territories = Territories();
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

  TimeRange Part() {
    const MediaTime start = std::chrono::seconds(Below(60));
    return {start, start + std::chrono::seconds(1 + Below(30))};
  }

  TerritorySet Territories() {
    std::vector<std::string> codes;
    for (const char* code : {"DE", "FR", "US"}) {
      if (Below(3) == 0) codes.emplace_back(code);
    }
    return Below(3) == 0 ? TerritorySet::AllBut(codes)
                         : TerritorySet::Of(codes);
  }

  Policy RandomPolicy(const char* id) {
    Policy policy = MakePolicy(id, kAllActions[Below(5)]);
    for (int count = plain_ ? 0 : Below(4); count > 0; --count) {
      PolicyRule rule =
          MakeRule("rule " + std::to_string(count), kAllActions[Below(5)]);
      rule.territories = Territories();
      if (Below(3) == 0) rule.modality = Modality::kAudio;
      if (Below(3) == 0) rule.matched_us.least = 15'000'000;
      if (Below(3) == 0) rule.total_matched_us.least = 30'000'000;
      if (Below(3) == 0) rule.reference_share.least = 0.1;
      if (Below(4) == 0) rule.alterations = {Alteration::kSpeed};
      if (Below(4) == 0) rule.combined = Below(2) == 0;
      policy.rules.push_back(std::move(rule));
    }
    return policy;
  }

  std::mt19937 random_;
  bool plain_;
  std::array<std::shared_ptr<const std::vector<Hold>>, 3> holds_of_work_;
};

// The slow and obvious way: what must be the reasons in one territory.
class Oracle {
 public:
  Oracle(const DecisionInputs& inputs, const std::string& territory)
      : inputs_(inputs), territory_(territory), findings_(FindingsOf(inputs)) {
    for (const Finding& finding : findings_) AddFinding(finding);
    if (inputs_.video.state == Coverage::State::kDamaged) {
      Add({.rule = Rule::kNotSeen,
           .action = Action::kReview,
           .modality = Modality::kVideo});
    }
    if (reasons_.empty()) Add({.rule = Rule::kNoMatch});
  }

  // Without their territories.
  const std::vector<Reason>& reasons() const { return reasons_; }

  Action action() const {
    Action strongest = Action::kAllow;
    for (const Reason& reason : reasons_) {
      strongest = std::max(strongest, reason.action);
    }
    return strongest;
  }

 private:
  void Add(const Reason& reason) {
    if (std::find(reasons_.begin(), reasons_.end(), reason) == reasons_.end()) {
      reasons_.push_back(reason);
    }
  }

  bool IsInForce(const Hold& hold) const {
    return hold.ownership.time.start <= inputs_.now &&
           inputs_.now < hold.ownership.time.end;
  }

  bool IsHere(const Hold& hold) const {
    return IsInForce(hold) && hold.ownership.territories.Contains(territory_);
  }

  bool IsConflict(const Finding& finding, Right right) const {
    std::map<OwnerId, int> shares;
    for (const Hold& hold : *finding.holds) {
      if (!IsHere(hold) || hold.ownership.right != right) continue;
      int& share = shares[hold.owner.id];
      share = std::max(share, hold.ownership.share);
    }
    int total = 0;
    for (const auto& [owner, share] : shares) total += share;
    return total > kWholeShare;
  }

  MediaTime TotalOf(const OwnerId& owner, Modality modality) const {
    MediaTime total{0};
    for (const Finding& finding : findings_) {
      if (finding.modality != modality) continue;
      const bool owned = std::any_of(
          finding.holds->begin(), finding.holds->end(), [&](const Hold& hold) {
            return hold.owner.id == owner && IsInForce(hold) &&
                   !(hold.ownership.territories & inputs_.territories).empty();
          });
      if (owned) total += finding.use.matched;
    }
    return total;
  }

  void AddFinding(const Finding& finding) {
    const Reason plain{.work = finding.work, .modality = finding.modality};
    if (finding.intervals.empty()) {
      Reason excluded = plain;
      excluded.rule = Rule::kExcluded;
      Add(excluded);
      return;
    }
    bool held = false;
    for (const Hold& hold : *finding.holds) {
      if (!IsHere(hold)) continue;
      held = true;
      AddHold(finding, hold, plain);
    }
    if (held) return;
    Reason nobodys = plain;
    nobodys.rule = Rule::kNoRights;
    Add(nobodys);
  }

  void AddHold(const Finding& finding, const Hold& hold, Reason reason) {
    Use use = finding.use;
    use.total_matched = TotalOf(hold.owner.id, finding.modality);
    reason.owner = hold.owner.id;
    reason.right = hold.ownership.right;
    reason.policy = hold.policy->id;
    reason.policy_version = hold.policy->version;
    ApplyPolicy(*hold.policy, use, TerritorySet::Of({territory_}),
                [&](const PolicyRule* rule, const TerritorySet&) {
                  reason.wanted =
                      rule == nullptr ? hold.policy->otherwise : rule->action;
                  if (rule != nullptr) reason.policy_rule = rule->name;
                });
    if (reason.wanted != Action::kAllow && Permits(finding, hold, use, reason))
      return;
    Ask(finding, hold, reason);
  }

  bool Permits(const Finding& finding, const Hold& hold, const Use& use,
               Reason reason) {
    for (const std::string& account : hold.owner.accounts) {
      if (account != inputs_.account_token) continue;
      reason.rule = Rule::kOwnAccount;
      Add(reason);
      return true;
    }
    const Licence* first = nullptr;
    for (const Licence& licence : inputs_.licences) {
      if (licence.owner == hold.owner.id &&
          licence.territories.Contains(territory_) &&
          Covers(licence, finding.work, hold.ownership.catalogue, use,
                 inputs_.now) &&
          (first == nullptr || licence.id < first->id)) {
        first = &licence;
      }
    }
    if (first == nullptr) return false;
    reason.rule = Rule::kLicence;
    reason.licence = first->id;
    reason.licence_revision = first->revision;
    Add(reason);
    return true;
  }

  void Ask(const Finding& finding, const Hold& hold, Reason reason) {
    const Row row = {.on_probation = hold.owner.trust == Trust::kProbation,
                     .long_enough = finding.manifest,
                     .beyond_doubt = finding.manifest,
                     .attested = finding.attested,
                     .contested = !finding.uncontested,
                     .quarantined = finding.quarantined,
                     .exclusive = hold.ownership.share == kWholeShare,
                     .conflict = IsConflict(finding, hold.ownership.right)};
    const std::vector<Rule> rules =
        ExpectedObjections(*reason.wanted, inputs_.purpose, row);
    reason.action = Action::kReview;
    for (const Rule rule : rules) {
      reason.rule = rule;
      Add(reason);
    }
    if (!rules.empty()) return;
    reason.rule = Rule::kOwnerPolicy;
    reason.action = *reason.wanted;
    Add(reason);
  }

  const DecisionInputs& inputs_;
  const std::string territory_;
  const std::vector<Finding> findings_;
  std::vector<Reason> reasons_;
};

// Of a notice that stands in `state`.
Claim NoticedClaim(const std::string& notice, ClaimState state) {
  Claim claim;
  claim.notice = {notice};
  claim.standing.state = state;
  claim.standing.noticed = true;
  claim.standing.confirmed = true;
  return claim;
}

TEST(DecisionTest, NoticeTakesDownOnceAPersonUpheldItAndNoLonger) {
  DecisionInputs inputs = InputsOf({});
  for (const ClaimState state :
       {ClaimState::kNoticed, ClaimState::kReleased, ClaimState::kReinstated,
        ClaimState::kWithdrawn, ClaimState::kExpired}) {
    inputs.claims = {NoticedClaim("n", state)};
    EXPECT_EQ(Decide(inputs).action, Action::kAllow) << static_cast<int>(state);
  }
  for (const ClaimState state :
       {ClaimState::kTakedownNoticed, ClaimState::kAppealed,
        ClaimState::kCounterNoticed, ClaimState::kLitigated}) {
    inputs.claims = {NoticedClaim("n", state)};
    const Decision decision = Decide(inputs);
    EXPECT_EQ(decision.action, Action::kTakedown) << static_cast<int>(state);
    ASSERT_THAT(decision.reasons, SizeIs(2));
    EXPECT_EQ(decision.reasons[0].rule, Rule::kNotice);
    EXPECT_EQ(decision.reasons[0].notice.value, "n");
    EXPECT_EQ(decision.reasons[1].rule, Rule::kNoMatch);
  }
}

TEST(DecisionTest, EachNoticeIsAReasonOfItsOwn) {
  DecisionInputs inputs =
      InputsOf({MatchOf("w", {HoldBy("o", Action::kTrack)})});
  inputs.claims = {NoticedClaim("n2", ClaimState::kTakedownNoticed),
                   NoticedClaim("n1", ClaimState::kTakedownNoticed)};
  inputs.claims[1].territories = In({"DE"});
  inputs.territories = In({"DE", "FR"});
  const Decision decision = Decide(inputs);
  ASSERT_THAT(decision.reasons, SizeIs(3));
  EXPECT_EQ(decision.reasons[0].notice.value, "n2");
  EXPECT_EQ(decision.reasons[1].notice.value, "n1");
  EXPECT_EQ(decision.reasons[1].territories, In({"DE"}));
  EXPECT_EQ(decision.reasons[2].rule, Rule::kOwnerPolicy);
  // Where the upload is not published, nothing is taken down.
  inputs.territories = In({"FR"});
  inputs.claims.erase(inputs.claims.begin());
  EXPECT_EQ(Decide(inputs).action, Action::kTrack);
}

TEST(DecisionTest, MaterialKnownByItsAddressAloneIsNotHeldBack) {
  DecisionInputs inputs;
  EXPECT_EQ(Decide(inputs).action, Action::kReview);
  inputs.known_by_location = true;
  const Decision decision = Decide(inputs);
  EXPECT_EQ(decision.action, Action::kAllow);
  ASSERT_THAT(decision.reasons, SizeIs(1));
  EXPECT_EQ(decision.reasons[0].rule, Rule::kNotScreened);
}

TEST(DecisionPropertyTest, EachTerritoryIsDecidedAsIfItWereTheOnlyOne) {
  for (uint32_t seed = 0; seed < 3000; ++seed) {
    const DecisionInputs inputs = RandomInputs(seed).Inputs();
    const Decision decision = Decide(inputs);
    for (const char* territory : {"001", "DE", "FR", "JP", "US"}) {
      SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << territory);
      if (!inputs.territories.Contains(territory)) {
        for (const TerritoryAction& there : decision.territory_actions) {
          ASSERT_NE(there.territory, territory);
        }
        continue;
      }
      std::vector<Reason> here;
      for (Reason reason : decision.reasons) {
        if (!reason.territories.Contains(territory)) continue;
        reason.territories = TerritorySet();
        here.push_back(std::move(reason));
      }
      const Oracle oracle(inputs, territory);
      ASSERT_THAT(here, UnorderedElementsAreArray(oracle.reasons()));
      ASSERT_EQ(ActionIn(decision, territory), oracle.action());
    }
  }
}

TEST(DecisionPropertyTest, AnotherMatchNeverWeakensThePlainActionsOfOwners) {
  for (uint32_t seed = 0; seed < 3000; ++seed) {
    RandomInputs random(seed, /*plain=*/true);
    DecisionInputs inputs = random.Inputs();
    const Decision before = Decide(inputs);
    inputs.matches.push_back(random.Match());
    const Decision after = Decide(inputs);
    ASSERT_GE(after.action, before.action) << "seed " << seed;
    for (const char* territory : {"001", "DE", "FR", "US"}) {
      if (!inputs.territories.Contains(territory)) continue;
      ASSERT_GE(ActionIn(after, territory), ActionIn(before, territory))
          << "seed " << seed << " in " << territory;
    }
  }
}

TEST(DecisionPropertyTest, OrderOfInputsDoesNotMatter) {
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    RandomInputs random(seed);
    DecisionInputs inputs = random.Inputs();
    const Decision before = Decide(inputs);
    random.Shuffle(inputs.matches);
    random.Shuffle(inputs.licences);
    for (OwnedMatch& found : inputs.matches) {
      std::vector<Hold> holds = *found.holds;
      random.Shuffle(holds);
      found.holds = std::make_shared<const std::vector<Hold>>(std::move(holds));
    }
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
