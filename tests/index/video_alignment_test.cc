#include "index/internal/video_alignment.h"

#include <chrono>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/index/synthetic_media.h"

namespace earmark::index {
namespace {

using fingerprint::MediaTime;
using fingerprint::VideoFrame;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

TEST(VideoAlignmentTest, CopyIsFoundWhereItStands) {
  std::mt19937 random(1);
  const std::vector<VideoFrame> reference = Film(240, 100, random);
  std::vector<VideoFrame> query = Film(40, 100, random);
  Join(query, Clip(reference, 80, 140, seconds(10), 60, random));

  const auto segments =
      AlignVideo(query, reference, {.offset = seconds(10)}, 5);
  ASSERT_THAT(segments, SizeIs(1));
  EXPECT_EQ(segments[0].query_begin, 40u);
  EXPECT_EQ(segments[0].query_end, 100u);
  EXPECT_GT(segments[0].score, 50);
}

TEST(VideoAlignmentTest, UnrelatedFilmsScoreNothing) {
  std::mt19937 random(2);
  for (int round = 0; round < 10; ++round) {
    EXPECT_THAT(
        AlignVideo(Film(200, 100, random), Film(200, 100, random), {}, 1),
        IsEmpty());
  }
}

TEST(VideoAlignmentTest, StillPictureEarnsNothingHoweverLong) {
  std::mt19937 random(3);
  const std::vector<VideoFrame> still = Film(4000, 0, random);
  EXPECT_THAT(AlignVideo(still, still, {}, 0.1), IsEmpty());
  EXPECT_EQ(LivelyUnits(still), 0);
}

// Pictures of one fixed camera: a background, and people before it.
std::vector<VideoFrame> Surveillance(const VideoFrame& background,
                                     size_t frames, std::mt19937& random) {
  std::vector<VideoFrame> film;
  fingerprint::FrameHash people =
      WithErrors(fingerprint::FrameHash{}, 100, random);
  for (size_t i = 0; i < frames; ++i) {
    // A tenth of what stands before the background changes with each frame.
    people = WithErrors(people, 10, random);
    if (i % 8 == 0) people = WithErrors(fingerprint::FrameHash{}, 100, random);
    VideoFrame frame = background;
    frame.time = milliseconds(250) * static_cast<int64_t>(i);
    for (size_t w = 0; w < 4; ++w) {
      frame.hash.words[w] = background.hash.words[w] ^ people.words[w];
    }
    frame.hash = WithErrors(frame.hash, 20, random);
    frame.trimmed = frame.hash;
    film.push_back(frame);
  }
  return film;
}

TEST(VideoAlignmentTest, OtherPeopleBeforeTheSameCameraAreNoCopy) {
  std::mt19937 random(4);
  const VideoFrame background = Film(1, 0, random)[0];
  const std::vector<VideoFrame> one = Surveillance(background, 2000, random);
  const std::vector<VideoFrame> other = Surveillance(background, 2000, random);
  EXPECT_THAT(AlignVideo(one, other, {}, 6), IsEmpty());
  // The same people are one.
  EXPECT_THAT(
      AlignVideo(Clip(one, 0, 400, MediaTime(0), 20, random), one, {}, 6),
      SizeIs(1));
}

TEST(VideoAlignmentTest, MirroredCopyIsFoundByMirroredHashes) {
  std::mt19937 random(5);
  const std::vector<VideoFrame> reference = Film(100, 100, random);
  const std::vector<VideoFrame> query = MirroredFrames(reference);
  EXPECT_THAT(AlignVideo(query, reference, {}, 5), IsEmpty());
  EXPECT_THAT(AlignVideo(MirroredFrames(query), reference, {}, 5), SizeIs(1));
}

TEST(VideoAlignmentTest, FramedCopyIsFoundByItsTrimmedHash) {
  std::mt19937 random(6);
  const std::vector<VideoFrame> reference = Film(100, 100, random);
  std::vector<VideoFrame> query = Film(100, 100, random);
  for (size_t i = 0; i < query.size(); ++i) {
    query[i].trimmed = reference[i].hash;
  }
  EXPECT_EQ(Distance(query[0], reference[0]), 0);
  EXPECT_THAT(AlignVideo(query, reference, {}, 5), SizeIs(1));
}

TEST(VideoAlignmentTest, FasterCopyIsFoundAtItsSpeed) {
  std::mt19937 random(7);
  const std::vector<VideoFrame> reference = Film(240, 100, random);
  std::vector<VideoFrame> query = reference;
  for (VideoFrame& frame : query) frame.time = frame.time * 4 / 5;
  const auto segments = AlignVideo(query, reference, {.speed = 1.25}, 5);
  ASSERT_THAT(segments, SizeIs(1));
  EXPECT_EQ(segments[0].query_end, query.size());
  EXPECT_THAT(AlignVideo(query, reference, {}, 20), IsEmpty());
}

TEST(VideoAlignmentTest, EmptyFilmsGiveNothing) {
  std::mt19937 random(8);
  EXPECT_THAT(AlignVideo({}, Film(9, 100, random), {}, 0.1), IsEmpty());
  EXPECT_THAT(AlignVideo(Film(9, 100, random), {}, {}, 0.1), IsEmpty());
}

}  // namespace
}  // namespace earmark::index
