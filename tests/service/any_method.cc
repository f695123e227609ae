#include "tests/service/any_method.h"

#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"
#include "service/status.h"

namespace earmark::service {

using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

std::set<std::string> AllMethods() {
  std::ifstream stream(EARMARK_DESCRIPTORS, std::ios::binary);
  google::protobuf::FileDescriptorSet set;
  EXPECT_TRUE(set.ParseFromIstream(&stream)) << EARMARK_DESCRIPTORS;
  std::set<std::string> methods;
  for (const google::protobuf::FileDescriptorProto& file : set.file()) {
    for (const google::protobuf::ServiceDescriptorProto& service :
         file.service()) {
      for (const auto& method : service.method()) {
        methods.insert(absl::StrCat(service.name(), ".", method.name()));
      }
    }
  }
  return methods;
}

const MethodDescriptor& MethodOf(const std::string& name) {
  const MethodDescriptor* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          "earmark.v1." + name);
  if (method == nullptr) {
    ADD_FAILURE() << "there is no method " << name;
    std::abort();
  }
  return *method;
}

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor& type) {
  return std::unique_ptr<Message>(
      MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

std::unique_ptr<Message> RequestOf(const MethodDescriptor& method,
                                   const std::string& text) {
  std::unique_ptr<Message> request = NewMessage(*method.input_type());
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString(text, request.get()))
      << method.name() << ": " << text;
  return request;
}

absl::StatusOr<std::string> SendTo(
    const std::shared_ptr<grpc::Channel>& channel,
    const MethodDescriptor& method, const Message& request,
    const Pairs& metadata) {
  return SendBytes(
      channel,
      absl::StrCat("/", method.service()->full_name(), "/", method.name()),
      request.SerializeAsString(), metadata);
}

absl::StatusOr<std::string> SendBytes(
    const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
    const std::string& bytes, const Pairs& metadata) {
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub(channel);
  grpc::ClientContext context;
  for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, path, request, &queue);
  call->StartCall();
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag;
  bool ok;
  EXPECT_TRUE(queue.Next(&tag, &ok));
  if (!status.ok()) return FromGrpc(status);
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(response.Dump(&slices).ok());
  std::string answer;
  for (const grpc::Slice& part : slices) {
    answer.append(reinterpret_cast<const char*>(part.begin()), part.size());
  }
  return answer;
}

}  // namespace earmark::service
