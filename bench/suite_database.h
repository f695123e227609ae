// A database for one measurement, and what measurements count.
#ifndef EARMARK_BENCH_SUITE_DATABASE_H_
#define EARMARK_BENCH_SUITE_DATABASE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/yardstick_suite.h"
#include "index/rocksdb_store.h"

namespace earmark::bench {

// User and system time of the process so far.
double CpuSeconds();

// Prints the highest of the scores of wrong works and, through the k-th of
// them, the `rate` that a tail exp(-score) has at 0, per square minute: minutes
// of query times minutes of index.
void PrintTail(std::vector<double> scores, double square_minutes);

// A database in a folder that goes with it.
class SuiteDatabase {
 public:
  // Makes an empty one with 2^page_bits pages.
  static absl::StatusOr<std::unique_ptr<SuiteDatabase>> Make(int page_bits);
  ~SuiteDatabase();
  SuiteDatabase(const SuiteDatabase&) = delete;
  SuiteDatabase& operator=(const SuiteDatabase&) = delete;

  // Registers the suite's works, each with the reference `recording`.
  absl::Status Register(const Suite& suite);

  index::RocksDbStore& store() { return *store_; }

 private:
  SuiteDatabase();

  std::string folder_;
  std::unique_ptr<index::RocksDbStore> store_;
};

}  // namespace earmark::bench

#endif  // EARMARK_BENCH_SUITE_DATABASE_H_
