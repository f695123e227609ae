// Messages of ClaimService, checked, as what is done with a claim. All return
// kInvalidArgument, which names the field and the value.
#ifndef EARMARK_SERVICE_CLAIM_FROM_PROTO_H_
#define EARMARK_SERVICE_CLAIM_FROM_PROTO_H_

#include "absl/status/statusor.h"
#include "earmark/v1/claim_service.pb.h"
#include "service/internal/claim_act.h"

namespace earmark::service {

absl::StatusOr<ClaimAct> ToClaimAct(const v1::AnswerClaimRequest& request);
absl::StatusOr<ClaimAct> ToClaimAct(const v1::DisputeClaimRequest& request);
absl::StatusOr<ClaimAct> ToClaimAct(const v1::AppealClaimRequest& request);
absl::StatusOr<ClaimAct> ToClaimAct(
    const v1::SendCounterNoticeRequest& request);
absl::StatusOr<ClaimAct> ToClaimAct(const v1::ReportLitigationRequest& request);
absl::StatusOr<ClaimAct> ToClaimAct(const v1::DecideClaimRequest& request);
absl::StatusOr<ClaimAct> ToClaimAct(
    const v1::UndoClaimDecisionRequest& request);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_CLAIM_FROM_PROTO_H_
