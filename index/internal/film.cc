#include "index/internal/film.h"

#include <algorithm>
#include <utility>

#include "fingerprint/media_fingerprint.h"

namespace earmark::index {

using fingerprint::KeyFrame;
using fingerprint::Seconds;

Film::Film(std::span<const KeyFrame> frames, Frames which) {
  for (const KeyFrame& frame : frames) {
    if (which == Frames::kAll || !frame.features.empty()) {
      frames_.push_back(&frame);
    }
  }
  levels_.resize(frames_.size());
}

double Film::time(size_t i) const { return Seconds(frames_[i]->time); }

const std::vector<Thumbnail>& Film::levels(size_t i) {
  std::optional<std::vector<Thumbnail>>& levels = levels_[i];
  if (!levels) {
    levels.emplace();
    ++decoded_;
    Thumbnail level = DecodeThumbnail(frames_[i]->thumbnail);
    while (!level.empty()) {
      Thumbnail half = Halved(level);
      levels->push_back(std::move(level));
      level = std::move(half);
    }
  }
  return *levels;
}

void Film::Trim(size_t most) {
  if (decoded_ <= most) return;
  for (std::optional<std::vector<Thumbnail>>& levels : levels_) levels.reset();
  decoded_ = 0;
}

size_t Film::Nearest(double time) const {
  const auto after = std::lower_bound(frames_.begin(), frames_.end(), time,
                                      [](const KeyFrame* frame, double at) {
                                        return Seconds(frame->time) < at;
                                      });
  const auto i = static_cast<size_t>(after - frames_.begin());
  if (i == frames_.size()) return i - 1;
  if (i == 0) return 0;
  return time - this->time(i - 1) < this->time(i) - time ? i - 1 : i;
}

}  // namespace earmark::index
