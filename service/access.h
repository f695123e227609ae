// Who calls, and what it may call: each method says in its Access option
// (access.proto) which roles may call it, and what of its request a rights
// holder must own.
//
// Until callers have credentials, they say who they are in the metadata of the
// call, and that is trusted as it is:
//
//   x-earmark-role   pipeline, rights-holder, moderator, administrator or
//                    auditor; absent: administrator
//   x-earmark-owner  the id of its owner, for a rights holder alone
//
// It keeps honest callers apart. It does not keep out anybody who can reach the
// port: whoever can may write what they like there.
#ifndef EARMARK_SERVICE_ACCESS_H_
#define EARMARK_SERVICE_ACCESS_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "earmark/v1/access.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/string_ref.h"
#include "index/ids.h"
#include "takedown/ledger.h"
#include "takedown/rights.h"
#include "takedown/time_ordered_id.h"

namespace earmark::service {

inline constexpr char kRoleKey[] = "x-earmark-role";
inline constexpr char kOwnerKey[] = "x-earmark-owner";

// The metadata of a call, as gRPC hands it out.
using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

struct Caller {
  v1::Access::Role role = v1::Access::ADMINISTRATOR;
  // Whose rights holder it is; empty for all other roles.
  index::OwnerId owner = {};
};

// As in the metadata: `RIGHTS_HOLDER` is "rights-holder".
std::string NameOfRole(v1::Access::Role role);

// Who calls. Returns kUnauthenticated for an unknown role, a rights holder
// without a good owner id, an owner with another role, and a key that comes
// more than once; the message says what to send instead.
absl::StatusOr<Caller> ReadCaller(const Metadata& metadata);

// The method that takes `request`: each has a request of its own, in its file.
// Nullptr if there is none.
const google::protobuf::MethodDescriptor* FindMethodOf(
    const google::protobuf::Descriptor& request);

// Lets calls through to the methods. Safe for concurrent use.
class AccessGate {
 public:
  struct Parts {
    const takedown::Rights& rights;
    const takedown::Ledger& ledger;
    takedown::Clock now;
  };

  // What `parts` refers to must outlive this object.
  explicit AccessGate(Parts parts) : parts_(std::move(parts)) {}

  // OK if whoever calls with `metadata` may call the method that takes
  // `request`, for what the request names. May block on the disk. Returns the
  // errors of ReadCaller and of the store, and kPermissionDenied: for a role
  // that may not call the method; and for a rights holder that names what is
  // not its own, in the same words whether it is another's or not there, or
  // sets a field that is not for it.
  absl::Status Check(const Metadata& metadata,
                     const google::protobuf::Message& request) const;

 private:
  absl::Status CheckRequest(const index::OwnerId& caller,
                            const v1::Access& access,
                            const google::protobuf::Message& request) const;
  // Whether `name` names what is the owner's, as Access.own says.
  absl::StatusOr<bool> IsOwn(const index::OwnerId& owner,
                             const std::string& name) const;
  // Whether the owner may read it, as Access.readable says.
  absl::StatusOr<bool> IsReadable(const index::OwnerId& owner,
                                  const std::string& name) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_ACCESS_H_
