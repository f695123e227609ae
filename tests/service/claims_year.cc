#include "tests/service/claims_year.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iterator>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "fingerprint/worker_pool.h"
#include "index/catalogue.h"
#include "index/matcher.h"
#include "index/rocksdb_store.h"
#include "service/claim_desk.h"
#include "service/decider.h"
#include "service/in_flight.h"
#include "service/moderation.h"
#include "service/redecider.h"
#include "service/registry.h"
#include "service/review_desk.h"
#include "service/rights_registry.h"
#include "service/screening_changer.h"
#include "takedown/case_index.h"
#include "takedown/claim_index.h"
#include "takedown/ledger.h"
#include "takedown/redecision.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"
#include "takedown/work_uses.h"
#include "tests/service/claims_oracle.h"
#include "tests/takedown/claim_table.h"

namespace earmark::service {
namespace {

using index::OwnerId;
using index::WorkId;
using takedown::Action;
using takedown::Claim;
using takedown::ClaimActor;
using takedown::ClaimEvent;
using takedown::ClaimName;
using takedown::ClaimState;
using takedown::Objection;
using takedown::Screening;
using takedown::TerritorySet;
using Ground = takedown::Verdict::Ground;
using Trust = takedown::Owner::Trust;

// The oracle knows the holidays from here on.
const absl::Time kNewYear =
    absl::FromCivil(absl::CivilDay(2027, 1, 4), absl::UTCTimeZone());
constexpr int kDays = 365;
constexpr absl::Duration kDay = absl::Hours(24);

// The service without its endpoints.
struct OpenService {
  std::unique_ptr<index::RocksDbStore> store;
  std::unique_ptr<index::Catalogue> catalogue;
  std::unique_ptr<takedown::Ledger> ledger;
  std::unique_ptr<takedown::Rights> rights;
  std::unique_ptr<takedown::WorkUses> uses;
  std::unique_ptr<index::Matcher> matcher;
  std::unique_ptr<Decider> decider;
  std::unique_ptr<Registry> registry;
  std::unique_ptr<RightsRegistry> rights_registry;
  std::unique_ptr<takedown::Redecisions> redecisions;
  std::unique_ptr<InFlight> in_flight;
  std::unique_ptr<Redecider> redecider;
  std::unique_ptr<ScreeningChanger> changer;
  std::unique_ptr<Moderation> moderation;
  std::unique_ptr<takedown::ClaimIndex> claim_index;
  std::unique_ptr<ClaimDesk> claims;
  std::unique_ptr<takedown::CaseIndex> case_index;
  std::unique_ptr<takedown::NoticeBook> notice_book;
  std::unique_ptr<NoticeDesk> notices;
  std::unique_ptr<takedown::UnreadFileCases> unread_files;
  std::unique_ptr<ReviewDesk> reviews;
};

// What an owner mostly does when somebody objects.
enum class Temper { kStandsBy, kGivesUp, kSilent, kFickle };

class Year {
 public:
  Year(const ClaimsYearOptions& options, fingerprint::WorkerPool& workers,
       takedown::ClaimTable table)
      : options_(options),
        workers_(workers),
        table_(std::move(table)),
        random_(options.seed) {}

  absl::StatusOr<ClaimsYearFigures> Live() {
    Try(Open());
    Register();
    for (int day = 0; day < kDays && status_.ok(); ++day) {
      LiveDay(day);
      if ((day + 1) * options_.checks / kDays > day * options_.checks / kDays) {
        Check();
      }
    }
    if (!status_.ok()) return status_;
    return figures_;
  }

 private:
  // Chance.

  double Uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
  bool Chance(double probability) { return Uniform() < probability; }
  size_t Below(size_t count) { return random_() % count; }
  template <typename T>
  const T& OneOf(const std::vector<T>& all) {
    return all[Below(all.size())];
  }
  // That many times on average.
  int Times(double expected) {
    return static_cast<int>(expected) +
           (Chance(expected - std::floor(expected)) ? 1 : 0);
  }

