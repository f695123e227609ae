#include "index/internal/thumbnail.h"

#include <webp/decode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;

constexpr int kBlock = 8;
constexpr int kStride = 4;
constexpr float kBlockPixels = kBlock * kBlock;
// Blocks with less variance are flat, in squared levels.
constexpr float kLeastTexture = 9;
constexpr float kLeastVariance = 0.5F;
// Blocks that correlate more agree.
constexpr float kAgrees = 0.6F;
constexpr float kAgreesClosely = 0.8F;
// Blocks that are found again correlate more, and by so much more where they
// are looked for farther away: along an edge, every place is alike.
constexpr float kFoundAgain = 0.65F;
constexpr float kFartherBy = 0.03F;
// A step of the reference is at most so many pixels of the query.
constexpr double kLargestStep = 1.6;

// A block changes from one moment to the other when it correlates less, and has
// so much variance in both.
constexpr float kChanged = 0.3F;
constexpr float kLeastChangeTexture = 30;

cv::Mat ViewOf(const Thumbnail& picture) {
  return {picture.height, picture.width, CV_32FC1,
          const_cast<float*>(picture.pixels.data())};  // only read
}

struct Moments {
  float mean = 0;
  float variance = 0;
};

// Sums by column, which the compiler keeps in vector registers.
using Columns = std::array<float, kBlock>;

float Total(const Columns& columns) {
  return std::accumulate(columns.begin(), columns.end(), 0.0F);
}

Moments MomentsOf(const Thumbnail& picture, int x, int y) {
  Columns sums = {};
  Columns squares = {};
  for (int j = 0; j < kBlock; ++j) {
    const float* const row = picture.row(y + j) + x;
    for (int i = 0; i < kBlock; ++i) {
      sums[i] += row[i];
      squares[i] += row[i] * row[i];
    }
  }
  const float mean = Total(sums) / kBlockPixels;
  return {mean, Total(squares) / kBlockPixels - mean * mean};
}

// The correlation of a block with one of the other picture at (x, y).
float Correlate(const Thumbnail& picture, int x, int y, const Moments& block,
                const Thumbnail& other, int other_x, int other_y) {
  Columns sums = {};
  Columns squares = {};
  Columns products = {};
  for (int j = 0; j < kBlock; ++j) {
    const float* const row = picture.row(y + j) + x;
    const float* const other_row = other.row(other_y + j) + other_x;
    for (int i = 0; i < kBlock; ++i) {
      sums[i] += other_row[i];
      squares[i] += other_row[i] * other_row[i];
      products[i] += other_row[i] * row[i];
    }
  }
  const float mean = Total(sums) / kBlockPixels;
  const float variance = Total(squares) / kBlockPixels - mean * mean;
  return (Total(products) / kBlockPixels - mean * block.mean) /
         std::sqrt(std::max(variance, kLeastVariance) *
                   std::max(block.variance, kLeastVariance));
}

bool HoldsBlock(const Thumbnail& picture, int x, int y) {
  return x >= 0 && y >= 0 && x + kBlock <= picture.width &&
         y + kBlock <= picture.height;
}

bool CoversBlock(const Overlay& overlay, int x, int y) {
  const auto at = [&](int column, int row) {
    return overlay.covered[static_cast<size_t>(row) * overlay.picture.width +
                           column] != 0;
  };
  // What is covered is convex.
  return at(x, y) && at(x + kBlock - 1, y) && at(x, y + kBlock - 1) &&
         at(x + kBlock - 1, y + kBlock - 1);
}

// The best correlation of a block with `other`, moved by a pixel at most. Of an
// overlay, only where `within` covers it.
float BestCorrelation(const Thumbnail& picture, int x, int y,
                      const Moments& block, const Thumbnail& other, float sign,
                      const Overlay* within = nullptr) {
  float best = -1;
  // In the middle first: there it mostly is.
  constexpr std::array<int, 3> kMoves = {0, -1, 1};
  for (const int dy : kMoves) {
    for (const int dx : kMoves) {
      const int left = x + dx;
      const int top = y + dy;
      if (!HoldsBlock(other, left, top) ||
          (within != nullptr && !CoversBlock(*within, left, top))) {
        continue;
      }
      best = std::max(best,
                      sign * Correlate(picture, x, y, block, other, left, top));
      if (best > kAgreesClosely) return best;
    }
  }
  return best;
}

