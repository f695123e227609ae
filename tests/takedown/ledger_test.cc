#include "takedown/ledger.h"

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/keys.h"
#include "takedown/internal/sha256.h"
#include "takedown/internal/takedown_records.h"
#include "takedown/revision.h"
#include "takedown/rights.h"
#include "takedown/work_uses.h"
#include "tests/takedown/sample_records.h"
#include "tests/takedown/test_database.h"

namespace earmark::takedown {
namespace {

using index::SequenceKey;
using index::Table;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const TenantId kTenant = {"tenant"};

// More than two pages of VerifyAudit.
constexpr uint64_t kEvents = 2500;

// Of the tests with threads.
constexpr int kThreads = 8;
constexpr int kCommits = 12;  // of each thread
constexpr int kRounds = 10;

Event OwnerEvent(const std::string& id, const std::string& request_id = "") {
  Event event = SampleEvent();
  event.resource = absl::StrCat("owners/", id);
  event.request_id = request_id;
  return event;
}

absl::Status CreateOwner(Ledger& ledger, index::Store& store,
                         const std::string& id,
                         const std::string& request_id = "") {
  Owner owner = SampleOwner();
  owner.id = {id};
  index::Batch batch;
  Rights(store).CreateOwner(owner, batch);
  return ledger.Commit(batch, OwnerEvent(id, request_id));
}

std::vector<std::string> IdsOf(const index::Page<Screening>& page) {
  std::vector<std::string> ids;
  for (const Screening& screening : page.items) {
    ids.push_back(screening.id.value);
  }
  return ids;
}

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() { OpenLedger(); }

  void OpenLedger() {
    auto opened = Ledger::Open(store());
    ASSERT_TRUE(opened.ok()) << opened.status();
    ledger_ = *std::move(opened);
  }

  void Reopen() {
    ledger_.reset();
    database_.Reopen();
    OpenLedger();
  }

  index::Store& store() { return database_.store(); }

  absl::Status CreateOwner(const std::string& id,
                           const std::string& request_id = "") {
    return takedown::CreateOwner(*ledger_, store(), id, request_id);
  }

  void PutRaw(Table table, const std::string& key, const std::string& value) {
    index::Batch batch;
    batch.Put(table, key, value);
    ASSERT_TRUE(store().Apply(batch).ok());
  }

  std::string Raw(Table table, const std::string& key) {
    return **store().Get(table, key);
  }

