#include "service/standard_number.h"

#include <string>

#include "gtest/gtest.h"

namespace earmark::service {
namespace {

TEST(StandardNumberTest, IsrcHasItsForm) {
  EXPECT_TRUE(IsIsrc("USRC17607839"));
  EXPECT_TRUE(IsIsrc("GBA0X9900001"));
  EXPECT_FALSE(IsIsrc("US-RC1-76-07839"));
  EXPECT_FALSE(IsIsrc("usrc17607839"));
  EXPECT_FALSE(IsIsrc("USRC1760783"));
  EXPECT_FALSE(IsIsrc("U1RC17607839"));
}

// T0345246801 is the example of the standard.
TEST(StandardNumberTest, IswcHasARightCheckDigit) {
  const std::string good = "T0345246801";
  EXPECT_TRUE(IsIswc(good));
  EXPECT_FALSE(IsIswc("T-034.524.680-1"));
  EXPECT_FALSE(IsIswc("0345246801T"));
  EXPECT_FALSE(IsIswc("T034524680"));
  EXPECT_FALSE(IsIswc(good.substr(0, 10) + "2"));
}

// Any one wrong character must be found (mod 37,36 finds them all). The
// examples are of EIDR's own documents.
TEST(StandardNumberTest, EidrHasARightCheckCharacter) {
  EXPECT_TRUE(IsEidr("10.5240/EA73-79D7-1B2B-B378-3A73-M"));
  const std::string good = "10.5240/7791-8534-2C23-9030-8610-5";
  EXPECT_TRUE(IsEidr(good));
  for (size_t i = 8; i < good.size(); ++i) {
    for (const char c : std::string("0123456789ABCDEF-")) {
      std::string bad = good;
      bad[i] = c;
      EXPECT_EQ(IsEidr(bad), c == good[i]) << bad;
    }
  }
  EXPECT_FALSE(IsEidr("10.5241/7791-8534-2C23-9030-8610-5"));
  EXPECT_FALSE(IsEidr("7791-8534-2C23-9030-8610-5"));
}

}  // namespace
}  // namespace earmark::service
