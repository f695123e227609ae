// A file system for RocksDB that loses power, or runs full, when it is told to.
//
// It counts the operations that change the disk: appends, syncs of files and of
// folders, files made, renamed and deleted. At a chosen one the power fails:
// that one and all later ones fail. What a disk may lose then is lost in
// LosePower(): bytes that were not synced (all of them, or a part: a torn
// write), and files made, renamed or deleted in a folder that was not synced
// since. Syncs are only counted, not passed on, so that tests are fast.
//
// After an idea of RocksDB's and LevelDB's FaultInjectionTestEnv.
#ifndef EARMARK_TESTS_INDEX_CRASH_ENV_H_
#define EARMARK_TESTS_INDEX_CRASH_ENV_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "rocksdb/env.h"

namespace earmark::index {

// Safe for concurrent use, except LosePower.
class CrashEnv : public rocksdb::EnvWrapper {
 public:
  // `spare_folder` is an existing folder on the same disk, outside of the
  // database, where files are kept that a crash could bring back.
  explicit CrashEnv(std::string spare_folder);

  // Lets the power fail at the `operation`th operation from now on; 1 is the
  // next.
  void CrashAt(uint64_t operation);

  // Whether it has failed.
  bool crashed() const;

  // Operations so far.
  uint64_t operations() const;

  // While full, whatever needs space fails.
  void set_full(bool full);

  // Brings the disk into the state that it has after the power failed just now,
  // and lets operations succeed again. `seed` chooses what becomes of unsynced
  // bytes. All files must be closed.
  void LosePower(uint32_t seed);

  rocksdb::Status NewWritableFile(const std::string& path,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override;
  rocksdb::Status ReopenWritableFile(
      const std::string& path, std::unique_ptr<rocksdb::WritableFile>* file,
      const rocksdb::EnvOptions& options) override;
  rocksdb::Status ReuseWritableFile(
      const std::string& path, const std::string& old_path,
      std::unique_ptr<rocksdb::WritableFile>* file,
      const rocksdb::EnvOptions& options) override;
  rocksdb::Status NewRandomRWFile(const std::string& path,
                                  std::unique_ptr<rocksdb::RandomRWFile>* file,
                                  const rocksdb::EnvOptions& options) override;
  rocksdb::Status NewDirectory(
      const std::string& path,
      std::unique_ptr<rocksdb::Directory>* folder) override;
  rocksdb::Status DeleteFile(const std::string& path) override;
  rocksdb::Status Truncate(const std::string& path, size_t size) override;
  rocksdb::Status RenameFile(const std::string& from,
                             const std::string& to) override;
  rocksdb::Status LinkFile(const std::string& from,
                           const std::string& to) override;
  rocksdb::Status GetFreeSpace(const std::string& path,
                               uint64_t* bytes) override;
  // Does not: RocksDB waits a second before it tries again what failed.
  void SleepForMicroseconds(int micros) override;

 private:
  friend class CrashFile;
  friend class CrashFolder;

  struct Sizes {
    uint64_t written = 0;
    uint64_t synced = 0;
  };

  // How to take back one change of a folder, if its sync never comes.
  struct Change {
    enum class Kind { kMade, kRenamed, kDeleted };
    Kind kind;
    std::string path;
    std::string renamed_from = {};
    // What was at `path` before; empty: nothing.
    std::string kept = {};
    std::optional<Sizes> kept_sizes = {};
  };

  // Counts an operation; fails if the power does, or if it needs space and
  // there is none.
  rocksdb::Status Step(bool needs_space) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Keeps what is at `path`, for `change` to bring back.
  void Keep(const std::string& path, Change& change)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeBack(const Change& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string spare_folder_;
  mutable absl::Mutex mutex_;
  uint64_t operations_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t crash_at_ ABSL_GUARDED_BY(mutex_) = 0;  // 0: never
  bool crashed_ ABSL_GUARDED_BY(mutex_) = false;
  bool full_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t kept_files_ ABSL_GUARDED_BY(mutex_) = 0;
  // The files that were written to, by path.
  std::map<std::string, Sizes> files_ ABSL_GUARDED_BY(mutex_);
  // By folder, in the order they were made.
  std::map<std::string, std::vector<Change>> changes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_CRASH_ENV_H_
