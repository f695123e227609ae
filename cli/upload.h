// Sends files to the service, in chunks, and again when it is too busy.
#ifndef EARMARK_CLI_UPLOAD_H_
#define EARMARK_CLI_UPLOAD_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/screening_service.pb.h"

namespace earmark::cli {

// All return the errors of the method, and of InputFile. When the service says
// that its queue is full, they wait for as long as it asks, and try again.

// Screens the file at `path`. `header.file_name` is filled in from `path`.
absl::StatusOr<v1::Screening> UploadForScreening(Connection& connection,
                                                 v1::UploadHeader header,
                                                 const std::string& path);

// Adds the file at `path` as a reference of the work `header.parent`.
// `header.file_name` is filled in from `path`.
absl::StatusOr<v1::Reference> UploadReference(Connection& connection,
                                              v1::ReferenceHeader header,
                                              const std::string& path);

// Finds works of the owner `owner` (`owners/{owner}`) in the file at `path`.
absl::StatusOr<v1::MatchFileResponse> UploadForMatching(
    Connection& connection, const std::string& owner, const std::string& path);

// The last part of `path`, fit for a `file_name` of the API.
std::string FileNameOf(const std::string& path);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_UPLOAD_H_
