// ISO 3166-1 alpha-2: the officially assigned codes.
#ifndef EARMARK_TAKEDOWN_INTERNAL_ISO3166_H_
#define EARMARK_TAKEDOWN_INTERNAL_ISO3166_H_

#include <span>
#include <string_view>

namespace earmark::takedown {

// All 249 codes, in upper case and ascending order.
std::span<const std::string_view> TerritoryCodes();

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_ISO3166_H_
