#include "takedown/claim_words.h"

namespace earmark::takedown {

const char* ClaimStateWord(ClaimState state) {
  switch (state) {
    case ClaimState::kNoticed:
      return "NOTICED";
    case ClaimState::kPendingReview:
      return "PENDING_REVIEW";
    case ClaimState::kActive:
      return "ACTIVE";
    case ClaimState::kDisputed:
      return "DISPUTED";
    case ClaimState::kUpheld:
      return "UPHELD";
    case ClaimState::kAppealed:
      return "APPEALED";
    case ClaimState::kTakedownNoticed:
      return "TAKEDOWN_NOTICED";
    case ClaimState::kCounterNoticed:
      return "COUNTER_NOTICED";
    case ClaimState::kLitigated:
      return "LITIGATED";
    case ClaimState::kReleased:
      return "RELEASED";
    case ClaimState::kReinstated:
      return "REINSTATED";
    case ClaimState::kWithdrawn:
      return "WITHDRAWN";
    case ClaimState::kExpired:
      return "EXPIRED";
  }
  return "";
}

const char* ClaimEventWord(ClaimEvent event) {
  switch (event) {
    case ClaimEvent::kUphold:
      return "uphold";
    case ClaimEvent::kRelease:
      return "release";
    case ClaimEvent::kDispute:
      return "dispute";
    case ClaimEvent::kAppeal:
      return "appeal";
    case ClaimEvent::kCounterNotice:
      return "counter-notice";
    case ClaimEvent::kLitigation:
      return "litigation";
    case ClaimEvent::kDeadline:
      return "deadline";
    case ClaimEvent::kExpiry:
      return "expiry";
    case ClaimEvent::kUndo:
      return "undo";
  }
  return "";
}

const char* ClaimActorWord(ClaimActor actor) {
  switch (actor) {
    case ClaimActor::kClaimant:
      return "claimant";
    case ClaimActor::kUploader:
      return "uploader";
    case ClaimActor::kModerator:
      return "moderator";
    case ClaimActor::kClock:
      return "clock";
  }
  return "";
}

}  // namespace earmark::takedown
