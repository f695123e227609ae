// RocksDB's errors as ours: the one place that knows both.
#ifndef EARMARK_INDEX_INTERNAL_ROCKSDB_STATUS_H_
#define EARMARK_INDEX_INTERNAL_ROCKSDB_STATUS_H_

#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/status.h"

namespace earmark::index {

// What `status` means for the caller of the store. `doing` begins the message:
// "read works".
//   kDataLoss           corrupt bytes
//   kResourceExhausted  no space or memory left
//   kUnavailable        the file system failed, or RocksDB is busy or closing
//   kInternal           RocksDB was used wrongly
absl::Status FromRocksDb(const rocksdb::Status& status, std::string_view doing);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_ROCKSDB_STATUS_H_
