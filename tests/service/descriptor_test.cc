// Keeps the field rules of the API (CONTRIBUTING.md) over its descriptors, with
// the comments that protoc saw.
#include "google/protobuf/descriptor.h"

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "earmark/v1/access.pb.h"
#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/screening_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/descriptor_database.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace earmark::service {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using testing::HasSubstr;
using testing::IsEmpty;

// Looks at one file, and collects what breaks a rule as "where: what".
class Rules {
 public:
  explicit Rules(const FileDescriptor& file) {
    for (int i = 0; i < file.message_type_count(); ++i) {
      CheckMessage(*file.message_type(i));
    }
    for (int i = 0; i < file.enum_type_count(); ++i) {
      Break(file.enum_type(i)->full_name(), "enum is not nested");
    }
    for (int i = 0; i < file.service_count(); ++i) {
      CheckService(*file.service(i));
    }
    if (file.service_count() > 1) Break(file.name(), "several services");
  }

  const std::vector<std::string>& broken() const { return broken_; }

 private:
  void Break(const std::string& where, const std::string& what) {
    broken_.push_back(absl::StrCat(where, ": ", what));
  }

  template <typename T>
  void CheckComment(const T& descriptor) {
    google::protobuf::SourceLocation location;
    if (!descriptor.GetSourceLocation(&location) ||
        absl::StripAsciiWhitespace(location.leading_comments).empty()) {
      Break(descriptor.full_name(), "no comment");
    }
  }

