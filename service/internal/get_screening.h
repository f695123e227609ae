// A screening that a caller names.
#ifndef EARMARK_SERVICE_INTERNAL_GET_SCREENING_H_
#define EARMARK_SERVICE_INTERNAL_GET_SCREENING_H_

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "service/resource_name.h"
#include "takedown/ledger.h"
#include "takedown/screening.h"

namespace earmark::service {

// Returns kNotFound when there is none, and the errors of
// Ledger::FindScreening.
inline absl::StatusOr<takedown::Screening> GetScreening(
    const takedown::Ledger& ledger, const takedown::ScreeningId& id) {
  absl::StatusOr<std::optional<takedown::Screening>> found =
      ledger.FindScreening(id);
  if (!found.ok()) return found.status();
  if (*found) return **std::move(found);
  return absl::NotFoundError("there is no screening " + NameOf(id));
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_GET_SCREENING_H_
