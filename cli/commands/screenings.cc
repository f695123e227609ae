#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/earlier_uploads.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/screening_view.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/titles.h"
#include "cli/values.h"
#include "earmark/v1/screening_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Screenings = v1::ScreeningService::Stub;

struct ListArguments {
  std::string upload_id;
  bool unacknowledged = false;
  size_t limit = 50;
};

Table ScreeningsTable() {
  return Table({{"SCREENING"},
                {"TIME"},
                {"DECISION"},
                {"MATCHES", Table::Align::kRight},
                {"LENGTH", Table::Align::kRight},
                {"FILE"}});
}

void AddScreening(const v1::Screening& screening, Table& table) {
  table.AddRow({IdOf(screening.name()), FormatInstant(screening.create_time()),
                v1::Decision::Action_Name(screening.decision().action()),
                std::to_string(screening.matches_size()),
                FormatPosition(ToMicroseconds(screening.duration())),
                screening.file_name()});
}

// Of what the platform has yet to carry out.
Table ChangesTable() {
  return Table({{"SCREENING"},
                {"SINCE"},
                {"DECISION"},
                {"BEFORE"},
                {"REVISION", Table::Align::kRight},
                {"UPLOAD"},
                {"WHERE"}});
}

// Since when the decision is what it is.
std::string SinceWords(const v1::Screening& screening) {
  return FormatInstant(
      screening.earlier_decisions().empty()
          ? screening.create_time()
          : screening.earlier_decisions().rbegin()->end_time());
}

std::string DecisionWords(const v1::Decision& decision) {
  return absl::StrCat(
      v1::Decision::Action_Name(decision.action()),
      decision.publish_meanwhile() ? ", published meanwhile" : "");
}

// What the platform did last: by the revision that it acknowledged, else by the
// first.
std::string BeforeWords(const v1::Screening& screening) {
  const int known = std::max(screening.acknowledged_revision(), 1);
  for (const v1::EarlierDecision& earlier : screening.earlier_decisions()) {
    if (earlier.decision().revision() == known) {
      return DecisionWords(earlier.decision());
    }
  }
  return "";
}

void AddChange(const v1::Screening& screening, Table& table) {
  const v1::Decision& decision = screening.decision();
  table.AddRow({IdOf(screening.name()), SinceWords(screening),
                DecisionWords(decision), BeforeWords(screening),
                std::to_string(decision.revision()),
                screening.location().empty() ? screening.upload_id()
                                             : screening.location(),
                RenderTerritories(decision)});
}

absl::StatusOr<ExitCode> List(const ListArguments& arguments,
                              const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::ListScreeningsRequest first;
  first.set_upload_id(arguments.upload_id);
  first.set_unacknowledged(arguments.unacknowledged);
  const bool changes = arguments.unacknowledged;
  ListPrinter printer(changes ? ChangesTable() : ScreeningsTable(),
                      arguments.limit, settings, console);
  first.set_page_size(printer.page_size());
  const absl::Status listed =
      ForEachPage<v1::ListScreeningsRequest, v1::ListScreeningsResponse>(
          first,
          [&](const v1::ListScreeningsRequest& request) {
            return (*connection)->Call(&Screenings::ListScreenings, request);
          },
          [&](const v1::ListScreeningsResponse& page) {
            return printer.Add(page.screenings(),
                               changes ? AddChange : AddScreening);
          });
  if (!listed.ok()) return listed;
  printer.PrintTable();
  return ExitCode::kDone;
}

void Print(const v1::Screening& screening, Connection& connection,
           const Settings& settings, Console& console) {
  if (settings.json) {
    console.out << ToJson(screening) << "\n";
    return;
  }
  Titles titles;
  AddTitles(connection, screening, titles);
  console.out << RenderScreening(screening.file_name(), screening, titles,
                                 console.style);
}

absl::StatusOr<ExitCode> Show(const std::string& id, const Settings& settings,
                              Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  v1::GetScreeningRequest request;
  request.set_name(ResourceName("screenings", ToUtf8(id)));
  const absl::StatusOr<v1::Screening> screening =
      (*connection)->Call(&Screenings::GetScreening, request);
  if (!screening.ok()) return screening.status();
  Print(*screening, **connection, settings, console);
  return ExitCode::kDone;
}

struct VerdictArguments {
  std::string id;
  std::string action;
  std::string work;
  std::string ground;
  std::string comment;
  std::string etag;
  bool take_back = false;
};