  // Keeps the first error.
  bool Try(const absl::Status& status) {
    if (!status.ok() && status_.ok()) status_ = status;
    return status.ok();
  }
  void Pass(absl::Duration most) {
    now_ += absl::Microseconds(
        1 +
        static_cast<int64_t>(
            Uniform() * static_cast<double>(absl::ToInt64Microseconds(most))));
  }
  void Count(const std::string& what, int64_t by = 1) { figures_[what] += by; }

  absl::Status Open() {
    auto open = std::make_unique<OpenService>();
    auto store = index::RocksDbStore::Open({.path = options_.folder + "/db",
                                            .page_bits = 8,
                                            .cache_bytes = size_t{64} << 20,
                                            .env = options_.env});
    if (!store.ok()) return store.status();
    open->store = *std::move(store);
    auto catalogue = index::Catalogue::Open(*open->store);
    if (!catalogue.ok()) return catalogue.status();
    open->catalogue = *std::move(catalogue);
    auto ledger = takedown::Ledger::Open(*open->store);
    if (!ledger.ok()) return ledger.status();
    open->ledger = *std::move(ledger);
    open->rights = std::make_unique<takedown::Rights>(*open->store);
    open->uses = std::make_unique<takedown::WorkUses>(*open->store);
    open->matcher =
        std::make_unique<index::Matcher>(*open->store, index::MatcherOptions());
    open->decider = std::make_unique<Decider>(Decider::Parts{
        *open->matcher, *open->catalogue, *open->rights, *open->uses,
        takedown::DecisionSettings(), claim_settings_, clock_});
    open->registry = std::make_unique<Registry>(Registry::Parts{
        *open->catalogue, *open->rights, *open->matcher, *open->ledger,
        workers_, fingerprint::ExtractOptions(), clock_, [] {}});
    open->rights_registry = std::make_unique<RightsRegistry>(
        RightsRegistry::Parts{*open->catalogue, *open->rights, *open->registry,
                              *open->ledger, clock_, [] {}});
    open->redecisions = std::make_unique<takedown::Redecisions>(*open->store);
    open->in_flight = std::make_unique<InFlight>();
    open->redecider = std::make_unique<Redecider>(Redecider::Parts{
        *open->redecisions, *open->uses, *open->rights, *open->decider,
        *open->ledger, *open->in_flight, clock_});
    open->changer = std::make_unique<ScreeningChanger>(ScreeningChanger::Parts{
        *open->rights, *open->decider, *open->ledger, clock_,
        [this] { Count("owners that lost their trust"); }});
    open->moderation = std::make_unique<Moderation>(
        Moderation::Parts{*open->changer, claim_settings_.clocks, {}, clock_});
    open->claim_index = std::make_unique<takedown::ClaimIndex>(*open->store);
    open->claims =
        std::make_unique<ClaimDesk>(ClaimDesk::Parts{*open->changer,
                                                     *open->claim_index,
                                                     *open->ledger,
                                                     claim_settings_.clocks,
                                                     strike_settings_,
                                                     {},
                                                     clock_});
    open->case_index = std::make_unique<takedown::CaseIndex>(*open->store);
    open->notice_book = std::make_unique<takedown::NoticeBook>(*open->store);
    open->notices = std::make_unique<NoticeDesk>(
        NoticeDesk::Parts{*open->notice_book,
                          *open->decider,
                          *open->ledger,
                          ids_,
                          [](const std::string& sender) { return sender; },
                          {"tenant"},
                          claim_settings_.clocks,
                          takedown::StrikeSettings(),
                          clock_});
    open->unread_files =
        std::make_unique<takedown::UnreadFileCases>(*open->store);
    open->reviews = std::make_unique<ReviewDesk>(ReviewDesk::Parts{
        *open->case_index, *open->claims, *open->decider, *open->rights,
        *open->notices, *open->moderation, *open->unread_files, *open->ledger,
        takedown::ReviewSettings(), clock_});
    open_ = std::move(open);
    return absl::OkStatus();
  }