// All moves of at most kMostShift, the shortest first.
const std::vector<BlockPlace>& MovesByLength() {
  static const auto* const kMoves = [] {
    auto* const moves = new std::vector<BlockPlace>;
    for (int y = -kMostShift; y <= kMostShift; ++y) {
      for (int x = -kMostShift; x <= kMostShift; ++x) moves->push_back({x, y});
    }
    std::stable_sort(moves->begin(), moves->end(),
                     [](const BlockPlace& a, const BlockPlace& b) {
                       return a.x * a.x + a.y * a.y < b.x * b.x + b.y * b.y;
                     });
    return moves;
  }();
  return *kMoves;
}

}  // namespace

Thumbnail DecodeThumbnail(std::string_view webp) {
  Thumbnail thumbnail;
  const auto* const bytes = reinterpret_cast<const uint8_t*>(webp.data());
  int width = 0;
  int height = 0;
  if (WebPGetInfo(bytes, webp.size(), &width, &height) == 0 || width < kBlock ||
      height < kBlock ||
      std::max(width, height) > fingerprint::kThumbnailSide) {
    return thumbnail;
  }
  uint8_t* u = nullptr;
  uint8_t* v = nullptr;
  int stride = 0;
  int uv_stride = 0;
  uint8_t* const luma = WebPDecodeYUV(bytes, webp.size(), &width, &height, &u,
                                      &v, &stride, &uv_stride);
  if (luma == nullptr) return thumbnail;
  thumbnail.width = width;
  thumbnail.height = height;
  thumbnail.pixels.reserve(static_cast<size_t>(width) * height);
  for (int y = 0; y < height; ++y) {
    const uint8_t* const row = luma + static_cast<ptrdiff_t>(y) * stride;
    thumbnail.pixels.insert(thumbnail.pixels.end(), row, row + width);
  }
  WebPFree(luma);
  return thumbnail;
}

Thumbnail Halved(const Thumbnail& picture) {
  Thumbnail half = {
      .width = picture.width / 2, .height = picture.height / 2, .pixels = {}};
  if (std::min(half.width, half.height) < kBlock) return {};
  half.pixels.resize(static_cast<size_t>(half.width) * half.height);
  cv::Mat view(half.height, half.width, CV_32FC1, half.pixels.data());
  cv::resize(ViewOf(picture)(cv::Rect(0, 0, half.width * 2, half.height * 2)),
             view, view.size(), 0, 0, cv::INTER_AREA);
  return half;
}

