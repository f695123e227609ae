#include "cli/explanation_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/table.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

constexpr std::array<const char*, 8> kBlocks = {"▁", "▂", "▃", "▄",
                                                "▅", "▆", "▇", "█"};
constexpr char kNothing[] = "·";

constexpr size_t kStripWidth = 60;
constexpr size_t kMostThinParts = 4;
// Of the strongest step, what is next to nothing.
constexpr double kThin = 0.1;
// Less than this of what lies beyond the score is not worth a sentence, in
// nats.
constexpr double kReachSaid = 0.5;

constexpr size_t kIndent = 3;
constexpr size_t kKeyWidth = 10;

double MostNats(const v1::Evidence& evidence) {
  double most = 0;
  for (const v1::Evidence::Step& step : evidence.steps()) {
    most = std::max(most, step.nats());
  }
  return most;
}

// `key       text`, with the text wrapped.
std::string RenderField(const std::string& key, const std::string& text,
                        const Style& style) {
  if (text.empty()) return "";
  const size_t before = kIndent + kKeyWidth;
  const size_t width = std::max<size_t>(30, style.width - before);
  return absl::StrCat(
      std::string(kIndent, ' '), Dim(PadRight(key, kKeyWidth), style),
      absl::StrJoin(Wrap(ForTerminal(text), width),
                    absl::StrCat("\n", std::string(before, ' '))),
      "\n");
}

// How much was compared, and how the score comes about.
std::string RenderAccount(const v1::Match& match,
                          const v1::Evidence& evidence) {
  int64_t compared = 0;
  int64_t agreeing = 0;
  double difference = 0;
  for (const v1::Evidence::Step& step : evidence.steps()) {
    compared += step.point_count();
    agreeing += step.agreeing_count();
    difference += step.difference() * step.point_count();
  }
  if (compared == 0) return "";
  const double all = static_cast<double>(compared);
  const bool features = match.fingerprint() == v1::Match::LOCAL_FEATURES;
  std::string text =
      absl::StrFormat("%d %s compared, %.0f %% agree", compared,
                      features ? "frames" : "places", 100.0 * agreeing / all);
  if (match.fingerprint() != v1::Match::LANDMARKS) {
    absl::StrAppendFormat(&text, ", %.0f %% of %s differ",
                          100 * difference / all,
                          features ? "the pictures' blocks" : "bits");
  }
  absl::StrAppendFormat(&text, "; %.1f nats", evidence.evidence_nats());
  if (evidence.prior_nats() != 0) {
    absl::StrAppendFormat(&text, " - %.1f for the change",
                          evidence.prior_nats());
  }
  if (std::abs(evidence.remainder_nats()) >= 0.05) {
    absl::StrAppendFormat(&text, " %s %.1f rest",
                          evidence.remainder_nats() < 0 ? "-" : "+",
                          std::abs(evidence.remainder_nats()));
  }
  absl::StrAppendFormat(&text, " = score %.1f.", match.score());
  if (std::abs(evidence.reach_nats()) >= kReachSaid) {
    absl::StrAppendFormat(&text,
                          " Ends that the match grew by later, not in the "
                          "score: %+.1f nats.",
                          evidence.reach_nats());
  }
  return text;
}

// A line for each pair of frames, below a line of titles.
std::string RenderPairs(const v1::Evidence& evidence, const Style& style) {
  if (evidence.frame_pairs().empty()) return "";
  Table table({{"UPLOAD", Table::Align::kRight},
               {"REFERENCE", Table::Align::kRight},
               {"BLOCKS", Table::Align::kRight},
               {"AGREE", Table::Align::kRight},
               {"FEATURES", Table::Align::kRight},
               {"NATS", Table::Align::kRight}});
  for (const v1::Evidence::FramePair& pair : evidence.frame_pairs()) {
    table.AddRow({FormatPosition(ToMicroseconds(pair.query_position())),
                  FormatPosition(ToMicroseconds(pair.reference_position())),
                  std::to_string(pair.block_count()),
                  absl::StrFormat("%.0f %%", 100 * pair.agreement()),
                  std::to_string(pair.features_size()),
                  absl::StrFormat("%.1f", pair.nats())});
  }
  const std::string before(kIndent + kKeyWidth, ' ');
  std::string text;
  for (const std::string& line : std::vector<std::string>(
           absl::StrSplit(table.Render(style), '\n', absl::SkipEmpty()))) {
    absl::StrAppend(
        &text,
        text.empty() ? absl::StrCat(std::string(kIndent, ' '),
                                    Dim(PadRight("frames", kKeyWidth), style))
                     : before,
        line, "\n");
  }
  return text;
}

