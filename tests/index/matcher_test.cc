#include "index/matcher.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/internal/audio_alignment.h"
#include "index/internal/chroma_search.h"
#include "index/internal/significance.h"
#include "index/internal/video_alignment.h"
#include "tests/index/synthetic_media.h"
#include "tests/index/test_catalogue.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::Modality;
using fingerprint::VideoFrame;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

// Works of a random catalogue.
constexpr int kWorks = 10;

// Nats; at least twice what is asked for.
constexpr double kWellAbove = 25;

double Seconds(MediaTime time) {
  return std::chrono::duration<double>(time).count();
}

class MatcherTest : public testing::Test {
 protected:
  void Register(const std::string& id, const MediaFingerprint& media) {
    catalogue_.Register(id, media);
  }

  Finds FindAll(const MediaFingerprint& query,
                const MatcherOptions& options = {}) {
    const auto finds = Matcher(catalogue_.store(), options).Find(query);
    if (!finds.ok()) {
      ADD_FAILURE() << finds.status();
      return {};
    }
    return *finds;
  }

  std::vector<Match> Find(const MediaFingerprint& query) {
    return FindAll(query).matches;
  }

  TestCatalogue catalogue_;
  std::mt19937 random_{11};
};

TEST_F(MatcherTest, EmptyIndexGivesNothing) {
  EXPECT_THAT(Find(AudioOf(Music(200, random_))), IsEmpty());
}

TEST_F(MatcherTest, EmptyAndTinyQueriesGiveNothing) {
  const std::vector<uint32_t> song = Music(300, random_);
  const std::vector<VideoFrame> film = Film(100, 100, random_);
  Register("song", AudioOf(song));
  Register("film", VideoOf(film));
  EXPECT_THAT(Find({}), IsEmpty());
  EXPECT_THAT(Find(AudioOf({})), IsEmpty());
  EXPECT_THAT(Find(AudioOf({song[9]})), IsEmpty());
  EXPECT_THAT(Find(VideoOf({film[9]})), IsEmpty());
}

TEST_F(MatcherTest, ClipIsFoundWithItsPlacesOnBothSides) {
  const std::vector<uint32_t> song = Music(1000, random_);
  Register("song", AudioOf(song));
  std::vector<uint32_t> query = Music(60, random_);
  Join(query, WithErrors(std::span(song).subspan(400, 150), 30, random_));
  Join(query, Music(60, random_));

  const auto matches = Find(AudioOf(query));
  ASSERT_THAT(matches, SizeIs(1));
  const Match& match = matches[0];
  EXPECT_EQ(match.work, WorkId{"song"});
  EXPECT_EQ(match.modality, Modality::kAudio);
  // Items 60 to 210; their audio reaches half a window further.
  EXPECT_NEAR(Seconds(match.query.start), 60 * 0.1238 + 0.6, 0.5);
  EXPECT_NEAR(Seconds(match.query.end), 209 * 0.1238 + 1.3, 0.5);
  EXPECT_NEAR(Seconds(match.reference_range.start - match.query.start),
              340 * 0.1238, 0.1);
  EXPECT_NEAR(Seconds(match.reference_range.length()),
              Seconds(match.query.length()), 0.1);
  EXPECT_LT(match.expected_false_matches, 1e-6);
}

TEST_F(MatcherTest, WholeSongReachesFromEndToEnd) {
  const MediaFingerprint song = AudioOf(Music(400, random_));
  Register("song", song);
  const auto matches = Find(song);
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].query.start, MediaTime(0));
  EXPECT_NEAR(Seconds(matches[0].query.end), Seconds(song.duration), 0.2);
  EXPECT_EQ(matches[0].reference_range, matches[0].query);
}

TEST_F(MatcherTest, LongFasterCopyIsOneMatchWithSpeedAndPitch) {
  MediaFingerprint song = AudioOf(Music(6000, random_));
  song.audio_runs[0].peaks = Melody(740, random_);
  Register("song", song);
  const MediaFingerprint query = PeaksAloneOf(
      Play(song.audio_runs[0].peaks,
           {.from = 0, .to = 740, .rate = 1.1, .pitch_bins = 6}, random_),
      seconds(673));
  const auto matches = Find(query);
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_NEAR(Seconds(matches[0].query.length()), 672, 3);
  EXPECT_NEAR(Seconds(matches[0].reference_range.length()), 740, 4);
  EXPECT_NEAR(matches[0].change.speed, 1.1, 0.002);
  EXPECT_NEAR(matches[0].change.pitch_semitones, 2, 0.2);
}

