// What becomes of claims counts for those who make them.
#ifndef EARMARK_SERVICE_INTERNAL_COUNT_CLAIMS_H_
#define EARMARK_SERVICE_INTERNAL_COUNT_CLAIMS_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "index/store.h"
#include "takedown/rights.h"
#include "takedown/screening.h"

namespace earmark::service {

// Adds to `batch` what became of the claims on a screening for their owners'
// records, guarded by what these are. One whose trust falls below kLeastTrust
// is put on probation, and its uses are decided on again; returns whether that
// happened. Returns kDataLoss when an owner is missing, and the errors of
// Rights.
absl::StatusOr<bool> CountClaims(const takedown::Rights& rights,
                                 const takedown::Screening& before,
                                 const takedown::Screening& after,
                                 absl::Time now, index::Batch& batch);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_COUNT_CLAIMS_H_
