// What is particular to the store in a folder: its format, its files, its lock.
#include "index/rocksdb_store.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "earmark/storage/v1/catalogue.pb.h"
#include "gmock/gmock.h"
#include "index/internal/posting_page.h"
#include "index/keys.h"
#include "rocksdb/db.h"
#include "tests/index/store_oracle.h"
#include "tests/index/temporary_folder.h"

namespace earmark::index {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;

class RocksDbStoreTest : public testing::Test {
 protected:
  std::string path() const { return folder_.path() + "/db"; }

  absl::StatusOr<std::unique_ptr<RocksDbStore>> Open(int page_bits = 12) {
    return RocksDbStore::Open(
        {.path = path(), .page_bits = page_bits, .cache_bytes = 1 << 20});
  }

  // Does `change` with the folder opened as plain RocksDB, all its column
  // families by name.
  using Families = std::map<std::string, rocksdb::ColumnFamilyHandle*>;
  void Change(const std::function<void(rocksdb::DB&, Families&)>& change) {
    std::vector<std::string> names;
    const rocksdb::Options options;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies(options, path(), &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    descriptors.reserve(names.size());
    for (const std::string& name : names) {
      descriptors.emplace_back(name, rocksdb::ColumnFamilyOptions());
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    const rocksdb::Status status =
        rocksdb::DB::Open(options, path(), descriptors, &handles, &opened);
    ASSERT_TRUE(status.ok()) << status.ToString();
    const std::unique_ptr<rocksdb::DB> db(opened);
    Families families;
    for (auto* handle : handles) families[handle->GetName()] = handle;
    change(*db, families);
    for (auto* handle : handles) {
      ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    }
  }

  void PutRaw(const std::string& table, const std::string& key,
              const std::string& value) {
    Change([&](rocksdb::DB& db, Families& families) {
      ASSERT_TRUE(
          db.Put(rocksdb::WriteOptions(), families.at(table), key, value).ok());
    });
  }

  TemporaryFolder folder_;
};

TEST_F(RocksDbStoreTest, OptionsOutOfRangeAreRefused) {
  EXPECT_EQ(RocksDbStore::Open({.path = ""}).status().code(),
            absl::StatusCode::kInvalidArgument);
  for (const int page_bits : {-1, kMinPageBits - 1, kMaxPageBits + 1, 32}) {
    const auto store = Open(page_bits);
    EXPECT_EQ(store.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(store.status().message()),
                HasSubstr("got " + std::to_string(page_bits)));
  }
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(RocksDbStoreTest, PageBitsStayWhatTheyWereMadeWith) {
  const Posting posting{ReferenceNumber{1}, 2, 3};
  Batch batch;
  batch.Append(PostingTable::kChroma, 0x12345678, posting);
  ASSERT_TRUE((*Open(10))->Apply(batch).ok());
  const auto store = Open(20);
  ASSERT_TRUE(store.ok());
  EXPECT_EQ(PostingsOf(**store, PostingTable::kChroma, {0x12345678}).size(), 1);
  EXPECT_TRUE((*store)->Verify().ok()) << (*store)->Verify();
}

TEST_F(RocksDbStoreTest, NewerFormatsAreRefusedByTheirVersions) {
  ASSERT_TRUE(Open().ok());
  storage::v1::Format current;
  Change([&](rocksdb::DB& db, Families& families) {
    std::string record;
    ASSERT_TRUE(
        db.Get({}, families.at("meta"), std::string(kFormatKey), &record).ok());
    ASSERT_TRUE(current.ParseFromString(record));
  });
  EXPECT_EQ(current.page_bits(), 12);
  const auto expect_refused = [&](const storage::v1::Format& format,
                                  const std::string& what, uint32_t known) {
    PutRaw("meta", std::string(kFormatKey), format.SerializeAsString());
    const absl::Status status = Open().status();
    EXPECT_EQ(status.code(), kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr(what + " version " + std::to_string(known)),
                      HasSubstr("has version 77")));
  };
  auto newer = current;
  newer.set_store_version(77);
  expect_refused(newer, "store", current.store_version());
  newer = current;
  newer.set_page_version(77);
  expect_refused(newer, "posting page", current.page_version());
  newer = current;
  newer.set_fingerprint_version(77);
  expect_refused(newer, "fingerprint", current.fingerprint_version());

  auto older_fingerprints = current;
  older_fingerprints.set_fingerprint_version(1);
  auto older_pages = current;
  older_pages.set_page_version(1);
  for (const auto& older : {older_fingerprints, older_pages}) {
    PutRaw("meta", std::string(kFormatKey), older.SerializeAsString());
    const absl::Status status = Open().status();
    EXPECT_EQ(status.code(), kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("older version"), HasSubstr("has version 1"),
                      HasSubstr("import the references again")));
  }

  PutRaw("meta", std::string(kFormatKey), current.SerializeAsString());
  EXPECT_TRUE(Open().ok());
  PutRaw("meta", std::string(kFormatKey), "\xff");
  EXPECT_EQ(Open().status().code(), kDataLoss);
}

TEST_F(RocksDbStoreTest, TablesOfANewerFormatDoNotHideItsVersion) {
  ASSERT_TRUE(Open().ok());
  Change([&](rocksdb::DB& db, Families& families) {
    rocksdb::ColumnFamilyHandle* added = nullptr;
    ASSERT_TRUE(db.CreateColumnFamily({}, "postings_new", &added).ok());
    families["postings_new"] = added;
    ASSERT_TRUE(db.DestroyColumnFamilyHandle(added).ok());
  });
  EXPECT_THAT(std::string(Open().status().message()),
              HasSubstr("postings_new"));
  storage::v1::Format newer;
  newer.set_store_version(2);
  newer.set_page_version(1);
  newer.set_fingerprint_version(1);
  newer.set_page_bits(12);
  PutRaw("meta", std::string(kFormatKey), newer.SerializeAsString());
  EXPECT_THAT(std::string(Open().status().message()),
              HasSubstr("made by a newer Earmark"));
}

TEST_F(RocksDbStoreTest, PostingsThatNobodyTookInLeaveTheDisk) {
  ASSERT_TRUE(Open().ok());
  const std::filesystem::path left =
      std::filesystem::path(path()) / "ingest-0123.sst";
  std::ofstream(left) << "half a file";
  ASSERT_TRUE(Open().ok());
  EXPECT_FALSE(std::filesystem::exists(left));
}

TEST_F(RocksDbStoreTest, ForeignDatabasesAreLeftAlone) {
  rocksdb::Options options;
  options.create_if_missing = true;
  for (const bool has_tables : {false, true}) {
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, path(), &db).ok());
    ASSERT_TRUE(db->Put({}, "key", "value").ok());
    if (has_tables) {
      rocksdb::ColumnFamilyHandle* family = nullptr;
      ASSERT_TRUE(db->CreateColumnFamily({}, "theirs", &family).ok());
      ASSERT_TRUE(db->DestroyColumnFamilyHandle(family).ok());
    }
    delete db;
    const absl::Status status = Open().status();
    EXPECT_EQ(status.code(), kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("RocksDB database that is not Earmark's"));
    std::vector<std::string> names;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies(options, path(), &names).ok());
    EXPECT_EQ(names.size(), has_tables ? 2 : 1);
  }
}

