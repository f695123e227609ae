#include "takedown/account_token.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "index/keys.h"

namespace earmark::takedown {
namespace {

constexpr size_t kTokenBytes = 16;

}  // namespace

absl::StatusOr<AccountTokens> AccountTokens::Open(index::Store& store,
                                                  const RandomBytes& random) {
  const std::string key(index::kAccountSecretKey);
  absl::StatusOr<std::optional<std::string>> stored =
      store.Get(index::Table::kMeta, key);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) {
    Secret secret;
    const absl::Status filled = random(secret);
    if (!filled.ok()) return filled;
    index::Batch batch;
    batch.GuardAbsent(index::Table::kMeta, key);
    batch.Put(index::Table::kMeta, key,
              std::string(secret.begin(), secret.end()));
    const absl::Status applied = store.Apply(batch);
    // Somebody else was first, or it is not known: what stands there counts.
    if (!applied.ok() && !absl::IsAborted(applied) &&
        !absl::IsUnavailable(applied)) {
      return applied;
    }
    stored = store.Get(index::Table::kMeta, key);
    if (!stored.ok()) return stored.status();
    if (!stored->has_value()) {
      return absl::UnavailableError(
          "the secret of account tokens could not be stored; try again");
    }
  }
  Secret secret;
  if ((*stored)->size() != secret.size()) {
    return absl::DataLossError(
        absl::StrCat("the secret of account tokens must be ", secret.size(),
                     " bytes, got ", (*stored)->size()));
  }
  std::copy((*stored)->begin(), (*stored)->end(), secret.begin());
  return AccountTokens(secret);
}

std::string AccountTokens::TokenOf(const TenantId& tenant,
                                   std::string_view account) const {
  // The length in front keeps ("ab", "c") apart from ("a", "bc").
  const std::string message =
      absl::StrCat(tenant.value.size(), ":", tenant.value,
                   absl::string_view(account.data(), account.size()));
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  // Fails only without memory or without SHA-256: then nothing here can go on.
  if (HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
           reinterpret_cast<const unsigned char*>(message.data()),
           message.size(), reinterpret_cast<unsigned char*>(mac.data()),
           nullptr) == nullptr) {
    std::abort();
  }
  return absl::BytesToHexString(mac.substr(0, kTokenBytes));
}

}  // namespace earmark::takedown
