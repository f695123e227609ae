#include "takedown/policy_text.h"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/internal/utf8.h"

namespace earmark::takedown {
namespace {

using fingerprint::Modality;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr char kActionWords[] =
    "allow, track, licensing-required, review, takedown";

absl::StatusOr<Policy> Parse(std::string_view text) {
  return ParsePolicy(text, [](std::string_view account) {
    return absl::StrCat("token of ", std::string(account));
  });
}

// The only rule of a policy: a good one with `condition`.
PolicyRule RuleWith(const std::string& condition) {
  const absl::StatusOr<Policy> policy = Parse(
      absl::StrCat("[[rule]]\nname = \"n\"\naction = \"allow\"\n", condition));
  EXPECT_TRUE(policy.ok()) << policy.status();
  if (!policy.ok()) return {};
  EXPECT_THAT(policy->rules, SizeIs(1));
  return policy->rules[0];
}

// The lines of the error.
std::vector<std::string> FaultsOf(std::string_view text) {
  const absl::StatusOr<Policy> policy = Parse(text);
  if (policy.ok()) return {};
  EXPECT_EQ(policy.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string message(policy.status().message());
  EXPECT_EQ(FindNotUtf8(message), std::string_view::npos);
  // What a gRPC client takes.
  EXPECT_LT(message.size(), 8000);
  return absl::StrSplit(message, '\n');
}

// The error of a rule with `condition`, which stands on line 4.
std::string FaultOf(const std::string& condition) {
  const std::vector<std::string> faults = FaultsOf(
      absl::StrCat("[[rule]]\nname = \"n\"\naction = \"allow\"\n", condition));
  EXPECT_THAT(faults, SizeIs(1)) << condition;
  return faults.empty() ? "" : faults[0];
}

TEST(PolicyTextTest, EmptyTextTracks) {
  for (const char* text : {"", "\n", "# nothing\n", "\xEF\xBB\xBF"}) {
    const absl::StatusOr<Policy> policy = Parse(text);
    ASSERT_TRUE(policy.ok()) << policy.status();
    EXPECT_EQ(*policy, Policy());
  }
}

TEST(PolicyTextTest, EachKeySetsItsCondition) {
  const absl::StatusOr<Policy> policy = Parse(R"(
# What happens with uses that no rule covers; default "track".
otherwise = "allow"

[[rule]]
name = "whole songs"
action = "takedown"
modality = "audio"
matched_seconds = { at_least = 30 }
total_matched_seconds = { over = 60, below = 120.5 }
upload_share = { at_least = 0.5 }
reference_share = { below = 0.5 }
hours_since_late_find = { below = 48 }
combined = true
purposes = ["quotation", "none"]
incomes = ["undeclared", "advertising"]
alterations = ["speed", "inverted"]
territories = ["DE", "AT"]
accounts = ["b", "a", "b"]

[[rule]]
name = "others"
action = "licensing-required"
)");
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->id.value, "");
  EXPECT_EQ(policy->version, 1);
  EXPECT_EQ(policy->otherwise, Action::kAllow);

  PolicyRule first;
  first.name = "whole songs";
  first.action = Action::kTakedown;
  first.modality = Modality::kAudio;
  first.matched_us.least = 30'000'000;
  first.total_matched_us = {60'000'001, 120'499'999};
  first.upload_share.least = 0.5;
  first.reference_share.most = std::nextafter(0.5, 0);
  first.since_late_find_us = {0, 172'799'999'999};
  first.combined = true;
  first.purposes = {Purpose::kQuotation, Purpose::kNone};
  first.incomes = {Income::kUndeclared, Income::kAdvertising};
  first.alterations = {Alteration::kSpeed, Alteration::kInverted};
  first.territories = TerritorySet::Of({"AT", "DE"});
  first.accounts = {"token of a", "token of b"};
  PolicyRule second;
  second.name = "others";
  second.action = Action::kLicensingRequired;
  EXPECT_THAT(policy->rules, ElementsAre(first, second));
}

TEST(PolicyTextTest, EachWordHasItsValue) {
  const std::pair<const char*, Action> actions[] = {
      {"allow", Action::kAllow},
      {"track", Action::kTrack},
      {"licensing-required", Action::kLicensingRequired},
      {"review", Action::kReview},
      {"takedown", Action::kTakedown}};
  for (const auto& [word, action] : actions) {
    const absl::StatusOr<Policy> policy =
        Parse(absl::StrCat("otherwise = '", word, "'"));
    ASSERT_TRUE(policy.ok()) << policy.status();
    EXPECT_EQ(policy->otherwise, action);
  }
  EXPECT_EQ(RuleWith("modality = 'audio'").modality, Modality::kAudio);
  EXPECT_EQ(RuleWith("modality = 'video'").modality, Modality::kVideo);
  EXPECT_EQ(RuleWith("combined = false").combined, false);

  const std::pair<const char*, Purpose> purposes[] = {
      {"quotation", Purpose::kQuotation},
      {"criticism", Purpose::kCriticism},
      {"parody", Purpose::kParody},
      {"licence", Purpose::kLicensed},
      {"none", Purpose::kNone}};
  for (const auto& [word, purpose] : purposes) {
    EXPECT_EQ(RuleWith(absl::StrCat("purposes = ['", word, "']")).purposes,
              EnumSet<Purpose>{purpose});
  }
  const std::pair<const char*, Income> incomes[] = {
      {"undeclared", Income::kUndeclared},
      {"none", Income::kNone},
      {"insignificant", Income::kInsignificant},
      {"commercial", Income::kCommercial},
      {"advertising", Income::kAdvertising}};
  for (const auto& [word, income] : incomes) {
    EXPECT_EQ(RuleWith(absl::StrCat("incomes = ['", word, "']")).incomes,
              EnumSet<Income>{income});
  }
  const std::pair<const char*, Alteration> alterations[] = {
      {"speed", Alteration::kSpeed},
      {"pitch", Alteration::kPitch},
      {"mirrored", Alteration::kMirrored},
      {"turned", Alteration::kTurned},
      {"inverted", Alteration::kInverted}};
  for (const auto& [word, alteration] : alterations) {
    EXPECT_EQ(
        RuleWith(absl::StrCat("alterations = ['", word, "']")).alterations,
        EnumSet<Alteration>{alteration});
  }
}

TEST(PolicyTextTest, RangesAreClosedToTheNextValue) {
  constexpr int64_t kLeast = 0;
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const std::pair<const char*, Range<int64_t>> lengths[] = {
      {"{ at_least = 30 }", {30'000'000, kMost}},
      {"{ over = 30 }", {30'000'001, kMost}},
      {"{ at_most = 30 }", {kLeast, 30'000'000}},
      {"{ below = 30 }", {kLeast, 29'999'999}},
      {"{ at_least = 1.1, at_most = 1.1 }", {1'100'000, 1'100'000}},
      {"{ over = 0, below = 1_000_000 }", {1, 999'999'999'999}},
      {"{ at_most = 0.0000014 }", {kLeast, 1}},
      {"{ at_most = 0 }", {kLeast, 0}}};
  for (const auto& [text, range] : lengths) {
    EXPECT_EQ(RuleWith(absl::StrCat("matched_seconds = ", text)).matched_us,
              range)
        << text;
    EXPECT_EQ(RuleWith(absl::StrCat("total_matched_seconds = ", text))
                  .total_matched_us,
              range)
        << text;
  }

  const std::pair<const char*, Range<int64_t>> times[] = {
      {"{ below = 48 }", {kLeast, 172'799'999'999}},
      {"{ over = 0.5, at_most = 100000 }",
       {1'800'000'001, 360'000'000'000'000}},
      {"{ at_least = 0 }", {kLeast, kMost}}};
  for (const auto& [text, range] : times) {
    EXPECT_EQ(RuleWith(absl::StrCat("hours_since_late_find = ", text))
                  .since_late_find_us,
              range)
        << text;
  }
  EXPECT_EQ(RuleWith("").since_late_find_us, std::nullopt);

  const PolicyRule open =
      RuleWith("upload_share = { over = 0.25, below = 0.75 }");
  EXPECT_FALSE(open.upload_share.Contains(0.25));
  EXPECT_TRUE(open.upload_share.Contains(std::nextafter(0.25, 1)));
  EXPECT_TRUE(open.upload_share.Contains(std::nextafter(0.75, 0)));
  EXPECT_FALSE(open.upload_share.Contains(0.75));
  const PolicyRule closed =
      RuleWith("reference_share = { at_least = 0.25, at_most = 1 }");
  EXPECT_FALSE(closed.reference_share.Contains(std::nextafter(0.25, 0)));
  EXPECT_TRUE(closed.reference_share.Contains(0.25));
  EXPECT_TRUE(closed.reference_share.Contains(1));
}

TEST(PolicyTextTest, TerritoriesAreSomeOrAllBut) {
  EXPECT_EQ(RuleWith("territories = ['FR', 'DE', 'FR']").territories,
            TerritorySet::Of({"DE", "FR"}));
  EXPECT_EQ(RuleWith("territories = ['WORLD-US-CA']").territories,
            TerritorySet::AllBut({"CA", "US"}));
  EXPECT_EQ(RuleWith("territories = ['WORLD']").territories, TerritorySet());
  EXPECT_EQ(RuleWith("").territories, TerritorySet());
}

TEST(PolicyTextTest, WhateverTomlSaysTheSameIsTheSame) {
  const PolicyRule rule = RuleWith("matched_seconds = { over = 1, below = 2 }");
  for (const char* text :
       {"matched_seconds.over = 1\nmatched_seconds.below = 2",
        "[rule.matched_seconds]\nover = 0x1\nbelow = 2e0",
        "\"matched_seconds\" = {below=2,over=1.0}#",
        "matched_seconds = { over = 1, below = 2 }\r\n"}) {
    EXPECT_EQ(RuleWith(text), rule) << text;
  }
  const absl::StatusOr<Policy> policy = Parse(
      "rule = [{name = 'n', action = 'allow', matched_seconds = {over = 1,"
      "below = 2}}]");
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_THAT(policy->rules, ElementsAre(rule));
}

TEST(PolicyTextTest, FaultNamesPlaceRemedyAndValue) {
  EXPECT_THAT(FaultsOf("[[rule]]\nname = \"n\"\n\naction = \"takdown\"\n"),
              ElementsAre(absl::StrCat("line 4, column 10: action must be one "
                                       "of ",
                                       kActionWords, ", got \"takdown\"")));
}

TEST(PolicyTextTest, AllFaultsAreToldInTheOrderOfTheText) {
  EXPECT_THAT(
      FaultsOf(R"(otherwise = "ignore"
rules = 1

[[rule]]
name = "a"
action = 5
modality = "sound"
matched_seconds = { at_least = 30, below = 20 }
purposes = []

  [[rule]]
  action = "review"
  name = "a"
  duration = 3

[[rule]]
otherwise = "allow"
)"),
      ElementsAre(
          absl::StrCat("line 1, column 13: otherwise must be one of ",
                       kActionWords, ", got \"ignore\""),
          "line 2, column 1: a key of a policy must be one of otherwise, rule, "
          "got \"rules\"",
          absl::StrCat("line 6, column 10: action must be one of ",
                       kActionWords, ", got 5"),
          "line 7, column 12: modality must be one of audio, video, got "
          "\"sound\"",
          "line 8, column 19: matched_seconds must be met by some length, got "
          "{ at_least = 30, below = 20 }",
          "line 9, column 12: purposes must not be empty (leave it out "
          "instead), got []",
          "line 13, column 10: name must be no other rule's, and line 5 has it "
          "too, got \"a\"",
          "line 14, column 3: a key of a rule must be one of name, action, "
          "modality, matched_seconds, total_matched_seconds, upload_share, "
          "reference_share, hours_since_late_find, combined, purposes, "
          "incomes, alterations, territories, accounts, got \"duration\"",
          "line 16, column 1: a rule must have a name, got none",
          absl::StrCat("line 16, column 1: a rule must have an action, one of ",
                       kActionWords, ", got none"),
          "line 17, column 1: otherwise must stand before the first [[rule]], "
          "got it in a rule"));
}

TEST(PolicyTextTest, ColumnsCountCharacters) {
  EXPECT_THAT(FaultsOf("rule = [{name = \"Stücke ♫ 𝄞\", action = \"a\"}]"),
              ElementsAre(StartsWith("line 1, column 40: action must be")));
  EXPECT_THAT(FaultsOf("\xEF\xBB\xBFotherwise = 3"),
              ElementsAre(StartsWith("line 1, column 13: otherwise must be")));
}

TEST(PolicyTextTest, BadConditionsAreRefused) {
  const std::pair<const char*, const char*> faults[] = {
      {"modality = true",
       "line 4, column 12: modality must be one of audio, video, got true"},
      {"combined = \"yes\"",
       "line 4, column 12: combined must be true or false, got \"yes\""},
      {"combined = 1979-05-27",
       "line 4, column 12: combined must be true or false, got a date or time"},
      {"matched_seconds = 30",
       "line 4, column 19: matched_seconds must be a range like { at_least = "
       "0.5 }, got 30"},
      {"matched_seconds = {}",
       "line 4, column 19: matched_seconds must not be empty (leave it out "
       "instead), got {}"},
      {"matched_seconds = { atleast = 30 }",
       "line 4, column 21: a key of matched_seconds must be one of at_least, "
       "over, at_most, below, got \"atleast\""},
      {"matched_seconds = { over = \"30\" }",
       "line 4, column 28: matched_seconds.over must be a number of seconds "
       "from 0 to 1000000, got \"30\""},
      {"matched_seconds.over = -0.5",
       "line 4, column 24: matched_seconds.over must be a number of seconds "
       "from 0 to 1000000, got -0.5"},
      {"matched_seconds.over = 1000000.5",
       "line 4, column 24: matched_seconds.over must be a number of seconds "
       "from 0 to 1000000, got 1000000.5"},
      {"total_matched_seconds.over = nan",
       "line 4, column 30: total_matched_seconds.over must be a number of "
       "seconds from 0 to 1000000, got nan"},
      {"total_matched_seconds.over = inf",
       "line 4, column 30: total_matched_seconds.over must be a number of "
       "seconds from 0 to 1000000, got inf"},
      {"total_matched_seconds.over = 9223372036854775807",
       "line 4, column 30: total_matched_seconds.over must be a number of "
       "seconds from 0 to 1000000, got 9223372036854775807"},
      {"matched_seconds = { below = 0 }",
       "line 4, column 19: matched_seconds must be met by some length, got "
       "{ below = 0 }"},
      {"matched_seconds = { over = 5, at_most = 5 }",
       "line 4, column 19: matched_seconds must be met by some length, got "
       "{ over = 5, at_most = 5 }"},
      {"matched_seconds = { over = 5, at_least = 6 }",
       "line 4, column 19: matched_seconds must have one of at_least and over, "
       "got both"},
      {"matched_seconds = { at_most = 5, below = 6 }",
       "line 4, column 19: matched_seconds must have one of at_most and below, "
       "got both"},
      {"upload_share = { at_least = 50 }",
       "line 4, column 29: upload_share.at_least must be a share from 0 to 1, "
       "got 50"},
      {"upload_share = { over = 1 }",
       "line 4, column 16: upload_share must be met by some share from 0 to 1, "
       "got { over = 1 }"},
      {"hours_since_late_find = { over = 100001 }",
       "line 4, column 34: hours_since_late_find.over must be a number of "
       "hours from 0 to 100000, got 100001"},
      {"hours_since_late_find = { below = 0 }",
       "line 4, column 25: hours_since_late_find must be met by some time, got "
       "{ below = 0 }"},
      {"reference_share = { below = 0.0 }",
       "line 4, column 19: reference_share must be met by some share from 0 to "
       "1, got { below = 0 }"},
      {"reference_share = { over = 0.3, below = 0.3 }",
       "line 4, column 19: reference_share must be met by some share from 0 to "
       "1, got { over = 0.3, below = 0.3 }"},
      {"purposes = \"parody\"",
       "line 4, column 12: purposes must be a list of quotation, criticism, "
       "parody, licence, none, got \"parody\""},
      {"purposes = [\"parody\", 3]",
       "line 4, column 23: purposes must be a list of quotation, criticism, "
       "parody, licence, none, got 3 in it"},
      {"purposes = [\"none\", \"license\"]",
       "line 4, column 21: purposes must be one of quotation, criticism, "
       "parody, licence, none, got \"license\""},
      {"incomes = [\"\"]",
       "line 4, column 12: incomes must be one of undeclared, none, "
       "insignificant, commercial, advertising, got \"\""},
      {"alterations = [\n  \"speed\",\n  \"crop\",\n]",
       "line 6, column 3: alterations must be one of speed, pitch, mirrored, "
       "turned, inverted, got \"crop\""},
      {"territories = []",
       "line 4, column 15: territories must not be empty (leave it out "
       "instead), got []"},
      {"territories = \"DE\"",
       "line 4, column 15: territories must be a list like [\"DE\", \"AT\"] or "
       "[\"WORLD-US-CA\"], got \"DE\""},
      {"territories = [\"DE\", \"de\"]",
       "line 4, column 22: territories must be ISO 3166-1 alpha-2 codes in "
       "upper case, or one word for all but some, like WORLD-US-CA, got "
       "\"de\""},
      {"accounts = \"me\"",
       "line 4, column 12: accounts must be a list of accounts in quotation "
       "marks, got a text"},
      {"accounts = [12345]",
       "line 4, column 13: accounts must be a list of accounts in quotation "
       "marks, got a number in it"},
      {"accounts = [\"\"]",
       "line 4, column 13: accounts must have 1-256 bytes each, got 0"}};
  for (const auto& [condition, fault] : faults) {
    EXPECT_EQ(FaultOf(condition), fault) << condition;
  }
  for (const char* word : {"WORLD-", "WORLD-XX", "WORLDS", "WORLD-DE-", "EU",
                           "001", "world", "DE-AT", ""}) {
    EXPECT_THAT(FaultOf(absl::StrCat("territories = [\"", word, "\"]")),
                EndsWith(absl::StrCat("got \"", word, "\"")));
  }
  // One word for all but some stands alone.
  EXPECT_THAT(FaultOf("territories = [\"DE\", \"WORLD-US\"]"),
              AllOf(StartsWith("line 4, column 22: territories must be"),
                    EndsWith("got \"WORLD-US\"")));
}

TEST(PolicyTextTest, NamesAreShortPlainAndUnique) {
  const auto fault_of = [](const std::string& name) {
    const std::vector<std::string> faults = FaultsOf(
        absl::StrCat("[[rule]]\naction = \"allow\"\nname = ", name, "\n"));
    return faults.empty() ? "" : faults[0];
  };
  EXPECT_EQ(fault_of("\"" + std::string(64, 'x') + "\""), "");
  EXPECT_EQ(fault_of("\"" + std::string(65, 'x') + "\""),
            "line 3, column 8: name must have 1-64 bytes, got 65");
  EXPECT_EQ(fault_of("''"),
            "line 3, column 8: name must have 1-64 bytes, got 0");
  EXPECT_EQ(fault_of("7"), "line 3, column 8: name must be a text, got 7");
  EXPECT_EQ(fault_of("\"a\\nb\\u0085\""),
            "line 3, column 8: name must have no control characters, got "
            "\"a\\x0ab\\x85\"");
  EXPECT_EQ(fault_of("\"Stücke ♫\""), "");
}

TEST(PolicyTextTest, AccountsAreNeverShown) {
  EXPECT_THAT(
      RuleWith(absl::StrCat("accounts = ['", std::string(256, 'q'), "']"))
          .accounts,
      SizeIs(1));
  const std::string fault =
      FaultOf(absl::StrCat("accounts = ['", std::string(257, 'q'), "']"));
  EXPECT_EQ(fault,
            "line 4, column 13: accounts must have 1-256 bytes each, got 257");
}

TEST(PolicyTextTest, RulesBeginWithDoubleBrackets) {
  EXPECT_THAT(FaultsOf("[rule]\nname = \"n\"\naction = \"allow\""),
              ElementsAre("line 1, column 1: a rule must begin with [[rule]], "
                          "got [rule]"));
  EXPECT_THAT(FaultsOf("rule = \"n\""),
              ElementsAre("line 1, column 8: a rule must begin with [[rule]], "
                          "got \"n\""));
  EXPECT_THAT(FaultsOf("rule = [1]"),
              ElementsAre("line 1, column 9: a rule must begin with [[rule]], "
                          "got 1"));
}

TEST(PolicyTextTest, WhatIsNotTomlIsToldUpToItsFirstFault) {
  const std::pair<const char*, const char*> faults[] = {
      {"otherwise \"allow\"",
       "line 1, column 11: a policy must be TOML; key-value pair: expected "
       "'=', saw '\"'"},
      {"\n[[rule]\n",
       "line 2, column 8: a policy must be TOML; table header: expected ']', "
       "saw '\\n'"},
      {"[=]",
       "line 1, column 2: a policy must be TOML; key: expected bare key "
       "starting character or string delimiter, saw '='"},
      {"[[ ? ]]", "line 1, column 4: a policy must be TOML; key: expected "},
      {"otherwise = allow", "line 1, column 13: a policy must be TOML; "},
      {"[[rule]]\nname = \"a\"\nname = \"b\"",
       "line 3, column 8: a policy must be TOML; key-value pair: cannot "
       "redefine existing string 'name'"},
      {"otherwise = \"allow\nrule",
       "line 1, column 19: a policy must be TOML; string: "},
      {"a = [[[[[[[[[1]]]]]]]]]", "line 1, column "},
  };
  for (const auto& [text, fault] : faults) {
    EXPECT_THAT(FaultsOf(text), ElementsAre(StartsWith(fault))) << text;
  }
}

TEST(PolicyTextTest, BytesThatAreNoUtf8ArePointedAt) {
  EXPECT_THAT(FaultsOf("# ü\n# é\xFF"),
              ElementsAre("line 2, column 4: a policy must be UTF-8, got the "
                          "byte 0xff"));
  // Cut short, written too long, a surrogate, past the last character.
  for (const char* bytes : {"\xC3", "\xE2\x82", "\xC0\x80", "\xE0\x80\x80",
                            "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"}) {
    EXPECT_THAT(FaultsOf(absl::StrCat("#", bytes)),
                ElementsAre(StartsWith("line 1, column 2: a policy must be "
                                       "UTF-8, got the byte 0x")));
  }
  for (const char* bytes :
       {"\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_THAT(FaultsOf(absl::StrCat("#", bytes)), IsEmpty());
  }
}

TEST(PolicyTextTest, TextIsLimited) {
  std::string text = "#" + std::string(kMaxPolicyTextBytes - 1, ' ');
  EXPECT_THAT(FaultsOf(text), IsEmpty());
  text += ' ';
  EXPECT_THAT(FaultsOf(text),
              ElementsAre("line 1, column 1: a policy must have at most 65536 "
                          "bytes, got 65537"));
}

TEST(PolicyTextTest, RulesAreLimited) {
  std::string text;
  for (size_t i = 0; i < kMaxPolicyRules; ++i) {
    absl::StrAppend(&text, "[[rule]]\nname=\"", i, "\"\naction=\"allow\"\n");
  }
  EXPECT_THAT(FaultsOf(text), IsEmpty());
  absl::StrAppend(&text, "[[rule]]\nname=\"more\"\naction=\"allow\"\n");
  EXPECT_THAT(FaultsOf(text),
              ElementsAre("line 3001, column 1: a policy must have at most "
                          "1000 rules, got 1001"));
}

TEST(PolicyTextTest, ManyFaultsAreCounted) {
  std::string text;
  for (int i = 0; i < 30; ++i) {
    absl::StrAppend(&text, "\"", std::string(80, '\t'), i, "\" = 1\n[[rule]]\n",
                    "action = 'allow'\nname = '", i, "'\n");
  }
  const std::vector<std::string> faults = FaultsOf(text);
  ASSERT_THAT(faults, SizeIs(21));
  for (size_t i = 0; i < 20; ++i) {
    EXPECT_THAT(faults[i], StartsWith(absl::StrCat("line ", 4 * i + 1,
                                                   ", column 1: a key of a ")));
  }
  EXPECT_EQ(faults[20], "line 81, column 1: the first of 10 more faults");
}

TEST(PolicyTextTest, ValuesAreShortenedBetweenCharacters) {
  std::string long_word;
  for (int i = 0; i < 100; ++i) long_word += "€";
  const std::vector<std::string> faults =
      FaultsOf(absl::StrCat("otherwise = \"", long_word, "\""));
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_THAT(faults[0], EndsWith("got \"€€€€€€€€€€€€€€€€€€€€€...\""));
  // toml++ quotes keys whole, in at most 511 bytes, and would cut a character.
  for (int more = 0; more < 3; ++more) {
    const std::string key =
        absl::StrCat("\"", std::string(more, 'x'), long_word, long_word, "\"");
    EXPECT_THAT(
        FaultsOf(absl::StrCat(key, "=1\n", key, "=1")),
        ElementsAre(AllOf(HasSubstr("cannot redefine"), Not(HasSubstr("\n")))));
  }
}

// A table for each part would be in the one before.
TEST(PolicyTextTest, LongKeysAreRefusedWhereverTheyHide) {
  std::string key = "a";
  for (int i = 0; i < 30'000; ++i) key += ".a";
  for (const char* text : {"KEY = 1",
                           "[KEY]",
                           "[[ KEY ]]",
                           "x = { KEY = 1 }",
                           "x = [ { KEY = 1 } ]",
                           "x = '\\' # '\nKEY = 1",
                           "x = \"\\\"\"\nKEY = 1",
                           "x = [ '', { KEY = 1 } ]",
                           "x = [ \"\\\\\", { KEY = 1 } ]",
                           "x = \"\"\"\"\"\"\nKEY = 1",
                           "x = \"\"\"a\"\"\"\"\nKEY = 1",
                           "x = [\"\"\"a\"\"\"\"\", { KEY = 1 }]",
                           "x = ['''a''''', { KEY = 1 }]",
                           "x = ['''\n#''', { KEY = 1 }]",
                           "x = [\"\"\"\\\"\"\"\", { KEY = 1 }]",
                           "# '\nKEY = 1",
                           "# \"\"\"\nKEY = 1",
                           "x = \"\" # \"\nKEY = 1",
                           "'x'.KEY = 1",
                           "x = \"a\nKEY = 1"}) {
    EXPECT_THAT(FaultsOf(absl::StrReplaceAll(text, {{"KEY", key}})),
                ElementsAre(HasSubstr("a key must have at most 8 parts, got ")))
        << text;
  }
  EXPECT_THAT(FaultsOf("otherwise = 'track'\n[ a.b.c.d.e.f.g.h.i ]"),
              ElementsAre("line 2, column 3: a key must have at most 8 parts, "
                          "got \"a.b.c.d.e.f.g.h.\""));
}

TEST(PolicyTextTest, TextsOfSeveralLinesAreRead) {
  EXPECT_THAT(
      RuleWith("accounts = ['a\"\"\"', \"b'''\", \"\\\"\\\"\\\"\", '''\nc''',\n"
               "\"\"\"\\\n  \u00a7\\\"\"\"\", \"\"\"\"\"d\"\"\"\"\"]")
          .accounts,
      ElementsAre("token of \"\"\"", "token of \"\"d\"\"", "token of a\"\"\"",
                  "token of b'''", "token of c", "token of \u00a7\""));
}

TEST(PolicyTextTest, CharactersBeyondAsciiStandInTextsAndComments) {
  for (const char* character :
       {"ä", "\u00a0", "\u1680", "\u2003", "\u3000", "\u2028", "\uFEFF", "𝄞"}) {
    EXPECT_THAT(RuleWith(absl::StrCat("# ", character, "\naccounts = ['",
                                      character, "', \"", character, "\"]"))
                    .accounts,
                SizeIs(1));
    for (const char* place :
         {"@", "a@ = 1", "@ = 1", "a =@1", "a = 1@", "a = true@", "[@a]",
          "[a]@", "'a'@ = 1", "a = 1979-05-27@07:32:00", "a = [@1@]",
          "a = 5[\"re@view\"", "a = \"\"\"\\@\n\"\"\""}) {
      const std::string text = absl::StrReplaceAll(place, {{"@", character}});
      EXPECT_THAT(FaultsOf(absl::StrCat("#\n", text)),
                  ElementsAre(AllOf(StartsWith("line 2, column "),
                                    HasSubstr("a policy must be TOML"))))
          << text;
    }
  }
}

TEST(PolicyTextTest, DotsInTextsAndCommentsAreNoKeys) {
  const std::string dots(100, '.');
  const PolicyRule rule = RuleWith(absl::StrCat(
      "# ", dots,
      "\naccounts = [\n  'first.last@a.b.c.d.e.f.g.h.example.com', "
      "\"",
      dots, "\",\n  '", dots, "' ] # ", dots, "\n"));
  EXPECT_THAT(rule.accounts, SizeIs(2));
}

// The blocks of TOML in docs/policies.md.
std::vector<std::string> Examples() {
  std::ifstream file(EARMARK_SOURCE_DIR "/docs/policies.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  std::vector<std::string> examples;
  for (const std::string& part :
       std::vector<std::string>(absl::StrSplit(page, "```toml\n"))) {
    examples.push_back(part.substr(0, part.find("```")));
  }
  examples.erase(examples.begin());
  return examples;
}

// What `policy` says of `use`, in `territory`.
std::string RuleFor(const Policy& policy, const Use& use,
                    const std::string& territory) {
  std::string name;
  ApplyPolicy(policy, use, TerritorySet(),
              [&](const PolicyRule* rule, const TerritorySet& where) {
                if (!where.Contains(territory)) return;
                name = rule == nullptr ? "otherwise" : rule->name;
              });
  return name;
}

TEST(PolicyTextTest, ExamplesOfTheDocumentationDoWhatItSays) {
  const std::vector<std::string> examples = Examples();
  ASSERT_THAT(examples, SizeIs(2));
  EXPECT_THAT(FaultsOf(examples[0]), IsEmpty());

  const absl::StatusOr<Policy> policy = Parse(examples[1]);
  ASSERT_TRUE(policy.ok()) << policy.status();
  Use whole;
  whole.matched = std::chrono::seconds(200);
  whole.reference_share = 1;
  EXPECT_EQ(RuleFor(*policy, whole, "US"), "whole songs");
  EXPECT_EQ(RuleFor(*policy, whole, "JP"), "longer uses");
  whole.account_token = "token of label-official";
  EXPECT_EQ(RuleFor(*policy, whole, "US"), "our channel");

  Use part;
  part.matched = std::chrono::seconds(12);
  part.reference_share = 0.06;
  EXPECT_EQ(RuleFor(*policy, part, "US"), "otherwise");
  part.purpose = Purpose::kQuotation;
  EXPECT_EQ(RuleFor(*policy, part, "US"), "short quotations");
  part.matched = std::chrono::seconds(20);
  EXPECT_EQ(RuleFor(*policy, part, "US"), "longer uses");
}

}  // namespace
}  // namespace earmark::takedown
