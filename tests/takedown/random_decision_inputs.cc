#include "tests/takedown/random_decision_inputs.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::TimeRange;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
constexpr double kFalseMatches = 1e-6;

bool OneIn(Random& random, int count) { return Below(random, count) == 0; }

template <typename T, size_t kCount>
T OneOf(Random& random, const T (&values)[kCount]) {
  return values[Below(random, kCount)];
}

// Each of `values` or not, in their order.
template <typename T, size_t kCount>
std::vector<T> SomeOf(Random& random, const T (&values)[kCount]) {
  std::vector<T> some;
  for (const T& value : values) {
    if (OneIn(random, 3)) some.push_back(value);
  }
  return some;
}

template <typename E, size_t kCount>
EnumSet<E> SetOf(Random& random, const E (&values)[kCount]) {
  EnumSet<E> set;
  for (const E value : SomeOf(random, values)) set.Add(value);
  return set;
}

const char* const kWorks[] = {"w1", "w2", "w3"};
const char* const kCatalogues[] = {"", "", "back", "front"};
const std::string kTokens[] = {"a", "b", "c"};
constexpr Purpose kPurposes[] = {Purpose::kNone, Purpose::kQuotation,
                                 Purpose::kParody, Purpose::kLicensed};
constexpr Income kIncomes[] = {Income::kUndeclared, Income::kNone,
                               Income::kCommercial};
constexpr Alteration kAlterations[] = {
    Alteration::kSpeed, Alteration::kPitch, Alteration::kMirrored,
    Alteration::kTurned, Alteration::kInverted};
constexpr Action kActions[] = {
    Action::kAllow,   Action::kTrack,    Action::kLicensingRequired,
    Action::kReview,  Action::kTakedown, Action::kTakedown,
    Action::kTakedown};
constexpr Modality kModalities[] = {Modality::kAudio, Modality::kVideo};

TerritorySet RandomTerritories(Random& random) {
  if (OneIn(random, 2)) return {};
  if (OneIn(random, 40)) return TerritorySet::Nowhere();
  // The first and the last code, and some in between, where words of 64 meet.
  constexpr int kPlaces[] = {0, 63, 64, 200, TerritorySet::kPositions - 2};
  TerritorySet set = TerritorySet::Nowhere();
  for (const int place : SomeOf(random, kPlaces)) set.Add(place);
  if (OneIn(random, 2)) return TerritorySet() - set;
  if (OneIn(random, 3)) set |= TerritorySet::RestOfWorld();
  return set.empty() ? TerritorySet::RestOfWorld() : set;
}

TimeSpan RandomSpan(Random& random) {
  if (OneIn(random, 2)) return {};
  const absl::Time starts[] = {absl::InfinitePast(), kNow - absl::Hours(1),
                               kNow - absl::Nanoseconds(1), kNow,
                               kNow + absl::Nanoseconds(1)};
  const absl::Time ends[] = {absl::InfiniteFuture(), kNow + absl::Hours(1),
                             kNow + absl::Nanoseconds(1),
                             absl::InfiniteFuture(), kNow};
  return {OneOf(random, starts), OneOf(random, ends)};
}

// Whole seconds, but for some.
MediaTime RandomTime(Random& random, int most_seconds) {
  const std::chrono::seconds seconds(Below(random, most_seconds + 1));
  if (!OneIn(random, 10)) return seconds;
  return seconds + MediaTime(Below(random, 3'000'001));
}

Range<int64_t> RandomTimes(Random& random) {
  Range<int64_t> range = PolicyRule().matched_us;
  if (OneIn(random, 2)) range.least = RandomTime(random, 12).count();
  if (OneIn(random, 2))
    range.most = range.least + RandomTime(random, 12).count();
  return range;
}

Range<double> RandomShares(Random& random) {
  constexpr double kShares[] = {0, 0.25, 0.5, 0.75, 0.9, 1};
  const double a = OneOf(random, kShares);
  const double b = OneIn(random, 2) ? 1 : OneOf(random, kShares);
  return {std::min(a, b), std::max(a, b)};
}

