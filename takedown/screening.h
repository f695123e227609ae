// One upload, checked once.
#ifndef EARMARK_TAKEDOWN_SCREENING_H_
#define EARMARK_TAKEDOWN_SCREENING_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "fingerprint/media_fingerprint.h"
#include "index/catalogue.h"
#include "index/ids.h"
#include "index/match.h"
#include "takedown/claim.h"
#include "takedown/decision.h"
#include "takedown/territories.h"
#include "takedown/use.h"
#include "takedown/verdict.h"

namespace earmark::takedown {

// Sorts by time of creation (time_ordered_id.h).
using ScreeningId = index::StringId<struct ScreeningTag>;

// Who uploads are counted for. One tenant until identities exist.
using TenantId = index::StringId<struct TenantTag>;

// The facts of an upload that a pipeline states and a decision may rest on.
// Together with the bytes they are what an upload id stands for.
struct UploadFacts {
  TenantId tenant;
  std::string upload_id;
  // Stands for the account (account_token.h).
  std::string account_token;
  // Of publication; not empty.
  TerritorySet territories;
  Purpose purpose = Purpose::kNone;
  Income income = Income::kUndeclared;

  bool operator==(const UploadFacts&) const = default;
};

// A decision that another one has replaced.
struct EarlierDecision {
  Decision decision;
  // When it was replaced.
  absl::Time end_time;
  // Why: one sentence for a person.
  std::string cause;

  bool operator==(const EarlierDecision&) const = default;
};

struct Screening {
  ScreeningId id;
  UploadFacts facts;
  // Shown and handed back; nothing rests on them.
  std::string file_name;
  std::map<std::string, std::string> labels;
  // Of material that was noticed and never screened: its address. Empty: it
  // was.
  std::string location = {};

  absl::Time create_time;
  int64_t size_bytes = 0;
  index::ContentDigest content{};
  fingerprint::MediaTime duration{0};
  fingerprint::Coverage audio;
  fingerprint::Coverage video;
  // Under which its fingerprint is remembered; nullopt: it never was. What is
  // remembered is forgotten in time (index/upload_archive.h).
  std::optional<index::UploadNumber> fingerprint;
  // What the present decision rests on.
  std::vector<index::Match> matches;
  // For people to look at; the decision has not seen them.
  std::vector<index::Match> candidates;
  Decision decision;
  // Oldest first.
  std::vector<EarlierDecision> earlier_decisions;
  // What people decided; at most one on each work.
  std::vector<Verdict> verdicts = {};
  // What owners and notices claim, in the order in which it began. None is ever
  // taken out: a claim is known by its place, from 1.
  std::vector<Claim> claims = {};
  // When the platform took the upload away for good: nothing is decided on it
  // any more. nullopt: it did not.
  std::optional<absl::Time> withdraw_time = std::nullopt;
  // The last revision of the decision that the platform says to have carried
  // out; 0: none.
  int acknowledged_revision = 0;

  bool operator==(const Screening&) const = default;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_SCREENING_H_
