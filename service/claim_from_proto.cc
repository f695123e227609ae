#include "service/claim_from_proto.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/internal/contact.h"
#include "service/internal/fields.h"
#include "takedown/notice.h"

namespace earmark::service {
namespace {

using takedown::ClaimActor;
using takedown::ClaimEvent;
using takedown::CounterNotice;
using takedown::Objection;

constexpr size_t kMaxLicenceBytes = 256;
constexpr size_t kMaxEvidenceBytes = 1024;
constexpr int kMaxEvidence = 16;

absl::StatusOr<ClaimEvent> ReadAnswer(const std::string& field,
                                      v1::Claim::Event answer) {
  if (answer == v1::Claim::UPHOLD) return ClaimEvent::kUphold;
  if (answer == v1::Claim::RELEASE) return ClaimEvent::kRelease;
  return absl::InvalidArgumentError(
      absl::StrCat(field, " must be UPHOLD or RELEASE, got ", answer));
}

absl::StatusOr<ClaimActor> ReadReporter(v1::Claim::Actor reporter) {
  switch (reporter) {
    case v1::Claim::ACTOR_UNSPECIFIED:
    case v1::Claim::CLAIMANT:
      return ClaimActor::kClaimant;
    case v1::Claim::MODERATOR:
      return ClaimActor::kModerator;
    default:
      return absl::InvalidArgumentError(
          absl::StrCat("reporter must be CLAIMANT or MODERATOR, or left unset, "
                       "got ",
                       reporter));
  }
}

// Of a field that is required with one ground, and with that alone.
absl::Status CheckOnlyWith(const std::string& field, const char* ground,
                           bool has_ground, bool is_set) {
  if (has_ground == is_set) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, has_ground ? " must be set" : " must be left unset",
                   has_ground ? " with the ground " : " without the ground ",
                   ground, ", got ", is_set ? "a value" : "none"));
}

absl::StatusOr<Objection> ToObjection(const v1::Objection& proto) {
  if (!v1::Objection::Ground_IsValid(proto.ground()) ||
      proto.ground() == v1::Objection::GROUND_UNSPECIFIED) {
    return absl::InvalidArgumentError(absl::StrCat(
        "objection.ground must be OWN_WORK, LICENCE, EXCEPTION, PUBLIC_DOMAIN "
        "or WRONG_MATCH, got ",
        proto.ground()));
  }
  if (!v1::Objection::Exception_IsValid(proto.exception())) {
    return absl::InvalidArgumentError(
        absl::StrCat("objection.exception must be one of the exceptions, got ",
                     proto.exception()));
  }
  absl::Status status = FirstError(
      {CheckOnlyWith("objection.exception", "EXCEPTION",
                     proto.ground() == v1::Objection::EXCEPTION,
                     proto.exception() != 0),
       CheckOnlyWith("objection.licence", "LICENCE",
                     proto.ground() == v1::Objection::LICENCE,
                     !proto.licence().empty()),
       CheckLength("objection.licence", proto.licence(), 0, kMaxLicenceBytes),
       CheckLength("objection.statement", proto.statement(), 1,
                   kMaxWordsBytes)});
  if (status.ok() && proto.evidence_size() > kMaxEvidence) {
    status = absl::InvalidArgumentError(
        absl::StrCat("objection.evidence must have at most ", kMaxEvidence,
                     " entries, got ", proto.evidence_size()));
  }
  Objection objection{
      .ground = static_cast<Objection::Ground>(proto.ground()),
      .exception = static_cast<Objection::Exception>(proto.exception()),
      .licence = proto.licence(),
      .statement = proto.statement(),
      .evidence = {}};
  for (const std::string& evidence : proto.evidence()) {
    status.Update(
        CheckLength("objection.evidence", evidence, 1, kMaxEvidenceBytes));
    objection.evidence.push_back(evidence);
  }
  if (!status.ok()) return status;
  return objection;
}

absl::StatusOr<ClaimAct> ToObjecting(ClaimEvent event,
                                     const v1::Objection& proto) {
  absl::StatusOr<Objection> objection = ToObjection(proto);
  if (!objection.ok()) return objection.status();
  return ClaimAct{.event = event,
                  .actor = ClaimActor::kUploader,
                  .objection = *std::move(objection)};
}

}  // namespace

absl::StatusOr<ClaimAct> ToClaimAct(const v1::AnswerClaimRequest& request) {
  const absl::StatusOr<ClaimEvent> event =
      ReadAnswer("answer", request.answer());
  const absl::Status status =
      FirstError({event.status(), CheckLength("comment", request.comment(), 0,
                                              kMaxWordsBytes)});
  if (!status.ok()) return status;
  if (*event == ClaimEvent::kUphold && request.comment().empty()) {
    return absl::InvalidArgumentError(
        "comment is empty: say why the claim stands against the objection, as "
        "Article 17(9) of Directive (EU) 2019/790 wants it justified");
  }
  return ClaimAct{.event = *event,
                  .actor = ClaimActor::kClaimant,
                  .comment = request.comment()};
}

