// Screens the queries of yardstick suites first and registers the works
// afterwards: how much of what a search for references locates is found again
// by a search for uploads, and what it costs.
//
//   build/release/bench/retroactive_recognition audio|video SUITE...
//
// Located: the matched interval of the upload overlaps the true one by half or
// more. Forward: by Matcher::Find with all works registered. Retroactive: the
// same, of the uploads that UploadSearch::Find returns for the work. In vain:
// returned, and no match of the work after all. Sizes are those of compacted
// tables.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/suite_database.h"
#include "bench/yardstick_suite.h"
#include "fingerprint/cancellation.h"
#include "index/catalogue.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"
#include "index/upload_archive.h"
#include "index/upload_search.h"

namespace earmark::bench {
namespace {

using index::Match;
using index::UploadNumber;
using Hours = std::chrono::duration<double, std::ratio<3600>>;

// A suite has a million postings: pages are then as full as those of an archive
// that is larger by as much as the default has more pages.
constexpr int kPageBits = 14;

struct Row {
  size_t clips = 0;
  size_t forward = 0;
  size_t retroactive = 0;

  Row& operator+=(const Row& other) {
    clips += other.clips;
    forward += other.forward;
    retroactive += other.retroactive;
    return *this;
  }
};

struct Tally {
  fingerprint::Modality modality = fingerprint::Modality::kAudio;
  std::map<std::string, Row> rows;
  std::vector<std::string> missed;
  size_t works = 0;
  size_t uploads = 0;
  double work_hours = 0;
  double upload_hours = 0;
  index::UploadSearchCost cost;
  size_t found = 0;
  size_t in_vain = 0;
  double cpu_seconds = 0;
  // Bytes by table.
  std::map<std::string, uint64_t> bytes;
};

// Adds to `found` the uploads that each work of the suite is found in.
absl::Status FindUploads(
    const Suite& suite, const index::Store& store,
    const index::UploadArchive& archive, const index::Catalogue& catalogue,
    Tally& tally, std::set<std::pair<std::string, UploadNumber>>& found) {
  const index::UploadSearch search(store, archive);
  const fingerprint::Cancellation stop;
  for (const auto& [id, media] : suite.references) {
    const auto reference = catalogue.FindReference({id}, {"recording"});
    if (!reference.ok()) return reference.status();
    const auto work = catalogue.FindFingerprint(**reference);
    if (!work.ok()) return work.status();
    const double before = CpuSeconds();
    const auto uploads = search.Find(**work, stop, &tally.cost);
    tally.cpu_seconds += CpuSeconds() - before;
    if (!uploads.ok()) return uploads.status();
    for (const UploadNumber number : *uploads) found.emplace(id, number);
  }
  return absl::OkStatus();
}

void Count(const SuiteQuery& query, UploadNumber number,
           const std::vector<Match>& matches,
           const std::set<std::pair<std::string, UploadNumber>>& found,
           Tally& tally) {
  Row& row = tally.rows[query.attack];
  for (const Clip& clip : query.clips) {
    ++row.clips;
    if (BestOverlaps(matches, clip, tally.modality).query < kLocatedOverlap)
      continue;
    ++row.forward;
    if (found.contains({clip.work, number})) {
      ++row.retroactive;
    } else {
      tally.missed.push_back(absl::StrCat(query.file, " ", clip.work));
    }
  }
}

absl::Status SearchSuite(const Suite& suite, Tally& tally) {
  const auto database = SuiteDatabase::Make(kPageBits);
  if (!database.ok()) return database.status();
  index::RocksDbStore& store = (*database)->store();
  const auto archive = index::UploadArchive::Open(store);
  if (!archive.ok()) return archive.status();
  std::vector<UploadNumber> numbers;
  for (const SuiteQuery& query : suite.queries) {
    index::Batch batch;
    numbers.push_back(
        (*archive)->Add({.screening = query.file, .time = absl::UnixEpoch()},
                        query.media, batch));
    const absl::Status applied = store.Apply(batch);
    if (!applied.ok()) return applied;
    tally.upload_hours += Hours(query.media.duration).count();
  }
  if (absl::Status status = (*database)->Register(suite); !status.ok()) {
    return status;
  }
  if (absl::Status status = store.Compact(); !status.ok()) return status;

  const auto catalogue = index::Catalogue::Open(store);
  if (!catalogue.ok()) return catalogue.status();
  std::set<std::pair<std::string, UploadNumber>> found;
  const absl::Status searched =
      FindUploads(suite, store, **archive, **catalogue, tally, found);
  if (!searched.ok()) return searched;

  const index::Matcher matcher(store, {});
  for (size_t i = 0; i < suite.queries.size(); ++i) {
    const auto finds = matcher.Find(suite.queries[i].media);
    if (!finds.ok()) return finds.status();
    const std::vector<Match>& matches = finds->matches;
    Count(suite.queries[i], numbers[i], matches, found, tally);
    for (const auto& pair : found) {
      if (pair.second != numbers[i]) continue;
      const bool matched = std::any_of(
          matches.begin(), matches.end(),
          [&](const Match& match) { return match.work.value == pair.first; });
      tally.in_vain += matched ? 0 : 1;
    }
  }
  tally.found += found.size();
  tally.works += suite.references.size();
  tally.uploads += suite.queries.size();
  for (const auto& [id, media] : suite.references) {
    tally.work_hours += Hours(media.duration).count();
  }
  const auto stats = store.Stats();
  if (!stats.ok()) return stats.status();
  for (const auto& table : stats->tables) {
    tally.bytes[table.name] += table.disk_bytes;
  }
  return absl::OkStatus();
}

void Print(const std::string& name, const Row& row) {
  std::printf("%-30s %5zu %8zu %12zu %7.1f%%\n", name.c_str(), row.clips,
              row.forward, row.retroactive,
              100.0 * static_cast<double>(row.retroactive) /
                  static_cast<double>(std::max<size_t>(1, row.forward)));
}

void PrintSizes(const Tally& tally) {
  std::printf("\non disk, MB an hour:\n");
  for (const auto& [table, bytes] : tally.bytes) {
    const bool of_uploads = table.find("upload_") != std::string::npos;
    if (!of_uploads && table.find("postings_") != 0 &&
        table != "fingerprints") {
      continue;
    }
    std::printf("  %-30s %8.3f\n", table.c_str(),
                static_cast<double>(bytes) / 1e6 /
                    (of_uploads ? tally.upload_hours : tally.work_hours));
  }
}

int Run(int count, char** arguments) {
  const auto usage = [] {
    std::fprintf(stderr,
                 "usage: retroactive_recognition audio|video SUITE...\n");
    return 2;
  };
  const auto modality = ModalityNamed(count > 1 ? arguments[1] : "");
  if (!modality) return usage();
  Tally tally;
  tally.modality = *modality;
  for (int i = 2; i < count; ++i) {
    const auto suite = ReadSuite(arguments[i], tally.modality);
    const absl::Status status =
        suite.ok() ? SearchSuite(*suite, tally) : suite.status();
    if (!status.ok()) {
      std::fprintf(stderr, "%s: %s\n", arguments[i], status.ToString().c_str());
      return 1;
    }
  }
  if (tally.rows.empty()) return usage();
  std::printf("%-30s %5s %8s %12s %8s\n", "attack", "clips", "forward",
              "retroactive", "share");
  Row total;
  for (const auto& [attack, row] : tally.rows) {
    Print(attack, row);
    total += row;
  }
  Print("all", total);
  const double square_hours = tally.work_hours * tally.upload_hours;
  std::printf(
      "\n%zu works (%.2f h) looked for in %zu uploads (%.2f h): %llu pairs "
      "with "
      "votes, %llu compared, %zu found, %zu in vain (%.2f a square hour)\n",
      tally.works, tally.work_hours, tally.uploads, tally.upload_hours,
      static_cast<unsigned long long>(tally.cost.candidates),
      static_cast<unsigned long long>(tally.cost.compared), tally.found,
      tally.in_vain, static_cast<double>(tally.in_vain) / square_hours);
  std::printf("%.1f CPU s, %.0f look-ups a second of work\n", tally.cpu_seconds,
              static_cast<double>(tally.cost.postings.terms) /
                  (3600 * tally.work_hours));
  PrintSizes(tally);
  for (const std::string& missed : tally.missed) {
    std::printf("missed: %s\n", missed.c_str());
  }
  return 0;
}

}  // namespace
}  // namespace earmark::bench

int main(int argc, char** argv) { return earmark::bench::Run(argc, argv); }
