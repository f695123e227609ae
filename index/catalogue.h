// The catalogue: works, and the references that they are recognised by.
//
// Reads answer from the store. Writes only add to a batch, with the guards that
// make them right; whoever commits the batch (takedown::Ledger, which adds the
// audit and outbox entries) sees kAborted when somebody else was first, and
// starts over from the read.
#ifndef EARMARK_INDEX_CATALOGUE_H_
#define EARMARK_INDEX_CATALOGUE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "index/store.h"

namespace earmark::index {

using ContentDigest = std::array<uint8_t, 32>;  // SHA-256 of a file's bytes

// A protected creation.
struct Work {
  enum class Kind : uint8_t {
    kUnspecified = 0,
    kSoundRecording = 1,
    kMusicalWork = 2,
    kFilm = 3,
    kEpisode = 4,
    kClip = 5,
  };
  enum class State : uint8_t { kActive = 1, kWithdrawn = 2 };

  WorkId id;
  std::string title;
  Kind kind = Kind::kUnspecified;
  std::string isrc;
  std::string iswc;
  std::string eidr;
  State state = State::kActive;
  absl::Time create_time;
  absl::Time update_time;
  // Counts changes from 1; the etag.
  int64_t revision = 1;
};

// One fingerprinted recording of a work.
struct Reference {
  enum class State : uint8_t { kActive = 1, kDisabled = 2, kWithdrawn = 3 };

  WorkId work;
  ReferenceId id;
  // What its postings carry now; changes when it is enabled again.
  ReferenceNumber number{0};
  State state = State::kActive;
  std::string file_name;
  int64_t size_bytes = 0;
  ContentDigest content{};
  fingerprint::MediaTime duration{0};
  fingerprint::Coverage audio;
  fingerprint::Coverage video;
  absl::Time create_time;
  absl::Time update_time;
};

// One page of a list. `next` is where the next page begins; empty: no more.
template <typename T>
struct Page {
  std::vector<T> items;
  std::string next;
};

// Safe for concurrent use.
class Catalogue {
 public:
  // `store` must outlive this object.
  explicit Catalogue(const Store& store) : store_(store) {}

  // Reads. Find returns nullopt when there is none.
  absl::StatusOr<std::optional<Work>> FindWork(const WorkId& id) const;
  absl::StatusOr<std::optional<Reference>> FindReference(
      const WorkId& work, const ReferenceId& id) const;
  // At most `limit` from `from` (empty: the first), by id.
  absl::StatusOr<Page<Work>> ListWorks(const std::string& from,
                                       size_t limit) const;
  absl::StatusOr<Page<Reference>> ListReferences(const WorkId& work,
                                                 const std::string& from,
                                                 size_t limit) const;

  // Adds to `batch` the creation of `work`, guarded by its absence.
  void CreateWork(const Work& work, Batch& batch) const;

  // Adds to `batch` the change of `before` into `after` (same id), guarded by
  // `before` being the present state.
  void UpdateWork(const Work& before, const Work& after, Batch& batch) const;

  // Adds to `batch` the withdrawal of `work` at `now`: the work, and all its
  // references, leave the index for good.
  absl::Status WithdrawWork(const Work& work, absl::Time now,
                            Batch& batch) const;

  // The id that a file's content has as a reference: derived from its digest,
  // so that the same content for the same work is the same reference.
  static ReferenceId ReferenceIdOf(const ContentDigest& content);

  // OK if the fingerprint has anything that could be found again; else
  // kInvalidArgument, which says what is missing (too short, silent, static).
  static absl::Status CheckReferable(
      const fingerprint::MediaFingerprint& fingerprint);

  // Adds to `batch` the reference with all its postings, guarded by its absence
  // and by its work being active, and gives it a number (`reference.number` is
  // ignored). Returns the reference as it will be.
  absl::StatusOr<Reference> AddReference(
      Reference reference, const fingerprint::MediaFingerprint& fingerprint,
      Batch& batch) const;

  // Adds to `batch` switching `reference` off, or on again under a new number.
  // Return the reference as it will be.
  absl::StatusOr<Reference> DisableReference(const Reference& reference,
                                             absl::Time now,
                                             Batch& batch) const;
  absl::StatusOr<Reference> EnableReference(const Reference& reference,
                                            absl::Time now, Batch& batch) const;

 private:
  const Store& store_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_CATALOGUE_H_
