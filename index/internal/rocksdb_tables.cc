#include "index/internal/rocksdb_tables.h"

#include <algorithm>
#include <cstdint>

#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"

namespace earmark::index {
namespace {

constexpr std::string_view kPostingPrefix = "postings_";
constexpr std::string_view kUploadPostingPrefix = "postings_upload_";

// 1% of the look-ups of keys that are absent read a block in vain.
constexpr double kBloomBitsPerKey = 10;
constexpr double kMemtableBloomShare = 0.02;
constexpr size_t kBlockBytes = 4096;
constexpr size_t kMemtableBytes = size_t{8} << 20;
// Appends are small and spread over all pages: the more of them a memtable
// gathers, the fewer runs reach the disk.
constexpr size_t kPostingMemtableBytes = size_t{64} << 20;
// Files are compacted at this age at the latest, so that what was erased leaves
// the disk where nothing is written any more.
constexpr uint64_t kOldestFileSeconds = uint64_t{30} * 24 * 60 * 60;

rocksdb::ColumnFamilyOptions TableOptions(
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = kBlockBytes;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.write_buffer_size = kMemtableBytes;
  family.memtable_prefix_bloom_size_ratio = kMemtableBloomShare;
  family.memtable_whole_key_filtering = true;
  family.level_compaction_dynamic_level_bytes = true;
  family.compression = rocksdb::kZSTD;
  family.periodic_compaction_seconds = kOldestFileSeconds;
  return family;
}

}  // namespace

bool IsOurTable(std::string_view name) {
  return std::find(kTableNames.begin(), kTableNames.end(), name) !=
             kTableNames.end() ||
         std::find(kPostingTableNames.begin(), kPostingTableNames.end(),
                   name) != kPostingTableNames.end();
}

RocksDbTables::PostingFamilies::PostingFamilies(
    const std::shared_ptr<rocksdb::Cache>& cache)
    : retired(std::make_shared<RetiredReferences>()),
      merge_operator(std::make_shared<PostingMergeOperator>(retired)),
      compaction_filter(std::make_unique<PostingCompactionFilter>(retired)),
      options(TableOptions(cache)) {
  options.write_buffer_size = kPostingMemtableBytes;
  // Pages are delta-coded already.
  options.compression = rocksdb::kNoCompression;
  options.merge_operator = merge_operator;
  options.compaction_filter = compaction_filter.get();
}

RocksDbTables::RocksDbTables(const std::shared_ptr<rocksdb::Cache>& cache)
    : tables_(TableOptions(cache)), references_(cache), uploads_(cache) {}

const rocksdb::ColumnFamilyOptions& RocksDbTables::OptionsOf(
    std::string_view name) const {
  if (name.starts_with(kUploadPostingPrefix)) return uploads_.options;
  return name.starts_with(kPostingPrefix) ? references_.options : tables_;
}

}  // namespace earmark::index
