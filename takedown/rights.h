// Who owns what, where, and what they want done with uses of it.
//
// This is where the rights model grows: shares, times, licences, policies with
// conditions. A decision sees nothing of it but the values of this file.
#ifndef EARMARK_TAKEDOWN_RIGHTS_H_
#define EARMARK_TAKEDOWN_RIGHTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "index/catalogue.h"
#include "index/ids.h"
#include "index/store.h"
#include "takedown/action.h"
#include "takedown/territories.h"

namespace earmark::takedown {

using index::OwnerId;
using index::WorkId;

// Who owns works.
struct Owner {
  enum class Trust : uint8_t { kProbation = 1, kTrusted = 2 };

  OwnerId id;
  std::string display_name;
  // What happens with uses of the owner's works, unless the work says
  // otherwise.
  Action default_action = Action::kTrack;
  Trust trust = Trust::kProbation;
  absl::Time create_time;
  absl::Time update_time;
  // Counts changes from 1; the etag.
  int64_t revision = 1;

  bool operator==(const Owner&) const = default;
};

// One owner's hold on a work.
struct Ownership {
  OwnerId owner;
  TerritorySet territories;
  // What the owner wants done with uses of this work; nullopt: its default.
  std::optional<Action> action;

  bool operator==(const Ownership&) const = default;
};

// Reads owners and ownerships; adds changes of them to batches, as
// index::Catalogue does. Safe for concurrent use.
class Rights {
 public:
  // `store` must outlive this object.
  explicit Rights(const index::Store& store) : store_(store) {}

  absl::StatusOr<std::optional<Owner>> FindOwner(const OwnerId& id) const;
  // At most `limit` from `from` (the page before's `next`; empty: the first),
  // by id.
  absl::StatusOr<index::Page<Owner>> ListOwners(const std::string& from,
                                                size_t limit) const;
  // The ownerships of a work; none for a work that is not there.
  absl::StatusOr<std::vector<Ownership>> OwnershipsOf(const WorkId& work) const;

  // Guarded by the absence of the owner.
  void CreateOwner(const Owner& owner, index::Batch& batch) const;
  // Of the same owner; guarded by `before` being the present state.
  void UpdateOwner(const Owner& before, const Owner& after,
                   index::Batch& batch) const;
  // Replaces all holds on `work`. Has no guard of its own: the batch must also
  // create or update the work, whose revision then stands for its holds too.
  void SetOwnerships(const WorkId& work,
                     const std::vector<Ownership>& ownerships,
                     index::Batch& batch) const;

 private:
  const index::Store& store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_RIGHTS_H_
