#include "fingerprint/worker/feature_coder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <random>
#include <set>
#include <vector>

namespace earmark::fingerprint {
namespace {

// No two bins alike.
GradientHistogram Distinct() {
  GradientHistogram histogram;
  for (int bin = 0; bin < kHistogramBins; ++bin) {
    histogram[bin] = static_cast<uint8_t>(bin);
  }
  return histogram;
}

GradientHistogram Random(std::mt19937& random) {
  GradientHistogram histogram;
  for (uint8_t& bin : histogram) bin = static_cast<uint8_t>(random() % 120);
  return histogram;
}

uint64_t CodeOf(const GradientHistogram& histogram) {
  LocalFeature feature;
  FillCode(histogram, true, feature);
  return feature.code;
}

TEST(InFormTest, FormsAreDifferentPermutations) {
  std::set<GradientHistogram> seen;
  for (int form = 0; form < kForms; ++form) {
    const GradientHistogram laid = InForm(Distinct(), form);
    GradientHistogram sorted = laid;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(sorted, Distinct()) << form;
    seen.insert(laid);
  }
  EXPECT_EQ(seen.size(), kForms);
  EXPECT_EQ(InForm(Distinct(), 0), Distinct());
}

TEST(InFormTest, OneFormAfterAnotherIsAForm) {
  for (int first = 0; first < kForms; ++first) {
    for (int then = 0; then < kForms; ++then) {
      const GradientHistogram both = InForm(InForm(Distinct(), first), then);
      int equal = 0;
      for (int form = 0; form < kForms; ++form) {
        equal += InForm(Distinct(), form) == both ? 1 : 0;
      }
      EXPECT_EQ(equal, 1) << first << " then " << then;
    }
  }
}

TEST(InFormTest, MirroringComesBeforeTurningAndInvertingStandsAlone) {
  for (int form = 0; form < kForms; ++form) {
    GradientHistogram laid = Distinct();
    if ((form & 1) != 0) laid = InForm(laid, 1);
    for (int turn = 0; turn < (form >> 1 & 3); ++turn) laid = InForm(laid, 2);
    if ((form & 8) != 0) laid = InForm(laid, 8);
    EXPECT_EQ(laid, InForm(Distinct(), form)) << form;
  }
}

TEST(InFormTest, EachFormComesBackByOneForm) {
  for (int form = 0; form < kForms; ++form) {
    int back = 0;
    for (int other = 0; other < kForms; ++other) {
      back += InForm(InForm(Distinct(), form), other) == Distinct() ? 1 : 0;
    }
    EXPECT_EQ(back, 1) << form;
  }
}

TEST(FeatureCoderTest, CanonicalFormDoesNotDependOnHowThePatchWasLaidDown) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    const GradientHistogram histogram = Random(random);
    const CanonicalForms forms = FindForms(histogram, false);
    const GradientHistogram canonical = InForm(histogram, forms.forms[0]);
    const GradientHistogram second = InForm(histogram, forms.forms[1]);
    for (int form = 0; form < kForms; ++form) {
      const GradientHistogram laid = InForm(histogram, form);
      const bool dark = (form & 8) != 0;
      const CanonicalForms of_laid = FindForms(laid, dark);
      // Two forms that fit equally well may change places.
      if (forms.lead == 0) continue;
      EXPECT_EQ(InForm(laid, of_laid.forms[0]), canonical) << form;
      EXPECT_EQ(CodeOf(InForm(laid, of_laid.forms[0])), CodeOf(canonical));
      EXPECT_EQ(of_laid.lead, forms.lead);
    }
    EXPECT_NE(second, canonical);
  }
}

TEST(FeatureCoderTest, DarkPatchesAndNoOthersAreInverted) {
  std::mt19937 random(2);
  for (int round = 0; round < 100; ++round) {
    const GradientHistogram histogram = Random(random);
    for (const int rank : {0, 1}) {
      EXPECT_EQ(FindForms(histogram, true).forms[rank] & 8, 8);
      EXPECT_EQ(FindForms(histogram, false).forms[rank] & 8, 0);
    }
  }
}

TEST(FeatureCoderTest, LeadIsThatOfTheBetterForm) {
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    const CanonicalForms forms = FindForms(Random(random), round % 2 == 0);
    EXPECT_GE(forms.lead, 0);
    EXPECT_NE(forms.forms[0], forms.forms[1]);
  }
  // All forms of a patch without any direction fit alike.
  GradientHistogram even;
  even.fill(45);
  EXPECT_EQ(FindForms(even, false).lead, 0);
}

TEST(FeatureCoderTest, DoubtsAreDifferentBitsOfTheKey) {
  std::mt19937 random(4);
  for (int round = 0; round < 100; ++round) {
    LocalFeature feature;
    FillCode(Random(random), true, feature);
    const std::set<uint8_t> doubts(feature.doubts.begin(),
                                   feature.doubts.end());
    EXPECT_EQ(doubts.size(), kDoubtfulBits);
    EXPECT_LT(*doubts.rbegin(), kKeyBits);
  }
}

TEST(FeatureCoderTest, BitsThatNoiseChangesAreTheDoubtfulOnes) {
  std::mt19937 random(5);
  int changed = 0;
  int doubted = 0;
  for (int round = 0; round < 500; ++round) {
    const GradientHistogram histogram = Random(random);
    LocalFeature feature;
    FillCode(histogram, true, feature);
    GradientHistogram noisy = histogram;
    for (uint8_t& bin : noisy) bin = static_cast<uint8_t>(bin + random() % 9);
    const auto flipped = static_cast<uint32_t>(CodeOf(noisy) ^ feature.code);
    changed += std::popcount(flipped);
    for (const uint8_t doubt : feature.doubts) {
      doubted += (flipped >> doubt & 1) != 0 ? 1 : 0;
    }
  }
  EXPECT_GT(changed, 100);
  // By chance it would be 6 of 32.
  EXPECT_GT(doubted, 0.7 * changed);
}

TEST(FeatureCoderTest, OtherPatchesHaveOtherCodes) {
  std::mt19937 random(6);
  std::vector<uint64_t> codes(60);
  for (uint64_t& code : codes) code = CodeOf(Random(random));
  double apart = 0;
  int pairs = 0;
  for (size_t i = 0; i < codes.size(); ++i) {
    for (size_t j = i + 1; j < codes.size(); ++j) {
      apart += std::popcount(codes[i] ^ codes[j]);
      ++pairs;
    }
  }
  EXPECT_GT(apart / pairs, 20);
}

}  // namespace
}  // namespace earmark::fingerprint
