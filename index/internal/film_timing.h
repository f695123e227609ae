// Which moment of a reference a film shows, told by what changes in the
// picture.
#ifndef EARMARK_INDEX_INTERNAL_FILM_TIMING_H_
#define EARMARK_INDEX_INTERNAL_FILM_TIMING_H_

#include <optional>

#include "index/internal/film.h"
#include "index/internal/film_match.h"
#include "index/internal/thumbnail.h"

namespace earmark::index {

// Whether the frames of `match` fit better at their moments than two seconds
// away.
TimeLock LockOf(const FilmMatch& match, Film& query, Film& reference);

// The line along which what moves in the picture agrees best: a vote of all
// pairs of frames for lines (Hough). Nullopt where nothing moves.
std::optional<FilmLine> FindLine(const FilmMatch& match, Film& query,
                                 Film& reference);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_FILM_TIMING_H_
