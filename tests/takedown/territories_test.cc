#include "takedown/territories.h"

#include <algorithm>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/internal/iso3166.h"

namespace earmark::takedown {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> AllCodes() {
  const auto codes = TerritoryCodes();
  return {codes.begin(), codes.end()};
}

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

TEST(TerritorySetTest, NowhereAloneIsEmpty) {
  EXPECT_TRUE(TerritorySet::Nowhere().empty());
  EXPECT_FALSE(TerritorySet().empty());
  EXPECT_FALSE(TerritorySet::RestOfWorld().empty());
  for (const std::string& code : AllCodes()) {
    EXPECT_FALSE(TerritorySet::Of({code}).empty());
    EXPECT_FALSE(TerritorySet::Nowhere().Contains(code));
  }
  EXPECT_TRUE((TerritorySet() - TerritorySet()).empty());
  EXPECT_TRUE(
      (TerritorySet::Of({"DE"}) & TerritorySet::AllBut({"DE"})).empty());
}

TEST(TerritorySetTest, RestOfTheWorldIsWhatHasNoCode) {
  const TerritorySet rest = TerritorySet::RestOfWorld();
  EXPECT_EQ(rest, TerritorySet::Of({kRestOfWorld}));
  EXPECT_EQ(rest, TerritorySet::Of({"XX"}));
  EXPECT_EQ(rest, TerritorySet::AllBut(AllCodes()));
  EXPECT_TRUE(rest.all_but());
  EXPECT_EQ(rest.codes(), AllCodes());
  EXPECT_TRUE(rest.Contains(kRestOfWorld));
  EXPECT_FALSE(rest.Contains("DE"));
  EXPECT_EQ(rest | TerritorySet::Of(AllCodes()), TerritorySet());
}

TEST(TerritorySetTest, PositionsAreTheCodesInOrderThenTheRest) {
  const std::vector<std::string> codes = AllCodes();
  ASSERT_EQ(codes.size(), TerritorySet::kPositions - 1);
  for (int at = 0; at < TerritorySet::kPositions; ++at) {
    const std::string code = at + 1 < TerritorySet::kPositions
                                 ? codes[static_cast<size_t>(at)]
                                 : std::string(kRestOfWorld);
    EXPECT_EQ(TerritorySet::CodeAt(at), code);
    TerritorySet set = TerritorySet::Nowhere();
    set.Add(at);
    EXPECT_EQ(set, TerritorySet::Of({code}));
    for (int other = 0; other < TerritorySet::kPositions; ++other) {
      EXPECT_EQ(set.Has(other), other == at);
    }
  }
}

// A random set, and the codes in it, the rest of the world among them.
std::pair<TerritorySet, std::set<std::string>> RandomSet(std::mt19937& random) {
  TerritorySet set = TerritorySet::Nowhere();
  std::set<std::string> codes;
  const auto density = std::uniform_int_distribution<int>(0, 4)(random);
  for (int at = 0; at < TerritorySet::kPositions; ++at) {
    if (std::uniform_int_distribution<int>(0, 3)(random) >= density) continue;
    set.Add(at);
    codes.insert(TerritorySet::CodeAt(at));
  }
  return {set, codes};
}

TEST(TerritorySetTest, OperatorsEqualThoseOfSetsOfCodes) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    const auto [a, a_codes] = RandomSet(random);
    const auto [b, b_codes] = RandomSet(random);
    const TerritorySet both = a & b;
    const TerritorySet either = a | b;
    const TerritorySet less = a - b;
    for (int at = 0; at < TerritorySet::kPositions; ++at) {
      const std::string code = TerritorySet::CodeAt(at);
      const bool in_a = a_codes.contains(code);
      const bool in_b = b_codes.contains(code);
      ASSERT_EQ(a.Contains(code), in_a);
      ASSERT_EQ(both.Contains(code), in_a && in_b) << code;
      ASSERT_EQ(either.Contains(code), in_a || in_b) << code;
      ASSERT_EQ(less.Contains(code), in_a && !in_b) << code;
    }
    TerritorySet changed = a;
    EXPECT_EQ(changed &= b, both);
    changed = a;
    EXPECT_EQ(changed |= b, either);
    changed = a;
    EXPECT_EQ(changed -= b, less);
    EXPECT_EQ(a.empty(), a_codes.empty());
    EXPECT_EQ(a == b, a_codes == b_codes);
  }
}

