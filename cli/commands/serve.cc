#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/commands/commands.h"
#include "cli/json.h"
#include "cli/text.h"
#include "service/server.h"

namespace earmark::cli {
namespace {

// A century.
constexpr int kMostRetentionDays = 36'500;

struct ServeArguments {
  std::string listen = "127.0.0.1:7411";
  int grace_s = 30;
  int retention_days = 90;
  takedown::FloodSettings flood;
  bool publish_in_review = false;
  takedown::StatementSettings statements;
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
  stop_event = eventfd(0, EFD_CLOEXEC);
  if (stop_event < 0) return absl::ErrnoToStatus(errno, "cannot make an event");
  SetStopHandlers(&AskToStop);

  service::ServerOptions options;
  options.store.path = settings.database;
  options.listen_address = arguments.listen;
  options.fingerprint_retention = absl::Hours(24) * arguments.retention_days;
  options.flood = arguments.flood;
  options.decision.publish_in_review = arguments.publish_in_review;
  options.statements.legal_ground = ToUtf8(arguments.statements.legal_ground);
  options.statements.complaints = ToUtf8(arguments.statements.complaints);
  options.statements.dispute_bodies =
      ToUtf8(arguments.statements.dispute_bodies);
  options.scan_in_background = true;
  options.on_background_error = [&console](const absl::Status& error) {
    PrintError(console, At("earlier uploads", error));
  };
  const absl::StatusOr<std::unique_ptr<service::Server>> server =
      service::Server::Start(options);
  if (!server.ok()) return server.status();
  const std::string address = AddressOf(arguments.listen, (*server)->port());
  if (settings.json) {
    console.out << JsonObject()
                       .Add("address", address)
                       .Add("database", settings.database)
                       .Build()
                << std::endl;
  } else {
    console.out << "earmark: serving " << settings.database << " on " << address
                << std::endl;
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
  app.add_option("--legal-ground", arguments->statements.legal_ground,
                 "The law that statements of reasons name (default: copyright "
                 "and related rights, with the directives of the EU)")
      ->type_name("TEXT");
  app.add_option("--complaints", arguments->statements.complaints,
                 "Where statements of reasons send uploaders who object, like "
                 "an address on the platform")
      ->type_name("TEXT");
  app.add_option("--dispute-bodies", arguments->statements.dispute_bodies,
                 "Where statements of reasons say that bodies of out-of-court "
                 "dispute settlement are listed (default: the Commission's "
                 "list)")
      ->type_name("TEXT");
}

}  // namespace earmark::cli
