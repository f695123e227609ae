// The real worker program under real faults: killed, starved, given garbage.
// Nothing here sleeps: a test waits until the child reads its file (inotify) or
// a process has ended (pidfd), and fails when it waits in vain.
#include "fingerprint/worker_pool.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "fingerprint/internal/descriptor.h"

namespace earmark::fingerprint {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kWorkerPath[] = EARMARK_BINARY_DIR "/earmark-worker";
// For what must happen at once; generous, for a loaded machine.
constexpr int kPatienceMs = 30'000;
constexpr uint32_t kSampleRateHz = 8000;

absl::Time Never() { return absl::InfiniteFuture(); }

// A WAV file, 8 kHz, mono, 16 bits, silent and (on disk) nearly empty.
void WriteWav(const fs::path& path, seconds length) {
  const auto data_bytes =
      static_cast<uint32_t>(length.count() * kSampleRateHz * 2);
  const auto number = [](uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) {
      text.push_back(static_cast<char>(value >> (8 * i)));
    }
    return text;
  };
  std::ofstream(path, std::ios::binary)
      << "RIFF" << number(36 + data_bytes, 4) << "WAVEfmt " << number(16, 4)
      << number(1, 2) << number(1, 2) << number(kSampleRateHz, 4)
      << number(kSampleRateHz * 2, 4) << number(2, 2) << number(16, 2) << "data"
      << number(data_bytes, 4);
  fs::resize_file(path, 44 + data_bytes);
}

// A GIF of a few bytes whose one picture takes 4 bytes of memory per pixel.
void WriteLargeGif(const fs::path& path, uint16_t width, uint16_t height) {
  const std::string size = {
      static_cast<char>(width), static_cast<char>(width >> 8),
      static_cast<char>(height), static_cast<char>(height >> 8)};
  std::ofstream(path, std::ios::binary)
      << "GIF89a" << size
      << std::string("\x80\0\0", 3)
      // Two colours; one pixel at (0, 0); its LZW data; the end.
      << std::string("\0\0\0\xff\xff\xff", 6)
      << std::string("\x2c\0\0\0\0\1\0\1\0\0", 10)
      << std::string("\2\2\x44\1\0\x3b", 6);
}

// The numbers of running processes whose parent is `parent`.
std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "stat");
    std::string stat;
    std::getline(file, stat);
    // The name, in parentheses, may hold anything.
    const size_t end = stat.rfind(')');
    if (end == std::string::npos) continue;
    std::istringstream fields(stat.substr(end + 1));
    char state;
    pid_t its_parent;
    fields >> state >> its_parent;
    if (its_parent == parent) children.push_back(std::stoi(name));
  }
  return children;
}

// The one child of `parent`.
pid_t ChildOf(pid_t parent) {
  const std::vector<pid_t> children = ChildrenOf(parent);
  EXPECT_THAT(children, SizeIs(1));
  return children.size() == 1 ? children[0] : -1;
}

// Readable once the process has ended. (glibc 2.36 declares pidfd_open without
// C linkage.)
int PidfdOpen(pid_t pid) {
  return static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
}

bool WaitFor(int descriptor) {
  pollfd wait{.fd = descriptor, .events = POLLIN, .revents = 0};
  return poll(&wait, 1, kPatienceMs) == 1;
}

size_t CountDescriptors() {
  return std::distance(fs::directory_iterator("/proc/self/fd"), {});
}

// Tells when a file is read.
class FileWatch {
 public:
  explicit FileWatch(const fs::path& path)
      : inotify_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    EXPECT_GE(inotify_add_watch(inotify_.get(), path.c_str(), IN_ACCESS), 0);
  }

  // Forgets what was read until now.
  void Clear() {
    char events[4096];
    while (read(inotify_.get(), events, sizeof(events)) > 0) {
    }
  }

  bool WaitForRead() { return WaitFor(inotify_.get()); }

 private:
  Descriptor inotify_;
};

