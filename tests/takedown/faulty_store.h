// A real store whose answers a test can spoil.
#ifndef EARMARK_TESTS_TAKEDOWN_FAULTY_STORE_H_
#define EARMARK_TESTS_TAKEDOWN_FAULTY_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/index/forwarding_store.h"

namespace earmark::takedown {

class FaultyStore : public index::ForwardingStore {
 public:
  // `real` must outlive this object.
  explicit FaultyStore(index::Store& real) : ForwardingStore(real) {}

  // Called instead of the real store's functions, until reset. Set before the
  // store is shared between threads.
  std::function<absl::Status(const index::Batch&)> on_apply;
  std::function<absl::StatusOr<std::optional<std::string>>(index::Table,
                                                           std::string_view)>
      on_get;

  absl::StatusOr<std::optional<std::string>> Get(
      index::Table table, std::string_view key,
      const index::Snapshot* snapshot) const override {
    return on_get ? on_get(table, key)
                  : ForwardingStore::Get(table, key, snapshot);
  }
  absl::Status Apply(const index::Batch& batch) override {
    return on_apply ? on_apply(batch) : ForwardingStore::Apply(batch);
  }
};

}  // namespace earmark::takedown

#endif  // EARMARK_TESTS_TAKEDOWN_FAULTY_STORE_H_
