#include "index/internal/catalogue_records.h"

#include <string>

#include "gtest/gtest.h"

namespace earmark::index {
namespace {

Work SomeWork() {
  Work work;
  work.id = WorkId{"w"};
  work.title = "A title";
  work.kind = Work::Kind::kEpisode;
  work.isrc = "GBAYE6800011";
  work.iswc = "T-034.524.680-1";
  work.eidr = "10.5240/7791-8534-2C23-9030-8610-5";
  work.state = Work::State::kWithdrawn;
  work.create_time = absl::FromUnixNanos(1'700'000'000'123'456'789);
  work.update_time = work.create_time + absl::Seconds(5);
  work.revision = 7;
  work.references_added = 3;
  return work;
}

Reference SomeReference() {
  Reference reference;
  reference.work = WorkId{"w"};
  reference.id = ReferenceId{"r"};
  reference.number = ReferenceNumber{4'000'000'000};
  reference.state = Reference::State::kDisabled;
  reference.file_name = "a.mp4";
  reference.size_bytes = int64_t{5} << 32;
  reference.content.fill(0xab);
  reference.duration = fingerprint::MediaTime(123'456'789);
  reference.audio = {.state = fingerprint::Coverage::State::kDamaged,
                     .seen = fingerprint::MediaTime(1),
                     .total = fingerprint::MediaTime(2),
                     .detail = "no sync"};
  reference.video.state = fingerprint::Coverage::State::kAbsent;
  reference.warnings = {ReferenceWarning::kNoise, ReferenceWarning::kShort};
  reference.create_time = absl::FromUnixSeconds(-5);
  reference.update_time = absl::FromUnixSeconds(1);
  return reference;
}

TEST(CatalogueRecordsTest, WorkComesBackAsItWas) {
  const std::string bytes = EncodeWork(SomeWork());
  const auto work = DecodeWork(WorkId{"w"}, bytes);
  ASSERT_TRUE(work.ok()) << work.status();
  EXPECT_EQ(EncodeWork(*work), bytes);
  EXPECT_EQ(work->title, "A title");
  EXPECT_EQ(work->kind, Work::Kind::kEpisode);
  EXPECT_EQ(work->state, Work::State::kWithdrawn);
  EXPECT_EQ(work->create_time, SomeWork().create_time);
  EXPECT_EQ(work->revision, 7);
  EXPECT_EQ(work->references_added, 3);
}

TEST(CatalogueRecordsTest, ReferenceComesBackAsItWas) {
  const std::string bytes = EncodeReference(SomeReference());
  const auto reference = DecodeReference(WorkId{"w"}, ReferenceId{"r"}, bytes);
  ASSERT_TRUE(reference.ok()) << reference.status();
  EXPECT_EQ(EncodeReference(*reference), bytes);
  EXPECT_EQ(reference->number, SomeReference().number);
  EXPECT_EQ(reference->state, Reference::State::kDisabled);
  EXPECT_EQ(reference->content, SomeReference().content);
  EXPECT_EQ(reference->audio, SomeReference().audio);
  EXPECT_EQ(reference->warnings, SomeReference().warnings);
  EXPECT_EQ(reference->create_time, SomeReference().create_time);
}

TEST(CatalogueRecordsTest, NameComesBackAsItWas) {
  const auto name =
      DecodeReferenceName(EncodeReferenceName(WorkId{"w"}, ReferenceId{"r"}));
  ASSERT_TRUE(name.ok()) << name.status();
  EXPECT_EQ(name->work, WorkId{"w"});
  EXPECT_EQ(name->reference, ReferenceId{"r"});
}

TEST(CatalogueRecordsTest, RememberedUploadComesBackAsItWas) {
  const RememberedUpload upload = {
      .screening = "01aryz6s41",
      .time = absl::FromUnixNanos(1'700'000'000'123'456'789)};
  const auto decoded = DecodeRememberedUpload(EncodeRememberedUpload(upload));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, upload);
  EXPECT_FALSE(DecodeRememberedUpload("").ok());
}

TEST(CatalogueRecordsTest, CutRecordsNeverDecodeToTheSame) {
  const std::string work = EncodeWork(SomeWork());
  for (size_t length = 0; length < work.size(); ++length) {
    const auto decoded = DecodeWork(WorkId{"w"}, work.substr(0, length));
    if (decoded.ok()) {
      EXPECT_NE(EncodeWork(*decoded), work);
    } else {
      EXPECT_EQ(decoded.status().code(), absl::StatusCode::kDataLoss);
    }
  }
  const std::string reference = EncodeReference(SomeReference());
  for (size_t length = 0; length < reference.size(); ++length) {
    const auto decoded = DecodeReference(WorkId{"w"}, ReferenceId{"r"},
                                         reference.substr(0, length));
    if (decoded.ok()) {
      EXPECT_NE(EncodeReference(*decoded), reference);
    } else {
      EXPECT_EQ(decoded.status().code(), absl::StatusCode::kDataLoss);
    }
  }
}

TEST(CatalogueRecordsTest, ValuesThatNobodyWroteAreRefused) {
  Work work = SomeWork();
  work.kind = static_cast<Work::Kind>(6);
  EXPECT_FALSE(DecodeWork(work.id, EncodeWork(work)).ok());
  work = SomeWork();
  work.state = static_cast<Work::State>(0);
  EXPECT_FALSE(DecodeWork(work.id, EncodeWork(work)).ok());
  Reference reference = SomeReference();
  reference.number = ReferenceNumber{0};
  EXPECT_FALSE(
      DecodeReference(reference.work, reference.id, EncodeReference(reference))
          .ok());
  reference = SomeReference();
  reference.warnings = {static_cast<ReferenceWarning>(5)};
  EXPECT_FALSE(
      DecodeReference(reference.work, reference.id, EncodeReference(reference))
          .ok());
  EXPECT_FALSE(DecodeReferenceName("").ok());
}

}  // namespace
}  // namespace earmark::index
