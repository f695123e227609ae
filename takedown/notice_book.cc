#include "takedown/notice_book.h"

#include <utility>

#include "index/keys.h"
#include "takedown/internal/notice_records.h"

namespace earmark::takedown {

using index::Table;

absl::StatusOr<std::optional<StoredNotice>> NoticeBook::Find(
    const NoticeId& id) const {
  const auto stored =
      store_.Get(Table::kNotices, index::ScreeningKey(id.value));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeNotice(id, **stored);
}

absl::StatusOr<index::Page<StoredNotice>> NoticeBook::List(
    const std::string& from, size_t limit) const {
  return index::ListPage<StoredNotice>(
      store_, Table::kNotices, {.prefix = "", .after = from, .reverse = true},
      limit,
      [](std::string_view key, std::string_view value) {
        return DecodeNotice({std::string(key)}, value);
      },
      [](const StoredNotice& notice) { return notice.id.value; });
}

absl::StatusOr<index::Page<NoticeId>> NoticeBook::ListOf(
    const std::string& sender_token, const std::string& from,
    size_t limit) const {
  return index::ListPage<NoticeId>(
      store_, Table::kSenderNotices,
      {.prefix = index::UploadPrefix(sender_token),
       .after = from,
       .reverse = true},
      limit,
      [](std::string_view key, std::string_view) -> absl::StatusOr<NoticeId> {
        absl::StatusOr<index::UploadKeyParts> parts =
            index::ParseUploadKey(key);
        if (!parts.ok()) return parts.status();
        return NoticeId{std::move(parts->upload_id)};
      },
      [&](const NoticeId& id) {
        return index::UploadKey(sender_token, id.value);
      });
}

void NoticeBook::Put(const std::optional<StoredNotice>& before,
                     const StoredNotice& after, index::Batch& batch) {
  const std::string key = index::ScreeningKey(after.id.value);
  if (before) {
    batch.GuardEquals(Table::kNotices, key, EncodeNotice(*before));
  } else {
    batch.GuardAbsent(Table::kNotices, key);
    batch.Put(Table::kSenderNotices,
              index::UploadKey(after.sender_token, after.id.value), "");
  }
  batch.Put(Table::kNotices, key, EncodeNotice(after));
}

}  // namespace earmark::takedown
