// The ids that the index knows. Each is a type of its own, so that one cannot
// be passed for another.
#ifndef EARMARK_INDEX_IDS_H_
#define EARMARK_INDEX_IDS_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace earmark::index {

template <typename Tag>
struct StringId {
  std::string value;

  // clang-tidy 14 takes the comparison with 0 for one with a pointer.
  auto operator<=>(const StringId&) const =
      default;  // NOLINT(modernize-use-nullptr)

  template <typename H>
  friend H AbslHashValue(H hash, const StringId& id) {
    return H::combine(std::move(hash), id.value);
  }
};

using WorkId = StringId<struct WorkTag>;
// Unique within its work.
using ReferenceId = StringId<struct ReferenceTag>;
using OwnerId = StringId<struct OwnerTag>;

// What postings call a reference: dense, from 1, never used again.
enum class ReferenceNumber : uint32_t {};

// What postings call a screened upload: dense, from 1, never used again.
enum class UploadNumber : uint32_t {};

// OK if `value` is an id that people may choose: 1-64 characters of A-Z a-z 0-9
// . _ - that begin with a letter or digit. Else kInvalidArgument, which calls
// the id `what` and ends in the value.
absl::Status ValidateId(std::string_view what, std::string_view value);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_IDS_H_
