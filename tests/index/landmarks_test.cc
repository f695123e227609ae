#include "index/internal/landmarks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "tests/index/synthetic_media.h"

namespace earmark::index {
namespace {

using fingerprint::AudioRun;
using fingerprint::SpectralPeak;

constexpr ReferenceNumber kNumber{7};

std::vector<Batch::Addition> PostingsOf(const std::vector<SpectralPeak>& melody,
                                        PostingTable table) {
  Batch batch;
  AppendLandmarks(
      kNumber, {.track = 0, .start = {}, .chroma = {}, .peaks = melody}, batch);
  std::vector<Batch::Addition> postings;
  for (const Batch::Addition& addition : batch.additions()) {
    if (addition.table == table) postings.push_back(addition);
  }
  return postings;
}

// All terms that a query would look up, of each of its landmarks.
std::set<uint32_t> TermsOf(const std::vector<SpectralPeak>& query,
                           PostingTable table) {
  const std::vector<Peak> peaks = Strongest(
      PeaksOf({.track = 0, .start = {}, .chroma = {}, .peaks = query}), 20);
  const bool triples = table == PostingTable::kTriple;
  const LandmarksBySecond landmarks =
      triples ? QueryTriples(peaks, 100'000) : QueryQuads(peaks, 100'000);
  std::vector<Probe> probes;
  for (const std::vector<Landmark>& second : landmarks.seconds) {
    for (const Landmark& landmark : second) {
      triples ? AppendTripleProbes(peaks, landmark, probes)
              : AppendQuadProbes(peaks, landmark, probes);
    }
  }
  std::set<uint32_t> terms;
  for (const Probe& probe : probes) terms.insert(probe.term);
  return terms;
}

// The share of the reference's postings that the query would meet.
double ShareMet(const std::vector<SpectralPeak>& melody,
                const std::vector<SpectralPeak>& query, PostingTable table) {
  const std::vector<Batch::Addition> postings = PostingsOf(melody, table);
  const std::set<uint32_t> terms = TermsOf(query, table);
  const auto met = std::count_if(postings.begin(), postings.end(),
                                 [&](const Batch::Addition& posting) {
                                   return terms.contains(posting.term);
                                 });
  return static_cast<double>(met) / static_cast<double>(postings.size());
}

class LandmarksTest : public testing::Test {
 protected:
  std::mt19937 random_{5};
  std::vector<SpectralPeak> melody_ = Melody(60, random_);
};

TEST_F(LandmarksTest, CopiesMeetMostTriplesAndQuads) {
  const auto copy = Play(melody_, {.from = 0, .to = 60}, random_);
  EXPECT_GT(ShareMet(melody_, copy, PostingTable::kTriple), 0.7);
  EXPECT_GT(ShareMet(melody_, copy, PostingTable::kQuad), 0.5);
}

TEST_F(LandmarksTest, QuadsSurviveAnyChangeOfSpeedAndPitch) {
  for (const double rate : {0.62, 0.8, 1.25, 1.58}) {
    for (const double pitch : {-18.0, 0.0, 18.0}) {
      const auto changed = Play(
          melody_, {.from = 0, .to = 60, .rate = rate, .pitch_bins = pitch},
          random_);
      EXPECT_GT(ShareMet(melody_, changed, PostingTable::kQuad), 0.2)
          << "rate " << rate << ", pitch " << pitch;
    }
  }
}

TEST_F(LandmarksTest, TriplesTellAChangeOfPitch) {
  const auto changed =
      Play(melody_, {.from = 0, .to = 60, .pitch_bins = 12}, random_);
  EXPECT_LT(ShareMet(melody_, changed, PostingTable::kTriple), 0.05);
}

TEST_F(LandmarksTest, AnotherMelodyMeetsFew) {
  const auto other = Melody(60, random_);
  EXPECT_LT(ShareMet(melody_, other, PostingTable::kTriple), 0.1);
  EXPECT_LT(ShareMet(melody_, other, PostingTable::kQuad), 0.05);
}

TEST_F(LandmarksTest, PostingsTellPitchAndLength) {
  // One quad and its triples: anchor at bin 40, 1 s; end 0.8 s later.
  const std::vector<SpectralPeak> four = {
      {.time = 250, .bin = 40 * 8, .saliency = 90, .prominent = true},
      {.time = 300, .bin = 50 * 8, .saliency = 90, .prominent = true},
      {.time = 375, .bin = 45 * 8, .saliency = 90, .prominent = true},
      {.time = 450, .bin = 60 * 8, .saliency = 90, .prominent = true}};
  const auto quads = PostingsOf(four, PostingTable::kQuad);
  ASSERT_EQ(quads.size(), 1);
  EXPECT_EQ(quads[0].posting.reference, kNumber);
  EXPECT_NEAR(quads[0].posting.position * kLandmarkTick, 1.0, kLandmarkTick);
  const LandmarkDetail quad = QuadDetail(quads[0].posting.detail);
  EXPECT_EQ(quad.track, 0);
  EXPECT_EQ(quad.bin, 40);
  EXPECT_NEAR(std::exp(quad.log_duration), 0.8, 0.03);
  // The worked example of docs/formats.md.
  EXPECT_EQ(quads[0].term, 0xf52d47b9);
  EXPECT_EQ(quads[0].posting.position, 63);
  EXPECT_EQ(quads[0].posting.detail, 2604);
  const auto triples = PostingsOf(four, PostingTable::kTriple);
  const auto first = std::find_if(
      triples.begin(), triples.end(),
      [](const Batch::Addition& triple) { return triple.term == 0xe630b38b; });
  ASSERT_NE(first, triples.end());
  EXPECT_EQ(first->posting.position, 63);
  EXPECT_EQ(first->posting.detail, 2);
  for (const Batch::Addition& triple :
       PostingsOf(four, PostingTable::kTriple)) {
    const double seconds = triple.posting.position * kLandmarkTick;
    const double bin = std::abs(seconds - 1.0) < 0.01 ? 40 : 50;
    // As a query sees it whose triple is a little off.
    const LandmarkDetail detail = TripleDetail(
        triple.posting.detail, static_cast<float>(bin + 1.2), std::log(0.8));
    EXPECT_EQ(detail.bin, bin);
  }
}

TEST_F(LandmarksTest, LikelyProbesMeetMoreThanUnlikelyOnes) {
  // The first third of what is tried, by cost, meets more than all the rest.
  for (const PostingTable table :
       {PostingTable::kTriple, PostingTable::kQuad}) {
    const std::vector<Peak> peaks = Strongest(
        PeaksOf({.track = 0,
                 .start = {},
                 .chroma = {},
                 .peaks = Play(melody_, {.from = 0, .to = 60}, random_)}),
        20);
    const bool triples = table == PostingTable::kTriple;
    std::vector<Probe> probes;
    const LandmarksBySecond landmarks =
        triples ? QueryTriples(peaks, 100'000) : QueryQuads(peaks, 100'000);
    for (const std::vector<Landmark>& second : landmarks.seconds) {
      for (const Landmark& landmark : second) {
        triples ? AppendTripleProbes(peaks, landmark, probes)
                : AppendQuadProbes(peaks, landmark, probes);
      }
    }
    std::sort(probes.begin(), probes.end(),
              [](const Probe& a, const Probe& b) { return a.cost < b.cost; });
    std::set<uint32_t> there;
    for (const auto& posting : PostingsOf(melody_, table)) {
      there.insert(posting.term);
    }
    const auto third =
        probes.begin() + static_cast<std::ptrdiff_t>(probes.size() / 3);
    const auto hits = [&](const Probe& probe) {
      return there.contains(probe.term);
    };
    EXPECT_GT(std::count_if(probes.begin(), third, hits),
              std::count_if(third, probes.end(), hits));
  }
}

TEST_F(LandmarksTest, TracksAreKeptApart) {
  Batch batch;
  AppendLandmarks(kNumber,
                  {.track = 3, .start = {}, .chroma = {}, .peaks = melody_},
                  batch);
  for (const Batch::Addition& addition : batch.additions()) {
    const uint32_t detail = addition.posting.detail;
    EXPECT_EQ(addition.table == PostingTable::kQuad
                  ? QuadDetail(detail).track
                  : TripleDetail(detail, 40, 0.5).track,
              3);
  }
}

TEST_F(LandmarksTest, UploadHasFewLandmarksInTablesOfItsOwn) {
  Batch batch;
  AppendUploadLandmarks(
      UploadNumber{9},
      {.track = 2, .start = {}, .chroma = {}, .peaks = melody_}, batch);
  std::map<PostingTable, size_t> postings;
  for (const Batch::Addition& addition : batch.additions()) {
    ++postings[addition.table];
    EXPECT_EQ(UploadOf(addition.posting), UploadNumber{9});
    const uint32_t detail = addition.posting.detail;
    EXPECT_EQ(addition.table == PostingTable::kUploadQuad
                  ? QuadDetail(detail).track
                  : TripleDetail(detail, 40, 0.5).track,
              2);
  }
  // The best ten of each of the 60 seconds, and a sixteenth of the others.
  ASSERT_EQ(postings.size(), 2);
  for (const PostingTable table :
       {PostingTable::kUploadTriple, PostingTable::kUploadQuad}) {
    EXPECT_GT(postings[table], 60 * 12);
    EXPECT_LT(postings[table], 60 * 75);
  }
}

TEST_F(LandmarksTest, EvidenceIsTheMostSalientOfEachSecondAndOfAllItsParts) {
  AudioRun run{.track = 0, .start = {}, .chroma = {}, .peaks = melody_};
  KeepEvidence(run);
  EXPECT_GT(run.peaks.size(), 60 * kEvidencePeaks * 3 / 4);
  std::map<uint32_t, int> in_second;
  std::map<uint32_t, int> in_eighth;
  for (const SpectralPeak& peak : run.peaks) {
    EXPECT_TRUE(peak.prominent);
    EXPECT_LE(++in_second[peak.time / 250], kEvidencePeaks);
    EXPECT_LE(++in_eighth[peak.time * 8 / 250], 5);
  }
  // The most salient of all is always kept.
  const auto& most = *std::max_element(
      melody_.begin(), melody_.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.prominent, a.saliency, b.time) <
               std::tuple(b.prominent, b.saliency, a.time);
      });
  EXPECT_NE(std::find(run.peaks.begin(), run.peaks.end(), most),
            run.peaks.end());
}

