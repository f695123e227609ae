#include "index/internal/affine_fit.h"

#include <random>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace earmark::index {
namespace {

TEST(AffineFitTest, PointsOfAMapGiveTheMap) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> place(0, 1000);
  std::uniform_real_distribution<float> entry(-2, 2);
  for (int round = 0; round < 50; ++round) {
    const PictureMap map = {.a = entry(random),
                            .b = entry(random),
                            .c = entry(random),
                            .d = entry(random),
                            .x0 = place(random),
                            .y0 = place(random)};
    AffineFit fit;
    for (int i = 0; i < 12; ++i) {
      const PictureMap::Point from = {place(random), place(random)};
      fit.Add(from, map.At(from));
    }
    const auto found = fit.Map();
    ASSERT_TRUE(found);
    for (const PictureMap::Point from :
         {PictureMap::Point{0, 0}, {1000, 0}, {300, 900}}) {
      EXPECT_NEAR(found->At(from).x, map.At(from).x, 0.05);
      EXPECT_NEAR(found->At(from).y, map.At(from).y, 0.05);
    }
  }
}

// No other map has smaller squares.
TEST(AffineFitTest, HasTheLeastSquares) {
  std::mt19937 random(2);
  std::uniform_real_distribution<float> place(0, 1000);
  std::normal_distribution<float> error(0, 10);
  std::vector<std::pair<PictureMap::Point, PictureMap::Point>> pairs;
  AffineFit fit;
  for (int i = 0; i < 30; ++i) {
    const PictureMap::Point from = {place(random), place(random)};
    const PictureMap::Point to = {from.y + error(random),
                                  from.x + error(random)};
    pairs.emplace_back(from, to);
    fit.Add(from, to);
  }
  const auto squares = [&](const PictureMap& map) {
    double sum = 0;
    for (const auto& [from, to] : pairs) {
      const double x = map.At(from).x - to.x;
      const double y = map.At(from).y - to.y;
      sum += x * x + y * y;
    }
    return sum;
  };
  const PictureMap best = fit.Map().value();
  for (const float step : {-1.0F, 1.0F}) {
    for (float PictureMap::*const part :
         {&PictureMap::a, &PictureMap::b, &PictureMap::c, &PictureMap::d}) {
      PictureMap other = best;
      other.*part += step * 0.01F;
      EXPECT_LT(squares(best), squares(other));
    }
    for (float PictureMap::*const part : {&PictureMap::x0, &PictureMap::y0}) {
      PictureMap other = best;
      other.*part += step * 5;
      EXPECT_LT(squares(best), squares(other));
    }
  }
}

TEST(AffineFitTest, PointsOnALineGiveNone) {
  AffineFit fit;
  EXPECT_FALSE(fit.Map());
  for (int i = 0; i < 10; ++i) {
    const auto at = static_cast<float>(100 * i);
    fit.Add({at, at}, {at, at});
  }
  EXPECT_FALSE(fit.Map());
}

}  // namespace
}  // namespace earmark::index
