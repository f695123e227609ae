#include "cli/policy_view.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

constexpr size_t kIndent = 4;
constexpr size_t kLeastWidth = 30;

std::string OwnerWords(const v1::Policy& policy) {
  if (policy.is_preset()) return "a preset";
  return policy.owner().empty() ? "the operator's"
                                : absl::StrCat(IdOf(policy.owner()), "'s");
}

// Lines may end in \n; all else that could steer a terminal is replaced.
std::string TextForTerminal(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (std::string& line : lines) line = ForTerminal(line);
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines.empty() ? "" : absl::StrJoin(lines, "\n") + "\n";
}

std::string RenderExample(const v1::TestPolicyResponse::Example& example,
                          const Style& style) {
  const std::string before(kIndent, ' ');
  const size_t width = static_cast<size_t>(std::max<int>(
      style.width - static_cast<int>(kIndent), static_cast<int>(kLeastWidth)));
  std::string text =
      absl::StrCat("  ", RenderAction(example.before(), style), " -> ",
                   RenderAction(example.after(), style), "  ",
                   Bold(ForTerminal(IdOf(example.work())), style), "  ",
                   Dim(FormatDay(example.day()), style), "\n");
  for (const std::string& line :
       Wrap(ForTerminal(example.explanation()), width)) {
    absl::StrAppend(&text, before, line, "\n");
  }
  return text;
}

}  // namespace

std::string RenderPolicy(const v1::Policy& policy, const Style& style) {
  std::string title = policy.name();
  if (!policy.display_name().empty() &&
      policy.display_name() != IdOf(policy.name())) {
    absl::StrAppend(&title, ", \"", policy.display_name(), "\"");
  }
  std::string facts =
      absl::StrCat("version ", policy.version(), ", ", OwnerWords(policy));
  if (policy.has_update_time()) {
    absl::StrAppend(&facts, ", since ", FormatInstant(policy.update_time()));
  }
  if (!policy.etag().empty()) absl::StrAppend(&facts, ", etag ", policy.etag());
  return absl::StrCat(Dim("# " + ForTerminal(title), style), "\n",
                      Dim("# " + ForTerminal(facts), style), "\n",
                      TextForTerminal(policy.text()));
}

std::string RenderPolicies(const std::vector<v1::Policy>& policies,
                           const Style& style) {
  Table table({{"POLICY"},
               {.title = "NAME", .wrap = true},
               {"OWNER"},
               {"VERSION", Table::Align::kRight},
               {"CHANGED"}});
  for (const v1::Policy& policy : policies) {
    const std::string owner =
        policy.is_preset() ? "preset" : IdOf(policy.owner());
    table.AddRow(
        {IdOf(policy.name()), policy.display_name(), owner,
         std::to_string(policy.version()),
         policy.has_update_time() ? FormatInstant(policy.update_time()) : ""});
  }
  return table.Render(style);
}

std::string RenderPolicyTest(const v1::TestPolicyResponse& test,
                             const Style& style) {
  std::vector<v1::TestPolicyResponse::Change> changes(test.changes().begin(),
                                                      test.changes().end());
  std::stable_sort(changes.begin(), changes.end(),
                   [](const auto& a, const auto& b) {
                     const auto key = [](const auto& change) {
                       return std::tuple(change.before() == change.after(),
                                         change.before(), change.after());
                     };
                     return key(a) < key(b);
                   });
  Table table({{"NOW"}, {"THEN"}, {"SCREENINGS", Table::Align::kRight}});
  for (const v1::TestPolicyResponse::Change& change : changes) {
    table.AddRow({v1::Decision::Action_Name(change.before()),
                  change.before() == change.after()
                      ? "the same"
                      : v1::Decision::Action_Name(change.after()),
                  std::to_string(change.count())});
  }
  std::string text =
      absl::StrCat("Screenings looked at: ", test.screening_count(),
                   ". Nothing was changed.\n");
  if (!changes.empty()) absl::StrAppend(&text, "\n", table.Render(style));
  if (!test.examples().empty()) text += "\nFor example:\n";
  for (const v1::TestPolicyResponse::Example& example : test.examples()) {
    text += RenderExample(example, style);
  }
  return text;
}

}  // namespace earmark::cli
