// Pictures drawn from random shapes, still and moving: they have as many blobs,
// edges and flat places as photographs have.
#ifndef EARMARK_TESTS_FINGERPRINT_DRAWN_PICTURE_H_
#define EARMARK_TESTS_FINGERPRINT_DRAWN_PICTURE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "fingerprint/key_frame.h"
#include "fingerprint/worker/luma_view.h"

namespace earmark::fingerprint {

// Owns its pixels.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> pixels;

  uint8_t at(int x, int y) const {
    return pixels[static_cast<size_t>(y) * width + x];
  }
  uint8_t& at(int x, int y) {
    return pixels[static_cast<size_t>(y) * width + x];
  }
  LumaView view() const {
    return {.pixels = pixels.data(),
            .row_bytes = width,
            .width = width,
            .height = height};
  }
};

inline Picture FlatPicture(int width, int height, uint8_t level) {
  return {.width = width,
          .height = height,
          .pixels =
              std::vector<uint8_t>(static_cast<size_t>(width) * height, level)};
}

// The picture mirrored, turned and inverted, as LocalFeature::form counts.
inline Picture LaidDown(const Picture& picture, int form) {
  Picture laid = picture;
  if ((form & 1) != 0) {
    for (int y = 0; y < picture.height; ++y) {
      for (int x = 0; x < picture.width; ++x) {
        laid.at(x, y) = picture.at(picture.width - 1 - x, y);
      }
    }
  }
  for (int turn = 0; turn < (form >> 1 & 3); ++turn) {
    const Picture before = laid;
    std::swap(laid.width, laid.height);
    for (int y = 0; y < laid.height; ++y) {
      for (int x = 0; x < laid.width; ++x) {
        laid.at(x, y) = before.at(y, before.height - 1 - x);
      }
    }
  }
  if ((form & 8) != 0) {
    for (uint8_t& pixel : laid.pixels) {
      pixel = static_cast<uint8_t>(255 - pixel);
    }
  }
  return laid;
}

// Where a place of a picture of this size comes to lie when the picture is laid
// down in a form; the middle of the first pixel is (0, 0).
inline std::pair<double, double> PlaceLaidDown(double x, double y, int width,
                                               int height, int form) {
  if ((form & 1) != 0) x = width - 1 - x;
  for (int turn = 0; turn < (form >> 1 & 3); ++turn) {
    const double old_x = x;
    x = height - 1 - y;
    y = old_x;
    std::swap(width, height);
  }
  return {x, y};
}

// A disc or box that stands or moves to and fro; lengths in parts of the
// picture's width.
struct Shape {
  double x = 0;
  double y = 0;
  double half_width = 0;
  double half_height = 0;
  bool is_box = false;
  double level = 0;
  // How far it moves to each side, how often a second, and from where.
  double reach_x = 0;
  double reach_y = 0;
  double pace_x = 0;
  double pace_y = 0;
  double phase = 0;
};

using Shapes = std::vector<Shape>;

// Shapes within [0, 1] x [0, height], larger ones first.
inline Shapes StandingShapes(size_t count, double height, uint32_t seed) {
  std::mt19937 random(seed);
  const auto uniform = [&] {
    return static_cast<double>(random() >> 8) / (1U << 24);
  };
  Shapes shapes;
  for (size_t i = 0; i < count; ++i) {
    const double size =
        0.012 +
        0.12 * std::pow(1 - static_cast<double>(i) / static_cast<double>(count),
                        3);
    shapes.push_back({.x = uniform(),
                      .y = uniform() * height,
                      .half_width = size * (0.5 + uniform()),
                      .half_height = size * (0.5 + uniform()),
                      .is_box = random() % 2 == 0,
                      .level = 20 + 215 * uniform()});
  }
  return shapes;
}

// The same, all in motion.
inline Shapes MovingShapes(size_t count, double height, uint32_t seed) {
  Shapes shapes = StandingShapes(count, height, seed);
  std::mt19937 random(seed + 1);
  const auto uniform = [&] {
    return static_cast<double>(random() >> 8) / (1U << 24);
  };
  for (Shape& shape : shapes) {
    shape.reach_x = 0.1 + 0.2 * uniform();
    shape.reach_y = 0.1 + 0.2 * uniform();
    shape.pace_x = 0.03 + 0.12 * uniform();
    shape.pace_y = 0.03 + 0.12 * uniform();
    shape.phase = uniform();
  }
  return shapes;
}

// Where on a canvas shapes are drawn: their unit is `scale` pixels long, their
// origin lies at (x, y). Nothing outside of the box is drawn on.
struct Stage {
  double scale = 1;
  double x = 0;
  double y = 0;
  bool mirrored = false;
  int left = 0;
  int top = 0;
  int right = 1 << 20;
  int bottom = 1 << 20;
};

// Draws the shapes as they stand at `time` seconds, with soft edges.
inline void Draw(const Shapes& shapes, double time, const Stage& stage,
                 Picture& canvas) {
  constexpr double kTurn = 6.283185307179586;
  for (const Shape& shape : shapes) {
    double x =
        shape.x +
        shape.reach_x * std::sin(kTurn * (shape.pace_x * time + shape.phase));
    const double y =
        shape.y + shape.reach_y *
                      std::cos(kTurn * (shape.pace_y * time + 3 * shape.phase));
    if (stage.mirrored) x = 1 - x;
    const double middle_x = stage.x + stage.scale * x;
    const double middle_y = stage.y + stage.scale * y;
    const double rx = stage.scale * shape.half_width;
    const double ry = stage.scale * shape.half_height;
    const int left = std::max(
        {0, stage.left, static_cast<int>(std::floor(middle_x - rx - 1))});
    const int top = std::max(
        {0, stage.top, static_cast<int>(std::floor(middle_y - ry - 1))});
    const int right = std::min(
        {canvas.width, stage.right, static_cast<int>(middle_x + rx + 2)});
    const int bottom = std::min(
        {canvas.height, stage.bottom, static_cast<int>(middle_y + ry + 2)});
    for (int v = top; v < bottom; ++v) {
      for (int u = left; u < right; ++u) {
        const double dx = std::abs(u + 0.5 - middle_x);
        const double dy = std::abs(v + 0.5 - middle_y);
        // How far inside, in pixels.
        const double inside =
            shape.is_box
                ? std::min(rx - dx, ry - dy)
                : (1 - std::hypot(dx / rx, dy / ry)) * std::min(rx, ry);
        const double share = std::clamp(inside + 0.5, 0.0, 1.0);
        uint8_t& pixel = canvas.at(u, v);
        pixel = static_cast<uint8_t>(
            std::lround(pixel + share * (shape.level - pixel)));
      }
    }
  }
}

// A still with some 400 shapes.
inline Picture DrawnPicture(int width, int height, uint32_t seed) {
  Picture picture = FlatPicture(width, height, 128);
  Draw(StandingShapes(400, static_cast<double>(height) / width, seed), 0,
       {.scale = static_cast<double>(width)}, picture);
  return picture;
}

}  // namespace earmark::fingerprint

#endif  // EARMARK_TESTS_FINGERPRINT_DRAWN_PICTURE_H_
