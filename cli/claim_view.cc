#include "cli/claim_view.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/screening_view.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

using v1::Claim;

std::string Places(const Claim& claim) {
  return claim.territories().empty() ? "WORLD"
                                     : absl::StrJoin(claim.territories(), " ");
}

// What happens at the deadline.
std::string DeadlineWords(const Claim& claim) {
  if (!claim.has_deadline()) return "";
  const std::string when = FormatInstant(claim.deadline());
  switch (claim.state()) {
    case Claim::DISPUTED:
    case Claim::APPEALED:
      return absl::StrCat(when, ": released, unless the owner answers");
    case Claim::COUNTER_NOTICED:
      return absl::StrCat(when,
                          ": the upload returns, unless a court is "
                          "called upon");
    default:
      return absl::StrCat(when,
                          ": a strike of the account, unless it is "
                          "contested");
  }
}

std::string ObjectionWords(const v1::Objection& objection) {
  std::string words = TypedWord(v1::Objection::Ground_Name(objection.ground()));
  if (objection.exception() != v1::Objection::EXCEPTION_UNSPECIFIED) {
    absl::StrAppend(
        &words, " ",
        TypedWord(v1::Objection::Exception_Name(objection.exception())));
  }
  if (!objection.licence().empty()) {
    absl::StrAppend(&words, " \"", objection.licence(), "\"");
  }
  absl::StrAppend(&words, ": ", objection.statement());
  for (const std::string& evidence : objection.evidence()) {
    absl::StrAppend(&words, " [", evidence, "]");
  }
  return words;
}

std::string CounterNoticeWords(const v1::CounterNotice& notice) {
  return absl::StrCat(notice.sender_name(), ", ", notice.sender_address(), ", ",
                      notice.sender_telephone(), ": ", notice.material(),
                      " was removed from ", notice.location(), " by mistake");
}

std::string StepWords(const Claim::Step& step) {
  std::vector<std::string> words;
  if (step.has_counter_notice()) {
    words.push_back(CounterNoticeWords(step.counter_notice()));
  }
  if (step.has_objection()) words.push_back(ObjectionWords(step.objection()));
  if (step.ground() != v1::Verdict::GROUND_UNSPECIFIED) {
    words.push_back(TypedWord(v1::Verdict::Ground_Name(step.ground())));
  }
  if (!step.comment().empty()) words.push_back(step.comment());
  return absl::StrJoin(words, ": ");
}

std::string EventWord(const Claim::Step& step) {
  if (step.event() != Claim::EVENT_UNSPECIFIED) {
    return TypedWord(Claim::Event_Name(step.event()));
  }
  return step.actor() == Claim::CLAIMANT ? "notice" : "decision";
}

std::string RenderSteps(const Claim& claim, const Style& style) {
  Table table({{"TIME"},
               {"BY"},
               {"DID"},
               {"STATE"},
               {"ACTION"},
               {"WHY", Table::Align::kLeft, true}});
  for (const Claim::Step& step : claim.steps()) {
    table.AddRow({FormatInstant(step.time()),
                  TypedWord(Claim::Actor_Name(step.actor())), EventWord(step),
                  Claim::State_Name(step.state()),
                  v1::Decision::Action_Name(step.action()), StepWords(step)});
  }
  return table.Render(style);
}

// As it is typed: `uphold`, or `uphold --action takedown`.
std::string AnswerWords(const Claim::Option& option) {
  std::string words = TypedWord(Claim::Event_Name(option.event()));
  if (option.action() != v1::Decision::ACTION_UNSPECIFIED) {
    absl::StrAppend(&words, " --action ",
                    TypedWord(v1::Decision::Action_Name(option.action())));
  }
  return words;
}

}  // namespace

std::string FindWords(const v1::Match& match) {
  return absl::StrCat(ModalityWord(match.modality()), " ", RenderMatch(match),
                      " (", ShortName(match.reference()), ")");
}

std::string RenderOptions(
    const google::protobuf::RepeatedPtrField<Claim::Option>& options,
    const Style& style) {
  if (options.empty()) return "";
  Table table({{"WHO"}, {"CAN"}, {"THEN"}, {"UPLOAD"}});
  for (const Claim::Option& option : options) {
    table.AddRow({TypedWord(Claim::Actor_Name(option.actor())),
                  AnswerWords(option),
                  option.state() == Claim::STATE_UNSPECIFIED
                      ? ""
                      : Claim::State_Name(option.state()),
                  option.restricts() ? "kept back" : "not kept back"});
  }
  return absl::StrCat("\n", table.Render(style));
}

std::string RenderClaim(const Claim& claim, const Style& style) {
  std::string text = absl::StrCat(Bold(Claim::State_Name(claim.state()), style),
                                  "  ", ShortName(claim.name()), "\n");
  std::vector<std::pair<std::string, std::string>> fields = {
      {"work", IdOf(claim.work())},
      {"owner", IdOf(claim.owner())},
      {"notice", IdOf(claim.notice())}};
  for (const v1::Match& match : claim.matches()) {
    fields.emplace_back("found in", FindWords(match));
  }
  fields.insert(
      fields.end(),
      {{"asks for", absl::StrCat(v1::Decision::Action_Name(claim.action()),
                                 " in ", Places(claim))},
       {"upload",
        claim.restricts() ? "kept back by it" : "not kept back by it"},
       {"decided by", claim.moderated() ? "a moderator" : "the owner's answer"},
       {"deadline", DeadlineWords(claim)},
       {"objections",
        absl::StrCat("until ", FormatInstant(claim.contest_until_time()))},
       {"strike",
        claim.has_strike_time()
            ? absl::StrCat("since ", FormatInstant(claim.strike_time()))
            : ""},
       {"etag", claim.etag()}});
  absl::StrAppend(&text, RenderFields(fields, style), "\n",
                  RenderSteps(claim, style),
                  RenderOptions(claim.options(), style));
  return text;
}

Table ClaimsTable() {
  return Table({{"CLAIM"},
                {"STATE"},
                {"ACTION"},
                {"WORK"},
                {"OWNER"},
                {"SINCE"},
                {"DEADLINE"}});
}

void AddClaim(const Claim& claim, Table& table) {
  table.AddRow({ShortName(claim.name()), Claim::State_Name(claim.state()),
                v1::Decision::Action_Name(claim.action()),
                claim.notice().empty() ? IdOf(claim.work()) : claim.notice(),
                IdOf(claim.owner()), FormatDay(claim.update_time()),
                claim.has_deadline() ? FormatDay(claim.deadline()) : ""});
}

}  // namespace earmark::cli