  // Owners, works and references.

  void Register() {
    for (int i = 0; i < options_.owners; ++i) {
      takedown::Owner owner;
      owner.id = {absl::StrCat("owner-", i)};
      owner.display_name = owner.id.value;
      owner.policy = RandomPolicy();
      owners_.push_back(owner.id);
      tempers_.push_back(static_cast<Temper>(Below(4)));
      Try(open_->registry->CreateOwner(owner, {}).status());
      SetTrust(owner.id);
    }
    for (int i = 0; i < options_.works; ++i) {
      OwnedWork work;
      work.work.id = {absl::StrCat("work-", i)};
      work.work.title = work.work.id.value;
      const OwnerId owner = OneOf(owners_);
      work.ownerships = {takedown::Ownership{
          .owner = owner, .territories = RandomTerritories()}};
      works_.push_back(work.work.id);
      Try(open_->registry->CreateWork(work, {}).status());
      // Some works have a second owner, elsewhere or of the same.
      if (Chance(0.3)) SetOwnerships(work.work.id);
      Attest(work.work.id, Chance(0.85));
    }
  }

  void SetTrust(const OwnerId& owner) {
    const Trust trust = Chance(0.85) ? Trust::kTrusted : Trust::kProbation;
    Try(open_->registry->SetTrust(owner, std::nullopt, trust, {}).status());
  }

  void Attest(const WorkId& work, bool attested) {
    const auto before = open_->rights->FindReferenceRights(work, kReference);
    if (!Try(before.status())) return;
    takedown::ReferenceRights after = *before;
    after.attested = attested;
    ++after.revision;
    index::Batch batch;
    open_->rights->SetReferenceRights(work, kReference, *before, after, batch);
    takedown::Redecisions::Add({now_, work, "It was attested, or not."}, batch);
    Try(open_->store->Apply(batch));
  }

  takedown::PolicyId RandomPolicy() {
    // Half of the owners want uses taken down.
    static constexpr std::array kPolicies = {
        "takedown",           "takedown", "takedown", "takedown",
        "licensing-required", "review",   "track",    "allow"};
    return {kPolicies[Below(kPolicies.size())]};
  }

  TerritorySet RandomTerritories() {
    switch (Below(5)) {
      case 0:
        return TerritorySet::Of({"US"});
      case 1:
        return TerritorySet::Of({"DE", "FR"});
      case 2:
        return TerritorySet::Of({"US", "CA", "AT"});
      default:
        return {};
    }
  }

  void SetOwnerships(const WorkId& work) {
    const OwnerId owner = OneOf(owners_);
    std::vector<takedown::Ownership> ownerships(1);
    ownerships[0].owner = owner;
    ownerships[0].territories = RandomTerritories();
    if (Chance(0.3)) ownerships[0].share = 2500;
    if (Chance(0.3)) ownerships[0].policy = RandomPolicy();
    if (Chance(0.2)) {
      ownerships[0].time.start = now_ + Uniform() * 30 * kDay;
      ownerships[0].time.end = ownerships[0].time.start + 60 * kDay;
    }
    Try(open_->rights_registry
            ->SetOwnerships(work, owner, ownerships, std::nullopt, {})
            .status());
  }

  // Uploads.

  // One of a hundred uploads each.
  int accounts() const { return 1 + options_.uploads / 100; }
  static std::string AccountOf(int number) {
    return absl::StrCat("account-", number);
  }
  std::string RandomAccount() {
    return AccountOf(static_cast<int>(Below(static_cast<size_t>(accounts()))));
  }

