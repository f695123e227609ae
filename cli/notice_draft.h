// Notices to other platforms, drafted from what was found in files that were
// fetched from there.
#ifndef EARMARK_CLI_NOTICE_DRAFT_H_
#define EARMARK_CLI_NOTICE_DRAFT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/screening_service.pb.h"
#include "takedown/notice.h"

namespace earmark::cli {

// A file, where it was found, and what of the owner's is in it.
struct FetchedFile {
  std::string path;
  // Empty: not said.
  std::string location;
  v1::MatchFileResponse matched;
};

// By name.
using Works = std::map<std::string, v1::Work>;

// To one platform.
struct NoticeDraft {
  // The host of the locations; empty: none was said.
  std::string platform;
  takedown::Notice notice;
  // At least one, and a find in each.
  std::vector<FetchedFile> files;
};

// The host of an address like `https://host/path`, without `www.` and port, in
// lower case. Returns kInvalidArgument for anything else.
absl::StatusOr<std::string> PlatformOf(const std::string& location);

// One notice for each platform, in the order of the files, which have a find
// each and good locations. `stated` is what the sender says; `works` are all
// that are found.
std::vector<NoticeDraft> DraftNotices(const takedown::Notice& stated,
                                      const std::vector<FetchedFile>& files,
                                      const Works& works);

// The notice as a letter, as takedown::NoticeText has it.
std::string LetterOf(const NoticeDraft& draft, const Works& works);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_NOTICE_DRAFT_H_
