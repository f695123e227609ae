// Follows a copied stretch of video from a pair of frames that agree.
//
// Where a film stands in another one, it stands there frame after frame: in the
// same place of the picture, or in one that moves smoothly, and in the order of
// time, at one speed. From the pair of frames that a candidate names we walk to
// both sides, each frame's map near the one before, each frame's place in the
// reference near the line through those before (a Hough transform over time
// lines is not needed once one pair is known). Frames with few features are
// carried by the pixels alone.
//
// Two films of one set, or of the same things on the same table, have features
// in common too, and even a map. Three things tell them from copies: the map of
// a copy stands still; its pixels agree nearly everywhere; and where the
// picture changes with time, a copy's frame fits better than the same film
// some seconds earlier or later (the *time lock*).
#ifndef EARMARK_INDEX_INTERNAL_FILM_ALIGNMENT_H_
#define EARMARK_INDEX_INTERNAL_FILM_ALIGNMENT_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "fingerprint/key_frame.h"
#include "fingerprint/media_fingerprint.h"
#include "index/internal/picture_map.h"
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

// Where to begin: a frame of the query, and a span of the reference in which
// its twin may stand.
struct FilmCandidate {
  Laying laying;
  double query_time = 0;  // seconds
  double reference_start = 0;
  double reference_end = 0;
  // Roughly, from places that postings tell; nullopt where too few agree.
  std::optional<PictureMap> rough;
  int votes = 0;
};

// reference time = speed x query time + offset, in seconds.
struct FilmLine {
  double speed = 1;
  double offset = 0;

  double At(double query_time) const { return speed * query_time + offset; }
};

// A pair of frames that agree.
struct FrameMatch {
  size_t query = 0;
  size_t reference = 0;
  PictureMap map;  // from query to reference
  // Features that agree; 0 where the map was taken over from a frame before.
  int inliers = 0;
  Agreement agreement = {};

  // What it adds to a film's score; 0: too little to be told from chance.
  double weight() const;
};

struct FilmMatch {
  // By query frame.
  std::vector<FrameMatch> frames;
  Laying laying;
  FilmLine line;
  // Of the frames' times, in seconds.
  double query_start = 0;
  double query_end = 0;
  // Sum of the frames' weights.
  double weight = 0;
  // Of the frames with weight.
  size_t weighted = 0;
  double mean_share = 0;
  TimeLock lock;
  // How fast the map moves, in picture lengths a second.
  double drift = 0;
};

class FilmAligner {
 public:
  // Both must outlive the aligner.
  FilmAligner(Film& query, Film& reference)
      : query_(query), reference_(reference) {}

  // Nullopt when no frames agree at the candidate's place.
  std::optional<FilmMatch> Align(const FilmCandidate& candidate);

  // Aligns again what was found along `line` with such a map, and had this
  // weight: begins with a pair of frames between these seconds of the query,
  // and may reach beyond them. Where a walk leads depends on where it begins:
  // of several, the one whose weight is nearest.
  std::optional<FilmMatch> AlignAgain(const FilmLine& line,
                                      const PictureMap& map,
                                      const Laying& laying, double query_start,
                                      double query_end, double weight);

 private:
  std::optional<FrameMatch> FindSeed(const FilmCandidate& candidate);
  std::optional<FrameMatch> Pool(const FilmCandidate& candidate);
  std::optional<FrameMatch> MatchFrames(size_t query, size_t reference,
                                        const Laying& laying,
                                        const PictureMap* near, double apart);
  Agreement Check(size_t query, size_t reference, const PictureMap& map,
                  const Laying& laying);
  // `line`, unless it is null, says where twins are due.
  void Walk(const Laying& laying, int step, const FilmLine* line,
            std::vector<FrameMatch>& chain);
  std::optional<FilmMatch> WalkFrom(const FrameMatch& seed,
                                    const Laying& laying, const FilmLine* line);
  // The line along which what moves in the picture agrees best; nullopt where
  // nothing moves.
  std::optional<FilmLine> FindLine(const FilmMatch& match);
  // The line of the match, or the one a moment earlier or later along which the
  // pixels agree best.
  FilmLine BestShift(const FilmMatch& match);
  std::optional<FilmMatch> Retimed(const FilmMatch& match,
                                   const FilmLine& line);
  // `match`, or what lies along `line` when that locks better.
  FilmMatch BetterTimed(FilmMatch match, const FilmLine& line);
  TimeLock LockOf(const FilmMatch& match);

  Film& query_;
  Film& reference_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FILM_ALIGNMENT_H_
