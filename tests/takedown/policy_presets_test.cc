#include "takedown/policy_presets.h"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using fingerprint::MediaTime;
using fingerprint::Modality;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// A use that meets no condition of any preset: short, of a small part of a long
// work and of a long upload, unchanged, nothing declared.
Use SmallUse() {
  Use use;
  use.matched = 5s;
  use.total_matched = 5s;
  use.upload_share = 0.1;
  use.reference_share = 0.02;
  use.combined = true;
  return use;
}

Use With(Use use, void (*change)(Use&)) {
  change(use);
  return use;
}

// What preset `id` says of `use`, in `territory`.
Action ActionOf(const std::string& id, const Use& use,
                const std::string& territory = kRestOfWorld) {
  const std::shared_ptr<const Policy> policy = FindPreset({id});
  EXPECT_NE(policy, nullptr) << id;
  std::vector<Action> actions;
  ApplyPolicy(
      *policy, use, TerritorySet(),
      [&](const PolicyRule* rule, const TerritorySet& where) {
        if (!where.Contains(territory)) return;
        actions.push_back(rule == nullptr ? policy->otherwise : rule->action);
      });
  EXPECT_EQ(actions.size(), 1);
  return actions.empty() ? Action::kAllow : actions[0];
}

TEST(PolicyPresetsTest, ActionsComeFirstThenTheOthers) {
  std::vector<std::string> ids;
  for (const PolicyPreset& preset : PolicyPresets()) {
    ids.push_back(preset.policy->id.value);
  }
  EXPECT_THAT(ids, ElementsAre("allow", "track", "licensing-required", "review",
                               "takedown", "strict", "monetise", "track-only",
                               "notice-only", "urhdag"));
}

TEST(PolicyPresetsTest, EachIsFoundByItsId) {
  for (const PolicyPreset& preset : PolicyPresets()) {
    EXPECT_EQ(FindPreset(preset.policy->id), preset.policy);
    EXPECT_TRUE(index::ValidateId("policy", preset.policy->id.value).ok());
    EXPECT_GE(preset.policy->version, 1);
  }
  EXPECT_NE(FindPreset({kTrackPolicy}), nullptr);
  for (const char* id : {"", "Strict", "strict ", "unknown"}) {
    EXPECT_EQ(FindPreset({id}), nullptr) << id;
  }
}

TEST(PolicyPresetsTest, EachIsDescribedInOneLine) {
  std::set<std::string> descriptions;
  for (const PolicyPreset& preset : PolicyPresets()) {
    EXPECT_THAT(preset.description, Not(IsEmpty()));
    EXPECT_EQ(preset.description.find('\n'), std::string::npos);
    EXPECT_TRUE(descriptions.insert(preset.description).second);
  }
}

TEST(PolicyPresetsTest, OthersThanActionsAreExplainedInTheirText) {
  for (const PolicyPreset& preset : PolicyPresets().subspan(5)) {
    EXPECT_THAT(preset.text, StartsWith("# "));
  }
}

TEST(PolicyPresetsTest, ActionsAreDoneWithEveryUse) {
  const std::pair<const char*, Action> actions[] = {
      {"allow", Action::kAllow},
      {"track", Action::kTrack},
      {"licensing-required", Action::kLicensingRequired},
      {"review", Action::kReview},
      {"takedown", Action::kTakedown},
      {"track-only", Action::kTrack},
      {"notice-only", Action::kAllow}};
  for (const auto& [id, action] : actions) {
    EXPECT_THAT(FindPreset({id})->rules, IsEmpty());
    EXPECT_EQ(ActionOf(id, Use()), action);
    EXPECT_EQ(ActionOf(id, SmallUse(), "DE"), action);
  }
}

// "strict", and what "urhdag" does outside of Germany.
class StrictPresetTest : public testing::TestWithParam<const char*> {
 protected:
  static Action Of(void (*change)(Use&)) {
    return ActionOf(GetParam(), With(SmallUse(), change), "US");
  }
};

