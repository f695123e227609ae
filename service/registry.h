// What CatalogService does, in the words of the domain: each change of owners,
// works and references is read, checked and committed here, once per request
// id.
#ifndef EARMARK_SERVICE_REGISTRY_H_
#define EARMARK_SERVICE_REGISTRY_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/worker_pool.h"
#include "index/catalogue.h"
#include "service/upload_spool.h"
#include "takedown/ledger.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// What a request is known by, so that its repetition does nothing more.
struct RequestKey {
  // The caller's; empty: the request cannot be recognised.
  std::string id;
  // SHA-256 of the request.
  index::ContentDigest digest{};
};

// A work with its owner's hold on it.
struct OwnedWork {
  index::Work work;
  takedown::Ownership ownership;
};

// Changes of the fields that are there.
struct OwnerUpdate {
  std::optional<std::string> display_name;
  std::optional<takedown::Action> default_action;
};

struct WorkUpdate {
  std::optional<std::string> title;
  std::optional<index::OwnerId> owner;
  std::optional<index::Work::Kind> kind;
  std::optional<std::string> isrc;
  std::optional<std::string> iswc;
  std::optional<std::string> eidr;
  std::optional<takedown::TerritorySet> territories;
  // The inner nullopt: the owner's default.
  std::optional<std::optional<takedown::Action>> action;
};

// A recording to be added to a work.
struct NewReference {
  index::WorkId work;
  std::string file_name;
  RequestKey request;
};

// Safe for concurrent use. All functions may block on the disk. The revision
// that a change rests on may be nullopt (whatever is there), else kAborted is
// returned when it is stale. All return the errors of Ledger::Commit.
class Registry {
 public:
  struct Parts {
    index::Catalogue& catalogue;
    const takedown::Rights& rights;
    takedown::Ledger& ledger;
    fingerprint::WorkerPool& workers;
    fingerprint::ExtractOptions extract;
    takedown::Clock now;
    // Called when a reference has come into the index: a scan is due.
    std::function<void()> on_reference;
  };

  // What `parts` refers to must outlive this object.
  explicit Registry(Parts parts) : parts_(std::move(parts)) {}

  // Reads. Get returns kNotFound when there is none.
  absl::StatusOr<takedown::Owner> GetOwner(const index::OwnerId& id) const;
  absl::StatusOr<index::Page<takedown::Owner>> ListOwners(
      const std::string& from, size_t limit) const;
  absl::StatusOr<OwnedWork> GetWork(const index::WorkId& id) const;
  // With `owner`, only works of that owner: the page may then hold fewer than
  // there are, even none, and still have a next.
  absl::StatusOr<index::Page<OwnedWork>> ListWorks(
      const std::optional<index::OwnerId>& owner, const std::string& from,
      size_t limit) const;
  absl::StatusOr<index::Reference> GetReference(
      const index::WorkId& work, const index::ReferenceId& id) const;
  // Returns kNotFound when there is no such work.
  absl::StatusOr<index::Page<index::Reference>> ListReferences(
      const index::WorkId& work, const std::string& from, size_t limit) const;

  // Registers `owner` on probation, or returns the one that is there if it
  // says the same; else kAlreadyExists. Times, trust and revision of `owner`
  // are ignored.
  absl::StatusOr<takedown::Owner> CreateOwner(const takedown::Owner& owner,
                                              const RequestKey& request);
  absl::StatusOr<takedown::Owner> UpdateOwner(const index::OwnerId& id,
                                              std::optional<int64_t> revision,
                                              const OwnerUpdate& update,
                                              const RequestKey& request);
  absl::StatusOr<takedown::Owner> SetTrust(const index::OwnerId& id,
                                           std::optional<int64_t> revision,
                                           takedown::Owner::Trust trust,
                                           const RequestKey& request);

  // As CreateOwner; kNotFound when there is no such owner.
  absl::StatusOr<OwnedWork> CreateWork(const OwnedWork& work,
                                       const RequestKey& request);
  // Returns kNotFound when there is no such work or new owner, and
  // kFailedPrecondition when the work is withdrawn.
  absl::StatusOr<OwnedWork> UpdateWork(const index::WorkId& id,
                                       std::optional<int64_t> revision,
                                       const WorkUpdate& update,
                                       const RequestKey& request);
  // A work that is withdrawn is returned as it is.
  absl::StatusOr<OwnedWork> WithdrawWork(const index::WorkId& id,
                                         std::optional<int64_t> revision,
                                         const RequestKey& request);

  // The reference that this content is already; nullopt if there is none.
  // Returns kNotFound when there is no such work, kFailedPrecondition when it
  // is withdrawn (unless this very request was committed before that), and
  // kAlreadyExists when the request id was used for another request.
  absl::StatusOr<std::optional<index::Reference>> FindContent(
      const NewReference& reference, const index::ContentDigest& content) const;
  // Extracts and adds the reference; one with this content that was added
  // meanwhile is returned as it is. Returns the errors of FindContent, of
  // WorkerPool::Extract and of Catalogue::CheckReferable.
  absl::StatusOr<index::Reference> AddReference(
      const NewReference& reference, const UploadSpool& file,
      absl::Time deadline, const fingerprint::Cancellation& cancellation);

  // Switches a reference off or on; one that is so already is returned as it
  // is. Returns kFailedPrecondition when its work is withdrawn.
  absl::StatusOr<index::Reference> DisableReference(
      const index::WorkId& work, const index::ReferenceId& id,
      const RequestKey& request);
  absl::StatusOr<index::Reference> EnableReference(const index::WorkId& work,
                                                   const index::ReferenceId& id,
                                                   const RequestKey& request);

 private:
  // A change that is worked out but not made.
  template <typename T>
  struct Plan {
    // What is there afterwards.
    T result;
    // Left empty: there is nothing to do.
    std::optional<index::Batch> batch;
  };

  // Commits what `plan` works out from the present state, and works it out
  // again when somebody else was first. `plan` is told whether the request was
  // committed before; then it only reads.
  template <typename T>
  absl::StatusOr<T> Write(
      takedown::EventKind kind, const std::string& resource,
      const RequestKey& request,
      absl::FunctionRef<absl::StatusOr<Plan<T>>(bool committed)> plan);

  // OK if references of the work can be added and switched: kNotFound when
  // there is no such work, kFailedPrecondition when it is withdrawn.
  absl::Status CheckActive(const index::WorkId& work) const;

  absl::StatusOr<takedown::Owner> ChangeOwner(
      takedown::EventKind kind, const index::OwnerId& id,
      std::optional<int64_t> revision, const RequestKey& request,
      absl::FunctionRef<void(takedown::Owner&)> change);
  absl::StatusOr<index::Reference> SwitchReference(const index::WorkId& work,
                                                   const index::ReferenceId& id,
                                                   bool on,
                                                   const RequestKey& request);

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_REGISTRY_H_
