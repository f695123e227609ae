#include "cli/explanation_svg.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
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

// The picture, in pixels. All three plots share the axis of time.
constexpr int kWidth = 1000;
constexpr int kHeight = 1020;
constexpr double kLeft = 90;
constexpr double kRight = 970;
struct Band {
  double top;
  double bottom;
};
constexpr Band kTimes = {170, 440};
constexpr Band kStrength = {510, 610};
constexpr Band kCommon = {680, 960};

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

void DrawTimes(const Find& find, const Axis& time, Svg& svg) {
  const v1::Match& match = find.match();
  const v1::Evidence& evidence = find.evidence();
  const Axis reference = {Seconds(match.reference_start()),
                          Seconds(match.reference_end()), kTimes.bottom,
                          kTimes.top};
  DrawFrame(time, kTimes,
            "Which moment of the upload is which of the reference",
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

void DrawStrength(const v1::Evidence& evidence, const Axis& time, Svg& svg) {
  double most = 0;
  double least = 0;
  for (const v1::Evidence::Step& step : evidence.steps()) {
    most = std::max(most, step.nats());
    least = std::min(least, step.nats());
  }
  const Axis nats = {least, most, kStrength.bottom, kStrength.top};
  DrawFrame(time, kStrength, "Where the evidence is strong, and where thin",
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

void DrawLegend(const std::vector<std::pair<std::string, std::string>>& entries,
                Svg& svg) {
  double x = kLeft;
  for (const auto& [css_class, text] : entries) {
    const double y = kHeight - 14;
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
             svg);
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
  DrawLegend({{"hit", "speaks for a copy"}, {"miss", "does not"}}, svg);
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
  const std::string title = TitleOf(find, file_name, titles);
  Svg svg(kWidth, kHeight, title,
          absl::StrCat(find.place(), " ", find.change(), " ", find.strength(),
                       " ", find.method()),
          kCss);
  svg.Rect(0, 0, kWidth, kHeight, "ground");
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
  DrawTimes(find, time, svg);
  DrawStrength(find.evidence(), time, svg);
  switch (match.fingerprint()) {
    case v1::Match::LANDMARKS:
      DrawPeaks(find.evidence(), time, svg);
      break;
    case v1::Match::CHROMAPRINT:
      DrawDifferences(find.evidence(), "sub-fingerprints", time, svg);
      break;
    default:
      DrawDifferences(find.evidence(), "frames", time, svg);
      break;
  }
  return svg.Build();
}

}  // namespace earmark::cli
