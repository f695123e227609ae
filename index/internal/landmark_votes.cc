#include "index/internal/landmark_votes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>

#include "fingerprint/media_fingerprint.h"

namespace earmark::index {
namespace {

// Which changes are looked for.
constexpr double kLeastLogRate = -0.545;  // a rate of 0.58
constexpr double kMostLogRate = 0.531;    // 1.7
constexpr double kMostPitch = 27;         // bins
// What a triple may be off, being looked up as it is.
constexpr double kTripleLogRate = 0.05;
constexpr double kTripleTime = 0.03;  // seconds, over its length
constexpr double kTriplePitch = 1.8;  // bins

// Cells: each vote goes to the two nearest in each direction.
constexpr double kRateCell = 0.05;   // of the logarithm
constexpr double kOffsetCell = 0.4;  // seconds, at the middle of the window
constexpr double kPitchCell = 2;     // bins

// Fewer votes are not looked at.
constexpr size_t kMinVotes = 2;
// Votes of landmarks that begin at the same peak count less than new ones.
constexpr double kSameAnchor = 0.02;  // seconds
constexpr double kSameAnchorWeight = 0.25;
constexpr double kMinWeight = 2;

// How many cells, and how many distinct lines of them, are fitted.
constexpr size_t kMostCells = 2000;
constexpr size_t kMostLines = 120;

// Lines this near are one, before and after fitting.
struct Nearness {
  double log_rate;
  double pitch;
  double offset;
};
constexpr Nearness kSameCell = {0.08, 2.5, 0.7};
constexpr Nearness kSameLine = {0.02, 1.2, 0.15};

// Two votes agree when they are no further than this from one line. Their rates
// are known roughly, which tells the more the further they are apart, as a
// share of the time between them.
constexpr Nearness kAgreeing = {0.1, 2.5, 0.5};
constexpr double kSlack = 0.05;
constexpr double kMostApart = 16;  // seconds: the longest window

// A line is fitted twice, first to what is near, then to what is nearer: in
// seconds, and in seconds for each second from the middle of the votes.
struct FitReach {
  double offset;
  double slope;
};
constexpr std::array<FitReach, 2> kFitReaches = {{{0.35, 0.03}, {0.15, 0}}};
constexpr double kNearPitch = 1.5;  // bins
constexpr double kNearLogRate = 0.09;
// Fewer votes say nothing, and votes nearer to each other (their variance, in
// square seconds) nothing of the rate.
constexpr double kLeastFitted = 3;
constexpr double kLeastSpread = 0.5;

// A line is ranked by the votes that fit it.
constexpr double kFitPitch = 1.2;
constexpr double kFitLogRate = 0.07;
constexpr double kFitOffset = 0.1;
// Of the landmarks of one anchor the first counts in full, a few more a little.
constexpr int kMostOfAnchor = 4;
constexpr double kMoreOfAnchor = 0.3;
// Lines with the rate or the pitch of the reference, or with both changed as a
// turntable does, are likelier, by so many votes.
constexpr double kLikelyLine = 1;
constexpr double kUnchanged = 2;
constexpr double kUnchangedLogRate = 0.02;
constexpr double kUnchangedPitch = 1.5;
// How far around the window a copy is looked for, in seconds.
constexpr double kMargin = 2;

struct Cell {
  int32_t rate;
  int32_t pitch;
  int32_t offset;
  uint32_t vote;

  auto place() const { return std::tie(rate, pitch, offset); }
};

// The two cells around a number, lower and upper.
struct Pair {
  int32_t lower;
  int32_t upper;
};
Pair CellsAround(double number, double size) {
  const auto lower = static_cast<int32_t>(std::floor(number / size - 0.5));
  return {lower, lower + 1};
}

bool IsSame(const LineCandidate& a, const LineCandidate& b, double at,
            const Nearness& near) {
  return a.track == b.track &&
         std::abs(std::log(a.line.rate / b.line.rate)) < near.log_rate &&
         std::abs(a.line.pitch - b.line.pitch) < near.pitch &&
         std::abs(a.line.ReferenceAt(at) - b.line.ReferenceAt(at)) <
             near.offset;
}

// The first of those that are the same, in order, at most `limit`.
std::vector<LineCandidate> Distinct(const std::vector<LineCandidate>& lines,
                                    double at, const Nearness& near,
                                    size_t limit) {
  std::vector<LineCandidate> distinct;
  for (const LineCandidate& line : lines) {
    if (distinct.size() == limit) break;
    const bool known = std::any_of(distinct.begin(), distinct.end(),
                                   [&](const LineCandidate& other) {
                                     return IsSame(line, other, at, near);
                                   });
    if (!known) distinct.push_back(line);
  }
  return distinct;
}

void SortByVotes(std::vector<LineCandidate>& lines) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const LineCandidate& a, const LineCandidate& b) {
                     return a.votes > b.votes;
                   });
}

