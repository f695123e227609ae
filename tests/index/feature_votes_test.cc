#include "index/internal/feature_votes.h"

#include <cmath>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::index {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr int kLeast = 4;
constexpr size_t kLimit = 60;

double Uniform(std::mt19937& random, double from, double to) {
  return from + (to - from) * static_cast<double>(random() >> 8) / (1U << 24);
}

// Where a copy stands.
struct Copy {
  ReferenceNumber reference{1};
  Laying laying = {};
  double scale = 1;  // of the reference's picture against the query's
  double x0 = 0;
  double y0 = 0;
  double delay = 0;  // of the reference
  double from = 0;
  double to = 10;
};

// A vote for it, as exact as postings are.
FeatureVote VoteFor(const Copy& copy, std::mt19937& random) {
  FeatureVote vote;
  vote.reference = copy.reference;
  vote.laying = copy.laying;
  vote.query_time = static_cast<float>(Uniform(random, copy.from, copy.to));
  vote.start = static_cast<float>(vote.query_time + copy.delay +
                                  Uniform(random, -0.4, 0.1));
  vote.end = vote.start + static_cast<float>(Uniform(random, 0, 1));
  const double x = Uniform(random, 100, 900);
  const double y = Uniform(random, 100, 900);
  vote.at = {static_cast<float>(x), static_cast<float>(y)};
  vote.query = {
      static_cast<float>((x - copy.x0) / copy.scale + Uniform(random, -8, 8)),
      static_cast<float>((y - copy.y0) / copy.scale + Uniform(random, -8, 8))};
  vote.log_scale =
      static_cast<float>(std::log2(copy.scale) + Uniform(random, -0.25, 0.25));
  return vote;
}

// A vote that says anything.
FeatureVote ChanceVote(ReferenceNumber reference, double seconds,
                       std::mt19937& random) {
  const Copy copy = {.reference = reference,
                     .laying = {.form = static_cast<int>(random() % 16)},
                     .scale = std::exp2(Uniform(random, -2, 2)),
                     .x0 = Uniform(random, -500, 500),
                     .y0 = Uniform(random, -500, 500),
                     .delay = Uniform(random, -seconds, seconds),
                     .to = seconds};
  return VoteFor(copy, random);
}

TEST(FeatureVotesTest, VotesThatAgreeAreOneCandidate) {
  std::mt19937 random(1);
  for (int form = 0; form < 16; ++form) {
    const Copy copy = {.reference = ReferenceNumber{5},
                       .laying = {.form = form, .turn = form % 4},
                       .scale = std::exp2(Uniform(random, -1, 1)),
                       .x0 = 30,
                       .y0 = -40,
                       .delay = 100,
                       .from = 20,
                       .to = 28};
    FeatureVotes votes;
    for (int i = 0; i < 20; ++i) votes.Add(VoteFor(copy, random));
    const auto candidates = votes.Candidates(kLeast, kLimit);
    ASSERT_THAT(candidates, SizeIs(1)) << form;
    EXPECT_EQ(candidates[0].reference, copy.reference);
    const FilmCandidate& film = candidates[0].film;
    EXPECT_EQ(film.laying, copy.laying);
    EXPECT_GE(film.votes, 14);
    EXPECT_LE(film.votes, 20);
    EXPECT_GE(film.query_time, 20);
    EXPECT_LE(film.query_time, 28);
    EXPECT_GE(film.query_time + 100, film.reference_start - 0.5);
    EXPECT_LE(film.query_time + 100, film.reference_end + 0.5);
  }
}

