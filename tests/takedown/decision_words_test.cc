#include "takedown/decision_words.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kFound[] =
    "The work \"song-1\" was found in the upload (audio at 1:02.5-1:26.0, 23.5 "
    "s in all)";

Policy MakePolicy(std::string id, Action otherwise,
                  std::vector<PolicyRule> rules = {}) {
  Policy policy;
  policy.id = {std::move(id)};
  policy.otherwise = otherwise;
  policy.rules = std::move(rules);
  return policy;
}

// A trusted owner's hold on the whole of the recording.
Hold HoldBy(const std::string& owner, Policy policy) {
  Hold hold;
  hold.owner.id = {owner};
  hold.owner.trust = Owner::Trust::kTrusted;
  hold.ownership.owner = hold.owner.id;
  hold.policy = std::make_shared<const Policy>(std::move(policy));
  return hold;
}

Hold TakedownHold() {
  return HoldBy("label-1", MakePolicy("takedown", Action::kTakedown));
}

// A manifest copy of an attested reference.
OwnedMatch MatchOf(std::vector<Hold> holds) {
  OwnedMatch found;
  found.match.work = {"song-1"};
  found.match.reference = {"r"};
  found.match.query = {62'500ms, 86s};
  found.match.reference_range = found.match.query;
  found.reference_duration = 200s;
  found.attested = true;
  found.holds = std::make_shared<const std::vector<Hold>>(std::move(holds));
  return found;
}

Coverage Seen() {
  return {Coverage::State::kSeen, MediaTime(300s), MediaTime(300s), ""};
}

DecisionInputs InputsOf(std::vector<OwnedMatch> matches) {
  DecisionInputs inputs;
  inputs.matches = std::move(matches);
  inputs.audio = Seen();
  inputs.video = Seen();
  inputs.account_token = "account";
  inputs.now = absl::FromUnixSeconds(1'800'000'000);
  return inputs;
}

// The sentences of the reasons, strongest first.
std::vector<std::string> SentencesOf(const DecisionInputs& inputs) {
  Decision decision = Decide(inputs);
  Explain(inputs, decision);
  std::vector<std::string> sentences;
  for (const Decision::Reason& reason : decision.reasons) {
    sentences.push_back(reason.explanation);
  }
  return sentences;
}

std::vector<std::string> SentencesOf(const OwnedMatch& found) {
  return SentencesOf(InputsOf({found}));
}

std::vector<std::string> SentencesOf(const Hold& hold) {
  return SentencesOf(MatchOf({hold}));
}

TEST(DecisionWordsTest, NoMatch) {
  EXPECT_THAT(SentencesOf(InputsOf({})),
              ElementsAre("Nothing registered was found in the upload."));
}

TEST(DecisionWordsTest, OwnerPolicy) {
  EXPECT_THAT(SentencesOf(TakedownHold()),
              ElementsAre(std::string(kFound) +
                          "; owner \"label-1\" asks for TAKEDOWN."));
}

TEST(DecisionWordsTest, OwnerOnProbation) {
  Hold hold = TakedownHold();
  hold.owner.trust = Owner::Trust::kProbation;
  EXPECT_THAT(SentencesOf(hold),
              ElementsAre(std::string(kFound) +
                          "; owner \"label-1\" asks for TAKEDOWN, but is on "
                          "probation, so a person looks first."));
}

TEST(DecisionWordsTest, NotManifest) {
  OwnedMatch found = MatchOf({TakedownHold()});
  found.match.expected_false_matches = 1e-3;
  EXPECT_THAT(
      SentencesOf(found),
      ElementsAre(std::string(kFound) +
                  "; owner \"label-1\" asks for TAKEDOWN, but a machine alone "
                  "takes down only manifest copies: at least 10.0 s in one "
                  "piece, and beyond doubt, so a person looks first."));
}

TEST(DecisionWordsTest, DeclaredPurpose) {
  DecisionInputs inputs = InputsOf({MatchOf({TakedownHold()})});
  const std::pair<Purpose, const char*> names[] = {
      {Purpose::kQuotation, "quotation"},
      {Purpose::kCriticism, "criticism"},
      {Purpose::kParody, "parody"},
      {Purpose::kLicensed, "a licence"}};
  for (const auto& [purpose, name] : names) {
    inputs.purpose = purpose;
    EXPECT_THAT(
        SentencesOf(inputs),
        ElementsAre(std::string(kFound) +
                    "; owner \"label-1\" asks for TAKEDOWN, but the uploader "
                    "declares " +
                    name +
                    ", which a machine alone never blocks, so a person looks "
                    "first."));
  }
}

TEST(DecisionWordsTest, NotSeen) {
  DecisionInputs inputs = InputsOf({});
  inputs.audio = {Coverage::State::kDamaged, 12s, 60s, "a packet was lost"};
  inputs.video = {Coverage::State::kDamaged, 0s, 60s, ""};
  EXPECT_THAT(
      SentencesOf(inputs),
      ElementsAre("Not all of the audio could be seen (12.0 s of 60.0 s: a "
                  "packet was lost), so what is in the rest is not known.",
                  "Not all of the video could be seen (0.0 s of 60.0 s), so "
                  "what is in the rest is not known."));
  inputs.audio = Coverage();
  inputs.video = Coverage();
  EXPECT_THAT(SentencesOf(inputs),
              ElementsAre("Neither audio nor video of the upload could be "
                          "seen, so what is in it is not known."));
}

TEST(DecisionWordsTest, ConflictingOwners) {
  EXPECT_THAT(
      SentencesOf(
          MatchOf({TakedownHold(),
                   HoldBy("label-2", MakePolicy("allow", Action::kAllow))})),
      ElementsAre(std::string(kFound) +
                      "; owner \"label-1\" asks for TAKEDOWN, but the owners "
                      "together claim more than the whole of it there, so a "
                      "person looks first.",
                  std::string(kFound) + "; owner \"label-2\" asks for ALLOW."));
}

TEST(DecisionWordsTest, NoRights) {
  Hold hold = TakedownHold();
  hold.ownership.territories = TerritorySet::Of({"DE"});
  const auto sentence = [&](const TerritorySet& territories) {
    DecisionInputs inputs = InputsOf({MatchOf({hold})});
    inputs.territories = territories;
    return SentencesOf(inputs).back();
  };
  const std::string nobody =
      std::string(kFound) + ", but nobody holds rights in it ";
  EXPECT_EQ(sentence({}), nobody + "everywhere but in DE.");
  EXPECT_EQ(sentence(TerritorySet::AllBut({"US", "FR"})),
            nobody + "everywhere but in DE, FR, US.");
  EXPECT_EQ(sentence(TerritorySet::Of({"DE", "US", "FR"})),
            nobody + "in FR, US.");
  EXPECT_EQ(sentence(TerritorySet::Of({"US"})), nobody + "in US.");
  EXPECT_EQ(SentencesOf(MatchOf({})).back(), nobody + "everywhere.");
}

TEST(DecisionWordsTest, Licence) {
  DecisionInputs inputs = InputsOf({MatchOf({TakedownHold()})});
  Licence licence;
  licence.id = {"spring"};
  licence.owner = {"label-1"};
  inputs.licences = {licence};
  EXPECT_THAT(SentencesOf(inputs),
              ElementsAre(std::string(kFound) +
                          "; owner \"label-1\" asks for TAKEDOWN, but its "
                          "licence \"spring\" allows this use."));
}

TEST(DecisionWordsTest, OwnAccount) {
  Hold hold = TakedownHold();
  hold.owner.accounts = {"account"};
  EXPECT_THAT(SentencesOf(hold),
              ElementsAre(std::string(kFound) +
                          "; owner \"label-1\" asks for TAKEDOWN, but the "
                          "account is the owner's own."));
}

TEST(DecisionWordsTest, NotExclusive) {
  const std::pair<int, const char*> shares[] = {
      {9999, "99.99 %"}, {5000, "50 %"}, {1250, "12.5 %"},
      {1000, "10 %"},    {5, "0.05 %"},  {1, "0.01 %"}};
  for (const auto& [share, percent] : shares) {
    Hold hold = TakedownHold();
    hold.ownership.share = share;
    EXPECT_THAT(
        SentencesOf(hold),
        ElementsAre(std::string(kFound) +
                    "; owner \"label-1\" asks for TAKEDOWN, but "
                    "holds " +
                    percent + " of it, not all, so a person looks first."));
  }
}

TEST(DecisionWordsTest, Quarantine) {
  OwnedMatch found = MatchOf({TakedownHold()});
  found.quarantined = true;
  EXPECT_THAT(SentencesOf(found),
              ElementsAre(std::string(kFound) +
                          "; owner \"label-1\" asks for TAKEDOWN, but uses of "
                          "this recording suddenly multiplied, as they do when "
                          "it holds what is not the owner's alone, so a person "
                          "looks first."));
}

TEST(DecisionWordsTest, Verdict) {
  DecisionInputs inputs = InputsOf({MatchOf({TakedownHold()})});
  const std::string asked =
      std::string(kFound) +
      "; owner \"label-1\" asks for TAKEDOWN; a person looked and decided on ";
  inputs.verdicts = {{.work = WorkId{"song-1"},
                      .action = Action::kAllow,
                      .ground = Verdict::Ground::kNotOwned}};
  EXPECT_THAT(SentencesOf(inputs),
              ElementsAre(asked + "ALLOW: what the upload holds is not the "
                                  "owner's alone."));
  inputs.verdicts[0].action = Action::kTakedown;
  inputs.verdicts[0].ground = Verdict::Ground::kInfringement;
  EXPECT_THAT(SentencesOf(inputs),
              ElementsAre(asked + "TAKEDOWN: the owner is right."));
}

TEST(DecisionWordsTest, VerdictOnWhatCouldNotBeSeen) {
  DecisionInputs inputs = InputsOf({});
  inputs.audio = inputs.video = {};
  inputs.verdicts = {{.action = Action::kAllow}};
  EXPECT_THAT(SentencesOf(inputs),
              ElementsAre("Neither audio nor video of the upload could be "
                          "seen, so what is in it is not known; a person "
                          "looked and decided on ALLOW."));
}

TEST(DecisionWordsTest, Excluded) {
  OwnedMatch found = MatchOf({TakedownHold()});
  found.exclusions = {{0s, 200s}};
  EXPECT_THAT(
      SentencesOf(found),
      ElementsAre("The work \"song-1\" was found in the audio, but only parts "
                  "of it that do not count, as its owner does not hold them "
                  "alone."));
}

TEST(DecisionWordsTest, Contested) {
  OwnedMatch found = MatchOf({TakedownHold()});
  found.contested = {{0s, 200s}};
  EXPECT_THAT(SentencesOf(found),
              ElementsAre(std::string(kFound) +
                          "; owner \"label-1\" asks for TAKEDOWN, but another "
                          "owner's recording holds the same, and it is open "
                          "whose it is, so a person looks first."));
}

TEST(DecisionWordsTest, NotAttested) {
  OwnedMatch found = MatchOf({TakedownHold()});
  found.attested = false;
  EXPECT_THAT(SentencesOf(found),
              ElementsAre(std::string(kFound) +
                          "; owner \"label-1\" asks for TAKEDOWN, but has not "
                          "attested that the recording is its own alone, so a "
                          "person looks first."));
}

TEST(DecisionWordsTest, PolicyIsNamedUnlessItIsTheActionItself) {
  const auto request = [](Policy policy) {
    return SentencesOf(HoldBy("o", std::move(policy))).back();
  };
  EXPECT_THAT(
      request(MakePolicy("licensing-required", Action::kLicensingRequired)),
      EndsWith("; owner \"o\" asks for LICENSING_REQUIRED."));
  EXPECT_THAT(
      request(MakePolicy("songs", Action::kTrack)),
      EndsWith("; owner \"o\" asks for TRACK by its policy \"songs\"."));
  // An id that says another action is a name like any.
  EXPECT_THAT(
      request(MakePolicy("takedown", Action::kReview)),
      EndsWith("; owner \"o\" asks for REVIEW by its policy \"takedown\"."));
  PolicyRule rule;
  rule.name = "long ones";
  rule.action = Action::kReview;
  EXPECT_THAT(request(MakePolicy("songs", Action::kTrack, {rule})),
              EndsWith("; owner \"o\" asks for REVIEW by the rule \"long "
                       "ones\" of its policy \"songs\"."));
}

TEST(DecisionWordsTest, OwnerIsNamedByBothNames) {
  Hold hold = TakedownHold();
  hold.owner.display_name = "First Label";
  hold.ownership.right = Right::kMusicalWork;
  EXPECT_THAT(SentencesOf(hold).back(),
              EndsWith("; owner \"label-1\" (First Label), for the musical "
                       "work, asks for TAKEDOWN."));
  hold.owner.display_name = "label-1";
  hold.ownership.right = Right::kRecording;
  EXPECT_THAT(SentencesOf(hold).back(),
              EndsWith("; owner \"label-1\" asks for TAKEDOWN."));
}

TEST(DecisionWordsTest, MoreThanFiveIntervalsAreCounted) {
  std::vector<OwnedMatch> matches;
  for (int i = 0; i < 40; ++i) {
    matches.push_back(MatchOf({TakedownHold()}));
    matches.back().match.modality = Modality::kVideo;
    matches.back().match.query = {std::chrono::seconds(20 * i),
                                  std::chrono::seconds(20 * i + 12)};
  }
  EXPECT_THAT(
      SentencesOf(InputsOf(matches)),
      ElementsAre("The work \"song-1\" was found in the upload (video at "
                  "0:00.0-0:12.0, 0:20.0-0:32.0, 0:40.0-0:52.0, 1:00.0-1:12.0, "
                  "1:20.0-1:32.0 and 35 more, 480.0 s in all); owner "
                  "\"label-1\" asks for TAKEDOWN."));
}

TEST(DecisionWordsTest, MoreThanTenTerritoriesAreCounted) {
  DecisionInputs inputs = InputsOf({MatchOf({})});
  inputs.territories = TerritorySet::Of(
      {"AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT"});
  EXPECT_THAT(SentencesOf(inputs).back(),
              EndsWith("in AD, AE, AF, AG, AI, AL, AM, AO, AQ, AR and 2 "
                       "more."));
}

TEST(DecisionWordsTest, WhatIsExcludedIsNotCounted) {
  OwnedMatch found = MatchOf({TakedownHold()});
  found.exclusions = {{0s, 70s}};
  EXPECT_THAT(SentencesOf(found).back(),
              HasSubstr("(audio at 1:10.0-1:26.0, 16.0 s in all)"));
}

TEST(DecisionWordsTest, EachReasonHasASentenceOfItsOwn) {
  Hold hold = TakedownHold();
  hold.owner.trust = Owner::Trust::kProbation;
  hold.ownership.share = 5000;
  DecisionInputs inputs = InputsOf({MatchOf({hold})});
  inputs.purpose = Purpose::kParody;
  const std::vector<std::string> sentences = SentencesOf(inputs);
  ASSERT_EQ(sentences.size(), 3);
  for (const std::string& sentence : sentences) {
    EXPECT_THAT(sentence, StartsWith(kFound));
    EXPECT_THAT(sentence, EndsWith(", so a person looks first."));
  }
  EXPECT_THAT(sentences[0], HasSubstr("probation"));
  EXPECT_THAT(sentences[1], HasSubstr("parody"));
  EXPECT_THAT(sentences[2], HasSubstr("50 %"));
}

}  // namespace
}  // namespace earmark::takedown