double OffsetError(const LandmarkLine& line, const LandmarkVote& vote) {
  return vote.reference_time - line.ReferenceAt(vote.query_time);
}

// Fits the line to the votes near it by least squares.
void Fit(std::span<const LandmarkVote> votes, LandmarkLine& line) {
  const double middle =
      (votes.front().query_time + votes.back().query_time) / 2.0;
  for (const FitReach& reach : kFitReaches) {
    // Sums over the votes: their number, query times, reference times,
    // products, pitches.
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    double pitch = 0;
    const double log_rate = std::log(line.rate);
    for (const LandmarkVote& vote : votes) {
      const double at = vote.query_time - middle;
      if (std::abs(vote.pitch - line.pitch) >= kNearPitch ||
          std::abs(vote.log_rate - log_rate) >= kNearLogRate ||
          std::abs(OffsetError(line, vote)) >=
              reach.offset + reach.slope * std::abs(at)) {
        continue;
      }
      n += 1;
      x += at;
      y += vote.reference_time;
      xx += at * at;
      xy += at * vote.reference_time;
      pitch += vote.pitch;
    }
    if (n < kLeastFitted) return;
    const double spread = xx - x * x / n;
    double rate = line.rate;
    if (spread > kLeastSpread * n) {
      const double fitted = (xy - x * y / n) / spread;
      if (fitted > 0 &&
          std::abs(std::log(fitted / rate)) < kSameCell.log_rate) {
        rate = fitted;
      }
    }
    line = {.rate = rate,
            .offset = (y - rate * x) / n - rate * middle,
            .pitch = pitch / n};
  }
}

// How well the votes agree with a fitted line: landmarks of one anchor count
// once, and a little more.
double Agreement(std::span<const LandmarkVote> votes,
                 const LandmarkLine& line) {
  const double log_rate = std::log(line.rate);
  double sum = 0;
  double last = -1;
  int same = 0;
  for (const LandmarkVote& vote : votes) {
    if (std::abs(vote.pitch - line.pitch) >= kFitPitch ||
        std::abs(vote.log_rate - log_rate) >= kFitLogRate ||
        std::abs(OffsetError(line, vote)) >= kFitOffset) {
      continue;
    }
    if (vote.query_time - last > kSameAnchor / 2) {
      same = 0;
      last = vote.query_time;
    }
    sum += same == 0 ? 1 : same < kMostOfAnchor ? kMoreOfAnchor : 0;
    ++same;
  }
  const bool same_rate = std::abs(log_rate) < kUnchangedLogRate;
  const bool same_pitch = std::abs(line.pitch) < kUnchangedPitch;
  const bool turntable =
      std::abs(line.pitch - fingerprint::kBinsPerOctave *
                                std::log2(line.rate)) < kUnchangedPitch;
  if (same_rate && same_pitch) return sum + kUnchanged;
  return same_rate || same_pitch || turntable ? sum + kLikelyLine : sum;
}

// Whether a line may pass near both of two votes, `passed` seconds apart.
bool Agree(const LandmarkVote& a, const LandmarkVote& b, float passed) {
  if (passed < kSameAnchor || std::abs(a.pitch - b.pitch) > kAgreeing.pitch ||
      std::abs(a.log_rate - b.log_rate) > kAgreeing.log_rate) {
    return false;
  }
  const double rate = std::exp((a.log_rate + b.log_rate) / 2);
  return std::abs(b.reference_time - a.reference_time - rate * passed) <
         kAgreeing.offset + kSlack * passed;
}

