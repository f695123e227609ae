#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/commands/commands.h"
#include "cli/fingerprint_view.h"
#include "cli/input_file.h"
#include "fingerprint/worker_pool.h"

namespace earmark::cli {
namespace {

struct FingerprintArguments {
  std::string file;
  bool chromaprint = false;
  bool raw = false;
  int64_t length_s = 120;
  bool hashes = false;
};

absl::Time Deadline(const fingerprint::ExtractOptions& limits) {
  return absl::Now() + absl::FromChrono(limits.timeout);
}

absl::StatusOr<ExitCode> PrintChromaprint(const FingerprintArguments& arguments,
                                          fingerprint::WorkerPool& workers,
                                          const InputFile& file,
                                          Console& console) {
  const fingerprint::ExtractOptions limits;
  fingerprint::FpcalcOptions options;
  options.length = std::chrono::seconds(arguments.length_s);
  options.raw = arguments.raw;
  const absl::StatusOr<std::string> output = workers.Fpcalc(
      file.descriptor(), options, limits, Deadline(limits), nullptr);
  if (!output.ok()) return output.status();
  console.out << *output;
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Fingerprint(const FingerprintArguments& arguments,
                                     const Settings& settings,
                                     Console& console) {
  if (arguments.chromaprint && (settings.json || arguments.hashes)) {
    return UsageError(
        "--chromaprint prints what fpcalc does: leave out --json and --hashes");
  }
  const absl::StatusOr<InputFile> file = InputFile::Open(arguments.file);
  if (!file.ok()) return file.status();
  fingerprint::WorkerPoolOptions options;
  options.max_concurrent = 1;
  const absl::StatusOr<std::unique_ptr<fingerprint::WorkerPool>> workers =
      fingerprint::WorkerPool::Create(options);
  if (!workers.ok()) return workers.status();
  if (arguments.chromaprint) {
    return PrintChromaprint(arguments, **workers, *file, console);
  }
  const fingerprint::ExtractOptions limits;
  const absl::StatusOr<fingerprint::MediaFingerprint> extracted =
      (*workers)->Extract(file->descriptor(), limits, Deadline(limits),
                          nullptr);
  if (!extracted.ok()) return extracted.status();
  console.out << (settings.json
                      ? FingerprintJson(arguments.file, *extracted,
                                        arguments.hashes)
                      : RenderFingerprint(arguments.file, *extracted,
                                          arguments.hashes, console.style));
  return ExitCode::kDone;
}

}  // namespace

void AddFingerprintCommand(CommandLine& line) {
  const auto arguments = std::make_shared<FingerprintArguments>();
  CLI::App& app = line.AddCommand(
      line.root(), "fingerprint",
      "Say what the fingerprint of a file holds; opens no database",
      "earmark fingerprint clip.mp4\n"
      "earmark fingerprint clip.mp4 --hashes > clip.pdq\n"
      "earmark fingerprint song.mp3 --chromaprint --raw --length 60",
      [arguments](const Settings& settings, Console& console) {
        return Fingerprint(*arguments, settings, console);
      });
  app.add_option("FILE", arguments->file, "A media file")
      ->required()
      ->type_name("");
  app.add_flag("--hashes", arguments->hashes,
               "Add the PDQ hash of each sampled frame, with its time");
  CLI::Option* chromaprint =
      app.add_flag("--chromaprint", arguments->chromaprint,
                   "Print Chromaprint's fingerprint, exactly as fpcalc does");
  app.add_flag("--raw", arguments->raw,
               "With --chromaprint: numbers, as fpcalc -raw")
      ->needs(chromaprint);
  app.add_option("--length", arguments->length_s,
                 "With --chromaprint: seconds of audio, as fpcalc -length; 0: "
                 "all (default: 120)")
      ->type_name("SECONDS")
      ->check(CLI::NonNegativeNumber)
      ->needs(chromaprint);
}

}  // namespace earmark::cli
