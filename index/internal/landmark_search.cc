#include "index/internal/landmark_search.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "index/internal/landmark_alignment.h"
#include "index/internal/landmark_votes.h"
#include "index/internal/landmarks.h"
#include "index/internal/peak_map.h"
#include "index/internal/probe_deck.h"

namespace earmark::index {
namespace {

using fingerprint::AudioRun;
using fingerprint::MediaTime;
using fingerprint::Seconds;

// Queries are searched in pieces of this length, which overlap: memory stays
// the same however long a file is.
constexpr double kPiece = 300;        // seconds
constexpr double kPieceOverlap = 20;  // seconds
// How far a run reaches beyond its last peak, in seconds.
constexpr double kAfterLastPeak = 0.1;

// A landmark with more postings says too little: this many, or this share of
// the references when there are many.
constexpr size_t kMaxList = 50;
constexpr double kMaxListShare = 0.002;

// Look-ups for each second of the query, on average, in all stages together:
// what is left of them bounds the last stage. So many in small indexes, and
// fewer in large ones, where each costs more. Short queries, which need them
// most, get as many as one of kMinute seconds.
constexpr double kMostLookups = 6000;
constexpr double kLeastLookups = 2400;
constexpr double kSmallIndex = 1000;  // references
constexpr double kMinute = 60;
// The part of them that is for triples, where there are both.
constexpr double kTripleShare = 0.65;

// For a piece of so many seconds.
size_t LookupsFor(double seconds, uint64_t references) {
  const double size = std::max(kSmallIndex, static_cast<double>(references));
  const double per_second =
      std::max(kLeastLookups, kMostLookups * std::sqrt(kSmallIndex / size));
  return static_cast<size_t>(std::min(kMostLookups * seconds,
                                      per_second * std::max(seconds, kMinute)));
}

struct Window {
  double length;
  double step;
};
constexpr Window kLongWindow = {16, 8};
constexpr Window kShortWindow = {6, 3};

struct Stage {
  // Look-ups a second, in all stages up to this one.
  size_t triples;
  size_t quads;
  // Every so many seconds, from this one on.
  int spacing;
  int first;
  bool short_windows;
  // Lines that are verified in each window.
  size_t candidates;
};
constexpr std::array<Stage, 5> kStages = {{
    {.triples = 30,
     .quads = 0,
     .spacing = 2,
     .first = 0,
     .short_windows = false,
     .candidates = 3},
    {.triples = 30,
     .quads = 0,
     .spacing = 2,
     .first = 1,
     .short_windows = true,
     .candidates = 3},
    {.triples = 30,
     .quads = 330,
     .spacing = 1,
     .first = 0,
     .short_windows = false,
     .candidates = 6},
    {.triples = 1200,
     .quads = 600,
     .spacing = 1,
     .first = 0,
     .short_windows = true,
     .candidates = 8},
    {.triples = ProbeDeck::kNoLimit,
     .quads = ProbeDeck::kNoLimit,
     .spacing = 1,
     .first = 0,
     .short_windows = true,
     .candidates = 8},
}};
// Fewer open seconds than this are left unexplained.
constexpr int kLeastOpen = 2;
// What a match explains beyond its ends, in seconds.
constexpr double kExplainedMargin = 0.5;

// An alignment that passes this near to an accepted one is the same.
constexpr double kSameLine = 0.5;  // seconds
constexpr double kSamePitch = 2;   // bins
// Of two findings of one track that share more than this part of the lesser,
// the better is kept.
constexpr double kSameUse = 0.3;

MediaTime ToMediaTime(double seconds) {
  return std::chrono::duration_cast<MediaTime>(
      std::chrono::duration<double>(seconds));
}

double Shared(const LandmarkStretch& a, const LandmarkStretch& b) {
  return std::max(0.0, std::min(a.end, b.end) - std::max(a.start, b.start));
}

struct Found {
  ReferenceTrack track;
  LandmarkMatch match;
};

// The references' peaks, ordered for alignment, each made once a search.
class EvidenceReader {
 public:
  explicit EvidenceReader(ReferenceReader& references)
      : references_(references) {}

  // Reads the references of `lines` in one go. Returns the reader's errors.
  absl::Status Load(const std::vector<LineCandidate>& lines) {
    std::vector<ReferenceNumber> numbers;
    numbers.reserve(lines.size());
    for (const LineCandidate& line : lines) {
      numbers.push_back(line.track.reference);
    }
    return references_.Load(numbers);
  }

  // The evidence of a track whose reference was loaded.
  const std::vector<Peak>& Get(const ReferenceTrack& track) {
    const auto [entry, is_new] = evidence_.try_emplace(track);
    if (is_new) {
      entry->second =
          EvidenceOf(references_.Get(track.reference).audio_runs, track.track);
    }
    return entry->second;
  }

