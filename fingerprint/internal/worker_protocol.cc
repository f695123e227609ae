#include "fingerprint/internal/worker_protocol.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <type_traits>

#include "absl/strings/str_format.h"

namespace earmark::fingerprint {
namespace {

constexpr int kRequestDescriptors = 3;
// Longer than any message.
constexpr size_t kMessageBytes = 256;

struct RequestMessage {
  uint32_t version;
  uint32_t kind;
  int64_t max_bytes;
  int64_t max_duration_us;
  int64_t max_pixels;
  int64_t max_streams;
  int64_t max_memory_bytes;
  int64_t timeout_s;
  int64_t fpcalc_length_s;
  int64_t fpcalc_raw;
  int64_t for_reference;
};

struct ReadyMessage {
  uint32_t version;
};

struct ChildEndMessage {
  uint32_t how;
  int32_t value;
};

struct ResultHeader {
  uint32_t version;
  uint32_t code;
  uint64_t size;
};
static_assert(sizeof(ResultHeader) == kResultHeaderBytes);

// Without padding, whose bytes would be left to chance.
template <typename Message>
concept Plain = std::is_trivially_copyable_v<Message> &&
    std::has_unique_object_representations_v<Message>;

template <Plain Message>
std::string ToBytes(const Message& message) {
  return std::string(reinterpret_cast<const char*>(&message), sizeof(message));
}

// `bytes` begin with a message.
template <Plain Message>
Message FromBytes(std::string_view bytes) {
  Message message;
  std::memcpy(&message, bytes.data(), sizeof(message));
  return message;
}

std::string Printable(std::string_view text) {
  std::string printable(text);
  for (char& c : printable) {
    if (c < 0x20 || c >= 0x7f) c = '?';
  }
  return printable;
}

// The errors that Extract and the sandbox return.
bool IsChildError(uint32_t code) {
  switch (static_cast<absl::StatusCode>(code)) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kInternal:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string EncodeRequest(const WorkerRequest& request) {
  const ExtractOptions& options = request.options;
  return ToBytes(RequestMessage{
      .version = kWorkerProtocolVersion,
      .kind = static_cast<uint32_t>(request.kind),
      .max_bytes = options.max_bytes,
      .max_duration_us = options.max_duration.count(),
      .max_pixels = options.max_pixels,
      .max_streams = options.max_streams,
      .max_memory_bytes = options.max_memory_bytes,
      .timeout_s = options.timeout.count(),
      .fpcalc_length_s = request.fpcalc.length.count(),
      .fpcalc_raw = request.fpcalc.raw ? 1 : 0,
      .for_reference = options.for_reference ? 1 : 0,
  });
}

absl::StatusOr<WorkerRequest> DecodeRequest(std::string_view bytes) {
  if (bytes.size() != sizeof(RequestMessage)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("request must have %d bytes, got %d",
                        sizeof(RequestMessage), bytes.size()));
  }
  const auto message = FromBytes<RequestMessage>(bytes);
  if (message.version != kWorkerProtocolVersion) {
    return absl::InvalidArgumentError(
        absl::StrFormat("request's version must be %d, got %d",
                        kWorkerProtocolVersion, message.version));
  }
  WorkerRequest request;
  switch (message.kind) {
    case static_cast<uint32_t>(WorkerRequest::Kind::kExtract):
    case static_cast<uint32_t>(WorkerRequest::Kind::kFpcalc):
      request.kind = static_cast<WorkerRequest::Kind>(message.kind);
      break;
    default:
      return absl::InvalidArgumentError(
          absl::StrFormat("request's kind unknown: %d", message.kind));
  }
  request.options.max_bytes = message.max_bytes;
  request.options.max_duration = MediaTime(message.max_duration_us);
  request.options.max_pixels = message.max_pixels;
  request.options.max_streams = static_cast<int>(message.max_streams);
  request.options.max_memory_bytes = message.max_memory_bytes;
  request.options.timeout = std::chrono::seconds(message.timeout_s);
  request.fpcalc.length = std::chrono::seconds(message.fpcalc_length_s);
  request.fpcalc.raw = message.fpcalc_raw != 0;
  request.options.for_reference = message.for_reference != 0;
  return request;
}

std::string EncodeReady() {
  return ToBytes(ReadyMessage{.version = kWorkerProtocolVersion});
}

absl::Status CheckReady(std::string_view bytes) {
  if (bytes.size() != sizeof(ReadyMessage)) {
    return absl::FailedPreconditionError(
        absl::StrFormat("worker's greeting must have %d bytes, got %d",
                        sizeof(ReadyMessage), bytes.size()));
  }
  const auto message = FromBytes<ReadyMessage>(bytes);
  if (message.version != kWorkerProtocolVersion) {
    return absl::FailedPreconditionError(
        absl::StrFormat("worker's protocol version must be %d, got %d",
                        kWorkerProtocolVersion, message.version));
  }
  return absl::OkStatus();
}

std::string EncodeChildEnd(const ChildEnd& end) {
  return ToBytes(ChildEndMessage{.how = static_cast<uint32_t>(end.how),
                                 .value = end.value});
}

absl::StatusOr<ChildEnd> DecodeChildEnd(std::string_view bytes) {
  if (bytes.size() != sizeof(ChildEndMessage)) {
    return absl::DataLossError(
        absl::StrFormat("child's end must have %d bytes, got %d",
                        sizeof(ChildEndMessage), bytes.size()));
  }
  const auto message = FromBytes<ChildEndMessage>(bytes);
  switch (message.how) {
    case static_cast<uint32_t>(ChildEnd::How::kExited):
    case static_cast<uint32_t>(ChildEnd::How::kSignalled):
    case static_cast<uint32_t>(ChildEnd::How::kNotStarted):
      return ChildEnd{.how = static_cast<ChildEnd::How>(message.how),
                      .value = message.value};
    default:
      return absl::DataLossError(
          absl::StrFormat("child's end unknown: %d", message.how));
  }
}

std::string EncodeResult(const absl::StatusOr<std::string>& result) {
  if (result.ok() && result->size() > kMaxResultBytes) {
    return EncodeResult(absl::InvalidArgumentError(
        absl::StrFormat("result must have at most %d bytes, got %d",
                        kMaxResultBytes, result->size())));
  }
  std::string_view body;
  if (result.ok()) {
    body = *result;
  } else {
    const absl::string_view message = result.status().message();
    body = std::string_view(message.data(), message.size())
               .substr(0, kMaxErrorBytes);
  }
  std::string bytes = ToBytes(
      ResultHeader{.version = kWorkerProtocolVersion,
                   .code = static_cast<uint32_t>(result.status().code()),
                   .size = body.size()});
  bytes += body;
  return bytes;
}

absl::StatusOr<WorkerResult> DecodeResult(std::string_view bytes) {
  if (bytes.size() < sizeof(ResultHeader)) {
    return absl::DataLossError(
        absl::StrFormat("result must have at least %d bytes, got %d",
                        sizeof(ResultHeader), bytes.size()));
  }
  const auto header = FromBytes<ResultHeader>(bytes);
  const std::string_view body = bytes.substr(sizeof(ResultHeader));
  if (header.version != kWorkerProtocolVersion) {
    return absl::DataLossError(
        absl::StrFormat("result's version must be %d, got %d",
                        kWorkerProtocolVersion, header.version));
  }
  if (header.size != body.size()) {
    return absl::DataLossError(absl::StrFormat(
        "result's body must have %d bytes, got %d", header.size, body.size()));
  }
  const bool ok = header.code == 0;
  if (!ok && !IsChildError(header.code)) {
    return absl::DataLossError(
        absl::StrFormat("result's status code unknown: %d", header.code));
  }
  const size_t max_bytes = ok ? kMaxResultBytes : kMaxErrorBytes;
  if (body.size() > max_bytes) {
    return absl::DataLossError(
        absl::StrFormat("result's body must have at most %d bytes, got %d",
                        max_bytes, body.size()));
  }
  if (ok) return WorkerResult{.status = {}, .payload = std::string(body)};
  return WorkerResult{
      .status = absl::Status(static_cast<absl::StatusCode>(header.code),
                             Printable(body)),
      .payload = {}};
}

absl::Status SendMessage(int socket, std::string_view bytes,
                         const RequestDescriptors* descriptors) {
  iovec part{.iov_base = const_cast<char*>(bytes.data()),
             .iov_len = bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char
      ancillary[CMSG_SPACE(kRequestDescriptors * sizeof(int))] = {};
  if (descriptors != nullptr) {
    message.msg_control = ancillary;
    message.msg_controllen = sizeof(ancillary);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(kRequestDescriptors * sizeof(int));
    const int numbers[kRequestDescriptors] = {descriptors->media.get(),
                                              descriptors->result.get(),
                                              descriptors->lifeline.get()};
    std::memcpy(CMSG_DATA(header), numbers, sizeof(numbers));
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  if (sent >= 0) return absl::OkStatus();
  const std::string what = absl::StrFormat("cannot send: %s", strerror(errno));
  if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN) {
    return absl::UnavailableError(what);
  }
  return absl::ResourceExhaustedError(what);
}

absl::StatusOr<ReceivedMessage> ReceiveMessage(int socket) {
  char buffer[kMessageBytes];
  iovec part{.iov_base = buffer, .iov_len = sizeof(buffer)};
  alignas(
      cmsghdr) char ancillary[CMSG_SPACE(kRequestDescriptors * sizeof(int))];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = ancillary;
  message.msg_controllen = sizeof(ancillary);
  ssize_t size;
  do {
    size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  if (size < 0) {
    return absl::UnavailableError(
        absl::StrFormat("cannot receive: %s", strerror(errno)));
  }
  ReceivedMessage received{.bytes = std::string(buffer, size),
                           .descriptors = {}};
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_level != SOL_SOCKET ||
      header->cmsg_type != SCM_RIGHTS) {
    return received;
  }
  // Owned first, so that a wrong number of them leaks none.
  std::array<Descriptor, kRequestDescriptors> owned;
  const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (size_t i = 0; i < count && i < owned.size(); ++i) {
    int number;
    std::memcpy(&number, CMSG_DATA(header) + i * sizeof(int), sizeof(number));
    owned[i] = Descriptor(number);
  }
  if (count == owned.size()) {
    received.descriptors = {.media = std::move(owned[0]),
                            .result = std::move(owned[1]),
                            .lifeline = std::move(owned[2])};
  }
  return received;
}

}  // namespace earmark::fingerprint
