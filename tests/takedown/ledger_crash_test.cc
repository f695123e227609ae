// The power fails at any operation of the disk: every owner and screening that
// was acknowledged is there, what was not is there with its audit event and its
// outbox entry or not at all, and the chain holds and goes on.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "index/keys.h"
#include "index/rocksdb_store.h"
#include "takedown/ledger.h"
#include "takedown/rights.h"
#include "tests/index/crash_env.h"
#include "tests/index/temporary_folder.h"
#include "tests/takedown/sample_records.h"

namespace earmark::takedown {
namespace {

using index::Table;

constexpr int kCommits = 24;
constexpr int kCrashes = 120;

// Commit `number` of the work: an owner, its change, or a screening.
enum class Step { kCreateOwner, kUpdateOwner, kScreen };

Step StepOf(int number) { return static_cast<Step>(number % 3); }

// The owner that commit `number` leaves behind; an update follows a creation.
Owner OwnerOf(int number) {
  Owner owner = SampleOwner();
  owner.id = {absl::StrCat("owner-", number / 3)};
  owner.revision = StepOf(number) == Step::kUpdateOwner ? 2 : 1;
  return owner;
}

// A ledger on a disk that can fail.
class CrashingLedger {
 public:
  CrashingLedger() : env_(spare_.path()) {}

  absl::Status Open() {
    index::RocksDbOptions options;
    options.path = folder_.path() + "/db";
    options.page_bits = 8;
    options.cache_bytes = size_t{1} << 20;
    options.env = &env_;
    auto store = index::RocksDbStore::Open(options);
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    auto ledger = Ledger::Open(*store_);
    if (!ledger.ok()) return ledger.status();
    ledger_ = *std::move(ledger);
    return absl::OkStatus();
  }

  void Close() {
    ledger_.reset();
    store_.reset();
  }

  absl::Status Commit(int number) {
    if (StepOf(number) == Step::kScreen) {
      return ledger_->CommitScreening(SampleScreening(number)).status();
    }
    const Rights rights(*store_);
    const Owner owner = OwnerOf(number);
    index::Batch batch;
    Event event = SampleEvent();
    if (StepOf(number) == Step::kCreateOwner) {
      rights.CreateOwner(owner, batch);
    } else {
      rights.UpdateOwner(OwnerOf(number - 1), owner, batch);
      event.kind = EventKind::kOwnerUpdated;
    }
    event.resource = absl::StrCat("owners/", owner.id.value);
    event.request_id = absl::StrCat("request-", number);
    return ledger_->Commit(batch, event);
  }

  // Whether commit `number` is there with all that belongs to it; nullopt when
  // it is half there. It must be the last one, or have been acknowledged.
  std::optional<bool> Holds(int number) {
    const std::string key =
        index::SequenceKey(static_cast<uint64_t>(number) + 1);
    std::vector<bool> parts = {store_->Get(Table::kAudit, key)->has_value(),
                               store_->Get(Table::kOutbox, key)->has_value()};
    if (StepOf(number) == Step::kScreen) {
      const Screening screening = SampleScreening(number);
      parts.push_back(*ledger_->FindScreening(screening.id) == screening);
      parts.push_back(*ledger_->FindUpload(screening.facts,
                                           screening.content) == screening);
    } else {
      parts.push_back(*ledger_->WasCommitted(absl::StrCat("request-", number),
                                             SampleEvent().request));
      const auto owner = *Rights(*store_).FindOwner(OwnerOf(number).id);
      parts.push_back(owner.has_value() &&
                      owner->revision >= OwnerOf(number).revision);
    }
    for (const bool part : parts) {
      if (part != parts.front()) return std::nullopt;
    }
    return parts.front();
  }

  index::CrashEnv& env() { return env_; }
  Ledger& ledger() { return *ledger_; }

 private:
  index::TemporaryFolder folder_;
  index::TemporaryFolder spare_;
  index::CrashEnv env_;
  std::unique_ptr<index::RocksDbStore> store_;
  std::unique_ptr<Ledger> ledger_;
};

// Commits until the end or the power fails; reopens in the middle. Returns how
// many commits were acknowledged.
int Work(CrashingLedger& crashing) {
  if (!crashing.Open().ok()) return 0;
  for (int number = 0; number < kCommits; ++number) {
    const absl::Status status = crashing.Commit(number);
    if (!status.ok()) {
      EXPECT_TRUE(crashing.env().crashed()) << status;
      return number;
    }
    if (number == kCommits / 2) {
      crashing.Close();
      if (!crashing.Open().ok()) return number + 1;
    }
  }
  return kCommits;
}

TEST(LedgerCrashTest, NothingAcknowledgedIsLostAndTheChainHolds) {
  uint64_t operations = 0;
  {
    CrashingLedger crashing;
    ASSERT_EQ(Work(crashing), kCommits);
    operations = crashing.env().operations();
  }
  ASSERT_GT(operations, kCrashes);

  int crashes = 0;
  int within_a_commit = 0;
  for (int i = 0; i < kCrashes; ++i) {
    const uint64_t at = 1 + i * operations / kCrashes;
    SCOPED_TRACE(testing::Message() << "the power fails at operation " << at
                                    << " of " << operations);
    CrashingLedger crashing;
    crashing.env().CrashAt(at);
    const int acknowledged = Work(crashing);
    if (crashing.env().crashed()) ++crashes;
    if (acknowledged > 0 && acknowledged < kCommits) ++within_a_commit;
    crashing.Close();
    crashing.env().LosePower(static_cast<uint32_t>(i));

    const absl::Status opened = crashing.Open();
    ASSERT_TRUE(opened.ok()) << opened;
    for (int number = 0; number < acknowledged; ++number) {
      ASSERT_EQ(crashing.Holds(number), true) << "commit " << number;
    }
    int there = acknowledged;
    if (acknowledged < kCommits) {
      const std::optional<bool> last = crashing.Holds(acknowledged);
      ASSERT_TRUE(last.has_value()) << "half there: commit " << acknowledged;
      if (*last) ++there;
    }
    const auto verified = crashing.ledger().VerifyAudit();
    ASSERT_TRUE(verified.ok()) << verified.status();
    ASSERT_EQ(*verified, there);

    // And it goes on from there.
    for (int number = there; number < kCommits; ++number) {
      const absl::Status status = crashing.Commit(number);
      ASSERT_TRUE(status.ok()) << status;
    }
    crashing.Close();
    ASSERT_TRUE(crashing.Open().ok());
    ASSERT_EQ(*crashing.ledger().VerifyAudit(), kCommits);
    for (int number = 0; number < kCommits; ++number) {
      ASSERT_EQ(crashing.Holds(number), true) << "commit " << number;
    }
  }
  EXPECT_GE(crashes, 100);
  // Otherwise most of them were in the opening.
  EXPECT_GE(within_a_commit, 20);
  RecordProperty("crashes", crashes);
  RecordProperty("within_a_commit", within_a_commit);
}

}  // namespace
}  // namespace earmark::takedown
