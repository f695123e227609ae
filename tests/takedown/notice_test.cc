#include "takedown/notice.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::takedown {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Notice DmcaNotice() {
  return {.law = Notice::Law::kDmca,
          .sender = {.address = "1 Lark Lane", .telephone = "+1 555 0100"},
          .signature = "Ann Lark",
          .owner = "Lark Records",
          .works = {"The Lark"},
          .locations = {"https://example.org/v/1"},
          .not_authorised = true,
          .accurate = true,
          .authorised_to_act = true};
}

Notice DsaNotice() {
  return {.law = Notice::Law::kDsa,
          .sender = {.name = "Ann Lark", .email = "ann@example.org"},
          .locations = {"https://example.org/v/1"},
          .explanation = "It holds our recording from 0:10 on.",
          .accurate = true};
}

CounterNotice SampleCounterNotice() {
  return {.sender = {.name = "Ben Finch",
                     .address = "2 Finch Street",
                     .telephone = "+1 555 0101"},
          .signature = "Ben Finch",
          .material = "A video of my garden",
          .location = "https://example.org/v/1",
          .mistake = true,
          .jurisdiction = true,
          .service_of_process = true};
}

// Where the law has what is missing, and the field.
template <typename Message>
std::vector<std::pair<std::string, std::string>> MissingOf(
    const Message& notice) {
  std::vector<std::pair<std::string, std::string>> missing;
  for (const MissingElement& element : MissingElements(notice)) {
    EXPECT_FALSE(element.remedy.empty());
    missing.emplace_back(element.provision, element.field);
  }
  return missing;
}

TEST(NoticeTest, CompleteOnesLackNothing) {
  EXPECT_THAT(MissingOf(DmcaNotice()), IsEmpty());
  EXPECT_THAT(MissingOf(DsaNotice()), IsEmpty());
  EXPECT_THAT(MissingOf(SampleCounterNotice()), IsEmpty());
}

TEST(NoticeTest, EmptyOnesLackEachElementInTheOrderOfTheLaw) {
  EXPECT_THAT(MissingOf(Notice{.law = Notice::Law::kDmca}),
              ElementsAre(Pair("512(c)(3)(A)(i)", "signature"),
                          Pair("512(c)(3)(A)(ii)", "works"),
                          Pair("512(c)(3)(A)(iii)", "locations"),
                          Pair("512(c)(3)(A)(iv)", "sender"),
                          Pair("512(c)(3)(A)(v)", "not_authorised"),
                          Pair("512(c)(3)(A)(vi)", "accurate"),
                          Pair("512(c)(3)(A)(vi)", "authorised_to_act")));
  EXPECT_THAT(MissingOf(Notice{.law = Notice::Law::kDsa}),
              ElementsAre(Pair("DSA 16(2)(a)", "explanation"),
                          Pair("DSA 16(2)(b)", "locations"),
                          Pair("DSA 16(2)(c)", "sender.name"),
                          Pair("DSA 16(2)(c)", "sender.email"),
                          Pair("DSA 16(2)(d)", "accurate")));
  EXPECT_THAT(MissingOf(CounterNotice()),
              ElementsAre(Pair("512(g)(3)(A)", "signature"),
                          Pair("512(g)(3)(B)", "material"),
                          Pair("512(g)(3)(B)", "location"),
                          Pair("512(g)(3)(C)", "mistake"),
                          Pair("512(g)(3)(D)", "sender.name"),
                          Pair("512(g)(3)(D)", "sender.address"),
                          Pair("512(g)(3)(D)", "sender.telephone"),
                          Pair("512(g)(3)(D)", "jurisdiction"),
                          Pair("512(g)(3)(D)", "service_of_process")));
}

TEST(NoticeTest, AnyWayToReachTheSenderIsEnoughButForCounterNotices) {
  for (const Contact& sender :
       {Contact{.address = "1 Lark Lane"}, Contact{.telephone = "+1 555 0100"},
        Contact{.email = "ann@example.org"}}) {
    Notice notice = DmcaNotice();
    notice.sender = sender;
    EXPECT_THAT(MissingOf(notice), IsEmpty());
  }
  CounterNotice counter = SampleCounterNotice();
  counter.sender.telephone.clear();
  EXPECT_THAT(MissingOf(counter),
              ElementsAre(Pair("512(g)(3)(D)", "sender.telephone")));
}

TEST(NoticeTest, BlankTextsAreMissing) {
  Notice notice = DmcaNotice();
  notice.signature = " \t\n";
  notice.works = {"", "  "};
  EXPECT_THAT(MissingOf(notice),
              ElementsAre(Pair("512(c)(3)(A)(i)", "signature"),
                          Pair("512(c)(3)(A)(ii)", "works")));
  notice.works = {"", "The Lark"};
  EXPECT_EQ(MissingOf(notice).size(), 1);
}

// Only the authority to act stands under penalty of perjury in a notice, and
// only the mistake in a counter-notice.
TEST(NoticeTest, PerjuryStandsWhereTheStatutePutsIt) {
  for (const MissingElement& element :
       MissingElements(Notice{.law = Notice::Law::kDmca})) {
    EXPECT_EQ(element.remedy.find("perjury") != std::string::npos,
              element.field == "authorised_to_act")
        << element.field;
  }
  for (const MissingElement& element :
       MissingElements(Notice{.law = Notice::Law::kDsa})) {
    EXPECT_EQ(element.remedy.find("perjury"), std::string::npos);
  }
  for (const MissingElement& element : MissingElements(CounterNotice())) {
    EXPECT_EQ(element.remedy.find("perjury") != std::string::npos,
              element.field == "mistake")
        << element.field;
  }
}

TEST(NoticeTest, CompletingTakesWhatIsSaidAndKeepsTheRest) {
  const Notice notice{.law = Notice::Law::kDsa,
                      .sender = {.name = "Ann", .email = "old@x.example"},
                      .works = {"The Lark"},
                      .accurate = true};
  const Notice whole =
      Complete(notice, {.law = Notice::Law::kDmca,
                        .sender = {.name = " ", .email = "new@x.example"},
                        .locations = {"https://v.example/1"},
                        .not_authorised = true});
  EXPECT_EQ(whole, (Notice{.law = Notice::Law::kDsa,
                           .sender = {.name = "Ann", .email = "new@x.example"},
                           .works = {"The Lark"},
                           .locations = {"https://v.example/1"},
                           .not_authorised = true,
                           .accurate = true}));
}

}  // namespace
}  // namespace earmark::takedown
