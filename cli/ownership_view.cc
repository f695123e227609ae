#include "cli/ownership_view.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/csv.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/values.h"
#include "google/protobuf/util/time_util.h"

namespace earmark::cli {
namespace {

constexpr int32_t kWhole = 10'000;
constexpr int kLeastWidth = 30;

using google::protobuf::util::TimeUtil;

std::string ShareWords(const v1::Ownership& hold) {
  return FormatShare(
      hold.share_basis_points() == 0 ? kWhole : hold.share_basis_points());
}

std::string TerritoryWords(
    const google::protobuf::RepeatedPtrField<std::string>& territories) {
  return territories.empty() ? "WORLD" : absl::StrJoin(territories, " ");
}

std::string ConflictSentence(const v1::OwnershipConflict& conflict) {
  std::vector<std::string> owners;
  for (const std::string& owner : conflict.owners()) {
    owners.push_back(IdOf(owner));
  }
  const std::string where = TerritoryWords(conflict.territories());
  std::string sentence = absl::StrJoin(owners, ", ") + " claims";
  if (owners.size() > 1) {
    const std::string last = owners.back();
    owners.pop_back();
    sentence = absl::StrCat(absl::StrJoin(owners, ", "), " and ", last,
                            " together claim");
  }
  absl::StrAppend(&sentence, " more than the whole of the ",
                  RightWords(conflict.right()), ", ",
                  where == "WORLD" ? "everywhere" : "in " + where);
  if (conflict.has_start_time()) {
    absl::StrAppend(&sentence, ", from ", FormatBoundary(conflict.start_time()),
                    " on");
  }
  return sentence + ": no machine takes down there.";
}

// A sentence for each conflict, in lines that begin with `indent`.
std::string RenderConflicts(const v1::Work& work, const std::string& indent,
                            const Style& style) {
  const auto width = static_cast<size_t>(
      std::max(kLeastWidth, style.width - static_cast<int>(indent.size())));
  std::string text;
  for (const v1::OwnershipConflict& conflict : work.conflicts()) {
    for (const std::string& line :
         Wrap(ForTerminal("conflict: " + ConflictSentence(conflict)), width)) {
      absl::StrAppend(&text, indent, line, "\n");
    }
  }
  return text;
}

std::string RenderHeading(const v1::Work& work, const Style& style) {
  return absl::StrCat(Bold(ForTerminal(work.name()), style), "  ",
                      ForTerminal(work.title()), "\n");
}

}  // namespace

std::string RightWords(v1::Ownership::Right right) {
  return right == v1::Ownership::MUSICAL_WORK
             ? "musical work"
             : "recording";  // RIGHT_UNSPECIFIED means that too
}

std::string RenderOwnerships(const v1::Work& work, const Style& style) {
  std::string text = RenderHeading(work, style);
  const bool with_catalogues =
      std::any_of(work.ownerships().begin(), work.ownerships().end(),
                  [](const auto& hold) { return !hold.catalogue().empty(); });
  std::vector<Table::Column> columns = {
      {"OWNER"}, {"RIGHT"}, {.title = "TERRITORIES", .wrap = true},
      {"FROM"},  {"UNTIL"}, {"SHARE", Table::Align::kRight},
      {"POLICY"}};
  if (with_catalogues) columns.push_back({"CATALOGUE"});
  Table table(columns);
  for (const v1::Ownership& hold : work.ownerships()) {
    std::vector<std::string> cells = {
        IdOf(hold.owner()),
        RightWords(hold.right()),
        TerritoryWords(hold.territories()),
        hold.has_start_time() ? FormatBoundary(hold.start_time()) : "",
        hold.has_end_time() ? FormatBoundary(hold.end_time()) : "",
        ShareWords(hold),
        hold.policy().empty() ? "the owner's" : IdOf(hold.policy())};
    if (with_catalogues) cells.push_back(hold.catalogue());
    table.AddRow(cells);
  }
  text += table.Render(style);
  const std::string conflicts = RenderConflicts(work, "", style);
  if (!conflicts.empty()) absl::StrAppend(&text, "\n", conflicts);
  return text;
}

std::string RenderConflictingWork(const v1::Work& work, const Style& style) {
  return RenderHeading(work, style) + RenderConflicts(work, "  ", style);
}

std::string RenderConflictWarnings(const std::string& where,
                                   const v1::Work& work) {
  std::string text;
  for (const v1::OwnershipConflict& conflict : work.conflicts()) {
    absl::StrAppend(&text, "warning: ", ForTerminal(where), ": ",
                    ForTerminal(absl::StrCat(work.name(), ": ",
                                             ConflictSentence(conflict))),
                    "\n");
  }
  return text;
}

std::string CatalogueCsvHeader() {
  return "work_id,title,owner,file,isrc,iswc,eidr,kind,policy,territories,"
         "catalogue,right,share,start,end\n";
}

std::string CatalogueCsv(const v1::Work& work, const std::string& owner) {
  std::string text;
  for (const v1::Ownership& hold : work.ownerships()) {
    if (hold.owner() != owner) continue;
    text += CsvLine(
        {IdOf(work.name()), work.title(), IdOf(owner), "", work.isrc(),
         work.iswc(), work.eidr(),
         work.kind() == v1::Work::KIND_UNSPECIFIED
             ? ""
             : TypedWord(v1::Work::Kind_Name(work.kind())),
         hold.policy().empty() ? "" : IdOf(hold.policy()),
         absl::StrJoin(hold.territories(), " "), hold.catalogue(),
         absl::StrReplaceAll(RightWords(hold.right()), {{" ", "-"}}),
         ShareWords(hold),
         hold.has_start_time() ? TimeUtil::ToString(hold.start_time()) : "",
         hold.has_end_time() ? TimeUtil::ToString(hold.end_time()) : ""});
  }
  return text;
}

}  // namespace earmark::cli
