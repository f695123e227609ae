#include "bench/suite_database.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

#include "index/catalogue.h"

namespace earmark::bench {

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) +
         1e-9 * static_cast<double>(now.tv_nsec);
}

void PrintTail(std::vector<double> scores, double square_minutes) {
  std::sort(scores.rbegin(), scores.rend());
  std::printf("\nwrong works: %zu scores in %.0f square minutes\n",
              scores.size(), square_minutes);
  for (const size_t k :
       {1u, 2u, 5u, 10u, 20u, 50u, 100u, 200u, 500u, 1000u, 2000u, 5000u}) {
    if (k > scores.size()) break;
    const double score = scores[k - 1];
    std::printf("  k %5zu  score %6.2f  rate %.3g\n", k, score,
                static_cast<double>(k) / square_minutes * std::exp(score));
  }
}

SuiteDatabase::SuiteDatabase() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "earmark-bench-XXXXXX")
          .string();
  folder_ = mkdtemp(pattern.data());
}

SuiteDatabase::~SuiteDatabase() {
  store_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

absl::StatusOr<std::unique_ptr<SuiteDatabase>> SuiteDatabase::Make(
    int page_bits) {
  std::unique_ptr<SuiteDatabase> database(new SuiteDatabase);
  auto store = index::RocksDbStore::Open(
      {.path = database->folder_, .page_bits = page_bits});
  if (!store.ok()) return store.status();
  database->store_ = *std::move(store);
  return database;
}

absl::Status SuiteDatabase::Register(const Suite& suite) {
  const auto catalogue = index::Catalogue::Open(*store_);
  if (!catalogue.ok()) return catalogue.status();
  for (const auto& [id, media] : suite.references) {
    index::Work work;
    work.id = {id};
    index::Batch creation;
    (*catalogue)->CreateWork(work, creation);
    absl::Status applied = store_->Apply(creation);
    if (!applied.ok()) return applied;
    index::Reference reference;
    reference.work = work.id;
    reference.id = {"recording"};
    index::Batch addition;
    const auto added = (*catalogue)->AddReference(reference, media, addition);
    if (!added.ok()) return added.status();
    applied = store_->Apply(addition);
    if (!applied.ok()) return applied;
  }
  return absl::OkStatus();
}

}  // namespace earmark::bench
