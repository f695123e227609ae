// The RocksDB store: how fast postings are registered, and what a warm search
// of 4,000 terms costs against what it cannot do without, the reading of its
// pages.
//
//   build/release/bench/store_bench
//
// The terms are skewed as those of audio are: Zipf-Mandelbrot over 2^26, 9,000
// postings for a work of 3 minutes (docs/store.md).
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "index/internal/posting_merge_operator.h"
#include "index/keys.h"
#include "index/rocksdb_store.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/table.h"

namespace earmark::index {
namespace {

constexpr int kWorks = 180;
constexpr int kPostingsPerWork = 9000;
constexpr int kQueryTerms = 4000;
// About 100 postings a page, as SCALE's layout has.
constexpr int kPageBits = 14;
constexpr size_t kCacheBytes = size_t{256} << 20;

uint32_t RandomTerm(std::mt19937& random) {
  constexpr double kFlatness = 1000;
  constexpr double kTerms = 1 << 26;
  const double uniform = std::uniform_real_distribution<double>()(random);
  const auto rank = static_cast<uint32_t>(
      kFlatness * (std::pow(1 + kTerms / kFlatness, uniform) - 1));
  return rank * 0x9e3779b1U;  // spread over 32 bits
}

Batch RandomWork(std::mt19937& random, uint32_t reference) {
  Batch batch;
  for (uint32_t i = 0; i < kPostingsPerWork; ++i) {
    batch.Append(PostingTable::kChroma, RandomTerm(random),
                 {ReferenceNumber{reference}, i, 0});
  }
  return batch;
}

// A folder with the works in it, made once for the program.
class Catalogue {
 public:
  Catalogue() {
    path_ = std::filesystem::temp_directory_path() / "earmark-bench-XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) std::abort();
    std::mt19937 random(1);
    const auto store = Open();
    for (uint32_t work = 1; work <= kWorks; ++work) {
      if (!store->Apply(RandomWork(random, work)).ok()) std::abort();
    }
    if (!store->Compact().ok()) std::abort();
  }
  ~Catalogue() { std::filesystem::remove_all(path_); }
  Catalogue(const Catalogue&) = delete;
  Catalogue& operator=(const Catalogue&) = delete;

  std::unique_ptr<RocksDbStore> Open() const {
    auto store = RocksDbStore::Open(
        {.path = path_, .page_bits = kPageBits, .cache_bytes = kCacheBytes});
    if (!store.ok()) std::abort();
    return *std::move(store);
  }
  const std::string& path() const { return path_; }

  static const Catalogue& Get() {
    static const Catalogue kCatalogue;
    return kCatalogue;
  }

 private:
  std::string path_;
};

std::vector<uint32_t> QueryTerms() {
  std::mt19937 random(2);
  std::vector<uint32_t> terms(kQueryTerms);
  for (uint32_t& term : terms) term = RandomTerm(random);
  return terms;
}

void RegisterWorks(benchmark::State& state) {
  const auto store = Catalogue::Get().Open();
  std::mt19937 random(3);
  uint32_t reference = kWorks;
  for (auto _ : state) {
    state.PauseTiming();
    const Batch batch = RandomWork(random, ++reference);
    state.ResumeTiming();
    if (!store->Apply(batch).ok()) std::abort();
  }
  state.SetItemsProcessed(state.iterations() * kPostingsPerWork);
}

void WarmPostings(benchmark::State& state) {
  const auto store = Catalogue::Get().Open();
  const std::vector<uint32_t> terms = QueryTerms();
  PostingCounts counts;
  uint64_t found = 0;
  const auto search = [&] {
    counts = *store->Postings(PostingTable::kChroma, terms, {},
                              [&](size_t, const Posting&) { ++found; });
  };
  search();
  const uint64_t found_at_once = found;
  for (auto _ : state) search();
  state.counters["pages"] = static_cast<double>(counts.pages);
  state.counters["decoded"] = static_cast<double>(counts.postings);
  state.counters["found"] = static_cast<double>(found_at_once);
  const auto stats = store->Stats();
  if (!stats.ok()) std::abort();
  for (const auto& table : stats->tables) {
    if (table.name != "postings_chroma") continue;
    state.counters["bytes_per_posting"] =
        static_cast<double>(table.disk_bytes) / (kWorks * kPostingsPerWork);
  }
  state.SetItemsProcessed(
      static_cast<int64_t>(state.iterations() * counts.pages));
}

// The same pages by RocksDB alone, set up as the store sets it up.
void WarmMultiGet(benchmark::State& state) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kCacheBytes);
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.merge_operator = std::make_shared<PostingMergeOperator>(
      std::make_shared<RetiredReferences>());
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::OpenForReadOnly(
           rocksdb::DBOptions(), Catalogue::Get().path(),
           {{rocksdb::kDefaultColumnFamilyName, family},
            {"postings_chroma", family}},
           &families, &opened)
           .ok()) {
    std::abort();
  }
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::set<std::string> pages;
  for (const uint32_t term : QueryTerms()) {
    pages.insert(PageKey(term >> (32 - kPageBits)));
  }
  const std::vector<rocksdb::Slice> keys(pages.begin(), pages.end());
  const auto read = [&] {
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db->MultiGet(rocksdb::ReadOptions(), families[1], keys.size(), keys.data(),
                 values.data(), statuses.data(), /*sorted_input=*/true);
    benchmark::DoNotOptimize(values.data());
  };
  read();
  for (auto _ : state) read();
  state.counters["pages"] = static_cast<double>(keys.size());
  state.SetItemsProcessed(
      static_cast<int64_t>(state.iterations() * keys.size()));
  for (auto* handle : families) {
    db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
}

// In this order: registering changes the catalogue.
BENCHMARK(WarmPostings)->Unit(benchmark::kMillisecond);
BENCHMARK(WarmMultiGet)->Unit(benchmark::kMillisecond);
BENCHMARK(RegisterWorks)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace earmark::index

BENCHMARK_MAIN();