  TestDatabase database_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LedgerTest, EmptyLogIsValid) {
  EXPECT_EQ(*ledger_->VerifyAudit(), 0);
  Reopen();
  EXPECT_EQ(*ledger_->VerifyAudit(), 0);
}

TEST_F(LedgerTest, EachCommitHasItsAuditEventAndOutboxEntry) {
  ASSERT_TRUE(CreateOwner("a", "request-1").ok());
  ASSERT_TRUE(CreateOwner("b").ok());
  EXPECT_EQ(*ledger_->VerifyAudit(), 2);

  const std::string first = Raw(Table::kAudit, SequenceKey(1));
  const std::string second = Raw(Table::kAudit, SequenceKey(2));
  const AuditEntry entry = *DecodeAuditEntry(first);
  EXPECT_EQ(entry.event.kind, EventKind::kOwnerCreated);
  EXPECT_EQ(entry.event.resource, "owners/a");
  EXPECT_EQ(entry.event.time, SampleEvent().time);
  EXPECT_EQ(entry.event.request_id, "request-1");
  EXPECT_EQ(entry.previous_hash, index::ContentDigest{});
  EXPECT_EQ(DecodeAuditEntry(second)->previous_hash, Sha256(first));
  EXPECT_EQ(DecodeOutboxEntry(Raw(Table::kOutbox, SequenceKey(2)))->resource,
            "owners/b");
}

TEST_F(LedgerTest, LogGoesOnAfterReopening) {
  ASSERT_TRUE(CreateOwner("a").ok());
  ASSERT_TRUE(ledger_->CommitScreening(SampleScreening(1)).ok());
  Reopen();
  EXPECT_EQ(*ledger_->VerifyAudit(), 2);
  ASSERT_TRUE(CreateOwner("b").ok());
  Reopen();
  EXPECT_EQ(*ledger_->VerifyAudit(), 3);
  EXPECT_EQ(**ledger_->FindScreening(SampleScreening(1).id),
            SampleScreening(1));
}

TEST_F(LedgerTest, FailedGuardChangesNothing) {
  ASSERT_TRUE(CreateOwner("a").ok());
  const absl::Status again = CreateOwner("a");
  EXPECT_TRUE(absl::IsAborted(again)) << again;
  EXPECT_THAT(std::string(again.message()), HasSubstr("owners/a"));
  EXPECT_EQ(*ledger_->VerifyAudit(), 1);
  EXPECT_EQ(*store().Get(Table::kOutbox, SequenceKey(2)), std::nullopt);
  EXPECT_TRUE(CreateOwner("b").ok());
}

TEST_F(LedgerTest, RequestIdIsGoodForOneRequestOnly) {
  index::ContentDigest other = SampleEvent().request;
  other[0] ^= 1;
  EXPECT_FALSE(*ledger_->WasCommitted("request-1", SampleEvent().request));
  ASSERT_TRUE(CreateOwner("a", "request-1").ok());
  EXPECT_TRUE(*ledger_->WasCommitted("request-1", SampleEvent().request));
  EXPECT_TRUE(absl::IsAlreadyExists(
      ledger_->WasCommitted("request-1", other).status()));

  // The very same request, raced: start over from the read.
  EXPECT_TRUE(absl::IsAborted(CreateOwner("b", "request-1")));
  Event event = OwnerEvent("b", "request-1");
  event.request = other;
  EXPECT_TRUE(absl::IsAlreadyExists(ledger_->Commit({}, event)));
  EXPECT_EQ(*ledger_->VerifyAudit(), 1);
  EXPECT_EQ(*Rights(store()).FindOwner({"b"}), std::nullopt);
}

TEST_F(LedgerTest, NoRequestIdIsNeverTaken) {
  ASSERT_TRUE(CreateOwner("a").ok());
  ASSERT_TRUE(CreateOwner("b").ok());
  EXPECT_FALSE(*ledger_->WasCommitted("", SampleEvent().request));
}

TEST_F(LedgerTest, EventThatCouldNotBeReadBackIsRefused) {
  Event event = OwnerEvent("a");
  event.resource = "owners/\xff";
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_->Commit({}, event)));
  event = OwnerEvent("a");
  event.time = absl::InfiniteFuture();
  EXPECT_TRUE(absl::IsInvalidArgument(ledger_->Commit({}, event)));
  EXPECT_EQ(*ledger_->VerifyAudit(), 0);
}

TEST_F(LedgerTest, ChangedEventIsFoundWhereTheChainBreaks) {
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    ASSERT_TRUE(CreateOwner(id).ok());
  }
  const std::string third = Raw(Table::kAudit, SequenceKey(3));
  AuditEntry forged = *DecodeAuditEntry(third);
  forged.event.resource = "owners/z";
  PutRaw(Table::kAudit, SequenceKey(3),
         EncodeAuditEntry(forged.event, forged.previous_hash));
  for (int i = 0; i < 2; ++i) {
    const absl::Status status = ledger_->VerifyAudit().status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("does not follow from the one before: 4"));
    Reopen();
  }
  PutRaw(Table::kAudit, SequenceKey(3), third);
  EXPECT_EQ(*ledger_->VerifyAudit(), 5);
}

TEST_F(LedgerTest, MissingEventIsFound) {
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(CreateOwner(id).ok());
  index::Batch batch;
  batch.Erase(Table::kAudit, SequenceKey(2));
  ASSERT_TRUE(store().Apply(batch).ok());
  const absl::Status status = ledger_->VerifyAudit().status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("is missing: 2"));
}

TEST_F(LedgerTest, UnreadableEventIsFoundAndNotExtended) {
  for (const char* id : {"a", "b"}) ASSERT_TRUE(CreateOwner(id).ok());
  PutRaw(Table::kAudit, SequenceKey(2), "\xff");
  const absl::Status status = ledger_->VerifyAudit().status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot be read: 2"));
  EXPECT_TRUE(absl::IsDataLoss(CreateOwner("c")));
  EXPECT_TRUE(absl::IsDataLoss(Ledger::Open(store()).status()));
}

