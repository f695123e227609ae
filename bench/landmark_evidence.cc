// Learns what the cells of a PeakMap are worth: the tables of
// index/internal/landmark_alignment.cc.
//
//   build/release/bench/landmark_evidence ATTACK[,ATTACK...] SUITE...
//
// For each clip of the suites' queries of those attacks, the line along which
// it stands is known but for a fraction of a second and of a semitone; it is
// refined with the present table. Counts into which cells the reference's peaks
// fall there, and along random lines of other works over the same stretch of
// the query: never along wrong lines that the table itself has chosen. Prints
// the log-likelihood ratios of the cells when a share of all peaks is masked,
//
//   log(((1 - masked) right + masked wrong) / wrong),
//
// less a drift, times a scale: as they stand in landmark_alignment.cc.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "bench/yardstick_suite.h"
#include "index/internal/landmark_alignment.h"
#include "index/internal/landmarks.h"
#include "index/internal/peak_map.h"

namespace earmark::bench {
namespace {

using index::kEvidenceCells;
using index::LandmarkAligner;
using index::LandmarkLine;
using index::LandmarkMatch;
using index::Peak;
using index::PeakMap;

using Shares = std::array<double, kEvidenceCells>;
using Evidence = std::map<std::string, std::vector<Peak>>;

// Clips whose best line scores less are left out: it may not be theirs.
constexpr double kLeastScore = 10;
// Random lines for each clip.
constexpr int kWrongLines = 30;
// What lies this near to a clip's ends is left out.
constexpr double kMargin = 0.3;
// Added to each share: no cell is impossible.
constexpr double kUnseen = 1e-5;
// What is printed: for verifying, and for how far a known copy reaches.
struct Printed {
  double masked;
  double drift;
};
constexpr std::array<Printed, 2> kPrinted = {{{0.6, 0.2}, {0.4, 0}}};
// So that the best wrong scores fall by a factor e for each nat
// (recognition audio --null).
constexpr double kScale = 0.3;

// Counts the cells of the evidence along `line` within the query's [from, to).
double CountCells(const std::vector<Peak>& evidence, const PeakMap& map,
                  const LandmarkLine& line, double from, double to,
                  Shares& counts) {
  double total = 0;
  for (const Peak& peak : evidence) {
    const double time = line.QueryAt(peak.time);
    if (time < from || time >= to) continue;
    const int cell =
        map.CellAt(time, peak.bin + static_cast<float>(line.pitch));
    if (cell < 0) continue;
    counts[cell] += 1;
    total += 1;
  }
  return total;
}

void AddShares(const Shares& counts, double total, Shares& sum) {
  if (total == 0) return;
  for (int i = 0; i < kEvidenceCells; ++i) sum[i] += counts[i] / total;
}

// The best line near the one that the suite names.
std::optional<LandmarkMatch> BestLine(const LandmarkAligner& aligner,
                                      const Clip& clip) {
  const double rate = (clip.reference_end - clip.reference_start) /
                      (clip.query_end - clip.query_start);
  std::optional<LandmarkMatch> best;
  for (double pitch = -24; pitch <= 24; ++pitch) {
    for (double shift = -0.3; shift <= 0.3; shift += 0.1) {
      const LandmarkLine line{
          .rate = rate,
          .offset = clip.reference_start - rate * clip.query_start + shift,
          .pitch = pitch};
      const auto match = aligner.Align(line, clip.query_start, clip.query_end);
      if (match && (!best || match->score > best->score)) best = match;
    }
  }
  return best;
}

class Learner {
 public:
  // Learns from the suite's queries whose attack begins with one of `attacks`.
  void Learn(const Suite& suite, const std::vector<std::string>& attacks) {
    evidence_.clear();
    for (const auto& [work, media] : suite.references) {
      for (const auto& run : media.audio_runs) {
        const auto peaks =
            index::Strongest(index::PeaksOf(run), index::kEvidencePeaks);
        evidence_[work].insert(evidence_[work].end(), peaks.begin(),
                               peaks.end());
      }
    }
    for (const SuiteQuery& query : suite.queries) {
      if (std::any_of(attacks.begin(), attacks.end(),
                      [&](const std::string& attack) {
                        return query.attack.starts_with(attack);
                      })) {
        Learn(query);
      }
    }
  }

