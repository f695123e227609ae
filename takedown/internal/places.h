// Places in sentences.
#ifndef EARMARK_TAKEDOWN_INTERNAL_PLACES_H_
#define EARMARK_TAKEDOWN_INTERNAL_PLACES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "takedown/territories.h"

namespace earmark::takedown {

// `parts` with commas between them; those beyond `limit` are only counted.
std::string JoinSome(const std::vector<std::string>& parts, size_t limit);

// Like "in AT, DE", "everywhere but in US", or "everywhere".
std::string Places(const TerritorySet& territories);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_PLACES_H_
