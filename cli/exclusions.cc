#include "cli/exclusions.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/retry.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/catalog_service.grpc.pb.h"
#include "earmark/v1/rights_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using std::chrono::microseconds;

microseconds StartOf(const v1::Reference::Exclusion& part) {
  return ToMicroseconds(part.reference_start());
}

microseconds EndOf(const v1::Reference::Exclusion& part) {
  return ToMicroseconds(part.reference_end());
}

}  // namespace

absl::StatusOr<v1::Reference::Exclusion> ParseExclusion(std::string_view start,
                                                        std::string_view end,
                                                        std::string_view note) {
  const absl::StatusOr<microseconds> from = ParsePosition(start);
  if (!from.ok()) return from.status();
  const absl::StatusOr<microseconds> to = ParsePosition(end);
  if (!to.ok()) return to.status();
  if (*to <= *from) {
    return absl::InvalidArgumentError(
        absl::StrCat("a part must end after it begins, got ",
                     std::string(start), " to ", std::string(end)));
  }
  v1::Reference::Exclusion part;
  *part.mutable_reference_start() = ToDuration(*from);
  *part.mutable_reference_end() = ToDuration(*to);
  part.set_note(std::string(note));
  return part;
}

bool AddExclusion(const v1::Reference::Exclusion& part,
                  Exclusions& exclusions) {
  for (const v1::Reference::Exclusion& excluded : exclusions) {
    if (StartOf(excluded) <= StartOf(part) && EndOf(part) <= EndOf(excluded)) {
      return false;
    }
  }
  *exclusions.Add() = part;
  return true;
}

bool RemoveExclusion(const v1::Reference::Exclusion& part,
                     Exclusions& exclusions) {
  Exclusions left;
  bool removed = false;
  for (const v1::Reference::Exclusion& excluded : exclusions) {
    if (EndOf(excluded) <= StartOf(part) || EndOf(part) <= StartOf(excluded)) {
      *left.Add() = excluded;
      continue;
    }
    removed = true;
    if (StartOf(excluded) < StartOf(part)) {
      v1::Reference::Exclusion& before = *left.Add();
      before = excluded;
      *before.mutable_reference_end() = part.reference_start();
    }
    if (EndOf(part) < EndOf(excluded)) {
      v1::Reference::Exclusion& after = *left.Add();
      after = excluded;
      *after.mutable_reference_start() = part.reference_end();
    }
  }
  exclusions = std::move(left);
  return removed;
}

absl::StatusOr<ChangedReference> ChangeExclusions(
    Connection& connection, const std::string& name,
    absl::FunctionRef<bool(Exclusions&)> change) {
  return RetryAborted<ChangedReference>(
      [&]() -> absl::StatusOr<ChangedReference> {
        v1::GetReferenceRequest get;
        get.set_name(name);
        absl::StatusOr<v1::Reference> reference =
            connection.Call(&v1::CatalogService::Stub::GetReference, get);
        if (!reference.ok()) return reference.status();
        v1::SetExclusionsRequest set;
        set.set_name(name);
        set.set_etag(reference->etag());
        *set.mutable_exclusions() = reference->exclusions();
        if (!change(*set.mutable_exclusions())) {
          return ChangedReference{*std::move(reference), false};
        }
        absl::StatusOr<v1::Reference> changed =
            connection.Call(&v1::RightsService::Stub::SetExclusions, set);
        if (!changed.ok()) return changed.status();
        return ChangedReference{*std::move(changed), true};
      });
}

}  // namespace earmark::cli
