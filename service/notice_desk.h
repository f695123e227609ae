// Where notices are taken in, and what became of them is found.
#ifndef EARMARK_SERVICE_NOTICE_DESK_H_
#define EARMARK_SERVICE_NOTICE_DESK_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "index/list_page.h"
#include "service/decider.h"
#include "service/request_key.h"
#include "takedown/claim.h"
#include "takedown/ledger.h"
#include "takedown/notice_answer.h"
#include "takedown/notice_book.h"
#include "takedown/screening.h"
#include "takedown/strikes.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

struct KnownNotice {
  takedown::StoredNotice stored;
  // By material, as they stand now.
  std::vector<takedown::Claim> claims;
  // Of the sender's newest 100 notices. nullopt: in lists, and of a sender that
  // left nothing to reach it by.
  std::optional<takedown::SenderRecord> sender;
};

// Safe for concurrent use. May block on the disk.
class NoticeDesk {
 public:
  struct Parts {
    const takedown::NoticeBook& notices;
    const Decider& decider;
    takedown::Ledger& ledger;
    takedown::TimeOrderedIds& ids;
    // Gives the token that stands for a sender.
    std::function<std::string(const std::string& sender)> token_of;
    // Whose material it is that is noticed by its address alone.
    takedown::TenantId tenant;
    takedown::ClaimClocks clocks;
    takedown::StrikeSettings strikes;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit NoticeDesk(Parts parts) : parts_(std::move(parts)) {}

  // Takes in a notice. If it is complete, a claim is opened on each upload that
  // it names and that is not withdrawn, in the same commit; what it names by an
  // address that is not known, or not any more, becomes a screening of what was
  // never screened. Returns kNotFound when a screening is not there,
  // kResourceExhausted when too many notices wait about one upload or were sent
  // about it, and the errors of Ledger::Commit.
  absl::StatusOr<KnownNotice> Send(const takedown::Notice& notice,
                                   const RequestKey& request);
  // Adds `rest` but its law to a notice that is incomplete, and by `law`
  // (nullopt: by whichever). Returns kNotFound when there is no such notice,
  // kFailedPrecondition when it is complete, or by another law, and the errors
  // of Send.
  absl::StatusOr<KnownNotice> Complete(const takedown::NoticeId& id,
                                       std::optional<takedown::Notice::Law> law,
                                       const takedown::Notice& rest,
                                       const RequestKey& request);

  // Returns kNotFound when there is none.
  absl::StatusOr<KnownNotice> Get(const takedown::NoticeId& id) const;
  // The newest first; see NoticeBook::List. Of long notices, a page has fewer
  // than `limit`, such that 3 MiB hold their texts.
  absl::StatusOr<index::Page<KnownNotice>> List(const std::string& from,
                                                size_t limit) const;

 private:
  // What the sender is known by; empty: it cannot be reached.
  std::string TokenOf(const takedown::Contact& sender) const;
  // With the claims, without the sender's record.
  absl::StatusOr<KnownNotice> Read(takedown::StoredNotice stored) const;
  absl::StatusOr<takedown::SenderRecord> RecordOf(
      const std::string& sender_token) const;
  // Opens a claim on each location of a complete notice, in `batch`.
  absl::Status OpenClaims(takedown::StoredNotice& stored, index::Batch& batch);
  // Whether one more claim, by the notice, may be opened on the upload.
  absl::Status CheckRoom(const takedown::Screening& screening,
                         const takedown::StoredNotice& stored) const;
  // Says which notice of the same sender waits about the upload, if one does.
  absl::StatusOr<std::string> WaitingWords(
      const takedown::Screening& screening,
      const std::string& sender_token) const;
  // The screening that a location names, or that stands for its address.
  absl::StatusOr<takedown::Screening> MaterialAt(const std::string& location);
  absl::StatusOr<takedown::Screening> ScreenAddress(
      const std::string& location, const std::string& upload_id);

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_NOTICE_DESK_H_
