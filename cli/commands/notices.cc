#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/notice_options.h"
#include "cli/notice_view.h"
#include "cli/sent_notice_view.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/notice_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Notices = v1::NoticeService::Stub;

// As typed.
struct NoticeArguments {
  // Of complete.
  std::string name;
  // Of send.
  std::string law = "dmca";
  takedown::Notice stated;
};

v1::Notice ToProto(const NoticeArguments& arguments) {
  const takedown::Notice& stated = arguments.stated;
  v1::Notice notice;
  notice.set_sender_name(ToUtf8(stated.sender.name));
  notice.set_sender_address(ToUtf8(stated.sender.address));
  notice.set_sender_telephone(ToUtf8(stated.sender.telephone));
  notice.set_sender_email(ToUtf8(stated.sender.email));
  notice.set_signature(ToUtf8(stated.signature));
  notice.set_owner(ToUtf8(stated.owner));
  for (const std::string& work : stated.works) {
    notice.add_works(ToUtf8(work));
  }
  for (const std::string& location : stated.locations) {
    notice.add_locations(ToUtf8(location));
  }
  notice.set_explanation(ToUtf8(stated.explanation));
  notice.set_not_authorised(stated.not_authorised);
  notice.set_accurate(stated.accurate);
  notice.set_authorised_to_act(stated.authorised_to_act);
  return notice;
}

void Print(const v1::Notice& notice, const Settings& settings,
           Console& console) {
  console.out << (settings.json ? ToJson(notice) + "\n"
                                : RenderSentNotice(notice, console.style));
}

// Shows what was taken in; an incomplete notice is a fault of the call.
ExitCode Conclude(const v1::Notice& notice, const Settings& settings,
                  Console& console) {
  Print(notice, settings, console);
  if (notice.state() != v1::Notice::INCOMPLETE) return ExitCode::kDone;
  PrintError(console,
             absl::FailedPreconditionError(absl::StrCat(
                 "the notice is incomplete, and nothing is decided on it: send "
                 "what is missing by `earmark notices complete ",
                 IdOf(notice.name()), "`")));
  return ExitCode::kFailed;
}

absl::StatusOr<ExitCode> Send(const NoticeArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<takedown::Notice::Law> law = ReadLaw(arguments.law);
  if (!law.ok()) return law.status();
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::SendNoticeRequest request;
  *request.mutable_notice() = ToProto(arguments);
  request.mutable_notice()->set_law(
      *law == takedown::Notice::Law::kDsa ? v1::Notice::DSA : v1::Notice::DMCA);
  const absl::StatusOr<v1::Notice> notice =
      (*connection)->Call(&Notices::SendNotice, request);
  if (!notice.ok()) return notice.status();
  return Conclude(*notice, settings, console);
}

absl::StatusOr<ExitCode> Complete(const NoticeArguments& arguments,
                                  const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::CompleteNoticeRequest request;
  request.set_name(ResourceName("notices", ToUtf8(arguments.name)));
  *request.mutable_notice() = ToProto(arguments);
  const absl::StatusOr<v1::Notice> notice =
      (*connection)->Call(&Notices::CompleteNotice, request);
  if (!notice.ok()) return notice.status();
  return Conclude(*notice, settings, console);
}

absl::StatusOr<ExitCode> Show(const std::string& name, const Settings& settings,
                              Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GetNoticeRequest request;
  request.set_name(ResourceName("notices", ToUtf8(name)));
  const absl::StatusOr<v1::Notice> notice =
      (*connection)->Call(&Notices::GetNotice, request);
  if (!notice.ok()) return notice.status();
  Print(*notice, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> List(size_t limit, const Settings& settings,
                              Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListNoticesRequest first;
  ListPrinter printer(SentNoticesTable(), limit, settings, console);
  first.set_page_size(printer.page_size());
  const absl::Status listed =
      ForEachPage<v1::ListNoticesRequest, v1::ListNoticesResponse>(
          first,
          [&](const v1::ListNoticesRequest& request) {
            return (*connection)->Call(&Notices::ListNotices, request);
          },
          [&](const v1::ListNoticesResponse& page) {
            return printer.Add(page.notices(), AddSentNotice);
          });
  if (!listed.ok()) return listed;
  printer.PrintTable();
  return ExitCode::kDone;
}

void AddNoticeOptions(CLI::App& app, NoticeArguments& arguments) {
  AddRepeated(app, "--location", arguments.stated.locations,
              "Where the material is: its address, or screenings/SCREENING if "
              "it is known; may be repeated",
              "WHERE");
  AddRepeated(app, "--work", arguments.stated.works,
              "What is infringed, in words; may be repeated", "TEXT");
  app.add_option("--on-behalf-of", arguments.stated.owner,
                 "The owner of the right (default: the sender)")
      ->type_name("NAME");
  AddStatements(app, arguments.stated);
}

}  // namespace

void AddNoticesCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "notices",
      "Take in notices from anybody, and draft notices to other platforms");
  AddNoticesDraftCommand(line, group);

  const auto sent = std::make_shared<NoticeArguments>();
  CLI::App& send = line.AddCommand(
      group, "send",
      "Take in a notice of infringing material, whether or not the works are "
      "registered",
      "earmark notices send --location screenings/01m5... --work \"The Lark, "
      "Bluebird\" --name \"Ann Owner\" --email ann@example.com --signature "
      "\"Ann Owner\" --good-faith --accurate --authorised\n"
      "earmark notices send --law dsa --location https://video.example/v/1 "
      "--explanation \"It is my film.\" --name Bo --email bo@example.com "
      "--accurate\n"
      "\n"
      "A complete notice opens a case for a moderator (`earmark review list`). "
      "An\n"
      "incomplete one is kept, and answered with what is missing. Whoever "
      "knowingly\n"
      "misrepresents that material is infringing is liable by 17 USC 512(f).",
      [sent](const Settings& settings, Console& console) {
        return Send(*sent, settings, console);
      });
  AddLawOption(send, sent->law);
  AddNoticeOptions(send, *sent);

  const auto rest = std::make_shared<NoticeArguments>();
  CLI::App& complete = line.AddCommand(
      group, "complete", "Add what was missing of a notice",
      "earmark notices complete 01m5... --signature \"Ann Owner\" --accurate",
      [rest](const Settings& settings, Console& console) {
        return Complete(*rest, settings, console);
      });
  complete.add_option("NOTICE", rest->name, "The notice, as it was answered")
      ->required()
      ->type_name("");
  AddNoticeOptions(complete, *rest);

  const auto limit = std::make_shared<size_t>(50);
  CLI::App& list = line.AddCommand(
      group, "list", "List the notices that were sent, newest first",
      "earmark notices list --limit 20",
      [limit](const Settings& settings, Console& console) {
        return List(*limit, settings, console);
      });
  list.add_option("--limit", *limit, "At most this many; 0: all (default: 50)")
      ->type_name("N");

  const auto name = std::make_shared<std::string>();
  CLI::App& show = line.AddCommand(
      group, "show",
      "Show a notice, what became of it, and the letter to its sender",
      "earmark notices show 01m5...",
      [name](const Settings& settings, Console& console) {
        return Show(*name, settings, console);
      });
  show.add_option("NOTICE", *name, "The notice")->required()->type_name("");
}

}  // namespace earmark::cli
