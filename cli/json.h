// JSON for programs: protobuf's own form for messages, and small objects that
// hold them.
#ifndef EARMARK_CLI_JSON_H_
#define EARMARK_CLI_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace earmark::cli {

// The message in protobuf's JSON form, on one line.
std::string ToJson(const google::protobuf::Message& message);

// `text` (UTF-8) as a JSON string, with its quotes.
std::string ToJsonString(std::string_view text);

// `{"code": "NOT_FOUND", "message": ...}`.
std::string ErrorJson(const absl::Status& status);

// Builds one object, its members in the order in which they are added.
class JsonObject {
 public:
  JsonObject& Add(std::string_view key, std::string_view text);
  JsonObject& Add(std::string_view key, uint64_t number);
  // `json` is a JSON value.
  JsonObject& AddJson(std::string_view key, std::string_view json);

  std::string Build() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

// Builds one array.
class JsonArray {
 public:
  JsonArray& AddJson(std::string_view json);

  std::string Build() const { return "[" + items_ + "]"; }

 private:
  std::string items_;
};

// The messages of a repeated field as an array.
template <typename Messages>
std::string ToJsonArray(const Messages& messages) {
  JsonArray array;
  for (const auto& message : messages) array.AddJson(ToJson(message));
  return array.Build();
}

}  // namespace earmark::cli

#endif  // EARMARK_CLI_JSON_H_
