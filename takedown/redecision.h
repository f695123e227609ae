// Decisions that must be made again, as rights have changed or will change by
// themselves at some instant: a licence ends, a hold begins.
#ifndef EARMARK_TAKEDOWN_REDECISION_H_
#define EARMARK_TAKEDOWN_REDECISION_H_

#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "index/ids.h"
#include "index/store.h"
#include "takedown/time_span.h"

namespace earmark::takedown {

struct Redecision {
  absl::Time due;
  // Whose uses are concerned: of one work, or of all works of an owner.
  std::variant<index::WorkId, index::OwnerId> subject;
  // Why: one sentence for a person.
  std::string cause;

  bool operator==(const Redecision&) const = default;
  bool operator<(const Redecision& other) const {
    return std::tie(due, subject, cause) <
           std::tie(other.due, other.subject, other.cause);
  }
};

// The queue of redecisions. Safe for concurrent use.
class Redecisions {
 public:
  // `store` must outlive this object.
  explicit Redecisions(index::Store& store) : store_(store) {}

  // Adds to `batch`. One that is due at the same instant for the same subject
  // is replaced.
  static void Add(const Redecision& redecision, index::Batch& batch);
  static void Add(const std::vector<Redecision>& redecisions,
                  index::Batch& batch);
  // Those of `causes` are due when `span` begins and ends, if that lies after
  // `now`.
  struct Causes {
    std::string start;
    std::string end;
  };
  static void AddEnds(
      const TimeSpan& span, absl::Time now,
      const std::variant<index::WorkId, index::OwnerId>& subject,
      const Causes& causes, index::Batch& batch);

  // The first that is due at `now`; nullopt if none is.
  absl::StatusOr<std::optional<Redecision>> FirstDue(absl::Time now) const;
  // Takes it out of the queue, unless it was replaced meanwhile; `following`
  // are added to it, which are due later.
  absl::Status Finish(const Redecision& redecision,
                      const std::vector<Redecision>& following = {});

 private:
  index::Store& store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_REDECISION_H_
