// The demo's own media, made with the ffmpeg program: a small catalogue of
// synthetic songs and films, no two alike, and uploads made from it.
#ifndef EARMARK_CLI_DEMO_MEDIA_H_
#define EARMARK_CLI_DEMO_MEDIA_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace earmark::cli {

// One file to make.
struct DemoFile {
  std::string name;
  // What it is, for people.
  std::string description;
  // Arguments of ffmpeg between the general ones and the name.
  std::vector<std::string> arguments;
};

// The works' recordings, and other media that nobody registers.
std::vector<DemoFile> DemoRecordings();

// Made from the recordings, which must be in the working directory.
std::vector<DemoFile> DemoUploads();

// The table for `works import`, for recordings in the same folder.
std::string DemoCatalogue();

// Makes the files in the working directory, several at a time. Returns
// kNotFound when there is no ffmpeg program, kInternal with its last words when
// it fails.
absl::Status MakeDemoFiles(const std::vector<DemoFile>& files);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_DEMO_MEDIA_H_
