#include "index/upload_search.h"

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "fingerprint/cancellation.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/catalogue.h"
#include "index/internal/landmarks.h"
#include "index/internal/video_alignment.h"
#include "index/matcher.h"
#include "index/upload_archive.h"
#include "tests/index/synthetic_media.h"
#include "tests/index/test_catalogue.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using testing::ElementsAre;
using testing::IsEmpty;

MediaFingerprint MelodyOf(std::vector<fingerprint::SpectralPeak> peaks,
                          int seconds) {
  MediaFingerprint media =
      PeaksAloneOf(std::move(peaks), std::chrono::seconds(seconds));
  media.audio.state = fingerprint::Coverage::State::kSeen;
  media.audio.seen = media.audio.total = media.duration;
  return media;
}

class UploadSearchTest : public testing::Test {
 protected:
  UploadNumber Remember(const MediaFingerprint& media) {
    Batch batch;
    const UploadNumber number = archive_->Add(
        {.screening = "s", .time = absl::UnixEpoch()}, media, batch);
    EXPECT_TRUE(store().Apply(batch).ok());
    return number;
  }

  std::vector<UploadNumber> Find(const MediaFingerprint& work) {
    const auto found = UploadSearch(store(), *archive_).Find(work, never_);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? *found : std::vector<UploadNumber>();
  }

  RocksDbStore& store() { return catalogue_.store(); }

  TestCatalogue catalogue_;
  std::unique_ptr<UploadArchive> archive_ = *UploadArchive::Open(store());
  const fingerprint::Cancellation never_;
  std::mt19937 random_{11};
};

TEST_F(UploadSearchTest, NothingIsFoundAmongNoUploads) {
  EXPECT_THAT(Find(AudioOf(Music(200, random_))), IsEmpty());
}

TEST_F(UploadSearchTest, CleanCopyIsFoundByItsItems) {
  const std::vector<uint32_t> song = Music(400, random_);
  Remember(AudioOf(Music(300, random_)));
  const std::vector<uint32_t> part(song.begin() + 100, song.begin() + 200);
  const UploadNumber copy = Remember(AudioOf(WithErrors(part, 30, random_)));
  EXPECT_THAT(Find(AudioOf(song)), ElementsAre(copy));
}

TEST_F(UploadSearchTest, MirroredAndFasterFilmIsFound) {
  const auto film = Film(400, 100, random_);
  Remember(VideoOf(Film(200, 100, random_)));
  const UploadNumber mirrored = Remember(VideoOf(MirroredFrames(
      Clip(film, 100, 180, fingerprint::MediaTime(0), 40, random_))));
  std::vector<fingerprint::VideoFrame> fast =
      Clip(film, 200, 300, fingerprint::MediaTime(0), 40, random_);
  for (fingerprint::VideoFrame& frame : fast) frame.time = frame.time * 4 / 5;
  const UploadNumber faster = Remember(VideoOf(fast));
  EXPECT_THAT(Find(VideoOf(film)), ElementsAre(mirrored, faster));
}

TEST_F(UploadSearchTest, ForgottenUploadIsNotFound) {
  const std::vector<uint32_t> song = Music(400, random_);
  const UploadNumber first = Remember(AudioOf(song));
  const UploadNumber second = Remember(AudioOf(song));
  Batch batch;
  UploadArchive::Forget(first, batch);
  ASSERT_TRUE(store().Apply(batch).ok());
  EXPECT_THAT(Find(AudioOf(song)), ElementsAre(second));
}

TEST_F(UploadSearchTest, StopsWhenTold) {
  const std::vector<uint32_t> song = Music(400, random_);
  Remember(AudioOf(song));
  fingerprint::Cancellation stop;
  stop.Cancel();
  EXPECT_TRUE(absl::IsCancelled(
      UploadSearch(store(), *archive_).Find(AudioOf(song), stop).status()));
}

TEST_F(UploadSearchTest, SearchesForReferencesDoNotMeetUploads) {
  const std::vector<uint32_t> song = Music(400, random_);
  Remember(AudioOf(song));
  catalogue_.Register("other", AudioOf(Music(400, random_)));
  EXPECT_THAT(Matcher(store(), {}).Find(AudioOf(song))->matches, IsEmpty());
}

// The search for references, which sees every pair of work and upload by
// itself, is the oracle: what it finds must be found, and hardly anything else.
TEST_F(UploadSearchTest, FindsWhatTheSearchForReferencesFinds) {
  constexpr int kWorks = 6;
  constexpr int kUploads = 60;
  constexpr int kSeconds = 60;
  std::vector<std::vector<fingerprint::SpectralPeak>> melodies;
  melodies.reserve(kWorks);
  for (int i = 0; i < kWorks; ++i) {
    melodies.push_back(Melody(kSeconds, random_));
  }
  std::vector<MediaFingerprint> uploads;
  for (int i = 0; i < kUploads; ++i) {
    std::vector<fingerprint::SpectralPeak> peaks;
    if (i % 5 != 0) {
      const double from = random_() % 40;
      peaks = Play(melodies[random_() % kWorks],
                   {.from = from,
                    .to = from + 8 + random_() % 8,
                    .at = static_cast<double>(random_() % 5),
                    .rate = 0.7 + 0.01 * (random_() % 60),
                    .pitch_bins = static_cast<double>(random_() % 30) - 15,
                    .lost = static_cast<uint32_t>(random_() % 300),
                    .foreign = static_cast<uint32_t>(random_() % 300)},
                   random_);
    } else {
      peaks = Melody(20, random_);
    }
    uploads.push_back(MelodyOf(peaks, 40));
  }
  std::vector<UploadNumber> numbers;
  numbers.reserve(kUploads);
  for (const MediaFingerprint& upload : uploads) {
    numbers.push_back(Remember(upload));
  }
  std::vector<MediaFingerprint> works;
  for (int i = 0; i < kWorks; ++i) {
    works.push_back(MelodyOf(melodies[i], kSeconds));
    works.back().audio_runs[0].chroma = Music(8 * kSeconds, random_);
    catalogue_.Register(absl::StrCat("work-", i), works.back());
    KeepEvidence(works.back().audio_runs[0]);
  }
  std::vector<std::set<UploadNumber>> expected(kWorks);
  const Matcher matcher(store(), {});
  for (int i = 0; i < kUploads; ++i) {
    const auto finds = matcher.Find(uploads[i]);
    ASSERT_TRUE(finds.ok()) << finds.status();
    for (const Match& match : finds->matches) {
      expected[match.work.value.back() - '0'].insert(numbers[i]);
    }
  }
  size_t truth = 0;
  size_t missed = 0;
  size_t in_vain = 0;
  for (int i = 0; i < kWorks; ++i) {
    const std::vector<UploadNumber> found = Find(works[i]);
    const std::set<UploadNumber> all(found.begin(), found.end());
    truth += expected[i].size();
    for (const UploadNumber number : expected[i]) {
      missed += all.contains(number) ? 0 : 1;
    }
    for (const UploadNumber number : all) {
      in_vain += expected[i].contains(number) ? 0 : 1;
    }
  }
  EXPECT_GE(truth, 40);
  EXPECT_EQ(missed, 0);
  EXPECT_LE(in_vain, 5);
}

}  // namespace
}  // namespace earmark::index
