#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "bench/scale.h"
#include "bench/suite_database.h"
#include "index/internal/posting_merge_operator.h"
#include "index/keys.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/table.h"
#include "tests/index/forwarding_store.h"

namespace earmark::bench {
namespace {

using index::Match;
using Minutes = std::chrono::duration<double, std::ratio<60>>;

// Pages that one MultiGet reads, as the store does.
constexpr size_t kPagesPerRead = 512;
// After one round, which reads what is not in memory yet, the least time of so
// many counts.
constexpr int kWarmRounds = 2;

// RocksDB alone, reading pages of landmarks or features.
class PageReader {
 public:
  static absl::StatusOr<std::unique_ptr<PageReader>> Open(
      const std::string& folder, fingerprint::Modality modality) {
    std::unique_ptr<PageReader> reader(new PageReader);
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(kScaleCacheBytes / 4);
    rocksdb::ColumnFamilyOptions family;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family.merge_operator = std::make_shared<index::PostingMergeOperator>(
        std::make_shared<index::RetiredReferences>());
    rocksdb::DB* opened = nullptr;
    const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(
        rocksdb::DBOptions(), folder,
        {{rocksdb::kDefaultColumnFamilyName, family},
         {modality == fingerprint::Modality::kAudio ? "postings_quad"
                                                    : "postings_feature",
          family}},
        &reader->families_, &opened);
    if (!status.ok()) return absl::InternalError(status.ToString());
    reader->db_.reset(opened);
    const std::unique_ptr<rocksdb::Iterator> last(
        opened->NewIterator(rocksdb::ReadOptions(), reader->families_[1]));
    last->SeekToLast();
    if (!last->Valid()) return absl::NotFoundError("there are no pages");
    const auto page = index::ParsePageKey(last->key().ToStringView());
    if (!page.ok()) return page.status();
    reader->pages_ = *page + 1;
    return reader;
  }
  ~PageReader() {
    for (auto* family : families_) {
      db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    }
  }
  PageReader(const PageReader&) = delete;
  PageReader& operator=(const PageReader&) = delete;

  // CPU seconds that reading so many warm pages takes.
  double Measure(uint64_t count) {
    std::mt19937 random(1);
    std::uniform_int_distribution<uint32_t> any(0, pages_ - 1);
    std::vector<std::string> keys;
    keys.reserve(count);
    for (uint64_t i = 0; i < count; ++i) {
      keys.push_back(index::PageKey(any(random)));
    }
    std::sort(keys.begin(), keys.end());
    double least = 1e9;
    for (int i = 0; i <= kWarmRounds; ++i) {
      const double before = CpuSeconds();
      Read(keys);
      if (i > 0) least = std::min(least, CpuSeconds() - before);
    }
    return least;
  }

 private:
  PageReader() = default;

  void Read(const std::vector<std::string>& keys) {
    for (size_t first = 0; first < keys.size(); first += kPagesPerRead) {
      const size_t count = std::min(kPagesPerRead, keys.size() - first);
      const std::vector<rocksdb::Slice> slices(
          keys.begin() + static_cast<std::ptrdiff_t>(first),
          keys.begin() + static_cast<std::ptrdiff_t>(first + count));
      std::vector<rocksdb::PinnableSlice> values(count);
      std::vector<rocksdb::Status> statuses(count);
      db_->MultiGet(rocksdb::ReadOptions(), families_[1], count, slices.data(),
                    values.data(), statuses.data(), /*sorted_input=*/true);
    }
  }

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  uint32_t pages_ = 0;
};

// The store, with the CPU time that reading postings took, and what the search
// does with each, and how many references were read to be verified.
class TimedStore : public index::ForwardingStore {
 public:
  explicit TimedStore(index::Store& real) : ForwardingStore(real) {}

  double reading_seconds() const { return reading_seconds_; }
  uint64_t hits() const { return hits_; }
  uint64_t references_read() const { return references_read_; }

  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      index::Table table, std::span<const std::string> keys,
      const index::Snapshot* snapshot) const override {
    if (table == index::Table::kFingerprints) references_read_ += keys.size();
    return ForwardingStore::MultiGet(table, keys, snapshot);
  }

  absl::StatusOr<index::PostingCounts> Postings(
      index::PostingTable table, std::span<const uint32_t> terms,
      const index::PostingOptions& options,
      absl::FunctionRef<void(size_t, const index::Posting&)> sink,
      const index::Snapshot* snapshot) const override {
    const double before = CpuSeconds();
    auto counts = ForwardingStore::Postings(
        table, terms, options,
        [&](size_t term, const index::Posting& posting) {
          ++hits_;
          sink(term, posting);
        },
        snapshot);
    reading_seconds_ += CpuSeconds() - before;
    return counts;
  }

