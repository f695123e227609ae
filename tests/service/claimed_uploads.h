// Uploads that were never sent: what is found in them is said, and rights,
// decisions and claims are real, on a real database.
#ifndef EARMARK_TESTS_SERVICE_CLAIMED_UPLOADS_H_
#define EARMARK_TESTS_SERVICE_CLAIMED_UPLOADS_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "index/catalogue.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"
#include "service/claim_desk.h"
#include "service/decider.h"
#include "service/moderation.h"
#include "service/notice_desk.h"
#include "service/review_desk.h"
#include "service/screening_changer.h"
#include "takedown/case_index.h"
#include "takedown/claim.h"
#include "takedown/claim_index.h"
#include "takedown/ledger.h"
#include "takedown/notice_book.h"
#include "takedown/random_bytes.h"
#include "takedown/redecision.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"
#include "takedown/unread_files.h"
#include "takedown/work_uses.h"
#include "tests/index/temporary_folder.h"

namespace earmark::service {

inline const index::WorkId kLark{"lark"};

// The lark belongs to sun, who wants it taken down, and a little to moon, who
// wants to know of uses.
class ClaimedUploads : public testing::Test {
 protected:
  ClaimedUploads() {
    AddOwner("sun", "takedown");
    AddOwner("moon", "track");
    index::Batch batch;
    rights_.SetOwnerships(kLark, {},
                          {{.owner = {"sun"}}, {.owner = {"moon"}, .share = 1}},
                          batch);
    EXPECT_TRUE(store_->Apply(batch).ok());
  }

  void AddOwner(const std::string& id, const std::string& policy) {
    takedown::Owner owner;
    owner.id = {id};
    owner.policy = {policy};
    owner.trust = takedown::Owner::Trust::kTrusted;
    owner.create_time = owner.update_time = now_;
    index::Batch batch;
    rights_.CreateOwner(owner, batch);
    EXPECT_TRUE(store_->Apply(batch).ok());
  }

  // Stands for a sender of notices.
  static std::string Token(const std::string& sender) {
    return absl::StrCat("token-of-", sender);
  }

  // Whoever registered the lark attests that it is its owner's alone, or not.
  void SetAttested(bool attested) {
    const takedown::ReferenceRights before =
        *rights_.FindReferenceRights(kLark, {"r1"});
    takedown::ReferenceRights after = before;
    after.attested = attested;
    ++after.revision;
    index::Batch batch;
    rights_.SetReferenceRights(kLark, {"r1"}, before, after, batch);
    EXPECT_TRUE(store_->Apply(batch).ok());
  }

  // An upload in which the lark was found for 30 s.
  takedown::ScreeningId Screen(const std::string& account_token = "fan") {
    takedown::Screening screening;
    screening.id = {absl::StrCat("s", ++screenings_)};
    screening.facts.tenant = {"t"};
    screening.facts.upload_id = screening.id.value;
    screening.facts.account_token = account_token;
    screening.content = content_;
    screening.facts.territories = territories_;
    screening.facts.purpose = purpose_;
    screening.create_time = now_;
    screening.audio = {fingerprint::Coverage::State::kSeen,
                       std::chrono::seconds(30), std::chrono::seconds(30), ""};
    screening.video.state = fingerprint::Coverage::State::kAbsent;
    index::Match match;
    match.work = kLark;
    match.reference = {"r1"};
    match.query.end = match.reference_range.end = std::chrono::seconds(30);
    screening.matches = {match};
    const takedown::Outcome outcome = *decider_.DecideAgain(screening);
    screening.decision = outcome.decision;
    screening.claims = outcome.claims;
    EXPECT_TRUE(ledger_->CommitScreening(screening).ok());
    return screening.id;
  }

  takedown::Screening Get(const takedown::ScreeningId& id) const {
    return **ledger_->FindScreening(id);
  }

  takedown::ClaimRecord Claims(const std::string& owner) const {
    return (*rights_.FindOwner({owner}))->claims;
  }

  index::TemporaryFolder folder_;
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  takedown::Clock clock_ = [this] { return now_; };
  // Of uploads.
  index::ContentDigest content_{};
  // Of publication.
  takedown::TerritorySet territories_;
  takedown::Purpose purpose_ = takedown::Purpose::kNone;
  int screenings_ = 0;
  const std::unique_ptr<index::RocksDbStore> store_ =
      *index::RocksDbStore::Open({.path = folder_ / "db", .page_bits = 8});
  const std::unique_ptr<index::Catalogue> catalogue_ =
      *index::Catalogue::Open(*store_);
  const std::unique_ptr<takedown::Ledger> ledger_ =
      *takedown::Ledger::Open(*store_);
  const takedown::Rights rights_{*store_};
  const takedown::WorkUses uses_{*store_};
  const index::Matcher matcher_{*store_, {}};
  const takedown::ClaimSettings claim_settings_;
  const Decider decider_{
      {matcher_, *catalogue_, rights_, uses_, {}, claim_settings_, clock_}};
  takedown::Redecisions redecisions_{*store_};
  takedown::TimeOrderedIds ids_{clock_, takedown::SystemRandomBytes};
  const takedown::NoticeBook notice_book_{*store_};
  NoticeDesk notices_{{notice_book_,
                       decider_,
                       *ledger_,
                       ids_,
                       [](const std::string& sender) { return Token(sender); },
                       {"t"},
                       claim_settings_.clocks,
                       {},
                       clock_}};
  // How often an owner lost its trust.
  int changes_ = 0;
  const ScreeningChanger changer_{
      {rights_, decider_, *ledger_, clock_, [this] { ++changes_; }}};
  Moderation moderation_{{changer_, claim_settings_.clocks, {}, clock_}};
  takedown::UnreadFileCases unread_files_{*store_};
  const takedown::ClaimIndex claim_index_{*store_};
  ClaimDesk claims_{{changer_,
                     claim_index_,
                     *ledger_,
                     claim_settings_.clocks,
                     {},
                     {},
                     clock_}};
  const takedown::CaseIndex case_index_{*store_};
  ReviewDesk reviews_{{case_index_,
                       claims_,
                       decider_,
                       rights_,
                       notices_,
                       moderation_,
                       unread_files_,
                       *ledger_,
                       {},
                       clock_}};
};

}  // namespace earmark::service

#endif  // EARMARK_TESTS_SERVICE_CLAIMED_UPLOADS_H_
