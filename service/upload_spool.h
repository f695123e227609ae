// The bytes of one file while it is received and worked on: a temporary file
// without a name, so that nothing stays behind whatever happens.
#ifndef EARMARK_SERVICE_UPLOAD_SPOOL_H_
#define EARMARK_SERVICE_UPLOAD_SPOOL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "index/catalogue.h"

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

namespace earmark::service {

// Create, Append as often as needed, Finish once. Movable, not copyable. Not
// safe for concurrent use.
class UploadSpool {
 public:
  // Makes the file in `folder`; files over `max_bytes` will be refused. Returns
  // kResourceExhausted when the disk is full or no descriptor is left, and
  // kInternal when the folder cannot be written to.
  static absl::StatusOr<UploadSpool> Create(const std::string& folder,
                                            int64_t max_bytes);

  UploadSpool(UploadSpool&& other) noexcept;
  UploadSpool& operator=(UploadSpool&& other) noexcept;
  ~UploadSpool();

  // Returns kInvalidArgument when the file would be over its limit, and
  // kResourceExhausted when the disk is full.
  absl::Status Append(std::string_view bytes);

  // Ends the file, whose digest and descriptor are then there. Returns
  // kInvalidArgument when it is empty.
  absl::Status Finish();

  int64_t size_bytes() const { return size_bytes_; }
  // SHA-256 of all bytes.
  const index::ContentDigest& digest() const { return digest_; }
  // Open for reading; owned by this object.
  int descriptor() const { return descriptor_; }

 private:
  struct DigestDeleter {
    void operator()(evp_md_ctx_st* context) const;
  };

  UploadSpool(int descriptor, int64_t max_bytes);

  int descriptor_ = -1;
  int64_t max_bytes_ = 0;
  int64_t size_bytes_ = 0;
  std::unique_ptr<evp_md_ctx_st, DigestDeleter> hash_;
  index::ContentDigest digest_{};
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_UPLOAD_SPOOL_H_
