#include "bench/posting_spool.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace earmark::bench {
namespace {

using index::Posting;
using index::PostingTable;

constexpr size_t kParts = 128;
constexpr int kPartShift = 25;

}  // namespace

PostingSpool::PostingSpool(std::filesystem::path folder)
    : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  for (auto& files : files_) files.resize(kParts);
}

PostingSpool::~PostingSpool() { std::filesystem::remove_all(folder_); }

std::filesystem::path PostingSpool::PathOf(size_t table, size_t part) const {
  return folder_ / absl::StrCat(table, "-", part);
}

absl::Status PostingSpool::Add(const index::Batch::Addition& addition) {
  const auto table = static_cast<size_t>(addition.table);
  const size_t part = addition.term >> kPartShift;
  std::ofstream& file = files_[table][part];
  if (!file.is_open()) file.open(PathOf(table, part), std::ios::binary);
  const Record record = {addition.term, addition.posting};
  file.write(reinterpret_cast<const char*>(&record), sizeof(record));
  if (file) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("cannot write ", PathOf(table, part).string()));
}

absl::Status PostingSpool::IngestInto(index::Store& store) {
  for (size_t table = 0; table < files_.size(); ++table) {
    std::vector<Record> records;
    size_t at = 0;
    size_t part = 0;
    const absl::Status status = store.Ingest(
        static_cast<PostingTable>(table), [&](uint32_t& term, Posting& out) {
          while (at == records.size() && part < kParts) {
            records = Take(table, part++);
            at = 0;
          }
          if (at == records.size()) return false;
          term = records[at].term;
          out = records[at++].posting;
          return true;
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::vector<PostingSpool::Record> PostingSpool::Take(size_t table,
                                                     size_t part) {
  std::ofstream& file = files_[table][part];
  if (!file.is_open()) return {};
  file.close();
  const std::filesystem::path path = PathOf(table, part);
  std::vector<Record> records(std::filesystem::file_size(path) /
                              sizeof(Record));
  std::ifstream(path, std::ios::binary)
      .read(reinterpret_cast<char*>(records.data()),
            static_cast<std::streamsize>(records.size() * sizeof(Record)));
  std::filesystem::remove(path);
  std::sort(records.begin(), records.end(),
            [](const Record& a, const Record& b) { return a.term < b.term; });
  return records;
}

}  // namespace earmark::bench
