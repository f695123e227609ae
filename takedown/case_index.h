// Finds cases in the order in which they are to be looked at, and the claims in
// each; keeps who works on them.
#ifndef EARMARK_TAKEDOWN_CASE_INDEX_H_
#define EARMARK_TAKEDOWN_CASE_INDEX_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "index/list_page.h"
#include "index/store.h"
#include "takedown/case.h"
#include "takedown/claim_index.h"
#include "takedown/screening.h"

namespace earmark::takedown {

// Safe for concurrent use. Reads what Ledger commits.
class CaseIndex {
 public:
  // `store` must outlive this object.
  explicit CaseIndex(const index::Store& store) : store_(store) {}

  // Adds to `batch` which claims on a screening wait now, and which no more;
  // `before` is nullptr for a new one.
  static void Update(const Screening* before, const Screening& after,
                     index::Batch& batch);

  // What harms most first, and of that what has waited longest; at most `limit`
  // from `from` (the page before's `next`; empty: the first). Each case is
  // given once, at its claim that comes first. Reads an entry for each claim
  // that waits.
  absl::StatusOr<index::Page<CaseId>> List(const std::string& from,
                                           size_t limit) const;
  // The claims of a case that wait, the one that comes first being the first.
  // None: there is no such case, or none any more.
  absl::StatusOr<index::Page<ClaimName>> ClaimsOf(const CaseId& id,
                                                  const std::string& from,
                                                  size_t limit) const;

  // Who took the case last, whether or not that has expired.
  absl::StatusOr<std::optional<Lease>> FindLease(const CaseId& id) const;
  // Either may be missing: nobody had it, or will have it.
  static void SetLease(const CaseId& id, const std::optional<Lease>& before,
                       const std::optional<Lease>& after, index::Batch& batch);

 private:
  const index::Store& store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_CASE_INDEX_H_
