#include "cli/explanation_svg.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/svg.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

using Find = v1::ScreeningExplanation::Find;

// The picture, in pixels. All plots share the axis of time.
constexpr int kWidth = 1000;
constexpr double kLeft = 90;
constexpr double kRight = 970;
struct Band {
  double top;
  double bottom;

  // So much further down.
  Band operator+(double down) const { return {top + down, bottom + down}; }
};
constexpr Band kTimes = {170, 440};
constexpr Band kStrength = {510, 610};
constexpr Band kCommon = {680, 960};
// Below the axis of the last plot: its numbers, its name, and the legend.
constexpr double kFoot = 60;

// Pairs of frames stand above the plots, a row for each: the upload's, the
// reference's, and this laid over that.
constexpr double kFramesTop = 180;
constexpr std::array<double, 3> kFrameColumns = {30, 350, 670};
constexpr double kFrameWidth = 300;
constexpr double kHighestFrame = 190;
constexpr double kCaption = 24;  // above a row
constexpr double kRowGap = 14;
constexpr double kFramesGap = 50;  // to the plots
// Of many features in common, so many are joined by lines.
constexpr int kMostLinks = 10;
// A picture that fills less of another one is not laid over it.
constexpr double kLeastArea = 1e-4;

// The axis of frequencies, in Hz.
constexpr double kLowestHz = 160;
constexpr double kHighestHz = 6600;
constexpr std::array<double, 6> kFrequencies = {200,  400,  800,
                                                1600, 3200, 6400};

// Lines of text above the plots.
constexpr double kFirstLine = 58;
constexpr double kLineHeight = 20;
constexpr size_t kLineWidth = 120;

constexpr double kMostTicks = 9;
constexpr double kCross = 2.2;

// Dots are what agrees, crosses what does not: told apart without colours too.
constexpr char kCss[] =
    "svg{font-family:system-ui,sans-serif;background:#fff}"
    ".ground{fill:#fff}.t{fill:#1a1a1a;font-size:20px;font-weight:600}"
    ".s{fill:#444;font-size:14px}.h{fill:#1a1a1a;font-size:15px;"
    "font-weight:600}.a{fill:#444;font-size:12px}"
    ".grid{stroke:#ddd}.axis{stroke:#777}"
    ".line{stroke:#777;stroke-dasharray:6 4}"
    "path{fill:none;stroke-linecap:round}"
    ".hit{stroke:#0060c0;stroke-width:4.5}.miss{stroke:#c04a00;"
    "stroke-width:1.3}.peak{stroke:#aaa;stroke-width:3}"
    ".for{fill:#0060c0}.against{fill:#c04a00}"
    ".under{stroke:#000;stroke-width:6;stroke-opacity:.5}"
    ".edge{stroke:#ffb000;stroke-width:3}"
    ".link{stroke:#00a0ff;stroke-width:1.2;stroke-opacity:.8}"
    ".spot{stroke:#00a0ff;stroke-width:5}"
    ".over{opacity:.5}.dark{filter:invert(1)}"
    "@media(prefers-color-scheme:dark){svg{background:#16181c}"
    ".ground{fill:#16181c}.t,.h{fill:#f0f0f0}.s,.a{fill:#b8bcc4}"
    ".grid{stroke:#33373f}.axis,.line{stroke:#8a8f99}"
    ".hit{stroke:#6db3ff}.miss{stroke:#ff9d5c}.peak{stroke:#5d636e}"
    ".for{fill:#6db3ff}.against{fill:#ff9d5c}}";

double Seconds(const google::protobuf::Duration& duration) {
  return std::chrono::duration<double>(ToMicroseconds(duration)).count();
}

// Turns values into coordinates.
struct Axis {
  double from;
  double to;
  double start;  // coordinate of `from`
  double end;

  double At(double value) const {
    const double length = to > from ? to - from : 1;
    return start + (value - from) / length * (end - start);
  }
};

// Steps of 1, 2 or 5 and so on, such that there are few ticks.
double TickStep(double length) {
  double step = 0.1;
  constexpr std::array<double, 3> kFactors = {2, 2.5, 2};
  for (size_t i = 0; length / step > kMostTicks; ++i) {
    step *= kFactors[i % kFactors.size()];
  }
  return step;
}

std::vector<double> Ticks(const Axis& axis) {
  const double step = TickStep(axis.to - axis.from);
  std::vector<double> ticks;
  for (double tick = std::ceil(axis.from / step) * step;
       tick <= axis.to + step / 100; tick += step) {
    ticks.push_back(tick);
  }
  return ticks;
}

