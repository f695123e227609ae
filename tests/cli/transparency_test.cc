// The fields and their values are those of the database's documentation, its
// second version.
#include "cli/transparency.h"

#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using google::protobuf::Struct;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

v1::Screening Screening() {
  return FromText<v1::Screening>(R"pb(
    name: "screenings/01abc"
    create_time { seconds: 1772359200 }
    upload_id: "clip-17"
    account_token: "5d3c"
    file_name: "ada.mp4"
    coverages { modality: AUDIO state: SEEN }
    coverages { modality: VIDEO state: ABSENT }
    matches {
      work: "works/lark"
      modality: AUDIO
      query_end { seconds: 20 }
    }
  )pb");
}

v1::StatementOfReasons Statement() {
  return FromText<v1::StatementOfReasons>(R"pb(
    id: "01abc-2-takedown"
    measure: TAKEDOWN
    territories: "WORLD-AT-US"
    start_time { seconds: 1772445600 }
    facts: "The work \"lark\" of owner \"ada\" was found."
    automated_detection: true
    automated_decision: FULLY
    legal_ground: "copyright"
    explanation: "It holds what others have rights in."
  )pb");
}

Struct Parsed(const std::string& json) {
  Struct parsed;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &parsed).ok())
      << json;
  return parsed;
}

std::vector<std::string> ListIn(const Struct& object, const char* field) {
  std::vector<std::string> texts;
  for (const auto& value : object.fields().at(field).list_value().values()) {
    texts.push_back(value.string_value());
  }
  return texts;
}

TEST(TransparencyTest, HasWhatTheDatabaseRequires) {
  const Struct object = Parsed(TransparencyStatement(Screening(), Statement()));
  const auto text = [&](const char* field) {
    return object.fields().at(field).string_value();
  };
  EXPECT_THAT(ListIn(object, "decision_visibility"),
              ElementsAre("DECISION_VISIBILITY_CONTENT_DISABLED"));
  EXPECT_EQ(text("decision_ground"), "DECISION_GROUND_ILLEGAL_CONTENT");
  EXPECT_EQ(text("illegal_content_legal_ground"), "copyright");
  EXPECT_EQ(text("illegal_content_explanation"),
            "It holds what others have rights in.");
  EXPECT_THAT(ListIn(object, "content_type"),
              ElementsAre("CONTENT_TYPE_AUDIO"));
  EXPECT_EQ(text("category"),
            "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS");
  EXPECT_THAT(ListIn(object, "category_specification"),
              ElementsAre("KEYWORD_COPYRIGHT_INFRINGEMENT"));
  // The members of the EEA but for Austria.
  EXPECT_EQ(ListIn(object, "territorial_scope").size(), 29u);
  EXPECT_THAT(ListIn(object, "territorial_scope"),
              Not(testing::Contains("AT")));
  EXPECT_EQ(text("content_date"), "2026-03-01");
  EXPECT_EQ(text("application_date"), "2026-03-02");
  EXPECT_THAT(text("decision_facts"), HasSubstr("Works found: 1 by audio"));
  EXPECT_EQ(text("source_type"), "SOURCE_VOLUNTARY");
  EXPECT_EQ(text("automated_detection"), "Yes");
  EXPECT_EQ(text("automated_decision"), "AUTOMATED_DECISION_FULLY");
  EXPECT_TRUE(std::regex_match(text("puid"), std::regex("[A-Za-z0-9_-]+")));
}

v1::StatementOfReasons OnTheTerms() {
  v1::StatementOfReasons statement = Statement();
  statement.set_contractual_ground("section 4");
  return statement;
}

TEST(TransparencyTest, TermsAreNotCalledTheLaw) {
  const Struct object =
      Parsed(TransparencyStatement(Screening(), OnTheTerms()));
  const auto text = [&](const char* field) {
    return object.fields().at(field).string_value();
  };
  EXPECT_EQ(text("decision_ground"), "DECISION_GROUND_INCOMPATIBLE_CONTENT");
  EXPECT_EQ(text("incompatible_content_ground"), "section 4");
  EXPECT_EQ(text("incompatible_content_explanation"),
            "It holds what others have rights in.");
  EXPECT_EQ(text("incompatible_content_illegal"), "No");
  EXPECT_EQ(text("category"), "STATEMENT_CATEGORY_OTHER_VIOLATION_TC");
  for (const char* field :
       {"illegal_content_legal_ground", "illegal_content_explanation",
        "category_addition", "category_specification"}) {
    EXPECT_FALSE(object.fields().contains(field)) << field;
  }
}

TEST(TransparencyTest, WhatANoticeOfIllegalContentLedToIsIllegalOnTheTermsToo) {
  v1::StatementOfReasons statement = OnTheTerms();
  statement.set_source(v1::StatementOfReasons::NOTICE_DSA);
  const Struct object = Parsed(TransparencyStatement(Screening(), statement));
  EXPECT_EQ(object.fields().at("incompatible_content_illegal").string_value(),
            "Yes");
  EXPECT_EQ(object.fields().at("category").string_value(),
            "STATEMENT_CATEGORY_OTHER_VIOLATION_TC");
  EXPECT_THAT(
      ListIn(object, "category_addition"),
      ElementsAre("STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS"));
}

