#include "cli/svg.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(XmlTextTest, MarkupControlCharactersAndBadBytesAreMadeHarmless) {
  EXPECT_EQ(XmlText("<b a=\"1\" c='2'>&"),
            "&lt;b a=&quot;1&quot; c=&apos;2&apos;&gt;&amp;");
  EXPECT_EQ(XmlText("a\x1b[31m\xff"), "a\xef\xbf\xbd[31m\xef\xbf\xbd");
}

TEST(SvgTest, PictureStandsAloneAndSaysWhatItIs) {
  Svg svg(200, 100, "A <title>", "What & why", ".a{fill:red}");
  svg.Text(1, 2, "a", Svg::Anchor::kEnd, "</text><script>");
  svg.TurnedText(3, 4, "a", "up");
  svg.Line(0, 0, 10, 10.25, "a");
  svg.Rect(1, 1, 2, 2, "a");
  svg.Path("a", DotAt(1, 2) + CrossAt(5, 5, 2));
  const std::string text = svg.Build();
  EXPECT_THAT(
      text,
      AllOf(StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" "),
            HasSubstr("role=\"img\" aria-labelledby=\"title desc\""),
            HasSubstr("<title id=\"title\">A &lt;title&gt;</title>"),
            HasSubstr("<desc id=\"desc\">What &amp; why</desc>"),
            HasSubstr("text-anchor=\"end\">&lt;/text&gt;&lt;script&gt;</text>"),
            HasSubstr("d=\"M1.0 2.0h0M3.0 3.0l4.0 4.0m-4.0 0l4.0 -4.0\""),
            Not(HasSubstr("<script")), EndsWith("</svg>\n")));
}

TEST(SvgTest, PicturesAreHeldInTheFileAndCutByAWindow) {
  Svg svg(200, 100, "", "", "");
  svg.BeginWindow(10, 20, 30, 40.5);
  svg.Image({30, 0, -1.5, 40.5, 10, 20}, "over", std::string("\0\xff<", 3));
  svg.EndWindow();
  EXPECT_THAT(
      svg.Build(),
      HasSubstr("<svg x=\"10.0\" y=\"20.0\" width=\"30.0\" height=\"40.5\" "
                "viewBox=\"10.0 20.0 30.0 40.5\">\n"
                "<image class=\"over\" width=\"1\" height=\"1\" "
                "preserveAspectRatio=\"none\" "
                "transform=\"matrix(30.00 0.00 -1.50 40.50 10.00 20.00)\" "
                "href=\"data:image/webp;base64,AP88\"/>\n</svg>\n"));
}

}  // namespace
}  // namespace earmark::cli
