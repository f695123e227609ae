#include "index/keys.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace earmark::index {
namespace {

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

TEST(KeysTest, BytesAreThoseOnDisk) {
  EXPECT_EQ(OwnerKey(OwnerId{"acme"}), "acme");
  EXPECT_EQ(WorkKey(WorkId{"song-1"}), "song-1");
  EXPECT_EQ(ReferenceKey(WorkId{"song-1"}, ReferenceId{"3f9a"}),
            std::string("song-1\0003f9a", 11));
  EXPECT_EQ(ReferenceNumberKey(ReferenceNumber{0x01020304}),
            "\x01\x02\x03\x04");
  EXPECT_EQ(UploadNumberKey(UploadNumber{0x01020304}), "\x01\x02\x03\x04");
  EXPECT_EQ(ScreeningKey("s1"), "s1");
  EXPECT_EQ(UploadKey("t", "u"), std::string("t\0u", 3));
  EXPECT_EQ(RequestKey("r1"), "r1");
  EXPECT_EQ(SequenceKey(258), std::string("\0\0\0\0\0\0\1\2", 8));
  EXPECT_EQ(PageKey(0x000a0b0c), std::string("\x00\x0a\x0b\x0c", 4));
}

TEST(KeysTest, NumbersSortByValue) {
  const std::vector<uint64_t> ascending = {
      0, 1, 0xff, 0x100, 0xffff'ffff, 0x1'0000'0000, ~uint64_t{0}};
  for (size_t i = 0; i + 1 < ascending.size(); ++i) {
    EXPECT_LT(SequenceKey(ascending[i]), SequenceKey(ascending[i + 1]));
  }
  EXPECT_LT(PageKey(0xff), PageKey(0x100));
  EXPECT_LT(ReferenceNumberKey(ReferenceNumber{0x7fffffff}),
            ReferenceNumberKey(ReferenceNumber{0x80000000}));
}

TEST(KeysTest, WhatBelongsToOneWorkLiesTogether) {
  const std::string prefix = ReferencePrefix(WorkId{"a"});
  EXPECT_TRUE(ReferenceKey(WorkId{"a"}, ReferenceId{"zz"}).starts_with(prefix));
  EXPECT_FALSE(
      ReferenceKey(WorkId{"ab"}, ReferenceId{"0"}).starts_with(prefix));
  EXPECT_LT(ReferenceKey(WorkId{"a"}, ReferenceId{"zz"}),
            ReferenceKey(WorkId{"a-1"}, ReferenceId{"0"}));
  EXPECT_TRUE(UploadKey("t", "u").starts_with(UploadPrefix("t")));
  EXPECT_FALSE(UploadKey("tt", "u").starts_with(UploadPrefix("t")));
}

TEST(KeysTest, ParsersReadWhatBuildersMake) {
  const auto reference =
      ParseReferenceKey(ReferenceKey(WorkId{"w"}, ReferenceId{"r"}));
  ASSERT_TRUE(reference.ok());
  EXPECT_EQ(reference->work, WorkId{"w"});
  EXPECT_EQ(reference->reference, ReferenceId{"r"});
  const auto upload = ParseUploadKey(UploadKey("tenant", "u/1 \xff"));
  ASSERT_TRUE(upload.ok());
  EXPECT_EQ(upload->tenant, "tenant");
  EXPECT_EQ(upload->upload_id, "u/1 \xff");
  for (const uint64_t number : {uint64_t{0}, uint64_t{1} << 63, ~uint64_t{0}}) {
    EXPECT_EQ(*ParseSequenceKey(SequenceKey(number)), number);
    const auto low = static_cast<uint32_t>(number);
    EXPECT_EQ(*ParsePageKey(PageKey(low)), low);
    EXPECT_EQ(
        *ParseReferenceNumberKey(ReferenceNumberKey(ReferenceNumber{low})),
        ReferenceNumber{low});
    EXPECT_EQ(*ParseUploadNumberKey(UploadNumberKey(UploadNumber{low})),
              UploadNumber{low});
  }
}

TEST(KeysTest, ClaimsAreReadByTheirKeys) {
  // The time and the number may hold any bytes.
  for (const uint64_t time : {uint64_t{0}, uint64_t{0x0100}, ~uint64_t{0}}) {
    for (const uint32_t number : {1U, 0x0100U, ~0U}) {
      const ClaimKeyParts claim{time, "s1", number};
      const std::string keys[] = {ClaimDeadlineKey(claim),
                                  ClaimOfKey("sun", claim).substr(4)};
      for (const std::string& key : keys) {
        const auto parsed = ParseClaimDeadlineKey(key);
        ASSERT_TRUE(parsed.ok()) << parsed.status();
        EXPECT_EQ(parsed->time_us, time);
        EXPECT_EQ(parsed->screening, "s1");
        EXPECT_EQ(parsed->claim, number);
      }
      const auto parsed = ParseClaimOfKey(ClaimOfKey("sun", claim));
      ASSERT_TRUE(parsed.ok()) << parsed.status();
      EXPECT_EQ(parsed->time_us, time);
      EXPECT_EQ(parsed->screening, "s1");
    }
  }
  EXPECT_TRUE(ClaimOfKey("a", {}).starts_with(ClaimOfPrefix("a")));
  EXPECT_FALSE(ClaimOfKey("ab", {}).starts_with(ClaimOfPrefix("a")));
  EXPECT_LT(ClaimDeadlineKey({0xff, "s2", 2}),
            ClaimDeadlineKey({0x100, "s1", 1}));
  const std::string numberless = ClaimDeadlineKey({1, "s1", 0});
  for (const std::string& key :
       {std::string(), std::string("12345678abcd"), numberless,
        ClaimDeadlineKey({1, std::string("s\0", 2), 1})}) {
    EXPECT_EQ(ParseClaimDeadlineKey(key).status().code(), kDataLoss);
    EXPECT_EQ(ParseClaimOfKey("sun" + key).status().code(), kDataLoss);
  }
  EXPECT_EQ(
      ParseClaimOfKey(std::string(1, '\0') + ClaimDeadlineKey({1, "s1", 1}))
          .status()
          .code(),
      kDataLoss);
}

TEST(KeysTest, WhatWaitsIsReadByItsKeys) {
  for (const ClaimKeyParts& waiting :
       {ClaimKeyParts{7, "s1", 3}, ClaimKeyParts{~uint64_t{0}, "s1", 0},
        ClaimKeyParts{0x0100, "", 0}}) {
    const CaseKeyParts parts{4, "case", waiting};
    for (const auto& parsed : {ParseCaseQueueKey(CaseQueueKey(parts)),
                               ParseCaseClaimKey(CaseClaimKey(parts))}) {
      ASSERT_TRUE(parsed.ok()) << parsed.status();
      EXPECT_EQ(parsed->harm, 4);
      EXPECT_EQ(parsed->case_id, "case");
      EXPECT_EQ(parsed->claim.time_us, waiting.time_us);
      EXPECT_EQ(parsed->claim.screening, waiting.screening);
      EXPECT_EQ(parsed->claim.claim, waiting.claim);
    }
  }
  // What harms more comes first, and then what waited longer.
  EXPECT_LT(CaseQueueKey({4, "b", {9, "s", 1}}),
            CaseQueueKey({1, "a", {1, "s", 1}}));
  EXPECT_LT(CaseQueueKey({1, "b", {0xff, "s", 1}}),
            CaseQueueKey({1, "a", {0x100, "s", 1}}));
  // No screening has no claim; no case is nothing.
  for (const CaseKeyParts& parts : {CaseKeyParts{1, "case", {7, "", 1}},
                                    CaseKeyParts{1, "", {7, "s", 1}}}) {
    EXPECT_EQ(ParseCaseQueueKey(CaseQueueKey(parts)).status().code(),
              kDataLoss);
    EXPECT_EQ(ParseCaseClaimKey(CaseClaimKey(parts)).status().code(),
              kDataLoss);
  }
  const std::string queued = CaseQueueKey({1, "case", {7, "", 0}});
  const std::string claimed = CaseClaimKey({1, "case", {7, "", 0}});
  for (size_t size = 0; size < queued.size(); ++size) {
    EXPECT_FALSE(ParseCaseQueueKey(queued.substr(0, size)).ok()) << size;
    EXPECT_FALSE(ParseCaseClaimKey(claimed.substr(0, size)).ok()) << size;
  }
}

TEST(KeysTest, OtherBytesAreRefused) {
  using std::string;
  for (const string& key : {string(), string("w"), string("w\0", 2),
                            string("\0r", 2), string("w\0r\0", 4)}) {
    EXPECT_EQ(ParseReferenceKey(key).status().code(), kDataLoss);
    EXPECT_EQ(ParseUploadKey(key).status().code(), kDataLoss);
  }
  for (const size_t size : {0, 3, 5, 7, 9}) {
    const string key(size, 'x');
    EXPECT_EQ(ParsePageKey(key).status().code(), kDataLoss);
    EXPECT_EQ(ParseReferenceNumberKey(key).status().code(), kDataLoss);
    EXPECT_EQ(ParseUploadNumberKey(key).status().code(), kDataLoss);
    EXPECT_EQ(ParseSequenceKey(key).status().code(), kDataLoss);
  }
}

}  // namespace
}  // namespace earmark::index
