#include "takedown/internal/explanation.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "takedown/internal/media_text.h"

namespace earmark::takedown {
namespace {

using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::TimeRange;
using Rule = Decision::Reason::Rule;

// More than these are only counted: a mix may have hundreds.
constexpr size_t kMaxNamedIntervals = 5;
constexpr size_t kMaxNamedTerritories = 10;

const char* NameOf(Action action) {
  switch (action) {
    case Action::kAllow:
      return "ALLOW";
    case Action::kTrack:
      return "TRACK";
    case Action::kLicensingRequired:
      return "LICENSING_REQUIRED";
    case Action::kReview:
      return "REVIEW";
    case Action::kTakedown:
      return "TAKEDOWN";
  }
  return "an unknown action";
}

const char* NameOf(Purpose purpose) {
  switch (purpose) {
    case Purpose::kNone:
      break;
    case Purpose::kQuotation:
      return "quotation";
    case Purpose::kCriticism:
      return "criticism";
    case Purpose::kParody:
      return "parody";
    case Purpose::kLicensed:
      return "a licence";
  }
  return "no purpose";
}

// The intervals, those that overlap or touch as one.
std::vector<TimeRange> Union(std::vector<TimeRange> intervals) {
  std::sort(
      intervals.begin(), intervals.end(),
      [](const TimeRange& a, const TimeRange& b) { return a.start < b.start; });
  std::vector<TimeRange> joined;
  for (const TimeRange& interval : intervals) {
    if (!joined.empty() && interval.start <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, interval.end);
    } else {
      joined.push_back(interval);
    }
  }
  return joined;
}

std::string JoinSome(const std::vector<std::string>& parts, size_t limit) {
  if (parts.size() <= limit) return absl::StrJoin(parts, ", ");
  return absl::StrCat(
      absl::StrJoin(parts.begin(),
                    parts.begin() + static_cast<std::ptrdiff_t>(limit), ", "),
      " and ", parts.size() - limit, " more");
}

// Like "in AT, DE", "in AT and elsewhere", or "elsewhere" for the rest of the
// world alone.
std::string Places(std::vector<std::string> territories) {
  const bool elsewhere = std::erase(territories, kRestOfWorld) > 0;
  if (territories.empty()) return "elsewhere";
  return absl::StrCat("in ", JoinSome(territories, kMaxNamedTerritories),
                      elsewhere ? " and elsewhere" : "");
}

// Like "audio at 0:01.0-0:12.5, 11.5 s in all".
std::string Where(const Use& use) {
  MediaTime total{0};
  std::vector<std::string> parts;
  for (const TimeRange& interval : Union(use.intervals)) {
    total += interval.length();
    parts.push_back(Interval(interval));
  }
  return absl::StrCat(ModalityWord(use.modality), " at ",
                      JoinSome(parts, kMaxNamedIntervals), ", ", Length(total),
                      " in all");
}

std::string NameOf(const Owner& owner) {
  if (owner.display_name.empty() || owner.display_name == owner.id.value) {
    return absl::StrCat("owner \"", owner.id.value, "\"");
  }
  return absl::StrCat("owner \"", owner.id.value, "\" (", owner.display_name,
                      ")");
}

// Why a person must look before the owner's action is taken.
std::string Objection(Rule rule, Purpose purpose,
                      const DecisionSettings& settings) {
  switch (rule) {
    case Rule::kOwnerOnProbation:
      return "but is on probation";
    case Rule::kNotManifest:
      return absl::StrFormat(
          "but a machine alone takes down only manifest copies (one match of "
          "at least %s with at most %.2g expected false matches)",
          Length(settings.manifest_length), settings.manifest_false_matches);
    case Rule::kDeclaredPurpose:
      return absl::StrCat("but the uploader declares ", NameOf(purpose),
                          ", which a machine alone never blocks");
    case Rule::kConflictingOwners:
      return "but other owners claim all of the work there too";
    case Rule::kNoMatch:
    case Rule::kOwnerPolicy:
    case Rule::kNotSeen:
    case Rule::kOutsideTerritories:
      break;
  }
  return "";
}

}  // namespace

std::string ExplainUse(const Use& use, const Owner& owner, Action wanted,
                       Rule rule, Purpose purpose,
                       const DecisionSettings& settings) {
  const std::string request = absl::StrCat(
      "The work \"", use.work.value, "\" was found in the upload (", Where(use),
      "); ", NameOf(owner), " asks for ", NameOf(wanted));
  if (rule == Rule::kOwnerPolicy) return absl::StrCat(request, ".");
  return absl::StrCat(request, ", ", Objection(rule, purpose, settings),
                      ", so a person looks first.");
}

std::string ExplainOutsideTerritories(
    const Use& use, const std::vector<std::string>& territories) {
  return absl::StrCat(
      "The work \"", use.work.value, "\" was found in the upload (", Where(use),
      "), but nobody holds rights in it ", Places(territories), ".");
}

std::string ExplainNotSeen(Modality modality,
                           const fingerprint::Coverage& coverage) {
  return absl::StrCat("Not all of the ", ModalityWord(modality),
                      " could be seen (", Length(coverage.seen), " of ",
                      Length(coverage.total),
                      coverage.detail.empty() ? "" : ": ", coverage.detail,
                      "), so what is in the rest is not known.");
}

std::string ExplainNothingSeen() {
  return "Neither audio nor video of the upload could be seen, so what is in "
         "it is not known.";
}

std::string ExplainNoMatch() {
  return "Nothing registered was found in the upload.";
}

}  // namespace earmark::takedown
