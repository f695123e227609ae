#include "index/internal/lock_holder.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace earmark::index {
namespace {

// Reads /proc/locks, whose lines are
//   1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 0 EOF
// with the process and the file's device and inode. Asking the file itself
// (F_GETLK) would need a descriptor, and closing any descriptor of a file drops
// the locks that the process has on it.
std::optional<pid_t> FindHolder(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return std::nullopt;
  const std::string wanted = absl::StrFormat("%02x:%02x:%d", major(file.st_dev),
                                             minor(file.st_dev), file.st_ino);
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    std::istringstream fields(line);
    std::string number, kind, advisory, mode, where;
    pid_t pid = 0;
    if (fields >> number >> kind >> advisory >> mode >> pid >> where &&
        where == wanted && pid > 0) {
      return pid;
    }
  }
  return std::nullopt;
}

// The command line, its arguments separated by blanks; empty if unknown.
std::string CommandLine(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/cmdline"));
  std::string command((std::istreambuf_iterator<char>(file)), {});
  for (char& c : command) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) c = ' ';
  }
  return std::string(absl::StripAsciiWhitespace(command));
}

}  // namespace

std::string DescribeLockHolder(const std::string& path) {
  const std::optional<pid_t> pid = FindHolder(path);
  if (!pid) return "another process";
  if (*pid == getpid()) return "this process";
  const std::string command = CommandLine(*pid);
  if (command.empty()) return absl::StrCat("process ", *pid);
  return absl::StrCat("process ", *pid, " (", command, ")");
}

}  // namespace earmark::index
