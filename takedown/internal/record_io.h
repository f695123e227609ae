// Reading and writing the values of records.
#ifndef EARMARK_TAKEDOWN_INTERNAL_RECORD_IO_H_
#define EARMARK_TAKEDOWN_INTERNAL_RECORD_IO_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message_lite.h"
#include "google/protobuf/timestamp.pb.h"
#include "index/catalogue.h"
#include "takedown/action.h"
#include "takedown/territories.h"
#include "takedown/use.h"

namespace earmark::takedown {

// The years 1 to 9999, as google.protobuf.Timestamp has them.
inline constexpr int64_t kFirstSecond = -62'135'596'800;
inline constexpr int64_t kLastSecond = 253'402'300'799;
inline constexpr int32_t kNanosPerSecond = 1'000'000'000;

inline std::string Serialize(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    // Maps are else written in the order of a hash table.
    coded.SetSerializationDeterministic(true);
    // Fails only for fields that are required, which these messages have not.
    static_cast<void>(message.SerializeToCodedStream(&coded));
  }
  return bytes;
}

// Reads the values of one record, and remembers the first that is wrong.
class RecordReader {
 public:
  // `what` names the record in errors, and must outlive this object.
  explicit RecordReader(const char* what) : what_(what) {}

  void Parse(std::string_view bytes, google::protobuf::MessageLite& message) {
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      Fail(absl::StrCat("not a record of ", bytes.size(), " bytes"));
    }
  }

  // An enumerator from `first` to `last`.
  template <typename Enum>
  Enum Enumerator(int32_t number, Enum first, Enum last, const char* field) {
    if (number < static_cast<int32_t>(first) ||
        number > static_cast<int32_t>(last)) {
      Fail(absl::StrCat(field, " ", number));
      return first;
    }
    return static_cast<Enum>(number);
  }

  absl::Time Instant(const google::protobuf::Timestamp& stamp,
                     const char* field) {
    if (stamp.seconds() < kFirstSecond || stamp.seconds() > kLastSecond ||
        stamp.nanos() < 0 || stamp.nanos() >= kNanosPerSecond) {
      Fail(absl::StrCat(field, " ", stamp.seconds(), " s, ", stamp.nanos(),
                        " ns"));
      return absl::UnixEpoch();
    }
    return absl::FromUnixSeconds(stamp.seconds()) +
           absl::Nanoseconds(stamp.nanos());
  }

  index::ContentDigest Digest(const std::string& bytes, const char* field) {
    index::ContentDigest digest{};
    if (bytes.size() != digest.size()) {
      Fail(absl::StrCat(field, " of ", bytes.size(), " bytes"));
      return digest;
    }
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
  }

  // A set of enumerators up to `last`.
  template <typename E>
  EnumSet<E> Enumerators(uint32_t bits, E last, const char* field) {
    if (bits >> (static_cast<int>(last) + 1) != 0) {
      Fail(absl::StrCat(field, " ", bits));
    }
    return EnumSet<E>::FromBits(bits);
  }

  absl::Status Result() const {
    if (fault_.empty()) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat("damaged record of ", what_, ": ", fault_));
  }

  void Fail(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

 private:
  const char* what_;
  std::string fault_;
};

inline Action ReadAction(int32_t number, RecordReader& reader) {
  return reader.Enumerator(number, Action::kAllow, Action::kTakedown, "action");
}

inline void WriteInstant(absl::Time time, google::protobuf::Timestamp& stamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  stamp.set_seconds(seconds);
  stamp.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

inline std::string BytesOf(const index::ContentDigest& digest) {
  return std::string(digest.begin(), digest.end());
}

template <typename Strings>
std::vector<std::string> ReadStrings(const Strings& strings) {
  return {strings.begin(), strings.end()};
}

template <typename Strings>
TerritorySet ReadTerritories(const Strings& words, RecordReader& reader) {
  const std::optional<TerritorySet> territories =
      TerritorySet::FromWords(ReadStrings(words));
  if (!territories) reader.Fail("territories");
  return territories.value_or(TerritorySet());
}

template <typename Strings>
void WriteTerritories(const TerritorySet& territories, Strings& words) {
  for (std::string& word : territories.Words()) *words.Add() = std::move(word);
}

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_INTERNAL_RECORD_IO_H_
