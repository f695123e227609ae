#include "service/review_endpoint.h"

#include <string>

#include "absl/strings/ascii.h"
#include "service/claim_from_proto.h"
#include "service/claim_to_proto.h"
#include "service/internal/decoded.h"
#include "service/internal/fields.h"
#include "service/resource_name.h"

namespace earmark::service {
namespace {

constexpr size_t kMaxModeratorLength = 64;

// Names that look alike are one.
absl::Status CheckNoOuterBlanks(const std::string& field,
                                const std::string& value) {
  if (absl::StripAsciiWhitespace(value).size() == value.size()) {
    return absl::OkStatus();
  }
  return FieldError(field, "without blanks around it", value);
}

// A case, who acts on it, and what the request is known by.
struct CaseRequest {
  takedown::CaseId id;
  std::string moderator;
  RequestKey key;
};

template <typename Request>
absl::StatusOr<CaseRequest> ReadCaseRequest(const Request& request) {
  absl::StatusOr<takedown::CaseId> id = ParseCaseName("name", request.name());
  if (!id.ok()) return id.status();
  const absl::Status moderator = FirstError(
      {CheckLength("moderator", request.moderator(), 1, kMaxModeratorLength),
       CheckPrintable("moderator", request.moderator(), kMaxModeratorLength),
       CheckNoOuterBlanks("moderator", request.moderator())});
  if (!moderator.ok()) return moderator;
  absl::StatusOr<RequestKey> key = ToRequestKey(request.request_id(), request);
  if (!key.ok()) return key.status();
  return CaseRequest{*std::move(id), request.moderator(), *std::move(key)};
}

}  // namespace

v1::Case ReviewEndpoint::Encode(const KnownCase& known) const {
  return ToProto(known, parts_.now(), parts_.clocks, parts_.statements,
                 parts_.strikes);
}

absl::StatusOr<v1::Case> ReviewEndpoint::Encode(
    const absl::StatusOr<KnownCase>& known) const {
  if (!known.ok()) return known.status();
  return Encode(*known);
}

grpc::ServerUnaryReactor* ReviewEndpoint::ListCases(
    grpc::CallbackServerContext* context, const v1::ListCasesRequest* request,
    v1::ListCasesResponse* response) {
  return Answer<v1::ListCasesResponse>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListCasesResponse> {
        return AnswerList<v1::ListCasesResponse>(
            "cases", *request,
            [&](const std::string& from, size_t limit) {
              return parts_.desk.List(from, limit);
            },
            [this](const KnownCase& known, v1::ListCasesResponse& answer) {
              *answer.add_cases() = Encode(known);
            });
      });
}

grpc::ServerUnaryReactor* ReviewEndpoint::GetCase(
    grpc::CallbackServerContext* context, const v1::GetCaseRequest* request,
    v1::Case* response) {
  return Answer<v1::Case>(parts_.calls, context, request, response,
                          [=, this]() -> absl::StatusOr<v1::Case> {
                            const absl::StatusOr<takedown::CaseId> id =
                                ParseCaseName("name", request->name());
                            if (!id.ok()) return id.status();
                            return Encode(parts_.desk.Get(*id));
                          });
}

grpc::ServerUnaryReactor* ReviewEndpoint::TakeCase(
    grpc::CallbackServerContext* context, const v1::TakeCaseRequest* request,
    v1::Case* response) {
  return Answer<v1::Case>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Case> {
        const absl::StatusOr<CaseRequest> read = ReadCaseRequest(*request);
        if (!read.ok()) return read.status();
        return Encode(parts_.desk.Take(read->id, read->moderator, read->key));
      });
}

grpc::ServerUnaryReactor* ReviewEndpoint::GiveBackCase(
    grpc::CallbackServerContext* context,
    const v1::GiveBackCaseRequest* request, v1::Case* response) {
  return Answer<v1::Case>(parts_.calls, context, request, response,
                          [=, this]() -> absl::StatusOr<v1::Case> {
                            const absl::StatusOr<CaseRequest> read =
                                ReadCaseRequest(*request);
                            if (!read.ok()) return read.status();
                            return Encode(parts_.desk.GiveBack(
                                read->id, read->moderator, read->key));
                          });
}

grpc::ServerUnaryReactor* ReviewEndpoint::ResolveCase(
    grpc::CallbackServerContext* context, const v1::ResolveCaseRequest* request,
    v1::Case* response) {
  return Answer<v1::Case>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Case> {
        const absl::StatusOr<CaseRequest> read = ReadCaseRequest(*request);
        if (!read.ok()) return read.status();
        v1::DecideClaimRequest decision;
        decision.set_decision(request->decision());
        decision.set_action(request->action());
        decision.set_ground(request->ground());
        decision.set_comment(request->comment());
        const absl::StatusOr<ClaimAct> act = ToClaimAct(decision);
        if (!act.ok()) return act.status();
        return Encode(
            parts_.desk.Resolve(read->id, read->moderator, *act, read->key));
      });
}

}  // namespace earmark::service
