#include "cli/transparency.h"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/screening_view.h"
#include "cli/text.h"
#include "takedown/territories.h"

namespace earmark::cli {
namespace {

using takedown::TerritorySet;

// The longest texts that the database takes, in characters.
constexpr size_t kMaxGround = 500;
constexpr size_t kMaxExplanation = 2000;

// The codes of the member states and of Iceland, Liechtenstein and Norway where
// the measure holds.
std::vector<std::string> CountriesOf(const v1::StatementOfReasons& statement) {
  const std::vector<std::string> words(statement.territories().begin(),
                                       statement.territories().end());
  const std::optional<TerritorySet> territories =
      TerritorySet::FromWords(words);
  if (!territories) return {};
  const TerritorySet area =
      takedown::EuropeanUnion() | TerritorySet::Of({"IS", "LI", "NO"});
  const TerritorySet countries = *territories & area;
  return countries.empty() ? std::vector<std::string>() : countries.codes();
}

std::string Strings(const std::vector<std::string>& texts) {
  JsonArray array;
  for (const std::string& text : texts) array.AddJson(ToJsonString(text));
  return array.Build();
}

// What the upload has, by what was seen of it.
void AddContentTypes(const v1::Screening& screening, JsonObject& object) {
  std::vector<std::string> types;
  for (const v1::Coverage& coverage : screening.coverages()) {
    if (coverage.state() == v1::Coverage::ABSENT) continue;
    types.push_back(coverage.modality() == v1::Match::VIDEO
                        ? "CONTENT_TYPE_VIDEO"
                        : "CONTENT_TYPE_AUDIO");
  }
  // Noticed by its address, and never screened.
  if (types.empty()) {
    types.emplace_back("CONTENT_TYPE_OTHER");
    object.Add("content_type_other", "media known by its address alone");
  }
  object.AddJson("content_type", Strings(types));
}

constexpr char kInfringements[] =
    "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS";

// The ground, and the category that goes with it.
void AddGround(const v1::StatementOfReasons& statement, JsonObject& object) {
  const std::string explanation =
      Truncated(statement.explanation(), kMaxExplanation);
  const std::string keywords = Strings({"KEYWORD_COPYRIGHT_INFRINGEMENT"});
  if (!statement.has_contractual_ground()) {
    object.Add("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT")
        .Add("illegal_content_legal_ground",
             Truncated(statement.legal_ground(), kMaxGround))
        .Add("illegal_content_explanation", explanation)
        .Add("category", kInfringements)
        .AddJson("category_specification", keywords);
    return;
  }
  const bool illegal =
      statement.source() == v1::StatementOfReasons::NOTICE_DSA ||
      statement.source() == v1::StatementOfReasons::NOTICE_DMCA;
  object.Add("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT")
      .Add("incompatible_content_ground",
           Truncated(statement.contractual_ground(), kMaxGround))
      .Add("incompatible_content_explanation", explanation)
      .Add("incompatible_content_illegal", illegal ? "Yes" : "No")
      .Add("category", "STATEMENT_CATEGORY_OTHER_VIOLATION_TC");
  if (illegal) {
    object.AddJson("category_addition", Strings({kInfringements}))
        .AddJson("category_specification", keywords);
  }
}

// The finds of the screening in words.
std::string CountsOf(const v1::Screening& screening) {
  std::map<v1::Match::Modality, std::set<std::string>> works;
  std::vector<std::string> places;
  places.reserve(static_cast<size_t>(screening.matches_size()));
  for (const v1::Match& match : screening.matches()) {
    works[match.modality()].insert(match.work());
    places.push_back(absl::StrCat(
        ModalityWord(match.modality()), " ",
        FormatInterval(ToInterval(match.query_start(), match.query_end()))));
  }
  std::vector<std::string> counts;
  counts.reserve(works.size());
  for (const auto& [modality, found] : works) {
    counts.push_back(
        absl::StrCat(found.size(), " by ", ModalityWord(modality)));
  }
  constexpr size_t kMostPlaces = 20;
  const size_t left_out =
      places.size() > kMostPlaces ? places.size() - kMostPlaces : 0;
  places.resize(places.size() - left_out);
  return absl::StrCat(
      "Works found: ", absl::StrJoin(counts, ", "),
      ". Where in the upload: ", absl::StrJoin(places, ", "),
      left_out > 0 ? absl::StrCat(", and ", left_out, " more") : "", ".");
}

// Without names: works and owners may be called by those of people.
std::string FactsOf(const v1::Screening& screening,
                    const v1::StatementOfReasons& statement) {
  if (!statement.automated_detection()) {
    return "A notice said that the content infringes a copyright, and a person "
           "found that it does.";
  }
  if (statement.not_seen()) {
    return "A part of the upload could not be read, so that it could not be "
           "compared with the works that rights holders registered.";
  }
  // An earlier decision may have been on other finds.
  const bool counted =
      !statement.has_end_time() && !screening.matches().empty();
  return absl::StrCat(
      "Fingerprints of the upload were compared with those of works that "
      "rights holders registered. ",
      counted ? CountsOf(screening) : "Works were found in it.");
}

const char* AutomationOf(const v1::StatementOfReasons& statement) {
  switch (statement.automated_decision()) {
    case v1::StatementOfReasons::FULLY:
      return "AUTOMATED_DECISION_FULLY";
    case v1::StatementOfReasons::PARTIALLY:
      return "AUTOMATED_DECISION_PARTIALLY";
    default:
      return "AUTOMATED_DECISION_NOT_AUTOMATED";
  }
}

const char* SourceOf(const v1::StatementOfReasons& statement) {
  switch (statement.source()) {
    case v1::StatementOfReasons::NOTICE_DSA:
      return "SOURCE_ARTICLE_16";
    case v1::StatementOfReasons::NOTICE_DMCA:
      return "SOURCE_TYPE_OTHER_NOTIFICATION";
    default:
      return "SOURCE_VOLUNTARY";
  }
}

}  // namespace

std::string TransparencyStatement(const v1::Screening& screening,
                                  const v1::StatementOfReasons& statement) {
  const std::vector<std::string> countries = CountriesOf(statement);
  if (countries.empty()) return "";
  JsonObject object;
  object.AddJson("decision_visibility",
                 Strings({"DECISION_VISIBILITY_CONTENT_DISABLED"}));
  if (statement.has_end_time()) {
    object.Add("end_date_visibility_restriction",
               FormatDay(statement.end_time()));
  }
  AddGround(statement, object);
  AddContentTypes(screening, object);
  return object.AddJson("territorial_scope", Strings(countries))
      .Add("content_date", FormatDay(screening.create_time()))
      .Add("application_date", FormatDay(statement.start_time()))
      .Add("decision_facts", FactsOf(screening, statement))
      .Add("source_type", SourceOf(statement))
      .Add("automated_detection",
           statement.automated_detection() ? "Yes" : "No")
      .Add("automated_decision", AutomationOf(statement))
      .Add("puid", statement.id())
      .Build();
}

void TransparencyBatches::Add(const std::string& statement) {
  batch_.AddJson(statement);
  if (++count_ == kMaxTransparencyBatch) Flush();
}

void TransparencyBatches::Flush() {
  if (count_ == 0) return;
  out_ << JsonObject().AddJson("statements", batch_.Build()).Build() << "\n";
  batch_ = JsonArray();
  count_ = 0;
}

}  // namespace earmark::cli
