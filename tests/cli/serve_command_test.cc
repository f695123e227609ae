// What `serve` makes of its options, before it opens anything.
#include <sstream>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/commands/commands.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Words = std::vector<std::string>;

class ServeCommandTest : public testing::Test {
 protected:
  // Returns what is said to `serve` with these options, which must be refused;
  // there can be no database where it is told to have one.
  std::string Serve(Words options) {
    std::ostringstream out;
    std::ostringstream err;
    CommandLine line;
    AddServeCommand(line);
    options.insert(options.begin(), {"earmark", "serve"});
    options.insert(options.end(), {"--db", "/proc/none"});
    std::vector<const char*> all;
    for (const std::string& word : options) all.push_back(word.c_str());
    Console console = {out, err, {}, false};
    EXPECT_EQ(line.Run(static_cast<int>(all.size()), all.data(), console),
              ExitCode::kUsage);
    return err.str();
  }
};

TEST_F(ServeCommandTest, LawfulClocksAreTaken) {
  for (Words options :
       {Words{"--contest", "184"}, Words{"--contest", "365"},
        Words{"--return-after", "10"}, Words{"--return-after", "13"}}) {
    // What comes after the options were read.
    options.insert(options.end(), {"--server", "127.0.0.1:1"});
    EXPECT_THAT(Serve(options), HasSubstr("serve is the server"));
  }
}

TEST_F(ServeCommandTest, UploadersHaveSixMonthsToObject) {
  EXPECT_THAT(
      Serve({"--contest", "183"}),
      AllOf(HasSubstr("--contest"), HasSubstr("183"), HasSubstr("184")));
}

TEST_F(ServeCommandTest, UploadReturnsWithinTheTimeOfTheLaw) {
  for (const char* days : {"9", "14"}) {
    EXPECT_THAT(Serve({"--return-after", days}),
                AllOf(HasSubstr("--return-after"), HasSubstr(days),
                      HasSubstr("10 to 13")));
  }
}

TEST_F(ServeCommandTest, BadGroundsAreRefusedAtTheStart) {
  EXPECT_THAT(Serve({"--ground", "matching=law:UrhG", "--ground", "terms"}),
              AllOf(HasSubstr("CAUSE=law:TEXT"), HasSubstr("got terms")));
}

}  // namespace
}  // namespace earmark::cli
