#include "service/upload_spool.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"

namespace earmark::service {
namespace {

// The status of a failed system call; `what` was being done.
absl::Status SystemError(const std::string& what, int error) {
  const std::string message =
      absl::StrCat(what, ": ", absl::ErrnoToStatus(error, "").ToString());
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
      return absl::ResourceExhaustedError(message);
    default:
      return absl::InternalError(message);
  }
}

// Returns a descriptor, or -1 with errno.
int OpenUnnamed(const std::string& folder) {
  const int descriptor =
      open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  // Some file systems have no O_TMPFILE; old kernels then say EISDIR.
  if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) {
    return descriptor;
  }
  std::string path = absl::StrCat(folder, "/upload-XXXXXX");
  const int named = mkostemp(path.data(), O_CLOEXEC);
  if (named >= 0) unlink(path.c_str());
  return named;
}

}  // namespace

void UploadSpool::DigestDeleter::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

absl::StatusOr<UploadSpool> UploadSpool::Create(const std::string& folder,
                                                int64_t max_bytes) {
  const int descriptor = OpenUnnamed(folder);
  if (descriptor < 0) {
    return SystemError(absl::StrCat("cannot make a file in ", folder), errno);
  }
  return UploadSpool(descriptor, max_bytes);
}

UploadSpool::UploadSpool(int descriptor, int64_t max_bytes)
    : descriptor_(descriptor), max_bytes_(max_bytes), hash_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(hash_.get(), EVP_sha256(), nullptr);
}

UploadSpool::UploadSpool(UploadSpool&& other) noexcept {
  *this = std::move(other);
}

UploadSpool& UploadSpool::operator=(UploadSpool&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(max_bytes_, other.max_bytes_);
  std::swap(size_bytes_, other.size_bytes_);
  std::swap(hash_, other.hash_);
  std::swap(digest_, other.digest_);
  return *this;
}

UploadSpool::~UploadSpool() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status UploadSpool::Append(std::string_view bytes) {
  const int64_t size = size_bytes_ + static_cast<int64_t>(bytes.size());
  if (size > max_bytes_) {
    return absl::InvalidArgumentError(absl::StrCat(
        "file must have at most ", max_bytes_, " bytes, got at least ", size));
  }
  EVP_DigestUpdate(hash_.get(), bytes.data(), bytes.size());
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("cannot keep the file", errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  size_bytes_ = size;
  return absl::OkStatus();
}

absl::Status UploadSpool::Finish() {
  if (size_bytes_ == 0) {
    return absl::InvalidArgumentError(
        "file must not be empty, got a size of 0 bytes");
  }
  EVP_DigestFinal_ex(hash_.get(), digest_.data(), nullptr);
  return absl::OkStatus();
}

}  // namespace earmark::service
