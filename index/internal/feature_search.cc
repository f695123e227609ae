#include "index/internal/feature_search.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <numbers>
#include <optional>
#include <utility>

#include "index/internal/feature_terms.h"
#include "index/internal/feature_votes.h"
#include "index/internal/film_alignment.h"
#include "index/internal/picture_region.h"

namespace earmark::index {
namespace {

using fingerprint::KeyFrame;
using fingerprint::LocalFeature;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::Seconds;

// Keys with more postings say too little: so many, or this share of the
// references when there are many.
constexpr size_t kMaxList = 200;
constexpr double kMaxListShare = 0.002;

// What a stage looks up, beside what those before it did.
struct Stage {
  // Of frames: those that have turned features too, which are one a second, or
  // those between.
  bool between;
  // Of features: turned or upright; so many, counted by importance; in their
  // second forms too.
  bool turned;
  size_t features;
  bool second_forms;
  // Of keys.
  size_t probes;

  bool Takes(const LocalFeature& feature, size_t rank) const {
    return (feature.turn != 0) == turned && rank <= features &&
           (second_forms || !feature.second);
  }
};
constexpr std::array<Stage, 5> kStages = {{
    {.between = false,
     .turned = false,
     .features = 60,
     .second_forms = false,
     .probes = 4},
    {.between = false,
     .turned = false,
     .features = 150,
     .second_forms = true,
     .probes = 8},
    {.between = false,
     .turned = true,
     .features = 60,
     .second_forms = false,
     .probes = 4},
    // What stands small in the picture has the weaker ones.
    {.between = false,
     .turned = false,
     .features = 300,
     .second_forms = false,
     .probes = 2},
    // For the short ones.
    {.between = true,
     .turned = false,
     .features = 150,
     .second_forms = true,
     .probes = 8},
}};
// Look-ups for each second of the query, and what short ones get.
constexpr double kMostLookups = 3300;
constexpr double kMinute = 60;

constexpr int kLeastVotes = 3;
constexpr size_t kMostPlaces = 60;

// A turn by less is not told from none, in degrees.
constexpr double kLeastTurn = 1.5;

// A frame stands for what follows it until the next one.
constexpr double kFrameSeconds = 0.5;

MediaTime ToMediaTime(double seconds) {
  return std::chrono::duration_cast<MediaTime>(
      std::chrono::duration<double>(seconds));
}

class FeatureSearch {
 public:
  FeatureSearch(const MediaFingerprint& query,
                const FeatureSearchOptions& options, const Store& store,
                const Snapshot& snapshot, ReferenceReader& references,
                PostingCounts& cost)
      : query_(query),
        options_(options),
        store_(store),
        snapshot_(snapshot),
        references_(references),
        cost_(cost),
        film_(query.key_frames, Film::Frames::kWithFeatures),
        budget_(static_cast<size_t>(
            kMostLookups * std::max(kMinute, Seconds(query.duration)))) {}

  absl::StatusOr<std::vector<Finding>> Run() {
    for (const Stage& stage : kStages) {
      if (absl::Status status = LookUp(stage); !status.ok()) return status;
      if (absl::Status status = Verify(); !status.ok()) return status;
    }
    return std::move(findings_);
  }

 private:
  struct Probe {
    const KeyFrame* frame;
    const LocalFeature* feature;
  };

  bool IsOpen(double time) const {
    return std::none_of(explained_.begin(), explained_.end(),
                        [&](const auto& range) {
                          return time >= range.first && time <= range.second;
                        });
  }

  // The probes that stages before `stage` took of a feature, if they got so
  // far: a frame that is open now was open then.
  static size_t ProbesBefore(const Stage& stage, const LocalFeature& feature,
                             size_t rank) {
    size_t probes = 0;
    for (const Stage* before = kStages.data(); before != &stage; ++before) {
      if (before->between == stage.between && before->Takes(feature, rank)) {
        probes = std::max(probes, before->probes);
      }
    }
    return probes;
  }

  absl::Status LookUp(const Stage& stage) {
    std::vector<uint32_t> terms;
    std::vector<Probe> probes;
    for (const KeyFrame& frame : query_.key_frames) {
      const auto looked_up = std::span(frame.features).first(frame.looked_up);
      const bool has_turned = std::any_of(
          looked_up.begin(), looked_up.end(),
          [](const LocalFeature& feature) { return feature.turn != 0; });
      if (has_turned == stage.between || !IsOpen(Seconds(frame.time))) continue;
      size_t rank = 0;
      for (const LocalFeature& feature : looked_up) {
        if (feature.turn == 0 && !feature.second) ++rank;
        if (!stage.Takes(feature, rank)) continue;
        for (size_t probe = ProbesBefore(stage, feature, rank);
             probe < stage.probes && terms.size() < budget_; ++probe) {
          terms.push_back(FeatureTerm(ProbeKey(feature, probe)));
          probes.push_back({&frame, &feature});
        }
      }
    }
    budget_ -= terms.size();
    if (terms.empty()) return absl::OkStatus();
    const size_t max_list =
        std::max(kMaxList,
                 static_cast<size_t>(kMaxListShare *
                                     static_cast<double>(options_.references)));
    const absl::StatusOr<PostingCounts> counts = store_.Postings(
        PostingTable::kFeature, terms, {.max_list = max_list},
        [&](size_t term, const Posting& posting) {
          Vote(probes[term], posting);
        },
        &snapshot_);
    if (!counts.ok()) return counts.status();
    cost_ += *counts;
    return absl::OkStatus();
  }

