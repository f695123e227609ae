#include "takedown/notice_book.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "index/keys.h"
#include "takedown/internal/notice_records.h"

namespace earmark::takedown {

using index::Table;

namespace {

// Notices that are read at once where all may have to be.
constexpr size_t kPageSize = 16;

// Stands before those that came by a request, beside those of a sender: no
// token has a colon.
std::string TokenOfRequest(const std::string& request_id) {
  return absl::StrCat("request:", request_id);
}

}  // namespace

absl::StatusOr<std::optional<StoredNotice>> NoticeBook::Find(
    const NoticeId& id) const {
  const auto stored =
      store_.Get(Table::kNotices, index::ScreeningKey(id.value));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeNotice(id, **stored);
}

absl::StatusOr<std::optional<NoticeId>> NoticeBook::FindSent(
    const std::string& request_id) const {
  absl::StatusOr<index::Page<NoticeId>> sent =
      ListOf(TokenOfRequest(request_id), "", 1);
  if (!sent.ok()) return sent.status();
  if (!sent->items.empty()) return std::move(sent->items.front());
  // Those of before requests had entries of their own get one when they are
  // completed.
  std::string from;
  do {
    absl::StatusOr<index::Page<StoredNotice>> page = List(from, kPageSize);
    if (!page.ok()) return page.status();
    for (StoredNotice& stored : page->items) {
      if (stored.request_id == request_id) return std::move(stored.id);
    }
    from = page->next;
  } while (!from.empty());
  return std::nullopt;
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
  }
  batch.Put(Table::kNotices, key, EncodeNotice(after));
  const auto entry = [&](const std::string& token) {
    return index::UploadKey(token, after.id.value);
  };
  if (!after.request_id.empty()) {
    batch.Put(Table::kSenderNotices, entry(TokenOfRequest(after.request_id)),
              "");
  }
  const std::string sender = before ? before->sender_token : "";
  if (sender == after.sender_token) return;
  if (!sender.empty()) batch.Erase(Table::kSenderNotices, entry(sender));
  if (!after.sender_token.empty()) {
    batch.Put(Table::kSenderNotices, entry(after.sender_token), "");
  }
}

}  // namespace earmark::takedown
