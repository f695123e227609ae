#include "service/catalog_endpoint.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "service/from_proto.h"
#include "service/internal/call.h"
#include "service/internal/decoded.h"
#include "service/page_token.h"
#include "service/resource_name.h"
#include "service/to_proto.h"

namespace earmark::service {
namespace {

// Trusts an owner, or puts it on probation.
template <typename Request>
absl::StatusOr<v1::Owner> SetTrust(Registry& registry, const Request& request,
                                   takedown::Owner::Trust trust) {
  const absl::StatusOr<index::OwnerId> id =
      ParseOwnerName("name", request.name());
  if (!id.ok()) return id.status();
  const absl::StatusOr<ChangeTerms> terms = ReadTerms(request.etag(), request);
  if (!terms.ok()) return terms.status();
  return Encode(registry.SetTrust(*id, terms->revision, trust, terms->key));
}

// Switches a reference on or off.
template <typename Request>
absl::StatusOr<v1::Reference> SwitchReference(
    const Registry& registry, const Request& request,
    const std::function<absl::StatusOr<index::Reference>(
        const ReferenceName&, const RequestKey&)>& change) {
  const absl::StatusOr<ReferenceName> name =
      ParseReferenceName("name", request.name());
  if (!name.ok()) return name.status();
  const absl::StatusOr<RequestKey> key =
      ToRequestKey(request.request_id(), request);
  if (!key.ok()) return key.status();
  return Encode(registry.WithRights(change(*name, *key)));
}

}  // namespace

// One AddReference.
class CatalogEndpoint::ReferenceHandler final
    : public FileHandler<v1::ReferenceHeader, v1::Reference> {
 public:
  explicit ReferenceHandler(Registry& registry) : registry_(registry) {}

  absl::Status TakeHeader(const v1::ReferenceHeader& header) override {
    absl::StatusOr<NewReference> reference = ToNewReference(header);
    if (!reference.ok()) return reference.status();
    header_ = header;
    reference_ = *std::move(reference);
    // Whether it may have this reference is known once its content is.
    return registry_.GetWork(reference_.work).status();
  }

  absl::StatusOr<std::optional<v1::Reference>> FindAnswer(
      const UploadSpool& file) override {
    const std::string content(file.digest().begin(), file.digest().end());
    absl::StatusOr<RequestKey> key =
        ToRequestKey(header_.request_id(), header_, content);
    if (!key.ok()) return key.status();
    reference_.request = *std::move(key);
    const absl::StatusOr<std::optional<index::Reference>> known =
        registry_.FindContent(reference_, file.digest());
    if (!known.ok()) return known.status();
    if (!*known) return std::nullopt;
    absl::StatusOr<v1::Reference> answer =
        Encode(registry_.WithRights(**known));
    if (!answer.ok()) return answer.status();
    return *std::move(answer);
  }

  absl::StatusOr<v1::Reference> MakeAnswer(
      const UploadSpool& file, absl::Time deadline,
      const fingerprint::Cancellation& cancellation) override {
    return Encode(registry_.WithRights(
        registry_.AddReference(reference_, file, deadline, cancellation)));
  }

 private:
  Registry& registry_;
  v1::ReferenceHeader header_;
  NewReference reference_;
};

grpc::ServerUnaryReactor* CatalogEndpoint::CreateOwner(
    grpc::CallbackServerContext* context, const v1::CreateOwnerRequest* request,
    v1::Owner* response) {
  return Answer<v1::Owner>(files_.calls, context, request, response,
                           [=, this]() -> absl::StatusOr<v1::Owner> {
                             const absl::StatusOr<takedown::Owner> owner =
                                 ToOwner(*request, token_of_);
                             if (!owner.ok()) return owner.status();
                             const absl::StatusOr<RequestKey> key =
                                 ToRequestKey(request->request_id(), *request);
                             if (!key.ok()) return key.status();
                             return Encode(registry_.CreateOwner(*owner, *key));
                           });
}

grpc::ServerUnaryReactor* CatalogEndpoint::GetOwner(
    grpc::CallbackServerContext* context, const v1::GetOwnerRequest* request,
    v1::Owner* response) {
  return Answer<v1::Owner>(files_.calls, context, request, response,
                           [=, this]() -> absl::StatusOr<v1::Owner> {
                             const absl::StatusOr<index::OwnerId> id =
                                 ParseOwnerName("name", request->name());
                             if (!id.ok()) return id.status();
                             return Encode(registry_.GetOwner(*id));
                           });
}

grpc::ServerUnaryReactor* CatalogEndpoint::ListOwners(
    grpc::CallbackServerContext* context, const v1::ListOwnersRequest* request,
    v1::ListOwnersResponse* response) {
  return Answer<v1::ListOwnersResponse>(
      files_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListOwnersResponse> {
        return AnswerList<v1::ListOwnersResponse>(
            "owners", *request,
            [&](const std::string& from, size_t limit) {
              return registry_.ListOwners(from, limit);
            },
            [](const takedown::Owner& owner, v1::ListOwnersResponse& answer) {
              *answer.add_owners() = ToProto(owner);
            });
      });
}

grpc::ServerUnaryReactor* CatalogEndpoint::UpdateOwner(
    grpc::CallbackServerContext* context, const v1::UpdateOwnerRequest* request,
    v1::Owner* response) {
  return Answer<v1::Owner>(
      files_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Owner> {
        const absl::StatusOr<index::OwnerId> id =
            ParseOwnerName("owner.name", request->owner().name());
        if (!id.ok()) return id.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->owner().etag(), *request);
        if (!terms.ok()) return terms.status();
        const absl::StatusOr<OwnerUpdate> update =
            ToOwnerUpdate(*request, token_of_);
        if (!update.ok()) return update.status();
        return Encode(
            registry_.UpdateOwner(*id, terms->revision, *update, terms->key));
      });
}

