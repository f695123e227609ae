#include "index/internal/posting_files.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "index/internal/rocksdb_status.h"

namespace earmark::index {
namespace {

constexpr uint64_t kFileBytes = uint64_t{256} << 20;
// RocksDB gives its files other names.
constexpr std::string_view kPrefix = "ingest-";

}  // namespace

absl::Status PostingFiles::RemoveLeft(rocksdb::Env& env,
                                      const std::string& folder) {
  std::vector<std::string> names;
  rocksdb::Status status = env.GetChildren(folder, &names);
  for (const std::string& name : names) {
    if (!name.starts_with(kPrefix)) continue;
    const rocksdb::Status removed =
        env.DeleteFile(absl::StrCat(folder, "/", name));
    if (status.ok()) status = removed;
  }
  return FromRocksDb(status, "remove files of postings that nobody took in");
}

PostingFiles::PostingFiles(const rocksdb::Options& options, std::string folder)
    : options_(options), folder_(std::move(folder)) {}

PostingFiles::~PostingFiles() {
  writer_.reset();
  for (const std::string& path : paths_) {
    // Those that were taken in are gone already.
    options_.env->DeleteFile(path).PermitUncheckedError();
  }
}

absl::Status PostingFiles::Add(const std::string& key,
                               std::vector<PagePosting>& postings) {
  if (postings.empty()) return absl::OkStatus();
  if (writer_ == nullptr) {
    // Not a name that RocksDB gives.
    paths_.push_back(absl::StrCat(folder_, "/ingest-",
                                  options_.env->GenerateUniqueId(), ".sst"));
    writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(),
                                                       options_);
    const rocksdb::Status opened = writer_->Open(paths_.back());
    if (!opened.ok()) return FromRocksDb(opened, "make a file of postings");
  }
  SortUnique(postings);
  std::string run;
  AppendRun(postings, run);
  const rocksdb::Status written = writer_->Merge(key, run);
  if (!written.ok()) return FromRocksDb(written, "write postings");
  return writer_->FileSize() < kFileBytes ? absl::OkStatus() : FinishFile();
}

absl::StatusOr<std::vector<std::string>> PostingFiles::Finish() {
  if (absl::Status status = FinishFile(); !status.ok()) return status;
  return paths_;
}

absl::Status PostingFiles::FinishFile() {
  if (writer_ == nullptr) return absl::OkStatus();
  const rocksdb::Status finished = writer_->Finish();
  writer_.reset();
  return FromRocksDb(finished, "end a file of postings");
}

}  // namespace earmark::index
