#include "takedown/owner_trust.h"

namespace earmark::takedown {

double TrustIn(const ClaimRecord& claims) {
  const double upheld = kPriorUpheld + static_cast<double>(claims.upheld);
  const double overturned =
      kPriorOverturned + static_cast<double>(claims.overturned);
  return upheld / (upheld + overturned);
}

}  // namespace earmark::takedown
