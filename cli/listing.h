// Reads lists page by page, and prints them.
#ifndef EARMARK_CLI_LISTING_H_
#define EARMARK_CLI_LISTING_H_

#include <cstddef>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/json.h"
#include "cli/settings.h"
#include "cli/table.h"

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

// Prints what is in a list: as JSON, a line each, or all of it as a table.
class ListPrinter {
 public:
  // At most `limit` items; 0: all. The others must outlive this object.
  ListPrinter(Table table, size_t limit, const Settings& settings,
              Console& console)
      : table_(std::move(table)),
        limit_(limit),
        settings_(settings),
        console_(console) {}

  // How many items to ask for at once.
  int page_size() const {
    return limit_ == 0 || limit_ > kPageSize ? kPageSize
                                             : static_cast<int>(limit_);
  }

  // Takes a page of items, each of which `add_row` adds to the table. Returns
  // whether more are wanted.
  template <typename Items, typename AddRow>
  bool Add(const Items& items, AddRow add_row) {
    for (const auto& item : items) {
      if (IsFull()) break;
      ++count_;
      if (settings_.json) {
        console_.out << ToJson(item) << "\n";
      } else {
        add_row(item, table_);
      }
    }
    return !IsFull();
  }

  // To call when the list has ended.
  void PrintTable() {
    if (!settings_.json) console_.out << table_.Render(console_.style);
  }

 private:
  bool IsFull() const { return limit_ > 0 && count_ == limit_; }

  Table table_;
  const size_t limit_;
  const Settings& settings_;
  Console& console_;
  size_t count_ = 0;
};

}  // namespace earmark::cli

#endif  // EARMARK_CLI_LISTING_H_
