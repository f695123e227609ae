// earmark.v1.RightsService: decode, call, encode.
#ifndef EARMARK_SERVICE_RIGHTS_ENDPOINT_H_
#define EARMARK_SERVICE_RIGHTS_ENDPOINT_H_

#include <utility>

#include "earmark/v1/rights_service.grpc.pb.h"
#include "google/protobuf/empty.pb.h"
#include "service/catalog_endpoint.h"
#include "service/internal/call.h"
#include "service/policy_tester.h"
#include "service/rights_registry.h"

namespace earmark::service {

// Safe for concurrent use. Each method is documented in its proto.
class RightsEndpoint final : public v1::RightsService::CallbackService {
 public:
  struct Parts {
    RightsRegistry& registry;
    const PolicyTester& tester;
    const CallParts& calls;
    CatalogEndpoint::AccountTokenOf token_of;
  };

  // What `parts` refers to must outlive this object.
  explicit RightsEndpoint(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* CreatePolicy(grpc::CallbackServerContext* context,
                                         const v1::CreatePolicyRequest* request,
                                         v1::Policy* response) override;
  grpc::ServerUnaryReactor* GetPolicy(grpc::CallbackServerContext* context,
                                      const v1::GetPolicyRequest* request,
                                      v1::Policy* response) override;
  grpc::ServerUnaryReactor* ListPolicies(
      grpc::CallbackServerContext* context,
      const v1::ListPoliciesRequest* request,
      v1::ListPoliciesResponse* response) override;
  grpc::ServerUnaryReactor* UpdatePolicy(grpc::CallbackServerContext* context,
                                         const v1::UpdatePolicyRequest* request,
                                         v1::Policy* response) override;
  grpc::ServerUnaryReactor* TestPolicy(
      grpc::CallbackServerContext* context,
      const v1::TestPolicyRequest* request,
      v1::TestPolicyResponse* response) override;

  grpc::ServerUnaryReactor* CreateLicence(
      grpc::CallbackServerContext* context,
      const v1::CreateLicenceRequest* request, v1::Licence* response) override;
  grpc::ServerUnaryReactor* GetLicence(grpc::CallbackServerContext* context,
                                       const v1::GetLicenceRequest* request,
                                       v1::Licence* response) override;
  grpc::ServerUnaryReactor* ListLicences(
      grpc::CallbackServerContext* context,
      const v1::ListLicencesRequest* request,
      v1::ListLicencesResponse* response) override;
  grpc::ServerUnaryReactor* UpdateLicence(
      grpc::CallbackServerContext* context,
      const v1::UpdateLicenceRequest* request, v1::Licence* response) override;
  grpc::ServerUnaryReactor* DeleteLicence(
      grpc::CallbackServerContext* context,
      const v1::DeleteLicenceRequest* request,
      google::protobuf::Empty* response) override;

  grpc::ServerUnaryReactor* SetOwnerships(
      grpc::CallbackServerContext* context,
      const v1::SetOwnershipsRequest* request, v1::Work* response) override;
  grpc::ServerUnaryReactor* TransferOwnership(
      grpc::CallbackServerContext* context,
      const v1::TransferOwnershipRequest* request, v1::Work* response) override;
  grpc::ServerUnaryReactor* ListConflicts(
      grpc::CallbackServerContext* context,
      const v1::ListConflictsRequest* request,
      v1::ListConflictsResponse* response) override;

  grpc::ServerUnaryReactor* ListQuestionedReferences(
      grpc::CallbackServerContext* context,
      const v1::ListQuestionedReferencesRequest* request,
      v1::ListQuestionedReferencesResponse* response) override;
  grpc::ServerUnaryReactor* SetExclusions(
      grpc::CallbackServerContext* context,
      const v1::SetExclusionsRequest* request,
      v1::Reference* response) override;
  grpc::ServerUnaryReactor* SettleOverlap(
      grpc::CallbackServerContext* context,
      const v1::SettleOverlapRequest* request,
      v1::Reference* response) override;
  grpc::ServerUnaryReactor* ReleaseReference(
      grpc::CallbackServerContext* context,
      const v1::ReleaseReferenceRequest* request,
      v1::Reference* response) override;

 private:
  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_RIGHTS_ENDPOINT_H_
