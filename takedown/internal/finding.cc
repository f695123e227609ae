#include "takedown/internal/finding.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "takedown/internal/intervals.h"
#include "takedown/internal/picture_polygon.h"
#include "takedown/match_pieces.h"

namespace earmark::takedown {
namespace {

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::Seconds;
using fingerprint::TimeRange;
using index::Match;

constexpr double kLeastSpeedChange = 0.02;
constexpr double kLeastPitchChange = 0.5;
constexpr double kLeastTurn = 2;
// An upload has other content beside a work if less of its time, or of its
// picture, is the work.
constexpr double kWholeTime = 0.9;
constexpr double kWholePicture = 0.75;

bool HasManifest(const Match& match, const std::vector<MatchPiece>& pieces,
                 const DecisionSettings& settings) {
  return match.expected_false_matches <= settings.manifest_false_matches &&
         std::any_of(pieces.begin(), pieces.end(),
                     [&](const MatchPiece& piece) {
                       return piece.query.length() >= settings.manifest_length;
                     });
}

// Weighs how plain a copy `found` is, of which exclusions leave `pieces`.
void WeighManifest(const OwnedMatch& found,
                   const std::vector<MatchPiece>& pieces,
                   const DecisionSettings& settings, Finding& finding) {
  if (!HasManifest(found.match, pieces, settings)) return;
  finding.manifest = true;
  if (!found.attested) return;
  finding.attested = true;
  std::vector<TimeRange> taken = found.exclusions;
  taken.insert(taken.end(), found.contested.begin(), found.contested.end());
  finding.uncontested =
      finding.uncontested ||
      HasManifest(found.match, PiecesOf(found.match, std::move(taken)),
                  settings);
}

EnumSet<Alteration> AlterationsOf(const index::Change& change) {
  EnumSet<Alteration> alterations;
  if (std::abs(change.speed - 1) > kLeastSpeedChange) {
    alterations.Add(Alteration::kSpeed);
  }
  if (std::abs(change.pitch_semitones) > kLeastPitchChange) {
    alterations.Add(Alteration::kPitch);
  }
  if (change.mirrored) alterations.Add(Alteration::kMirrored);
  if (std::min(change.turned_degrees, 360 - change.turned_degrees) >
      kLeastTurn) {
    alterations.Add(Alteration::kTurned);
  }
  if (change.inverted) alterations.Add(Alteration::kInverted);
  return alterations;
}

// The part of the upload's picture that the work fills; all of it where that is
// not known.
double PictureShareOf(const Match& match) {
  if (match.region.size() != 4) return 1;
  return AreaOf(Within(match.region));
}

// `part` of `whole`, from 0 to 1; 1 where the whole is not known.
double ShareOf(MediaTime part, MediaTime whole) {
  if (whole <= MediaTime::zero()) return 1;
  return std::min(1.0, Seconds(part) / Seconds(whole));
}

// `matches` are of one work, in one modality.
Finding Measure(std::span<const OwnedMatch* const> matches,
                const DecisionInputs& inputs) {
  const Modality modality = matches.front()->match.modality;
  Finding finding;
  finding.work = matches.front()->match.work;
  finding.modality = modality;
  finding.holds = matches.front()->holds;
  Use& use = finding.use;
  use.modality = modality;
  use.purpose = inputs.purpose;
  use.income = inputs.income;
  use.account_token = inputs.account_token;
  // nullopt: at once.
  std::optional<absl::Time> find_time = absl::InfiniteFuture();

  if (modality == Modality::kVideo) finding.picture_share = 0;
  struct OfReference {
    MediaTime duration{0};
    std::vector<TimeRange> intervals;
  };
  std::map<index::ReferenceId, OfReference> references;
  for (const OwnedMatch* found : matches) {
    const Match& match = found->match;
    const std::vector<MatchPiece> pieces = PiecesOf(match, found->exclusions);
    if (pieces.empty()) continue;
    OfReference& reference = references[match.reference];
    reference.duration =
        std::max(reference.duration, found->reference_duration);
    for (const MatchPiece& piece : pieces) {
      finding.intervals.push_back(piece.query);
      reference.intervals.push_back(piece.reference);
    }
    WeighManifest(*found, pieces, inputs.settings, finding);
    finding.picture_share =
        std::max(finding.picture_share, PictureShareOf(match));
    finding.quarantined = finding.quarantined || found->quarantined;
    find_time = found->late_find_time && find_time
                    ? std::min(found->late_find_time, find_time)
                    : std::nullopt;
    use.alterations = EnumSet<Alteration>::FromBits(
        use.alterations.bits() | AlterationsOf(match.change).bits());
  }
  finding.intervals = Union(std::move(finding.intervals));
  if (find_time && *find_time != absl::InfiniteFuture()) {
    // A clock that went back makes nothing found in the future.
    use.since_late_find =
        std::max(inputs.now - *find_time, absl::ZeroDuration());
  }
  use.matched = TotalLength(finding.intervals);
  const Coverage& coverage =
      modality == Modality::kAudio ? inputs.audio : inputs.video;
  use.upload_share = ShareOf(use.matched, coverage.total);
  for (auto& [id, reference] : references) {
    const MediaTime used = TotalLength(Union(std::move(reference.intervals)));
    use.reference_share =
        std::max(use.reference_share, ShareOf(used, reference.duration));
  }
  return finding;
}

// Whether the upload has content that is not the work of `findings`, its audio
// and its video.
bool IsCombined(const std::vector<Finding*>& findings,
                const DecisionInputs& inputs) {
  for (const auto& [modality, coverage] :
       {std::pair(Modality::kAudio, &inputs.audio),
        std::pair(Modality::kVideo, &inputs.video)}) {
    if (coverage->total <= MediaTime::zero()) continue;
    MediaTime matched{0};
    for (const Finding* finding : findings) {
      if (finding->modality == modality) matched = finding->use.matched;
    }
    if (ShareOf(matched, coverage->total) < kWholeTime) return true;
  }
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding* finding) {
                       return finding->picture_share < kWholePicture;
                     });
}

}  // namespace

std::vector<Finding> FindingsOf(const DecisionInputs& inputs) {
  std::vector<const OwnedMatch*> matches;
  matches.reserve(inputs.matches.size());
  for (const OwnedMatch& found : inputs.matches) matches.push_back(&found);
  const auto key = [](const OwnedMatch* found) {
    return std::tie(found->match.work, found->match.modality);
  };
  std::sort(matches.begin(), matches.end(),
            [&](const OwnedMatch* a, const OwnedMatch* b) {
              return key(a) < key(b);
            });
  std::vector<Finding> findings;
  findings.reserve(matches.size());
  for (auto first = matches.begin(); first != matches.end();) {
    const auto last = std::find_if(
        first, matches.end(),
        [&](const OwnedMatch* found) { return key(found) != key(*first); });
    findings.push_back(Measure({first, last}, inputs));
    first = last;
  }
  for (auto first = findings.begin(); first != findings.end();) {
    const auto last = std::find_if(
        first, findings.end(),
        [&](const Finding& finding) { return finding.work != first->work; });
    std::vector<Finding*> of_work;
    for (auto finding = first; finding != last; ++finding) {
      of_work.push_back(&*finding);
    }
    const bool combined = IsCombined(of_work, inputs);
    for (Finding* finding : of_work) finding->use.combined = combined;
    first = last;
  }
  return findings;
}

}  // namespace earmark::takedown