  void Vote(const Probe& probe, const Posting& posting) {
    const LocalFeature& feature = *probe.feature;
    const FeaturePlace place = FeaturePlaceOf(posting);
    if (!ChecksAgree(place.check, feature.code)) return;
    const Laying laying = LayingOf(feature.form, feature.turn, place.form);
    votes_.Add(
        {.reference = posting.reference,
         .laying = laying,
         .query_time = static_cast<float>(Seconds(probe.frame->time)),
         .start = static_cast<float>(place.start),
         .end = static_cast<float>(place.end),
         .query = laying.Linear().At(
             {static_cast<float>(feature.x), static_cast<float>(feature.y)}),
         .at = {place.x, place.y},
         .log_scale = place.log_radius - static_cast<float>(feature.scale) /
                                             fingerprint::kScalesPerOctave});
  }

  absl::Status Verify() {
    const std::vector<PlaceCandidate> places =
        votes_.Candidates(kLeastVotes, kMostPlaces);
    std::vector<ReferenceNumber> numbers;
    numbers.reserve(places.size());
    for (const PlaceCandidate& place : places) {
      numbers.push_back(place.reference);
    }
    if (absl::Status status = references_.Load(numbers); !status.ok()) {
      return status;
    }
    for (const PlaceCandidate& place : places) {
      if (IsKnown(place)) continue;
      tried_.push_back(place);
      const auto [reference, is_new] =
          films_.try_emplace(place.reference, nullptr);
      if (is_new) {
        reference->second = std::make_unique<Film>(
            references_.Get(place.reference).key_frames, Film::Frames::kAll);
      }
      if (reference->second->size() == 0) continue;
      FilmAligner aligner(film_, *reference->second);
      std::optional<FilmMatch> match = aligner.Align(place.film);
      if (match && match->weight >= options_.scores.candidate &&
          (options_.also_no_films || IsFilm(*match, film_.size()))) {
        aligner.Extend(*match);
        Take(place.reference, *match);
      }
      reference->second->Trim(0);
    }
    for (const auto& [from, to] : explained_) votes_.Close(from, to);
    return absl::OkStatus();
  }

  // Whether the place was tried, or lies on a match: whatever stands still in a
  // film votes for all of its moments, of which a match is the right one.
  bool IsKnown(const PlaceCandidate& place) const {
    const double time = place.film.query_time;
    const double at =
        (place.film.reference_start + place.film.reference_end) / 2;
    const double slack =
        1 + (place.film.reference_end - place.film.reference_start) / 2;
    const auto is_same = [&](const PlaceCandidate& other) {
      return other.reference == place.reference &&
             other.film.laying == place.film.laying &&
             std::abs(other.film.query_time - time) < 1 &&
             std::abs((other.film.reference_start + other.film.reference_end) /
                          2 -
                      at) < slack;
    };
    if (std::any_of(tried_.begin(), tried_.end(), is_same)) return true;
    return std::any_of(found_.begin(), found_.end(), [&](const auto& found) {
      const FilmMatch& match = found.second;
      return found.first == place.reference &&
             match.laying == place.film.laying &&
             time >= match.query_start - 1 && time <= match.query_end + 1;
    });
  }

  void Take(ReferenceNumber number, const FilmMatch& match) {
    found_.emplace_back(number, match);
    const double duration = Seconds(query_.duration);
    const double start = std::max(0.0, match.query_start - kFrameSeconds / 2);
    const double end = std::min(duration, match.query_end + kFrameSeconds);
    const auto at = [&](double time) {
      return ToMediaTime(std::max(0.0, match.line.At(time)));
    };
    // The frame that shows the place in the picture best.
    const FrameMatch& best =
        *std::max_element(match.frames.begin(), match.frames.end(),
                          [](const FrameMatch& a, const FrameMatch& b) {
                            return a.weight() < b.weight();
                          });
    findings_.push_back(
        {.number = number,
         .evidence = Evidence::kFeatures,
         .query = {ToMediaTime(start), ToMediaTime(end)},
         .reference = {at(start), at(end)},
         .change = ChangeOf(match, best.map),
         .region = RegionOf(best.map, film_.frame(best.query),
                            films_.at(number)->frame(best.reference)),
         .score = match.weight});
    if (match.weight >= options_.scores.match) {
      explained_.emplace_back(match.query_start, match.query_end);
    }
  }

  // `map` leads back: from the upload to the reference.
  static Change ChangeOf(const FilmMatch& match, PictureMap map) {
    const bool mirrored = map.determinant() < 0;
    if (mirrored) {
      map.a = -map.a;
      map.c = -map.c;
    }
    const double back =
        std::atan2(map.c - map.b, map.a + map.d) * 180 / std::numbers::pi;
    double turned = mirrored ? back : -back;
    if (turned < 0) turned += 360;
    if (turned < kLeastTurn || turned > 360 - kLeastTurn) turned = 0;
    return {.speed = match.line.speed,
            .mirrored = mirrored,
            .turned_degrees = turned,
            .inverted = match.laying.inverted()};
  }

  const MediaFingerprint& query_;
  const FeatureSearchOptions& options_;
  const Store& store_;
  const Snapshot& snapshot_;
  ReferenceReader& references_;
  PostingCounts& cost_;
  Film film_;
  size_t budget_;  // look-ups that are left
  FeatureVotes votes_;
  std::map<ReferenceNumber, std::unique_ptr<Film>> films_;
  std::vector<PlaceCandidate> tried_;
  std::vector<std::pair<ReferenceNumber, FilmMatch>> found_;
  std::vector<std::pair<double, double>> explained_;  // in seconds
  std::vector<Finding> findings_;
};

}  // namespace

absl::StatusOr<std::vector<Finding>> FindFeatures(
    const MediaFingerprint& query, const FeatureSearchOptions& options,
    const Store& store, const Snapshot& snapshot, ReferenceReader& references,
    PostingCounts& cost) {
  return FeatureSearch(query, options, store, snapshot, references, cost).Run();
}

}  // namespace earmark::index
