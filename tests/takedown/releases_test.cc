// What is let go is not held against the same account and bytes again.
#include "takedown/releases.h"

#include <memory>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/ledger.h"
#include "tests/takedown/sample_records.h"
#include "tests/takedown/test_database.h"

namespace earmark::takedown {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// On which a claim of sun on the lark stands in `state`, by `actor`.
Screening Claimed(int number, ClaimState state, ClaimActor actor) {
  Screening screening = SampleScreening(number);
  screening.content.fill(7);
  screening.verdicts.clear();
  screening.earlier_decisions.clear();
  Claim claim;
  claim.work = {"lark"};
  claim.owner = {"sun"};
  claim.standing.state = state;
  claim.standing.since = claim.standing.contest_until = kNow;
  claim.steps = {{.time = kNow},
                 {.event = ClaimEvent::kRelease,
                  .actor = actor,
                  .time = kNow,
                  .state = state}};
  screening.claims = {claim};
  return screening;
}

TEST(ReleasesTest, PrecedentIsWhatPeopleLetGo) {
  Screening earlier = Claimed(1, ClaimState::kReleased, ClaimActor::kModerator);
  earlier.claims[0].standing.wrong_match = true;
  earlier.verdicts = {{.action = Action::kAllow},
                      {.work = index::WorkId{"wren"},
                       .action = Action::kTakedown,
                       .ground = Verdict::Ground::kInfringement}};
  const absl::Time later = kNow + absl::Hours(24);
  const Precedent precedent = PrecedentOf(earlier, later);
  ASSERT_THAT(precedent.verdicts, SizeIs(1));
  EXPECT_EQ(precedent.verdicts[0].action, Action::kAllow);
  ASSERT_THAT(precedent.claims, SizeIs(1));
  const Claim& claim = precedent.claims[0];
  EXPECT_EQ(claim.work.value, "lark");
  EXPECT_EQ(claim.owner.value, "sun");
  EXPECT_EQ(claim.standing.state, ClaimState::kReleased);
  EXPECT_TRUE(claim.standing.wrong_match);
  EXPECT_EQ(claim.standing.since, later);
  ASSERT_THAT(claim.steps, SizeIs(1));
  EXPECT_THAT(claim.steps[0].comment,
              HasSubstr("screenings/" + earlier.id.value));
}

TEST(ReleasesTest, NothingElseIsAPrecedent) {
  const auto claims = [](const Screening& screening) {
    return PrecedentOf(screening, kNow).claims;
  };
  // Nobody looked: the time had run out.
  EXPECT_THAT(claims(Claimed(1, ClaimState::kReleased, ClaimActor::kClock)),
              IsEmpty());
  EXPECT_THAT(claims(Claimed(1, ClaimState::kWithdrawn, ClaimActor::kClaimant)),
              SizeIs(1));
  EXPECT_THAT(claims(Claimed(1, ClaimState::kUpheld, ClaimActor::kModerator)),
              IsEmpty());
  EXPECT_THAT(claims(Claimed(1, ClaimState::kExpired, ClaimActor::kClock)),
              IsEmpty());
  Screening noticed = Claimed(1, ClaimState::kReleased, ClaimActor::kModerator);
  noticed.claims[0].standing.noticed = true;
  EXPECT_THAT(claims(noticed), IsEmpty());
}

TEST(ReleasesTest, TheNewestOfTheAccountAndBytesIsFoundUntilItIsUndone) {
  TestDatabase database;
  const std::unique_ptr<Ledger> ledger = *Ledger::Open(database.store());
  const Releases releases(database.store());
  const auto commit = [&](const Screening& screening) {
    return *ledger->CommitScreening(screening);
  };
  const Screening first =
      commit(Claimed(1, ClaimState::kReleased, ClaimActor::kModerator));
  const Screening second =
      commit(Claimed(2, ClaimState::kReleased, ClaimActor::kClaimant));
  Screening other = Claimed(3, ClaimState::kReleased, ClaimActor::kModerator);
  other.facts.account_token = "ffeeddccbbaa99887766554433221100";
  commit(other);
  commit(Claimed(4, ClaimState::kActive, ClaimActor::kModerator));
  const auto find = [&] {
    return *releases.Find(first.facts.account_token, first.content);
  };
  EXPECT_EQ(find(), second.id);
  const auto change = [&](const Screening& before) {
    Screening after = before;
    after.claims[0].standing.state = ClaimState::kDisputed;
    index::Batch batch;
    EXPECT_TRUE(ledger->AddRevision(before, after, batch).ok());
    EXPECT_TRUE(database.store().Apply(batch).ok());
  };
  change(second);
  EXPECT_EQ(find(), first.id);
  change(first);
  EXPECT_EQ(find(), std::nullopt);
  index::ContentDigest bytes = first.content;
  bytes[0] = 8;
  EXPECT_EQ(*releases.Find(other.facts.account_token, bytes), std::nullopt);
}

}  // namespace
}  // namespace earmark::takedown
