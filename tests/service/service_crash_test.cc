// The power fails while works are registered and uploads screened, while rights
// are changed, and while people act on claims: whatever was acknowledged is
// there afterwards, nothing is half there, and repeating every request leads to
// where an undisturbed run leads, each done exactly once.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"
#include "index/scan_queue.h"
#include "index/upload_archive.h"
#include "index/upload_search.h"
#include "service/claim_desk.h"
#include "service/decider.h"
#include "service/digest.h"
#include "service/flood_guard.h"
#include "service/in_flight.h"
#include "service/moderation.h"
#include "service/publication.h"
#include "service/redecider.h"
#include "service/registry.h"
#include "service/rescreener.h"
#include "service/review_desk.h"
#include "service/rights_registry.h"
#include "service/screener.h"
#include "service/to_proto.h"
#include "takedown/case_index.h"
#include "takedown/claim_index.h"
#include "takedown/claim_words.h"
#include "takedown/policy_presets.h"
#include "takedown/random_bytes.h"
#include "takedown/redecision.h"
#include "takedown/work_uses.h"
#include "tests/index/crash_env.h"
#include "tests/index/temporary_folder.h"
#include "tests/service/claims_oracle.h"
#include "tests/service/media.h"
#include "tests/takedown/claim_table.h"

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

  // Starts with a copy of the database of `other`, which must be closed.
  void StartFrom(const CrashingService& other) {
    std::filesystem::copy(other.folder_ / "db", folder_ / "db",
                          std::filesystem::copy_options::recursive);
    ticks_ = other.ticks_;
  }

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
    open->flood_guard =
        std::make_unique<FloodGuard>(FloodGuard::Parts{*open->uses,
                                                       *open->rights,
                                                       *open->ledger,
                                                       {.fewest_accounts = 1},
                                                       clock_,
                                                       [] {}});
    open->matcher =
        std::make_unique<index::Matcher>(*open->store, index::MatcherOptions());
    auto archive = index::UploadArchive::Open(*open->store);
    if (!archive.ok()) return archive.status();
    open->archive = *std::move(archive);
    open->decider = std::make_unique<Decider>(Decider::Parts{
        *open->matcher, *open->catalogue, *open->rights, *open->uses,
        takedown::DecisionSettings(), claim_settings_, clock_});
    open->scans = std::make_unique<index::ScanQueue>(*open->store);
    open->search =
        std::make_unique<index::UploadSearch>(*open->store, *open->archive);
    open->rescreener = std::make_unique<Rescreener>(Rescreener::Parts{
        *open->catalogue, *open->scans, *open->archive, *open->search,
        *open->rights, *open->decider, *open->ledger, in_flight_,
        *open->flood_guard, absl::Hours(24), clock_});
    open->registry = std::make_unique<Registry>(Registry::Parts{
        *open->catalogue, *open->rights, *open->matcher, *open->ledger,
        workers_, fingerprint::ExtractOptions(), clock_, [] {}});
    open->releases = std::make_unique<takedown::Releases>(*open->store);
    open->unread_files =
        std::make_unique<takedown::UnreadFileCases>(*open->store);
    open->screener = std::make_unique<Screener>(Screener::Parts{
        *open->decider, *open->releases, *open->ledger, *open->unread_files,
        workers_, open->archive.get(), in_flight_, *open->flood_guard,
        fingerprint::ExtractOptions(), ids_, clock_});
    open->rights_registry = std::make_unique<RightsRegistry>(
        RightsRegistry::Parts{*open->catalogue, *open->rights, *open->registry,
                              *open->ledger, clock_, [] {}});
    open->changer = std::make_unique<ScreeningChanger>(ScreeningChanger::Parts{
        *open->rights, *open->decider, *open->ledger, clock_, [] {}});
    open->moderation = std::make_unique<Moderation>(
        Moderation::Parts{*open->changer, claim_settings_.clocks,
                          takedown::ReviewSettings(), clock_});
    open->claim_index = std::make_unique<takedown::ClaimIndex>(*open->store);
    open->claims = std::make_unique<ClaimDesk>(
        ClaimDesk::Parts{*open->changer, *open->claim_index, *open->ledger,
                         claim_settings_.clocks, takedown::StrikeSettings(),
                         takedown::ReviewSettings(), clock_});
    open->publication = std::make_unique<Publication>(
        Publication::Parts{*open->changer, claim_settings_.clocks, clock_});
    open->case_index = std::make_unique<takedown::CaseIndex>(*open->store);
    open->notice_book = std::make_unique<takedown::NoticeBook>(*open->store);
    open->notices = std::make_unique<NoticeDesk>(
        NoticeDesk::Parts{*open->notice_book,
                          *open->decider,
                          *open->ledger,
                          ids_,
                          [](const std::string& sender) { return sender; },
                          {"t"},
                          claim_settings_.clocks,
                          takedown::StrikeSettings(),
                          clock_});
    open->reviews = std::make_unique<ReviewDesk>(ReviewDesk::Parts{
        *open->case_index, *open->claims, *open->decider, *open->rights,
        *open->notices, *open->moderation, *open->unread_files, *open->ledger,
        takedown::ReviewSettings{takedown::Harm::kLow}, clock_});
    open->redecisions = std::make_unique<takedown::Redecisions>(*open->store);
    open->redecider = std::make_unique<Redecider>(
        Redecider::Parts{*open->redecisions, *open->uses, *open->rights,
                         *open->decider, *open->ledger, in_flight_, clock_});
    open_ = std::move(open);
    return absl::OkStatus();
  }
  void Close() { open_.reset(); }

  index::CrashEnv& env() { return env_; }
  Registry& registry() { return *open_->registry; }
  Screener& screener() { return *open_->screener; }
  takedown::Ledger& ledger() { return *open_->ledger; }
  Rescreener& rescreener() { return *open_->rescreener; }
  RightsRegistry& rights_registry() { return *open_->rights_registry; }
  Moderation& moderation() { return *open_->moderation; }
  Redecider& redecider() { return *open_->redecider; }
  FloodGuard& flood_guard() { return *open_->flood_guard; }
  takedown::Rights& rights() { return *open_->rights; }
  index::Store& store() { return *open_->store; }
  ClaimDesk& claims() { return *open_->claims; }
  Publication& publication() { return *open_->publication; }
  ReviewDesk& reviews() { return *open_->reviews; }
  NoticeDesk& notices() { return *open_->notices; }
  takedown::UnreadFileCases& unread_files() { return *open_->unread_files; }

  absl::Time Now() const { return clock_(); }
  // It is so long after the clock began, or later.
  void WaitUntil(absl::Duration passed) {
    ticks_ = std::max(ticks_, passed / absl::Milliseconds(1));
  }

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
    std::unique_ptr<takedown::Releases> releases;
    std::unique_ptr<Screener> screener;
    std::unique_ptr<RightsRegistry> rights_registry;
    std::unique_ptr<ScreeningChanger> changer;
    std::unique_ptr<Moderation> moderation;
    std::unique_ptr<takedown::ClaimIndex> claim_index;
    std::unique_ptr<ClaimDesk> claims;
    std::unique_ptr<Publication> publication;
    std::unique_ptr<takedown::CaseIndex> case_index;
    std::unique_ptr<takedown::NoticeBook> notice_book;
    std::unique_ptr<NoticeDesk> notices;
    std::unique_ptr<takedown::UnreadFileCases> unread_files;
    std::unique_ptr<ReviewDesk> reviews;
    std::unique_ptr<takedown::Redecisions> redecisions;
    std::unique_ptr<Redecider> redecider;
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
  const takedown::ClaimSettings claim_settings_;
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

  const std::vector<Step>& steps() const { return steps_; }

 protected:
  Day() {
    WriteMelody(folder_ / "song.wav", 1, 8);
    WriteMelody(folder_ / "other.wav", 2, 8);
    song_ = std::make_unique<UploadSpool>(
        Spool(folder_.path(), ReadFile(folder_ / "song.wav")));
    other_ = std::make_unique<UploadSpool>(
        Spool(folder_.path(), ReadFile(folder_ / "other.wav")));
  }

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

  // Trusted.
  void AddOwner(const std::string& id) {
    Add([id](CrashingService& s) {
      takedown::Owner owner;
      owner.id = {id};
      owner.display_name = id;
      owner.policy = {"takedown"};
      return Bytes(s.registry().CreateOwner(owner, KeyOf("create-" + id)));
    });
    Add([id](CrashingService& s) {
      return Bytes(s.registry().SetTrust({id}, std::nullopt,
                                         takedown::Owner::Trust::kTrusted,
                                         KeyOf("trust-" + id)));
    });
  }

  void AddWork(const std::string& id, const std::string& owner = "sun") {
    Add([id, owner](CrashingService& s) {
      OwnedWork work;
      work.work.id = {id};
      work.work.title = id;
      work.ownerships = {takedown::Ownership{.owner = {owner}}};
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

  // Decides again until nothing is due.
  void AddRedecisions() {
    Add([](CrashingService& s) -> absl::StatusOr<std::string> {
      while (true) {
        const absl::StatusOr<ScanResult> result = s.redecider().DecideNext({});
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

class DayOfWorks : public Day {
 public:
  DayOfWorks() {
    AddOwner("sun");
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
};

// What the day of rights finds: both owners have the song, and it was uploaded.
class EveOfRights : public Day {
 public:
  EveOfRights() {
    AddOwner("sun");
    AddOwner("moon");
    AddWork("song");
    AddReference("song", *song_);
    AddWork("other", "moon");
    AddReference("other", *song_);
    AddScreening("upload-1", *song_);
  }

  index::ReferenceId reference() const {
    return index::Catalogue::ReferenceIdOf(song_->digest());
  }
};

class DayOfRights : public Day {
 public:
  explicit DayOfRights(const index::ReferenceId& reference) {
    Add([](CrashingService& s) {
      return Bytes(s.rights_registry().CreatePolicy(Ours("track"),
                                                    KeyOf("create-policy")));
    });
    Add([](CrashingService& s) {
      OwnerUpdate update;
      update.policy = {"ours"};
      return Bytes(s.registry().UpdateOwner({"sun"}, std::nullopt, update,
                                            KeyOf("update-owner")));
    });
    AddRedecisions();
    Add([](CrashingService& s) {
      return Bytes(s.rights_registry().UpdatePolicy(
          {"ours"}, Ours("takedown").policy, std::nullopt, std::nullopt,
          KeyOf("update-policy")));
    });
    AddRedecisions();
    Add([](CrashingService& s) {
      takedown::Licence licence;
      licence.id = {"fans"};
      licence.owner = {"sun"};
      return UnlessGone(Bytes(
          s.rights_registry().CreateLicence(licence, KeyOf("create-licence"))));
    });
    AddRedecisions();
    Add([](CrashingService& s) {
      return UnlessGone(Bytes(s.rights_registry().UpdateLicence(
          {"sun"}, {"fans"}, std::nullopt, KeyOf("update-licence"),
          [](takedown::Licence& licence) {
            licence.territories = takedown::TerritorySet::Of({"DE"});
          })));
    });
    AddRedecisions();
    Add([](CrashingService& s) -> absl::StatusOr<std::string> {
      const absl::Status deleted = s.rights_registry().DeleteLicence(
          {"sun"}, {"fans"}, std::nullopt, KeyOf("delete-licence"));
      if (!deleted.ok()) return deleted;
      return "";
    });
    AddRedecisions();
    Add([](CrashingService& s) {
      return Bytes(s.rights_registry().SetOwnerships(
          {"song"}, {"moon"},
          {takedown::Ownership{
              .owner = {"moon"},
              .territories = takedown::TerritorySet::Of({"FR"})}},
          std::nullopt, KeyOf("set-ownerships")));
    });
    AddRedecisions();
    Add([](CrashingService& s) {
      return Bytes(s.rights_registry().TransferOwnership(
          {"song"}, {"moon"}, {"sun"}, std::nullopt, std::nullopt,
          KeyOf("transfer")));
    });
    AddRedecisions();
    AddReferenceRights(reference);
    AddVerdicts();
  }

 private:
  static takedown::StoredPolicy Ours(const char* otherwise) {
    takedown::StoredPolicy policy;
    policy.policy = *takedown::FindPreset({otherwise});
    policy.policy.id = {"ours"};
    policy.owner = {"sun"};
    return policy;
  }

  // A licence that was taken back later in the day is there no more.
  static absl::StatusOr<std::string> UnlessGone(
      absl::StatusOr<std::string> answer) {
    if (absl::IsNotFound(answer.status())) return "";
    return answer;
  }

  void AddReferenceRights(const index::ReferenceId& reference) {
    Add([reference](CrashingService& s) {
      return Bytes(
          s.rights_registry().SettleOverlap({.work = {"other"},
                                             .reference = reference,
                                             .other_work = {"song"},
                                             .other_reference = reference},
                                            std::nullopt, KeyOf("settle")));
    });
    AddRedecisions();
    Add([reference](CrashingService& s) {
      return Bytes(s.rights_registry().SetExclusions(
          {"song"}, reference,
          {{.range = {std::chrono::seconds(0), std::chrono::seconds(1)},
            .note = "a jingle"}},
          std::nullopt, KeyOf("exclude")));
    });
    AddRedecisions();
    Add([reference](CrashingService& s) -> absl::StatusOr<std::string> {
      index::Match match;
      match.work = {"song"};
      match.reference = reference;
      s.flood_guard().Note({match}, absl::UnixEpoch());
      const absl::StatusOr<uint64_t> quarantined = s.flood_guard().Sweep({});
      if (!quarantined.ok()) return quarantined.status();
      return "";
    });
    AddRedecisions();
    Add([reference](CrashingService& s) {
      return Bytes(s.rights_registry().ReleaseReference(
          {"song"}, reference, std::nullopt, KeyOf("release")));
    });
    AddRedecisions();
  }

  void AddVerdicts() {
    const auto change = [](CrashingService& s, const char* request,
                           std::optional<takedown::Action> action) {
      const auto screenings = s.ledger().ListScreenings({"t"}, "", "", 1);
      VerdictChange verdict;
      verdict.screening = screenings->items.at(0).id;
      verdict.work = {"song"};
      verdict.action = action;
      verdict.ground = takedown::Verdict::Ground::kNotOwned;
      return Bytes(
          s.moderation().Change(verdict, std::nullopt, KeyOf(request)));
    };
    Add([change](CrashingService& s) {
      return change(s, "allow", takedown::Action::kAllow);
    });
    Add([change](CrashingService& s) {
      return change(s, "take-back", std::nullopt);
    });
  }
};

// What the day of claims finds: the song was uploaded three times, by the same
// bytes, so that a person must look at one case. (Works and uploads open claims
// in the day of works.)
class EveOfClaims : public Day {
 public:
  EveOfClaims() {
    AddOwner("sun");
    AddWork("song");
    AddWork("other");
    AddReference("song", *song_);
    AddScreening("upload-1", *song_);
    AddScreening("upload-2", *song_);
    AddScreening("upload-3", *song_);
  }
};

// What people do with claims.
class DayOfPeople : public Day {
 protected:
  using CaseFinder = std::function<takedown::CaseId(CrashingService&)>;

  static takedown::ScreeningId IdOf(CrashingService& s,
                                    const std::string& upload) {
    const auto screenings = s.ledger().ListScreenings({"t"}, upload, "", 1);
    if (!screenings.ok() || screenings->items.empty()) return {};
    return screenings->items[0].id;
  }

  static takedown::NoticeId NewestNotice(CrashingService& s) {
    const auto notices = s.notices().List("", 1);
    if (!notices.ok() || notices->items.empty()) return {};
    return notices->items[0].stored.id;
  }

  void AddAct(const std::string& upload, const std::string& request,
              takedown::ClaimEvent event, takedown::ClaimActor actor,
              int number = 1) {
    Add([=](CrashingService& s) -> absl::StatusOr<std::string> {
      ClaimAct act;
      act.event = event;
      act.actor = actor;
      if (event == takedown::ClaimEvent::kCounterNotice) {
        act.counter_notice.emplace().signature = "Fan";
      }
      const auto done = s.claims().Act({IdOf(s, upload), number}, act,
                                       std::nullopt, KeyOf(request));
      if (!done.ok()) return done.status();
      return ClaimStateWord(done->claim().standing.state);
    });
  }

  void AddDeadlines(absl::Duration after) {
    Add([=](CrashingService& s) -> absl::StatusOr<std::string> {
      s.WaitUntil(after);
      const absl::StatusOr<uint64_t> passed = s.claims().PassDeadlines({});
      if (!passed.ok()) return passed.status();
      return "";
    });
  }

  // Two moderators take the case one after the other, and agree.
  void AddCase(const CaseFinder& case_of, const std::string& request) {
    for (const std::string moderator : {"ann", "bob"}) {
      Add([=](CrashingService& s) -> absl::StatusOr<std::string> {
        const auto taken = s.reviews().Take(
            case_of(s), moderator, KeyOf(request + "-take-" + moderator));
        if (!taken.ok()) return taken.status();
        return absl::StrCat(taken->id.value, " ", taken->opinions.size());
      });
      Add([=](CrashingService& s) -> absl::StatusOr<std::string> {
        ClaimAct act;
        act.action = takedown::Action::kTakedown;
        act.ground = takedown::Verdict::Ground::kInfringement;
        const auto resolved = s.reviews().Resolve(
            case_of(s), moderator, act, KeyOf(request + "-say-" + moderator));
        if (!resolved.ok()) return resolved.status();
        return absl::StrCat(resolved->id.value, " ",
                            resolved->wants_second_opinion);
      });
    }
  }
};

class DayOfClaims : public DayOfPeople {
 public:
  DayOfClaims() {
    using enum takedown::ClaimActor;
    using enum takedown::ClaimEvent;
    AddCase(CaseOfUpload1, "first");
    AddAct("upload-1", "dispute", kDispute, kUploader);
    AddAct("upload-1", "stand-by", kUphold, kClaimant);
    AddAct("upload-1", "turn-down", kUphold, kModerator);
    AddAct("upload-1", "undo", kUndo, kModerator);
    AddAct("upload-1", "turn-down-after-all", kUphold, kModerator);
    AddAct("upload-1", "appeal", kAppeal, kUploader);
    AddAct("upload-3", "give-up", kRelease, kClaimant);
    // Nobody answers the appeal, nor contests the other takedown.
    AddDeadlines(absl::Hours(31 * 24));
    AddVerdict("allow", takedown::Action::kAllow);
    AddVerdict("take-back", std::nullopt);
    // What a moderator upheld ends by a licence.
    Add([](CrashingService& s) {
      takedown::Licence licence;
      licence.id = {"fans"};
      licence.owner = {"sun"};
      return Bytes(
          s.rights_registry().CreateLicence(licence, KeyOf("licence")));
    });
    AddRedecisions();
    AddNotice();
    AddUnreadFile();
  }

 private:
  static takedown::CaseId CaseOfUpload1(CrashingService& s) {
    const auto screening = s.ledger().FindScreening(IdOf(s, "upload-1"));
    if (!screening.ok() || !*screening) return {};
    return takedown::CaseOf((*screening)->content, (*screening)->claims[0]);
  }

  // A file that cannot be read is sent, and somebody looks at that.
  void AddUnreadFile() {
    Add([](CrashingService& s) -> absl::StatusOr<std::string> {
      const absl::Status noted =
          s.unread_files().Note("the file is broken", "upload-9", s.Now());
      if (!noted.ok()) return noted;
      const auto files =
          s.unread_files().Find(takedown::CaseOfUnread("the file is broken"));
      if (!files.ok()) return files.status();
      return absl::StrCat((*files)->count);
    });
    Add([](CrashingService& s) -> absl::StatusOr<std::string> {
      const auto taken = s.reviews().Take(
          takedown::CaseOfUnread("the file is broken"), "cid", KeyOf("look"));
      if (!taken.ok()) return taken.status();
      return taken->id.value;
    });
    Add([](CrashingService& s) -> absl::StatusOr<std::string> {
      ClaimAct act;
      act.event = takedown::ClaimEvent::kRelease;
      act.ground = takedown::Verdict::Ground::kPermitted;
      const auto closed =
          s.reviews().Resolve(takedown::CaseOfUnread("the file is broken"),
                              "cid", act, KeyOf("close"));
      if (!closed.ok()) return closed.status();
      return closed->id.value;
    });
  }

  // Somebody sends a notice in two steps, and it is upheld.
  void AddNotice() {
    Add([=](CrashingService& s) -> absl::StatusOr<std::string> {
      const auto sent = s.notices().Send(
          {.sender = {.name = "Ann", .email = "ann@x.example"},
           .works = {"The Lark"},
           .locations = {absl::StrCat("screenings/", IdOf(s, "upload-3").value),
                         "https://v.example/1"},
           .not_authorised = true,
           .authorised_to_act = true},
          KeyOf("notice"));
      if (!sent.ok()) return sent.status();
      return absl::StrCat("notices ", s.notices().List("", 9)->items.size());
    });
    Add([=](CrashingService& s) -> absl::StatusOr<std::string> {
      const auto whole = s.notices().Complete(
          NewestNotice(s), std::nullopt, {.signature = "Ann", .accurate = true},
          KeyOf("complete"));
      if (!whole.ok()) return whole.status();
      return absl::StrCat("claims ", whole->claims.size());
    });
    for (const size_t place : {0, 1}) {
      Add([=](CrashingService& s) -> absl::StatusOr<std::string> {
        const auto notice = s.notices().Get(NewestNotice(s));
        if (!notice.ok()) return notice.status();
        ClaimAct act;
        act.ground = takedown::Verdict::Ground::kInfringement;
        const auto done =
            s.claims().Act(notice->stored.materials.at(place).claim, act,
                           std::nullopt, KeyOf(absl::StrCat("uphold", place)));
        if (!done.ok()) return done.status();
        return ClaimStateWord(done->claim().standing.state);
      });
    }
  }

  void AddVerdict(const std::string& request,
                  std::optional<takedown::Action> action) {
    Add([=](CrashingService& s) {
      VerdictChange verdict;
      verdict.screening = IdOf(s, "upload-2");
      verdict.work = {"song"};
      verdict.action = action;
      verdict.ground = takedown::Verdict::Ground::kNotOwned;
      return Bytes(
          s.moderation().Change(verdict, std::nullopt, KeyOf(request)));
    });
  }
};

// Notices, and what the platform does with its uploads.
class DayOfNotices : public DayOfPeople {
 public:
  DayOfNotices() {
    using enum takedown::ClaimActor;
    using enum takedown::ClaimEvent;
    // One takedown is undone by a counter-notice, the other goes to court.
    AddNotice();
    AddGivenBackCase();
    AddCase(CaseOfNotice, "notice");
    for (const std::string upload : {"upload-1", "upload-3"}) {
      AddAct(upload, "counter-" + upload, kCounterNotice, kUploader, 2);
    }
    AddAct("upload-3", "sue", kLitigation, kClaimant, 2);
    AddDeadlines(absl::Hours(24 * 24));
    AddAct("upload-3", "court", kRelease, kModerator, 2);
    // What was released once is not held against the account again.
    AddAct("upload-1", "release", kRelease, kModerator);
    AddScreening("upload-4", *song_);
    // The platform.
    Add([](CrashingService& s) {
      return Bytes(s.publication().SetTerritories(
          IdOf(s, "upload-3"), takedown::TerritorySet::Of({"US"}), std::nullopt,
          KeyOf("publish")));
    });
    Add([](CrashingService& s) {
      return Bytes(s.publication().Acknowledge(IdOf(s, "upload-2"), 1,
                                               KeyOf("acknowledge")));
    });
    Add([](CrashingService& s) {
      return Bytes(
          s.publication().Withdraw(IdOf(s, "upload-2"), KeyOf("withdraw")));
    });
  }

 private:
  static takedown::CaseId CaseOfNotice(CrashingService& s) {
    takedown::Claim claim;
    claim.standing.noticed = true;
    claim.notice = NewestNotice(s);
    return takedown::CaseOf({}, claim);
  }

  void AddNotice() {
    Add([](CrashingService& s) -> absl::StatusOr<std::string> {
      takedown::Notice notice{
          .sender = {.name = "Ann", .email = "ann@x.example"},
          .signature = "Ann",
          .works = {"The Lark"},
          .not_authorised = true,
          .accurate = true,
          .authorised_to_act = true};
      for (const char* upload : {"upload-1", "upload-3"}) {
        notice.locations.push_back(
            absl::StrCat("screenings/", IdOf(s, upload).value));
      }
      const auto sent = s.notices().Send(notice, KeyOf("notice"));
      if (!sent.ok()) return sent.status();
      return absl::StrCat("claims ", sent->claims.size());
    });
  }

  void AddGivenBackCase() {
    Add([](CrashingService& s) -> absl::StatusOr<std::string> {
      const auto taken =
          s.reviews().Take(CaseOfNotice(s), "cid", KeyOf("take-cid"));
      if (!taken.ok()) return taken.status();
      return taken->id.value;
    });
    Add([](CrashingService& s) -> absl::StatusOr<std::string> {
      const auto given =
          s.reviews().GiveBack(CaseOfNotice(s), "cid", KeyOf("back-cid"));
      if (!given.ok()) return given.status();
      return given->id.value;
    });
  }
};

// Claims with their steps. All that follows from them must be there.
void AppendClaims(CrashingService& service,
                  const std::vector<takedown::Screening>& screenings,
                  std::string& text) {
  const auto table =
      takedown::ReadClaimTable(EARMARK_SOURCE_DIR "/docs/claims.md");
  ASSERT_TRUE(table.ok()) << table.status();
  ClaimsOracle oracle(*table);
  for (const takedown::Screening& screening : screenings) {
    // Deadlines pass when the day says so.
    oracle.Look(screening, absl::InfinitePast());
    for (const takedown::Claim& claim : screening.claims) {
      absl::StrAppend(&text, screening.facts.upload_id, " ", claim.owner.value,
                      " revision ", claim.revision);
      for (const takedown::Claim::Step& step : claim.steps) {
        absl::StrAppend(&text, " ", ClaimStateWord(step.state));
      }
      absl::StrAppend(&text, claim.standing.strike_time ? " strike\n" : "\n");
    }
  }
  oracle.Finish(service.store(), service.rights());
  EXPECT_THAT(oracle.faults(), testing::IsEmpty());
}

// Owners, policies, licences, and the rights in works and references.
void AppendRights(CrashingService& service, std::string& text) {
  const takedown::Rights& rights = service.rights();
  for (const char* id : {"sun", "moon"}) {
    const auto owner = rights.FindOwner({id});
    EXPECT_TRUE(owner.ok()) << owner.status();
    if (!*owner) continue;
    absl::StrAppend(&text, id, " ", (*owner)->policy.value, " ",
                    static_cast<int>((*owner)->trust), " ",
                    (*owner)->claims.upheld, " ", (*owner)->claims.overturned,
                    " ", (*owner)->revision, "\n");
    const auto licences = rights.ListLicences({id}, "", 10);
    absl::StrAppend(&text, licences->items.size(), " licences\n");
  }
  const auto policy = rights.FindPolicy({"ours"});
  if (policy.ok() && *policy) {
    absl::StrAppend(&text, "ours ", (*policy)->policy.version, "\n");
  }
  for (const char* work : {"song", "other"}) {
    const auto ownerships = rights.OwnershipsOf({work});
    for (const takedown::Ownership& ownership : *ownerships) {
      absl::StrAppend(&text, work, " is of ", ownership.owner.value, " ",
                      ownership.territories.all_but(), " ",
                      ownership.time.end == absl::InfiniteFuture(), "\n");
    }
    const auto references = service.registry().ListReferences({work}, "", 10);
    if (!references.ok()) continue;
    for (const index::Reference& reference : references->items) {
      const auto known = rights.FindReferenceRights({work}, reference.id);
      absl::StrAppend(&text, "  ", known->exclusions.size(), " exclusions, ",
                      known->quarantine_time.has_value(), " ",
                      known->release_time.has_value());
      for (const takedown::Overlap& overlap : known->overlaps) {
        absl::StrAppend(&text, ", overlap ", static_cast<int>(overlap.state));
      }
      absl::StrAppend(&text, ", revision ", known->revision, "\n");
    }
  }
}

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
  AppendRights(service, text);
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
  AppendClaims(service, screenings->items, text);
  const auto events = service.ledger().VerifyAudit();
  EXPECT_TRUE(events.ok()) << events.status();
  absl::StrAppend(&text, *events, " events\n");
  return text;
}

// Lets the power fail `crashes` times in the day: at each operation on the disk
// of each step in turn, over and over, as what is lost of the unsynced bytes
// differs each time. Each day begins with what `eve` left, if there is one.
// Returns the outcome of the undisturbed day.
std::string Sweep(fingerprint::WorkerPool& workers, const CrashingService* eve,
                  const Day& day, int crashes) {
  const auto start = [&](CrashingService& service) {
    if (eve != nullptr) service.StartFrom(*eve);
    const absl::Status opened = service.Open();
    EXPECT_TRUE(opened.ok()) << opened;
  };
  std::string undisturbed;
  // A step, and one of the operations from its beginning on. What is written in
  // the background may come in a later one.
  std::vector<std::pair<size_t, uint64_t>> points;
  // After so many steps.
  std::vector<uint64_t> events;
  {
    CrashingService service(workers);
    start(service);
    events.push_back(*service.ledger().VerifyAudit());
    for (size_t step = 0; step < day.steps().size(); ++step) {
      const uint64_t before = service.env().operations();
      const absl::StatusOr<std::string> answer = day.steps()[step](service);
      EXPECT_TRUE(answer.ok()) << answer.status();
      events.push_back(*service.ledger().VerifyAudit());
      const uint64_t operations = service.env().operations() - before;
      for (uint64_t i = 1; i <= operations; ++i) points.emplace_back(step, i);
    }
    undisturbed = Outcome(service);
  }

  int crashed = 0;
  std::map<size_t, int> crashed_steps;
  for (int i = 0; i < crashes; ++i) {
    const auto [in_step, at] = points[static_cast<size_t>(i) % points.size()];
    SCOPED_TRACE(testing::Message()
                 << "the power fails at operation " << at << " of step "
                 << in_step << ", round " << i);
    CrashingService service(workers);
    start(service);
    size_t acknowledged = 0;
    for (const Day::Step& step : day.steps()) {
      if (acknowledged == in_step) service.env().CrashAt(at);
      if (!step(service).ok()) break;
      ++acknowledged;
    }
    service.Close();
    crashed += service.env().crashed() ? 1 : 0;
    ++crashed_steps[acknowledged];
    service.env().LosePower(i);

    const absl::Status opened = service.Open();
    EXPECT_TRUE(opened.ok()) << opened;
    if (!opened.ok()) break;
    const absl::StatusOr<uint64_t> there = service.ledger().VerifyAudit();
    EXPECT_TRUE(there.ok()) << there.status();
    // All that was acknowledged, and perhaps what was under way.
    EXPECT_GE(*there, events[acknowledged]);
    EXPECT_LE(*there, events[std::min(acknowledged + 1, events.size() - 1)]);
    for (const Day::Step& step : day.steps()) {
      const absl::StatusOr<std::string> answer = step(service);
      EXPECT_TRUE(answer.ok()) << answer.status();
    }
    const std::string outcome = Outcome(service);
    EXPECT_EQ(outcome, undisturbed);
    if (outcome != undisturbed) break;
  }
  // What was written in the background near the end may not have come.
  EXPECT_GE(crashed, crashes * 9 / 10);
  // The crashes came in every step that writes.
  for (size_t step = 0; step < day.steps().size(); ++step) {
    if (events[step + 1] > events[step]) {
      EXPECT_GT(crashed_steps[step], 0) << step;
    }
  }
  return undisturbed;
}

std::unique_ptr<fingerprint::WorkerPool> StartWorkers() {
  auto workers = fingerprint::WorkerPool::Create(
      {.worker_path = EARMARK_BINARY_DIR "/earmark-worker"});
  EXPECT_TRUE(workers.ok()) << workers.status();
  return *std::move(workers);
}

// A service as it stands after the eve.
void SpendEve(const Day& eve, CrashingService& service) {
  ASSERT_TRUE(service.Open().ok());
  for (const Day::Step& step : eve.steps()) {
    const absl::StatusOr<std::string> answer = step(service);
    ASSERT_TRUE(answer.ok()) << answer.status();
  }
  service.Close();
}

TEST(ServiceCrashTest, NothingAcknowledgedIsLostAndRepeatsEndTheDay) {
  const auto workers = StartWorkers();
  const std::string undisturbed = Sweep(*workers, nullptr, DayOfWorks(), 220);
  EXPECT_NE(undisturbed.find("upload-1 4 song"), std::string::npos)
      << undisturbed;
  EXPECT_NE(undisturbed.find("early 4 was 1 other"), std::string::npos)
      << undisturbed;
  EXPECT_NE(undisturbed.find("upload-3 1\n"), std::string::npos) << undisturbed;
}

TEST(ServiceCrashTest, NoChangeOfRightsIsLostOrMadeTwice) {
  const auto workers = StartWorkers();
  const EveOfRights eve;
  CrashingService before(*workers);
  SpendEve(eve, before);
  const std::string undisturbed =
      Sweep(*workers, &before, DayOfRights(eve.reference()), 100);
  for (const char* part : {"sun ours 2 ", "0 licences", "song is of moon 0 0",
                           "overlap 3", "overlap 2", "upload-1 4 was 4 was"}) {
    EXPECT_NE(undisturbed.find(part), std::string::npos) << part << " in\n"
                                                         << undisturbed;
  }
}

TEST(ServiceCrashTest, NoChangeOfClaimsIsLostOrMadeTwice) {
  const auto workers = StartWorkers();
  CrashingService before(*workers);
  SpendEve(EveOfClaims(), before);
  const std::string undisturbed = Sweep(*workers, &before, DayOfClaims(), 100);
  for (const char* part :
       {"upload-1 sun revision 9 PENDING_REVIEW ACTIVE DISPUTED DISPUTED "
        "UPHELD DISPUTED UPHELD APPEALED RELEASED\n",
        "upload-2 sun revision 6 PENDING_REVIEW ACTIVE ACTIVE RELEASED ACTIVE "
        "EXPIRED strike\n",
        "upload-3 sun revision 3 PENDING_REVIEW ACTIVE WITHDRAWN\n",
        // It lost its trust.
        "sun takedown 1 0 1 "}) {
    EXPECT_NE(undisturbed.find(part), std::string::npos) << part << " in\n"
                                                         << undisturbed;
  }
}

TEST(ServiceCrashTest, NoNoticeAndNothingThatThePlatformDoesIsLost) {
  const auto workers = StartWorkers();
  CrashingService before(*workers);
  SpendEve(EveOfClaims(), before);
  const std::string undisturbed = Sweep(*workers, &before, DayOfNotices(), 70);
  for (const char* part :
       {"upload-1  revision 4 NOTICED TAKEDOWN_NOTICED COUNTER_NOTICED "
        "REINSTATED\n",
        "upload-3  revision 5 NOTICED TAKEDOWN_NOTICED COUNTER_NOTICED "
        "LITIGATED REINSTATED\n",
        "upload-2 sun revision 2 PENDING_REVIEW EXPIRED\n",
        "upload-4 sun revision 1 RELEASED\n"}) {
    EXPECT_NE(undisturbed.find(part), std::string::npos) << part << " in\n"
                                                         << undisturbed;
  }
}

}  // namespace
}  // namespace earmark::service