class WorkerPoolTest : public ::testing::Test {
 public:
  WorkerPoolTest() {
    std::string name = ::testing::TempDir() + "worker_pool_test.XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  ~WorkerPoolTest() override { fs::remove_all(folder_); }

 protected:
  std::unique_ptr<WorkerPool> MakePool(int max_concurrent = 2) {
    absl::StatusOr<std::unique_ptr<WorkerPool>> pool = WorkerPool::Create(
        {.worker_path = kWorkerPath, .max_concurrent = max_concurrent});
    EXPECT_TRUE(pool.ok()) << pool.status();
    return pool.ok() ? *std::move(pool) : nullptr;
  }

  Descriptor Open(const fs::path& path) {
    Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_TRUE(file.valid()) << path;
    return file;
  }

  Descriptor ShortFile() {
    const fs::path path = folder_ / "short.wav";
    WriteWav(path, seconds(10));
    return Open(path);
  }

  // Takes minutes to extract.
  fs::path LongPath() {
    const fs::path path = folder_ / "long.wav";
    WriteWav(path, std::chrono::hours(11));
    return path;
  }

  Descriptor Garbage() {
    const fs::path path = folder_ / "garbage";
    std::ofstream(path) << std::string(10'000, 'x');
    return Open(path);
  }

  fs::path folder_;
};

// A long extraction in a thread of its own, under way when made.
class RunningExtraction {
 public:
  RunningExtraction(WorkerPool& pool, const fs::path& path,
                    const ExtractOptions& options = {},
                    absl::Time deadline = Never())
      : watch_(path), file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    outcome_ = std::async(std::launch::async, [=, this, &pool] {
      return pool.Extract(file_.get(), options, deadline, &cancellation_)
          .status();
    });
    EXPECT_TRUE(watch_.WaitForRead());
  }
  ~RunningExtraction() { cancellation_.Cancel(); }

  FileWatch& watch() { return watch_; }
  void Cancel() { cancellation_.Cancel(); }
  absl::Status Outcome() { return outcome_.get(); }

 private:
  FileWatch watch_;
  Descriptor file_;
  Cancellation cancellation_;
  std::future<absl::Status> outcome_;
};

TEST_F(WorkerPoolTest, ExtractsAFile) {
  const auto pool = MakePool();
  const Descriptor file = ShortFile();
  const auto fingerprint = pool->Extract(file.get(), {}, Never(), nullptr);
  ASSERT_TRUE(fingerprint.ok()) << fingerprint.status();
  EXPECT_EQ(fingerprint->audio.state, Coverage::State::kSeen);
  EXPECT_EQ(fingerprint->video.state, Coverage::State::kAbsent);
  EXPECT_EQ(fingerprint->duration, seconds(10));
  EXPECT_THAT(fingerprint->audio_runs, SizeIs(1));
}

TEST_F(WorkerPoolTest, PrintsAsFpcalc) {
  const auto pool = MakePool();
  const Descriptor file = ShortFile();
  const auto lines = pool->Fpcalc(file.get(), {}, {}, Never(), nullptr);
  ASSERT_TRUE(lines.ok()) << lines.status();
  EXPECT_THAT(*lines, HasSubstr("DURATION=10\nFINGERPRINT="));
}

TEST_F(WorkerPoolTest, LeavesTheOffsetOfTheFileAlone) {
  const auto pool = MakePool();
  const Descriptor file = ShortFile();
  ASSERT_EQ(lseek(file.get(), 17, SEEK_SET), 17);
  const auto fingerprint = pool->Extract(file.get(), {}, Never(), nullptr);
  ASSERT_TRUE(fingerprint.ok()) << fingerprint.status();
  EXPECT_EQ(fingerprint->duration, seconds(10));
  EXPECT_EQ(lseek(file.get(), 0, SEEK_CUR), 17);
}

TEST_F(WorkerPoolTest, GarbageIsInvalid) {
  const auto pool = MakePool();
  const Descriptor file = Garbage();
  const auto fingerprint = pool->Extract(file.get(), {}, Never(), nullptr);
  EXPECT_TRUE(absl::IsInvalidArgument(fingerprint.status()))
      << fingerprint.status();
}

TEST_F(WorkerPoolTest, WhatIsNoRegularFileIsInvalid) {
  const auto pool = MakePool();
  const Descriptor folder = Open(folder_);
  for (int file : {folder.get(), -1}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        pool->Extract(file, {}, Never(), nullptr).status()));
  }
}