TEST_F(MatcherTest, RunWithoutEvidenceDoesNotSpoilItsReference) {
  const std::vector<uint32_t> music = Music(300, random_);
  MediaFingerprint song = AudioOf(music);
  song.audio_runs[0].peaks = Melody(37, random_);
  // A blip after a gap, with one faint peak.
  song.audio_runs.push_back(
      {.track = 0,
       .start = seconds(50),
       .chroma = {},
       .peaks = {
           {.time = 20, .bin = 300, .saliency = 20, .prominent = false}}});
  song.duration = seconds(51);
  Register("song", song);
  EXPECT_THAT(Find(AudioOf(music)), SizeIs(1));
}

TEST_F(MatcherTest, WorkOnAnotherTrackIsNotHiddenByAFoundOne) {
  const std::vector<uint32_t> shown = Music(300, random_);
  MediaFingerprint hidden = AudioOf(Music(800, random_));
  hidden.audio_runs[0].peaks = Melody(90, random_);
  Register("shown", AudioOf(shown));
  Register("hidden", hidden);
  MediaFingerprint query = AudioOf(shown);
  query.audio_runs.push_back(
      {.track = 1,
       .start = MediaTime(0),
       .chroma = {},
       .peaks = Play(hidden.audio_runs[0].peaks,
                     {.from = 20, .to = 50, .rate = 1.2}, random_)});
  EXPECT_THAT(Find(query), SizeIs(2));
}

TEST_F(MatcherTest, SameWorkTwiceIsTwoMatches) {
  const std::vector<uint32_t> song = Music(1000, random_);
  Register("song", AudioOf(song));
  std::vector<uint32_t> query(song.begin() + 100, song.begin() + 220);
  Join(query, Music(100, random_));
  query.insert(query.end(), song.begin() + 100, song.begin() + 220);
  const auto matches = Find(AudioOf(query));
  ASSERT_THAT(matches, SizeIs(2));
  EXPECT_LT(matches[0].query.end, matches[1].query.start);
  EXPECT_NEAR(Seconds(matches[0].reference_range.start),
              Seconds(matches[1].reference_range.start), 1);
}

TEST_F(MatcherTest, RepetitiveWorkIsToldOncePerUse) {
  const std::vector<uint32_t> loop = Music(80, random_);
  std::vector<uint32_t> song;
  for (int i = 0; i < 6; ++i) Join(song, loop);
  Register("song", AudioOf(song));
  EXPECT_THAT(Find(AudioOf({song.begin(), song.begin() + 160})), SizeIs(1));
}

TEST_F(MatcherTest, TwoRecordingsOfOneWorkAreToldOnce) {
  const std::vector<uint32_t> song = Music(300, random_);
  Register("song", AudioOf(song));
  Register("song", AudioOf(WithErrors(song, 10, random_)));
  EXPECT_THAT(Find(AudioOf(song)), SizeIs(1));
}

TEST_F(MatcherTest, WorksThatShareAudioAreBothTold) {
  const std::vector<uint32_t> sample = Music(120, random_);
  for (const char* id : {"one", "two"}) {
    std::vector<uint32_t> song = Music(200, random_);
    Join(song, sample);
    Join(song, Music(200, random_));
    Register(id, AudioOf(song));
  }
  const auto matches = Find(AudioOf(sample));
  ASSERT_THAT(matches, SizeIs(2));
  EXPECT_EQ(matches[0].work, WorkId{"one"});
  EXPECT_EQ(matches[1].work, WorkId{"two"});
}

TEST_F(MatcherTest, EveryTrackAndRunOfTheQueryCounts) {
  const std::vector<uint32_t> song = Music(300, random_);
  Register("song", AudioOf(song));
  MediaFingerprint query = AudioOf(Music(200, random_));
  query.audio_runs.push_back(
      {.track = 0, .start = seconds(100), .chroma = Music(100, random_)});
  query.audio_runs.push_back({.track = 1, .start = seconds(7), .chroma = song});
  query.duration = seconds(120);
  const auto matches = Find(query);
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].query.start, seconds(7));
}

