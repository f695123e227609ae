#include "takedown/unread_files.h"

#include <algorithm>
#include <utility>

#include "index/keys.h"
#include "takedown/case_index.h"
#include "takedown/internal/case_records.h"

namespace earmark::takedown {
namespace {

using index::Table;
using Upload = UnreadFiles::Upload;

void Count(const std::string& upload_id, absl::Time now, UnreadFiles& files) {
  const size_t known = std::erase_if(files.latest, [&](const Upload& upload) {
    return upload.upload_id == upload_id;
  });
  if (known == 0) ++files.count;
  files.latest.push_back({.upload_id = upload_id, .time = now});
  if (files.latest.size() > UnreadFileCases::kMaxLatest) {
    files.latest.erase(files.latest.begin());
  }
}

}  // namespace

absl::Status UnreadFileCases::Note(const std::string& error,
                                   const std::string& upload_id,
                                   absl::Time now) {
  const std::string cause = WithoutNumbers(error);
  const CaseId id = CaseOfUnread(cause);
  // Another writer can only close the case, and each time a person does.
  constexpr int kMaxAttempts = 8;
  const absl::MutexLock lock(&mutex_);
  for (int attempt = 1;; ++attempt) {
    const absl::StatusOr<std::optional<UnreadFiles>> before = Find(id);
    if (!before.ok()) return before.status();
    UnreadFiles after =
        before->value_or(UnreadFiles{.cause = cause, .first_time = now});
    Count(upload_id, now, after);
    const std::string key = index::CaseKey(id.value);
    index::Batch batch;
    if (*before) {
      batch.GuardEquals(Table::kUnreadFiles, key, EncodeUnreadFiles(**before));
    } else {
      batch.GuardAbsent(Table::kUnreadFiles, key);
      CaseIndex::Open(id, {.since = now}, batch);
    }
    batch.Put(Table::kUnreadFiles, key, EncodeUnreadFiles(after));
    const absl::Status counted = store_.Apply(batch);
    if (!absl::IsAborted(counted) || attempt == kMaxAttempts) return counted;
  }
}

absl::StatusOr<std::optional<UnreadFiles>> UnreadFileCases::Find(
    const CaseId& id) const {
  const auto stored = store_.Get(Table::kUnreadFiles, index::CaseKey(id.value));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeUnreadFiles(**stored);
}

void UnreadFileCases::Close(const UnreadFiles& files, index::Batch& batch) {
  const CaseId id = CaseOfUnread(files.cause);
  const std::string key = index::CaseKey(id.value);
  batch.GuardEquals(Table::kUnreadFiles, key, EncodeUnreadFiles(files));
  batch.Erase(Table::kUnreadFiles, key);
  CaseIndex::Close(id, {.since = files.first_time}, batch);
}

}  // namespace earmark::takedown