PolicyRule RandomRule(Random& random) {
  const char* const names[] = {"long", "short", "altered"};
  PolicyRule rule;
  rule.name = OneOf(random, names);
  rule.action = OneOf(random, kActions);
  if (OneIn(random, 2)) rule.territories = RandomTerritories(random);
  switch (Below(random, 15)) {
    case 0:
      rule.modality = OneOf(random, kModalities);
      break;
    case 1:
      rule.matched_us = RandomTimes(random);
      break;
    case 2:
      rule.total_matched_us = RandomTimes(random);
      break;
    case 3:
      rule.upload_share = RandomShares(random);
      break;
    case 4:
      rule.reference_share = RandomShares(random);
      break;
    case 5:
      rule.combined = OneIn(random, 2);
      break;
    case 6:
      rule.purposes = SetOf(random, kPurposes);
      break;
    case 7:
      rule.incomes = SetOf(random, kIncomes);
      break;
    case 8:
      rule.alterations = SetOf(random, kAlterations);
      break;
    case 9:
      rule.accounts = SomeOf(random, kTokens);
      break;
    case 10:
      rule.reference_share = RandomShares(random);
      rule.alterations = SetOf(random, kAlterations);
      rule.combined = OneIn(random, 2);
      break;
    case 11:
      rule.since_late_find_us = RandomTimes(random);
      break;
    default:
      break;
  }
  return rule;
}

std::shared_ptr<const Policy> RandomPolicy(Random& random) {
  const char* const ids[] = {"p1", "p2"};
  Policy policy;
  policy.id = {OneOf(random, ids)};
  policy.version = 1 + Below(random, 2);
  policy.otherwise = OneOf(random, kActions);
  for (int rules = Below(random, 4); rules > 0; --rules) {
    policy.rules.push_back(RandomRule(random));
  }
  return std::make_shared<const Policy>(std::move(policy));
}

std::vector<TimeRange> RandomRanges(Random& random, const TimeRange& around) {
  std::vector<TimeRange> ranges;
  for (int count = 1 + Below(random, 3); count > 0; --count) {
    TimeRange range;
    const MediaTime starts[] = {around.start, around.start - 1s,
                                around.start + 1s, RandomTime(random, 20)};
    range.start = OneOf(random, starts);
    if (!ranges.empty() && OneIn(random, 3)) range.start = ranges.back().end;
    const MediaTime ends[] = {around.end, around.end - 1s, around.end + 1s,
                              range.start + 1s,
                              range.start + RandomTime(random, 4)};
    range.end = std::max(range.start, OneOf(random, ends));
    ranges.push_back(range);
  }
  return ranges;
}

index::Change RandomChange(Random& random) {
  constexpr double kSpeeds[] = {1, 1, 1.02, 0.98, 1.0201, 0.9};
  constexpr double kPitches[] = {0, 0, 0.5, -0.5, 0.51, -1};
  constexpr double kTurns[] = {0, 0, 2, 358, 2.5, 357.5, 180};
  index::Change change;
  if (OneIn(random, 3)) return change;
  change.speed = OneOf(random, kSpeeds);
  change.pitch_semitones = OneOf(random, kPitches);
  change.mirrored = OneIn(random, 4);
  change.turned_degrees = OneOf(random, kTurns);
  change.inverted = OneIn(random, 4);
  return change;
}

std::vector<index::PicturePlace> RandomRegion(Random& random) {
  // All areas are exact.
  constexpr double kPlaces[] = {-0.5, 0, 0, 0.125, 0.25, 0.75, 1, 1, 1.5};
  if (OneIn(random, 3)) return {};
  std::vector<index::PicturePlace> region(OneIn(random, 10) ? 3 : 4);
  for (index::PicturePlace& corner : region) {
    corner = {OneOf(random, kPlaces), OneOf(random, kPlaces)};
  }
  if (region.size() == 4 && OneIn(random, 2)) {
    constexpr double kHeights[] = {0.625, 0.75, 1};
    const double height = OneOf(random, kHeights);
    region = {{0, 0}, {1, 0}, {1, height}, {0, height}};
  }
  return region;
}

