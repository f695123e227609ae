#include "fingerprint/worker/key_framer.h"

#include <webp/encode.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numbers>
#include <utility>

#include "fingerprint/worker/feature_coder.h"
#include "fingerprint/worker/gradient_histogram.h"
#include "fingerprint/worker/margins.h"

namespace earmark::fingerprint {
namespace {

constexpr int kAnalysisSide = 480;
constexpr int kReferenceSide = 320;
constexpr size_t kFeatures = 400;
constexpr size_t kReferenceFeatures = 200;
// Of them, those that are looked up, and those that are looked up turned.
constexpr size_t kLookedUp = 300;
// The first so many in their second likeliest form too.
constexpr size_t kLookedUpTwice = 150;
constexpr size_t kLookedUpTurned = 60;
// Turned surroundings are read in pictures at least this far apart.
constexpr MediaTime kTurnedSpacing = std::chrono::milliseconds(990);
// Each octave gets this share of the features of the one before.
constexpr double kOctaveShare = 0.6;
// Squares that the picture is divided into, along its longer and shorter side.
// The n-th strongest blob of a square counts as if it were weaker.
constexpr int kLongSquares = 6;
constexpr int kShortSquares = 4;
constexpr float kCrowdPenalty = 0.35F;

// A picture moves when this part of its blocks changes; of a still, one is kept
// each second.
constexpr double kMovingShare = 0.25;
constexpr MediaTime kLongestStill = std::chrono::milliseconds(980);

// WebP's, 0-100: 160 x 90 pixels in some 1,400 bytes, 112 x 63 in 700.
constexpr float kThumbnailQuality = 30;
// Levels are stretched by so much at most.
constexpr float kMostGain = 6;

// The whole picture in kPictureUnits.
struct Frame {
  int width = 0;
  int height = 0;
};

Frame FrameOf(int width, int height) {
  const double unit =
      static_cast<double>(kPictureUnits) / std::max(width, height);
  const auto units = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(length * unit)));
  };
  return {units(width), units(height)};
}

// Stretches the levels of a dark or washed-out picture, so that its texture
// outlives encoding. What lies beyond the darkest and brightest thousandth is
// cut.
std::vector<uint8_t> Stretched(const LumaView& luma) {
  std::array<int, 256> counts{};
  for (int y = 0; y < luma.height; ++y) {
    const uint8_t* const row = luma.row(y);
    for (int x = 0; x < luma.width; ++x) ++counts[row[x]];
  }
  const int thousandth = luma.width * luma.height / 1000;
  int low = 0;
  for (int sum = counts[0]; sum <= thousandth; sum += counts[++low]) {
  }
  int high = 255;
  for (int sum = counts[255]; sum <= thousandth; sum += counts[--high]) {
  }
  const float gain =
      std::min(kMostGain, 219.0F / static_cast<float>(std::max(1, high - low)));
  std::array<uint8_t, 256> levels;
  for (int level = 0; level < 256; ++level) {
    const float stretched = 16 + gain * static_cast<float>(level - low);
    levels[level] =
        gain <= 1 ? static_cast<uint8_t>(level)
                  : static_cast<uint8_t>(std::clamp(stretched, 0.0F, 255.0F));
  }
  std::vector<uint8_t> pixels;
  pixels.reserve(static_cast<size_t>(luma.width) * luma.height);
  for (int y = 0; y < luma.height; ++y) {
    const uint8_t* const row = luma.row(y);
    for (int x = 0; x < luma.width; ++x) pixels.push_back(levels[row[x]]);
  }
  return pixels;
}

std::string EncodeThumbnail(const LumaView& luma) {
  std::vector<uint8_t> pixels = Stretched(luma);
  // WebP has no grey: the colours, all alike, cost next to nothing.
  const int uv_width = (luma.width + 1) / 2;
  const int uv_height = (luma.height + 1) / 2;
  std::vector<uint8_t> grey(static_cast<size_t>(uv_width) * uv_height, 128);
  WebPConfig config;
  WebPPicture picture;
  if (WebPConfigInit(&config) == 0 || WebPPictureInit(&picture) == 0) return "";
  config.quality = kThumbnailQuality;
  // Quick, and plain: nobody looks at them for long.
  config.method = 0;
  config.segments = 1;
  config.sns_strength = 0;
  config.filter_strength = 0;
  picture.use_argb = 0;
  picture.colorspace = WEBP_YUV420;
  picture.width = luma.width;
  picture.height = luma.height;
  picture.y = pixels.data();
  picture.y_stride = luma.width;
  picture.u = grey.data();
  picture.v = grey.data();
  picture.uv_stride = uv_width;
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  std::string bytes;
  if (WebPEncode(&config, &picture) != 0) {
    bytes.assign(reinterpret_cast<const char*>(writer.mem), writer.size);
  }
  WebPMemoryWriterClear(&writer);
  WebPPictureFree(&picture);
  return bytes;
}

