#include "fingerprint/fingerprint_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "earmark/storage/v1/fingerprint.pb.h"
#include "tests/fingerprint/sample_fingerprint.h"

namespace earmark::fingerprint {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

TEST(FingerprintCodecTest, EverythingComesBack) {
  const MediaFingerprint sample = SampleFingerprint();
  const auto parsed = ParseFingerprint(SerializeFingerprint(sample));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, sample);
}

TEST(FingerprintCodecTest, FileWithoutAnythingComesBack) {
  const auto parsed = ParseFingerprint(SerializeFingerprint({}));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, MediaFingerprint{});
}

TEST(FingerprintCodecTest, CutAtAnyByteIsRefused) {
  const std::string bytes = SerializeFingerprint(SampleFingerprint());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto parsed = ParseFingerprint(bytes.substr(0, size));
    EXPECT_TRUE(absl::IsDataLoss(parsed.status())) << size;
  }
}

TEST(FingerprintCodecTest, BytesAtTheEndAreRefused) {
  std::string bytes = SerializeFingerprint(SampleFingerprint());
  bytes.push_back('\0');
  EXPECT_TRUE(absl::IsDataLoss(ParseFingerprint(bytes).status()));
}

// Each fault is put into a good fingerprint, alone.
struct BadValue {
  const char* name;
  std::function<void(MediaFingerprint&)> spoil;
  const char* message;
};

std::ostream& operator<<(std::ostream& out, const BadValue& bad) {
  return out << bad.name;
}

class BadValueTest : public ::testing::TestWithParam<BadValue> {};

