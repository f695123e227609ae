// Page tokens: opaque to callers, and good only for the list that they were
// given out for.
//
// Grammar: base64url(check[8] cursor), check = the first 8 bytes of
// SHA-256(list 0x00 cursor). `list` names the method and its filter, `cursor`
// is where the next page begins. The check finds mistakes; it is no secret,
// since a cursor gives no access to what its list would not show.
#ifndef EARMARK_SERVICE_PAGE_TOKEN_H_
#define EARMARK_SERVICE_PAGE_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"

namespace earmark::service {

// Empty for an empty `cursor`: there is no next page.
std::string MakePageToken(const std::string& list, const std::string& cursor);

// The cursor; empty for an empty token. Returns kInvalidArgument for what was
// not given out for this list.
absl::StatusOr<std::string> ReadPageToken(const std::string& list,
                                          const std::string& token);

// How many items a page shall have: 50 for 0. Returns kInvalidArgument outside
// 0-1000.
absl::StatusOr<size_t> ReadPageSize(int page_size);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_PAGE_TOKEN_H_