// The part of the blocks of 8 x 8 pixels, of those that have texture, that
// differ between two pictures of one size.
double ChangedShare(const LumaView& picture, const uint8_t* before) {
  constexpr int kBlock = 8;
  constexpr float kPixels = kBlock * kBlock;
  constexpr float kLeastVariance = 9;
  constexpr float kSame = 0.8F;
  int blocks = 0;
  int changed = 0;
  for (int y = 0; y + kBlock <= picture.height; y += kBlock) {
    for (int x = 0; x + kBlock <= picture.width; x += kBlock) {
      int sum = 0;
      int squares = 0;
      int before_sum = 0;
      int before_squares = 0;
      int products = 0;
      for (int j = 0; j < kBlock; ++j) {
        const uint8_t* const row = picture.row(y + j) + x;
        const uint8_t* const before_row =
            before + static_cast<ptrdiff_t>(y + j) * picture.width + x;
        for (int i = 0; i < kBlock; ++i) {
          sum += row[i];
          squares += row[i] * row[i];
          before_sum += before_row[i];
          before_squares += before_row[i] * before_row[i];
          products += row[i] * before_row[i];
        }
      }
      const float mean = static_cast<float>(sum) / kPixels;
      const float before_mean = static_cast<float>(before_sum) / kPixels;
      const float variance =
          static_cast<float>(squares) / kPixels - mean * mean;
      const float before_variance =
          static_cast<float>(before_squares) / kPixels -
          before_mean * before_mean;
      if (variance < kLeastVariance && before_variance < kLeastVariance) {
        continue;
      }
      ++blocks;
      const float covariance =
          static_cast<float>(products) / kPixels - mean * before_mean;
      if (covariance < kSame * std::sqrt(std::max(variance, 0.5F) *
                                         std::max(before_variance, 0.5F))) {
        ++changed;
      }
    }
  }
  return blocks == 0 ? 0 : static_cast<double>(changed) / blocks;
}

}  // namespace

void KeyFramer::Choose(const std::vector<Blob>& blobs) {
  chosen_.clear();
  const size_t features = for_reference_ ? kReferenceFeatures : kFeatures;
  double shares = 0;
  for (int octave = 0; octave < scale_space_.octaves(); ++octave) {
    shares += std::pow(kOctaveShare, octave);
  }
  size_t left = 0;
  auto first = blobs.begin();
  for (int octave = 0; octave < scale_space_.octaves(); ++octave) {
    const auto last = std::find_if(first, blobs.end(), [&](const Blob& blob) {
      return blob.octave != octave;
    });
    std::vector<Blob> of_octave(first, last);
    first = last;
    const size_t quota =
        left + static_cast<size_t>(static_cast<double>(features) *
                                   std::pow(kOctaveShare, octave) / shares);
    std::stable_sort(
        of_octave.begin(), of_octave.end(),
        [](const Blob& a, const Blob& b) { return a.strength > b.strength; });
    if (of_octave.size() <= quota) {
      left = quota - of_octave.size();
      chosen_.insert(chosen_.end(), of_octave.begin(), of_octave.end());
      continue;
    }
    left = 0;
    const Plane& plane = scale_space_.Blurred(octave, 0);
    const bool wide = plane.width >= plane.height;
    const int columns = wide ? kLongSquares : kShortSquares;
    const int rows = wide ? kShortSquares : kLongSquares;
    std::array<int, kLongSquares * kShortSquares> counts{};
    std::vector<std::pair<float, const Blob*>> ranked;
    ranked.reserve(of_octave.size());
    for (const Blob& blob : of_octave) {
      const int column =
          std::clamp(static_cast<int>(blob.x * static_cast<float>(columns) /
                                      static_cast<float>(plane.width)),
                     0, columns - 1);
      const int row =
          std::clamp(static_cast<int>(blob.y * static_cast<float>(rows) /
                                      static_cast<float>(plane.height)),
                     0, rows - 1);
      const int stronger = counts[row * columns + column]++;
      ranked.emplace_back(
          blob.strength / (1 + kCrowdPenalty * static_cast<float>(stronger)),
          &blob);
    }
    std::stable_sort(
        ranked.begin(), ranked.end(),
        [](const auto& a, const auto& b) { return a.first > b.first; });
    for (size_t i = 0; i < quota; ++i) chosen_.push_back(*ranked[i].second);
  }
  // Large blobs are found again more surely than small ones.
  const auto importance = [](const Blob& blob) {
    return blob.strength * std::sqrt(std::ldexp(blob.sigma, blob.octave));
  };
  std::stable_sort(chosen_.begin(), chosen_.end(),
                   [&](const Blob& a, const Blob& b) {
                     return importance(a) > importance(b);
                   });
}

