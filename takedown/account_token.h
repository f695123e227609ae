// Tokens that stand for uploading accounts: HMAC-SHA256 of tenant and account
// under a secret that never leaves the database, cut to 16 bytes, in hex. The
// account itself is never stored or logged.
//
// Erasure of one account: its token is computed anew and removed from the
// screenings that carry it; neither audit log nor outbox ever holds a token, so
// the chain stays whole. Erasure of all accounts at once: the secret is
// destroyed, and no token can be led back to its account any more.
#ifndef EARMARK_TAKEDOWN_ACCOUNT_TOKEN_H_
#define EARMARK_TAKEDOWN_ACCOUNT_TOKEN_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "index/store.h"
#include "takedown/random_bytes.h"
#include "takedown/screening.h"

namespace earmark::takedown {

// Immutable, and safe for concurrent use.
class AccountTokens {
 public:
  // Reads the secret of `store`; the first time ever, makes it from `random`.
  // Returns kDataLoss when the secret is damaged, and the errors of `store`
  // and `random`.
  static absl::StatusOr<AccountTokens> Open(index::Store& store,
                                            const RandomBytes& random);

  // 32 hexadecimal digits: the same for the same tenant and account, for as
  // long as the database lives.
  std::string TokenOf(const TenantId& tenant, std::string_view account) const;

 private:
  using Secret = std::array<uint8_t, 32>;

  explicit AccountTokens(const Secret& secret) : secret_(secret) {}

  Secret secret_;
};

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_ACCOUNT_TOKEN_H_
