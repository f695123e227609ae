// What a new reference shares with others, on a real database, with matches
// that nobody searched for.
#include "service/shared_parts.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/rocksdb_store.h"
#include "takedown/redecision.h"
#include "tests/index/temporary_folder.h"

namespace earmark::service {
namespace {

using fingerprint::MediaTime;
using index::Match;
using takedown::Overlap;
using takedown::Ownership;
using takedown::ReferenceRights;
using takedown::Right;
using takedown::TerritorySet;
using testing::ElementsAre;
using testing::IsEmpty;

fingerprint::TimeRange Seconds(int start, int end) {
  return {MediaTime(std::chrono::seconds(start)),
          MediaTime(std::chrono::seconds(end))};
}

class SharedPartsTest : public testing::Test {
 protected:
  SharedPartsTest() {
    added_.work = {"new"};
    added_.id = {"n1"};
    added_.create_time = absl::FromUnixSeconds(1'800'000'000);
    Own("new", {{.owner = {"sun"}}});
  }

  void Own(const std::string& work, const std::vector<Ownership>& holds) {
    index::Batch batch;
    rights_.SetOwnerships({work}, {}, holds, batch);
    ASSERT_TRUE(store_->Apply(batch).ok());
  }

  void Set(const std::string& work, const std::string& reference,
           const ReferenceRights& after) {
    index::Batch batch;
    rights_.SetReferenceRights({work}, {reference}, {}, after, batch);
    ASSERT_TRUE(store_->Apply(batch).ok());
  }

  // Adds the parts, applies the batch, and returns the rights in the new one.
  ReferenceRights Add(const std::vector<Match>& matches) {
    ReferenceRights rights{.attested = true, .revision = 1};
    index::Batch batch;
    const absl::Status added =
        AddSharedParts(rights_, matches, added_, rights, batch);
    EXPECT_TRUE(added.ok()) << added;
    EXPECT_TRUE(store_->Apply(batch).ok());
    return rights;
  }

  ReferenceRights Get(const std::string& work, const std::string& reference) {
    return *rights_.FindReferenceRights({work}, {reference});
  }

  static Match MatchOf(const std::string& work, const std::string& reference,
                       int start, int end) {
    Match match;
    match.work = {work};
    match.reference = {reference};
    match.modality = fingerprint::Modality::kVideo;
    match.query = Seconds(start, end);
    match.reference_range = Seconds(start + 100, end + 100);
    return match;
  }

  index::TemporaryFolder folder_;
  const std::unique_ptr<index::RocksDbStore> store_ =
      *index::RocksDbStore::Open({.path = folder_ / "db", .page_bits = 8});
  const takedown::Rights rights_{*store_};
  takedown::Redecisions redecisions_{*store_};
  index::Reference added_;
};

TEST_F(SharedPartsTest, BothSidesKnowOfAnOverlap) {
  Own("old", {{.owner = {"moon"}}});
  Set("old", "o1", {.attested = true, .revision = 4});
  const ReferenceRights rights =
      Add({MatchOf("old", "o1", 0, 10), MatchOf("old", "o1", 30, 70)});
  const auto mine = [&](int start, int end) {
    return Overlap{.work = {"old"},
                   .reference = {"o1"},
                   .modality = fingerprint::Modality::kVideo,
                   .range = Seconds(start, end),
                   .other_range = Seconds(start + 100, end + 100),
                   .find_time = added_.create_time,
                   .newer = true};
  };
  EXPECT_THAT(rights.overlaps, ElementsAre(mine(0, 10), mine(30, 70)));
  EXPECT_TRUE(rights.attested);

  const ReferenceRights theirs = Get("old", "o1");
  EXPECT_EQ(theirs.revision, 5);
  EXPECT_TRUE(theirs.attested);
  ASSERT_EQ(theirs.overlaps.size(), 2);
  EXPECT_THAT(theirs.overlaps,
              testing::UnorderedElementsAre(
                  Overlap{.work = {"new"},
                          .reference = {"n1"},
                          .modality = fingerprint::Modality::kVideo,
                          .range = Seconds(100, 110),
                          .other_range = Seconds(0, 10),
                          .find_time = added_.create_time},
                  Overlap{.work = {"new"},
                          .reference = {"n1"},
                          .modality = fingerprint::Modality::kVideo,
                          .range = Seconds(130, 170),
                          .other_range = Seconds(30, 70),
                          .find_time = added_.create_time}));
}

TEST_F(SharedPartsTest, TheOtherSideIsDecidedAgainWhenTheClockRunsOut) {
  Own("old", {{.owner = {"moon"}}});
  Add({MatchOf("old", "o1", 0, 10)});
  const absl::Time due = added_.create_time + takedown::kOverlapClock;
  EXPECT_EQ(*redecisions_.FirstDue(due - absl::Microseconds(1)), std::nullopt);
  const auto first = *redecisions_.FirstDue(due);
  ASSERT_TRUE(first);
  EXPECT_EQ(std::get<index::WorkId>(first->subject), index::WorkId{"old"});
}

TEST_F(SharedPartsTest, OnesOwnWorksAreNoOverlap) {
  Own("own", {{.owner = {"moon"}}, {.owner = {"sun"}}});
  EXPECT_THAT(Add({MatchOf("own", "o1", 0, 10)}).overlaps, IsEmpty());
  EXPECT_EQ(Get("own", "o1").revision, 0);
}

TEST_F(SharedPartsTest, OnlyTheSameRightInTheSamePlaceAndTimeIsAnOverlap) {
  const absl::Time then = absl::FromUnixSeconds(1'000'000'000);
  const absl::Time later = then + absl::Hours(1);
  struct Case {
    const char* what;
    Ownership mine;
    Ownership theirs;
    bool overlaps;
  };
  const index::OwnerId sun{"sun"};
  const index::OwnerId moon{"moon"};
  int count = 0;
  for (const Case& c : {
           Case{"the same", {.owner = sun}, {.owner = moon}, true},
           Case{"a recording, and what was composed",
                {.owner = sun},
                {.owner = moon, .right = Right::kMusicalWork},
                false},
           Case{"here, and everywhere else",
                {.owner = sun, .territories = TerritorySet::Of({"DE"})},
                {.owner = moon, .territories = TerritorySet::AllBut({"DE"})},
                false},
           Case{"here, and here and there",
                {.owner = sun, .territories = TerritorySet::Of({"DE"})},
                {.owner = moon, .territories = TerritorySet::Of({"AT", "DE"})},
                true},
           Case{"one after the other",
                {.owner = sun, .time = {.end = then}},
                {.owner = moon, .time = {.start = then}},
                false},
           Case{"for an hour",
                {.owner = sun, .time = {.end = later}},
                {.owner = moon, .time = {.start = then}},
                true},
       }) {
    SCOPED_TRACE(c.what);
    const std::string number = absl::StrCat(++count);
    added_.work = {"mine-" + number};
    Own(added_.work.value, {c.mine});
    Own("theirs-" + number, {c.theirs});
    EXPECT_EQ(Add({MatchOf("theirs-" + number, "o1", 0, 10)}).overlaps.size(),
              c.overlaps ? 1 : 0);
  }
}

TEST_F(SharedPartsTest, ExclusionsOfTheSameContentAreCopied) {
  Own("own", {{.owner = {"sun"}}});
  Own("old", {{.owner = {"moon"}}});
  const std::vector<takedown::Exclusion> exclusions = {
      {.range = Seconds(3, 4), .note = "a jingle"}};
  Set("own", "n1", {.exclusions = exclusions, .revision = 1});
  Set("own", "other", {.exclusions = {{Seconds(8, 9), "else"}}, .revision = 1});
  Set("old", "n1", {.exclusions = {{Seconds(5, 6), "theirs"}}, .revision = 1});
  const ReferenceRights rights =
      Add({MatchOf("old", "n1", 0, 10), MatchOf("own", "other", 0, 10),
           MatchOf("own", "n1", 0, 10)});
  EXPECT_EQ(rights.exclusions, exclusions);
  EXPECT_EQ(rights.overlaps.size(), 1);
  EXPECT_EQ(Get("own", "n1").revision, 1);
}

TEST_F(SharedPartsTest, TheLongestAreKept) {
  Own("old", {{.owner = {"moon"}}});
  std::vector<Match> matches;
  matches.reserve(1500);
  for (int i = 0; i < 1500; ++i) {
    matches.push_back(MatchOf("old", "o1", 10 * i, 10 * i + 1 + i % 7));
  }
  const ReferenceRights rights = Add(matches);
  ASSERT_EQ(rights.overlaps.size(), kMostOverlaps);
  EXPECT_EQ(Get("old", "o1").overlaps.size(), kMostOverlaps);
  for (size_t i = 0; i < rights.overlaps.size(); ++i) {
    const fingerprint::TimeRange& range = rights.overlaps[i].range;
    EXPECT_GE(range.end - range.start, std::chrono::seconds(3));
    if (i > 0) {
      EXPECT_GT(range.start, rights.overlaps[i - 1].range.start);
    }
  }
}

}  // namespace
}  // namespace earmark::service
