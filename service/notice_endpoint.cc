#include "service/notice_endpoint.h"

#include <optional>
#include <string>

#include "service/internal/decoded.h"
#include "service/notice_from_proto.h"
#include "service/notice_to_proto.h"
#include "service/resource_name.h"

namespace earmark::service {

absl::StatusOr<v1::Notice> NoticeEndpoint::Encode(
    const absl::StatusOr<KnownNotice>& known) const {
  if (!known.ok()) return known.status();
  return ToProto(*known, parts_.statements, parts_.strikes);
}

grpc::ServerUnaryReactor* NoticeEndpoint::SendNotice(
    grpc::CallbackServerContext* context, const v1::SendNoticeRequest* request,
    v1::Notice* response) {
  return Answer<v1::Notice>(parts_.calls, context, request, response,
                            [=, this]() -> absl::StatusOr<v1::Notice> {
                              const absl::StatusOr<takedown::Notice> notice =
                                  ToNotice(request->notice());
                              if (!notice.ok()) return notice.status();
                              const absl::StatusOr<RequestKey> key =
                                  ToRequestKey(request->request_id(), *request);
                              if (!key.ok()) return key.status();
                              return Encode(parts_.desk.Send(*notice, *key));
                            });
}

grpc::ServerUnaryReactor* NoticeEndpoint::CompleteNotice(
    grpc::CallbackServerContext* context,
    const v1::CompleteNoticeRequest* request, v1::Notice* response) {
  return Answer<v1::Notice>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::Notice> {
        const absl::StatusOr<takedown::NoticeId> id =
            ParseNoticeName("name", request->name());
        if (!id.ok()) return id.status();
        const bool has_law =
            request->notice().law() != v1::Notice::LAW_UNSPECIFIED;
        const absl::StatusOr<takedown::Notice> rest =
            has_law ? ToNotice(request->notice())
                    : ToRestOfNotice(request->notice());
        if (!rest.ok()) return rest.status();
        const auto law = has_law ? std::optional(rest->law) : std::nullopt;
        const absl::StatusOr<RequestKey> key =
            ToRequestKey(request->request_id(), *request);
        if (!key.ok()) return key.status();
        return Encode(parts_.desk.Complete(*id, law, *rest, *key));
      });
}

grpc::ServerUnaryReactor* NoticeEndpoint::GetNotice(
    grpc::CallbackServerContext* context, const v1::GetNoticeRequest* request,
    v1::Notice* response) {
  return Answer<v1::Notice>(parts_.calls, context, request, response,
                            [=, this]() -> absl::StatusOr<v1::Notice> {
                              const absl::StatusOr<takedown::NoticeId> id =
                                  ParseNoticeName("name", request->name());
                              if (!id.ok()) return id.status();
                              return Encode(parts_.desk.Get(*id));
                            });
}

grpc::ServerUnaryReactor* NoticeEndpoint::ListNotices(
    grpc::CallbackServerContext* context, const v1::ListNoticesRequest* request,
    v1::ListNoticesResponse* response) {
  return Answer<v1::ListNoticesResponse>(
      parts_.calls, context, request, response,
      [=, this]() -> absl::StatusOr<v1::ListNoticesResponse> {
        return AnswerList<v1::ListNoticesResponse>(
            "notices", *request,
            [&](const std::string& from, size_t limit) {
              return parts_.desk.List(from, limit);
            },
            [](const KnownNotice& known, v1::ListNoticesResponse& answer) {
              *answer.add_notices() = ToProto(known);
            });
      });
}

}  // namespace earmark::service