grpc::ServerUnaryReactor* CatalogEndpoint::TrustOwner(
    grpc::CallbackServerContext* context, const v1::TrustOwnerRequest* request,
    v1::Owner* response) {
  return Answer<v1::Owner>(files_.calls, context, request, response, [=, this] {
    return SetTrust(registry_, *request, takedown::Owner::Trust::kTrusted);
  });
}

grpc::ServerUnaryReactor* CatalogEndpoint::PutOwnerOnProbation(
    grpc::CallbackServerContext* context,
    const v1::PutOwnerOnProbationRequest* request, v1::Owner* response) {
  return Answer<v1::Owner>(files_.calls, context, request, response, [=, this] {
    return SetTrust(registry_, *request, takedown::Owner::Trust::kProbation);
  });
}

grpc::ServerUnaryReactor* CatalogEndpoint::CreateWork(
    grpc::CallbackServerContext* context, const v1::CreateWorkRequest* request,
    v1::Work* response) {
  return Answer<v1::Work>(files_.calls, context, request, response,
                          [=, this]() -> absl::StatusOr<v1::Work> {
                            const absl::StatusOr<OwnedWork> work =
                                ToWork(*request);
                            if (!work.ok()) return work.status();
                            const absl::StatusOr<RequestKey> key =
                                ToRequestKey(request->request_id(), *request);
                            if (!key.ok()) return key.status();
                            return Encode(registry_.CreateWork(*work, *key));
                          });
}

grpc::ServerUnaryReactor* CatalogEndpoint::GetWork(
    grpc::CallbackServerContext* context, const v1::GetWorkRequest* request,
    v1::Work* response) {
  return Answer<v1::Work>(files_.calls, context, request, response,
                          [=, this]() -> absl::StatusOr<v1::Work> {
                            const absl::StatusOr<index::WorkId> id =
                                ParseWorkName("name", request->name());
                            if (!id.ok()) return id.status();
                            return Encode(registry_.GetWork(*id));
                          });
}

grpc::ServerUnaryReactor* CatalogEndpoint::ListWorks(
    grpc::CallbackServerContext* context, const v1::ListWorksRequest* request,
    v1::ListWorksResponse* response) {
  return Answer<v1::ListWorksResponse>(
      files_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListWorksResponse> {
        std::optional<index::OwnerId> owner;
        if (!request->owner().empty()) {
          absl::StatusOr<index::OwnerId> id =
              ParseOwnerName("owner", request->owner());
          if (!id.ok()) return id.status();
          owner = *std::move(id);
        }
        const std::string list =
            "works of " + request->owner() + " by " + request->identifier();
        const absl::StatusOr<PageStart> start = ReadPage(list, *request);
        if (!start.ok()) return start.status();
        const absl::StatusOr<index::Page<OwnedWork>> page = registry_.ListWorks(
            owner, request->identifier(), start->from, start->limit);
        if (!page.ok()) return page.status();
        v1::ListWorksResponse answer;
        for (const OwnedWork& work : page->items) {
          *answer.add_works() = ToProto(work);
        }
        answer.set_next_page_token(MakePageToken(list, page->next));
        return answer;
      });
}

