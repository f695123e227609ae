// Notices as they are kept: what was sent, by whom, and which claims it opened.
#ifndef EARMARK_TAKEDOWN_NOTICE_BOOK_H_
#define EARMARK_TAKEDOWN_NOTICE_BOOK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "index/list_page.h"
#include "index/store.h"
#include "takedown/claim_index.h"
#include "takedown/notice.h"

namespace earmark::takedown {

struct StoredNotice {
  // What it is about, and the claim on that.
  struct Material {
    // As the notice says it.
    std::string location;
    ClaimName claim;

    bool operator==(const Material&) const = default;
  };

  NoticeId id = {};
  Notice notice = {};
  // Stands for whoever sent it, as it can be reached; empty: it cannot be.
  std::string sender_token = {};
  // Of the request that it came by; may be empty.
  std::string request_id = {};
  absl::Time create_time = {};
  // When nothing was missing any more; nullopt: something is.
  std::optional<absl::Time> complete_time = std::nullopt;
  // In the order of the notice; none before it is complete.
  std::vector<Material> materials = {};
  // What else it is about: where the upload had been withdrawn when it became
  // complete, so that there is nothing to claim.
  std::vector<std::string> withdrawn_locations = {};
  // Counts changes from 1.
  int64_t revision = 1;

  bool operator==(const StoredNotice&) const = default;
};

// Safe for concurrent use. Reads what Ledger commits.
class NoticeBook {
 public:
  // `store` must outlive this object.
  explicit NoticeBook(const index::Store& store) : store_(store) {}

  absl::StatusOr<std::optional<StoredNotice>> Find(const NoticeId& id) const;
  // The notice that came by a request.
  absl::StatusOr<std::optional<NoticeId>> FindSent(
      const std::string& request_id) const;

  // Lists give at most `limit`, the newest first, from `from` (the page
  // before's `next`; empty: the newest).
  absl::StatusOr<index::Page<StoredNotice>> List(const std::string& from,
                                                 size_t limit) const;
  absl::StatusOr<index::Page<NoticeId>> ListOf(const std::string& sender_token,
                                               const std::string& from,
                                               size_t limit) const;

  // Adds `after` to `batch`, guarded by `before`; nullopt: it is new. A notice
  // whose sender says who it is is listed of that sender from then on.
  static void Put(const std::optional<StoredNotice>& before,
                  const StoredNotice& after, index::Batch& batch);

 private:
  const index::Store& store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_NOTICE_BOOK_H_
