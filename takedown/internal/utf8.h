// Text that others wrote: whether it is UTF-8, and how it is shown.
#ifndef EARMARK_TAKEDOWN_INTERNAL_UTF8_H_
#define EARMARK_TAKEDOWN_INTERNAL_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace earmark::takedown {

// Where `text` is not UTF-8 (RFC 3629); npos if it is.
size_t FindNotUtf8(std::string_view text);

// The whole characters of `text` within its first `max_bytes`, up to the first
// that is not UTF-8. Those that would break a line or hide on it (U+0000 to
// U+001F, U+007F to U+009F) become like \x0a.
std::string Printable(std::string_view text, size_t max_bytes);

// Whether Printable would replace any character of `text`, which is UTF-8.
bool HasControlCharacters(std::string_view text);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_UTF8_H_