  void Upload() {
    Pass(absl::Minutes(5));
    Screening screening;
    const auto id = ids_.Next();
    if (!Try(id.status())) return;
    screening.id = {*id};
    screening.facts.tenant = {"tenant"};
    screening.facts.upload_id = absl::StrCat("upload-", ++uploads_);
    screening.facts.account_token = RandomAccount();
    screening.facts.territories = RandomTerritories();
    if (Chance(0.03)) screening.facts.purpose = takedown::Purpose::kParody;
    screening.create_time = now_;
    screening.audio = {fingerprint::Coverage::State::kSeen,
                       std::chrono::seconds(60), std::chrono::seconds(60), ""};
    screening.video.state = fingerprint::Coverage::State::kAbsent;
    for (uint8_t& byte : screening.content) {
      byte = static_cast<uint8_t>(random_());
    }
    if (Chance(options_.matched)) AddMatches(screening);
    const auto outcome = open_->decider->DecideAgain(screening);
    if (!Try(outcome.status())) return;
    screening.decision = outcome->decision;
    screening.claims = outcome->claims;
    if (!Try(open_->ledger->CommitScreening(screening).status())) return;
    Count("uploads");
    AddOpen(screening);
    if (Chance(0.01)) SendNotice(screening.id);
  }

  // About the upload, and perhaps an address too.
  void SendNotice(const takedown::ScreeningId& upload) {
    takedown::Notice notice;
    notice.sender.email = absl::StrCat("sender-", Below(20), "@x.example");
    notice.signature = "Sender";
    notice.works = {"A song"};
    notice.locations = {absl::StrCat("screenings/", upload.value)};
    if (Chance(0.3)) {
      notice.locations.push_back(
          absl::StrCat("https://v.example/", Below(200)));
    }
    notice.not_authorised = notice.authorised_to_act = true;
    notice.accurate = Chance(0.7);
    auto sent = open_->notices->Send(notice, {});
    if (!Try(sent.status())) return;
    Count("notices");
    if (!notice.accurate && Chance(0.5)) {
      Pass(absl::Hours(1));
      sent = open_->notices->Complete(sent->stored.id, std::nullopt,
                                      {.accurate = true}, {});
      if (!Try(sent.status())) return;
    }
    for (const auto& material : sent->stored.materials) {
      open_claims_.push_back(material.claim);
    }
  }

  void AddMatches(Screening& screening) {
    // Uploads of the same bytes hold the same works.
    if (!matched_.empty() && Chance(0.3)) {
      const auto& [content, matches] = OneOf(matched_);
      screening.content = content;
      screening.matches = matches;
      return;
    }
    const int count = Chance(0.2) ? 2 : 1;
    for (int i = 0; i < count; ++i) {
      index::Match match;
      match.work = OneOf(works_);
      match.reference = kReference;
      // Shorter ones are no manifest copies.
      match.query.end = match.reference_range.end =
          std::chrono::seconds(Chance(0.9) ? 30 : 5);
      screening.matches.push_back(match);
    }
    matched_.emplace_back(screening.content, screening.matches);
  }

  // Claims that somebody may act on.
  void AddOpen(const Screening& screening) {
    for (size_t i = 0; i < screening.claims.size(); ++i) {
      open_claims_.push_back({screening.id, static_cast<int>(i + 1)});
    }
  }

  // What people do.

  Objection RandomObjection() {
    Objection objection;
    objection.ground = static_cast<Objection::Ground>(1 + Below(5));
    if (objection.ground == Objection::Ground::kException) {
      objection.exception = Objection::Exception::kParody;
    }
    if (objection.ground == Objection::Ground::kLicence) {
      objection.licence = "contract 5";
    }
    objection.statement = "It is not as you say.";
    return objection;
  }

  ClaimAct ActOf(ClaimEvent event, ClaimActor actor) {
    ClaimAct act;
    act.event = event;
    act.actor = actor;
    if (event == ClaimEvent::kDispute || event == ClaimEvent::kAppeal) {
      act.objection = RandomObjection();
    }
    if (actor != ClaimActor::kModerator) return act;
    if (event == ClaimEvent::kUphold) {
      act.ground = Ground::kInfringement;
      if (Chance(0.5)) {
        act.action =
            Chance(0.7) ? Action::kTakedown : Action::kLicensingRequired;
      }
    }
    if (event == ClaimEvent::kRelease) act.ground = RandomRelease();
    return act;
  }

