#include "cli/screening_view.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/ownership_view.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

constexpr size_t kBarWidth = 50;
// Before the bars: two spaces, `audio` or `video`, two spaces.
constexpr size_t kIndent = 9;
// The longest name of an action that a reason can carry, and two spaces.
constexpr size_t kActionWidth = 20;
// A speed closer to 1 than this is said to be unchanged: it is what the
// rounding of positions alone can make.
constexpr double kSpeedShown = 0.005;
// Likewise a pitch, in semitones: a third of a step of the measurement.
constexpr double kPitchShown = 0.3;
// Likewise an edge of the picture, as a share of its width or height.
constexpr double kEdgeShown = 0.02;

const std::string& Blank() {
  static const std::string& blank = *new std::string(kIndent, ' ');
  return blank;
}

// A bar is full where a match lies, and half full where a candidate does.
constexpr char kMatchCell[] = "█";
constexpr char kCandidateCell[] = "▒";

using Matches = google::protobuf::RepeatedPtrField<v1::Match>;

// All matches of one recording by one modality.
struct Found {
  const v1::Match* first = nullptr;
  std::vector<const v1::Match*> matches;
};

// In the order of their first matches.
std::vector<Found> GroupMatches(const Matches& matches) {
  using Key = std::tuple<v1::Match::Modality, std::string, std::string>;
  std::map<Key, size_t> places;
  std::vector<Found> groups;
  for (const v1::Match& match : matches) {
    const auto [place, is_new] = places.emplace(
        Key(match.modality(), match.work(), match.reference()), groups.size());
    if (is_new) groups.push_back({&match, {}});
    groups[place->second].matches.push_back(&match);
  }
  return groups;
}

// In percent, of what is within the picture.
std::string RenderExtent(double start, double end) {
  return absl::StrFormat("%.0f-%.0f %%", 100 * std::clamp(start, 0.0, 1.0),
                         100 * std::clamp(end, 0.0, 1.0));
}

// Which part of the upload's picture the reference's takes up. Empty where it
// is all of it, or not known.
std::string RenderRegion(const v1::Match& match) {
  if (match.region().empty()) return "";
  double left = match.region(0).x();
  double right = left;
  double top = match.region(0).y();
  double bottom = top;
  for (const v1::PicturePlace& corner : match.region()) {
    left = std::min(left, corner.x());
    right = std::max(right, corner.x());
    top = std::min(top, corner.y());
    bottom = std::max(bottom, corner.y());
  }
  std::string text;
  if (left > kEdgeShown || right < 1 - kEdgeShown || top > kEdgeShown ||
      bottom < 1 - kEdgeShown) {
    text = absl::StrCat(", in ", RenderExtent(left, right),
                        " of the picture's width and ",
                        RenderExtent(top, bottom), " of its height");
  }
  if (left < -kEdgeShown || right > 1 + kEdgeShown || top < -kEdgeShown ||
      bottom > 1 + kEdgeShown) {
    text += ", cropped";
  }
  return text;
}

std::string RenderFound(const v1::Screening& screening, const Found& found,
                        const char* cell, const Titles& titles,
                        const Style& style) {
  std::vector<Interval> intervals;
  for (const v1::Match* match : found.matches) {
    intervals.push_back(ToInterval(match->query_start(), match->query_end()));
  }
  std::string text = absl::StrCat(
      "  ", PadRight(ModalityWord(found.first->modality()), kIndent - 2),
      RenderBar(ToMicroseconds(screening.duration()), intervals, kBarWidth,
                cell),
      "  ", RenderWorkName(found.first->work(), titles, style), "\n");
  for (const v1::Match* match : found.matches) {
    absl::StrAppend(&text, Blank(), Dim(RenderMatch(*match), style), "\n");
  }
  return text;
}

// The ends of the upload, over the ends of the bars.
std::string RenderScale(std::chrono::microseconds length) {
  const std::string start = FormatPosition(std::chrono::microseconds(0));
  return absl::StrCat(
      Blank(), start,
      PadLeft(FormatPosition(length), kBarWidth - CharacterCount(start)), "\n");
}

// "001" is the rest of the world.
std::string NameOfTerritory(const std::string& territory) {
  return territory == "001" ? "elsewhere" : territory;
}

