// What a new reference shares with references that are there already.
#ifndef EARMARK_SERVICE_SHARED_PARTS_H_
#define EARMARK_SERVICE_SHARED_PARTS_H_

#include <vector>

#include "absl/status/status.h"
#include "index/catalogue.h"
#include "index/match.h"
#include "index/store.h"
#include "takedown/reference_rights.h"
#include "takedown/rights.h"

namespace earmark::service {

// From the matches that were found in a new reference `added`:
//   - those of works of other owners who claim the same right somewhere are
//     overlaps. They are added to `of_added`, and in `batch` to the other side,
//     whose uses are decided on again when the clock has run out;
//   - the exclusions of a reference of a common owner with the same content are
//     copied to `of_added`.
// A reference takes at most kMostOverlaps, the longest first. Returns the
// errors of the store.
inline constexpr size_t kMostOverlaps = 1000;
absl::Status AddSharedParts(const takedown::Rights& rights,
                            std::vector<index::Match> matches,
                            const index::Reference& added,
                            takedown::ReferenceRights& of_added,
                            index::Batch& batch);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_SHARED_PARTS_H_
