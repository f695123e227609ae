#include "index/catalogue.h"

#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"
#include "tests/index/synthetic_media.h"
#include "tests/index/temporary_folder.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr int kThreads = 4;
const absl::Time kLater = kNow + absl::Hours(1);

class CatalogueTest : public testing::Test {
 protected:
  CatalogueTest()
      : store_(*RocksDbStore::Open({.path = folder_.path() + "/db"})),
        catalogue_(*Catalogue::Open(*store_)) {}

  Work MakeWork(const std::string& id) {
    Work work;
    work.id = WorkId{id};
    work.create_time = work.update_time = kNow;
    Batch batch;
    catalogue_->CreateWork(work, batch);
    EXPECT_TRUE(store_->Apply(batch).ok());
    return work;
  }

  // A reference of `media`, whose id and content follow from `seed`.
  absl::StatusOr<Reference> Prepare(const std::string& work, uint8_t seed,
                                    const MediaFingerprint& media,
                                    Batch& batch) {
    Reference reference;
    reference.work = WorkId{work};
    reference.content.fill(seed);
    reference.id = Catalogue::ReferenceIdOf(reference.content);
    reference.create_time = kNow;
    return catalogue_->AddReference(reference, media, batch);
  }

  Reference Add(const std::string& work, uint8_t seed,
                const MediaFingerprint& media) {
    Batch batch;
    const auto reference = Prepare(work, seed, media, batch);
    EXPECT_TRUE(reference.ok()) << reference.status();
    EXPECT_TRUE(store_->Apply(batch).ok());
    return *reference;
  }

  // The works found in `media`.
  std::vector<std::string> Find(const MediaFingerprint& media) {
    const auto finds = Matcher(*store_, {}).Find(media);
    std::vector<std::string> works;
    EXPECT_TRUE(finds.ok()) << finds.status();
    if (!finds.ok()) return works;
    for (const Match& match : finds->matches) works.push_back(match.work.value);
    return works;
  }

  TemporaryFolder folder_;
  std::unique_ptr<RocksDbStore> store_;
  std::unique_ptr<Catalogue> catalogue_;
  std::mt19937 random_{1};
  const MediaFingerprint song_ = AudioOf(Music(300, random_));
};

TEST_F(CatalogueTest, WorkIsCreatedOnce) {
  const Work work = MakeWork("w");
  EXPECT_EQ((*catalogue_->FindWork(WorkId{"w"}))->create_time, kNow);
  EXPECT_FALSE(catalogue_->FindWork(WorkId{"x"})->has_value());
  Batch again;
  catalogue_->CreateWork(work, again);
  EXPECT_EQ(store_->Apply(again).code(), absl::StatusCode::kAborted);
}

TEST_F(CatalogueTest, UpdateOfAnOldStateIsAborted) {
  const Work before = MakeWork("w");
  Work after = before;
  after.title = "new";
  after.revision = 2;
  Batch first;
  catalogue_->UpdateWork(before, after, first);
  EXPECT_TRUE(store_->Apply(first).ok());
  Batch second;
  catalogue_->UpdateWork(before, after, second);
  EXPECT_EQ(store_->Apply(second).code(), absl::StatusCode::kAborted);
  EXPECT_EQ((*catalogue_->FindWork(WorkId{"w"}))->title, "new");
}

TEST_F(CatalogueTest, PagesFollowEachOther) {
  for (const char* id : {"a", "b", "c"}) MakeWork(id);
  const auto first = catalogue_->ListWorks("", 2);
  ASSERT_THAT(first->items, SizeIs(2));
  const auto second = catalogue_->ListWorks(first->next, 2);
  ASSERT_THAT(second->items, SizeIs(1));
  EXPECT_EQ(second->items[0].id.value, "c");
  EXPECT_THAT(second->next, IsEmpty());
}

