#include "cli/reference_rights_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/screening_view.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

std::string Part(const google::protobuf::Duration& start,
                 const google::protobuf::Duration& end) {
  return FormatInterval(ToInterval(start, end));
}

// As they are typed.
std::string ExactStart(const v1::Reference::Exclusion& exclusion) {
  return FormatExactPosition(ToMicroseconds(exclusion.reference_start()));
}

std::string ExactEnd(const v1::Reference::Exclusion& exclusion) {
  return FormatExactPosition(ToMicroseconds(exclusion.reference_end()));
}

std::string StateWord(v1::Reference::Overlap::State state) {
  switch (state) {
    case v1::Reference::Overlap::OPEN:
      return "open";
    case v1::Reference::Overlap::EXCLUDED:
      return "given up";
    case v1::Reference::Overlap::KEPT:
      return "kept";
    default:
      return "";
  }
}

// With whom, and what that means for takedowns while it is open.
std::string OverlapDetails(const v1::Reference::Overlap& overlap) {
  std::string details =
      absl::StrCat("with ", ShortName(overlap.other()), " at ",
                   Part(overlap.other_start(), overlap.other_end()));
  if (overlap.state() != v1::Reference::Overlap::OPEN) return details;
  if (overlap.newer()) {
    return details +
           "; this one came later: the part counts towards no takedown until "
           "it is settled";
  }
  if (overlap.has_due_time()) {
    absl::StrAppend(&details,
                    "; unless it is settled, the part counts towards "
                    "no takedown from ",
                    FormatBoundary(overlap.due_time()), " on");
  }
  return details;
}

std::string RenderQuestion(const v1::Reference& reference, const Style& style) {
  Table table(
      {{"WHAT"}, {"PART"}, {"STATE"}, {.title = "DETAILS", .wrap = true}});
  for (const v1::Reference::Overlap& overlap : reference.overlaps()) {
    table.AddRow({ModalityWord(overlap.modality()) + " overlap",
                  Part(overlap.reference_start(), overlap.reference_end()),
                  StateWord(overlap.state()), OverlapDetails(overlap)});
  }
  for (const v1::Reference::Exclusion& exclusion : reference.exclusions()) {
    table.AddRow({"exclusion",
                  ExactStart(exclusion) + "-" + ExactEnd(exclusion), "",
                  exclusion.note()});
  }
  if (reference.has_quarantine_time()) {
    table.AddRow(
        {"quarantine", "", "",
         absl::StrCat("since ", FormatInstant(reference.quarantine_time()))});
  }
  std::string text =
      absl::StrCat(Bold(ForTerminal(ShortName(reference.name())), style), "  ",
                   ForTerminal(reference.file_name()), "\n");
  Style inner = style;
  inner.width -= 2;
  for (const absl::string_view line :
       absl::StrSplit(table.Render(inner), '\n', absl::SkipEmpty())) {
    absl::StrAppend(&text, "  ", line, "\n");
  }
  return text;
}

}  // namespace

std::string RenderOpenQuestions(const std::string& where,
                                const v1::Reference& reference) {
  std::string text;
  const auto warn = [&](const std::string& what) {
    absl::StrAppend(&text, "warning: ", ForTerminal(where), ": ",
                    ForTerminal(what), "\n");
  };
  for (const v1::Reference::Overlap& overlap : reference.overlaps()) {
    if (overlap.state() != v1::Reference::Overlap::OPEN) continue;
    warn(absl::StrCat("its ", ModalityWord(overlap.modality()), " at ",
                      Part(overlap.reference_start(), overlap.reference_end()),
                      " overlaps ", OverlapDetails(overlap)));
  }
  if (reference.has_quarantine_time()) {
    warn(absl::StrCat("it is in quarantine since ",
                      FormatInstant(reference.quarantine_time()),
                      ", as its matches suddenly multiplied: they go to review "
                      "until an operator releases it"));
  }
  return text;
}

std::string RenderExclusions(const v1::Reference& reference,
                             const Style& style) {
  Table table({{"START", Table::Align::kRight},
               {"END", Table::Align::kRight},
               {.title = "NOTE", .wrap = true}});
  for (const v1::Reference::Exclusion& exclusion : reference.exclusions()) {
    table.AddRow(
        {FormatExactPosition(ToMicroseconds(exclusion.reference_start())),
         FormatExactPosition(ToMicroseconds(exclusion.reference_end())),
         exclusion.note()});
  }
  return table.Render(style);
}

std::string RenderQuestions(const std::vector<v1::Reference>& references,
                            const Style& style) {
  std::string text;
  for (const v1::Reference& reference : references) {
    if (!text.empty()) text += "\n";
    text += RenderQuestion(reference, style);
  }
  return text;
}

}  // namespace earmark::cli
