#include "tests/index/random_batches.h"

namespace earmark::index {

Batch RandomBatches::Next() {
  Batch batch;
  for (uint32_t i = Draw(3); i > 0; --i) {
    if (Draw(2) == 0) {
      batch.GuardAbsent(Table::kWorks, Key());
    } else {
      batch.GuardEquals(Table::kWorks, Key(), Value());
    }
  }
  for (uint32_t i = Draw(5); i > 0; --i) {
    const Table table = Draw(2) == 0 ? Table::kWorks : Table::kOwners;
    if (Draw(4) == 0) {
      batch.Erase(table, Key());
    } else {
      batch.Put(table, Key(), Value());
    }
  }
  for (uint32_t i = Draw(13); i > 0; --i) {
    const auto table = static_cast<PostingTable>(Draw(kPostingTableCount));
    batch.Append(table, Term(),
                 {.reference = ReferenceNumber{1 + Draw(20)},
                  .position = Draw(8),
                  .detail = table == PostingTable::kFrameHash ? Draw(3) : 0});
  }
  if (Draw(20) == 0) batch.Retire(ReferenceNumber{1 + Draw(20)});
  if (Draw(20) == 0) batch.RetireUpload(UploadNumber{1 + Draw(20)});
  return batch;
}

uint32_t RandomBatches::Term() {
  const std::vector<uint32_t> terms = AllTerms();
  return terms[Draw(static_cast<uint32_t>(terms.size()))];
}

std::string RandomBatches::Key() {
  return std::string(1 + Draw(2), static_cast<char>('a' + Draw(3)));
}

std::vector<uint32_t> RandomBatches::AllTerms() {
  std::vector<uint32_t> terms;
  for (const uint32_t first :
       {0U, 0x0badcafeU, 0x7ffffffeU, 0x80000000U, 0xfffffffcU}) {
    for (uint32_t i = 0; i < 4; ++i) terms.push_back(first + i);
  }
  return terms;
}

}  // namespace earmark::index