  Ground RandomRelease() { return static_cast<Ground>(2 + Below(4)); }

  // What somebody may come to do with a claim; nullopt: nothing.
  std::optional<ClaimAct> RandomAct(const Claim& claim) {
    using enum ClaimActor;
    using enum ClaimEvent;
    // Somebody is mistaken about what is possible.
    if (Chance(0.04)) {
      return ActOf(static_cast<ClaimEvent>(1 + Below(6)),
                   static_cast<ClaimActor>(1 + Below(3)));
    }
    const double chance = Uniform();
    switch (claim.standing.state) {
      case ClaimState::kNoticed:
      case ClaimState::kPendingReview:
      case ClaimState::kActive:
        if (chance < 0.25) return ActOf(kDispute, kUploader);
        if (chance < 0.30) return ActOf(kRelease, kClaimant);
        if (chance < 0.38) return ActOf(kUphold, kModerator);
        if (chance < 0.42) return ActOf(kRelease, kModerator);
        return std::nullopt;
      case ClaimState::kDisputed:
      case ClaimState::kAppealed:
        if (chance < 0.03) return ActOf(kUphold, kModerator);
        if (chance < 0.06) return ActOf(kRelease, kModerator);
        if (claim.standing.noticed) return std::nullopt;
        return Answer(claim.owner);
      case ClaimState::kUpheld:
        if (chance < 0.35) return ActOf(kAppeal, kUploader);
        break;
      case ClaimState::kTakedownNoticed:
        if (chance < 0.30) return ActOf(kCounterNotice, kUploader);
        if (chance < 0.40) return ActOf(kAppeal, kUploader);
        break;
      case ClaimState::kCounterNoticed:
        if (chance < 0.30) return ActOf(kLitigation, kClaimant);
        if (chance < 0.35) return ActOf(kLitigation, kModerator);
        break;
      case ClaimState::kLitigated:
        if (chance < 0.20) return ActOf(kRelease, kModerator);
        break;
      default:
        return std::nullopt;
    }
    if (chance > 0.97) return ActOf(kRelease, kClaimant);
    if (chance > 0.94) return ActOf(kRelease, kModerator);
    return std::nullopt;
  }

  std::optional<ClaimAct> Answer(const OwnerId& owner) {
    const auto place = std::find(owners_.begin(), owners_.end(), owner);
    const Temper temper =
        tempers_[static_cast<size_t>(place - owners_.begin())];
    if (temper == Temper::kSilent || Chance(0.4)) return std::nullopt;
    const bool stands_by =
        temper == Temper::kFickle ? Chance(0.5) : temper == Temper::kStandsBy;
    return ActOf(stands_by ? ClaimEvent::kUphold : ClaimEvent::kRelease,
                 ClaimActor::kClaimant);
  }

  // Whether it was done. To be refused is no error.
  bool Act(const ClaimName& name, const ClaimAct& act) {
    const absl::Status done =
        open_->claims->Act(name, act, std::nullopt, {}).status();
    if (absl::IsFailedPrecondition(done)) {
      Count("acts refused");
      return false;
    }
    if (Try(done)) Count("acts");
    return done.ok();
  }

