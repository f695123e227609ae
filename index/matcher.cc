#include "index/matcher.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "index/internal/audio_search.h"
#include "index/internal/catalogue_records.h"
#include "index/internal/feature_search.h"
#include "index/internal/finding.h"
#include "index/internal/reference_reader.h"
#include "index/internal/significance.h"
#include "index/internal/video_search.h"
#include "index/keys.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::TimeRange;

// Of two matches of one work that share more than this part of the shorter, the
// better is told: works repeat themselves, and have several recordings.
constexpr double kSameUse = 0.5;

// Matches of one reference that follow each other this closely on both sides
// are one: clocks drift, and a passage between may be covered.
// Long queries are searched in pieces that overlap.
constexpr MediaTime kJoinGap = std::chrono::seconds(3);
constexpr MediaTime kJoinOverlap = std::chrono::seconds(30);
// How far the alignment may have moved from the one to the other.
constexpr MediaTime kJoinDrift = std::chrono::seconds(1);

// Whether they share more than kSameUse of the shorter.
bool LieTogether(const TimeRange& a, const TimeRange& b) {
  const MediaTime shorter = std::min(a.length(), b.length());
  return static_cast<double>(SharedTime(a, b).count()) >
         kSameUse * static_cast<double>(shorter.count());
}

bool IsSameUse(const Match& a, const Match& b) {
  return a.work == b.work && a.modality == b.modality &&
         LieTogether(a.query, b.query);
}

// Drops matches that a better one of the same work covers. What they say of the
// same reference still counts: the surer of both is how sure the use is.
std::vector<Match> BestUses(std::vector<Match> matches) {
  std::stable_sort(
      matches.begin(), matches.end(),
      [](const Match& a, const Match& b) { return a.score > b.score; });
  std::vector<Match> best;
  for (Match& match : matches) {
    const auto better = std::find_if(
        best.begin(), best.end(),
        [&](const Match& other) { return IsSameUse(other, match); });
    if (better == best.end()) {
      best.push_back(std::move(match));
    } else if (better->reference == match.reference) {
      better->expected_false_matches = std::min(better->expected_false_matches,
                                                match.expected_false_matches);
    }
  }
  return best;
}

bool Continues(const Match& first, const Match& next) {
  const MediaTime query_gap = next.query.start - first.query.end;
  const MediaTime reference_gap =
      next.reference_range.start - first.reference_range.end;
  const auto due =
      std::chrono::duration_cast<MediaTime>(query_gap * first.change.speed);
  return first.work == next.work && first.reference == next.reference &&
         first.modality == next.modality &&
         first.change.mirrored == next.change.mirrored &&
         query_gap <= kJoinGap && query_gap >= -kJoinOverlap &&
         reference_gap <= kJoinGap && reference_gap >= -kJoinOverlap &&
         std::chrono::abs(due - reference_gap) <= kJoinDrift;
}

// What part of a match lies after the end of another.
double NewShare(const Match& first, const Match& next) {
  const MediaTime added =
      std::max(MediaTime(0),
               next.query.end - std::max(first.query.end, next.query.start));
  return next.query.length() == MediaTime(0)
             ? 0
             : static_cast<double>(added.count()) /
                   static_cast<double>(next.query.length().count());
}

// Joins matches that are one use. Takes and returns them in order of query
// start.
std::vector<Match> JoinUses(std::vector<Match> matches) {
  std::vector<Match> joined;
  for (Match& match : matches) {
    const auto before = std::find_if(
        joined.begin(), joined.end(),
        [&](const Match& first) { return Continues(first, match); });
    if (before == joined.end()) {
      joined.push_back(std::move(match));
      continue;
    }
    const double added = NewShare(*before, match) * match.score;
    before->query.end = std::max(before->query.end, match.query.end);
    before->reference_range.end =
        std::max(before->reference_range.end, match.reference_range.end);
    if (match.score > before->score) {
      before->change = match.change;
      before->evidence = match.evidence;
      before->region = match.region;
    }
    before->score += added;
    before->expected_false_matches =
        std::min(before->expected_false_matches, match.expected_false_matches);
  }
  return joined;
}

void SortByPlace(std::vector<Match>& matches) {
  std::stable_sort(matches.begin(), matches.end(),
                   [](const Match& a, const Match& b) {
                     return std::tie(a.query.start, a.work, a.modality) <
                            std::tie(b.query.start, b.work, b.modality);
                   });
}

// The likeliest of `weak`, without what lies on a match of the same work.
std::vector<Match> BestCandidates(std::vector<Match> weak,
                                  const std::vector<Match>& matches) {
  std::erase_if(weak, [&](const Match& candidate) {
    return std::any_of(matches.begin(), matches.end(), [&](const Match& match) {
      return match.work == candidate.work &&
             LieTogether(match.query, candidate.query);
    });
  });
  std::vector<Match> best = BestUses(std::move(weak));
  std::stable_sort(best.begin(), best.end(),
                   [](const Match& a, const Match& b) {
                     return a.expected_false_matches < b.expected_false_matches;
                   });
  if (best.size() > kMostCandidates) best.resize(kMostCandidates);
  SortByPlace(best);
  return best;
}

