// Values that many messages hold, from the domain to the wire.
#ifndef EARMARK_SERVICE_INTERNAL_WIRE_VALUES_H_
#define EARMARK_SERVICE_INTERNAL_WIRE_VALUES_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "earmark/v1/screening.pb.h"
#include "fingerprint/media_fingerprint.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "index/match.h"
#include "service/resource_name.h"
#include "takedown/territories.h"

namespace earmark::service {

// A domain value as the value of the wire with the same number.
template <typename Wire, typename Domain>
Wire ToEnum(Domain value) {
  return static_cast<Wire>(value);
}

inline void Set(google::protobuf::Timestamp& proto, absl::Time time) {
  const int64_t microseconds = absl::ToUnixMicros(time);
  int64_t seconds = microseconds / 1'000'000;
  int64_t rest = microseconds % 1'000'000;
  if (rest < 0) {
    --seconds;
    rest += 1'000'000;
  }
  proto.set_seconds(seconds);
  proto.set_nanos(static_cast<int32_t>(rest * 1000));
}

inline void Set(google::protobuf::RepeatedPtrField<std::string>& words,
                const takedown::TerritorySet& territories) {
  for (std::string& word : territories.Words()) *words.Add() = std::move(word);
}

// The two parts of a Duration have the same sign, as / and % give them.
inline void Set(google::protobuf::Duration& proto,
                fingerprint::MediaTime time) {
  proto.set_seconds(time.count() / 1'000'000);
  proto.set_nanos(static_cast<int32_t>(time.count() % 1'000'000 * 1000));
}

inline void Set(v1::PicturePlace& proto, const index::PicturePlace& place) {
  proto.set_x(place.x);
  proto.set_y(place.y);
}

inline void Set(v1::Match& proto, const index::Match& match) {
  proto.set_work(NameOf(match.work));
  proto.set_reference(NameOf(match.work, match.reference));
  proto.set_modality(ToEnum<v1::Match::Modality>(match.modality));
  proto.set_fingerprint(ToEnum<v1::Match::Fingerprint>(match.evidence));
  Set(*proto.mutable_query_start(), match.query.start);
  Set(*proto.mutable_query_end(), match.query.end);
  Set(*proto.mutable_reference_start(), match.reference_range.start);
  Set(*proto.mutable_reference_end(), match.reference_range.end);
  proto.set_score(match.score);
  proto.set_expected_false_matches(match.expected_false_matches);
  proto.mutable_change()->set_speed(match.change.speed);
  proto.mutable_change()->set_mirrored(match.change.mirrored);
  proto.mutable_change()->set_pitch_semitones(match.change.pitch_semitones);
  proto.mutable_change()->set_turned_degrees(match.change.turned_degrees);
  proto.mutable_change()->set_inverted(match.change.inverted);
  for (const index::PicturePlace& corner : match.region) {
    Set(*proto.add_region(), corner);
  }
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_WIRE_VALUES_H_
