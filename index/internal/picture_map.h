// How one picture lies in another: an affine map, found from local features
// that both have.
#ifndef EARMARK_INDEX_INTERNAL_PICTURE_MAP_H_
#define EARMARK_INDEX_INTERNAL_PICTURE_MAP_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fingerprint/key_frame.h"

namespace earmark::index {

// (x, y) -> (a x + b y + x0, c x + d y + y0), all in kPictureUnits.
struct PictureMap {
  float a = 1;
  float b = 0;
  float c = 0;
  float d = 1;
  float x0 = 0;
  float y0 = 0;

  struct Point {
    float x = 0;
    float y = 0;
  };
  Point At(Point p) const {
    return {a * p.x + b * p.y + x0, c * p.x + d * p.y + y0};
  }
  float determinant() const { return a * d - b * c; }
  // How many times larger what it maps to is.
  float scale() const;
  // Nullopt where it flattens.
  std::optional<PictureMap> Inverse() const;
  // First `first`, then this.
  PictureMap After(const PictureMap& first) const;
};

// How the surroundings of a query's feature were laid down against those of a
// reference's: first turned by `turn` x kTurnDegrees, then as `form` says.
struct Laying {
  int form = 0;  // 0 to kForms - 1
  int turn = 0;  // 0 to kTurns - 1

  auto operator<=>(const Laying&) const = default;

  bool inverted() const { return (form & 8) != 0; }
  bool mirrored() const { return (form & 1) != 0; }
  // Neither turned nor by quarters.
  bool upright() const { return turn == 0 && (form & 6) == 0; }
  // For directions: no offset.
  PictureMap Linear() const;
};

// That of features with the same code in these forms.
Laying LayingOf(int query_form, int turn, int reference_form);

// Two features that look alike: indices, and in how many bits their codes
// differ.
struct FeaturePair {
  uint16_t query = 0;
  uint16_t reference = 0;
  uint8_t distance = 0;
};

// The pairs of features with this laying whose codes differ in at most
// kMostCodeErrors bits, the likest first, at most kMostPairs.
inline constexpr int kMostCodeErrors = 18;
inline constexpr size_t kMostPairs = 80;
std::vector<FeaturePair> PairFeatures(
    std::span<const fingerprint::LocalFeature> query,
    std::span<const fingerprint::LocalFeature> reference, const Laying& laying);

struct PictureFit {
  PictureMap map;  // from the query's picture to the reference's
  // Pairs that it fits, each feature counted once, and places close together.
  int inliers = 0;
};

// The map that most pairs agree on; nullopt when fewer than kLeastInliers do.
// Two pairs make a similarity, which those that fit it refine to an affine map
// (M. Fischler and R. Bolles, "Random sample consensus", CACM 24, 1981; here
// all pairs of the likest are tried instead of random ones).
inline constexpr int kLeastInliers = 4;
std::optional<PictureFit> FitPicture(
    std::span<const fingerprint::LocalFeature> query,
    std::span<const fingerprint::LocalFeature> reference,
    std::span<const FeaturePair> pairs, const Laying& laying);

// The pairs that PictureFit::inliers counts, for the map of a fit.
std::vector<FeaturePair> FittingPairs(
    std::span<const fingerprint::LocalFeature> query,
    std::span<const fingerprint::LocalFeature> reference,
    std::span<const FeaturePair> pairs, const PictureMap& map);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_PICTURE_MAP_H_
