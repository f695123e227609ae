#include "service/shared_parts.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/resource_name.h"
#include "takedown/redecision.h"

namespace earmark::service {
namespace {

using index::Match;
using index::Reference;
using index::ReferenceId;
using index::WorkId;
using takedown::Overlap;
using takedown::Ownership;
using takedown::ReferenceRights;

bool HaveCommonOwner(const std::vector<Ownership>& a,
                     const std::vector<Ownership>& b) {
  for (const Ownership& mine : a) {
    for (const Ownership& theirs : b) {
      if (mine.owner == theirs.owner) return true;
    }
  }
  return false;
}

// Whether the same right is claimed somewhere at some time in both.
bool ClaimTheSame(const std::vector<Ownership>& a,
                  const std::vector<Ownership>& b) {
  for (const Ownership& mine : a) {
    for (const Ownership& theirs : b) {
      if (mine.right == theirs.right && mine.time.start < theirs.time.end &&
          theirs.time.start < mine.time.end &&
          !(mine.territories & theirs.territories).empty()) {
        return true;
      }
    }
  }
  return false;
}

// `match` was found in `added`.
Overlap OfAdded(const Match& match, const Reference& added) {
  return {.work = match.work,
          .reference = match.reference,
          .modality = match.modality,
          .range = match.query,
          .other_range = match.reference_range,
          .find_time = added.create_time,
          .newer = true};
}

Overlap OfOther(const Match& match, const Reference& added) {
  return {.work = added.work,
          .reference = added.id,
          .modality = match.modality,
          .range = match.reference_range,
          .other_range = match.query,
          .find_time = added.create_time};
}

}  // namespace

absl::Status AddSharedParts(const takedown::Rights& rights,
                            std::vector<Match> matches, const Reference& added,
                            ReferenceRights& of_added, index::Batch& batch) {
  const absl::StatusOr<std::vector<Ownership>> mine =
      rights.OwnershipsOf(added.work);
  if (!mine.ok()) return mine.status();
  std::stable_sort(
      matches.begin(), matches.end(), [](const Match& a, const Match& b) {
        return a.query.end - a.query.start > b.query.end - b.query.start;
      });

  std::map<WorkId, std::vector<Ownership>> holds;
  // The other sides, as they were and as they will be.
  struct Side {
    ReferenceRights before;
    ReferenceRights after;
  };
  std::map<std::pair<WorkId, ReferenceId>, Side> sides;
  for (const Match& match : matches) {
    const auto [hold, is_new_work] = holds.try_emplace(match.work);
    if (is_new_work) {
      absl::StatusOr<std::vector<Ownership>> theirs =
          rights.OwnershipsOf(match.work);
      if (!theirs.ok()) return theirs.status();
      hold->second = *std::move(theirs);
    }
    const bool own = HaveCommonOwner(*mine, hold->second);
    // References are named by their content.
    if (own ? match.reference != added.id
            : !ClaimTheSame(*mine, hold->second)) {
      continue;
    }
    const auto [entry, is_new_side] =
        sides.try_emplace({match.work, match.reference});
    Side& side = entry->second;
    if (is_new_side) {
      absl::StatusOr<ReferenceRights> known =
          rights.FindReferenceRights(match.work, match.reference);
      if (!known.ok()) return known.status();
      side.before = side.after = *std::move(known);
    }
    if (own) {
      if (of_added.exclusions.empty()) {
        of_added.exclusions = side.before.exclusions;
      }
      continue;
    }
    if (of_added.overlaps.size() < kMostOverlaps) {
      of_added.overlaps.push_back(OfAdded(match, added));
    }
    if (side.after.overlaps.size() < kMostOverlaps) {
      side.after.overlaps.push_back(OfOther(match, added));
    }
  }

  std::stable_sort(of_added.overlaps.begin(), of_added.overlaps.end(),
                   [](const Overlap& a, const Overlap& b) {
                     return a.range.start < b.range.start;
                   });
  for (auto& [id, side] : sides) {
    if (side.after == side.before) continue;
    const auto& [work, reference] = id;
    ++side.after.revision;
    rights.SetReferenceRights(work, reference, side.before, side.after, batch);
    takedown::Redecisions::Add(
        {added.create_time + takedown::kOverlapClock, work,
         absl::StrCat("Nobody settled in time whose the parts are that ",
                      NameOf(work, reference), " and ",
                      NameOf(added.work, added.id), " share.")},
        batch);
  }
  return absl::OkStatus();
}

}  // namespace earmark::service
