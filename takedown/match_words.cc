#include "takedown/match_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "takedown/internal/media_text.h"
#include "takedown/internal/picture_polygon.h"

namespace earmark::takedown {
namespace {

using fingerprint::Modality;
using index::Change;
using index::Evidence;
using index::Match;
using index::PicturePlace;

// Changes closer to none than these are what rounding and measuring make.
constexpr double kSpeedSaid = 0.005;
constexpr double kSemitonesSaid = 0.3;

// A picture of which less than this is shown is said to be cropped, and one
// that fills less of the upload's than this to be an inset.
constexpr double kCroppedShare = 1 / 1.1;
constexpr double kInsetArea = 0.85;

// From here on, in expected false matches, a match is beyond doubt or strong.
constexpr double kBeyondDoubt = 1e-6;
constexpr double kStrong = 1e-4;

std::string PlaceOf(const Match& match) {
  return absl::StrCat(Interval(match.query), " of the upload's ",
                      ModalityWord(match.modality), " (",
                      Length(match.query.length()), ") is ",
                      Interval(match.reference_range), " of the reference.");
}

std::string SpeedOf(double speed) {
  return absl::StrFormat("%.1f %% %s", std::abs(speed - 1) * 100,
                         speed > 1 ? "faster" : "slower");
}

std::string PitchOf(double semitones) {
  return absl::StrFormat("%.1f semitones %s", std::abs(semitones),
                         semitones > 0 ? "higher" : "lower");
}

std::string AudioChange(const Change& change) {
  const bool speed = std::abs(change.speed - 1) >= kSpeedSaid;
  const bool pitch = std::abs(change.pitch_semitones) >= kSemitonesSaid;
  if (!speed && !pitch) return "Unchanged: same speed, same pitch.";
  if (!pitch) {
    return absl::StrCat("Played ", SpeedOf(change.speed),
                        ", at its own pitch.");
  }
  if (!speed) {
    return absl::StrCat("Sounds ", PitchOf(change.pitch_semitones),
                        ", at its own speed.");
  }
  const double turntable = 12 * std::log2(change.speed);
  return absl::StrCat(
      "Played ", SpeedOf(change.speed), ", and sounds ",
      PitchOf(change.pitch_semitones),
      std::abs(change.pitch_semitones - turntable) < kSemitonesSaid
          ? ", as a turntable makes it."
          : ", more or less than that speed would make it.");
}

// Where the picture lies: nothing where it fills the upload's.
std::string PlaceInPicture(const std::vector<PicturePlace>& region) {
  const std::vector<PicturePlace> within = Within(region);
  // In parts of the upload's picture.
  const double area = AreaOf(region);
  const double shown = AreaOf(within);
  if (!(shown > 0)) return "";
  double left = 1;
  double top = 1;
  double right = 0;
  double bottom = 0;
  for (const PicturePlace& corner : within) {
    left = std::min(left, corner.x);
    top = std::min(top, corner.y);
    right = std::max(right, corner.x);
    bottom = std::max(bottom, corner.y);
  }
  std::string text;
  if (shown < kCroppedShare * area) {
    absl::StrAppendFormat(&text,
                          " Cropped: some %.0f %% of the picture is shown.",
                          100 * shown / area);
  }
  if (shown < kInsetArea) {
    const double x = (left + right) / 2;
    const double y = (top + bottom) / 2;
    const char* const row = y < 1.0 / 3   ? "at the top"
                            : y > 2.0 / 3 ? "at the bottom"
                                          : "in the middle";
    const char* const column = x < 1.0 / 3   ? " left"
                               : x > 2.0 / 3 ? " right"
                                             : "";
    absl::StrAppendFormat(&text,
                          " It fills some %.0f %% of the upload's picture, "
                          "%s%s.",
                          100 * shown, row, column);
  }
  return text;
}

std::string VideoChange(const Change& change,
                        const std::vector<PicturePlace>& region) {
  const bool speed = std::abs(change.speed - 1) >= kSpeedSaid;
  std::vector<std::string> changes;
  if (speed) changes.push_back(absl::StrCat("played ", SpeedOf(change.speed)));
  if (change.mirrored) changes.emplace_back("mirrored left to right");
  if (change.turned_degrees > 180) {
    changes.push_back(absl::StrFormat("turned %.0f degrees to the left",
                                      360 - change.turned_degrees));
  } else if (change.turned_degrees > 0) {
    changes.push_back(absl::StrFormat("turned %.0f degrees to the right",
                                      change.turned_degrees));
  }
  if (change.inverted) changes.emplace_back("dark for light");
  if (changes.empty()) {
    return absl::StrCat("Unchanged: same speed, not mirrored.",
                        PlaceInPicture(region));
  }
  std::string text = absl::StrJoin(changes, ", ");
  text[0] = absl::ascii_toupper(static_cast<unsigned char>(text[0]));
  return absl::StrCat(text, speed ? "." : ", at its own speed.",
                      PlaceInPicture(region));
}

// Like "40 million": one digit that counts.
std::string Rounded(double number) {
  struct Scale {
    double value;
    const char* word;
  };
  constexpr std::array<Scale, 4> kScales = {{{1e12, " million million"},
                                             {1e9, " thousand million"},
                                             {1e6, " million"},
                                             {1e3, ",000"}}};
  const double digit = std::pow(10, std::floor(std::log10(number)));
  const double rounded = std::round(number / digit) * digit;
  for (const Scale& scale : kScales) {
    if (rounded >= scale.value) {
      return absl::StrFormat("%.0f%s", rounded / scale.value, scale.word);
    }
  }
  return absl::StrFormat("%.0f", rounded);
}

std::string StrengthOf(const Match& match, bool is_candidate) {
  const double expected = match.expected_false_matches;
  const char* word = "Good";
  if (expected <= kStrong) word = "Strong";
  if (expected <= kBeyondDoubt) word = "Beyond doubt";
  if (is_candidate) word = "Weak, and no ground for an action";
  const std::string chance =
      expected < 1
          ? absl::StrCat("of ", Rounded(1 / std::max(expected, 1e-15)),
                         " uploads of this length that hold nothing of this "
                         "catalogue, one would show as much by chance")
          : std::string(
                "uploads that hold nothing of this catalogue show as "
                "much by chance");
  return absl::StrFormat(
      "%s: %s (score %.1f nats, expected false matches "
      "%.1g).",
      word, chance, match.score, expected);
}

std::string FingerprintOf(Evidence evidence) {
  switch (evidence) {
    case Evidence::kChroma:
      return "Chromaprint, which finds the same recording: a copy, cut or "
             "encoded anew.";
    case Evidence::kLandmarks:
      return "Landmarks of spectral peaks, which bear other speeds and "
             "pitches, voices and noise over it, and rooms.";
    case Evidence::kFeatures:
      return "Local features, checked against the pictures themselves, which "
             "find footage that was cropped, turned, covered in part, or "
             "stands inside another picture.";
    case Evidence::kFrameHash:
      break;
  }
  return "PDQ hashes of frames, which find the same footage: a copy, cut, "
         "mirrored or encoded anew.";
}

}  // namespace

MatchWords DescribeMatch(const Match& match, bool is_candidate) {
  return {.place = PlaceOf(match),
          .change = match.modality == Modality::kAudio
                        ? AudioChange(match.change)
                        : VideoChange(match.change, match.region),
          .strength = StrengthOf(match, is_candidate),
          .fingerprint = FingerprintOf(match.evidence)};
}

}  // namespace earmark::takedown
