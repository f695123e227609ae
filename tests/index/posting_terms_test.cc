#include "index/internal/posting_terms.h"

#include <bit>
#include <chrono>
#include <random>
#include <set>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/index/synthetic_media.h"

namespace earmark::index {
namespace {

using fingerprint::FrameHash;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

FrameHash OneBit(int bit) {
  FrameHash hash;
  hash.words[bit / 64] = uint64_t{1} << (bit % 64);
  return hash;
}

TEST(PostingTermsTest, TermsArePersistent) {
  // Written to disk: what these give must never change.
  EXPECT_EQ(AudioTerm(0), 0u);
  EXPECT_EQ(AudioTerm(1), 0x688990c0u);
  EXPECT_EQ(VideoTerm(FrameHash{}, 3), AudioTerm(3 << 16));
  EXPECT_EQ(VideoTerm(OneBit(0), 0), AudioTerm(1));
  EXPECT_EQ(VideoDetail(OneBit(0)), 1u);
}

TEST(PostingTermsTest, EachBitOfAHashStandsInOneChunk) {
  for (int bit = 0; bit < 256; ++bit) {
    int changed = 0;
    for (int chunk = 0; chunk < kChunksPerHash; ++chunk) {
      changed += VideoTerm(OneBit(bit), chunk) != VideoTerm({}, chunk) ? 1 : 0;
    }
    EXPECT_EQ(changed, 1) << bit;
  }
}

TEST(PostingTermsTest, DetailHoldsThirtyTwoBits) {
  uint32_t all = 0;
  int held = 0;
  for (int bit = 0; bit < 256; ++bit) {
    const uint32_t detail = VideoDetail(OneBit(bit));
    EXPECT_LE(std::popcount(detail), 1) << bit;
    all |= detail;
    held += detail != 0 ? 1 : 0;
  }
  EXPECT_EQ(all, ~uint32_t{0});
  EXPECT_EQ(held, 32);
}

TEST(PostingTermsTest, RepeatedItemsAreLookedUpOnce) {
  EXPECT_THAT(DistinctItems({}), IsEmpty());
  EXPECT_THAT(DistinctItems(std::vector<uint32_t>{7, 7, 8, 8, 7}),
              ElementsAre(0, 2, 4));
}

TEST(PostingTermsTest, StillIsLookedUpOnceASecond) {
  std::mt19937 random(1);
  EXPECT_THAT(DistinctFrames(Film(40, 0, random), milliseconds(0)), SizeIs(10));
  EXPECT_THAT(DistinctFrames(Film(40, 200, random), milliseconds(0)),
              SizeIs(40));
  EXPECT_THAT(DistinctFrames(Film(40, 200, random), milliseconds(500)),
              SizeIs(20));
}

TEST(PostingTermsTest, ReferenceGetsPostingsOfAllRunsAndFrames) {
  std::mt19937 random(2);
  fingerprint::MediaFingerprint media = AudioOf({5, 5, 6});
  media.audio_runs.push_back(
      {.track = 1, .start = fingerprint::MediaTime(0), .chroma = {9}});
  media.frames = Film(2, 200, random);
  media.frames[1].trimmed = FrameHash{};
  Batch batch;
  AppendPostings(ReferenceNumber{4}, media, batch);

  std::vector<uint32_t> audio_positions;
  std::set<uint32_t> video_positions;
  size_t video = 0;
  for (const Batch::Addition& addition : batch.additions()) {
    EXPECT_EQ(addition.posting.reference, ReferenceNumber{4});
    if (addition.table == PostingTable::kChroma) {
      audio_positions.push_back(addition.posting.position);
    } else {
      ++video;
      video_positions.insert(addition.posting.position);
    }
  }
  EXPECT_THAT(audio_positions, ElementsAre(0, 2, 3));
  // Two whole hashes and one trimmed.
  EXPECT_EQ(video, size_t{3} * kChunksPerHash);
  EXPECT_THAT(video_positions, ElementsAre(0, 5));
}

}  // namespace
}  // namespace earmark::index
