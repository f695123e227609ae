// The words that texts of policies have for enumerators and numbers.
#ifndef EARMARK_TAKEDOWN_INTERNAL_POLICY_WORDS_H_
#define EARMARK_TAKEDOWN_INTERNAL_POLICY_WORDS_H_

#include <array>
#include <charconv>
#include <cstddef>
#include <string>

#include "fingerprint/media_fingerprint.h"
#include "takedown/action.h"
#include "takedown/use.h"

namespace earmark::takedown {

// Microseconds in a second.
inline constexpr double kMicroseconds = 1e6;
// And in an hour.
inline constexpr double kHourMicroseconds = 3600 * kMicroseconds;

template <typename E>
struct Word {
  const char* text;
  E value;
};

inline constexpr auto kActions = std::to_array<Word<Action>>({
    {"allow", Action::kAllow},
    {"track", Action::kTrack},
    {"licensing-required", Action::kLicensingRequired},
    {"review", Action::kReview},
    {"takedown", Action::kTakedown},
});

inline constexpr auto kModalities = std::to_array<Word<fingerprint::Modality>>({
    {"audio", fingerprint::Modality::kAudio},
    {"video", fingerprint::Modality::kVideo},
});

inline constexpr auto kPurposes = std::to_array<Word<Purpose>>({
    {"quotation", Purpose::kQuotation},
    {"criticism", Purpose::kCriticism},
    {"parody", Purpose::kParody},
    {"licence", Purpose::kLicensed},
    {"none", Purpose::kNone},
});

inline constexpr auto kIncomes = std::to_array<Word<Income>>({
    {"undeclared", Income::kUndeclared},
    {"none", Income::kNone},
    {"insignificant", Income::kInsignificant},
    {"commercial", Income::kCommercial},
    {"advertising", Income::kAdvertising},
});

inline constexpr auto kAlterations = std::to_array<Word<Alteration>>({
    {"speed", Alteration::kSpeed},
    {"pitch", Alteration::kPitch},
    {"mirrored", Alteration::kMirrored},
    {"turned", Alteration::kTurned},
    {"inverted", Alteration::kInverted},
});

template <typename E, size_t kCount>
std::string WordOf(const std::array<Word<E>, kCount>& words, E value) {
  for (const Word<E>& word : words) {
    if (word.value == value) return word.text;
  }
  return "";
}

// The shortest text that is read as `number` again.
inline std::string NumberText(double number) {
  std::array<char, 32> digits;
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), end};
}

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_POLICY_WORDS_H_
