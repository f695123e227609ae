// The catalogue: works, and the references that they are recognised by.
//
// Reads answer from the store. Writes only add to a batch, with the guards that
// make them right; whoever commits the batch (takedown::Ledger, which adds the
// audit and outbox entries) sees kAborted when somebody else was first, and
// starts over from the read.
#ifndef EARMARK_INDEX_CATALOGUE_H_
#define EARMARK_INDEX_CATALOGUE_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fingerprint/media_fingerprint.h"
#include "index/ids.h"
#include "index/list_page.h"
#include "index/reference_warning.h"
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
  // Counts the references that were ever added: whoever withdraws the work
  // notices one that comes in between.
  int64_t references_added = 0;
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
  // Why uses of it may be missed, or not be told apart; ascending.
  std::vector<ReferenceWarning> warnings;
  absl::Time create_time;
  absl::Time update_time;
};

// Safe for concurrent use.
class Catalogue {
 public:
  // Reads the largest number of a reference. `store` must outlive the
  // catalogue, and no other catalogue may add references to it. Returns the
  // store's errors, kDataLoss when the number is corrupt.
  static absl::StatusOr<std::unique_ptr<Catalogue>> Open(const Store& store);

  // Reads. Find returns nullopt when there is none.
  absl::StatusOr<std::optional<Work>> FindWork(const WorkId& id) const;
  absl::StatusOr<std::optional<Reference>> FindReference(
      const WorkId& work, const ReferenceId& id) const;
  // The fingerprint of `reference` as it is indexed: without what is not worth
  // finding. Nullopt for one whose work is withdrawn.
  absl::StatusOr<std::optional<fingerprint::MediaFingerprint>> FindFingerprint(
      const Reference& reference) const;
  // At most `limit` after `from` (empty: from the first), by id.
  absl::StatusOr<Page<Work>> ListWorks(const std::string& from,
                                       size_t limit) const;
  absl::StatusOr<Page<Reference>> ListReferences(const WorkId& work,
                                                 const std::string& from,
                                                 size_t limit) const;
  // The reference that has `number` now, in whatever state; nullopt when none
  // has.
  absl::StatusOr<std::optional<Reference>> FindNumber(
      ReferenceNumber number) const;

  // Adds to `batch` the creation of `work`, guarded by its absence.
  void CreateWork(const Work& work, Batch& batch) const;

  // Adds to `batch` the change of `before` into `after` (same id), guarded by
  // `before` being the present state.
  void UpdateWork(const Work& before, const Work& after, Batch& batch) const;

  // Adds to `batch` the withdrawal of `work` at `now`, guarded by its present
  // state: the work, and all its references, leave the index for good, and
  // their fingerprints the store. Returns kFailedPrecondition when it is
  // withdrawn already, and the store's errors.
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
  // and by its work being as it is now, and gives it a number; `number`,
  // `state`, `update_time`, `duration`, `audio`, `video` and `warnings` of
  // `reference` are filled in. Returns the reference as it will be; kNotFound
  // when there is no such work, kFailedPrecondition when it is withdrawn, and
  // what CheckReferable returns.
  absl::StatusOr<Reference> AddReference(
      Reference reference, const fingerprint::MediaFingerprint& fingerprint,
      Batch& batch);

  // Adds to `batch` switching `reference` off, or on again under a new number,
  // guarded by its present state. Return the reference as it will be, or
  // kFailedPrecondition when it is not in the state to switch from.
  absl::StatusOr<Reference> DisableReference(const Reference& reference,
                                             absl::Time now,
                                             Batch& batch) const;
  absl::StatusOr<Reference> EnableReference(const Reference& reference,
                                            absl::Time now, Batch& batch);

 private:
  Catalogue(const Store& store, uint32_t largest_number)
      : store_(store), largest_number_(largest_number) {}

  // A number that nobody had before. One whose batch is not applied is lost,
  // and that is harmless.
  ReferenceNumber NextNumber() {
    return ReferenceNumber{largest_number_.fetch_add(1) + 1};
  }

  // Adds the change of a reference's record, guarded by its present state.
  static void ReplaceReference(const Reference& before, const Reference& after,
                               Batch& batch);
  // Adds name, fingerprint and postings under the reference's number, and asks
  // for a scan of earlier uploads.
  static void PutInIndex(const Reference& reference,
                         const fingerprint::MediaFingerprint& fingerprint,
                         Batch& batch);

  const Store& store_;
  std::atomic<uint32_t> largest_number_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_CATALOGUE_H_
