// Media for tests, made on the spot with the `ffmpeg` program.
#ifndef EARMARK_TESTS_FINGERPRINT_TEST_MEDIA_H_
#define EARMARK_TESTS_FINGERPRINT_TEST_MEDIA_H_

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fingerprint/worker/extract.h"

namespace earmark::fingerprint {

// A temporary folder with the media of one test.
class MediaFolder {
 public:
  MediaFolder() {
    std::string path =
        (std::filesystem::temp_directory_path() / "earmark-XXXXXX").string();
    folder_ = mkdtemp(path.data());
  }
  ~MediaFolder() { std::filesystem::remove_all(folder_); }
  MediaFolder(const MediaFolder&) = delete;
  MediaFolder& operator=(const MediaFolder&) = delete;

  std::string Path(const std::string& name) const { return folder_ / name; }

  // Runs `ffmpeg ARGUMENTS NAME` in the folder and returns NAME's path.
  std::string Make(const std::string& name,
                   const std::string& arguments) const {
    const std::string command = "cd '" + folder_.string() +
                                "' && ffmpeg -nostdin -v error -y -threads 1 " +
                                arguments + " '" + name + "' 2>ffmpeg.log";
    EXPECT_EQ(std::system(command.c_str()), 0) << command << "\n"
                                               << Read("ffmpeg.log");
    return Path(name);
  }

  // Four seconds of moving picture and of a melody, without loss: source.mkv.
  // The melody has a new chord each half second, as a fingerprint needs.
  std::string MakeSource(const std::string& size = "160x120") const {
    return Make(
        "source.mkv",
        "-f lavfi -i 'mandelbrot=s=" + size +
            ":r=25:start_scale=1.2:end_scale=0.3:end_pts=400' -f lavfi -i \"" +
            Melody() +
            "\" -t 4 -pix_fmt yuv420p -c:v ffv1 -ac 2 -c:a pcm_s16le");
  }

  static std::string Melody() {
    return "aevalsrc='0.3*sin(2*PI*t*220*pow(2,floor(mod(t*2*5,12))/12))"
           "+0.2*sin(2*PI*t*440*pow(2,floor(mod(t*2*7,12))/12))"
           "+0.1*sin(2*PI*t*1500*pow(2,floor(mod(t*3*3,12))/12))':s=44100";
  }

  std::string Read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return Path(name);
  }

 private:
  std::filesystem::path folder_;
};

inline absl::StatusOr<MediaFingerprint> ExtractFrom(
    const std::string& path, const ExtractOptions& options = {}) {
  WarmUp();
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  absl::StatusOr<MediaSource> source = MediaSource::Create(file);
  if (!source.ok()) return source.status();
  absl::StatusOr<MediaFingerprint> result = Extract(*source, options);
  close(file);
  return result;
}

// Share of bits in which the sub-fingerprints of the first runs differ at the
// best of a few shifts; 1 when one has none.
inline double ChromaErrorRate(const MediaFingerprint& a,
                              const MediaFingerprint& b) {
  if (a.audio_runs.empty() || b.audio_runs.empty()) return 1;
  const std::vector<uint32_t>& x = a.audio_runs[0].chroma;
  const std::vector<uint32_t>& y = b.audio_runs[0].chroma;
  double best = 1;
  for (int shift = -1; shift <= 1; ++shift) {
    int bits = 0;
    int compared = 0;
    for (int i = 0; i < static_cast<int>(x.size()); ++i) {
      const int j = i + shift;
      if (j < 0 || j >= static_cast<int>(y.size())) continue;
      bits += std::popcount(x[i] ^ y[j]);
      ++compared;
    }
    if (compared > 0) best = std::min(best, bits / (32.0 * compared));
  }
  return best;
}

// Share of the prominent peaks of the first run of `a` that the first of `b`
// has within 40 ms and a bin; 0 when either has none.
inline double ShareOfPeaks(const MediaFingerprint& a,
                           const MediaFingerprint& b) {
  if (a.audio_runs.empty() || b.audio_runs.empty()) return 0;
  int all = 0;
  int found = 0;
  for (const SpectralPeak& peak : a.audio_runs[0].peaks) {
    if (!peak.prominent) continue;
    ++all;
    const std::vector<SpectralPeak>& others = b.audio_runs[0].peaks;
    if (std::any_of(others.begin(), others.end(),
                    [&](const SpectralPeak& other) {
                      return std::abs(int64_t{peak.time} - other.time) <= 10 &&
                             std::abs(peak.bin - other.bin) <= kBinUnits;
                    })) {
      ++found;
    }
  }
  return all == 0 ? 0 : static_cast<double>(found) / all;
}

// Mean distance between the frames of `a` and those of `b` next in time; 256
// when either has none.
inline double MeanFrameDistance(const MediaFingerprint& a,
                                const MediaFingerprint& b) {
  if (a.frames.empty() || b.frames.empty()) return 256;
  double sum = 0;
  for (const VideoFrame& frame : a.frames) {
    const auto next =
        std::min_element(b.frames.begin(), b.frames.end(),
                         [&](const VideoFrame& x, const VideoFrame& y) {
                           return std::chrono::abs(x.time - frame.time) <
                                  std::chrono::abs(y.time - frame.time);
                         });
    sum += HammingDistance(frame.hash, next->hash);
  }
  return sum / static_cast<double>(a.frames.size());
}

// Longest time in seconds without a frame, from 0 to 4 s.
inline double LongestPause(const MediaFingerprint& fingerprint) {
  double pause = 0;
  double last = 0;
  for (const VideoFrame& frame : fingerprint.frames) {
    pause = std::max(pause, Seconds(frame.time) - last);
    last = Seconds(frame.time);
  }
  return std::max(pause, 4 - last);
}

// Standard output of a shell command.
inline std::string OutputOf(const std::string& command) {
  std::string output;
  FILE* const pipe = popen(command.c_str(), "r");
  std::array<char, 4096> buffer;
  while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), count);
  }
  pclose(pipe);
  return output;
}

}  // namespace earmark::fingerprint

#endif  // EARMARK_TESTS_FINGERPRINT_TEST_MEDIA_H_