TEST(FeatureVotesTest, RoughMapLeadsPlacesNearTheirTwins) {
  std::mt19937 random(2);
  for (int form = 0; form < 8; ++form) {
    const Copy copy = {.laying = {.form = form},
                       .scale = std::exp2(Uniform(random, -1, 1)),
                       .x0 = 50,
                       .y0 = -80};
    FeatureVotes votes;
    for (int i = 0; i < 25; ++i) votes.Add(VoteFor(copy, random));
    const auto candidates = votes.Candidates(kLeast, kLimit);
    ASSERT_THAT(candidates, SizeIs(1));
    ASSERT_TRUE(candidates[0].film.rough);
    for (int i = 0; i < 20; ++i) {
      const FeatureVote vote = VoteFor(copy, random);
      // Votes have the query's place laid down; the map takes it as it is.
      const PictureMap back = copy.laying.Linear().Inverse().value();
      const PictureMap::Point to =
          candidates[0].film.rough->At(back.At(vote.query));
      EXPECT_NEAR(to.x, vote.at.x, 40) << form;
      EXPECT_NEAR(to.y, vote.at.y, 40) << form;
    }
  }
}

TEST(FeatureVotesTest, ChanceVotesAreNone) {
  std::mt19937 random(3);
  FeatureVotes votes;
  for (uint32_t reference = 1; reference <= 100; ++reference) {
    for (int i = 0; i < 40; ++i) {
      votes.Add(ChanceVote(ReferenceNumber{reference}, 60, random));
    }
  }
  EXPECT_THAT(votes.Candidates(kLeast, kLimit), IsEmpty());
}

TEST(FeatureVotesTest, CopyIsFoundAmongChanceVotes) {
  std::mt19937 random(4);
  FeatureVotes votes;
  const Copy copy = {.reference = ReferenceNumber{17}, .delay = 30};
  for (uint32_t reference = 1; reference <= 50; ++reference) {
    for (int i = 0; i < 40; ++i) {
      votes.Add(ChanceVote(ReferenceNumber{reference}, 60, random));
    }
  }
  for (int i = 0; i < 8; ++i) votes.Add(VoteFor(copy, random));
  const auto candidates = votes.Candidates(kLeast, kLimit);
  ASSERT_THAT(candidates, SizeIs(1));
  EXPECT_EQ(candidates[0].reference, ReferenceNumber{17});
}

TEST(FeatureVotesTest, TooFewVotesAreNone) {
  std::mt19937 random(5);
  FeatureVotes votes;
  for (int i = 0; i < kLeast - 1; ++i) votes.Add(VoteFor({}, random));
  EXPECT_THAT(votes.Candidates(kLeast, kLimit), IsEmpty());
  EXPECT_THAT(FeatureVotes().Candidates(kLeast, kLimit), IsEmpty());
}

TEST(FeatureVotesTest, OnePlaceDoesNotVoteAgainAndAgain) {
  std::mt19937 random(6);
  FeatureVotes votes;
  const FeatureVote vote = VoteFor({}, random);
  for (int i = 0; i < 100; ++i) {
    FeatureVote again = vote;
    // A feature that stands still for seconds.
    again.query_time = 0.1F * static_cast<float>(i);
    again.start = again.query_time - 1;
    again.end = again.query_time + 1;
    votes.Add(again);
  }
  EXPECT_THAT(votes.Candidates(3, kLimit), IsEmpty());
  ASSERT_THAT(votes.Candidates(2, kLimit), SizeIs(testing::Ge(1)));
  EXPECT_EQ(votes.Candidates(2, kLimit)[0].film.votes, 2);
}

TEST(FeatureVotesTest, WhatDisagreesInOneThingIsAnotherPlace) {
  std::mt19937 random(7);
  const Copy copy = {.delay = 100};
  Copy laid_otherwise = copy;
  laid_otherwise.laying.form = 1;
  Copy turned = copy;
  turned.laying.turn = 1;
  Copy later = copy;
  later.delay = 200;
  Copy larger = copy;
  larger.scale = 4;
  Copy elsewhere = copy;
  elsewhere.x0 = 500;
  Copy of_another = copy;
  of_another.reference = ReferenceNumber{2};
  for (const Copy& other :
       {laid_otherwise, turned, later, larger, elsewhere, of_another}) {
    FeatureVotes votes;
    for (int i = 0; i < 10; ++i) votes.Add(VoteFor(copy, random));
    for (int i = 0; i < 15; ++i) votes.Add(VoteFor(other, random));
    EXPECT_THAT(votes.Candidates(6, kLimit), SizeIs(2));
  }
}