 private:
  ReferenceReader& references_;
  std::map<ReferenceTrack, std::vector<Peak>> evidence_;
};

// One search of one piece of one run.
class PieceSearch {
 public:
  PieceSearch(std::span<const Peak> peaks, double start, double end,
              const LandmarkSearchOptions& options, const Store& store,
              const Snapshot& snapshot, EvidenceReader& evidence,
              PostingCounts& cost)
      : options_(options),
        store_(store),
        snapshot_(snapshot),
        evidence_(evidence),
        cost_(cost),
        start_(start),
        end_(end),
        map_(peaks, start, end),
        open_(static_cast<size_t>(std::ceil(end) - std::floor(start)), true),
        triples_(PostingTable::kTriple, peaks,
                 static_cast<int64_t>(std::floor(start)), open_.size()),
        quads_(PostingTable::kQuad, peaks,
               static_cast<int64_t>(std::floor(start)), open_.size()),
        budget_(LookupsFor(static_cast<double>(open_.size()),
                           options.references)) {}

  void Close(double from, double to) {
    const double first = std::floor(start_);
    for (auto second = static_cast<int64_t>(std::floor(from - first));
         second <= static_cast<int64_t>(std::floor(to - first)); ++second) {
      if (second >= 0 && second < static_cast<int64_t>(open_.size())) {
        open_[second] = false;
      }
    }
  }

  absl::StatusOr<std::vector<Found>> Run() {
    for (const Stage& stage : kStages) {
      if (std::count(open_.begin(), open_.end(), true) <= kLeastOpen) break;
      if (absl::Status status = LookUp(stage); !status.ok()) return status;
      if (absl::Status status = Verify(stage); !status.ok()) return status;
    }
    found_.insert(found_.end(), weak_.begin(), weak_.end());
    return std::move(found_);
  }

 private:
  // The indices of the open seconds of a stage.
  std::vector<size_t> SecondsOf(const Stage& stage) const {
    std::vector<size_t> seconds;
    for (size_t i = stage.first; i < open_.size(); i += stage.spacing) {
      if (open_[i]) seconds.push_back(i);
    }
    return seconds;
  }

  absl::Status LookUp(const Stage& stage) {
    const std::vector<size_t> seconds = SecondsOf(stage);
    const auto for_triples = static_cast<size_t>(
        (stage.quads == 0 ? 1 : kTripleShare) * static_cast<double>(budget_));
    const absl::Status status =
        LookUp(triples_, triples_.Deal(seconds, stage.triples, for_triples));
    if (!status.ok()) return status;
    return LookUp(quads_, quads_.Deal(seconds, stage.quads, budget_));
  }

  // Votes with what the cards' terms find.
  absl::Status LookUp(const ProbeDeck& deck,
                      const std::vector<ProbeDeck::Card>& cards) {
    if (cards.empty()) return absl::OkStatus();
    budget_ -= cards.size();
    std::vector<uint32_t> terms;
    terms.reserve(cards.size());
    for (const ProbeDeck::Card& card : cards) terms.push_back(card.probe.term);
    const size_t max_list =
        std::max(kMaxList,
                 static_cast<size_t>(kMaxListShare *
                                     static_cast<double>(options_.references)));
    const absl::StatusOr<PostingCounts> counts = store_.Postings(
        deck.table(), terms, {.max_list = max_list},
        [&](size_t term, const Posting& posting) {
          Vote(deck.table(), cards[term], posting);
        },
        &snapshot_);
    if (!counts.ok()) return counts.status();
    cost_ += *counts;
    return absl::OkStatus();
  }

  void Vote(PostingTable table, const ProbeDeck::Card& card,
            const Posting& posting) {
    const Peak& anchor = *card.anchor;
    const double log_duration = card.landmark->log_duration;
    const LandmarkDetail detail =
        table == PostingTable::kTriple
            ? TripleDetail(posting.detail, anchor.bin, log_duration)
            : QuadDetail(posting.detail);
    const std::optional<LandmarkVote> vote =
        VoteOf(table, {posting.reference, detail.track}, anchor.time,
               posting.position * kLandmarkTick, log_duration,
               {.log_rate = detail.log_duration - log_duration,
                .pitch = anchor.bin - detail.bin});
    if (vote) votes_.Add(*vote);
  }

  bool HasOpenSecond(double from, double to) const {
    const double first = std::floor(start_);
    for (double t = std::max(from, start_); t < std::min(to, end_); t += 1) {
      const auto second = static_cast<size_t>(std::floor(t) - first);
      if (second < open_.size() && open_[second]) return true;
    }
    return false;
  }

  absl::Status Verify(const Stage& stage) {
    votes_.Sort();
    std::vector<LineCandidate> lines;
    for (const Window& window : {kLongWindow, kShortWindow}) {
      if (window.length == kShortWindow.length && !stage.short_windows) {
        continue;
      }
      double from = start_;
      do {
        if (HasOpenSecond(from, from + window.length)) {
          const std::vector<LineCandidate> best =
              votes_.Candidates(from, from + window.length, stage.candidates);
          lines.insert(lines.end(), best.begin(), best.end());
        }
        from += window.step;
      } while (from < end_ - window.length / 2);
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const LineCandidate& a, const LineCandidate& b) {
                       return a.votes > b.votes;
                     });
    if (absl::Status status = evidence_.Load(lines); !status.ok())
      return status;
    for (const LineCandidate& line : lines) Align(line);
    return absl::OkStatus();
  }

