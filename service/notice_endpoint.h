// earmark.v1.NoticeService: decode, call, encode.
#ifndef EARMARK_SERVICE_NOTICE_ENDPOINT_H_
#define EARMARK_SERVICE_NOTICE_ENDPOINT_H_

#include <utility>

#include "earmark/v1/notice_service.grpc.pb.h"
#include "service/internal/call.h"
#include "service/notice_desk.h"
#include "takedown/statement.h"
#include "takedown/strikes.h"

namespace earmark::service {

// Safe for concurrent use. Each method is documented in its proto.
class NoticeEndpoint final : public v1::NoticeService::CallbackService {
 public:
  struct Parts {
    NoticeDesk& desk;
    const CallParts& calls;
    takedown::StatementSettings statements;
    takedown::StrikeSettings strikes;
  };

  // What `parts` refers to must outlive this object.
  explicit NoticeEndpoint(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* SendNotice(grpc::CallbackServerContext* context,
                                       const v1::SendNoticeRequest* request,
                                       v1::Notice* response) override;
  grpc::ServerUnaryReactor* CompleteNotice(
      grpc::CallbackServerContext* context,
      const v1::CompleteNoticeRequest* request, v1::Notice* response) override;
  grpc::ServerUnaryReactor* GetNotice(grpc::CallbackServerContext* context,
                                      const v1::GetNoticeRequest* request,
                                      v1::Notice* response) override;
  grpc::ServerUnaryReactor* ListNotices(
      grpc::CallbackServerContext* context,
      const v1::ListNoticesRequest* request,
      v1::ListNoticesResponse* response) override;

 private:
  absl::StatusOr<v1::Notice> Encode(
      const absl::StatusOr<KnownNotice>& known) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_NOTICE_ENDPOINT_H_
