#include "index/rocksdb_store.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "index/internal/entry_check.h"
#include "index/internal/format_record.h"
#include "index/internal/lock_holder.h"
#include "index/internal/posting_files.h"
#include "index/internal/posting_lookup.h"
#include "index/internal/posting_page.h"
#include "index/internal/retired_references.h"
#include "index/internal/rocksdb_status.h"
#include "index/internal/rocksdb_tables.h"
#include "index/keys.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/listener.h"

namespace earmark::index {
namespace {

// Bounds what an opening has to replay.
constexpr uint64_t kMaxLogBytes = uint64_t{128} << 20;
// What must be free on a disk that ran full before writing goes on, beside what
// waits in memory: room for logs and for the manifest.
constexpr uint64_t kSpareBytes = uint64_t{16} << 20;
// Pages held in memory at once by one search.
constexpr size_t kPagesPerRead = 512;

std::string_view View(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

rocksdb::Slice AsSlice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

// RocksDB's own recovery from a full disk polls for space, and Resume() is
// refused meanwhile. Apply recovers instead, when somebody wants to write.
class RecoveryOnDemand : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/,
                            rocksdb::Status /*error*/,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

rocksdb::DBOptions DatabaseOptions(const RocksDbOptions& options) {
  rocksdb::DBOptions database;
  database.create_if_missing = true;
  database.env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  database.max_total_wal_size = kMaxLogBytes;
  database.max_background_jobs = 4;
  // Each of many column families starts that many to open its files: with 16,
  // RocksDB's own choice, the threads cost more than the files.
  database.max_file_opening_threads = 4;
  database.info_log_level = rocksdb::WARN_LEVEL;
  database.keep_log_file_num = 2;
  database.listeners.push_back(std::make_shared<RecoveryOnDemand>());
  // A batch that was torn by a crash was never acknowledged: the log is good up
  // to it.
  database.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return database;
}

absl::Status NotOurs(const std::string& path, const std::string& why) {
  return absl::FailedPreconditionError(absl::StrCat(
      "\"", path, "\" holds a RocksDB database that is not Earmark's: ", why));
}

class RocksDbSnapshot : public Snapshot {
 public:
  explicit RocksDbSnapshot(rocksdb::DB* db)
      : db_(db), snapshot_(db->GetSnapshot()) {}
  ~RocksDbSnapshot() override { db_->ReleaseSnapshot(snapshot_); }
  RocksDbSnapshot(const RocksDbSnapshot&) = delete;
  RocksDbSnapshot& operator=(const RocksDbSnapshot&) = delete;

  const rocksdb::Snapshot* get() const { return snapshot_; }

 private:
  rocksdb::DB* const db_;
  const rocksdb::Snapshot* const snapshot_;
};

// The first key after all keys that begin with `prefix`; empty: there is none.
std::string EndOfPrefix(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

class OpenRocksDbStore final : public RocksDbStore {
 public:
  explicit OpenRocksDbStore(const RocksDbOptions& options)
      : options_(options),
        database_options_(DatabaseOptions(options)),
        page_bits_(options.page_bits),
        family_options_(options.cache_bytes) {}

  ~OpenRocksDbStore() override {
    for (const auto& [name, family] : families_) {
      db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    }
  }

  absl::Status Start() {
    absl::Status status = OpenFamilies();
    if (status.ok()) {
      status = PostingFiles::RemoveLeft(*database_options_.env, options_.path);
    }
    if (status.ok()) status = CheckFormat();
    if (status.ok()) status = CreateMissingTables();
    if (status.ok()) status = WriteFormatIfNew();
    if (status.ok()) status = LoadRetired();
    if (status.ok()) family_options_.AllowMerging();
    return status;
  }

  absl::StatusOr<std::optional<std::string>> Get(
      Table table, std::string_view key,
      const Snapshot* snapshot) const override {
    std::string value;
    const rocksdb::Status status =
        db_->Get(Reading(snapshot), FamilyOf(table), AsSlice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return ReadError(status, NameOf(table));
    return value;
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      Table table, std::span<const std::string> keys,
      const Snapshot* snapshot) const override {
    const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db_->MultiGet(Reading(snapshot), FamilyOf(table), slices.size(),
                  slices.data(), values.data(), statuses.data());
    std::vector<std::optional<std::string>> answers(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      if (!statuses[i].ok()) return ReadError(statuses[i], NameOf(table));
      answers[i].emplace(View(values[i]));
    }
    return answers;
  }

  absl::StatusOr<PostingCounts> Postings(
      PostingTable table, std::span<const uint32_t> terms,
      const PostingOptions& options,
      absl::FunctionRef<void(size_t, const Posting&)> sink,
      const Snapshot* snapshot) const override;

  absl::Status Scan(
      Table table, const ScanOptions& options,
      absl::FunctionRef<bool(std::string_view, std::string_view)> sink,
      const Snapshot* snapshot) const override;

  absl::Status Apply(const Batch& batch) override;

  absl::Status Ingest(
      PostingTable table,
      absl::FunctionRef<bool(uint32_t& term, Posting& posting)> next) override;

  std::unique_ptr<Snapshot> TakeSnapshot() const override {
    return std::make_unique<RocksDbSnapshot>(db_.get());
  }

  absl::Status Verify() const override;
  absl::Status Compact() override;
  absl::StatusOr<RocksDbStats> Stats() const override;

 private:
  using Family = rocksdb::ColumnFamilyHandle;

  Family* FamilyOf(Table table) const {
    return tables_[static_cast<size_t>(table)];
  }
  Family* FamilyOf(PostingTable table) const {
    return posting_tables_[static_cast<size_t>(table)];
  }
  // Keeps handles, to be found by their tables.
  void Adopt(std::span<Family* const> families);

  static rocksdb::ReadOptions Reading(const Snapshot* snapshot) {
    rocksdb::ReadOptions reading;
    if (snapshot != nullptr) {
      reading.snapshot = static_cast<const RocksDbSnapshot*>(snapshot)->get();
    }
    return reading;
  }

  static absl::Status ReadError(const rocksdb::Status& status,
                                const std::string& table) {
    return FromRocksDb(status, absl::StrCat("read table ", table));
  }

  PageLayout layout() const { return PageLayout(page_bits_); }

  // The steps of Start, in their order.
  absl::Status OpenFamilies();
  absl::Status CheckFormat();
  absl::Status CreateMissingTables();
  absl::Status WriteFormatIfNew();
  absl::Status LoadRetired();

  absl::Status OpenError(const rocksdb::Status& status) const;

  // Whether the guards hold.
  absl::Status CheckGuards(const Batch& batch) const;
  absl::StatusOr<rocksdb::WriteBatch> Encode(const Batch& batch) const;

  // Whether writing can go on after `error`.
  bool Recover(const rocksdb::Status& error)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(writer_);

  // Calls `check` with the key and the value of each entry of a table.
  absl::Status VerifyEntries(
      Family* family,
      absl::FunctionRef<absl::Status(std::string_view, std::string_view)> check)
      const;

  const RocksDbOptions options_;
  const rocksdb::DBOptions database_options_;
  int page_bits_;
  bool is_new_ = false;
  const RocksDbTables family_options_;
  std::unique_ptr<rocksdb::DB> db_;
  // All that are open, by name.
  std::map<std::string, Family*, std::less<>> families_;
  std::array<Family*, kTableCount> tables_{};
  std::array<Family*, kPostingTableCount> posting_tables_{};
  absl::Mutex writer_;
};

void OpenRocksDbStore::Adopt(std::span<Family* const> families) {
  for (Family* family : families) families_[family->GetName()] = family;
  const auto fill = [this](auto& handles, const auto& names) {
    for (size_t i = 0; i < names.size(); ++i) {
      const auto family = families_.find(names[i]);
      if (family != families_.end()) handles[i] = family->second;
    }
  };
  fill(tables_, kTableNames);
  fill(posting_tables_, kPostingTableNames);
}

absl::Status OpenRocksDbStore::OpenError(const rocksdb::Status& status) const {
  const std::string lock_path = options_.path + "/LOCK";
  rocksdb::Env* env = database_options_.env;
  rocksdb::FileLock* lock = nullptr;
  if (env->FileExists(lock_path).ok()) {
    if (!env->LockFile(lock_path, &lock).ok()) {
      return absl::FailedPreconditionError(absl::StrCat(
          DescribeLockHolder(lock_path), " has the database \"", options_.path,
          "\" open, and only one can: reach it through its service with "
          "--server"));
    }
    env->UnlockFile(lock).PermitUncheckedError();
  }
  return FromRocksDb(status,
                     absl::StrCat("open the database \"", options_.path, "\""));
}

absl::Status OpenRocksDbStore::OpenFamilies() {
  std::vector<std::string> names = {rocksdb::kDefaultColumnFamilyName};
  if (database_options_.env->FileExists(options_.path + "/CURRENT").ok()) {
    const rocksdb::Status status = rocksdb::DB::ListColumnFamilies(
        database_options_, options_.path, &names);
    if (!status.ok()) return OpenError(status);
  }
  const bool has_meta = std::find(names.begin(), names.end(),
                                  NameOf(Table::kMeta)) != names.end();
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) {
    if (!has_meta && name != rocksdb::kDefaultColumnFamilyName) {
      return NotOurs(options_.path, absl::StrCat("it has a table ", name));
    }
    descriptors.emplace_back(name, family_options_.OptionsOf(name));
  }
  rocksdb::DB* db = nullptr;
  std::vector<Family*> families;
  const rocksdb::Status status = rocksdb::DB::Open(
      database_options_, options_.path, descriptors, &families, &db);
  if (!status.ok()) return OpenError(status);
  db_.reset(db);
  Adopt(families);
  return absl::OkStatus();
}

absl::Status OpenRocksDbStore::CheckFormat() {
  if (FamilyOf(Table::kMeta) != nullptr) {
    const auto record = Get(Table::kMeta, kFormatKey, nullptr);
    if (!record.ok()) return record.status();
    if (record->has_value()) {
      const absl::StatusOr<FormatRecord> format = ParseFormat(**record);
      if (!format.ok()) return format.status();
      page_bits_ = format->page_bits;
      if (absl::Status status = CheckReadable(*format); !status.ok()) {
        return status;
      }
      for (const auto& [name, family] : families_) {
        if (name != rocksdb::kDefaultColumnFamilyName && !IsOurTable(name)) {
          return NotOurs(options_.path, absl::StrCat("it has a table ", name));
        }
      }
      return absl::OkStatus();
    }
  }
  // New, or left half-made by a crash, as long as it is empty.
  is_new_ = true;
  for (const auto& [name, family] : families_) {
    const std::unique_ptr<rocksdb::Iterator> keys(
        db_->NewIterator(Reading(nullptr), family));
    keys->SeekToFirst();
    if (keys->Valid()) {
      return NotOurs(options_.path, "it has keys, but no format record");
    }
    if (!keys->status().ok()) return ReadError(keys->status(), name);
  }
  return absl::OkStatus();
}

absl::Status OpenRocksDbStore::CreateMissingTables() {
  std::vector<rocksdb::ColumnFamilyDescriptor> missing;
  const auto add_missing = [&](std::span<const char* const> names) {
    for (const char* name : names) {
      if (!families_.contains(name)) {
        missing.emplace_back(name, family_options_.OptionsOf(name));
      }
    }
  };
  add_missing(kTableNames);
  add_missing(kPostingTableNames);
  if (missing.empty()) return absl::OkStatus();
  std::vector<Family*> made;
  const rocksdb::Status status = db_->CreateColumnFamilies(missing, &made);
  Adopt(made);
  return FromRocksDb(status, "create tables");
}

absl::Status OpenRocksDbStore::WriteFormatIfNew() {
  if (!is_new_) return absl::OkStatus();
  Batch batch;
  batch.Put(Table::kMeta, std::string(kFormatKey),
            SerializeFormat(CurrentFormat(page_bits_)));
  return Apply(batch);
}

absl::Status OpenRocksDbStore::LoadRetired() {
  const auto load = [this](Table table, RetiredReferences& retired) {
    absl::Status status;
    const absl::Status scanned = Scan(
        table, ScanOptions(),
        [&](std::string_view key, std::string_view) {
          const auto number = ParseReferenceNumberKey(key);
          status = number.status();
          if (number.ok()) retired.Insert(*number);
          return status.ok();
        },
        nullptr);
    return scanned.ok() ? status : scanned;
  };
  const absl::Status loaded =
      load(Table::kRetired, family_options_.RetiredOf(PostingTable::kChroma));
  return loaded.ok()
             ? load(Table::kRetiredUploads,
                    family_options_.RetiredOf(PostingTable::kUploadChroma))
             : loaded;
}

absl::StatusOr<PostingCounts> OpenRocksDbStore::Postings(
    PostingTable table, std::span<const uint32_t> terms,
    const PostingOptions& options,
    absl::FunctionRef<void(size_t, const Posting&)> sink,
    const Snapshot* snapshot) const {
  PostingLookup lookup(terms, layout(), options,
                       family_options_.RetiredOf(table), sink);
  const rocksdb::ReadOptions reading = Reading(snapshot);
  std::vector<rocksdb::Slice> keys;
  for (size_t first = 0; first < lookup.page_count(); first += kPagesPerRead) {
    const size_t count = std::min(kPagesPerRead, lookup.page_count() - first);
    keys.clear();
    for (size_t i = 0; i < count; ++i) keys.emplace_back(lookup.key(first + i));
    std::vector<rocksdb::PinnableSlice> values(count);
    std::vector<rocksdb::Status> statuses(count);
    db_->MultiGet(reading, FamilyOf(table), count, keys.data(), values.data(),
                  statuses.data(), /*sorted_input=*/true);
    for (size_t i = 0; i < count; ++i) {
      if (statuses[i].IsNotFound()) continue;
      if (!statuses[i].ok()) return ReadError(statuses[i], NameOf(table));
      if (absl::Status status = lookup.Read(first + i, View(values[i]));
          !status.ok()) {
        return status;
      }
    }
  }
  return lookup.counts();
}

absl::Status OpenRocksDbStore::Scan(
    Table table, const ScanOptions& options,
    absl::FunctionRef<bool(std::string_view, std::string_view)> sink,
    const Snapshot* snapshot) const {
  const std::string end = EndOfPrefix(options.prefix);
  const rocksdb::Slice lower(options.prefix);
  const rocksdb::Slice upper(end);
  rocksdb::ReadOptions reading = Reading(snapshot);
  if (!options.prefix.empty()) reading.iterate_lower_bound = &lower;
  if (!end.empty()) reading.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> entry(
      db_->NewIterator(reading, FamilyOf(table)));
  if (options.after.empty()) {
    options.reverse ? entry->SeekToLast() : entry->SeekToFirst();
  } else {
    options.reverse ? entry->SeekForPrev(options.after)
                    : entry->Seek(options.after);
    if (entry->Valid() && View(entry->key()) == options.after) {
      options.reverse ? entry->Prev() : entry->Next();
    }
  }
  while (entry->Valid() && sink(View(entry->key()), View(entry->value()))) {
    options.reverse ? entry->Prev() : entry->Next();
  }
  return ReadError(entry->status(), NameOf(table));
}

absl::Status OpenRocksDbStore::CheckGuards(const Batch& batch) const {
  for (const Batch::Guard& guard : batch.guards()) {
    const auto present = Get(guard.table, guard.key, nullptr);
    if (!present.ok()) return present.status();
    if (*present == guard.expected) continue;
    const char* fault = !guard.expected ? " is there already"
                        : !*present     ? " is not there any more"
                                        : " has changed meanwhile";
    return absl::AbortedError(
        absl::StrCat("key \"", absl::CHexEscape(guard.key), "\" of table ",
                     NameOf(guard.table), fault));
  }
  return absl::OkStatus();
}

absl::StatusOr<rocksdb::WriteBatch> OpenRocksDbStore::Encode(
    const Batch& batch) const {
  rocksdb::WriteBatch encoded;
  rocksdb::Status status;
  const auto add = [&status](const rocksdb::Status& added) {
    if (status.ok()) status = added;
  };
  for (const Batch::Write& write : batch.writes()) {
    add(write.value
            ? encoded.Put(FamilyOf(write.table), write.key, *write.value)
            : encoded.Delete(FamilyOf(write.table), write.key));
  }
  for (const ReferenceNumber reference : batch.retired()) {
    add(encoded.Put(FamilyOf(Table::kRetired), ReferenceNumberKey(reference),
                    rocksdb::Slice()));
  }
  for (const UploadNumber upload : batch.retired_uploads()) {
    add(encoded.Put(FamilyOf(Table::kRetiredUploads), UploadNumberKey(upload),
                    rocksdb::Slice()));
  }
  std::map<std::pair<PostingTable, uint32_t>, std::vector<PagePosting>> pages;
  for (const Batch::Addition& addition : batch.additions()) {
    pages[{addition.table, layout().PageOf(addition.term)}].push_back(
        {layout().LowBitsOf(addition.term), addition.posting});
  }
  for (auto& [place, postings] : pages) {
    SortUnique(postings);
    std::string run;
    AppendRun(postings, run);
    add(encoded.Merge(FamilyOf(place.first), PageKey(place.second), run));
  }
  if (!status.ok()) return FromRocksDb(status, "build a batch");
  return encoded;
}

bool OpenRocksDbStore::Recover(const rocksdb::Status& error) {
  // After an error in the background RocksDB refuses to write until it is told
  // to go on, which begins with writing its memtables to files. If that fails,
  // it refuses for good: so only when the error will not come again.
  if (!error.IsNoSpace()) return false;
  uint64_t unwritten_bytes = 0;
  uint64_t free_bytes = 0;
  return db_->GetAggregatedIntProperty(
             rocksdb::DB::Properties::kCurSizeAllMemTables, &unwritten_bytes) &&
         database_options_.env->GetFreeSpace(options_.path, &free_bytes).ok() &&
         free_bytes >= unwritten_bytes + kSpareBytes && db_->Resume().ok();
}

absl::Status OpenRocksDbStore::Apply(const Batch& batch) {
  auto encoded = Encode(batch);
  if (!encoded.ok()) return encoded.status();

  // One writer at a time: what a guard saw must still hold when the batch is
  // written. Finer locks would let RocksDB sync several batches at once; the
  // ledger above chains its commits one after the other anyway.
  absl::MutexLock lock(&writer_);
  if (absl::Status status = CheckGuards(batch); !status.ok()) return status;
  if (encoded->Count() == 0) return absl::OkStatus();
  rocksdb::WriteOptions writing;
  writing.sync = true;
  rocksdb::Status status = db_->Write(writing, &*encoded);
  if (!status.ok() && Recover(status)) {
    // The guards still hold, and writing a batch twice changes nothing.
    status = db_->Write(writing, &*encoded);
  }
  if (!status.ok()) return FromRocksDb(status, "write a batch");
  for (const ReferenceNumber reference : batch.retired()) {
    family_options_.RetiredOf(PostingTable::kChroma).Insert(reference);
  }
  for (const UploadNumber upload : batch.retired_uploads()) {
    family_options_.RetiredOf(PostingTable::kUploadChroma)
        .Insert(AsPosted(upload));
  }
  return absl::OkStatus();
}

absl::Status OpenRocksDbStore::Ingest(
    PostingTable table,
    absl::FunctionRef<bool(uint32_t& term, Posting& posting)> next) {
  PostingFiles files(rocksdb::Options(database_options_,
                                      family_options_.OptionsOf(NameOf(table))),
                     options_.path);
  std::vector<PagePosting> page;
  uint32_t last_term = 0;
  uint32_t term = 0;
  Posting posting;
  const auto add_page = [&] {
    const absl::Status status =
        files.Add(PageKey(layout().PageOf(last_term)), page);
    page.clear();
    return status;
  };
  while (next(term, posting)) {
    if (term < last_term) {
      return absl::InvalidArgumentError(absl::StrCat(
          "postings must come by term: ", term, " came after ", last_term));
    }
    if (layout().PageOf(term) != layout().PageOf(last_term)) {
      if (absl::Status status = add_page(); !status.ok()) return status;
    }
    page.push_back({layout().LowBitsOf(term), posting});
    last_term = term;
  }
  if (absl::Status status = add_page(); !status.ok()) return status;
  const auto paths = files.Finish();
  if (!paths.ok()) return paths.status();
  if (paths->empty()) return absl::OkStatus();
  rocksdb::IngestExternalFileOptions ingesting;
  ingesting.move_files = true;
  absl::MutexLock lock(&writer_);
  return FromRocksDb(
      db_->IngestExternalFile(FamilyOf(table), *paths, ingesting),
      "take in postings");
}

absl::Status OpenRocksDbStore::VerifyEntries(
    Family* family,
    absl::FunctionRef<absl::Status(std::string_view, std::string_view)> check)
    const {
  rocksdb::ReadOptions reading;
  reading.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> entry(
      db_->NewIterator(reading, family));
  for (entry->SeekToFirst(); entry->Valid(); entry->Next()) {
    const absl::Status status = check(View(entry->key()), View(entry->value()));
    if (!status.ok()) {
      return absl::DataLossError(
          absl::StrCat("table ", family->GetName(), ": ", status.ToString()));
    }
  }
  return ReadError(entry->status(), family->GetName());
}

absl::Status OpenRocksDbStore::Verify() const {
  const rocksdb::Status checksums = db_->VerifyChecksum(rocksdb::ReadOptions());
  if (!checksums.ok()) return FromRocksDb(checksums, "verify the files");
  for (int i = 0; i < kTableCount; ++i) {
    const auto table = static_cast<Table>(i);
    const absl::Status status = VerifyEntries(
        FamilyOf(table), [&](std::string_view key, std::string_view value) {
          return CheckEntry(table, key, value);
        });
    if (!status.ok()) return status;
  }
  for (int i = 0; i < kPostingTableCount; ++i) {
    const absl::Status status =
        VerifyEntries(FamilyOf(static_cast<PostingTable>(i)),
                      [&](std::string_view key, std::string_view page) {
                        return CheckPage(layout(), key, page);
                      });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status OpenRocksDbStore::Compact() {
  rocksdb::CompactRangeOptions compacting;
  compacting.bottommost_level_compaction =
      rocksdb::BottommostLevelCompaction::kForce;
  const auto compact = [&](Family* family) {
    rocksdb::Status status =
        db_->CompactRange(compacting, family, nullptr, nullptr);
    if (!status.ok()) {
      absl::MutexLock lock(&writer_);
      if (Recover(status)) {
        status = db_->CompactRange(compacting, family, nullptr, nullptr);
      }
    }
    return FromRocksDb(status, "compact");
  };
  for (const auto& [name, family] : families_) {
    if (absl::Status status = compact(family); !status.ok()) return status;
  }
  // RocksDB shows its filter no value that it is merging appends into: after
  // the first round nothing is left to merge, and the second sees every page.
  for (int i = 0; i < kPostingTableCount; ++i) {
    const auto table = static_cast<PostingTable>(i);
    if (family_options_.RetiredOf(table).empty()) continue;
    if (absl::Status status = compact(FamilyOf(table)); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<RocksDbStats> OpenRocksDbStore::Stats() const {
  RocksDbStats stats;
  std::vector<rocksdb::Env::FileAttributes> files;
  const rocksdb::Status status =
      database_options_.env->GetChildrenFileAttributes(options_.path, &files);
  if (!status.ok()) return FromRocksDb(status, "list the database's files");
  for (const auto& file : files) stats.disk_bytes += file.size_bytes;
  for (const auto& [name, family] : families_) {
    if (name == rocksdb::kDefaultColumnFamilyName) continue;
    RocksDbStats::TableStats& table = stats.tables.emplace_back();
    table.name = name;
    db_->GetIntProperty(family, rocksdb::DB::Properties::kEstimateNumKeys,
                        &table.keys);
    db_->GetIntProperty(family, rocksdb::DB::Properties::kLiveSstFilesSize,
                        &table.disk_bytes);
  }
  return stats;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksDbStore>> RocksDbStore::Open(
    const RocksDbOptions& options) {
  if (options.path.empty()) {
    return absl::InvalidArgumentError("path must name a folder, got \"\"");
  }
  if (options.page_bits < kMinPageBits || options.page_bits > kMaxPageBits) {
    return absl::InvalidArgumentError(
        absl::StrCat("page_bits must be ", kMinPageBits, " to ", kMaxPageBits,
                     ", got ", options.page_bits));
  }
  auto store = std::make_unique<OpenRocksDbStore>(options);
  if (absl::Status status = store->Start(); !status.ok()) return status;
  return store;
}

}  // namespace earmark::index
