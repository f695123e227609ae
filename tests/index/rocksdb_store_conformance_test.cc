// The RocksDB store does what every store must do.
#include <memory>

#include "index/rocksdb_store.h"
#include "tests/index/crash_env.h"
#include "tests/index/store_conformance.h"
#include "tests/index/temporary_folder.h"

namespace earmark::index {
namespace {

template <int kPageBits>
class RocksDbUnderTest : public StoreUnderTest {
 public:
  RocksDbUnderTest() : env_(folder_.path()) { Reopen(); }
  Store& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    store_ = *RocksDbStore::Open({.path = folder_.path() + "/db",
                                  .page_bits = kPageBits,
                                  .cache_bytes = 1 << 20,
                                  .env = &env_});
    EXPECT_TRUE(store_->Verify().ok()) << store_->Verify();
  }
  void Compact() override {
    EXPECT_TRUE(store_->Compact().ok());
    EXPECT_TRUE(store_->Verify().ok()) << store_->Verify();
  }

 private:
  TemporaryFolder folder_;
  CrashEnv env_;  // only because its syncs are fast
  std::unique_ptr<RocksDbStore> store_;
};

template <int kPageBits>
std::unique_ptr<StoreUnderTest> Make() {
  return std::make_unique<RocksDbUnderTest<kPageBits>>();
}

// Few large pages, and many small ones.
INSTANTIATE_TEST_SUITE_P(
    RocksDb, StoreConformanceTest,
    testing::Values(StoreFactory{"PageBitsMin", &Make<kMinPageBits>},
                    StoreFactory{"PageBits20", &Make<20>},
                    StoreFactory{"PageBitsMax", &Make<kMaxPageBits>}));

}  // namespace
}  // namespace earmark::index
