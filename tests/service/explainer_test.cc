// Explanations over a real store: what is told, and what when a fingerprint is
// gone.
#include "service/explainer.h"

#include <memory>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/matcher.h"
#include "tests/index/synthetic_media.h"
#include "tests/index/test_catalogue.h"

namespace earmark::service {
namespace {

using absl::StatusCode;
using fingerprint::MediaFingerprint;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ExplainerTest : public testing::Test {
 protected:
  void Register(const std::string& id, const MediaFingerprint& media) {
    catalogue_.Register(id, media);
  }

  // Commits the screening of `upload`, with what is found in it.
  takedown::Screening Screen(const std::string& id,
                             const MediaFingerprint& upload) {
    takedown::Screening screening;
    screening.id = {id};
    screening.facts.upload_id = id;
    screening.create_time = absl::UnixEpoch();
    screening.duration = upload.duration;
    screening.audio = upload.audio;
    screening.video = upload.video;
    const auto finds = index::Matcher(catalogue_.store(), {}).Find(upload);
    EXPECT_TRUE(finds.ok()) << finds.status();
    screening.matches = finds->matches;
    screening.candidates = finds->candidates;
    index::Batch batch;
    screening.fingerprint = archive_->Add(
        {.screening = id, .time = screening.create_time}, upload, batch);
    const auto committed =
        ledger_->CommitScreening(screening, std::move(batch));
    EXPECT_TRUE(committed.ok()) << committed.status();
    return screening;
  }

  index::TestCatalogue catalogue_;
  const std::unique_ptr<index::UploadArchive> archive_ =
      *index::UploadArchive::Open(catalogue_.store());
  const std::unique_ptr<takedown::Ledger> ledger_ =
      *takedown::Ledger::Open(catalogue_.store());
  const Explainer explainer_{{*ledger_, catalogue_.catalogue(), *archive_}};
  std::mt19937 random_{5};
};

TEST_F(ExplainerTest, AllFindsHaveStepsAndOneHasPoints) {
  const std::vector<uint32_t> song = index::Music(400, random_);
  Register("song", index::AudioOf(song));
  std::vector<uint32_t> items(song.begin(), song.begin() + 150);
  index::Join(items, index::Music(80, random_));
  items.insert(items.end(), song.begin() + 200, song.begin() + 300);
  const takedown::Screening screening = Screen("s1", index::AudioOf(items));
  ASSERT_THAT(screening.matches, SizeIs(2));

  const auto all = explainer_.Explain(screening.id, 0);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_THAT(all->finds, SizeIs(2));
  EXPECT_EQ(all->screening, screening);
  for (int32_t i = 0; i < 2; ++i) {
    EXPECT_EQ(all->finds[i].number, i + 1);
    EXPECT_EQ(all->finds[i].match, screening.matches[i]);
    EXPECT_FALSE(all->finds[i].is_candidate);
    EXPECT_THAT(all->finds[i].evidence->steps, Not(IsEmpty()));
    EXPECT_THAT(all->finds[i].evidence->points, IsEmpty());
  }
  const auto second = explainer_.Explain(screening.id, 2);
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_THAT(second->finds, SizeIs(1));
  EXPECT_EQ(second->finds[0].match, screening.matches[1]);
  EXPECT_NEAR(static_cast<double>(second->finds[0].evidence->points.size()),
              100, 4);
}

TEST_F(ExplainerTest, CandidatesAreCountedOnAndNamedSo) {
  const std::vector<uint32_t> song = index::Music(400, random_);
  Register("song", index::AudioOf(song));
  takedown::Screening screening =
      Screen("s1", index::AudioOf({song.begin(), song.begin() + 150}));
  ASSERT_THAT(screening.matches, SizeIs(1));
  // The same find as a candidate, in a screening of its own.
  screening.id = {"s2"};
  screening.facts.upload_id = "s2";
  screening.candidates = screening.matches;
  ASSERT_TRUE(ledger_->CommitScreening(screening, {}).ok());
  const auto explained = explainer_.Explain(screening.id, 2);
  ASSERT_TRUE(explained.ok()) << explained.status();
  EXPECT_TRUE(explained->finds[0].is_candidate);
  EXPECT_THAT(explained->finds[0].words.strength, HasSubstr("no ground"));
}

TEST_F(ExplainerTest, OnlyTheFirstOfManyFindsHaveEvidence) {
  std::vector<uint32_t> many;
  for (int i = 0; i < 20; ++i) {
    const std::vector<uint32_t> song = index::Music(120, random_);
    Register(absl::StrCat("w", i), index::AudioOf(song));
    index::Join(many, song);
  }
  const takedown::Screening screening = Screen("s1", index::AudioOf(many));
  ASSERT_THAT(screening.matches, SizeIs(20));
  const auto all = explainer_.Explain(screening.id, 0);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_TRUE(all->finds[15].evidence.has_value());
  EXPECT_FALSE(all->finds[16].evidence.has_value());
  EXPECT_THAT(all->finds[16].missing, HasSubstr("number 17"));
  EXPECT_TRUE(explainer_.Explain(screening.id, 17).ok());
}

TEST_F(ExplainerTest, GoneFingerprintsAreNamedWithWhatRemains) {
  const MediaFingerprint song = index::AudioOf(index::Music(200, random_));
  const MediaFingerprint other = index::AudioOf(index::Music(200, random_));
  Register("song", song);
  Register("other", other);
  std::vector<uint32_t> both = song.audio_runs[0].chroma;
  index::Join(both, other.audio_runs[0].chroma);
  const takedown::Screening screening = Screen("s1", index::AudioOf(both));
  ASSERT_THAT(screening.matches, SizeIs(2));

  index::Batch withdrawal;
  ASSERT_TRUE(catalogue_.catalogue()
                  .WithdrawWork(**catalogue_.catalogue().FindWork({"song"}),
                                absl::UnixEpoch(), withdrawal)
                  .ok());
  ASSERT_TRUE(catalogue_.store().Apply(withdrawal).ok());
  const absl::Status withdrawn = explainer_.Explain(screening.id, 1).status();
  EXPECT_EQ(withdrawn.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(withdrawn.message()),
              AllOf(HasSubstr("withdrawn"), HasSubstr("remain"),
                    HasSubstr("works/song/references/r")));
  // The other is not concerned.
  const auto all = explainer_.Explain(screening.id, 0);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_FALSE(all->finds[0].evidence.has_value());
  EXPECT_THAT(all->finds[0].missing, HasSubstr("withdrawn"));
  EXPECT_TRUE(all->finds[1].evidence.has_value());

  index::Batch forgetting;
  index::UploadArchive::Forget(*screening.fingerprint, forgetting);
  ASSERT_TRUE(catalogue_.store().Apply(forgetting).ok());
  for (const int32_t find : {0, 2}) {
    const absl::Status forgotten =
        explainer_.Explain(screening.id, find).status();
    EXPECT_EQ(forgotten.code(), StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(forgotten.message()),
                AllOf(HasSubstr("retention"), HasSubstr("remain"),
                      HasSubstr("screenings/s1")));
  }
}

TEST_F(ExplainerTest, UnknownScreeningsAndFindsAreNamed) {
  EXPECT_EQ(explainer_.Explain({"none"}, 0).status().code(),
            StatusCode::kNotFound);
  const takedown::Screening screening =
      Screen("s1", index::AudioOf(index::Music(100, random_)));
  const auto nothing = explainer_.Explain(screening.id, 0);
  ASSERT_TRUE(nothing.ok()) << nothing.status();
  EXPECT_THAT(nothing->finds, IsEmpty());
  for (const int32_t find : {-1, 1}) {
    const absl::Status status = explainer_.Explain(screening.id, find).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(absl::StrCat("got ", find)));
  }
}

}  // namespace
}  // namespace earmark::service