TEST_F(LandmarksTest, ChordsLeaveRoomForWhatSoundsBetween) {
  // Ten loud notes at once each second, and single quiet ones between.
  std::vector<SpectralPeak> chords;
  for (uint32_t second = 0; second < 20; ++second) {
    for (uint16_t i = 0; i < 10; ++i) {
      chords.push_back({.time = 250 * second + 10,
                        .bin = static_cast<uint16_t>(100 + 90 * i),
                        .saliency = 200,
                        .prominent = true});
    }
    for (uint32_t i = 1; i < 8; ++i) {
      chords.push_back({.time = 250 * second + 10 + 30 * i,
                        .bin = static_cast<uint16_t>(200 + 60 * i + second),
                        .saliency = 40,
                        .prominent = true});
    }
  }
  EXPECT_GT(PostingsOf(chords, PostingTable::kTriple).size(), 20 * 10);
  EXPECT_GT(PostingsOf(chords, PostingTable::kQuad).size(), 20 * 10);
}

TEST_F(LandmarksTest, NothingComesOfNothing) {
  EXPECT_TRUE(PostingsOf({}, PostingTable::kTriple).empty());
  EXPECT_TRUE(TermsOf({}, PostingTable::kQuad).empty());
  EXPECT_TRUE(Strongest({}, 10).empty());
}

}  // namespace
}  // namespace earmark::index