TEST_F(RocksDbStoreTest, FolderThatCannotBeMadeSaysSo) {
  std::ofstream(path()) << "a file";
  const absl::Status status = Open().status();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr(path()));
}

TEST_F(RocksDbStoreTest, SecondOpeningInTheSameProcessSaysWho) {
  const auto store = Open();
  ASSERT_TRUE(store.ok());
  for (int i = 0; i < 2; ++i) {
    const absl::Status second = Open().status();
    EXPECT_EQ(second.code(), kFailedPrecondition);
    EXPECT_THAT(std::string(second.message()),
                AllOf(HasSubstr("this process"), HasSubstr("--server")));
  }
  EXPECT_TRUE((*store)->Verify().ok());
}

TEST_F(RocksDbStoreTest, SecondProcessLearnsWhichOneHoldsIt) {
  std::array<int, 2> input{};
  std::array<int, 2> output{};
  ASSERT_EQ(pipe2(input.data(), O_CLOEXEC), 0);
  ASSERT_EQ(pipe2(output.data(), O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  std::string program = EARMARK_BINARY_DIR "/tests/hold_store";
  std::string argument = path();
  std::array<char*, 3> arguments = {program.data(), argument.data(), nullptr};
  pid_t holder = 0;
  ASSERT_EQ(posix_spawn(&holder, program.c_str(), &actions, nullptr,
                        arguments.data(), environ),
            0);
  posix_spawn_file_actions_destroy(&actions);
  close(input[0]);
  close(output[1]);
  std::array<char, 4> said{};
  EXPECT_EQ(read(output[0], said.data(), said.size()), 4);

  const absl::Status refused = Open().status();
  EXPECT_EQ(refused.code(), kFailedPrecondition) << refused;
  EXPECT_THAT(std::string(refused.message()),
              AllOf(HasSubstr("process " + std::to_string(holder)),
                    HasSubstr(program + " " + path()), HasSubstr("--server")));

  close(input[1]);
  int status = 0;
  EXPECT_EQ(waitpid(holder, &status, 0), holder);
  EXPECT_EQ(status, 0);
  close(output[0]);
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbStoreTest, CompactionTakesRetiredPostingsOffTheDisk) {
  {
    const auto store = Open();
    ASSERT_TRUE(store.ok());
    for (uint32_t reference = 1; reference <= 3; ++reference) {
      Batch batch;
      for (uint32_t term = 0; term < 3000; ++term) {
        batch.Append(PostingTable::kFrameHash, term * 1'400'000,
                     {ReferenceNumber{reference}, term, 1});
      }
      // A page of its own, which is gone as a whole.
      batch.Append(PostingTable::kFrameHash, ~0U - reference * 2'000'000,
                   {ReferenceNumber{reference}, 0, 0});
      ASSERT_TRUE((*store)->Apply(batch).ok());
      // Both values and appends not yet merged are to be filtered.
      if (reference == 1) {
        ASSERT_TRUE((*store)->Compact().ok());
      }
    }
    Batch retire;
    retire.Retire(ReferenceNumber{1});
    retire.Retire(ReferenceNumber{3});
    ASSERT_TRUE((*store)->Apply(retire).ok());
    ASSERT_TRUE((*store)->Compact().ok());
    ASSERT_TRUE((*store)->Verify().ok());
  }
  Change([](rocksdb::DB& db, Families& families) {
    const std::unique_ptr<rocksdb::Iterator> page(
        db.NewIterator({}, families.at("postings_frame_hash")));
    int postings = 0;
    for (page->SeekToFirst(); page->Valid(); page->Next()) {
      const auto decoded = DecodePage(page->value().ToStringView());
      ASSERT_TRUE(decoded.ok());
      ASSERT_FALSE(decoded->empty());
      for (const PagePosting& posting : *decoded) {
        ASSERT_EQ(posting.posting.reference, ReferenceNumber{2});
        ++postings;
      }
    }
    ASSERT_TRUE(page->status().ok());
    EXPECT_EQ(postings, 3001);
  });
}

TEST_F(RocksDbStoreTest, CorruptPageIsReportedNotSkipped) {
  ASSERT_TRUE(Open().ok());
  PutRaw("postings_chroma", PageKey(0), "\x02\x03\x01");
  const auto store = Open();
  ASSERT_TRUE(store.ok());
  EXPECT_EQ((*store)->Verify().code(), kDataLoss);
  const std::vector<uint32_t> terms = {0};
  const auto counts = (*store)->Postings(PostingTable::kChroma, terms, {},
                                         [](size_t, const Posting&) {});
  EXPECT_EQ(counts.status().code(), kDataLoss);
  // Other pages are not affected, nor is writing.
  Batch batch;
  batch.Append(PostingTable::kChroma, 0, {ReferenceNumber{1}, 0, 0});
  batch.Append(PostingTable::kChroma, ~0U, {ReferenceNumber{1}, 0, 0});
  EXPECT_TRUE((*store)->Apply(batch).ok());
  EXPECT_TRUE((*store)->Compact().ok());
  EXPECT_EQ((*store)->Verify().code(), kDataLoss);
  EXPECT_EQ(PostingsOf(**store, PostingTable::kChroma, {~0U}).size(), 1);
}

TEST_F(RocksDbStoreTest, VerifyFindsWhatDoesNotBelong) {
  struct Fault {
    std::string table;
    std::string key;
    std::string value;
    std::string message;
  };
  std::string no_reference;
  AppendRun(std::vector<PagePosting>{{1, {}}}, no_reference);
  std::string wide_term;
  AppendRun(std::vector<PagePosting>{{1 << 20, {ReferenceNumber{1}, 0, 0}}},
            wide_term);
  for (const Fault& fault : std::vector<Fault>{
           {"references", "w", "", "not a key of references"},
           {"uploads", "u", "", "not a key of uploads"},
           {"audit", "1", "", "not a key of sequences"},
           {"numbers", "1", "", "not a key of reference numbers"},
           {"works", std::string("a\0b", 3), "", "has a NUL"},
           {"postings_chroma", "1", "", "not a key of pages"},
           {"postings_chroma", PageKey(1 << 12), "", "number is out of range"},
           {"postings_chroma", PageKey(1), no_reference, "has no reference"},
           {"postings_chroma", PageKey(1), wide_term, "another page"}}) {
    std::filesystem::remove_all(path());
    ASSERT_TRUE(Open().ok());
    EXPECT_TRUE((*Open())->Verify().ok());
    PutRaw(fault.table, fault.key, fault.value);
    const absl::Status status = (*Open())->Verify();
    EXPECT_EQ(status.code(), kDataLoss) << fault.message;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr(fault.message), HasSubstr(fault.table)));
  }
}