TEST_P(BadValueTest, IsRefused) {
  MediaFingerprint fingerprint = SampleFingerprint();
  GetParam().spoil(fingerprint);
  const absl::Status status =
      ParseFingerprint(SerializeFingerprint(fingerprint)).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(All, BadValueTest,
                         ::testing::Values(BadValue{"NegativeDuration",
                                                    [](auto& f) {
                                                      f.duration =
                                                          MediaTime(-1);
                                                    },
                                                    "duration"},
                                           BadValue{"DurationBeyondTheLongest",
                                                    [](auto& f) {
                                                      f.duration =
                                                          kMaxTimeline +
                                                          MediaTime(1);
                                                    },
                                                    "duration"},
                                           BadValue{"StateZero",
                                                    [](auto& f) {
                                                      f.audio.state =
                                                          Coverage::State{0};
                                                    },
                                                    "state unknown: 0"},
                                           BadValue{"StateFour",
                                                    [](auto& f) {
                                                      f.video.state =
                                                          Coverage::State{4};
                                                    },
                                                    "state unknown: 4"},
                                           BadValue{"NegativeSeen",
                                                    [](auto& f) {
                                                      f.audio.seen =
                                                          MediaTime(-1);
                                                    },
                                                    "coverage seen"},
                                           BadValue{"MoreSeenThanThereIs",
                                                    [](auto& f) {
                                                      f.audio.seen =
                                                          f.audio.total +
                                                          MediaTime(1);
                                                    },
                                                    "coverage seen"},
                                           BadValue{"TotalBeyondTheLongest",
                                                    [](auto& f) {
                                                      f.audio.total =
                                                          kMaxTimeline +
                                                          MediaTime(1);
                                                    },
                                                    "coverage total"},
                                           BadValue{
                                               "AbsentWithTime",
                                               [](auto& f) {
                                                 f.audio.state =
                                                     Coverage::State::kAbsent;
                                               },
                                               "coverage total"},
                                           BadValue{"DetailWithoutDamage",
                                                    [](auto& f) {
                                                      f.audio.detail = "fine";
                                                    },
                                                    "detail"},
                                           BadValue{
                                               "DetailTooLong",
                                               [](auto& f) {
                                                 f.video.detail = std::string(
                                                     kMaxCoverageDetailBytes +
                                                         1,
                                                     'x');
                                               },
                                               "at most 200 bytes, got 201"},
                                           BadValue{
                                               "DetailWithControlCharacter",
                                               [](auto& f) {
                                                 f.video.detail = "\x1b[2J";
                                               },
                                               "control characters"},
                                           BadValue{
                                               "AbsentAudioWithRuns",
                                               [](auto& f) { f.audio = {}; },
                                               "audio runs must be none"},
                                           BadValue{
                                               "AbsentVideoWithFrames",
                                               [](auto& f) { f.video = {}; },
                                               "frames must be none"},
                                           BadValue{"TrackTooHigh",
                                                    [](auto& f) {
                                                      f.audio_runs[2].track =
                                                          kMaxAudioTracks;
                                                    },
                                                    "audio track"},
                                           BadValue{"NegativeStart",
                                                    [](auto& f) {
                                                      f.audio_runs[0].start =
                                                          MediaTime(-1);
                                                    },
                                                    "start of an audio run"},
                                           BadValue{"StartAfterTheEnd",
                                                    [](auto& f) {
                                                      f.audio_runs[1].start =
                                                          f.duration +
                                                          MediaTime(1);
                                                    },
                                                    "start of an audio run"},
                                           BadValue{
                                               "EmptyRun",
                                               [](auto& f) {
                                                 f.audio_runs[1].chroma.clear();
                                               },
                                               "empty"},
                                           BadValue{
                                               "PeaksOutOfOrderInTime",
                                               [](auto& f) {
                                                 f.audio_runs[0].peaks[2].time =
                                                     13;
                                               },
                                               "peak"},
                                           BadValue{
                                               "PeaksOutOfOrderInBin",
                                               [](auto& f) {
                                                 f.audio_runs[0].peaks[2].bin =
                                                     699;
                                               },
                                               "got bin 699 after bin 700 at "
                                               "time 14"},
                                           BadValue{
                                               "TwoPeaksInOnePlace",
                                               [](auto& f) {
                                                 f.audio_runs[0].peaks[2].bin =
                                                     700;
                                               },
                                               "got bin 700 after bin 700"},
                                           BadValue{
                                               "BinTooHigh",
                                               [](auto& f) {
                                                 f.audio_runs[0].peaks[5].bin =
                                                     1480;
                                               },
                                               "below 1480, got 1480"},
                                           BadValue{"SaliencyZero",
                                                    [](auto& f) {
                                                      f.audio_runs[0]
                                                          .peaks[3]
                                                          .saliency = 0;
                                                    },
                                                    "saliency"},
                                           BadValue{
                                               "PeakAWindowAfterTheEnd",
                                               [](auto& f) {
                                                 f.audio_runs[3].peaks[0].time =
                                                     283;
                                               },
                                               "at most 282 units, got 283"},
                                           BadValue{
                                               "PeakFarAfterTheEnd",
                                               [](auto& f) {
                                                 f.audio_runs[3].peaks[0].time =
                                                     0xffffffff;
                                               },
                                               "long time"},
                                           BadValue{
                                               "TooManyPeaksInASecond",
                                               [](auto& f) {
                                                 auto& peaks =
                                                     f.audio_runs[3].peaks;
                                                 peaks.clear();
                                                 for (uint16_t i = 0;
                                                      i <= kMaxPeaksPerSecond;
                                                      ++i) {
                                                   peaks.push_back(
                                                       {.time = 10u + i,
                                                        .bin = i,
                                                        .saliency = 20,
                                                        .prominent = true});
                                                 }
                                               },
                                               "at most 110 in a second"},
                                           BadValue{"RunsOutOfOrder",
                                                    [](auto& f) {
                                                      std::swap(
                                                          f.audio_runs[0],
                                                          f.audio_runs[1]);
                                                    },
                                                    "ascend"},
                                           BadValue{"TracksOutOfOrder",
                                                    [](auto& f) {
                                                      f.audio_runs[0].track = 1;
                                                    },
                                                    "ascend"},
                                           BadValue{"TwoRunsAtOnce",
                                                    [](auto& f) {
                                                      f.audio_runs[1].start =
                                                          MediaTime(0);
                                                    },
                                                    "ascend"},
                                           BadValue{"NegativeFrameTime",
                                                    [](auto& f) {
                                                      f.frames[0].time =
                                                          MediaTime(-1);
                                                    },
                                                    "frame 0"},
                                           BadValue{"FramesOutOfOrder",
                                                    [](auto& f) {
                                                      f.frames[5].time =
                                                          MediaTime(0);
                                                    },
                                                    "frame 5"},
                                           BadValue{"FrameAfterTheEnd",
                                                    [](auto& f) {
                                                      f.frames[8].time =
                                                          f.duration +
                                                          seconds(1);
                                                    },
                                                    "frame 8"},
                                           BadValue{"QualityTooLow",
                                                    [](auto& f) {
                                                      f.frames[4].quality =
                                                          kMinFrameQuality - 1;
                                                    },
                                                    "quality must be 50 to "
                                                    "100, got 49"},
                                           BadValue{"QualityTooHigh",
                                                    [](auto& f) {
                                                      f.frames[4].quality = 101;
                                                    },
                                                    "quality must be 50 to "
                                                    "100, got 101"},
                                           BadValue{"AbsentVideoWithKeyFrames",
                                                    [](auto& f) {
                                                      f.video = {};
                                                      f.frames.clear();
                                                    },
                                                    "key frames must be none"},
                                           BadValue{"NegativeKeyFrameTime",
                                                    [](auto& f) {
                                                      f.key_frames[0].time =
                                                          MediaTime(-1);
                                                    },
                                                    "key frame 0"},
                                           BadValue{"KeyFramesOutOfOrder",
                                                    [](auto& f) {
                                                      std::swap(
                                                          f.key_frames[1].time,
                                                          f.key_frames[2].time);
                                                    },
                                                    "key frame 2"},
                                           BadValue{"TwoKeyFramesAtOnce",
                                                    [](auto& f) {
                                                      f.key_frames[2].time =
                                                          f.key_frames[1].time;
                                                    },
                                                    "key frame 2"},
                                           BadValue{"KeyFrameAfterTheEnd",
                                                    [](auto& f) {
                                                      f.key_frames[2].time =
                                                          f.duration +
                                                          MediaTime(1);
                                                    },
                                                    "key frame 2"},
                                           BadValue{
                                               "KeyFrameWithoutWidth",
                                               [](auto& f) {
                                                 f.key_frames[1].width = 0;
                                               },
                                               "1 to 1024, got 1024 and 0"},
                                           BadValue{
                                               "KeyFrameWithoutHeight",
                                               [](auto& f) {
                                                 f.key_frames[0].height = 0;
                                               },
                                               "1 to 1024, got 1024 and 0"},
                                           BadValue{"KeyFrameTooNarrow",
                                                    [](auto& f) {
                                                      f.key_frames[0].width =
                                                          1023;
                                                    },
                                                    "got 1023 and 768"},
                                           BadValue{"KeyFrameTooWide",
                                                    [](auto& f) {
                                                      f.key_frames[0].width =
                                                          1025;
                                                    },
                                                    "got 1025 and 768"},
                                           BadValue{"ThumbnailTooLarge",
                                                    [](auto& f) {
                                                      f.key_frames[1]
                                                          .thumbnail =
                                                          std::string(
                                                              kMaxThumbnailBytes +
                                                                  1,
                                                              'x');
                                                    },
                                                    "at most 32768 bytes, got "
                                                    "32769"},
                                           BadValue{"TooManyFeatures",
                                                    [](auto& f) {
                                                      f.key_frames[2]
                                                          .features.resize(
                                                              kMaxFeatures + 1);
                                                    },
                                                    "at most 1024, got 1025"}),
                         [](const auto& info) {
                           return std::string(info.param.name);
                         });

// What no fingerprint is written as.
struct BadRecord {
  const char* name;
  std::function<void(storage::v1::MediaFingerprint&)> spoil;
};

std::ostream& operator<<(std::ostream& out, const BadRecord& bad) {
  return out << bad.name;
}

class BadRecordTest : public ::testing::TestWithParam<BadRecord> {};

TEST_P(BadRecordTest, IsRefused) {
  storage::v1::MediaFingerprint record;
  ASSERT_TRUE(
      record.ParseFromString(SerializeFingerprint(SampleFingerprint())));
  GetParam().spoil(record);
  const absl::Status status =
      ParseFingerprint(record.SerializeAsString()).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
}

INSTANTIATE_TEST_SUITE_P(
    All, BadRecordTest,
    ::testing::Values(
        BadRecord{"NoVersion", [](auto& r) { r.clear_format_version(); }},
        BadRecord{"NextVersion",
                  [](auto& r) {
                    r.set_format_version(kFingerprintFormatVersion + 1);
                  }},
        BadRecord{"NoAudio", [](auto& r) { r.clear_audio(); }},
        BadRecord{"NoVideo", [](auto& r) { r.clear_video(); }},
        BadRecord{"NoRunCount", [](auto& r) { r.clear_audio_run_count(); }},
        BadRecord{"NoFrameCount", [](auto& r) { r.clear_frame_count(); }},
        BadRecord{"RunTooFew",
                  [](auto& r) { r.mutable_audio_runs()->RemoveLast(); }},
        BadRecord{"PeakByteTooFew",
                  [](auto& r) {
                    r.mutable_audio_runs(0)->mutable_peaks()->pop_back();
                  }},
        BadRecord{"PeakTooFew",
                  [](auto& r) {
                    std::string& peaks =
                        *r.mutable_audio_runs(0)->mutable_peaks();
                    peaks.resize(peaks.size() - 3);
                  }},
        BadRecord{
            "NoLongTimes",
            [](auto& r) { r.mutable_audio_runs(0)->clear_peak_long_times(); }},
        BadRecord{
            "LongTimeCutShort",
            [](auto& r) {
              r.mutable_audio_runs(0)->mutable_peak_long_times()->pop_back();
            }},
        BadRecord{
            "LongTimeTooMany",
            [](auto& r) {
              r.mutable_audio_runs(0)->mutable_peak_long_times()->push_back(
                  '\0');
            }},
        BadRecord{"LongTimeInMoreBytesThanItNeeds",
                  [](auto& r) {
                    std::string& times =
                        *r.mutable_audio_runs(0)->mutable_peak_long_times();
                    times.back() = static_cast<char>(times.back() | 0x80);
                    times.push_back('\0');
                  }},
        BadRecord{"LongTimeOfMoreThan32Bits",
                  [](auto& r) {
                    r.mutable_audio_runs(3)->set_peak_long_times(
                        "\x80\x80\x80\x80\x80\x01");
                  }},
        BadRecord{"LongTimeThatOverflows",
                  [](auto& r) {
                    r.mutable_audio_runs(3)->set_peak_long_times(
                        "\xff\xff\xff\xff\x0f");
                  }},
        BadRecord{"TimeTooMany", [](auto& r) { r.add_frame_time_delta_us(0); }},
        BadRecord{"TimeThatOverflows",
                  [](auto& r) {
                    r.set_frame_time_delta_us(
                        8, std::numeric_limits<uint64_t>::max());
                  }},
        BadRecord{"QualityTooFew",
                  [](auto& r) { r.mutable_frame_qualities()->pop_back(); }},
        BadRecord{"HashByteTooFew",
                  [](auto& r) { r.mutable_frame_hashes()->pop_back(); }},
        BadRecord{
            "FlagByteTooMany",
            [](auto& r) { r.mutable_frame_trimmed_flags()->push_back('\0'); }},
        BadRecord{"FlagBitWithoutFrame",
                  [](auto& r) {
                    // Nine frames: the second byte has one flag.
                    (*r.mutable_frame_trimmed_flags())[1] = 2;
                    r.mutable_frame_trimmed_hashes()->append(32, 'x');
                  }},
        BadRecord{
            "TrimmedHashTooMany",
            [](auto& r) { r.mutable_frame_trimmed_hashes()->append(32, 'x'); }},
        BadRecord{"TrimmedHashThatIsTheWholeOne",
                  [](auto& r) {
                    r.mutable_frame_trimmed_hashes()->replace(
                        0, 32, r.frame_hashes(), 0, 32);
                  }},
        BadRecord{"DetailThatIsNotUtf8",
                  [](auto& r) { r.mutable_video()->set_detail("\xff"); }},
        BadRecord{"NoKeyFrameCount",
                  [](auto& r) { r.clear_key_frame_count(); }},
        BadRecord{"KeyFrameTooFew",
                  [](auto& r) { r.mutable_key_frames()->RemoveLast(); }},
        BadRecord{"KeyFrameTooMany",
                  [](auto& r) {
                    *r.add_key_frames() = r.key_frames(2);
                    r.mutable_key_frames(3)->set_time_delta_us(0);
                  }},
        BadRecord{"KeyFrameTimeThatOverflows",
                  [](auto& r) {
                    r.mutable_key_frames(2)->set_time_delta_us(
                        std::numeric_limits<uint64_t>::max());
                  }},
        BadRecord{
            "FeatureByteTooFew",
            [](auto& r) { r.mutable_key_frames(0)->mutable_features()->pop_back(); }},
        BadRecord{"FeatureByteTooMany",
                  [](auto& r) {
                    r.mutable_key_frames(0)->mutable_features()->push_back('\0');
                  }},
        BadRecord{"NoFeatures",
                  [](auto& r) { r.mutable_key_frames(0)->clear_features(); }},
        // Two features in 28 bytes: as many would be seven lists of doubts.
        BadRecord{"MoreLookedUpThanThereAre",
                  [](auto& r) { r.mutable_key_frames(0)->set_looked_up(7); }},
        BadRecord{"MoreLookedUpThanThereAreBytes",
                  [](auto& r) { r.mutable_key_frames(0)->set_looked_up(8); }},
        BadRecord{"LookedUpInAllThirtyTwoBits",
                  [](auto& r) {
                    r.mutable_key_frames(0)->set_looked_up(0xffffffff);
                  }},
        BadRecord{"LookedUpThatWrapsToAGoodNumber",
                  [](auto& r) {
                    r.mutable_key_frames(0)->set_looked_up((1U << 16) + 1);
                  }},
        BadRecord{"WidthThatWrapsToAGoodNumber",
                  [](auto& r) {
                    r.mutable_key_frames(0)->set_width((1U << 16) + 1024);
                  }},
        BadRecord{"DoubtBeyondTheSixth",
                  [](auto& r) {
                    std::string& bytes =
                        *r.mutable_key_frames(0)->mutable_features();
                    bytes[15] = static_cast<char>(bytes[15] | 0x40);
                  }},
        BadRecord{"UnknownFieldOfAKeyFrame",
                  [](auto& r) {
                    auto& frame = *r.mutable_key_frames(0);
                    frame.GetReflection()
                        ->MutableUnknownFields(&frame)
                        ->AddVarint(99, 1);
                  }},
        BadRecord{"UnknownField",
                  [](auto& r) {
                    r.GetReflection()->MutableUnknownFields(&r)->AddVarint(99,
                                                                           1);
                  }}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(FingerprintCodecTest, NumberInMoreBytesThanItNeedsIsRefused) {
  std::string bytes = SerializeFingerprint({});
  ASSERT_EQ(bytes.substr(0, 2), "\x08\x03");
  bytes.replace(1, 1, std::string("\x83\x00", 2));
  EXPECT_TRUE(absl::IsDataLoss(ParseFingerprint(bytes).status()));
}

TEST(FingerprintCodecTest, AsManyPeaksAsASecondMayHaveComeBack) {
  MediaFingerprint fingerprint;
  fingerprint.duration = seconds(2);
  fingerprint.audio = {Coverage::State::kSeen, seconds(2), seconds(2), ""};
  AudioRun run;
  for (uint32_t second = 0; second < 2; ++second) {
    for (uint16_t i = 0; i < kMaxPeaksPerSecond; ++i) {
      run.peaks.push_back({.time = second * 250 + 140 + i,
                           .bin = i,
                           .saliency = 20,
                           .prominent = i % 2 == 0});
    }
  }
  fingerprint.audio_runs = {run};
  const auto parsed = ParseFingerprint(SerializeFingerprint(fingerprint));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, fingerprint);
}

// The example of docs/formats.md.
TEST(FingerprintCodecTest, PeaksAreWrittenAsDocumented) {
  MediaFingerprint fingerprint;
  fingerprint.duration = seconds(2);
  fingerprint.audio = {Coverage::State::kSeen, seconds(2), seconds(2), ""};
  AudioRun run;
  run.peaks = {{.time = 16, .bin = 700, .saliency = 64, .prominent = true},
               {.time = 20, .bin = 1001, .saliency = 20, .prominent = false},
               {.time = 300, .bin = 8, .saliency = 255, .prominent = true}};
  fingerprint.audio_runs = {run};
  storage::v1::MediaFingerprint record;
  ASSERT_TRUE(record.ParseFromString(SerializeFingerprint(fingerprint)));
  EXPECT_EQ(record.audio_runs(0).peaks(),
            "\xcf\xab\x40\x94\x3e\x14\x8f\x80\xff");
  EXPECT_EQ(record.audio_runs(0).peak_long_times(), "\x01\x89\x02");
}

TEST(FingerprintCodecTest, MillionsOfEmptyRunsAreRefusedBeforeTheyTakeMemory) {
  std::string bytes;
  for (int i = 0; i <= kMaxAudioRuns; ++i) bytes.append("\x3a\x00", 2);
  const absl::Status status = ParseFingerprint(bytes).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("audio runs must be"));
}

// The bytes that the comment on KeyFrame.features tells.
TEST(FingerprintCodecTest, FeaturesAreWrittenAsDocumented) {
  MediaFingerprint fingerprint;
  fingerprint.duration = seconds(2);
  fingerprint.video = {Coverage::State::kSeen, seconds(2), seconds(2), ""};
  fingerprint.key_frames = {{.time = seconds(1),
                             .width = 1024,
                             .height = 576,
                             .features = {{.x = 1,
                                           .y = 2,
                                           .scale = 3,
                                           .form = 4,
                                           .turn = 1,
                                           .second = true,
                                           .code = 0x0123456789abcdef,
                                           .doubts = {1, 2, 3, 4, 5, 6}},
                                          {.x = 1023, .code = 1}},
                             .looked_up = 1,
                             .thumbnail = "t"}};
  storage::v1::MediaFingerprint record;
  ASSERT_TRUE(record.ParseFromString(SerializeFingerprint(fingerprint)));
  ASSERT_EQ(record.key_frames_size(), 1);
  EXPECT_EQ(record.key_frames(0).features(),
            // 1 + (2 << 10) + (3 << 20) + (4 << 25) + (1 << 29) + (1 << 31).
            std::string("\x01\x08\x30\xa8"
                        "\xef\xcd\xab\x89\x67\x45\x23\x01"
                        // 1 + (2 << 5) + (3 << 10) + ... + (6 << 25).
                        "\x41\x0c\x52\x0c"
                        "\xff\x03\x00\x00"
                        "\x01\x00\x00\x00\x00\x00\x00\x00",
                        28));
}

TEST(FingerprintCodecTest, AsManyFeaturesAsAFrameMayHaveComeBack) {
  MediaFingerprint fingerprint;
  fingerprint.duration = seconds(2);
  fingerprint.video = {Coverage::State::kSeen, seconds(2), seconds(2), ""};
  KeyFrame frame = {.width = 640, .height = 1024};
  for (uint16_t i = 0; i < kMaxFeatures; ++i) {
    frame.features.push_back({.x = i,
                              .y = static_cast<uint16_t>(1023 - i),
                              .scale = static_cast<uint8_t>(i % 32),
                              .form = static_cast<uint8_t>(i % kForms),
                              .turn = static_cast<uint8_t>(i % kTurns),
                              .second = i % 3 == 0,
                              .code = uint64_t{i} << 40 | i,
                              .doubts = {static_cast<uint8_t>(i % 32)}});
  }
  frame.looked_up = kMaxFeatures;
  frame.thumbnail = std::string(kMaxThumbnailBytes, 't');
  fingerprint.key_frames = {frame};
  const auto parsed = ParseFingerprint(SerializeFingerprint(fingerprint));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, fingerprint);
}

TEST(FingerprintCodecTest,
     MillionsOfEmptyKeyFramesAreRefusedBeforeTheyTakeMemory) {
  std::string bytes;
  for (int i = 0; i <= kMaxKeyFrames; ++i) bytes.append("\x72\x00", 2);
  const absl::Status status = ParseFingerprint(bytes).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("key frames must be"));
}

}  // namespace
}  // namespace earmark::fingerprint
