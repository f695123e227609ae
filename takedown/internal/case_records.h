// What is stored of cases: who works on them, what moderators say of them, and
// files that could not be read.
#ifndef EARMARK_TAKEDOWN_INTERNAL_CASE_RECORDS_H_
#define EARMARK_TAKEDOWN_INTERNAL_CASE_RECORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "takedown/case.h"
#include "takedown/unread_files.h"

namespace earmark::takedown {

// Decoding returns kDataLoss for what is no such record.

std::string EncodeLease(const Lease& lease);
absl::StatusOr<Lease> DecodeLease(std::string_view bytes);

std::string EncodeOpinions(const std::vector<Opinion>& opinions);
absl::StatusOr<std::vector<Opinion>> DecodeOpinions(std::string_view bytes);

std::string EncodeUnreadFiles(const UnreadFiles& files);
absl::StatusOr<UnreadFiles> DecodeUnreadFiles(std::string_view bytes);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_CASE_RECORDS_H_
