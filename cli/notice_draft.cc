#include "cli/notice_draft.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "cli/catalogue_view.h"
#include "cli/screening_view.h"
#include "cli/text.h"
#include "cli/upload.h"
#include "cli/values.h"
#include "takedown/notice_letter.h"

namespace earmark::cli {
namespace {

using Find = v1::MatchFileResponse::Find;

std::string TitleOf(const std::string& work, const Works& works) {
  const auto known = works.find(work);
  return known == works.end() ? IdOf(work) : known->second.title();
}

// What identifies a work to a stranger: `"The Lark" (sound recording, ISRC
// GBAYE0601498, rights held in AT)`.
std::string DescribeWork(const Find& find, const Works& works) {
  std::vector<std::string> parts;
  if (const auto known = works.find(find.match().work());
      known != works.end()) {
    const v1::Work& work = known->second;
    if (work.kind() != v1::Work::KIND_UNSPECIFIED) {
      parts.push_back(Words(v1::Work::Kind_Name(work.kind())));
    }
    const auto add = [&](const char* standard, const std::string& number) {
      if (!number.empty()) parts.push_back(absl::StrCat(standard, " ", number));
    };
    add("ISRC", work.isrc());
    add("ISWC", work.iswc());
    add("EIDR", work.eidr());
  }
  if (!find.territories().empty()) {
    parts.push_back(
        absl::StrCat("rights held ", RenderPlaces(find.territories())));
  }
  const std::string title =
      absl::StrCat("\"", TitleOf(find.match().work(), works), "\"");
  return parts.empty()
             ? title
             : absl::StrCat(title, " (", absl::StrJoin(parts, ", "), ")");
}

}  // namespace

absl::StatusOr<std::string> PlatformOf(const std::string& location) {
  const size_t scheme = location.find("://");
  const bool has_space =
      std::any_of(location.begin(), location.end(), [](const char c) {
        return absl::ascii_isspace(static_cast<unsigned char>(c)) ||
               absl::ascii_iscntrl(static_cast<unsigned char>(c));
      });
  if (scheme != std::string::npos && scheme > 0 && !has_space) {
    std::string host = location.substr(scheme + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    host = host.substr(host.rfind('@') + 1);
    if (const size_t port = host.find_last_not_of("0123456789");
        port != std::string::npos && host[port] == ':') {
      host.resize(port);
    }
    absl::AsciiStrToLower(&host);
    if (host.starts_with("www.")) host = host.substr(4);
    if (!host.empty()) return host;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--location must be an address like https://host/path, got ",
                   ToUtf8(location)));
}

std::vector<NoticeDraft> DraftNotices(const takedown::Notice& stated,
                                      const std::vector<FetchedFile>& files,
                                      const Works& works) {
  std::vector<NoticeDraft> drafts;
  for (const FetchedFile& file : files) {
    const std::string platform = PlatformOf(file.location).value_or("");
    auto draft = std::find_if(drafts.begin(), drafts.end(),
                              [&](const NoticeDraft& candidate) {
                                return candidate.platform == platform;
                              });
    if (draft == drafts.end()) {
      draft = drafts.insert(drafts.end(), NoticeDraft{platform, stated, {}});
    }
    takedown::Notice& notice = draft->notice;
    if (!file.location.empty()) notice.locations.push_back(file.location);
    for (const Find& find : file.matched.finds()) {
      std::string work = DescribeWork(find, works);
      if (std::find(notice.works.begin(), notice.works.end(), work) ==
          notice.works.end()) {
        notice.works.push_back(std::move(work));
      }
    }
    draft->files.push_back(file);
  }
  return drafts;
}

std::string LetterOf(const NoticeDraft& draft, const Works& works) {
  std::vector<takedown::NoticedFile> files;
  files.reserve(draft.files.size());
  for (const FetchedFile& file : draft.files) {
    takedown::NoticedFile& noticed = files.emplace_back();
    noticed.location = file.location;
    noticed.name = FileNameOf(file.path);
    noticed.duration = ToMicroseconds(file.matched.duration());
    noticed.content_sha256 =
        absl::BytesToHexString(file.matched.content_sha256());
    for (const Find& find : file.matched.finds()) {
      noticed.finds.push_back({TitleOf(find.match().work(), works),
                               absl::StrJoin({find.place(), find.change(),
                                              find.strength(), find.method()},
                                             " ")});
    }
  }
  return takedown::NoticeText(draft.notice, draft.platform, files);
}

}  // namespace earmark::cli