TEST_F(RocksDbStoreTest, VerifyFindsAFlippedBitOfAFile) {
  {
    const auto store = Open();
    ASSERT_TRUE(store.ok());
    Batch batch;
    for (uint32_t i = 0; i < 20'000; ++i) {
      batch.Append(PostingTable::kChroma, i * 200'003,
                   {ReferenceNumber{1 + i % 7}, i, 0});
    }
    ASSERT_TRUE((*store)->Apply(batch).ok());
    ASSERT_TRUE((*store)->Compact().ok());
  }
  std::filesystem::path largest;
  for (const auto& entry : std::filesystem::directory_iterator(path())) {
    if (entry.path().extension() == ".sst" &&
        (largest.empty() ||
         entry.file_size() > std::filesystem::file_size(largest))) {
      largest = entry.path();
    }
  }
  ASSERT_FALSE(largest.empty());
  {
    std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(20'000);
    const int byte = file.get();
    file.seekp(20'000);
    file.put(static_cast<char>(byte ^ 1));
  }
  const auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->Verify().code(), kDataLoss);
}

TEST_F(RocksDbStoreTest, StatsCountWhatIsThere) {
  const auto store = Open();
  ASSERT_TRUE(store.ok());
  Batch batch;
  for (int i = 0; i < 100; ++i) {
    batch.Put(Table::kWorks, std::to_string(i), std::string(1000, 'x'));
  }
  ASSERT_TRUE((*store)->Apply(batch).ok());
  ASSERT_TRUE((*store)->Compact().ok());
  const auto stats = (*store)->Stats();
  ASSERT_TRUE(stats.ok());
  EXPECT_EQ(stats->tables.size(), kTableCount + kPostingTableCount);
  uint64_t table_bytes = 0;
  for (const auto& table : stats->tables) {
    table_bytes += table.disk_bytes;
    if (table.name == "works") {
      EXPECT_EQ(table.keys, 100);
      EXPECT_GT(table.disk_bytes, 0);
    }
    if (table.name == "owners") {
      EXPECT_EQ(table.keys, 0);
    }
  }
  EXPECT_GT(stats->disk_bytes, table_bytes);
}

}  // namespace
}  // namespace earmark::index