TEST_F(WorkerPoolTest, LimitsThatAreNotPositiveAreInvalid) {
  const auto pool = MakePool();
  const Descriptor file = ShortFile();
  for (const ExtractOptions& options :
       {ExtractOptions{.max_bytes = 0}, ExtractOptions{.max_streams = -1},
        ExtractOptions{.max_memory_bytes = 0},
        ExtractOptions{.timeout = seconds(0)}}) {
    const absl::Status status =
        pool->Extract(file.get(), options, Never(), nullptr).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("must be positive"));
  }
}

TEST_F(WorkerPoolTest, ProgramThatIsNotThereIsNotFound) {
  const auto pool =
      WorkerPool::Create({.worker_path = (folder_ / "nothing").string()});
  EXPECT_TRUE(absl::IsNotFound(pool.status())) << pool.status();
}

TEST_F(WorkerPoolTest, ProgramThatIsNoWorkerIsUnavailable) {
  const auto pool = WorkerPool::Create({.worker_path = "/bin/true"});
  EXPECT_TRUE(absl::IsUnavailable(pool.status())) << pool.status();
}

TEST_F(WorkerPoolTest, OnDemandTheFirstFileStartsTheProgram) {
  const auto pool = WorkerPool::Create(
      {.worker_path = kWorkerPath, .max_concurrent = 2, .on_demand = true});
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(ChildrenOf(getpid()), IsEmpty());
  const Descriptor file = ShortFile();
  const auto extract = [&] {
    return (*pool)->Extract(file.get(), {}, Never(), nullptr).status();
  };
  std::future<absl::Status> other = std::async(std::launch::async, extract);
  const absl::Status status = extract();
  EXPECT_TRUE(status.ok()) << status;
  const absl::Status other_status = other.get();
  EXPECT_TRUE(other_status.ok()) << other_status;
  EXPECT_THAT(ChildrenOf(getpid()), SizeIs(1));
}

TEST_F(WorkerPoolTest, OnDemandTheFirstFileTellsWhatIsWrongWithTheProgram) {
  const Descriptor file = ShortFile();
  for (const std::string& path :
       {(folder_ / "nothing").string(), std::string("/bin/true")}) {
    const auto pool =
        WorkerPool::Create({.worker_path = path, .on_demand = true});
    ASSERT_TRUE(pool.ok()) << pool.status();
    const absl::Status status =
        (*pool)->Extract(file.get(), {}, Never(), nullptr).status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(path));
  }
}

TEST_F(WorkerPoolTest, NegativeConcurrencyIsInvalid) {
  const auto pool =
      WorkerPool::Create({.worker_path = kWorkerPath, .max_concurrent = -1});
  EXPECT_TRUE(absl::IsInvalidArgument(pool.status())) << pool.status();
}

TEST_F(WorkerPoolTest, ChildIsLockedIn) {
  const auto pool = MakePool();
  const pid_t worker = ChildOf(getpid());
  RunningExtraction running(*pool, LongPath());
  const pid_t child = ChildOf(worker);
  const std::string proc = "/proc/" + std::to_string(child);

  std::ostringstream status;
  status << std::ifstream(proc + "/status").rdbuf();
  EXPECT_THAT(status.str(), HasSubstr("NoNewPrivs:\t1\n"));
  EXPECT_THAT(status.str(), HasSubstr("Threads:\t1\n"));
  EXPECT_THAT(status.str(), HasSubstr("SigBlk:\t0000000000000000\n"));
  std::ostringstream limits;
  limits << std::ifstream(proc + "/limits").rdbuf();
  EXPECT_THAT(limits.str(), HasSubstr("Max cpu time              1200"));
  EXPECT_THAT(limits.str(), HasSubstr("Max core file size        0"));
  EXPECT_THAT(limits.str(), HasSubstr("Max processes             0"));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // Sanitizers write reports and open files.
  EXPECT_THAT(limits.str(), HasSubstr("Max file size             0"));
  EXPECT_THAT(limits.str(), HasSubstr("Max open files            0"));
#endif
  if (geteuid() == 0) {
    EXPECT_THAT(status.str(), HasSubstr("Uid:\t65534\t65534\t65534\t65534\n"));
    EXPECT_THAT(status.str(), HasSubstr("Gid:\t65534\t65534\t65534\t65534\n"));
    EXPECT_THAT(status.str(), HasSubstr("Groups:\t \n"));
    EXPECT_THAT(status.str(), HasSubstr("CapPrm:\t0000000000000000\n"));
    // Only root may look at the descriptors of what is not dumpable.
    std::vector<std::string> open_files;
    for (const auto& entry : fs::directory_iterator(proc + "/fd")) {
      open_files.push_back(entry.path().filename());
    }
    EXPECT_THAT(open_files,
                ::testing::UnorderedElementsAre("0", "1", "2", "3", "4"));
    EXPECT_EQ(fs::read_symlink(proc + "/fd/0"), "/dev/null");
    EXPECT_EQ(fs::read_symlink(proc + "/fd/3"), LongPath());
  }
}

