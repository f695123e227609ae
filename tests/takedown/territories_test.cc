#include "takedown/territories.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/internal/iso3166.h"

namespace earmark::takedown {
namespace {

using testing::ElementsAre;

TEST(TerritoryTest, TableHoldsAllAssignedCodesInOrder) {
  const auto codes = TerritoryCodes();
  EXPECT_EQ(codes.size(), 249);
  EXPECT_TRUE(std::is_sorted(codes.begin(), codes.end()));
  EXPECT_EQ(std::adjacent_find(codes.begin(), codes.end()), codes.end());
  for (const std::string_view code : codes) {
    EXPECT_EQ(code.size(), 2);
    EXPECT_TRUE(IsTerritory(code));
  }
}

TEST(TerritoryTest, OnlyAssignedCodesInUpperCaseAreTerritories) {
  for (const char* code : {"AD", "DE", "GB", "SS", "US", "ZW"}) {
    EXPECT_TRUE(IsTerritory(code)) << code;
  }
  for (const char* code : {"", "D", "de", "De", "DEU", "EU", "UK", "SU", "XK",
                           "ZZ", "AA", "001", "D\0"}) {
    EXPECT_FALSE(IsTerritory(code)) << code;
  }
}

TEST(TerritorySetTest, HoldsWhatItNamesOrAllElse) {
  const TerritorySet some = TerritorySet::Of({"FR", "DE", "FR"});
  EXPECT_THAT(some.codes(), ElementsAre("DE", "FR"));
  EXPECT_TRUE(some.Contains("DE"));
  EXPECT_FALSE(some.Contains("US"));
  EXPECT_FALSE(some.Contains(kRestOfWorld));

  const TerritorySet others = TerritorySet::AllBut({"FR", "DE"});
  EXPECT_FALSE(others.Contains("DE"));
  EXPECT_TRUE(others.Contains("US"));
  EXPECT_TRUE(others.Contains(kRestOfWorld));
  EXPECT_FALSE(some == others);
}

TEST(TerritorySetTest, NoCodesAreEverywhere) {
  for (const TerritorySet& world :
       {TerritorySet(), TerritorySet::Of({}), TerritorySet::AllBut({})}) {
    EXPECT_TRUE(world.Contains("DE"));
    EXPECT_TRUE(world.Contains(kRestOfWorld));
    EXPECT_EQ(world, TerritorySet());
  }
}

}  // namespace
}  // namespace earmark::takedown
