#include "fingerprint/worker/luma_plane.h"

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <array>
#include <cstring>

#include "absl/strings/str_format.h"

namespace earmark::fingerprint {
namespace {

// BT.601's weights of red, green and blue in luma, of 65,536.
constexpr std::array<uint32_t, 3> kRgbWeights = {19'595, 38'470, 7'471};

bool HasLumaPlane8(const AVPixFmtDescriptor& format) {
  const AVComponentDescriptor& luma = format.comp[0];
  constexpr uint64_t kOther =
      AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM;
  return (format.flags & kOther) == 0 && luma.depth == 8 && luma.step == 1 &&
         luma.shift == 0;
}

bool IsFullRange(const AVFrame& frame, const AVPixFmtDescriptor& format) {
  if (frame.color_range == AVCOL_RANGE_JPEG) return true;
  switch (frame.format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ411P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ444P:
      return true;
    default:
      // Grey pictures come from still-image codecs, which use all levels.
      return format.nb_components <= 2 && frame.color_range != AVCOL_RANGE_MPEG;
  }
}

// A palette has 256 entries of 32 bits, 0xAARRGGBB in the machine's order.
std::array<uint8_t, 256> LumaOfPalette(const uint8_t* palette) {
  std::array<uint8_t, 256> luma;
  for (size_t i = 0; i < luma.size(); ++i) {
    uint32_t entry = 0;
    std::memcpy(&entry, palette + 4 * i, sizeof(entry));
    luma[i] = static_cast<uint8_t>(((entry >> 16 & 255) * kRgbWeights[0] +
                                    (entry >> 8 & 255) * kRgbWeights[1] +
                                    (entry & 255) * kRgbWeights[2]) >>
                                   16);
  }
  return luma;
}

}  // namespace

absl::StatusOr<LumaView> LumaPlane::From(const AVFrame& frame) {
  const AVPixFmtDescriptor* const format =
      av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  constexpr uint64_t kUnsupported =
      AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER;
  if (format == nullptr || (format->flags & kUnsupported) != 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("pixel format %s is not supported",
                        format == nullptr ? "unknown" : format->name));
  }

  LumaView view{.width = frame.width, .height = frame.height};
  const bool rgb =
      (format->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
  if (!rgb && !IsFullRange(frame, *format)) {
    view.black = 16;
    view.white = 235;
  }
  if (HasLumaPlane8(*format)) {
    view.pixels = frame.data[0];
    view.row_bytes = frame.linesize[0];
    return view;
  }

  const size_t width = frame.width;
  converted_.resize(width * frame.height);
  line_.resize(width);
  view.pixels = converted_.data();
  view.row_bytes = static_cast<ptrdiff_t>(width);
  if ((format->flags & AV_PIX_FMT_FLAG_PAL) != 0) {
    const std::array<uint8_t, 256> luma = LumaOfPalette(frame.data[1]);
    for (int y = 0; y < frame.height; ++y) {
      const uint8_t* const in =
          frame.data[0] + ptrdiff_t{y} * frame.linesize[0];
      std::transform(in, in + width, converted_.data() + y * width,
                     [&](uint8_t index) { return luma[index]; });
    }
    return view;
  }

  std::vector<uint32_t> sums(width);
  for (int y = 0; y < frame.height; ++y) {
    const int components = rgb ? 3 : 1;
    sums.assign(width, 0);
    for (int c = 0; c < components; ++c) {
      av_read_image_line2(line_.data(), const_cast<const uint8_t**>(frame.data),
                          frame.linesize, format, 0, y, c, frame.width, 0,
                          sizeof(uint16_t));
      const int depth = format->comp[c].depth;
      const uint32_t largest = (uint32_t{1} << depth) - 1;
      if (!rgb && depth >= 8) {
        for (size_t x = 0; x < width; ++x)
          sums[x] = uint32_t{line_[x]} >> (depth - 8) << 16;
      } else {
        const uint32_t weight = rgb ? kRgbWeights[c] : 65'536;
        for (size_t x = 0; x < width; ++x)
          sums[x] += line_[x] * 255 / largest * weight;
      }
    }
    uint8_t* const out = converted_.data() + y * width;
    for (size_t x = 0; x < width; ++x)
      out[x] = static_cast<uint8_t>(sums[x] >> 16);
  }
  return view;
}

}  // namespace earmark::fingerprint
