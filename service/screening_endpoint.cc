#include "service/screening_endpoint.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "service/from_proto.h"
#include "service/internal/call.h"
#include "service/internal/decoded.h"
#include "service/internal/get_screening.h"
#include "service/resource_name.h"
#include "service/to_proto.h"

namespace earmark::service {

// One ScreenUpload.
class ScreeningEndpoint::UploadHandler final
    : public FileHandler<v1::UploadHeader, v1::Screening> {
 public:
  explicit UploadHandler(const Parts& parts) : parts_(parts) {}

  absl::Status TakeHeader(const v1::UploadHeader& header) override {
    absl::StatusOr<Upload> upload = ToUpload(header);
    if (!upload.ok()) return upload.status();
    upload_ = *std::move(upload);
    upload_.facts.tenant = parts_.tenant;
    upload_.facts.account_token =
        parts_.account_tokens.TokenOf(parts_.tenant, header.account());
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<v1::Screening>> FindAnswer(
      const UploadSpool& file) override {
    const absl::StatusOr<std::optional<takedown::Screening>> known =
        parts_.screener.FindKnown(upload_, file);
    if (!known.ok()) return known.status();
    if (!*known) return std::nullopt;
    return ToProto(**known);
  }

  absl::StatusOr<v1::Screening> MakeAnswer(
      const UploadSpool& file, absl::Time deadline,
      const fingerprint::Cancellation& cancellation) override {
    const absl::StatusOr<takedown::Screening> screening =
        parts_.screener.Screen(upload_, file, deadline, cancellation);
    if (!screening.ok()) return screening.status();
    return ToProto(*screening);
  }

 private:
  const Parts& parts_;
  Upload upload_;
};

grpc::ServerReadReactor<v1::ScreenUploadRequest>*
ScreeningEndpoint::ScreenUpload(grpc::CallbackServerContext* context,
                                v1::Screening* response) {
  return new FileCall<v1::ScreenUploadRequest, v1::UploadHeader, v1::Screening>(
      parts_.files, context, response, std::make_unique<UploadHandler>(parts_));
}

// One MatchFile.
class ScreeningEndpoint::MatchHandler final
    : public FileHandler<v1::MatchFileHeader, v1::MatchFileResponse> {
 public:
  explicit MatchHandler(const FileMatcher& matcher) : matcher_(matcher) {}

  absl::Status TakeHeader(const v1::MatchFileHeader& header) override {
    absl::StatusOr<index::OwnerId> owner =
        ParseOwnerName("header.owner", header.owner());
    if (!owner.ok()) return owner.status();
    owner_ = *std::move(owner);
    return matcher_.CheckOwner(owner_);
  }

  // No file is known.
  absl::StatusOr<std::optional<v1::MatchFileResponse>> FindAnswer(
      const UploadSpool&) override {
    return std::nullopt;
  }

  absl::StatusOr<v1::MatchFileResponse> MakeAnswer(
      const UploadSpool& file, absl::Time deadline,
      const fingerprint::Cancellation& cancellation) override {
    const absl::StatusOr<MatchedFile> matched =
        matcher_.Match(owner_, file, deadline, cancellation);
    if (!matched.ok()) return matched.status();
    return ToProto(*matched);
  }

 private:
  const FileMatcher& matcher_;
  index::OwnerId owner_;
};

grpc::ServerReadReactor<v1::MatchFileRequest>* ScreeningEndpoint::MatchFile(
    grpc::CallbackServerContext* context, v1::MatchFileResponse* response) {
  return new FileCall<v1::MatchFileRequest, v1::MatchFileHeader,
                      v1::MatchFileResponse>(
      parts_.files, context, response,
      std::make_unique<MatchHandler>(parts_.file_matcher));
}

grpc::ServerUnaryReactor* ScreeningEndpoint::GetScreening(
    grpc::CallbackServerContext* context,
    const v1::GetScreeningRequest* request, v1::Screening* response) {
  return Answer<v1::Screening>(parts_.files.calls, context, request, response,
                               [=, this]() -> absl::StatusOr<v1::Screening> {
                                 return Encode(ReadScreening(request->name()));
                               });
}

grpc::ServerUnaryReactor* ScreeningEndpoint::ListScreenings(
    grpc::CallbackServerContext* context,
    const v1::ListScreeningsRequest* request,
    v1::ListScreeningsResponse* response) {
  return Answer<v1::ListScreeningsResponse>(
      parts_.files.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListScreeningsResponse> {
        const std::string& upload_id = request->upload_id();
        if (!upload_id.empty()) {
          const absl::Status status = CheckUploadId(upload_id);
          if (!status.ok()) return status;
        }
        const bool unacknowledged = request->unacknowledged();
        if (unacknowledged && !upload_id.empty()) {
          return FieldError("upload_id", "left unset with unacknowledged",
                            upload_id);
        }
        const std::string list = unacknowledged
                                     ? "unacknowledged screenings"
                                     : "screenings of upload " + upload_id;
        return AnswerList<v1::ListScreeningsResponse>(
            list, *request,
            [&](const std::string& from, size_t limit) {
              return unacknowledged
                         ? parts_.ledger.ListUnacknowledged(parts_.tenant, from,
                                                            limit)
                         : parts_.ledger.ListScreenings(parts_.tenant,
                                                        upload_id, from, limit);
            },
            [](const takedown::Screening& screening,
               v1::ListScreeningsResponse& answer) {
              *answer.add_screenings() = ToProto(screening);
            });
      });
}

grpc::ServerUnaryReactor* ScreeningEndpoint::ExplainScreening(
    grpc::CallbackServerContext* context,
    const v1::ExplainScreeningRequest* request,
    v1::ScreeningExplanation* response) {
  return Answer<v1::ScreeningExplanation>(
      parts_.files.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ScreeningExplanation> {
        const absl::StatusOr<takedown::ScreeningId> id =
            ParseScreeningName("name", request->name());
        if (!id.ok()) return id.status();
        const absl::StatusOr<ExplainedScreening> explained =
            parts_.explainer.Explain(*id, request->find());
        if (!explained.ok()) return explained.status();
        return ToProto(*explained);
      });
}

grpc::ServerUnaryReactor* ScreeningEndpoint::StateReasons(
    grpc::CallbackServerContext* context,
    const v1::StateReasonsRequest* request,
    v1::StateReasonsResponse* response) {
  return Answer<v1::StateReasonsResponse>(
      parts_.files.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::StateReasonsResponse> {
        const absl::StatusOr<takedown::Screening> screening =
            ReadScreening(request->name());
        if (!screening.ok()) return screening.status();
        const absl::Time now = parts_.now();
        v1::StateReasonsResponse answer;
        for (const takedown::StatementOfReasons& statement :
             takedown::StatementsOf(*screening, parts_.statements, now)) {
          *answer.add_statements() = ToProto(statement, screening->file_name);
        }
        if (!request->earlier()) return answer;
        for (const takedown::StatementOfReasons& statement :
             takedown::EarlierStatementsOf(*screening, parts_.statements,
                                           now)) {
          *answer.add_statements() = ToProto(statement, screening->file_name);
        }
        return answer;
      });
}

template <typename Request, typename Change>
grpc::ServerUnaryReactor* ScreeningEndpoint::AnswerChange(
    const std::string& etag, grpc::CallbackServerContext* context,
    const Request* request, v1::Screening* response, Change change) {
  return Answer<v1::Screening>(
      parts_.files.calls, context, request, response,
      [=]() -> absl::StatusOr<v1::Screening> {
        const absl::StatusOr<takedown::ScreeningId> id =
            ParseScreeningName("name", request->name());
        if (!id.ok()) return id.status();
        const absl::StatusOr<ChangeTerms> terms = ReadTerms(etag, *request);
        if (!terms.ok()) return terms.status();
        return Encode(change(*id, *terms));
      });
}

grpc::ServerUnaryReactor* ScreeningEndpoint::WithdrawUpload(
    grpc::CallbackServerContext* context,
    const v1::WithdrawUploadRequest* request, v1::Screening* response) {
  return AnswerChange(
      "", context, request, response,
      [=, this](const takedown::ScreeningId& id, const ChangeTerms& terms) {
        return parts_.publication.Withdraw(id, terms.key);
      });
}

grpc::ServerUnaryReactor* ScreeningEndpoint::SetTerritories(
    grpc::CallbackServerContext* context,
    const v1::SetTerritoriesRequest* request, v1::Screening* response) {
  return AnswerChange(
      request->etag(), context, request, response,
      [=, this](const takedown::ScreeningId& id, const ChangeTerms& terms)
          -> absl::StatusOr<takedown::Screening> {
        const absl::StatusOr<takedown::TerritorySet> territories =
            ToTerritories("territories", request->territories());
        if (!territories.ok()) return territories.status();
        return parts_.publication.SetTerritories(id, *territories,
                                                 terms.revision, terms.key);
      });
}

grpc::ServerUnaryReactor* ScreeningEndpoint::AcknowledgeDecision(
    grpc::CallbackServerContext* context,
    const v1::AcknowledgeDecisionRequest* request, v1::Screening* response) {
  return AnswerChange(
      "", context, request, response,
      [=, this](const takedown::ScreeningId& id, const ChangeTerms& terms) {
        return parts_.publication.Acknowledge(id, request->revision(),
                                              terms.key);
      });
}

grpc::ServerUnaryReactor* ScreeningEndpoint::GiveVerdict(
    grpc::CallbackServerContext* context, const v1::GiveVerdictRequest* request,
    v1::Screening* response) {
  return Answer<v1::Screening>(parts_.files.calls, context, request, response,
                               [=, this] { return ChangeVerdict(*request); });
}

grpc::ServerUnaryReactor* ScreeningEndpoint::TakeBackVerdict(
    grpc::CallbackServerContext* context,
    const v1::TakeBackVerdictRequest* request, v1::Screening* response) {
  return Answer<v1::Screening>(parts_.files.calls, context, request, response,
                               [=, this] { return ChangeVerdict(*request); });
}

absl::StatusOr<takedown::Screening> ScreeningEndpoint::ReadScreening(
    const std::string& name) const {
  const absl::StatusOr<takedown::ScreeningId> id =
      ParseScreeningName("name", name);
  if (!id.ok()) return id.status();
  return service::GetScreening(parts_.ledger, *id);
}

template <typename Request>
absl::StatusOr<v1::Screening> ScreeningEndpoint::ChangeVerdict(
    const Request& request) {
  const absl::StatusOr<VerdictChange> change = ToVerdictChange(request);
  if (!change.ok()) return change.status();
  const absl::StatusOr<ChangeTerms> terms = ReadTerms(request.etag(), request);
  if (!terms.ok()) return terms.status();
  return Encode(parts_.moderation.Change(*change, terms->revision, terms->key));
}

}  // namespace earmark::service
