// Statements of reasons: what the uploader is told of each restriction, with
// the fields of Article 17(3) of Regulation (EU) 2022/2065, the DSA.
#ifndef EARMARK_TAKEDOWN_STATEMENT_H_
#define EARMARK_TAKEDOWN_STATEMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "takedown/notice.h"
#include "takedown/screening.h"
#include "takedown/territories.h"

namespace earmark::takedown {

// Settings of the platform, once for all uploads.
struct StatementSettings {
  // (d): the law that what Earmark matches is restricted by.
  std::string legal_ground =
      "copyright and related rights (Articles 2 and 3 of Directive 2001/29/EC, "
      "Article 17 of Directive (EU) 2019/790)";
  // (f): where the uploader can object, like an address on the platform.
  std::string complaints = "the platform on which it was uploaded";
  // (f): where certified bodies of out-of-court dispute settlement are listed.
  std::string dispute_bodies =
      "https://digital-strategy.ec.europa.eu/en/policies/dsa-out-court-dispute-"
      "settlement";
};

struct StatementOfReasons {
  // (a)
  enum class Measure {
    // Not shown.
    kTakedown = 1,
    // Not shown before there is a licence.
    kLicensingRequired = 2,
    // Not shown before a person has looked.
    kReview = 3,
  };
  // (c)
  enum class AutomatedDecision { kFully = 1, kPartially = 2, kNot = 3 };

  // Another for each statement, for ever: the screening, the revision of its
  // decision, and the measure.
  std::string id;
  // (a): what, where, and since when; it lasts until the decision is revised.
  Measure measure = Measure::kTakedown;
  TerritorySet territories;
  absl::Time start;
  // (b): sentences, and whether a notice led to it, by which law; nullopt: the
  // platform's own matching did.
  std::vector<std::string> facts;
  std::optional<Notice::Law> notice_law = std::nullopt;
  // (c): whether machines found it, which they do where no notice did, and
  // whether they decided.
  bool automated_detection = true;
  AutomatedDecision automated_decision = AutomatedDecision::kFully;
  // (d): the law, and why the upload may be against it.
  std::string legal_ground;
  std::string explanation;
  // (f): sentences.
  std::vector<std::string> redress;

  bool operator==(const StatementOfReasons&) const = default;
};

// One for each measure that the present decision takes anywhere, the strongest
// first; none if nothing is restricted. What is published until a person has
// looked is not restricted.
std::vector<StatementOfReasons> StatementsOf(const Screening& screening,
                                             const StatementSettings& settings);

// The statement as a letter to the uploader of `file_name`. Paragraphs are
// lines with empty ones between them; it ends in \n.
std::string StatementText(const StatementOfReasons& statement,
                          const std::string& file_name);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_STATEMENT_H_
