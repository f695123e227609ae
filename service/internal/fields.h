// How fields of requests are read and checked. All errors are kInvalidArgument,
// name the field, and end in the value.
#ifndef EARMARK_SERVICE_INTERNAL_FIELDS_H_
#define EARMARK_SERVICE_INTERNAL_FIELDS_H_

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "takedown/licence.h"
#include "takedown/policy.h"
#include "takedown/territories.h"

namespace earmark::service {

// Gives the token that stands for an account (takedown/account_token.h).
using TokenOf = absl::FunctionRef<std::string(std::string_view account)>;

// Limits of the API that several messages share.
inline constexpr size_t kMaxDisplayNameBytes = 256;
inline constexpr size_t kMaxAccountBytes = 256;
// Of what people write in claims and notices: their words, who they are, and
// where they or something is.
inline constexpr size_t kMaxWordsBytes = 8 << 10;
inline constexpr size_t kMaxNameBytes = 256;
inline constexpr size_t kMaxPlaceBytes = 1024;
inline constexpr size_t kMaxTelephoneBytes = 64;

// `field` must be `rule`, got `value` (shortened, and printable).
absl::Status FieldError(const std::string& field, const std::string& rule,
                        const std::string& value);
absl::Status CheckLength(const std::string& field, const std::string& value,
                         size_t min_bytes, size_t max_bytes);
absl::Status CheckPrintable(const std::string& field, const std::string& value,
                            size_t max_length);
absl::Status CheckSize(const std::string& field, int64_t size_bytes);
// OK if `value` is empty, or good by `rule`.
absl::Status CheckNumber(const std::string& field, const std::string& value,
                         bool good, const std::string& rule);
// The first that is not OK.
absl::Status FirstError(std::initializer_list<absl::Status> statuses);

// See Work.territories.
absl::StatusOr<takedown::TerritorySet> ToTerritories(
    const std::string& field,
    const google::protobuf::RepeatedPtrField<std::string>& words);
// An empty name is an empty id.
absl::StatusOr<takedown::PolicyId> ToPolicy(const std::string& field,
                                            const std::string& name);
absl::StatusOr<takedown::CatalogueId> ToCatalogue(const std::string& field,
                                                  const std::string& id);
// The tokens of accounts, sorted.
absl::StatusOr<std::vector<std::string>> ToTokens(
    const std::string& field,
    const google::protobuf::RepeatedPtrField<std::string>& accounts,
    TokenOf token_of);
// The paths of `mask`, where `*` stands for `known`.
absl::StatusOr<std::set<std::string>> ToPaths(
    const google::protobuf::FieldMask& mask,
    const std::set<std::string>& known);
// Of the years 1 to 9999.
absl::StatusOr<absl::Time> ToTime(const std::string& field,
                                  const google::protobuf::Timestamp& stamp);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_FIELDS_H_