std::string Number(double value) {
  return absl::StrFormat("%g", std::round(value * 10) / 10);
}

// Frame, grid over time, and the names of both axes.
void DrawFrame(const Axis& time, const Band& band, const std::string& heading,
               const std::string& unit, Svg& svg) {
  svg.Text(kLeft, band.top - 12, "h", Svg::Anchor::kStart, heading);
  for (const double tick : Ticks(time)) {
    svg.Line(time.At(tick), band.top, time.At(tick), band.bottom, "grid");
    svg.Text(time.At(tick), band.bottom + 16, "a", Svg::Anchor::kMiddle,
             Number(tick));
  }
  svg.Line(kLeft, band.bottom, kRight, band.bottom, "axis");
  svg.Line(kLeft, band.top, kLeft, band.bottom, "axis");
  svg.Text(kRight, band.bottom + 32, "a", Svg::Anchor::kEnd,
           "time in the upload, seconds");
  svg.TurnedText(28, (band.top + band.bottom) / 2, "a", unit);
}

void DrawTick(const Axis& axis, double value, const std::string& text,
              Svg& svg) {
  svg.Line(kLeft, axis.At(value), kRight, axis.At(value), "grid");
  svg.Text(kLeft - 8, axis.At(value) + 4, "a", Svg::Anchor::kEnd, text);
}

// Dots for points that agree and crosses for those that do not, where `at`
// puts them.
template <typename Place>
void DrawPoints(const v1::Evidence& evidence, Place at, Svg& svg) {
  std::string hits;
  std::string misses;
  for (const v1::Evidence::Point& point : evidence.points()) {
    const std::pair<double, double> place = at(point);
    if (point.nats() > 0) {
      hits += DotAt(place.first, place.second);
    } else {
      misses += CrossAt(place.first, place.second, kCross);
    }
  }
  svg.Path("miss", misses);
  svg.Path("hit", hits);
}

void DrawTimes(const Find& find, const Axis& time, const Band& band, Svg& svg) {
  const v1::Match& match = find.match();
  const v1::Evidence& evidence = find.evidence();
  const Axis reference = {Seconds(match.reference_start()),
                          Seconds(match.reference_end()), band.bottom,
                          band.top};
  DrawFrame(time, band, "Which moment of the upload is which of the reference",
            "time in the reference, seconds", svg);
  for (const double tick : Ticks(reference)) {
    DrawTick(reference, tick, Number(tick), svg);
  }
  svg.Line(time.At(time.from), reference.At(reference.from), time.At(time.to),
           reference.At(reference.to), "line");
  DrawPoints(
      evidence,
      [&](const v1::Evidence::Point& point) {
        return std::pair(time.At(Seconds(point.query_position())),
                         reference.At(Seconds(point.reference_position())));
      },
      svg);
}

void DrawStrength(const v1::Evidence& evidence, const Axis& time,
                  const Band& band, Svg& svg) {
  double most = 0;
  double least = 0;
  for (const v1::Evidence::Step& step : evidence.steps()) {
    most = std::max(most, step.nats());
    least = std::min(least, step.nats());
  }
  const Axis nats = {least, most, band.bottom, band.top};
  DrawFrame(time, band, "Where the evidence is strong, and where thin",
            "nats a step", svg);
  for (const double tick : {least, 0.0, most}) {
    if (tick == 0 || tick == most || least < -most / 4) {
      DrawTick(nats, tick, Number(tick), svg);
    }
  }
  for (const v1::Evidence::Step& step : evidence.steps()) {
    const double left = time.At(Seconds(step.query_start()));
    const double right = time.At(Seconds(step.query_end()));
    const double zero = nats.At(0);
    const double height = std::abs(nats.At(step.nats()) - zero);
    const double gap = std::min(1.0, (right - left) / 8);
    svg.Rect(left + gap / 2, step.nats() > 0 ? zero - height : zero,
             std::max(0.0, right - left - gap), height,
             step.nats() > 0 ? "for" : "against");
  }
}

// Below the last plot.
void DrawLegend(const std::vector<std::pair<std::string, std::string>>& entries,
                const Band& last, Svg& svg) {
  double x = kLeft;
  const double y = last.bottom + kFoot - 14;
  for (const auto& [css_class, text] : entries) {
    svg.Path(css_class, css_class == "miss" ? CrossAt(x + 5, y - 5, kCross + 1)
                                            : DotAt(x + 5, y - 5));
    svg.Text(x + 16, y, "s", Svg::Anchor::kStart, text);
    x += 30 + 7.6 * static_cast<double>(CharacterCount(text));
  }
}

