// Media for the tests: made by the ffmpeg program from melodies and pictures
// that are computed, so that no media lie in the repository.
#ifndef EARMARK_TESTS_SERVICE_MEDIA_H_
#define EARMARK_TESTS_SERVICE_MEDIA_H_

#include <cstdint>
#include <string>

namespace earmark::service {

// Runs ffmpeg with these arguments (as a shell would read them); fails the test
// when it fails.
void RunFfmpeg(const std::string& arguments);

// A WAV file (mono, 11,025 Hz): chords that follow a sequence of its own for
// each `seed`.
void WriteMelody(const std::string& path, uint32_t seed, int seconds);

// A file with audio (the melody of `seed`) and video (a journey through a part
// of the Mandelbrot set of its own for each `seed`), 320x180, 10 pictures a
// second. The suffix of `path` names the format.
void WriteClip(const std::string& path, uint32_t seed, int seconds);

// `guest` from `start` on for `length`, between two halves of `host`; times in
// seconds. All have audio and video like WriteClip's.
void WriteCut(const std::string& path, const std::string& host, int host_half,
              const std::string& guest, int start, int length);

// A small file that takes a decoder a long time: 3 MB, 10,000 grey pictures of
// 3840x2160, at least half a minute.
void WriteLongFile(const std::string& path);

std::string ReadFile(const std::string& path);

}  // namespace earmark::service

#endif  // EARMARK_TESTS_SERVICE_MEDIA_H_
