// Trains the codes of local features (fingerprint/worker/feature_coder.h).
//
//   build/release/bench/train_features FILE... > feature_training.inc
//
// From one picture a second of each file, video or photograph: the histograms
// of its 250 strongest blobs. Their canonical pattern is, of the planes of the
// main components of histograms in random forms, the direction in which the
// best form leads farthest; the components and medians are those of histograms
// in their canonical forms. Whatever is random has a fixed seed: the same files
// in the same order give the same bytes on the same machine.

#include <fcntl.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <numbers>
#include <opencv2/core.hpp>
#include <random>
#include <vector>

#include "fingerprint/extract_options.h"
#include "fingerprint/internal/descriptor.h"
#include "fingerprint/worker/feature_coder.h"
#include "fingerprint/worker/gradient_histogram.h"
#include "fingerprint/worker/luma_plane.h"
#include "fingerprint/worker/margins.h"
#include "fingerprint/worker/media_decoder.h"
#include "fingerprint/worker/media_file.h"
#include "fingerprint/worker/media_source.h"
#include "fingerprint/worker/scale_space.h"
#include "fingerprint/worker/small_picture.h"

namespace earmark::bench {
namespace {

using fingerprint::Blob;
using fingerprint::GradientHistogram;
using fingerprint::kHistogramBins;

constexpr int kSide = 480;
constexpr size_t kBlobs = 250;
constexpr int kCodeBits = 64;
constexpr int kKeyBits = fingerprint::kKeyBits;
constexpr fingerprint::MediaTime kSpacing = std::chrono::seconds(1);

struct Sample {
  GradientHistogram histogram{};
  bool dark = false;
};

class Sampler final : public fingerprint::FrameSink {
 public:
  explicit Sampler(std::vector<Sample>& samples) : samples_(samples) {}

  absl::Status TakeAudio(uint32_t, std::optional<fingerprint::MediaTime>,
                         AVFrame&) override {
    return absl::OkStatus();
  }

  absl::Status TakeVideo(fingerprint::MediaTime time, fingerprint::Orientation,
                         const AVFrame& frame) override {
    if (time < next_) return absl::OkStatus();
    next_ = time + kSpacing;
    const auto luma = plane_.From(frame);
    if (!luma.ok()) return luma.status();
    const fingerprint::LumaView picture =
        small_.Make(fingerprint::TrimMargins(*luma), kSide, {});
    if (std::min(picture.width, picture.height) <
        fingerprint::ScaleSpace::kMinSide) {
      return absl::OkStatus();
    }
    space_.Build(picture);
    std::vector<Blob> blobs = space_.blobs();
    std::stable_sort(
        blobs.begin(), blobs.end(),
        [](const Blob& a, const Blob& b) { return a.strength > b.strength; });
    blobs.resize(std::min(blobs.size(), kBlobs));
    for (const Blob& blob : blobs) {
      samples_.push_back(
          {fingerprint::MakeHistogram(space_.Blurred(blob.octave, blob.level),
                                      blob.x, blob.y, blob.sigma, 0),
           blob.dark});
    }
    return absl::OkStatus();
  }

