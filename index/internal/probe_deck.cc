#include "index/internal/probe_deck.h"

#include <algorithm>

namespace earmark::index {
namespace {

// Peaks a second that a query's landmarks are made of, and landmarks a second
// that are kept to choose from.
constexpr int kTripleSeeds = 30;
constexpr int kQuadSeeds = 20;
constexpr size_t kMostTriples = 1000;
constexpr size_t kMostQuads = 600;
// Probes a second that are kept: more than are dealt of a whole query.
constexpr size_t kMostProbes = 4000;

bool IsLikelier(const ProbeDeck::Card& a, const ProbeDeck::Card& b) {
  return a.probe.cost < b.probe.cost;
}

}  // namespace

ProbeDeck::ProbeDeck(PostingTable table, std::span<const Peak> peaks,
                     int64_t first_second, size_t seconds)
    : table_(table),
      first_second_(first_second),
      peaks_(Strongest(
          peaks, table == PostingTable::kTriple ? kTripleSeeds : kQuadSeeds)),
      seconds_(seconds) {}

void ProbeDeck::Make(size_t i, Second& second) {
  second.is_made = true;
  if (landmarks_.seconds.empty()) {
    landmarks_ = table_ == PostingTable::kTriple
                     ? QueryTriples(peaks_, kMostTriples)
                     : QueryQuads(peaks_, kMostQuads);
  }
  const int64_t at =
      first_second_ + static_cast<int64_t>(i) - landmarks_.first_second;
  if (at < 0 || at >= static_cast<int64_t>(landmarks_.seconds.size())) return;
  std::vector<Probe> probes;
  for (const Landmark& landmark : landmarks_.seconds[at]) {
    probes.clear();
    if (table_ == PostingTable::kTriple) {
      AppendTripleProbes(peaks_, landmark, probes);
    } else {
      AppendQuadProbes(peaks_, landmark, probes);
    }
    for (const Probe& probe : probes) {
      second.cards.push_back({probe, &landmark, &peaks_[landmark.peaks[0]]});
    }
  }
  const auto most =
      static_cast<std::ptrdiff_t>(std::min(second.cards.size(), kMostProbes));
  std::partial_sort(second.cards.begin(), second.cards.begin() + most,
                    second.cards.end(), IsLikelier);
  second.cards.resize(most);
}

std::vector<ProbeDeck::Card> ProbeDeck::Deal(std::span<const size_t> seconds,
                                             size_t limit, size_t most) {
  std::vector<Card> cards;
  for (const size_t i : seconds) {
    Second& second = seconds_[i];
    if (second.dealt >= limit) continue;
    if (!second.is_made) Make(i, second);
    const size_t end = std::min(limit, second.cards.size());
    if (second.dealt >= end) continue;
    cards.insert(
        cards.end(),
        second.cards.begin() + static_cast<std::ptrdiff_t>(second.dealt),
        second.cards.begin() + static_cast<std::ptrdiff_t>(end));
    second.dealt = end;
  }
  if (cards.size() > most) {
    std::nth_element(cards.begin(),
                     cards.begin() + static_cast<std::ptrdiff_t>(most),
                     cards.end(), IsLikelier);
    cards.resize(most);
  }
  return cards;
}

}  // namespace earmark::index
