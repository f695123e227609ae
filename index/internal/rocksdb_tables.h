// The column families of a database: their names, and how RocksDB keeps them.
#ifndef EARMARK_INDEX_INTERNAL_ROCKSDB_TABLES_H_
#define EARMARK_INDEX_INTERNAL_ROCKSDB_TABLES_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

#include "index/internal/posting_compaction_filter.h"
#include "index/internal/posting_merge_operator.h"
#include "index/internal/retired_references.h"
#include "index/store.h"
#include "rocksdb/cache.h"
#include "rocksdb/options.h"

namespace earmark::index {

// Names of the column families, by Table and by PostingTable. Persistent.
inline constexpr std::array<const char*, kTableCount> kTableNames = {
    "meta",           "owners",
    "works",          "references",
    "fingerprints",   "screenings",
    "uploads",        "requests",
    "audit",          "outbox",
    "numbers",        "retired",
    "ownerships",     "upload_fingerprints",
    "upload_numbers", "retired_uploads",
    "scans",          "reference_rights",
    "policies",       "licences",
    "uses",           "owned_works",
    "identifiers",    "redecisions",
    "owner_claims",   "claim_deadlines",
    "strikes",        "case_queue",
    "case_claims",    "leases",
    "unacknowledged", "notices",
    "sender_notices", "releases",
    "opinions",       "unread_files",
    "objections"};
static_assert(kTableNames.back() != nullptr, "each table needs a name");
inline constexpr std::array<const char*, kPostingTableCount>
    kPostingTableNames = {
        "postings_chroma",        "postings_frame_hash",
        "postings_triple",        "postings_quad",
        "postings_upload_chroma", "postings_upload_frame_hash",
        "postings_upload_triple", "postings_upload_quad",
        "postings_feature",       "postings_upload_feature"};

inline const char* NameOf(Table table) {
  return kTableNames.at(static_cast<size_t>(table));
}
inline const char* NameOf(PostingTable table) {
  return kPostingTableNames.at(static_cast<size_t>(table));
}
bool IsOurTable(std::string_view name);

// Must outlive the database that is opened with its options. Safe for
// concurrent use.
class RocksDbTables {
 public:
  // The tables share one cache.
  explicit RocksDbTables(size_t cache_bytes)
      : RocksDbTables(rocksdb::NewLRUCache(cache_bytes)) {}

  // Of the column family `name`.
  const rocksdb::ColumnFamilyOptions& OptionsOf(std::string_view name) const;

  // Whose postings are left out of the table.
  RetiredReferences& RetiredOf(PostingTable table) const {
    return HoldsUploads(table) ? *uploads_.retired : *references_.retired;
  }

  // To be called once the format of the database is known.
  void AllowMerging() const {
    references_.merge_operator->AllowMerging();
    uploads_.merge_operator->AllowMerging();
  }

 private:
  // Posting tables of one kind of number, references or uploads.
  struct PostingFamilies {
    explicit PostingFamilies(const std::shared_ptr<rocksdb::Cache>& cache);

    const std::shared_ptr<RetiredReferences> retired;
    const std::shared_ptr<PostingMergeOperator> merge_operator;
    const std::unique_ptr<PostingCompactionFilter> compaction_filter;
    rocksdb::ColumnFamilyOptions options;
  };

  explicit RocksDbTables(const std::shared_ptr<rocksdb::Cache>& cache);

  const rocksdb::ColumnFamilyOptions tables_;
  const PostingFamilies references_;
  const PostingFamilies uploads_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_ROCKSDB_TABLES_H_
