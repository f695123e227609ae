#include "cli/demo_media.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/parallel.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

constexpr int kSongSeconds = 30;
constexpr int kFilmScenes = 5;
constexpr int kSceneSeconds = 5;
constexpr int kFramesPerSecond = 15;

// An ffmpeg expression for one voice of a piece: notes of two octaves, drawn at
// random by their number, that ring out. `notes_per_s` is its pace, `lowest_hz`
// its range, `salt` draws other notes.
std::string Voice(double notes_per_s, double lowest_hz, int salt) {
  // 12.9898 and 43758.5453 are those of the well-known one-line generator of
  // shaders.
  return absl::StrFormat(
      "(st(0,floor(t*%1$f))*0+"
      "st(1,%2$f*pow(2,floor(24*mod(abs(sin((ld(0)+%3$d)*12.9898)*43758.5453)"
      ",1))/12))*0+"
      "(sin(2*PI*ld(1)*t)+0.5*sin(4*PI*ld(1)*t)+0.25*sin(6*PI*ld(1)*t))"
      "*exp(-3*(t-ld(0)/%1$f)))",
      notes_per_s, lowest_hz, salt);
}

// The arguments of an input that plays a piece of its own for each `seed`.
std::vector<std::string> Music(int seed, int seconds) {
  const double pace = 1.5 + 0.35 * (seed % 5);
  const std::string piece =
      absl::StrCat("0.12*(", Voice(pace, 220, seed * 101), "+",
                   Voice(pace / 2, 110, seed * 211 + 7), "+",
                   Voice(pace * 2, 440, seed * 307 + 3), "+",
                   Voice(pace / 2, 330, seed * 401), ")");
  return {"-f", "lavfi",
          "-t", absl::StrCat(seconds),
          "-i", absl::StrCat("aevalsrc=exprs='", piece, "':s=22050")};
}

// A scene: a slow pan over a large pattern of cells, in moving colours.
std::string Scene(int seed) {
  return absl::StrFormat(
      "gradients=s=320x240:r=%2$d:d=%3$d:seed=%1$d:n=4:speed=0.02,"
      "format=gbrp[field%1$d];"
      "life=s=48x36:r=%2$d:seed=%1$d:ratio=0.35:mold=20:life_color=white:"
      "death_color=gray:mold_color=black,trim=start_frame=4:end_frame=5,"
      "scale=960:720:flags=bicubic,loop=loop=%4$d:size=1,setpts=N/%2$d/TB,"
      "crop=320:240:x=320+300*sin(0.1*t+%1$d):y=240+220*cos(0.1*t+%1$d),"
      "format=gbrp[cells%1$d];"
      "[field%1$d][cells%1$d]blend=all_mode=average:shortest=1,"
      "format=yuv420p,setsar=1[scene%1$d];",
      seed, kFramesPerSecond, kSceneSeconds,
      kFramesPerSecond * kSceneSeconds - 1);
}

// The arguments of a film with scenes and music of its own for each `seed`.
std::vector<std::string> Film(int seed) {
  std::string graph;
  std::string scenes;
  for (int i = 0; i < kFilmScenes; ++i) {
    const int scene = seed * 100 + i;
    graph += Scene(scene);
    absl::StrAppend(&scenes, "[scene", scene, "]");
  }
  absl::StrAppend(&graph, scenes, "concat=n=", kFilmScenes, "[film]");
  std::vector<std::string> arguments = Music(seed, kFilmScenes * kSceneSeconds);
  const std::vector<std::string> rest = {"-filter_complex",
                                         graph,
                                         "-map",
                                         "[film]",
                                         "-map",
                                         "0:a",
                                         "-c:v",
                                         "libx264",
                                         "-preset",
                                         "ultrafast",
                                         "-crf",
                                         "20",
                                         "-c:a",
                                         "aac",
                                         "-b:a",
                                         "128k"};
  arguments.insert(arguments.end(), rest.begin(), rest.end());
  return arguments;
}

// The arguments of a clip of `film` from `start`, altered by `filter`.
std::vector<std::string> Clip(const std::string& film, int start, int seconds,
                              const std::string& filter) {
  return {"-ss",     absl::StrCat(start),
          "-t",      absl::StrCat(seconds),
          "-i",      film,
          "-vf",     filter,
          "-c:v",    "libx264",
          "-preset", "veryfast",
          "-crf",    "28",
          "-c:a",    "aac",
          "-b:a",    "64k"};
}