  void VisitClaims() {
    // Each claim has its turn about every 25 days.
    const int visits = Times(static_cast<double>(open_claims_.size()) / 25);
    for (int i = 0; i < visits && !open_claims_.empty(); ++i) {
      const size_t place = Below(open_claims_.size());
      const ClaimName name = open_claims_[place];
      Pass(absl::Minutes(2));
      const auto known = open_->claims->Get(name);
      if (!Try(known.status())) return;
      const ClaimState state = known->claim().standing.state;
      const bool is_end = state == ClaimState::kReleased ||
                          state == ClaimState::kWithdrawn ||
                          state == ClaimState::kReinstated;
      if (is_end && Chance(0.3)) {
        open_claims_[place] = open_claims_.back();
        open_claims_.pop_back();
        continue;
      }
      if (Chance(0.03)) {
        Act(name, ActOf(ClaimEvent::kUndo, ClaimActor::kModerator));
        continue;
      }
      if (Chance(0.06) && !known->screening.matches.empty()) {
        Judge(known->screening);
        continue;
      }
      if (const auto act = RandomAct(known->claim())) Act(name, *act);
    }
  }

  // Gives a verdict on a work of the upload, or takes one back.
  void Judge(const Screening& screening) {
    VerdictChange change;
    change.screening = screening.id;
    change.work = OneOf(screening.matches).work;
    const bool there =
        takedown::FindVerdict(screening.verdicts, change.work) != nullptr;
    if (!there || Chance(0.4)) {
      static constexpr std::array kActions = {
          Action::kAllow, Action::kLicensingRequired, Action::kTakedown};
      change.action = kActions[Below(kActions.size())];
      change.ground = change.action == Action::kAllow ? RandomRelease()
                                                      : Ground::kInfringement;
    }
    if (Try(open_->moderation->Change(change, std::nullopt, {}).status())) {
      Count(change.action ? "verdicts given" : "verdicts taken back");
    }
  }

  void WorkOnCases() {
    const double waiting = static_cast<double>(open_claims_.size());
    const auto seen = 2 * static_cast<size_t>(Times(1 + waiting / 130));
    const auto page = open_->reviews->List("", seen);
    if (!Try(page.status())) return;
    for (const KnownCase& known : page->items) {
      if (Chance(0.5)) continue;
      WorkOn(known.id);
    }
  }

  void WorkOn(const takedown::CaseId& id) {
    const std::string moderator = absl::StrCat("moderator-", Below(5));
    Pass(absl::Minutes(6));
    const auto taken = open_->reviews->Take(id, moderator, {});
    // Somebody else has it, or it was resolved with another.
    if (absl::IsAborted(taken.status()) || absl::IsNotFound(taken.status())) {
      Count("cases not had");
      return;
    }
    if (!Try(taken.status())) return;
    Count("cases taken");
    if (Chance(0.2)) return;
    Pass(absl::Minutes(18));
    if (Chance(0.1)) {
      Settle(open_->reviews->GiveBack(id, moderator, {}).status(),
             "cases given back");
      return;
    }
    ClaimAct act =
        ActOf(Chance(0.6) ? ClaimEvent::kUphold : ClaimEvent::kRelease,
              ClaimActor::kModerator);
    Settle(open_->reviews->Resolve(id, moderator, act, {}).status(),
           "cases resolved");
  }

  // The moderator may have been too slow, or have to say what follows.
  void Settle(const absl::Status& status, const char* what) {
    if (absl::IsFailedPrecondition(status)) {
      Count("acts refused");
    } else if (Try(status)) {
      Count(what);
    }
  }

  // Rights.

  void ChangeRights() {
    Pass(absl::Hours(1));
    const OwnerId& owner = OneOf(owners_);
    const double chance = Uniform();
    if (chance < 0.25) {
      OwnerUpdate update;
      update.policy = RandomPolicy();
      Try(open_->registry->UpdateOwner(owner, std::nullopt, update, {})
              .status());
    } else if (chance < 0.35) {
      SetTrust(owner);
    } else if (chance < 0.50) {
      SetOwnerships(OneOf(works_));
    } else if (chance < 0.60) {
      Attest(OneOf(works_), Chance(0.8));
    } else if (chance < 0.85 || licences_.empty()) {
      GiveLicence(owner);
    } else {
      const size_t place = Below(licences_.size());
      const auto [licensor, id] = licences_[place];
      licences_.erase(licences_.begin() + static_cast<std::ptrdiff_t>(place));
      Try(open_->rights_registry->DeleteLicence(licensor, id, std::nullopt,
                                                {}));
    }
    Count("changes of rights");
  }

