// Claims as they are stored within screenings.
#ifndef EARMARK_TAKEDOWN_INTERNAL_CLAIM_RECORDS_H_
#define EARMARK_TAKEDOWN_INTERNAL_CLAIM_RECORDS_H_

#include "earmark/storage/v1/takedown.pb.h"
#include "takedown/claim.h"
#include "takedown/internal/record_io.h"

namespace earmark::takedown {

void WriteClaim(const Claim& claim, storage::v1::Claim& record);
Claim ReadClaim(const storage::v1::Claim& record, RecordReader& reader);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_CLAIM_RECORDS_H_
