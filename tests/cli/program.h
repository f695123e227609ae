// The real program, run as a user would, and what it needs to work on.
#ifndef EARMARK_TESTS_CLI_PROGRAM_H_
#define EARMARK_TESTS_CLI_PROGRAM_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace earmark::cli {

// A folder of its own, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const;

 private:
  std::string path_;
};

// What a program left behind.
struct Outcome {
  // 128 + the signal's number when one ended it.
  int exit_code = -1;
  std::string out;
  std::string err;
  // Of the program and the children that it waited for.
  double cpu_seconds = 0;
};

// Runs `words` in `folder`, where its output is kept meanwhile.
Outcome RunIn(const TemporaryFolder& folder, std::vector<std::string> words);

// Words before those of a program, by which its clock is so many days ahead.
std::vector<std::string> DaysAhead(int days);

// Runs `earmark` with `words`, on the database `db` in `folder`; `before` come
// before it.
Outcome Earmark(const TemporaryFolder& folder, std::vector<std::string> words,
                const std::vector<std::string>& before = {});

// `earmark serve` on a free port, with the database `db` in `folder`. Killed at
// the end.
class RunningServer {
 public:
  // `options` are further ones of `serve`; `before` come before the program.
  explicit RunningServer(const TemporaryFolder& folder,
                         const std::vector<std::string>& options = {},
                         const std::vector<std::string>& before = {});
  ~RunningServer();
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  // HOST:PORT; empty: it did not start.
  const std::string& address() const { return address_; }
  // Where metrics are; empty: nowhere.
  const std::string& metrics() const { return metrics_; }

  // Sends the signal, and waits for the end. Returns the exit code, as Outcome
  // has it.
  int Stop(int signal);

 private:
  pid_t process_ = -1;
  std::string address_;
  std::string metrics_;
};

// Writes `seconds` of music of random notes, another piece for each `seed`.
void WriteSong(const std::string& path, int seed, int seconds);

// Runs ffmpeg with `arguments` in `folder`; the test fails when it does.
void Ffmpeg(const TemporaryFolder& folder, std::vector<std::string> arguments);

void WriteText(const std::string& path, const std::string& text);

std::vector<std::string> LinesOf(const std::string& text);

}  // namespace earmark::cli

#endif  // EARMARK_TESTS_CLI_PROGRAM_H_
