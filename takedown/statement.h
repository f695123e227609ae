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

// What a restriction rests on: (d) or (e) of Article 17(3).
struct StatementGround {
  enum class Kind {
    // (d): the upload may be illegal.
    kLaw = 1,
    // (e): it is not compatible with the platform's terms.
    kTerms = 2,
  };
  Kind kind = Kind::kLaw;
  // Which law, or which of the terms. Not empty.
  std::string text =
      "copyright and related rights (Articles 2 and 3 of Directive 2001/29/EC, "
      "Article 17 of Directive (EU) 2019/790)";

  bool operator==(const StatementGround&) const = default;
};

// Settings of the platform, once for all uploads.
struct StatementSettings {
  // The ground by what led to a restriction: a notice, by its law, the
  // platform's own matching, or that something could not be seen. Where several
  // did, a notice comes first (the first of the reasons', if there are some),
  // then own matching: what was found weighs more than what was not.
  StatementGround dmca_notice = {};
  StatementGround dsa_notice = {};
  StatementGround matching = {};
  // Nothing illegal was found.
  StatementGround not_seen = {
      .kind = StatementGround::Kind::kTerms,
      .text =
          "the rule that an upload waits for a person when it cannot be "
          "checked for the works of others"};
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
  // (a): what, where, since when, and until when; nullopt: until the decision
  // is revised.
  Measure measure = Measure::kTakedown;
  TerritorySet territories;
  absl::Time start;
  std::optional<absl::Time> end = std::nullopt;
  // (b): sentences, and whether a notice led to it, by which law; nullopt: the
  // platform's own matching did.
  std::vector<std::string> facts;
  std::optional<Notice::Law> notice_law = std::nullopt;
  // Nothing was found, and no notice came: it rests on what could not be seen.
  bool not_seen = false;
  // (c): whether machines found it, which they do where no notice did, and
  // whether they decided.
  bool automated_detection = true;
  AutomatedDecision automated_decision = AutomatedDecision::kFully;
  // (d), (e): the law or the terms, and why the upload may be against them.
  StatementGround ground;
  std::string explanation;
  // (f): sentences.
  std::vector<std::string> redress;

  bool operator==(const StatementOfReasons&) const = default;
};

// One for each measure that the present decision takes anywhere, the strongest
// first; none if nothing is restricted. What is published until a person has
// looked is not restricted. Redress is what the claims allow at `now`.
std::vector<StatementOfReasons> StatementsOf(const Screening& screening,
                                             const StatementSettings& settings,
                                             absl::Time now);

// The same of each decision that another one has replaced, the newest first.
// What a decision does not hold is what it is now: where the upload is
// published beyond the territories that the decision lists, and what can be
// done about the claims.
std::vector<StatementOfReasons> EarlierStatementsOf(
    const Screening& screening, const StatementSettings& settings,
    absl::Time now);

// The statement as a letter to the uploader of `file_name`. Paragraphs are
// lines with empty ones between them; it ends in \n.
std::string StatementText(const StatementOfReasons& statement,
                          const std::string& file_name);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_STATEMENT_H_
