// The bytes of what this folder stores: messages of earmark/storage/v1, from
// and to the values of the public headers. docs/formats.md describes them.
//
// Encoding is deterministic, since guards compare bytes. Decoding takes bytes
// that need not be trusted, and returns kDataLoss for all that encoding a valid
// value could not have given: other wire formats, enumerators that do not
// exist, instants out of range. Instants are kept to the nanosecond.
#ifndef EARMARK_TAKEDOWN_INTERNAL_TAKEDOWN_RECORDS_H_
#define EARMARK_TAKEDOWN_INTERNAL_TAKEDOWN_RECORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "index/catalogue.h"
#include "takedown/ledger.h"
#include "takedown/screening.h"

namespace earmark::takedown {

std::string EncodeScreening(const Screening& screening);
absl::StatusOr<Screening> DecodeScreening(const ScreeningId& id,
                                          std::string_view bytes);

// What an upload id stands for.
struct Upload {
  ScreeningId screening;
  index::ContentDigest digest{};

  bool operator==(const Upload&) const = default;
};

std::string EncodeUpload(const Upload& upload);
absl::StatusOr<Upload> DecodeUpload(std::string_view bytes);

// The digest of an upload: SHA-256 over a version byte (2), the content's
// digest, tenant, upload id, account token, purpose and income (one byte each),
// and the words of the territories; texts and the list begin with their length
// as four bytes, big-endian.
index::ContentDigest UploadDigest(const UploadFacts& facts,
                                  const index::ContentDigest& content);

std::string EncodeRequest(const index::ContentDigest& request);
absl::StatusOr<index::ContentDigest> DecodeRequest(std::string_view bytes);

// One entry of the audit log: the event, save for `request`, and the hash of
// the entry before.
struct AuditEntry {
  Event event;
  index::ContentDigest previous_hash{};
};

std::string EncodeAuditEntry(const Event& event,
                             const index::ContentDigest& previous_hash);
absl::StatusOr<AuditEntry> DecodeAuditEntry(std::string_view bytes);

// An entry of the outbox: kind, resource and time of the event.
std::string EncodeOutboxEntry(const Event& event);
absl::StatusOr<Event> DecodeOutboxEntry(std::string_view bytes);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_TAKEDOWN_RECORDS_H_
