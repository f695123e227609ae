#include "fingerprint/worker/small_picture.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace earmark::fingerprint {
namespace {

constexpr int kMinSide = 8;

// OpenCV's view of the same pixels. It takes no negative strides; such pictures
// are rare and copied.
cv::Mat ViewOf(const LumaView& luma, std::vector<uint8_t>& copy) {
  // OpenCV has no view of constant pixels; nothing writes to this one.
  if (luma.row_bytes > 0) {
    return {luma.height, luma.width, CV_8UC1, const_cast<uint8_t*>(luma.pixels),
            static_cast<size_t>(luma.row_bytes)};
  }
  copy.resize(static_cast<size_t>(luma.width) * luma.height);
  for (int y = 0; y < luma.height; ++y) {
    std::copy_n(luma.row(y), luma.width,
                copy.begin() + static_cast<ptrdiff_t>(y) * luma.width);
  }
  return {luma.height, luma.width, CV_8UC1, copy.data()};
}

cv::Mat MatIn(std::vector<uint8_t>& memory, cv::Size size) {
  memory.resize(static_cast<size_t>(size.width) * size.height);
  return {size, CV_8UC1, memory.data()};
}

}  // namespace

LumaView SmallPicture::Make(const LumaView& luma, int side,
                            Orientation orientation) {
  cv::Mat picture = ViewOf(luma, halved_);
  const double scale =
      static_cast<double>(side) / std::max(luma.width, luma.height);
  if (scale < 1) {
    const auto scaled = [&](int length) {
      return std::max(kMinSide, static_cast<int>(std::lround(length * scale)));
    };
    const cv::Size size(scaled(luma.width), scaled(luma.height));
    // Halved while that is possible, which averages; the rest, less than a
    // factor of two, by interpolation.
    while (picture.cols >= 2 * size.width && picture.rows >= 2 * size.height) {
      std::vector<uint8_t> memory;
      cv::Mat half = MatIn(memory, {picture.cols / 2, picture.rows / 2});
      cv::resize(picture(cv::Rect(0, 0, picture.cols & ~1, picture.rows & ~1)),
                 half, half.size(), 0, 0, cv::INTER_AREA);
      halved_ = std::move(memory);
      picture = cv::Mat(half.size(), CV_8UC1, halved_.data());
    }
    if (picture.size() != size) {
      cv::Mat fitting = MatIn(scaled_, size);
      cv::resize(picture, fitting, size, 0, 0, cv::INTER_LINEAR);
      picture = fitting;
    }
  }
  if (orientation.transpose) {
    cv::Mat turned = MatIn(turned_, {picture.rows, picture.cols});
    cv::transpose(picture, turned);
    picture = turned;
  }
  if (orientation.flip_x || orientation.flip_y) {
    std::vector<uint8_t> memory;
    cv::Mat flipped = MatIn(memory, picture.size());
    const int axes = orientation.flip_x && orientation.flip_y ? -1
                     : orientation.flip_x                     ? 1
                                                              : 0;
    cv::flip(picture, flipped, axes);
    turned_ = std::move(memory);
    picture = cv::Mat(picture.size(), CV_8UC1, turned_.data());
  }
  return {.pixels = picture.data,
          .row_bytes = static_cast<ptrdiff_t>(picture.step[0]),
          .width = picture.cols,
          .height = picture.rows,
          .black = luma.black,
          .white = luma.white};
}

}  // namespace earmark::fingerprint