// Ctrl-C goes to a whole process group.
TEST_F(WorkerPoolTest, WorkerHasAProcessGroupOfItsOwn) {
  const auto pool = MakePool();
  const pid_t worker = ChildOf(getpid());
  EXPECT_EQ(getpgid(worker), worker);
}

TEST_F(WorkerPoolTest, CrashOfTheChildIsTheFaultOfTheFileTheSecondTime) {
  const auto pool = MakePool();
  const pid_t worker = ChildOf(getpid());
  RunningExtraction running(*pool, LongPath());
  for (int i = 0; i < 2; ++i) {
    const pid_t child = ChildOf(worker);
    const Descriptor end(PidfdOpen(child));
    running.watch().Clear();
    // SIGILL, since sanitizers have handlers for what crashes more often.
    ASSERT_EQ(kill(child, SIGILL), 0);
    ASSERT_TRUE(WaitFor(end.get()));
    if (i == 0) {
      ASSERT_TRUE(running.watch().WaitForRead());
    }
  }
  EXPECT_EQ(
      running.Outcome(),
      absl::InvalidArgumentError("the file broke its decoder: signal SIGILL"));
  const Descriptor file = ShortFile();
  EXPECT_TRUE(pool->Extract(file.get(), {}, Never(), nullptr).ok());
  EXPECT_EQ(ChildOf(getpid()), worker);
}

TEST_F(WorkerPoolTest, CallSurvivesOneCrashOfTheChild) {
  const auto pool = MakePool();
  RunningExtraction running(*pool, LongPath());
  const pid_t child = ChildOf(ChildOf(getpid()));
  const Descriptor end(PidfdOpen(child));
  running.watch().Clear();
  ASSERT_EQ(kill(child, SIGILL), 0);
  ASSERT_TRUE(WaitFor(end.get()));
  // Another child reads on.
  ASSERT_TRUE(running.watch().WaitForRead());
  running.Cancel();
  EXPECT_TRUE(absl::IsCancelled(running.Outcome()));
}

TEST_F(WorkerPoolTest, CrashIsToldWhenThereIsNoTimeForAnother) {
  const auto pool = MakePool();
  RunningExtraction running(*pool, LongPath(), {},
                            absl::Now() + absl::Seconds(3));
  ASSERT_EQ(kill(ChildOf(ChildOf(getpid())), SIGILL), 0);
  EXPECT_EQ(
      running.Outcome(),
      absl::InvalidArgumentError("the file broke its decoder: signal SIGILL"));
}

TEST_F(WorkerPoolTest, EndOfCpuTimeIsTheFaultOfTheFile) {
  const auto pool = MakePool();
  RunningExtraction running(*pool, LongPath());
  ASSERT_EQ(kill(ChildOf(ChildOf(getpid())), SIGXCPU), 0);
  EXPECT_EQ(running.Outcome(),
            absl::InvalidArgumentError("the file broke its decoder: it needs "
                                       "more than 1200 s of CPU time"));
}

// Under a sanitizer, whose own memory is without bounds, none is limited.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(WorkerPoolTest, EndOfMemoryIsTheFaultOfTheFile) {
  const auto pool = MakePool();
  const fs::path path = folder_ / "large.gif";
  WriteLargeGif(path, 4096, 2160);
  const Descriptor file = Open(path);
  const absl::Status status =
      pool->Extract(file.get(), {.max_memory_bytes = 4 << 20}, Never(), nullptr)
          .status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("memory"));
  const auto unlimited = pool->Extract(file.get(), {}, Never(), nullptr);
  EXPECT_TRUE(unlimited.ok()) << unlimited.status();
}
#endif

