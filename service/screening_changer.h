// How people's acts change a screening: what they decide, claim or object to
// leads to a new revision of the decision, and counts for the owners' trust, in
// one commit.
#ifndef EARMARK_SERVICE_SCREENING_CHANGER_H_
#define EARMARK_SERVICE_SCREENING_CHANGER_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "service/decider.h"
#include "service/request_key.h"
#include "takedown/ledger.h"
#include "takedown/rights.h"
#include "takedown/screening.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// Safe for concurrent use. May block on the disk.
class ScreeningChanger {
 public:
  struct Parts {
    const takedown::Rights& rights;
    const Decider& decider;
    takedown::Ledger& ledger;
    takedown::Clock now;
    // Called when an owner lost its trust: redecisions are due.
    std::function<void()> on_change;
  };

  // What `parts` refers to must outlive this object.
  explicit ScreeningChanger(Parts parts) : parts_(std::move(parts)) {}

  // A screening with other verdicts or claims, not yet decided on again.
  struct Edit {
    takedown::Screening screening;
    // Why the decision is another one, if it is: one sentence for a person.
    std::string cause;
    // Whether anything can follow for the decision. Nothing can once the upload
    // is withdrawn.
    bool decide = true;
    // Whether it is made although the upload was withdrawn before.
    bool after_withdrawal = false;
  };
  // What becomes of the screening; nullopt: nothing.
  using MakeEdit = absl::FunctionRef<absl::StatusOr<std::optional<Edit>>(
      const takedown::Screening&)>;

  // Commits what `make_edit` makes of the screening, decided on again, as an
  // event of `kind` with `resource`; makes it again when somebody else was
  // first. A revision is added if there are other verdicts, or the decision is
  // another one. Claims that are upheld or overturned by that count for their
  // owners: one whose trust falls below kLeastTrust is put on probation in the
  // same commit. Returns the screening as it is afterwards, kNotFound when
  // there is none, kFailedPrecondition when its upload was withdrawn, the
  // errors of `make_edit`, and those of Decider::DecideAgain and of
  // Ledger::Commit.
  absl::StatusOr<takedown::Screening> Change(const takedown::ScreeningId& id,
                                             takedown::EventKind kind,
                                             const std::string& resource,
                                             const RequestKey& request,
                                             MakeEdit make_edit) const;

 private:
  // The screening of the edit, decided on again; what follows later is added to
  // `batch`.
  absl::StatusOr<takedown::Screening> Decide(const takedown::Screening& before,
                                             Edit edit, absl::Time now,
                                             index::Batch& batch) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_SCREENING_CHANGER_H_
