#include "tests/takedown/decision_oracle.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace earmark::takedown {
namespace {

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::Seconds;
using fingerprint::TimeRange;
using Reason = Decision::Reason;
using Rule = Decision::Reason::Rule;

// Between each two neighbouring bounds of `ranges`: each step lies in a range
// as a whole or not at all.
std::vector<TimeRange> Steps(const std::vector<TimeRange>& ranges) {
  std::set<MediaTime> bounds;
  for (const TimeRange& range : ranges) {
    bounds.insert(range.start);
    bounds.insert(range.end);
  }
  std::vector<TimeRange> steps;
  const MediaTime* last = nullptr;
  for (const MediaTime& bound : bounds) {
    if (last != nullptr) steps.push_back({*last, bound});
    last = &bound;
  }
  return steps;
}

bool IsIn(const TimeRange& step, const std::vector<TimeRange>& ranges) {
  for (const TimeRange& range : ranges) {
    if (range.start <= step.start && step.end <= range.end) return true;
  }
  return false;
}

MediaTime LengthOfAll(const std::vector<TimeRange>& ranges) {
  MediaTime length{0};
  for (const TimeRange& step : Steps(ranges)) {
    if (IsIn(step, ranges)) length += step.length();
  }
  return length;
}

// Part of a match: of the reference, and where that lies in the upload.
struct Piece {
  TimeRange reference;
  TimeRange query;
};

std::vector<Piece> PiecesOf(const index::Match& match,
                            const std::vector<TimeRange>& taken) {
  const TimeRange& whole = match.reference_range;
  if (taken.empty()) return {{whole, match.query}};

  std::vector<TimeRange> left;
  std::vector<TimeRange> all = taken;
  all.push_back(whole);
  for (const TimeRange& step : Steps(all)) {
    if (!IsIn(step, {whole}) || IsIn(step, taken)) continue;
    if (!left.empty() && left.back().end == step.start) {
      left.back().end = step.end;
    } else {
      left.push_back(step);
    }
  }

  const auto to_query = [&](MediaTime bound) {
    if (bound == whole.start) return match.query.start;
    if (bound == whole.end) return match.query.end;
    const double part = Seconds(bound - whole.start) / Seconds(whole.length());
    const auto length_us = static_cast<double>(match.query.length().count());
    return match.query.start + MediaTime(std::llround(part * length_us));
  };
  std::vector<Piece> pieces;
  pieces.reserve(left.size());
  for (const TimeRange& range : left) {
    pieces.push_back({range, {to_query(range.start), to_query(range.end)}});
  }
  return pieces;
}

std::vector<Piece> CountedPieces(const OwnedMatch& owned) {
  return PiecesOf(owned.match, owned.exclusions);
}

double Part(MediaTime part, MediaTime whole) {
  if (whole <= MediaTime(0)) return 1;
  return std::min(1.0, Seconds(part) / Seconds(whole));
}

// Column by column of the picture: the edges cross it with a signed height.
double PictureShare(const index::Match& match) {
  if (match.region.size() != 4) return 1;
  // Green: the area of the part of the polygon within the picture is the
  // integral of clamp(y) over x in [0, 1], edge by edge.
  double area = 0;
  for (size_t i = 0; i < 4; ++i) {
    const index::PicturePlace& a = match.region[i];
    const index::PicturePlace& b = match.region[(i + 1) % 4];
    if (a.x == b.x) continue;
    const double from = std::clamp(a.x, 0.0, 1.0),
                 to = std::clamp(b.x, 0.0, 1.0);
    const auto y = [&](double x) {
      return a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x);
    };
    // Split where the edge crosses y = 0 and y = 1.
    std::vector<double> cuts = {from, to};
    if (a.y != b.y)
      for (double level : {0.0, 1.0}) {
        const double x = a.x + (level - a.y) * (b.x - a.x) / (b.y - a.y);
        if (x > std::min(from, to) && x < std::max(from, to)) cuts.push_back(x);
      }
    std::sort(cuts.begin(), cuts.end());
    double part = 0;
    for (size_t k = 1; k < cuts.size(); ++k)
      part += (cuts[k] - cuts[k - 1]) *
              std::clamp(y((cuts[k] + cuts[k - 1]) / 2), 0.0, 1.0);
    area += from < to ? part : -part;
  }
  return std::abs(area);
}