  void CheckMessage(const Descriptor& message) {
    if (message.options().map_entry()) return;
    CheckComment(message);
    for (int i = 0; i < message.field_count(); ++i) {
      CheckField(*message.field(i));
    }
    for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
      CheckComment(*message.oneof_decl(i));
    }
    for (int i = 0; i < message.nested_type_count(); ++i) {
      CheckMessage(*message.nested_type(i));
    }
    for (int i = 0; i < message.enum_type_count(); ++i) {
      CheckEnum(*message.enum_type(i));
    }
  }

  void CheckField(const FieldDescriptor& field) {
    CheckComment(field);
    const std::string& name = field.name();
    const std::string type = field.message_type() == nullptr
                                 ? ""
                                 : field.message_type()->full_name();
    if (absl::EndsWith(name, "_time") && type != "google.protobuf.Timestamp") {
      Break(field.full_name(), "an instant is not a Timestamp");
    }
    const bool is_position = absl::EndsWith(name, "_start") ||
                             absl::EndsWith(name, "_end") ||
                             absl::EndsWith(name, "duration");
    if (is_position && type != "google.protobuf.Duration") {
      Break(field.full_name(), "a length of time is not a Duration");
    }
    for (const char* unit : {"_ms", "_us", "_seconds", "_millis", "_nanos"}) {
      if (absl::EndsWith(name, unit)) {
        Break(field.full_name(), "time is given as a number");
      }
    }
    for (const char* word : {"viewer", "watched", "download", "visib",
                             "private", "sound_", "picture"}) {
      if (absl::StrContains(name, word)) {
        Break(field.full_name(), absl::StrCat("says ", word));
      }
    }
  }

  void CheckEnum(const EnumDescriptor& type) {
    CheckComment(type);
    std::string prefix;
    for (const char c : type.name()) {
      if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
      prefix += absl::ascii_toupper(c);
    }
    prefix += '_';
    for (int i = 0; i < type.value_count(); ++i) {
      CheckComment(*type.value(i));
      const bool is_zero = type.value(i)->number() == 0;
      if (is_zero && type.value(i)->name() != prefix + "UNSPECIFIED") {
        Break(type.full_name(), "zero is not UNSPECIFIED");
      }
      if (!is_zero && absl::StartsWith(type.value(i)->name(), prefix)) {
        Break(type.full_name(), "a value repeats the enum's name");
      }
    }
  }

  void CheckService(const ServiceDescriptor& service) {
    CheckComment(service);
    if (!absl::EndsWith(service.name(), "Service")) {
      Break(service.full_name(), "is not called ...Service");
    }
    for (int i = 0; i < service.method_count(); ++i) {
      CheckMethod(*service.method(i));
    }
  }

  void CheckMethod(const MethodDescriptor& method) {
    CheckComment(method);
    google::protobuf::SourceLocation location;
    method.GetSourceLocation(&location);
    if (!absl::StrContains(location.leading_comments, "Errors")) {
      Break(method.full_name(), "says nothing of errors");
    }
    const v1::Access& access = method.options().GetExtension(v1::access);
    if (access.roles().empty()) Break(method.full_name(), "no roles");
    for (const int role : access.roles()) {
      if (role == v1::Access::ROLE_UNSPECIFIED) {
        Break(method.full_name(), "an unspecified role");
      }
    }
    const Descriptor& request = *method.input_type();
    const Descriptor& response = *method.output_type();
    if (request.name() != method.name() + "Request" ||
        request.file() != method.file()) {
      Break(method.full_name(), "has no request of its own");
    }
    CheckPaths(method, access);
    if (absl::StartsWith(method.name(), "List")) {
      CheckList(method);
    } else if (absl::StartsWith(method.name(), "Test") ||
               absl::StartsWith(method.name(), "State") ||
               absl::StartsWith(method.name(), "Match")) {
      // What is worked out for the caller, and nobody keeps.
      if (response.name() != method.name() + "Response") {
        Break(method.full_name(), "has no response of its own");
      }
    } else if (absl::StartsWith(method.name(), "Delete")) {
      if (response.full_name() != "google.protobuf.Empty") {
        Break(method.full_name(), "returns what is gone");
      }
      CheckLegal(method);
    } else {
      CheckResource(response);
      // What only reads has no legal effect.
      if (!absl::StartsWith(method.name(), "Get") &&
          !absl::StartsWith(method.name(), "Explain")) {
        CheckLegal(method);
      }
    }
    if (absl::StartsWith(method.name(), "Update")) {
      const FieldDescriptor* mask = request.FindFieldByName("update_mask");
      if (mask == nullptr || mask->message_type() == nullptr ||
          mask->message_type()->full_name() != "google.protobuf.FieldMask") {
        Break(method.full_name(), "no update_mask");
      }
      if (response.FindFieldByName("etag") == nullptr ||
          response.FindFieldByName("update_time") == nullptr) {
        Break(response.full_name(), "no etag or update_time");
      }
    }
  }

  // What a rights holder may call for is said of the methods that it may call.
  void CheckPaths(const MethodDescriptor& method, const v1::Access& access) {
    bool holders = false;
    for (const int role : access.roles()) {
      holders = holders || role == v1::Access::RIGHTS_HOLDER;
    }
    if (holders && access.own().empty() && access.readable().empty()) {
      Break(method.full_name(), "is for rights holders of whatever it names");
    }
    if (!holders && !(access.own().empty() && access.readable().empty() &&
                      access.withheld().empty())) {
      Break(method.full_name(), "has paths, but is not for rights holders");
    }
    for (const auto* paths : {&access.own(), &access.readable()}) {
      for (const std::string& path : *paths) {
        const FieldDescriptor* field = FindField(*method.input_type(), path);
        if (field == nullptr || field->type() != FieldDescriptor::TYPE_STRING) {
          Break(method.full_name(), absl::StrCat(path, " is no string"));
        }
      }
    }
    // An empty list names nothing, and what is changed must be named.
    for (const std::string& path : access.own()) {
      const FieldDescriptor* field = FindField(*method.input_type(), path);
      if (field != nullptr && field->is_repeated()) {
        Break(method.full_name(), absl::StrCat(path, " can be left out"));
      }
    }
    for (const std::string& path : access.withheld()) {
      const FieldDescriptor* field = FindField(*method.input_type(), path);
      if (field == nullptr || field->is_repeated()) {
        Break(method.full_name(), absl::StrCat(path, " is no single field"));
      }
    }
  }

  // Nullptr if there is none, or it lies in a repeated field.
  static const FieldDescriptor* FindField(const Descriptor& message,
                                          const std::string& path) {
    const Descriptor* place = &message;
    const FieldDescriptor* field = nullptr;
    const std::vector<std::string> names = absl::StrSplit(path, '.');
    for (const std::string& name : names) {
      if (field != nullptr) {
        place = field->is_repeated() ? nullptr : field->message_type();
      }
      field = place == nullptr ? nullptr : place->FindFieldByName(name);
      if (field == nullptr) return nullptr;
    }
    return field;
  }

  void CheckList(const MethodDescriptor& method) {
    const FieldDescriptor* size =
        method.input_type()->FindFieldByName("page_size");
    const FieldDescriptor* token =
        method.input_type()->FindFieldByName("page_token");
    const FieldDescriptor* next =
        method.output_type()->FindFieldByName("next_page_token");
    if (size == nullptr || size->type() != FieldDescriptor::TYPE_INT32 ||
        token == nullptr || token->type() != FieldDescriptor::TYPE_STRING ||
        next == nullptr || next->type() != FieldDescriptor::TYPE_STRING) {
      Break(method.full_name(), "has no pages");
    }
    const FieldDescriptor* items = method.output_type()->field(0);
    if (!items->is_repeated() || items->message_type() == nullptr) {
      Break(method.full_name(), "does not list resources");
    } else {
      CheckResource(*items->message_type());
    }
  }

  void CheckResource(const Descriptor& resource) {
    const FieldDescriptor* name = resource.FindFieldByName("name");
    if (name == nullptr || name->number() != 1) {
      Break(resource.full_name(), "a resource without a name");
    }
    if (resource.FindFieldByName("create_time") == nullptr) {
      Break(resource.full_name(), "a resource without create_time");
    }
  }

  // A call with legal effect can be repeated: by a request id, or an upload's.
  void CheckLegal(const MethodDescriptor& method) {
    const Descriptor* request = method.input_type();
    if (method.client_streaming()) {
      const FieldDescriptor* header = request->FindFieldByName("header");
      if (header == nullptr) {
        Break(method.full_name(), "streams without a header");
        return;
      }
      request = header->message_type();
    }
    if (request->FindFieldByName("request_id") == nullptr &&
        request->FindFieldByName("upload_id") == nullptr) {
      Break(method.full_name(), "no request_id");
    }
  }

  std::vector<std::string> broken_;
};