// An action, and beside it what is to be said of it.
std::string RenderLine(v1::Decision::Action action, const std::string& sentence,
                       const Style& style) {
  const size_t width =
      std::max<size_t>(kActionWidth, style.width - kActionWidth - 2);
  const size_t name = v1::Decision::Action_Name(action).size();
  std::string text =
      "  " + RenderAction(action, style) +
      std::string(kActionWidth - std::min(name, kActionWidth), ' ');
  text += absl::StrJoin(Wrap(sentence, width),
                        "\n" + std::string(kActionWidth + 2, ' '));
  return text + "\n";
}

// What the reason rests on: `policy strict v1, rule "long use", right
// recording`. Empty if it rests on no right.
std::string GroundOf(const v1::Decision::Reason& reason) {
  std::vector<std::string> parts;
  if (!reason.policy().empty()) {
    parts.push_back(absl::StrCat("policy ", IdOf(reason.policy())));
    if (reason.policy_version() > 0) {
      absl::StrAppend(&parts.back(), " v", reason.policy_version());
    }
  }
  if (!reason.policy_rule().empty()) {
    parts.push_back(absl::StrCat("rule \"", reason.policy_rule(), "\""));
  }
  if (!reason.licence().empty()) {
    parts.push_back(absl::StrCat("licence ", ShortName(reason.licence())));
  }
  if (reason.right() != v1::Ownership::RIGHT_UNSPECIFIED) {
    parts.push_back(absl::StrCat("right ", RightWords(reason.right())));
  }
  return absl::StrJoin(parts, ", ");
}

std::string RenderReason(const v1::Decision::Reason& reason,
                         const Style& style) {
  std::string sentence = ForTerminal(reason.explanation());
  if (!reason.territories().empty()) {
    absl::StrAppend(&sentence, " (", RenderPlaces(reason.territories()), ")");
  }
  std::string text = RenderLine(reason.action(), sentence, style);
  if (const std::string ground = GroundOf(reason); !ground.empty()) {
    absl::StrAppend(&text, std::string(kActionWidth + 2, ' '),
                    Dim(ForTerminal(ground), style), "\n");
  }
  return text;
}

// What the decision was before, until when, and why it changed.
std::string RenderEarlier(const v1::EarlierDecision& earlier,
                          const Style& style) {
  const std::string sentence = absl::StrCat(
      "Until ", FormatInstant(earlier.end_time()), ", revision ",
      earlier.decision().revision(), ". ", ForTerminal(earlier.cause()));
  return RenderLine(earlier.decision().action(), sentence, style);
}

}  // namespace

Interval ToInterval(const google::protobuf::Duration& start,
                    const google::protobuf::Duration& end) {
  return {ToMicroseconds(start), ToMicroseconds(end)};
}

std::string FormatInterval(const Interval& interval) {
  return FormatPosition(interval.start) + "-" + FormatPosition(interval.end);
}

std::string ModalityWord(v1::Match::Modality modality) {
  return absl::AsciiStrToLower(v1::Match::Modality_Name(modality));
}

std::string RenderMatch(const v1::Match& match) {
  std::string line = absl::StrCat(
      FormatInterval(ToInterval(match.query_start(), match.query_end())),
      " is ",
      FormatInterval(
          ToInterval(match.reference_start(), match.reference_end())),
      " of the reference");
  if (match.change().mirrored()) line += ", mirrored";
  if (match.change().turned_degrees() != 0) {
    absl::StrAppendFormat(&line, ", turned %.0f degrees",
                          match.change().turned_degrees());
  }
  if (match.change().inverted()) line += ", inverted";
  const double speed = match.change().speed();
  if (speed > 0 && std::abs(speed - 1) >= kSpeedShown) {
    absl::StrAppendFormat(&line, ", speed %.2f", speed);
  }
  const double pitch = match.change().pitch_semitones();
  if (std::abs(pitch) >= kPitchShown) {
    absl::StrAppendFormat(&line, ", pitch %+.1f", pitch);
  }
  line += RenderRegion(match);
  absl::StrAppendFormat(&line, ", score %.0f, false matches expected %.0e",
                        match.score(), match.expected_false_matches());
  return line;
}

std::string RenderWorkName(const std::string& work, const Titles& titles,
                           const Style& style) {
  std::string name = Bold(ForTerminal(IdOf(work)), style);
  const auto title = titles.find(work);
  if (title != titles.end()) {
    absl::StrAppend(&name, " \"", ForTerminal(title->second), "\"");
  }
  return name;
}

