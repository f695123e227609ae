#include "cli/upload_id.h"

#include <set>

#include "cli/content_digest.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

TEST(DerivedUploadIdTest, SameContentAndFactsAreTheSameUpload) {
  v1::UploadHeader header;
  header.set_account("account");
  EXPECT_EQ(DerivedUploadId(DigestOf("bytes"), header),
            DerivedUploadId(DigestOf("bytes"), header));
}

TEST(DerivedUploadIdTest, OtherContentOrFactsAreAnotherUpload) {
  const std::string digest = DigestOf("bytes");
  v1::UploadHeader header;
  header.set_account("account");
  std::set<std::string> ids = {DerivedUploadId(digest, header)};
  ids.insert(DerivedUploadId(DigestOf("other bytes"), header));
  header.set_account("other account");
  ids.insert(DerivedUploadId(digest, header));
  header.set_declared_purpose(v1::Screening::PARODY);
  ids.insert(DerivedUploadId(digest, header));
  header.add_territories("AT");
  ids.insert(DerivedUploadId(digest, header));
  header.add_territories("DE");
  ids.insert(DerivedUploadId(digest, header));
  EXPECT_EQ(ids.size(), 6u);
}

TEST(DerivedUploadIdTest, NoLabelNorNameOfAFileMakesAnotherUpload) {
  v1::UploadHeader header;
  header.set_account("account");
  const std::string id = DerivedUploadId(DigestOf("bytes"), header);
  header.set_file_name("a.mp4");
  (*header.mutable_labels())["visibility"] = "private";
  EXPECT_EQ(DerivedUploadId(DigestOf("bytes"), header), id);
}

TEST(DigestOfTest, DigestIsSha256) {
  // FIPS 180-2, appendix B.1.
  const std::string digest = DigestOf("abc");
  ASSERT_EQ(digest.size(), 32u);
  EXPECT_EQ(static_cast<unsigned char>(digest[0]), 0xBA);
  EXPECT_EQ(static_cast<unsigned char>(digest[31]), 0xAD);
}

}  // namespace
}  // namespace earmark::cli
