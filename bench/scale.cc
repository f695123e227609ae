// Search at size: what it costs, and what it still finds, in indexes of as many
// works as one likes.
//
//   build/release/bench/scale make FOLDER WORKS SUITE...
//   build/release/bench/scale search [--warm] FOLDER SUITE...
//   build/release/bench/scale null FOLDER HOURS SUITE...
//
// `make` builds a database in FOLDER of the suites' works and WORKS others of
// three minutes, made from the suites' audio (scaled_works.h). `search` looks
// for the suites' queries in it and tells by attack: what is located, false
// matches of the suites' works and of the others, and, for each minute of
// query, look-ups, pages and postings read, CPU time of the whole search and of
// reading postings, and the latter as a multiple of RocksDB's own MultiGet of
// as many pages in memory. With --warm each search is made again when all it
// needs is in memory; without, its times mean little. Suites of whole minutes
// are made by bench/minute_suite.py.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bench/scaled_works.h"
#include "bench/yardstick_suite.h"
#include "index/catalogue.h"
#include "index/internal/posting_merge_operator.h"
#include "index/internal/significance.h"
#include "index/keys.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/table.h"

namespace earmark::bench {
namespace {

using fingerprint::AudioRun;
using fingerprint::MediaFingerprint;
using index::Batch;
using index::Match;
using index::Posting;
using index::PostingTable;
using Minutes = std::chrono::duration<double, std::ratio<60>>;

constexpr size_t kCacheBytes = size_t{14} << 30;
// Postings of a work in the fullest table, and of a page: what the number of
// pages is chosen by.
constexpr double kPostingsPerWork = 8000;
constexpr double kPostingsPerPage = 100;
// Sources need this many sub-fingerprints and peaks.
constexpr size_t kLeastOfSource = 100;
// Works whose records are written at once.
constexpr uint32_t kWorksPerBatch = 500;
// Pages that one MultiGet reads, as the store does.
constexpr size_t kPagesPerRead = 512;
// After one round, which reads what is not in memory yet, the least time of so
// many counts.
constexpr int kWarmRounds = 2;

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) +
         1e-9 * static_cast<double>(now.tv_nsec);
}

