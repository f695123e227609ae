#include "cli/json.h"

#include "earmark/v1/screening.pb.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

TEST(JsonTest, MessagesAreInProtobufsFormOnOneLine) {
  v1::Match match;
  match.set_work("works/lark");
  match.set_modality(v1::Match::AUDIO);
  match.mutable_query_start()->set_seconds(8);
  match.mutable_query_start()->set_nanos(100'000'000);
  match.set_score(212.5);
  EXPECT_EQ(ToJson(match),
            "{\"work\":\"works/lark\",\"modality\":\"AUDIO\","
            "\"queryStart\":\"8.100s\",\"score\":212.5}");
}

TEST(JsonTest, RepeatedMessagesAreAnArray) {
  v1::Screening screening;
  EXPECT_EQ(ToJsonArray(screening.matches()), "[]");
  screening.add_matches()->set_work("works/lark");
  screening.add_matches()->set_work("works/wren");
  EXPECT_EQ(ToJsonArray(screening.matches()),
            "[{\"work\":\"works/lark\"},{\"work\":\"works/wren\"}]");
}

TEST(JsonTest, StringsAreEscaped) {
  EXPECT_EQ(ToJsonString("a\"b\\c\nd\x01"), "\"a\\\"b\\\\c\\u000ad\\u0001\"");
  EXPECT_EQ(ToJsonString("月"), "\"月\"");
}

TEST(JsonTest, ObjectsKeepTheOrderOfTheirMembers) {
  EXPECT_EQ(JsonObject()
                .Add("z", "last")
                .Add("a", 7)
                .AddJson("list", JsonArray().AddJson("1").AddJson("2").Build())
                .Build(),
            "{\"z\":\"last\",\"a\":7,\"list\":[1,2]}");
  EXPECT_EQ(JsonObject().Build(), "{}");
  EXPECT_EQ(JsonArray().Build(), "[]");
}

TEST(JsonTest, ErrorsHaveTheirCodeByName) {
  EXPECT_EQ(ErrorJson(absl::NotFoundError("no such file: a.mp4")),
            "{\"code\":\"NOT_FOUND\",\"message\":\"no such file: a.mp4\"}");
}

}  // namespace
}  // namespace earmark::cli