bool Holds(const std::vector<std::string>& tokens, const std::string& token) {
  return std::find(tokens.begin(), tokens.end(), token) != tokens.end();
}

bool IsMet(const PolicyRule& rule, const Use& use, int place) {
  if (!rule.territories.Has(place)) return false;
  if (rule.modality && *rule.modality != use.modality) return false;
  if (use.matched.count() < rule.matched_us.least) return false;
  if (use.matched.count() > rule.matched_us.most) return false;
  if (use.total_matched.count() < rule.total_matched_us.least) return false;
  if (use.total_matched.count() > rule.total_matched_us.most) return false;
  if (use.upload_share < rule.upload_share.least) return false;
  if (use.upload_share > rule.upload_share.most) return false;
  if (use.reference_share < rule.reference_share.least) return false;
  if (use.reference_share > rule.reference_share.most) return false;
  if (rule.since_late_find_us) {
    if (!use.since_late_find) return false;
    const int64_t since_us = absl::ToInt64Microseconds(*use.since_late_find);
    if (since_us < rule.since_late_find_us->least) return false;
    if (since_us > rule.since_late_find_us->most) return false;
  }
  if (rule.combined && *rule.combined != use.combined) return false;
  if (!rule.purposes.empty() && !rule.purposes.Contains(use.purpose)) {
    return false;
  }
  if (!rule.incomes.empty() && !rule.incomes.Contains(use.income)) {
    return false;
  }
  if (!rule.alterations.empty() && !rule.alterations.Meets(use.alterations)) {
    return false;
  }
  return rule.accounts.empty() || Holds(rule.accounts, use.account_token);
}

bool IsCovered(const Licence& licence, const WorkId& work, const Hold& hold,
               const Use& use, absl::Time now, int place) {
  if (licence.owner != hold.owner.id) return false;
  if (!licence.territories.Has(place)) return false;
  if (now < licence.time.start || now >= licence.time.end) return false;
  if (!licence.works.empty() &&
      std::count(licence.works.begin(), licence.works.end(), work) == 0) {
    return false;
  }
  if (!licence.catalogue.value.empty() &&
      licence.catalogue != hold.ownership.catalogue) {
    return false;
  }
  if (!licence.accounts.empty() &&
      !Holds(licence.accounts, use.account_token)) {
    return false;
  }
  if (licence.modality && *licence.modality != use.modality) return false;
  if (licence.longest_use && use.matched > *licence.longest_use) return false;
  return licence.incomes.empty() || licence.incomes.Contains(use.income);
}

bool IsGivenUp(ClaimState state) {
  return state == ClaimState::kReleased || state == ClaimState::kReinstated ||
         state == ClaimState::kWithdrawn;
}

// By the table of docs/claims.md.
bool IsKeptByAPerson(const ClaimStanding& standing) {
  constexpr ClaimState kKept[] = {
      ClaimState::kActive,          ClaimState::kDisputed,
      ClaimState::kUpheld,          ClaimState::kAppealed,
      ClaimState::kTakedownNoticed, ClaimState::kCounterNoticed,
      ClaimState::kLitigated};
  return standing.confirmed && standing.action > Action::kTrack &&
         std::find(std::begin(kKept), std::end(kKept), standing.state) !=
             std::end(kKept);
}

// All that was found of one work in one modality.
struct Found {
  std::vector<const OwnedMatch*> matches;
  MediaTime matched{0};
};

class SlowDecider {
 public:
  explicit SlowDecider(const DecisionInputs& inputs) : inputs_(inputs) {
    for (const OwnedMatch& owned : inputs.matches) {
      found_[{owned.match.work, owned.match.modality}].matches.push_back(
          &owned);
    }
    for (auto& [key, found] : found_) {
      std::vector<TimeRange> queries;
      for (const OwnedMatch* owned : found.matches) {
        for (const Piece& piece : CountedPieces(*owned)) {
          queries.push_back(piece.query);
        }
      }
      found.matched = LengthOfAll(queries);
    }
  }

