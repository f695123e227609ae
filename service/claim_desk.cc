#include "service/claim_desk.h"

#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/internal/get_screening.h"
#include "service/internal/planned_write.h"
#include "service/internal/second_opinion.h"
#include "service/resource_name.h"
#include "takedown/case.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/claim_words.h"
#include "takedown/time_words.h"

namespace earmark::service {
namespace {

using takedown::Claim;
using takedown::ClaimActor;
using takedown::ClaimEvent;
using takedown::ClaimName;
using takedown::Screening;

// More objections of an account are not counted.
constexpr size_t kMaxObjectionsCounted = 1000;

// How many entries of an index are read at once.
constexpr size_t kPageSize = 256;

absl::Status NoClaimError(const ClaimName& name) {
  return absl::NotFoundError(
      absl::StrCat("there is no such claim: ", NameOf(name)));
}

absl::Status ChangedError(const ClaimName& name, const Claim& claim) {
  return absl::AbortedError(
      absl::StrCat(NameOf(name), " is ", ClaimStateWord(claim.standing.state),
                   " since ", takedown::TimeWords(claim.standing.since),
                   ": take its case again, and look at it"));
}

std::vector<takedown::Lapse> Values(
    const std::map<takedown::ScreeningId, takedown::Lapse>& lapses) {
  std::vector<takedown::Lapse> values;
  values.reserve(lapses.size());
  for (const auto& [screening, lapse] : lapses) values.push_back(lapse);
  return values;
}

bool IsThere(const ClaimName& name, const Screening& screening) {
  return name.number >= 1 &&
         static_cast<size_t>(name.number) <= screening.claims.size();
}

std::string CauseOf(const Claim& claim, const ClaimAct& act) {
  const std::string what =
      claim.standing.noticed
          ? absl::StrCat("the claim by ", NameOf(claim.notice))
          : absl::StrCat("the claim of the owner \"", claim.owner.value,
                         "\" on the work \"", claim.work.value, "\"");
  if (act.actor == ClaimActor::kClock) {
    return absl::StrCat("Nobody acted in time on ", what, ": it is now ",
                        ClaimStateWord(claim.standing.state), ".");
  }
  return absl::StrCat("The ", ClaimActorWord(act.actor), "'s ",
                      ClaimEventWord(act.event), " changed ", what,
                      ": it is now ", ClaimStateWord(claim.standing.state),
                      ".");
}

}  // namespace

absl::StatusOr<KnownClaim> ClaimDesk::Get(const ClaimName& name) const {
  absl::StatusOr<Screening> screening =
      GetScreening(parts_.ledger, name.screening);
  if (!screening.ok()) return screening.status();
  if (!IsThere(name, *screening)) return NoClaimError(name);
  return KnownClaim{*std::move(screening), name.number};
}

absl::StatusOr<index::Page<KnownClaim>> ClaimDesk::List(
    const index::OwnerId& owner, const std::string& from, size_t limit) const {
  const absl::StatusOr<index::Page<ClaimName>> names =
      parts_.claims.ListOf(owner, from, limit);
  if (!names.ok()) return names.status();
  index::Page<KnownClaim> page{.items = {}, .next = names->next};
  for (const ClaimName& name : names->items) {
    absl::StatusOr<KnownClaim> claim = Get(name);
    if (!claim.ok()) return claim.status();
    page.items.push_back(*std::move(claim));
  }
  return page;
}

absl::StatusOr<index::Page<KnownClaim>> ClaimDesk::ListOn(
    const takedown::ScreeningId& id, const std::string& from,
    size_t limit) const {
  const absl::StatusOr<Screening> screening = GetScreening(parts_.ledger, id);
  if (!screening.ok()) return screening.status();
  int number = 0;
  if (!from.empty() && !absl::SimpleAtoi(from, &number)) {
    return absl::InternalError(absl::StrCat("not a number of a claim: ", from));
  }
  index::Page<KnownClaim> page;
  const auto count = static_cast<int>(screening->claims.size());
  while (number < count && page.items.size() < limit) {
    page.items.push_back({*screening, ++number});
  }
  if (number < count) page.next = absl::StrCat(number);
  return page;
}

absl::StatusOr<KnownClaim> ClaimDesk::Act(const ClaimName& name,
                                          const ClaimAct& act,
                                          std::optional<int64_t> revision,
                                          const RequestKey& request) {
  using Edit = ScreeningChanger::Edit;
  absl::StatusOr<Screening> changed = parts_.changer.Change(
      name.screening, takedown::EventKind::kClaimChanged, NameOf(name), request,
      [&](const Screening& before) -> absl::StatusOr<std::optional<Edit>> {
        if (!IsThere(name, before)) return NoClaimError(name);
        Edit edit{.screening = before, .cause = ""};
        Claim& claim =
            edit.screening.claims[static_cast<size_t>(name.number) - 1];
        const absl::Status fresh =
            CheckRevision(NameOf(name), revision, claim.revision);
        if (!fresh.ok()) return fresh;
        edit.after_withdrawal = act.actor == ClaimActor::kModerator &&
                                takedown::OutlivesUpload(claim.standing);
        if (act.waits_since &&
            !takedown::WaitsSince(claim.standing, *act.waits_since)) {
          return ChangedError(name, claim);
        }
        if (act.actor == ClaimActor::kModerator && !act.seconded &&
            act.event != ClaimEvent::kUndo) {
          const absl::Status alone =
              CheckAlone(before.content, claim, parts_.review);
          if (!alone.ok()) return alone;
        }
        const absl::Status done =
            Apply(act, parts_.now(), parts_.clocks, claim);
        if (!done.ok()) return done;
        edit.cause = CauseOf(claim, act);
        return edit;
      });
  if (!changed.ok()) return changed.status();
  return KnownClaim{*std::move(changed), name.number};
}

absl::StatusOr<Claim> ClaimDesk::Try(const KnownClaim& known,
                                     const ClaimAct& act) const {
  Claim claim = known.claim();
  const absl::Status done = Apply(act, parts_.now(), parts_.clocks, claim);
  if (!done.ok()) return done;
  return claim;
}

absl::StatusOr<AccountStanding> ClaimDesk::StandingOf(
    const std::string& account_token) const {
  AccountStanding standing;
  standing.account_token = account_token;
  const absl::Time now = parts_.now();
  // Of each upload once.
  std::map<takedown::ScreeningId, takedown::Lapse> lapses;
  std::string from;
  do {
    const absl::StatusOr<index::Page<ClaimName>> page =
        parts_.claims.ListStrikes(account_token, from, kPageSize);
    if (!page.ok()) return page.status();
    from = page->next;
    for (const ClaimName& name : page->items) {
      const absl::StatusOr<KnownClaim> claim = Get(name);
      if (!claim.ok()) return claim.status();
      const std::optional<absl::Time>& since =
          claim->claim().standing.strike_time;
      // Removed just now.
      if (!since) continue;
      if (!takedown::Counts(*since, now, parts_.strikes)) {
        // So are all older ones.
        from.clear();
        break;
      }
      standing.strikes.push_back(
          {name, *since, *since + parts_.strikes.lifetime});
      // The newest come first.
      lapses[name.screening] = {.done = claim->screening.create_time,
                                .found = *since};
    }
  } while (!from.empty());
  standing.advice = takedown::AdviceFor(Values(lapses), parts_.strikes);
  const absl::StatusOr<index::Page<ClaimName>> objections =
      parts_.claims.ListObjections(account_token, "", kMaxObjectionsCounted);
  if (!objections.ok()) return objections.status();
  std::map<takedown::ScreeningId, std::vector<takedown::Finding>> findings;
  for (const ClaimName& name : objections->items) {
    const absl::StatusOr<KnownClaim> claim = Get(name);
    if (!claim.ok()) return claim.status();
    const std::optional<takedown::Finding> finding =
        takedown::FindObjection(claim->claim(), now, parts_.strikes);
    if (finding) findings[name.screening].push_back(*finding);
  }
  for (const auto& [screening, together] : findings) {
    takedown::Add(together, standing.objections);
  }
  standing.objection_advice =
      takedown::AdviceFor(standing.objections, parts_.strikes);
  return standing;
}

absl::StatusOr<uint64_t> ClaimDesk::PassDeadlines(
    const fingerprint::Cancellation& stop) {
  uint64_t passed = 0;
  // Of one claim: it does not hold up the others.
  absl::Status failed;
  std::string from;
  do {
    const absl::StatusOr<index::Page<ClaimName>> due =
        parts_.claims.ListDue(parts_.now(), from, kPageSize);
    if (!due.ok()) return due.status();
    for (const ClaimName& name : due->items) {
      if (stop.cancelled()) {
        return absl::CancelledError("stopped passing deadlines of claims");
      }
      const absl::Status status = PassDeadline(name);
      // Somebody acted just now, so that nothing is due any more.
      if (absl::IsFailedPrecondition(status)) continue;
      failed.Update(status);
      if (status.ok()) ++passed;
    }
    from = due->next;
  } while (!from.empty());
  if (!failed.ok()) return failed;
  return passed;
}

absl::Status ClaimDesk::PassDeadline(const ClaimName& name) {
  const ClaimAct act{.event = ClaimEvent::kDeadline,
                     .actor = ClaimActor::kClock};
  return Act(name, act, std::nullopt, {}).status();
}

}  // namespace earmark::service
