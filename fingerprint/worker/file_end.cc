#include "fingerprint/worker/file_end.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>

namespace earmark::fingerprint {
namespace {

// The last bytes of the source, at most `count` of them.
std::string ReadTail(const MediaSource& source, int64_t count) {
  count = std::min(count, source.size_bytes());
  std::string tail(count, '\0');
  const absl::StatusOr<size_t> read =
      source.ReadAt(source.size_bytes() - count,
                    {reinterpret_cast<uint8_t*>(tail.data()), tail.size()});
  tail.resize(read.value_or(0));
  return tail;
}

// RFC 3533: a page has a header of 27 bytes, a table of segment lengths and the
// segments; bit 2 of its flags marks the last page of a stream.
absl::string_view FindMissingOggEnd(const MediaSource& source) {
  constexpr int64_t kLargestPage = 27 + 255 + 255 * 255;
  constexpr size_t kFlagsAt = 5;
  constexpr size_t kSegmentCountAt = 26;
  constexpr int kEndOfStream = 4;
  const std::string tail = ReadTail(source, kLargestPage);
  const size_t start = tail.rfind("OggS");
  if (start == std::string::npos) return "the last Ogg pages are missing";
  const absl::string_view page = absl::string_view(tail).substr(start);
  if (page.size() <= kSegmentCountAt) return "the last Ogg page is cut";
  const size_t segments = static_cast<uint8_t>(page[kSegmentCountAt]);
  const size_t header = kSegmentCountAt + 1 + segments;
  if (page.size() < header) return "the last Ogg page is cut";
  const absl::string_view table = page.substr(kSegmentCountAt + 1, segments);
  const size_t body = std::accumulate(
      table.begin(), table.end(), size_t{0},
      [](size_t sum, char c) { return sum + static_cast<uint8_t>(c); });
  if (page.size() < header + body) return "the last Ogg page is cut";
  if ((page[kFlagsAt] & kEndOfStream) == 0) {
    return "the last Ogg pages are missing";
  }
  return "";
}

absl::string_view FindMissingGifEnd(const MediaSource& source) {
  // The end of a block (or of the header's tables), then the trailer.
  const std::string tail = ReadTail(source, 2);
  return tail == std::string("\0\x3B", 2) ? "" : "the GIF trailer is missing";
}

absl::string_view FindMissingTransportEnd(const MediaSource& source) {
  // Packets of 188 bytes, or with a time stamp of 4 bytes before each, or with
  // 16 bytes of error correction behind: a sync byte shows which.
  constexpr char kSyncByte = 0x47;
  std::string head(1024, '\0');
  const absl::StatusOr<size_t> read =
      source.ReadAt(0, {reinterpret_cast<uint8_t*>(head.data()), head.size()});
  if (!read.ok() || *read < head.size()) return "";
  struct Layout {
    size_t packet;
    size_t sync;
  };
  for (const auto& [packet, sync] :
       {Layout{188, 0}, Layout{192, 4}, Layout{204, 0}}) {
    if (head[sync] != kSyncByte || head[sync + packet] != kSyncByte ||
        head[sync + 2 * packet] != kSyncByte) {
      continue;
    }
    return source.size_bytes() % static_cast<int64_t>(packet) == 0
               ? ""
               : "the last transport stream packet is cut";
  }
  return "";
}

}  // namespace

absl::string_view FindMissingEnd(const MediaSource& source,
                                 absl::string_view format) {
  if (format == "ogg") return FindMissingOggEnd(source);
  if (format == "gif") return FindMissingGifEnd(source);
  if (format == "mpegts") return FindMissingTransportEnd(source);
  return "";
}

}  // namespace earmark::fingerprint
