#include "cli/fingerprint_view.h"

#include <cstdint>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

using fingerprint::Coverage;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;

const char* StateWord(Coverage::State state) {
  switch (state) {
    case Coverage::State::kSeen:
      return "seen";
    case Coverage::State::kAbsent:
      return "absent";
    case Coverage::State::kDamaged:
      return "damaged";
  }
  return "unknown";
}

size_t AudioTracks(const MediaFingerprint& fingerprint) {
  std::set<uint32_t> tracks;
  for (const fingerprint::AudioRun& run : fingerprint.audio_runs) {
    tracks.insert(run.track);
  }
  return tracks.size();
}

size_t SubFingerprints(const MediaFingerprint& fingerprint) {
  size_t count = 0;
  for (const fingerprint::AudioRun& run : fingerprint.audio_runs) {
    count += run.chroma.size();
  }
  return count;
}

size_t SpectralPeaks(const MediaFingerprint& fingerprint) {
  size_t count = 0;
  for (const fingerprint::AudioRun& run : fingerprint.audio_runs) {
    count += run.peaks.size();
  }
  return count;
}

// Frames whose margins are flat: their trimmed hash is another one.
size_t TrimmedFrames(const MediaFingerprint& fingerprint) {
  size_t count = 0;
  for (const fingerprint::VideoFrame& frame : fingerprint.frames) {
    if (frame.trimmed != frame.hash) ++count;
  }
  return count;
}

std::string RenderCoverage(const Coverage& coverage) {
  std::string text = StateWord(coverage.state);
  if (coverage.state == Coverage::State::kAbsent) return text;
  absl::StrAppend(&text, ", ", FormatPosition(coverage.seen), " of ",
                  FormatPosition(coverage.total));
  if (!coverage.detail.empty()) {
    absl::StrAppend(&text, " (", ForTerminal(coverage.detail), ")");
  }
  return text;
}

// Protobuf's JSON form of a Duration.
std::string DurationText(MediaTime time) {
  return absl::StrFormat("%d.%06ds", time.count() / 1'000'000,
                         time.count() % 1'000'000);
}

std::string CoverageJson(const Coverage& coverage) {
  JsonObject object;
  object.Add("state", StateWord(coverage.state))
      .Add("seen", DurationText(coverage.seen))
      .Add("total", DurationText(coverage.total));
  if (!coverage.detail.empty()) object.Add("detail", ToUtf8(coverage.detail));
  return object.Build();
}

}  // namespace

std::string RenderFingerprint(const std::string& file,
                              const MediaFingerprint& fingerprint, bool hashes,
                              const Style& style) {
  std::string text =
      absl::StrCat(Bold(ForTerminal(file), style), "\n  length  ",
                   FormatPosition(fingerprint.duration), "\n  audio   ",
                   RenderCoverage(fingerprint.audio));
  if (fingerprint.audio.state != Coverage::State::kAbsent) {
    absl::StrAppend(&text, "; tracks: ", AudioTracks(fingerprint),
                    ", sub-fingerprints: ", SubFingerprints(fingerprint),
                    ", spectral peaks: ", SpectralPeaks(fingerprint));
  }
  absl::StrAppend(&text, "\n  video   ", RenderCoverage(fingerprint.video));
  if (fingerprint.video.state != Coverage::State::kAbsent) {
    absl::StrAppend(&text, "; frames hashed: ", fingerprint.frames.size(),
                    ", with flat margins: ", TrimmedFrames(fingerprint));
  }
  text += "\n";
  if (!hashes) return text;
  for (const fingerprint::VideoFrame& frame : fingerprint.frames) {
    absl::StrAppend(&text, PadLeft(FormatPosition(frame.time), 10), "  ",
                    fingerprint::ToHex(frame.hash), "  ", frame.quality, "\n");
  }
  return text;
}

std::string FingerprintJson(const std::string& file,
                            const MediaFingerprint& fingerprint, bool hashes) {
  JsonObject object;
  object.Add("file", ToUtf8(file))
      .Add("duration", DurationText(fingerprint.duration))
      .AddJson("audio", CoverageJson(fingerprint.audio))
      .AddJson("video", CoverageJson(fingerprint.video))
      .Add("audioTracks", AudioTracks(fingerprint))
      .Add("subFingerprints", SubFingerprints(fingerprint))
      .Add("spectralPeaks", SpectralPeaks(fingerprint))
      .Add("frames", fingerprint.frames.size())
      .Add("framesWithFlatMargins", TrimmedFrames(fingerprint));
  if (hashes) {
    JsonArray frames;
    for (const fingerprint::VideoFrame& frame : fingerprint.frames) {
      frames.AddJson(JsonObject()
                         .Add("time", DurationText(frame.time))
                         .Add("pdq", fingerprint::ToHex(frame.hash))
                         .Add("quality", frame.quality)
                         .Build());
    }
    object.AddJson("hashes", frames.Build());
  }
  return object.Build() + "\n";
}

}  // namespace earmark::cli
