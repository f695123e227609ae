// earmark.v1.ScreeningService: decode, call, encode.
#ifndef EARMARK_SERVICE_SCREENING_ENDPOINT_H_
#define EARMARK_SERVICE_SCREENING_ENDPOINT_H_

#include <utility>

#include "earmark/v1/screening_service.grpc.pb.h"
#include "service/explainer.h"
#include "service/file_matcher.h"
#include "service/internal/file_call.h"
#include "service/moderation.h"
#include "service/publication.h"
#include "service/screener.h"
#include "takedown/account_token.h"
#include "takedown/ledger.h"
#include "takedown/statement.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// Safe for concurrent use. Each method is documented in its proto.
class ScreeningEndpoint final : public v1::ScreeningService::CallbackService {
 public:
  struct Parts {
    Screener& screener;
    const takedown::Ledger& ledger;
    const takedown::AccountTokens& account_tokens;
    const Explainer& explainer;
    const FileMatcher& file_matcher;
    Moderation& moderation;
    Publication& publication;
    const FileCallParts& files;
    takedown::StatementSettings statements;
    // Whose uploads these are.
    takedown::TenantId tenant;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit ScreeningEndpoint(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerReadReactor<v1::ScreenUploadRequest>* ScreenUpload(
      grpc::CallbackServerContext* context, v1::Screening* response) override;
  grpc::ServerReadReactor<v1::MatchFileRequest>* MatchFile(
      grpc::CallbackServerContext* context,
      v1::MatchFileResponse* response) override;
  grpc::ServerUnaryReactor* GetScreening(grpc::CallbackServerContext* context,
                                         const v1::GetScreeningRequest* request,
                                         v1::Screening* response) override;
  grpc::ServerUnaryReactor* ListScreenings(
      grpc::CallbackServerContext* context,
      const v1::ListScreeningsRequest* request,
      v1::ListScreeningsResponse* response) override;
  grpc::ServerUnaryReactor* ExplainScreening(
      grpc::CallbackServerContext* context,
      const v1::ExplainScreeningRequest* request,
      v1::ScreeningExplanation* response) override;
  grpc::ServerUnaryReactor* StateReasons(
      grpc::CallbackServerContext* context,
      const v1::StateReasonsRequest* request,
      v1::StateReasonsResponse* response) override;
  grpc::ServerUnaryReactor* WithdrawUpload(
      grpc::CallbackServerContext* context,
      const v1::WithdrawUploadRequest* request,
      v1::Screening* response) override;
  grpc::ServerUnaryReactor* SetTerritories(
      grpc::CallbackServerContext* context,
      const v1::SetTerritoriesRequest* request,
      v1::Screening* response) override;
  grpc::ServerUnaryReactor* AcknowledgeDecision(
      grpc::CallbackServerContext* context,
      const v1::AcknowledgeDecisionRequest* request,
      v1::Screening* response) override;
  grpc::ServerUnaryReactor* GiveVerdict(grpc::CallbackServerContext* context,
                                        const v1::GiveVerdictRequest* request,
                                        v1::Screening* response) override;
  grpc::ServerUnaryReactor* TakeBackVerdict(
      grpc::CallbackServerContext* context,
      const v1::TakeBackVerdictRequest* request,
      v1::Screening* response) override;

 private:
  class UploadHandler;
  class MatchHandler;

  // Returns kInvalidArgument for a bad name, kNotFound when there is none.
  absl::StatusOr<takedown::Screening> ReadScreening(
      const std::string& name) const;
  // Answers with the screening that `change` gives, of its id and ChangeTerms.
  template <typename Request, typename Change>
  grpc::ServerUnaryReactor* AnswerChange(const std::string& etag,
                                         grpc::CallbackServerContext* context,
                                         const Request* request,
                                         v1::Screening* response,
                                         Change change);
  // `request` is to give a verdict, or to take it back.
  template <typename Request>
  absl::StatusOr<v1::Screening> ChangeVerdict(const Request& request);

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_SCREENING_ENDPOINT_H_
