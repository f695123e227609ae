// Measures the best scores of media that hold nothing of each other: the null
// that significance.cc stands on.
//
//   bench/make_null_media ../shared/corpus /tmp/null
//   build/release/bench/null_scores ../shared/corpus/* /tmp/null
//
// Each file is fingerprinted, and aligned with each other of another source at
// all offsets, without the index: what a search could find at most. Files named
// SOURCE+VARIANT are of one source. Audio variants are aligned with originals
// alone, video with all, also mirrored. Then each video is aligned with itself
// at wrong offsets: other moments before the same camera. Prints, for each
// null, how much was compared, the highest scores, and the tail: the mean
// excess over the k-th score should be no more than 1 nat, and `rate` is
// what a tail exp(-score) through the k-th score has at 0.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "fingerprint/worker/extract.h"
#include "index/internal/audio_alignment.h"
#include "index/internal/video_alignment.h"

namespace earmark::index {
namespace {

using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::VideoFrame;
using Minutes = std::chrono::duration<double, std::ratio<60>>;

// Scores below this are not kept, in nats.
constexpr double kLeastScore = 1.0;
// Video is aligned at offsets this far apart, and with itself from
// kOtherMoment on.
constexpr MediaTime kVideoStep = std::chrono::milliseconds(200);
constexpr MediaTime kOtherMoment = std::chrono::seconds(3);

struct Source {
  std::string file;
  MediaFingerprint media;

  std::string name() const { return file.substr(0, file.find('+')); }
  // Test pictures repeat themselves to the bit.
  bool synthetic() const { return file.starts_with("synthetic-"); }
  bool original() const { return file.find('+') == std::string::npos; }
};

// A wrong match.
struct Event {
  double score = 0;
  std::string query;
  std::string reference;
  double query_start = 0;      // seconds
  double query_end = 0;        // seconds
  double reference_start = 0;  // seconds
};

double Seconds(MediaTime time) {
  return std::chrono::duration<double>(time).count();
}

// One pair's events: alignments next to each other find the same one.
class PairEvents {
 public:
  void Add(const Event& event) { events_.push_back(event); }

  void MoveBestTo(std::vector<Event>& all) {
    std::sort(events_.begin(), events_.end(),
              [](const Event& a, const Event& b) { return a.score > b.score; });
    std::vector<Event> best;
    for (const Event& event : events_) {
      const bool same =
          std::any_of(best.begin(), best.end(), [&](const Event& better) {
            return event.query_start < better.query_end &&
                   better.query_start < event.query_end &&
                   std::abs((event.reference_start - event.query_start) -
                            (better.reference_start - better.query_start)) < 2;
          });
      if (!same) best.push_back(event);
    }
    all.insert(all.end(), best.begin(), best.end());
    events_.clear();
  }

 private:
  std::vector<Event> events_;
};

void Report(const char* title, double area, std::vector<Event> events) {
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.score > b.score; });
  std::printf("\n%s: %.0f square minutes, %zu scores of %.0f nats or more\n",
              title, area, events.size(), kLeastScore);
  for (size_t i = 0; i < std::min<size_t>(events.size(), 8); ++i) {
    const Event& event = events[i];
    std::printf("  %6.2f  %s at %.1f-%.1f s, %s at %.1f s\n", event.score,
                event.query.c_str(), event.query_start, event.query_end,
                event.reference.c_str(), event.reference_start);
  }
  for (const size_t k : {20u, 50u, 100u, 200u, 500u, 1000u, 2000u, 5000u}) {
    if (k >= events.size()) break;
    double excess = 0;
    for (size_t i = 0; i < k; ++i) excess += events[i].score - events[k].score;
    const auto count = static_cast<double>(k);
    std::printf("  k %5zu  score %6.2f  mean excess %5.2f  rate %.3g\n", k,
                events[k].score, excess / count,
                count / area * std::exp(events[k].score));
  }
}

const std::vector<uint32_t>* Chroma(const Source& source) {
  if (source.media.audio_runs.empty()) return nullptr;
  return &source.media.audio_runs[0].chroma;
}

