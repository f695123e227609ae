#include "takedown/unread_files.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "takedown/case_index.h"
#include "tests/takedown/test_database.h"

namespace earmark::takedown {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const char kError[] = "the file broke its decoder: exit status 7";

class UnreadFilesTest : public testing::Test {
 protected:
  void Note(const std::string& upload_id, const std::string& error = kError) {
    const absl::Status noted = files_.Note(error, upload_id, now_);
    EXPECT_TRUE(noted.ok()) << noted;
  }

  UnreadFiles TheFiles() { return **files_.Find(TheCase()); }
  CaseId TheCase() const {
    return CaseOfUnread("the file broke its decoder: exit status N");
  }
  std::vector<CaseId> Cases() const { return index_.List("", 100)->items; }

  TestDatabase database_;
  UnreadFileCases files_{database_.store()};
  const CaseIndex index_{database_.store()};
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000) + absl::Nanoseconds(7);
};

TEST_F(UnreadFilesTest, FilesOfOneCauseAreOneCase) {
  const absl::Time begin = now_;
  for (int i = 0; i < 25; ++i) {
    Note(absl::StrCat("u", i),
         absl::StrCat("the file broke its decoder: exit status ", i));
    now_ += absl::Seconds(1);
  }
  EXPECT_THAT(Cases(), ElementsAre(TheCase()));
  const UnreadFiles files = TheFiles();
  EXPECT_EQ(files.cause, "the file broke its decoder: exit status N");
  EXPECT_EQ(files.count, 25);
  EXPECT_EQ(files.first_time, begin);
  ASSERT_THAT(files.latest, SizeIs(UnreadFileCases::kMaxLatest));
  EXPECT_EQ(files.latest.front().upload_id, "u5");
  EXPECT_EQ(files.latest.back().upload_id, "u24");
  const auto items = index_.ItemsOf(TheCase(), "", 10);
  EXPECT_THAT(items->items,
              ElementsAre(CaseItem{
                  .since = absl::FromUnixMicros(absl::ToUnixMicros(begin))}));
  Note("u", "the file is empty");
  EXPECT_THAT(Cases(), SizeIs(2));
  EXPECT_TRUE(database_.store().Verify().ok());
}

TEST_F(UnreadFilesTest, UploadThatIsSentAgainCountsOnce) {
  Note("u1");
  Note("u2");
  now_ += absl::Seconds(1);
  Note("u1");
  EXPECT_EQ(TheFiles().count, 2);
  EXPECT_EQ(TheFiles().latest.back().upload_id, "u1");
  EXPECT_EQ(TheFiles().latest.back().time, now_);
}

TEST_F(UnreadFilesTest, ClosedCaseIsOpenedByTheNextFile) {
  Note("u1");
  const UnreadFiles before = TheFiles();
  Note("u2");
  index::Batch late;
  UnreadFileCases::Close(before, late);
  EXPECT_TRUE(absl::IsAborted(database_.store().Apply(late)));
  index::Batch batch;
  UnreadFileCases::Close(TheFiles(), batch);
  ASSERT_TRUE(database_.store().Apply(batch).ok());
  EXPECT_EQ(*files_.Find(TheCase()), std::nullopt);
  EXPECT_THAT(Cases(), IsEmpty());
  now_ += absl::Hours(1);
  Note("u3");
  EXPECT_EQ(TheFiles().count, 1);
  EXPECT_THAT(Cases(), ElementsAre(TheCase()));
}

TEST_F(UnreadFilesTest, FilesAtOnceAreAllCounted) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 10; ++j) Note(absl::StrCat("u", i, "-", j));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(TheFiles().count, 40);
}

}  // namespace
}  // namespace earmark::takedown
