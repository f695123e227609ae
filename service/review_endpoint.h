// earmark.v1.ReviewService: decode, call, encode.
#ifndef EARMARK_SERVICE_REVIEW_ENDPOINT_H_
#define EARMARK_SERVICE_REVIEW_ENDPOINT_H_

#include <utility>

#include "earmark/v1/review_service.grpc.pb.h"
#include "service/internal/call.h"
#include "service/review_desk.h"
#include "takedown/claim.h"
#include "takedown/statement.h"
#include "takedown/strikes.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

// Safe for concurrent use. Each method is documented in its proto.
class ReviewEndpoint final : public v1::ReviewService::CallbackService {
 public:
  struct Parts {
    ReviewDesk& desk;
    const CallParts& calls;
    takedown::ClaimClocks clocks;
    takedown::StatementSettings statements;
    takedown::StrikeSettings strikes;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit ReviewEndpoint(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* ListCases(grpc::CallbackServerContext* context,
                                      const v1::ListCasesRequest* request,
                                      v1::ListCasesResponse* response) override;
  grpc::ServerUnaryReactor* GetCase(grpc::CallbackServerContext* context,
                                    const v1::GetCaseRequest* request,
                                    v1::Case* response) override;
  grpc::ServerUnaryReactor* TakeCase(grpc::CallbackServerContext* context,
                                     const v1::TakeCaseRequest* request,
                                     v1::Case* response) override;
  grpc::ServerUnaryReactor* GiveBackCase(grpc::CallbackServerContext* context,
                                         const v1::GiveBackCaseRequest* request,
                                         v1::Case* response) override;
  grpc::ServerUnaryReactor* ResolveCase(grpc::CallbackServerContext* context,
                                        const v1::ResolveCaseRequest* request,
                                        v1::Case* response) override;

 private:
  v1::Case Encode(const KnownCase& known) const;
  absl::StatusOr<v1::Case> Encode(const absl::StatusOr<KnownCase>& known) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_REVIEW_ENDPOINT_H_
