#include "takedown/rights.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/takedown/sample_records.h"
#include "tests/takedown/test_database.h"

namespace earmark::takedown {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RightsTest : public testing::Test {
 protected:
  absl::Status Create(const std::string& id) {
    Owner owner = SampleOwner();
    owner.id = {id};
    index::Batch batch;
    rights_.CreateOwner(owner, batch);
    return database_.store().Apply(batch);
  }

  TestDatabase database_;
  Rights rights_{database_.store()};
};

TEST_F(RightsTest, OwnerIsFoundOnceCreated) {
  EXPECT_EQ(*rights_.FindOwner({"label-1"}), std::nullopt);
  ASSERT_TRUE(Create("label-1").ok());
  const auto owner = rights_.FindOwner({"label-1"});
  ASSERT_TRUE(owner.ok() && owner->has_value()) << owner.status();
  EXPECT_EQ((*owner)->id, OwnerId{"label-1"});
  EXPECT_EQ((*owner)->revision, SampleOwner().revision);
  EXPECT_TRUE(absl::IsAborted(Create("label-1")));
}

TEST_F(RightsTest, UpdateRestsOnThePresentState) {
  ASSERT_TRUE(Create("label-1").ok());
  const Owner before = **rights_.FindOwner({"label-1"});
  Owner after = before;
  after.trust = Owner::Trust::kProbation;
  after.revision = before.revision + 1;

  index::Batch first;
  rights_.UpdateOwner(before, after, first);
  EXPECT_TRUE(database_.store().Apply(first).ok());
  index::Batch second;
  rights_.UpdateOwner(before, after, second);
  EXPECT_TRUE(absl::IsAborted(database_.store().Apply(second)));
  EXPECT_EQ((**rights_.FindOwner({"label-1"})).trust, Owner::Trust::kProbation);
}

TEST_F(RightsTest, PagesListEachOwnerOnce) {
  for (const char* id : {"b", "a", "e", "c", "d"}) {
    ASSERT_TRUE(Create(id).ok());
  }
  for (size_t limit = 1; limit <= 6; ++limit) {
    std::vector<std::string> ids;
    std::string from;
    size_t pages = 0;
    do {
      const auto page = rights_.ListOwners(from, limit);
      ASSERT_TRUE(page.ok()) << page.status();
      ASSERT_LE(page->items.size(), limit);
      for (const Owner& owner : page->items) ids.push_back(owner.id.value);
      from = page->next;
      ++pages;
    } while (!from.empty());
    EXPECT_THAT(ids, ElementsAre("a", "b", "c", "d", "e"));
    EXPECT_EQ(pages, (5 + limit - 1) / limit);
  }
}

TEST_F(RightsTest, OwnershipsAreReplacedAsAWhole) {
  EXPECT_THAT(*rights_.OwnershipsOf({"song-1"}), IsEmpty());
  index::Batch first;
  rights_.SetOwnerships({"song-1"}, {}, SampleOwnerships(), first);
  ASSERT_TRUE(database_.store().Apply(first).ok());
  EXPECT_EQ(*rights_.OwnershipsOf({"song-1"}), SampleOwnerships());

  const Ownership other{.owner = {"p"}, .policy = {"allow"}};
  index::Batch second;
  rights_.SetOwnerships({"song-1"}, SampleOwnerships(), {other}, second);
  ASSERT_TRUE(database_.store().Apply(second).ok());
  EXPECT_THAT(*rights_.OwnershipsOf({"song-1"}), ElementsAre(other));
  EXPECT_THAT(rights_.ListWorksOf({"label-1"}, "", 10)->items, IsEmpty());
  EXPECT_THAT(rights_.ListWorksOf({"p"}, "", 10)->items,
              ElementsAre(WorkId{"song-1"}));

  // What was there before is there no more.
  EXPECT_TRUE(absl::IsAborted(database_.store().Apply(second)));
}

TEST_F(RightsTest, DamagedRecordsAreDataLoss) {
  index::Batch batch;
  batch.Put(index::Table::kOwners, "label-1", "\xff");
  batch.Put(index::Table::kOwnerships, "song-1", "\xff");
  ASSERT_TRUE(database_.store().Apply(batch).ok());
  EXPECT_TRUE(absl::IsDataLoss(rights_.FindOwner({"label-1"}).status()));
  EXPECT_TRUE(absl::IsDataLoss(rights_.ListOwners("", 10).status()));
  EXPECT_TRUE(absl::IsDataLoss(rights_.OwnershipsOf({"song-1"}).status()));
}

}  // namespace
}  // namespace earmark::takedown
