// What the endpoints share between decoding a request and encoding its answer.
#ifndef EARMARK_SERVICE_INTERNAL_DECODED_H_
#define EARMARK_SERVICE_INTERNAL_DECODED_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "service/from_proto.h"
#include "service/page_token.h"
#include "service/to_proto.h"

namespace earmark::service {

// A domain value as its message.
template <typename T>
auto Encode(const absl::StatusOr<T>& value)
    -> absl::StatusOr<decltype(ToProto(*value))> {
  if (!value.ok()) return value.status();
  return ToProto(*value);
}

// Where a page begins, and how long it is.
struct PageStart {
  std::string from;
  size_t limit;
};

template <typename Request>
absl::StatusOr<PageStart> ReadPage(const std::string& list,
                                   const Request& request) {
  const absl::StatusOr<size_t> limit = ReadPageSize(request.page_size());
  if (!limit.ok()) return limit.status();
  absl::StatusOr<std::string> from = ReadPageToken(list, request.page_token());
  if (!from.ok()) return from.status();
  return PageStart{*std::move(from), *limit};
}

// The answer to a list method. `read` makes a StatusOr<index::Page> of where
// the page begins and how long it is; `add` adds an item to the answer.
template <typename Response, typename Request, typename Read, typename Add>
absl::StatusOr<Response> AnswerList(const std::string& list,
                                    const Request& request, Read read,
                                    Add add) {
  const absl::StatusOr<PageStart> start = ReadPage(list, request);
  if (!start.ok()) return start.status();
  const auto page = read(start->from, start->limit);
  if (!page.ok()) return page.status();
  Response answer;
  for (const auto& item : page->items) add(item, answer);
  answer.set_next_page_token(MakePageToken(list, page->next));
  return answer;
}

// What a change rests on, and what its request is known by.
struct ChangeTerms {
  std::optional<int64_t> revision;
  RequestKey key;
};

template <typename Request>
absl::StatusOr<ChangeTerms> ReadTerms(const std::string& etag,
                                      const Request& request) {
  const absl::StatusOr<std::optional<int64_t>> revision = ToRevision(etag);
  if (!revision.ok()) return revision.status();
  absl::StatusOr<RequestKey> key = ToRequestKey(request.request_id(), request);
  if (!key.ok()) return key.status();
  return ChangeTerms{*revision, *std::move(key)};
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_DECODED_H_
