// earmark.v1.ClaimService: decode, call, encode.
#ifndef EARMARK_SERVICE_CLAIM_ENDPOINT_H_
#define EARMARK_SERVICE_CLAIM_ENDPOINT_H_

#include <utility>

#include "earmark/v1/claim_service.grpc.pb.h"
#include "service/catalog_endpoint.h"
#include "service/claim_desk.h"
#include "service/internal/call.h"
#include "takedown/claim.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// Safe for concurrent use. Each method is documented in its proto.
class ClaimEndpoint final : public v1::ClaimService::CallbackService {
 public:
  struct Parts {
    ClaimDesk& desk;
    const CallParts& calls;
    takedown::ClaimClocks clocks;
    CatalogEndpoint::AccountTokenOf token_of;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit ClaimEndpoint(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* GetClaim(grpc::CallbackServerContext* context,
                                     const v1::GetClaimRequest* request,
                                     v1::Claim* response) override;
  grpc::ServerUnaryReactor* ListClaims(
      grpc::CallbackServerContext* context,
      const v1::ListClaimsRequest* request,
      v1::ListClaimsResponse* response) override;
  grpc::ServerUnaryReactor* AnswerClaim(grpc::CallbackServerContext* context,
                                        const v1::AnswerClaimRequest* request,
                                        v1::Claim* response) override;
  grpc::ServerUnaryReactor* DisputeClaim(grpc::CallbackServerContext* context,
                                         const v1::DisputeClaimRequest* request,
                                         v1::Claim* response) override;
  grpc::ServerUnaryReactor* AppealClaim(grpc::CallbackServerContext* context,
                                        const v1::AppealClaimRequest* request,
                                        v1::Claim* response) override;
  grpc::ServerUnaryReactor* SendCounterNotice(
      grpc::CallbackServerContext* context,
      const v1::SendCounterNoticeRequest* request,
      v1::Claim* response) override;
  grpc::ServerUnaryReactor* ReportLitigation(
      grpc::CallbackServerContext* context,
      const v1::ReportLitigationRequest* request, v1::Claim* response) override;
  grpc::ServerUnaryReactor* DecideClaim(grpc::CallbackServerContext* context,
                                        const v1::DecideClaimRequest* request,
                                        v1::Claim* response) override;
  grpc::ServerUnaryReactor* UndoClaimDecision(
      grpc::CallbackServerContext* context,
      const v1::UndoClaimDecisionRequest* request,
      v1::Claim* response) override;
  grpc::ServerUnaryReactor* StateStrikes(
      grpc::CallbackServerContext* context,
      const v1::StateStrikesRequest* request,
      v1::StateStrikesResponse* response) override;

 private:
  v1::Claim Encode(const KnownClaim& claim) const;
  // Answers a request that does something with a claim.
  template <typename Request>
  grpc::ServerUnaryReactor* Act(grpc::CallbackServerContext* context,
                                const Request* request, v1::Claim* response);

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_CLAIM_ENDPOINT_H_