// Spectral peaks: the upload's, and the reference's where they are due.
void DrawPeaks(const v1::Evidence& evidence, const Axis& time, Svg& svg) {
  const Axis pitch = {std::log2(kLowestHz), std::log2(kHighestHz),
                      kCommon.bottom, kCommon.top};
  DrawFrame(time, kCommon,
            "Spectral peaks of the upload, and the reference's laid over them",
            "frequency, Hz", svg);
  for (const double frequency : kFrequencies) {
    DrawTick(pitch, std::log2(frequency), Number(frequency), svg);
  }
  std::string peaks;
  for (const v1::Evidence::Peak& peak : evidence.peaks()) {
    peaks += DotAt(time.At(Seconds(peak.query_position())),
                   pitch.At(std::log2(std::max(1.0, peak.frequency_hz()))));
  }
  svg.Path("peak", peaks);
  DrawPoints(
      evidence,
      [&](const v1::Evidence::Point& point) {
        return std::pair(
            time.At(Seconds(point.query_position())),
            pitch.At(std::log2(std::max(1.0, point.frequency_hz()))));
      },
      svg);
  DrawLegend({{"hit", "peak of the reference, found"},
              {"miss", "peak of the reference, not found"},
              {"peak", "peak of the upload"}},
             kCommon, svg);
}

// Differing bits along the alignment.
void DrawDifferences(const v1::Evidence& evidence, const std::string& what,
                     const Axis& time, Svg& svg) {
  const Axis share = {0, 0.6, kCommon.bottom, kCommon.top};
  DrawFrame(time, kCommon,
            absl::StrCat("How far the ", what,
                         " of upload and reference differ (unrelated: some 40 "
                         "to 50 %)"),
            "bits that differ, %", svg);
  for (const double tick : {0.0, 0.1, 0.2, 0.3, 0.4, 0.5}) {
    DrawTick(share, tick, Number(100 * tick), svg);
  }
  DrawPoints(
      evidence,
      [&](const v1::Evidence::Point& point) {
        return std::pair(time.At(Seconds(point.query_position())),
                         share.At(std::min(share.to, point.difference())));
      },
      svg);
  DrawLegend({{"hit", "speaks for a copy"}, {"miss", "does not"}}, kCommon,
             svg);
}

// A place in a drawing, or in parts of a picture's width and height.
struct Spot {
  double x = 0;
  double y = 0;
};

// Where a picture is drawn: (0, 0) is its top left corner, (1, 1) its bottom
// right; x and y are led to (a x + c y + e, b x + d y + f), as SVG has it.
struct Frame {
  double a = 1;
  double b = 0;
  double c = 0;
  double d = 1;
  double e = 0;
  double f = 0;

  Spot At(double x, double y) const {
    return {a * x + c * y + e, b * x + d * y + f};
  }
  Spot At(const v1::PicturePlace& place) const {
    return At(place.x(), place.y());
  }
  std::array<double, 6> matrix() const { return {a, b, c, d, e, f}; }
  // First `first`, then this.
  Frame After(const Frame& first) const {
    return {a * first.a + c * first.b,     b * first.a + d * first.b,
            a * first.c + c * first.d,     b * first.c + d * first.d,
            a * first.e + c * first.f + e, b * first.e + d * first.f + f};
  }
  // Of one that does not flatten.
  Frame Inverse() const {
    const double det = a * d - b * c;
    return {d / det,
            -b / det,
            -c / det,
            a / det,
            (c * f - d * e) / det,
            (b * e - a * f) / det};
  }
};

// Where the reference's picture lies in the upload's; nullopt when that is not
// known.
std::optional<Frame> PlaceOf(const v1::Evidence::FramePair& pair) {
  if (pair.region_size() != 4) return std::nullopt;
  const v1::PicturePlace& origin = pair.region(0);
  const v1::PicturePlace& right = pair.region(1);
  const v1::PicturePlace& below = pair.region(3);
  const Frame frame = {right.x() - origin.x(),
                       right.y() - origin.y(),
                       below.x() - origin.x(),
                       below.y() - origin.y(),
                       origin.x(),
                       origin.y()};
  if (std::abs(frame.a * frame.d - frame.b * frame.c) < kLeastArea) {
    return std::nullopt;
  }
  return frame;
}

