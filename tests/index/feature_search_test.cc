#include "index/internal/feature_search.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "index/internal/feature_terms.h"
#include "index/internal/feature_votes.h"
#include "index/internal/film_alignment.h"
#include "tests/index/drawn_film.h"
#include "tests/index/test_catalogue.h"

namespace earmark::index {
namespace {

using fingerprint::FlatPicture;
using fingerprint::KeyFrame;
using fingerprint::LocalFeature;
using fingerprint::MediaFingerprint;
using fingerprint::MediaTime;
using fingerprint::Picture;
using fingerprint::Stage;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kFilms = 8;
constexpr double kReferenceSeconds = 20;
constexpr double kQuerySeconds = 6;
// Where in the reference queries begin.
constexpr double kDelay = 7;
// Copies of drawn films have a weight of hundreds, others none.
constexpr double kMinScore = 20;
constexpr double kSureScore = 60;

double Seconds(MediaTime time) {
  return std::chrono::duration<double>(time).count();
}

DrawnFilm FilmOf(int i) {
  return DrawnFilm(static_cast<uint32_t>(10 + i),
                   static_cast<uint32_t>(10 + i));
}

// The middle of the picture, some 40 % of it.
Picture Cropped(const DrawnFilm& film, double time) {
  Picture canvas = FlatPicture(DrawnFilm::kWidth, DrawnFilm::kHeight, 128);
  film.DrawOn(time, {.scale = 500, .x = -90, .y = -50}, canvas);
  return canvas;
}

Picture Mirrored(const DrawnFilm& film, double time) {
  return fingerprint::LaidDown(film.At(time), 1);
}

// In the lower right corner of another film, half as wide and high.
Picture AsInset(const DrawnFilm& film, double time) {
  static const DrawnFilm& around = *new DrawnFilm(90, 90);
  Picture canvas = FlatPicture(480, 270, 128);
  around.DrawOn(time, {.scale = 480}, canvas);
  const Stage corner = {.scale = 240,
                        .x = 230,
                        .y = 125,
                        .left = 230,
                        .top = 125,
                        .right = 470,
                        .bottom = 260};
  for (int y = corner.top; y < corner.bottom; ++y) {
    for (int x = corner.left; x < corner.right; ++x) canvas.at(x, y) = 128;
  }
  film.DrawOn(time, corner, canvas);
  return canvas;
}

// Turned clockwise around the middle, on black, with no corner lost.
Picture Turned(const Picture& picture, double degrees) {
  const int side = static_cast<int>(std::hypot(picture.width, picture.height));
  const double angle = degrees * std::numbers::pi / 180;
  Picture turned = FlatPicture(side, side, 0);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double dx = x - (side - 1) / 2.0;
      const double dy = y - (side - 1) / 2.0;
      const double u = std::cos(angle) * dx + std::sin(angle) * dy +
                       (picture.width - 1) / 2.0;
      const double v = -std::sin(angle) * dx + std::cos(angle) * dy +
                       (picture.height - 1) / 2.0;
      if (u < 0 || v < 0 || u >= picture.width - 1 || v >= picture.height - 1) {
        continue;
      }
      const int left = static_cast<int>(u);
      const int top = static_cast<int>(v);
      const double right_share = u - left;
      const double bottom_share = v - top;
      const auto row = [&](int at) {
        return picture.at(left, at) * (1 - right_share) +
               picture.at(left + 1, at) * right_share;
      };
      turned.at(x, y) = static_cast<uint8_t>(std::lround(
          row(top) * (1 - bottom_share) + row(top + 1) * bottom_share));
    }
  }
  return turned;
}

// A query from `kDelay` on.
template <typename PictureAt>
MediaFingerprint Query(const PictureAt& picture_at) {
  return KeyFramesAloneOf(
      KeyFramesOf(kQuerySeconds,
                  [&](double time) { return picture_at(kDelay + time); }),
      kQuerySeconds);
}

class FeatureSearchTest : public testing::Test {
 protected:
  // Drawn once for all tests.
  static const MediaFingerprint& Media(int i) {
    static auto& media = *new std::map<int, MediaFingerprint>();
    const auto [entry, is_new] = media.try_emplace(i);
    if (is_new) {
      const DrawnFilm film = FilmOf(i);
      entry->second = KeyFramesAloneOf(
          KeyFramesOf(kReferenceSeconds,
                      [&](double time) { return film.At(time); }),
          kReferenceSeconds);
      // A reference must pass the check of its frames' hashes too.
      std::mt19937 random(static_cast<uint32_t>(i));
      entry->second.frames = RandomFrames(random);
    }
    return entry->second;
  }