TEST_F(LedgerTest, EndOfTheLogCannotBeTakenAwayUnseen) {
  for (const char* id : {"a", "b"}) ASSERT_TRUE(CreateOwner(id).ok());
  index::Batch batch;
  batch.Erase(Table::kAudit, SequenceKey(2));
  ASSERT_TRUE(store().Apply(batch).ok());
  const absl::Status status = ledger_->VerifyAudit().status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("is missing: 2"));
  EXPECT_TRUE(absl::IsDataLoss(CreateOwner("c")));
}

TEST_F(LedgerTest, LogOfManyPagesIsWalkedToItsEnd) {
  // Written past the ledger, in one batch.
  index::Batch batch;
  index::ContentDigest hash{};
  for (uint64_t sequence = 1; sequence <= kEvents; ++sequence) {
    const std::string record =
        EncodeAuditEntry(OwnerEvent(absl::StrCat("o", sequence)), hash);
    hash = Sha256(record);
    batch.Put(Table::kAudit, SequenceKey(sequence), record);
  }
  ASSERT_TRUE(store().Apply(batch).ok());
  EXPECT_EQ(*ledger_->VerifyAudit(), kEvents);
  const std::string record = Raw(Table::kAudit, SequenceKey(1024));
  PutRaw(Table::kAudit, SequenceKey(1024), record + std::string("\x32\0", 2));
  EXPECT_TRUE(absl::IsDataLoss(ledger_->VerifyAudit().status()));
}

TEST_F(LedgerTest, TwoLedgersShareOneChain) {
  auto other = Ledger::Open(store());
  ASSERT_TRUE(other.ok());
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(CreateOwner(absl::StrCat("a", i)).ok());
    ASSERT_TRUE(
        takedown::CreateOwner(**other, store(), absl::StrCat("b", i)).ok());
  }
  EXPECT_EQ(*ledger_->VerifyAudit(), 10);
  EXPECT_EQ(*(*other)->VerifyAudit(), 10);
  // A guard of the batch fails all the same.
  EXPECT_TRUE(absl::IsAborted(CreateOwner("b4")));
}

TEST_F(LedgerTest, CommitsOfManyThreadsMakeOneChain) {
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  std::atomic<int> failures = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kCommits; ++i) {
        if (!CreateOwner(absl::StrCat("o", t, "-", i)).ok()) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(*ledger_->VerifyAudit(), kThreads * kCommits);
  std::set<std::string> resources;
  for (int i = 1; i <= kThreads * kCommits; ++i) {
    resources.insert(
        DecodeAuditEntry(Raw(Table::kAudit, SequenceKey(i)))->event.resource);
  }
  EXPECT_THAT(resources, SizeIs(kThreads * kCommits));
}

TEST_F(LedgerTest, ScreeningIsFoundByIdAndByUpload) {
  const Screening screening = SampleScreening(1);
  EXPECT_EQ(*ledger_->FindScreening(screening.id), std::nullopt);
  EXPECT_EQ(*ledger_->FindUpload(screening.facts, screening.content),
            std::nullopt);
  const auto committed = ledger_->CommitScreening(screening);
  ASSERT_TRUE(committed.ok()) << committed.status();
  EXPECT_EQ(*committed, screening);
  EXPECT_EQ(**ledger_->FindScreening(screening.id), screening);
  EXPECT_EQ(**ledger_->FindUpload(screening.facts, screening.content),
            screening);
  EXPECT_EQ(
      DecodeAuditEntry(Raw(Table::kAudit, SequenceKey(1)))->event.resource,
      "screenings/" + screening.id.value);
}

TEST_F(LedgerTest, RevisionTakesThePlaceOfTheScreening) {
  const Screening first = SampleScreening(1);
  ASSERT_TRUE(ledger_->CommitScreening(first).ok());
  const absl::Time now = first.create_time + absl::Hours(48);
  const Screening second =
      Revise(first, Outcome(), now, "A work was withdrawn.");
  ASSERT_TRUE(ledger_->CommitRevision(first, second).ok());
  EXPECT_EQ(**ledger_->FindScreening(first.id), second);
  EXPECT_EQ(**ledger_->FindUpload(first.facts, first.content), second);
  const auto entry = DecodeAuditEntry(Raw(Table::kAudit, SequenceKey(2)));
  EXPECT_EQ(entry->event.kind, EventKind::kDecisionRevised);
  EXPECT_EQ(entry->event.resource, "screenings/" + first.id.value);
  EXPECT_EQ(entry->event.time, now);
  EXPECT_EQ(DecodeOutboxEntry(Raw(Table::kOutbox, SequenceKey(2)))->kind,
            EventKind::kDecisionRevised);
}

