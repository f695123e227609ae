#include "index/catalogue.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "fingerprint/fingerprint_codec.h"
#include "index/internal/audio_worth.h"
#include "index/internal/catalogue_records.h"
#include "index/internal/feature_terms.h"
#include "index/internal/landmarks.h"
#include "index/internal/posting_terms.h"
#include "index/internal/video_alignment.h"
#include "index/keys.h"
#include "index/list_page.h"
#include "index/scan_queue.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;

// Digits of the digest that make a reference's id: 64 bits, so that two of the
// million references of one work collide in 3 of 10^8 catalogues.
constexpr size_t kReferenceIdDigits = 16;

// What a reference without audio that can be found again must have at least: 2
// s of moving pictures.
constexpr double kMinLivelyUnits = 8.0;

// Or so many key frames that follow closely, because the picture moves, and
// have so many features each.
constexpr size_t kMinMovingFrames = 6;
constexpr size_t kMinFeatures = 20;
constexpr fingerprint::MediaTime kMovingSpacing =
    std::chrono::milliseconds(900);

bool IsVideoReferable(const MediaFingerprint& fingerprint) {
  if (LivelyUnits(fingerprint.frames) >= kMinLivelyUnits) return true;
  size_t moving = 0;
  const std::vector<fingerprint::KeyFrame>& frames = fingerprint.key_frames;
  for (size_t i = 1; i < frames.size(); ++i) {
    if (frames[i].time - frames[i - 1].time < kMovingSpacing &&
        frames[i].features.size() >= kMinFeatures) {
      ++moving;
    }
  }
  return moving >= kMinMovingFrames;
}

absl::Status NotReferable(const MediaFingerprint& fingerprint) {
  const bool no_audio =
      std::all_of(fingerprint.audio_runs.begin(), fingerprint.audio_runs.end(),
                  [](const auto& run) { return run.chroma.empty(); });
  return absl::InvalidArgumentError(absl::StrCat(
      "nothing in it could be found again: ",
      no_audio ? "no audio of 3 s or longer"
               : "the audio is too short, silent, or tone or noise alone",
      ", and ",
      fingerprint.frames.empty() ? "no video with pictures that are not flat"
                                 : "the video is too short or static",
      "; duration ",
      absl::FormatDuration(absl::FromChrono(fingerprint.duration))));
}