// Postings in files, so many to a file that one can be sorted in memory.
class PostingSpool {
 public:
  explicit PostingSpool(std::filesystem::path folder)
      : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    for (auto& files : files_) files.resize(kParts);
  }
  ~PostingSpool() { std::filesystem::remove_all(folder_); }
  PostingSpool(const PostingSpool&) = delete;
  PostingSpool& operator=(const PostingSpool&) = delete;

  void Add(const Batch::Addition& addition) {
    const auto table = static_cast<size_t>(addition.table);
    std::ofstream& file = files_[table][addition.term >> kPartShift];
    if (!file.is_open()) {
      file.open(PathOf(table, addition.term >> kPartShift), std::ios::binary);
    }
    const Record record = {addition.term, addition.posting};
    file.write(reinterpret_cast<const char*>(&record), sizeof(record));
    if (!file) std::abort();
  }

  absl::Status IngestInto(index::Store& store) {
    for (size_t table = 0; table < files_.size(); ++table) {
      std::vector<Record> records;
      size_t at = 0;
      size_t part = 0;
      const absl::Status status = store.Ingest(
          static_cast<PostingTable>(table), [&](uint32_t& term, Posting& out) {
            while (at == records.size() && part < kParts) {
              records = Read(table, part++);
              at = 0;
            }
            if (at == records.size()) return false;
            term = records[at].term;
            out = records[at++].posting;
            return true;
          });
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  static constexpr size_t kParts = 128;
  static constexpr int kPartShift = 25;

  struct Record {
    uint32_t term;
    Posting posting;
  };

  std::filesystem::path PathOf(size_t table, size_t part) const {
    return folder_ / absl::StrCat(table, "-", part);
  }

  std::vector<Record> Read(size_t table, size_t part) {
    std::ofstream& file = files_[table][part];
    if (!file.is_open()) return {};
    file.close();
    const std::filesystem::path path = PathOf(table, part);
    std::vector<Record> records(std::filesystem::file_size(path) /
                                sizeof(Record));
    std::ifstream(path, std::ios::binary)
        .read(reinterpret_cast<char*>(records.data()),
              static_cast<std::streamsize>(records.size() * sizeof(Record)));
    std::filesystem::remove(path);
    std::sort(records.begin(), records.end(),
              [](const Record& a, const Record& b) { return a.term < b.term; });
    return records;
  }

  const std::filesystem::path folder_;
  std::array<std::vector<std::ofstream>, index::kPostingTableCount> files_;
};

absl::StatusOr<std::vector<Suite>> ReadSuites(char** begin, char** end) {
  std::vector<Suite> suites;
  for (char** folder = begin; folder != end; ++folder) {
    auto suite = ReadAudioSuite(*folder);
    if (!suite.ok()) return suite.status();
    suites.push_back(*std::move(suite));
  }
  return suites;
}

class CatalogueMaker {
 public:
  CatalogueMaker(index::Store& store, index::Catalogue& catalogue,
                 PostingSpool& spool)
      : store_(store), catalogue_(catalogue), spool_(spool) {}

  // Adds works with one reference each.
  absl::Status Add(const std::map<std::string, MediaFingerprint>& works) {
    Batch creation;
    for (const auto& [id, media] : works) {
      index::Work work;
      work.id = {id};
      catalogue_.CreateWork(work, creation);
    }
    if (absl::Status status = store_.Apply(creation); !status.ok()) {
      return status;
    }
    Batch records;
    for (const auto& [id, media] : works) {
      index::Reference reference;
      reference.work = {id};
      reference.id = {"recording"};
      Batch addition;
      const auto added = catalogue_.AddReference(reference, media, addition);
      if (!added.ok()) return added.status();
      for (const Batch::Write& write : addition.writes()) {
        records.Put(write.table, write.key, *write.value);
      }
      for (const Batch::Addition& posting : addition.additions()) {
        spool_.Add(posting);
      }
    }
    return store_.Apply(records);
  }

 private:
  index::Store& store_;
  index::Catalogue& catalogue_;
  PostingSpool& spool_;
};

absl::Status Make(const std::string& folder, uint32_t works,
                  const std::vector<Suite>& suites) {
  std::map<std::string, MediaFingerprint> real;
  std::vector<AudioRun> sources;
  const auto add_source = [&](const MediaFingerprint& media) {
    for (const AudioRun& run : media.audio_runs) {
      if (std::min(run.peaks.size(), run.chroma.size()) >= kLeastOfSource) {
        sources.push_back(run);
      }
    }
  };
  for (const Suite& suite : suites) {
    for (const auto& [id, media] : suite.references) {
      if (real.emplace(id, media).second) add_source(media);
    }
  }
  const int page_bits = std::clamp(
      static_cast<int>(
          std::lround(std::log2(works * kPostingsPerWork / kPostingsPerPage))),
      index::kMinPageBits, index::kMaxPageBits);
  auto store =
      index::RocksDbStore::Open({.path = folder, .page_bits = page_bits});
  if (!store.ok()) return store.status();
  auto catalogue = index::Catalogue::Open(**store);
  if (!catalogue.ok()) return catalogue.status();
  PostingSpool spool(folder + "-spool");
  CatalogueMaker maker(**store, **catalogue, spool);
  absl::Status status = maker.Add(real);
  for (uint32_t first = 0; status.ok() && first < works;
       first += kWorksPerBatch) {
    std::map<std::string, MediaFingerprint> batch;
    for (uint32_t i = first; i < std::min(works, first + kWorksPerBatch); ++i) {
      batch.emplace(absl::StrCat("scaled-", i), ScaledWork(sources, i));
    }
    status = maker.Add(batch);
  }
  if (status.ok()) status = spool.IngestInto(**store);
  if (status.ok()) status = (*store)->Compact();
  if (!status.ok()) return status;

  const auto stats = (*store)->Stats();
  if (!stats.ok()) return stats.status();
  double hours = works * Minutes(kScaledWorkLength).count() / 60;
  for (const auto& [id, media] : real) {
    hours += Minutes(media.duration).count() / 60;
  }
  std::printf("%zu sources; %.0f hours; 2^%d pages\n", sources.size(), hours,
              page_bits);
  for (const auto& table : stats->tables) {
    std::printf("%-22s %8.3f MB/h\n", table.name.c_str(),
                1e-6 * static_cast<double>(table.disk_bytes) / hours);
  }
  return absl::OkStatus();
}

// RocksDB alone, reading pages of landmarks.
class PageReader {
 public:
  static absl::StatusOr<std::unique_ptr<PageReader>> Open(
      const std::string& folder) {
    std::unique_ptr<PageReader> reader(new PageReader);
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(kCacheBytes / 4);
    rocksdb::ColumnFamilyOptions family;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family.merge_operator = std::make_shared<index::PostingMergeOperator>(
        std::make_shared<index::RetiredReferences>());
    rocksdb::DB* opened = nullptr;
    const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(
        rocksdb::DBOptions(), folder,
        {{rocksdb::kDefaultColumnFamilyName, family},
         {"postings_quad", family}},
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

// The store, and the CPU time that reading postings took, with what the search
// does with each.
class TimedStore : public index::Store {
 public:
  explicit TimedStore(const index::Store& real) : real_(real) {}

  double reading_seconds() const { return reading_seconds_; }

  absl::StatusOr<std::optional<std::string>> Get(
      index::Table table, std::string_view key,
      const index::Snapshot* snapshot) const override {
    return real_.Get(table, key, snapshot);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      index::Table table, std::span<const std::string> keys,
      const index::Snapshot* snapshot) const override {
    return real_.MultiGet(table, keys, snapshot);
  }
  absl::StatusOr<index::PostingCounts> Postings(
      PostingTable table, std::span<const uint32_t> terms,
      const index::PostingOptions& options,
      absl::FunctionRef<void(size_t, const Posting&)> sink,
      const index::Snapshot* snapshot) const override {
    const double before = CpuSeconds();
    auto counts = real_.Postings(table, terms, options, sink, snapshot);
    reading_seconds_ += CpuSeconds() - before;
    return counts;
  }
  absl::Status Scan(
      index::Table table, const index::ScanOptions& options,
      absl::FunctionRef<bool(std::string_view, std::string_view)> sink,
      const index::Snapshot* snapshot) const override {
    return real_.Scan(table, options, sink, snapshot);
  }
  absl::Status Apply(const Batch& /*batch*/) override {
    return absl::UnimplementedError("only for searches");
  }
  absl::Status Ingest(
      PostingTable /*table*/,
      absl::FunctionRef<bool(uint32_t& term, Posting& posting)> /*next*/)
      override {
    return absl::UnimplementedError("only for searches");
  }
  std::unique_ptr<index::Snapshot> TakeSnapshot() const override {
    return real_.TakeSnapshot();
  }

 private:
  const index::Store& real_;
  mutable double reading_seconds_ = 0;
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

  Row& operator+=(const Row& other) {
    queries += other.queries;
    clips += other.clips;
    located += other.located;
    false_matches += other.false_matches;
    minutes += other.minutes;
    cost += other.cost;
    cpu_seconds += other.cpu_seconds;
    reading_seconds += other.reading_seconds;
    return *this;
  }
};

void Print(const std::string& name, const Row& row, PageReader& pages) {
  const auto per_minute = [&](double sum) { return sum / row.minutes; };
  const double reading = pages.Measure(row.cost.pages);
  std::printf(
      "%-30s %4zu %4zu/%-4zu %5zu %8.0f %8.0f %9.0f %8.1f %8.1f "
      "%6.2f\n",
      name.c_str(), row.queries, row.located, row.clips, row.false_matches,
      per_minute(static_cast<double>(row.cost.terms)),
      per_minute(static_cast<double>(row.cost.pages)),
      per_minute(static_cast<double>(row.cost.postings)),
      per_minute(1e3 * row.cpu_seconds), per_minute(1e3 * row.reading_seconds),
      row.reading_seconds / std::max(reading, 1e-6));
}

absl::StatusOr<Row> SearchFor(const SuiteQuery& query, const TimedStore& store,
                              bool warm) {
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
    auto found = matcher.Find(query.media, &row.cost);
    if (!found.ok()) return found.status();
    if (const double passed = CpuSeconds() - before;
        (i > 0 || !warm) && passed < row.cpu_seconds) {
      row.cpu_seconds = passed;
      row.reading_seconds = store.reading_seconds() - reading_before;
    }
    matches = std::move(found->matches);
  }
  for (const Clip& clip : query.clips) {
    row.located +=
        std::any_of(matches.begin(), matches.end(), [&](const Match& match) {
          return match.work.value == clip.work &&
                 Overlap(match, clip) >= kLocatedOverlap;
        });
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

absl::Status Search(const std::string& folder, const std::vector<Suite>& suites,
                    bool warm) {
  const auto store =
      index::RocksDbStore::Open({.path = folder, .cache_bytes = kCacheBytes});
  if (!store.ok()) return store.status();
  const auto pages = PageReader::Open(folder);
  if (!pages.ok()) return pages.status();
  const TimedStore timed(**store);
  std::map<std::string, Row> rows;
  for (const Suite& suite : suites) {
    for (const SuiteQuery& query : suite.queries) {
      const auto row = SearchFor(query, timed, warm);
      if (!row.ok()) return row.status();
      rows[query.attack] += *row;
    }
  }
  std::printf("%-30s %4s %9s %5s %8s %8s %9s %8s %8s %6s\n",
              "per minute of query", "n", "located", "false", "look-ups",
              "pages", "postings", "CPU ms", "reading", "ratio");
  Row total;
  for (const auto& [attack, row] : rows) {
    Print(attack, row, **pages);
    total += row;
  }
  Print("all", total, **pages);
  return absl::OkStatus();
}

// A minute of one of the sources: as it is, every third; else faster or slower,
// higher or lower, which Chromaprint has no part in.
MediaFingerprint UnrelatedMinute(const std::vector<AudioRun>& sources,
                                 uint32_t number) {
  constexpr double kFastest = 1.4;
  constexpr int kMostBins = 21 * fingerprint::kBinUnits;
  constexpr int kBins = fingerprint::kPeakBins * fingerprint::kBinUnits;
  std::mt19937 random(number);
  const auto between = [&](double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random);
  };
  const AudioRun& source = sources[number % sources.size()];
  const bool changed = number % 3 != 0;
  const double rate =
      changed ? std::exp(between(-std::log(kFastest), std::log(kFastest))) : 1;
  const int up = changed ? static_cast<int>(between(-kMostBins, kMostBins)) : 0;
  const fingerprint::MediaTime minute = std::chrono::minutes(1);
  const double length = static_cast<double>(minute.count()) * rate;
  const double whole = static_cast<double>(
      (source.peaks.back().time * fingerprint::kPeakTimeUnit).count());
  const fingerprint::MediaTime from{
      static_cast<int64_t>(between(0, std::max(1.0, whole - length)))};

  MediaFingerprint media;
  media.duration = minute;
  AudioRun run;
  for (const fingerprint::SpectralPeak& peak : source.peaks) {
    const auto since = peak.time * fingerprint::kPeakTimeUnit - from;
    const int bin = peak.bin + up;
    if (since.count() < 0 || static_cast<double>(since.count()) >= length ||
        bin < 0 || bin >= kBins) {
      continue;
    }
    fingerprint::SpectralPeak moved = peak;
    moved.time =
        static_cast<uint32_t>(static_cast<double>(since.count()) / rate /
                              fingerprint::kPeakTimeUnit.count());
    moved.bin = static_cast<uint16_t>(bin);
    run.peaks.push_back(moved);
  }
  if (!changed) {
    const auto first =
        std::min<size_t>(from / fingerprint::kChromaStep, source.chroma.size());
    const auto last = std::min<size_t>(
        (from + minute) / fingerprint::kChromaStep, source.chroma.size());
    run.chroma.assign(
        source.chroma.begin() + static_cast<std::ptrdiff_t>(first),
        source.chroma.begin() + static_cast<std::ptrdiff_t>(last));
  }
  media.audio_runs.push_back(std::move(run));
  return media;
}

absl::Status Null(const std::string& folder, double hours,
                  const std::vector<Suite>& suites) {
  // Finds with more expected false matches are not told. They are candidates,
  // which do not keep the search from going on.
  constexpr double kWeakest = 1e7;
  const auto store =
      index::RocksDbStore::Open({.path = folder, .cache_bytes = kCacheBytes});
  if (!store.ok()) return store.status();
  std::vector<AudioRun> sources;
  double source_minutes = 0;
  for (const Suite& suite : suites) {
    for (const auto& [id, media] : suite.references) {
      for (const AudioRun& run : media.audio_runs) {
        if (run.peaks.size() < kLeastOfSource) continue;
        sources.push_back(run);
        source_minutes += Minutes(media.duration).count();
      }
    }
  }
  if (sources.empty()) return absl::NotFoundError("no audio in the suites");
  index::MatcherOptions weak;
  weak.max_candidate_false_audio = kWeakest;
  const index::Matcher matcher(**store, weak);
  const index::MatcherOptions usual;
  std::map<index::Evidence, std::vector<double>> scores;
  size_t matches = 0;
  size_t candidates = 0;
  const auto queries = static_cast<uint32_t>(hours * 60);
  uint64_t references = 0;
  for (uint32_t i = 0; i < queries; ++i) {
    const auto found = matcher.Find(UnrelatedMinute(sources, i));
    if (!found.ok()) return found.status();
    matches += found->matches.size();
    for (const std::vector<Match>* finds :
         {&found->matches, &found->candidates}) {
      for (const Match& find : *finds) {
        scores[find.evidence].push_back(find.score);
        candidates +=
            find.expected_false_matches > usual.max_expected_false_audio &&
            find.expected_false_matches <= usual.max_candidate_false_audio;
      }
    }
  }
  const absl::Status counted = (*store)->Scan(
      index::Table::kNumbers, {.prefix = "", .after = "", .reverse = true},
      [&](std::string_view key, std::string_view) {
        const auto number = index::ParseReferenceNumberKey(key);
        if (number.ok()) references = static_cast<uint32_t>(*number);
        return false;
      });
  if (!counted.ok()) return counted;
  std::printf(
      "%u minutes of queries from %zu sources (%.0f minutes), %zu "
      "matches, %zu candidates, of %.3g square minutes\n",
      queries, sources.size(), source_minutes, matches, candidates,
      queries * static_cast<double>(references) *
          Minutes(kScaledWorkLength).count());
  std::printf("%-12s %6s %9s %9s\n", "evidence", "score", "predicted",
              "counted");
  for (auto& [evidence, all] : scores) {
    std::sort(all.rbegin(), all.rend());
    for (int score = 4; score < static_cast<int>(all.front()) + 3; ++score) {
      const double predicted = queries * index::ExpectedFalseMatches(
                                             evidence, score,
                                             {.query = std::chrono::minutes(1),
                                              .references = references},
                                             kScaledWorkLength);
      const auto above = std::count_if(
          all.begin(), all.end(), [&](double one) { return one >= score; });
      std::printf("%-12d %6d %9.3g %9td\n", static_cast<int>(evidence), score,
                  predicted, above);
    }
  }
  return absl::OkStatus();
}

int Run(int count, char** arguments) {
  const std::string_view command = count > 1 ? arguments[1] : "";
  const bool warm = count > 2 && std::string_view(arguments[2]) == "--warm";
  uint32_t works = 0;
  double hours = 0;
  absl::Status status;
  if (command == "make" && count > 4 &&
      absl::SimpleAtoi(arguments[3], &works) && works > 0) {
    const auto suites = ReadSuites(arguments + 4, arguments + count);
    status = suites.ok() ? Make(arguments[2], works, *suites) : suites.status();
  } else if (char** const folder = arguments + (warm ? 3 : 2);
             command == "search" && folder + 1 < arguments + count) {
    const auto suites = ReadSuites(folder + 1, arguments + count);
    status = suites.ok() ? Search(*folder, *suites, warm) : suites.status();
  } else if (command == "null" && count > 4 &&
             absl::SimpleAtod(arguments[3], &hours) && hours > 0) {
    const auto suites = ReadSuites(arguments + 4, arguments + count);
    status = suites.ok() ? Null(arguments[2], hours, *suites) : suites.status();
  } else {
    std::fprintf(stderr,
                 "usage: scale make FOLDER WORKS SUITE...\n"
                 "       scale search [--warm] FOLDER SUITE...\n"
                 "       scale null FOLDER HOURS SUITE...\n");
    return 2;
  }
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}

}  // namespace
}  // namespace earmark::bench

int main(int argc, char** argv) { return earmark::bench::Run(argc, argv); }
