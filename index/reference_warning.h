// What makes a recording a weak reference: it is registered, and its owner is
// told why uses of it may be missed, or found without being told apart.
#ifndef EARMARK_INDEX_REFERENCE_WARNING_H_
#define EARMARK_INDEX_REFERENCE_WARNING_H_

#include <cstdint>
#include <vector>

namespace earmark::index {

// Persistent.
enum class ReferenceWarning : uint8_t {
  // The audio is noise or an ambience: rain, wind, surf, applause.
  kNoise = 1,
  // Most of the audio is silent or steady: a drone, a tone, a beat alone.
  kSparse = 2,
  // The audio is the same few patterns over and over.
  kRepetitive = 3,
  // There are only a few seconds of audio that could be found again.
  kShort = 4,
};

// One sentence for a person: what it means, and the remedy.
const char* Describe(ReferenceWarning warning);

struct AudioWorth;

// Ascending. They speak of audio that is worth indexing; without any there are
// none.
std::vector<ReferenceWarning> WarningsOf(const AudioWorth& worth);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_REFERENCE_WARNING_H_
