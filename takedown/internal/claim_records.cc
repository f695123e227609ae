#include "takedown/internal/claim_records.h"

#include <optional>

namespace earmark::takedown {
namespace {

namespace storage = earmark::storage::v1;

ClaimState ReadState(int32_t number, RecordReader& reader) {
  return reader.Enumerator(number, ClaimState::kNoticed, ClaimState::kExpired,
                           "state");
}

void WriteStanding(const ClaimStanding& standing,
                   storage::Claim::Standing& record) {
  record.set_state(static_cast<int32_t>(standing.state));
  record.set_action(static_cast<int32_t>(standing.action));
  record.set_moderated(standing.moderated);
  record.set_noticed(standing.noticed);
  record.set_no_counter_notice(standing.no_counter_notice);
  record.set_confirmed(standing.confirmed);
  record.set_wrong_match(standing.wrong_match);
  record.set_answered(standing.answered);
  record.set_appealed(standing.appealed);
  if (standing.strike_time) {
    WriteInstant(*standing.strike_time, *record.mutable_strike_time());
  }
  WriteInstant(standing.since, *record.mutable_since());
  if (standing.counter_notice_time) {
    WriteInstant(*standing.counter_notice_time,
                 *record.mutable_counter_notice_time());
  }
  if (standing.deadline) {
    WriteInstant(*standing.deadline, *record.mutable_deadline());
  }
  WriteInstant(standing.contest_until, *record.mutable_contest_until());
  if (standing.undo) {
    storage::Claim::Undo& undo = *record.mutable_undo();
    undo.set_state(static_cast<int32_t>(standing.undo->state));
    undo.set_action(static_cast<int32_t>(standing.undo->action));
    undo.set_confirmed(standing.undo->confirmed);
    if (standing.undo->strike_time) {
      WriteInstant(*standing.undo->strike_time, *undo.mutable_strike_time());
    }
  }
}

ClaimStanding ReadStanding(const storage::Claim::Standing& record,
                           RecordReader& reader) {
  ClaimStanding standing{
      .state = ReadState(record.state(), reader),
      .action = ReadAction(record.action(), reader),
      .moderated = record.moderated(),
      .noticed = record.noticed(),
      .no_counter_notice = record.no_counter_notice(),
      .confirmed = record.confirmed(),
      .wrong_match = record.wrong_match(),
      .answered = record.answered(),
      .appealed = record.appealed(),
      .since = reader.Instant(record.since(), "since"),
      .contest_until = reader.Instant(record.contest_until(), "contest_until")};
  if (record.has_strike_time()) {
    standing.strike_time = reader.Instant(record.strike_time(), "strike_time");
  }
  if (record.has_counter_notice_time()) {
    standing.counter_notice_time =
        reader.Instant(record.counter_notice_time(), "counter_notice_time");
  }
  if (record.has_deadline()) {
    standing.deadline = reader.Instant(record.deadline(), "deadline");
  }
  if (record.has_undo()) {
    standing.undo = {ReadState(record.undo().state(), reader),
                     ReadAction(record.undo().action(), reader),
                     record.undo().confirmed()};
    if (record.undo().has_strike_time()) {
      standing.undo->strike_time =
          reader.Instant(record.undo().strike_time(), "strike_time");
    }
  }
  return standing;
}

void WriteObjection(const Objection& objection,
                    storage::Claim::Objection& record) {
  record.set_ground(static_cast<int32_t>(objection.ground));
  record.set_exception(static_cast<int32_t>(objection.exception));
  record.set_licence(objection.licence);
  record.set_statement(objection.statement);
  for (const std::string& evidence : objection.evidence) {
    record.add_evidence(evidence);
  }
}

Objection ReadObjection(const storage::Claim::Objection& record,
                        RecordReader& reader) {
  return {.ground = reader.Enumerator(
              record.ground(), Objection::Ground::kOwnWork,
              Objection::Ground::kWrongMatch, "ground of an objection"),
          .exception =
              reader.Enumerator(record.exception(), Objection::Exception::kNone,
                                Objection::Exception::kPastiche, "exception"),
          .licence = record.licence(),
          .statement = record.statement(),
          .evidence = ReadStrings(record.evidence())};
}

void WriteCounterNotice(const CounterNotice& notice,
                        storage::Claim::CounterNotice& record) {
  record.set_name(notice.sender.name);
  record.set_address(notice.sender.address);
  record.set_telephone(notice.sender.telephone);
  record.set_email(notice.sender.email);
  record.set_signature(notice.signature);
  record.set_material(notice.material);
  record.set_location(notice.location);
  record.set_mistake(notice.mistake);
  record.set_jurisdiction(notice.jurisdiction);
  record.set_service_of_process(notice.service_of_process);
}

CounterNotice ReadCounterNotice(const storage::Claim::CounterNotice& record) {
  return {.sender = {.name = record.name(),
                     .address = record.address(),
                     .telephone = record.telephone(),
                     .email = record.email()},
          .signature = record.signature(),
          .material = record.material(),
          .location = record.location(),
          .mistake = record.mistake(),
          .jurisdiction = record.jurisdiction(),
          .service_of_process = record.service_of_process()};
}

void WriteStep(const Claim::Step& step, storage::Claim::Step& record) {
  if (step.event) record.set_event(static_cast<int32_t>(*step.event));
  record.set_actor(static_cast<int32_t>(step.actor));
  WriteInstant(step.time, *record.mutable_time());
  record.set_state(static_cast<int32_t>(step.state));
  record.set_action(static_cast<int32_t>(step.action));
  if (step.ground) record.set_ground(static_cast<int32_t>(*step.ground));
  if (step.objection) {
    WriteObjection(*step.objection, *record.mutable_objection());
  }
  record.set_comment(step.comment);
  if (step.counter_notice) {
    WriteCounterNotice(*step.counter_notice, *record.mutable_counter_notice());
  }
}

Claim::Step ReadStep(const storage::Claim::Step& record, RecordReader& reader) {
  Claim::Step step{
      .actor = reader.Enumerator(record.actor(), ClaimActor::kClaimant,
                                 ClaimActor::kClock, "actor"),
      .time = reader.Instant(record.time(), "time"),
      .state = ReadState(record.state(), reader),
      .action = ReadAction(record.action(), reader),
      .comment = record.comment()};
  if (record.event() != 0) {
    step.event = reader.Enumerator(record.event(), ClaimEvent::kUphold,
                                   ClaimEvent::kUndo, "event");
  }
  if (record.ground() != 0) {
    step.ground =
        reader.Enumerator(record.ground(), Verdict::Ground::kInfringement,
                          Verdict::Ground::kException, "ground");
  }
  if (record.has_objection()) {
    step.objection = ReadObjection(record.objection(), reader);
  }
  if (record.has_counter_notice()) {
    step.counter_notice = ReadCounterNotice(record.counter_notice());
  }
  return step;
}

}  // namespace

void WriteClaim(const Claim& claim, storage::Claim& record) {
  record.set_work(claim.work.value);
  record.set_owner(claim.owner.value);
  record.set_notice(claim.notice.value);
  if (claim.notice_law) {
    record.set_notice_law(static_cast<int32_t>(*claim.notice_law));
  }
  WriteTerritories(claim.territories, *record.mutable_territories());
  WriteStanding(claim.standing, *record.mutable_standing());
  for (const Claim::Step& step : claim.steps) {
    WriteStep(step, *record.add_steps());
  }
  record.set_revision(claim.revision);
}

Claim ReadClaim(const storage::Claim& record, RecordReader& reader) {
  Claim claim{.work = {record.work()},
              .owner = {record.owner()},
              .notice = {record.notice()},
              .territories = ReadTerritories(record.territories(), reader),
              .standing = ReadStanding(record.standing(), reader),
              .revision = record.revision()};
  if (record.notice_law() != 0) {
    claim.notice_law =
        reader.Enumerator(record.notice_law(), Notice::Law::kDmca,
                          Notice::Law::kDsa, "law of a notice");
  }
  for (const storage::Claim::Step& step : record.steps()) {
    claim.steps.push_back(ReadStep(step, reader));
  }
  if (claim.steps.empty()) reader.Fail("a claim without steps");
  return claim;
}

}  // namespace earmark::takedown
