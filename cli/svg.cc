#include "cli/svg.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

const char* NameOf(Svg::Anchor anchor) {
  switch (anchor) {
    case Svg::Anchor::kStart:
      return "start";
    case Svg::Anchor::kMiddle:
      return "middle";
    case Svg::Anchor::kEnd:
      break;
  }
  return "end";
}

}  // namespace

std::string XmlText(std::string_view text) {
  return absl::StrReplaceAll(ForTerminal(text), {{"&", "&amp;"},
                                                 {"<", "&lt;"},
                                                 {">", "&gt;"},
                                                 {"\"", "&quot;"},
                                                 {"'", "&apos;"}});
}

Svg::Svg(int width, int height, std::string_view title,
         std::string_view description, std::string_view css)
    : text_(absl::StrFormat(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
          "height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" "
          "aria-labelledby=\"title desc\">\n<title id=\"title\">%s</title>\n"
          "<desc id=\"desc\">%s</desc>\n<style>%s</style>\n",
          width, height, width, height, XmlText(title), XmlText(description),
          std::string(css))) {}

void Svg::Text(double x, double y, std::string_view css_class, Anchor anchor,
               std::string_view text) {
  absl::StrAppendFormat(
      &text_,
      "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s"
      "</text>\n",
      std::string(css_class), x, y, NameOf(anchor), XmlText(text));
}

void Svg::TurnedText(double x, double y, std::string_view css_class,
                     std::string_view text) {
  absl::StrAppendFormat(
      &text_,
      "<text class=\"%s\" text-anchor=\"middle\" "
      "transform=\"translate(%.1f %.1f) rotate(-90)\">%s</text>\n",
      std::string(css_class), x, y, XmlText(text));
}

void Svg::Line(double x1, double y1, double x2, double y2,
               std::string_view css_class) {
  absl::StrAppendFormat(
      &text_,
      "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
      std::string(css_class), x1, y1, x2, y2);
}

void Svg::Rect(double x, double y, double width, double height,
               std::string_view css_class) {
  absl::StrAppendFormat(&text_,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
                        "width=\"%.1f\" height=\"%.1f\"/>\n",
                        std::string(css_class), x, y, width, height);
}

void Svg::Path(std::string_view css_class, std::string_view data) {
  absl::StrAppendFormat(&text_, "<path class=\"%s\" d=\"%s\"/>\n",
                        std::string(css_class), std::string(data));
}

void Svg::Image(const std::array<double, 6>& matrix, std::string_view css_class,
                std::string_view webp) {
  absl::StrAppendFormat(&text_,
                        "<image class=\"%s\" width=\"1\" height=\"1\" "
                        "preserveAspectRatio=\"none\" "
                        "transform=\"matrix(%.2f %.2f %.2f %.2f %.2f %.2f)\" "
                        "href=\"data:image/webp;base64,%s\"/>\n",
                        std::string(css_class), matrix[0], matrix[1], matrix[2],
                        matrix[3], matrix[4], matrix[5],
                        absl::Base64Escape(std::string(webp)));
}

void Svg::BeginWindow(double x, double y, double width, double height) {
  absl::StrAppendFormat(&text_,
                        "<svg x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                        "height=\"%.1f\" viewBox=\"%.1f %.1f %.1f %.1f\">\n",
                        x, y, width, height, x, y, width, height);
}

void Svg::EndWindow() { text_ += "</svg>\n"; }

std::string DotAt(double x, double y) {
  return absl::StrFormat("M%.1f %.1fh0", x, y);
}

std::string CrossAt(double x, double y, double reach) {
  return absl::StrFormat("M%.1f %.1fl%.1f %.1fm%.1f 0l%.1f %.1f", x - reach,
                         y - reach, 2 * reach, 2 * reach, -2 * reach, 2 * reach,
                         -2 * reach);
}

}  // namespace earmark::cli
