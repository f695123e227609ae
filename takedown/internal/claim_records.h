// Claims as they are stored within screenings, and who works on them.
#ifndef EARMARK_TAKEDOWN_INTERNAL_CLAIM_RECORDS_H_
#define EARMARK_TAKEDOWN_INTERNAL_CLAIM_RECORDS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "earmark/storage/v1/takedown.pb.h"
#include "takedown/case.h"
#include "takedown/claim.h"
#include "takedown/internal/record_io.h"

namespace earmark::takedown {

void WriteClaim(const Claim& claim, storage::v1::Claim& record);
Claim ReadClaim(const storage::v1::Claim& record, RecordReader& reader);

std::string EncodeLease(const Lease& lease);
absl::StatusOr<Lease> DecodeLease(std::string_view bytes);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_CLAIM_RECORDS_H_
