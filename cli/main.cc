// The program `earmark`.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/command_line.h"
#include "cli/commands/commands.h"
#include "cli/settings.h"

namespace {

earmark::cli::Style StyleOfOutput() {
  earmark::cli::Style style;
  if (isatty(STDOUT_FILENO) == 0) return style;
  // https://no-color.org: set and not empty means no colours.
  const char* no_color = std::getenv("NO_COLOR");
  style.colour = no_color == nullptr || *no_color == '\0';
  struct winsize size {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = size.ws_col;
  }
  return style;
}

}  // namespace

int main(int argc, char** argv) {
  earmark::cli::Console console = {.out = std::cout,
                                   .err = std::cerr,
                                   .style = StyleOfOutput(),
                                   .show_progress = isatty(STDERR_FILENO) != 0};
  earmark::cli::CommandLine line;
  earmark::cli::AddScreenCommand(line);
  earmark::cli::AddScreeningsCommands(line);
  earmark::cli::AddExplainCommand(line);
  earmark::cli::AddStatementsCommands(line);
  earmark::cli::AddClaimsCommands(line);
  earmark::cli::AddDisputesCommands(line);
  earmark::cli::AddCounterNoticesCommands(line);
  earmark::cli::AddReviewCommands(line);
  earmark::cli::AddStrikesCommands(line);
  earmark::cli::AddNoticesCommands(line);
  earmark::cli::AddWorksCommands(line);
  earmark::cli::AddReferencesCommands(line);
  earmark::cli::AddOwnersCommands(line);
  earmark::cli::AddPoliciesCommands(line);
  earmark::cli::AddOwnershipsCommands(line);
  earmark::cli::AddConflictsCommands(line);
  earmark::cli::AddLicencesCommands(line);
  earmark::cli::AddAllowlistCommands(line);
  earmark::cli::AddExclusionsCommands(line);
  earmark::cli::AddOverlapsCommands(line);
  earmark::cli::AddFingerprintCommand(line);
  earmark::cli::AddServeCommand(line);
  earmark::cli::AddDbCommands(line);
  earmark::cli::AddDemoCommand(line);
  return static_cast<int>(line.Run(argc, argv, console));
}