Overlay LayOver(const KeyFrame& query,
                const std::vector<Thumbnail>& query_levels,
                const KeyFrame& reference, const Thumbnail& reference_thumbnail,
                const PictureMap& map) {
  const int width = reference_thumbnail.width;
  const int height = reference_thumbnail.height;
  Overlay overlay;
  overlay.picture.width = width;
  overlay.picture.height = height;
  overlay.picture.pixels.assign(static_cast<size_t>(width) * height, 0);
  overlay.covered.assign(static_cast<size_t>(width) * height, 0);
  const std::optional<PictureMap> inverse = map.Inverse();
  if (!inverse || query_levels.empty()) return overlay;

  // Units a pixel on both sides.
  const double reference_x = static_cast<double>(reference.width) / width;
  const double reference_y = static_cast<double>(reference.height) / height;
  size_t level = 0;
  const auto query_unit = [&](size_t at) {
    return static_cast<double>(query.width) / query_levels[at].width;
  };
  while (level + 1 < query_levels.size() &&
         inverse->scale() * reference_x / query_unit(level) > kLargestStep) {
    ++level;
  }
  const Thumbnail& from = query_levels[level];
  const double query_x = static_cast<double>(query.width) / from.width;
  const double query_y = static_cast<double>(query.height) / from.height;
  // From the middle of a reference's pixel to a place in the query's, pixels
  // having their middles at whole numbers.
  const double a = inverse->a * reference_x / query_x;
  const double b = inverse->b * reference_y / query_x;
  const double c = inverse->c * reference_x / query_y;
  const double d = inverse->d * reference_y / query_y;
  const double x0 = inverse->x0 / query_x + (a + b) / 2 - 0.5;
  const double y0 = inverse->y0 / query_y + (c + d) / 2 - 0.5;
  const cv::Matx23d to_query(a, b, x0, c, d, y0);
  cv::Mat view(height, width, CV_32FC1, overlay.picture.pixels.data());
  cv::warpAffine(ViewOf(from), view, to_query, view.size(),
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  // A border of one pixel of the full thumbnail does not count.
  const double border = static_cast<double>(from.width) / query_levels[0].width;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double at_x = a * x + b * y + x0 + 0.5;
      const double at_y = c * x + d * y + y0 + 0.5;
      overlay.covered[static_cast<size_t>(y) * width + x] =
          at_x >= border && at_y >= border && at_x < from.width - border &&
                  at_y < from.height - border
              ? 1
              : 0;
    }
  }
  return overlay;
}

Agreement Compare(const Overlay& overlay, const Thumbnail& reference,
                  bool inverted) {
  Agreement agreement;
  agreement.covered =
      static_cast<float>(std::count(overlay.covered.begin(),
                                    overlay.covered.end(), uint8_t{1})) /
      static_cast<float>(std::max<size_t>(1, overlay.covered.size()));
  const float sign = inverted ? -1 : 1;
  for (int y = 1; y + kBlock < reference.height; y += kStride) {
    for (int x = 1; x + kBlock < reference.width; x += kStride) {
      if (!CoversBlock(overlay, x, y)) continue;
      const Moments block = MomentsOf(reference, x, y);
      if (block.variance < kLeastTexture) continue;
      ++agreement.blocks;
      const float correlation = BestCorrelation(
          reference, x, y, block, overlay.picture, sign, &overlay);
      agreement.agreeing += correlation > kAgrees ? 1 : 0;
      agreement.closely += correlation > kAgreesClosely ? 1 : 0;
    }
  }
  return agreement;
}

std::vector<BlockShift> ShiftsOf(const Overlay& overlay,
                                 const Thumbnail& reference, bool inverted) {
  const float sign = inverted ? -1 : 1;
  const std::vector<BlockPlace>& moves = MovesByLength();
  std::vector<BlockShift> shifts;
  for (int y = 1; y + kBlock < reference.height; y += kBlock) {
    for (int x = 1; x + kBlock < reference.width; x += kBlock) {
      if (!CoversBlock(overlay, x, y)) continue;
      const Moments block = MomentsOf(reference, x, y);
      if (block.variance < kLeastTexture) continue;
      BlockShift best = {.place = {x, y}};
      float most = kFoundAgain;
      for (const auto [dx, dy] : moves) {
        const int left = x + dx;
        const int top = y + dy;
        if (!HoldsBlock(reference, left, top) ||
            !CoversBlock(overlay, left, top)) {
          continue;
        }
        const float correlation = sign * Correlate(reference, x, y, block,
                                                   overlay.picture, left, top);
        if (correlation <= most) continue;
        most = correlation + kFartherBy;
        best.dx = dx;
        best.dy = dy;
      }
      if (most > kFoundAgain) shifts.push_back(best);
    }
  }
  return shifts;
}

