// An upload that holds what somebody has rights in, for journeys through the
// real program: on its own database, or with a server.
#ifndef EARMARK_TESTS_CLI_RIGHTS_JOURNEY_H_
#define EARMARK_TESTS_CLI_RIGHTS_JOURNEY_H_

#include <signal.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/screening.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace earmark::cli {

template <typename Message>
Message FromJson(const std::string& json) {
  Message message;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &message).ok())
      << json;
  return message;
}

// Looks until `matcher` holds of what `look` returns; fails when it does not in
// time.
template <typename Look, typename Matcher>
void ExpectSoon(Look look, Matcher matcher) {
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  auto value = look();
  while (!testing::Value(value, matcher) && absl::Now() < deadline) {
    value = look();
  }
  EXPECT_THAT(value, matcher);
}

// 18 s of the lark, which belongs to the trusted owner bluebird, were uploaded
// by the account "fan", and are to be taken down.
class RightsJourney : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) StartServer();
    WriteSong(folder_ / "lark.wav", 1, 30);
    Ffmpeg(folder_, {"-ss", "5", "-t", "18", "-i", "lark.wav", "-b:a", "96k",
                     "upload.mp3"});
    Run({"owners", "add", "bluebird", "--policy", "takedown"});
    Run({"owners", "trust", "bluebird"});
    Run({"works", "add", "lark", "lark.wav", "--title", "The Lark", "--owner",
         "bluebird"});
    Run({"screen", "upload.mp3", "--account", "fan"});
    ASSERT_EQ(Decision().action(), v1::Decision::TAKEDOWN);
  }

  void StartServer(const std::vector<std::string>& options = {}) {
    server_ = std::make_unique<RunningServer>(folder_, options, clock_);
    ASSERT_NE(server_->address(), "");
  }

  void StopServer() {
    if (server_ == nullptr) return;
    EXPECT_EQ(server_->Stop(SIGTERM), 0);
    server_.reset();
  }

  // From now on it is so many days later than it is.
  void TravelTo(int days) {
    clock_ = DaysAhead(days);
    if (server_ == nullptr) return;
    StopServer();
    StartServer();
  }

  Outcome Try(std::vector<std::string> words) {
    if (server_ == nullptr) return Earmark(folder_, std::move(words), clock_);
    words.insert(words.end(), {"--server", server_->address()});
    return Earmark(folder_, std::move(words));
  }

  // Runs the program; the test fails when it does.
  Outcome Run(std::vector<std::string> words) {
    Outcome outcome = Try(std::move(words));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome;
  }

  v1::Screening TheScreening() {
    return FromJson<v1::Screening>(
        LinesOf(Run({"screenings", "list", "--json"}).out).at(0));
  }

  v1::Decision Decision() { return TheScreening().decision(); }

  std::map<std::string, std::string> ByTerritory() {
    std::map<std::string, std::string> actions;
    const v1::Decision decision = Decision();
    for (const auto& there : decision.territory_actions()) {
      actions[there.territory()] = v1::Decision::Action_Name(there.action());
    }
    return actions;
  }

  // Of the decision's reasons.
  std::vector<std::string> Rules() {
    std::vector<std::string> rules;
    const v1::Decision decision = Decision();
    for (const v1::Decision::Reason& reason : decision.reasons()) {
      rules.push_back(v1::Decision::Reason::Rule_Name(reason.rule()));
    }
    return rules;
  }

  // What the decision will soon be.
  template <typename Matcher>
  void ExpectRules(Matcher matcher) {
    ExpectSoon([this] { return Rules(); }, matcher);
  }
  template <typename Matcher>
  void ExpectByTerritory(Matcher matcher) {
    ExpectSoon([this] { return ByTerritory(); }, matcher);
  }
  void ExpectAction(v1::Decision::Action action) {
    ExpectSoon([this] { return Decision().action(); }, testing::Eq(action));
  }

  v1::Reference TheReference(const std::string& work = "lark") {
    return FromJson<v1::Reference>(
        LinesOf(Run({"references", "list", work, "--json"}).out).at(0));
  }

  TemporaryFolder folder_;
  // What gives the program its time; none: it is now.
  std::vector<std::string> clock_;
  // Null: the program works on the database itself.
  std::unique_ptr<RunningServer> server_;
};

// How the tests are called.
inline std::string ModeOf(const testing::TestParamInfo<bool>& info) {
  return info.param ? "server" : "alone";
}

}  // namespace earmark::cli

#endif  // EARMARK_TESTS_CLI_RIGHTS_JOURNEY_H_
