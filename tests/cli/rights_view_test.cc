// Policies, licences, ownerships and references' rights, as they are shown.
#include "cli/csv.h"
#include "cli/licence_view.h"
#include "cli/ownership_view.h"
#include "cli/policy_view.h"
#include "cli/reference_rights_view.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

TEST(PolicyViewTest, HeadIsMadeOfCommentsAndTheTextFollows) {
  const auto policy = Parse<v1::Policy>(R"(
    name: "policies/ours" owner: "owners/sun" display_name: "Our rules"
    text: "otherwise = \"track\"\n\n[[rule]]\nname = \"long\"\n"
    version: 3 update_time { seconds: 1772368205 } etag: "3")");
  EXPECT_EQ(RenderPolicy(policy, {}),
            "# policies/ours, \"Our rules\"\n"
            "# version 3, sun's, since 2026-03-01 12:30:05Z, etag 3\n"
            "otherwise = \"track\"\n"
            "\n"
            "[[rule]]\n"
            "name = \"long\"\n");
}

TEST(PolicyViewTest, TextCannotSteerTheTerminal) {
  v1::Policy policy;
  policy.set_name("policies/p");
  policy.set_display_name("a\nb");
  policy.set_text("# \033[2J\nx = 1");
  const std::string text = RenderPolicy(policy, {});
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_THAT(text, HasSubstr("# policies/p, \"a\uFFFDb\"\n"));
  EXPECT_THAT(text, testing::EndsWith("\nx = 1\n"));
}

TEST(PolicyViewTest, PresetsStandInTheListAsSuch) {
  const auto preset = Parse<v1::Policy>(
      R"(name: "policies/strict" display_name: "Strict" version: 1
         is_preset: true)");
  const auto ours = Parse<v1::Policy>(
      R"(name: "policies/ours" owner: "owners/sun" version: 12
         update_time { seconds: 1772368205 })");
  EXPECT_EQ(RenderPolicies({preset, ours}, {}),
            "POLICY  NAME    OWNER   VERSION  CHANGED\n"
            "strict  Strict  preset        1\n"
            "ours            sun          12  2026-03-01 12:30:05Z\n");
}

TEST(PolicyViewTest, TestSaysWhatWouldChangeAndWhatStaysLast) {
  const auto test = Parse<v1::TestPolicyResponse>(R"(
    screening_count: 1000
    changes { before: ALLOW after: ALLOW count: 900 }
    changes { before: TRACK after: TAKEDOWN count: 12 }
    changes { before: TRACK after: TRACK count: 80 }
    changes { before: ALLOW after: REVIEW count: 8 }
    examples {
      before: TRACK after: TAKEDOWN work: "works/lark"
      day { seconds: 1772323200 }
      explanation: "The work is in the upload, and rule \"long use\" is met."
    })");
  EXPECT_EQ(RenderPolicyTest(test, {.width = 44}),
            "Screenings looked at: 1000. Nothing was changed.\n"
            "\n"
            "NOW    THEN      SCREENINGS\n"
            "ALLOW  REVIEW             8\n"
            "TRACK  TAKEDOWN          12\n"
            "ALLOW  the same         900\n"
            "TRACK  the same          80\n"
            "\n"
            "For example:\n"
            "  TRACK -> TAKEDOWN  lark  2026-03-01\n"
            "    The work is in the upload, and rule\n"
            "    \"long use\" is met.\n");
}

TEST(PolicyViewTest, TestOfNothingHasNoTable) {
  EXPECT_EQ(RenderPolicyTest({}, {}),
            "Screenings looked at: 0. Nothing was changed.\n");
}

TEST(LicenceViewTest, LicenceThatNarrowsNothingIsForAll) {
  const auto licence = Parse<v1::Licence>(
      R"(name: "owners/sun/licences/all" create_time { seconds: 1772368205 }
         update_time { seconds: 1772368205 } etag: "1")");
  EXPECT_EQ(RenderLicence(licence, {}),
            "owners/sun/licences/all\n"
            "  works       all\n"
            "  accounts    everybody\n"
            "  territories WORLD\n"
            "  created     2026-03-01 12:30:05Z\n"
            "  changed     2026-03-01 12:30:05Z\n"
            "  etag        1\n");
}