google::protobuf::FileDescriptorSet ReadDescriptors() {
  std::ifstream file(EARMARK_DESCRIPTORS, std::ios::binary);
  google::protobuf::FileDescriptorSet set;
  EXPECT_TRUE(set.ParseFromIstream(&file)) << EARMARK_DESCRIPTORS;
  return set;
}

TEST(DescriptorTest, ApiKeepsItsRules) {
  const google::protobuf::FileDescriptorSet set = ReadDescriptors();
  google::protobuf::DescriptorPool pool;
  int services = 0;
  for (const google::protobuf::FileDescriptorProto& proto : set.file()) {
    const FileDescriptor* file = pool.BuildFile(proto);
    ASSERT_NE(file, nullptr) << proto.name();
    if (file->package() != "earmark.v1") continue;
    services += file->service_count();
    EXPECT_THAT(Rules(*file).broken(), IsEmpty());
  }
  EXPECT_EQ(services, 6);
}

// Evidence is part of a fingerprint: only people who judge matches see it.
TEST(DescriptorTest, OnlyModeratorsAndAdministratorsAreShownEvidence) {
  const MethodDescriptor* method = v1::ScreeningExplanation::descriptor()
                                       ->file()
                                       ->service(0)
                                       ->FindMethodByName("ExplainScreening");
  ASSERT_NE(method, nullptr);
  EXPECT_THAT(method->options().GetExtension(v1::access).roles(),
              testing::UnorderedElementsAre(v1::Access::MODERATOR,
                                            v1::Access::ADMINISTRATOR));
}

