// Whether an owner may still act without a person, by what became of its
// claims.
//
// Each claim that a person looked at is upheld or overturned. If every claim of
// an owner is right with the same chance, the number of those that are upheld
// is binomial. With a Beta(kPriorUpheld, kPriorOverturned) prior the posterior
// is Beta(kPriorUpheld + upheld, kPriorOverturned + overturned), and its mean
// is the trust in the owner (Gelman et al., Bayesian Data Analysis, 3rd
// ed., 2.4).
#ifndef EARMARK_TAKEDOWN_OWNER_TRUST_H_
#define EARMARK_TAKEDOWN_OWNER_TRUST_H_

#include <cstdint>

namespace earmark::takedown {

// What became of an owner's claims.
struct ClaimRecord {
  int64_t upheld = 0;
  int64_t overturned = 0;

  bool operator==(const ClaimRecord&) const = default;
};

// Nine of ten claims of an owner of whom nothing is known are right; that
// weighs as much as ten claims.
inline constexpr double kPriorUpheld = 9;
inline constexpr double kPriorOverturned = 1;

// An owner is put on probation again when an overturned claim brings the trust
// below this: the second of a new owner's, the 27th of one with 100 upheld.
inline constexpr double kLeastTrust = 0.8;

// 0-1: the chance that the owner's next claim is right.
double TrustIn(const ClaimRecord& claims);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_OWNER_TRUST_H_
