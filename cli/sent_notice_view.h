// Notices that were sent to the platform, as people see them.
#ifndef EARMARK_CLI_SENT_NOTICE_VIEW_H_
#define EARMARK_CLI_SENT_NOTICE_VIEW_H_

#include <string>
#include <utility>
#include <vector>

#include "cli/settings.h"
#include "cli/table.h"
#include "earmark/v1/notice_service.pb.h"

namespace earmark::cli {

// What it says, what is missing with the option for it, what it is about, and
// what to answer to the sender.
std::string RenderSentNotice(const v1::Notice& notice, const Style& style);

// What the notice says, and what is known of the sender, as fields of a case.
void AddNoticeFields(const v1::Notice& notice,
                     std::vector<std::pair<std::string, std::string>>& fields);

// A row for each notice.
Table SentNoticesTable();
void AddSentNotice(const v1::Notice& notice, Table& table);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_SENT_NOTICE_VIEW_H_
