#include "tests/index/store_conformance.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "index/keys.h"
#include "tests/index/random_batches.h"
#include "tests/index/store_oracle.h"

namespace earmark::index {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr auto kAborted = absl::StatusCode::kAborted;

Posting At(uint32_t reference, uint32_t position, uint32_t detail = 0) {
  return {ReferenceNumber{reference}, position, detail};
}

// Whether only retiring writes to the table.
bool IsOfRetired(Table table) {
  return table == Table::kRetired || table == Table::kRetiredUploads;
}

void ExpectSame(const Store& store, const StoreOracle& oracle,
                RandomBatches& random, const Snapshot* snapshot = nullptr) {
  for (const Table table : {Table::kWorks, Table::kOwners, Table::kRetired,
                            Table::kRetiredUploads}) {
    ScanOptions options;
    EXPECT_EQ(ScanAll(store, table, options, snapshot),
              oracle.Scan(table, options));
    options.prefix = random.Draw(2) == 0 ? "" : random.Key();
    options.after = random.Draw(2) == 0 ? "" : random.Key();
    options.reverse = random.Draw(2) == 0;
    EXPECT_EQ(ScanAll(store, table, options, snapshot),
              oracle.Scan(table, options))
        << "prefix " << options.prefix << ", after " << options.after
        << ", reverse " << options.reverse;
  }
  std::vector<std::string> keys;
  keys.reserve(6);
  for (int i = 0; i < 6; ++i) keys.push_back(random.Key());
  const auto values = store.MultiGet(Table::kWorks, keys, snapshot);
  ASSERT_TRUE(values.ok()) << values.status();
  ASSERT_EQ(values->size(), keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto expected = oracle.Get(Table::kWorks, keys[i]);
    EXPECT_EQ((*values)[i], expected);
    EXPECT_EQ(*store.Get(Table::kWorks, keys[i], snapshot), expected);
  }
}

void ExpectSamePostings(const Store& store, const StoreOracle& oracle,
                        RandomBatches& random,
                        const Snapshot* snapshot = nullptr) {
  std::vector<uint32_t> terms;
  terms.reserve(30);
  for (int i = 0; i < 30; ++i) terms.push_back(random.Term());
  // How many postings of retired references are still counted, nobody knows.
  const bool some_retired =
      !oracle.Scan(Table::kRetired, ScanOptions()).empty();
  const size_t max_list =
      some_retired || random.Draw(2) == 0 ? 0 : 1 + random.Draw(20);
  for (int i = 0; i < kPostingTableCount; ++i) {
    const auto table = static_cast<PostingTable>(i);
    EXPECT_EQ(PostingsOf(store, table, terms, max_list, snapshot),
              oracle.Postings(table, terms, max_list));
  }
}

TEST_P(StoreConformanceTest, EmptyStoreAnswersNothing) {
  EXPECT_EQ(*store().Get(Table::kWorks, "a"), std::nullopt);
  EXPECT_THAT(*store().MultiGet(Table::kWorks, {}), IsEmpty());
  EXPECT_THAT(ScanAll(store(), Table::kWorks), IsEmpty());
  EXPECT_THAT(PostingsOf(store(), PostingTable::kChroma, {0, 7, ~0U}),
              IsEmpty());
  EXPECT_THAT(PostingsOf(store(), PostingTable::kChroma, {}), IsEmpty());
}

TEST_P(StoreConformanceTest, EmptyBatchChangesNothing) {
  EXPECT_TRUE(store().Apply(Batch()).ok());
  Batch guarded;
  guarded.GuardEquals(Table::kWorks, "a", "1");
  EXPECT_EQ(store().Apply(guarded).code(), kAborted);
}

TEST_P(StoreConformanceTest, BytesOfAllKindsAreKept) {
  const std::string key("a\0\xff\x80 b", 6);
  const std::string value("\0\0\xff", 3);
  Batch batch;
  batch.Put(Table::kMeta, key, value);
  batch.Put(Table::kMeta, "empty", "");
  batch.Put(Table::kMeta, "large", std::string(1 << 20, 'x'));
  ASSERT_TRUE(store().Apply(batch).ok());
  under_test_->Reopen();
  EXPECT_EQ(*store().Get(Table::kMeta, key), value);
  EXPECT_EQ(*store().Get(Table::kMeta, "empty"), "");
  EXPECT_EQ((*store().Get(Table::kMeta, "large"))->size(), 1 << 20);
}

TEST_P(StoreConformanceTest, TablesAreApart) {
  Batch batch;
  for (int i = 0; i < kTableCount; ++i) {
    if (IsOfRetired(static_cast<Table>(i))) continue;
    batch.Put(static_cast<Table>(i), SequenceKey(1), std::to_string(i));
  }
  batch.Append(PostingTable::kChroma, 5, At(1, 1));
  batch.Append(PostingTable::kFrameHash, 5, At(2, 2));
  ASSERT_TRUE(store().Apply(batch).ok());
  for (int i = 0; i < kTableCount; ++i) {
    if (IsOfRetired(static_cast<Table>(i))) continue;
    EXPECT_EQ(*store().Get(static_cast<Table>(i), SequenceKey(1)),
              std::to_string(i));
  }
  EXPECT_THAT(PostingsOf(store(), PostingTable::kChroma, {5}),
              ElementsAre(Pair(0, At(1, 1))));
  EXPECT_THAT(PostingsOf(store(), PostingTable::kFrameHash, {5}),
              ElementsAre(Pair(0, At(2, 2))));
}

TEST_P(StoreConformanceTest, FailedGuardLeavesEverythingAsItWas) {
  Batch first;
  first.Put(Table::kWorks, "a", "1");
  ASSERT_TRUE(store().Apply(first).ok());

  Batch second;
  second.Put(Table::kWorks, "b", "2");
  second.Append(PostingTable::kChroma, 5, At(1, 1));
  second.GuardAbsent(Table::kWorks, "c");
  second.GuardAbsent(Table::kWorks, "a");
  EXPECT_EQ(store().Apply(second).code(), kAborted);
  EXPECT_EQ(*store().Get(Table::kWorks, "b"), std::nullopt);
  EXPECT_THAT(PostingsOf(store(), PostingTable::kChroma, {5}), IsEmpty());

  for (const char* value : {"", "0", "11"}) {
    Batch changed;
    changed.GuardEquals(Table::kWorks, "a", value);
    EXPECT_EQ(store().Apply(changed).code(), kAborted) << value;
  }
  Batch right;
  right.GuardEquals(Table::kWorks, "a", "1");
  right.Put(Table::kWorks, "a", "2");
  EXPECT_TRUE(store().Apply(right).ok());
  EXPECT_EQ(store().Apply(right).code(), kAborted);
}

TEST_P(StoreConformanceTest, LastWriteOfAKeyInABatchWins) {
  Batch batch;
  batch.Put(Table::kWorks, "a", "1");
  batch.Erase(Table::kWorks, "a");
  batch.Erase(Table::kWorks, "b");
  batch.Put(Table::kWorks, "b", "2");
  ASSERT_TRUE(store().Apply(batch).ok());
  EXPECT_EQ(*store().Get(Table::kWorks, "a"), std::nullopt);
  EXPECT_EQ(*store().Get(Table::kWorks, "b"), "2");
}

TEST_P(StoreConformanceTest, ScanStopsWhenTheSinkHasEnough) {
  Batch batch;
  for (const char* key : {"a", "b", "c"}) batch.Put(Table::kWorks, key, key);
  ASSERT_TRUE(store().Apply(batch).ok());
  std::string seen;
  ASSERT_TRUE(store()
                  .Scan(Table::kWorks, {},
                        [&](std::string_view key, std::string_view) {
                          seen += key;
                          return seen.size() < 2;
                        })
                  .ok());
  EXPECT_EQ(seen, "ab");
}

TEST_P(StoreConformanceTest, ScanKeepsToItsPrefixAndItsPlace) {
  Batch batch;
  const std::vector<std::string> keys = {"a", "a\xff", "a\xff\xff", "ab",
                                         "b", "b\xff", "\xff",      "\xff\xff"};
  for (const auto& key : keys) batch.Put(Table::kWorks, key, key);
  ASSERT_TRUE(store().Apply(batch).ok());
  StoreOracle oracle;
  oracle.Apply(batch);
  std::vector<std::string> places = keys;
  places.insert(places.end(), {"", "aa", "zz", "\xff\xff\xff"});
  for (const std::string& prefix : places) {
    for (const std::string& after : places) {
      for (const bool reverse : {false, true}) {
        const ScanOptions options{prefix, after, reverse};
        EXPECT_EQ(ScanAll(store(), Table::kWorks, options),
                  oracle.Scan(Table::kWorks, options))
            << "prefix " << prefix << ", after " << after << ", reverse "
            << reverse;
      }
    }
  }
}

TEST_P(StoreConformanceTest, PostingIsThereOnceHoweverOftenItIsAdded) {
  StoreOracle::Found expected;
  for (uint32_t position = 0; position < 5; ++position) {
    expected.emplace_back(0, At(3, position, 9));
  }
  for (int round = 0; round < 40; ++round) {
    Batch batch;
    batch.Append(PostingTable::kFrameHash, 77, At(3, round % 5, 9));
    batch.Append(PostingTable::kFrameHash, 77, At(3, round % 5, 9));
    ASSERT_TRUE(store().Apply(batch).ok());
    if (round == 20) under_test_->Reopen();
    if (round == 30) under_test_->Compact();
    if (round >= 5) {
      EXPECT_EQ(PostingsOf(store(), PostingTable::kFrameHash, {77}), expected);
    }
  }
}

TEST_P(StoreConformanceTest, RepeatedTermsAreAnsweredEachTime) {
  Batch batch;
  batch.Append(PostingTable::kChroma, 4, At(1, 1));
  batch.Append(PostingTable::kChroma, 5, At(1, 2));
  ASSERT_TRUE(store().Apply(batch).ok());
  EXPECT_THAT(
      PostingsOf(store(), PostingTable::kChroma, {5, 4, 5}),
      ElementsAre(Pair(0, At(1, 2)), Pair(1, At(1, 1)), Pair(2, At(1, 2))));
  const std::vector<uint32_t> terms = {5, 4, 5};
  const auto counts = store().Postings(PostingTable::kChroma, terms, {},
                                       [](size_t, const Posting&) {});
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->terms, 3);
  EXPECT_EQ(counts->pages, 1);
  EXPECT_EQ(counts->postings, 2);
  EXPECT_EQ(counts->skipped_terms, 0);
}

