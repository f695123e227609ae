// A catalogue in a RocksDB of a test's own.
#ifndef EARMARK_TESTS_INDEX_TEST_CATALOGUE_H_
#define EARMARK_TESTS_INDEX_TEST_CATALOGUE_H_

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "fingerprint/media_fingerprint.h"
#include "gtest/gtest.h"
#include "index/catalogue.h"
#include "index/rocksdb_store.h"
#include "tests/index/temporary_folder.h"

namespace earmark::index {

class TestCatalogue {
 public:
  TestCatalogue()
      : store_(*RocksDbStore::Open({.path = folder_ / "db"})),
        catalogue_(*Catalogue::Open(*store_)) {}

  RocksDbStore& store() { return *store_; }
  const Catalogue& catalogue() { return *catalogue_; }

  // Adds `media` as a reference of the work `id`, which is made if need be.
  void Register(const std::string& id,
                const fingerprint::MediaFingerprint& media) {
    Work work;
    work.id = WorkId{id};
    work.create_time = work.update_time = absl::UnixEpoch();
    if (!catalogue_->FindWork(work.id)->has_value()) {
      Batch creation;
      catalogue_->CreateWork(work, creation);
      ASSERT_TRUE(store_->Apply(creation).ok());
    }
    Reference reference;
    reference.work = work.id;
    reference.id = ReferenceId{absl::StrCat("r", ++references_)};
    reference.create_time = absl::UnixEpoch();
    Batch addition;
    const auto added = catalogue_->AddReference(reference, media, addition);
    ASSERT_TRUE(added.ok()) << added.status();
    ASSERT_TRUE(store_->Apply(addition).ok());
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<RocksDbStore> store_;
  std::unique_ptr<Catalogue> catalogue_;
  int references_ = 0;
};

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_TEST_CATALOGUE_H_