TEST_F(WorkerPoolTest, DeadWorkerIsReplacedByOne) {
  const auto pool = MakePool(8);
  const pid_t worker = ChildOf(getpid());
  const Descriptor pidfd(PidfdOpen(worker));
  ASSERT_EQ(kill(worker, SIGKILL), 0);
  ASSERT_TRUE(WaitFor(pidfd.get()));

  const Descriptor file = ShortFile();
  std::vector<std::future<absl::Status>> calls;
  calls.reserve(8);
  for (int i = 0; i < 8; ++i) {
    calls.push_back(std::async(std::launch::async, [&] {
      return pool->Extract(file.get(), {}, Never(), nullptr).status();
    }));
  }
  for (std::future<absl::Status>& call : calls) {
    const absl::Status status = call.get();
    EXPECT_TRUE(status.ok()) << status;
  }
  EXPECT_NE(ChildOf(getpid()), worker);
}

TEST_F(WorkerPoolTest, CallSurvivesOneDeathOfTheWorkerButNotTwo) {
  const auto pool = MakePool();
  RunningExtraction running(*pool, LongPath());
  for (int i = 0; i < 2; ++i) {
    const pid_t worker = ChildOf(getpid());
    const Descriptor child(PidfdOpen(ChildOf(worker)));
    ASSERT_EQ(kill(worker, SIGKILL), 0);
    // The child dies with the worker; what is read then, another reads.
    ASSERT_TRUE(WaitFor(child.get()));
    if (i == 1) break;
    running.watch().Clear();
    ASSERT_TRUE(running.watch().WaitForRead());
  }
  EXPECT_TRUE(absl::IsUnavailable(running.Outcome()));

  const Descriptor file = ShortFile();
  EXPECT_TRUE(pool->Extract(file.get(), {}, Never(), nullptr).ok());
  EXPECT_THAT(ChildrenOf(getpid()), SizeIs(1));
}

TEST_F(WorkerPoolTest, TimeoutKillsTheChild) {
  const auto pool = MakePool();
  RunningExtraction running(*pool, LongPath(), {.timeout = seconds(2)});
  const Descriptor child(PidfdOpen(ChildOf(ChildOf(getpid()))));
  EXPECT_EQ(running.Outcome(),
            absl::DeadlineExceededError(
                "the extraction took longer than its timeout of 2 s"));
  // At once: the call ends after its child.
  pollfd wait{.fd = child.get(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(poll(&wait, 1, 0), 1);
}

TEST_F(WorkerPoolTest, DeadlineKillsTheChild) {
  const auto pool = MakePool();
  RunningExtraction running(*pool, LongPath(), {},
                            absl::Now() + absl::Seconds(2));
  const pid_t worker = ChildOf(getpid());
  EXPECT_TRUE(absl::IsDeadlineExceeded(running.Outcome()));
  EXPECT_THAT(ChildrenOf(worker), IsEmpty());
}

TEST_F(WorkerPoolTest, CancellationKillsTheChild) {
  const auto pool = MakePool();
  RunningExtraction running(*pool, LongPath());
  const pid_t worker = ChildOf(getpid());
  EXPECT_THAT(ChildrenOf(worker), SizeIs(1));
  running.Cancel();
  EXPECT_TRUE(absl::IsCancelled(running.Outcome()));
  EXPECT_THAT(ChildrenOf(worker), IsEmpty());
}

TEST_F(WorkerPoolTest, CancelledOrLateCallDoesNotStart) {
  const auto pool = MakePool();
  const Descriptor file = ShortFile();
  Cancellation cancellation;
  cancellation.Cancel();
  EXPECT_TRUE(absl::IsCancelled(
      pool->Extract(file.get(), {}, Never(), &cancellation).status()));
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      pool->Extract(file.get(), {}, absl::InfinitePast(), nullptr).status()));
}

TEST_F(WorkerPoolTest, WaitingCallHonoursDeadlineAndCancellation) {
  const auto pool = MakePool(1);
  RunningExtraction running(*pool, LongPath());
  const Descriptor file = ShortFile();
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      pool->Extract(file.get(), {}, absl::Now() + absl::Milliseconds(50),
                    nullptr)
          .status()));
  Cancellation cancellation;
  auto waiting = std::async(std::launch::async, [&] {
    return pool->Extract(file.get(), {}, Never(), &cancellation).status();
  });
  cancellation.Cancel();
  EXPECT_TRUE(absl::IsCancelled(waiting.get()));
  // And its turn comes when the place is free.
  running.Cancel();
  EXPECT_TRUE(pool->Extract(file.get(), {}, Never(), nullptr).ok());
}

