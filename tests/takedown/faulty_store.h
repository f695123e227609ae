// A real store whose answers a test can spoil.
#ifndef EARMARK_TESTS_TAKEDOWN_FAULTY_STORE_H_
#define EARMARK_TESTS_TAKEDOWN_FAULTY_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "index/store.h"

namespace earmark::takedown {

class FaultyStore : public index::Store {
 public:
  // `real` must outlive this object.
  explicit FaultyStore(index::Store& real) : real_(real) {}

  // Called instead of the real store's functions, until reset. Set before the
  // store is shared between threads.
  std::function<absl::Status(const index::Batch&)> on_apply;
  std::function<absl::StatusOr<std::optional<std::string>>(index::Table,
                                                           std::string_view)>
      on_get;

  index::Store& real() { return real_; }

  absl::StatusOr<std::optional<std::string>> Get(
      index::Table table, std::string_view key,
      const index::Snapshot* snapshot) const override {
    return on_get ? on_get(table, key) : real_.Get(table, key, snapshot);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      index::Table table, std::span<const std::string> keys,
      const index::Snapshot* snapshot) const override {
    return real_.MultiGet(table, keys, snapshot);
  }
  absl::StatusOr<index::PostingCounts> Postings(
      index::PostingTable table, std::span<const uint32_t> terms,
      const index::PostingOptions& options,
      absl::FunctionRef<void(size_t, const index::Posting&)> sink,
      const index::Snapshot* snapshot) const override {
    return real_.Postings(table, terms, options, sink, snapshot);
  }
  absl::Status Scan(
      index::Table table, const index::ScanOptions& options,
      absl::FunctionRef<bool(std::string_view, std::string_view)> sink,
      const index::Snapshot* snapshot) const override {
    return real_.Scan(table, options, sink, snapshot);
  }
  absl::Status Apply(const index::Batch& batch) override {
    return on_apply ? on_apply(batch) : real_.Apply(batch);
  }
  absl::Status Ingest(
      index::PostingTable table,
      absl::FunctionRef<bool(uint32_t& term, index::Posting& posting)> next)
      override {
    return real_.Ingest(table, next);
  }
  std::unique_ptr<index::Snapshot> TakeSnapshot() const override {
    return real_.TakeSnapshot();
  }

 private:
  index::Store& real_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TESTS_TAKEDOWN_FAULTY_STORE_H_