TEST_F(CatalogueTest, ReferencesOfOtherWorksAreNotListed) {
  for (const char* id : {"a", "ab"}) {
    MakeWork(id);
    Add(id, 1, song_);
    Add(id, 2, song_);
  }
  const auto first = catalogue_->ListReferences(WorkId{"a"}, "", 1);
  ASSERT_THAT(first->items, SizeIs(1));
  const auto second = catalogue_->ListReferences(WorkId{"a"}, first->next, 9);
  ASSERT_THAT(second->items, SizeIs(1));
  EXPECT_EQ(second->items[0].work.value, "a");
  EXPECT_NE(second->items[0].id, first->items[0].id);
}

TEST_F(CatalogueTest, ReferenceIsFoundOnceItIsAdded) {
  MakeWork("w");
  EXPECT_THAT(Find(song_), IsEmpty());
  const Reference reference = Add("w", 1, song_);
  EXPECT_EQ(reference.duration, song_.duration);
  EXPECT_THAT(Find(song_), ElementsAre("w"));
  EXPECT_TRUE(
      catalogue_->FindReference(WorkId{"w"}, reference.id)->has_value());
}

TEST_F(CatalogueTest, SameContentOfAWorkIsOneReference) {
  MakeWork("w");
  Add("w", 1, song_);
  Batch batch;
  ASSERT_TRUE(Prepare("w", 1, song_, batch).ok());
  EXPECT_EQ(store_->Apply(batch).code(), absl::StatusCode::kAborted);
}