TEST_F(LedgerTest, WhatIsFoundAgainWasFoundWhenItWasFoundFirst) {
  const Screening first = SampleScreening(1);
  ASSERT_FALSE(first.matches.empty());
  ASSERT_TRUE(ledger_->CommitScreening(first).ok());
  index::Match late = first.matches[0];
  late.reference = {"late"};
  const auto outcome = [](std::vector<index::Match> matches) {
    return Outcome{
        .matches = std::move(matches), .candidates = {}, .decision = {}};
  };
  const absl::Time now = first.create_time + absl::Hours(1);
  const Screening lost = Revise(first, outcome({late}), now, "");
  ASSERT_TRUE(ledger_->CommitRevision(first, lost).ok());
  const Screening found =
      Revise(lost, outcome({late, first.matches[0]}), now + absl::Hours(1), "");
  ASSERT_TRUE(ledger_->CommitRevision(lost, found).ok());

  const WorkUses uses(store());
  const auto find_time = [&](const index::Match& match) {
    return *uses.FindTime(match.work, match.reference, first.id);
  };
  EXPECT_EQ(find_time(first.matches[0]), first.create_time);
  EXPECT_EQ(find_time(late), now);
}

TEST_F(LedgerTest, RevisionOfWhatIsThereNoMoreIsRefused) {
  const Screening first = SampleScreening(1);
  ASSERT_TRUE(ledger_->CommitScreening(first).ok());
  const auto revised = [&](Action action) {
    Outcome outcome;
    outcome.decision.action = action;
    return Revise(first, outcome, first.create_time, "");
  };
  ASSERT_TRUE(ledger_->CommitRevision(first, revised(Action::kTrack)).ok());
  EXPECT_TRUE(absl::IsAborted(
      ledger_->CommitRevision(first, revised(Action::kReview))));
  EXPECT_EQ((*ledger_->FindScreening(first.id))->decision.action,
            Action::kTrack);
  EXPECT_EQ(*ledger_->VerifyAudit(), 2);
}

TEST_F(LedgerTest, BatchIsCommittedWithTheScreeningOrNotAtAll) {
  const auto committed_with = [&](const Screening& screening,
                                  const std::string& key) {
    index::Batch batch;
    batch.Put(Table::kUploadFingerprints, key, "bytes");
    EXPECT_TRUE(ledger_->CommitScreening(screening, batch).ok());
    return store().Get(Table::kUploadFingerprints, key)->has_value();
  };
  EXPECT_TRUE(committed_with(SampleScreening(1), "first"));
  // The same upload again is answered with the screening that is there.
  EXPECT_FALSE(committed_with(SampleScreening(1), "second"));
}

TEST_F(LedgerTest, SameUploadAgainGetsTheFirstScreening) {
  const Screening first = SampleScreening(1);
  ASSERT_TRUE(ledger_->CommitScreening(first).ok());
  Screening again = SampleScreening(2);
  again.facts = first.facts;
  again.content = first.content;
  const auto committed = ledger_->CommitScreening(again);
  ASSERT_TRUE(committed.ok()) << committed.status();
  EXPECT_EQ(*committed, first);
  EXPECT_EQ(*ledger_->FindScreening(again.id), std::nullopt);
  EXPECT_EQ(*ledger_->VerifyAudit(), 1);
}

TEST_F(LedgerTest, OtherContentOrFactsUnderAnUploadIdAreRefused) {
  const Screening first = SampleScreening(1);
  ASSERT_TRUE(ledger_->CommitScreening(first).ok());
  for (int change = 0; change < 3; ++change) {
    Screening other = first;
    other.id = SampleScreening(2).id;
    if (change == 0) other.content[0] ^= 1;
    if (change == 1) other.facts.territories = TerritorySet::Of({"FR"});
    if (change == 2) other.facts.purpose = Purpose::kNone;
    EXPECT_TRUE(
        absl::IsAlreadyExists(ledger_->CommitScreening(other).status()));
    EXPECT_TRUE(absl::IsAlreadyExists(
        ledger_->FindUpload(other.facts, other.content).status()));
  }
  // Another tenant's upload id is another.
  Screening other = SampleScreening(2);
  other.facts.upload_id = first.facts.upload_id;
  other.facts.tenant = {"tenant-2"};
  EXPECT_TRUE(ledger_->CommitScreening(other).ok());
}