// How many references there are at most: the largest number that any ever had.
absl::StatusOr<uint64_t> CountReferences(const Store& store,
                                         const Snapshot& snapshot) {
  const auto last = LastEntry(store, Table::kNumbers, &snapshot);
  if (!last.ok()) return last.status();
  if (!*last) return 0;
  const auto number = ParseReferenceNumberKey((*last)->key);
  if (!number.ok()) return number.status();
  return static_cast<uint64_t>(*number);
}

// The names of the findings' references, in their order.
absl::StatusOr<std::vector<ReferenceKeyParts>> NamesOf(
    const std::vector<Finding>& findings, const Store& store,
    const Snapshot& snapshot) {
  std::vector<std::string> keys;
  keys.reserve(findings.size());
  for (const Finding& finding : findings) {
    keys.push_back(ReferenceNumberKey(finding.number));
  }
  const auto values = store.MultiGet(Table::kNumbers, keys, &snapshot);
  if (!values.ok()) return values.status();
  std::vector<ReferenceKeyParts> names;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (!(*values)[i].has_value()) {
      return absl::DataLossError(
          absl::StrCat("no name of reference number ",
                       static_cast<uint32_t>(findings[i].number)));
    }
    auto name = DecodeReferenceName(*(*values)[i]);
    if (!name.ok()) return name.status();
    names.push_back(*std::move(name));
  }
  return names;
}

}  // namespace

absl::StatusOr<Finds> Matcher::Find(const MediaFingerprint& query,
                                    PostingCounts* cost) const {
  const std::unique_ptr<Snapshot> snapshot = store_.TakeSnapshot();
  const absl::StatusOr<uint64_t> count = CountReferences(store_, *snapshot);
  if (!count.ok()) return count.status();
  if (*count == 0) return Finds();
  const SearchSpace space = {.query = query.duration, .references = *count};
  ReferenceReader references(store_, *snapshot);

  PostingCounts read;
  std::vector<Match> matches;
  std::vector<Match> weak;
  for (const Modality modality : {Modality::kAudio, Modality::kVideo}) {
    const bool is_audio = modality == Modality::kAudio;
    const double max_match = is_audio ? options_.max_expected_false_audio
                                      : options_.max_expected_false_video;
    const double max_candidate =
        std::max(max_match, is_audio ? options_.max_candidate_false_audio
                                     : options_.max_candidate_false_video);
    absl::StatusOr<std::vector<Finding>> findings =
        is_audio
            ? FindAudio(query.audio_runs, max_match, max_candidate, space,
                        store_, *snapshot, references, read)
            : FindVideo(
                  query,
                  {.match = LeastScore(Evidence::kFrameHash, max_match, space),
                   .candidate =
                       LeastScore(Evidence::kFrameHash, max_candidate, space)},
                  store_, *snapshot, references);
    if (!findings.ok()) return findings.status();
    if (!is_audio) {
      const auto by_features = FindFeatures(
          query,
          {.scores = {.match =
                          LeastScore(Evidence::kFeatures, max_match, space),
                      .candidate = LeastScore(Evidence::kFeatures,
                                              max_candidate, space)},
           .references = *count},
          store_, *snapshot, references, read);
      if (!by_features.ok()) return by_features.status();
      findings->insert(findings->end(), by_features->begin(),
                       by_features->end());
    }
    const auto names = NamesOf(*findings, store_, *snapshot);
    if (!names.ok()) return names.status();
    for (size_t i = 0; i < findings->size(); ++i) {
      const Finding& finding = (*findings)[i];
      const MediaTime length = references.Get(finding.number).duration;
      const double estimated =
          EstimatedFalseMatches(finding.evidence, finding.score, space, length);
      if (estimated > max_candidate) continue;
      std::vector<Match>& kind = estimated > max_match ? weak : matches;
      kind.push_back({.work = (*names)[i].work,
                      .reference = (*names)[i].reference,
                      .modality = modality,
                      .evidence = finding.evidence,
                      .query = finding.query,
                      .reference_range = finding.reference,
                      .change = finding.change,
                      .region = finding.region,
                      .score = finding.score,
                      .expected_false_matches = ExpectedFalseMatches(
                          finding.evidence, finding.score, space, length)});
    }
  }
  if (cost != nullptr) *cost += read;
  matches = BestUses(std::move(matches));
  SortByPlace(matches);
  Finds finds;
  finds.matches = JoinUses(std::move(matches));
  finds.candidates = BestCandidates(std::move(weak), finds.matches);
  return finds;
}

}  // namespace earmark::index