  // Four pictures a second, each with another hash.
  static std::vector<fingerprint::VideoFrame> RandomFrames(
      std::mt19937& random) {
    std::vector<fingerprint::VideoFrame> frames(
        static_cast<size_t>(4 * kReferenceSeconds));
    for (size_t i = 0; i < frames.size(); ++i) {
      frames[i].time = std::chrono::milliseconds(250 * i);
      for (uint64_t& word : frames[i].hash.words) {
        word = static_cast<uint64_t>(random()) << 32 | random();
      }
      frames[i].trimmed = frames[i].hash;
      frames[i].quality = 100;
    }
    return frames;
  }

  // Registers the first films; the number of the first is 1.
  void RegisterFilms(int count) {
    for (int i = 0; i < count; ++i) {
      catalogue_.Register(absl::StrCat("w", i), Media(i));
    }
  }

  std::vector<Finding> Find(const MediaFingerprint& query) {
    const auto snapshot = catalogue_.store().TakeSnapshot();
    ReferenceReader references(catalogue_.store(), *snapshot);
    cost_ = {};
    const auto findings =
        FindFeatures(query,
                     {.scores = {.match = kMinScore, .candidate = kMinScore},
                      .references = kFilms},
                     catalogue_.store(), *snapshot, references, cost_);
    if (!findings.ok()) {
      ADD_FAILURE() << findings.status();
      return {};
    }
    return *findings;
  }

  static std::set<ReferenceNumber> NumbersOf(
      const std::vector<Finding>& findings) {
    std::set<ReferenceNumber> numbers;
    for (const Finding& finding : findings) numbers.insert(finding.number);
    return numbers;
  }

  // The best there is; all are of this reference.
  Finding FindOne(const MediaFingerprint& query, ReferenceNumber number) {
    const std::vector<Finding> findings = Find(query);
    EXPECT_EQ(NumbersOf(findings), std::set{number});
    if (findings.empty()) return {};
    const Finding finding = Best(findings);
    EXPECT_EQ(finding.evidence, Evidence::kFeatures);
    EXPECT_NEAR(Seconds(finding.query.start), 0, 0.6);
    EXPECT_NEAR(Seconds(finding.query.end), kQuerySeconds, 0.8);
    EXPECT_NEAR(Seconds(finding.reference.start), kDelay, 0.8);
    EXPECT_NEAR(Seconds(finding.reference.end), kDelay + kQuerySeconds, 1);
    EXPECT_GT(finding.score, kSureScore);
    EXPECT_THAT(finding.region, SizeIs(4));
    return finding;
  }

  static Finding Best(const std::vector<Finding>& findings) {
    return *std::max_element(
        findings.begin(), findings.end(),
        [](const Finding& a, const Finding& b) { return a.score < b.score; });
  }

  PostingCounts cost_;
  TestCatalogue catalogue_;
};

void ExpectRegion(const Finding& finding,
                  const std::vector<PicturePlace>& corners) {
  ASSERT_EQ(finding.region.size(), corners.size());
  for (size_t i = 0; i < corners.size(); ++i) {
    EXPECT_NEAR(finding.region[i].x, corners[i].x, 0.03) << i;
    EXPECT_NEAR(finding.region[i].y, corners[i].y, 0.03) << i;
  }
}

TEST_F(FeatureSearchTest, CopyIsFoundUnchanged) {
  RegisterFilms(3);
  const Finding finding = FindOne(
      Query([](double t) { return FilmOf(1).At(t); }), ReferenceNumber{2});
  EXPECT_EQ(finding.change, Change{});
  ExpectRegion(finding, {{0, 0}, {1, 0}, {1, 1}, {0, 1}});
}

TEST_F(FeatureSearchTest, CropIsFoundWithThePictureReachingBeyond) {
  RegisterFilms(3);
  const Finding finding =
      FindOne(Query([](double t) { return Cropped(FilmOf(1), t); }),
              ReferenceNumber{2});
  EXPECT_EQ(finding.change, Change{});
  const double left = -90 / 320.0;
  const double top = -50 / 180.0;
  const double right = left + 500 / 320.0;
  const double bottom = top + 500 / 320.0;
  ExpectRegion(finding,
               {{left, top}, {right, top}, {right, bottom}, {left, bottom}});
}

