// Tables come from people and their spreadsheets: any bytes are refused, or
// give rows of which each has its line, and is a work with a file or says what
// is wrong.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "cli/import_table.h"
#include "tests/fuzz/fuzz_target.h"

namespace earmark::fuzz {

std::vector<std::string> Seeds() {
  return {
      "work_id,title,owner,file\r\nlark,\"The \"\"Lark\"\", Ascending\",o,"
      "lark.flac\r\n",
      "\xEF\xBB\xBFowner,file,work_id,title,isrc,iswc,eidr,kind,policy,"
      "territories\no,f,w,\"two\nlines\",,,,film,takedown,\"AT,DE\"\nw,,x\n"};
}

}  // namespace earmark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto rows = earmark::cli::ParseImportTable(
      {reinterpret_cast<const char*>(data), size});
  if (!rows.ok()) {
    if (!absl::IsInvalidArgument(rows.status())) std::abort();
    return 0;
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
  return 0;
}
