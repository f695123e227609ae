// What RightsService does, in the words of the domain: each change of policies,
// licences, ownerships and the rights in references is read, checked and
// committed here, once per request id.
#ifndef EARMARK_SERVICE_RIGHTS_REGISTRY_H_
#define EARMARK_SERVICE_RIGHTS_REGISTRY_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "index/catalogue.h"
#include "service/internal/planned_write.h"
#include "service/registry.h"
#include "service/request_key.h"
#include "takedown/ledger.h"
#include "takedown/ownership_conflicts.h"
#include "takedown/reference_rights.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// How one overlap is settled.
struct OverlapSettlement {
  index::WorkId work;
  index::ReferenceId reference;
  // The other side.
  index::WorkId other_work;
  index::ReferenceId other_reference;
  // Whether the first keeps the parts; else it gives way.
  bool keep = false;
};

// Safe for concurrent use. All functions may block on the disk. The revision
// that a change rests on may be nullopt (whatever is there), else kAborted is
// returned when it is stale. All return the errors of Ledger::Commit, and
// kNotFound for what is named but not there.
class RightsRegistry {
 public:
  struct Parts {
    const index::Catalogue& catalogue;
    const takedown::Rights& rights;
    const Registry& registry;
    takedown::Ledger& ledger;
    takedown::Clock now;
    // Called when something was committed: redecisions may be due.
    std::function<void()> on_change;
  };

  // What `parts` refers to must outlive this object.
  explicit RightsRegistry(Parts parts) : parts_(std::move(parts)) {}

  // A preset among them; with `version`, that one.
  absl::StatusOr<takedown::StoredPolicy> GetPolicy(
      const takedown::PolicyId& id, std::optional<int64_t> version) const;
  absl::StatusOr<index::Page<takedown::StoredPolicy>> ListPolicies(
      const std::string& from, size_t limit) const;
  // Version and time of `policy` are ignored. Returns the policy that is there
  // if it says the same, else kAlreadyExists.
  absl::StatusOr<takedown::StoredPolicy> CreatePolicy(
      const takedown::StoredPolicy& policy, const RequestKey& request);
  // Adds a version with new rules, and a new name, where there are any. Returns
  // kFailedPrecondition for a preset.
  absl::StatusOr<takedown::StoredPolicy> UpdatePolicy(
      const takedown::PolicyId& id,
      const std::optional<takedown::Policy>& rules,
      const std::optional<std::string>& display_name,
      std::optional<int64_t> version, const RequestKey& request);

  absl::StatusOr<takedown::Licence> GetLicence(
      const index::OwnerId& owner, const takedown::LicenceId& id) const;
  absl::StatusOr<index::Page<takedown::Licence>> ListLicences(
      const index::OwnerId& owner, const std::string& from, size_t limit) const;
  // As CreatePolicy.
  absl::StatusOr<takedown::Licence> CreateLicence(
      const takedown::Licence& licence, const RequestKey& request);
  absl::StatusOr<takedown::Licence> UpdateLicence(
      const index::OwnerId& owner, const takedown::LicenceId& id,
      std::optional<int64_t> revision, const RequestKey& request,
      absl::FunctionRef<void(takedown::Licence&)> change);
  // One that is not there is no error.
  absl::Status DeleteLicence(const index::OwnerId& owner,
                             const takedown::LicenceId& id,
                             std::optional<int64_t> revision,
                             const RequestKey& request);

  // Replaces the holds of `owner`. Returns kFailedPrecondition when the work is
  // withdrawn, or nobody would hold it.
  absl::StatusOr<OwnedWork> SetOwnerships(
      const index::WorkId& work, const index::OwnerId& owner,
      const std::vector<takedown::Ownership>& ownerships,
      std::optional<int64_t> revision, const RequestKey& request);
  // Hands what `from` holds at `time` (now, if there is none) to `to`. Returns
  // kFailedPrecondition when the work is withdrawn, or `from` holds nothing
  // then.
  absl::StatusOr<OwnedWork> TransferOwnership(const index::WorkId& work,
                                              const index::OwnerId& from,
                                              const index::OwnerId& to,
                                              std::optional<absl::Time> time,
                                              std::optional<int64_t> revision,
                                              const RequestKey& request);
  // Of at most `limit` works of the owner, those in conflict.
  absl::StatusOr<index::Page<OwnedWork>> ListConflicts(
      const index::OwnerId& owner, const std::string& from, size_t limit) const;

  // Of at most `limit` works of the owner, the references of which something is
  // known beside the attestation.
  absl::StatusOr<index::Page<KnownReference>> ListQuestionedReferences(
      const index::OwnerId& owner, const std::string& from, size_t limit) const;
  // Returns kInvalidArgument for parts that are not of the reference.
  absl::StatusOr<KnownReference> SetExclusions(
      const index::WorkId& work, const index::ReferenceId& reference,
      std::vector<takedown::Exclusion> exclusions,
      std::optional<int64_t> revision, const RequestKey& request);
  // Returns kFailedPrecondition when there is nothing open to settle.
  absl::StatusOr<KnownReference> SettleOverlap(
      const OverlapSettlement& settlement, std::optional<int64_t> revision,
      const RequestKey& request);
  // Returns kFailedPrecondition when it is not in quarantine.
  absl::StatusOr<KnownReference> ReleaseReference(
      const index::WorkId& work, const index::ReferenceId& reference,
      std::optional<int64_t> revision, const RequestKey& request);

 private:
  Committer committer() const {
    return {parts_.ledger, parts_.now, parts_.on_change};
  }
  absl::Status CheckLicence(const takedown::Licence& licence) const;
  // All owners may name an operator's policy.
  absl::Status AddOwnersRedecisions(absl::Time now, const std::string& cause,
                                    index::Batch& batch) const;
  // Adds the exclusions to references of other works of the same owner that
  // have the same content.
  absl::Status CopyExclusions(
      const index::Reference& reference,
      const std::vector<takedown::Exclusion>& exclusions,
      const std::string& cause, index::Batch& batch) const;

  // Replaces the holds on a work by what `change` makes of them.
  absl::StatusOr<OwnedWork> ChangeOwnerships(
      const index::WorkId& work, std::optional<int64_t> revision,
      const RequestKey& request,
      absl::FunctionRef<absl::Status(std::vector<takedown::Ownership>&)>
          change);
  // Replaces the rights in a reference by what `change` makes of them; `change`
  // may add to the batch.
  absl::StatusOr<KnownReference> ChangeReference(
      takedown::EventKind kind, const index::WorkId& work,
      const index::ReferenceId& reference, std::optional<int64_t> revision,
      const std::string& cause, const RequestKey& request,
      absl::FunctionRef<absl::Status(takedown::ReferenceRights&, index::Batch&)>
          change);

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_RIGHTS_REGISTRY_H_
