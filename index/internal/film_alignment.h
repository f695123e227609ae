// Follows a copied stretch of video from a pair of frames that agree.
//
// Where a film stands in another one, it stands there frame after frame: in the
// same place of the picture, or in one that moves smoothly, and in the order of
// time, at one speed. From the pair of frames that a candidate names we walk to
// both sides, each frame's map near the one before, each frame's place in the
// reference near the line through those before. Frames with few features are
// carried by the pixels alone, and where those agree in part, the map is fitted
// to them. Where a background stands still, any moment may do for the walk; so
// the line is looked for by what moves (film_timing.h), and the film walked
// again.
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

#include "index/internal/film.h"
#include "index/internal/film_match.h"
#include "index/internal/picture_map.h"

namespace earmark::index {

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

class FilmAligner {
 public:
  // Both must outlive the aligner.
  FilmAligner(Film& query, Film& reference)
      : query_(query), reference_(reference) {}

  // Nullopt when no frames agree at the candidate's place.
  std::optional<FilmMatch> Align(const FilmCandidate& candidate);

  // Moves the ends of an accepted film over frames next to it that agree in
  // part, too little to be found by themselves: with few features, or under
  // what hides most of the picture.
  void Extend(FilmMatch& match);

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
  // With a map that fits the pixels, where they agree so far in part.
  FrameMatch Polished(const FrameMatch& frame, const Laying& laying);
  // Whether a pair of frames next to the film shows a trace of it.
  bool IsTraceOf(const FilmMatch& match, FrameMatch frame);
  // Where in the reference, in seconds, a frame's twin is due, and may stand.
  struct Due {
    double at = 0;
    double from = 0;
    double to = 0;
  };
  // By `line`, or, where it is null, by the frames of the chain so far.
  Due DueAt(double time, const FilmLine* line,
            std::span<const FrameMatch> chain) const;
  // Those that may stand there, the nearest first.
  std::vector<size_t> TwinsFor(const Due& due) const;
  // Nullopt when none agrees. `last` is the pair before.
  std::optional<FrameMatch> BestTwin(size_t query, const Due& due,
                                     const FrameMatch& last,
                                     const Laying& laying);
  // Adds pairs to the end of `chain`, frame by frame, until too many agree with
  // none.
  void Walk(const Laying& laying, int step, const FilmLine* line,
            std::vector<FrameMatch>& chain);
  std::optional<FilmMatch> WalkFrom(const FrameMatch& seed,
                                    const Laying& laying, const FilmLine* line);
  std::optional<FilmMatch> Retimed(const FilmMatch& match,
                                   const FilmLine& line);
  // `match`, or what lies along `line` when that is timed better.
  FilmMatch BetterTimed(FilmMatch match, const FilmLine& line);

  Film& query_;
  Film& reference_;
};

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FILM_ALIGNMENT_H_
