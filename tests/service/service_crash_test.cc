// The power fails while works are registered and uploads screened: whatever was
// acknowledged is there afterwards, nothing is half there, and repeating every
// request leads to where an undisturbed run leads, each done exactly once.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"
#include "index/scan_queue.h"
#include "index/upload_archive.h"
#include "index/upload_search.h"
#include "service/decider.h"
#include "service/digest.h"
#include "service/flood_guard.h"
#include "service/in_flight.h"
#include "service/registry.h"
#include "service/rescreener.h"
#include "service/screener.h"
#include "service/to_proto.h"
#include "takedown/random_bytes.h"
#include "takedown/work_uses.h"
#include "tests/index/crash_env.h"
#include "tests/index/temporary_folder.h"
#include "tests/service/media.h"

namespace earmark::service {
namespace {

using index::TemporaryFolder;

// Beyond any test: nothing here waits.
const absl::Time kNever = absl::InfiniteFuture();

// The service without its endpoints, on a disk that can fail. The worker is
// shared, since it has no state.
class CrashingService {
 public:
  explicit CrashingService(fingerprint::WorkerPool& workers)
      : workers_(workers), env_(spare_.path()) {}

  absl::Status Open() {
    auto store = index::RocksDbStore::Open({.path = folder_ / "db",
                                            .page_bits = 8,
                                            .cache_bytes = 1 << 20,
                                            .env = &env_});
    if (!store.ok()) return store.status();
    auto open = std::make_unique<Parts>();
    open->store = *std::move(store);
    auto catalogue = index::Catalogue::Open(*open->store);
    if (!catalogue.ok()) return catalogue.status();
    open->catalogue = *std::move(catalogue);
    auto ledger = takedown::Ledger::Open(*open->store);
    if (!ledger.ok()) return ledger.status();
    open->ledger = *std::move(ledger);
    open->rights = std::make_unique<takedown::Rights>(*open->store);
    open->uses = std::make_unique<takedown::WorkUses>(*open->store);
    open->flood_guard = std::make_unique<FloodGuard>(FloodGuard::Parts{
        *open->uses, *open->rights, *open->ledger, {}, clock_, [] {}});
    open->matcher =
        std::make_unique<index::Matcher>(*open->store, index::MatcherOptions());
    auto archive = index::UploadArchive::Open(*open->store);
    if (!archive.ok()) return archive.status();
    open->archive = *std::move(archive);
    open->decider = std::make_unique<Decider>(
        Decider::Parts{*open->matcher, *open->catalogue, *open->rights,
                       *open->uses, takedown::DecisionSettings(), absl::Now});
    open->scans = std::make_unique<index::ScanQueue>(*open->store);
    open->search =
        std::make_unique<index::UploadSearch>(*open->store, *open->archive);
    open->rescreener = std::make_unique<Rescreener>(Rescreener::Parts{
        *open->catalogue, *open->scans, *open->archive, *open->search,
        *open->decider, *open->ledger, in_flight_, *open->flood_guard,
        absl::Hours(24), clock_});
    open->registry = std::make_unique<Registry>(Registry::Parts{
        *open->catalogue, *open->rights, *open->matcher, *open->ledger,
        workers_, fingerprint::ExtractOptions(), clock_, [] {}});
    open->screener = std::make_unique<Screener>(
        Screener::Parts{*open->decider, *open->ledger, workers_,
                        open->archive.get(), in_flight_, *open->flood_guard,
                        fingerprint::ExtractOptions(), ids_, clock_});
    open_ = std::move(open);
    return absl::OkStatus();
  }
  void Close() { open_.reset(); }

  index::CrashEnv& env() { return env_; }
  Registry& registry() { return *open_->registry; }
  Screener& screener() { return *open_->screener; }
  takedown::Ledger& ledger() { return *open_->ledger; }
  Rescreener& rescreener() { return *open_->rescreener; }

 private:
  struct Parts {
    std::unique_ptr<index::RocksDbStore> store;
    std::unique_ptr<index::Catalogue> catalogue;
    std::unique_ptr<takedown::Ledger> ledger;
    std::unique_ptr<takedown::Rights> rights;
    std::unique_ptr<takedown::WorkUses> uses;
    std::unique_ptr<FloodGuard> flood_guard;
    std::unique_ptr<index::Matcher> matcher;
    std::unique_ptr<index::UploadArchive> archive;
    std::unique_ptr<Decider> decider;
    std::unique_ptr<index::ScanQueue> scans;
    std::unique_ptr<index::UploadSearch> search;
    std::unique_ptr<Rescreener> rescreener;
    std::unique_ptr<Registry> registry;
    std::unique_ptr<Screener> screener;
  };