TEST_F(MatcherTest, EveryTrackAndRunOfTheReferenceCounts) {
  MediaFingerprint film = AudioOf(Music(200, random_));
  const std::vector<uint32_t> dubbed = Music(300, random_);
  film.audio_runs.push_back(
      {.track = 1, .start = seconds(3), .chroma = dubbed});
  Register("film", film);
  const auto matches =
      Find(AudioOf({dubbed.begin() + 100, dubbed.begin() + 200}));
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_NEAR(Seconds(matches[0].reference_range.start), 3 + 100 * 0.1238, 0.1);
}

TEST_F(MatcherTest, SilenceFindsNoSilence) {
  const std::vector<uint32_t> silence(100, 627964279);
  std::vector<uint32_t> song = Music(200, random_);
  Join(song, silence);
  Register("song", AudioOf(song));
  std::vector<uint32_t> query = silence;
  Join(query, Music(200, random_));
  EXPECT_THAT(Find(AudioOf(query)), IsEmpty());
}

TEST_F(MatcherTest, FilmIsFoundWithItsPlacesOnBothSides) {
  const std::vector<VideoFrame> film = Film(400, 100, random_);
  Register("film", VideoOf(film));
  std::vector<VideoFrame> query = Film(40, 100, random_);
  Join(query, Clip(film, 100, 180, seconds(10), 30, random_));
  const auto matches = Find(VideoOf(query));
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(matches[0].modality, Modality::kVideo);
  EXPECT_FALSE(matches[0].change.mirrored);
  EXPECT_EQ(matches[0].change.speed, 1);
  EXPECT_NEAR(Seconds(matches[0].query.start), 10, 0.3);
  EXPECT_NEAR(Seconds(matches[0].query.end), 30, 0.3);
  EXPECT_NEAR(Seconds(matches[0].reference_range.start), 25, 0.5);
  EXPECT_NEAR(Seconds(matches[0].reference_range.end), 45, 0.5);
}

TEST_F(MatcherTest, MirroredFilmIsFoundAndSaidToBe) {
  const std::vector<VideoFrame> film = Film(200, 100, random_);
  Register("film", VideoOf(film));
  const auto matches = Find(
      VideoOf(MirroredFrames(Clip(film, 20, 120, MediaTime(0), 30, random_))));
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_TRUE(matches[0].change.mirrored);
}

TEST_F(MatcherTest, FasterFilmIsFoundWithItsSpeed) {
  const std::vector<VideoFrame> film = Film(400, 100, random_);
  Register("film", VideoOf(film));
  std::vector<VideoFrame> query =
      Clip(film, 40, 200, MediaTime(0), 30, random_);
  for (VideoFrame& frame : query) frame.time = frame.time * 4 / 5;
  const auto matches = Find(VideoOf(query));
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_NEAR(matches[0].change.speed, 1.25, 0.01);
  EXPECT_NEAR(Seconds(matches[0].reference_range.length()), 40, 1);
}

TEST_F(MatcherTest, AudioAndVideoOfOneWorkAreToldApart) {
  const MediaFingerprint clip =
      Both(AudioOf(Music(280, random_)), VideoOf(Film(150, 100, random_)));
  Register("clip", clip);
  const auto matches = Find(clip);
  ASSERT_THAT(matches, SizeIs(2));
  EXPECT_EQ(matches[0].modality, Modality::kAudio);
  EXPECT_EQ(matches[1].modality, Modality::kVideo);
}

// What a search without index finds: every reference at every offset.
std::optional<AudioSegment> BestAudio(const std::vector<uint32_t>& query,
                                      const std::vector<uint32_t>& reference) {
  std::optional<AudioSegment> best;
  const auto begin = -static_cast<int64_t>(query.size());
  const auto end = static_cast<int64_t>(reference.size());
  for (int64_t offset = begin; offset < end; ++offset) {
    for (const AudioSegment& segment :
         AlignAudio(query, reference, offset, 1)) {
      if (!best || segment.score > best->score) best = segment;
    }
  }
  return best;
}

