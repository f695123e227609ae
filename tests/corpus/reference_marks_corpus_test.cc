// Recordings of music and speech are references without a mark; real wind and
// rain are marked as noise.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "index/internal/audio_worth.h"
#include "index/reference_warning.h"
#include "tests/fingerprint/test_media.h"

namespace earmark::index {
namespace {

TEST(ReferenceMarksCorpusTest, OnlyAmbiencesAreMarkedAndNothingIsRefused) {
  const std::set<std::string> ambiences = {
      "valyriatear__icy_wind.ogg", "valyriatear__ove_melaa_-_rainy.ogg"};
  const std::filesystem::path folder =
      std::string(EARMARK_SOURCE_DIR) + "/../shared/corpus/audio";
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    const auto media = fingerprint::ExtractFrom(entry.path());
    ASSERT_TRUE(media.ok()) << name << ": " << media.status();
    const AudioWorth worth = AudioWorthOf(*media);
    EXPECT_TRUE(IsReferable(worth)) << name;
    const std::vector<ReferenceWarning> expected =
        ambiences.contains(name)
            ? std::vector<ReferenceWarning>{ReferenceWarning::kNoise}
            : std::vector<ReferenceWarning>{};
    EXPECT_EQ(WarningsOf(worth), expected) << name;
    ++files;
  }
  EXPECT_GE(files, 36u);
}

}  // namespace
}  // namespace earmark::index
