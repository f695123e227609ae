#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/json.h"
#include "cli/notice_draft.h"
#include "cli/notice_options.h"
#include "cli/notice_view.h"
#include "cli/parallel.h"
#include "cli/progress.h"
#include "cli/screening_view.h"
#include "cli/text.h"
#include "cli/upload.h"
#include "cli/values.h"
#include "earmark/v1/catalog_service.grpc.pb.h"
#include "takedown/notice_letter.h"

namespace earmark::cli {
namespace {

using Catalog = v1::CatalogService::Stub;
using takedown::Notice;

// As typed.
struct DraftArguments {
  std::vector<std::string> paths;
  std::vector<std::string> locations;
  std::string owner;
  std::vector<std::string> works;
  std::string law = "dmca";
  std::string on_behalf_of;
  // What it says itself; the rest follows from the finds.
  Notice stated;
};

absl::StatusOr<Notice> ReadStatements(const DraftArguments& arguments) {
  Notice notice = arguments.stated;
  const absl::StatusOr<Notice::Law> law = ReadLaw(arguments.law);
  if (!law.ok()) return law.status();
  notice.law = *law;
  notice.owner = arguments.on_behalf_of.empty() ? notice.sender.name
                                                : arguments.on_behalf_of;
  if (notice.law == Notice::Law::kDsa) {
    const std::string own_words = notice.explanation;
    notice.explanation = takedown::ExplainInfringement(notice);
    if (!own_words.empty()) {
      absl::StrAppend(&notice.explanation,
                      notice.explanation.empty() ? "" : "\n", own_words);
    }
  }
  return notice;
}

absl::Status CheckLocations(const DraftArguments& arguments) {
  for (const std::string& location : arguments.locations) {
    const absl::StatusOr<std::string> platform = PlatformOf(location);
    if (!platform.ok()) return UsageError(MessageOf(platform.status()));
  }
  const size_t count = arguments.locations.size();
  if (count == 0 || count == arguments.paths.size()) return absl::OkStatus();
  return UsageError(absl::StrCat("--location must come once for each of the ",
                                 arguments.paths.size(),
                                 " files, in their order, got ", count));
}

absl::StatusOr<v1::Work> GetWork(Connection& connection,
                                 const std::string& name) {
  v1::GetWorkRequest request;
  request.set_name(name);
  return connection.Call(&Catalog::GetWork, request);
}

// A mistyped owner or work must not look like one that was not found.
absl::Status CheckNames(Connection& connection, const std::string& owner,
                        const std::vector<std::string>& works) {
  v1::GetOwnerRequest request;
  request.set_name(owner);
  const absl::Status known =
      connection.Call(&Catalog::GetOwner, request).status();
  if (!known.ok()) return known;
  for (const std::string& name : works) {
    const absl::StatusOr<v1::Work> work = GetWork(connection, name);
    if (!work.ok()) return work.status();
    const auto& holds = work->ownerships();
    if (std::none_of(
            holds.begin(), holds.end(),
            [&](const v1::Ownership& hold) { return hold.owner() == owner; })) {
      return absl::InvalidArgumentError(
          absl::StrCat("--work must name a work of ", owner, ", got ", name));
    }
  }
  return absl::OkStatus();
}

// Leaves out the finds of other works, if there are `works`.
void KeepWorks(const std::vector<std::string>& works,
               v1::MatchFileResponse& matched) {
  if (works.empty()) return;
  auto& finds = *matched.mutable_finds();
  finds.erase(std::remove_if(finds.begin(), finds.end(),
                             [&](const v1::MatchFileResponse::Find& find) {
                               return std::find(works.begin(), works.end(),
                                                find.match().work()) ==
                                      works.end();
                             }),
              finds.end());
}

uint64_t SizeOf(const std::string& path) {
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

// Drafts the notices of one command.
class Drafting {
 public:
  // All must outlive this object.
  Drafting(Connection& connection, const DraftArguments& arguments,
           const Settings& settings, Console& console)
      : connection_(connection),
        arguments_(arguments),
        settings_(settings),
        console_(console),
        owner_(ResourceName("owners", ToUtf8(arguments.owner))) {
    for (const std::string& work : arguments.works) {
      only_.push_back(ResourceName("works", ToUtf8(work)));
    }
  }

  absl::StatusOr<ExitCode> Run(const Notice& stated) {
    const absl::Status checked = CheckNames(connection_, owner_, only_);
    if (!checked.ok()) return checked;
    MatchFiles();
    const absl::Status read = ReadWorks();
    if (!read.ok()) return read;
    const std::vector<NoticeDraft> drafts =
        DraftNotices(stated, files_, works_);
    for (const NoticeDraft& draft : drafts) Print(draft);
    if (!drafts.empty()) {
      for (const FetchedFile& file : files_) {
        for (const std::string& caution : CautionsOf(file.matched)) {
          console_.err << "warning: " << ForTerminal(file.path) << ": "
                       << ForTerminal(caution) << "\n";
        }
      }
      console_.err << DutiesOfSender(stated.law, console_.style);
    }
    return all_complete_ ? ExitCode::kDone : ExitCode::kFailed;
  }

 private:
  void MatchFiles() {
    const std::vector<std::string>& paths = arguments_.paths;
    uint64_t total_bytes = 0;
    for (const std::string& path : paths) total_bytes += SizeOf(path);
    Progress progress(console_, "compared", paths.size(), total_bytes);
    ParallelInOrder<absl::StatusOr<v1::MatchFileResponse>>(
        paths.size(), StreamCount(),
        [&](size_t i) {
          absl::StatusOr<v1::MatchFileResponse> matched =
              UploadForMatching(connection_, owner_, paths[i]);
          progress.FileDone(SizeOf(paths[i]));
          return matched;
        },
        [&](size_t i, absl::StatusOr<v1::MatchFileResponse> matched) {
          progress.Clear();
          Take(i, std::move(matched));
        },
        [&] { progress.Draw(); });
  }

  void Take(size_t i, absl::StatusOr<v1::MatchFileResponse> matched) {
    FetchedFile file;
    file.path = arguments_.paths[i];
    if (!arguments_.locations.empty()) file.location = arguments_.locations[i];
    JsonObject json;
    json.Add("file", ToUtf8(file.path)).Add("location", ToUtf8(file.location));
    if (!matched.ok()) {
      Miss(At(file.path, matched.status()),
           json.AddJson("error", ErrorJson(matched.status())));
      return;
    }
    file.matched = *std::move(matched);
    KeepWorks(only_, file.matched);
    if (!file.matched.finds().empty()) {
      files_.push_back(std::move(file));
      return;
    }
    Miss(absl::NotFoundError(absl::StrCat(
             file.path, ": nothing of ",
             only_.empty() ? owner_ : absl::StrJoin(only_, ", "),
             " was found in it (", RenderCoverages(file.matched.coverages()),
             "), so there is no notice about it")),
         json.AddJson("coverages", ToJsonArray(file.matched.coverages()))
             .AddJson("finds", "[]"));
  }

  // There is no notice about a file.
  void Miss(const absl::Status& why, const JsonObject& json) {
    all_complete_ = false;
    PrintError(console_, why);
    if (settings_.json) console_.out << json.Build() << std::endl;
  }

  absl::Status ReadWorks() {
    for (const FetchedFile& file : files_) {
      for (const v1::MatchFileResponse::Find& find : file.matched.finds()) {
        const std::string& name = find.match().work();
        if (works_.contains(name)) continue;
        absl::StatusOr<v1::Work> work = GetWork(connection_, name);
        if (!work.ok()) return work.status();
        works_[name] = *std::move(work);
      }
    }
    return absl::OkStatus();
  }

  void Print(const NoticeDraft& draft) {
    if (settings_.json) {
      console_.out << NoticeJson(draft, works_) << "\n";
    } else {
      console_.out << (has_printed_ ? "\n* * *\n\n" : "")
                   << RenderNotice(draft, works_, console_.style);
      has_printed_ = true;
    }
    if (takedown::MissingElements(draft.notice).empty()) return;
    all_complete_ = false;
    PrintError(console_,
               absl::FailedPreconditionError(absl::StrCat(
                   "the notice to ",
                   draft.platform.empty() ? "the platform" : draft.platform,
                   " is incomplete: it ends in what is missing")));
  }

  Connection& connection_;
  const DraftArguments& arguments_;
  const Settings& settings_;
  Console& console_;
  const std::string owner_;
  // Empty: all.
  std::vector<std::string> only_;
  // Those in which something was found, in their order.
  std::vector<FetchedFile> files_;
  Works works_;
  bool all_complete_ = true;
  bool has_printed_ = false;
};

absl::StatusOr<ExitCode> Draft(const DraftArguments& arguments,
                               const Settings& settings, Console& console) {
  const absl::StatusOr<Notice> stated = ReadStatements(arguments);
  if (!stated.ok()) return stated.status();
  const absl::Status located = CheckLocations(arguments);
  if (!located.ok()) return located;
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  return Drafting(**connection, arguments, settings, console).Run(*stated);
}

}  // namespace

void AddNoticesDraftCommand(CommandLine& line, CLI::App& group) {
  const auto arguments = std::make_shared<DraftArguments>();
  CLI::App& app = line.AddCommand(
      group, "draft",
      "Find an owner's works in files that were fetched from other platforms, "
      "and draft a notice to each platform",
      "earmark notices draft clip.mp4 --owner bluebird --location "
      "https://video.example/v/1\n"
      "earmark notices draft a.mp4 b.mp4 --owner bluebird --law dsa --location "
      "URL-OF-A --location URL-OF-B\n"
      "\n"
      "The notice ends in what is missing, with the option for it. Nothing is "
      "stated\n"
      "for you: look at each use first, then give --good-faith, --accurate "
      "and\n"
      "--authorised. The files are not kept.",
      [arguments](const Settings& settings, Console& console) {
        return Draft(*arguments, settings, console);
      });
  app.add_option("FILE", arguments->paths, "Copies of what the platforms show")
      ->required()
      ->type_name("");
  app.add_option("--owner", arguments->owner, "Whose works to look for")
      ->required()
      ->type_name("OWNER");
  AddRepeated(app, "--work", arguments->works,
              "Only this work; may be repeated (default: all of the owner)",
              "WORK");
  AddRepeated(app, "--location", arguments->locations,
              "Where a file was found; once for each file, in their order",
              "URL");
  AddLawOption(app, arguments->law);
  app.add_option("--on-behalf-of", arguments->on_behalf_of,
                 "The owner of the right, as the notice calls it (default: the "
                 "sender)")
      ->type_name("NAME");
  AddStatements(app, arguments->stated);
}

}  // namespace earmark::cli
