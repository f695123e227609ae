// Pairs of frames that agree, and what they make together.
#ifndef EARMARK_INDEX_INTERNAL_FILM_MATCH_H_
#define EARMARK_INDEX_INTERNAL_FILM_MATCH_H_

#include <cstddef>
#include <span>
#include <vector>

#include "index/internal/film.h"
#include "index/internal/picture_map.h"
#include "index/internal/thumbnail.h"

namespace earmark::index {

// Frames count from here on, and may be carried along: features that agree, and
// the part of the blocks, of which there are so many.
inline constexpr int kEnoughInliers = 6;
inline constexpr float kLeastShare = 0.35F;
inline constexpr int kLeastBlocks = 8;

// Speeds that films are followed at, and how far a twin may stand from where it
// is due, in seconds.
inline constexpr double kSlowest = 0.45;
inline constexpr double kFastest = 2.2;
inline constexpr double kTwinSlack = 0.6;

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
  PictureMap map = {};  // from query to reference
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
  // How much of the reference's picture they show.
  double mean_covered = 0;
  TimeLock lock;
  // How fast the map moves, in picture lengths a second.
  double drift = 0;
};

// How well the query's frame, laid over the reference's by the map, agrees with
// it.
Agreement AgreementOf(Film& query, Film& reference, const FrameMatch& frame,
                      bool inverted);

// `frame` with a map that fits the pixels better, and its agreement, or as it
// is where there is none: features at a distance from each other say roughly
// how pictures lie.
FrameMatch Refined(Film& query, Film& reference, const FrameMatch& frame,
                   bool inverted);

// How fast the map moves where it moves most, in picture lengths a second: the
// slopes of the lines through where it leads the corners of the picture's
// middle half.
double DriftOf(std::span<const FrameMatch> frames, const Film& query);

// Whether two films that were walked along are one and the same: enough frames
// agree in enough of the picture, the map hardly moves, and what moves in the
// picture agrees at these moments better than at others. Of a photograph, which
// is a query of one frame, no moments can be asked, so more of the picture is.
bool IsFilm(const FilmMatch& match, size_t query_frames);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FILM_MATCH_H_