TEST(LicenceViewTest, WhatNarrowsALicenceIsShown) {
  const auto licence = Parse<v1::Licence>(R"(
    name: "owners/sun/licences/tv" works: "works/lark" works: "works/finch"
    catalogue: "jazz" account_count: 1 territories: "AT" territories: "DE"
    start_time { seconds: 1772323200 } end_time { seconds: 1772368205 }
    modality: AUDIO longest_use { seconds: 30 }
    declared_incomes: NO_INCOME declared_incomes: INSIGNIFICANT)");
  const std::string shown = RenderLicence(licence, {});
  EXPECT_THAT(shown, HasSubstr("works       lark finch, of catalogue jazz\n"));
  EXPECT_THAT(shown, HasSubstr("incomes     no-income insignificant\n"));
  EXPECT_EQ(RenderLicences({licence}, {.width = 200}),
            "LICENCE  WORKS                       FOR        TERRITORIES  FROM "
            "       UNTIL                 LIMITS\n"
            "tv       2 works, of catalogue jazz  1 account  AT DE        "
            "2026-03-01  2026-03-01 12:30:05Z  audio, up to 0:30.0, no-income "
            "insignificant\n");
}

TEST(LicenceViewTest, AllowlistShowsIdAndTimes) {
  const auto licence = Parse<v1::Licence>(
      R"(name: "owners/sun/licences/allow-0123456789abcdef"
         create_time { seconds: 1772368205 } end_time { seconds: 1772323200 })");
  EXPECT_EQ(RenderAllowlist({licence}, {}),
            "LICENCE                 SINCE                 UNTIL\n"
            "allow-0123456789abcdef  2026-03-01 12:30:05Z  2026-03-01\n");
}

v1::Work SharedWork() {
  return Parse<v1::Work>(R"(
    name: "works/lark" title: "The Lark, Ascending" kind: SOUND_RECORDING
    isrc: "USRC17607839"
    ownerships { owner: "owners/sun" right: RECORDING }
    ownerships {
      owner: "owners/heron" right: MUSICAL_WORK share_basis_points: 3333
      territories: "AT" territories: "DE" start_time { seconds: 1772323200 }
      policy: "policies/strict"
    }
    ownerships {
      owner: "owners/heron" right: RECORDING share_basis_points: 5000
      territories: "WORLD-US"
    }
    conflicts {
      right: RECORDING territories: "WORLD-US" owners: "owners/sun"
      owners: "owners/heron" start_time { seconds: 1772323200 }
    }
    conflicts { right: MUSICAL_WORK territories: "WORLD" owners: "owners/sun" })");
}

TEST(OwnershipViewTest, HoldsAreATableAndConflictsSentences) {
  EXPECT_EQ(
      RenderOwnerships(SharedWork(), {}),
      "works/lark  The Lark, Ascending\n"
      "OWNER  RIGHT         TERRITORIES  FROM        UNTIL   SHARE  POLICY\n"
      "sun    recording     WORLD                             100%  the "
      "owner's\n"
      "heron  musical work  AT DE        2026-03-01         33.33%  strict\n"
      "heron  recording     WORLD-US                           50%  the "
      "owner's\n"
      "\n"
      "conflict: sun and heron together claim more than the whole of the "
      "recording, in WORLD-US, from\n"
      "2026-03-01 on: no machine takes down there.\n"
      "conflict: sun claims more than the whole of the musical work, "
      "everywhere: no machine takes down\n"
      "there.\n");
}

