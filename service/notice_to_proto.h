// Notices, as messages.
#ifndef EARMARK_SERVICE_NOTICE_TO_PROTO_H_
#define EARMARK_SERVICE_NOTICE_TO_PROTO_H_

#include "earmark/v1/notice_service.pb.h"
#include "service/notice_desk.h"
#include "takedown/statement.h"
#include "takedown/strikes.h"

namespace earmark::service {

// As lists have it: without letters, and without the sender's record.
v1::Notice ToProto(const KnownNotice& known);
// Whole.
v1::Notice ToProto(const KnownNotice& known,
                   const takedown::StatementSettings& statements,
                   const takedown::StrikeSettings& strikes);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_NOTICE_TO_PROTO_H_
