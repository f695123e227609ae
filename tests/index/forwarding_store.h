// A store that hands all on to another one, for those that change one thing.
#ifndef EARMARK_TESTS_INDEX_FORWARDING_STORE_H_
#define EARMARK_TESTS_INDEX_FORWARDING_STORE_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/store.h"

namespace earmark::index {

class ForwardingStore : public Store {
 public:
  // `real` must outlive this object.
  explicit ForwardingStore(Store& real) : real_(real) {}

  Store& real() { return real_; }

  absl::StatusOr<std::optional<std::string>> Get(
      Table table, std::string_view key,
      const Snapshot* snapshot) const override {
    return real_.Get(table, key, snapshot);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      Table table, std::span<const std::string> keys,
      const Snapshot* snapshot) const override {
    return real_.MultiGet(table, keys, snapshot);
  }
  absl::StatusOr<PostingCounts> Postings(
      PostingTable table, std::span<const uint32_t> terms,
      const PostingOptions& options,
      absl::FunctionRef<void(size_t, const Posting&)> sink,
      const Snapshot* snapshot) const override {
    return real_.Postings(table, terms, options, sink, snapshot);
  }
  absl::Status Scan(
      Table table, const ScanOptions& options,
      absl::FunctionRef<bool(std::string_view, std::string_view)> sink,
      const Snapshot* snapshot) const override {
    return real_.Scan(table, options, sink, snapshot);
  }
  absl::Status Apply(const Batch& batch) override { return real_.Apply(batch); }
  absl::Status Ingest(
      PostingTable table,
      absl::FunctionRef<bool(uint32_t& term, Posting& posting)> next) override {
    return real_.Ingest(table, next);
  }
  std::unique_ptr<Snapshot> TakeSnapshot() const override {
    return real_.TakeSnapshot();
  }

 private:
  Store& real_;
};

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_FORWARDING_STORE_H_