std::string RenderBar(std::chrono::microseconds length,
                      const std::vector<Interval>& intervals, size_t width,
                      std::string_view full_cell) {
  std::vector<bool> full(width, false);
  if (length.count() > 0) {
    const double share =
        static_cast<double>(width) / static_cast<double>(length.count());
    for (const Interval& interval : intervals) {
      const double start = static_cast<double>(interval.start.count()) * share;
      const double end = static_cast<double>(interval.end.count()) * share;
      for (size_t i = 0; i < width; ++i) {
        const double left = static_cast<double>(i);
        if (start < left + 1 && end > left) full[i] = true;
      }
    }
  }
  std::string bar;
  for (const bool cell : full) bar += cell ? full_cell : "─";
  return bar;
}

std::string RenderCoverages(
    const google::protobuf::RepeatedPtrField<v1::Coverage>& coverages) {
  std::vector<std::string> parts;
  for (const v1::Coverage& coverage : coverages) {
    std::string part = ModalityWord(coverage.modality()) + " ";
    if (coverage.state() == v1::Coverage::DAMAGED) {
      absl::StrAppend(
          &part, "damaged, ", FormatPosition(ToMicroseconds(coverage.seen())),
          " of ", FormatPosition(ToMicroseconds(coverage.total())), " seen");
      if (!coverage.detail().empty()) {
        absl::StrAppend(&part, " (", ForTerminal(coverage.detail()), ")");
      }
    } else {
      part += absl::AsciiStrToLower(v1::Coverage::State_Name(coverage.state()));
    }
    parts.push_back(part);
  }
  return absl::StrJoin(parts, ", ");
}

std::string RenderTerritories(const v1::Decision& decision) {
  std::map<v1::Decision::Action, std::vector<std::string>> by_action;
  for (const v1::Decision::TerritoryAction& entry :
       decision.territory_actions()) {
    by_action[entry.action()].push_back(NameOfTerritory(entry.territory()));
  }
  if (by_action.size() < 2) return "";
  std::vector<std::string> parts;
  for (auto entry = by_action.rbegin(); entry != by_action.rend(); ++entry) {
    parts.push_back(absl::StrCat(v1::Decision::Action_Name(entry->first), ": ",
                                 absl::StrJoin(entry->second, ", ")));
  }
  return absl::StrJoin(parts, "; ");
}

std::string RenderPlaces(
    const google::protobuf::RepeatedPtrField<std::string>& territories) {
  constexpr std::string_view kAllBut = "WORLD-";
  if (territories.size() == 1 && territories[0].starts_with(kAllBut)) {
    return absl::StrCat(
        "everywhere but in ",
        absl::StrReplaceAll(territories[0].substr(kAllBut.size()),
                            {{"-", ", "}}));
  }
  return absl::StrCat("in ", absl::StrJoin(territories, ", "));
}

std::string RenderReasons(const v1::Decision& decision, const Style& style) {
  std::string text;
  for (const v1::Decision::Reason& reason : decision.reasons()) {
    text += RenderReason(reason, style);
  }
  if (decision.publish_meanwhile()) {
    absl::StrAppend(&text, std::string(kActionWidth + 2, ' '),
                    "may be published meanwhile\n");
  }
  return text;
}

std::string RenderScreening(const std::string& file,
                            const v1::Screening& screening,
                            const Titles& titles, const Style& style) {
  const std::chrono::microseconds length = ToMicroseconds(screening.duration());
  std::string text = absl::StrCat(
      RenderAction(screening.decision().action(), style), "  ",
      Bold(ForTerminal(file), style), "\n  ", FormatPosition(length), " long, ",
      RenderCoverages(screening.coverages()), "; ", screening.name(), "\n");
  if (const std::string where = RenderTerritories(screening.decision());
      !where.empty()) {
    absl::StrAppend(&text, "  ", where, "\n");
  }
  if (!screening.matches().empty() || !screening.candidates().empty()) {
    text += RenderScale(length);
  }
  for (const Found& found : GroupMatches(screening.matches())) {
    text += RenderFound(screening, found, kMatchCell, titles, style);
  }
  if (!screening.candidates().empty()) {
    absl::StrAppend(&text,
                    "  candidates, weaker than a match: for people to look at, "
                    "no ground for an action\n");
  }
  for (const Found& found : GroupMatches(screening.candidates())) {
    text += RenderFound(screening, found, kCandidateCell, titles, style);
  }
  text += RenderReasons(screening.decision(), style);
  for (const v1::EarlierDecision& earlier : screening.earlier_decisions()) {
    text += RenderEarlier(earlier, style);
  }
  return text;
}

}  // namespace earmark::cli