TEST(TransparencyTest, WhatWasLiftedHasAnEndAndNoFindsOfToday) {
  v1::StatementOfReasons statement = Statement();
  EXPECT_FALSE(Parsed(TransparencyStatement(Screening(), statement))
                   .fields()
                   .contains("end_date_visibility_restriction"));
  statement.mutable_end_time()->set_seconds(1772532000);
  const Struct object = Parsed(TransparencyStatement(Screening(), statement));
  EXPECT_EQ(
      object.fields().at("end_date_visibility_restriction").string_value(),
      "2026-03-03");
  EXPECT_THAT(object.fields().at("decision_facts").string_value(),
              AllOf(HasSubstr("Works were found"), Not(HasSubstr("1 by"))));
}

TEST(TransparencyTest, WhatIsKnownByItsAddressHasAnotherType) {
  v1::Screening screening = Screening();
  screening.clear_coverages();
  screening.clear_matches();
  const Struct object = Parsed(TransparencyStatement(screening, Statement()));
  EXPECT_THAT(ListIn(object, "content_type"),
              ElementsAre("CONTENT_TYPE_OTHER"));
  EXPECT_NE(object.fields().at("content_type_other").string_value(), "");
}

TEST(TransparencyTest, NamesNobody) {
  const std::string json = TransparencyStatement(Screening(), Statement());
  for (const char* name : {"ada", "lark", "clip-17", "5d3c"}) {
    EXPECT_THAT(json, Not(HasSubstr(name)));
  }
}

TEST(TransparencyTest, MeasuresElsewhereAreNotForIt) {
  v1::StatementOfReasons statement = Statement();
  statement.clear_territories();
  EXPECT_NE(TransparencyStatement(Screening(), statement), "");
  statement.add_territories("US");
  EXPECT_EQ(TransparencyStatement(Screening(), statement), "");
}

TEST(TransparencyTest, LongTextsAreCutAndManyPlacesCounted) {
  v1::StatementOfReasons statement = Statement();
  statement.set_legal_ground(std::string(600, 'x'));
  statement.set_explanation(std::string(3000, 'x'));
  v1::Screening screening = Screening();
  for (int i = 0; i < 500; ++i) {
    *screening.add_matches() = screening.matches(0);
  }
  const Struct object = Parsed(TransparencyStatement(screening, statement));
  const auto size = [&](const char* field) {
    return object.fields().at(field).string_value().size();
  };
  EXPECT_EQ(size("illegal_content_legal_ground"), 500u);
  EXPECT_EQ(size("illegal_content_explanation"), 2000u);
  EXPECT_LT(size("decision_facts"), 5000u);
  EXPECT_THAT(object.fields().at("decision_facts").string_value(),
              HasSubstr("and 481 more"));
}

TEST(TransparencyTest, WhatCouldNotBeSeenSaysSo) {
  v1::StatementOfReasons statement = OnTheTerms();
  // Though there are finds, it does not rest on them.
  statement.set_not_seen(true);
  EXPECT_THAT(TransparencyStatement(Screening(), statement),
              AllOf(HasSubstr("could not be read"), Not(HasSubstr("1 by"))));
  statement.set_not_seen(false);
  EXPECT_THAT(TransparencyStatement(Screening(), statement),
              Not(HasSubstr("could not be read")));
}

// The puids in each line.
std::vector<std::vector<std::string>> PuidsIn(const std::string& lines) {
  std::vector<std::vector<std::string>> batches;
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(lines, '\n'))) {
    if (line.empty()) continue;
    const Struct body = Parsed(line);
    std::vector<std::string>& puids = batches.emplace_back();
    for (const auto& value :
         body.fields().at("statements").list_value().values()) {
      puids.push_back(value.struct_value().fields().at("puid").string_value());
    }
  }
  return batches;
}

TEST(TransparencyBatchesTest, NoBatchHasMoreThanACallTakes) {
  for (const size_t count : {0u, 1u, 100u, 101u, 250u}) {
    std::ostringstream out;
    TransparencyBatches batches(out);
    std::vector<std::string> added;
    for (size_t i = 0; i < count; ++i) {
      v1::StatementOfReasons statement = Statement();
      statement.set_id(absl::StrCat("s", i));
      added.push_back(statement.id());
      batches.Add(TransparencyStatement(Screening(), statement));
    }
    batches.Flush();
    batches.Flush();
    std::vector<std::string> written;
    const auto lines = PuidsIn(out.str());
    EXPECT_EQ(lines.size(), (count + 99) / 100);
    for (const std::vector<std::string>& puids : lines) {
      EXPECT_LE(puids.size(), 100u);
      written.insert(written.end(), puids.begin(), puids.end());
    }
    EXPECT_EQ(written, added) << "each once, in order";
  }
}

}  // namespace
}  // namespace earmark::cli