double HeightOf(double aspect_ratio) {
  return std::min(kHighestFrame, kFrameWidth / std::max(aspect_ratio, 0.01));
}

// How high the rows of the pairs are: that of the highest picture.
double RowHeight(const v1::Evidence& evidence) {
  double height = 0;
  for (const v1::Evidence::FramePair& pair : evidence.frame_pairs()) {
    height = std::max({height, HeightOf(pair.query_aspect_ratio()),
                       HeightOf(pair.reference_aspect_ratio())});
  }
  return height;
}

// In the middle of its column.
Frame FrameIn(double column, double top, double aspect_ratio) {
  const double height = HeightOf(aspect_ratio);
  const double width = std::min(kFrameWidth, height * aspect_ratio);
  return {width, 0, 0, height, column + (kFrameWidth - width) / 2, top};
}

// What of a convex shape lies within (0, 0)-(1, 1): cut along one edge after
// the other (I. Sutherland and G. Hodgman, CACM 17, 1974).
std::vector<Spot> Within(std::vector<Spot> shape) {
  // How far from an edge, inwards.
  using Side = double (*)(const Spot&);
  constexpr std::array<Side, 4> kSides = {
      [](const Spot& spot) { return spot.x; },
      [](const Spot& spot) { return 1 - spot.x; },
      [](const Spot& spot) { return spot.y; },
      [](const Spot& spot) { return 1 - spot.y; }};
  for (const Side side : kSides) {
    std::vector<Spot> cut;
    for (size_t i = 0; i < shape.size(); ++i) {
      const Spot& from = shape[i];
      const Spot& to = shape[(i + 1) % shape.size()];
      const double before = side(from);
      const double after = side(to);
      if (before >= 0) cut.push_back(from);
      if ((before >= 0) != (after >= 0)) {
        const double share = before / (before - after);
        cut.push_back({from.x + share * (to.x - from.x),
                       from.y + share * (to.y - from.y)});
      }
    }
    shape = std::move(cut);
  }
  return shape;
}

// Outlines what `inner`, in parts of `picture`, covers of it.
void Outline(const Frame& picture, const Frame& inner, Svg& svg) {
  std::string path;
  for (const Spot& corner : Within(
           {inner.At(0, 0), inner.At(1, 0), inner.At(1, 1), inner.At(0, 1)})) {
    const Spot at = picture.At(corner.x, corner.y);
    absl::StrAppendFormat(&path, "%s%.1f %.1f", path.empty() ? "M" : "L", at.x,
                          at.y);
  }
  if (!path.empty()) path += "Z";
  svg.Path("under", path);
  svg.Path("edge", path);
}

// Features in common, some of them joined by lines.
void DrawFeatures(const v1::Evidence::FramePair& pair, const Frame& upload,
                  const Frame& reference, Svg& svg) {
  std::string links;
  std::string spots;
  const int every = (pair.features_size() + kMostLinks - 1) / kMostLinks;
  for (int i = 0; i < pair.features_size(); ++i) {
    const Spot from = upload.At(pair.features(i).query_place());
    const Spot to = reference.At(pair.features(i).reference_place());
    spots += DotAt(from.x, from.y) + DotAt(to.x, to.y);
    if (i % every == 0) {
      absl::StrAppendFormat(&links, "M%.1f %.1fL%.1f %.1f", from.x, from.y,
                            to.x, to.y);
    }
  }
  svg.Path("link", links);
  svg.Path("spot", spots);
}

void DrawPair(const v1::Evidence::FramePair& pair, bool inverted, double top,
              Svg& svg) {
  svg.Text(
      kFrameColumns[0], top - 8, "a", Svg::Anchor::kStart,
      absl::StrFormat(
          "Upload at %s s, reference at %s s: %.0f %% of %d blocks of the "
          "picture agree, %d %s in common; %.1f nats",
          Number(Seconds(pair.query_position())),
          Number(Seconds(pair.reference_position())), 100 * pair.agreement(),
          pair.block_count(), pair.features_size(),
          pair.features_size() == 1 ? "feature" : "features", pair.nats()));
  const Frame upload =
      FrameIn(kFrameColumns[0], top, pair.query_aspect_ratio());
  const Frame reference =
      FrameIn(kFrameColumns[1], top, pair.reference_aspect_ratio());
  const Frame laid_over =
      FrameIn(kFrameColumns[2], top, pair.query_aspect_ratio());
  svg.Image(upload.matrix(), "", pair.query_thumbnail());
  svg.Image(reference.matrix(), "", pair.reference_thumbnail());
  svg.Image(laid_over.matrix(), "", pair.query_thumbnail());
  const std::optional<Frame> place = PlaceOf(pair);
  if (place) {
    svg.BeginWindow(laid_over.e, laid_over.f, laid_over.a, laid_over.d);
    svg.Image(laid_over.After(*place).matrix(), inverted ? "over dark" : "over",
              pair.reference_thumbnail());
    svg.EndWindow();
    Outline(upload, *place, svg);
    Outline(reference, place->Inverse(), svg);
  }
  DrawFeatures(pair, upload, reference, svg);
}

