// The fields and their values are those of the database's documentation, its
// second version.
#include "cli/transparency.h"

#include <regex>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using google::protobuf::Struct;
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
  v1::Screening screening = Screening();
  screening.clear_matches();
  EXPECT_THAT(TransparencyStatement(screening, Statement()),
              HasSubstr("could not be read"));
}

}  // namespace
}  // namespace earmark::cli
