// A folder of a test's own, gone with all that is in it when the test ends.
#ifndef EARMARK_TESTS_INDEX_TEMPORARY_FOLDER_H_
#define EARMARK_TESTS_INDEX_TEMPORARY_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "gtest/gtest.h"

namespace earmark::index {

class TemporaryFolder {
 public:
  TemporaryFolder() : path_(testing::TempDir() + "earmark-index-XXXXXX") {
    if (mkdtemp(path_.data()) == nullptr) {
      throw std::runtime_error("cannot make " + path_);
    }
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  // The path of what is called `name` in it.
  std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

}  // namespace earmark::index

#endif  // EARMARK_TESTS_INDEX_TEMPORARY_FOLDER_H_
