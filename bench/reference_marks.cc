// Says which recordings are refused as references, which are marked, and by
// what: the limits of index/internal/audio_worth.cc and
// index/reference_warning.cc stand on what this prints.
//
//   build/release/bench/reference_marks ../shared/corpus/audio FILE...
//
// Columns: sub-fingerprints that tell something and those that change; peaks a
// second; how far peaks stand out, in standard deviations; landmarks a second,
// and which share of them is distinct; the verdict on the audio.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "fingerprint/worker/extract.h"
#include "index/internal/audio_worth.h"
#include "index/reference_warning.h"

namespace earmark::index {
namespace {

const char* NameOf(ReferenceWarning warning) {
  switch (warning) {
    case ReferenceWarning::kNoise:
      return "noise";
    case ReferenceWarning::kSparse:
      return "sparse";
    case ReferenceWarning::kRepetitive:
      return "repetitive";
    case ReferenceWarning::kShort:
      break;
  }
  return "short";
}

std::string VerdictOn(const AudioWorth& worth) {
  if (!IsReferable(worth)) return "refused";
  std::vector<std::string> names;
  for (const ReferenceWarning warning : WarningsOf(worth)) {
    names.emplace_back(NameOf(warning));
  }
  return names.empty() ? "good" : absl::StrJoin(names, ", ");
}

void Show(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const auto source = fingerprint::MediaSource::Create(descriptor);
  const absl::StatusOr<fingerprint::MediaFingerprint> media =
      source.ok() ? fingerprint::Extract(*source, {}) : source.status();
  close(descriptor);
  const std::string name = file.filename();
  if (!media.ok()) {
    std::printf("%-40.40s %s\n", name.c_str(),
                media.status().ToString().c_str());
    return;
  }
  const AudioWorth worth = AudioWorthOf(*media);
  const double seconds =
      std::max(1.0, std::chrono::duration<double>(media->audio.seen).count());
  std::printf("%-40.40s %7zu %8zu %7.1f %8.2f %10.1f %8.2f  %s\n", name.c_str(),
              worth.telling_items, worth.changing_items, worth.peaks_per_second,
              worth.saliency, static_cast<double>(worth.landmarks) / seconds,
              static_cast<double>(worth.distinct_landmarks) /
                  std::max<double>(1, static_cast<double>(worth.landmarks)),
              VerdictOn(worth).c_str());
}

int Run(int count, char** paths) {
  fingerprint::WarmUp();
  std::printf("%-40s %7s %8s %7s %8s %10s %8s  %s\n", "file", "telling",
              "changing", "peaks/s", "saliency", "landmark/s", "distinct",
              "audio");
  for (int i = 1; i < count; ++i) {
    std::vector<std::filesystem::path> files = {paths[i]};
    if (std::filesystem::is_directory(paths[i])) {
      files.assign(std::filesystem::directory_iterator(paths[i]), {});
      std::sort(files.begin(), files.end());
    }
    for (const std::filesystem::path& file : files) Show(file);
  }
  return 0;
}

}  // namespace
}  // namespace earmark::index

int main(int argc, char** argv) { return earmark::index::Run(argc, argv); }
