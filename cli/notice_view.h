// A draft of a notice, as people and programs see it, and what the sender must
// consider.
#ifndef EARMARK_CLI_NOTICE_VIEW_H_
#define EARMARK_CLI_NOTICE_VIEW_H_

#include <string>
#include <vector>

#include "cli/notice_draft.h"
#include "cli/settings.h"
#include "cli/table.h"
#include "takedown/notice.h"

namespace earmark::cli {

// A row for each element that is missing, with the option that supplies it.
Table MissingElementsTable();
void AddMissingElement(const takedown::MissingElement& element, Table& table);

// The letter in lines that fit a mail. If the notice is incomplete, a line
// before it says so, and a table after it has each missing element with its
// provision and the option that supplies it.
std::string RenderNotice(const NoticeDraft& draft, const Works& works,
                         const Style& style);

// One object, each element a member of its own.
std::string NoticeJson(const NoticeDraft& draft, const Works& works);

// Why notices about these finds may not hold: a sentence each, with the work,
// each once.
std::vector<std::string> CautionsOf(const v1::MatchFileResponse& matched);

// What whoever sends a notice by `law` must consider first, in lines that end
// in \n.
std::string DutiesOfSender(takedown::Notice::Law law, const Style& style);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_NOTICE_VIEW_H_
