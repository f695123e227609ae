// Frames of real videos have the hashes that PDQ's reference implementation
// gives them.
#include <gtest/gtest.h>

#include <string>

#include "fingerprint/frame_hash.h"
#include "tests/fingerprint/test_media.h"

namespace earmark::fingerprint {
namespace {

// What the reference implementation (ThreatExchange, pdq/cpp, at full size)
// says of the first frame, converted to RGB.
struct Golden {
  const char* file;
  const char* hash;
};

constexpr Golden kGoldens[] = {
    {"mdn__crystal.mp4",
     "2ab7e658334e79634ea959e7d8c33c994d26db43f2882c335a2c34cd8cd7c924"},
    {"mdn__elf.mp4",
     "439de660162639b9e93b10ccad9b63386c706363bc879ce6acc973b3339b0559"},
    {"sam2__02_cups.mp4",
     "3cfae5aca369c5bdd6dfd272e1d8e5ea69ac205552538cae0c0153698dac8ca4"},
    {"sam2__promo.mp4",
     "3c46f3a946a91c67cb18e6d31046df99e46513e72e98c25697d26ca9aa6d4cd2"},
    {"udacity__lane.mp4",
     "c0ba2d15d3244ae9b452db16b525d2c9ad5a90b68125f809fb485afecbff5425"},
    {"processing__launch.mp4",
     "d111f383e1c7839f87dec398f918d918d89f4e1f9f1f1f18c49099c899139913"},
    {"threatexchange__chair.mp4",
     "34ad26b96d18d2491a79f80f07f2e9936fe6083dfb6983d8a4a36db40034df54"},
};

FrameHash FromHex(const std::string& hex) {
  FrameHash hash;
  for (int i = 0; i < 4; ++i) {
    hash.words[3 - i] =
        std::strtoull(hex.substr(i * 16, 16).c_str(), nullptr, 16);
  }
  return hash;
}

TEST(FrameHashCorpusTest, FramesOfVideosAgreeWithTheReferenceWithinTenBits) {
  for (const Golden& golden : kGoldens) {
    const absl::StatusOr<MediaFingerprint> result =
        ExtractFrom(std::string(EARMARK_SOURCE_DIR) +
                    "/../shared/corpus/video/" + golden.file);
    ASSERT_TRUE(result.ok()) << golden.file << ": " << result.status();
    ASSERT_FALSE(result->frames.empty()) << golden.file;
    EXPECT_EQ(result->frames[0].time, MediaTime(0)) << golden.file;
    EXPECT_LE(HammingDistance(result->frames[0].hash, FromHex(golden.hash)), 10)
        << golden.file;
  }
}

}  // namespace
}  // namespace earmark::fingerprint