index::Match RandomMatch(Random& random, MediaTime manifest_length) {
  const char* const references[] = {"r1", "r2"};
  const MediaTime lengths[] = {manifest_length,        manifest_length,
                               manifest_length - 1us,  2 * manifest_length,
                               RandomTime(random, 12), RandomTime(random, 12)};
  constexpr double kCounts[] = {0, 0, kFalseMatches, 1.01 * kFalseMatches};
  index::Match match;
  match.work = {OneOf(random, kWorks)};
  match.reference = {OneOf(random, references)};
  match.modality = OneOf(random, kModalities);
  match.query.start = RandomTime(random, 10);
  match.query.end = match.query.start + OneOf(random, lengths);
  match.reference_range.start = RandomTime(random, 10);
  match.reference_range.end =
      match.reference_range.start +
      (OneIn(random, 3) ? OneOf(random, lengths) : match.query.length());
  match.change = RandomChange(random);
  if (match.modality == Modality::kVideo) match.region = RandomRegion(random);
  match.score = Below(random, 100);
  match.expected_false_matches = OneOf(random, kCounts);
  return match;
}

Coverage RandomCoverage(Random& random) {
  constexpr Coverage::State kStates[] = {
      Coverage::State::kSeen, Coverage::State::kSeen, Coverage::State::kAbsent,
      Coverage::State::kDamaged};
  const MediaTime totals[] = {0s, 8s, 10s, 20s, RandomTime(random, 20)};
  Coverage coverage;
  coverage.state = OneOf(random, kStates);
  coverage.total = OneOf(random, totals);
  coverage.seen = OneIn(random, 4) ? 0s : coverage.total;
  return coverage;
}

}  // namespace

int Below(Random& random, int count) {
  return static_cast<int>(random() % static_cast<uint64_t>(count));
}

Owner RandomOwner(Random& random, std::string id) {
  Owner owner;
  owner.id = {std::move(id)};
  owner.trust =
      OneIn(random, 5) ? Owner::Trust::kProbation : Owner::Trust::kTrusted;
  if (OneIn(random, 6)) owner.accounts = SomeOf(random, kTokens);
  return owner;
}

Hold RandomHold(Random& random, const Owner& owner) {
  constexpr int kShares[] = {kWholeShare,
                             kWholeShare,
                             kWholeShare,
                             kWholeShare / 2,
                             kWholeShare / 4,
                             kWholeShare - 1,
                             1};
  Hold hold;
  hold.owner = owner;
  hold.ownership.owner = owner.id;
  hold.ownership.right =
      OneIn(random, 2) ? Right::kRecording : Right::kMusicalWork;
  hold.ownership.territories = RandomTerritories(random);
  hold.ownership.time = RandomSpan(random);
  hold.ownership.share = OneOf(random, kShares);
  hold.ownership.catalogue = {OneOf(random, kCatalogues)};
  hold.policy = RandomPolicy(random);
  return hold;
}

Licence RandomLicence(Random& random, std::string id, const OwnerId& owner) {
  Licence licence;
  licence.id = {std::move(id)};
  licence.owner = owner;
  licence.territories = RandomTerritories(random);
  if (OneIn(random, 3)) {
    for (const char* work : SomeOf(random, kWorks)) {
      licence.works.push_back({work});
    }
  }
  if (OneIn(random, 3)) licence.catalogue = {OneOf(random, kCatalogues)};
  if (OneIn(random, 3)) licence.accounts = SomeOf(random, kTokens);
  if (OneIn(random, 2)) licence.time = RandomSpan(random);
  if (OneIn(random, 5)) licence.modality = OneOf(random, kModalities);
  if (OneIn(random, 3)) licence.longest_use = RandomTime(random, 12);
  if (OneIn(random, 3)) licence.incomes = SetOf(random, kIncomes);
  licence.revision = 1 + Below(random, 3);
  return licence;
}