// What the rows of pairs take, from their headings to the plots.
double PairsHeight(const v1::Evidence& evidence) {
  if (evidence.frame_pairs().empty()) return 0;
  return evidence.frame_pairs_size() *
             (kCaption + RowHeight(evidence) + kRowGap) +
         kFramesGap;
}

// The frames that agree, below each other.
void DrawPairs(const Find& find, Svg& svg) {
  if (find.evidence().frame_pairs().empty()) return;
  const std::array<const char*, 3> headings = {
      "Upload, the work outlined", "Reference, what is used outlined",
      "Reference laid over the upload"};
  for (size_t i = 0; i < headings.size(); ++i) {
    svg.Text(kFrameColumns[i], kFramesTop, "h", Svg::Anchor::kStart,
             headings[i]);
  }
  double top = kFramesTop;
  for (const v1::Evidence::FramePair& pair : find.evidence().frame_pairs()) {
    DrawPair(pair, find.match().change().inverted(), top + kCaption, svg);
    top += kCaption + RowHeight(find.evidence()) + kRowGap;
  }
}

// The numbers behind the words.
std::string MeasuredChange(const v1::Match& match) {
  std::string text = absl::StrFormat(" Speed %.3f", match.change().speed());
  if (match.modality() == v1::Match::AUDIO) {
    absl::StrAppendFormat(&text, ", pitch %+.1f semitones",
                          match.change().pitch_semitones());
  }
  return text + ".";
}

std::string TitleOf(const Find& find, const std::string& file_name,
                    const Titles& titles) {
  const v1::Match& match = find.match();
  const auto title = titles.find(match.work());
  return absl::StrCat(
      title == titles.end() ? IdOf(match.work()) : title->second, " in ",
      file_name, ", ", ModalityWord(match.modality()));
}

}  // namespace

std::string DrawFind(const Find& find, const std::string& file_name,
                     const Titles& titles) {
  const v1::Match& match = find.match();
  const v1::Evidence& evidence = find.evidence();
  const std::string title = TitleOf(find, file_name, titles);
  const bool by_features = match.fingerprint() == v1::Match::LOCAL_FEATURES;
  const double down = PairsHeight(evidence);
  const Band last = by_features ? kStrength + down : kCommon;
  const int height = static_cast<int>(std::ceil(last.bottom + kFoot));
  Svg svg(kWidth, height, title,
          absl::StrCat(find.place(), " ", find.change(), " ", find.strength(),
                       " ", find.method()),
          kCss);
  svg.Rect(0, 0, kWidth, height, "ground");
  svg.Text(kLeft, 34, "t", Svg::Anchor::kStart, title);
  double y = kFirstLine;
  for (const std::string& sentence :
       {find.place(), absl::StrCat(find.change(), MeasuredChange(match)),
        find.strength()}) {
    for (const std::string& line : Wrap(sentence, kLineWidth)) {
      svg.Text(kLeft, y, "s", Svg::Anchor::kStart, line);
      y += kLineHeight;
    }
  }
  const Axis time = {Seconds(match.query_start()), Seconds(match.query_end()),
                     kLeft, kRight};
  DrawTimes(find, time, kTimes + down, svg);
  DrawStrength(evidence, time, kStrength + down, svg);
  switch (match.fingerprint()) {
    case v1::Match::LANDMARKS:
      DrawPeaks(evidence, time, svg);
      break;
    case v1::Match::CHROMAPRINT:
      DrawDifferences(evidence, "sub-fingerprints", time, svg);
      break;
    case v1::Match::LOCAL_FEATURES:
      DrawPairs(find, svg);
      DrawLegend({{"hit", "frames agree"},
                  {"miss", "frame not found, or too little to tell"}},
                 last, svg);
      break;
    default:
      DrawDifferences(evidence, "frames", time, svg);
      break;
  }
  return svg.Build();
}

}  // namespace earmark::cli
