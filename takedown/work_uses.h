// Which uploads were found to hold which references of registered works.
#ifndef EARMARK_TAKEDOWN_WORK_USES_H_
#define EARMARK_TAKEDOWN_WORK_USES_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "index/catalogue.h"
#include "index/ids.h"
#include "index/store.h"
#include "takedown/flood.h"
#include "takedown/screening.h"

namespace earmark::takedown {

// Safe for concurrent use. Reads what Ledger commits.
class WorkUses {
 public:
  // `store` must outlive this object.
  explicit WorkUses(const index::Store& store) : store_(store) {}

  // The screenings whose matches name the work, of any of its references; at
  // most `limit` from `from`. A page may name a screening that another did.
  absl::StatusOr<index::Page<ScreeningId>> List(const index::WorkId& work,
                                                const std::string& from,
                                                size_t limit) const;

  // When the upload was found to hold the reference; nullopt if it was not.
  absl::StatusOr<std::optional<absl::Time>> FindTime(
      const index::WorkId& work, const index::ReferenceId& reference,
      const ScreeningId& screening) const;

  // Counts the accounts whose uploads were found to hold the reference, by the
  // day of the find, among uploads since `since`. Reads one short record for
  // each such upload.
  absl::StatusOr<FloodCounts> CountAccounts(const index::WorkId& work,
                                            const index::ReferenceId& reference,
                                            absl::Time since,
                                            absl::Time now) const;

 private:
  const index::Store& store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_WORK_USES_H_
