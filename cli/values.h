// What people type, in the API's words: names, kinds, territories, times,
// shares.
#ifndef EARMARK_CLI_VALUES_H_
#define EARMARK_CLI_VALUES_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/claim_service.pb.h"
#include "earmark/v1/ownership.pb.h"
#include "earmark/v1/screening.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace earmark::cli {

// `id` or `collection/id` as a resource name: `works/lark` for both.
std::string ResourceName(std::string_view collection, std::string_view id);

// `works/{work}/references/{reference}` of that, or of `{work}/{reference}`.
// Returns kInvalidArgument for anything else.
absl::StatusOr<std::string> ReferenceName(std::string_view text);

// `owners/{owner}/licences/{licence}` of that, or of `{owner}/{licence}`.
// Returns kInvalidArgument for anything else.
absl::StatusOr<std::string> LicenceName(std::string_view text);

// `screenings/{screening}/claims/{claim}` of that, or of `{screening}/{claim}`.
// Returns kInvalidArgument for anything else.
absl::StatusOr<std::string> ClaimName(std::string_view text);

// `policies/{policy}` of that, or of an id in any case and with _ for -, as
// actions are written too.
std::string PolicyName(std::string_view text);

// A value of an enum as it is typed: `counter-notice` of COUNTER_NOTICE.
std::string TypedWord(const std::string& enum_name);

// The last part of a resource name.
std::string IdOf(std::string_view name);

// A name in a collection of another as it is typed: `lark/a1` of
// `works/lark/references/a1`, `sun/tv` of `owners/sun/licences/tv`.
std::string ShortName(std::string_view name);

// What follows `collection/` in `name`, whatever it is: the id that `name` was
// made of by ResourceName, for the service to judge.
std::string IdIn(std::string_view collection, std::string_view name);

// Any case, and - for _, as in `no-income`. Return kInvalidArgument,
// which lists what there is, for other words.
absl::StatusOr<v1::Work::Kind> ParseKind(std::string_view text);
absl::StatusOr<v1::Screening::Purpose> ParsePurpose(std::string_view text);
absl::StatusOr<v1::Screening::Income> ParseIncome(std::string_view text);
absl::StatusOr<v1::Decision::Action> ParseAction(std::string_view text);
absl::StatusOr<v1::Verdict::Ground> ParseGround(std::string_view text);
absl::StatusOr<v1::Ownership::Right> ParseRight(std::string_view text);
absl::StatusOr<v1::Objection::Ground> ParseObjectionGround(
    std::string_view text);
absl::StatusOr<v1::Objection::Exception> ParseException(std::string_view text);

// Words like AT or WORLD-US with commas, semicolons or spaces between them, in
// any case. Whether they exist is the service's to say.
std::vector<std::string> ParseTerritories(std::string_view text);

// Each returns kInvalidArgument, which names the form and the value, for
// anything else.

// An instant: RFC 3339, or a date, which is its midnight in UTC.
absl::StatusOr<google::protobuf::Timestamp> ParseInstant(std::string_view text);

// A position or length in media, to a microsecond: seconds like `90.5`, or
// `1:30.5`, or `1:01:30`.
absl::StatusOr<std::chrono::microseconds> ParsePosition(std::string_view text);

// A share in percent, above 0 and up to 100, as `50%`, `50` or `33.33`. Returns
// hundredths of a percent.
absl::StatusOr<int32_t> ParseShare(std::string_view text);

// `yes` or `no`.
absl::StatusOr<bool> ParseYesOrNo(std::string_view text);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_VALUES_H_