  Decision Decide() const {
    // Places that no set of the inputs tells apart are decided alike, so that
    // one of them is enough. Each of `alike` is the reasons in some places.
    std::vector<std::pair<std::vector<Reason>, TerritorySet>> alike;
    for (const TerritorySet& places : PlacesAlike()) {
      alike.emplace_back(ReasonsAt(FirstOf(places)), places);
    }

    Decision decision;
    std::vector<Reason>& reasons = decision.reasons;
    for (const auto& [here, places] : alike) {
      for (const Reason& reason : here) {
        const auto same =
            std::find_if(reasons.begin(), reasons.end(), [&](Reason other) {
              other.territories = reason.territories;
              return other == reason;
            });
        if (same == reasons.end()) {
          reasons.push_back(reason);
          reasons.back().territories = places;
        } else {
          same->territories |= places;
        }
      }
    }
    const auto order = [](const Reason& r) {
      return std::tuple(-static_cast<int>(r.action), r.work, r.owner,
                        r.modality, r.right, r.rule, r.wanted, r.policy,
                        r.policy_version, r.policy_rule, r.licence,
                        r.territories);
    };
    std::sort(
        reasons.begin(), reasons.end(),
        [&](const Reason& a, const Reason& b) { return order(a) < order(b); });
    for (Reason& reason : reasons) {
      if (reason.territories == inputs_.territories) reason.territories = {};
    }

    std::vector<Action> actions(TerritorySet::kPositions, Action::kAllow);
    for (const auto& [here, places] : alike) {
      for (const Reason& reason : here) {
        decision.action = std::max(decision.action, reason.action);
        for (int place = 0; place < TerritorySet::kPositions; ++place) {
          if (!places.Has(place)) continue;
          actions[place] = std::max(actions[place], reason.action);
        }
      }
    }
    constexpr int kRest = TerritorySet::kPositions - 1;
    const bool rest = inputs_.territories.Has(kRest);
    if (rest) decision.territory_actions = {{kRestOfWorld, actions[kRest]}};
    for (int place = 0; place < kRest; ++place) {
      if (!inputs_.territories.Has(place)) continue;
      if (rest && actions[place] == actions[kRest]) continue;
      decision.territory_actions.push_back(
          {TerritorySet::CodeAt(place), actions[place]});
    }
    decision.publish_meanwhile = decision.action == Action::kReview &&
                                 inputs_.settings.publish_in_review;
    return decision;
  }

 private:
  static int FirstOf(const TerritorySet& places) {
    int place = 0;
    while (!places.Has(place)) ++place;
    return place;
  }

  std::vector<TerritorySet> PlacesAlike() const {
    std::vector<const TerritorySet*> sets;
    for (const auto& [key, found] : found_) {
      for (const Hold& hold : HoldsOn(found)) {
        sets.push_back(&hold.ownership.territories);
        for (const PolicyRule& rule : hold.policy->rules) {
          sets.push_back(&rule.territories);
        }
      }
    }
    for (const Licence& licence : inputs_.licences) {
      sets.push_back(&licence.territories);
    }
    std::map<std::vector<bool>, TerritorySet> alike;
    for (int place = 0; place < TerritorySet::kPositions; ++place) {
      if (!inputs_.territories.Has(place)) continue;
      std::vector<bool> in;
      in.reserve(sets.size());
      for (const TerritorySet* set : sets) in.push_back(set->Has(place));
      alike.try_emplace(std::move(in), TerritorySet::Nowhere())
          .first->second.Add(place);
    }
    std::vector<TerritorySet> places;
    places.reserve(alike.size());
    for (const auto& [in, where] : alike) places.push_back(where);
    return places;
  }

  static const std::vector<Hold>& HoldsOn(const Found& found) {
    return *found.matches.front()->holds;
  }

