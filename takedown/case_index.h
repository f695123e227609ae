// Finds cases in the order in which they are to be looked at, and what waits in
// each; keeps who works on them, and what moderators say of them.
#ifndef EARMARK_TAKEDOWN_CASE_INDEX_H_
#define EARMARK_TAKEDOWN_CASE_INDEX_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "index/list_page.h"
#include "index/store.h"
#include "takedown/case.h"
#include "takedown/screening.h"

namespace earmark::takedown {

// Safe for concurrent use. Reads what Ledger and UnreadFileCases commit.
class CaseIndex {
 public:
  // `store` must outlive this object.
  explicit CaseIndex(const index::Store& store) : store_(store) {}

  // Adds to `batch` what waits on a screening now, and what no more; `before`
  // is nullptr for a new one. Where something still waits, but has changed, who
  // took the case has it no more, and what was said of it is cleared: that was
  // of something else.
  static void Update(const Screening* before, const Screening& after,
                     index::Batch& batch);
  // Adds to `batch` that something waits in a case, or no more.
  static void Open(const CaseId& id, const CaseItem& item, index::Batch& batch);
  static void Close(const CaseId& id, const CaseItem& item,
                    index::Batch& batch);

  // What harms most first, and of that what has waited longest; at most `limit`
  // from `from` (the page before's `next`; empty: the first). Each case is
  // given once, at its item that comes first. Reads an entry for each that
  // waits.
  absl::StatusOr<index::Page<CaseId>> List(const std::string& from,
                                           size_t limit) const;
  // What waits in a case, in that order or backwards. Nothing: there is no such
  // case, or none any more.
  absl::StatusOr<index::Page<CaseItem>> ItemsOf(const CaseId& id,
                                                const std::string& from,
                                                size_t limit,
                                                bool backwards = false) const;

  // Adds to `batch` that it applies only as long as all of `items` wait.
  static void GuardWaits(const CaseId& id, const std::vector<CaseItem>& items,
                         index::Batch& batch);

  // Who took the case last, whether or not that has expired.
  absl::StatusOr<std::optional<Lease>> FindLease(const CaseId& id) const;
  // Either may be missing: nobody had it, or will have it.
  static void SetLease(const CaseId& id, const std::optional<Lease>& before,
                       const std::optional<Lease>& after, index::Batch& batch);

  // All that moderators said of it and was not cleared, whether or not it still
  // counts (case.h).
  absl::StatusOr<std::vector<Opinion>> FindOpinions(const CaseId& id) const;
  // Puts `after` in place of `before`; none clears them.
  static void SetOpinions(const CaseId& id, const std::vector<Opinion>& before,
                          const std::vector<Opinion>& after,
                          index::Batch& batch);

 private:
  const index::Store& store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_CASE_INDEX_H_
