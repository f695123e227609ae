// What people type, in the API's words: names, actions, kinds, territories.
#ifndef EARMARK_CLI_VALUES_H_
#define EARMARK_CLI_VALUES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/screening_service.pb.h"

namespace earmark::cli {

// `id` or `collection/id` as a resource name: `works/lark` for both.
std::string ResourceName(std::string_view collection, std::string_view id);

// `works/{work}/references/{reference}` of that, or of `{work}/{reference}`.
// Returns kInvalidArgument for anything else.
absl::StatusOr<std::string> ReferenceName(std::string_view text);

// The last part of a resource name.
std::string IdOf(std::string_view name);

// What follows `collection/` in `name`, whatever it is: the id that `name` was
// made of by ResourceName, for the service to judge.
std::string IdIn(std::string_view collection, std::string_view name);

// Any case, and - for _, as in `licensing-required`. Return kInvalidArgument,
// which lists what there is, for other words.
absl::StatusOr<v1::Decision::Action> ParseAction(std::string_view text);
absl::StatusOr<v1::Work::Kind> ParseKind(std::string_view text);
absl::StatusOr<v1::Screening::Purpose> ParsePurpose(std::string_view text);

// Words like AT or WORLD-US with commas, semicolons or spaces between them, in
// any case. Whether they exist is the service's to say.
std::vector<std::string> ParseTerritories(std::string_view text);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_VALUES_H_