TEST(TerritorySetTest, OrderIsStrictAndTotal) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    const TerritorySet a = RandomSet(random).first;
    const TerritorySet b = RandomSet(random).first;
    const TerritorySet c = RandomSet(random).first;
    EXPECT_FALSE(a < a);
    EXPECT_EQ((a < b) + (b < a) + (a == b), 1);
    EXPECT_TRUE(!(a < b && b < c) || a < c);
  }
}

std::optional<TerritorySet> FromWords(const std::vector<std::string>& words) {
  return TerritorySet::FromWords(words);
}

TEST(TerritorySetTest, WordsAreNoneOrCodesOrAllBut) {
  EXPECT_THAT(TerritorySet().Words(), IsEmpty());
  EXPECT_THAT(TerritorySet::Of({"FR", "DE"}).Words(), ElementsAre("DE", "FR"));
  EXPECT_THAT(TerritorySet::AllBut({"US", "CA"}).Words(),
              ElementsAre("WORLD-CA-US"));
}

TEST(TerritorySetTest, WordsLeadBack) {
  const std::vector<std::string> codes = AllCodes();
  std::vector<TerritorySet> sets = {TerritorySet(), TerritorySet::Of(codes),
                                    TerritorySet::RestOfWorld()};
  for (const std::string& code : codes) {
    sets.push_back(TerritorySet::Of({code}));
    sets.push_back(TerritorySet::AllBut({code}));
  }
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    const TerritorySet set = RandomSet(random).first;
    if (!set.empty()) sets.push_back(set);
  }
  for (const TerritorySet& set : sets) {
    EXPECT_EQ(FromWords(set.Words()), set);
  }
}

TEST(TerritorySetTest, WordsMayRepeatAndComeInAnyOrder) {
  EXPECT_EQ(FromWords({"FR", "DE", "FR"}), TerritorySet::Of({"DE", "FR"}));
  EXPECT_EQ(FromWords({"WORLD-US-CA-US"}), TerritorySet::AllBut({"CA", "US"}));
  EXPECT_EQ(FromWords({"WORLD"}), TerritorySet());
}

TEST(TerritorySetTest, RestOfTheWorldIsAWordLikeACode) {
  EXPECT_EQ(FromWords({kRestOfWorld}), TerritorySet::RestOfWorld());
  EXPECT_EQ(FromWords({"DE", kRestOfWorld}),
            TerritorySet::Of({"DE"}) | TerritorySet::RestOfWorld());
}

TEST(TerritorySetTest, WhatIsNoTerritoryIsRefused) {
  const std::vector<std::string> refused[] = {{""},
                                              {"de"},
                                              {"XX"},
                                              {"DE", "EU"},
                                              {"DE "},
                                              {"DE-FR"},
                                              {"world"},
                                              {"World-DE"},
                                              {"WORLD-"},
                                              {"WORLD-XX"},
                                              {"WORLD-001"},
                                              {"WORLD-DE-"},
                                              {"WORLD--DE"},
                                              {"WORLD DE"},
                                              {"-DE"},
                                              {"WORLD", "DE"},
                                              {"WORLD-DE", "FR"},
                                              {"FR", "WORLD-DE"}};
  for (const std::vector<std::string>& words : refused) {
    EXPECT_EQ(FromWords(words), std::nullopt) << testing::PrintToString(words);
  }
}

}  // namespace
}  // namespace earmark::takedown
