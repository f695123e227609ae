// What owners want done with uses of their works: rules with conditions.
// policy_text.h reads them from text; docs/policies.md tells of them.
#ifndef EARMARK_TAKEDOWN_POLICY_H_
#define EARMARK_TAKEDOWN_POLICY_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "takedown/action.h"
#include "takedown/territories.h"
#include "takedown/use.h"

namespace earmark::takedown {

using PolicyId = index::StringId<struct PolicyTag>;

// Both bounds are in it.
template <typename T>
struct Range {
  T least;
  T most;

  bool Contains(T value) const { return least <= value && value <= most; }
  bool operator==(const Range&) const = default;
};

// An action, and the conditions that a use must all meet. A condition that is
// empty, or has its default, is met by every use.
struct PolicyRule {
  std::string name;
  Action action = Action::kTrack;

  std::optional<fingerprint::Modality> modality = std::nullopt;
  // Use::matched and Use::total_matched, in microseconds.
  Range<int64_t> matched_us{0, std::numeric_limits<int64_t>::max()};
  Range<int64_t> total_matched_us{0, std::numeric_limits<int64_t>::max()};
  Range<double> upload_share{0, 1};
  Range<double> reference_share{0, 1};
  // Use::since_late_find, in microseconds; what was found at once does not meet
  // it.
  std::optional<Range<int64_t>> since_late_find_us = std::nullopt;
  std::optional<bool> combined = std::nullopt;
  EnumSet<Purpose> purposes = {};
  EnumSet<Income> incomes = {};
  // The use was altered in one of these ways.
  EnumSet<Alteration> alterations = {};
  TerritorySet territories = {};
  // Tokens (account_token.h), sorted, each once.
  std::vector<std::string> accounts = {};

  bool operator==(const PolicyRule&) const = default;
};

struct Policy {
  PolicyId id;
  // Counts what the rules were, from 1. A decision names the one it used.
  int64_t version = 1;
  // Where no rule is met.
  Action otherwise = Action::kTrack;
  // The first that is met decides, in each territory.
  std::vector<PolicyRule> rules;

  bool operator==(const Policy&) const = default;
};

// Who names no policy has this one (policy_presets.h).
inline constexpr char kTrackPolicy[] = "track";

// Calls `visit` with what decides about `use`, and where: a rule, or nullptr
// for Policy::otherwise. The places are not empty, lie in `where`, do not
// overlap, and are all of it together.
void ApplyPolicy(
    const Policy& policy, const Use& use, TerritorySet where,
    absl::FunctionRef<void(const PolicyRule*, const TerritorySet&)> visit);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_POLICY_H_
