// The store in one folder: RocksDB, embedded.
//
// One column family per table. Posting lists are pages (posting_page.h): key =
// the top bits of the term, value = sorted, delta-coded runs that a merge
// operator joins. docs/store.md has the layout with a worked example.
#ifndef EARMARK_INDEX_ROCKSDB_STORE_H_
#define EARMARK_INDEX_ROCKSDB_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "index/store.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace earmark::index {

inline constexpr int kMinPageBits = 4;
inline constexpr int kMaxPageBits = 28;

struct RocksDbOptions {
  // Folder of the database; made when absent.
  std::string path;
  // Pages per posting table are 2^page_bits; fixed when the database is made,
  // and from then on what the database says. 20 suits 10^8 postings, 23 suits
  // 10^9.
  int page_bits = 20;
  // Memory for cached blocks, in bytes.
  size_t cache_bytes = size_t{256} << 20;
  // The file system; null: the machine's own. Must outlive the store.
  rocksdb::Env* env = nullptr;
};

// What the database holds, for people.
struct RocksDbStats {
  uint64_t disk_bytes = 0;
  struct TableStats {
    std::string name;
    uint64_t keys = 0;  // RocksDB's estimate
    uint64_t disk_bytes = 0;
  };
  std::vector<TableStats> tables;
};

class RocksDbStore : public Store {
 public:
  // Opens or makes the database. Returns kFailedPrecondition when another
  // process holds it (the message says which, and to use --server) or its
  // format is newer than this program, kDataLoss when it is corrupt,
  // kInvalidArgument for options out of range.
  static absl::StatusOr<std::unique_ptr<RocksDbStore>> Open(
      const RocksDbOptions& options);

  // Reads every block of every file and checks its checksum, and every page of
  // postings. Returns kDataLoss with the first fault.
  virtual absl::Status Verify() const = 0;

  // Compacts all tables: postings of retired references leave the disk.
  virtual absl::Status Compact() = 0;

  virtual absl::StatusOr<RocksDbStats> Stats() const = 0;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_ROCKSDB_STORE_H_