// The rules must be able to fail.
TEST(DescriptorTest, EachBrokenRuleIsFound) {
  google::protobuf::FileDescriptorSet set = ReadDescriptors();
  google::protobuf::DescriptorPool pool;
  for (const google::protobuf::FileDescriptorProto& proto : set.file()) {
    ASSERT_NE(pool.BuildFile(proto), nullptr);
  }
  google::protobuf::FileDescriptorProto proto;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "bad.proto"
        package: "earmark.v1"
        syntax: "proto3"
        enum_type {
          name: "Loose"
          value { name: "A" number: 0 }
        }
        message_type {
          name: "Thing"
          field { name: "update_time" number: 1 type: TYPE_INT64 }
          field { name: "query_start" number: 2 type: TYPE_DOUBLE }
          field { name: "length_ms" number: 3 type: TYPE_INT64 }
          field { name: "download_count" number: 4 type: TYPE_INT64 }
          enum_type {
            name: "TwoWords"
            value { name: "ZERO" number: 0 }
            value { name: "TWO_WORDS_ONE" number: 1 }
          }
        }
        message_type { name: "ListThingsRequest" }
        message_type {
          name: "ListThingsResponse"
          field { name: "ids" number: 1 type: TYPE_STRING }
        }
        message_type { name: "UpdateThingRequest" }
        message_type {
          name: "Other"
          field {
            name: "names"
            number: 1
            type: TYPE_STRING
            label: LABEL_REPEATED
          }
          field {
            name: "thing"
            number: 2
            type: TYPE_MESSAGE
            type_name: "Thing"
          }
        }
        service {
          name: "Things"
          method {
            name: "ListThings"
            input_type: "ListThingsRequest"
            output_type: "ListThingsResponse"
          }
          method {
            name: "UpdateThing"
            input_type: "UpdateThingRequest"
            output_type: "Thing"
            options {
              [earmark.v1.access] { roles: RIGHTS_HOLDER }
            }
          }
          method {
            name: "SendThing"
            input_type: "Other"
            output_type: "Thing"
            client_streaming: true
            options {
              [earmark.v1.access] {
                roles: PIPELINE
                own: "names"
                readable: "thing.update_time"
                withheld: "nothing"
              }
            }
          }
        }
        service { name: "OtherService" }
      )pb",
      &proto));
  const FileDescriptor* file = pool.BuildFile(proto);
  ASSERT_NE(file, nullptr);
  std::string broken;
  const Rules rules(*file);
  for (const std::string& line : rules.broken()) broken += line + "\n";
  for (const char* expected : {"Thing: no comment",
                               "Thing.update_time: no comment",
                               "TwoWords: no comment",
                               "ZERO: no comment",
                               "Things: no comment",
                               "ListThings: no comment",
                               "says nothing of errors",
                               "an instant is not a Timestamp",
                               "a length of time is not a Duration",
                               "time is given as a number",
                               "says download",
                               "enum is not nested",
                               "zero is not UNSPECIFIED",
                               "a value repeats the enum's name",
                               "no roles",
                               "has no pages",
                               "does not list resources",
                               "a resource without a name",
                               "a resource without create_time",
                               "no request_id",
                               "streams without a header",
                               "no update_mask",
                               "no etag or update_time",
                               "is not called ...Service",
                               "several services",
                               "is for rights holders of whatever it names",
                               "has paths, but is not for rights holders",
                               "thing.update_time is no string",
                               "names can be left out",
                               "nothing is no single field",
                               "has no request of its own"}) {
    EXPECT_THAT(broken, HasSubstr(expected));
  }
}

}  // namespace
}  // namespace earmark::service