TEST_F(LedgerTest, ScreeningThatCouldNotBeReadBackIsRefused) {
  Screening screening = SampleScreening(1);
  screening.file_name = "\xff.mp4";
  EXPECT_TRUE(
      absl::IsInvalidArgument(ledger_->CommitScreening(screening).status()));
  EXPECT_EQ(*ledger_->FindScreening(screening.id), std::nullopt);
}

TEST_F(LedgerTest, RacingUploadsAllGetTheSameScreening) {
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::string> answers(kThreads);
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        Screening mine = SampleScreening(round * kThreads + t);
        mine.facts = SampleScreening(round).facts;
        mine.content = SampleScreening(round).content;
        const auto committed = ledger_->CommitScreening(mine);
        answers[t] = committed.ok() ? committed->id.value
                                    : committed.status().ToString();
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(std::set<std::string>(answers.begin(), answers.end()),
                SizeIs(1));
    EXPECT_TRUE(ledger_->FindScreening({answers[0]})->has_value());
  }
  EXPECT_EQ(*ledger_->VerifyAudit(), kRounds);
}

TEST_F(LedgerTest, ListsScreeningsNewestFirstInPages) {
  for (const int number : {3, 1, 5, 2, 4}) {
    ASSERT_TRUE(ledger_->CommitScreening(SampleScreening(number)).ok());
  }
  Screening foreign = SampleScreening(6);
  foreign.facts.tenant = {"other"};
  ASSERT_TRUE(ledger_->CommitScreening(foreign).ok());
  for (size_t limit = 1; limit <= 6; ++limit) {
    std::vector<std::string> ids;
    std::string from;
    do {
      const auto page = ledger_->ListScreenings(kTenant, "", from, limit);
      ASSERT_TRUE(page.ok()) << page.status();
      ASSERT_LE(page->items.size(), limit);
      for (std::string& id : IdsOf(*page)) ids.push_back(std::move(id));
      from = page->next;
    } while (!from.empty());
    EXPECT_THAT(
        ids,
        ElementsAre(SampleScreening(5).id.value, SampleScreening(4).id.value,
                    SampleScreening(3).id.value, SampleScreening(2).id.value,
                    SampleScreening(1).id.value));
  }
}

TEST_F(LedgerTest, ListsTheScreeningOfAnUploadId) {
  for (const int number : {1, 2}) {
    ASSERT_TRUE(ledger_->CommitScreening(SampleScreening(number)).ok());
  }
  const auto page = ledger_->ListScreenings(kTenant, "upload-2", "", 10);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(IdsOf(*page), ElementsAre(SampleScreening(2).id.value));
  EXPECT_THAT(page->next, IsEmpty());
  EXPECT_THAT(ledger_->ListScreenings(kTenant, "upload-3", "", 10)->items,
              IsEmpty());
  EXPECT_THAT(ledger_->ListScreenings({"other"}, "upload-2", "", 10)->items,
              IsEmpty());
}

TEST_F(LedgerTest, DamagedRecordsAreDataLoss) {
  const Screening screening = SampleScreening(1);
  ASSERT_TRUE(ledger_->CommitScreening(screening).ok());
  const std::string upload_key =
      index::UploadKey(kTenant.value, screening.facts.upload_id);
  index::Batch batch;
  batch.Erase(Table::kScreenings, screening.id.value);
  ASSERT_TRUE(store().Apply(batch).ok());
  EXPECT_TRUE(absl::IsDataLoss(
      ledger_->FindUpload(screening.facts, screening.content).status()));

  PutRaw(Table::kScreenings, screening.id.value, "\xff");
  PutRaw(Table::kUploads, upload_key, "\xff");
  PutRaw(Table::kRequests, "request-1", "\xff");
  EXPECT_TRUE(absl::IsDataLoss(ledger_->FindScreening(screening.id).status()));
  EXPECT_TRUE(
      absl::IsDataLoss(ledger_->ListScreenings(kTenant, "", "", 10).status()));
  EXPECT_TRUE(absl::IsDataLoss(
      ledger_->FindUpload(screening.facts, screening.content).status()));
  EXPECT_TRUE(absl::IsDataLoss(
      ledger_->WasCommitted("request-1", SampleEvent().request).status()));
}

}  // namespace
}  // namespace earmark::takedown
