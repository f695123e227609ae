// Messages of NoticeService, checked. Both return kInvalidArgument, which names
// the field and the value.
#ifndef EARMARK_SERVICE_NOTICE_FROM_PROTO_H_
#define EARMARK_SERVICE_NOTICE_FROM_PROTO_H_

#include "absl/status/statusor.h"
#include "earmark/v1/notice_service.pb.h"
#include "takedown/notice.h"

namespace earmark::service {

// What of it is not output only.
absl::StatusOr<takedown::Notice> ToNotice(const v1::Notice& proto);
// The same but its law.
absl::StatusOr<takedown::Notice> ToRestOfNotice(const v1::Notice& proto);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_NOTICE_FROM_PROTO_H_