TEST_F(MatcherTest, IndexFindsTheAudioThatBruteForceFinds) {
  std::vector<std::vector<uint32_t>> songs;
  for (int i = 0; i < kWorks; ++i) {
    songs.push_back(Music(200 + random_() % 200, random_));
    Register(absl::StrCat("w", i), AudioOf(songs[i]));
  }
  for (int round = 0; round < 12; ++round) {
    // A few planted passages, more or less damaged, between other music.
    std::vector<uint32_t> query = Music(random_() % 50, random_);
    for (int piece = 0; piece < 3; ++piece) {
      const std::vector<uint32_t>& song = songs[random_() % kWorks];
      const size_t length = 40 + random_() % 80;
      const size_t begin = random_() % (song.size() - length);
      Join(query, WithErrors(std::span(song).subspan(begin, length),
                             random_() % 60, random_));
      Join(query, Music(30 + random_() % 50, random_));
    }
    const MediaFingerprint media = AudioOf(query);
    const auto matches = Find(media);
    for (int i = 0; i < kWorks; ++i) {
      const WorkId work{absl::StrCat("w", i)};
      const Match* found = nullptr;
      for (const Match& match : matches) {
        if (match.work == work &&
            (found == nullptr || match.score > found->score)) {
          found = &match;
        }
      }
      const std::optional<AudioSegment> best = BestAudio(query, songs[i]);
      if (!best || best->score < kWellAbove) continue;
      ASSERT_NE(found, nullptr)
          << "round " << round << " work " << i << " score " << best->score;
      EXPECT_NEAR(found->score, best->score, 0.1 * best->score);
      const ChromaRanges ranges =
          RangesOf(*best, query.size(), songs[i].size());
      EXPECT_NEAR(Seconds(found->query.start), Seconds(ranges.query.start), 1);
      EXPECT_NEAR(Seconds(found->query.end), Seconds(ranges.query.end), 1);
      EXPECT_NEAR(Seconds(found->reference_range.start),
                  Seconds(ranges.reference.start), 1);
    }
  }
}

TEST_F(MatcherTest, IndexFindsTheVideoThatBruteForceFinds) {
  std::vector<std::vector<VideoFrame>> films;
  for (int i = 0; i < kWorks; ++i) {
    films.push_back(Film(100 + random_() % 100, 100, random_));
    Register(absl::StrCat("w", i), VideoOf(films[i]));
  }
  for (int round = 0; round < 12; ++round) {
    std::vector<VideoFrame> query = Film(random_() % 20, 100, random_);
    const auto next = [&query] {
      return milliseconds(250) * static_cast<int64_t>(query.size());
    };
    for (int piece = 0; piece < 2; ++piece) {
      const std::vector<VideoFrame>& film = films[random_() % kWorks];
      const size_t length = 24 + random_() % 40;
      const size_t begin = random_() % (film.size() - length);
      Join(query,
           Clip(film, begin, begin + length, next(), random_() % 150, random_));
      const std::vector<VideoFrame> other = Film(20, 100, random_);
      Join(query, Clip(other, 0, other.size(), next(), 0, random_));
    }
    const auto matches = Find(VideoOf(query));
    for (int i = 0; i < kWorks; ++i) {
      std::optional<VideoSegment> best;
      const auto last = static_cast<int64_t>(films[i].size());
      for (int64_t k = -static_cast<int64_t>(query.size()); k < last; ++k) {
        for (const VideoSegment& segment : AlignVideo(
                 query, films[i], {.offset = milliseconds(250) * k}, 1)) {
          if (!best || segment.score > best->score) best = segment;
        }
      }
      if (!best || best->score < kWellAbove) continue;
      const Match* found = nullptr;
      for (const Match& match : matches) {
        if (match.work.value == absl::StrCat("w", i) &&
            (found == nullptr || match.score > found->score)) {
          found = &match;
        }
      }
      ASSERT_NE(found, nullptr)
          << "round " << round << " work " << i << " score " << best->score;
      EXPECT_NEAR(found->score, best->score, 0.1 * best->score);
      EXPECT_NEAR(Seconds(found->query.start),
                  Seconds(query[best->query_begin].time), 0.6);
    }
  }
}