TEST_F(FeatureSearchTest, MirroredFilmIsFoundWithItsCornersExchanged) {
  RegisterFilms(3);
  const Finding finding =
      FindOne(Query([](double t) { return Mirrored(FilmOf(1), t); }),
              ReferenceNumber{2});
  EXPECT_EQ(finding.change, (Change{.mirrored = true}));
  ExpectRegion(finding, {{1, 0}, {0, 0}, {0, 1}, {1, 1}});
}

TEST_F(FeatureSearchTest, InsetIsFoundInItsCorner) {
  RegisterFilms(3);
  const Finding finding =
      FindOne(Query([](double t) { return AsInset(FilmOf(1), t); }),
              ReferenceNumber{2});
  EXPECT_EQ(finding.change, Change{});
  const double left = 230 / 480.0;
  const double top = 125 / 270.0;
  ExpectRegion(finding, {{left, top},
                         {left + 0.5, top},
                         {left + 0.5, top + 0.5},
                         {left, top + 0.5}});
}

TEST_F(FeatureSearchTest, InvertedFilmIsFound) {
  RegisterFilms(3);
  const Finding finding = FindOne(
      Query([](double t) { return fingerprint::LaidDown(FilmOf(1).At(t), 8); }),
      ReferenceNumber{2});
  EXPECT_EQ(finding.change, (Change{.inverted = true}));
}

TEST_F(FeatureSearchTest, AnyLayingByQuartersIsSaidAsItWasMade) {
  RegisterFilms(2);
  for (int form = 0; form < 8; ++form) {
    SCOPED_TRACE(form);
    const Finding finding =
        FindOne(Query([&](double t) {
                  return fingerprint::LaidDown(FilmOf(1).At(t), form);
                }),
                ReferenceNumber{2});
    EXPECT_EQ(finding.change.mirrored, (form & 1) != 0);
    EXPECT_NEAR(finding.change.turned_degrees, 90 * (form >> 1), 1);
    EXPECT_FALSE(finding.change.inverted);
  }
}

TEST_F(FeatureSearchTest, TurnedFilmIsFoundWithItsAngle) {
  RegisterFilms(2);
  for (const double degrees : {20.0, 45.0, 110.0, 200.0, 340.0}) {
    SCOPED_TRACE(degrees);
    const Finding finding = FindOne(
        Query([&](double t) { return Turned(FilmOf(1).At(t), degrees); }),
        ReferenceNumber{2});
    EXPECT_FALSE(finding.change.mirrored);
    EXPECT_NEAR(finding.change.turned_degrees, degrees, 2.5);
  }
}

TEST_F(FeatureSearchTest, MirroredAndTurnedFilmIsFoundWithItsAngle) {
  RegisterFilms(2);
  const Finding finding = FindOne(
      Query([](double t) { return Turned(Mirrored(FilmOf(1), t), 30); }),
      ReferenceNumber{2});
  EXPECT_TRUE(finding.change.mirrored);
  EXPECT_NEAR(finding.change.turned_degrees, 30, 2.5);
}

TEST_F(FeatureSearchTest, WorkAndTheOneAroundItAreBothFound) {
  RegisterFilms(3);
  // Film 0 in a corner of film 2.
  const MediaFingerprint query = Query([](double t) {
    Picture canvas = FlatPicture(480, 270, 128);
    FilmOf(2).DrawOn(t, {.scale = 480}, canvas);
    const Stage corner = {
        .scale = 240, .x = 0, .y = 0, .right = 240, .bottom = 135};
    for (int y = 0; y < corner.bottom; ++y) {
      for (int x = 0; x < corner.right; ++x) canvas.at(x, y) = 128;
    }
    FilmOf(0).DrawOn(t, corner, canvas);
    return canvas;
  });
  EXPECT_EQ(NumbersOf(Find(query)),
            (std::set{ReferenceNumber{1}, ReferenceNumber{3}}));
}

TEST_F(FeatureSearchTest, PartsOfSeveralFilmsAreFoundEach) {
  RegisterFilms(3);
  const MediaFingerprint query = Query([](double t) {
    return t - kDelay < kQuerySeconds / 2 ? FilmOf(0).At(t) : FilmOf(2).At(t);
  });
  const std::vector<Finding> findings = Find(query);
  EXPECT_EQ(NumbersOf(findings),
            (std::set{ReferenceNumber{1}, ReferenceNumber{3}}));
  for (const Finding& finding : findings) {
    const bool is_first = finding.number == ReferenceNumber{1};
    EXPECT_NEAR(Seconds(is_first ? finding.query.end : finding.query.start),
                kQuerySeconds / 2, 0.8);
  }
}

