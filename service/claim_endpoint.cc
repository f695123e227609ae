#include "service/claim_endpoint.h"

#include <string>

#include "service/claim_from_proto.h"
#include "service/claim_to_proto.h"
#include "service/internal/decoded.h"
#include "service/internal/fields.h"
#include "service/resource_name.h"

namespace earmark::service {

v1::Claim ClaimEndpoint::Encode(const KnownClaim& claim) const {
  return ToProto(claim, parts_.now(), parts_.clocks);
}

template <typename Request>
grpc::ServerUnaryReactor* ClaimEndpoint::Act(
    grpc::CallbackServerContext* context, const Request* request,
    v1::Claim* response) {
  return Answer<v1::Claim>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Claim> {
        const absl::StatusOr<takedown::ClaimName> name =
            ParseClaimName("name", request->name());
        if (!name.ok()) return name.status();
        const absl::StatusOr<ClaimAct> act = ToClaimAct(*request);
        if (!act.ok()) return act.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->etag(), *request);
        if (!terms.ok()) return terms.status();
        const absl::StatusOr<KnownClaim> claim =
            parts_.desk.Act(*name, *act, terms->revision, terms->key);
        if (!claim.ok()) return claim.status();
        return Encode(*claim);
      });
}

grpc::ServerUnaryReactor* ClaimEndpoint::GetClaim(
    grpc::CallbackServerContext* context, const v1::GetClaimRequest* request,
    v1::Claim* response) {
  return Answer<v1::Claim>(parts_.calls, context, request, response,
                           [=, this]() -> absl::StatusOr<v1::Claim> {
                             const absl::StatusOr<takedown::ClaimName> name =
                                 ParseClaimName("name", request->name());
                             if (!name.ok()) return name.status();
                             const absl::StatusOr<KnownClaim> claim =
                                 parts_.desk.Get(*name);
                             if (!claim.ok()) return claim.status();
                             return Encode(*claim);
                           });
}

grpc::ServerUnaryReactor* ClaimEndpoint::ListClaims(
    grpc::CallbackServerContext* context, const v1::ListClaimsRequest* request,
    v1::ListClaimsResponse* response) {
  return Answer<v1::ListClaimsResponse>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListClaimsResponse> {
        const bool of_owner = !request->owner().empty();
        if (of_owner == !request->screening().empty()) {
          return absl::InvalidArgumentError(
              "exactly one of owner and screening must be set, got " +
              std::string(of_owner ? "both" : "none"));
        }
        const auto add = [this](const KnownClaim& claim,
                                v1::ListClaimsResponse& answer) {
          *answer.add_claims() = Encode(claim);
        };
        if (of_owner) {
          const absl::StatusOr<index::OwnerId> owner =
              ParseOwnerName("owner", request->owner());
          if (!owner.ok()) return owner.status();
          return AnswerList<v1::ListClaimsResponse>(
              "claims of " + request->owner(), *request,
              [&](const std::string& from, size_t limit) {
                return parts_.desk.List(*owner, from, limit);
              },
              add);
        }
        const absl::StatusOr<takedown::ScreeningId> screening =
            ParseScreeningName("screening", request->screening());
        if (!screening.ok()) return screening.status();
        return AnswerList<v1::ListClaimsResponse>(
            "claims on " + request->screening(), *request,
            [&](const std::string& from, size_t limit) {
              return parts_.desk.ListOn(*screening, from, limit);
            },
            add);
      });
}

grpc::ServerUnaryReactor* ClaimEndpoint::AnswerClaim(
    grpc::CallbackServerContext* context, const v1::AnswerClaimRequest* request,
    v1::Claim* response) {
  return Act(context, request, response);
}

grpc::ServerUnaryReactor* ClaimEndpoint::DisputeClaim(
    grpc::CallbackServerContext* context,
    const v1::DisputeClaimRequest* request, v1::Claim* response) {
  return Act(context, request, response);
}

grpc::ServerUnaryReactor* ClaimEndpoint::AppealClaim(
    grpc::CallbackServerContext* context, const v1::AppealClaimRequest* request,
    v1::Claim* response) {
  return Act(context, request, response);
}

grpc::ServerUnaryReactor* ClaimEndpoint::SendCounterNotice(
    grpc::CallbackServerContext* context,
    const v1::SendCounterNoticeRequest* request, v1::Claim* response) {
  return Act(context, request, response);
}

grpc::ServerUnaryReactor* ClaimEndpoint::ReportLitigation(
    grpc::CallbackServerContext* context,
    const v1::ReportLitigationRequest* request, v1::Claim* response) {
  return Act(context, request, response);
}

grpc::ServerUnaryReactor* ClaimEndpoint::DecideClaim(
    grpc::CallbackServerContext* context, const v1::DecideClaimRequest* request,
    v1::Claim* response) {
  return Act(context, request, response);
}

grpc::ServerUnaryReactor* ClaimEndpoint::UndoClaimDecision(
    grpc::CallbackServerContext* context,
    const v1::UndoClaimDecisionRequest* request, v1::Claim* response) {
  return Act(context, request, response);
}

grpc::ServerUnaryReactor* ClaimEndpoint::StateStrikes(
    grpc::CallbackServerContext* context,
    const v1::StateStrikesRequest* request,
    v1::StateStrikesResponse* response) {
  return Answer<v1::StateStrikesResponse>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::StateStrikesResponse> {
        const bool has_account = !request->account().empty();
        if (has_account == !request->account_token().empty()) {
          return absl::InvalidArgumentError(
              "exactly one of account and account_token must be set, got " +
              std::string(has_account ? "both" : "none"));
        }
        const absl::Status status = FirstError(
            {CheckLength("account", request->account(), 0, kMaxAccountBytes),
             CheckPrintable("account_token", request->account_token(), 64)});
        if (!status.ok()) return status;
        const absl::StatusOr<AccountStanding> standing = parts_.desk.StandingOf(
            has_account ? parts_.token_of(request->account())
                        : request->account_token());
        if (!standing.ok()) return standing.status();
        return ToProto(*standing);
      });
}

}  // namespace earmark::service
