// What a decision costs at its hardest, against what cannot be done without:
// the reading of the rights that it rests on, 100 warm Gets of the store.
//
//   build/release/bench/decide_bench
//
// 20 matches of 20 works, 100 holds of 50 owners on them in mixed territories,
// licences, publication in all 249 territories. Each owner has a policy; the
// argument says how many rules it has, of which nearly all are tried in vain:
// 4 make 200 in all, 200 make 10,000.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "index/keys.h"
#include "index/rocksdb_store.h"
#include "takedown/decision.h"

namespace earmark::takedown {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;

constexpr int kWorks = 20;
constexpr int kOwners = 50;
constexpr int kHoldsOfWork = 5;
constexpr int kLicences = 50;
constexpr int kReads = 100;
constexpr int kStoredOwners = 20'000;
constexpr size_t kStoredBytes = 300;

class RandomWorld {
 public:
  explicit RandomWorld(int rules_of_policy) {
    for (int i = 0; i < kOwners; ++i) {
      Owner owner;
      owner.id = {absl::StrCat("rights-holder-", i)};
      owner.display_name = absl::StrCat("Rights Holder ", i);
      owner.trust = Owner::Trust::kTrusted;
      owner.accounts = Tokens(3);
      owners_.push_back(std::move(owner));
      policies_.push_back(
          std::make_shared<const Policy>(RandomPolicy(i, rules_of_policy)));
    }
  }

  DecisionInputs Inputs() {
    DecisionInputs inputs;
    for (int work = 0; work < kWorks; ++work) {
      inputs.matches.push_back(Match(work));
    }
    for (int i = 0; i < kLicences; ++i)
      inputs.licences.push_back(RandomLicence(i));
    inputs.audio = {Coverage::State::kSeen, 600s, 600s, ""};
    inputs.video = inputs.audio;
    inputs.account_token = Token();
    inputs.income = Income::kCommercial;
    inputs.territories = TerritorySet() - TerritorySet::RestOfWorld();
    inputs.now = absl::FromUnixSeconds(1'800'000'000);
    return inputs;
  }

 private:
  int Below(int bound) {
    return std::uniform_int_distribution<int>(0, bound - 1)(random_);
  }

  std::string Token() {
    std::string token(32, '0');
    for (char& c : token) c = "0123456789abcdef"[Below(16)];
    return token;
  }

  std::vector<std::string> Tokens(int count) {
    std::vector<std::string> tokens(count);
    for (std::string& token : tokens) token = Token();
    std::sort(tokens.begin(), tokens.end());
    return tokens;
  }

  // A half of the world's territories, or a few.
  TerritorySet Territories() {
    TerritorySet set = TerritorySet::Nowhere();
    const int percent = Below(3) == 0 ? 5 : 50;
    for (int at = 0; at < TerritorySet::kPositions; ++at) {
      if (Below(100) < percent) set.Add(at);
    }
    return set;
  }

  // One that fails by the last thing that is looked at, or nearly.
  PolicyRule UnmetRule() {
    PolicyRule rule;
    rule.territories = Territories();
    rule.incomes = {Income::kCommercial, Income::kAdvertising};
    rule.purposes = {Purpose::kNone};
    rule.matched_us.least = 1'000'000;
    rule.upload_share.most = 0.9;
    switch (Below(4)) {
      case 0:
        rule.reference_share.most = 0.01;
        break;
      case 1:
        rule.combined = false;
        break;
      case 2:
        rule.alterations = {Alteration::kMirrored, Alteration::kTurned};
        break;
      default:
        rule.accounts = Tokens(10);
    }
    return rule;
  }

  Policy RandomPolicy(int owner, int rules) {
    Policy policy;
    policy.id = {absl::StrCat("policy-of-rights-holder-", owner)};
    policy.otherwise = Action::kReview;
    for (int i = 0; i < rules; ++i) {
      // The last two are met, in parts of the world.
      PolicyRule rule;
      if (i + 2 >= rules) {
        rule.territories = Territories();
        rule.action = i % 2 == 0 ? Action::kTakedown : Action::kTrack;
      } else {
        rule = UnmetRule();
        rule.action = Action::kTakedown;
      }
      rule.name = absl::StrCat("rule number ", i, " of this policy");
      policy.rules.push_back(std::move(rule));
    }
    return policy;
  }

  OwnedMatch Match(int work) {
    OwnedMatch found;
    found.match.work = {absl::StrCat("work-number-", work)};
    found.match.reference = {"reference"};
    found.match.modality = work % 2 == 0 ? Modality::kAudio : Modality::kVideo;
    found.match.query = {work * 25s, work * 25s + 20s};
    found.match.reference_range = {10s, 30s};
    found.match.expected_false_matches = 1e-9;
    found.reference_duration = 200s;
    found.exclusions = {{12s, 13s}, {60s, 90s}};
    found.contested = {{15s, 16s}, {100s, 120s}};
    found.attested = true;
    std::vector<Hold> holds;
    for (int i = 0; i < kHoldsOfWork; ++i) {
      const int owner = (work * kHoldsOfWork + i) % kOwners;
      Hold hold;
      hold.owner = owners_[owner];
      hold.ownership.owner = hold.owner.id;
      hold.ownership.right = i < 3 ? Right::kRecording : Right::kMusicalWork;
      hold.ownership.territories = Territories();
      hold.ownership.share = 2500 * (1 + Below(4));
      hold.ownership.catalogue = {"back-catalogue"};
      hold.policy = policies_[owner];
      holds.push_back(std::move(hold));
    }
    found.holds = std::make_shared<const std::vector<Hold>>(std::move(holds));
    return found;
  }

  // One in four covers its owner's uses, in parts of the world; the others fail
  // late.
  Licence RandomLicence(int number) {
    Licence licence;
    licence.id = {absl::StrCat("licence-number-", number)};
    licence.owner = owners_[number % kOwners].id;
    licence.territories = Territories();
    switch (number % 4) {
      case 0:
        break;
      case 1:
        licence.accounts = Tokens(20);
        break;
      case 2:
        licence.longest_use = 5s;
        break;
      default:
        licence.incomes = {Income::kNone};
    }
    return licence;
  }

  std::mt19937 random_{1};
  std::vector<Owner> owners_;
  std::vector<std::shared_ptr<const Policy>> policies_;
};

// A store of owners, of which some are read.
class StoredOwners {
 public:
  StoredOwners() {
    path_ = std::filesystem::temp_directory_path() / "earmark-bench-XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) std::abort();
    auto store = index::RocksDbStore::Open({.path = path_, .page_bits = 14});
    if (!store.ok()) std::abort();
    store_ = *std::move(store);
    std::mt19937 random(2);
    index::Batch batch;
    for (int i = 0; i < kStoredOwners; ++i) {
      std::string value(kStoredBytes, '\0');
      for (char& c : value) c = static_cast<char>(random());
      batch.Put(index::Table::kOwners, KeyOf(i), std::move(value));
    }
    if (!store_->Apply(batch).ok() || !store_->Compact().ok()) std::abort();
    for (int i = 0; i < kReads; ++i) {
      keys_.push_back(KeyOf(static_cast<int>(random() % kStoredOwners)));
    }
    Read();
  }
  ~StoredOwners() {
    store_.reset();
    std::filesystem::remove_all(path_);
  }
  StoredOwners(const StoredOwners&) = delete;
  StoredOwners& operator=(const StoredOwners&) = delete;

