// Wire -> domain: the one place where messages of earmark.v1 become values of
// the domain, and are checked on the way. to_proto.h is the way back.
//
// Each function that reads a message returns kInvalidArgument for a bad field;
// the error names the field, says what it must be, and ends in the value (for
// accounts and labels, which may be personal, in the length).
#ifndef EARMARK_SERVICE_FROM_PROTO_H_
#define EARMARK_SERVICE_FROM_PROTO_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/screening_service.pb.h"
#include "service/internal/fields.h"
#include "service/moderation.h"
#include "service/registry.h"
#include "service/screener.h"

namespace earmark::service {

// Largest chunk of a stream, in bytes.
inline constexpr size_t kMaxChunkBytes = size_t{1} << 20;

// The key of a request: its `request_id`, and a digest of the whole message and
// of `content` (what it sends beside the message).
absl::StatusOr<RequestKey> ToRequestKey(
    const std::string& request_id, const google::protobuf::Message& request,
    std::string_view content = {});

// The revision that an etag stands for; nullopt for an empty one.
absl::StatusOr<std::optional<int64_t>> ToRevision(const std::string& etag);

// An owner or a work to be made: times, trust, state and revision are left at
// their defaults.
absl::StatusOr<takedown::Owner> ToOwner(const v1::CreateOwnerRequest& request,
                                        TokenOf token_of);
absl::StatusOr<OwnedWork> ToWork(const v1::CreateWorkRequest& request);

// The fields that the request's mask names, with their values.
absl::StatusOr<OwnerUpdate> ToOwnerUpdate(const v1::UpdateOwnerRequest& request,
                                          TokenOf token_of);
absl::StatusOr<WorkUpdate> ToWorkUpdate(const v1::UpdateWorkRequest& request);

// The request key is left empty: it needs the content.
absl::StatusOr<NewReference> ToNewReference(const v1::ReferenceHeader& header);

// The tenant and the account's token are left empty. Upload ids that stand for
// addresses in notices are refused.
absl::StatusOr<Upload> ToUpload(const v1::UploadHeader& header);

// OK for the upload id of a header, or of a list's filter.
absl::Status CheckUploadId(const std::string& upload_id);

absl::StatusOr<VerdictChange> ToVerdictChange(
    const v1::GiveVerdictRequest& request);
absl::StatusOr<VerdictChange> ToVerdictChange(
    const v1::TakeBackVerdictRequest& request);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_FROM_PROTO_H_