  bool InForce(const Ownership& ownership) const {
    if (inputs_.now < ownership.time.start) return false;
    if (inputs_.now >= ownership.time.end) return false;
    for (int place = 0; place < TerritorySet::kPositions; ++place) {
      if (inputs_.territories.Has(place) && ownership.territories.Has(place)) {
        return true;
      }
    }
    return false;
  }

  std::vector<Reason> ReasonsAt(int place) const {
    std::vector<Reason> reasons = NotSeen();
    for (const auto& [key, found] : found_) {
      AddReasons(key.first, key.second, found, place, reasons);
    }
    if (reasons.empty()) reasons.push_back({.rule = Rule::kNoMatch});
    return reasons;
  }

  std::vector<Reason> NotSeen() const {
    Reason not_seen = {
        .rule = Rule::kNotSeen,
        .action = std::min(inputs_.settings.not_seen, Action::kReview)};
    for (const Verdict& verdict : inputs_.verdicts) {
      if (verdict.work.has_value()) continue;
      not_seen = {.rule = Rule::kVerdict, .action = verdict.action};
    }
    std::vector<Reason> reasons;
    bool some_seen = false;
    for (const Modality modality : {Modality::kAudio, Modality::kVideo}) {
      const Coverage& coverage = CoverageOf(modality);
      if (coverage.state == Coverage::State::kDamaged) {
        reasons.push_back(not_seen);
        reasons.back().modality = modality;
      }
      if (coverage.state == Coverage::State::kSeen &&
          coverage.seen > MediaTime(0)) {
        some_seen = true;
      }
    }
    if (reasons.empty() && !some_seen) reasons.push_back(not_seen);
    return reasons;
  }

  void AddReasons(const WorkId& work, Modality modality, const Found& found,
                  int place, std::vector<Reason>& reasons) const {
    Reason reason = {.work = work, .modality = modality};
    if (found.matched == MediaTime(0)) {
      reason.rule = Rule::kExcluded;
      reasons.push_back(reason);
      return;
    }
    bool held = false;
    for (const Hold& hold : HoldsOn(found)) {
      if (!InForce(hold.ownership)) continue;
      if (!hold.ownership.territories.Has(place)) continue;
      held = true;
      AddReasons(work, modality, found, hold, place, reasons);
    }
    if (held) return;
    reason.rule = Rule::kNoRights;
    reasons.push_back(reason);
  }

