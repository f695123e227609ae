// Everything with legal effect is committed here, together with its audit event
// and its outbox entry, in one atomic and synced batch.
//
// The audit log is append-only and chained: each event carries the SHA-256 of
// the one before (docs/formats.md). The outbox holds what subscribers have yet
// to be told.
#ifndef EARMARK_TAKEDOWN_LEDGER_H_
#define EARMARK_TAKEDOWN_LEDGER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "index/catalogue.h"
#include "index/store.h"
#include "takedown/screening.h"

namespace earmark::takedown {

// What happened. Persistent: never renumber.
enum class EventKind : uint8_t {
  kOwnerCreated = 1,
  kOwnerUpdated = 2,
  kOwnerTrusted = 3,
  kOwnerPutOnProbation = 4,
  kWorkCreated = 5,
  kWorkUpdated = 6,
  kWorkWithdrawn = 7,
  kReferenceAdded = 8,
  kReferenceDisabled = 9,
  kReferenceEnabled = 10,
  kUploadScreened = 11,
  kDecisionRevised = 12,
  kPolicyCreated = 13,
  kPolicyUpdated = 14,
  kLicenceCreated = 15,
  kLicenceUpdated = 16,
  kLicenceDeleted = 17,
  kExclusionsChanged = 18,
  kOverlapSettled = 19,
  kReferenceQuarantined = 20,
  kReferenceReleased = 21,
  kOwnershipsChanged = 22,
  kVerdictChanged = 23,
  kClaimChanged = 24,
  kCaseTaken = 25,
  kCaseGivenBack = 26,
  kCaseResolved = 27,
  kUploadWithdrawn = 28,
  kTerritoriesChanged = 29,
  kDecisionAcknowledged = 30,
  kNoticeReceived = 31,
  kNoticeCompleted = 32,
  kOpinionGiven = 33,
};

struct Event {
  EventKind kind;
  // The name of the resource concerned, like `works/{work}`.
  std::string resource;
  absl::Time time;
  // The caller's id of its request; empty: none.
  std::string request_id;
  // SHA-256 of the request that `request_id` stands for.
  index::ContentDigest request{};
};

// Safe for concurrent use; commits are made one after the other. Several
// ledgers on one store share one chain: each commit is guarded by the head that
// it follows.
class Ledger {
 public:
  // Reads the head of the chain. `store` must outlive this object. Returns
  // kDataLoss when the log's head is corrupt.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(index::Store& store);

  // Applies `batch` with the event. Returns
  //   kAborted            when a guard of the batch failed, or this very
  //                       request was committed meanwhile: start over from the
  //                       read (WasCommitted);
  //   kAlreadyExists      when the event's request id is taken by another
  //                       request;
  //   kInvalidArgument    when the event could not be read back;
  //   kUnavailable        when the store does not answer: a repeat is safe, as
  //                       it is guarded like the first attempt;
  //   kDataLoss           when the head of the log is not what it was;
  // and the store's other errors. Nothing is half done.
  absl::Status Commit(const index::Batch& batch, const Event& event);

  // Whether this very request was committed before. Returns kAlreadyExists when
  // the id stands for another request.
  absl::StatusOr<bool> WasCommitted(const std::string& request_id,
                                    const index::ContentDigest& request) const;

  // Commits a new screening together with `batch` (its remembered fingerprint),
  // and returns it as it is stored. When the upload id was committed meanwhile
  // with the same content and facts, returns that screening instead; with
  // others, kAlreadyExists. Returns kInvalidArgument for what could not be read
  // back (text that is not UTF-8, times out of range), and else what Commit
  // returns.
  absl::StatusOr<Screening> CommitScreening(const Screening& screening,
                                            index::Batch batch = {});

  // Adds `after` to `batch`, guarded by `before`: a revision of it
  // (revision.h), or the same decision with other claims. Returns
  // kInvalidArgument for what could not be read back, and the errors of the
  // store.
  absl::Status AddRevision(const Screening& before, const Screening& after,
                           index::Batch& batch) const;
  // Commits the revision, with `batch`, at the instant when the earlier
  // decision ended. Returns kAborted when the stored screening is not `before`
  // any more, and else what AddRevision and Commit return.
  absl::Status CommitRevision(const Screening& before, const Screening& after,
                              index::Batch batch = {});

  absl::StatusOr<std::optional<Screening>> FindScreening(
      const ScreeningId& id) const;
  // The screening of an upload id, if there is one with this content and these
  // facts; nullopt if there is none; kAlreadyExists if there is one with
  // others.
  absl::StatusOr<std::optional<Screening>> FindUpload(
      const UploadFacts& facts, const index::ContentDigest& content) const;
  // Those that await acknowledgement (revision.h): takedowns newest first, then
  // all others newest first; at most `limit` from `from`.
  absl::StatusOr<index::Page<Screening>> ListUnacknowledged(
      const TenantId& tenant, const std::string& from, size_t limit) const;
  struct Unacknowledged {
    // Each counted up to a limit.
    size_t takedowns = 0;
    size_t others = 0;
    // Since when the takedown is asked for that has waited longest, of the 100
    // uploads that were screened first; nullopt: there is none.
    std::optional<absl::Time> since;
  };
  absl::StatusOr<Unacknowledged> CountUnacknowledged(const TenantId& tenant,
                                                     size_t limit) const;
  // Newest first, at most `limit` from `from` (the page before's `next`; empty:
  // the newest). With an upload id, only its screening.
  absl::StatusOr<index::Page<Screening>> ListScreenings(
      const TenantId& tenant, const std::string& upload_id,
      const std::string& from, size_t limit) const;

  // Walks the whole log. Returns kDataLoss naming the first event that does not
  // follow from the one before, or that ends the log before the last event that
  // this object knows of; else the number of events.
  absl::StatusOr<uint64_t> VerifyAudit() const;

 private:
  // The last event of the log.
  struct Head {
    uint64_t sequence = 0;  // 0: the log is empty
    std::string record;     // the event's stored bytes
  };

  Ledger(index::Store& store, Head head)
      : store_(store), head_(std::move(head)) {}

  static absl::StatusOr<Head> ReadHead(const index::Store& store);
  absl::StatusOr<Screening> ReadScreening(const ScreeningId& id) const;
  // Why the store refused a batch although the head was right.
  absl::Status ExplainRefusal(const Head& head, const Event& event) const;

  index::Store& store_;
  mutable absl::Mutex mutex_;
  // What this object knows of the log's end. Never wrong, but maybe old: the
  // guards of a commit tell.
  Head head_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_LEDGER_H_