  bool IsKnown(const LineCandidate& line) const {
    const double middle = (line.from + line.to) / 2;
    return std::any_of(found_.begin(), found_.end(), [&](const Found& found) {
      const LandmarkMatch& match = found.match;
      return found.track == line.track &&
             std::abs(match.line.pitch - line.line.pitch) < kSamePitch &&
             middle > match.query.start - 1 && middle < match.query.end + 1 &&
             std::abs(match.line.ReferenceAt(middle) -
                      line.line.ReferenceAt(middle)) < kSameLine;
    });
  }

  void Align(const LineCandidate& line) {
    if (IsKnown(line)) return;
    const LandmarkAligner aligner(map_, evidence_.Get(line.track));
    const std::optional<LandmarkMatch> match = aligner.Align(
        line.line, std::max(start_, line.from), std::min(end_, line.to));
    if (!match || match->score < options_.scores.candidate) return;
    if (match->score < options_.scores.match) {
      Keep({line.track, *match}, weak_);
      return;
    }
    Keep({line.track, *match}, found_);
    Close(match->query.start - kExplainedMargin,
          match->query.end + kExplainedMargin);
  }

  // Adds `found` to `all`, or keeps the better of two that are one use.
  static void Keep(const Found& found, std::vector<Found>& all) {
    const LandmarkStretch& ours = found.match.query;
    for (Found& other : all) {
      if (other.track != found.track) continue;
      const LandmarkStretch& theirs = other.match.query;
      const double shorter =
          std::min(theirs.end - theirs.start, ours.end - ours.start);
      if (Shared(theirs, ours) <= kSameUse * shorter) continue;
      if (found.match.score > other.match.score) other.match = found.match;
      return;
    }
    all.push_back(found);
  }

  const LandmarkSearchOptions& options_;
  const Store& store_;
  const Snapshot& snapshot_;
  EvidenceReader& evidence_;
  PostingCounts& cost_;
  const double start_;
  const double end_;
  const PeakMap map_;
  // By second of the piece.
  std::vector<bool> open_;
  ProbeDeck triples_;
  ProbeDeck quads_;
  // Look-ups that are left.
  size_t budget_;
  LandmarkVotes votes_;
  std::vector<Found> found_;
  // Too weak for a match; they change nothing in what else is found.
  std::vector<Found> weak_;
};

Finding ToFinding(const Found& found) {
  const LandmarkMatch& match = found.match;
  return {
      .number = found.track.reference,
      .evidence = Evidence::kLandmarks,
      .query = {ToMediaTime(match.query.start), ToMediaTime(match.query.end)},
      .reference = {ToMediaTime(std::max(
                        0.0, match.line.ReferenceAt(match.query.start))),
                    ToMediaTime(match.line.ReferenceAt(match.query.end))},
      .change = {.speed = match.line.rate,
                 .pitch_semitones =
                     match.line.pitch * 12 / fingerprint::kBinsPerOctave},
      .score = match.score};
}

}  // namespace

std::vector<SearchPiece> PiecesOf(const AudioRun& run) {
  std::vector<SearchPiece> pieces;
  if (run.peaks.empty()) return pieces;
  const auto time_of = [&](const fingerprint::SpectralPeak& peak) {
    return Seconds(run.start + fingerprint::kPeakTimeUnit * peak.time);
  };
  const double run_end = time_of(run.peaks.back()) + kAfterLastPeak;
  for (double start = std::floor(time_of(run.peaks.front())); start < run_end;
       start += kPiece - kPieceOverlap) {
    pieces.push_back({start, std::min(start + kPiece, run_end)});
    if (pieces.back().end == run_end) break;
  }
  return pieces;
}

absl::StatusOr<std::vector<Finding>> FindLandmarks(
    std::span<const AudioRun> query, std::span<const Finding> explained,
    const LandmarkSearchOptions& options, const Store& store,
    const Snapshot& snapshot, ReferenceReader& references,
    PostingCounts& cost) {
  EvidenceReader evidence(references);
  std::vector<Finding> findings;
  for (const AudioRun& run : query) {
    for (const SearchPiece& piece : PiecesOf(run)) {
      const std::vector<Peak> peaks = PeaksBetween(run, piece.start, piece.end);
      PieceSearch search(peaks, piece.start, piece.end, options, store,
                         snapshot, evidence, cost);
      for (const Finding& finding : explained) {
        if (finding.query_track != run.track) continue;
        search.Close(Seconds(finding.query.start), Seconds(finding.query.end));
      }
      const absl::StatusOr<std::vector<Found>> found = search.Run();
      if (!found.ok()) return found.status();
      for (const Found& one : *found) findings.push_back(ToFinding(one));
    }
  }
  return findings;
}

}  // namespace earmark::index