  void AddReasons(const WorkId& work, Modality modality, const Found& found,
                  const Hold& hold, int place,
                  std::vector<Reason>& reasons) const {
    const Use use = UseOf(work, modality, found, hold.owner.id);
    const PolicyRule* met = nullptr;
    for (const PolicyRule& rule : hold.policy->rules) {
      if (met == nullptr && IsMet(rule, use, place)) met = &rule;
    }
    const Action wanted = met != nullptr ? met->action : hold.policy->otherwise;
    const auto add = [&](Rule rule, Action action) {
      reasons.push_back({.rule = rule,
                         .action = action,
                         .work = work,
                         .modality = modality,
                         .owner = hold.owner.id,
                         .right = hold.ownership.right,
                         .wanted = wanted,
                         .policy = hold.policy->id,
                         .policy_version = hold.policy->version});
      if (met != nullptr) reasons.back().policy_rule = met->name;
    };

    if (wanted != Action::kAllow) {
      if (Holds(hold.owner.accounts, inputs_.account_token)) {
        add(Rule::kOwnAccount, Action::kAllow);
        return;
      }
      const Licence* least = nullptr;
      for (const Licence& licence : inputs_.licences) {
        if (!IsCovered(licence, work, hold, use, inputs_.now, place)) continue;
        if (least == nullptr || licence.id < least->id) least = &licence;
      }
      if (least != nullptr) {
        add(Rule::kLicence, Action::kAllow);
        reasons.back().licence = least->id;
        reasons.back().licence_revision = least->revision;
        return;
      }
    }

    const Claim* claim = nullptr;
    for (const Claim& other : inputs_.claims) {
      if (other.work == work && other.owner == hold.owner.id) claim = &other;
    }
    if (wanted != Action::kAllow) {
      const Verdict* verdict = nullptr;
      for (const Verdict& other : inputs_.verdicts) {
        const bool releases = other.action == Action::kAllow;
        if (other.work != work || (releases && wanted == Action::kTrack)) {
          continue;
        }
        verdict = &other;
      }
      if (verdict != nullptr && verdict->action == Action::kAllow) {
        add(Rule::kVerdict, Action::kAllow);
        return;
      }
      if (claim != nullptr && IsGivenUp(claim->standing.state)) {
        add(Rule::kClaimOver, Action::kAllow);
        return;
      }
      if (claim != nullptr && IsKeptByAPerson(claim->standing)) {
        add(Rule::kVerdict, claim->standing.action);
        return;
      }
      if (verdict != nullptr) {
        add(Rule::kVerdict, verdict->action);
        return;
      }
    }
    const bool takedown = wanted == Action::kTakedown;
    const bool blocks = takedown || wanted == Action::kLicensingRequired;
    const bool manifest =
        AnyPlain(found, [](const OwnedMatch&) { return true; });
    const bool attested =
        AnyPlain(found, [](const OwnedMatch& owned) { return owned.attested; });
    const bool uncontested = AnyPlain(found, [&](const OwnedMatch& owned) {
      std::vector<TimeRange> taken = owned.exclusions;
      taken.insert(taken.end(), owned.contested.begin(), owned.contested.end());
      return owned.attested && IsLong(PiecesOf(owned.match, taken));
    });
    const std::pair<Rule, bool> objections[] = {
        {Rule::kDeclaredPurpose, blocks && inputs_.purpose != Purpose::kNone},
        {Rule::kDisputed, blocks && claim != nullptr &&
                              claim->standing.state == ClaimState::kDisputed},
        {Rule::kQuarantine, blocks && IsQuarantined(found)},
        {Rule::kOwnerOnProbation,
         takedown && hold.owner.trust == Owner::Trust::kProbation},
        {Rule::kNotManifest, takedown && !manifest},
        {Rule::kNotAttested, takedown && manifest && !attested},
        {Rule::kContested, takedown && attested && !uncontested},
        {Rule::kNotExclusive, takedown && hold.ownership.share < kWholeShare},
        {Rule::kConflictingOwners,
         takedown && InConflict(HoldsOn(found), hold.ownership.right, place)},
    };
    bool objected = false;
    for (const auto& [rule, applies] : objections) {
      if (!applies) continue;
      objected = true;
      add(rule, Action::kReview);
    }
    if (!objected) add(Rule::kOwnerPolicy, wanted);
  }

  bool InConflict(const std::vector<Hold>& holds, Right right,
                  int place) const {
    std::map<OwnerId, int> shares;
    for (const Hold& hold : holds) {
      const Ownership& ownership = hold.ownership;
      if (ownership.right != right || !InForce(ownership)) continue;
      if (!ownership.territories.Has(place)) continue;
      int& share = shares[hold.owner.id];
      share = std::max(share, ownership.share);
    }
    int sum = 0;
    for (const auto& [owner, share] : shares) sum += share;
    return sum > kWholeShare;
  }

  bool IsLong(const std::vector<Piece>& pieces) const {
    for (const Piece& piece : pieces) {
      if (piece.query.length() >= inputs_.settings.manifest_length) return true;
    }
    return false;
  }

  // Whether `condition` is true of a match that is a manifest copy.
  template <typename Condition>
  bool AnyPlain(const Found& found, Condition condition) const {
    for (const OwnedMatch* owned : found.matches) {
      if (owned->match.expected_false_matches <=
              inputs_.settings.manifest_false_matches &&
          IsLong(CountedPieces(*owned)) && condition(*owned)) {
        return true;
      }
    }
    return false;
  }

  static bool IsQuarantined(const Found& found) {
    for (const OwnedMatch* owned : found.matches) {
      if (owned->quarantined && !CountedPieces(*owned).empty()) return true;
    }
    return false;
  }

  const Coverage& CoverageOf(Modality modality) const {
    return modality == Modality::kAudio ? inputs_.audio : inputs_.video;
  }

