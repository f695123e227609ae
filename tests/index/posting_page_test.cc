#include "index/internal/posting_page.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "index/internal/posting_merge_operator.h"
#include "tests/index/random_pages.h"

namespace earmark::index {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

PagePosting Make(uint32_t term, uint32_t reference, uint32_t position,
                 uint32_t detail = 0) {
  return {term, {ReferenceNumber{reference}, position, detail}};
}

std::string RunOfList(const std::vector<PagePosting>& postings) {
  std::string run;
  AppendRun(postings, run);
  return run;
}

// The example of docs/formats.md.
TEST(PostingPageTest, BytesAreThoseOfTheDocument) {
  EXPECT_EQ(RunOfList({Make(5, 300, 7), Make(5, 300, 9), Make(5, 302, 4),
                       Make(200, 1, 0)}),
            std::string("\x04\x0e"
                        "\x0b\x01\x07"
                        "\xac\x02\x07"
                        "\x00\x02"
                        "\x02\x04"
                        "\x86\x03\x01\x00",
                        16));
  EXPECT_EQ(RunOfList({Make(5, 3, 7, 1), Make(5, 3, 7, 6)}),
            std::string("\x03\x09"
                        "\x0b\x00\x06"
                        "\x03\x07\x01"
                        "\x00\x00\x05",
                        11));
}

TEST(PostingPageTest, NothingHasNoBytes) {
  EXPECT_EQ(RunOfList({}), "");
  EXPECT_THAT(*DecodePage(""), IsEmpty());
  EXPECT_EQ(*CountRuns(""), 0);
}

TEST(PostingPageTest, SmallestAndLargestNumbersComeBack) {
  constexpr uint32_t kMost = ~uint32_t{0};
  const std::vector<PagePosting> postings = {
      Make(0, 0, 0), Make(0, 0, 0, kMost), Make(0, 0, kMost), Make(0, kMost, 0),
      Make(kMost >> 1, kMost, kMost, kMost)};
  EXPECT_EQ(*DecodePage(RunOfList(postings)), postings);
}

TEST(PostingPageTest, PageIsTheSetOfItsRuns) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::set<PagePosting> expected;
    std::string page;
    int runs = 0;
    for (auto i = random() % 5; i > 0; --i) {
      const auto postings = RandomPostings(random, 30);
      expected.insert(postings.begin(), postings.end());
      page += RunOf(postings);
      runs += postings.empty() ? 0 : 1;
    }
    const auto decoded = DecodePage(page);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_THAT(*decoded, ElementsAreArray(expected));
    EXPECT_EQ(*CountRuns(page), runs);
  }
}

TEST(PostingPageTest, TruncatedAnywhereIsCorruptOrFewerRuns) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    std::set<size_t> ends = {0};
    std::string page;
    for (int i = 0; i < 3; ++i) {
      page += RunOf(RandomPostings(random, 20));
      ends.insert(page.size());
    }
    for (size_t size = 0; size < page.size(); ++size) {
      // A copy of its own, so that reading too far is seen by the sanitizers.
      const std::vector<char> cut(page.begin(), page.begin() + size);
      const auto decoded = DecodePage({cut.data(), cut.size()});
      EXPECT_EQ(decoded.ok(), ends.contains(size));
    }
  }
}

TEST(PostingPageTest, EachRunHasOneEncoding) {
  std::mt19937 random(3);
  int accepted = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string run = RunOf(RandomPostings(random, 4));
    if (run.empty()) continue;
    run[random() % run.size()] ^= static_cast<char>(1 << random() % 8);
    if (CountRuns(run).value_or(0) != 1) continue;
    const auto decoded = DecodePage(run);
    if (!decoded.ok()) continue;
    ++accepted;
    ASSERT_EQ(RunOfList(*decoded), run);
  }
  EXPECT_GT(accepted, 1000);
}

TEST(PostingPageTest, EachFaultIsNamed) {
  const auto fault = [](std::string_view bytes) {
    const absl::Status status = DecodePage(bytes).status();
    EXPECT_EQ(status.code(), kDataLoss) << status;
    return status.ToString();
  };
  using namespace std::
      string_view_literals;  // NOLINT(google-build-using-namespace)
  EXPECT_THAT(fault("\x82"sv), HasSubstr("a number is cut off"));
  EXPECT_THAT(fault("\x02"sv), HasSubstr("a number is cut off"));
  EXPECT_THAT(fault("\x02\x04\1\1\1"sv), HasSubstr("a run is cut off"));
  EXPECT_THAT(fault("\x00\x03\1\1\1"sv), HasSubstr("count does not fit"));
  EXPECT_THAT(fault("\x04\x03\1\1\1"sv), HasSubstr("count does not fit"));
  EXPECT_THAT(fault("\x03\x03\1\1\1"sv), HasSubstr("count does not fit"));
  EXPECT_THAT(fault("\x02\x04\2\1\1\1"sv), HasSubstr("after its last"));
  EXPECT_THAT(fault("\x03\x04\2\1\1\0"sv), HasSubstr("idle details"));
  EXPECT_THAT(fault("\x02\x04\2\1\x81\0"sv), HasSubstr("idle bytes"));
  EXPECT_THAT(fault("\x04\x06\2\1\1\0\1\1"sv), HasSubstr("a term is repeated"));
  EXPECT_THAT(fault("\x02\x07\3\0\4\1\1\0\0"sv),
              HasSubstr("a posting is repeated"));
  EXPECT_THAT(fault("\x02\x05\3\5\2\1\1"sv),
              HasSubstr("a list's count does not fit"));
  EXPECT_THAT(fault("\x02\x05\3\0\4\1\1"sv),
              HasSubstr("a list's count does not fit"));
  EXPECT_THAT(fault("\x02\x08\3\0\5\1\1\0\1\1"sv),
              HasSubstr("a list has bytes after"));
  EXPECT_THAT(fault("\x02\x07\2\1\xff\xff\xff\xff\x1f"sv),
              HasSubstr("out of range"));
  EXPECT_THAT(fault("\x02\x08\2\1\xff\xff\xff\xff\xff\1"sv),
              HasSubstr("out of range"));
  // The third term would be 3 * (2^31 - 1).
  EXPECT_THAT(fault("\x06\x15\xfe\xff\xff\xff\x0f\1\1"
                    "\xfe\xff\xff\xff\x0f\1\1\xfe\xff\xff\xff\x0f\1\1"sv),
              HasSubstr("out of range"));
}

