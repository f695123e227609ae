// Reads lists page by page.
#ifndef EARMARK_CLI_LISTING_H_
#define EARMARK_CLI_LISTING_H_

#include <cstddef>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace earmark::cli {

// The largest page that the API gives.
inline constexpr int kPageSize = 1000;

// Calls `fetch` with `request` for page after page, and `sink` with each
// response, until the list ends or `sink` returns false. Returns the errors of
// `fetch`.
template <typename Request, typename Response>
absl::Status ForEachPage(
    Request request,
    absl::FunctionRef<absl::StatusOr<Response>(const Request&)> fetch,
    absl::FunctionRef<bool(const Response&)> sink) {
  do {
    const absl::StatusOr<Response> page = fetch(request);
    if (!page.ok()) return page.status();
    if (!sink(*page)) return absl::OkStatus();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace earmark::cli

#endif  // EARMARK_CLI_LISTING_H_
