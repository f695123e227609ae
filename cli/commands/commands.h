// The commands, one file for each group of them.
#ifndef EARMARK_CLI_COMMANDS_COMMANDS_H_
#define EARMARK_CLI_COMMANDS_COMMANDS_H_

#include "cli/command_line.h"

namespace earmark::cli {

// Each adds its commands, with their options and examples.
void AddServeCommand(CommandLine& line);
void AddWorksCommands(CommandLine& line);
void AddReferencesCommands(CommandLine& line);
void AddOwnersCommands(CommandLine& line);
void AddPoliciesCommands(CommandLine& line);
void AddOwnershipsCommands(CommandLine& line);
void AddConflictsCommands(CommandLine& line);
void AddLicencesCommands(CommandLine& line);
void AddAllowlistCommands(CommandLine& line);
void AddExclusionsCommands(CommandLine& line);
void AddOverlapsCommands(CommandLine& line);
void AddScreenCommand(CommandLine& line);
void AddScreeningsCommands(CommandLine& line);
void AddExplainCommand(CommandLine& line);
void AddStatementsCommands(CommandLine& line);
void AddClaimsCommands(CommandLine& line);
void AddDisputesCommands(CommandLine& line);
void AddCounterNoticesCommands(CommandLine& line);
void AddReviewCommands(CommandLine& line);
void AddStrikesCommands(CommandLine& line);
void AddNoticesCommands(CommandLine& line);
// Of that group.
void AddNoticesDraftCommand(CommandLine& line, CLI::App& group);
void AddFingerprintCommand(CommandLine& line);
void AddDbCommands(CommandLine& line);
void AddDemoCommand(CommandLine& line);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_COMMANDS_COMMANDS_H_