TEST_F(WorkerPoolTest, WorkerThatDoesNotAnswerIsKilled) {
  const auto pool = MakePool();
  RunningExtraction running(*pool, LongPath());
  const pid_t worker = ChildOf(getpid());
  ASSERT_EQ(kill(worker, SIGSTOP), 0);
  running.Cancel();
  EXPECT_TRUE(absl::IsCancelled(running.Outcome()));
  const Descriptor file = ShortFile();
  EXPECT_TRUE(pool->Extract(file.get(), {}, Never(), nullptr).ok());
  EXPECT_NE(ChildOf(getpid()), worker);
}

TEST_F(WorkerPoolTest, ManyCallsAtOnceAllSucceed) {
  const auto pool = MakePool(3);
  const Descriptor file = ShortFile();
  const auto expected = pool->Extract(file.get(), {}, Never(), nullptr);
  ASSERT_TRUE(expected.ok()) << expected.status();
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int call = 0; call < 2; ++call) {
        const auto fingerprint =
            pool->Extract(file.get(), {}, Never(), nullptr);
        ASSERT_TRUE(fingerprint.ok()) << fingerprint.status();
        EXPECT_EQ(*fingerprint, *expected);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(WorkerPoolTest, CallsLeaveNoDescriptorAndNoProcessBehind) {
  const Descriptor good = ShortFile();
  const Descriptor bad = Garbage();
  const Descriptor folder = Open(folder_);
  const size_t before = CountDescriptors();
  {
    const auto pool = MakePool();
    const pid_t worker = ChildOf(getpid());
    const std::string worker_fds = "/proc/" + std::to_string(worker) + "/fd";
    const auto count_worker_fds = [&] {
      return std::distance(fs::directory_iterator(worker_fds), {});
    };
    (void)pool->Extract(bad.get(), {}, Never(), nullptr).ok();
    const size_t with_pool = CountDescriptors();
    const auto in_worker = count_worker_fds();
    for (int i = 0; i < 200; ++i) {
      const int file = i % 10 == 0   ? good.get()
                       : i % 10 == 1 ? folder.get()
                                     : bad.get();
      // Some calls end by their deadline, at any of their steps.
      const absl::Time deadline =
          i % 4 == 3 ? absl::Now() + absl::Microseconds(20 * i) : Never();
      EXPECT_EQ(pool->Extract(file, {}, deadline, nullptr).ok(), i % 10 == 0)
          << i;
    }
    EXPECT_EQ(CountDescriptors(), with_pool);
    // Its end of the last call's lifeline may be about to be closed.
    EXPECT_LE(count_worker_fds(), in_worker + 1);
    EXPECT_THAT(ChildrenOf(worker), IsEmpty());
  }
  EXPECT_EQ(CountDescriptors(), before);
  EXPECT_THAT(ChildrenOf(getpid()), IsEmpty());
}

TEST_F(WorkerPoolTest, EverythingEndsWithTheProgramThatStartedIt) {
  // Makes this process the one to which orphans go, so that it can see them.
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
  const fs::path path = LongPath();
  FileWatch watch(path);
  const pid_t client = fork();
  ASSERT_GE(client, 0);
  if (client == 0) {
    const auto pool = WorkerPool::Create({.worker_path = kWorkerPath});
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (pool.ok()) {
      (void)(*pool)->Extract(file, {}, Never(), nullptr).ok();
    }
    _exit(1);
  }
  ASSERT_TRUE(watch.WaitForRead());
  const pid_t worker = ChildOf(client);
  const Descriptor worker_end(PidfdOpen(worker));
  const Descriptor child_end(PidfdOpen(ChildOf(worker)));
  ASSERT_EQ(kill(client, SIGKILL), 0);
  EXPECT_TRUE(WaitFor(worker_end.get()));
  EXPECT_TRUE(WaitFor(child_end.get()));
  // The worker has taken its child along; both others are ours now.
  EXPECT_EQ(waitpid(client, nullptr, 0), client);
  EXPECT_EQ(waitpid(worker, nullptr, 0), worker);
  EXPECT_THAT(ChildrenOf(getpid()), IsEmpty());
}

}  // namespace
}  // namespace earmark::fingerprint
