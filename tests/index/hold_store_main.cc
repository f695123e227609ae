// Opens the database argv[1], says so, and holds it until its input ends.
#include <iostream>

#include "index/rocksdb_store.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto store = earmark::index::RocksDbStore::Open({.path = argv[1]});
  if (!store.ok()) {
    std::cerr << store.status() << std::endl;
    return 1;
  }
  std::cout << "held" << std::endl;
  std::cin.get();
  return 0;
}