  void Print() const {
    std::printf("%d clips, %d left out\n", learnt_, left_out_);
    double all_right = 0;
    double all_wrong = 0;
    for (int i = 0; i < kEvidenceCells; ++i) {
      all_right += right_[i];
      all_wrong += wrong_[i];
    }
    for (const auto& [masked, drift] : kPrinted) {
      std::printf("masked %.1f, drift %.1f:\n", masked, drift);
      for (int i = 0; i < kEvidenceCells; ++i) {
        const double right = right_[i] / all_right + kUnseen;
        const double wrong = wrong_[i] / all_wrong + kUnseen;
        const double ratio =
            std::log(((1 - masked) * right + masked * wrong) / wrong);
        std::printf("%.2fF,%s", kScale * (ratio - drift),
                    i % 8 == 7 ? "\n" : " ");
      }
    }
  }

 private:
  void Learn(const SuiteQuery& query) {
    if (query.media.audio_runs.empty()) return;
    const std::vector<Peak> peaks = index::PeaksOf(query.media.audio_runs[0]);
    if (peaks.empty()) return;
    const PeakMap map(peaks, 0, peaks.back().time + 0.1);
    for (const Clip& clip : query.clips) {
      const LandmarkAligner aligner(map, evidence_[clip.work]);
      const auto match = BestLine(aligner, clip);
      if (!match || match->score < kLeastScore) {
        ++left_out_;
        continue;
      }
      ++learnt_;
      LearnLine(clip, *match, map);
    }
  }

  void LearnLine(const Clip& clip, const LandmarkMatch& match,
                 const PeakMap& map) {
    const double from = std::max(clip.query_start + kMargin, match.query.start);
    const double to = std::min(clip.query_end - kMargin, match.query.end);
    Shares counts{};
    double total =
        CountCells(evidence_[clip.work], map, match.line, from, to, counts);
    AddShares(counts, total, right_);

    counts = {};
    total = 0;
    std::uniform_real_distribution<double> unit(0, 1);
    for (int i = 0; i < kWrongLines; ++i) {
      auto other = evidence_.begin();
      std::advance(other,
                   static_cast<std::ptrdiff_t>(random_() % evidence_.size()));
      if (other->first == clip.work || other->second.empty()) continue;
      const double rate = std::exp(0.9 * (unit(random_) - 0.5));
      const double at = other->second.front().time +
                        unit(random_) * (other->second.back().time -
                                         other->second.front().time);
      total += CountCells(other->second, map,
                          {.rate = rate,
                           .offset = at - rate * from,
                           .pitch = std::floor(49 * unit(random_)) - 24},
                          from, to, counts);
    }
    AddShares(counts, total, wrong_);
  }

  Evidence evidence_;
  std::mt19937 random_{5};
  Shares right_{};
  Shares wrong_{};
  int learnt_ = 0;
  int left_out_ = 0;
};

int Run(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr,
                 "usage: landmark_evidence ATTACK[,ATTACK...] SUITE...\n");
    return 2;
  }
  const std::vector<std::string> attacks = absl::StrSplit(arguments[1], ',');
  Learner learner;
  for (int i = 2; i < count; ++i) {
    const auto suite = ReadSuite(arguments[i], fingerprint::Modality::kAudio);
    if (!suite.ok()) {
      std::fprintf(stderr, "%s\n", suite.status().ToString().c_str());
      return 1;
    }
    learner.Learn(*suite, attacks);
  }
  learner.Print();
  return 0;
}

}  // namespace
}  // namespace earmark::bench

int main(int argc, char** argv) { return earmark::bench::Run(argc, argv); }
