// earmark.v1.CatalogService: decode, call, encode.
#ifndef EARMARK_SERVICE_CATALOG_ENDPOINT_H_
#define EARMARK_SERVICE_CATALOG_ENDPOINT_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "earmark/v1/catalog_service.grpc.pb.h"
#include "service/internal/file_call.h"
#include "service/registry.h"

namespace earmark::service {

// Safe for concurrent use. Each method is documented in its proto.
class CatalogEndpoint final : public v1::CatalogService::CallbackService {
 public:
  // Gives the token that stands for an account (takedown/account_token.h).
  using AccountTokenOf = std::function<std::string(std::string_view account)>;

  // The first two must outlive this object.
  CatalogEndpoint(Registry& registry, const FileCallParts& files,
                  AccountTokenOf token_of)
      : registry_(registry), files_(files), token_of_(std::move(token_of)) {}

  grpc::ServerUnaryReactor* CreateOwner(grpc::CallbackServerContext* context,
                                        const v1::CreateOwnerRequest* request,
                                        v1::Owner* response) override;
  grpc::ServerUnaryReactor* GetOwner(grpc::CallbackServerContext* context,
                                     const v1::GetOwnerRequest* request,
                                     v1::Owner* response) override;
  grpc::ServerUnaryReactor* ListOwners(
      grpc::CallbackServerContext* context,
      const v1::ListOwnersRequest* request,
      v1::ListOwnersResponse* response) override;
  grpc::ServerUnaryReactor* UpdateOwner(grpc::CallbackServerContext* context,
                                        const v1::UpdateOwnerRequest* request,
                                        v1::Owner* response) override;
  grpc::ServerUnaryReactor* TrustOwner(grpc::CallbackServerContext* context,
                                       const v1::TrustOwnerRequest* request,
                                       v1::Owner* response) override;
  grpc::ServerUnaryReactor* PutOwnerOnProbation(
      grpc::CallbackServerContext* context,
      const v1::PutOwnerOnProbationRequest* request,
      v1::Owner* response) override;

  grpc::ServerUnaryReactor* CreateWork(grpc::CallbackServerContext* context,
                                       const v1::CreateWorkRequest* request,
                                       v1::Work* response) override;
  grpc::ServerUnaryReactor* GetWork(grpc::CallbackServerContext* context,
                                    const v1::GetWorkRequest* request,
                                    v1::Work* response) override;
  grpc::ServerUnaryReactor* ListWorks(grpc::CallbackServerContext* context,
                                      const v1::ListWorksRequest* request,
                                      v1::ListWorksResponse* response) override;
  grpc::ServerUnaryReactor* UpdateWork(grpc::CallbackServerContext* context,
                                       const v1::UpdateWorkRequest* request,
                                       v1::Work* response) override;
  grpc::ServerUnaryReactor* WithdrawWork(grpc::CallbackServerContext* context,
                                         const v1::WithdrawWorkRequest* request,
                                         v1::Work* response) override;

  grpc::ServerReadReactor<v1::AddReferenceRequest>* AddReference(
      grpc::CallbackServerContext* context, v1::Reference* response) override;
  grpc::ServerUnaryReactor* GetReference(grpc::CallbackServerContext* context,
                                         const v1::GetReferenceRequest* request,
                                         v1::Reference* response) override;
  grpc::ServerUnaryReactor* ListReferences(
      grpc::CallbackServerContext* context,
      const v1::ListReferencesRequest* request,
      v1::ListReferencesResponse* response) override;
  grpc::ServerUnaryReactor* DisableReference(
      grpc::CallbackServerContext* context,
      const v1::DisableReferenceRequest* request,
      v1::Reference* response) override;
  grpc::ServerUnaryReactor* EnableReference(
      grpc::CallbackServerContext* context,
      const v1::EnableReferenceRequest* request,
      v1::Reference* response) override;

 private:
  class ReferenceHandler;

  Registry& registry_;
  const FileCallParts& files_;
  const AccountTokenOf token_of_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_CATALOG_ENDPOINT_H_