  Use UseOf(const WorkId& work, Modality modality, const Found& found,
            const OwnerId& owner) const {
    Use use;
    use.modality = modality;
    use.matched = found.matched;
    use.total_matched = TotalMatched(owner, modality);
    use.upload_share = Part(found.matched, CoverageOf(modality).total);
    use.reference_share = ReferenceShare(found);
    use.since_late_find = SinceLateFind(found);
    use.combined = IsCombined(work);
    use.alterations = AlterationsOf(found);
    use.purpose = inputs_.purpose;
    use.income = inputs_.income;
    use.account_token = inputs_.account_token;
    return use;
  }

  std::optional<absl::Duration> SinceLateFind(const Found& found) const {
    std::vector<absl::Time> times;
    for (const OwnedMatch* owned : found.matches) {
      if (CountedPieces(*owned).empty()) continue;
      if (!owned->late_find_time) return std::nullopt;
      times.push_back(*owned->late_find_time);
    }
    if (times.empty()) return std::nullopt;
    std::sort(times.begin(), times.end());
    return std::max(inputs_.now - times.front(), absl::ZeroDuration());
  }

  MediaTime TotalMatched(const OwnerId& owner, Modality modality) const {
    MediaTime total{0};
    for (const auto& [key, found] : found_) {
      if (key.second != modality) continue;
      const std::vector<Hold>& holds = HoldsOn(found);
      const bool owns =
          std::any_of(holds.begin(), holds.end(), [&](const Hold& hold) {
            return hold.owner.id == owner && InForce(hold.ownership);
          });
      if (owns) total += found.matched;
    }
    return total;
  }

  static double ReferenceShare(const Found& found) {
    double largest = 0;
    for (const OwnedMatch* any : found.matches) {
      MediaTime duration{0};
      std::vector<TimeRange> ranges;
      for (const OwnedMatch* owned : found.matches) {
        if (owned->match.reference != any->match.reference) continue;
        const std::vector<Piece> pieces = CountedPieces(*owned);
        if (pieces.empty()) continue;
        duration = std::max(duration, owned->reference_duration);
        for (const Piece& piece : pieces) ranges.push_back(piece.reference);
      }
      if (ranges.empty()) continue;
      largest = std::max(largest, Part(LengthOfAll(ranges), duration));
    }
    return largest;
  }

  bool IsCombined(const WorkId& work) const {
    for (const Modality modality : {Modality::kAudio, Modality::kVideo}) {
      const auto found = found_.find({work, modality});
      const MediaTime matched =
          found == found_.end() ? MediaTime(0) : found->second.matched;
      if (Part(matched, CoverageOf(modality).total) < 0.9) return true;
    }
    const auto video = found_.find({work, Modality::kVideo});
    if (video == found_.end()) return false;
    double largest = 0;
    for (const OwnedMatch* owned : video->second.matches) {
      if (CountedPieces(*owned).empty()) continue;
      largest = std::max(largest, PictureShare(owned->match));
    }
    return largest < 0.75;
  }

  static EnumSet<Alteration> AlterationsOf(const Found& found) {
    EnumSet<Alteration> alterations;
    for (const OwnedMatch* owned : found.matches) {
      if (CountedPieces(*owned).empty()) continue;
      const index::Change& change = owned->match.change;
      const double turned =
          std::min(change.turned_degrees, 360 - change.turned_degrees);
      if (std::abs(change.speed - 1) > 0.02) {
        alterations.Add(Alteration::kSpeed);
      }
      if (std::abs(change.pitch_semitones) > 0.5) {
        alterations.Add(Alteration::kPitch);
      }
      if (change.mirrored) alterations.Add(Alteration::kMirrored);
      if (turned > 2) alterations.Add(Alteration::kTurned);
      if (change.inverted) alterations.Add(Alteration::kInverted);
    }
    return alterations;
  }

  const DecisionInputs& inputs_;
  std::map<std::pair<WorkId, Modality>, Found> found_;
};

}  // namespace

Decision DecideSlowly(const DecisionInputs& inputs) {
  return SlowDecider(inputs).Decide();
}

}  // namespace earmark::takedown
