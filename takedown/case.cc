#include "takedown/case.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/internal/sha256.h"

namespace earmark::takedown {
namespace {

using Rule = Decision::Reason::Rule;

CaseId IdOf(const std::string& input) {
  const index::ContentDigest digest = Sha256(input);
  const std::string bytes(digest.begin(), digest.begin() + kCaseIdLength / 2);
  return {absl::BytesToHexString(bytes)};
}

CaseId CaseOfCause(char version, std::string_view cause) {
  return IdOf(std::string(1, version).append(cause));
}

}  // namespace

CaseId CaseOf(const index::ContentDigest& content, const Claim& claim) {
  std::string input;
  if (claim.standing.noticed) {
    input.append(1, 2).append(claim.notice.value);
  } else {
    input.append(1, 1).append(content.begin(), content.end());
    input.append(claim.work.value).push_back(0);
    input.append(claim.owner.value).push_back(0);
  }
  return IdOf(input);
}

CaseId CaseOfUnseen(std::string_view cause) { return CaseOfCause(3, cause); }

CaseId CaseOfUnread(std::string_view cause) { return CaseOfCause(4, cause); }

Harm HarmOf(const ClaimStanding& claim) {
  if (IsObjectedTo(claim.state) && Restricts(claim)) return Harm::kHighest;
  switch (claim.action) {
    case Action::kTakedown:
      return Harm::kHigh;
    case Action::kLicensingRequired:
      return Harm::kMedium;
    default:
      return Harm::kLow;
  }
}

bool WaitsSince(const ClaimStanding& claim, absl::Time since) {
  return absl::ToUnixMicros(claim.since) == absl::ToUnixMicros(since);
}

bool AwaitsSight(const Screening& screening) {
  if (screening.withdraw_time) return false;
  const Decision& decision = screening.decision;
  const bool not_seen =
      std::any_of(decision.reasons.begin(), decision.reasons.end(),
                  [](const Decision::Reason& reason) {
                    return reason.rule == Rule::kNotSeen &&
                           reason.action == Action::kReview;
                  });
  // Where more is asked for, nothing waits.
  return not_seen && std::any_of(decision.territory_actions.begin(),
                                 decision.territory_actions.end(),
                                 [](const Decision::TerritoryAction& there) {
                                   return there.action == Action::kReview;
                                 });
}

std::string UnseenCause(const Screening& screening) {
  std::string cause;
  for (const auto& [modality, coverage] :
       {std::pair("audio", &screening.audio),
        std::pair("video", &screening.video)}) {
    if (coverage->state != fingerprint::Coverage::State::kDamaged) continue;
    absl::StrAppend(&cause, cause.empty() ? "" : "; ", modality, ": ",
                    coverage->detail.empty()
                        ? "part of it could not be decoded"
                        : WithoutNumbers(coverage->detail));
  }
  return cause.empty() ? "nothing of it was seen" : cause;
}

std::string WithoutNumbers(std::string_view text) {
  std::string words;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!absl::ascii_isdigit(text[i])) {
      words.push_back(text[i]);
      continue;
    }
    // Digits within a word are part of a name, like that of a codec.
    if (i > 0 && absl::ascii_isalpha(text[i - 1])) {
      while (i < text.size() && absl::ascii_isalnum(text[i])) {
        words.push_back(text[i++]);
      }
      --i;
      continue;
    }
    size_t end = i;
    while (end < text.size() && (absl::ascii_isdigit(text[end]) ||
                                 (text[end] == '.' && end + 1 < text.size() &&
                                  absl::ascii_isdigit(text[end + 1])))) {
      ++end;
    }
    words.append("N");
    i = end - 1;
  }
  return words;
}

std::vector<Opinion> OpinionsSince(absl::Time since,
                                   std::vector<Opinion> opinions) {
  std::erase_if(opinions,
                [&](const Opinion& opinion) { return opinion.time < since; });
  return opinions;
}

const Opinion* FindSame(const Opinion& opinion,
                        const std::vector<Opinion>& others) {
  const auto same =
      std::find_if(others.rbegin(), others.rend(), [&](const Opinion& other) {
        return other.moderator != opinion.moderator &&
               other.decision == opinion.decision &&
               other.action == opinion.action;
      });
  return same == others.rend() ? nullptr : &*same;
}

bool AgreeOn(Action wanted, const Opinion& one, const Opinion& other) {
  return one.decision == other.decision &&
         (one.decision == ClaimEvent::kRelease ||
          one.asked.value_or(wanted) == other.asked.value_or(wanted));
}

void AddOpinion(const Opinion& opinion, std::vector<Opinion>& opinions) {
  std::erase_if(opinions, [&](const Opinion& other) {
    return other.moderator == opinion.moderator;
  });
  opinions.push_back(opinion);
}

}  // namespace earmark::takedown