grpc::ServerUnaryReactor* CatalogEndpoint::UpdateWork(
    grpc::CallbackServerContext* context, const v1::UpdateWorkRequest* request,
    v1::Work* response) {
  return Answer<v1::Work>(
      files_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Work> {
        const absl::StatusOr<index::WorkId> id =
            ParseWorkName("work.name", request->work().name());
        if (!id.ok()) return id.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->work().etag(), *request);
        if (!terms.ok()) return terms.status();
        const absl::StatusOr<WorkUpdate> update = ToWorkUpdate(*request);
        if (!update.ok()) return update.status();
        return Encode(
            registry_.UpdateWork(*id, terms->revision, *update, terms->key));
      });
}

grpc::ServerUnaryReactor* CatalogEndpoint::WithdrawWork(
    grpc::CallbackServerContext* context,
    const v1::WithdrawWorkRequest* request, v1::Work* response) {
  return Answer<v1::Work>(
      files_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Work> {
        const absl::StatusOr<index::WorkId> id =
            ParseWorkName("name", request->name());
        if (!id.ok()) return id.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->etag(), *request);
        if (!terms.ok()) return terms.status();
        return Encode(registry_.WithdrawWork(*id, terms->revision, terms->key));
      });
}

grpc::ServerReadReactor<v1::AddReferenceRequest>* CatalogEndpoint::AddReference(
    grpc::CallbackServerContext* context, v1::Reference* response) {
  return new FileCall<v1::AddReferenceRequest, v1::ReferenceHeader,
                      v1::Reference>(
      files_, context, response, std::make_unique<ReferenceHandler>(registry_));
}

grpc::ServerUnaryReactor* CatalogEndpoint::GetReference(
    grpc::CallbackServerContext* context,
    const v1::GetReferenceRequest* request, v1::Reference* response) {
  return Answer<v1::Reference>(
      files_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Reference> {
        const absl::StatusOr<ReferenceName> name =
            ParseReferenceName("name", request->name());
        if (!name.ok()) return name.status();
        return Encode(registry_.WithRights(
            registry_.GetReference(name->work, name->reference)));
      });
}

grpc::ServerUnaryReactor* CatalogEndpoint::ListReferences(
    grpc::CallbackServerContext* context,
    const v1::ListReferencesRequest* request,
    v1::ListReferencesResponse* response) {
  return Answer<v1::ListReferencesResponse>(
      files_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListReferencesResponse> {
        const absl::StatusOr<index::WorkId> work =
            ParseWorkName("parent", request->parent());
        if (!work.ok()) return work.status();
        const std::string list = "references of " + request->parent();
        const absl::StatusOr<PageStart> start = ReadPage(list, *request);
        if (!start.ok()) return start.status();
        const absl::StatusOr<index::Page<index::Reference>> page =
            registry_.ListReferences(*work, start->from, start->limit);
        if (!page.ok()) return page.status();
        v1::ListReferencesResponse answer;
        for (const index::Reference& reference : page->items) {
          const absl::StatusOr<KnownReference> known =
              registry_.WithRights(reference);
          if (!known.ok()) return known.status();
          *answer.add_references() = ToProto(*known);
        }
        answer.set_next_page_token(MakePageToken(list, page->next));
        return answer;
      });
}

grpc::ServerUnaryReactor* CatalogEndpoint::DisableReference(
    grpc::CallbackServerContext* context,
    const v1::DisableReferenceRequest* request, v1::Reference* response) {
  return Answer<v1::Reference>(
      files_.calls, context, request, response, [=, this] {
        return SwitchReference(
            registry_, *request,
            [this](const ReferenceName& name, const RequestKey& key) {
              return registry_.DisableReference(name.work, name.reference, key);
            });
      });
}

grpc::ServerUnaryReactor* CatalogEndpoint::EnableReference(
    grpc::CallbackServerContext* context,
    const v1::EnableReferenceRequest* request, v1::Reference* response) {
  return Answer<v1::Reference>(
      files_.calls, context, request, response, [=, this] {
        return SwitchReference(
            registry_, *request,
            [this](const ReferenceName& name, const RequestKey& key) {
              return registry_.EnableReference(name.work, name.reference, key);
            });
      });
}

}  // namespace earmark::service