  void Read() const {
    for (const std::string& key : keys_) {
      const auto value = store_->Get(index::Table::kOwners, key);
      if (!value.ok() || !value->has_value()) std::abort();
      benchmark::DoNotOptimize((*value)->data());
    }
  }

  static const StoredOwners& Get() {
    static const StoredOwners kOwners;
    return kOwners;
  }

 private:
  static std::string KeyOf(int i) {
    return index::OwnerKey({absl::StrCat("rights-holder-", i)});
  }

  std::string path_;
  std::unique_ptr<index::RocksDbStore> store_;
  std::vector<std::string> keys_;
};

void WarmGets(benchmark::State& state) {
  const StoredOwners& stored = StoredOwners::Get();
  for (auto _ : state) stored.Read();
}

void DecideOnce(benchmark::State& state) {
  const DecisionInputs inputs =
      RandomWorld(static_cast<int>(state.range(0))).Inputs();
  size_t reasons = 0;
  for (auto _ : state) {
    const Decision decision = Decide(inputs);
    reasons = decision.reasons.size();
    benchmark::DoNotOptimize(decision.reasons.data());
  }
  state.counters["reasons"] = static_cast<double>(reasons);
}

// Both by turns, so that whatever slows the machine slows both.
void DecideAgainstGets(benchmark::State& state) {
  using Clock = std::chrono::steady_clock;
  const DecisionInputs inputs =
      RandomWorld(static_cast<int>(state.range(0))).Inputs();
  const StoredOwners& stored = StoredOwners::Get();
  Clock::duration deciding{0};
  Clock::duration reading{0};
  for (auto _ : state) {
    const auto start = Clock::now();
    stored.Read();
    const auto read = Clock::now();
    const Decision decision = Decide(inputs);
    benchmark::DoNotOptimize(decision.reasons.data());
    reading += read - start;
    deciding += Clock::now() - read;
  }
  state.counters["ratio"] = static_cast<double>(deciding.count()) /
                            static_cast<double>(reading.count());
}

BENCHMARK(WarmGets)->Unit(benchmark::kMicrosecond);
BENCHMARK(DecideOnce)->Arg(4)->Arg(200)->Unit(benchmark::kMicrosecond);
BENCHMARK(DecideAgainstGets)->Arg(4)->Arg(200)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace earmark::takedown

BENCHMARK_MAIN();
