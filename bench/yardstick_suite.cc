#include "bench/yardstick_suite.h"

#include <fcntl.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "fingerprint/fingerprint_codec.h"
#include "fingerprint/worker/extract.h"

namespace earmark::bench {
namespace {

using fingerprint::MediaFingerprint;
using google::protobuf::Struct;

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

// The fingerprint of `file`, kept under `folder`.
absl::StatusOr<MediaFingerprint> FingerprintOf(
    const std::filesystem::path& file, const std::filesystem::path& folder,
    bool for_reference) {
  const std::filesystem::path kept =
      folder /
      absl::StrCat(for_reference ? "reference-" : "", file.filename().string());
  if (std::filesystem::exists(kept)) {
    auto known = fingerprint::ParseFingerprint(ReadFile(kept));
    if (known.ok()) return known;
  }
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const auto source = fingerprint::MediaSource::Create(descriptor);
  if (!source.ok()) return source.status();
  auto media = fingerprint::Extract(*source, {.for_reference = for_reference});
  close(descriptor);
  if (media.ok()) {
    std::ofstream(kept, std::ios::binary)
        << fingerprint::SerializeFingerprint(*media);
  }
  return media;
}

double Overlap(const fingerprint::TimeRange& found, double start, double end) {
  const double found_start = fingerprint::Seconds(found.start);
  const double found_end = fingerprint::Seconds(found.end);
  const double shared =
      std::max(0.0, std::min(found_end, end) - std::max(found_start, start));
  return shared / (std::max(found_end, end) - std::min(found_start, start));
}

Clip ClipOf(const Struct& entry) {
  const auto& fields = entry.fields();
  return {.work = std::string(
              absl::StripPrefix(fields.at("work").string_value(), "works/")),
          .query_start = fields.at("query_start").number_value(),
          .query_end = fields.at("query_end").number_value(),
          .reference_start = fields.at("reference_start").number_value(),
          .reference_end = fields.at("reference_end").number_value()};
}

}  // namespace

double SquareMinutes(const MediaFingerprint& query, const Suite& suite) {
  using Minutes = std::chrono::duration<double, std::ratio<60>>;
  double references = 0;
  for (const auto& [id, media] : suite.references) {
    references += Minutes(media.duration).count();
  }
  return Minutes(query.duration).count() * references;
}

bool IsOf(const index::Match& match, const Clip& clip) {
  return match.work.value == clip.work;
}

Overlaps BestOverlaps(const std::vector<index::Match>& matches,
                      const Clip& clip, fingerprint::Modality modality) {
  Overlaps best;
  for (const index::Match& match : matches) {
    if (!IsOf(match, clip) || match.modality != modality) continue;
    const double query = Overlap(match.query, clip.query_start, clip.query_end);
    if (query <= best.query) continue;
    best = {.query = query,
            .reference = Overlap(match.reference_range, clip.reference_start,
                                 clip.reference_end)};
  }
  return best;
}

std::optional<fingerprint::Modality> ModalityNamed(std::string_view name) {
  if (name == "audio") return fingerprint::Modality::kAudio;
  if (name == "video") return fingerprint::Modality::kVideo;
  return std::nullopt;
}

absl::StatusOr<Suite> ReadSuite(const std::string& folder,
                                fingerprint::Modality modality) {
  const std::string kind =
      modality == fingerprint::Modality::kAudio ? "audio" : "video";
  fingerprint::WarmUp();
  const std::filesystem::path path(folder);
  const std::filesystem::path kept = path / "fingerprints";
  std::ifstream table(path / "references.csv");
  std::ifstream truth(path / "truth.jsonl");
  if (!table || !truth) {
    return absl::NotFoundError(absl::StrCat("no suite in ", folder));
  }
  std::filesystem::create_directories(kept);

  Suite suite;
  std::string line;
  std::getline(table, line);  // the names of the columns
  while (std::getline(table, line)) {
    const std::string work = line.substr(0, line.find(','));
    if (!absl::StartsWith(work, kind + "-")) continue;
    std::string file = line.substr(line.rfind(',') + 1);
    if (!file.empty() && file.back() == '\r') file.pop_back();
    auto media = FingerprintOf(file, kept, true);
    if (!media.ok()) return media.status();
    suite.references.emplace(work, *std::move(media));
  }
  while (std::getline(truth, line)) {
    Struct entry;
    if (!google::protobuf::util::JsonStringToMessage(line, &entry).ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("truth.jsonl has a bad line: ", line));
    }
    const auto& fields = entry.fields();
    if (fields.at("kind").string_value() != kind) continue;
    SuiteQuery query;
    query.file = fields.at("query").string_value();
    query.attack = fields.at("attack").string_value();
    for (const auto& clip : fields.at("expect").list_value().values()) {
      query.clips.push_back(ClipOf(clip.struct_value()));
    }
    auto media = FingerprintOf(path / "queries" / query.file, kept, false);
    if (!media.ok()) return media.status();
    query.media = *std::move(media);
    suite.queries.push_back(std::move(query));
  }
  return suite;
}

}  // namespace earmark::bench