TEST(PostingPageTest, WhatIsNotReadIsSteppedOver) {
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    const auto postings = RandomPostings(random, 30);
    std::vector<PagePosting> read;
    std::map<uint32_t, size_t> counts;
    for (const PagePosting& posting : postings) ++counts[posting.term];
    const std::string page = RunOf(postings);
    PageReader reader(page);
    while (reader.NextRun()) {
      while (reader.NextTerm()) {
        EXPECT_EQ(reader.count(), counts.at(reader.term()));
        // As many as chance says, from none to all.
        Posting posting;
        for (auto left = random() % (reader.count() + 1); left > 0; --left) {
          ASSERT_TRUE(reader.Next(posting));
          read.push_back({reader.term(), posting});
        }
        auto of_term = postings.begin();
        for (const PagePosting& one : read) {
          if (one.term != reader.term()) continue;
          while (of_term->term != one.term) ++of_term;
          EXPECT_EQ(one, *of_term++);
        }
        counts.erase(reader.term());
      }
    }
    EXPECT_TRUE(reader.status().ok()) << reader.status();
    EXPECT_THAT(counts, IsEmpty());
  }
}

TEST(PostingPageTest, HugeCountsClaimNoMemory) {
  // 2^31 - 1 terms in three bytes, and 2^32 + 1 postings in four.
  const std::string terms = "\xfe\xff\xff\xff\x0f\x03\x01\x01\x01";
  EXPECT_EQ(DecodePage(terms).status().code(), kDataLoss);
  const std::string postings =
      "\x02\x0b\x03\xff\xff\xff\xff\x0f\x04\x01\x01\x01\x01";
  EXPECT_EQ(DecodePage(postings).status().code(), kDataLoss);
}

TEST(PostingMergeTest, JoinedPagesHoldAllOfBothAndStaySmall) {
  std::mt19937 random(4);
  const RetiredReferences none;
  std::set<PagePosting> expected;
  std::string page;
  for (int round = 0; round < 200; ++round) {
    const auto postings = RandomPostings(random, 5);
    expected.insert(postings.begin(), postings.end());
    const std::string run = RunOf(postings);
    const std::vector<std::string_view> pages = {page, run};
    page = JoinPages(pages, none);
    EXPECT_LE(*CountRuns(page), kMaxRuns);
    EXPECT_THAT(*DecodePage(page), ElementsAreArray(expected));
  }
}

TEST(PostingMergeTest, FewRunsAreJoinedByTheirBytes) {
  const std::string run = RunOfList({Make(1, 1, 1)});
  const std::vector<std::string_view> pages(kMaxRuns, run);
  std::string expected;
  for (int i = 0; i < kMaxRuns; ++i) expected += run;
  EXPECT_EQ(JoinPages(pages, RetiredReferences()), expected);
}

TEST(PostingMergeTest, MergingDropsRetiredReferences) {
  const std::string run = RunOfList({Make(1, 1, 1), Make(1, 2, 1)});
  const std::vector<std::string_view> pages(kMaxRuns + 1, run);
  RetiredReferences retired;
  retired.Insert(ReferenceNumber{1});
  EXPECT_THAT(*DecodePage(JoinPages(pages, retired)),
              ElementsAre(Make(1, 2, 1)));
  retired.Insert(ReferenceNumber{2});
  EXPECT_EQ(JoinPages(pages, retired), "");
}

TEST(PostingMergeTest, CorruptPagesAreKeptForTheirReaders) {
  const std::string run = RunOfList({Make(1, 1, 1)});
  std::vector<std::string_view> pages(kMaxRuns + 1, run);
  pages[3] = "\x02\x03\x01";  // its size says more than there is
  const std::string joined = JoinPages(pages, RetiredReferences());
  EXPECT_EQ(joined.size(), kMaxRuns * run.size() + 3);
}

TEST(RetiredReferencesTest, OnlyTheInsertedAreThere) {
  RetiredReferences retired;
  EXPECT_TRUE(retired.empty());
  for (const uint32_t number : {0U, 63U, 65'535U, 65'536U, ~0U}) {
    EXPECT_FALSE(retired.Contains(ReferenceNumber{number}));
    retired.Insert(ReferenceNumber{number});
    EXPECT_TRUE(retired.Contains(ReferenceNumber{number}));
  }
  EXPECT_FALSE(retired.empty());
  for (const uint32_t number : {1U, 62U, 64U, 65'534U, 65'537U, ~0U - 1}) {
    EXPECT_FALSE(retired.Contains(ReferenceNumber{number}));
  }
}

}  // namespace
}  // namespace earmark::index
