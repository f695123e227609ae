#include "cli/command_line.h"

#include <cstdlib>
#include <sstream>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// A command line with `group thing NAME [--number N]`, which answers `answer`.
class CommandLineTest : public testing::Test {
 protected:
  ExitCode Run(const std::vector<const char*>& words) {
    CommandLine line;
    CLI::App& group = line.AddGroup("group", "A group");
    CLI::App& command =
        line.AddCommand(group, "thing", "Does a thing", "earmark group thing x",
                        [this](const Settings& settings, Console&) {
                          settings_ = settings;
                          return answer_;
                        });
    command.add_option("NAME", name_, "A name")->required();
    command.add_option("--number", number_, "A number");
    std::vector<const char*> all = {"earmark"};
    all.insert(all.end(), words.begin(), words.end());
    Console console = {out_, err_, {}, false};
    return line.Run(static_cast<int>(all.size()), all.data(), console);
  }

  absl::StatusOr<ExitCode> answer_ = ExitCode::kDone;
  Settings settings_;
  std::string name_;
  int number_ = 0;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CommandLineTest, OptionsForEverywhereMayStandAnywhere) {
  EXPECT_EQ(Run({"--db", "there", "group", "thing", "x", "--json"}),
            ExitCode::kDone);
  EXPECT_EQ(settings_.database, "there");
  EXPECT_TRUE(settings_.json);
  EXPECT_EQ(Run({"group", "thing", "x", "--db", "here", "--server", "h:1"}),
            ExitCode::kDone);
  EXPECT_EQ(settings_.database, "here");
  EXPECT_EQ(settings_.server, "h:1");
}

TEST_F(CommandLineTest, DatabaseComesFromTheEnvironmentElseFromTheFolder) {
  setenv("EARMARK_DB", "/from/environment", 1);
  Run({"group", "thing", "x"});
  EXPECT_EQ(settings_.database, "/from/environment");
  Run({"group", "thing", "x", "--db", "given"});
  EXPECT_EQ(settings_.database, "given");
  unsetenv("EARMARK_DB");
  Run({"group", "thing", "x"});
  EXPECT_EQ(settings_.database, "./earmark-data");
}

TEST_F(CommandLineTest, FileMayBeCalledLikeACommand) {
  EXPECT_EQ(Run({"group", "thing", "group"}), ExitCode::kDone);
  EXPECT_EQ(name_, "group");
}

TEST_F(CommandLineTest, ErrorIsOneLineAndEndsInOne) {
  answer_ = absl::NotFoundError("no such work: works/x");
  EXPECT_EQ(Run({"group", "thing", "x"}), ExitCode::kFailed);
  EXPECT_EQ(err_.str(), "earmark: no such work: works/x\n");
}

TEST_F(CommandLineTest, ErrorOfTheTypistEndsInTwo) {
  answer_ = UsageError("give one file");
  EXPECT_EQ(Run({"group", "thing", "x"}), ExitCode::kUsage);
  EXPECT_EQ(err_.str(), "earmark: give one file\n");
}

TEST_F(CommandLineTest, WrongUsageNamesTheWordAndTheHelp) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases = {
      {{}, "a command is required"},
      {{"grup"}, "no such command: grup"},
      {{"group"}, "a command is required"},
      {{"group", "thin"}, "no such command: thin"},
      {{"group", "thing"}, "NAME is required"},
      {{"group", "thing", "x", "--nope"}, "--nope"},
      {{"group", "thing", "x", "--number", "many"}, "many"},
  };
  for (const auto& [words, wrong] : cases) {
    err_.str("");
    EXPECT_EQ(Run(words), ExitCode::kUsage);
    EXPECT_THAT(err_.str(), AllOf(StartsWith("earmark: "), HasSubstr(wrong),
                                  EndsWith(" --help)\n")));
  }
}

TEST_F(CommandLineTest, HelpHasTheExamples) {
  EXPECT_EQ(Run({"group", "thing", "--help"}), ExitCode::kDone);
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("Does a thing"),
                                HasSubstr("Examples:\n  earmark group thing x"),
                                HasSubstr("--db DIR")));
}

TEST_F(CommandLineTest, VersionIsOneLine) {
  EXPECT_EQ(Run({"--version"}), ExitCode::kDone);
  EXPECT_THAT(out_.str(), AllOf(StartsWith("earmark "), EndsWith("\n")));
}

}  // namespace
}  // namespace earmark::cli