TEST_F(FeatureSearchTest, SameSetWithOtherActorsIsNotFound) {
  RegisterFilms(3);
  const DrawnFilm other(11, 77);
  EXPECT_THAT(Find(Query([&](double t) { return other.At(t); })), IsEmpty());
}

TEST_F(FeatureSearchTest, UnrelatedFilmsAreNotFound) {
  RegisterFilms(kFilms);
  for (uint32_t i = 0; i < 4; ++i) {
    const DrawnFilm other(200 + i, 200 + i);
    EXPECT_THAT(Find(Query([&](double t) { return other.At(t); })), IsEmpty());
  }
}

TEST_F(FeatureSearchTest, FlatAndNoisyQueriesAreNotFound) {
  RegisterFilms(3);
  EXPECT_THAT(Find(Query([](double) { return FlatPicture(320, 180, 60); })),
              IsEmpty());
  std::mt19937 random(1);
  EXPECT_THAT(Find(Query([&](double) {
                Picture noise = FlatPicture(320, 180, 0);
                for (uint8_t& pixel : noise.pixels) {
                  pixel = static_cast<uint8_t>(random());
                }
                return noise;
              })),
              IsEmpty());
}

TEST_F(FeatureSearchTest, QueryWithoutKeyFramesFindsNothingAndAsksNothing) {
  RegisterFilms(1);
  MediaFingerprint query = Media(0);
  query.key_frames.clear();
  EXPECT_THAT(Find(query), IsEmpty());
  EXPECT_EQ(cost_.terms, 0);
  EXPECT_THAT(Find(MediaFingerprint{}), IsEmpty());
}

TEST_F(FeatureSearchTest, QueryWithThumbnailsAloneFindsNothing) {
  RegisterFilms(1);
  MediaFingerprint query = Media(0);
  for (KeyFrame& frame : query.key_frames) {
    frame.features.clear();
    frame.looked_up = 0;
  }
  EXPECT_THAT(Find(query), IsEmpty());
  EXPECT_EQ(cost_.terms, 0);
}

TEST_F(FeatureSearchTest, RetiredReferencesAreNotFound) {
  RegisterFilms(3);
  const MediaFingerprint query =
      Query([](double t) { return FilmOf(1).At(t); });
  ASSERT_EQ(NumbersOf(Find(query)), std::set{ReferenceNumber{2}});
  Batch batch;
  batch.Retire(ReferenceNumber{2});
  ASSERT_TRUE(catalogue_.store().Apply(batch).ok());
  EXPECT_THAT(Find(query), IsEmpty());
}

TEST_F(FeatureSearchTest, DamagedThumbnailsAreNoCrashAndNoMatch) {
  std::mt19937 random(2);
  for (int way = 0; way < 4; ++way) {
    MediaFingerprint damaged = Media(1);
    for (KeyFrame& frame : damaged.key_frames) {
      std::string& bytes = frame.thumbnail;
      if (way == 0) bytes.clear();
      if (way == 1) bytes = "RIFF";
      if (way == 2) bytes.resize(bytes.size() / 2);
      if (way == 3) {
        for (int i = 0; i < 30; ++i) {
          bytes[random() % bytes.size()] = static_cast<char>(random());
        }
      }
    }
    catalogue_.Register(absl::StrCat("damaged", way), damaged);
  }
  const MediaFingerprint query =
      Query([](double t) { return FilmOf(1).At(t); });
  for (const Finding& finding : Find(query)) {
    // What was cut short may show enough.
    EXPECT_GT(finding.number, ReferenceNumber{2});
  }
  catalogue_.Register("whole", Media(1));
  EXPECT_THAT(NumbersOf(Find(query)), testing::Contains(ReferenceNumber{5}));

  MediaFingerprint damaged_query = query;
  for (KeyFrame& frame : damaged_query.key_frames) frame.thumbnail = "RIFF";
  EXPECT_THAT(Find(damaged_query), IsEmpty());
}

