// Claims and cases -> wire. claim_from_proto.h is the way back.
#ifndef EARMARK_SERVICE_CLAIM_TO_PROTO_H_
#define EARMARK_SERVICE_CLAIM_TO_PROTO_H_

#include "absl/time/time.h"
#include "earmark/v1/claim_service.pb.h"
#include "earmark/v1/review_service.pb.h"
#include "service/claim_desk.h"
#include "service/review_desk.h"
#include "takedown/claim.h"

namespace earmark::service {

// With what can be done at `now`.
v1::Claim ToProto(const KnownClaim& known, absl::Time now,
                  const takedown::ClaimClocks& clocks);
v1::StateStrikesResponse ToProto(const AccountStanding& standing);
v1::Case ToProto(const KnownCase& known, absl::Time now,
                 const takedown::ClaimClocks& clocks,
                 const takedown::StatementSettings& statements,
                 const takedown::StrikeSettings& strikes);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_CLAIM_TO_PROTO_H_
