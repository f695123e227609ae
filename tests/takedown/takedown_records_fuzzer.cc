// Records are read from a disk that may have gone bad: any bytes are refused,
// or give a value whose own record reads and writes the same. The first byte
// of an input says which record the rest is.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/stubs/logging.h"
#include "takedown/internal/case_records.h"
#include "takedown/internal/notice_records.h"
#include "takedown/internal/rights_records.h"
#include "takedown/internal/takedown_records.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/takedown/sample_records.h"

namespace earmark::takedown {
namespace {

// Calls `visit` with the codec of record `kind`: functions from bytes to
// StatusOr of a value, and from a value to bytes.
template <typename Visitor>
void WithCodec(int kind, Visitor visit) {
  switch (kind % 15) {
    case 0:
      return visit(
          [](std::string_view bytes) { return DecodeOwner({"o"}, bytes); },
          EncodeOwner);
    case 1:
      return visit(DecodeOwnerships, EncodeOwnerships);
    case 2:
      return visit(
          [](std::string_view bytes) { return DecodeScreening({"s"}, bytes); },
          EncodeScreening);
    case 3:
      return visit(DecodeUpload, EncodeUpload);
    case 4:
      return visit(DecodeRequest, EncodeRequest);
    case 5:
      return visit(DecodeAuditEntry, [](const AuditEntry& entry) {
        return EncodeAuditEntry(entry.event, entry.previous_hash);
      });
    case 6:
      return visit(
          [](std::string_view bytes) { return DecodePolicy({"p"}, 1, bytes); },
          EncodePolicy);
    case 7:
      return visit(
          [](std::string_view bytes) {
            return DecodeLicence({"o"}, {"l"}, bytes);
          },
          EncodeLicence);
    case 8:
      return visit(DecodeReferenceRights, EncodeReferenceRights);
    case 9:
      return visit(DecodeRedecision, EncodeRedecision);
    case 10:
      return visit(
          [](std::string_view bytes) { return DecodeNotice({"n"}, bytes); },
          EncodeNotice);
    case 11:
      return visit(DecodeLease, EncodeLease);
    case 12:
      return visit(DecodeOpinions, EncodeOpinions);
    case 13:
      return visit(DecodeUnreadFiles, EncodeUnreadFiles);
    default:
      return visit(DecodeOutboxEntry, EncodeOutboxEntry);
  }
}

void Check(int kind, std::string_view bytes) {
  WithCodec(kind, [&](const auto& decode, const auto& encode) {
    const auto value = decode(bytes);
    if (!value.ok()) {
      if (!absl::IsDataLoss(value.status())) std::abort();
      return;
    }
    const std::string record = encode(*value);
    const auto again = decode(record);
    if (!again.ok() || encode(*again) != record) std::abort();
  });
}

}  // namespace
}  // namespace earmark::takedown

namespace earmark::fuzz {

std::vector<std::string> Seeds() {
  using namespace takedown;  // NOLINT(google-build-using-namespace)
  const Event event = SampleEvent();
  const std::string records[] = {
      EncodeOwner(SampleOwner()),
      EncodeOwnerships(SampleOwnerships()),
      EncodeScreening(SampleScreening(1)),
      EncodeUpload({.screening = {"s"}, .digest = event.request}),
      EncodeRequest(event.request),
      EncodeAuditEntry(event, event.request),
      EncodePolicy(SamplePolicy()),
      EncodeLicence(SampleLicence()),
      EncodeReferenceRights(SampleReferenceRights()),
      EncodeRedecision("A licence was given."),
      EncodeNotice(SampleNotice()),
      EncodeLease(SampleLease()),
      EncodeOpinions(SampleOpinions()),
      EncodeUnreadFiles(SampleUnreadFiles()),
      EncodeOutboxEntry(event)};
  std::vector<std::string> seeds;
  for (const std::string& record : records) {
    seeds.push_back(static_cast<char>(seeds.size()) + record);
  }
  return seeds;
}

}  // namespace earmark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  // It reports each text that is not UTF-8.
  const google::protobuf::LogSilencer silence;
  earmark::takedown::Check(data[0],
                           {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
