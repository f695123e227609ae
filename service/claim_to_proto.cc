#include "service/claim_to_proto.h"

#include <array>
#include <optional>

#include "service/internal/claim_act.h"
#include "service/internal/contact.h"
#include "service/internal/wire_values.h"
#include "service/notice_to_proto.h"
#include "service/resource_name.h"
#include "service/to_proto.h"
#include "takedown/claim_lifecycle.h"

namespace earmark::service {
namespace {

using takedown::Action;
using takedown::Claim;
using takedown::ClaimActor;
using takedown::ClaimEvent;
using takedown::ClaimStanding;
using takedown::ClaimState;
using takedown::Objection;
// Those below would hide it.
using service::Set;

// The enums of the wire are numbered as those of the domain.
static_assert(static_cast<int>(ClaimState::kNoticed) == v1::Claim::NOTICED);
static_assert(static_cast<int>(ClaimState::kActive) == v1::Claim::ACTIVE);
static_assert(static_cast<int>(ClaimState::kTakedownNoticed) ==
              v1::Claim::TAKEDOWN_NOTICED);
static_assert(static_cast<int>(ClaimState::kExpired) == v1::Claim::EXPIRED);
static_assert(v1::Claim::State_MAX == v1::Claim::EXPIRED);
static_assert(static_cast<int>(ClaimActor::kClaimant) == v1::Claim::CLAIMANT);
static_assert(static_cast<int>(ClaimActor::kClock) == v1::Claim::CLOCK);
static_assert(v1::Claim::Actor_MAX == v1::Claim::CLOCK);
static_assert(static_cast<int>(ClaimEvent::kUphold) == v1::Claim::UPHOLD);
static_assert(static_cast<int>(ClaimEvent::kAppeal) == v1::Claim::APPEAL);
static_assert(static_cast<int>(ClaimEvent::kUndo) == v1::Claim::UNDO);
static_assert(v1::Claim::Event_MAX == v1::Claim::UNDO);
static_assert(static_cast<int>(Objection::Ground::kWrongMatch) ==
              v1::Objection::WRONG_MATCH);
static_assert(v1::Objection::Ground_MAX == v1::Objection::WRONG_MATCH);
static_assert(static_cast<int>(Objection::Exception::kPastiche) ==
              v1::Objection::PASTICHE);
static_assert(v1::Objection::Exception_MAX == v1::Objection::PASTICHE);

static_assert(static_cast<int>(takedown::AccountAdvice::kWarn) ==
              v1::StateStrikesResponse::WARN);
static_assert(static_cast<int>(takedown::Harm::kHighest) == v1::Case::HIGHEST);
static_assert(v1::Case::Harm_MAX == v1::Case::HIGHEST);
static_assert(v1::StateStrikesResponse::Advice_MAX ==
              v1::StateStrikesResponse::SUSPEND);

void Set(v1::Objection& proto, const Objection& objection) {
  proto.set_ground(ToEnum<v1::Objection::Ground>(objection.ground));
  proto.set_exception(ToEnum<v1::Objection::Exception>(objection.exception));
  proto.set_licence(objection.licence);
  proto.set_statement(objection.statement);
  for (const std::string& evidence : objection.evidence) {
    proto.add_evidence(evidence);
  }
}

void Set(v1::CounterNotice& proto, const takedown::CounterNotice& notice) {
  SetContact(notice.sender, proto);
  proto.set_signature(notice.signature);
  proto.set_material(notice.material);
  proto.set_location(notice.location);
  proto.set_mistake_or_misidentification(notice.mistake);
  proto.set_consents_to_jurisdiction(notice.jurisdiction);
  proto.set_accepts_service_of_process(notice.service_of_process);
}

void Set(v1::Claim::Step& proto, const Claim::Step& step) {
  if (step.event) proto.set_event(ToEnum<v1::Claim::Event>(*step.event));
  proto.set_actor(ToEnum<v1::Claim::Actor>(step.actor));
  Set(*proto.mutable_time(), step.time);
  proto.set_state(ToEnum<v1::Claim::State>(step.state));
  proto.set_action(ToEnum<v1::Decision::Action>(step.action));
  if (step.ground) proto.set_ground(ToEnum<v1::Verdict::Ground>(*step.ground));
  if (step.objection) Set(*proto.mutable_objection(), *step.objection);
  proto.set_comment(step.comment);
  if (step.counter_notice) {
    Set(*proto.mutable_counter_notice(), *step.counter_notice);
  }
}

// What can be said of the upload where something must be.
constexpr std::array kActions = {Action::kLicensingRequired, Action::kTakedown};

void AddOption(const ClaimStanding& standing, ClaimEvent event,
               ClaimActor actor, std::optional<Action> action, absl::Time now,
               const takedown::ClaimClocks& clocks, v1::Claim& proto) {
  const auto after = takedown::Advance(standing, event, actor, now, clocks,
                                       {.action = action});
  if (!after.ok()) return;
  v1::Claim::Option& option = *proto.add_options();
  option.set_actor(ToEnum<v1::Claim::Actor>(actor));
  option.set_event(ToEnum<v1::Claim::Event>(event));
  option.set_state(ToEnum<v1::Claim::State>(after->state));
  option.set_restricts(takedown::Restricts(*after));
  if (action) option.set_action(ToEnum<v1::Decision::Action>(*action));
}

void AddOptions(const ClaimStanding& standing, absl::Time now,
                const takedown::ClaimClocks& clocks, v1::Claim& proto) {
  for (const ClaimActor actor :
       {ClaimActor::kClaimant, ClaimActor::kUploader, ClaimActor::kModerator}) {
    for (const ClaimEvent event :
         takedown::PossibleEvents(standing, actor, now)) {
      if (!WantsAction(event, actor, standing)) {
        AddOption(standing, event, actor, std::nullopt, now, clocks, proto);
        continue;
      }
      for (const Action action : kActions) {
        AddOption(standing, event, actor, action, now, clocks, proto);
      }
    }
  }
}

void AddOption(ClaimEvent event, std::optional<Action> action,
               v1::Case& proto) {
  v1::Claim::Option& option = *proto.add_options();
  option.set_actor(v1::Claim::MODERATOR);
  option.set_event(ToEnum<v1::Claim::Event>(event));
  option.set_restricts(action.has_value());
  if (action) option.set_action(ToEnum<v1::Decision::Action>(*action));
}

// Of a case without a claim. Files that were never screened can be looked at,
// and no more.
void AddOptions(const UnreadMedia& unread, v1::Case& proto) {
  if (!unread.files) {
    for (const Action action : kActions) {
      AddOption(ClaimEvent::kUphold, action, proto);
    }
  }
  AddOption(ClaimEvent::kRelease, std::nullopt, proto);
}

}  // namespace

v1::Claim ToProto(const KnownClaim& known, absl::Time now,
                  const takedown::ClaimClocks& clocks) {
  const Claim& claim = known.claim();
  const ClaimStanding& standing = claim.standing;
  v1::Claim proto;
  proto.set_name(NameOf({known.screening.id, known.number}));
  if (!standing.noticed) {
    proto.set_work(NameOf(claim.work));
    proto.set_owner(NameOf(claim.owner));
  }
  proto.set_notice(NameOf(claim.notice));
  Set(*proto.mutable_territories(), claim.territories);
  proto.set_state(ToEnum<v1::Claim::State>(standing.state));
  proto.set_action(ToEnum<v1::Decision::Action>(standing.action));
  proto.set_restricts(takedown::Restricts(standing));
  proto.set_moderated(standing.moderated);
  proto.set_confirmed(standing.confirmed);
  proto.set_answered(standing.answered);
  if (standing.strike_time) {
    Set(*proto.mutable_strike_time(), *standing.strike_time);
  }
  if (standing.deadline) Set(*proto.mutable_deadline(), *standing.deadline);
  Set(*proto.mutable_contest_until_time(), standing.contest_until);
  Set(*proto.mutable_create_time(), claim.steps.front().time);
  Set(*proto.mutable_update_time(), claim.steps.back().time);
  for (const Claim::Step& step : claim.steps) Set(*proto.add_steps(), step);
  if (!known.screening.withdraw_time || takedown::OutlivesUpload(standing)) {
    AddOptions(standing, now, clocks, proto);
  }
  for (const index::Match& match : known.screening.matches) {
    if (standing.noticed || match.work == claim.work) {
      Set(*proto.add_matches(), match);
    }
  }
  proto.set_etag(EtagOf(claim.revision));
  return proto;
}

v1::StateStrikesResponse ToProto(const AccountStanding& standing) {
  v1::StateStrikesResponse proto;
  proto.set_account_token(standing.account_token);
  for (const AccountStanding::Strike& strike : standing.strikes) {
    v1::StateStrikesResponse::Strike& entry = *proto.add_strikes();
    entry.set_claim(NameOf(strike.claim));
    Set(*entry.mutable_create_time(), strike.create_time);
    Set(*entry.mutable_expire_time(), strike.expire_time);
  }
  proto.set_advice(ToEnum<v1::StateStrikesResponse::Advice>(standing.advice));
  v1::StateStrikesResponse::ObjectionRecord& objections =
      *proto.mutable_objections();
  objections.set_upheld_count(standing.objections.upheld);
  objections.set_unfounded_count(
      static_cast<int>(standing.objections.unfounded.size()));
  objections.set_advice(
      ToEnum<v1::StateStrikesResponse::Advice>(standing.objection_advice));
  return proto;
}

namespace {

v1::Case::UnreadMedia ToProto(const UnreadMedia& unread) {
  v1::Case::UnreadMedia proto;
  proto.set_cause(unread.cause);
  for (const takedown::ScreeningId& screening : unread.screenings) {
    proto.add_screenings(NameOf(screening));
  }
  proto.set_has_more_screenings(unread.has_more_screenings);
  if (!unread.files) return proto;
  for (const takedown::UnreadFiles::Upload& upload : unread.files->latest) {
    proto.add_upload_ids(upload.upload_id);
  }
  proto.set_file_count(unread.files->count);
  Set(*proto.mutable_update_time(), unread.files->latest.back().time);
  return proto;
}

v1::Case::Opinion ToProto(const takedown::Opinion& opinion) {
  v1::Case::Opinion proto;
  proto.set_moderator(opinion.moderator);
  proto.set_decision(ToEnum<v1::Claim::Event>(opinion.decision));
  proto.set_action(ToEnum<v1::Decision::Action>(opinion.action));
  proto.set_ground(ToEnum<v1::Verdict::Ground>(opinion.ground));
  proto.set_comment(opinion.comment);
  Set(*proto.mutable_create_time(), opinion.time);
  return proto;
}

}  // namespace

v1::Case ToProto(const KnownCase& known, absl::Time now,
                 const takedown::ClaimClocks& clocks,
                 const takedown::StatementSettings& statements,
                 const takedown::StrikeSettings& strikes) {
  v1::Case proto;
  proto.set_name(NameOf(known.id));
  for (const takedown::ClaimName& claim : known.claims) {
    proto.add_claims(NameOf(claim));
  }
  proto.set_has_more_claims(known.has_more_claims);
  if (known.lease) {
    proto.set_moderator(known.lease->moderator);
    Set(*proto.mutable_expire_time(), known.lease->expire_time);
  }
  for (const takedown::Ownership& ownership : known.ownerships) {
    *proto.add_ownerships() = ToProto(ownership);
  }
  if (known.unread) proto.set_harm(v1::Case::LOW);
  if (known.next) {
    proto.set_harm(ToEnum<v1::Case::Harm>(known.next->harm));
    Set(*proto.mutable_create_time(), known.next->since);
    if (!known.next->IsFiles()) {
      proto.set_screening(NameOf(known.next->screening));
    }
  }
  if (known.unread) {
    *proto.mutable_unread() = ToProto(*known.unread);
    // A case that is resolved has no next.
    if (known.next) AddOptions(*known.unread, proto);
  }
  proto.set_wants_second_opinion(known.wants_second_opinion);
  proto.set_waits_on(known.waits_on);
  for (const takedown::Opinion& opinion : known.opinions) {
    *proto.add_opinions() = ToProto(opinion);
  }
  for (const takedown::Decision::Reason& reason : known.reasons) {
    *proto.add_reasons() = ToProto(reason);
  }
  if (!known.first) return proto;
  const Claim& claim = known.first->claim();
  if (!known.next) {
    proto.set_harm(ToEnum<v1::Case::Harm>(takedown::HarmOf(claim.standing)));
    Set(*proto.mutable_create_time(), claim.standing.since);
  }
  *proto.mutable_claim() = ToProto(*known.first, now, clocks);
  proto.set_screening(NameOf(known.first->screening.id));
  if (known.notice) {
    *proto.mutable_notice() = ToProto(*known.notice, statements, strikes);
    for (const index::Match& candidate : known.first->screening.candidates) {
      Set(*proto.add_candidates(), candidate);
    }
  }
  for (const takedown::NearLicence& near : known.near_licences) {
    v1::Case::NearLicence& entry = *proto.add_near_licences();
    entry.set_licence(NameOf(claim.owner, near.licence));
    entry.set_gap(near.gap);
  }
  return proto;
}

}  // namespace earmark::service
