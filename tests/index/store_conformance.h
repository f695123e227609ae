// What every implementation of index::Store must do. A test program links
// store_conformance.cc and says what to test:
//
//   INSTANTIATE_TEST_SUITE_P(MyStore, StoreConformanceTest,
//                            testing::Values(&MakeMyStore));
#ifndef EARMARK_TESTS_INDEX_STORE_CONFORMANCE_H_
#define EARMARK_TESTS_INDEX_STORE_CONFORMANCE_H_

#include <memory>
#include <ostream>

#include "gtest/gtest.h"
#include "index/store.h"

namespace earmark::index {

// A store of its own, empty at first, and what it stands on.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual Store& store() = 0;
  // Closes the store and opens it again.
  virtual void Reopen() = 0;
  // Makes the store tidy up, whatever that means to it. Nothing that can be
  // read changes.
  virtual void Compact() = 0;
};

struct StoreFactory {
  const char* name;
  std::unique_ptr<StoreUnderTest> (*make)();

  // GoogleTest's way to say which parameter a test has.
  friend void PrintTo(const StoreFactory& factory, std::ostream* out) {
    *out << factory.name;
  }
};

class StoreConformanceTest : public testing::TestWithParam<StoreFactory> {
 protected:
  StoreConformanceTest() : under_test_(GetParam().make()) {}
  Store& store() { return under_test_->store(); }

  std::unique_ptr<StoreUnderTest> under_test_;
};

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_STORE_CONFORMANCE_H_
