// A use of a work in an upload, as the conditions of policies and licences see
// it.
#ifndef EARMARK_TAKEDOWN_USE_H_
#define EARMARK_TAKEDOWN_USE_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::takedown {

// What the uploader declares the use of others' works to be. Persistent.
enum class Purpose : uint8_t {
  kNone = 0,
  kQuotation = 1,
  kCriticism = 2,
  kParody = 3,
  kLicensed = 4,
};

// What the uploader declares to earn by the upload. Persistent.
enum class Income : uint8_t {
  kUndeclared = 0,
  kNone = 1,
  kInsignificant = 2,
  kCommercial = 3,
  kAdvertising = 4,
};

// How a copy was changed by more than what players and encoders do: over 2 %
// in speed, half a semitone in pitch, 2 degrees in turning. Persistent.
enum class Alteration : uint8_t {
  kSpeed = 1,
  kPitch = 2,
  kMirrored = 3,
  kTurned = 4,
  kInverted = 5,
};

// A set of enumerators below 32.
template <typename E>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<E> values) {
    for (const E value : values) Add(value);
  }
  // The set whose bits() these are.
  static constexpr EnumSet FromBits(uint32_t bits) {
    EnumSet set;
    set.bits_ = bits;
    return set;
  }

  constexpr void Add(E value) {
    bits_ |= uint32_t{1} << static_cast<uint8_t>(value);
  }
  constexpr bool Contains(E value) const {
    return (bits_ >> static_cast<uint8_t>(value) & 1) != 0;
  }
  constexpr bool Meets(const EnumSet& other) const {
    return (bits_ & other.bits_) != 0;
  }
  constexpr bool empty() const { return bits_ == 0; }
  // Bit i is enumerator i.
  constexpr uint32_t bits() const { return bits_; }

  bool operator==(const EnumSet&) const = default;

 private:
  uint32_t bits_ = 0;
};

// The use of one work in one modality of an upload, to one of its owners.
struct Use {
  fingerprint::Modality modality = fingerprint::Modality::kAudio;
  // So much of the upload is the work, and any work of the owner.
  fingerprint::MediaTime matched{0};
  fingerprint::MediaTime total_matched{0};
  // 0-1: the part of the upload that is the work, and of the work that is in
  // the upload.
  double upload_share = 0;
  double reference_share = 0;
  // The upload has other content beside the work.
  bool combined = false;
  EnumSet<Alteration> alterations;
  Purpose purpose = Purpose::kNone;
  Income income = Income::kUndeclared;
  // Since the work was found in the upload, at least 0, where that was after
  // the upload was screened: somebody may have it published already. nullopt:
  // it was found at once.
  std::optional<absl::Duration> since_late_find = std::nullopt;
  // Stands for the account (account_token.h).
  std::string account_token;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_USE_H_