void AudioNull(const std::vector<Source>& sources) {
  std::vector<Event> events;
  PairEvents pair;
  double area = 0;
  for (const Source& query : sources) {
    for (const Source& reference : sources) {
      const std::vector<uint32_t>* const a = Chroma(query);
      const std::vector<uint32_t>* const b = Chroma(reference);
      if (a == nullptr || b == nullptr || !reference.original() ||
          query.name() == reference.name()) {
        continue;
      }
      area += Minutes(fingerprint::kChromaStep).count() *
              static_cast<double>(a->size()) *
              Minutes(fingerprint::kChromaStep).count() *
              static_cast<double>(b->size());
      const auto end = static_cast<int64_t>(b->size());
      for (auto offset = -static_cast<int64_t>(a->size()); offset < end;
           offset += 2 * kAudioBand + 1) {
        for (const AudioSegment& segment :
             AlignAudio(*a, *b, offset, kLeastScore)) {
          const double step = Seconds(fingerprint::kChromaStep);
          pair.Add(
              {.score = segment.score,
               .query = query.file,
               .reference = reference.file,
               .query_start = step * static_cast<double>(segment.query_begin),
               .query_end = step * static_cast<double>(segment.query_end),
               .reference_start =
                   step * static_cast<double>(segment.reference_begin)});
        }
      }
      pair.MoveBestTo(events);
    }
  }
  Report("audio, unrelated", area, std::move(events));
}

// Adds what one alignment of all offsets finds.
void AlignAll(const Source& query, const std::vector<VideoFrame>& frames,
              const Source& reference, bool skip_same_moment,
              PairEvents& events) {
  for (MediaTime offset = -query.media.duration;
       offset < reference.media.duration; offset += kVideoStep) {
    if (skip_same_moment && std::chrono::abs(offset) < kOtherMoment) continue;
    for (const VideoSegment& segment : AlignVideo(
             frames, reference.media.frames, {.offset = offset}, kLeastScore)) {
      const MediaTime start = frames[segment.query_begin].time;
      events.Add({.score = segment.score,
                  .query = query.file,
                  .reference = reference.file,
                  .query_start = Seconds(start),
                  .query_end = Seconds(frames[segment.query_end - 1].time),
                  .reference_start = Seconds(start + offset)});
    }
  }
}

void VideoNulls(const std::vector<Source>& sources) {
  std::vector<Event> unrelated;
  std::vector<Event> same_camera;
  double unrelated_area = 0;
  double same_camera_area = 0;
  PairEvents pair;
  for (const Source& query : sources) {
    const std::vector<VideoFrame> mirrored = MirroredFrames(query.media.frames);
    for (const Source& reference : sources) {
      if (query.media.frames.empty() || reference.media.frames.empty()) {
        continue;
      }
      const double area = Minutes(query.media.duration).count() *
                          Minutes(reference.media.duration).count();
      if (&query == &reference && !query.synthetic()) {
        same_camera_area += area;
        AlignAll(query, query.media.frames, reference, true, pair);
        pair.MoveBestTo(same_camera);
      } else if (query.name() != reference.name()) {
        unrelated_area += area;
        AlignAll(query, query.media.frames, reference, false, pair);
        AlignAll(query, mirrored, reference, false, pair);
        pair.MoveBestTo(unrelated);
      }
    }
  }
  Report("video, unrelated", unrelated_area, std::move(unrelated));
  Report("video, same camera", same_camera_area, std::move(same_camera));
}

// Fingerprints a file, or all files of a folder, in order of their names.
void Extract(const std::filesystem::path& path, std::vector<Source>& sources) {
  std::vector<std::filesystem::path> files = {path};
  if (std::filesystem::is_directory(path)) {
    files.assign(std::filesystem::directory_iterator(path), {});
    std::sort(files.begin(), files.end());
  }
  for (const std::filesystem::path& file : files) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const auto source = fingerprint::MediaSource::Create(descriptor);
    if (source.ok()) {
      auto media = fingerprint::Extract(*source, {});
      if (media.ok()) {
        sources.push_back({file.stem().string(), *std::move(media)});
      }
    }
    close(descriptor);
  }
}

int Run(int count, char** paths) {
  fingerprint::WarmUp();
  std::vector<Source> sources;
  for (int i = 1; i < count; ++i) Extract(paths[i], sources);

  double distinct_audio = 0;
  double distinct_video = 0;
  for (const Source& source : sources) {
    if (!source.original()) continue;
    if (Chroma(source) != nullptr) {
      distinct_audio += Minutes(source.media.duration).count();
    }
    if (!source.media.frames.empty()) {
      distinct_video += Minutes(source.media.duration).count();
    }
  }
  std::printf("%zu files; distinct: %.1f minutes of audio, %.1f of video\n",
              sources.size(), distinct_audio, distinct_video);
  AudioNull(sources);
  VideoNulls(sources);
  return 0;
}

}  // namespace
}  // namespace earmark::index

int main(int argc, char** argv) { return earmark::index::Run(argc, argv); }