absl::StatusOr<v1::Screening> ChangeVerdict(const VerdictArguments& arguments,
                                            Connection& connection) {
  const std::string name = ResourceName("screenings", ToUtf8(arguments.id));
  const std::string work = arguments.work.empty()
                               ? ""
                               : ResourceName("works", ToUtf8(arguments.work));
  if (arguments.take_back) {
    v1::TakeBackVerdictRequest request;
    request.set_name(name);
    request.set_work(work);
    request.set_etag(arguments.etag);
    return connection.Call(&Screenings::TakeBackVerdict, request);
  }
  v1::GiveVerdictRequest request;
  request.set_name(name);
  request.set_etag(arguments.etag);
  v1::Verdict& verdict = *request.mutable_verdict();
  verdict.set_work(work);
  verdict.set_comment(ToUtf8(arguments.comment));
  const absl::StatusOr<v1::Decision::Action> action =
      ParseAction(arguments.action);
  if (!action.ok()) return UsageError(MessageOf(action.status()));
  verdict.set_action(*action);
  if (!arguments.ground.empty()) {
    const absl::StatusOr<v1::Verdict::Ground> ground =
        ParseGround(arguments.ground);
    if (!ground.ok()) return UsageError(MessageOf(ground.status()));
    verdict.set_ground(*ground);
  }
  return connection.Call(&Screenings::GiveVerdict, request);
}

absl::StatusOr<ExitCode> Decide(const VerdictArguments& arguments,
                                const Settings& settings, Console& console) {
  if (arguments.take_back != arguments.action.empty()) {
    return UsageError(
        "give either an ACTION (allow, licensing-required or takedown), or "
        "--take-back");
  }
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<v1::Screening> screening =
      ChangeVerdict(arguments, **connection);
  if (!screening.ok()) return screening.status();
  Print(*screening, **connection, settings, console);
  return ReviseEarlierUploads(**connection, settings.json, console);
}

struct PublicationArguments {
  std::string id;
  std::string territories;
  int revision = 0;
  std::string etag;
};

// Sends what the platform did with the upload, and shows what became of it.
template <typename Request>
absl::StatusOr<ExitCode> SendPublication(
    const PublicationArguments& arguments, Request request,
    grpc::Status (Screenings::*method)(grpc::ClientContext*, const Request&,
                                       v1::Screening*),
    const Settings& settings, Console& console) {
  const absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings, Connection::Missing::kFail);
  if (!connection.ok()) return connection.status();
  request.set_name(ResourceName("screenings", ToUtf8(arguments.id)));
  const absl::StatusOr<v1::Screening> screening =
      (*connection)->Call(method, request);
  if (!screening.ok()) return screening.status();
  Print(*screening, **connection, settings, console);
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Withdraw(const PublicationArguments& arguments,
                                  const Settings& settings, Console& console) {
  return SendPublication(arguments, v1::WithdrawUploadRequest(),
                         &Screenings::WithdrawUpload, settings, console);
}

absl::StatusOr<ExitCode> Move(const PublicationArguments& arguments,
                              const Settings& settings, Console& console) {
  v1::SetTerritoriesRequest request;
  for (std::string& word : ParseTerritories(arguments.territories)) {
    request.add_territories(std::move(word));
  }
  request.set_etag(arguments.etag);
  return SendPublication(arguments, std::move(request),
                         &Screenings::SetTerritories, settings, console);
}

absl::StatusOr<ExitCode> Acknowledge(const PublicationArguments& arguments,
                                     const Settings& settings,
                                     Console& console) {
  v1::AcknowledgeDecisionRequest request;
  request.set_revision(arguments.revision);
  return SendPublication(arguments, std::move(request),
                         &Screenings::AcknowledgeDecision, settings, console);
}

void AddScreeningOptions(CLI::App& command, PublicationArguments& arguments,
                         bool has_etag) {
  command.add_option("SCREENING", arguments.id, "Its id or name")
      ->required()
      ->type_name("");
  if (!has_etag) return;
  command
      .add_option("--etag", arguments.etag,
                  "Only if the decision is still this revision")
      ->type_name("ETAG");
}