absl::StatusOr<ClaimAct> ToClaimAct(const v1::DisputeClaimRequest& request) {
  return ToObjecting(ClaimEvent::kDispute, request.objection());
}

absl::StatusOr<ClaimAct> ToClaimAct(const v1::AppealClaimRequest& request) {
  return ToObjecting(ClaimEvent::kAppeal, request.objection());
}

absl::StatusOr<ClaimAct> ToClaimAct(
    const v1::SendCounterNoticeRequest& request) {
  const v1::CounterNotice& proto = request.counter_notice();
  const absl::Status status =
      FirstError({CheckContact("counter_notice", proto),
                  CheckLength("counter_notice.signature", proto.signature(), 0,
                              kMaxNameBytes),
                  CheckLength("counter_notice.material", proto.material(), 0,
                              kMaxWordsBytes),
                  CheckLength("counter_notice.location", proto.location(), 0,
                              kMaxPlaceBytes)});
  if (!status.ok()) return status;
  CounterNotice notice{
      .sender = ToContact(proto),
      .signature = proto.signature(),
      .material = proto.material(),
      .location = proto.location(),
      .mistake = proto.mistake_or_misidentification(),
      .jurisdiction = proto.consents_to_jurisdiction(),
      .service_of_process = proto.accepts_service_of_process()};
  const std::vector<takedown::MissingElement> missing =
      takedown::MissingElements(notice);
  if (!missing.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the counter-notice is incomplete: ",
        absl::StrJoin(
            missing, " ",
            [](std::string* out, const takedown::MissingElement& element) {
              absl::StrAppend(out, element.provision, ": ", element.remedy);
            })));
  }
  return ClaimAct{.event = ClaimEvent::kCounterNotice,
                  .actor = ClaimActor::kUploader,
                  .counter_notice = std::move(notice)};
}

absl::StatusOr<ClaimAct> ToClaimAct(
    const v1::ReportLitigationRequest& request) {
  const absl::StatusOr<ClaimActor> reporter = ReadReporter(request.reporter());
  const absl::Status status =
      FirstError({reporter.status(), CheckLength("comment", request.comment(),
                                                 0, kMaxWordsBytes)});
  if (!status.ok()) return status;
  return ClaimAct{.event = ClaimEvent::kLitigation,
                  .actor = *reporter,
                  .comment = request.comment()};
}

absl::StatusOr<ClaimAct> ToClaimAct(const v1::DecideClaimRequest& request) {
  const absl::StatusOr<ClaimEvent> event =
      ReadAnswer("decision", request.decision());
  const absl::Status status =
      FirstError({event.status(), CheckLength("comment", request.comment(), 0,
                                              kMaxWordsBytes)});
  if (!status.ok()) return status;
  ClaimAct act{.event = *event,
               .actor = ClaimActor::kModerator,
               .comment = request.comment()};
  const bool releases = *event == ClaimEvent::kRelease;
  const v1::Decision::Action action = request.action();
  if (action != v1::Decision::ACTION_UNSPECIFIED) {
    if (releases || (action != v1::Decision::LICENSING_REQUIRED &&
                     action != v1::Decision::TAKEDOWN)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "action must be ",
          releases ? "left unset to release a claim"
                   : "LICENSING_REQUIRED or TAKEDOWN, or left unset",
          ", got ", action));
    }
    act.action = static_cast<takedown::Action>(action);
  }
  const v1::Verdict::Ground ground =
      request.ground() == v1::Verdict::GROUND_UNSPECIFIED && !releases
          ? v1::Verdict::INFRINGEMENT
          : request.ground();
  if (!v1::Verdict::Ground_IsValid(ground) ||
      ground == v1::Verdict::GROUND_UNSPECIFIED ||
      releases == (ground == v1::Verdict::INFRINGEMENT)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "ground must be ",
        releases ? "WRONG_MATCH, NOT_OWNED, PERMITTED or EXCEPTION for RELEASE"
                 : "INFRINGEMENT, or left unset, for UPHOLD",
        ", got ", request.ground()));
  }
  act.ground = static_cast<takedown::Verdict::Ground>(ground);
  return act;
}

absl::StatusOr<ClaimAct> ToClaimAct(
    const v1::UndoClaimDecisionRequest& request) {
  const absl::Status status =
      CheckLength("comment", request.comment(), 0, kMaxWordsBytes);
  if (!status.ok()) return status;
  return ClaimAct{.event = ClaimEvent::kUndo,
                  .actor = ClaimActor::kModerator,
                  .comment = request.comment()};
}

}  // namespace earmark::service