absl::StatusOr<Reference> DecodeReferenceRow(std::string_view key,
                                             std::string_view value) {
  const auto parts = ParseReferenceKey(key);
  if (!parts.ok()) return parts.status();
  return DecodeReference(parts->work, parts->reference, value);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Catalogue>> Catalogue::Open(const Store& store) {
  const auto last = LastEntry(store, Table::kNumbers);
  if (!last.ok()) return last.status();
  ReferenceNumber largest{0};
  if (*last) {
    const auto number = ParseReferenceNumberKey((*last)->key);
    if (!number.ok()) return number.status();
    largest = *number;
  }
  return std::unique_ptr<Catalogue>(
      new Catalogue(store, static_cast<uint32_t>(largest)));
}

absl::StatusOr<std::optional<Work>> Catalogue::FindWork(
    const WorkId& id) const {
  const auto stored = store_.Get(Table::kWorks, WorkKey(id));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeWork(id, **stored);
}

absl::StatusOr<std::optional<Reference>> Catalogue::FindReference(
    const WorkId& work, const ReferenceId& id) const {
  const auto stored = store_.Get(Table::kReferences, ReferenceKey(work, id));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeReference(work, id, **stored);
}

absl::StatusOr<std::optional<MediaFingerprint>> Catalogue::FindFingerprint(
    const Reference& reference) const {
  const auto stored =
      store_.Get(Table::kFingerprints, ReferenceNumberKey(reference.number));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return fingerprint::ParseFingerprint(**stored);
}

absl::StatusOr<Page<Work>> Catalogue::ListWorks(const std::string& from,
                                                size_t limit) const {
  return ListPage<Work>(
      store_, Table::kWorks, {.prefix = "", .after = from, .reverse = false},
      limit,
      [](std::string_view key, std::string_view value) {
        return DecodeWork(WorkId{std::string(key)}, value);
      },
      [](const Work& work) { return work.id.value; });
}

absl::StatusOr<Page<Reference>> Catalogue::ListReferences(
    const WorkId& work, const std::string& from, size_t limit) const {
  return ListPage<Reference>(
      store_, Table::kReferences,
      {.prefix = ReferencePrefix(work),
       .after = from.empty() ? "" : ReferenceKey(work, ReferenceId{from}),
       .reverse = false},
      limit, DecodeReferenceRow,
      [](const Reference& reference) { return reference.id.value; });
}

absl::StatusOr<std::optional<Reference>> Catalogue::FindNumber(
    ReferenceNumber number) const {
  const auto stored = store_.Get(Table::kNumbers, ReferenceNumberKey(number));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  const absl::StatusOr<ReferenceKeyParts> name = DecodeReferenceName(**stored);
  if (!name.ok()) return name.status();
  absl::StatusOr<std::optional<Reference>> reference =
      FindReference(name->work, name->reference);
  if (!reference.ok()) return reference.status();
  // Its name keeps the numbers that it had before.
  if (*reference && (*reference)->number != number) return std::nullopt;
  return reference;
}

void Catalogue::CreateWork(const Work& work, Batch& batch) const {
  batch.GuardAbsent(Table::kWorks, WorkKey(work.id));
  batch.Put(Table::kWorks, WorkKey(work.id), EncodeWork(work));
}

void Catalogue::UpdateWork(const Work& before, const Work& after,
                           Batch& batch) const {
  batch.GuardEquals(Table::kWorks, WorkKey(before.id), EncodeWork(before));
  batch.Put(Table::kWorks, WorkKey(before.id), EncodeWork(after));
}

absl::Status Catalogue::WithdrawWork(const Work& work, absl::Time now,
                                     Batch& batch) const {
  if (work.state == Work::State::kWithdrawn) {
    return absl::FailedPreconditionError(
        absl::StrCat("already withdrawn: works/", work.id.value));
  }
  Work after = work;
  after.state = Work::State::kWithdrawn;
  after.update_time = now;
  ++after.revision;
  UpdateWork(work, after, batch);

  absl::Status decoded;
  const absl::Status scanned = store_.Scan(
      Table::kReferences,
      {.prefix = ReferencePrefix(work.id), .after = "", .reverse = false},
      [&](std::string_view key, std::string_view value) {
        absl::StatusOr<Reference> reference = DecodeReferenceRow(key, value);
        if (!reference.ok()) {
          decoded = reference.status();
          return false;
        }
        batch.GuardEquals(Table::kReferences, std::string(key),
                          std::string(value));
        batch.Retire(reference->number);
        ScanQueue::Remove(reference->number, batch);
        batch.Erase(Table::kFingerprints,
                    ReferenceNumberKey(reference->number));
        reference->state = Reference::State::kWithdrawn;
        reference->update_time = now;
        batch.Put(Table::kReferences, std::string(key),
                  EncodeReference(*reference));
        return true;
      });
  if (!scanned.ok()) return scanned;
  return decoded;
}

ReferenceId Catalogue::ReferenceIdOf(const ContentDigest& content) {
  const std::string hex = absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(content.data()), content.size()));
  return ReferenceId{hex.substr(0, kReferenceIdDigits)};
}

absl::Status Catalogue::CheckReferable(const MediaFingerprint& fingerprint) {
  if (IsReferable(AudioWorthOf(fingerprint)) || IsVideoReferable(fingerprint)) {
    return absl::OkStatus();
  }
  return NotReferable(fingerprint);
}