std::optional<KeyFrame> KeyFramer::Make(const LumaView& luma,
                                        Orientation orientation,
                                        MediaTime time) {
  const Margins margins = FindMargins(luma);
  const LumaView inner = Crop(luma, margins.left, margins.top,
                              luma.width - margins.left - margins.right,
                              luma.height - margins.top - margins.bottom);
  const LumaView small = whole_.Make(
      luma, for_reference_ ? kReferenceThumbnailSide : kThumbnailSide,
      orientation);
  if (for_reference_ && !IsNew(small, time)) return std::nullopt;
  const LumaView picture = inner_.Make(
      inner, for_reference_ ? kReferenceSide : kAnalysisSide, orientation);
  if (std::min(picture.width, picture.height) < ScaleSpace::kMinSide) {
    return std::nullopt;
  }
  Frame frame = FrameOf(luma.width, luma.height);
  if (orientation.transpose) std::swap(frame.width, frame.height);

  // Where the analysed part lies in the whole, as it is shown.
  double left = orientation.transpose ? margins.top : margins.left;
  double top = orientation.transpose ? margins.left : margins.top;
  if (orientation.flip_x) {
    left = orientation.transpose ? margins.bottom : margins.right;
  }
  if (orientation.flip_y) {
    top = orientation.transpose ? margins.right : margins.bottom;
  }
  const double unit =
      static_cast<double>(kPictureUnits) / std::max(luma.width, luma.height);
  const double pixel =
      static_cast<double>(std::max(inner.width, inner.height)) * unit /
      std::max(picture.width, picture.height);
  left *= unit;
  top *= unit;

  const bool turned = !last_turned_ || time - *last_turned_ >= kTurnedSpacing;
  if (turned) last_turned_ = time;
  scale_space_.Build(picture);
  Choose(scale_space_.blobs());
  KeyFrame key_frame{.time = time,
                     .width = static_cast<uint16_t>(frame.width),
                     .height = static_cast<uint16_t>(frame.height)};
  std::vector<LocalFeature> others;
  for (size_t i = 0; i < chosen_.size(); ++i) {
    const Blob& blob = chosen_[i];
    const double size = std::ldexp(1.0, blob.octave) * pixel;
    const auto unit_of = [](double value) {
      return static_cast<uint16_t>(
          std::clamp<long>(std::lround(value), 0, kPictureUnits - 1));
    };
    LocalFeature feature{
        .x = unit_of(left + blob.x * size),
        .y = unit_of(top + blob.y * size),
        .scale = static_cast<uint8_t>(std::clamp<long>(
            std::lround(kScalesPerOctave * std::log2(blob.sigma * size)), 0,
            31))};
    const bool looked_up = !for_reference_ && i < kLookedUp;
    for (int turn = 0;
         turn < (turned && looked_up && i < kLookedUpTurned ? kTurns : 1);
         ++turn) {
      const GradientHistogram histogram = MakeHistogram(
          scale_space_.Blurred(blob.octave, blob.level), blob.x, blob.y,
          blob.sigma, turn * kTurnDegrees * std::numbers::pi / 180);
      const CanonicalForms forms = FindForms(histogram, blob.dark);
      feature.turn = static_cast<uint8_t>(turn);
      for (int rank = 0; rank < 2; ++rank) {
        if (rank == 1 &&
            (!looked_up || i >= kLookedUpTwice || forms.lead > kCloseLead)) {
          break;
        }
        feature.form = static_cast<uint8_t>(forms.forms[rank]);
        feature.second = rank == 1;
        FillCode(InForm(histogram, feature.form), looked_up, feature);
        (looked_up ? key_frame.features : others).push_back(feature);
      }
    }
  }
  key_frame.looked_up = static_cast<uint16_t>(key_frame.features.size());
  key_frame.features.insert(key_frame.features.end(), others.begin(),
                            others.end());
  key_frame.thumbnail = EncodeThumbnail(small);
  return key_frame;
}

bool KeyFramer::IsNew(const LumaView& small, MediaTime time) {
  const size_t size = static_cast<size_t>(small.width) * small.height;
  if (last_small_.size() == size && time - last_time_ < kLongestStill &&
      ChangedShare(small, last_small_.data()) < kMovingShare) {
    return false;
  }
  last_time_ = time;
  last_small_.resize(size);
  for (int y = 0; y < small.height; ++y) {
    std::copy_n(small.row(y), small.width,
                last_small_.begin() + static_cast<ptrdiff_t>(y) * small.width);
  }
  return true;
}

}  // namespace earmark::fingerprint
