#include "takedown/notice_answer.h"

#include "absl/strings/str_cat.h"
#include "takedown/internal/utf8.h"
#include "takedown/time_words.h"

namespace earmark::takedown {
namespace {

// Of the works that are named in SubjectOf, which each claim of the notice
// carries: 64 works have up to 64 KiB.
constexpr size_t kMaxWorksBytes = 1024;

const char* LawWords(Notice::Law law) {
  return law == Notice::Law::kDmca ? "17 USC 512(c)(3)"
                                   : "Article 16 of Regulation (EU) 2022/2065";
}

std::string Opening(const StoredNotice& stored) {
  const std::string& name = stored.notice.sender.name;
  return absl::StrCat(name.empty() ? "To whom it may concern" : name,
                      ",\n\nyour notice notices/", stored.id.value, " (",
                      SubjectOf(stored.notice), ")");
}

// The last decision of a moderator on the claim that was not undone; nullptr:
// there is none.
const Claim::Step* RulingOf(const Claim& claim) {
  std::vector<const Claim::Step*> rulings;
  for (const Claim::Step& step : claim.steps) {
    if (step.actor != ClaimActor::kModerator) continue;
    if (step.event == ClaimEvent::kUndo && !rulings.empty()) {
      rulings.pop_back();
    }
    if (step.event == ClaimEvent::kUphold ||
        step.event == ClaimEvent::kRelease) {
      rulings.push_back(&step);
    }
  }
  return rulings.empty() ? nullptr : rulings.back();
}

const char* ReleaseWords(const Claim::Step* ruling) {
  const auto ground = ruling == nullptr ? std::nullopt : ruling->ground;
  if (!ground) return "";
  switch (*ground) {
    case Verdict::Ground::kWrongMatch:
      return ", as it does not hold what the notice names";
    case Verdict::Ground::kNotOwned:
      return ", as what it holds is not the right of whom the notice is for";
    case Verdict::Ground::kPermitted:
      return ", as the uploader may use it";
    case Verdict::Ground::kException:
      return ", as the law allows the use";
    case Verdict::Ground::kInfringement:
      break;
  }
  return "";
}

// What has become of the material, as a sentence's end.
std::string OutcomeOf(const Claim& claim) {
  const ClaimStanding& standing = claim.standing;
  const auto words = [](const std::optional<absl::Time>& time) {
    return time ? TimeWords(*time) : "";
  };
  switch (standing.state) {
    case ClaimState::kNoticed:
      return "waits for a person to look at it";
    case ClaimState::kAppealed:
      return "is not shown; the uploader objects, and a person will decide";
    case ClaimState::kCounterNoticed:
      return absl::StrCat(
          "is not shown; a counter-notice was received at ",
          words(standing.counter_notice_time), ", and it returns at ",
          words(standing.deadline),
          " unless you tell us before that you have filed an action for a "
          "court order against the uploader (17 USC 512(g)(2)(C))");
    case ClaimState::kLitigated:
      return "is not shown while a court is called upon";
    case ClaimState::kReleased:
      return absl::StrCat("stays, or is shown again",
                          ReleaseWords(RulingOf(claim)));
    case ClaimState::kReinstated:
      return "is shown again, after a counter-notice";
    case ClaimState::kWithdrawn:
      return "is left alone, as you took the notice back";
    case ClaimState::kExpired:
      return "is there no more";
    default:
      return "is not shown any more";
  }
}

// The counter-notice that the sender is given a copy of, by 512(g)(2)(B).
std::string CopyOf(const CounterNotice& notice) {
  return absl::StrCat(
      "\n\nThe counter-notice, by ", notice.sender.name, ", ",
      notice.sender.address, ", ", notice.sender.telephone,
      notice.sender.email.empty() ? "" : ", ", notice.sender.email, ": ",
      notice.material, ", which was at ", notice.location,
      ", was removed by mistake or misidentification, as the uploader states "
      "in "
      "good faith and under penalty of perjury; it consents to the "
      "jurisdiction "
      "of the federal district court, and accepts service of process from you. "
      "Signed: ",
      notice.signature, ".");
}

// Whether all that it names was withdrawn before.
bool IsOfNothing(const StoredNotice& stored) {
  return stored.materials.empty() && !stored.withdrawn_locations.empty();
}

std::string RedressOf(const Notice& notice, bool was_countered,
                      const StatementSettings& settings) {
  std::string redress = absl::StrCat(
      "If you do not agree, you can complain within six months, free of "
      "charge, at ",
      settings.complaints,
      ", where a person decides again; turn to a certified body of "
      "out-of-court dispute settlement (",
      settings.dispute_bodies, "); and go to court at any time.");
  if (notice.law == Notice::Law::kDmca && !was_countered) {
    absl::StrAppend(&redress,
                    " The uploader can send a counter-notice, of which you "
                    "would get a copy.");
  }
  return redress;
}

}  // namespace

std::string SubjectOf(const Notice& notice) {
  std::string works;
  size_t named = 0;
  for (const std::string& work : notice.works) {
    const std::string more = absl::StrCat(named == 0 ? "" : "; ", work);
    if (named > 0 && works.size() + more.size() > kMaxWorksBytes) break;
    works += more;
    ++named;
  }
  if (works.size() > kMaxWorksBytes) {
    works.resize(kMaxWorksBytes);
    // The last character may be cut.
    works = absl::StrCat(works.substr(0, FindNotUtf8(works)), "...");
  }
  if (named < notice.works.size()) {
    absl::StrAppend(&works, "; and ", notice.works.size() - named, " more");
  }
  return absl::StrCat(LawWords(notice.law), works.empty() ? "" : ": ", works);
}

std::string ReceiptLetter(const StoredNotice& stored) {
  const std::string opening =
      absl::StrCat(Opening(stored), " was received at ",
                   TimeWords(stored.create_time), ".\n\n");
  const std::vector<MissingElement> missing = MissingElements(stored.notice);
  if (missing.empty()) {
    return absl::StrCat(
        opening, IsOfNothing(stored)
                     ? "What it names is there no more, so that there is "
                       "nothing to decide on.\n"
                     : "A person will look at it and decide, and you will be "
                       "told.\n");
  }
  std::string letter = absl::StrCat(
      opening,
      "Something is missing, and nothing is decided on it before you send "
      "that:\n");
  for (const MissingElement& element : missing) {
    absl::StrAppend(&letter, "\n", element.provision, ": ", element.remedy);
  }
  return letter + "\n";
}

std::string DecisionLetter(const StoredNotice& stored,
                           const std::vector<Claim>& claims,
                           const StatementSettings& settings) {
  std::string outcomes;
  std::string copies;
  bool decided = false;
  size_t waiting = 0;
  for (size_t i = 0; i < claims.size() && i < stored.materials.size(); ++i) {
    decided = decided || RulingOf(claims[i]) != nullptr;
    if (claims[i].standing.state == ClaimState::kNoticed) ++waiting;
    absl::StrAppend(&outcomes, "\n", stored.materials[i].location, " ",
                    OutcomeOf(claims[i]), ".");
    for (const Claim::Step& step : claims[i].steps) {
      if (step.counter_notice) {
        absl::StrAppend(&copies, CopyOf(*step.counter_notice));
      }
    }
  }
  for (const std::string& location : stored.withdrawn_locations) {
    absl::StrAppend(&outcomes, "\n", location, " is there no more.");
  }
  if (waiting == claims.size() && stored.withdrawn_locations.empty()) return "";
  if (!decided && waiting > 0) {
    return absl::StrCat(Opening(stored), " is not decided on yet:\n", outcomes,
                        "\n");
  }
  if (!decided) {
    return absl::StrCat(
        Opening(stored), " is closed, and nothing was decided on it:\n",
        outcomes, "\n\nYou can send another notice at any time.\n");
  }
  return absl::StrCat(
      Opening(stored), " was decided on by a person:\n", outcomes, copies,
      "\n\nNo machine took part in the decision but to compare "
      "the material with registered works, for the person who "
      "decided.\n\n",
      RedressOf(stored.notice, !copies.empty(), settings), "\n");
}

std::optional<Finding> FindingOf(const StoredNotice& notice, const Claim& claim,
                                 absl::Time now,
                                 const StrikeSettings& settings) {
  const Claim::Step* ruling = RulingOf(claim);
  if (ruling == nullptr || now - ruling->time >= settings.lifetime) {
    return std::nullopt;
  }
  const bool upheld = ruling->event == ClaimEvent::kUphold;
  const bool unfounded = ruling->ground == Verdict::Ground::kWrongMatch ||
                         ruling->ground == Verdict::Ground::kNotOwned;
  if (!upheld && !unfounded) return std::nullopt;
  return Finding{
      .upheld = upheld, .done = notice.create_time, .found = ruling->time};
}

}  // namespace earmark::takedown
