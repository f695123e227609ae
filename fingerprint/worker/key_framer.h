// Makes key frames: what a picture is found by when it comes back cropped,
// mirrored, turned, covered in part, or small inside another one.
//
// 1. margins.h             flat margins are cut off, so that a letterbox does
//                          not cost resolution; positions count in the whole
//                          picture all the same
// 2. small_picture.h       luma with a longer side of 480 pixels (references:
// 320)
// 3. scale_space.h         blobs at all sizes; the strongest, spread over the
//                          picture and over sizes
// 4. gradient_histogram.h  what is around each
// 5. feature_coder.h       as 64 bits, the same whichever way it is laid down
// 6. a thumbnail, against which the last check compares pixels
//
// A whole picture's hash changes as soon as a part of the picture does. Local
// features do not: what is left of the picture keeps its features, and their
// positions tell how it was cropped, scaled and turned (Lowe 2004; J. Sivic and
// A. Zisserman, "Video Google", ICCV 2003). Codes are matched in the index by
// Hamming embedding (Jegou et al. 2008), where the essay goes on
// (index/internal/feature_search.h).
//
// When a constant of any stage changes, old and new features no longer compare:
// raise kFingerprintFormatVersion.
#ifndef EARMARK_FINGERPRINT_WORKER_KEY_FRAMER_H_
#define EARMARK_FINGERPRINT_WORKER_KEY_FRAMER_H_

#include <optional>
#include <vector>

#include "fingerprint/key_frame.h"
#include "fingerprint/media_fingerprint.h"
#include "fingerprint/worker/luma_view.h"
#include "fingerprint/worker/scale_space.h"
#include "fingerprint/worker/small_picture.h"

namespace earmark::fingerprint {

// Not safe for concurrent use.
class KeyFramer {
 public:
  // For a reference, pictures are analysed at two thirds of the size, and their
  // features are only found, not looked up; a copy, which has lost detail and
  // may be a part of the picture, is the side that looks closely.
  explicit KeyFramer(bool for_reference) : for_reference_(for_reference) {}

  // The key frame of a picture, shown at `time`, that is laid down as
  // `orientation` says; nullopt when it is too small for one (a side below 24
  // pixels of those that are analysed), and, for a reference, within a second
  // when it hardly differs from the last one. Features are looked up in other
  // turns too in one picture a second.
  std::optional<KeyFrame> Make(const LumaView& luma, Orientation orientation,
                               MediaTime time);

 private:
  // Sorts blobs by importance and keeps the best.
  void Choose(const std::vector<Blob>& blobs);
  // Whether a reference's picture is worth a key frame; if so, keeps it.
  bool IsNew(const LumaView& small, MediaTime time);

  const bool for_reference_;
  SmallPicture inner_;
  SmallPicture whole_;
  ScaleSpace scale_space_;
  std::vector<Blob> chosen_;
  std::optional<MediaTime> last_turned_;
  // The last key frame of a reference, as small as a thumbnail.
  std::vector<uint8_t> last_small_;
  MediaTime last_time_{0};
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_WORKER_KEY_FRAMER_H_
