#include "takedown/reference_rights.h"

namespace earmark::takedown {

std::vector<fingerprint::TimeRange> ContestedParts(
    const ReferenceRights& rights, fingerprint::Modality modality,
    absl::Time now) {
  std::vector<fingerprint::TimeRange> parts;
  for (const Overlap& overlap : rights.overlaps) {
    if (overlap.state == Overlap::State::kOpen &&
        overlap.modality == modality &&
        (overlap.newer || now >= overlap.find_time + kOverlapClock)) {
      parts.push_back(overlap.range);
    }
  }
  return parts;
}

}  // namespace earmark::takedown
