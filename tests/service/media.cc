#include "tests/service/media.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gtest/gtest.h"

namespace earmark::service {
namespace {

constexpr int kSampleRateHz = 11'025;
constexpr int kNoteSamples = kSampleRateHz / 3;
constexpr int kVoices = 3;

// Points on the edge of the Mandelbrot set, where each zoom looks different.
struct Point {
  double x, y;
};
constexpr Point kPoints[] = {
    {-0.743643887, 0.131825904}, {-0.1607, 1.0375}, {0.37500012, 0.21663939},
    {-1.25066, 0.02012},         {-0.7269, 0.1889}, {0.00164372, -0.82246763}};

template <typename T>
void Write(std::ofstream& file, T value) {
  file.write(reinterpret_cast<const char*>(&value), sizeof(value));
}

}  // namespace

void RunFfmpeg(const std::string& arguments) {
  const std::string command =
      absl::StrCat("ffmpeg -nostdin -v error -y ", arguments);
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

void WriteMelody(const std::string& path, uint32_t seed, int seconds) {
  std::mt19937 random(seed);
  std::vector<int16_t> samples(static_cast<size_t>(seconds) * kSampleRateHz);
  double frequency[kVoices] = {};
  double phase[kVoices] = {};
  for (size_t i = 0; i < samples.size(); ++i) {
    double sum = 0;
    for (int voice = 0; voice < kVoices; ++voice) {
      if (i % kNoteSamples == 0) {
        const int semitone = static_cast<int>(random() % 24);
        frequency[voice] = 220.0 * std::exp2(semitone / 12.0);
      }
      phase[voice] += 2 * M_PI * frequency[voice] / kSampleRateHz;
      sum += std::sin(phase[voice]) + 0.4 * std::sin(2 * phase[voice]);
    }
    samples[i] = static_cast<int16_t>(sum * 6'000);
  }
  std::ofstream file(path, std::ios::binary);
  const uint32_t data_bytes = static_cast<uint32_t>(samples.size() * 2);
  file.write("RIFF", 4);
  Write<uint32_t>(file, 36 + data_bytes);
  file.write("WAVEfmt ", 8);
  Write<uint32_t>(file, 16);
  Write<uint16_t>(file, 1);  // PCM
  Write<uint16_t>(file, 1);  // channels
  Write<uint32_t>(file, kSampleRateHz);
  Write<uint32_t>(file, kSampleRateHz * 2);
  Write<uint16_t>(file, 2);
  Write<uint16_t>(file, 16);
  file.write("data", 4);
  Write<uint32_t>(file, data_bytes);
  file.write(reinterpret_cast<const char*>(samples.data()), data_bytes);
}

void WriteClip(const std::string& path, uint32_t seed, int seconds) {
  const std::string melody = path + ".wav";
  WriteMelody(melody, seed, seconds);
  const Point& point = kPoints[seed % std::size(kPoints)];
  RunFfmpeg(absl::StrFormat(
      "-f lavfi -i mandelbrot=size=320x180:rate=10:start_x=%f:start_y=%f:"
      "start_scale=2:end_scale=0.0005:end_pts=%d:maxiter=300 -i %s -t %d "
      "-shortest -c:v libx264 -preset ultrafast -crf 26 -pix_fmt yuv420p "
      "-c:a aac -b:a 96k %s",
      point.x, point.y, 10 * seconds, melody, seconds, path));
}

void WriteCut(const std::string& path, const std::string& host, int host_half,
              const std::string& guest, int start, int length) {
  RunFfmpeg(absl::StrFormat(
      "-t %d -i %s -ss %d -t %d -i %s -ss %d -t %d -i %s -filter_complex "
      "'[0:v][0:a][1:v][1:a][2:v][2:a]concat=n=3:v=1:a=1[v][a]' -map '[v]' "
      "-map '[a]' -c:v libx264 -preset ultrafast -crf 26 -c:a aac -b:a 96k %s",
      host_half, host, start, length, guest, host_half, host_half, host, path));
}

void WriteLongFile(const std::string& path) {
  const std::string group = path + ".group";
  RunFfmpeg(absl::StrCat(
      "-f lavfi -i color=gray:size=3840x2160:rate=25 -frames:v 100 -g 100 "
      "-c:v libx264 -preset ultrafast -f h264 ",
      group));
  const std::string bytes = ReadFile(group);
  std::ofstream file(path, std::ios::binary);
  for (int i = 0; i < 100; ++i) file << bytes;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace earmark::service
