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

// Table::kFingerprints, Table::kNumbers, Table::kRetired and Table::kScans.
std::string ReferenceNumberKey(ReferenceNumber number);
absl::StatusOr<ReferenceNumber> ParseReferenceNumberKey(std::string_view key);

// Table::kUploadFingerprints, Table::kUploadNumbers and Table::kRetiredUploads.
std::string UploadNumberKey(UploadNumber number);
absl::StatusOr<UploadNumber> ParseUploadNumberKey(std::string_view key);

// Table::kScreenings; `screening` is a ScreeningId's value.
std::string ScreeningKey(std::string_view screening);

// Table::kUploads; all uploads of a tenant begin with its prefix.
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