TEST_F(FeatureSearchTest, LookUpsAreBoundedByTheMinute) {
  RegisterFilms(1);
  MediaFingerprint query = Query([](double t) { return FilmOf(5).At(t); });
  const std::vector<KeyFrame> some = query.key_frames;
  const auto once = [&] {
    Find(query);
    return cost_.terms;
  };
  const uint64_t small = once();
  EXPECT_GT(small, 1000);
  // The same pictures for three minutes, with nothing found.
  query.key_frames.clear();
  for (int repeat = 0; repeat < 30; ++repeat) {
    for (KeyFrame frame : some) {
      frame.time += std::chrono::seconds(6 * repeat);
      query.key_frames.push_back(frame);
    }
  }
  query.duration = std::chrono::seconds(180);
  const uint64_t large = once();
  EXPECT_LE(large, 3300 * 180);
  EXPECT_GE(large, small);
}

// The weight of the best film of each reference, from votes of all pairs of
// features, without postings.
std::map<ReferenceNumber, double> BestByBruteForce(
    const MediaFingerprint& query,
    const std::map<ReferenceNumber, MediaFingerprint>& references) {
  constexpr int kMostKeyErrors = 3;
  constexpr int kMostCheckErrors = 7;
  std::map<ReferenceNumber, double> best;
  for (const auto& [number, media] : references) {
    FeatureVotes votes;
    for (const KeyFrame& ours : query.key_frames) {
      // Once a second is enough.
      if (ours.time % std::chrono::seconds(1) != MediaTime(0)) continue;
      for (const LocalFeature& feature : ours.features) {
        if (feature.turn != 0 || feature.second) continue;
        for (const KeyFrame& theirs : media.key_frames) {
          for (const LocalFeature& twin : theirs.features) {
            if (std::popcount(feature.key() ^ twin.key()) > kMostKeyErrors ||
                std::popcount(CheckOf(feature.code) ^ CheckOf(twin.code)) >
                    kMostCheckErrors) {
              continue;
            }
            const Laying laying = LayingOf(feature.form, 0, twin.form);
            const auto time = static_cast<float>(Seconds(theirs.time));
            votes.Add(
                {.reference = number,
                 .laying = laying,
                 .query_time = static_cast<float>(Seconds(ours.time)),
                 .start = time,
                 .end = time,
                 .query = laying.Linear().At({static_cast<float>(feature.x),
                                              static_cast<float>(feature.y)}),
                 .at = {static_cast<float>(twin.x), static_cast<float>(twin.y)},
                 .log_scale = static_cast<float>(twin.scale - feature.scale) /
                              fingerprint::kScalesPerOctave});
          }
        }
      }
    }
    Film ours(query.key_frames, Film::Frames::kWithFeatures);
    Film theirs(media.key_frames, Film::Frames::kAll);
    FilmAligner aligner(ours, theirs);
    double& weight = best[number];
    for (const PlaceCandidate& place : votes.Candidates(4, 60)) {
      const auto match = aligner.Align(place.film);
      if (match) weight = std::max(weight, match->weight);
    }
  }
  return best;
}

TEST_F(FeatureSearchTest, SearchFindsWhatBruteForceFinds) {
  // Comparing each feature with each takes its time.
  constexpr int kFewFilms = 4;
  RegisterFilms(kFewFilms);
  // What the index keeps of them.
  std::map<ReferenceNumber, MediaFingerprint> references;
  for (int i = 0; i < kFewFilms; ++i) {
    MediaFingerprint kept = Media(i);
    for (KeyFrame& frame : kept.key_frames) KeepReferenceFeatures(frame);
    references[ReferenceNumber{static_cast<uint32_t>(i + 1)}] = kept;
  }
  using Changer = Picture (*)(const DrawnFilm&, double);
  int sure = 0;
  for (int i = 0; i < kFewFilms; ++i) {
    const DrawnFilm film = FilmOf(i);
    int number_of_change = 0;
    for (const Changer change :
         {Changer{Cropped}, Changer{Mirrored}, Changer{AsInset}}) {
      SCOPED_TRACE(testing::Message()
                   << "film " << i << " change " << number_of_change++);
      const MediaFingerprint query =
          Query([&](double time) { return change(film, time); });
      const std::set<ReferenceNumber> found = NumbersOf(Find(query));
      for (const auto& [number, weight] : BestByBruteForce(query, references)) {
        if (weight > kSureScore) {
          ++sure;
          EXPECT_TRUE(found.contains(number));
        }
        if (weight < kMinScore) {
          EXPECT_FALSE(found.contains(number));
        }
      }
    }
  }
  // Each film, changed in each way, and no other.
  EXPECT_EQ(sure, 3 * kFewFilms);
}

}  // namespace
}  // namespace earmark::index
