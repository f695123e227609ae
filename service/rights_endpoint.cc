#include "service/rights_endpoint.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "service/internal/call.h"
#include "service/internal/decoded.h"
#include "service/resource_name.h"
#include "service/rights_from_proto.h"
#include "takedown/policy_format.h"
#include "takedown/policy_presets.h"

namespace earmark::service {
namespace {

using takedown::StoredPolicy;

constexpr int kMostTested = 10'000;
constexpr int kTestedByDefault = 1'000;

v1::Policy WithText(const StoredPolicy& policy) {
  v1::Policy proto = ToProto(policy);
  for (const takedown::PolicyPreset& preset : takedown::PolicyPresets()) {
    if (preset.policy->id != policy.policy.id) continue;
    proto.set_text(preset.text);
    proto.set_display_name(preset.description);
    return proto;
  }
  proto.set_text(takedown::FormatPolicy(policy.policy, AccountOfToken));
  return proto;
}

absl::StatusOr<v1::Policy> EncodePolicy(
    const absl::StatusOr<StoredPolicy>& policy) {
  if (!policy.ok()) return policy.status();
  return WithText(*policy);
}

bool MayName(const std::optional<index::OwnerId>& owner,
             const StoredPolicy& policy) {
  return !owner || policy.owner.value.empty() || policy.owner == *owner;
}

}  // namespace

grpc::ServerUnaryReactor* RightsEndpoint::CreatePolicy(
    grpc::CallbackServerContext* context,
    const v1::CreatePolicyRequest* request, v1::Policy* response) {
  return Answer<v1::Policy>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Policy> {
        const absl::StatusOr<StoredPolicy> policy =
            ToStoredPolicy(*request, parts_.token_of);
        if (!policy.ok()) return policy.status();
        const absl::StatusOr<ChangeTerms> terms = ReadTerms("", *request);
        if (!terms.ok()) return terms.status();
        return EncodePolicy(parts_.registry.CreatePolicy(*policy, terms->key));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::GetPolicy(
    grpc::CallbackServerContext* context, const v1::GetPolicyRequest* request,
    v1::Policy* response) {
  return Answer<v1::Policy>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Policy> {
        const absl::StatusOr<takedown::PolicyId> id =
            ParsePolicyName("name", request->name());
        if (!id.ok()) return id.status();
        std::optional<int64_t> version;
        if (request->version() != 0) version = request->version();
        return EncodePolicy(parts_.registry.GetPolicy(*id, version));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::ListPolicies(
    grpc::CallbackServerContext* context,
    const v1::ListPoliciesRequest* request,
    v1::ListPoliciesResponse* response) {
  return Answer<v1::ListPoliciesResponse>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListPoliciesResponse> {
        std::optional<index::OwnerId> owner;
        if (!request->owner().empty()) {
          absl::StatusOr<index::OwnerId> id =
              ParseOwnerName("owner", request->owner());
          if (!id.ok()) return id.status();
          owner = *std::move(id);
        }
        const std::string list = "policies of " + request->owner();
        const absl::StatusOr<PageStart> start = ReadPage(list, *request);
        if (!start.ok()) return start.status();
        v1::ListPoliciesResponse answer;
        if (start->from.empty()) {
          for (const takedown::PolicyPreset& preset :
               takedown::PolicyPresets()) {
            const absl::StatusOr<v1::Policy> policy = EncodePolicy(
                parts_.registry.GetPolicy(preset.policy->id, std::nullopt));
            if (!policy.ok()) return policy.status();
            *answer.add_policies() = *policy;
          }
        }
        const absl::StatusOr<index::Page<StoredPolicy>> page =
            parts_.registry.ListPolicies(start->from, start->limit);
        if (!page.ok()) return page.status();
        for (const StoredPolicy& policy : page->items) {
          if (MayName(owner, policy)) {
            *answer.add_policies() = WithText(policy);
          }
        }
        answer.set_next_page_token(MakePageToken(list, page->next));
        return answer;
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::UpdatePolicy(
    grpc::CallbackServerContext* context,
    const v1::UpdatePolicyRequest* request, v1::Policy* response) {
  return Answer<v1::Policy>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Policy> {
        const absl::StatusOr<PolicyUpdate> update =
            ToPolicyUpdate(*request, parts_.token_of);
        if (!update.ok()) return update.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->policy().etag(), *request);
        if (!terms.ok()) return terms.status();
        return EncodePolicy(parts_.registry.UpdatePolicy(
            update->id, update->rules, update->display_name, terms->revision,
            terms->key));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::TestPolicy(
    grpc::CallbackServerContext* context, const v1::TestPolicyRequest* request,
    v1::TestPolicyResponse* response) {
  return Answer<v1::TestPolicyResponse>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::TestPolicyResponse> {
        const absl::StatusOr<index::OwnerId> owner =
            ParseOwnerName("owner", request->owner());
        if (!owner.ok()) return owner.status();
        if (request->max_screenings() < 0 ||
            request->max_screenings() > kMostTested) {
          return absl::InvalidArgumentError(
              absl::StrCat("max_screenings must be 0-", kMostTested, ", got ",
                           request->max_screenings()));
        }
        const int limit = request->max_screenings() == 0
                              ? kTestedByDefault
                              : request->max_screenings();
        absl::StatusOr<absl::Time> since =
            request->has_start_time()
                ? ToTime("start_time", request->start_time())
                : absl::UnixEpoch();
        if (!since.ok()) return since.status();
        absl::StatusOr<takedown::Policy> policy = takedown::Policy();
        if (absl::StartsWith(request->text(), "policies/")) {
          const absl::StatusOr<takedown::PolicyId> id =
              ParsePolicyName("text", request->text());
          if (!id.ok()) return id.status();
          const absl::StatusOr<StoredPolicy> stored =
              parts_.registry.GetPolicy(*id, std::nullopt);
          if (!stored.ok()) return stored.status();
          policy = stored->policy;
        } else {
          policy = ParseRules(request->text(), parts_.token_of);
          if (!policy.ok()) return policy.status();
          policy->id = {"draft"};
        }
        return Encode(parts_.tester.Test(*owner, *policy, *since,
                                         static_cast<size_t>(limit)));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::CreateLicence(
    grpc::CallbackServerContext* context,
    const v1::CreateLicenceRequest* request, v1::Licence* response) {
  return Answer<v1::Licence>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Licence> {
        const absl::StatusOr<takedown::Licence> licence =
            ToLicence(*request, parts_.token_of);
        if (!licence.ok()) return licence.status();
        const absl::StatusOr<ChangeTerms> terms = ReadTerms("", *request);
        if (!terms.ok()) return terms.status();
        return Encode(parts_.registry.CreateLicence(*licence, terms->key));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::GetLicence(
    grpc::CallbackServerContext* context, const v1::GetLicenceRequest* request,
    v1::Licence* response) {
  return Answer<v1::Licence>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Licence> {
        const absl::StatusOr<LicenceName> name =
            ParseLicenceName("name", request->name());
        if (!name.ok()) return name.status();
        return Encode(parts_.registry.GetLicence(name->owner, name->licence));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::ListLicences(
    grpc::CallbackServerContext* context,
    const v1::ListLicencesRequest* request,
    v1::ListLicencesResponse* response) {
  return Answer<v1::ListLicencesResponse>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListLicencesResponse> {
        const absl::StatusOr<index::OwnerId> owner =
            ParseOwnerName("parent", request->parent());
        if (!owner.ok()) return owner.status();
        return AnswerList<v1::ListLicencesResponse>(
            "licences of " + request->parent(), *request,
            [&](const std::string& from, size_t limit) {
              return parts_.registry.ListLicences(*owner, from, limit);
            },
            [](const takedown::Licence& licence,
               v1::ListLicencesResponse& answer) {
              *answer.add_licences() = ToProto(licence);
            });
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::UpdateLicence(
    grpc::CallbackServerContext* context,
    const v1::UpdateLicenceRequest* request, v1::Licence* response) {
  return Answer<v1::Licence>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Licence> {
        const absl::StatusOr<LicenceUpdate> update =
            ToLicenceUpdate(*request, parts_.token_of);
        if (!update.ok()) return update.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->licence().etag(), *request);
        if (!terms.ok()) return terms.status();
        return Encode(parts_.registry.UpdateLicence(
            update->owner, update->id, terms->revision, terms->key,
            [&](takedown::Licence& licence) { update->apply(licence); }));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::DeleteLicence(
    grpc::CallbackServerContext* context,
    const v1::DeleteLicenceRequest* request,
    google::protobuf::Empty* response) {
  return Answer<google::protobuf::Empty>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<google::protobuf::Empty> {
        const absl::StatusOr<LicenceName> name =
            ParseLicenceName("name", request->name());
        if (!name.ok()) return name.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->etag(), *request);
        if (!terms.ok()) return terms.status();
        const absl::Status deleted = parts_.registry.DeleteLicence(
            name->owner, name->licence, terms->revision, terms->key);
        if (!deleted.ok()) return deleted;
        return google::protobuf::Empty();
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::SetOwnerships(
    grpc::CallbackServerContext* context,
    const v1::SetOwnershipsRequest* request, v1::Work* response) {
  return Answer<v1::Work>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Work> {
        const absl::StatusOr<index::WorkId> work =
            ParseWorkName("name", request->name());
        if (!work.ok()) return work.status();
        const absl::StatusOr<std::vector<takedown::Ownership>> ownerships =
            ToOwnerships(*request);
        if (!ownerships.ok()) return ownerships.status();
        const absl::StatusOr<index::OwnerId> owner =
            ParseOwnerName("owner", request->owner());
        if (!owner.ok()) return owner.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->etag(), *request);
        if (!terms.ok()) return terms.status();
        return Encode(parts_.registry.SetOwnerships(
            *work, *owner, *ownerships, terms->revision, terms->key));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::TransferOwnership(
    grpc::CallbackServerContext* context,
    const v1::TransferOwnershipRequest* request, v1::Work* response) {
  return Answer<v1::Work>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Work> {
        const absl::StatusOr<index::WorkId> work =
            ParseWorkName("name", request->name());
        if (!work.ok()) return work.status();
        const absl::StatusOr<index::OwnerId> from =
            ParseOwnerName("from_owner", request->from_owner());
        if (!from.ok()) return from.status();
        const absl::StatusOr<index::OwnerId> to =
            ParseOwnerName("to_owner", request->to_owner());
        if (!to.ok()) return to.status();
        std::optional<absl::Time> time;
        if (request->has_transfer_time()) {
          const absl::StatusOr<absl::Time> given =
              ToTime("transfer_time", request->transfer_time());
          if (!given.ok()) return given.status();
          time = *given;
        }
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->etag(), *request);
        if (!terms.ok()) return terms.status();
        return Encode(parts_.registry.TransferOwnership(
            *work, *from, *to, time, terms->revision, terms->key));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::ListConflicts(
    grpc::CallbackServerContext* context,
    const v1::ListConflictsRequest* request,
    v1::ListConflictsResponse* response) {
  return Answer<v1::ListConflictsResponse>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListConflictsResponse> {
        const absl::StatusOr<index::OwnerId> owner =
            ParseOwnerName("parent", request->parent());
        if (!owner.ok()) return owner.status();
        return AnswerList<v1::ListConflictsResponse>(
            "conflicts of " + request->parent(), *request,
            [&](const std::string& from, size_t limit) {
              return parts_.registry.ListConflicts(*owner, from, limit);
            },
            [](const OwnedWork& work, v1::ListConflictsResponse& answer) {
              *answer.add_works() = ToProto(work);
            });
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::ListQuestionedReferences(
    grpc::CallbackServerContext* context,
    const v1::ListQuestionedReferencesRequest* request,
    v1::ListQuestionedReferencesResponse* response) {
  return Answer<v1::ListQuestionedReferencesResponse>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListQuestionedReferencesResponse> {
        const absl::StatusOr<index::OwnerId> owner =
            ParseOwnerName("parent", request->parent());
        if (!owner.ok()) return owner.status();
        return AnswerList<v1::ListQuestionedReferencesResponse>(
            "references of " + request->parent(), *request,
            [&](const std::string& from, size_t limit) {
              return parts_.registry.ListQuestionedReferences(*owner, from,
                                                              limit);
            },
            [](const KnownReference& reference,
               v1::ListQuestionedReferencesResponse& answer) {
              *answer.add_references() = ToProto(reference);
            });
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::SetExclusions(
    grpc::CallbackServerContext* context,
    const v1::SetExclusionsRequest* request, v1::Reference* response) {
  return Answer<v1::Reference>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Reference> {
        const absl::StatusOr<ReferenceName> name =
            ParseReferenceName("name", request->name());
        if (!name.ok()) return name.status();
        const absl::StatusOr<std::vector<takedown::Exclusion>> exclusions =
            ToExclusions(*request);
        if (!exclusions.ok()) return exclusions.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->etag(), *request);
        if (!terms.ok()) return terms.status();
        return Encode(parts_.registry.SetExclusions(
            name->work, name->reference, *exclusions, terms->revision,
            terms->key));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::SettleOverlap(
    grpc::CallbackServerContext* context,
    const v1::SettleOverlapRequest* request, v1::Reference* response) {
  return Answer<v1::Reference>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Reference> {
        const absl::StatusOr<ReferenceName> name =
            ParseReferenceName("name", request->name());
        if (!name.ok()) return name.status();
        const absl::StatusOr<ReferenceName> other =
            ParseReferenceName("other", request->other());
        if (!other.ok()) return other.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->etag(), *request);
        if (!terms.ok()) return terms.status();
        return Encode(
            parts_.registry.SettleOverlap({.work = name->work,
                                           .reference = name->reference,
                                           .other_work = other->work,
                                           .other_reference = other->reference,
                                           .keep = request->keep()},
                                          terms->revision, terms->key));
      });
}

grpc::ServerUnaryReactor* RightsEndpoint::ReleaseReference(
    grpc::CallbackServerContext* context,
    const v1::ReleaseReferenceRequest* request, v1::Reference* response) {
  return Answer<v1::Reference>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Reference> {
        const absl::StatusOr<ReferenceName> name =
            ParseReferenceName("name", request->name());
        if (!name.ok()) return name.status();
        const absl::StatusOr<ChangeTerms> terms =
            ReadTerms(request->etag(), *request);
        if (!terms.ok()) return terms.status();
        return Encode(parts_.registry.ReleaseReference(
            name->work, name->reference, terms->revision, terms->key));
      });
}

}  // namespace earmark::service
