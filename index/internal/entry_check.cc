#include "index/internal/entry_check.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "index/internal/format_record.h"
#include "index/keys.h"

namespace earmark::index {
namespace {

absl::Status PageFault(const PageLayout& layout, std::string_view key,
                       std::string_view page) {
  const absl::StatusOr<uint32_t> number = ParsePageKey(key);
  if (!number.ok()) return number.status();
  if (*number > layout.last_page()) {
    return absl::DataLossError("the page's number is out of range");
  }
  const auto postings = DecodePage(page);
  if (!postings.ok()) return postings.status();
  for (const PagePosting& posting : *postings) {
    if (posting.term != layout.LowBitsOf(posting.term)) {
      return absl::DataLossError("a posting belongs to another page");
    }
    if (posting.posting.reference == ReferenceNumber{0}) {
      return absl::DataLossError("a posting has no reference");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckEntry(Table table, std::string_view key,
                        std::string_view value) {
  switch (table) {
    case Table::kMeta:
      return key == kFormatKey ? ParseFormat(value).status() : absl::OkStatus();
    case Table::kReferences:
    case Table::kReferenceRights:
      return ParseReferenceKey(key).status();
    case Table::kFingerprints:
    case Table::kNumbers:
    case Table::kRetired:
    case Table::kScans:
      return ParseReferenceNumberKey(key).status();
    case Table::kUploadFingerprints:
    case Table::kUploadNumbers:
    case Table::kRetiredUploads:
      return ParseUploadNumberKey(key).status();
    case Table::kUploads:
    case Table::kUnacknowledged:
    case Table::kSenderNotices:
    case Table::kReleases:
      return ParseUploadKey(key).status();
    case Table::kPolicies:
      return ParsePolicyKey(key).status();
    case Table::kLicences:
      return ParseLicenceKey(key).status();
    case Table::kUses:
      return ParseUseKey(key).status();
    case Table::kOwnedWorks:
      return ParseOwnedWorkKey(key).status();
    case Table::kIdentifiers:
      return ParseIdentifierKey(key).status();
    case Table::kRedecisions:
      return ParseRedecisionKey(key).status();
    case Table::kOwnerClaims:
    case Table::kStrikes:
    case Table::kObjections:
      return ParseClaimOfKey(key).status();
    case Table::kCaseQueue:
      return ParseCaseQueueKey(key).status();
    case Table::kCaseClaims:
      return ParseCaseClaimKey(key).status();
    case Table::kClaimDeadlines:
      return ParseClaimDeadlineKey(key).status();
    case Table::kAudit:
    case Table::kOutbox:
      return ParseSequenceKey(key).status();
    case Table::kOwners:
    case Table::kWorks:
    case Table::kScreenings:
    case Table::kRequests:
    case Table::kOwnerships:
    case Table::kLeases:
    case Table::kOpinions:
    case Table::kUnreadFiles:
    case Table::kNotices:
      break;
  }
  if (key.empty() || key.find('\0') != std::string_view::npos) {
    return absl::DataLossError("a key is empty or has a NUL");
  }
  return absl::OkStatus();
}

absl::Status CheckPage(const PageLayout& layout, std::string_view key,
                       std::string_view page) {
  const absl::Status fault = PageFault(layout, key, page);
  if (fault.ok()) return fault;
  return absl::DataLossError(
      absl::StrCat("page \"", absl::CHexEscape({key.data(), key.size()}),
                   "\": ", fault.ToString()));
}

}  // namespace earmark::index
