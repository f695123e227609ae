// What the platform answers to who sent a notice: that it came, what is missing
// of it, and what was decided, with what can be done about that.
#ifndef EARMARK_TAKEDOWN_NOTICE_ANSWER_H_
#define EARMARK_TAKEDOWN_NOTICE_ANSWER_H_

#include <optional>
#include <string>
#include <vector>

#include "takedown/claim.h"
#include "takedown/notice_book.h"
#include "takedown/statement.h"
#include "takedown/strikes.h"

namespace earmark::takedown {

// What the notice is about, in one line that names nobody: its law and works,
// of which so many are named as 1 KiB holds.
std::string SubjectOf(const Notice& notice);

// That the notice came, by Article 16(4) of the DSA, and what is missing, by 17
// USC 512(c)(3)(B)(ii). Letters are paragraphs in lines, with empty ones
// between them, and end in \n.
std::string ReceiptLetter(const StoredNotice& notice);

// What became of each material, by Article 16(5) and (6): `claims` are those
// that the notice opened, in its order. Says that a person decided, and what
// can be done about that, only if one did. Empty as long as all of it waits.
std::string DecisionLetter(const StoredNotice& notice,
                           const std::vector<Claim>& claims,
                           const StatementSettings& settings);

// What became of the notice on one upload, if a moderator decided on its claim
// within StrikeSettings::lifetime before `now`: unfounded is one that was
// turned down as the material does not hold the work, or the sender does not
// own it.
std::optional<Finding> FindingOf(const StoredNotice& notice, const Claim& claim,
                                 absl::Time now,
                                 const StrikeSettings& settings);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_NOTICE_ANSWER_H_
