#include "takedown/own_finds.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;
using fingerprint::TimeRange;
using testing::ElementsAre;
using testing::IsEmpty;
using Caution = OwnFind::Caution;

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);

Hold HoldBy(const std::string& owner, int share = kWholeShare,
            const TerritorySet& territories = {}, const TimeSpan& time = {}) {
  Hold hold;
  hold.owner.id = {owner};
  hold.ownership = {.owner = {owner},
                    .territories = territories,
                    .time = time,
                    .share = share};
  return hold;
}

// 0:10-0:40 of an attested reference, played twice as fast from 0:05 on.
OwnedMatch MatchOf(const std::string& work, std::vector<Hold> holds) {
  OwnedMatch found;
  found.match.work = {work};
  found.match.reference = {"r"};
  found.match.query = {5s, 20s};
  found.match.reference_range = {10s, 40s};
  found.attested = true;
  found.holds = std::make_shared<const std::vector<Hold>>(std::move(holds));
  return found;
}

std::vector<OwnFind> FindsOf(const std::vector<OwnedMatch>& matches) {
  return OwnFindsOf(matches, {"sun"}, kNow);
}

TEST(OwnFindsTest, WorksOfOthersAreNotFound) {
  EXPECT_THAT(FindsOf({}), IsEmpty());
  EXPECT_THAT(
      FindsOf({MatchOf("nobodys", {}), MatchOf("moons", {HoldBy("moon")})}),
      IsEmpty());
  const OwnedMatch own = MatchOf("suns", {HoldBy("sun")});
  EXPECT_THAT(FindsOf({MatchOf("moons", {HoldBy("moon")}), own}),
              ElementsAre(OwnFind{
                  .match = own.match, .territories = {}, .cautions = {}}));
}

TEST(OwnFindsTest, HoldsCountAtTheInstantAlone) {
  const TimeSpan over = {.start = absl::InfinitePast(), .end = kNow};
  const TimeSpan ahead = {.start = kNow + absl::Seconds(1),
                          .end = absl::InfiniteFuture()};
  EXPECT_THAT(FindsOf({MatchOf("a", {HoldBy("sun", kWholeShare, {}, over)}),
                       MatchOf("b", {HoldBy("sun", kWholeShare, {}, ahead)})}),
              IsEmpty());
  const auto finds = FindsOf({MatchOf(
      "c", {HoldBy("sun", kWholeShare, TerritorySet::Of({"AT"})),
            HoldBy("sun", kWholeShare, TerritorySet::Of({"DE"})),
            HoldBy("sun", kWholeShare, TerritorySet::Of({"FR"}), over)})});
  ASSERT_EQ(finds.size(), 1u);
  EXPECT_EQ(finds[0].territories, TerritorySet::Of({"AT", "DE"}));
}

TEST(OwnFindsTest, ExcludedPartsAreLeftOut) {
  OwnedMatch found = MatchOf("a", {HoldBy("sun")});
  found.exclusions = {{20s, 28s}};
  const auto finds = FindsOf({found});
  ASSERT_EQ(finds.size(), 2u);
  EXPECT_EQ(finds[0].match.reference_range, (TimeRange{10s, 20s}));
  EXPECT_EQ(finds[0].match.query, (TimeRange{5s, 10s}));
  EXPECT_EQ(finds[1].match.reference_range, (TimeRange{28s, 40s}));
  EXPECT_EQ(finds[1].match.query, (TimeRange{14s, 20s}));
  // 2.5 s of the file are left.
  found.exclusions = {{0s, 35s}};
  EXPECT_THAT(FindsOf({found}), IsEmpty());
  found.exclusions = {{0s, 60s}};
  EXPECT_THAT(FindsOf({found}), IsEmpty());
}

std::vector<Caution> CautionsOf(const OwnedMatch& found) {
  const auto finds = FindsOf({found});
  return finds.size() == 1 ? finds[0].cautions : std::vector<Caution>{};
}

TEST(OwnFindsTest, EachDoubtIsACaution) {
  OwnedMatch found = MatchOf("a", {HoldBy("sun")});
  found.contested = {{40s, 50s}};
  EXPECT_THAT(CautionsOf(found), IsEmpty());
  found.contested = {{39s, 50s}};
  EXPECT_THAT(CautionsOf(found), ElementsAre(Caution::kContested));
  found.attested = false;
  EXPECT_THAT(CautionsOf(found),
              ElementsAre(Caution::kContested, Caution::kNotAttested));
  EXPECT_THAT(CautionsOf(MatchOf("a", {HoldBy("sun"), HoldBy("moon", 1)})),
              ElementsAre(Caution::kConflictingOwners));
  EXPECT_THAT(
      CautionsOf(MatchOf("a", {HoldBy("sun", 5'000), HoldBy("moon", 5'000)})),
      ElementsAre(Caution::kNotExclusive));
  // That two others are in conflict is not the owner's.
  EXPECT_THAT(CautionsOf(MatchOf(
                  "a", {HoldBy("sun", kWholeShare, TerritorySet::Of({"AT"})),
                        HoldBy("moon", kWholeShare, TerritorySet::Of({"DE"})),
                        HoldBy("dew", kWholeShare, TerritorySet::Of({"DE"}))})),
              IsEmpty());
}

}  // namespace
}  // namespace earmark::takedown
