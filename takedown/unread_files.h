// Files that could not be read, so that nothing of them was screened: counted
// by cause, each cause being one case for a person to look at.
#ifndef EARMARK_TAKEDOWN_UNREAD_FILES_H_
#define EARMARK_TAKEDOWN_UNREAD_FILES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "index/store.h"
#include "takedown/case.h"

namespace earmark::takedown {

struct UnreadFiles {
  struct Upload {
    std::string upload_id = {};
    absl::Time time = {};

    bool operator==(const Upload&) const = default;
  };

  // Without numbers (case.h).
  std::string cause = {};
  // An upload that is sent again soon counts once.
  int64_t count = 0;
  absl::Time first_time = {};
  // The last kMaxLatest of them, oldest first.
  std::vector<Upload> latest = {};

  bool operator==(const UnreadFiles&) const = default;
};

// Safe for concurrent use.
class UnreadFileCases {
 public:
  static constexpr size_t kMaxLatest = 20;

  // `store` must outlive this object.
  explicit UnreadFileCases(index::Store& store) : store_(store) {}

  // Counts a file of which `error` is said, and opens the case of that if there
  // is none. Returns the errors of the store.
  absl::Status Note(const std::string& error, const std::string& upload_id,
                    absl::Time now);

  // Those of a case; nullopt: it is none of such files, or is closed.
  absl::StatusOr<std::optional<UnreadFiles>> Find(const CaseId& id) const;

  // Adds to `batch` that the case of these very files is closed. A file that
  // comes later opens it again.
  static void Close(const UnreadFiles& files, index::Batch& batch);

 private:
  index::Store& store_;
  // Held while one is counted.
  absl::Mutex mutex_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_UNREAD_FILES_H_