 private:
  mutable double reading_seconds_ = 0;
  mutable uint64_t references_read_ = 0;
  mutable uint64_t hits_ = 0;
};

struct Row {
  size_t queries = 0;
  size_t clips = 0;
  size_t located = 0;
  size_t false_matches = 0;
  double minutes = 0;
  index::PostingCounts cost;
  double cpu_seconds = 0;
  double reading_seconds = 0;
  // References that were read to be verified, and are in no match.
  double wrong_references = 0;
  // Postings of the terms that were looked up.
  double hits = 0;

  Row& operator+=(const Row& other) {
    queries += other.queries;
    clips += other.clips;
    located += other.located;
    false_matches += other.false_matches;
    minutes += other.minutes;
    cost += other.cost;
    cpu_seconds += other.cpu_seconds;
    reading_seconds += other.reading_seconds;
    wrong_references += other.wrong_references;
    hits += other.hits;
    return *this;
  }
};

void Print(const std::string& name, const Row& row, PageReader& pages) {
  const auto per_minute = [&](double sum) { return sum / row.minutes; };
  const double reading = pages.Measure(row.cost.pages);
  std::printf(
      "%-30s %4zu %4zu/%-4zu %5zu %8.0f %8.0f %9.0f %9.0f %8.0f %6.1f %8.1f "
      "%8.1f %6.2f\n",
      name.c_str(), row.queries, row.located, row.clips, row.false_matches,
      per_minute(static_cast<double>(row.cost.terms)),
      per_minute(static_cast<double>(row.cost.pages)),
      per_minute(static_cast<double>(row.cost.postings)), per_minute(row.hits),
      per_minute(static_cast<double>(row.cost.skipped_terms)),
      per_minute(row.wrong_references), per_minute(1e3 * row.cpu_seconds),
      per_minute(1e3 * row.reading_seconds),
      row.reading_seconds / std::max(reading, 1e-6));
}

absl::StatusOr<Row> SearchFor(const SuiteQuery& query,
                              fingerprint::Modality modality,
                              const TimedStore& store, bool warm) {
  const index::Matcher matcher(store, {});
  Row row;
  row.queries = 1;
  row.clips = query.clips.size();
  row.minutes = Minutes(query.media.duration).count();
  row.cpu_seconds = 1e9;
  std::vector<Match> matches;
  for (int i = 0; i <= (warm ? kWarmRounds : 0); ++i) {
    row.cost = {};
    const double before = CpuSeconds();
    const double reading_before = store.reading_seconds();
    const uint64_t read_before = store.references_read();
    const uint64_t hits_before = store.hits();
    auto found = matcher.Find(query.media, &row.cost);
    if (!found.ok()) return found.status();
    if (const double passed = CpuSeconds() - before;
        (i > 0 || !warm) && passed < row.cpu_seconds) {
      row.cpu_seconds = passed;
      row.reading_seconds = store.reading_seconds() - reading_before;
    }
    matches = std::move(found->matches);
    std::set<std::string> matched;
    for (const Match& match : matches) matched.insert(match.work.value);
    row.wrong_references =
        static_cast<double>(store.references_read() - read_before) -
        static_cast<double>(matched.size());
    row.hits = static_cast<double>(store.hits() - hits_before);
  }
  for (const Clip& clip : query.clips) {
    row.located +=
        BestOverlaps(matches, clip, modality).query >= kLocatedOverlap ? 1 : 0;
  }
  for (const Match& match : matches) {
    if (std::none_of(
            query.clips.begin(), query.clips.end(),
            [&](const Clip& clip) { return clip.work == match.work.value; })) {
      ++row.false_matches;
      std::printf("false: %s %s, score %.1f, expected %.1g\n",
                  query.file.c_str(), match.work.value.c_str(), match.score,
                  match.expected_false_matches);
    }
  }
  return row;
}

}  // namespace

absl::Status SearchScaled(const std::string& folder,
                          fingerprint::Modality modality,
                          const std::vector<Suite>& suites, bool warm) {
  const auto store = index::RocksDbStore::Open(
      {.path = folder, .cache_bytes = kScaleCacheBytes});
  if (!store.ok()) return store.status();
  const auto pages = PageReader::Open(folder, modality);
  if (!pages.ok()) return pages.status();
  const TimedStore timed(**store);
  std::map<std::string, Row> rows;
  for (const Suite& suite : suites) {
    for (const SuiteQuery& query : suite.queries) {
      const auto row = SearchFor(query, modality, timed, warm);
      if (!row.ok()) return row.status();
      rows[query.attack] += *row;
    }
  }
  std::printf("%-30s %4s %9s %5s %8s %8s %9s %9s %8s %6s %8s %8s %6s\n",
              "per minute of query", "n", "located", "false", "look-ups",
              "pages", "postings", "hits", "skipped", "wrong", "CPU ms",
              "reading", "ratio");
  Row total;
  for (const auto& [attack, row] : rows) {
    Print(attack, row, **pages);
    total += row;
  }
  Print("all", total, **pages);
  return absl::OkStatus();
}

}  // namespace earmark::bench
