// The parts of a reference that do not count, and changing them.
#ifndef EARMARK_CLI_EXCLUSIONS_H_
#define EARMARK_CLI_EXCLUSIONS_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "earmark/v1/catalog_service.pb.h"

namespace earmark::cli {

using Exclusions = google::protobuf::RepeatedPtrField<v1::Reference::Exclusion>;

// The part from `start` to `end`, positions as ParsePosition reads them.
// Returns kInvalidArgument, which names the value, for others, and for a part
// that does not end after it begins.
absl::StatusOr<v1::Reference::Exclusion> ParseExclusion(std::string_view start,
                                                        std::string_view end,
                                                        std::string_view note);

// Adds `part`. Returns whether that is anything new: not if one of the
// exclusions holds all of it.
bool AddExclusion(const v1::Reference::Exclusion& part, Exclusions& exclusions);

// Takes `part` out of the exclusions, which are shortened, cut in two, or
// removed. Returns whether anything of it was excluded.
bool RemoveExclusion(const v1::Reference::Exclusion& part,
                     Exclusions& exclusions);

// The reference `name`, and whether it was changed.
struct ChangedReference {
  v1::Reference reference;
  bool changed = false;
};

// Gets the reference `name`, and sets its exclusions to what `change` makes of
// them, unless that returns false: then nothing is changed. Tries again a few
// times when somebody else changes it meanwhile. Returns the errors of
// GetReference and SetExclusions.
absl::StatusOr<ChangedReference> ChangeExclusions(
    Connection& connection, const std::string& name,
    absl::FunctionRef<bool(Exclusions&)> change);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_EXCLUSIONS_H_
