// A screening as a moderator sees it: the decision, a timeline for each
// recording that was found, and the reasons.
#ifndef EARMARK_CLI_SCREENING_VIEW_H_
#define EARMARK_CLI_SCREENING_VIEW_H_

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/settings.h"
#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/screening.pb.h"

namespace earmark::cli {

// From the name of a work to its title.
using Titles = std::map<std::string, std::string>;

// A part of a timeline. Half-open.
struct Interval {
  std::chrono::microseconds start{0};
  std::chrono::microseconds end{0};
};

Interval ToInterval(const google::protobuf::Duration& start,
                    const google::protobuf::Duration& end);

// `0:08.1-0:27.9`.
std::string FormatInterval(const Interval& interval);

// `audio` or `video`.
std::string ModalityWord(v1::Match::Modality modality);

// Where the match is in the upload and in the reference, how the use was
// changed, where it stands in the picture, and how sure it is: one line,
// without an end.
std::string RenderMatch(const v1::Match& match);

// The id of `work` (`works/{work}`), and its title in quotes if it is known.
std::string RenderWorkName(const std::string& work, const Titles& titles,
                           const Style& style);

// A bar of `width` characters that stands for `length`. A character is
// `full_cell` where an interval touches its share of the time.
std::string RenderBar(std::chrono::microseconds length,
                      const std::vector<Interval>& intervals, size_t width,
                      std::string_view full_cell = "█");

// `audio seen, video absent`, or what is damaged, how much was seen, and why.
std::string RenderCoverages(
    const google::protobuf::RepeatedPtrField<v1::Coverage>& coverages);

// Like "in AT, DE", or "everywhere but in US" for the word WORLD-US. There must
// be a word.
std::string RenderPlaces(
    const google::protobuf::RepeatedPtrField<std::string>& territories);

// Which action holds where, as in `TAKEDOWN: AT, DE; TRACK: elsewhere`. Empty
// if one holds everywhere.
std::string RenderTerritories(const v1::Decision& decision);

// The reasons of the decision, each with what it rests on, and whether the
// upload may be published meanwhile, in lines that end in \n.
std::string RenderReasons(const v1::Decision& decision, const Style& style);

// The whole screening under the heading `file`, in lines that end in \n. Titles
// that are not known are left out.
std::string RenderScreening(const std::string& file,
                            const v1::Screening& screening,
                            const Titles& titles, const Style& style);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_SCREENING_VIEW_H_
