#include "fingerprint/worker/stereo_inversion.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace earmark::fingerprint {
namespace {

// Stereo counts as inverted when the difference of its channels has this many
// times the energy of their sum (12 dB), and no longer when it has less than
// that many. Recordings lie below 1 over any second, however wide.
constexpr double kInvertedFrom = 16;
constexpr double kInvertedUntil = 4;
// Time over which energies are forgotten.
constexpr double kMemorySeconds = 1;

struct Energies {
  double left_right = 0;  // sum of products
  double squares = 0;     // sum of both channels' squares
};

// Looks at eight samples of every 32, which is plenty for a level. Eight sums
// at a time, so that the compiler can use vectors without reordering additions.
template <typename Sample>
Energies Measure(const Sample* left, const Sample* right, int stride,
                 int count) {
  constexpr int kLanes = 8;
  std::array<float, kLanes> products{};
  std::array<float, kLanes> squares{};
  for (int i = 0; i + kLanes <= count; i += 4 * kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const float l = static_cast<float>(left[(i + lane) * stride]);
      const float r = static_cast<float>(right[(i + lane) * stride]);
      products[lane] += l * r;
      squares[lane] += l * l + r * r;
    }
  }
  Energies energies;
  for (int lane = 0; lane < kLanes; ++lane) {
    energies.left_right += products[lane];
    energies.squares += squares[lane];
  }
  return energies;
}

template <typename Sample>
void Negate(Sample* samples, int stride, int count) {
  for (int i = 0; i < count; ++i) {
    Sample& sample = samples[i * stride];
    if constexpr (std::is_floating_point_v<Sample>) {
      sample = -sample;
    } else {
      sample = static_cast<Sample>(~sample);  // one off, and cannot overflow
    }
  }
}

// Calls `use` with the two channels of a stereo frame and the distance between
// the samples of each. Formats other than these four come from no codec in use
// and are left alone.
template <typename Use>
void WithStereo(AVFrame& frame, Use use) {
  const auto planar = [&]<typename Sample>(Sample) {
    use(reinterpret_cast<Sample*>(frame.extended_data[0]),
        reinterpret_cast<Sample*>(frame.extended_data[1]), 1);
  };
  const auto packed = [&]<typename Sample>(Sample) {
    auto* const samples = reinterpret_cast<Sample*>(frame.extended_data[0]);
    use(samples, samples + 1, 2);
  };
  switch (frame.format) {
    case AV_SAMPLE_FMT_S16P:
      return planar(int16_t{});
    case AV_SAMPLE_FMT_S32P:
      return planar(int32_t{});
    case AV_SAMPLE_FMT_FLTP:
      return planar(float{});
    case AV_SAMPLE_FMT_DBLP:
      return planar(double{});
    case AV_SAMPLE_FMT_S16:
      return packed(int16_t{});
    case AV_SAMPLE_FMT_S32:
      return packed(int32_t{});
    case AV_SAMPLE_FMT_FLT:
      return packed(float{});
    case AV_SAMPLE_FMT_DBL:
      return packed(double{});
    default:
      return;
  }
}

}  // namespace

void StereoInversion::Undo(AVFrame& frame) {
  if (frame.ch_layout.nb_channels != 2) return;
  Energies energies;
  const int count = frame.nb_samples;
  WithStereo(frame, [&](const auto* left, const auto* right, int stride) {
    energies = Measure(left, right, stride, count);
  });
  // Damaged floating-point audio may hold anything.
  if (!std::isfinite(energies.squares)) return;
  const double kept = std::exp(-count / (kMemorySeconds * frame.sample_rate));
  sum_energy_ = sum_energy_ * kept + energies.squares + 2 * energies.left_right;
  difference_energy_ =
      difference_energy_ * kept + energies.squares - 2 * energies.left_right;
  inverted_ = difference_energy_ >
              sum_energy_ * (inverted_ ? kInvertedUntil : kInvertedFrom);
  if (!inverted_ || av_frame_make_writable(&frame) < 0) return;
  WithStereo(frame, [&](auto*, auto* right, int stride) {
    Negate(right, stride, count);
  });
}

}  // namespace earmark::fingerprint