// A line that the votes of one track agree on, roughly.
struct RoughLine {
  LineCandidate candidate;
  std::span<const LandmarkVote> votes;  // of the track, in the window
};

// The cells that a vote goes to.
void AppendCells(const LandmarkVote& vote, uint32_t index, double middle,
                 std::vector<Cell>& cells) {
  const Pair rates = CellsAround(vote.log_rate, kRateCell);
  const Pair pitches = CellsAround(vote.pitch, kPitchCell);
  for (const int32_t r : {rates.lower, rates.upper}) {
    const double rate = std::exp((r + 0.5) * kRateCell);
    const Pair offsets = CellsAround(
        vote.reference_time - rate * (vote.query_time - middle), kOffsetCell);
    for (const int32_t p : {pitches.lower, pitches.upper}) {
      for (const int32_t o : {offsets.lower, offsets.upper}) {
        cells.push_back({r, p, o, index});
      }
    }
  }
}

// Adds the mean line of a cell's votes, if they weigh enough.
void AppendLine(std::span<const Cell> cell, std::span<const LandmarkVote> votes,
                std::vector<RoughLine>& lines) {
  const double rate = std::exp((cell.front().rate + 0.5) * kRateCell);
  double weight = 0;
  double offset = 0;
  double pitch = 0;
  double previous = -1;
  for (const Cell& entry : cell) {
    const LandmarkVote& vote = votes[entry.vote];
    const double w =
        vote.query_time - previous < kSameAnchor ? kSameAnchorWeight : 1;
    previous = vote.query_time;
    weight += w;
    offset += w * (vote.reference_time - rate * vote.query_time);
    pitch += w * vote.pitch;
  }
  if (weight < kMinWeight) return;
  lines.push_back({.candidate = {.track = votes.front().track,
                                 .line = {.rate = rate,
                                          .offset = offset / weight,
                                          .pitch = pitch / weight},
                                 .votes = weight},
                   .votes = votes});
}

// Adds the lines that the votes of one track agree on.
void AppendLines(std::span<const LandmarkVote> votes, double middle,
                 std::vector<Cell>& cells, std::vector<RoughLine>& lines) {
  cells.clear();
  for (uint32_t i = 0; i < votes.size(); ++i) {
    AppendCells(votes[i], i, middle, cells);
  }
  std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) {
    return std::tuple_cat(a.place(), std::tie(a.vote)) <
           std::tuple_cat(b.place(), std::tie(b.vote));
  });
  for (size_t first = 0; first < cells.size();) {
    size_t last = first + 1;
    while (last < cells.size() && cells[last].place() == cells[first].place()) {
      ++last;
    }
    if (last - first >= kMinVotes) {
      AppendLine(std::span(cells).subspan(first, last - first), votes, lines);
    }
    first = last;
  }
}

// Keeps those with most votes, in that order, of lines that are the same the
// first, at most kMostLines.
void KeepDistinct(double middle, std::vector<RoughLine>& lines) {
  const auto better = [](const RoughLine& a, const RoughLine& b) {
    return a.candidate.votes > b.candidate.votes;
  };
  const auto most =
      static_cast<std::ptrdiff_t>(std::min(lines.size(), kMostCells));
  std::partial_sort(lines.begin(), lines.begin() + most, lines.end(), better);
  std::vector<RoughLine> distinct;
  for (auto line = lines.begin(); line != lines.begin() + most; ++line) {
    if (distinct.size() == kMostLines) break;
    const bool known = std::any_of(
        distinct.begin(), distinct.end(), [&](const RoughLine& other) {
          return IsSame(line->candidate, other.candidate, middle, kSameCell);
        });
    if (!known) distinct.push_back(*line);
  }
  lines = std::move(distinct);
}

bool IsBefore(const LandmarkVote& a, const LandmarkVote& b) {
  return std::tie(a.track, a.query_time, a.reference_time) <
         std::tie(b.track, b.query_time, b.reference_time);
}

