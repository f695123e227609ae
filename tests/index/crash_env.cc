#include "tests/index/crash_env.h"

#include <filesystem>
#include <random>
#include <utility>

#include "gtest/gtest.h"

namespace earmark::index {
namespace {

namespace fs = std::filesystem;

std::string Normal(const std::string& path) {
  return fs::path(path).lexically_normal().string();
}

std::string FolderOf(const std::string& path) {
  return fs::path(path).parent_path().string();
}

// Cuts off what was not synced, but perhaps for its beginning.
void LoseUnsynced(const std::string& path, uint64_t written, uint64_t synced,
                  std::mt19937& random) {
  if (written <= synced) return;
  const bool torn = random() % 2 == 0;
  std::error_code gone;
  fs::resize_file(path, torn ? synced + random() % (written - synced) : synced,
                  gone);
}

}  // namespace

class CrashFile : public rocksdb::WritableFileWrapper {
 public:
  CrashFile(CrashEnv& env, std::string path,
            std::unique_ptr<rocksdb::WritableFile> file)
      : WritableFileWrapper(file.get()),
        env_(env),
        path_(std::move(path)),
        file_(std::move(file)) {}

  rocksdb::Status Append(const rocksdb::Slice& data) override {
    absl::MutexLock lock(&env_.mutex_);
    const bool crashed_before = env_.crashed_;
    const rocksdb::Status status = env_.Step(/*needs_space=*/true);
    // The power fails in the midst of a write.
    const size_t size = status.ok()                        ? data.size()
                        : env_.crashed_ && !crashed_before ? data.size() / 2
                                                           : 0;
    if (size > 0) {
      const rocksdb::Status written =
          file_->Append(rocksdb::Slice(data.data(), size));
      if (!written.ok()) return written;
      env_.files_[path_].written += size;
    }
    return status;
  }
  rocksdb::Status Append(
      const rocksdb::Slice& data,
      const rocksdb::DataVerificationInfo& /*verification*/) override {
    return Append(data);
  }
  rocksdb::Status Sync() override {
    absl::MutexLock lock(&env_.mutex_);
    if (rocksdb::Status status = env_.Step(false); !status.ok()) return status;
    CrashEnv::Sizes& sizes = env_.files_[path_];
    sizes.synced = sizes.written;
    return rocksdb::Status::OK();
  }
  rocksdb::Status Fsync() override { return Sync(); }
  rocksdb::Status RangeSync(uint64_t /*offset*/, uint64_t /*size*/) override {
    return rocksdb::Status::OK();  // promises nothing
  }
  rocksdb::Status Truncate(uint64_t size) override {
    absl::MutexLock lock(&env_.mutex_);
    if (rocksdb::Status status = env_.Step(false); !status.ok()) return status;
    env_.files_[path_].written = size;
    return file_->Truncate(size);
  }

 private:
  CrashEnv& env_;
  const std::string path_;
  const std::unique_ptr<rocksdb::WritableFile> file_;
};

class CrashFolder : public rocksdb::Directory {
 public:
  CrashFolder(CrashEnv& env, std::string path)
      : env_(env), path_(std::move(path)) {}

  rocksdb::Status Fsync() override {
    absl::MutexLock lock(&env_.mutex_);
    if (rocksdb::Status status = env_.Step(false); !status.ok()) return status;
    for (const CrashEnv::Change& change : env_.changes_[path_]) {
      std::error_code ignored;
      if (!change.kept.empty()) fs::remove(change.kept, ignored);
    }
    env_.changes_.erase(path_);
    return rocksdb::Status::OK();
  }
  rocksdb::Status Close() override { return rocksdb::Status::OK(); }

 private:
  CrashEnv& env_;
  const std::string path_;
};

CrashEnv::CrashEnv(std::string spare_folder)
    : EnvWrapper(rocksdb::Env::Default()),
      spare_folder_(std::move(spare_folder)) {}

void CrashEnv::CrashAt(uint64_t operation) {
  absl::MutexLock lock(&mutex_);
  crash_at_ = operations_ + operation;
}

bool CrashEnv::crashed() const {
  absl::MutexLock lock(&mutex_);
  return crashed_;
}

uint64_t CrashEnv::operations() const {
  absl::MutexLock lock(&mutex_);
  return operations_;
}

void CrashEnv::set_full(bool full) {
  absl::MutexLock lock(&mutex_);
  full_ = full;
}

rocksdb::Status CrashEnv::Step(bool needs_space) {
  ++operations_;
  if (crash_at_ != 0 && operations_ >= crash_at_) crashed_ = true;
  if (crashed_) return rocksdb::Status::IOError("the power failed");
  if (needs_space && full_) return rocksdb::Status::NoSpace("the disk is full");
  return rocksdb::Status::OK();
}

void CrashEnv::Keep(const std::string& path, Change& change) {
  if (!fs::exists(path)) return;
  change.kept = spare_folder_ + "/" + std::to_string(++kept_files_);
  std::error_code error;
  fs::create_hard_link(path, change.kept, error);
  EXPECT_FALSE(error) << error.message();
  if (const auto sizes = files_.find(path); sizes != files_.end()) {
    change.kept_sizes = sizes->second;
    files_.erase(sizes);
  }
}

void CrashEnv::TakeBack(const Change& change) {
  std::error_code gone;
  if (change.kind == Change::Kind::kRenamed) {
    fs::rename(change.path, change.renamed_from, gone);
  } else {
    fs::remove(change.path, gone);
  }
  if (!change.kept.empty()) fs::rename(change.kept, change.path, gone);
}

void CrashEnv::LosePower(uint32_t seed) {
  absl::MutexLock lock(&mutex_);
  std::mt19937 random(seed);
  for (const auto& [path, sizes] : files_) {
    LoseUnsynced(path, sizes.written, sizes.synced, random);
  }
  for (auto& [folder, changes] : changes_) {
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
      if (change->kept_sizes) {
        LoseUnsynced(change->kept, change->kept_sizes->written,
                     change->kept_sizes->synced, random);
      }
      TakeBack(*change);
    }
  }
  files_.clear();
  changes_.clear();
  crashed_ = false;
  crash_at_ = 0;
}

