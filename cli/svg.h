// Writes one SVG picture that stands alone: no scripts, nothing loaded, texts
// escaped, colours for light and dark surroundings, a title and a description
// for those who hear it read.
#ifndef EARMARK_CLI_SVG_H_
#define EARMARK_CLI_SVG_H_

#include <array>
#include <string>
#include <string_view>

namespace earmark::cli {

// `text` (any bytes) as text of XML: well-formed, without control characters.
std::string XmlText(std::string_view text);

// Coordinates are in pixels from the upper left corner.
class Svg {
 public:
  enum class Anchor { kStart, kMiddle, kEnd };

  // `css` styles the classes that the parts name.
  Svg(int width, int height, std::string_view title,
      std::string_view description, std::string_view css);

  void Text(double x, double y, std::string_view css_class, Anchor anchor,
            std::string_view text);
  // Turned by a quarter, to be read from below.
  void TurnedText(double x, double y, std::string_view css_class,
                  std::string_view text);
  void Line(double x1, double y1, double x2, double y2,
            std::string_view css_class);
  void Rect(double x, double y, double width, double height,
            std::string_view css_class);
  // `data` as the attribute `d`; draws nothing when it is empty.
  void Path(std::string_view css_class, std::string_view data);
  // A WebP picture, held in the file. `matrix` (a, b, c, d, e, f as in SVG)
  // says where (0, 0)-(1, 1) come to lie, which the picture fills.
  void Image(const std::array<double, 6>& matrix, std::string_view css_class,
             std::string_view webp);
  // Cuts off what is drawn outside of the rectangle, until EndWindow().
  void BeginWindow(double x, double y, double width, double height);
  void EndWindow();

  std::string Build() const { return text_ + "</svg>\n"; }

 private:
  std::string text_;
};

// Parts of a path: a dot (with round line caps), and a cross.
std::string DotAt(double x, double y);
std::string CrossAt(double x, double y, double reach);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_SVG_H_