DecisionInputs RandomDecisionInputs(Random& random) {
  const MediaTime lengths[] = {2s, 5s, 10s};
  DecisionInputs inputs;
  inputs.now = kNow;
  inputs.settings.manifest_length = OneOf(random, lengths);
  inputs.settings.manifest_false_matches = kFalseMatches;
  inputs.settings.not_seen = OneOf(random, kActions);
  inputs.settings.publish_in_review = OneIn(random, 2);
  inputs.audio = RandomCoverage(random);
  inputs.video = RandomCoverage(random);
  inputs.account_token = OneOf(random, kTokens);
  if (OneIn(random, 3)) inputs.purpose = OneOf(random, kPurposes);
  inputs.income = OneOf(random, kIncomes);
  inputs.territories = RandomTerritories(random);
  if (inputs.territories.empty()) inputs.territories = {};

  std::vector<Owner> owners;
  for (const char* id : {"o1", "o2", "o3"}) {
    owners.push_back(RandomOwner(random, id));
  }
  std::array<std::shared_ptr<const std::vector<Hold>>, std::size(kWorks)> holds;
  for (auto& of_work : holds) {
    std::vector<Hold> some;
    constexpr int kCounts[] = {0, 1, 1, 1, 2, 2, 3, 4};
    for (int count = OneOf(random, kCounts); count > 0; --count) {
      some.push_back(RandomHold(random, owners[Below(random, 3)]));
    }
    of_work = std::make_shared<const std::vector<Hold>>(std::move(some));
  }
  for (int count = Below(random, 6); count > 0; --count) {
    const MediaTime durations[] = {0s, 10s, 20s, RandomTime(random, 20)};
    OwnedMatch owned;
    owned.match = RandomMatch(random, inputs.settings.manifest_length);
    owned.reference_duration = OneOf(random, durations);
    if (OneIn(random, 3)) {
      owned.exclusions = RandomRanges(random, owned.match.reference_range);
    }
    if (OneIn(random, 4)) {
      owned.contested = RandomRanges(random, owned.match.reference_range);
    }
    owned.attested = !OneIn(random, 3);
    owned.quarantined = OneIn(random, 10);
    if (OneIn(random, 2)) {
      // One is in the future.
      const absl::Duration ages[] = {absl::ZeroDuration(), absl::Seconds(-1),
                                     absl::Seconds(Below(random, 20))};
      owned.late_find_time = inputs.now - OneOf(random, ages);
    }
    owned.holds = holds[std::find(std::begin(kWorks), std::end(kWorks),
                                  owned.match.work.value) -
                        std::begin(kWorks)];
    inputs.matches.push_back(std::move(owned));
  }
  for (const char* id : {"l3", "l1", "l10", "l2"}) {
    if (!OneIn(random, 4)) continue;
    inputs.licences.push_back(
        RandomLicence(random, id, owners[Below(random, 3)].id));
  }
  const auto add_verdict = [&](const std::optional<WorkId>& work) {
    constexpr Action kVerdicts[] = {Action::kAllow, Action::kLicensingRequired,
                                    Action::kTakedown};
    if (!OneIn(random, 10)) return;
    Verdict& verdict = inputs.verdicts.emplace_back();
    verdict.work = work;
    verdict.action = OneOf(random, kVerdicts);
  };
  for (const char* work : kWorks) {
    for (const Owner& owner : owners) {
      if (!OneIn(random, 6)) continue;
      Claim& claim = inputs.claims.emplace_back();
      claim.work = {work};
      claim.owner = owner.id;
      claim.standing.state = static_cast<ClaimState>(1 + Below(random, 13));
      claim.standing.action = OneOf(random, kActions);
      claim.standing.confirmed = OneIn(random, 2);
      claim.steps.emplace_back();
    }
  }
  for (const char* work : kWorks) add_verdict(WorkId{work});
  add_verdict(std::nullopt);
  return inputs;
}

}  // namespace earmark::takedown
