// The id that an upload gets when the platform gives it none.
#ifndef EARMARK_CLI_UPLOAD_ID_H_
#define EARMARK_CLI_UPLOAD_ID_H_

#include <string>

#include "earmark/v1/screening_service.pb.h"

namespace earmark::cli {

// The id that follows from an upload's content (32 bytes of SHA-256) and from
// those facts of the header that a decision may rest on: a repeated question
// has the same id.
std::string DerivedUploadId(const std::string& content_sha256,
                            const v1::UploadHeader& header);

// An id that was never used, drawn by chance.
std::string FreshUploadId();

}  // namespace earmark::cli

#endif  // EARMARK_CLI_UPLOAD_ID_H_
