// Whether what stands in a database can be what Earmark wrote there.
#ifndef EARMARK_INDEX_INTERNAL_ENTRY_CHECK_H_
#define EARMARK_INDEX_INTERNAL_ENTRY_CHECK_H_

#include <string_view>

#include "absl/status/status.h"
#include "index/internal/posting_page.h"
#include "index/store.h"

namespace earmark::index {

// The key of an entry of `table`, and the value where it says how to read all
// others. Returns kDataLoss with what is wrong.
absl::Status CheckEntry(Table table, std::string_view key,
                        std::string_view value);

// A page of postings; kDataLoss names it.
absl::Status CheckPage(const PageLayout& layout, std::string_view key,
                       std::string_view page);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_ENTRY_CHECK_H_
