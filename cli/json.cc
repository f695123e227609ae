#include "cli/json.h"

#include "absl/strings/str_format.h"
#include "cli/settings.h"
#include "cli/text.h"
#include "google/protobuf/util/json_util.h"

namespace earmark::cli {

std::string ToJson(const google::protobuf::Message& message) {
  std::string json;
  // Fails only for Any of unknown types and times out of range, neither of
  // which the service sends.
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) {
    return "null";
  }
  return json;
}

std::string ToJsonString(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += absl::StrFormat("\\u%04x", static_cast<unsigned char>(c));
    } else {
      json += c;
    }
  }
  return json + '"';
}

std::string ErrorJson(const absl::Status& status) {
  return JsonObject()
      .Add("code", absl::StatusCodeToString(status.code()))
      .Add("message", ToUtf8(MessageOf(status)))
      .Build();
}

JsonObject& JsonObject::Add(std::string_view key, std::string_view text) {
  return AddJson(key, ToJsonString(text));
}

JsonObject& JsonObject::Add(std::string_view key, uint64_t number) {
  return AddJson(key, std::to_string(number));
}

JsonObject& JsonObject::AddJson(std::string_view key, std::string_view json) {
  if (!members_.empty()) members_ += ',';
  members_ += ToJsonString(key);
  members_ += ':';
  members_ += json;
  return *this;
}

JsonArray& JsonArray::AddJson(std::string_view json) {
  if (!items_.empty()) items_ += ',';
  items_ += json;
  return *this;
}

}  // namespace earmark::cli
