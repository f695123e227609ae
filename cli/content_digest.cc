#include "cli/content_digest.h"

#include <openssl/evp.h>

#include <memory>

#include "cli/input_file.h"

namespace earmark::cli {
namespace {

constexpr size_t kReadBytes = size_t{256} << 10;
constexpr size_t kDigestBytes = 32;

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }

  void Update(std::string_view bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }

  std::string Finish() {
    std::string digest(kDigestBytes, '\0');
    EVP_DigestFinal_ex(context_.get(),
                       reinterpret_cast<unsigned char*>(digest.data()),
                       nullptr);
    return digest;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

absl::StatusOr<std::string> DigestOfFile(const std::string& path) {
  absl::StatusOr<InputFile> file = InputFile::Open(path);
  if (!file.ok()) return file.status();
  Sha256 hash;
  std::string bytes;
  do {
    const absl::Status read = file->Read(kReadBytes, bytes);
    if (!read.ok()) return read;
    hash.Update(bytes);
  } while (bytes.size() == kReadBytes);
  return hash.Finish();
}

std::string DigestOf(std::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

}  // namespace earmark::cli
