// Tables come from people and their spreadsheets: any bytes are refused, or
// give rows of which each has its line, and is a work with a file, or a part of
// a reference, or a hold on a work, or says what is wrong.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exclusion_table.h"
#include "cli/import_table.h"
#include "cli/ownership_table.h"
#include "cli/text.h"
#include "tests/fuzz/fuzz_target.h"

namespace earmark::fuzz {

std::vector<std::string> Seeds() {
  return {
      "work_id,title,owner,file\r\nlark,\"The \"\"Lark\"\", Ascending\",o,"
      "lark.flac\r\n",
      "\xEF\xBB\xBFowner,file,work_id,title,isrc,iswc,eidr,kind,policy,"
      "territories\no,f,w,\"two\nlines\",,,,film,takedown,\"AT,DE\"\nw,,x\n",
      "reference,start,end,note\nlark/a1,0:01.5,2,loop\nlark/a1,3,1:02:03,\n",
      "work_id,owner,right,share,start\nlark,o,recording,50%,2026-01-01\n"};
}

}  // namespace earmark::fuzz

namespace {

void CheckImportTable(std::string_view csv) {
  const auto rows = earmark::cli::ParseImportTable(csv);
  if (!rows.ok()) {
    if (!absl::IsInvalidArgument(rows.status())) std::abort();
    return;
  }
  size_t line = 1;
  for (const earmark::cli::ImportRow& row : *rows) {
    if (row.line <= line) std::abort();
    line = row.line;
    const bool complete = !row.work.title().empty() && !row.file.empty();
    if (row.status.ok() ? !complete : row.status.message().empty()) {
      std::abort();
    }
  }
}

void CheckExclusionTable(std::string_view csv) {
  const auto rows = earmark::cli::ParseExclusionTable(csv);
  if (!rows.ok()) {
    if (!absl::IsInvalidArgument(rows.status())) std::abort();
    return;
  }
  size_t line = 1;
  for (const earmark::cli::ExclusionRow& row : *rows) {
    if (row.line <= line) std::abort();
    line = row.line;
    const bool is_part =
        !row.reference.empty() &&
        earmark::cli::ToMicroseconds(row.exclusion.reference_start()) <
            earmark::cli::ToMicroseconds(row.exclusion.reference_end());
    if (row.status.ok() ? !is_part : row.status.message().empty()) {
      std::abort();
    }
  }
}

void CheckOwnershipTable(std::string_view csv) {
  const auto rows = earmark::cli::ParseOwnershipTable(csv);
  if (!rows.ok()) {
    if (!absl::IsInvalidArgument(rows.status())) std::abort();
    return;
  }
  size_t line = 1;
  for (const earmark::cli::OwnershipRow& row : *rows) {
    if (row.line <= line) std::abort();
    line = row.line;
    // Holds are set by work and owner: both are known, or neither.
    if (row.work.empty() != row.hold.owner().empty()) std::abort();
    if (row.status.ok() ? row.work.empty() : row.status.message().empty()) {
      std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view csv(reinterpret_cast<const char*>(data), size);
  CheckImportTable(csv);
  CheckExclusionTable(csv);
  CheckOwnershipTable(csv);
  return 0;
}