  fingerprint::WorkerPool& workers_;
  TemporaryFolder folder_;
  TemporaryFolder spare_;
  index::CrashEnv env_;
  // One millisecond later at each look.
  takedown::Clock clock_ = [this] {
    return absl::FromUnixMillis(1'700'000'000'000 + ticks_++);
  };
  int64_t ticks_ = 0;
  InFlight in_flight_;
  takedown::TimeOrderedIds ids_{clock_, takedown::SystemRandomBytes};
  std::unique_ptr<Parts> open_;
};

RequestKey KeyOf(const std::string& id) { return {id, Sha256(id)}; }

UploadSpool Spool(const std::string& folder, const std::string& bytes) {
  absl::StatusOr<UploadSpool> spool = UploadSpool::Create(folder, 1 << 24);
  EXPECT_TRUE(spool.ok()) << spool.status();
  EXPECT_TRUE(spool->Append(bytes).ok());
  EXPECT_TRUE(spool->Finish().ok());
  return *std::move(spool);
}

// What a day at the service looks like: requests in their order, each answered
// with the resource as bytes.
class Day {
 public:
  using Step = std::function<absl::StatusOr<std::string>(CrashingService&)>;

  Day() {
    WriteMelody(folder_ / "song.wav", 1, 8);
    WriteMelody(folder_ / "other.wav", 2, 8);
    song_ = std::make_unique<UploadSpool>(
        Spool(folder_.path(), ReadFile(folder_ / "song.wav")));
    other_ = std::make_unique<UploadSpool>(
        Spool(folder_.path(), ReadFile(folder_ / "other.wav")));

    Add([](CrashingService& s) {
      takedown::Owner owner;
      owner.id = {"sun"};
      owner.display_name = "Sun";
      owner.policy = {"takedown"};
      return Bytes(s.registry().CreateOwner(owner, KeyOf("create-owner")));
    });
    Add([](CrashingService& s) {
      return Bytes(s.registry().SetTrust({"sun"}, std::nullopt,
                                         takedown::Owner::Trust::kTrusted,
                                         KeyOf("trust")));
    });
    AddWork("song");
    AddReference("song", *song_);
    AddScreening("upload-1", *song_);
    AddScreening("early", *other_);
    AddWork("other");
    AddReference("other", *other_);
    AddScans();
    AddScreening("upload-2", *other_);
    Add([](CrashingService& s) {
      WorkUpdate update;
      update.title = "Another";
      return Bytes(s.registry().UpdateWork({"other"}, std::nullopt, update,
                                           KeyOf("rename")));
    });
    Add([this](CrashingService& s) {
      return Bytes(s.registry().DisableReference(
          {"song"}, index::Catalogue::ReferenceIdOf(song_->digest()),
          KeyOf("disable")));
    });
    Add([](CrashingService& s) {
      return Bytes(s.registry().WithdrawWork({"other"}, std::nullopt,
                                             KeyOf("withdraw")));
    });
    AddScreening("upload-3", *other_);
  }

  const std::vector<Step>& steps() const { return steps_; }

 private:
  template <typename T>
  static absl::StatusOr<std::string> Bytes(const absl::StatusOr<T>& value) {
    if (!value.ok()) return value.status();
    return ToProto(*value).SerializeAsString();
  }
  static absl::StatusOr<std::string> Bytes(
      const absl::StatusOr<index::Reference>& value) {
    if (!value.ok()) return value.status();
    return ToProto(KnownReference{*value, {}}).SerializeAsString();
  }

  void Add(Step step) { steps_.push_back(std::move(step)); }

  void AddWork(const std::string& id) {
    Add([id](CrashingService& s) {
      OwnedWork work;
      work.work.id = {id};
      work.work.title = id;
      work.ownerships = {takedown::Ownership{.owner = {"sun"}}};
      return Bytes(s.registry().CreateWork(work, KeyOf("create-" + id)));
    });
  }

  void AddReference(const std::string& work, const UploadSpool& file) {
    Add([work, &file](CrashingService& s) -> absl::StatusOr<std::string> {
      const NewReference reference{.work = {work},
                                   .file_name = "f.wav",
                                   .request = KeyOf("add-" + work)};
      const auto known = s.registry().FindContent(reference, file.digest());
      if (!known.ok()) return known.status();
      if (*known) return Bytes(absl::StatusOr<index::Reference>(**known));
      return Bytes(s.registry().AddReference(reference, file, kNever, {}));
    });
  }

  void AddScreening(const std::string& upload_id, const UploadSpool& file) {
    Add([upload_id, &file](CrashingService& s) -> absl::StatusOr<std::string> {
      Upload upload;
      upload.facts.tenant = {"t"};
      upload.facts.upload_id = upload_id;
      upload.facts.account_token = "token";
      const auto known = s.screener().FindKnown(upload, file);
      if (!known.ok()) return known.status();
      if (*known) return ToProto(**known).SerializeAsString();
      return Bytes(s.screener().Screen(upload, file, kNever, {}));
    });
  }

  // Searches earlier uploads for all that was registered.
  void AddScans() {
    Add([](CrashingService& s) -> absl::StatusOr<std::string> {
      while (true) {
        const absl::StatusOr<ScanResult> result = s.rescreener().ScanNext({});
        if (!result.ok()) return result.status();
        if (!result->damage.ok()) return result->damage;
        if (!result->scanned) return "";
      }
    });
  }

