#include "index/upload_archive.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "fingerprint/fingerprint_codec.h"
#include "index/internal/catalogue_records.h"
#include "index/internal/posting_terms.h"
#include "index/keys.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;

// Uploads that are forgotten in one batch.
constexpr size_t kForgottenAtOnce = 256;

// The largest number among the keys of `table`.
absl::StatusOr<UploadNumber> LargestIn(Table table, const Store& store) {
  const auto last = LastEntry(store, table);
  if (!last.ok()) return last.status();
  return *last ? ParseUploadNumberKey((*last)->key) : UploadNumber{0};
}

}  // namespace

absl::StatusOr<std::unique_ptr<UploadArchive>> UploadArchive::Open(
    Store& store) {
  // The newest uploads may all be forgotten, and their numbers are not used
  // again.
  const absl::StatusOr<UploadNumber> kept =
      LargestIn(Table::kUploadNumbers, store);
  if (!kept.ok()) return kept.status();
  const absl::StatusOr<UploadNumber> retired =
      LargestIn(Table::kRetiredUploads, store);
  if (!retired.ok()) return retired.status();
  return std::unique_ptr<UploadArchive>(new UploadArchive(
      store, static_cast<uint32_t>(std::max(*kept, *retired))));
}

UploadNumber UploadArchive::Add(const RememberedUpload& upload,
                                const MediaFingerprint& fingerprint,
                                Batch& batch) {
  const UploadNumber number{largest_number_.fetch_add(1) + 1};
  const std::string key = UploadNumberKey(number);
  batch.GuardAbsent(Table::kUploadNumbers, key);
  batch.Put(Table::kUploadNumbers, key, EncodeRememberedUpload(upload));
  batch.Put(Table::kUploadFingerprints, key,
            fingerprint::SerializeFingerprint(fingerprint));
  AppendUploadPostings(number, fingerprint, batch);
  return number;
}

absl::StatusOr<std::optional<RememberedUpload>> UploadArchive::Find(
    UploadNumber number) const {
  const auto stored =
      store_.Get(Table::kUploadNumbers, UploadNumberKey(number));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeRememberedUpload(**stored);
}

absl::StatusOr<std::optional<MediaFingerprint>> UploadArchive::ReadFingerprint(
    UploadNumber number) const {
  const auto stored =
      store_.Get(Table::kUploadFingerprints, UploadNumberKey(number));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return fingerprint::ParseFingerprint(**stored);
}

void UploadArchive::Forget(UploadNumber number, Batch& batch) {
  const std::string key = UploadNumberKey(number);
  batch.RetireUpload(number);
  batch.Erase(Table::kUploadFingerprints, key);
  batch.Erase(Table::kUploadNumbers, key);
}

absl::StatusOr<std::vector<UploadNumber>> UploadArchive::ListBefore(
    absl::Time instant, size_t limit) const {
  std::vector<UploadNumber> numbers;
  absl::Status decoded;
  // Numbers are given in the order of time, but for calls that overlap: the
  // first that is too young ends the list.
  const absl::Status scanned =
      store_.Scan(Table::kUploadNumbers, ScanOptions(),
                  [&](std::string_view key, std::string_view value) {
                    if (numbers.size() == limit) return false;
                    const auto number = ParseUploadNumberKey(key);
                    const auto upload = DecodeRememberedUpload(value);
                    if (!number.ok() || !upload.ok()) {
                      decoded = number.ok() ? upload.status() : number.status();
                      return false;
                    }
                    if (upload->time >= instant) return false;
                    numbers.push_back(*number);
                    return true;
                  });
  if (!scanned.ok()) return scanned;
  if (!decoded.ok()) return decoded;
  return numbers;
}

absl::StatusOr<uint64_t> UploadArchive::ForgetBefore(
    absl::Time instant, const fingerprint::Cancellation& stop) {
  uint64_t forgotten = 0;
  while (!stop.cancelled()) {
    const absl::StatusOr<std::vector<UploadNumber>> numbers =
        ListBefore(instant, kForgottenAtOnce);
    if (!numbers.ok()) return numbers.status();
    if (numbers->empty()) break;
    Batch batch;
    for (const UploadNumber number : *numbers) Forget(number, batch);
    const absl::Status applied = store_.Apply(batch);
    if (!applied.ok()) return applied;
    forgotten += numbers->size();
  }
  return forgotten;
}

}  // namespace earmark::index