// What platforms say of uploads that they have screened.
void AddPublicationCommands(CLI::App& group, CommandLine& line) {
  const auto withdraw = std::make_shared<PublicationArguments>();
  AddScreeningOptions(
      line.AddCommand(
          group, "withdraw",
          "Say that the platform took the upload away for good",
          "earmark screenings withdraw SCREENING\n"
          "\n"
          "All claims on it expire, and nothing is decided on it any more.",
          [withdraw](const Settings& settings, Console& console) {
            return Withdraw(*withdraw, settings, console);
          }),
      *withdraw, false);
  const auto move = std::make_shared<PublicationArguments>();
  CLI::App& moving = line.AddCommand(
      group, "publish", "Say where the platform publishes the upload now",
      "earmark screenings publish SCREENING --territories DE,AT\n"
      "\n"
      "It is decided on again.",
      [move](const Settings& settings, Console& console) {
        return Move(*move, settings, console);
      });
  AddScreeningOptions(moving, *move, true);
  moving
      .add_option("--territories", move->territories,
                  "ISO 3166-1 codes, or like WORLD-US")
      ->required()
      ->type_name("TERRITORIES");
  const auto acknowledge = std::make_shared<PublicationArguments>();
  CLI::App& acknowledging = line.AddCommand(
      group, "acknowledge", "Say that the platform carried the decision out",
      "earmark screenings acknowledge SCREENING --revision 2\n"
      "\n"
      "Whatever it is: the upload was taken down, put back, or is held. With "
      "that the\nscreening leaves `screenings list --unacknowledged`, until "
      "its decision changes\nagain.",
      [acknowledge](const Settings& settings, Console& console) {
        return Acknowledge(*acknowledge, settings, console);
      });
  AddScreeningOptions(acknowledging, *acknowledge, false);
  acknowledging
      .add_option("--revision", acknowledge->revision,
                  "Of the decision that was carried out")
      ->required()
      ->type_name("N");
}

}  // namespace

void AddScreeningsCommands(CommandLine& line) {
  CLI::App& group =
      line.AddGroup("screenings", "Look at what was screened before");
  const auto arguments = std::make_shared<ListArguments>();
  CLI::App& list = line.AddCommand(
      group, "list", "List screenings, newest first",
      "earmark screenings list\n"
      "earmark screenings list --limit 0 --json > screenings.jsonl\n"
      "earmark screenings list --unacknowledged\n"
      "\n"
      "--unacknowledged is for who runs the platform: what to take down, put "
      "back or hold\nnow (DECISION), what it was told before (BEFORE), and "
      "the REVISION to\nacknowledge once that is done. Takedowns come first.",
      [arguments](const Settings& settings, Console& console) {
        return List(*arguments, settings, console);
      });
  list.add_option("--upload-id", arguments->upload_id,
                  "Only the screening of this upload")
      ->type_name("ID");
  list.add_flag("--unacknowledged", arguments->unacknowledged,
                "Only those whose decision the platform has yet to carry out");
  list.add_option("--limit", arguments->limit,
                  "At most this many; 0: all (default: 50)")
      ->type_name("N");
  const auto id = std::make_shared<std::string>();
  CLI::App& show = line.AddCommand(
      group, "show", "Show one screening: decision, timeline and reasons",
      "earmark screenings show SCREENING",
      [id](const Settings& settings, Console& console) {
        return Show(*id, settings, console);
      });
  show.add_option("SCREENING", *id, "Its id or name")
      ->required()
      ->type_name("");
  const auto verdict = std::make_shared<VerdictArguments>();
  CLI::App& decide = line.AddCommand(
      group, "decide", "Decide, as a person, on one work in an upload",
      "earmark screenings decide SCREENING allow --work lark-ascending "
      "--ground exception --comment \"a review of the record\"\n"
      "earmark screenings decide SCREENING takedown --work lark-ascending\n"
      "earmark screenings decide SCREENING --work lark-ascending --take-back",
      [verdict](const Settings& settings, Console& console) {
        return Decide(*verdict, settings, console);
      });
  decide.add_option("SCREENING", verdict->id, "Its id or name")
      ->required()
      ->type_name("");
  decide
      .add_option("ACTION", verdict->action,
                  "allow, licensing-required or takedown")
      ->type_name("");
  decide
      .add_option("--work", verdict->work,
                  "Which work (default: what could not be seen)")
      ->type_name("WORK");
  decide
      .add_option("--ground", verdict->ground,
                  "Why it is allowed: wrong-match, not-owned, permitted or "
                  "exception")
      ->type_name("WORD");
  decide.add_option("--comment", verdict->comment, "In words, for people")
      ->type_name("TEXT");
  decide
      .add_option("--etag", verdict->etag,
                  "Only if the decision is still this revision")
      ->type_name("ETAG");
  decide.add_flag("--take-back", verdict->take_back,
                  "Take back what was decided");
  AddPublicationCommands(group, line);
}

}  // namespace earmark::cli
