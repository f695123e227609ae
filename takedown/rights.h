// Who owns what, where and when, and what they want done with uses of it.
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
#include "takedown/licence.h"
#include "takedown/owner_trust.h"
#include "takedown/policy.h"
#include "takedown/reference_rights.h"
#include "takedown/stored_policy.h"
#include "takedown/territories.h"
#include "takedown/time_span.h"

namespace earmark::takedown {

using index::OwnerId;
using index::WorkId;

// Who owns works.
struct Owner {
  enum class Trust : uint8_t { kProbation = 1, kTrusted = 2 };

  OwnerId id;
  std::string display_name;
  // What happens with uses of the owner's works, unless the work says
  // otherwise. Empty: kTrackPolicy.
  PolicyId policy;
  Trust trust = Trust::kProbation;
  // Tokens (account_token.h) of accounts that are the owner's own, sorted, each
  // once.
  std::vector<std::string> accounts;
  // What became of its claims.
  ClaimRecord claims = {};
  absl::Time create_time;
  absl::Time update_time;
  // Counts changes from 1; the etag.
  int64_t revision = 1;

  bool operator==(const Owner&) const = default;
};

// What is owned of a work: a recording (of audio or of film), or what was
// composed and written. Each has owners of its own, and one upload can need
// both. Persistent.
enum class Right : uint8_t { kRecording = 1, kMusicalWork = 2 };

// Shares are in hundredths of a percent.
inline constexpr int kWholeShare = 10'000;

// One owner's hold on a work.
struct Ownership {
  OwnerId owner = {};
  Right right = Right::kRecording;
  TerritorySet territories = {};
  TimeSpan time = {};
  // 1 to kWholeShare. Where the shares of several owners in the same right are
  // more than the whole, the owners are in conflict.
  int share = kWholeShare;
  // What the owner wants done with uses of this work. Empty: Owner::policy.
  PolicyId policy = {};
  // What the owner counts the work to; may be empty.
  CatalogueId catalogue = {};

  bool operator==(const Ownership&) const = default;
};

// Reads what is known of rights; adds changes of it to batches, as
// index::Catalogue does. Safe for concurrent use.
//
// A change is guarded by the state that it rests on: of two that are made at
// once, one is refused.
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
  // The works in which an owner has, or had, or will have a hold, by id.
  absl::StatusOr<index::Page<WorkId>> ListWorksOf(const OwnerId& owner,
                                                  const std::string& from,
                                                  size_t limit) const;
  // The works with an ISRC, ISWC or EIDR, by id.
  absl::StatusOr<index::Page<WorkId>> ListIdentified(
      const std::string& identifier, const std::string& from,
      size_t limit) const;

  // The newest version, a preset among them; or `version` of it.
  absl::StatusOr<std::optional<StoredPolicy>> FindPolicy(
      const PolicyId& id, std::optional<int64_t> version = std::nullopt) const;
  // The newest versions of all policies but the presets, by id.
  absl::StatusOr<index::Page<StoredPolicy>> ListPolicies(
      const std::string& from, size_t limit) const;

  absl::StatusOr<std::optional<Licence>> FindLicence(const OwnerId& owner,
                                                     const LicenceId& id) const;
  // By id.
  absl::StatusOr<index::Page<Licence>> ListLicences(const OwnerId& owner,
                                                    const std::string& from,
                                                    size_t limit) const;

  // Of revision 0 where nothing is stored.
  absl::StatusOr<ReferenceRights> FindReferenceRights(
      const WorkId& work, const index::ReferenceId& reference) const;

  void CreateOwner(const Owner& owner, index::Batch& batch) const;
  void UpdateOwner(const Owner& before, const Owner& after,
                   index::Batch& batch) const;
  void SetOwnerships(const WorkId& work, const std::vector<Ownership>& before,
                     const std::vector<Ownership>& after,
                     index::Batch& batch) const;
  // The identifiers of a work are the values of `before`, and will be those of
  // `after`; empty ones are none.
  void SetIdentifiers(const WorkId& work,
                      const std::vector<std::string>& before,
                      const std::vector<std::string>& after,
                      index::Batch& batch) const;
  // Adds the version that `policy` says.
  void AddPolicy(const StoredPolicy& policy, index::Batch& batch) const;
  // Either may be missing: the licence is new, or gone afterwards.
  void SetLicence(const std::optional<Licence>& before,
                  const std::optional<Licence>& after,
                  index::Batch& batch) const;
  void SetReferenceRights(const WorkId& work,
                          const index::ReferenceId& reference,
                          const ReferenceRights& before,
                          const ReferenceRights& after,
                          index::Batch& batch) const;

 private:
  const index::Store& store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_RIGHTS_H_
