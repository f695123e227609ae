#include "index/upload_archive.h"

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "fingerprint/cancellation.h"
#include "gtest/gtest.h"
#include "index/keys.h"
#include "index/rocksdb_store.h"
#include "tests/index/synthetic_media.h"
#include "tests/index/temporary_folder.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

class UploadArchiveTest : public testing::Test {
 protected:
  UploadArchiveTest() { Reopen(); }

  void Reopen() {
    archive_.reset();
    store_.reset();
    store_ = *RocksDbStore::Open({.path = folder_ / "db", .page_bits = 8});
    archive_ = *UploadArchive::Open(*store_);
  }

  MediaFingerprint Song() {
    MediaFingerprint media = AudioOf(Music(100, random_));
    media.audio_runs[0].peaks = Melody(12, random_);
    return media;
  }

  UploadNumber Remember(const MediaFingerprint& media, absl::Time time) {
    Batch batch;
    const UploadNumber number = archive_->Add(
        {.screening = absl::StrCat("s", ++screenings_), .time = time}, media,
        batch);
    EXPECT_TRUE(store_->Apply(batch).ok());
    return number;
  }

  bool IsThere(UploadNumber number) const {
    const auto upload = archive_->Find(number);
    const auto media = archive_->ReadFingerprint(number);
    EXPECT_TRUE(upload.ok() && media.ok());
    EXPECT_EQ(upload->has_value(), media->has_value());
    return media->has_value();
  }

  TemporaryFolder folder_;
  std::unique_ptr<RocksDbStore> store_;
  std::unique_ptr<UploadArchive> archive_;
  std::mt19937 random_{7};
  int screenings_ = 0;
};

TEST_F(UploadArchiveTest, FingerprintComesBackWhole) {
  const MediaFingerprint song = Song();
  const MediaFingerprint film = VideoOf(Film(40, 100, random_));
  const UploadNumber first = Remember(song, kStart);
  const UploadNumber second = Remember(film, kStart + absl::Seconds(1));
  Reopen();
  EXPECT_EQ(**archive_->ReadFingerprint(first), song);
  EXPECT_EQ(**archive_->ReadFingerprint(second), film);
  EXPECT_EQ(**archive_->Find(second),
            (RememberedUpload{"s2", kStart + absl::Seconds(1)}));
}

TEST_F(UploadArchiveTest, UnknownNumberIsNotThere) {
  EXPECT_FALSE(IsThere(UploadNumber{1}));
}

TEST_F(UploadArchiveTest, ForgottenUploadLeavesNothing) {
  const UploadNumber number = Remember(Song(), kStart);
  Batch batch;
  UploadArchive::Forget(number, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());
  EXPECT_FALSE(IsThere(number));
  EXPECT_FALSE(store_->Get(Table::kUploadFingerprints, UploadNumberKey(number))
                   ->has_value());
}

TEST_F(UploadArchiveTest, NumbersAreNeverUsedAgain) {
  const UploadNumber first = Remember(Song(), kStart);
  Reopen();
  const UploadNumber second = Remember(Song(), kStart);
  EXPECT_GT(second, first);
  Batch batch;
  UploadArchive::Forget(first, batch);
  UploadArchive::Forget(second, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());
  Reopen();
  EXPECT_GT(Remember(Song(), kStart), second);
}

TEST_F(UploadArchiveTest, ForgetsWhatIsOlderThanTheInstant) {
  const MediaFingerprint song = Song();
  std::vector<UploadNumber> numbers;
  numbers.reserve(600);
  for (int hour = 0; hour < 600; ++hour) {
    numbers.push_back(Remember(song, kStart + absl::Hours(hour)));
  }
  const fingerprint::Cancellation stop;
  const auto forgotten =
      archive_->ForgetBefore(kStart + absl::Hours(550), stop);
  ASSERT_TRUE(forgotten.ok()) << forgotten.status();
  EXPECT_EQ(*forgotten, 550);
  for (int hour = 0; hour < 600; ++hour) {
    EXPECT_EQ(IsThere(numbers[hour]), hour >= 550) << hour;
  }
  EXPECT_EQ(*archive_->ForgetBefore(kStart + absl::Hours(550), stop), 0);
}

TEST_F(UploadArchiveTest, ForgettingStopsWhenTold) {
  const UploadNumber number = Remember(Song(), kStart);
  fingerprint::Cancellation stop;
  stop.Cancel();
  EXPECT_EQ(*archive_->ForgetBefore(absl::InfiniteFuture(), stop), 0);
  EXPECT_TRUE(IsThere(number));
}

}  // namespace
}  // namespace earmark::index