TimeLock CompareMoments(const Overlay& query, const Overlay* other_query,
                        const Thumbnail& reference,
                        const Thumbnail* other_reference, bool inverted) {
  TimeLock lock;
  const float sign = inverted ? -1 : 1;
  if (other_reference != nullptr &&
      (other_reference->width != reference.width ||
       other_reference->height != reference.height)) {
    other_reference = nullptr;
  }
  for (int y = 0; y + kBlock <= reference.height; y += kStride) {
    for (int x = 0; x + kBlock <= reference.width; x += kStride) {
      if (!CoversBlock(query, x, y)) continue;
      const Moments block = MomentsOf(reference, x, y);
      const float here =
          BestCorrelation(reference, x, y, block, query.picture, sign);
      bool moves = false;
      const auto count = [&](float elsewhere) {
        moves = true;
        lock.here += here > kAgrees && elsewhere < kAgrees ? 1 : 0;
        lock.elsewhere += elsewhere > kAgrees && here < kAgrees ? 1 : 0;
      };
      if (other_reference != nullptr && block.variance >= kLeastChangeTexture) {
        const Moments other = MomentsOf(*other_reference, x, y);
        if (other.variance >= kLeastChangeTexture &&
            BestCorrelation(reference, x, y, block, *other_reference, 1) <
                kChanged) {
          count(BestCorrelation(*other_reference, x, y, other, query.picture,
                                sign));
        }
      }
      if (other_query != nullptr && CoversBlock(*other_query, x, y)) {
        const Moments ours = MomentsOf(query.picture, x, y);
        if (ours.variance >= kLeastChangeTexture &&
            BestCorrelation(query.picture, x, y, ours, other_query->picture,
                            1) < kChanged) {
          count(BestCorrelation(reference, x, y, block, other_query->picture,
                                sign));
        }
      }
      lock.blocks += block.variance >= kLeastTexture ? 1 : 0;
      lock.moving += moves ? 1 : 0;
      lock.agreeing += moves && here > kAgrees ? 1 : 0;
    }
  }
  return lock;
}

std::vector<BlockPlace> MovingBlocks(
    const std::vector<const Thumbnail*>& pictures) {
  std::vector<std::pair<int, BlockPlace>> moving;
  if (pictures.empty()) return {};
  const Thumbnail& first = *pictures.front();
  for (int y = 1; y + kBlock < first.height; y += kBlock) {
    for (int x = 1; x + kBlock < first.width; x += kBlock) {
      int changes = 0;
      const Thumbnail* before = nullptr;
      Moments moments_before;
      for (const Thumbnail* picture : pictures) {
        if (picture->width != first.width || picture->height != first.height) {
          continue;
        }
        const Moments moments = MomentsOf(*picture, x, y);
        if (before != nullptr &&
            std::max(moments.variance, moments_before.variance) >=
                kLeastChangeTexture &&
            Correlate(*before, x, y, moments_before, *picture, x, y) <
                kChanged) {
          ++changes;
        }
        before = picture;
        moments_before = moments;
      }
      if (changes > 0) moving.push_back({changes, {x, y}});
    }
  }
  std::stable_sort(
      moving.begin(), moving.end(),
      [](const auto& a, const auto& b) { return a.first > b.first; });
  if (moving.size() > kMostMovingBlocks) moving.resize(kMostMovingBlocks);
  std::vector<BlockPlace> places;
  places.reserve(moving.size());
  for (const auto& [changes, place] : moving) places.push_back(place);
  return places;
}

std::vector<float> CorrelatedBlocks(const Overlay& overlay,
                                    const Thumbnail& reference,
                                    const std::vector<BlockPlace>& blocks,
                                    bool inverted) {
  std::vector<float> correlations(blocks.size(), 0);
  if (reference.width != overlay.picture.width ||
      reference.height != overlay.picture.height) {
    return correlations;
  }
  const float sign = inverted ? -1 : 1;
  for (size_t i = 0; i < blocks.size(); ++i) {
    const auto [x, y] = blocks[i];
    if (!CoversBlock(overlay, x, y)) continue;
    const Moments block = MomentsOf(reference, x, y);
    float best = 0;
    for (const auto [dx, dy] : MovesByLength()) {
      if (dx * dx + dy * dy > 1) break;
      if (!HoldsBlock(reference, x + dx, y + dy)) continue;
      best = std::max(best, sign * Correlate(reference, x, y, block,
                                             overlay.picture, x + dx, y + dy));
    }
    correlations[i] = best;
  }
  return correlations;
}

}  // namespace earmark::index
