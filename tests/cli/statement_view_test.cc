#include "cli/statement_view.h"

#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

TEST(StatementViewTest, LetterStandsInLinesOfTheWidth) {
  v1::StatementOfReasons statement;
  statement.set_id("01abc-2-takedown");
  statement.set_measure(v1::StatementOfReasons::TAKEDOWN);
  statement.set_text(
      "Your upload is not shown, everywhere.\n\nWhy: it holds a work of "
      "\x1b[31mothers\x1b[0m.\n");
  Style style;
  style.width = 32;
  EXPECT_EQ(RenderStatement(statement, style),
            "TAKEDOWN  01abc-2-takedown\n"
            "\n"
            "  Your upload is not shown,\n"
            "  everywhere.\n"
            "\n"
            "  Why: it holds a work of\n"
            "  \uFFFD[31mothers\uFFFD[0m.\n"
            "\n");
}

}  // namespace
}  // namespace earmark::cli
