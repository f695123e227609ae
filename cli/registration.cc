#include "cli/registration.h"

#include <utility>

#include "cli/content_digest.h"
#include "cli/listing.h"
#include "cli/upload.h"
#include "cli/values.h"
#include "earmark/v1/catalog_service.grpc.pb.h"

namespace earmark::cli {

using Catalog = v1::CatalogService::Stub;

absl::StatusOr<bool> EnsureOwner(Connection& connection,
                                 const std::string& name) {
  v1::GetOwnerRequest get;
  get.set_name(name);
  const absl::StatusOr<v1::Owner> found =
      connection.Call(&Catalog::GetOwner, get);
  if (found.ok()) return false;
  if (!absl::IsNotFound(found.status())) return found.status();
  v1::CreateOwnerRequest create;
  create.set_owner_id(IdIn("owners", name));
  create.mutable_owner();
  const absl::StatusOr<v1::Owner> created =
      connection.Call(&Catalog::CreateOwner, create);
  if (!created.ok()) return created.status();
  return true;
}

absl::Status OwnerRegistration::Ensure(const std::string& name) {
  const auto [known, is_new] = known_.try_emplace(name);
  if (!is_new) return known->second;
  const absl::StatusOr<bool> made = EnsureOwner(connection_, name);
  if (made.ok() && *made) made_.push_back(IdOf(name));
  return known->second = made.status();
}

absl::StatusOr<v1::Owner> SetTrust(Connection& connection,
                                   const std::string& name,
                                   v1::Owner::Trust trust) {
  if (trust == v1::Owner::TRUSTED) {
    v1::TrustOwnerRequest request;
    request.set_name(name);
    return connection.Call(&Catalog::TrustOwner, request);
  }
  v1::PutOwnerOnProbationRequest request;
  request.set_name(name);
  return connection.Call(&Catalog::PutOwnerOnProbation, request);
}

absl::StatusOr<std::vector<v1::Reference>> ReferencesOf(
    Connection& connection, const std::string& parent) {
  v1::ListReferencesRequest first;
  first.set_parent(parent);
  first.set_page_size(kPageSize);
  std::vector<v1::Reference> references;
  const absl::Status listed =
      ForEachPage<v1::ListReferencesRequest, v1::ListReferencesResponse>(
          first,
          [&](const v1::ListReferencesRequest& request) {
            return connection.Call(&Catalog::ListReferences, request);
          },
          [&](const v1::ListReferencesResponse& page) {
            references.insert(references.end(), page.references().begin(),
                              page.references().end());
            return true;
          });
  if (!listed.ok()) return listed;
  return references;
}

absl::StatusOr<Recording> Register(Connection& connection, const v1::Work& work,
                                   const std::string& path,
                                   bool not_exclusive) {
  // First the file: a work without a recording would be of no use.
  const absl::StatusOr<std::string> digest = DigestOfFile(path);
  if (!digest.ok()) return digest.status();

  v1::CreateWorkRequest create;
  create.set_work_id(IdIn("works", work.name()));
  *create.mutable_work() = work;
  const absl::StatusOr<v1::Work> created =
      connection.Call(&Catalog::CreateWork, create);
  if (!created.ok()) return created.status();

  const absl::StatusOr<std::vector<v1::Reference>> references =
      ReferencesOf(connection, created->name());
  if (!references.ok()) return references.status();
  for (const v1::Reference& reference : *references) {
    if (reference.content_sha256() == *digest)
      return Recording{reference, true};
  }
  v1::ReferenceHeader header;
  header.set_parent(created->name());
  header.set_not_exclusive(not_exclusive);
  absl::StatusOr<v1::Reference> added =
      UploadReference(connection, std::move(header), path);
  if (!added.ok()) return added.status();
  return Recording{*std::move(added), false};
}

}  // namespace earmark::cli