rocksdb::Status CrashEnv::NewWritableFile(
    const std::string& path, std::unique_ptr<rocksdb::WritableFile>* file,
    const rocksdb::EnvOptions& options) {
  absl::MutexLock lock(&mutex_);
  if (rocksdb::Status status = Step(true); !status.ok()) return status;
  const std::string normal = Normal(path);
  const bool is_new = !fs::exists(normal);
  std::unique_ptr<rocksdb::WritableFile> real;
  const rocksdb::Status status =
      target()->NewWritableFile(path, &real, options);
  if (!status.ok()) return status;
  if (is_new) {
    changes_[FolderOf(normal)].push_back(
        {.kind = Change::Kind::kMade, .path = normal});
  }
  files_[normal] = {};
  *file = std::make_unique<CrashFile>(*this, normal, std::move(real));
  return status;
}

rocksdb::Status CrashEnv::ReopenWritableFile(
    const std::string& path, std::unique_ptr<rocksdb::WritableFile>* file,
    const rocksdb::EnvOptions& options) {
  absl::MutexLock lock(&mutex_);
  if (rocksdb::Status status = Step(true); !status.ok()) return status;
  const std::string normal = Normal(path);
  std::unique_ptr<rocksdb::WritableFile> real;
  const rocksdb::Status status =
      target()->ReopenWritableFile(path, &real, options);
  if (!status.ok()) return status;
  if (!files_.contains(normal)) {
    const uint64_t size = fs::file_size(normal);
    files_[normal] = {.written = size, .synced = size};
  }
  *file = std::make_unique<CrashFile>(*this, normal, std::move(real));
  return status;
}

rocksdb::Status CrashEnv::ReuseWritableFile(
    const std::string& /*path*/, const std::string& /*old_path*/,
    std::unique_ptr<rocksdb::WritableFile>* /*file*/,
    const rocksdb::EnvOptions& /*options*/) {
  return rocksdb::Status::NotSupported("no way to follow such a file");
}

rocksdb::Status CrashEnv::NewRandomRWFile(
    const std::string& /*path*/,
    std::unique_ptr<rocksdb::RandomRWFile>* /*file*/,
    const rocksdb::EnvOptions& /*options*/) {
  return rocksdb::Status::NotSupported("no way to follow such a file");
}

rocksdb::Status CrashEnv::NewDirectory(
    const std::string& path, std::unique_ptr<rocksdb::Directory>* folder) {
  if (!fs::is_directory(path)) {
    return rocksdb::Status::IOError("no such folder", path);
  }
  // Without the trailing slash that lexically_normal() keeps.
  *folder = std::make_unique<CrashFolder>(*this, FolderOf(Normal(path + "/")));
  return rocksdb::Status::OK();
}

rocksdb::Status CrashEnv::DeleteFile(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  if (rocksdb::Status status = Step(false); !status.ok()) return status;
  const std::string normal = Normal(path);
  Change change{.kind = Change::Kind::kDeleted, .path = normal};
  Keep(normal, change);
  const rocksdb::Status status = target()->DeleteFile(path);
  if (status.ok()) changes_[FolderOf(normal)].push_back(std::move(change));
  return status;
}

rocksdb::Status CrashEnv::Truncate(const std::string& path, size_t size) {
  absl::MutexLock lock(&mutex_);
  if (rocksdb::Status status = Step(false); !status.ok()) return status;
  return target()->Truncate(path, size);
}

rocksdb::Status CrashEnv::RenameFile(const std::string& from,
                                     const std::string& to) {
  absl::MutexLock lock(&mutex_);
  if (rocksdb::Status status = Step(false); !status.ok()) return status;
  const std::string source = Normal(from);
  const std::string goal = Normal(to);
  Change change{
      .kind = Change::Kind::kRenamed, .path = goal, .renamed_from = source};
  Keep(goal, change);
  const rocksdb::Status status = target()->RenameFile(from, to);
  if (!status.ok()) return status;
  if (auto sizes = files_.extract(source); !sizes.empty()) {
    sizes.key() = goal;
    files_.insert(std::move(sizes));
  }
  changes_[FolderOf(goal)].push_back(std::move(change));
  return status;
}

rocksdb::Status CrashEnv::LinkFile(const std::string& from,
                                   const std::string& to) {
  absl::MutexLock lock(&mutex_);
  if (rocksdb::Status status = Step(true); !status.ok()) return status;
  const rocksdb::Status status = target()->LinkFile(from, to);
  if (status.ok()) {
    changes_[FolderOf(Normal(to))].push_back(
        {.kind = Change::Kind::kMade, .path = Normal(to)});
  }
  return status;
}

rocksdb::Status CrashEnv::GetFreeSpace(const std::string& path,
                                       uint64_t* bytes) {
  {
    absl::MutexLock lock(&mutex_);
    if (full_) {
      *bytes = 0;
      return rocksdb::Status::OK();
    }
  }
  return target()->GetFreeSpace(path, bytes);
}

void CrashEnv::SleepForMicroseconds(int /*micros*/) {}

}  // namespace earmark::index
