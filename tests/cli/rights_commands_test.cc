// What the commands that change rights make of their words, before they ask the
// service.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "cli/command_line.h"
#include "cli/commands/commands.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

using Words = std::vector<std::string>;

class RightsCommandsTest : public testing::Test {
 protected:
  // Without a database.
  ExitCode Run(Words words) {
    out_.str("");
    err_.str("");
    CommandLine line;
    AddWorksCommands(line);
    AddReferencesCommands(line);
    AddOwnersCommands(line);
    AddPoliciesCommands(line);
    AddOwnershipsCommands(line);
    AddConflictsCommands(line);
    AddLicencesCommands(line);
    AddAllowlistCommands(line);
    AddExclusionsCommands(line);
    AddOverlapsCommands(line);
    AddStatementsCommands(line);
    AddNoticesCommands(line);
    words.insert(words.begin(), "earmark");
    words.insert(words.end(), {"--db", testing::TempDir() + "/no-database"});
    std::vector<const char*> all;
    for (const std::string& word : words) all.push_back(word.c_str());
    Console console = {out_, err_, {}, false};
    return line.Run(static_cast<int>(all.size()), all.data(), console);
  }

  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(RightsCommandsTest, WellFormedWordsGetAsFarAsTheDatabase) {
  const std::string rules = testing::TempDir() + "/rights_commands_rules.toml";
  std::ofstream(rules) << "otherwise = \"track\"\n";
  const std::vector<Words> cases = {
      {"owners", "update", "sun", "--policy", "strict"},
      {"owners", "update", "--account", "a", "--account", "b", "sun"},
      {"owners", "update", "sun", "--no-accounts"},
      {"owners", "export", "sun"},
      {"policies", "list", "--owner", "sun"},
      {"policies", "show", "strict", "--version", "2"},
      {"policies", "add", "ours", rules, "--owner", "sun", "--name", "Ours"},
      {"policies", "update", "ours", rules, "--etag", "1"},
      {"policies", "test", rules, "--owner", "sun"},
      {"policies", "test", "strict", "--owner", "sun", "--since", "2026-03-01",
       "--max", "10000"},
      {"licences", "list", "sun"},
      {"licences", "show", "sun/tv"},
      {"licences", "add", "--account", "a", "--work", "lark", "--income",
       "no-income", "sun/tv", "--audio", "--longest-use", "1:30"},
      {"licences", "update", "sun/tv", "--clear", "end", "--clear", "start"},
      {"licences", "remove", "owners/sun/licences/tv"},
      {"allowlist", "list", "sun"},
      {"allowlist", "add", "sun", "channel", "--until", "2027-01-01"},
      {"allowlist", "remove", "sun", "channel"},
      {"ownerships", "show", "lark"},
      {"ownerships", "set", "lark", "sun"},
      {"ownerships", "set", "lark", "sun", "--share", "50%", "--add"},
      {"ownerships", "set", "lark", "sun", "--none"},
      {"ownerships", "transfer", "lark", "sun", "heron", "--at",
       "2027-01-01T12:00:00Z"},
      {"conflicts", "list", "sun"},
      {"exclusions", "list", "lark/a1"},
      {"exclusions", "add", "lark/a1", "0", "0:12.5", "--note", "loop"},
      {"exclusions", "remove", "lark/a1", "0", "12.5"},
      {"exclusions", "import", "table.csv"},
      {"ownerships", "import", "table.csv"},
      {"overlaps", "list", "sun"},
      {"overlaps", "settle", "lark/a1", "heron/b2", "--keep"},
      {"references", "release", "lark/a1"},
      {"works", "list", "--identifier", "USRC17607839"},
      {"works", "update", "lark", "--catalogue", "jazz"},
      {"notices", "draft", "a.mp4", "b.mp4", "--owner", "sun", "--work", "lark",
       "--law", "dsa", "--location", "https://a.example", "--location",
       "https://b.example", "--good-faith"},
  };
  for (const Words& words : cases) {
    EXPECT_EQ(Run(words), ExitCode::kFailed) << absl::StrJoin(words, " ");
    EXPECT_THAT(err_.str(), StartsWith("earmark: no database there"))
        << absl::StrJoin(words, " ");
    EXPECT_EQ(out_.str(), "");
  }
  std::filesystem::remove(rules);
}

TEST_F(RightsCommandsTest, BadValuesAreUsageErrorsThatNameThem) {
  const std::vector<std::pair<Words, const char*>> cases = {
      {{"owners", "update", "sun"}, "nothing to change"},
      {{"owners", "update", "sun", "--no-accounts", "--account", "a"},
       "--no-accounts"},
      {{"policies", "show", "strict", "--version", "0"}, "--version"},
      {{"policies", "test", "strict"}, "--owner"},
      {{"policies", "test", "strict", "--owner", "sun", "--max", "10001"},
       "--max"},
      {{"policies", "test", "strict", "--owner", "sun", "--since", "monday"},
       "got monday"},
      {{"licences", "show", "tv"}, "got tv"},
      {{"licences", "add", "tv"}, "got tv"},
      {{"licences", "remove", "a/b/c"}, "got a/b/c"},
      {{"licences", "add", "sun/tv", "--end", "2026-02-30"}, "got 2026-02-30"},
      {{"licences", "add", "sun/tv", "--audio", "--video"}, "--video"},
      {{"licences", "update", "sun/tv"}, "nothing to change"},
      {{"licences", "update", "sun/tv", "--clear", "all"}, "got all"},
      {{"allowlist", "add", "sun"}, "ACCOUNT is required"},
      {{"allowlist", "add", "sun", "a", "--until", "never"}, "got never"},
      {{"ownerships", "set", "lark", "sun", "--share", "0"}, "got 0"},
      {{"ownerships", "set", "lark", "sun", "--right", "x"}, "got x"},
      {{"ownerships", "set", "lark", "sun", "--none", "--share", "5"},
       "--none"},
      {{"ownerships", "set", "lark", "sun", "--none", "--add"}, "--none"},
      {{"ownerships", "transfer", "lark", "sun"}, "TO is required"},
      {{"ownerships", "transfer", "lark", "sun", "heron", "--at", "x"},
       "got x"},
      {{"exclusions", "list", "lark"}, "got lark"},
      {{"exclusions", "add", "lark/a1", "5", "4"}, "got 5 to 4"},
      {{"exclusions", "add", "lark/a1", "1:75", "90"}, "got 1:75"},
      {{"exclusions", "remove", "lark/a1", "5"}, "END is required"},
      {{"overlaps", "settle", "lark/a1", "heron"}, "got heron"},
      {{"references", "release", "lark"}, "got lark"},
      {{"notices", "draft", "a.mp4"}, "--owner"},
      {{"notices", "draft", "a.mp4", "--owner", "sun", "--law", "x"}, "got x"},
      {{"notices", "draft", "a.mp4", "--owner", "sun", "--location", "a.mp4"},
       "got a.mp4"},
      {{"notices", "draft", "a.mp4", "b.mp4", "--owner", "sun", "--location",
        "https://a.example"},
       "got 1"},
  };
  for (const auto& [words, wrong] : cases) {
    EXPECT_EQ(Run(words), ExitCode::kUsage) << absl::StrJoin(words, " ");
    EXPECT_THAT(err_.str(), AllOf(StartsWith("earmark: "), HasSubstr(wrong)));
    EXPECT_EQ(out_.str(), "");
  }
}

TEST_F(RightsCommandsTest, FileThatIsNotThereIsNamed) {
  EXPECT_EQ(Run({"policies", "add", "ours", "nowhere.toml"}),
            ExitCode::kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("nowhere.toml"));
}

TEST_F(RightsCommandsTest, EachCommandHasExamples) {
  const std::vector<std::pair<std::string, Words>> groups = {
      {"owners", {"update", "export"}},
      {"policies", {"list", "show", "add", "update", "test"}},
      {"licences", {"list", "show", "add", "update", "remove"}},
      {"allowlist", {"list", "add", "remove"}},
      {"ownerships", {"show", "set", "transfer", "import"}},
      {"conflicts", {"list"}},
      {"exclusions", {"list", "add", "remove", "import"}},
      {"overlaps", {"list", "settle"}},
      {"references", {"release"}},
      {"statements", {"show"}},
      {"notices", {"draft"}},
  };
  for (const auto& [group, commands] : groups) {
    for (const std::string& command : commands) {
      EXPECT_EQ(Run({group, command, "--help"}), ExitCode::kDone);
      EXPECT_THAT(out_.str(), HasSubstr("Examples:\n  earmark ")) << command;
      EXPECT_THAT(out_.str(), HasSubstr("earmark " + group + " " + command));
    }
  }
}

}  // namespace
}  // namespace earmark::cli