  TemporaryFolder folder_;
  std::unique_ptr<UploadSpool> song_;
  std::unique_ptr<UploadSpool> other_;
  std::vector<Step> steps_;
};

// The outcome of a day without what differs between days: times and ids.
std::string Outcome(CrashingService& service) {
  std::string text;
  for (const char* id : {"song", "other"}) {
    const auto work = service.registry().GetWork({id});
    EXPECT_TRUE(work.ok()) << work.status();
    if (!work.ok()) continue;
    absl::StrAppend(&text, work->work.title, " ",
                    static_cast<int>(work->work.state), " ",
                    work->work.revision, "\n");
    const auto references = service.registry().ListReferences({id}, "", 10);
    EXPECT_TRUE(references.ok()) << references.status();
    for (const index::Reference& reference : references->items) {
      absl::StrAppend(&text, "  ", reference.id.value, " ",
                      static_cast<int>(reference.state), "\n");
    }
  }
  const auto screenings = service.ledger().ListScreenings({"t"}, "", "", 10);
  EXPECT_TRUE(screenings.ok()) << screenings.status();
  for (const takedown::Screening& screening : screenings->items) {
    absl::StrAppend(&text, screening.facts.upload_id, " ",
                    static_cast<int>(screening.decision.action));
    for (const takedown::EarlierDecision& earlier :
         screening.earlier_decisions) {
      absl::StrAppend(&text, " was ",
                      static_cast<int>(earlier.decision.action));
    }
    for (const index::Match& match : screening.matches) {
      absl::StrAppend(&text, " ", match.work.value);
    }
    absl::StrAppend(&text, "\n");
  }
  const auto events = service.ledger().VerifyAudit();
  EXPECT_TRUE(events.ok()) << events.status();
  absl::StrAppend(&text, *events, " events\n");
  return text;
}

TEST(ServiceCrashTest, NothingAcknowledgedIsLostAndRepeatsEndTheDay) {
  constexpr int kCrashes = 220;
  auto workers = fingerprint::WorkerPool::Create(
      {.worker_path = EARMARK_BINARY_DIR "/earmark-worker"});
  ASSERT_TRUE(workers.ok()) << workers.status();
  const Day day;

  std::string undisturbed;
  uint64_t before_day;
  uint64_t operations;
  {
    CrashingService service(**workers);
    ASSERT_TRUE(service.Open().ok());
    before_day = service.env().operations();
    for (const Day::Step& step : day.steps()) {
      const absl::StatusOr<std::string> answer = step(service);
      ASSERT_TRUE(answer.ok()) << answer.status();
    }
    operations = service.env().operations() - before_day;
    undisturbed = Outcome(service);
  }
  EXPECT_NE(undisturbed.find("upload-1 4 song"), std::string::npos)
      << undisturbed;
  EXPECT_NE(undisturbed.find("early 4 was 1 other"), std::string::npos)
      << undisturbed;
  EXPECT_NE(undisturbed.find("upload-3 1\n"), std::string::npos) << undisturbed;

  int crashes = 0;
  std::map<size_t, int> crashed_steps;
  for (int i = 0; i < kCrashes; ++i) {
    // Each operation in turn, over and over: what is lost of the unsynced
    // bytes differs each time.
    const uint64_t at = 1 + i % operations;
    SCOPED_TRACE(testing::Message() << "the power fails at operation " << at
                                    << " of " << operations << ", round " << i);
    CrashingService service(**workers);
    ASSERT_TRUE(service.Open().ok());
    service.env().CrashAt(at);
    std::vector<std::string> acknowledged;
    for (const Day::Step& step : day.steps()) {
      absl::StatusOr<std::string> answer = step(service);
      if (!answer.ok()) break;
      acknowledged.push_back(*std::move(answer));
    }
    crashes += service.env().crashed() ? 1 : 0;
    ++crashed_steps[acknowledged.size()];
    service.Close();
    service.env().LosePower(i);

    const absl::Status opened = service.Open();
    ASSERT_TRUE(opened.ok()) << opened;
    const absl::StatusOr<uint64_t> events = service.ledger().VerifyAudit();
    ASSERT_TRUE(events.ok()) << events.status();
    // All that was acknowledged, and perhaps the one that was under way.
    ASSERT_GE(*events, acknowledged.size());
    ASSERT_LE(*events, acknowledged.size() + 1);
    for (const Day::Step& step : day.steps()) {
      const absl::StatusOr<std::string> answer = step(service);
      ASSERT_TRUE(answer.ok()) << answer.status();
    }
    ASSERT_EQ(Outcome(service), undisturbed);
  }
  EXPECT_EQ(crashes, kCrashes);
  // The crashes came everywhere in the day.
  EXPECT_EQ(crashed_steps.size(), day.steps().size());
}

}  // namespace
}  // namespace earmark::service