TEST_P(StrictPresetTest, ShorterUsesAreReviewed) {
  EXPECT_EQ(Of([](Use&) {}), Action::kReview);
  EXPECT_EQ(Of([](Use& use) {
              use.matched = 30s - 1us;
              use.total_matched = 60s - 1us;
              use.upload_share = std::nextafter(0.9, 0);
              use.reference_share = std::nextafter(0.5, 0);
            }),
            Action::kReview);
}

TEST_P(StrictPresetTest, LongUsesAreTakenDown) {
  EXPECT_EQ(Of([](Use& use) { use.matched = 30s; }), Action::kTakedown);
}

TEST_P(StrictPresetTest, HalfOfAWorkIsTakenDown) {
  EXPECT_EQ(Of([](Use& use) { use.reference_share = 0.5; }), Action::kTakedown);
}

TEST_P(StrictPresetTest, UploadsThatAreNothingElseAreTakenDown) {
  EXPECT_EQ(Of([](Use& use) { use.upload_share = 0.9; }), Action::kTakedown);
}

TEST_P(StrictPresetTest, ManyShortUsesAreTakenDown) {
  EXPECT_EQ(Of([](Use& use) { use.total_matched = 60s; }), Action::kTakedown);
}

TEST_P(StrictPresetTest, EachAlterationIsTakenDown) {
  for (const Alteration alteration :
       {Alteration::kSpeed, Alteration::kPitch, Alteration::kMirrored,
        Alteration::kTurned, Alteration::kInverted}) {
    Use use = SmallUse();
    use.alterations.Add(alteration);
    EXPECT_EQ(ActionOf(GetParam(), use, "US"), Action::kTakedown);
  }
}

TEST_P(StrictPresetTest, WhatIsDeclaredChangesNothing) {
  EXPECT_EQ(Of([](Use& use) {
              use.purpose = Purpose::kParody;
              use.income = Income::kNone;
            }),
            Action::kReview);
  EXPECT_EQ(Of([](Use& use) {
              use.matched = 30s;
              use.purpose = Purpose::kParody;
              use.income = Income::kNone;
            }),
            Action::kTakedown);
}

INSTANTIATE_TEST_SUITE_P(Presets, StrictPresetTest,
                         testing::Values("strict", "urhdag"));

TEST(MonetisePresetTest, ShortUsesAreTracked) {
  for (const Income income :
       {Income::kUndeclared, Income::kNone, Income::kInsignificant}) {
    Use use = SmallUse();
    use.matched = 15s;
    use.income = income;
    EXPECT_EQ(ActionOf("monetise", use), Action::kTrack);
    use.matched += 1us;
    EXPECT_EQ(ActionOf("monetise", use), Action::kLicensingRequired);
  }
}

TEST(MonetisePresetTest, CommercialUsesNeedALicenceHoweverShort) {
  for (const Income income : {Income::kCommercial, Income::kAdvertising}) {
    Use use = SmallUse();
    use.matched = 1us;
    use.income = income;
    EXPECT_EQ(ActionOf("monetise", use), Action::kLicensingRequired);
  }
}

// Presumed to be allowed, by a hair: less than half of the work, with other
// content, and 15 s without income.
Use MinorUse() {
  Use use = SmallUse();
  use.matched = 15s;
  use.reference_share = std::nextafter(0.5, 0);
  use.income = Income::kNone;
  return use;
}

// As long as it may be, but flagged.
Use FlaggedUse() {
  Use use = SmallUse();
  use.matched = 10min;
  use.total_matched = 10min;
  use.upload_share = 1;
  use.reference_share = std::nextafter(0.5, 0);
  use.purpose = Purpose::kQuotation;
  return use;
}

TEST(UrhDagPresetTest, MinorUsesStayUpInGermany) {
  for (const Modality modality : {Modality::kAudio, Modality::kVideo}) {
    Use use = MinorUse();
    use.modality = modality;
    EXPECT_EQ(ActionOf("urhdag", use, "DE"), Action::kTrack);
    use.income = Income::kInsignificant;
    EXPECT_EQ(ActionOf("urhdag", use, "DE"), Action::kTrack);
  }
}

TEST(UrhDagPresetTest, MinorUsesOfManyWorksAndAlteredOnesStayUpInGermany) {
  Use use = MinorUse();
  use.total_matched = 10min;
  use.alterations = {Alteration::kSpeed, Alteration::kMirrored};
  use.upload_share = 0.95;
  EXPECT_EQ(ActionOf("urhdag", use, "DE"), Action::kTrack);
  EXPECT_EQ(ActionOf("urhdag", use, "AT"), Action::kTakedown);
}