std::string RenderFind(const v1::ScreeningExplanation::Find& find,
                       const Titles& titles, const Style& style) {
  const v1::Match& match = find.match();
  std::string text =
      absl::StrCat(PadRight(std::to_string(find.number()), kIndent),
                   ModalityWord(match.modality()), "  ",
                   RenderWorkName(match.work(), titles, style));
  if (find.is_candidate()) {
    text += "  (candidate: for people to look at, no ground for an action)";
  }
  absl::StrAppend(&text, "\n", RenderField("place", find.place(), style),
                  RenderField("change", find.change(), style),
                  RenderField("strength", find.strength(), style),
                  RenderField("found by", find.method(), style));
  if (!find.has_evidence()) {
    return text + RenderField("evidence", find.evidence_missing(), style);
  }
  const v1::Evidence& evidence = find.evidence();
  absl::StrAppend(
      &text,
      RenderField("evidence",
                  absl::StrCat(RenderStrip(evidence, kStripWidth), " ",
                               FormatInterval(ToInterval(match.query_start(),
                                                         match.query_end()))),
                  style));
  const std::string thin = RenderThinParts(evidence, kMostThinParts);
  absl::StrAppend(
      &text,
      RenderField("",
                  thin.empty() ? "No part of it is thin."
                               : absl::StrCat("Thin at ", thin, "."),
                  style),
      RenderField("", RenderAccount(match, evidence), style),
      RenderPairs(evidence, style));
  return text;
}

}  // namespace

std::string RenderStrip(const v1::Evidence& evidence, size_t width) {
  const auto count = static_cast<size_t>(evidence.steps_size());
  const size_t columns = std::min(count, width);
  std::vector<double> nats(columns);
  for (size_t i = 0; i < count; ++i) {
    nats[i * columns / count] += evidence.steps(static_cast<int>(i)).nats();
  }
  const double most =
      columns == 0 ? 0 : *std::max_element(nats.begin(), nats.end());
  std::string strip;
  for (const double column : nats) {
    if (column <= 0) {
      strip += kNothing;
      continue;
    }
    const auto level = static_cast<size_t>(column / most * kBlocks.size());
    strip += kBlocks[std::min(level, kBlocks.size() - 1)];
  }
  return strip;
}

std::string RenderThinParts(const v1::Evidence& evidence, size_t limit) {
  const double least = kThin * MostNats(evidence);
  std::vector<Interval> parts;
  for (const v1::Evidence::Step& step : evidence.steps()) {
    if (step.nats() > least) continue;
    const Interval part = ToInterval(step.query_start(), step.query_end());
    if (!parts.empty() && parts.back().end == part.start) {
      parts.back().end = part.end;
    } else {
      parts.push_back(part);
    }
  }
  std::vector<std::string> texts;
  for (const Interval& part : parts) {
    if (texts.size() == limit) {
      texts.push_back(absl::StrCat(parts.size() - limit, " more"));
      break;
    }
    texts.push_back(FormatInterval(part));
  }
  return absl::StrJoin(texts, ", ");
}

std::string RenderExplanation(const v1::ScreeningExplanation& explanation,
                              const Titles& titles, const Style& style) {
  std::string text = absl::StrCat(
      RenderAction(explanation.decision().action(), style), "  ",
      Bold(ForTerminal(explanation.file_name()), style), "  ",
      explanation.name(), "\n", RenderReasons(explanation.decision(), style));
  for (const v1::ScreeningExplanation::Find& find : explanation.finds()) {
    absl::StrAppend(&text, "\n", RenderFind(find, titles, style));
  }
  return text;
}

}  // namespace earmark::cli
