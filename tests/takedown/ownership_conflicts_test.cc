#include "takedown/ownership_conflicts.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);

Ownership Hold(const char* owner, const std::vector<std::string>& codes,
               int share = kWholeShare) {
  return {
      .owner = {owner}, .territories = TerritorySet::Of(codes), .share = share};
}

TEST(OwnershipConflictsTest, SharesUpToTheWholeAreNone) {
  EXPECT_THAT(FindConflicts({}, kNow), IsEmpty());
  EXPECT_THAT(FindConflicts({Hold("a", {"DE"}, 4'000), Hold("b", {}, 6'000),
                             Hold("c", {"FR"}, 4'000)},
                            kNow),
              IsEmpty());
}

TEST(OwnershipConflictsTest, AreWhereTheyAddUpToMore) {
  EXPECT_THAT(
      FindConflicts({Hold("b", {"DE", "FR"}, 6'000), Hold("a", {"FR"}, 4'001),
                     Hold("c", {"US"})},
                    kNow),
      ElementsAre(OwnershipConflict{.right = Right::kRecording,
                                    .territories = TerritorySet::Of({"FR"}),
                                    .owners = {{"a"}, {"b"}}}));
}

TEST(OwnershipConflictsTest, AnOwnerHasTheLargestOfItsShares) {
  EXPECT_THAT(FindConflicts({Hold("a", {"DE"}, 7'000), Hold("a", {}, 6'000),
                             Hold("b", {"DE"}, 3'000)},
                            kNow),
              IsEmpty());
  EXPECT_THAT(FindConflicts({Hold("a", {"DE"}), Hold("a", {})}, kNow),
              IsEmpty());
}

TEST(OwnershipConflictsTest, RightsAreApart) {
  Ownership composed = Hold("b", {});
  composed.right = Right::kMusicalWork;
  EXPECT_THAT(FindConflicts({Hold("a", {}), composed}, kNow), IsEmpty());
}

TEST(OwnershipConflictsTest, LaterOnesAreToldWithTheirStart) {
  Ownership first = Hold("a", {});
  first.time.end = kNow + absl::Hours(2);
  Ownership second = Hold("b", {"DE"});
  second.time.start = kNow + absl::Hours(1);
  EXPECT_THAT(
      FindConflicts({first, second}, kNow),
      ElementsAre(OwnershipConflict{.right = Right::kRecording,
                                    .territories = TerritorySet::Of({"DE"}),
                                    .owners = {{"a"}, {"b"}},
                                    .start = kNow + absl::Hours(1)}));
  // One that is over is none.
  EXPECT_THAT(FindConflicts({first, second}, kNow + absl::Hours(2)), IsEmpty());
}

}  // namespace
}  // namespace earmark::takedown