TEST(UrhDagPresetTest, LongerUsesAreNotMinor) {
  EXPECT_EQ(
      ActionOf("urhdag", With(MinorUse(), [](Use& use) { use.matched += 1us; }),
               "DE"),
      Action::kReview);
}

TEST(UrhDagPresetTest, UsesThatEarnOrDoNotSayAreNotMinor) {
  for (const Income income :
       {Income::kUndeclared, Income::kCommercial, Income::kAdvertising}) {
    Use use = MinorUse();
    use.income = income;
    EXPECT_EQ(ActionOf("urhdag", use, "DE"), Action::kReview);
  }
}

TEST(UrhDagPresetTest,
     FlaggedUsesStayUpInGermanyHoweverLongAndWhateverTheyEarn) {
  for (const Purpose purpose : {Purpose::kQuotation, Purpose::kCriticism,
                                Purpose::kParody, Purpose::kLicensed}) {
    Use use = FlaggedUse();
    use.purpose = purpose;
    EXPECT_EQ(ActionOf("urhdag", use, "DE"), Action::kTrack);
    use.income = Income::kAdvertising;
    EXPECT_EQ(ActionOf("urhdag", use, "DE"), Action::kTrack);
    EXPECT_EQ(ActionOf("urhdag", use, "US"), Action::kTakedown);
    EXPECT_EQ(ActionOf("urhdag", use), Action::kTakedown);
  }
  EXPECT_EQ(ActionOf("urhdag",
                     With(FlaggedUse(),
                          [](Use& use) { use.purpose = Purpose::kNone; }),
                     "DE"),
            Action::kTakedown);
}

TEST(UrhDagPresetTest, HalfOfTheWorkIsTooMuchFlaggedOrNot) {
  for (Use use : {MinorUse(), FlaggedUse()}) {
    use.reference_share = 0.5;
    EXPECT_EQ(ActionOf("urhdag", use, "DE"), Action::kTakedown);
  }
}

TEST(UrhDagPresetTest, WorksThatStandAloneAreTreatedAsByStrict) {
  for (Use use : {MinorUse(), FlaggedUse()}) {
    use.combined = false;
    EXPECT_EQ(ActionOf("urhdag", use, "DE"), ActionOf("strict", use, "DE"));
    EXPECT_NE(ActionOf("urhdag", use, "DE"), Action::kTrack);
  }
}

// Neither minor nor flagged, but found after the upload.
Use LateUse(absl::Duration since_late_find) {
  Use use = FlaggedUse();
  use.purpose = Purpose::kNone;
  use.since_late_find = since_late_find;
  return use;
}

TEST(UrhDagPresetTest, LateFindsStayUpInGermanyFor48Hours) {
  const absl::Duration last = absl::Hours(48) - absl::Microseconds(1);
  EXPECT_EQ(ActionOf("urhdag", LateUse(absl::ZeroDuration()), "DE"),
            Action::kTrack);
  EXPECT_EQ(ActionOf("urhdag", LateUse(last), "DE"), Action::kTrack);
  EXPECT_EQ(ActionOf("urhdag", LateUse(absl::Hours(48)), "DE"),
            Action::kTakedown);
  EXPECT_EQ(ActionOf("urhdag", LateUse(last), "AT"), Action::kTakedown);
  Use half = LateUse(last);
  half.reference_share = 0.5;
  EXPECT_EQ(ActionOf("urhdag", half, "DE"), Action::kTakedown);
  Use alone = LateUse(last);
  alone.combined = false;
  EXPECT_EQ(ActionOf("urhdag", alone, "DE"), Action::kTakedown);
}

TEST(UrhDagPresetTest, WhatIsPresumedIsAReviewElsewhere) {
  for (const char* territory : {"AT", "CH", "US", kRestOfWorld}) {
    EXPECT_EQ(ActionOf("urhdag", MinorUse(), territory), Action::kReview);
  }
}

}  // namespace
}  // namespace earmark::takedown
