// The key frames of a video with their pictures.
#ifndef EARMARK_INDEX_INTERNAL_FILM_H_
#define EARMARK_INDEX_INTERNAL_FILM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fingerprint/key_frame.h"
#include "index/internal/thumbnail.h"

namespace earmark::index {

// Key frames with their thumbnails, decoded when they are needed. Not safe for
// concurrent use.
class Film {
 public:
  // Which of the frames: flat ones have no features.
  enum class Frames : uint8_t { kAll, kWithFeatures };
  // `frames` are by time and must outlive the film.
  Film(std::span<const fingerprint::KeyFrame> frames, Frames which);

  size_t size() const { return frames_.size(); }
  const fingerprint::KeyFrame& frame(size_t i) const { return *frames_[i]; }
  double time(size_t i) const;  // seconds
  // The thumbnail, halved and halved again; empty where it is damaged. Valid
  // until Trim.
  const std::vector<Thumbnail>& levels(size_t i);
  // Forgets the decoded thumbnails when there are more than `most`.
  void Trim(size_t most);
  // The frame next to `time`. There is one at least.
  size_t Nearest(double time) const;

 private:
  std::vector<const fingerprint::KeyFrame*> frames_;
  std::vector<std::optional<std::vector<Thumbnail>>> levels_;
  size_t decoded_ = 0;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FILM_H_
