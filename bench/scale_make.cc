#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/posting_spool.h"
#include "bench/scale.h"
#include "bench/scaled_films.h"
#include "bench/scaled_works.h"
#include "index/catalogue.h"
#include "index/rocksdb_store.h"

namespace earmark::bench {
namespace {

using fingerprint::AudioRun;
using fingerprint::MediaFingerprint;
using index::Batch;
using Hours = std::chrono::duration<double, std::ratio<3600>>;

// Postings of a work in the fullest table, and of a page: what the number of
// pages is chosen by.
constexpr double kAudioPostings = 8000;
constexpr double kVideoPostings = 16000;
constexpr double kPostingsPerPage = 100;
// Sources need this many sub-fingerprints and peaks.
constexpr size_t kLeastOfSource = 100;
// Works whose records are written at once.
constexpr uint32_t kWorksPerBatch = 50;

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
        if (absl::Status status = spool_.Add(posting); !status.ok()) {
          return status;
        }
      }
    }
    return store_.Apply(records);
  }

 private:
  index::Store& store_;
  index::Catalogue& catalogue_;
  PostingSpool& spool_;
};

}  // namespace

std::map<std::string, MediaFingerprint> WorksOf(
    const std::vector<Suite>& suites) {
  std::map<std::string, MediaFingerprint> works;
  for (const Suite& suite : suites) {
    works.insert(suite.references.begin(), suite.references.end());
  }
  return works;
}

std::vector<AudioRun> SourcesOf(
    const std::map<std::string, MediaFingerprint>& works) {
  std::vector<AudioRun> sources;
  for (const auto& [id, media] : works) {
    for (const AudioRun& run : media.audio_runs) {
      if (std::min(run.peaks.size(), run.chroma.size()) >= kLeastOfSource) {
        sources.push_back(run);
      }
    }
  }
  return sources;
}

std::vector<FilmSource> FilmsOf(const std::vector<Suite>& suites) {
  std::vector<FilmSource> films;
  for (const Suite& suite : suites) {
    if (!suite.queries.empty()) continue;
    for (const auto& [id, media] : suite.references) {
      if (!media.key_frames.empty()) films.push_back(media.key_frames);
    }
  }
  return films;
}

absl::Status MakeScaled(const std::string& folder,
                        fingerprint::Modality modality, uint32_t works,
                        const std::vector<Suite>& suites) {
  const bool audio = modality == fingerprint::Modality::kAudio;
  std::map<std::string, MediaFingerprint> real;
  std::vector<AudioRun> runs;
  std::vector<FilmSource> films;
  if (audio) {
    real = WorksOf(suites);
    runs = SourcesOf(real);
  } else {
    for (const Suite& suite : suites) {
      if (suite.queries.empty()) continue;
      real.insert(suite.references.begin(), suite.references.end());
    }
    films = FilmsOf(suites);
  }
  const size_t sources = audio ? runs.size() : films.size();
  if (sources == 0) {
    return absl::NotFoundError(audio ? "no audio in the suites"
                                     : "no video in suites without queries");
  }
  const double postings = works * (audio ? kAudioPostings : kVideoPostings);
  const int page_bits = std::clamp(
      static_cast<int>(std::lround(std::log2(postings / kPostingsPerPage))),
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
      batch.emplace(absl::StrCat("scaled-", i),
                    audio ? ScaledWork(runs, i) : ScaledFilm(films, i));
    }
    status = maker.Add(batch);
  }
  if (status.ok()) status = spool.IngestInto(**store);
  if (status.ok()) status = (*store)->Compact();
  if (!status.ok()) return status;

  const auto stats = (*store)->Stats();
  if (!stats.ok()) return stats.status();
  double hours = works * Hours(kScaledWorkLength).count();
  for (const auto& [id, media] : real) {
    hours += Hours(media.duration).count();
  }
  std::printf("%zu sources; %.0f hours; 2^%d pages\n", sources, hours,
              page_bits);
  for (const auto& table : stats->tables) {
    std::printf("%-22s %8.3f MB/h\n", table.name.c_str(),
                1e-6 * static_cast<double>(table.disk_bytes) / hours);
  }
  return absl::OkStatus();
}

}  // namespace earmark::bench
