// The power fails at any operation of the disk: what was acknowledged is there,
// what was not is there as a whole or not at all, and the store opens again.
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "index/rocksdb_store.h"
#include "tests/index/crash_env.h"
#include "tests/index/random_batches.h"
#include "tests/index/store_oracle.h"
#include "tests/index/temporary_folder.h"

namespace earmark::index {
namespace {

// A database on a disk that can fail.
class CrashingStore {
 public:
  CrashingStore() : env_(spare_.path()) {}

  absl::Status Open() {
    auto store = RocksDbStore::Open({.path = path(),
                                     .page_bits = kMinPageBits,
                                     .cache_bytes = 1 << 20,
                                     .env = &env_});
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    return absl::OkStatus();
  }
  void Close() { store_.reset(); }

  std::string path() const { return folder_.path() + "/db"; }
  CrashEnv& env() { return env_; }
  RocksDbStore& store() { return *store_; }

 private:
  TemporaryFolder folder_;
  TemporaryFolder spare_;
  CrashEnv env_;
  std::unique_ptr<RocksDbStore> store_;
};

bool Holds(const Store& store, const StoreOracle& oracle) {
  for (const Table table : {Table::kWorks, Table::kOwners, Table::kRetired,
                            Table::kRetiredUploads}) {
    if (ScanAll(store, table) != oracle.Scan(table, {})) return false;
  }
  const std::vector<uint32_t> terms = RandomBatches::AllTerms();
  for (int i = 0; i < kPostingTableCount; ++i) {
    const auto table = static_cast<PostingTable>(i);
    if (PostingsOf(store, table, terms) != oracle.Postings(table, terms)) {
      return false;
    }
  }
  return true;
}

// Opens, applies batches, compacts, reopens, until the end or the power fails.
// `acknowledged` is told what was acknowledged, `last` what may be there
// besides.
void Work(CrashingStore& crashing, uint32_t seed, StoreOracle& acknowledged,
          StoreOracle& last) {
  RandomBatches random(seed);
  if (!crashing.Open().ok()) return;
  for (int round = 0; round < 40; ++round) {
    const Batch batch = random.Next();
    last = acknowledged;
    const bool applies = last.Apply(batch);
    const absl::Status status = crashing.store().Apply(batch);
    if (status.ok() || status.code() == absl::StatusCode::kAborted) {
      ASSERT_EQ(status.ok(), applies) << status;
      acknowledged = last;
    } else {
      ASSERT_TRUE(crashing.env().crashed()) << status;
      return;
    }
    if (round % 15 == 14 && !crashing.store().Compact().ok()) return;
    if (round == 20) {
      crashing.Close();
      if (!crashing.Open().ok()) return;
    }
  }
}

TEST(RocksDbStoreCrashTest, NothingAcknowledgedIsLostAndNothingIsHalfThere) {
  constexpr int kCrashes = 240;
  uint64_t operations = 0;
  {
    CrashingStore crashing;
    StoreOracle acknowledged;
    StoreOracle last;
    Work(crashing, 1, acknowledged, last);
    operations = crashing.env().operations();
  }
  ASSERT_GT(operations, kCrashes);

  int crashes = 0;
  int lost_unacknowledged = 0;
  int kept_unacknowledged = 0;
  for (int i = 0; i < kCrashes; ++i) {
    // A little beyond the end too: the number of operations varies with the
    // timing of background work.
    const uint64_t at = 1 + i * operations / kCrashes;
    SCOPED_TRACE(testing::Message() << "the power fails at operation " << at
                                    << " of " << operations);
    CrashingStore crashing;
    StoreOracle acknowledged;
    StoreOracle last;
    crashing.env().CrashAt(at);
    Work(crashing, 1, acknowledged, last);
    if (HasFatalFailure()) return;
    crashes += crashing.env().crashed() ? 1 : 0;
    crashing.Close();
    crashing.env().LosePower(i);

    const absl::Status opened = crashing.Open();
    ASSERT_TRUE(opened.ok()) << opened;
    const bool has_acknowledged = Holds(crashing.store(), acknowledged);
    if (!(acknowledged == last)) {
      ++(has_acknowledged ? lost_unacknowledged : kept_unacknowledged);
    }
    ASSERT_TRUE(has_acknowledged || Holds(crashing.store(), last));
    if (!has_acknowledged) acknowledged = last;
    ASSERT_TRUE(crashing.store().Verify().ok()) << crashing.store().Verify();

    // And it goes on from there.
    RandomBatches random(1000 + i);
    for (int round = 0; round < 5; ++round) {
      const Batch batch = random.Next();
      ASSERT_EQ(crashing.store().Apply(batch).ok(), acknowledged.Apply(batch));
    }
    crashing.Close();
    ASSERT_TRUE(crashing.Open().ok());
    ASSERT_TRUE(Holds(crashing.store(), acknowledged));
  }
  EXPECT_GE(crashes, 200);
  // Otherwise no crash was in the midst of a batch.
  EXPECT_GT(lost_unacknowledged, 0);
  RecordProperty("crashes", crashes);
  RecordProperty("lost_unacknowledged", lost_unacknowledged);
  RecordProperty("kept_unacknowledged", kept_unacknowledged);
}

// The test above must be able to fail: a disk that loses what was synced is
// found out.
TEST(RocksDbStoreCrashTest, LosingSyncedBytesIsFoundOut) {
  CrashingStore crashing;
  ASSERT_TRUE(crashing.Open().ok());
  Batch batch;
  batch.Put(Table::kWorks, "a", "1");
  ASSERT_TRUE(crashing.store().Apply(batch).ok());
  StoreOracle acknowledged;
  acknowledged.Apply(batch);
  ASSERT_TRUE(Holds(crashing.store(), acknowledged));
  crashing.Close();
  for (const auto& file :
       std::filesystem::directory_iterator(crashing.path())) {
    if (file.path().extension() == ".log") {
      std::filesystem::resize_file(file.path(), 0);
    }
  }
  EXPECT_FALSE(crashing.Open().ok() && Holds(crashing.store(), acknowledged));
}

TEST(RocksDbStoreCrashTest, FullDiskRefusesAndRecoversWithoutRestart) {
  CrashingStore crashing;
  ASSERT_TRUE(crashing.Open().ok());
  StoreOracle oracle;
  RandomBatches random(3);
  for (int round = 0; round < 60; ++round) {
    const Batch batch = random.Next();
    // Full while batches are written, and while a memtable is flushed.
    const bool full = round / 10 % 2 == 1;
    crashing.env().set_full(full);
    if (full && round % 10 == 5) {
      EXPECT_EQ(crashing.store().Compact().code(),
                absl::StatusCode::kResourceExhausted);
    }
    StoreOracle after = oracle;
    const bool applies = after.Apply(batch);
    const bool writes = !batch.writes().empty() || !batch.additions().empty() ||
                        !batch.retired().empty() ||
                        !batch.retired_uploads().empty();
    const absl::Status status = crashing.store().Apply(batch);
    if (!applies) {
      EXPECT_EQ(status.code(), absl::StatusCode::kAborted) << status;
    } else if (full && writes) {
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    } else {
      EXPECT_TRUE(status.ok()) << status;
      oracle = after;
    }
    ASSERT_TRUE(Holds(crashing.store(), oracle)) << "round " << round;
  }
  crashing.env().set_full(false);
  EXPECT_TRUE(crashing.store().Compact().ok());
  EXPECT_TRUE(crashing.store().Verify().ok());
  crashing.Close();
  ASSERT_TRUE(crashing.Open().ok());
  EXPECT_TRUE(Holds(crashing.store(), oracle));
}

}  // namespace
}  // namespace earmark::index
