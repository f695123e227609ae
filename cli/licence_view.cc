#include "cli/licence_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/screening_view.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

// Both narrow it where both are there.
std::string WorkWords(const v1::Licence& licence, bool all) {
  std::string words = "all";
  if (licence.works_size() == 1 || (all && !licence.works().empty())) {
    words = absl::StrJoin(licence.works(), " ",
                          [](std::string* out, const std::string& work) {
                            out->append(IdOf(work));
                          });
  } else if (!licence.works().empty()) {
    words = absl::StrCat(licence.works_size(), " works");
  }
  if (licence.catalogue().empty()) return words;
  const std::string catalogue = absl::StrCat("catalogue ", licence.catalogue());
  return licence.works().empty() ? catalogue
                                 : absl::StrCat(words, ", of ", catalogue);
}

std::string AccountWords(const v1::Licence& licence) {
  if (licence.account_count() == 0) return "everybody";
  return absl::StrCat(licence.account_count(),
                      licence.account_count() == 1 ? " account" : " accounts");
}

std::string TerritoryWords(const v1::Licence& licence) {
  return licence.territories().empty()
             ? "WORLD"
             : absl::StrJoin(licence.territories(), " ");
}

std::string StartWords(const v1::Licence& licence) {
  return licence.has_start_time() ? FormatBoundary(licence.start_time()) : "";
}

std::string EndWords(const v1::Licence& licence) {
  return licence.has_end_time() ? FormatBoundary(licence.end_time()) : "";
}

std::string IncomeWords(const v1::Licence& licence) {
  std::vector<std::string> words;
  for (const int income : licence.declared_incomes()) {
    words.push_back(TypedWord(v1::Screening::Income_Name(
        static_cast<v1::Screening::Income>(income))));
  }
  return absl::StrJoin(words, " ");
}

std::string ModalityWords(const v1::Licence& licence) {
  return licence.modality() == v1::Match::MODALITY_UNSPECIFIED
             ? ""
             : ModalityWord(licence.modality());
}

std::string LengthWords(const v1::Licence& licence) {
  return licence.has_longest_use()
             ? FormatPosition(ToMicroseconds(licence.longest_use()))
             : "";
}

// What narrows the use itself: `audio, up to 0:30.0, no-income`.
std::string LimitWords(const v1::Licence& licence) {
  std::vector<std::string> parts;
  if (const std::string modality = ModalityWords(licence); !modality.empty()) {
    parts.push_back(modality);
  }
  if (licence.has_longest_use()) {
    parts.push_back(absl::StrCat("up to ", LengthWords(licence)));
  }
  if (const std::string incomes = IncomeWords(licence); !incomes.empty()) {
    parts.push_back(incomes);
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace

std::string RenderLicence(const v1::Licence& licence, const Style& style) {
  return Bold(ForTerminal(licence.name()), style) + "\n" +
         RenderFields({{"works", WorkWords(licence, true)},
                       {"accounts", AccountWords(licence)},
                       {"territories", TerritoryWords(licence)},
                       {"from", StartWords(licence)},
                       {"until", EndWords(licence)},
                       {"modality", ModalityWords(licence)},
                       {"longest use", LengthWords(licence)},
                       {"incomes", IncomeWords(licence)},
                       {"created", FormatInstant(licence.create_time())},
                       {"changed", FormatInstant(licence.update_time())},
                       {"etag", licence.etag()}},
                      style);
}

std::string RenderLicences(const std::vector<v1::Licence>& licences,
                           const Style& style) {
  Table table({{"LICENCE"},
               {"WORKS"},
               {"FOR"},
               {.title = "TERRITORIES", .wrap = true},
               {"FROM"},
               {"UNTIL"},
               {"LIMITS"}});
  for (const v1::Licence& licence : licences) {
    table.AddRow({IdOf(licence.name()), WorkWords(licence, false),
                  AccountWords(licence), TerritoryWords(licence),
                  StartWords(licence), EndWords(licence), LimitWords(licence)});
  }
  return table.Render(style);
}

std::string RenderAllowlist(const std::vector<v1::Licence>& licences,
                            const Style& style) {
  Table table({{"LICENCE"}, {"SINCE"}, {"UNTIL"}});
  for (const v1::Licence& licence : licences) {
    table.AddRow({IdOf(licence.name()), FormatInstant(licence.create_time()),
                  EndWords(licence)});
  }
  return table.Render(style);
}

}  // namespace earmark::cli
