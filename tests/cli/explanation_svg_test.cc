#include "cli/explanation_svg.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Find = v1::ScreeningExplanation::Find;

// A find by local features, with one pair of frames: the reference stands,
// mirrored, in the upper right quarter of the upload.
Find SampleFind(const std::string& change) {
  Find find;
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString(absl::StrCat(R"(
    match {
      work: "works/lark" modality: VIDEO fingerprint: LOCAL_FEATURES
      query_start { seconds: 10 } query_end { seconds: 14 }
      reference_start { seconds: 40 } reference_end { seconds: 44 }
      score: 20 change { speed: 1 )",
                                                                 change, R"( }
    }
    place: "Here." change: "Mirrored." strength: "Strong." method: "Features."
    evidence {
      steps { query_start { seconds: 10 } query_end { seconds: 14 } nats: 20 }
      points { query_position { seconds: 11 } reference_position { seconds: 41 }
               nats: 12 }
      frame_pairs {
        query_position { seconds: 11 } reference_position { seconds: 41 }
        nats: 12 agreement: 0.75 block_count: 200
        features { query_place { x: 0.75 y: 0.25 }
                   reference_place { x: 0.5 y: 0.5 } }
        region { x: 1 y: 0 } region { x: 0.5 y: 0 }
        region { x: 0.5 y: 0.5 } region { x: 1 y: 0.5 }
        query_thumbnail: "upload" reference_thumbnail: "theirs"
        query_aspect_ratio: 2 reference_aspect_ratio: 2
      }
    })"),
                                                    &find));
  return find;
}

int CountOf(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(DrawFindTest, FramesStandBesideEachOtherAndTheReferenceIsLaidOver) {
  const std::string svg = DrawFind(SampleFind("mirrored: true"), "a.mp4", {});
  // 300 x 150 each.
  EXPECT_THAT(
      svg,
      AllOf(
          HasSubstr("Upload at 11 s, reference at 41 s: 75 % of 200 blocks "
                    "of the picture agree, 1 feature in common; 12.0 nats"),
          HasSubstr("matrix(300.00 0.00 0.00 150.00 30.00 204.00)"),
          HasSubstr("matrix(300.00 0.00 0.00 150.00 350.00 204.00)"),
          HasSubstr("matrix(300.00 0.00 0.00 150.00 670.00 204.00)"),
          // Mirrored, half as large, at the right.
          HasSubstr("class=\"over\""),
          HasSubstr("matrix(-150.00 0.00 0.00 75.00 970.00 204.00)"),
          // Outlines: a quarter of the upload, all of the reference.
          HasSubstr("d=\"M330.0 204.0L180.0 204.0L180.0 279.0L330.0 279.0Z\""),
          HasSubstr("L350.0 204.0"), HasSubstr("L650.0 354.0"),
          // From feature to feature.
          HasSubstr("d=\"M255.0 241.5L500.0 279.0\""),
          HasSubstr("frames agree")));
  EXPECT_EQ(CountOf(svg, "base64,dXBsb2Fk\""), 2);
  EXPECT_EQ(CountOf(svg, "base64,dGhlaXJz\""), 2);
}

TEST(DrawFindTest, InvertedReferenceIsLaidOverInverted) {
  EXPECT_THAT(DrawFind(SampleFind("inverted: true"), "a.mp4", {}),
              HasSubstr("class=\"over dark\""));
}

TEST(DrawFindTest, WithoutARegionNothingIsLaidOver) {
  Find find = SampleFind("");
  v1::Evidence::FramePair& pair =
      *find.mutable_evidence()->mutable_frame_pairs(0);
  pair.clear_region();
  const std::string none = DrawFind(find, "a.mp4", {});
  EXPECT_EQ(CountOf(none, "<image"), 3);
  EXPECT_THAT(none, Not(HasSubstr("class=\"edge\"")));
  // All corners in one place.
  for (int i = 0; i < 4; ++i) pair.add_region()->set_x(0.5);
  EXPECT_EQ(DrawFind(find, "a.mp4", {}), none);

  find.mutable_evidence()->clear_frame_pairs();
  EXPECT_THAT(
      DrawFind(find, "a.mp4", {}),
      AllOf(HasSubstr("Which moment of the upload"), Not(HasSubstr("<image")),
            Not(HasSubstr("laid over the upload"))));
}

}  // namespace
}  // namespace earmark::cli
