#include "service/page_token.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::service {
namespace {

TEST(PageTokenTest, CursorsComeBack) {
  for (const std::string& cursor :
       {std::string("a"), std::string("work-000123"),
        std::string("\0\xff\x80/?", 5), std::string(300, 'x')}) {
    const std::string token = MakePageToken("works", cursor);
    const absl::StatusOr<std::string> read = ReadPageToken("works", token);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, cursor);
  }
}

TEST(PageTokenTest, NoNextPageIsNoToken) {
  EXPECT_EQ(MakePageToken("works", ""), "");
  EXPECT_EQ(*ReadPageToken("works", ""), "");
}

TEST(PageTokenTest, TokensOfOtherListsAreRefused) {
  const std::string token = MakePageToken("works of owners/a", "w");
  const absl::Status status =
      ReadPageToken("works of owners/b", token).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              testing::EndsWith("got \"" + token + "\""));
}

TEST(PageTokenTest, AnyChangedOrCutTokenIsRefused) {
  const std::string token = MakePageToken("works", "work-000123");
  for (size_t i = 0; i < token.size(); ++i) {
    EXPECT_FALSE(ReadPageToken("works", token.substr(0, i)).ok() && i > 0) << i;
    for (const char c : {'A', 'z', '0', '-', ' ', '='}) {
      std::string changed = token;
      if (changed[i] == c) continue;
      changed[i] = c;
      EXPECT_FALSE(ReadPageToken("works", changed).ok()) << changed;
    }
  }
  EXPECT_FALSE(ReadPageToken("works", token + "=").ok());
  EXPECT_FALSE(ReadPageToken("works", "work-000123").ok());
}

TEST(PageTokenTest, SizesHaveADefaultAndAnEnd) {
  EXPECT_EQ(*ReadPageSize(0), 50u);
  EXPECT_EQ(*ReadPageSize(1), 1u);
  EXPECT_EQ(*ReadPageSize(1000), 1000u);
  EXPECT_EQ(ReadPageSize(1001).status().message(),
            "page_size must be 0-1000, got 1001");
  EXPECT_EQ(ReadPageSize(-1).status().message(),
            "page_size must be 0-1000, got -1");
}

}  // namespace
}  // namespace earmark::service