 private:
  std::vector<Sample>& samples_;
  fingerprint::MediaTime next_{0};
  fingerprint::LumaPlane plane_;
  fingerprint::SmallPicture small_;
  fingerprint::ScaleSpace space_;
};

absl::Status AddSamples(const char* path, std::vector<Sample>& samples) {
  const fingerprint::Descriptor descriptor(open(path, O_RDONLY | O_CLOEXEC));
  if (!descriptor.valid()) return absl::NotFoundError("cannot be opened");
  auto source = fingerprint::MediaSource::Create(descriptor.get());
  if (!source.ok()) return source.status();
  const fingerprint::ExtractOptions options;
  auto file = fingerprint::MediaFile::Open(*source, options);
  if (!file.ok()) return file.status();
  auto decoder = fingerprint::MediaDecoder::Create(**file);
  if (!decoder.ok()) return decoder.status();
  Sampler sampler(samples);
  return decoder->Decode(sampler);
}

cv::Mat RowsIn(const std::vector<Sample>& samples,
               const std::vector<int>& forms) {
  cv::Mat rows(static_cast<int>(samples.size()), kHistogramBins, CV_32F);
  for (int i = 0; i < rows.rows; ++i) {
    const GradientHistogram histogram =
        fingerprint::InForm(samples[i].histogram, forms[i]);
    std::copy(histogram.begin(), histogram.end(), rows.ptr<float>(i));
  }
  return rows;
}

struct Lead {
  double mean = 0;
  double deviation = 0;
};

// How far the best of the eight forms leads, for every twentieth sample.
Lead LeadOf(const std::vector<float>& pattern,
            const std::vector<Sample>& samples, std::vector<int>* forms) {
  double sum = 0;
  double squares = 0;
  size_t count = 0;
  const size_t step = forms == nullptr ? 20 : 1;
  for (size_t i = 0; i < samples.size(); i += step) {
    float best = -1e30F;
    float second = -1e30F;
    int best_form = 0;
    for (int turned = 0; turned < 8; ++turned) {
      const int form = turned | (samples[i].dark ? 8 : 0);
      const GradientHistogram laid =
          fingerprint::InForm(samples[i].histogram, form);
      float product = 0;
      for (int bin = 0; bin < kHistogramBins; ++bin) {
        product += pattern[bin] * laid[bin];
      }
      if (product > best) {
        second = best;
        best = product;
        best_form = form;
      } else if (product > second) {
        second = product;
      }
    }
    if (forms != nullptr) (*forms)[i] = best_form;
    sum += best - second;
    squares += (best - second) * (best - second);
    ++count;
  }
  const double mean = sum / static_cast<double>(count);
  return {mean, std::sqrt(squares / static_cast<double>(count) - mean * mean)};
}

template <typename Values>
void PrintRow(const Values& values) {
  std::printf("{");
  int column = 0;
  for (const auto value : values) {
    std::printf("%s%d,", column % 16 == 0 ? "\n    " : " ",
                static_cast<int>(value));
    ++column;
  }
  std::printf("}");
}

int Run(int count, char** paths) {
  std::vector<Sample> samples;
  for (int i = 0; i < count; ++i) {
    const absl::Status status = AddSamples(paths[i], samples);
    if (!status.ok()) {
      std::fprintf(stderr, "%s: %s\n", paths[i], status.ToString().c_str());
      return 1;
    }
  }
  std::fprintf(stderr, "%zu blobs of %d files\n", samples.size(), count);
  if (samples.size() < 1000) {
    std::fprintf(stderr, "too few: at least 1000 are needed\n");
    return 1;
  }

  std::mt19937 random(3);
  std::vector<int> forms(samples.size());
  for (size_t i = 0; i < samples.size(); ++i) {
    forms[i] = static_cast<int>(random() % 8) | (samples[i].dark ? 8 : 0);
  }
  const cv::PCA any_form(RowsIn(samples, forms), cv::Mat(),
                         cv::PCA::DATA_AS_ROW, 8);
  std::vector<float> pattern(kHistogramBins);
  Lead best;
  for (const auto& [a, b] : {std::pair(0, 1), std::pair(1, 2), std::pair(2, 3),
                             std::pair(0, 2), std::pair(1, 3)}) {
    for (int step = 0; step < 24; ++step) {
      const double angle = step * 2 * std::numbers::pi / 24;
      std::vector<float> tried(kHistogramBins);
      for (int bin = 0; bin < kHistogramBins; ++bin) {
        tried[bin] = static_cast<float>(
            std::cos(angle) * any_form.eigenvectors.at<float>(a, bin) +
            std::sin(angle) * any_form.eigenvectors.at<float>(b, bin));
      }
      const Lead lead = LeadOf(tried, samples, nullptr);
      if (lead.mean > best.mean) {
        best = lead;
        pattern = tried;
      }
    }
  }
  // Whole numbers from here on, as the coder has them.
  constexpr float kPatternUnit = 16'384;
  for (float& value : pattern) value = std::round(value * kPatternUnit);
  best = LeadOf(pattern, samples, &forms);

  const cv::Mat rows = RowsIn(samples, forms);
  const cv::PCA canonical(rows, cv::Mat(), cv::PCA::DATA_AS_ROW, kCodeBits);
  cv::Mat components = canonical.eigenvectors.clone();
  for (int i = 0; i < kCodeBits; ++i) {
    components.row(i) /= std::sqrt(canonical.eigenvalues.at<float>(i));
  }
  cv::RNG rng(1);
  for (const int first : {0, kKeyBits}) {
    cv::Mat noise(kKeyBits, kKeyBits, CV_32F);
    rng.fill(noise, cv::RNG::NORMAL, 0, 1);
    cv::Mat w;
    cv::Mat u;
    cv::Mat vt;
    cv::SVD::compute(noise, w, u, vt);
    const cv::Mat turned =
        u * vt * components.rowRange(first, first + kKeyBits);
    turned.copyTo(components.rowRange(first, first + kKeyBits));
  }
  double largest = 0;
  cv::minMaxIdx(cv::abs(components), nullptr, &largest);
  components *= 32'000 / largest;
  for (int i = 0; i < components.rows; ++i) {
    for (int j = 0; j < components.cols; ++j) {
      components.at<float>(i, j) = std::round(components.at<float>(i, j));
    }
  }
  cv::Mat values;
  cv::gemm(rows, components, 1, cv::Mat(), 0, values, cv::GEMM_2_T);

  std::printf("// Made by bench/train_features.\n");
  PrintRow(pattern);
  std::printf(",\n%ld,\n{{", std::lround(best.deviation));
  for (int i = 0; i < kCodeBits; ++i) {
    PrintRow(std::vector<float>(components.ptr<float>(i),
                                components.ptr<float>(i) + kHistogramBins));
    std::printf(",\n");
  }
  std::printf("}},\n");
  std::vector<long> medians;
  for (int i = 0; i < kCodeBits; ++i) {
    std::vector<float> column;
    column.reserve(values.rows);
    for (int j = 0; j < values.rows; ++j) {
      column.push_back(values.at<float>(j, i));
    }
    const auto middle =
        column.begin() + static_cast<ptrdiff_t>(column.size() / 2);
    std::nth_element(column.begin(), middle, column.end());
    medians.push_back(std::lround(*middle));
  }
  PrintRow(medians);
  std::printf(",\n");
  return 0;
}

}  // namespace
}  // namespace earmark::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: train_features FILE...\n");
    return 2;
  }
  cv::setNumThreads(1);
  return earmark::bench::Run(argc - 1, argv + 1);
}
