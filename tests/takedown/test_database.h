// A RocksDB database in a temporary folder of its own, gone with its object.
#ifndef EARMARK_TESTS_TAKEDOWN_TEST_DATABASE_H_
#define EARMARK_TESTS_TAKEDOWN_TEST_DATABASE_H_

#include <cstdlib>
#include <memory>
#include <utility>

#include "gtest/gtest.h"
#include "index/rocksdb_store.h"
#include "tests/index/temporary_folder.h"

namespace earmark::takedown {

class TestDatabase {
 public:
  TestDatabase() { Reopen(); }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // Closes the database and opens it again; what rests on `store` must be gone.
  void Reopen() {
    store_.reset();
    index::RocksDbOptions options;
    options.path = folder_.path() + "/db";
    options.page_bits = 8;
    options.cache_bytes = size_t{1} << 20;
    auto opened = index::RocksDbStore::Open(options);
    if (!opened.ok()) {
      ADD_FAILURE() << opened.status();
      std::abort();
    }
    store_ = *std::move(opened);
  }

  index::RocksDbStore& store() { return *store_; }

 private:
  index::TemporaryFolder folder_;
  std::unique_ptr<index::RocksDbStore> store_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TESTS_TAKEDOWN_TEST_DATABASE_H_