TEST(FeatureVotesTest, SizesThatDoNotGoWithTheOthersDoNotCount) {
  std::mt19937 random(11);
  FeatureVotes votes;
  for (int i = 0; i < 15; ++i) votes.Add(VoteFor({}, random));
  const int before = votes.Candidates(kLeast, kLimit).at(0).film.votes;
  for (int i = 0; i < 15; ++i) {
    FeatureVote vote = VoteFor({}, random);
    vote.log_scale += 1.5F;
    votes.Add(vote);
  }
  EXPECT_EQ(votes.Candidates(kLeast, kLimit).at(0).film.votes, before);
}

TEST(FeatureVotesTest, VotesFarApartInTimeAreOtherPlaces) {
  std::mt19937 random(12);
  FeatureVotes votes;
  const Copy copy = {.to = 300};
  for (int i = 0; i < 300; ++i) votes.Add(VoteFor(copy, random));
  const auto candidates = votes.Candidates(kLeast, kLimit);
  ASSERT_THAT(candidates, SizeIs(testing::Ge(2)));
  // Those of 30 s.
  EXPECT_LE(candidates[0].film.votes, 60);
}

TEST(FeatureVotesTest, MostVotesComeFirstAndTheRestIsCutOff) {
  std::mt19937 random(8);
  FeatureVotes votes;
  for (uint32_t reference = 1; reference <= 10; ++reference) {
    for (uint32_t i = 0; i < 2 * reference + 5; ++i) {
      votes.Add(VoteFor({.reference = ReferenceNumber{reference}}, random));
    }
  }
  const auto all = votes.Candidates(kLeast, kLimit);
  ASSERT_THAT(all, SizeIs(10));
  for (size_t i = 1; i < all.size(); ++i) {
    EXPECT_LE(all[i].film.votes, all[i - 1].film.votes);
  }
  const auto three = votes.Candidates(kLeast, 3);
  ASSERT_THAT(three, SizeIs(3));
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(three[i].reference, all[i].reference);
  }
}

TEST(FeatureVotesTest, CloseDropsTheVotesOfItsTimesAlone) {
  std::mt19937 random(9);
  FeatureVotes votes;
  for (int i = 0; i < 12; ++i) {
    votes.Add(
        VoteFor({.reference = ReferenceNumber{1}, .from = 0, .to = 9}, random));
    votes.Add(VoteFor({.reference = ReferenceNumber{2}, .from = 10, .to = 20},
                      random));
  }
  ASSERT_THAT(votes.Candidates(kLeast, kLimit), SizeIs(2));
  votes.Close(-1, 9.5);
  const auto left = votes.Candidates(kLeast, kLimit);
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].reference, ReferenceNumber{2});
  votes.Close(0, 100);
  EXPECT_THAT(votes.Candidates(kLeast, kLimit), IsEmpty());
}

TEST(FeatureVotesTest, ThousandsOfVotesForOneReferenceAreCounted) {
  std::mt19937 random(10);
  FeatureVotes votes;
  for (int i = 0; i < 3000; ++i) {
    votes.Add(ChanceVote(ReferenceNumber{1}, 600, random));
  }
  const Copy copy = {.delay = 30, .from = 100, .to = 130};
  for (int i = 0; i < 300; ++i) votes.Add(VoteFor(copy, random));
  const auto candidates = votes.Candidates(20, kLimit);
  ASSERT_THAT(candidates, SizeIs(testing::Ge(1)));
  EXPECT_GE(candidates[0].film.query_time, 100);
  EXPECT_LE(candidates[0].film.query_time, 130);
}

}  // namespace
}  // namespace earmark::index
