#include "service/upload_spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/index/temporary_folder.h"

namespace earmark::service {
namespace {

using index::TemporaryFolder;

std::string HexOf(const index::ContentDigest& digest) {
  return absl::BytesToHexString(std::string(digest.begin(), digest.end()));
}

std::string Read(int descriptor) {
  std::string bytes(1 << 20, '\0');
  const ssize_t size = pread(descriptor, bytes.data(), bytes.size(), 0);
  bytes.resize(size < 0 ? 0 : static_cast<size_t>(size));
  return bytes;
}

TEST(UploadSpoolTest, KeepsBytesAndTheirDigest) {
  TemporaryFolder folder;
  absl::StatusOr<UploadSpool> spool = UploadSpool::Create(folder.path(), 100);
  ASSERT_TRUE(spool.ok()) << spool.status();
  ASSERT_TRUE(spool->Append("a").ok());
  ASSERT_TRUE(spool->Append("").ok());
  ASSERT_TRUE(spool->Append("bc").ok());
  ASSERT_TRUE(spool->Finish().ok());
  EXPECT_EQ(spool->size_bytes(), 3);
  EXPECT_EQ(Read(spool->descriptor()), "abc");
  // FIPS 180-2's example.
  EXPECT_EQ(HexOf(spool->digest()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(UploadSpoolTest, HasNoName) {
  TemporaryFolder folder;
  absl::StatusOr<UploadSpool> spool = UploadSpool::Create(folder.path(), 100);
  ASSERT_TRUE(spool.ok());
  ASSERT_TRUE(spool->Append("abc").ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(UploadSpoolTest, ClosesItsFileOnce) {
  TemporaryFolder folder;
  int descriptor;
  {
    absl::StatusOr<UploadSpool> spool = UploadSpool::Create(folder.path(), 100);
    ASSERT_TRUE(spool.ok());
    descriptor = spool->descriptor();
    const UploadSpool moved = *std::move(spool);
    EXPECT_EQ(moved.descriptor(), descriptor);
    EXPECT_GE(fcntl(descriptor, F_GETFD), 0);
  }
  EXPECT_EQ(fcntl(descriptor, F_GETFD), -1);
}

TEST(UploadSpoolTest, RefusesOneByteTooMany) {
  TemporaryFolder folder;
  absl::StatusOr<UploadSpool> spool = UploadSpool::Create(folder.path(), 4);
  ASSERT_TRUE(spool.ok());
  EXPECT_TRUE(spool->Append("1234").ok());
  const absl::Status status = spool->Append("5");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "file must have at most 4 bytes, got at least 5");
  EXPECT_EQ(Read(spool->descriptor()), "1234");
}

TEST(UploadSpoolTest, RefusesAnEmptyFile) {
  TemporaryFolder folder;
  absl::StatusOr<UploadSpool> spool = UploadSpool::Create(folder.path(), 4);
  ASSERT_TRUE(spool.ok());
  EXPECT_EQ(spool->Finish().code(), absl::StatusCode::kInvalidArgument);
}

TEST(UploadSpoolTest, MissingFolderIsNamed) {
  const absl::Status status =
      UploadSpool::Create("/nowhere/at/all", 4).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("/nowhere/at/all"));
}

// /dev/full stands for a disk without room: a spool cannot lie there, so its
// file is put under the spool's descriptor.
TEST(UploadSpoolTest, FullDiskIsResourceExhausted) {
  TemporaryFolder folder;
  absl::StatusOr<UploadSpool> spool = UploadSpool::Create(folder.path(), 4);
  ASSERT_TRUE(spool.ok());
  const int full = open("/dev/full", O_RDWR | O_CLOEXEC);
  ASSERT_GE(full, 0);
  ASSERT_GE(dup3(full, spool->descriptor(), O_CLOEXEC), 0);
  close(full);
  EXPECT_EQ(spool->Append("1").code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace earmark::service