  void GiveLicence(const OwnerId& owner) {
    takedown::Licence licence;
    licence.id = {absl::StrCat("licence-", ++licence_count_)};
    licence.owner = owner;
    if (Chance(0.8)) licence.works = {OneOf(works_)};
    if (Chance(0.3)) licence.accounts = {RandomAccount()};
    licence.territories = RandomTerritories();
    licence.time.start = now_ + (Uniform() - 0.3) * 10 * kDay;
    licence.time.end = licence.time.start + (1 + 40 * Uniform()) * kDay;
    // Whole microseconds, as on the wire.
    for (absl::Time* time : {&licence.time.start, &licence.time.end}) {
      *time = absl::FromUnixMicros(absl::ToUnixMicros(*time));
    }
    if (Try(open_->rights_registry->CreateLicence(licence, {}).status())) {
      licences_.emplace_back(owner, licence.id);
    }
  }

  void DecideAgain() {
    while (status_.ok()) {
      const auto result = open_->redecider->DecideNext(stop_);
      if (!Try(result.status()) || !Try(result->damage)) return;
      if (!result->scanned) return;
      Count("redecisions");
      Count("decisions that these changed",
            static_cast<int64_t>(result->revised));
    }
  }

  void PassDeadlines() {
    const auto passed = open_->claims->PassDeadlines(stop_);
    if (Try(passed.status())) {
      Count("deadlines passed", static_cast<int64_t>(*passed));
    }
  }

