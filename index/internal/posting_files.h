// Pages of postings in sorted files, which RocksDB takes in as they are.
#ifndef EARMARK_INDEX_INTERNAL_POSTING_FILES_H_
#define EARMARK_INDEX_INTERNAL_POSTING_FILES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "index/internal/posting_page.h"
#include "rocksdb/env.h"
#include "rocksdb/options.h"
#include "rocksdb/sst_file_writer.h"

namespace earmark::index {

// Files that nobody took in are removed with this object. Not safe for
// concurrent use.
class PostingFiles {
 public:
  // Removes the files of those whose process ended before they could.
  static absl::Status RemoveLeft(rocksdb::Env& env, const std::string& folder);

  // Writes into `folder`, for a table of `options`.
  PostingFiles(const rocksdb::Options& options, std::string folder);
  ~PostingFiles();
  PostingFiles(const PostingFiles&) = delete;
  PostingFiles& operator=(const PostingFiles&) = delete;

  // Adds to the page of `key`, which comes after those of all calls before.
  // Sorts `postings`. Returns kResourceExhausted when the disk is full.
  absl::Status Add(const std::string& key, std::vector<PagePosting>& postings);

  // Ends the last file and returns the paths of all.
  absl::StatusOr<std::vector<std::string>> Finish();

 private:
  absl::Status FinishFile();

  const rocksdb::Options options_;
  const std::string folder_;
  // Null between files.
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
  std::vector<std::string> paths_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_POSTING_FILES_H_