absl::StatusOr<Reference> Catalogue::AddReference(
    Reference reference, const MediaFingerprint& fingerprint, Batch& batch) {
  const AudioWorth audio = AudioWorthOf(fingerprint);
  const bool has_video = IsVideoReferable(fingerprint);
  if (!IsReferable(audio) && !has_video) return NotReferable(fingerprint);
  const absl::StatusOr<std::optional<Work>> work = FindWork(reference.work);
  if (!work.ok()) return work.status();
  if (!work->has_value()) {
    return absl::NotFoundError(
        absl::StrCat("no such work: works/", reference.work.value));
  }
  if ((*work)->state != Work::State::kActive) {
    return absl::FailedPreconditionError(
        absl::StrCat("withdrawn: works/", reference.work.value));
  }
  Work after = **work;
  ++after.references_added;
  UpdateWork(**work, after, batch);

  // Only what is worth finding is indexed: a song under a still must not be
  // found by the still.
  MediaFingerprint indexed = fingerprint;
  if (!IsReferable(audio)) indexed.audio_runs.clear();
  for (fingerprint::AudioRun& run : indexed.audio_runs) KeepEvidence(run);
  // A short run may have had no evidence; one that holds nothing cannot be
  // kept.
  std::erase_if(indexed.audio_runs, [](const fingerprint::AudioRun& run) {
    return run.chroma.empty() && run.peaks.empty();
  });
  if (!has_video) {
    indexed.frames.clear();
    indexed.key_frames.clear();
  }
  for (fingerprint::KeyFrame& frame : indexed.key_frames) {
    KeepReferenceFeatures(frame);
  }

  reference.number = NextNumber();
  reference.state = Reference::State::kActive;
  reference.update_time = reference.create_time;
  reference.duration = fingerprint.duration;
  reference.audio = fingerprint.audio;
  reference.video = fingerprint.video;
  reference.warnings = WarningsOf(audio);
  const std::string key = ReferenceKey(reference.work, reference.id);
  batch.GuardAbsent(Table::kReferences, key);
  batch.Put(Table::kReferences, key, EncodeReference(reference));
  PutInIndex(reference, indexed, batch);
  return reference;
}

absl::StatusOr<Reference> Catalogue::DisableReference(
    const Reference& reference, absl::Time now, Batch& batch) const {
  if (reference.state != Reference::State::kActive) {
    return absl::FailedPreconditionError(
        absl::StrCat("not active: works/", reference.work.value, "/references/",
                     reference.id.value));
  }
  Reference after = reference;
  after.state = Reference::State::kDisabled;
  after.update_time = now;
  ReplaceReference(reference, after, batch);
  batch.Retire(reference.number);
  ScanQueue::Remove(reference.number, batch);
  return after;
}

absl::StatusOr<Reference> Catalogue::EnableReference(const Reference& reference,
                                                     absl::Time now,
                                                     Batch& batch) {
  if (reference.state != Reference::State::kDisabled) {
    return absl::FailedPreconditionError(
        absl::StrCat("not disabled: works/", reference.work.value,
                     "/references/", reference.id.value));
  }
  const absl::StatusOr<std::optional<MediaFingerprint>> fingerprint =
      FindFingerprint(reference);
  if (!fingerprint.ok()) return fingerprint.status();
  if (!*fingerprint) {
    return absl::DataLossError(
        absl::StrCat("no fingerprint of reference number ",
                     static_cast<uint32_t>(reference.number)));
  }

  Reference after = reference;
  after.number = NextNumber();
  after.state = Reference::State::kActive;
  after.update_time = now;
  ReplaceReference(reference, after, batch);
  batch.Erase(Table::kFingerprints, ReferenceNumberKey(reference.number));
  PutInIndex(after, **fingerprint, batch);
  return after;
}

void Catalogue::ReplaceReference(const Reference& before,
                                 const Reference& after, Batch& batch) {
  const std::string key = ReferenceKey(before.work, before.id);
  batch.GuardEquals(Table::kReferences, key, EncodeReference(before));
  batch.Put(Table::kReferences, key, EncodeReference(after));
}

void Catalogue::PutInIndex(const Reference& reference,
                           const MediaFingerprint& fingerprint, Batch& batch) {
  const std::string number = ReferenceNumberKey(reference.number);
  batch.GuardAbsent(Table::kNumbers, number);
  batch.Put(Table::kNumbers, number,
            EncodeReferenceName(reference.work, reference.id));
  batch.Put(Table::kFingerprints, number,
            fingerprint::SerializeFingerprint(fingerprint));
  AppendPostings(reference.number, fingerprint, batch);
  ScanQueue::Add(reference.number, batch);
}

}  // namespace earmark::index
