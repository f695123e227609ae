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
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/worker_pool.h"
#include "index/catalogue.h"
#include "index/matcher.h"
#include "service/internal/planned_write.h"
#include "service/request_key.h"
#include "service/upload_spool.h"
#include "takedown/ledger.h"
#include "takedown/redecision.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// A work with all holds on it, first that of the owner that registered it;
// never without one.
struct OwnedWork {
  index::Work work;
  std::vector<takedown::Ownership> ownerships;
};

// A reference with what is known of the rights in it.
struct KnownReference {
  index::Reference reference;
  takedown::ReferenceRights rights;
};

// Changes of the fields that are there.
struct OwnerUpdate {
  std::optional<std::string> display_name;
  std::optional<takedown::PolicyId> policy;
  std::optional<std::vector<std::string>> accounts;
};

struct WorkUpdate {
  std::optional<std::string> title;
  std::optional<index::OwnerId> owner;
  std::optional<index::Work::Kind> kind;
  std::optional<std::string> isrc;
  std::optional<std::string> iswc;
  std::optional<std::string> eidr;
  std::optional<takedown::TerritorySet> territories;
  std::optional<takedown::PolicyId> policy;
  std::optional<takedown::CatalogueId> catalogue;
};

// A recording to be added to a work.
struct NewReference {
  index::WorkId work;
  std::string file_name;
  // takedown::ReferenceRights::attested.
  bool attested = true;
  RequestKey request;
};

// Whether the owner has, had, or will have a hold on the work.
bool Holds(const OwnedWork& work, const index::OwnerId& owner);

// Adds to `batch` that uses of a work whose holds were changed are decided on
// again: at once, and when a hold begins or ends.
void AddOwnershipRedecisions(const OwnedWork& work, index::Batch& batch);

// Safe for concurrent use. All functions may block on the disk. The revision
// that a change rests on may be nullopt (whatever is there), else kAborted is
// returned when it is stale. All return the errors of Ledger::Commit.
class Registry {
 public:
  struct Parts {
    index::Catalogue& catalogue;
    const takedown::Rights& rights;
    const index::Matcher& matcher;
    takedown::Ledger& ledger;
    fingerprint::WorkerPool& workers;
    fingerprint::ExtractOptions extract;
    takedown::Clock now;
    // Called when something was committed: scans, or redecisions, may be due.
    std::function<void()> on_change;
  };

  // What `parts` refers to must outlive this object.
  explicit Registry(Parts parts) : parts_(std::move(parts)) {}

  // Reads. Get returns kNotFound when there is none.
  absl::StatusOr<takedown::Owner> GetOwner(const index::OwnerId& id) const;
  absl::StatusOr<index::Page<takedown::Owner>> ListOwners(
      const std::string& from, size_t limit) const;
  absl::StatusOr<OwnedWork> GetWork(const index::WorkId& id) const;
  // With `owner`, only works in which it has a hold; with `identifier`, only
  // those that have it. With both, a page may hold fewer than there are, even
  // none, and still have a next.
  absl::StatusOr<index::Page<OwnedWork>> ListWorks(
      const std::optional<index::OwnerId>& owner, const std::string& identifier,
      const std::string& from, size_t limit) const;
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
  // Extracts and adds the reference, with what it shares with references of
  // other owners (shared_parts.h); one with this content that was added
  // meanwhile is returned as it is. Returns the errors of FindContent, of
  // WorkerPool::Extract, of Catalogue::CheckReferable and of Matcher::Find.
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

  // What is known of the rights in `reference`; its status if it is none.
  absl::StatusOr<KnownReference> WithRights(
      absl::StatusOr<index::Reference> reference) const;
  // OK if what the ownership names is there, and may be named.
  absl::Status CheckNamed(const takedown::Ownership& ownership) const;

 private:
  // OK if references of the work can be added and switched: kNotFound when
  // there is no such work, kFailedPrecondition when it is withdrawn.
  absl::Status CheckActive(const index::WorkId& work) const;
  // OK if `owner` may name the policy: kNotFound when there is none,
  // kFailedPrecondition when it is another owner's.
  absl::Status CheckPolicy(const takedown::PolicyId& policy,
                           const index::OwnerId& owner) const;

  absl::StatusOr<takedown::Owner> ChangeOwner(
      takedown::EventKind kind, const index::OwnerId& id,
      std::optional<int64_t> revision, const RequestKey& request,
      absl::FunctionRef<void(takedown::Owner&)> change);
  absl::StatusOr<index::Reference> SwitchReference(const index::WorkId& work,
                                                   const index::ReferenceId& id,
                                                   bool on,
                                                   const RequestKey& request);

  Committer committer() const {
    return {parts_.ledger, parts_.now, parts_.on_change};
  }

  const Parts parts_;
  // One reference is searched for and added at a time: of two that share a part
  // the second finds the first.
  absl::Mutex adding_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_REGISTRY_H_
