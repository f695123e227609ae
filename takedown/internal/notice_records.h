// Notices as they are stored.
#ifndef EARMARK_TAKEDOWN_INTERNAL_NOTICE_RECORDS_H_
#define EARMARK_TAKEDOWN_INTERNAL_NOTICE_RECORDS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "takedown/notice_book.h"

namespace earmark::takedown {

std::string EncodeNotice(const StoredNotice& notice);
// Returns kDataLoss for what is no such record.
absl::StatusOr<StoredNotice> DecodeNotice(const NoticeId& id,
                                          std::string_view bytes);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_NOTICE_RECORDS_H_
