// Scans of earlier uploads and the end of their retention, on a real database
// with fingerprints that were never recorded, and a clock that the tests move.
#include "service/rescreener.h"

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/rocksdb_store.h"
#include "service/redecider.h"
#include "takedown/rights.h"
#include "tests/index/synthetic_media.h"
#include "tests/index/temporary_folder.h"

namespace earmark::service {
namespace {

using fingerprint::MediaFingerprint;
using takedown::Action;
using takedown::Screening;
using testing::HasSubstr;

constexpr absl::Duration kRetention = absl::Hours(90 * 24);

class RescreenerTest : public testing::Test {
 protected:
  RescreenerTest() {
    takedown::Owner owner;
    owner.id = {"sun"};
    owner.policy = {"review"};
    owner.create_time = owner.update_time = now_;
    index::Batch batch;
    rights_.CreateOwner(owner, batch);
    EXPECT_TRUE(store_->Apply(batch).ok());
  }

  // Registers one recording of a work of its own.
  index::Reference Register(const std::string& id,
                            const MediaFingerprint& media,
                            const std::string& policy = "") {
    index::Work work;
    work.id = {id};
    work.create_time = work.update_time = now_;
    index::Batch creation;
    catalogue_->CreateWork(work, creation);
    rights_.SetOwnerships(
        work.id, {},
        {takedown::Ownership{.owner = {"sun"}, .policy = {policy}}}, creation);
    EXPECT_TRUE(store_->Apply(creation).ok());
    index::Reference reference;
    reference.work = work.id;
    reference.id = {"r1"};
    reference.create_time = now_;
    index::Batch addition;
    const auto added = catalogue_->AddReference(reference, media, addition);
    EXPECT_TRUE(added.ok()) << added.status();
    EXPECT_TRUE(store_->Apply(addition).ok());
    return *added;
  }

  // Screens an upload as Screener does.
  takedown::ScreeningId Screen(const MediaFingerprint& media) {
    Screening screening;
    screening.id = {absl::StrCat("s", ++screenings_)};
    screening.audio = media.audio;
    screening.video = media.video;
    screening.facts.tenant = {"t"};
    screening.facts.upload_id = screening.id.value;
    screening.create_time = now_;
    const auto outcome = decider_.Decide(media, screening.facts);
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    screening.matches = outcome->matches;
    screening.decision = outcome->decision;
    index::Batch batch;
    screening.fingerprint = archive_->Add(
        {.screening = screening.id.value, .time = now_}, media, batch);
    EXPECT_TRUE(ledger_->CommitScreening(screening, batch).ok());
    return screening.id;
  }

  Screening Get(const takedown::ScreeningId& id) const {
    return **ledger_->FindScreening(id);
  }

  // Works off the queue; returns how many screenings were revised.
  uint64_t ScanAll() {
    uint64_t revised = 0;
    while (true) {
      const auto result = rescreener_.ScanNext({});
      EXPECT_TRUE(result.ok()) << result.status();
      if (!result.ok() || !result->scanned) return revised;
      EXPECT_TRUE(result->damage.ok()) << result->damage;
      revised += result->revised;
    }
  }

  // Makes the decisions that are due; returns how many were revised.
  uint64_t DecideAll() {
    uint64_t revised = 0;
    while (true) {
      const auto result = redecider_.DecideNext({});
      EXPECT_TRUE(result.ok()) << result.status();
      if (!result.ok() || !result->scanned) return revised;
      EXPECT_TRUE(result->damage.ok()) << result->damage;
      revised += result->revised;
    }
  }

  // Lets the work's use follow another policy from now on.
  void SetPolicy(const std::string& work, const std::string& policy) {
    const auto holds = rights_.OwnershipsOf({work});
    ASSERT_TRUE(holds.ok()) << holds.status();
    std::vector<takedown::Ownership> changed = *holds;
    changed.at(0).policy = {policy};
    index::Batch batch;
    rights_.SetOwnerships({work}, *holds, changed, batch);
    takedown::Redecisions::Add({.due = now_,
                                .subject = index::WorkId{work},
                                .cause = "Another policy."},
                               batch);
    ASSERT_TRUE(store_->Apply(batch).ok());
  }

