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

// `audio 0:08.1-0:27.9 is 0:31.0-0:50.8 of the reference, ... (lark/r1)`.
std::string FindWords(const v1::Match& match);

// What each can do and where that leads, as a table below an empty line; empty
// if there is nothing.
std::string RenderOptions(
    const google::protobuf::RepeatedPtrField<v1::Claim::Option>& options,
    const Style& style);

// One row for each claim.
Table ClaimsTable();
void AddClaim(const v1::Claim& claim, Table& table);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_CLAIM_VIEW_H_