  void LiveDay(int day) {
    // Also after it was put back, each day of the year is lived once.
    const absl::Time evening = now_ + kDay;
    if (Chance(0.04)) {
      Pass(5 * kDay);
      Count("jumps forward");
    }
    if (Chance(0.04)) {
      now_ -=
          absl::Microseconds(1 + static_cast<int64_t>(Below(7'200'000'000)));
      Count("jumps back");
    }
    if (Chance(0.03)) {
      open_.reset();
      if (!Try(Open())) return;
      Count("restarts");
    }
    const int uploads = options_.uploads * (day + 1) / kDays - uploads_;
    for (int i = 0; i < uploads && status_.ok(); ++i) Upload();
    if (!status_.ok()) return;
    VisitClaims();
    WorkOnCases();
    for (int i = Times(options_.rights_changes); i > 0; --i) ChangeRights();
    if (Chance(0.8)) DecideAgain();
    if (Chance(0.8)) PassDeadlines();
    now_ = std::max(now_, evening);
  }

  // Whether all is as it must be.

  void Check() {
    DecideAgain();
    PassDeadlines();
    // Owners who lost their trust by that.
    DecideAgain();
    if (!status_.ok()) return;
    ClaimsOracle oracle(table_);
    std::string from;
    int seen = 0;
    std::vector<std::string> faults;
    do {
      const auto page =
          open_->ledger->ListScreenings({"tenant"}, "", from, 500);
      if (!Try(page.status())) return;
      for (const Screening& screening : page->items) {
        oracle.Look(screening, now_);
        // All that have claims, and some of the others.
        if (screening.claims.empty() && ++seen % 50 != 0) continue;
        const std::string fault = Compare(screening);
        if (!fault.empty()) faults.push_back(fault);
      }
      from = page->next;
    } while (!from.empty());
    oracle.Finish(*open_->store, *open_->rights);
    for (int i = 0; i < accounts(); ++i) {
      const std::string fault = CompareStrikes(AccountOf(i), oracle);
      if (!fault.empty()) faults.push_back(fault);
    }
    if (!Try(open_->store->Verify())) return;
    const auto events = open_->ledger->VerifyAudit();
    if (!Try(events.status())) return;
    figures_["audit events"] = static_cast<int64_t>(*events);
    figures_["claims"] = oracle.claims();
    Count("checks");
    std::erase_if(figures_, [](const auto& figure) {
      return figure.first.starts_with("state ") ||
             figure.first.starts_with("step ");
    });
    figures_.insert(oracle.figures().begin(), oracle.figures().end());
    faults.insert(faults.begin(), oracle.faults().begin(),
                  oracle.faults().end());
    if (faults.empty()) return;
    faults.resize(std::min(faults.size(), ClaimsOracle::kMostFaults));
    Try(absl::InternalError(absl::StrCat("on ", absl::FormatTime(now_), ":\n  ",
                                         absl::StrJoin(faults, "\n  "))));
  }

  // What differs from a decision that is made now; empty: nothing.
  std::string Compare(const Screening& screening) {
    const auto outcome = open_->decider->DecideAgain(screening);
    if (!Try(outcome.status())) return "";
    if (takedown::IsNews(screening, *outcome)) {
      return absl::StrCat("screenings/", screening.id.value,
                          ": another decision is due");
    }
    if (outcome->claims != screening.claims) {
      return absl::StrCat("screenings/", screening.id.value,
                          ": other claims are due");
    }
    return "";
  }

  std::string CompareStrikes(const std::string& account,
                             const ClaimsOracle& oracle) {
    const auto standing = open_->claims->StandingOf(account);
    if (!Try(standing.status())) return "";
    const auto known = oracle.strikes().find(account);
    const auto count =
        known == oracle.strikes().end()
            ? 0
            : std::count_if(known->second.begin(), known->second.end(),
                            [&](absl::Time since) {
                              return now_ < since + strike_settings_.lifetime;
                            });
    if (static_cast<size_t>(count) == standing->strikes.size()) return "";
    return absl::StrCat(account, " has ", standing->strikes.size(),
                        " strikes; its claims say ", count);
  }

  static const index::ReferenceId kReference;

  const ClaimsYearOptions options_;
  fingerprint::WorkerPool& workers_;
  const takedown::ClaimTable table_;
  const takedown::ClaimSettings claim_settings_;
  const takedown::StrikeSettings strike_settings_;
  const fingerprint::Cancellation stop_;
  std::mt19937_64 random_;
  absl::Time now_ = kNewYear;
  takedown::Clock clock_ = [this] { return now_; };
  takedown::TimeOrderedIds ids_{clock_, [this](std::span<uint8_t> bytes) {
                                  for (uint8_t& byte : bytes) {
                                    byte = static_cast<uint8_t>(random_());
                                  }
                                  return absl::OkStatus();
                                }};
  absl::Status status_;
  ClaimsYearFigures figures_;
  std::unique_ptr<OpenService> open_;
  std::vector<OwnerId> owners_;
  // Of the owners.
  std::vector<Temper> tempers_;
  std::vector<WorkId> works_;
  int uploads_ = 0;
  std::vector<std::pair<index::ContentDigest, std::vector<index::Match>>>
      matched_;
  std::vector<ClaimName> open_claims_;
  std::vector<std::pair<OwnerId, takedown::LicenceId>> licences_;
  int licence_count_ = 0;
};

const index::ReferenceId Year::kReference{"reference"};

}  // namespace

absl::StatusOr<ClaimsYearFigures> LiveClaimsYear(
    const ClaimsYearOptions& options) {
  absl::StatusOr<takedown::ClaimTable> table =
      takedown::ReadClaimTable(EARMARK_SOURCE_DIR "/docs/claims.md");
  if (!table.ok()) return table.status();
  // Nothing is sent to it.
  const auto workers = fingerprint::WorkerPool::Create(
      {.worker_path = EARMARK_BINARY_DIR "/earmark-worker"});
  if (!workers.ok()) return workers.status();
  auto figures = Year(options, **workers, *std::move(table)).Live();
  if (figures.ok()) return figures;
  return absl::InternalError(absl::StrCat("the year with seed ", options.seed,
                                          ": ", figures.status().ToString()));
}

}  // namespace earmark::service
