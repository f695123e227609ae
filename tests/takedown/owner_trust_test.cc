#include "takedown/owner_trust.h"

#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

TEST(TrustInTest, IsTheMeanOfTheBetaPosterior) {
  // Beta(9 + upheld, 1 + overturned).
  EXPECT_DOUBLE_EQ(TrustIn({}), 0.9);
  EXPECT_DOUBLE_EQ(TrustIn({.upheld = 10, .overturned = 0}), 19.0 / 20);
  EXPECT_DOUBLE_EQ(TrustIn({.upheld = 0, .overturned = 10}), 9.0 / 20);
  EXPECT_DOUBLE_EQ(TrustIn({.upheld = 100, .overturned = 27}), 109.0 / 137);
}

TEST(TrustInTest, SecondOverturnedClaimOfANewOwnerIsTooMany) {
  EXPECT_GE(TrustIn({.upheld = 0, .overturned = 1}), kLeastTrust);
  EXPECT_LT(TrustIn({.upheld = 0, .overturned = 2}), kLeastTrust);
}

TEST(TrustInTest, AHundredUpheldOutweighTwentySixOverturned) {
  EXPECT_GE(TrustIn({.upheld = 100, .overturned = 26}), kLeastTrust);
  EXPECT_LT(TrustIn({.upheld = 100, .overturned = 27}), kLeastTrust);
}

}  // namespace
}  // namespace earmark::takedown
