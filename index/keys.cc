#include "index/keys.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace earmark::index {
namespace {

constexpr char kSeparator = '\0';

template <typename Unsigned>
std::string BigEndian(Unsigned value) {
  std::string bytes(sizeof(Unsigned), '\0');
  for (size_t i = sizeof(Unsigned); i-- > 0; value >>= 8) {
    bytes[i] = static_cast<char>(value & 0xff);
  }
  return bytes;
}

template <typename Unsigned>
std::optional<Unsigned> ParseBigEndian(std::string_view bytes) {
  if (bytes.size() != sizeof(Unsigned)) return std::nullopt;
  Unsigned value = 0;
  for (const char c : bytes) {
    value = (value << 8) | static_cast<unsigned char>(c);
  }
  return value;
}

// Two parts that are not empty, around the only separator.
std::optional<std::pair<std::string, std::string>> ParsePair(
    std::string_view key) {
  const size_t middle = key.find(kSeparator);
  if (middle == std::string_view::npos || middle == 0 ||
      middle + 1 == key.size() ||
      key.find(kSeparator, middle + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  return std::pair(std::string(key.substr(0, middle)),
                   std::string(key.substr(middle + 1)));
}

std::string Prefix(std::string_view first) {
  std::string key(first);
  key.push_back(kSeparator);
  return key;
}

std::string Pair(std::string_view first, std::string_view second) {
  return Prefix(first).append(second);
}

absl::Status NotAKey(const char* what, std::string_view key) {
  return absl::DataLossError(
      absl::StrCat("not a key of ", what, ": \"",
                   absl::CHexEscape({key.data(), key.size()}), "\""));
}

// A time, a screening that may be empty, and the number of a claim.
std::optional<ClaimKeyParts> ParseTimedClaim(std::string_view key) {
  constexpr size_t kTime = sizeof(uint64_t);
  constexpr size_t kNumber = sizeof(uint32_t);
  if (key.size() < kTime + kNumber) return std::nullopt;
  std::string screening(key.substr(kTime, key.size() - kTime - kNumber));
  if (screening.find(kSeparator) != std::string::npos) return std::nullopt;
  return ClaimKeyParts{
      *ParseBigEndian<uint64_t>(key.substr(0, kTime)), std::move(screening),
      *ParseBigEndian<uint32_t>(key.substr(key.size() - kNumber))};
}

// What waits in a case: of no screening there is no claim.
std::optional<ClaimKeyParts> ParseWaiting(std::string_view key) {
  std::optional<ClaimKeyParts> parts = ParseTimedClaim(key);
  if (parts && parts->screening.empty() && parts->claim != 0) {
    return std::nullopt;
  }
  return parts;
}

}  // namespace

std::string OwnerKey(const OwnerId& owner) { return owner.value; }

std::string WorkKey(const WorkId& work) { return work.value; }

std::string ReferenceKey(const WorkId& work, const ReferenceId& reference) {
  return Pair(work.value, reference.value);
}

std::string ReferencePrefix(const WorkId& work) { return Prefix(work.value); }

absl::StatusOr<ReferenceKeyParts> ParseReferenceKey(std::string_view key) {
  auto parts = ParsePair(key);
  if (!parts) return NotAKey("references", key);
  return ReferenceKeyParts{WorkId{std::move(parts->first)},
                           ReferenceId{std::move(parts->second)}};
}

std::string PolicyKey(std::string_view policy, uint64_t version) {
  return Pair(policy, BigEndian(version));
}

std::string PolicyPrefix(std::string_view policy) { return Prefix(policy); }

absl::StatusOr<PolicyKeyParts> ParsePolicyKey(std::string_view key) {
  const size_t middle = key.find(kSeparator);
  if (middle != std::string_view::npos && middle > 0) {
    const auto version = ParseBigEndian<uint64_t>(key.substr(middle + 1));
    if (version) {
      return PolicyKeyParts{std::string(key.substr(0, middle)), *version};
    }
  }
  return NotAKey("policies", key);
}

std::string LicenceKey(const OwnerId& owner, std::string_view licence) {
  return Pair(owner.value, licence);
}

std::string LicencePrefix(const OwnerId& owner) { return Prefix(owner.value); }

absl::StatusOr<LicenceKeyParts> ParseLicenceKey(std::string_view key) {
  auto parts = ParsePair(key);
  if (!parts) return NotAKey("licences", key);
  return LicenceKeyParts{OwnerId{std::move(parts->first)},
                         std::move(parts->second)};
}

std::string UseKey(const WorkId& work, const ReferenceId& reference,
                   std::string_view screening) {
  return Prefix(Pair(work.value, reference.value)).append(screening);
}

absl::StatusOr<UseKeyParts> ParseUseKey(std::string_view key) {
  const size_t last = key.rfind(kSeparator);
  if (last == std::string_view::npos || last + 1 == key.size()) {
    return NotAKey("uses", key);
  }
  auto parts = ParsePair(key.substr(0, last));
  if (!parts) return NotAKey("uses", key);
  return UseKeyParts{WorkId{std::move(parts->first)},
                     ReferenceId{std::move(parts->second)},
                     std::string(key.substr(last + 1))};
}

std::string OwnedWorkKey(const OwnerId& owner, const WorkId& work) {
  return Pair(owner.value, work.value);
}

std::string OwnedWorkPrefix(const OwnerId& owner) {
  return Prefix(owner.value);
}

absl::StatusOr<WorkId> ParseOwnedWorkKey(std::string_view key) {
  auto parts = ParsePair(key);
  if (!parts) return NotAKey("owned works", key);
  return WorkId{std::move(parts->second)};
}

std::string IdentifierKey(std::string_view identifier, const WorkId& work) {
  return Pair(identifier, work.value);
}

std::string IdentifierPrefix(std::string_view identifier) {
  return Prefix(identifier);
}

absl::StatusOr<WorkId> ParseIdentifierKey(std::string_view key) {
  auto parts = ParsePair(key);
  if (!parts) return NotAKey("identifiers", key);
  return WorkId{std::move(parts->second)};
}

std::string RedecisionKey(uint64_t due_us, std::string_view subject) {
  return BigEndian(due_us).append(subject);
}

absl::StatusOr<RedecisionKeyParts> ParseRedecisionKey(std::string_view key) {
  const auto due = ParseBigEndian<uint64_t>(key.substr(0, sizeof(uint64_t)));
  if (!due || key.size() == sizeof(uint64_t)) {
    return NotAKey("redecisions", key);
  }
  return RedecisionKeyParts{*due, std::string(key.substr(sizeof(uint64_t)))};
}

std::string ClaimOfKey(std::string_view whose, const ClaimKeyParts& claim) {
  return ClaimOfPrefix(whose).append(ClaimDeadlineKey(claim));
}

std::string ClaimOfPrefix(std::string_view whose) { return Prefix(whose); }

absl::StatusOr<ClaimKeyParts> ParseClaimOfKey(std::string_view key) {
  const size_t middle = key.find(kSeparator);
  if (middle == std::string_view::npos || middle == 0) {
    return NotAKey("claims", key);
  }
  return ParseClaimDeadlineKey(key.substr(middle + 1));
}

std::string ClaimDeadlineKey(const ClaimKeyParts& claim) {
  return BigEndian(claim.time_us)
      .append(claim.screening)
      .append(BigEndian(claim.claim));
}

absl::StatusOr<ClaimKeyParts> ParseClaimDeadlineKey(std::string_view key) {
  std::optional<ClaimKeyParts> parts = ParseTimedClaim(key);
  if (!parts || parts->screening.empty() || parts->claim == 0) {
    return NotAKey("claims", key);
  }
  return *std::move(parts);
}

std::string CaseQueueKey(const CaseKeyParts& parts) {
  std::string key(1, static_cast<char>(~parts.harm));
  key += BigEndian(parts.claim.time_us);
  key += Pair(parts.case_id, parts.claim.screening);
  return key + BigEndian(parts.claim.claim);
}

absl::StatusOr<CaseKeyParts> ParseCaseQueueKey(std::string_view key) {
  constexpr size_t kTimeEnd = 1 + sizeof(uint64_t);
  const size_t middle = key.find(kSeparator, kTimeEnd);
  if (middle == std::string_view::npos || middle == kTimeEnd) {
    return NotAKey("cases", key);
  }
  const auto waiting = ParseWaiting(std::string(key.substr(1, sizeof(uint64_t)))
                                        .append(key.substr(middle + 1)));
  if (!waiting) return NotAKey("cases", key);
  return CaseKeyParts{static_cast<uint8_t>(~static_cast<uint8_t>(key[0])),
                      std::string(key.substr(kTimeEnd, middle - kTimeEnd)),
                      *waiting};
}

std::string CaseClaimKey(const CaseKeyParts& parts) {
  std::string key = CaseClaimPrefix(parts.case_id);
  key.push_back(static_cast<char>(~parts.harm));
  return key + ClaimDeadlineKey(parts.claim);
}

std::string CaseClaimPrefix(std::string_view case_id) {
  return Prefix(case_id);
}

absl::StatusOr<CaseKeyParts> ParseCaseClaimKey(std::string_view key) {
  const size_t middle = key.find(kSeparator);
  if (middle == std::string_view::npos || middle == 0 ||
      middle + 1 == key.size()) {
    return NotAKey("cases", key);
  }
  const auto waiting = ParseWaiting(key.substr(middle + 2));
  if (!waiting) return NotAKey("cases", key);
  return CaseKeyParts{
      static_cast<uint8_t>(~static_cast<uint8_t>(key[middle + 1])),
      std::string(key.substr(0, middle)), *waiting};
}

std::string CaseKey(std::string_view case_id) { return std::string(case_id); }

std::string ReferenceNumberKey(ReferenceNumber number) {
  return BigEndian(static_cast<uint32_t>(number));
}

absl::StatusOr<ReferenceNumber> ParseReferenceNumberKey(std::string_view key) {
  const auto number = ParseBigEndian<uint32_t>(key);
  if (!number) return NotAKey("reference numbers", key);
  return ReferenceNumber{*number};
}

std::string UploadNumberKey(UploadNumber number) {
  return BigEndian(static_cast<uint32_t>(number));
}

absl::StatusOr<UploadNumber> ParseUploadNumberKey(std::string_view key) {
  const auto number = ParseBigEndian<uint32_t>(key);
  if (!number) return NotAKey("upload numbers", key);
  return UploadNumber{*number};
}

std::string ScreeningKey(std::string_view screening) {
  return std::string(screening);
}

std::string UploadKey(std::string_view tenant, std::string_view upload_id) {
  return Pair(tenant, upload_id);
}

std::string UploadPrefix(std::string_view tenant) { return Prefix(tenant); }

absl::StatusOr<UploadKeyParts> ParseUploadKey(std::string_view key) {
  auto parts = ParsePair(key);
  if (!parts) return NotAKey("uploads", key);
  return UploadKeyParts{std::move(parts->first), std::move(parts->second)};
}

std::string RequestKey(std::string_view request_id) {
  return std::string(request_id);
}

std::string SequenceKey(uint64_t sequence) { return BigEndian(sequence); }

absl::StatusOr<uint64_t> ParseSequenceKey(std::string_view key) {
  const auto sequence = ParseBigEndian<uint64_t>(key);
  if (!sequence) return NotAKey("sequences", key);
  return *sequence;
}

std::string PageKey(uint32_t page) { return BigEndian(page); }

absl::StatusOr<uint32_t> ParsePageKey(std::string_view key) {
  const auto page = ParseBigEndian<uint32_t>(key);
  if (!page) return NotAKey("pages", key);
  return *page;
}

}  // namespace earmark::index
