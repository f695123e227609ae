#include "tests/cli/program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numbers>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace earmark::cli {
namespace {

constexpr char kProgram[] = EARMARK_BINARY_DIR "/earmark";

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

int ExitCodeOf(int state) {
  return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

// Starts `words` in `folder`; its output goes to the two descriptors.
pid_t Start(const std::string& folder, std::vector<std::string> words, int out,
            int err) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                   O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t process = -1;
  EXPECT_EQ(posix_spawnp(&process, arguments[0], &actions, nullptr,
                         arguments.data(), environ),
            0)
      << arguments[0];
  posix_spawn_file_actions_destroy(&actions);
  return process;
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

TemporaryFolder::TemporaryFolder()
    : path_((std::filesystem::temp_directory_path() / "earmark-cli-XXXXXX")
                .string()) {
  if (mkdtemp(path_.data()) == nullptr) std::abort();
}

TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

std::string TemporaryFolder::operator/(const std::string& name) const {
  return absl::StrCat(path_, "/", name);
}

Outcome RunIn(const TemporaryFolder& folder, std::vector<std::string> words) {
  static int number = 0;
  const std::string base = folder / absl::StrCat(".output-", ++number);
  const int out = open((base + ".out").c_str(), O_CREAT | O_WRONLY, 0600);
  const int err = open((base + ".err").c_str(), O_CREAT | O_WRONLY, 0600);
  const pid_t process = Start(folder.path(), std::move(words), out, err);
  close(out);
  close(err);
  int state = 0;
  rusage usage{};
  EXPECT_EQ(wait4(process, &state, 0, &usage), process);
  return {.exit_code = ExitCodeOf(state),
          .out = ReadText(base + ".out"),
          .err = ReadText(base + ".err"),
          .cpu_seconds = Seconds(usage.ru_utime) + Seconds(usage.ru_stime)};
}

std::vector<std::string> DaysAhead(int days) {
  // As faketime(1) does, but that the program stays the process that was
  // started. The loader knows what $LIB is.
  return {"env", "LD_PRELOAD=/usr/$LIB/faketime/libfaketime.so.1",
          absl::StrCat("FAKETIME=+", days, "d")};
}

Outcome Earmark(const TemporaryFolder& folder, std::vector<std::string> words,
                const std::vector<std::string>& before) {
  words.insert(words.begin(), {kProgram, "--db", folder / "db"});
  words.insert(words.begin(), before.begin(), before.end());
  return RunIn(folder, std::move(words));
}

RunningServer::RunningServer(const TemporaryFolder& folder,
                             const std::vector<std::string>& options,
                             const std::vector<std::string>& before) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return;
  const int log =
      open((folder / "serve.log").c_str(), O_CREAT | O_WRONLY, 0600);
  std::vector<std::string> words = {kProgram,     "--db",  folder / "db",
                                    "--json",     "serve", "--listen",
                                    "127.0.0.1:0"};
  words.insert(words.begin(), before.begin(), before.end());
  words.insert(words.end(), options.begin(), options.end());
  process_ = Start(folder.path(), words, ends[1], log);
  close(ends[1]);
  close(log);
  // One line, once it is ready; the end of the pipe if it never is.
  std::string line;
  char letter = 0;
  while (read(ends[0], &letter, 1) == 1 && letter != '\n') line += letter;
  close(ends[0]);
  google::protobuf::Struct ready;
  if (google::protobuf::util::JsonStringToMessage(line, &ready).ok()) {
    address_ = ready.fields().at("address").string_value();
    metrics_ = ready.fields().at("metrics").string_value();
  }
}

RunningServer::~RunningServer() {
  if (process_ > 0) Stop(SIGKILL);
}

int RunningServer::Stop(int signal) {
  kill(process_, signal);
  int state = 0;
  waitpid(process_, &state, 0);
  process_ = -1;
  return ExitCodeOf(state);
}

void WriteSong(const std::string& path, int seed, int seconds) {
  constexpr int kRate = 22050;
  constexpr double kNoteSeconds = 0.4;
  constexpr int kVoices = 3;
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> semitone(0, 35);
  std::vector<int16_t> samples(static_cast<size_t>(kRate) * seconds);
  std::array<double, kVoices> frequency{};
  double age = kNoteSeconds;
  for (size_t i = 0; i < samples.size(); ++i, age += 1.0 / kRate) {
    if (age >= kNoteSeconds) {
      age = 0;
      for (double& hz : frequency)
        hz = 110 * std::exp2(semitone(random) / 12.0);
    }
    double sum = 0;
    for (const double hz : frequency) {
      const double phase = 2 * std::numbers::pi * hz * age;
      sum += std::sin(phase) + 0.5 * std::sin(2 * phase);
    }
    samples[i] =
        static_cast<int16_t>(5000 * sum / kVoices * std::exp(-2 * age));
  }
  // RIFF/WAVE, 16-bit PCM, mono; this machine's bytes are little-endian.
  const auto number = [](uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) {
      text += static_cast<char>(value >> (8 * i) & 0xFF);
    }
    return text;
  };
  const uint32_t size_bytes = static_cast<uint32_t>(samples.size() * 2);
  std::ofstream file(path, std::ios::binary);
  file << "RIFF" << number(36 + size_bytes, 4) << "WAVEfmt " << number(16, 4)
       << number(1, 2) << number(1, 2) << number(kRate, 4)
       << number(kRate * 2, 4) << number(2, 2) << number(16, 2) << "data"
       << number(size_bytes, 4);
  file.write(reinterpret_cast<const char*>(samples.data()), size_bytes);
  ASSERT_TRUE(file.good()) << path;
}

void Ffmpeg(const TemporaryFolder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"ffmpeg", "-v", "error", "-y"});
  const Outcome outcome = RunIn(folder, std::move(arguments));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
}

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace earmark::cli
