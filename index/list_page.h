// Lists of what a table holds, page by page.
#ifndef EARMARK_INDEX_LIST_PAGE_H_
#define EARMARK_INDEX_LIST_PAGE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "index/store.h"

namespace earmark::index {

// One page of a list. `next` is where the next page begins; empty: no more.
template <typename T>
struct Page {
  std::vector<T> items;
  std::string next;
};

// The first `limit` rows that `options` name. `decode` makes a StatusOr<T> of a
// key and its value; `id_of` gives of an item what the next page begins after.
template <typename T, typename Decode, typename IdOf>
absl::StatusOr<Page<T>> ListPage(const Store& store, Table table,
                                 const ScanOptions& options, size_t limit,
                                 Decode decode, IdOf id_of) {
  Page<T> page;
  absl::Status decoded;
  const absl::Status scanned = store.Scan(
      table, options, [&](std::string_view key, std::string_view value) {
        if (page.items.size() == limit) {
          if (limit > 0) page.next = id_of(page.items.back());
          return false;
        }
        absl::StatusOr<T> item = decode(key, value);
        if (!item.ok()) {
          decoded = item.status();
          return false;
        }
        page.items.push_back(*std::move(item));
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!decoded.ok()) return decoded;
  return page;
}

}  // namespace earmark::index

#endif  // EARMARK_INDEX_LIST_PAGE_H_
