// Calls any method of the API by its name, for tables over all of them.
#ifndef EARMARK_TESTS_SERVICE_ANY_METHOD_H_
#define EARMARK_TESTS_SERVICE_ANY_METHOD_H_

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"

namespace earmark::service {

// Metadata of a call.
using Pairs = std::vector<std::pair<std::string, std::string>>;

// The methods of all protos of the API: `CatalogService.GetOwner`.
std::set<std::string> AllMethods();

// Ends the process when there is no such method.
const google::protobuf::MethodDescriptor& MethodOf(const std::string& name);

std::unique_ptr<google::protobuf::Message> NewMessage(
    const google::protobuf::Descriptor& type);

// Of protobuf's text format; fails the test when it is none.
std::unique_ptr<google::protobuf::Message> RequestOf(
    const google::protobuf::MethodDescriptor& method, const std::string& text);

// Sends one message, and returns the bytes of the answer. A client stream of
// one message is the same on the wire.
absl::StatusOr<std::string> SendTo(
    const std::shared_ptr<grpc::Channel>& channel,
    const google::protobuf::MethodDescriptor& method,
    const google::protobuf::Message& request, const Pairs& metadata);
absl::StatusOr<std::string> SendBytes(
    const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
    const std::string& bytes, const Pairs& metadata);

}  // namespace earmark::service

#endif  // EARMARK_TESTS_SERVICE_ANY_METHOD_H_
