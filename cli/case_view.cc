#include "cli/case_view.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/claim_view.h"
#include "cli/screening_view.h"
#include "cli/sent_notice_view.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

constexpr int kLeastWidth = 30;

std::string TakenWords(const v1::Case& proto) {
  if (proto.moderator().empty()) return "";
  return absl::StrCat(proto.moderator(), " until ",
                      FormatInstant(proto.expire_time()));
}

// How many uploads there are of the same bytes, or in one notice.
std::string UploadWords(const v1::Case& proto) {
  if (proto.claims_size() == 1) return "";
  return absl::StrCat(
      proto.has_more_claims() ? "more than " : "", proto.claims_size(),
      proto.claim().notice().empty() ? " of the same bytes" : " in the notice");
}

// What weaker finds there are, for a person to look at.
std::string CandidateWords(const v1::Case& proto) {
  std::vector<std::string> candidates;
  for (const v1::Match& match : proto.candidates()) {
    candidates.push_back(absl::StrCat(
        IdOf(match.work()), " ", ModalityWord(match.modality()), " ",
        FormatInterval(ToInterval(match.query_start(), match.query_end()))));
  }
  return absl::StrJoin(candidates, ", ");
}

std::string RightsWords(const v1::Ownership& ownership) {
  return absl::StrCat(IdOf(ownership.owner()), " ",
                      FormatShare(ownership.share_basis_points()), " in ",
                      ownership.territories().empty()
                          ? "WORLD"
                          : absl::StrJoin(ownership.territories(), " "));
}

}  // namespace

std::string RenderCase(const v1::Case& proto, const Style& style) {
  std::string text =
      absl::StrCat(Bold(absl::StrCat("case ", IdOf(proto.name())), style), "  ",
                   v1::Case::Harm_Name(proto.harm()), "\n");
  std::vector<std::pair<std::string, std::string>> fields = {
      {"waits since", FormatInstant(proto.create_time())},
      {"screening", IdOf(proto.screening())},
      {"uploads", UploadWords(proto)},
      {"taken by", TakenWords(proto)}};
  for (const v1::Ownership& ownership : proto.ownerships()) {
    fields.emplace_back("rights", RightsWords(ownership));
  }
  for (const v1::Case::NearLicence& near : proto.near_licences()) {
    fields.emplace_back("licence", absl::StrCat(ShortName(near.licence()),
                                                " nearly: ", near.gap()));
  }
  if (proto.has_notice()) {
    fields.emplace_back("weaker finds", CandidateWords(proto));
    AddNoticeFields(proto.notice(), fields);
  }
  text += RenderFields(fields, style);
  const auto width =
      static_cast<size_t>(std::max(kLeastWidth, style.width - 2));
  for (const v1::Decision::Reason& reason : proto.reasons()) {
    text += "\n";
    for (const std::string& line :
         Wrap(ForTerminal(reason.explanation()), width)) {
      absl::StrAppend(&text, "  ", line, "\n");
    }
  }
  return absl::StrCat(text, "\n", RenderClaim(proto.claim(), style));
}

Table CasesTable() {
  return Table({{"CASE"},
                {"HARM"},
                {"SINCE"},
                {"STATE"},
                {"ACTION"},
                {"WORK"},
                {"OWNER"},
                {"UPLOADS", Table::Align::kRight},
                {"TAKEN BY"}});
}

void AddCase(const v1::Case& proto, Table& table) {
  table.AddRow(
      {IdOf(proto.name()), v1::Case::Harm_Name(proto.harm()),
       FormatInstant(proto.create_time()),
       v1::Claim::State_Name(proto.claim().state()),
       v1::Decision::Action_Name(proto.claim().action()),
       proto.claim().notice().empty() ? IdOf(proto.claim().work())
                                      : proto.claim().notice(),
       IdOf(proto.claim().owner()),
       absl::StrCat(proto.claims_size(), proto.has_more_claims() ? "+" : ""),
       proto.moderator()});
}

}  // namespace earmark::cli
