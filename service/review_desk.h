// Where moderators find what waits for them, take it, and resolve it.
#ifndef EARMARK_SERVICE_REVIEW_DESK_H_
#define EARMARK_SERVICE_REVIEW_DESK_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "index/list_page.h"
#include "service/claim_desk.h"
#include "service/decider.h"
#include "service/internal/claim_act.h"
#include "service/moderation.h"
#include "service/notice_desk.h"
#include "service/request_key.h"
#include "takedown/case.h"
#include "takedown/case_index.h"
#include "takedown/ledger.h"
#include "takedown/near_licences.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"
#include "takedown/unread_files.h"

namespace earmark::service {

// Of a case without claims.
struct UnreadMedia {
  // In words, without numbers.
  std::string cause;
  // Uploads of which part could not be seen, the one that comes first being the
  // first; at most kMaxItemsShown.
  std::vector<takedown::ScreeningId> screenings;
  bool has_more_screenings = false;
  // The first of them.
  std::optional<takedown::Screening> first;
  // Files of which nothing could be, and which were not screened.
  std::optional<takedown::UnreadFiles> files;
};

struct KnownCase {
  takedown::CaseId id;
  // What comes first of all that waits; nullopt: the case is resolved.
  std::optional<takedown::CaseItem> next;
  // Of Resolve(): something waits on, as it came since the case was taken, or
  // two moderators mean different things of it.
  bool waits_on = false;
  // The claim that comes first, of those that wait or were decided on; nullopt:
  // there is none.
  std::optional<KnownClaim> first;
  // All claims, at most kMaxItemsShown.
  std::vector<takedown::ClaimName> claims;
  bool has_more_claims = false;
  // nullopt: there are claims.
  std::optional<UnreadMedia> unread;
  // Whether two moderators must agree, and what was said that still counts.
  bool wants_second_opinion = false;
  std::vector<takedown::Opinion> opinions;
  // In force now.
  std::optional<takedown::Lease> lease;
  // Why the upload is decided on as it is, who has rights in the work, and what
  // nearly permits the use. Of Get() and Take() alone.
  std::vector<takedown::Decision::Reason> reasons;
  std::vector<takedown::Ownership> ownerships;
  std::vector<takedown::NearLicence> near_licences;
  // The notice that it is about, if it is; of Get() and Take() alone.
  std::optional<KnownNotice> notice;
};

inline constexpr size_t kMaxItemsShown = 100;

// Safe for concurrent use. May block on the disk.
class ReviewDesk {
 public:
  struct Parts {
    const takedown::CaseIndex& cases;
    ClaimDesk& claims;
    const Decider& decider;
    const takedown::Rights& rights;
    const NoticeDesk& notices;
    Moderation& moderation;
    const takedown::UnreadFileCases& unread_files;
    takedown::Ledger& ledger;
    takedown::ReviewSettings settings;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit ReviewDesk(Parts parts) : parts_(std::move(parts)) {}

  // See CaseIndex::List.
  absl::StatusOr<index::Page<KnownCase>> List(const std::string& from,
                                              size_t limit) const;
  // Returns kNotFound when there is no such case, or it is resolved.
  absl::StatusOr<KnownCase> Get(const takedown::CaseId& id) const;

  // Takes the case for kLeaseTime from now on. Returns kNotFound as Get does,
  // and kAborted when somebody else has it.
  absl::StatusOr<KnownCase> Take(const takedown::CaseId& id,
                                 const std::string& moderator,
                                 const RequestKey& request);
  // Gives it back. Returns kFailedPrecondition when the moderator does not have
  // it.
  absl::StatusOr<KnownCase> GiveBack(const takedown::CaseId& id,
                                     const std::string& moderator,
                                     const RequestKey& request);
  // Does `act` with all that waits in the case, and gives it back. Returns what
  // was done; kNotFound when there is nothing to do, kFailedPrecondition when
  // the moderator has not taken the case, or the act does not fit, kAborted
  // when somebody else has it, and the errors of ClaimDesk::Act and of
  // Moderation::Change. After an error, some may be decided on: what is left
  // still waits. What came since the moderator took the case waits on; when
  // something in it changes, it is taken no more. Where two must agree and no
  // other moderator has said the same, that is only noted, and the case
  // returned as it waits on; what the other had not seen yet, or means
  // otherwise, waits on too.
  absl::StatusOr<KnownCase> Resolve(const takedown::CaseId& id,
                                    const std::string& moderator,
                                    const ClaimAct& act,
                                    const RequestKey& request);

 private:
  // Without what only Get() gives.
  absl::StatusOr<KnownCase> Read(const takedown::CaseId& id) const;
  // `items` are the first that wait, at most kMaxItemsShown.
  absl::StatusOr<KnownCase> Read(
      const takedown::CaseId& id,
      const index::Page<takedown::CaseItem>& items) const;
  absl::StatusOr<UnreadMedia> ReadUnread(
      const takedown::CaseId& id,
      const index::Page<takedown::CaseItem>& items) const;
  // Adds that to a case that is not resolved.
  absl::Status AddGrounds(KnownCase& known) const;
  // By which the moderator has the case. Returns kAborted when somebody else
  // has it, kFailedPrecondition when nobody has.
  absl::StatusOr<takedown::Lease> LeaseOf(const takedown::CaseId& id,
                                          const std::string& moderator) const;
  // Commits that the moderator, who has the case, has it no more, and what
  // `add` adds to that. Returns the errors of LeaseOf.
  absl::StatusOr<KnownCase> EndLease(
      const takedown::CaseId& id, const std::string& moderator,
      takedown::EventKind kind, const RequestKey& request,
      absl::FunctionRef<absl::Status(index::Batch&)> add);
  // What the act says of the first item, or why it does not fit.
  absl::StatusOr<takedown::Opinion> ToOpinion(const KnownCase& known,
                                              const takedown::Lease& lease,
                                              const ClaimAct& act) const;
  // Notes what the moderator says, and gives the case back.
  absl::StatusOr<KnownCase> GiveOpinion(const takedown::CaseId& id,
                                        const takedown::Opinion& opinion,
                                        const RequestKey& request);
  // What moderators have seen, and said, of what is decided on.
  struct Agreement {
    // What waits since later was not seen.
    absl::Time until;
    // Of who decides, and of the other who says the same; nullptr: one alone
    // decides.
    const takedown::Opinion* opinion = nullptr;
    const takedown::Opinion* other = nullptr;
  };
  // Decides on all that was seen, and is agreed on.
  absl::Status DecideAll(const takedown::CaseId& id,
                         const std::string& moderator, const ClaimAct& act,
                         const Agreement& agreement, KnownCase& resolved);
  // Adds to `batch` what is left of a case that was decided on: the opinion, if
  // something still waits that another moderator has not seen.
  absl::Status AddRest(const takedown::CaseId& id,
                       const std::optional<takedown::Opinion>& opinion,
                       index::Batch& batch) const;
  // Decide on one thing, and add it to `resolved`, unless it waits no more, or
  // has changed.
  absl::Status Decide(const takedown::CaseItem& item, ClaimAct act,
                      const Agreement& agreement, KnownCase& resolved);
  absl::Status Decide(const takedown::ScreeningId& unseen, const ClaimAct& act,
                      KnownCase& resolved);

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_REVIEW_DESK_H_
