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

// How many uploads there are of the same bytes, or in one notice, or that could
// not be read for the same cause.
std::string UploadWords(const v1::Case& proto) {
  if (proto.has_unread()) {
    const v1::Case::UnreadMedia& unread = proto.unread();
    if (unread.file_count() > 0) {
      return absl::StrCat(unread.file_count(), " not screened, the last: ",
                          absl::StrJoin(unread.upload_ids(), ", "));
    }
    std::vector<std::string> ids;
    for (const std::string& name : unread.screenings()) {
      ids.push_back(IdOf(name));
    }
    return absl::StrCat(absl::StrJoin(ids, ", "),
                        unread.has_more_screenings() ? ", and more" : "");
  }
  if (proto.claims_size() == 1) return "";
  return absl::StrCat(
      proto.has_more_claims() ? "more than " : "", proto.claims_size(),
      proto.claim().notice().empty() ? " of the same bytes" : " in the notice");
}

// What has been said, where that is wanted.
std::string OpinionsWord(const v1::Case& proto) {
  if (!proto.wants_second_opinion()) return "";
  if (proto.opinions().empty()) return "none yet";
  std::vector<std::string> words;
  for (const v1::Case::Opinion& opinion : proto.opinions()) {
    words.push_back(v1::Claim::Event_Name(opinion.decision()));
  }
  return absl::StrJoin(words, ", ");
}

std::string OpinionWords(const v1::Case::Opinion& opinion) {
  return absl::StrCat(
      opinion.moderator(), ": ", v1::Claim::Event_Name(opinion.decision()),
      opinion.decision() == v1::Claim::UPHOLD
          ? absl::StrCat(", ", v1::Decision::Action_Name(opinion.action()))
          : absl::StrCat(", ", v1::Verdict::Ground_Name(opinion.ground())),
      opinion.comment().empty() ? "" : ": ", opinion.comment());
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
  fields.emplace_back("unread", proto.unread().cause());
  if (proto.wants_second_opinion() && proto.opinions().empty()) {
    fields.emplace_back("opinions", "none yet: two moderators must agree");
  }
  for (const v1::Case::Opinion& opinion : proto.opinions()) {
    fields.emplace_back("opinion", OpinionWords(opinion));
  }
  for (const v1::Ownership& ownership : proto.ownerships()) {
    fields.emplace_back("rights", RightsWords(ownership));
  }
  for (const v1::Case::NearLicence& near : proto.near_licences()) {
    fields.emplace_back("licence", absl::StrCat(ShortName(near.licence()),
                                                " nearly: ", near.gap()));
  }
  if (proto.has_notice()) {
    for (const v1::Match& candidate : proto.candidates()) {
      fields.emplace_back("weaker find", FindWords(candidate));
    }
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
  if (!proto.has_claim()) return text + RenderOptions(proto.options(), style);
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
                {"OPINIONS"},
                {"TAKEN BY"}});
}

void AddCase(const v1::Case& proto, Table& table) {
  const v1::Claim& claim = proto.claim();
  const v1::Case::UnreadMedia& unread = proto.unread();
  const int64_t uploads =
      proto.claims_size() + unread.screenings_size() + unread.file_count();
  table.AddRow(
      {IdOf(proto.name()), v1::Case::Harm_Name(proto.harm()),
       FormatInstant(proto.create_time()),
       proto.has_unread() ? "UNREAD" : v1::Claim::State_Name(claim.state()),
       proto.has_unread() ? "" : v1::Decision::Action_Name(claim.action()),
       proto.has_unread()       ? unread.cause()
       : claim.notice().empty() ? IdOf(claim.work())
                                : claim.notice(),
       IdOf(claim.owner()),
       absl::StrCat(
           uploads,
           proto.has_more_claims() || unread.has_more_screenings() ? "+" : ""),
       OpinionsWord(proto), proto.moderator()});
}

}  // namespace earmark::cli