TEST_P(StoreConformanceTest, LongListsAreSkippedAndCounted) {
  Batch batch;
  for (uint32_t i = 0; i < 10; ++i) {
    batch.Append(PostingTable::kChroma, 4, At(1, i));
    if (i < 9) batch.Append(PostingTable::kChroma, 5, At(1, i));
  }
  ASSERT_TRUE(store().Apply(batch).ok());
  const std::vector<uint32_t> terms = {4, 5, 6};
  int found = 0;
  const auto counts = store().Postings(
      PostingTable::kChroma, terms, {.max_list = 9},
      [&](size_t term, const Posting&) { found += term == 1 ? 1 : 100; });
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(found, 9);
  EXPECT_EQ(counts->skipped_terms, 1);
}

TEST_P(StoreConformanceTest, BulkLoadingAddsWhatBatchesWouldAdd) {
  RandomBatches random(7);
  StoreOracle oracle;
  // Some in a batch before, some in one after, some twice.
  std::vector<Batch> batches(3);
  for (Batch& batch : batches) {
    for (int i = 0; i < 2000; ++i) {
      batch.Append(PostingTable::kTriple, random.Term(),
                   At(1 + random.Draw(50), random.Draw(10), random.Draw(3)));
    }
    oracle.Apply(batch);
  }
  std::vector<Batch::Addition> bulk = batches[1].additions();
  bulk.insert(bulk.end(), batches[0].additions().begin(),
              batches[0].additions().begin() + 100);
  std::sort(bulk.begin(), bulk.end(),
            [](const auto& a, const auto& b) { return a.term < b.term; });
  ASSERT_TRUE(store().Apply(batches[0]).ok());
  for (int round = 0; round < 2; ++round) {
    size_t next = 0;
    const absl::Status loaded = store().Ingest(
        PostingTable::kTriple, [&](uint32_t& term, Posting& posting) {
          if (next == bulk.size()) return false;
          term = bulk[next].term;
          posting = bulk[next++].posting;
          return true;
        });
    ASSERT_TRUE(loaded.ok()) << loaded;
  }
  ASSERT_TRUE(store().Apply(batches[2]).ok());
  ExpectSamePostings(store(), oracle, random);
}