// Waits for a child, and returns whether it ended well.
bool Succeeded(pid_t child) {
  int state = 0;
  while (waitpid(child, &state, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(state) && WEXITSTATUS(state) == 0;
}

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::Status MakeFile(const DemoFile& file) {
  std::vector<std::string> words = {"ffmpeg", "-hide_banner", "-v",
                                    "error",  "-nostdin",     "-y"};
  words.insert(words.end(), file.arguments.begin(), file.arguments.end());
  words.push_back(file.name);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const std::string log = file.name + ".log";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                   O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t child = 0;
  const int error = posix_spawnp(&child, "ffmpeg", &actions, nullptr,
                                 arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT) {
    return absl::NotFoundError(
        "the demo makes its media with the ffmpeg program, which is not "
        "there: install it (apt-get install ffmpeg)");
  }
  if (error != 0) return absl::ErrnoToStatus(error, "cannot start ffmpeg");
  if (!Succeeded(child)) {
    return absl::InternalError(
        absl::StrCat("ffmpeg could not make ", file.name, ": ",
                     absl::StrJoin(Wrap(TextOf(log), 1), " ")));
  }
  unlink(log.c_str());
  return absl::OkStatus();
}

std::vector<std::string> Joined(std::vector<std::string> first,
                                const std::vector<std::string>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

std::vector<DemoFile> DemoRecordings() {
  const std::vector<std::string> flac = {"-c:a", "flac"};
  return {
      {"morning-song.flac", "a song", Joined(Music(1, kSongSeconds), flac)},
      {"evening-song.flac", "a song", Joined(Music(2, kSongSeconds), flac)},
      {"reef.mp4", "a film with music", Film(3)},
      {"dunes.mp4", "a film with music", Film(4)},
      {"holiday.mp4", "an uploader's own film, registered by nobody", Film(5)},
  };
}

std::vector<DemoFile> DemoUploads() {
  return {
      {"re-encoded.mp3",
       "18 s of the morning song, as a small MP3",
       {"-ss", "6", "-t", "18", "-i", "morning-song.flac", "-b:a", "64k"}},
      {"cut-in.mp4",
       "12 s of the film Reef between parts of the uploader's own film",
       {"-t",
        "6",
        "-i",
        "holiday.mp4",
        "-ss",
        "8",
        "-t",
        "12",
        "-i",
        "reef.mp4",
        "-ss",
        "14",
        "-t",
        "7",
        "-i",
        "holiday.mp4",
        "-filter_complex",
        "[0:v][0:a][1:v][1:a][2:v][2:a]concat=n=3:v=1:a=1[v][a]",
        "-map",
        "[v]",
        "-map",
        "[a]",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "26",
        "-c:a",
        "aac",
        "-b:a",
        "96k"}},
      {"mirrored.mp4", "15 s of the film Dunes, mirrored left to right",
       Clip("dunes.mp4", 5, 15, "hflip")},
      {"letterboxed.mp4", "15 s of the film Reef, smaller, with black bars",
       Clip("reef.mp4", 3, 15, "scale=320:180,pad=320:240:0:30,setsar=1")},
      {"soundtrack.mp4",
       "the uploader's own film with 20 s of the evening song under it",
       {"-t",   "20",   "-i",   "holiday.mp4", "-ss",
        "5",    "-t",   "20",   "-i",          "evening-song.flac",
        "-map", "0:v",  "-map", "1:a",         "-c:v",
        "copy", "-c:a", "aac",  "-b:a",        "96k"}},
      {"own.mp4", "nothing but the uploader's own film",
       Clip("holiday.mp4", 2, 18, "null")},
  };
}

std::string DemoCatalogue() {
  return "work_id,title,owner,file,kind,policy,territories\r\n"
         "morning-song,Morning Song,bluebird,morning-song.flac,"
         "sound-recording,takedown,\r\n"
         "evening-song,Evening Song,bluebird,evening-song.flac,"
         "sound-recording,track,\r\n"
         "reef,Reef,bluebird,reef.mp4,film,takedown,\"AT,DE\"\r\n"
         "dunes,Dunes,heron,dunes.mp4,film,takedown,\r\n";
}

absl::Status MakeDemoFiles(const std::vector<DemoFile>& files) {
  absl::Status first_error;
  ParallelInOrder<absl::Status>(
      files.size(), std::max(1U, std::thread::hardware_concurrency()),
      [&](size_t i) { return MakeFile(files[i]); },
      [&](size_t, const absl::Status& made) { first_error.Update(made); },
      [] {});
  return first_error;
}

}  // namespace earmark::cli
