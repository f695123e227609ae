#include "index/internal/audio_alignment.h"

#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/index/synthetic_media.h"

namespace earmark::index {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(AudioAlignmentTest, CopyIsFoundWhereItStands) {
  std::mt19937 random(1);
  const std::vector<uint32_t> reference = Music(600, random);
  std::vector<uint32_t> query = Music(80, random);
  const std::span<const uint32_t> copied =
      std::span(reference).subspan(200, 100);
  Join(query, WithErrors(copied, 50, random));
  Join(query, Music(80, random));

  const auto segments = AlignAudio(query, reference, 120, 5);
  ASSERT_THAT(segments, SizeIs(1));
  EXPECT_NEAR(static_cast<double>(segments[0].query_begin), 80, 2);
  EXPECT_NEAR(static_cast<double>(segments[0].query_end), 180, 2);
  EXPECT_EQ(segments[0].reference_begin, segments[0].query_begin + 120);
  EXPECT_GT(segments[0].score, 100);
}

TEST(AudioAlignmentTest, UnrelatedMusicScoresLittle) {
  std::mt19937 random(2);
  for (int round = 0; round < 20; ++round) {
    EXPECT_THAT(AlignAudio(Music(500, random), Music(500, random), 0, 5),
                IsEmpty());
  }
}

TEST(AudioAlignmentTest, SilenceIsNoCopyOfSilence) {
  const std::vector<uint32_t> silence(300, 627964279);
  EXPECT_THAT(AlignAudio(silence, silence, 0, 0.1), IsEmpty());
}

TEST(AudioAlignmentTest, SilenceAfterMusicIsNoCopyOfSilence) {
  std::mt19937 random(3);
  const std::vector<uint32_t> silence(20, 627964279);
  std::vector<uint32_t> query = Music(200, random);
  std::vector<uint32_t> reference = Music(200, random);
  for (std::vector<uint32_t>* const sequence : {&query, &reference}) {
    Join(*sequence, silence);
    Join(*sequence, Music(200, random));
  }
  EXPECT_THAT(AlignAudio(query, reference, 0, 5), IsEmpty());
}

TEST(AudioAlignmentTest, NoiseIsNoCopyOfOtherNoise) {
  // Noise differs from itself, at any time, in some 7 bits.
  std::mt19937 random(4);
  const std::vector<uint32_t> level(500, 0x5a5a5a5a);
  EXPECT_THAT(AlignAudio(WithErrors(level, 120, random),
                         WithErrors(level, 120, random), 0, 5),
              IsEmpty());
}

TEST(AudioAlignmentTest, DriftIsFollowed) {
  std::mt19937 random(5);
  const std::vector<uint32_t> reference = Music(400, random);
  // Items 100 and 250 are missing from the query.
  std::vector<uint32_t> query = reference;
  query.erase(query.begin() + 250);
  query.erase(query.begin() + 100);
  const auto segments = AlignAudio(query, reference, 1, 5);
  ASSERT_THAT(segments, SizeIs(1));
  EXPECT_EQ(segments[0].query_begin, 0u);
  EXPECT_EQ(segments[0].query_end, query.size());
  EXPECT_EQ(segments[0].reference_end, reference.size());
}

TEST(AudioAlignmentTest, SequencesThatDoNotMeetGiveNothing) {
  std::mt19937 random(6);
  const std::vector<uint32_t> music = Music(50, random);
  EXPECT_THAT(AlignAudio(music, music, 100, 0.1), IsEmpty());
  EXPECT_THAT(AlignAudio(music, music, -100, 0.1), IsEmpty());
  EXPECT_THAT(AlignAudio({}, music, 0, 0.1), IsEmpty());
  EXPECT_THAT(AlignAudio(music, {}, 0, 0.1), IsEmpty());
}

TEST(AudioAlignmentTest, WrongAlignmentsAreExpectedToFailAsOthersDo) {
  std::mt19937 random(7);
  const std::vector<uint32_t> music = Music(200, random);
  double sum = 0;
  for (size_t i = 0; i < music.size(); ++i) {
    sum += ExpectedErrors(music[i], music, i);
  }
  EXPECT_NEAR(sum / static_cast<double>(music.size()), 16, 2);
  EXPECT_EQ(ExpectedErrors(5, std::vector<uint32_t>(100, 5), 50), 0);
  // Too short for anything to lie seconds away.
  EXPECT_EQ(ExpectedErrors(0, std::vector<uint32_t>{0, 1}, 0), 1);
}

}  // namespace
}  // namespace earmark::index
