// The bytes of the catalogue's records: messages of
// earmark/storage/v1/catalogue.proto. docs/formats.md describes them.
//
// Encoding is deterministic, since guards compare bytes. Decoding takes bytes
// that need not be trusted, and returns kDataLoss for all that encoding a valid
// value could not have given. Instants are kept to the nanosecond.
#ifndef EARMARK_INDEX_INTERNAL_CATALOGUE_RECORDS_H_
#define EARMARK_INDEX_INTERNAL_CATALOGUE_RECORDS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "index/catalogue.h"
#include "index/keys.h"
#include "index/upload_archive.h"

namespace earmark::index {

std::string EncodeWork(const Work& work);
absl::StatusOr<Work> DecodeWork(const WorkId& id, std::string_view bytes);

std::string EncodeReference(const Reference& reference);
absl::StatusOr<Reference> DecodeReference(const WorkId& work,
                                          const ReferenceId& id,
                                          std::string_view bytes);

// Which reference a number stands for.
std::string EncodeReferenceName(const WorkId& work,
                                const ReferenceId& reference);
absl::StatusOr<ReferenceKeyParts> DecodeReferenceName(std::string_view bytes);

// Which upload a number stands for.
std::string EncodeRememberedUpload(const RememberedUpload& upload);
absl::StatusOr<RememberedUpload> DecodeRememberedUpload(std::string_view bytes);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_CATALOGUE_RECORDS_H_
