// All keys of the store are built here, and nowhere else.
//
// Keys sort as bytes. Numbers are big-endian, so that they sort by value; parts
// of a key are separated by a NUL, which no id contains, so that everything
// that belongs to `works/a` lies together and before `works/ab`. Persistent:
// docs/formats.md has each key with an example.
//
// The parsers are for scans. They return kDataLoss for bytes that no builder
// here makes.
#ifndef EARMARK_INDEX_KEYS_H_
#define EARMARK_INDEX_KEYS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "index/ids.h"

namespace earmark::index {

// Keys of Table::kMeta. The first is written by the store itself.
inline constexpr std::string_view kFormatKey = "format";

// Written by takedown::AccountTokens.
inline constexpr std::string_view kAccountSecretKey = "account_secret";

// Table::kOwners.
std::string OwnerKey(const OwnerId& owner);

// Table::kWorks and Table::kOwnerships.
std::string WorkKey(const WorkId& work);

// Table::kReferences; all references of a work begin with its prefix.
std::string ReferenceKey(const WorkId& work, const ReferenceId& reference);
std::string ReferencePrefix(const WorkId& work);

struct ReferenceKeyParts {
  WorkId work;
  ReferenceId reference;
};
absl::StatusOr<ReferenceKeyParts> ParseReferenceKey(std::string_view key);

// Table::kPolicies; all versions of a policy begin with its prefix, the newest
// last.
std::string PolicyKey(std::string_view policy, uint64_t version);
std::string PolicyPrefix(std::string_view policy);

struct PolicyKeyParts {
  std::string policy;
  uint64_t version = 0;
};
absl::StatusOr<PolicyKeyParts> ParsePolicyKey(std::string_view key);

// Table::kLicences; all licences of an owner begin with its prefix.
std::string LicenceKey(const OwnerId& owner, std::string_view licence);
std::string LicencePrefix(const OwnerId& owner);

struct LicenceKeyParts {
  OwnerId owner;
  std::string licence;
};
absl::StatusOr<LicenceKeyParts> ParseLicenceKey(std::string_view key);

// Table::kUses; all uses of a work begin with ReferencePrefix, those of one
// reference the newest last.
std::string UseKey(const WorkId& work, const ReferenceId& reference,
                   std::string_view screening);

struct UseKeyParts {
  WorkId work;
  ReferenceId reference;
  std::string screening;
};
absl::StatusOr<UseKeyParts> ParseUseKey(std::string_view key);

// Table::kOwnedWorks; all works of an owner begin with its prefix.
std::string OwnedWorkKey(const OwnerId& owner, const WorkId& work);
std::string OwnedWorkPrefix(const OwnerId& owner);
absl::StatusOr<WorkId> ParseOwnedWorkKey(std::string_view key);

// Table::kIdentifiers; all works with an identifier begin with its prefix.
std::string IdentifierKey(std::string_view identifier, const WorkId& work);
std::string IdentifierPrefix(std::string_view identifier);
absl::StatusOr<WorkId> ParseIdentifierKey(std::string_view key);

// Table::kRedecisions; in the order in which they are due, in microseconds of
// the Unix epoch. `subject` names an owner or a work.
std::string RedecisionKey(uint64_t due_us, std::string_view subject);

struct RedecisionKeyParts {
  uint64_t due_us = 0;
  std::string subject;
};
absl::StatusOr<RedecisionKeyParts> ParseRedecisionKey(std::string_view key);

// A claim, as keys name it: it is number `claim`, from 1, of those of a
// screening.
struct ClaimKeyParts {
  // Microseconds of the Unix epoch.
  uint64_t time_us = 0;
  std::string screening;
  uint32_t claim = 0;
};

// Table::kOwnerClaims, Table::kStrikes and Table::kObjections; all claims of an
// owner, or on uploads of an account, begin with its prefix, the newest last.
// `whose` is an owner id, or the token of an account.
std::string ClaimOfKey(std::string_view whose, const ClaimKeyParts& claim);
std::string ClaimOfPrefix(std::string_view whose);
absl::StatusOr<ClaimKeyParts> ParseClaimOfKey(std::string_view key);

// Table::kClaimDeadlines; in the order in which they are due.
std::string ClaimDeadlineKey(const ClaimKeyParts& claim);
absl::StatusOr<ClaimKeyParts> ParseClaimDeadlineKey(std::string_view key);

// Something that waits in a case. What harms more sorts first.
struct CaseKeyParts {
  uint8_t harm = 0;
  std::string case_id;
  // The claim, its time being since when it waits. Claim 0: what could not be
  // seen of the screening; without a screening: files that could not be read.
  ClaimKeyParts claim;
};

// Table::kCaseQueue.
std::string CaseQueueKey(const CaseKeyParts& parts);
absl::StatusOr<CaseKeyParts> ParseCaseQueueKey(std::string_view key);

// Table::kCaseClaims; all that waits in a case begins with its prefix.
std::string CaseClaimKey(const CaseKeyParts& parts);
std::string CaseClaimPrefix(std::string_view case_id);
absl::StatusOr<CaseKeyParts> ParseCaseClaimKey(std::string_view key);

// Table::kLeases, Table::kOpinions and Table::kUnreadFiles.
std::string CaseKey(std::string_view case_id);

// Table::kFingerprints, Table::kNumbers, Table::kRetired and Table::kScans.
std::string ReferenceNumberKey(ReferenceNumber number);
absl::StatusOr<ReferenceNumber> ParseReferenceNumberKey(std::string_view key);

// Table::kUploadFingerprints, Table::kUploadNumbers and Table::kRetiredUploads.
std::string UploadNumberKey(UploadNumber number);
absl::StatusOr<UploadNumber> ParseUploadNumberKey(std::string_view key);

// Table::kScreenings and Table::kNotices; `screening` is a ScreeningId's value,
// or that of a NoticeId.
std::string ScreeningKey(std::string_view screening);

// Table::kUploads, Table::kUnacknowledged with the id of a screening, and
// Table::kSenderNotices with a token of a sender or request and the id of a
// notice, and Table::kReleases with an account's token and, together,
// hexadecimal digits of a digest and the id of a screening; all of a tenant,
// sender, request or account begin with its prefix.
std::string UploadKey(std::string_view tenant, std::string_view upload_id);
std::string UploadPrefix(std::string_view tenant);

struct UploadKeyParts {
  std::string tenant;
  std::string upload_id;
};
absl::StatusOr<UploadKeyParts> ParseUploadKey(std::string_view key);

// Table::kRequests.
std::string RequestKey(std::string_view request_id);

// Table::kAudit and Table::kOutbox.
std::string SequenceKey(uint64_t sequence);
absl::StatusOr<uint64_t> ParseSequenceKey(std::string_view key);

// The tables of postings: the top bits of a term, as a number.
std::string PageKey(uint32_t page);
absl::StatusOr<uint32_t> ParsePageKey(std::string_view key);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_KEYS_H_
