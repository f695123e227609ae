#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cli/commands/commands.h"
#include "cli/ground_options.h"
#include "cli/input_file.h"
#include "cli/json.h"
#include "cli/text.h"
#include "cli/values.h"
#include "service/server.h"
#include "takedown/business_days.h"

namespace earmark::cli {
namespace {

// A century.
constexpr int kMostRetentionDays = 36'500;
// The longest six months: Article 20(1) of the Digital Services Act lets
// uploaders complain for at least as long.
constexpr int kFewestContestDays = 184;
// An upload returns when the last of its business days is over. By 17 USC
// 512(g)(2)(C) that is not before 10 have passed, nor after the 14th.
constexpr int kFewestReturnDays = 10;
constexpr int kMostReturnDays = 13;
constexpr int kMostStrikes = 1000;

struct ServeArguments {
  std::string listen = "127.0.0.1:7411";
  int grace_s = 30;
  int retention_days = 90;
  takedown::FloodSettings flood;
  bool publish_in_review = false;
  // CAUSE=law:TEXT or CAUSE=terms:TEXT.
  std::vector<std::string> grounds;
  takedown::StatementSettings statements;
  int answer_dispute_days = 30;
  int answer_appeal_days = 7;
  int contest_days = kFewestContestDays;
  int uncontested_days = 30;
  int return_business_days = kFewestReturnDays;
  std::string holidays_file;
  std::string time_zone = "UTC";
  std::string moderated;
  int strike_lifetime_days = 90;
  int strikes_to_suspend = 3;
  std::string second_opinion;
  std::string metrics;
};

// Written to by the signal handler, which can call little else.
int stop_event = -1;

void AskToStop(int) {
  const int saved = errno;
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(stop_event, &one, sizeof(one));
  errno = saved;
}

void SetStopHandlers(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

void WaitForStop() {
  uint64_t count = 0;
  while (read(stop_event, &count, sizeof(count)) < 0 && errno == EINTR) {
  }
}

// The address with the port that was really taken.
std::string AddressOf(const std::string& listen, int port) {
  return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", port);
}

absl::StatusOr<takedown::ClaimSettings> ToClaimSettings(
    const ServeArguments& arguments) {
  constexpr absl::Duration kDay = absl::Hours(24);
  takedown::ClaimSettings settings;
  takedown::ClaimClocks& clocks = settings.clocks;
  clocks.answer_dispute = kDay * arguments.answer_dispute_days;
  clocks.answer_appeal = kDay * arguments.answer_appeal_days;
  clocks.contest = kDay * arguments.contest_days;
  clocks.uncontested = kDay * arguments.uncontested_days;
  clocks.return_business_days = arguments.return_business_days;
  if (!absl::LoadTimeZone(arguments.time_zone, &clocks.calendar.zone)) {
    return UsageError(
        absl::StrCat("--time-zone is a name like America/New_York, got ",
                     ToUtf8(arguments.time_zone)));
  }
  if (!arguments.holidays_file.empty()) {
    const absl::StatusOr<std::string> text =
        ReadAll(arguments.holidays_file, kMaxTableBytes);
    if (!text.ok()) return text.status();
    absl::StatusOr<std::set<absl::CivilDay>> holidays =
        takedown::ParseHolidays(*text);
    if (!holidays.ok()) return At(arguments.holidays_file, holidays.status());
    clocks.calendar.holidays = *std::move(holidays);
  }
  if (!arguments.moderated.empty()) {
    const std::optional<takedown::TerritorySet> moderated =
        takedown::TerritorySet::FromWords(
            ParseTerritories(arguments.moderated));
    if (!moderated) {
      return UsageError(
          absl::StrCat("--moderated is territories like DE,FR or WORLD, got ",
                       ToUtf8(arguments.moderated)));
    }
    settings.moderated = *moderated;
  }
  return settings;
}

absl::StatusOr<takedown::ReviewSettings> ToReviewSettings(
    const ServeArguments& arguments) {
  using takedown::Harm;
  takedown::ReviewSettings settings;
  if (arguments.second_opinion.empty()) return settings;
  for (const auto& [word, harm] :
       {std::pair("low", Harm::kLow), std::pair("medium", Harm::kMedium),
        std::pair("high", Harm::kHigh), std::pair("highest", Harm::kHighest)}) {
    if (arguments.second_opinion == word) settings.second_opinion_from = harm;
  }
  if (!settings.second_opinion_from) {
    return UsageError(
        absl::StrCat("--second-opinion is low, medium, high or highest, got ",
                     ToUtf8(arguments.second_opinion)));
  }
  return settings;
}

absl::StatusOr<takedown::StatementSettings> ToStatementSettings(
    const ServeArguments& arguments) {
  takedown::StatementSettings settings;
  settings.complaints = ToUtf8(arguments.statements.complaints);
  settings.dispute_bodies = ToUtf8(arguments.statements.dispute_bodies);
  const absl::Status grounds = ReadGrounds(arguments.grounds, settings);
  if (!grounds.ok()) return grounds;
  return settings;
}

absl::StatusOr<ExitCode> Serve(const ServeArguments& arguments,
                               const Settings& settings, Console& console) {
  if (!settings.server.empty()) {
    return UsageError(
        "serve is the server: leave out --server, use --listen HOST:PORT");
  }
  if (arguments.listen.find(':') == std::string::npos) {
    return UsageError(
        absl::StrCat("--listen is HOST:PORT, got ", arguments.listen));
  }
  if (!arguments.metrics.empty() &&
      arguments.metrics.find(':') == std::string::npos) {
    return UsageError(
        absl::StrCat("--metrics is HOST:PORT, got ", arguments.metrics));
  }
  const absl::StatusOr<takedown::ClaimSettings> claims =
      ToClaimSettings(arguments);
  if (!claims.ok()) return claims.status();
  const absl::StatusOr<takedown::ReviewSettings> review =
      ToReviewSettings(arguments);
  if (!review.ok()) return review.status();
  const absl::StatusOr<takedown::StatementSettings> statements =
      ToStatementSettings(arguments);
  if (!statements.ok()) return statements.status();
  stop_event = eventfd(0, EFD_CLOEXEC);
  if (stop_event < 0) return absl::ErrnoToStatus(errno, "cannot make an event");
  SetStopHandlers(&AskToStop);

  service::ServerOptions options;
  options.store.path = settings.database;
  options.listen_address = arguments.listen;
  options.fingerprint_retention = absl::Hours(24) * arguments.retention_days;
  options.flood = arguments.flood;
  options.decision.publish_in_review = arguments.publish_in_review;
  options.statements = *statements;
  options.claims = *claims;
  options.review = *review;
  options.metrics_address = arguments.metrics;
  options.strikes.lifetime = absl::Hours(24) * arguments.strike_lifetime_days;
  options.strikes.suspend_at = arguments.strikes_to_suspend;
  options.scan_in_background = true;
  options.on_background_error = [&console](const absl::Status& error) {
    PrintError(console, At("earlier uploads", error));
  };
  const absl::StatusOr<std::unique_ptr<service::Server>> server =
      service::Server::Start(options);
  if (!server.ok()) return server.status();
  const std::string address = AddressOf(arguments.listen, (*server)->port());
  const std::string metrics =
      arguments.metrics.empty()
          ? ""
          : absl::StrCat(
                "http://",
                AddressOf(arguments.metrics, (*server)->metrics_port()),
                "/metrics");
  if (settings.json) {
    console.out << JsonObject()
                       .Add("address", address)
                       .Add("database", settings.database)
                       .Add("metrics", metrics)
                       .Build()
                << std::endl;
  } else {
    console.out << "earmark: serving " << settings.database << " on " << address
                << (metrics.empty() ? "" : ", " + metrics) << std::endl;
  }

  WaitForStop();
  // From now on a signal ends the program at once.
  SetStopHandlers(SIG_DFL);
  console.err << "earmark: finishing the calls in flight; once more ends at "
                 "once"
              << std::endl;
  (*server)->Drain(absl::Seconds(arguments.grace_s));
  return ExitCode::kDone;
}

void AddClaimClocks(CLI::App& app, ServeArguments& arguments) {
  const auto add_days = [&app](const char* name, int& days,
                               const std::string& what, int fewest = 1) {
    app.add_option(name, days, what)
        ->type_name("DAYS")
        ->check(CLI::Range(fewest, kMostRetentionDays));
  };
  add_days("--answer-dispute", arguments.answer_dispute_days,
           "A claim that is disputed is released if its owner does not answer "
           "within this time (default: 30)");
  add_days("--answer-appeal", arguments.answer_appeal_days,
           "The same after an appeal (default: 7)");
  add_days("--contest", arguments.contest_days,
           "How long uploaders may object to a restriction, and to each "
           "decision that upholds it; at least 184, the six months of Article "
           "20(1) of the Digital Services Act (default: 184)",
           kFewestContestDays);
  add_days("--uncontested", arguments.uncontested_days,
           "A takedown that nobody contests within this time is a strike "
           "(default: 30)");
  add_days("--strike-lifetime", arguments.strike_lifetime_days,
           "How long a strike counts (default: 90)");
  app.add_option("--strikes-to-suspend", arguments.strikes_to_suspend,
                 "From so many uploads with strikes on, to suspend the account "
                 "is recommended, not only to warn, if one of them came after "
                 "there was reason to warn (default: 3)")
      ->type_name("N")
      ->check(CLI::Range(2, kMostStrikes));
  app.add_option("--return-after", arguments.return_business_days,
                 "A counter-noticed upload returns when so many whole business "
                 "days are over, 10 to 13: by law not before 10 are, nor after "
                 "the 14th (default: 10)")
      ->type_name("DAYS")
      ->check(CLI::Range(kFewestReturnDays, kMostReturnDays));
  app.add_option("--time-zone", arguments.time_zone,
                 "Where business days begin and end (default: UTC)")
      ->type_name("NAME");
  app.add_option("--holidays", arguments.holidays_file,
                 "A file with one date a line, like 2027-05-01: no business "
                 "days, beside the federal holidays of the United States")
      ->type_name("FILE");
  app.add_option("--moderated", arguments.moderated,
                 "Where a moderator decides on objections, not the owner alone "
                 "(default: the European Union)")
      ->type_name("TERRITORIES");
}

}  // namespace

void AddServeCommand(CommandLine& line) {
  const auto arguments = std::make_shared<ServeArguments>();
  CLI::App& app =
      line.AddCommand(line.root(), "serve", "Run the service",
                      "earmark serve --db /var/lib/earmark\n"
                      "earmark serve --listen 0.0.0.0:7411 --grace 60",
                      [arguments](const Settings& settings, Console& console) {
                        return Serve(*arguments, settings, console);
                      });
  app.add_option("--listen", arguments->listen,
                 "Where to listen; port 0 takes a free one (default: "
                 "127.0.0.1:7411)")
      ->type_name("HOST:PORT");
  app.add_option("--metrics", arguments->metrics,
                 "Where to answer Prometheus, at /metrics (default: nowhere)")
      ->type_name("HOST:PORT");
  app.add_option("--grace", arguments->grace_s,
                 "How long calls in flight may take after SIGTERM or SIGINT "
                 "(default: 30)")
      ->type_name("SECONDS")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--fingerprint-retention", arguments->retention_days,
                 "How long uploads can be searched for works that are "
                 "registered later; 0: not at all (default: 90)")
      ->type_name("DAYS")
      ->check(CLI::Range(0, kMostRetentionDays));
  app.add_option("--flood-accounts", arguments->flood.fewest_accounts,
                 "A recording found in uploads of so many accounts within a "
                 "day may be put in quarantine; 0: none is (default: 500)")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--flood-factor", arguments->flood.factor,
                 "... if they are more than so many times those of a mean day "
                 "in the week before (default: 10)")
      ->type_name("FACTOR")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--publish-in-review", arguments->publish_in_review,
               "Tell pipelines that they may publish an upload in review "
               "until a person has looked");
  AddRepeated(app, "--ground", arguments->grounds,
              "What statements of reasons name as the ground of what a CAUSE "
              "led to, CAUSE=law:TEXT or CAUSE=terms:TEXT, with a CAUSE of "
              "matching, dsa-notice, dmca-notice or not-seen; may be repeated "
              "(default: law:, copyright and related rights with the "
              "directives of the EU; of not-seen terms:, that what cannot be "
              "checked waits for a person)",
              "GROUND");
  app.add_option("--complaints", arguments->statements.complaints,
                 "Where statements of reasons send uploaders who object, like "
                 "an address on the platform")
      ->type_name("TEXT");
  app.add_option("--dispute-bodies", arguments->statements.dispute_bodies,
                 "Where statements of reasons say that bodies of out-of-court "
                 "dispute settlement are listed (default: the Commission's "
                 "list)")
      ->type_name("TEXT");
  AddClaimClocks(app, *arguments);
  app.add_option("--second-opinion", arguments->second_opinion,
                 "Cases that harm so much or more, low, medium, high or "
                 "highest, are resolved once two moderators say the same "
                 "(default: none)")
      ->type_name("HARM");
}

}  // namespace earmark::cli
