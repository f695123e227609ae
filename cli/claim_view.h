// A claim as its owner, the uploader and a moderator see it.
#ifndef EARMARK_CLI_CLAIM_VIEW_H_
#define EARMARK_CLI_CLAIM_VIEW_H_

#include <string>

#include "cli/settings.h"
#include "cli/table.h"
#include "earmark/v1/claim_service.pb.h"

namespace earmark::cli {

// Where it stands, what happened, and what each can do now, in lines that end
// in \n.
std::string RenderClaim(const v1::Claim& claim, const Style& style);

// One row for each claim.
Table ClaimsTable();
void AddClaim(const v1::Claim& claim, Table& table);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_CLAIM_VIEW_H_
