// What the platform does with an upload after it was screened: it takes it
// away, publishes it elsewhere, and says which decisions it carried out.
#ifndef EARMARK_SERVICE_PUBLICATION_H_
#define EARMARK_SERVICE_PUBLICATION_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "service/request_key.h"
#include "service/screening_changer.h"
#include "takedown/claim.h"
#include "takedown/screening.h"
#include "takedown/territories.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// Safe for concurrent use. May block on the disk.
//
// All return the screening as it is afterwards, and the errors of
// ScreeningChanger::Change.
class Publication {
 public:
  struct Parts {
    const ScreeningChanger& changer;
    takedown::ClaimClocks clocks;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit Publication(Parts parts) : parts_(std::move(parts)) {}

  // The upload is gone for good: all claims on it expire. One that is gone
  // already is returned as it is.
  absl::StatusOr<takedown::Screening> Withdraw(const takedown::ScreeningId& id,
                                               const RequestKey& request);

  // The upload is published in `territories`: it is decided on again. Returns
  // kAborted when `revision` (of the decision) is stale.
  absl::StatusOr<takedown::Screening> SetTerritories(
      const takedown::ScreeningId& id,
      const takedown::TerritorySet& territories,
      std::optional<int64_t> revision, const RequestKey& request);

  // The platform carried out the decision up to `revision`. Returns
  // kInvalidArgument for a revision that there is not.
  absl::StatusOr<takedown::Screening> Acknowledge(
      const takedown::ScreeningId& id, int revision, const RequestKey& request);

 private:
  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_PUBLICATION_H_