TEST_F(CatalogueTest, ReferenceNeedsAnActiveWork) {
  Batch batch;
  EXPECT_EQ(Prepare("none", 1, song_, batch).status().code(),
            absl::StatusCode::kNotFound);
  const Work work = MakeWork("w");
  ASSERT_TRUE(catalogue_->WithdrawWork(work, kLater, batch).ok());
  ASSERT_TRUE(store_->Apply(batch).ok());
  EXPECT_EQ(Prepare("w", 1, song_, batch).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(CatalogueTest, WithdrawnWorkIsGoneWithAllItsReferences) {
  MakeWork("w");
  const Reference one = Add("w", 1, song_);
  const MediaFingerprint other = AudioOf(Music(300, random_));
  Add("w", 2, other);
  const Work work = **catalogue_->FindWork(WorkId{"w"});
  Batch batch;
  ASSERT_TRUE(catalogue_->WithdrawWork(work, kLater, batch).ok());
  ASSERT_TRUE(store_->Apply(batch).ok());

  EXPECT_THAT(Find(song_), IsEmpty());
  EXPECT_THAT(Find(other), IsEmpty());
  EXPECT_EQ((*catalogue_->FindWork(WorkId{"w"}))->state,
            Work::State::kWithdrawn);
  EXPECT_EQ((*catalogue_->FindReference(WorkId{"w"}, one.id))->state,
            Reference::State::kWithdrawn);
  size_t fingerprints = 0;
  ASSERT_TRUE(store_
                  ->Scan(Table::kFingerprints, {},
                         [&](std::string_view, std::string_view) {
                           ++fingerprints;
                           return true;
                         })
                  .ok());
  EXPECT_EQ(fingerprints, 0u);
  Batch again;
  EXPECT_EQ(
      catalogue_
          ->WithdrawWork(**catalogue_->FindWork(WorkId{"w"}), kLater, again)
          .code(),
      absl::StatusCode::kFailedPrecondition);
}

TEST_F(CatalogueTest, ReferenceAddedMeanwhileStopsAWithdrawal) {
  const Work work = MakeWork("w");
  Batch withdrawal;
  ASSERT_TRUE(catalogue_->WithdrawWork(work, kLater, withdrawal).ok());
  Add("w", 1, song_);
  EXPECT_EQ(store_->Apply(withdrawal).code(), absl::StatusCode::kAborted);
}

TEST_F(CatalogueTest, WithdrawalStopsAReferenceAddedMeanwhile) {
  const Work work = MakeWork("w");
  Batch addition;
  ASSERT_TRUE(Prepare("w", 1, song_, addition).ok());
  Batch withdrawal;
  ASSERT_TRUE(catalogue_->WithdrawWork(work, kLater, withdrawal).ok());
  ASSERT_TRUE(store_->Apply(withdrawal).ok());
  EXPECT_EQ(store_->Apply(addition).code(), absl::StatusCode::kAborted);
}

TEST_F(CatalogueTest, DisabledReferenceIsNotFoundUntilItIsEnabled) {
  MakeWork("w");
  const Reference added = Add("w", 1, song_);
  Batch batch;
  const auto disabled = catalogue_->DisableReference(added, kLater, batch);
  ASSERT_TRUE(disabled.ok()) << disabled.status();
  ASSERT_TRUE(store_->Apply(batch).ok());
  EXPECT_THAT(Find(song_), IsEmpty());
  Batch twice;
  EXPECT_FALSE(catalogue_->DisableReference(*disabled, kLater, twice).ok());

  Batch enabling;
  const auto enabled = catalogue_->EnableReference(*disabled, kLater, enabling);
  ASSERT_TRUE(enabled.ok()) << enabled.status();
  ASSERT_TRUE(store_->Apply(enabling).ok());
  EXPECT_THAT(Find(song_), ElementsAre("w"));
  EXPECT_NE(enabled->number, added.number);
  EXPECT_FALSE(catalogue_->EnableReference(*enabled, kLater, enabling).ok());
}

TEST_F(CatalogueTest, NumbersAreNeverUsedAgain) {
  MakeWork("w");
  const Reference first = Add("w", 1, song_);
  Batch batch;
  ASSERT_TRUE(
      catalogue_
          ->WithdrawWork(**catalogue_->FindWork(WorkId{"w"}), kLater, batch)
          .ok());
  ASSERT_TRUE(store_->Apply(batch).ok());
  catalogue_ = *Catalogue::Open(*store_);
  MakeWork("v");
  EXPECT_GT(Add("v", 1, song_).number, first.number);
}

TEST_F(CatalogueTest, ReferencesOfDifferentWorksAreAddedAtOnce) {
  for (int i = 0; i < kThreads; ++i) MakeWork(absl::StrCat("w", i));
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i] { Add(absl::StrCat("w", i), 1, song_); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(Find(song_),
              testing::UnorderedElementsAre("w0", "w1", "w2", "w3"));
}

TEST_F(CatalogueTest, WhatCannotBeFoundAgainIsRefused) {
  MakeWork("w");
  const auto refused = [&](const MediaFingerprint& media) {
    Batch batch;
    const auto added = Prepare("w", 1, media, batch);
    return added.status().code() == absl::StatusCode::kInvalidArgument &&
           batch.additions().empty() && batch.writes().empty();
  };
  EXPECT_TRUE(refused({}));
  EXPECT_TRUE(refused(AudioOf({})));
  EXPECT_TRUE(refused(AudioOf(Music(10, random_))));
  EXPECT_TRUE(refused(AudioOf(std::vector<uint32_t>(500, 627964279))));
  EXPECT_TRUE(refused(AudioOf(
      WithErrors(std::vector<uint32_t>(500, 627964279), 110, random_))));
  EXPECT_TRUE(refused(VideoOf(Film(4, 200, random_))));
  EXPECT_TRUE(refused(VideoOf(Film(400, 0, random_))));
  EXPECT_FALSE(refused(AudioOf(Music(60, random_))));
  EXPECT_FALSE(refused(VideoOf(Film(60, 100, random_))));
}

TEST_F(CatalogueTest, SongUnderAStillIsNotFoundByTheStill) {
  MakeWork("w");
  const MediaFingerprint still = VideoOf(Film(100, 0, random_));
  Add("w", 1, Both(song_, still));
  EXPECT_THAT(Find(still), IsEmpty());
  EXPECT_THAT(Find(song_), ElementsAre("w"));
}

}  // namespace
}  // namespace earmark::index