TEST_F(MatcherTest, CopyTooWeakForAMatchIsACandidate) {
  const std::vector<uint32_t> song = Music(1000, random_);
  Register("song", AudioOf(song));
  const MediaFingerprint query =
      AudioOf(WithErrors(std::span(song).subspan(400, 150), 30, random_));
  const std::vector<Match> matches = Find(query);
  ASSERT_THAT(matches, SizeIs(1));
  const double expected = EstimatedFalseMatches(
      matches[0].evidence, matches[0].score,
      {.query = query.duration, .references = 1}, AudioOf(song).duration);

  const Finds finds =
      FindAll(query, {.max_expected_false_audio = expected / 2,
                      .max_candidate_false_audio = expected * 2});
  EXPECT_THAT(finds.matches, IsEmpty());
  EXPECT_EQ(finds.candidates, matches);
  EXPECT_THAT(FindAll(query, {.max_expected_false_audio = expected / 2,
                              .max_candidate_false_audio = expected / 2})
                  .candidates,
              IsEmpty());
}

TEST_F(MatcherTest, CandidatesChangeNoMatch) {
  std::vector<MediaFingerprint> works;
  for (int i = 0; i < 15; ++i) {
    works.push_back(
        Both(AudioOf(Music(300, random_)), VideoOf(Film(150, 100, random_))));
    works.back().audio_runs[0].peaks = Melody(37, random_);
    Register(absl::StrCat("w", i), works.back());
  }
  constexpr double kAnything = 1e9;
  size_t most = 0;
  for (size_t round = 0; round < works.size(); ++round) {
    // Four seconds of each of three works, sped up under as much else, and
    // damaged frames of a fourth.
    MediaFingerprint query = VideoOf(Clip(
        works[round].frames, 20, 90, MediaTime(0), 100 + 20 * round, random_));
    std::vector<fingerprint::SpectralPeak> peaks;
    for (uint32_t i = 0; i < 3; ++i) {
      const auto played =
          Play(works[(round + i) % works.size()].audio_runs[0].peaks,
               {.from = 10,
                .to = 14,
                .at = 4.0 * i,
                .rate = 1.05,
                .lost = 200 * i,
                .foreign = 300 * i},
               random_);
      peaks.insert(peaks.end(), played.begin(), played.end());
    }
    query.audio_runs.push_back({.track = 0,
                                .start = MediaTime(0),
                                .chroma = {},
                                .peaks = std::move(peaks)});
    const Finds with = FindAll(query, {.max_candidate_false_audio = kAnything,
                                       .max_candidate_false_video = kAnything});
    const Finds without = FindAll(query, {.max_candidate_false_audio = 0,
                                          .max_candidate_false_video = 0});
    EXPECT_EQ(with.matches, without.matches);
    EXPECT_THAT(without.candidates, IsEmpty());
    most = std::max(most, with.candidates.size());
    EXPECT_LE(with.candidates.size(), kMostCandidates);
    for (const Match& candidate : with.candidates) {
      EXPECT_GT(candidate.expected_false_matches,
                candidate.modality == Modality::kAudio ? 1e-4 : 1e-3);
      for (const Match& match : with.matches) {
        const MediaTime shared =
            std::min(candidate.query.end, match.query.end) -
            std::max(candidate.query.start, match.query.start);
        EXPECT_FALSE(candidate.work == match.work &&
                     2 * shared > std::min(candidate.query.length(),
                                           match.query.length()));
      }
    }
  }
  EXPECT_EQ(most, kMostCandidates);
}

TEST_F(MatcherTest, UnrelatedMediaMatchNothing) {
  for (int i = 0; i < 10; ++i) {
    Register(absl::StrCat("w", i), Both(AudioOf(Music(400, random_)),
                                        VideoOf(Film(200, 100, random_))));
  }
  for (int round = 0; round < 10; ++round) {
    EXPECT_THAT(Find(Both(AudioOf(Music(400, random_)),
                          VideoOf(Film(200, 100, random_)))),
                IsEmpty());
  }
}

}  // namespace
}  // namespace earmark::index
