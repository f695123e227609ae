#include "fingerprint/internal/worker_protocol.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace earmark::fingerprint {
namespace {

using std::chrono::seconds;

WorkerRequest SampleRequest() {
  return {.kind = WorkerRequest::Kind::kFpcalc,
          .options = {.max_bytes = 1,
                      .max_duration = MediaTime(2),
                      .max_pixels = 3,
                      .max_streams = 4,
                      .max_memory_bytes = 5,
                      .timeout = seconds(6)},
          .fpcalc = {.length = seconds(7), .raw = true}};
}

// A message with its first byte, the lowest of its version, changed.
std::string OfAnotherVersion(std::string bytes) {
  bytes[0] = static_cast<char>(kWorkerProtocolVersion + 1);
  return bytes;
}

TEST(WorkerProtocolTest, RequestComesBack) {
  const auto decoded = DecodeRequest(EncodeRequest(SampleRequest()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->kind, WorkerRequest::Kind::kFpcalc);
  EXPECT_EQ(decoded->options.max_bytes, 1);
  EXPECT_EQ(decoded->options.max_duration, MediaTime(2));
  EXPECT_EQ(decoded->options.max_pixels, 3);
  EXPECT_EQ(decoded->options.max_streams, 4);
  EXPECT_EQ(decoded->options.max_memory_bytes, 5);
  EXPECT_EQ(decoded->options.timeout, seconds(6));
  EXPECT_EQ(decoded->fpcalc.length, seconds(7));
  EXPECT_TRUE(decoded->fpcalc.raw);
}

TEST(WorkerProtocolTest, RequestOfAnotherShapeIsRefused) {
  const std::string bytes = EncodeRequest(SampleRequest());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeRequest(bytes.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(DecodeRequest(bytes + '\0').ok());
  EXPECT_FALSE(DecodeRequest(OfAnotherVersion(bytes)).ok());
  std::string unknown_kind = bytes;
  unknown_kind[4] = 3;
  EXPECT_FALSE(DecodeRequest(unknown_kind).ok());
}

TEST(WorkerProtocolTest, GreetingOfAnotherVersionIsRefused) {
  EXPECT_TRUE(CheckReady(EncodeReady()).ok());
  EXPECT_TRUE(
      absl::IsFailedPrecondition(CheckReady(OfAnotherVersion(EncodeReady()))));
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckReady("")));
}

TEST(WorkerProtocolTest, EndOfChildComesBack) {
  for (const ChildEnd end :
       {ChildEnd{.how = ChildEnd::How::kExited, .value = 77},
        ChildEnd{.how = ChildEnd::How::kSignalled, .value = 11},
        ChildEnd{.how = ChildEnd::How::kNotStarted, .value = 12}}) {
    const std::string bytes = EncodeChildEnd(end);
    const auto decoded = DecodeChildEnd(bytes);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, end);
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(DecodeChildEnd(bytes.substr(0, size)).ok()) << size;
    }
  }
  EXPECT_FALSE(DecodeChildEnd(std::string(8, '\0')).ok());
}

TEST(WorkerProtocolTest, PayloadComesBack) {
  const std::string payload("with\0zero", 9);
  const auto decoded = DecodeResult(EncodeResult(payload));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_TRUE(decoded->status.ok());
  EXPECT_EQ(decoded->payload, payload);
}

TEST(WorkerProtocolTest, ErrorComesBackPrintable) {
  const auto decoded =
      DecodeResult(EncodeResult(absl::DataLossError("a\x1b[2J\xff\n")));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->status, absl::DataLossError("a?[2J??"));
  EXPECT_TRUE(decoded->payload.empty());
}

TEST(WorkerProtocolTest, LongErrorIsCut) {
  const auto decoded = DecodeResult(
      EncodeResult(absl::InternalError(std::string(kMaxErrorBytes + 1, 'x'))));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->status.message().size(), kMaxErrorBytes);
}

TEST(WorkerProtocolTest, ResultOfAnotherShapeIsRefused) {
  const std::string good = EncodeResult(std::string("payload"));
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeResult(good.substr(0, size)).status()))
        << size;
  }
  EXPECT_FALSE(DecodeResult(good + 'x').ok());
  EXPECT_FALSE(DecodeResult(OfAnotherVersion(good)).ok());
  // A child may neither claim the caller's own causes nor invent codes.
  for (int code : {1, 4, 14, 17, 255}) {
    std::string bytes = good;
    bytes[4] = static_cast<char>(code);
    EXPECT_FALSE(DecodeResult(bytes).ok()) << code;
  }
  std::string long_error =
      EncodeResult(absl::InternalError(std::string(kMaxErrorBytes, 'x'))) + 'x';
  // The size's two lowest bytes: 1024 becomes 1025.
  long_error[8] = 1;
  EXPECT_FALSE(DecodeResult(long_error).ok());
}

struct Sockets {
  Sockets() {
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    a = Descriptor(ends[0]);
    b = Descriptor(ends[1]);
  }
  Descriptor a;
  Descriptor b;
};

TEST(WorkerProtocolTest, DescriptorsTravelWithTheirMessage) {
  Sockets sockets;
  const auto open_null = [] {
    return Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
  };
  const RequestDescriptors sent = {open_null(), open_null(), open_null()};
  ASSERT_TRUE(SendMessage(sockets.a.get(), "request", &sent).ok());
  const auto received = ReceiveMessage(sockets.b.get());
  ASSERT_TRUE(received.ok()) << received.status();
  EXPECT_EQ(received->bytes, "request");
  for (const Descriptor* each :
       {&received->descriptors.media, &received->descriptors.result,
        &received->descriptors.lifeline}) {
    struct stat facts;
    ASSERT_EQ(fstat(each->get(), &facts), 0);
    EXPECT_TRUE(S_ISCHR(facts.st_mode));
    EXPECT_EQ(fcntl(each->get(), F_GETFD), FD_CLOEXEC);
  }
}

TEST(WorkerProtocolTest, MessageWithoutDescriptorsHasNone) {
  Sockets sockets;
  ASSERT_TRUE(SendMessage(sockets.a.get(), "reply").ok());
  const auto received = ReceiveMessage(sockets.b.get());
  ASSERT_TRUE(received.ok()) << received.status();
  EXPECT_EQ(received->bytes, "reply");
  EXPECT_FALSE(received->descriptors.media.valid());
}

TEST(WorkerProtocolTest, ClosedConnectionIsSeenFromBothSides) {
  Sockets sockets;
  sockets.b.Close();
  const auto received = ReceiveMessage(sockets.a.get());
  ASSERT_TRUE(received.ok()) << received.status();
  EXPECT_TRUE(received->bytes.empty());
  EXPECT_TRUE(absl::IsUnavailable(SendMessage(sockets.a.get(), "request")));
}

TEST(WorkerProtocolTest, FullSocketDoesNotBlock) {
  Sockets sockets;
  absl::Status status;
  while (status.ok()) status = SendMessage(sockets.a.get(), "request");
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
}

}  // namespace
}  // namespace earmark::fingerprint
