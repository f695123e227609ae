#include "cli/progress.h"

#include <sstream>

#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

TEST(ProgressTest, TimeLeftFollowsFromTheBytesNotTheFiles) {
  const ProgressCounts counts = {.files = 12,
                                 .total_files = 240,
                                 .bytes = 50'000'000,
                                 .total_bytes = 100'000'000};
  EXPECT_EQ(RenderProgress("screened", counts, std::chrono::seconds(10)),
            "screened 12 of 240 files, 1.2 files/s, 5.0 MB/s, 0:10 left");
}

TEST(ProgressTest, NothingIsClaimedBeforeTheFirstFile) {
  const ProgressCounts counts = {
      .files = 0, .total_files = 240, .bytes = 0, .total_bytes = 100};
  EXPECT_EQ(RenderProgress("screened", counts, std::chrono::seconds(10)),
            "screened 0 of 240 files");
}

TEST(ProgressTest, NothingIsDrawnInAPipe) {
  std::ostringstream out;
  std::ostringstream err;
  Console console = {out, err, {}, /*show_progress=*/false};
  Progress progress(console, "screened", 2, 10);
  progress.FileDone(5);
  progress.Draw();
  progress.Clear();
  EXPECT_EQ(err.str(), "");
}

TEST(ProgressTest, TheLineIsTakenAwayAtTheEnd) {
  std::ostringstream out;
  std::ostringstream err;
  {
    Console console = {out, err, {}, /*show_progress=*/true};
    Progress progress(console, "screened", 2, 10);
    progress.Draw();
  }
  EXPECT_EQ(err.str(), "\r\033[Kscreened 0 of 2 files\r\033[K");
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace earmark::cli