TEST_P(StoreConformanceTest, BulkLoadingRefusesDisorderAndTakesNothing) {
  const std::vector<uint32_t> terms = {1 << 30, 7};
  size_t next = 0;
  const absl::Status status = store().Ingest(
      PostingTable::kTriple, [&](uint32_t& term, Posting& posting) {
        if (next == terms.size()) return false;
        term = terms[next++];
        posting = At(1, 1);
        return true;
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("7 came after"));
  EXPECT_THAT(PostingsOf(store(), PostingTable::kTriple, terms), IsEmpty());
  const absl::Status empty = store().Ingest(
      PostingTable::kTriple,
      [](uint32_t& /*term*/, Posting& /*posting*/) { return false; });
  EXPECT_TRUE(empty.ok()) << empty;
}

TEST_P(StoreConformanceTest, LargestNumbersAreKept) {
  constexpr uint32_t kMost = ~uint32_t{0};
  Batch batch;
  batch.Append(PostingTable::kFrameHash, kMost, At(kMost, kMost, kMost));
  batch.Append(PostingTable::kFrameHash, kMost, At(1, 0, kMost));
  batch.Append(PostingTable::kFrameHash, 0, At(1, kMost, 0));
  ASSERT_TRUE(store().Apply(batch).ok());
  EXPECT_THAT(
      PostingsOf(store(), PostingTable::kFrameHash, {kMost, 0}),
      ElementsAre(Pair(0, At(1, 0, kMost)), Pair(0, At(kMost, kMost, kMost)),
                  Pair(1, At(1, kMost, 0))));
}

TEST_P(StoreConformanceTest, RetiredReferenceIsGoneAtOnceAndForGood) {
  Batch batch;
  for (uint32_t reference : {1, 2, 70'000}) {
    batch.Append(PostingTable::kChroma, 4, At(reference, 0));
  }
  ASSERT_TRUE(store().Apply(batch).ok());
  const auto snapshot = store().TakeSnapshot();
  Batch retire;
  retire.Retire(ReferenceNumber{70'000});
  retire.Retire(ReferenceNumber{2});
  ASSERT_TRUE(store().Apply(retire).ok());
  const auto only_first = ElementsAre(Pair(0, At(1, 0)));
  EXPECT_THAT(PostingsOf(store(), PostingTable::kChroma, {4}), only_first);
  EXPECT_THAT(
      PostingsOf(store(), PostingTable::kChroma, {4}, 0, snapshot.get()),
      only_first);
}

TEST_P(StoreConformanceTest, RetiredReferenceStaysGone) {
  Batch batch;
  for (uint32_t reference : {1, 2}) {
    batch.Append(PostingTable::kChroma, 4, At(reference, 0));
  }
  batch.Retire(ReferenceNumber{2});
  ASSERT_TRUE(store().Apply(batch).ok());
  const auto only_first = ElementsAre(Pair(0, At(1, 0)));
  under_test_->Reopen();
  EXPECT_THAT(PostingsOf(store(), PostingTable::kChroma, {4}), only_first);
  under_test_->Compact();
  EXPECT_THAT(PostingsOf(store(), PostingTable::kChroma, {4}), only_first);
}

TEST_P(StoreConformanceTest, UploadsAndReferencesOfOneNumberRetireApart) {
  Batch batch;
  for (const uint32_t number : {1, 2, 3}) {
    batch.Append(PostingTable::kQuad, 4, At(number, 0));
    batch.Append(PostingTable::kUploadQuad, 4, At(number, 0));
  }
  batch.Retire(ReferenceNumber{1});
  batch.RetireUpload(UploadNumber{2});
  ASSERT_TRUE(store().Apply(batch).ok());
  const auto references = ElementsAre(Pair(0, At(2, 0)), Pair(0, At(3, 0)));
  const auto uploads = ElementsAre(Pair(0, At(1, 0)), Pair(0, At(3, 0)));
  EXPECT_THAT(PostingsOf(store(), PostingTable::kQuad, {4}), references);
  EXPECT_THAT(PostingsOf(store(), PostingTable::kUploadQuad, {4}), uploads);
  under_test_->Reopen();
  under_test_->Compact();
  EXPECT_THAT(PostingsOf(store(), PostingTable::kQuad, {4}), references);
  EXPECT_THAT(PostingsOf(store(), PostingTable::kUploadQuad, {4}), uploads);
}

TEST_P(StoreConformanceTest, SnapshotDoesNotChange) {
  Batch before;
  before.Put(Table::kWorks, "a", "1");
  before.Append(PostingTable::kChroma, 4, At(1, 0));
  ASSERT_TRUE(store().Apply(before).ok());
  const auto snapshot = store().TakeSnapshot();
  Batch after;
  after.Put(Table::kWorks, "a", "2");
  after.Put(Table::kWorks, "b", "2");
  after.Append(PostingTable::kChroma, 4, At(2, 0));
  ASSERT_TRUE(store().Apply(after).ok());
  under_test_->Compact();
  EXPECT_EQ(*store().Get(Table::kWorks, "a", snapshot.get()), "1");
  EXPECT_THAT(ScanAll(store(), Table::kWorks, {}, snapshot.get()),
              ElementsAre(Pair("a", "1")));
  EXPECT_THAT(
      PostingsOf(store(), PostingTable::kChroma, {4}, 0, snapshot.get()),
      ElementsAre(Pair(0, At(1, 0))));
  EXPECT_EQ(PostingsOf(store(), PostingTable::kChroma, {4}).size(), 2);
}

TEST_P(StoreConformanceTest, RandomBatchesAgreeWithTheOracle) {
  RandomBatches random(1);
  StoreOracle oracle;
  int refused = 0;
  for (int round = 0; round < 400; ++round) {
    const Batch batch = random.Next();
    const bool applied = oracle.Apply(batch);
    refused += applied ? 0 : 1;
    const absl::Status status = store().Apply(batch);
    ASSERT_EQ(status.code(), applied ? absl::StatusCode::kOk : kAborted)
        << status;
    // A batch whose answer was lost is sent again.
    if (random.Draw(4) == 0) {
      const bool again = oracle.Apply(batch);
      ASSERT_EQ(store().Apply(batch).ok(), again);
    }
    if (random.Draw(60) == 0) under_test_->Reopen();
    if (random.Draw(60) == 0) under_test_->Compact();
    ExpectSame(store(), oracle, random);
    ExpectSamePostings(store(), oracle, random);
    if (HasFailure()) break;
  }
  EXPECT_GT(refused, 50);
  EXPECT_LT(refused, 350);
}

TEST_P(StoreConformanceTest, SnapshotsAgreeWithTheOracleOfTheirTime) {
  RandomBatches random(2);
  StoreOracle oracle;
  struct Held {
    std::unique_ptr<Snapshot> snapshot;
    StoreOracle oracle;
  };
  std::vector<Held> held;
  for (int round = 0; round < 120; ++round) {
    const Batch batch = random.Next();
    if (!batch.retired().empty() || !batch.retired_uploads().empty()) continue;
    EXPECT_EQ(store().Apply(batch).ok(), oracle.Apply(batch));
    if (round % 20 == 0) held.push_back({store().TakeSnapshot(), oracle});
    if (round == 70) under_test_->Compact();
    for (const Held& moment : held) {
      ExpectSame(store(), moment.oracle, random, moment.snapshot.get());
      ExpectSamePostings(store(), moment.oracle, random, moment.snapshot.get());
    }
    if (HasFailure()) break;
  }
}

TEST_P(StoreConformanceTest, OfRacingGuardsExactlyOneWins) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 40;
  std::atomic<int> won = 0;
  std::atomic<int> lost = 0;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int round = 0; round < kRounds; ++round) {
        Batch batch;
        batch.GuardAbsent(Table::kWorks, SequenceKey(round));
        batch.Put(Table::kWorks, SequenceKey(round), std::to_string(thread));
        batch.Append(PostingTable::kChroma, round, At(1 + thread, 0));
        const absl::Status status = store().Apply(batch);
        ASSERT_TRUE(status.ok() || status.code() == kAborted) << status;
        ++(status.ok() ? won : lost);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, kRounds);
  EXPECT_EQ(lost, kRounds * (kThreads - 1));
  for (int round = 0; round < kRounds; ++round) {
    const auto winner = *store().Get(Table::kWorks, SequenceKey(round));
    ASSERT_TRUE(winner.has_value());
    EXPECT_THAT(PostingsOf(store(), PostingTable::kChroma,
                           {static_cast<uint32_t>(round)}),
                ElementsAre(Pair(0, At(1 + std::stoi(*winner), 0))));
  }
}

TEST_P(StoreConformanceTest, ConcurrentCountersLoseNoStep) {
  constexpr int kThreads = 4;
  constexpr int kSteps = 25;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      for (int step = 0; step < kSteps;) {
        const auto before = *store().Get(Table::kMeta, "count");
        Batch batch;
        if (before) {
          batch.GuardEquals(Table::kMeta, "count", *before);
        } else {
          batch.GuardAbsent(Table::kMeta, "count");
        }
        batch.Put(Table::kMeta, "count",
                  std::to_string(std::stoi(before.value_or("0")) + 1));
        if (store().Apply(batch).ok()) ++step;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(*store().Get(Table::kMeta, "count"),
            std::to_string(kThreads * kSteps));
}

TEST_P(StoreConformanceTest, ReadersSeeWholeBatchesWhileOthersWrite) {
  constexpr uint32_t kRounds = 100;
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (uint32_t round = 0; round < kRounds; ++round) {
      Batch batch;
      batch.Put(Table::kWorks, "a", std::to_string(round));
      batch.Put(Table::kOwners, "a", std::to_string(round));
      batch.Append(PostingTable::kChroma, 9, At(1, round));
      EXPECT_TRUE(store().Apply(batch).ok());
      if (round == 50) under_test_->Compact();
    }
    done = true;
  });
  while (!done) {
    const auto snapshot = store().TakeSnapshot();
    const auto work = *store().Get(Table::kWorks, "a", snapshot.get());
    EXPECT_EQ(*store().Get(Table::kOwners, "a", snapshot.get()), work);
    const size_t rounds = work ? std::stoul(*work) + 1 : 0;
    EXPECT_EQ(PostingsOf(store(), PostingTable::kChroma, {9}, 0, snapshot.get())
                  .size(),
              rounds);
  }
  writer.join();
}

}  // namespace
}  // namespace earmark::index
