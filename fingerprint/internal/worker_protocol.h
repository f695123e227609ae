// What `earmark` and `earmark-worker` say to each other; docs/worker.md shows
// it byte by byte.
//
//   earmark ── control socket ──▶ worker program     request + 3 descriptors
//      ▲ ▲                          │ fork
//      │ └──── lifeline ────────────┤                how the child ended
//      └────── result pipe ◀──── child               fingerprint or error
//
// The control socket carries requests one way (and, once, that the program is
// ready). Everything about one extraction goes over descriptors of its own, so
// nothing is shared between calls and nothing needs an id:
//
// - The media file: the child reads it.
// - The result pipe: the child writes one result into it. A child may be in the
//   hands of a hostile file, so a result is parsed as such.
// - The lifeline, a socket: the worker program says on it how the child ended.
//   The client shuts its side to have the child killed; its end without a
//   message says that the worker program itself has died.
//
// Messages are plain structs in the machine's byte order: both programs run on
// one machine, and the version is checked.
#ifndef EARMARK_FINGERPRINT_INTERNAL_WORKER_PROTOCOL_H_
#define EARMARK_FINGERPRINT_INTERNAL_WORKER_PROTOCOL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fingerprint/extract_options.h"
#include "fingerprint/fingerprint_codec.h"
#include "fingerprint/internal/descriptor.h"

namespace earmark::fingerprint {

// Changes with every change of a message.
inline constexpr uint32_t kWorkerProtocolVersion = 2;

// Where the worker program finds its control socket (SOCK_SEQPACKET).
inline constexpr int kControlDescriptor = 3;
// Where a child finds the media file and the result pipe. It has no others but
// 0, 1 and 2, which lead nowhere.
inline constexpr int kMediaDescriptor = 3;
inline constexpr int kResultDescriptor = 4;

// With this status a child exits that was refused memory where it could not
// write a result any more.
inline constexpr int kOutOfMemoryExit = 77;

// Longest payload of a result, and longest message of an error, in bytes.
inline constexpr size_t kMaxResultBytes = kMaxFingerprintBytes;
inline constexpr size_t kMaxErrorBytes = 1024;
inline constexpr size_t kResultHeaderBytes = 16;

// One extraction.
struct WorkerRequest {
  enum class Kind : uint32_t { kExtract = 1, kFpcalc = 2 };
  Kind kind = Kind::kExtract;
  ExtractOptions options;
  // For kFpcalc.
  FpcalcOptions fpcalc;
};

// What travels with a request.
struct RequestDescriptors {
  Descriptor media;
  Descriptor result;
  Descriptor lifeline;
};

// How a child ended, as the worker program saw it.
struct ChildEnd {
  enum class How : uint32_t {
    kExited = 1,      // value: the exit status
    kSignalled = 2,   // value: the signal
    kNotStarted = 3,  // value: errno of fork
  };
  How how = How::kExited;
  int32_t value = 0;

  bool operator==(const ChildEnd&) const = default;
};

// What a child made of its file.
struct WorkerResult {
  // OK, or why there is no payload.
  absl::Status status;
  // The bytes of a fingerprint, or fpcalc's lines.
  std::string payload;
};

std::string EncodeRequest(const WorkerRequest& request);
// Returns kInvalidArgument unless `bytes` are a request of this version.
absl::StatusOr<WorkerRequest> DecodeRequest(std::string_view bytes);

// What the worker program says first.
std::string EncodeReady();
// Returns kFailedPrecondition unless `bytes` are what a worker program of this
// version says.
absl::Status CheckReady(std::string_view bytes);

std::string EncodeChildEnd(const ChildEnd& end);
// Returns kDataLoss unless `bytes` are the end of a child.
absl::StatusOr<ChildEnd> DecodeChildEnd(std::string_view bytes);

// Cuts longer error messages to kMaxErrorBytes. A payload longer than
// kMaxResultBytes becomes an error.
std::string EncodeResult(const absl::StatusOr<std::string>& result);
// Parses bytes that need not be trusted: returns kDataLoss unless they are one
// result, whole and within its limits. Bytes of an error message that are not
// printable ASCII are replaced by '?', so that it may go to logs and terminals.
absl::StatusOr<WorkerResult> DecodeResult(std::string_view bytes);

// Sends one message over `socket`, without blocking. Returns kUnavailable when
// nobody is there to receive it, kResourceExhausted when the socket is full or
// the kernel is out of memory.
absl::Status SendMessage(int socket, std::string_view bytes,
                         const RequestDescriptors* descriptors = nullptr);

// One message as it was received.
struct ReceivedMessage {
  // Empty at the end of the connection.
  std::string bytes;
  // All valid if three descriptors came along, else none.
  RequestDescriptors descriptors;
};
// Receives one message; blocks if `socket` does. Returns kUnavailable when the
// connection broke.
absl::StatusOr<ReceivedMessage> ReceiveMessage(int socket);

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_INTERNAL_WORKER_PROTOCOL_H_
