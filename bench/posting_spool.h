// Postings on their way into a database, in files.
#ifndef EARMARK_BENCH_POSTING_SPOOL_H_
#define EARMARK_BENCH_POSTING_SPOOL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/status/status.h"
#include "index/store.h"

namespace earmark::bench {

// So many files that each can be sorted in memory. They go with this object.
class PostingSpool {
 public:
  explicit PostingSpool(std::filesystem::path folder);
  ~PostingSpool();
  PostingSpool(const PostingSpool&) = delete;
  PostingSpool& operator=(const PostingSpool&) = delete;

  // Returns kUnavailable when it cannot be written.
  absl::Status Add(const index::Batch::Addition& addition);

  // Hands all on to the store. Returns its errors.
  absl::Status IngestInto(index::Store& store);

 private:
  struct Record {
    uint32_t term;
    index::Posting posting;
  };

  std::filesystem::path PathOf(size_t table, size_t part) const;
  // Reads one file, by term, and removes it.
  std::vector<Record> Take(size_t table, size_t part);

  const std::filesystem::path folder_;
  // By table, then by the top bits of the term.
  std::array<std::vector<std::ofstream>, index::kPostingTableCount> files_;
};

}  // namespace earmark::bench

#endif  // EARMARK_BENCH_POSTING_SPOOL_H_