  MediaFingerprint Song() { return index::AudioOf(index::Music(400, random_)); }

  // 12 s of `song`, re-encoded.
  MediaFingerprint PartOf(const MediaFingerprint& song) {
    const std::vector<uint32_t>& chroma = song.audio_runs[0].chroma;
    const std::vector<uint32_t> part(chroma.begin() + 100,
                                     chroma.begin() + 200);
    return index::AudioOf(index::WithErrors(part, 30, random_));
  }

  // The same beside a picture that is nobody's.
  MediaFingerprint UnderAPicture(const MediaFingerprint& song) {
    MediaFingerprint media = PartOf(song);
    media.video.state = fingerprint::Coverage::State::kSeen;
    media.video.seen = media.video.total = media.audio.total;
    return media;
  }

  std::mt19937 random_{3};
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  int screenings_ = 0;
  index::TemporaryFolder folder_;
  const std::unique_ptr<index::RocksDbStore> store_ =
      *index::RocksDbStore::Open({.path = folder_ / "db", .page_bits = 8});
  const std::unique_ptr<index::Catalogue> catalogue_ =
      *index::Catalogue::Open(*store_);
  const std::unique_ptr<index::UploadArchive> archive_ =
      *index::UploadArchive::Open(*store_);
  const std::unique_ptr<takedown::Ledger> ledger_ =
      *takedown::Ledger::Open(*store_);
  const takedown::Rights rights_{*store_};
  const index::Matcher matcher_{*store_, {}};
  const takedown::WorkUses uses_{*store_};
  const Decider decider_{
      {matcher_, *catalogue_, rights_, uses_, {}, {}, [this] { return now_; }}};
  FloodGuard flood_guard_{{uses_,
                           rights_,
                           *ledger_,
                           {.fewest_accounts = 2},
                           [this] { return now_; },
                           [] {}}};
  index::ScanQueue scans_{*store_};
  const index::UploadSearch search_{*store_, *archive_};
  InFlight in_flight_;
  Rescreener rescreener_{{*catalogue_, scans_, *archive_, search_, rights_,
                          decider_, *ledger_, in_flight_, flood_guard_,
                          kRetention, [this] { return now_; }}};
  takedown::Redecisions redecisions_{*store_};
  Redecider redecider_{{redecisions_, uses_, rights_, decider_, *ledger_,
                        in_flight_, [this] { return now_; }}};
};

TEST_F(RescreenerTest, WorkThatComesLaterIsFoundInTheUpload) {
  const MediaFingerprint song = Song();
  const takedown::ScreeningId id = Screen(PartOf(song));
  const takedown::ScreeningId other = Screen(Song());
  const Screening before = Get(id);
  ASSERT_EQ(before.decision.action, Action::kAllow);
  now_ += absl::Hours(24);
  Register("song", song);
  EXPECT_EQ(ScanAll(), 1);

  const Screening after = Get(id);
  EXPECT_EQ(after.decision.revision, 2);
  EXPECT_EQ(after.decision.action, Action::kReview);
  ASSERT_EQ(after.matches.size(), 1);
  EXPECT_EQ(after.matches[0].work.value, "song");
  ASSERT_EQ(after.earlier_decisions.size(), 1);
  EXPECT_EQ(after.earlier_decisions[0].decision, before.decision);
  EXPECT_EQ(after.earlier_decisions[0].end_time, now_);
  EXPECT_THAT(after.earlier_decisions[0].cause,
              HasSubstr("works/song/references/r1"));
  EXPECT_EQ(Get(other).decision.revision, 1);
  EXPECT_EQ(*scans_.Count(), 0);
}

// By "urhdag", which gives uploaders in Germany 48 hours to flag a use that is
// blocked after the upload.
TEST_F(RescreenerTest, LateFindMayBeTreatedMildlyForATime) {
  const MediaFingerprint song = Song();
  const takedown::ScreeningId early = Screen(UnderAPicture(song));
  now_ += absl::Hours(24);
  Register("song", song, "urhdag");
  EXPECT_EQ(ScanAll(), 1);
  const takedown::ScreeningId late = Screen(UnderAPicture(song));
  using Places = std::vector<takedown::Decision::TerritoryAction>;
  const Places mild = {{"001", Action::kReview}, {"DE", Action::kTrack}};
  const Places strict = {{"001", Action::kReview}};
  EXPECT_EQ(Get(early).decision.territory_actions, mild);
  EXPECT_EQ(Get(late).decision.territory_actions, strict);

  now_ += absl::Hours(48) - absl::Microseconds(1);
  EXPECT_EQ(DecideAll(), 0);
  EXPECT_EQ(Get(early).decision.territory_actions, mild);
  now_ += absl::Hours(1);
  EXPECT_EQ(DecideAll(), 1);
  const Screening after = Get(early);
  EXPECT_EQ(after.decision.territory_actions, strict);
  EXPECT_EQ(after.decision.revision, 3);
  EXPECT_THAT(after.earlier_decisions[1].cause, HasSubstr("time passed"));
  EXPECT_EQ(Get(late).decision.revision, 1);
  now_ += absl::Hours(24 * 365);
  EXPECT_EQ(DecideAll(), 0);
}

TEST_F(RescreenerTest, TimeOfALateFindCountsFromTheFindNotFromThePolicy) {
  const MediaFingerprint song = Song();
  const takedown::ScreeningId id = Screen(UnderAPicture(song));
  now_ += absl::Hours(24);
  Register("song", song);
  EXPECT_EQ(ScanAll(), 1);
  now_ += absl::Hours(47);
  SetPolicy("song", "urhdag");
  EXPECT_EQ(DecideAll(), 1);
  EXPECT_EQ(Get(id).decision.territory_actions.size(), 2);
  // At 48 hours, rounded up to the hour.
  now_ += absl::Hours(2);
  EXPECT_EQ(DecideAll(), 1);
  EXPECT_EQ(Get(id).decision.territory_actions.size(), 1);
}

TEST_F(RescreenerTest, BoundThatChangesNothingLeadsToTheNext) {
  constexpr int64_t kHourUs = 3'600'000'000;
  takedown::StoredPolicy policy;
  policy.policy.id = {"sun-policy"};
  policy.policy.otherwise = Action::kReview;
  policy.policy.rules = {
      {.name = "picture",
       .action = Action::kAllow,
       .modality = fingerprint::Modality::kVideo,
       .since_late_find_us = takedown::Range<int64_t>{0, kHourUs - 1}},
      {.name = "sound",
       .action = Action::kTrack,
       .since_late_find_us = takedown::Range<int64_t>{0, 5 * kHourUs - 1}}};
  policy.create_time = policy.update_time = now_;
  index::Batch batch;
  rights_.AddPolicy(policy, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());

  const MediaFingerprint song = Song();
  const takedown::ScreeningId id = Screen(PartOf(song));
  now_ += absl::Hours(1);
  Register("song", song, "sun-policy");
  EXPECT_EQ(ScanAll(), 1);
  EXPECT_EQ(Get(id).decision.action, Action::kTrack);
  now_ += absl::Hours(2);
  EXPECT_EQ(DecideAll(), 0);
  now_ += absl::Hours(4);
  EXPECT_EQ(DecideAll(), 1);
  EXPECT_EQ(Get(id).decision.action, Action::kReview);
}

TEST_F(RescreenerTest, AnswerIsThatOfAnUploadOfToday) {
  const MediaFingerprint song = Song();
  const MediaFingerprint part = PartOf(song);
  const Screening early = Get(Screen(part));
  Register("song", song);
  ScanAll();
  const Screening late = Get(Screen(part));
  EXPECT_EQ(Get(early.id).matches, late.matches);
  EXPECT_EQ(Get(early.id).decision.reasons, late.decision.reasons);
}

TEST_F(RescreenerTest, SecondScanIsNoNews) {
  const MediaFingerprint song = Song();
  const takedown::ScreeningId id = Screen(PartOf(song));
  const index::Reference reference = Register("song", song);
  EXPECT_EQ(ScanAll(), 1);
  index::Batch batch;
  index::ScanQueue::Add(reference.number, batch);
  ASSERT_TRUE(store_->Apply(batch).ok());
  EXPECT_EQ(ScanAll(), 0);
  EXPECT_EQ(Get(id).decision.revision, 2);
}

TEST_F(RescreenerTest, UnrelatedWorkIsNoNews) {
  const MediaFingerprint song = Song();
  const takedown::ScreeningId id = Screen(PartOf(song));
  Register("song", song);
  ScanAll();
  Register("another", Song());
  EXPECT_EQ(ScanAll(), 0);
  EXPECT_EQ(Get(id).decision.revision, 2);
}

TEST_F(RescreenerTest, ReferenceThatLeftTheIndexIsNotSearchedFor) {
  const MediaFingerprint song = Song();
  const takedown::ScreeningId id = Screen(PartOf(song));
  const index::Reference reference = Register("song", song);
  index::Batch batch;
  const auto disabled = catalogue_->DisableReference(reference, now_, batch);
  ASSERT_TRUE(disabled.ok() && store_->Apply(batch).ok());
  EXPECT_EQ(*scans_.Count(), 0);
  EXPECT_EQ(ScanAll(), 0);
  EXPECT_EQ(Get(id).decision.revision, 1);

  index::Batch again;
  ASSERT_TRUE(catalogue_->EnableReference(*disabled, now_, again).ok());
  ASSERT_TRUE(store_->Apply(again).ok());
  EXPECT_EQ(ScanAll(), 1);
  EXPECT_EQ(Get(id).decision.revision, 2);
}

TEST_F(RescreenerTest, StoppedScanIsBegunAgain) {
  const MediaFingerprint song = Song();
  const takedown::ScreeningId id = Screen(PartOf(song));
  Register("song", song);
  fingerprint::Cancellation stop;
  stop.Cancel();
  EXPECT_TRUE(absl::IsCancelled(rescreener_.ScanNext(stop).status()));
  EXPECT_EQ(*scans_.Count(), 1);
  EXPECT_EQ(ScanAll(), 1);
  EXPECT_EQ(Get(id).decision.revision, 2);
}

TEST_F(RescreenerTest, DamagedUploadIsLeftOutAndTold) {
  const MediaFingerprint song = Song();
  const takedown::ScreeningId damaged = Screen(PartOf(song));
  const takedown::ScreeningId good = Screen(PartOf(song));
  Register("song", song);
  index::Batch batch;
  batch.Put(index::Table::kScreenings, damaged.value, "no record");
  ASSERT_TRUE(store_->Apply(batch).ok());
  const auto result = rescreener_.ScanNext({});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(absl::IsDataLoss(result->damage));
  EXPECT_EQ(result->revised, 1);
  EXPECT_EQ(Get(good).decision.revision, 2);
  EXPECT_EQ(*scans_.Count(), 0);
}

TEST_F(RescreenerTest, UploadsAreForgottenAfterTheRetention) {
  const MediaFingerprint song = Song();
  const takedown::ScreeningId old = Screen(PartOf(song));
  now_ += absl::Hours(24);
  const takedown::ScreeningId young = Screen(PartOf(song));
  now_ += kRetention - absl::Hours(12);
  EXPECT_EQ(*rescreener_.ForgetOld({}), 1);
  EXPECT_EQ(*rescreener_.ForgetOld({}), 0);
  EXPECT_FALSE(archive_->ReadFingerprint(*Get(old).fingerprint)->has_value());
  EXPECT_TRUE(archive_->ReadFingerprint(*Get(young).fingerprint)->has_value());
  Register("song", song);
  EXPECT_EQ(ScanAll(), 1);
  EXPECT_EQ(Get(old).decision.revision, 1);
  EXPECT_EQ(Get(young).decision.revision, 2);
}

}  // namespace
}  // namespace earmark::service