TEST(OwnershipViewTest, CataloguesHaveAColumnWhereThereAreAny) {
  v1::Work work = SharedWork();
  EXPECT_THAT(RenderOwnerships(work, {}), Not(HasSubstr("CATALOGUE")));
  work.mutable_ownerships(1)->set_catalogue("jazz");
  EXPECT_THAT(RenderOwnerships(work, {}), HasSubstr("  CATALOGUE\n"));
  EXPECT_THAT(RenderOwnerships(work, {}), HasSubstr("  jazz\n"));
}

TEST(OwnershipViewTest, WorkInConflictIsNamed) {
  EXPECT_THAT(
      RenderConflictingWork(SharedWork(), {}),
      testing::StartsWith("works/lark  The Lark, Ascending\n  conflict: sun "
                          "and heron together claim"));
}

TEST(OwnershipViewTest, CatalogueHasARowForEachHoldOfTheOwner) {
  EXPECT_EQ(
      CatalogueCsv(SharedWork(), "owners/heron"),
      "lark,\"The Lark, Ascending\",heron,,USRC17607839,,,sound-recording,"
      "strict,AT DE,,musical-work,33.33%,2026-03-01T00:00:00Z,\n"
      "lark,\"The Lark, Ascending\",heron,,USRC17607839,,,sound-recording,,"
      "WORLD-US,,recording,50%,,\n");
  EXPECT_EQ(CatalogueCsv(SharedWork(), "owners/nobody"), "");
}

TEST(OwnershipViewTest, RowsHaveAsManyFieldsAsTheHeader) {
  const std::string table =
      CatalogueCsvHeader() + CatalogueCsv(SharedWork(), "owners/sun");
  CsvReader reader(table);
  const size_t columns = (*reader.Next())->fields.size();
  EXPECT_EQ((*reader.Next())->fields.size(), columns);
}

v1::Reference QuestionedReference() {
  return Parse<v1::Reference>(R"(
    name: "works/lark/references/a1" file_name: "lark.flac"
    overlaps {
      other: "works/heron/references/b2" modality: AUDIO state: OPEN newer: true
      reference_start { seconds: 10 } reference_end { seconds: 20 }
      other_start { seconds: 0 } other_end { seconds: 10 }
    }
    overlaps {
      other: "works/wren/references/c3" modality: VIDEO state: KEPT
      reference_start { seconds: 30 } reference_end { seconds: 40 }
      other_start { seconds: 5 } other_end { seconds: 15 }
    }
    overlaps {
      other: "works/kite/references/d4" modality: AUDIO state: OPEN
      reference_start { seconds: 50 } reference_end { seconds: 60 }
      other_start { seconds: 0 } other_end { seconds: 10 }
      due_time { seconds: 1772323200 }
    }
    exclusions {
      reference_start { seconds: 70 } reference_end { seconds: 80 nanos: 250000000 }
      note: "stock loop"
    }
    quarantine_time { seconds: 1772368205 })");
}

TEST(ReferenceRightsViewTest, QuestionsStandUnderTheirReference) {
  EXPECT_EQ(RenderQuestions({QuestionedReference()}, {.width = 90}),
            R"(lark/a1  lark.flac
  WHAT           PART           STATE  DETAILS
  audio overlap  0:10.0-0:20.0  open   with heron/b2 at 0:00.0-0:10.0; this one came
                                       later: the part counts towards no takedown until it
                                       is settled
  video overlap  0:30.0-0:40.0  kept   with wren/c3 at 0:05.0-0:15.0
  audio overlap  0:50.0-1:00.0  open   with kite/d4 at 0:00.0-0:10.0; unless it is
                                       settled, the part counts towards no takedown from
                                       2026-03-01 on
  exclusion      1:10-1:20.25          stock loop
  quarantine                           since 2026-03-01 12:30:05Z
)");
}

TEST(ReferenceRightsViewTest, ExclusionsAreShownToTheDigit) {
  EXPECT_EQ(RenderExclusions(QuestionedReference(), {}),
            "START      END  NOTE\n"
            " 1:10  1:20.25  stock loop\n");
}

}  // namespace
}  // namespace earmark::cli