// Adds those of one track's votes that agree with another one, near enough to
// stand in one window with it.
void AppendAgreeing(std::span<const LandmarkVote> votes,
                    std::vector<LandmarkVote>& agreeing) {
  std::vector<bool> agrees(votes.size());
  for (size_t i = 0; i < votes.size(); ++i) {
    for (size_t j = i + 1; j < votes.size(); ++j) {
      const float passed = votes[j].query_time - votes[i].query_time;
      if (passed > kMostApart) break;
      // Once both agree with something, there is nothing to learn.
      if ((agrees[i] && agrees[j]) || !Agree(votes[i], votes[j], passed)) {
        continue;
      }
      agrees[i] = true;
      agrees[j] = true;
    }
  }
  for (size_t i = 0; i < votes.size(); ++i) {
    if (agrees[i]) agreeing.push_back(votes[i]);
  }
}

}  // namespace

std::optional<LandmarkVote> VoteOf(PostingTable table, ReferenceTrack track,
                                   double query_time, double reference_time,
                                   double log_duration,
                                   const LandmarkChange& change) {
  const bool triple =
      table == PostingTable::kTriple || table == PostingTable::kUploadTriple;
  const double off = std::abs(change.log_rate);
  // The length is asked only where it decides.
  const bool rate_fits =
      triple
          ? off <= kTripleLogRate || off <= kTripleTime / std::exp(log_duration)
          : change.log_rate >= kLeastLogRate && change.log_rate <= kMostLogRate;
  if (!rate_fits ||
      std::abs(change.pitch) > (triple ? kTriplePitch : kMostPitch)) {
    return std::nullopt;
  }
  return LandmarkVote{
      .track = track,
      .query_time = static_cast<float>(query_time),
      .reference_time = static_cast<float>(reference_time),
      .log_rate = triple ? 0 : static_cast<float>(change.log_rate),
      .pitch = static_cast<float>(change.pitch)};
}

void LandmarkVotes::Sort() {
  const auto middle = votes_.begin() + static_cast<std::ptrdiff_t>(sorted_);
  std::sort(middle, votes_.end(), IsBefore);
  std::inplace_merge(votes_.begin(), middle, votes_.end(), IsBefore);
  sorted_ = votes_.size();

  agreeing_.clear();
  tracks_.clear();
  for (size_t first = 0; first < votes_.size();) {
    size_t last = first + 1;
    while (last < votes_.size() && votes_[last].track == votes_[first].track) {
      ++last;
    }
    const size_t before = agreeing_.size();
    AppendAgreeing(std::span(votes_).subspan(first, last - first), agreeing_);
    if (agreeing_.size() > before) tracks_.push_back(before);
    first = last;
  }
  tracks_.push_back(agreeing_.size());
}

std::vector<LineCandidate> LandmarkVotes::Candidates(double from, double to,
                                                     size_t limit) const {
  const double middle = (from + to) / 2;
  const auto before = [](const LandmarkVote& vote, double time) {
    return vote.query_time < time;
  };
  std::vector<RoughLine> rough;
  std::vector<Cell> cells;
  for (size_t t = 0; t + 1 < tracks_.size(); ++t) {
    const auto track_begin =
        agreeing_.begin() + static_cast<std::ptrdiff_t>(tracks_[t]);
    const auto track_end =
        agreeing_.begin() + static_cast<std::ptrdiff_t>(tracks_[t + 1]);
    const auto begin = std::lower_bound(track_begin, track_end, from, before);
    const auto end = std::lower_bound(begin, track_end, to, before);
    if (end - begin < static_cast<std::ptrdiff_t>(kMinVotes)) continue;
    AppendLines({begin, end}, middle, cells, rough);
  }
  KeepDistinct(middle, rough);

  std::vector<LineCandidate> fitted;
  fitted.reserve(rough.size());
  for (const RoughLine& line : rough) {
    LineCandidate& candidate = fitted.emplace_back(line.candidate);
    Fit(line.votes, candidate.line);
    candidate.votes = Agreement(line.votes, candidate.line);
    candidate.from = from - kMargin;
    candidate.to = to + kMargin;
  }
  SortByVotes(fitted);
  return Distinct(fitted, middle, kSameLine, limit);
}

}  // namespace earmark::index
