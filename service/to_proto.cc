#include "service/to_proto.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/internal/wire_values.h"
#include "service/resource_name.h"
#include "takedown/match_words.h"
#include "takedown/ownership_conflicts.h"
#include "takedown/policy_presets.h"

namespace earmark::service {
namespace {

using fingerprint::Coverage;
using fingerprint::MediaTime;
using fingerprint::Modality;
using takedown::Action;
// Those below would hide it.
using service::Set;

// The enums of the wire are numbered as those of the domain.
static_assert(static_cast<int>(Action::kAllow) == v1::Decision::ALLOW);
static_assert(static_cast<int>(Action::kTrack) == v1::Decision::TRACK);
static_assert(static_cast<int>(Action::kLicensingRequired) ==
              v1::Decision::LICENSING_REQUIRED);
static_assert(static_cast<int>(Action::kReview) == v1::Decision::REVIEW);
static_assert(static_cast<int>(Action::kTakedown) == v1::Decision::TAKEDOWN);
static_assert(v1::Decision::Action_MAX == v1::Decision::TAKEDOWN);
static_assert(static_cast<int>(Modality::kAudio) == v1::Match::AUDIO);
static_assert(static_cast<int>(Modality::kVideo) == v1::Match::VIDEO);
static_assert(static_cast<int>(index::Evidence::kChroma) ==
              v1::Match::CHROMAPRINT);
static_assert(static_cast<int>(index::Evidence::kLandmarks) ==
              v1::Match::LANDMARKS);
static_assert(static_cast<int>(index::Evidence::kFrameHash) ==
              v1::Match::FRAME_HASHES);
static_assert(static_cast<int>(index::Evidence::kFeatures) ==
              v1::Match::LOCAL_FEATURES);
static_assert(static_cast<int>(Coverage::State::kSeen) == v1::Coverage::SEEN);
static_assert(static_cast<int>(Coverage::State::kAbsent) ==
              v1::Coverage::ABSENT);
static_assert(static_cast<int>(Coverage::State::kDamaged) ==
              v1::Coverage::DAMAGED);
static_assert(static_cast<int>(takedown::Purpose::kQuotation) ==
              v1::Screening::QUOTATION);
static_assert(static_cast<int>(takedown::Purpose::kCriticism) ==
              v1::Screening::CRITICISM);
static_assert(static_cast<int>(takedown::Purpose::kParody) ==
              v1::Screening::PARODY);
static_assert(static_cast<int>(takedown::Purpose::kLicensed) ==
              v1::Screening::LICENSED);
static_assert(v1::Screening::Purpose_MAX == v1::Screening::LICENSED);
static_assert(static_cast<int>(takedown::Income::kNone) ==
              v1::Screening::NO_INCOME);
static_assert(static_cast<int>(takedown::Income::kInsignificant) ==
              v1::Screening::INSIGNIFICANT);
static_assert(static_cast<int>(takedown::Income::kCommercial) ==
              v1::Screening::COMMERCIAL);
static_assert(static_cast<int>(takedown::Income::kAdvertising) ==
              v1::Screening::ADVERTISING);
static_assert(v1::Screening::Income_MAX == v1::Screening::ADVERTISING);
static_assert(static_cast<int>(takedown::Right::kRecording) ==
              v1::Ownership::RECORDING);
static_assert(static_cast<int>(takedown::Right::kMusicalWork) ==
              v1::Ownership::MUSICAL_WORK);
static_assert(static_cast<int>(takedown::Owner::Trust::kProbation) ==
              v1::Owner::PROBATION);
static_assert(static_cast<int>(takedown::Owner::Trust::kTrusted) ==
              v1::Owner::TRUSTED);
static_assert(static_cast<int>(index::Work::Kind::kSoundRecording) ==
              v1::Work::SOUND_RECORDING);
static_assert(static_cast<int>(index::Work::Kind::kMusicalWork) ==
              v1::Work::MUSICAL_WORK);
static_assert(static_cast<int>(index::Work::Kind::kFilm) == v1::Work::FILM);
static_assert(static_cast<int>(index::Work::Kind::kEpisode) ==
              v1::Work::EPISODE);
static_assert(static_cast<int>(index::Work::Kind::kClip) == v1::Work::CLIP);
static_assert(v1::Work::Kind_MAX == v1::Work::CLIP);
static_assert(static_cast<int>(index::Work::State::kActive) ==
              v1::Work::ACTIVE);
static_assert(static_cast<int>(index::Work::State::kWithdrawn) ==
              v1::Work::WITHDRAWN);
static_assert(static_cast<int>(index::Reference::State::kActive) ==
              v1::Reference::ACTIVE);
static_assert(static_cast<int>(index::Reference::State::kDisabled) ==
              v1::Reference::DISABLED);
static_assert(static_cast<int>(index::Reference::State::kWithdrawn) ==
              v1::Reference::WITHDRAWN);
static_assert(static_cast<int>(index::ReferenceWarning::kNoise) ==
              v1::Reference::Warning::NOISE);
static_assert(static_cast<int>(index::ReferenceWarning::kSparse) ==
              v1::Reference::Warning::SPARSE);
static_assert(static_cast<int>(index::ReferenceWarning::kRepetitive) ==
              v1::Reference::Warning::REPETITIVE);
static_assert(static_cast<int>(index::ReferenceWarning::kShort) ==
              v1::Reference::Warning::SHORT);
static_assert(v1::Reference::Warning::Kind_MAX ==
              v1::Reference::Warning::SHORT);
using Caution = takedown::OwnFind::Caution;
static_assert(static_cast<int>(Caution::kContested) ==
              v1::MatchFileResponse::CONTESTED);
static_assert(static_cast<int>(Caution::kNotAttested) ==
              v1::MatchFileResponse::NOT_ATTESTED);
static_assert(static_cast<int>(Caution::kConflictingOwners) ==
              v1::MatchFileResponse::CONFLICTING_OWNERS);
static_assert(static_cast<int>(Caution::kNotExclusive) ==
              v1::MatchFileResponse::NOT_EXCLUSIVE);
static_assert(v1::MatchFileResponse::Caution_MAX ==
              v1::MatchFileResponse::NOT_EXCLUSIVE);
using Rule = takedown::Decision::Reason::Rule;
static_assert(static_cast<int>(Rule::kNoMatch) ==
              v1::Decision::Reason::NO_MATCH);
static_assert(static_cast<int>(Rule::kOwnerPolicy) ==
              v1::Decision::Reason::OWNER_POLICY);
static_assert(static_cast<int>(Rule::kOwnerOnProbation) ==
              v1::Decision::Reason::OWNER_ON_PROBATION);
static_assert(static_cast<int>(Rule::kNotManifest) ==
              v1::Decision::Reason::NOT_MANIFEST);
static_assert(static_cast<int>(Rule::kDeclaredPurpose) ==
              v1::Decision::Reason::DECLARED_PURPOSE);
static_assert(static_cast<int>(Rule::kNotSeen) ==
              v1::Decision::Reason::NOT_SEEN);
static_assert(static_cast<int>(Rule::kConflictingOwners) ==
              v1::Decision::Reason::CONFLICTING_OWNERS);
static_assert(static_cast<int>(Rule::kNoRights) ==
              v1::Decision::Reason::NO_RIGHTS);
static_assert(static_cast<int>(Rule::kLicence) ==
              v1::Decision::Reason::LICENCE);
static_assert(static_cast<int>(Rule::kOwnAccount) ==
              v1::Decision::Reason::OWN_ACCOUNT);
static_assert(static_cast<int>(Rule::kNotExclusive) ==
              v1::Decision::Reason::NOT_EXCLUSIVE);
static_assert(static_cast<int>(Rule::kQuarantine) ==
              v1::Decision::Reason::QUARANTINE);
static_assert(static_cast<int>(Rule::kExcluded) ==
              v1::Decision::Reason::EXCLUDED);
static_assert(static_cast<int>(Rule::kContested) ==
              v1::Decision::Reason::CONTESTED);
static_assert(static_cast<int>(Rule::kNotAttested) ==
              v1::Decision::Reason::NOT_ATTESTED);
static_assert(static_cast<int>(Rule::kVerdict) ==
              v1::Decision::Reason::VERDICT);
static_assert(static_cast<int>(Rule::kClaimOver) ==
              v1::Decision::Reason::CLAIM_OVER);
static_assert(static_cast<int>(Rule::kDisputed) ==
              v1::Decision::Reason::DISPUTED);
static_assert(static_cast<int>(Rule::kNotScreened) ==
              v1::Decision::Reason::NOT_SCREENED);
static_assert(v1::Decision::Reason::Rule_MAX ==
              v1::Decision::Reason::NOT_SCREENED);
static_assert(static_cast<int>(takedown::Verdict::Ground::kException) ==
              v1::Verdict::EXCEPTION);
static_assert(v1::Verdict::Ground_MAX == v1::Verdict::EXCEPTION);

static_assert(
    static_cast<int>(takedown::StatementOfReasons::Measure::kReview) ==
    v1::StatementOfReasons::REVIEW);
static_assert(v1::StatementOfReasons::Measure_MAX ==
              v1::StatementOfReasons::REVIEW);
static_assert(
    static_cast<int>(takedown::StatementOfReasons::AutomatedDecision::kNot) ==
    v1::StatementOfReasons::NOT_AUTOMATED);
static_assert(v1::StatementOfReasons::AutomatedDecision_MAX ==
              v1::StatementOfReasons::NOT_AUTOMATED);

void Set(v1::Coverage& proto, Modality modality, const Coverage& coverage) {
  proto.set_modality(ToEnum<v1::Match::Modality>(modality));
  proto.set_state(ToEnum<v1::Coverage::State>(coverage.state));
  Set(*proto.mutable_seen(), coverage.seen);
  Set(*proto.mutable_total(), coverage.total);
  proto.set_detail(coverage.detail);
}

void Set(v1::Decision& proto, const takedown::Decision& decision) {
  proto.set_revision(decision.revision);
  proto.set_action(ToEnum<v1::Decision::Action>(decision.action));
  proto.set_publish_meanwhile(decision.publish_meanwhile);
  for (const auto& [territory, action] : decision.territory_actions) {
    v1::Decision::TerritoryAction& entry = *proto.add_territory_actions();
    entry.set_territory(territory);
    entry.set_action(ToEnum<v1::Decision::Action>(action));
  }
  for (const takedown::Decision::Reason& reason : decision.reasons) {
    *proto.add_reasons() = ToProto(reason);
  }
}

// The frequency of a place on the axis of spectral peaks.
double FrequencyOf(float bin) {
  return fingerprint::kLowestPeakHz *
         std::exp2(bin / static_cast<double>(fingerprint::kBinsPerOctave));
}

void Set(v1::Evidence::FramePair& proto, const index::MatchedFrames& frames) {
  Set(*proto.mutable_query_position(), frames.query);
  Set(*proto.mutable_reference_position(), frames.reference);
  proto.set_nats(frames.nats);
  proto.set_agreement(frames.agreeing);
  proto.set_block_count(static_cast<int32_t>(frames.blocks));
  for (const index::MatchedPlaces& places : frames.places) {
    v1::Evidence::SharedFeature& feature = *proto.add_features();
    Set(*feature.mutable_query_place(), places.query);
    Set(*feature.mutable_reference_place(), places.reference);
  }
  for (const index::PicturePlace& corner : frames.region) {
    Set(*proto.add_region(), corner);
  }
  proto.set_query_thumbnail(frames.query_thumbnail);
  proto.set_reference_thumbnail(frames.reference_thumbnail);
  proto.set_query_aspect_ratio(frames.query_aspect);
  proto.set_reference_aspect_ratio(frames.reference_aspect);
}

void Set(v1::Evidence& proto, index::Evidence evidence,
         const index::Explanation& explanation) {
  const bool has_frequencies = evidence == index::Evidence::kLandmarks;
  proto.set_speed(explanation.speed);
  Set(*proto.mutable_offset(), explanation.offset);
  proto.set_evidence_nats(explanation.evidence_nats);
  proto.set_prior_nats(explanation.prior_nats);
  proto.set_remainder_nats(explanation.remainder_nats);
  proto.set_reach_nats(explanation.reach_nats);
  for (const index::EvidenceStep& step : explanation.steps) {
    v1::Evidence::Step& entry = *proto.add_steps();
    Set(*entry.mutable_query_start(), step.query.start);
    Set(*entry.mutable_query_end(), step.query.end);
    entry.set_nats(step.nats);
    entry.set_point_count(static_cast<int32_t>(step.points));
    entry.set_agreeing_count(static_cast<int32_t>(step.agreeing));
    entry.set_difference(step.difference);
  }
  for (const index::EvidencePoint& point : explanation.points) {
    v1::Evidence::Point& entry = *proto.add_points();
    Set(*entry.mutable_query_position(), point.query);
    Set(*entry.mutable_reference_position(), point.reference);
    entry.set_nats(point.nats);
    if (has_frequencies) entry.set_frequency_hz(FrequencyOf(point.bin));
    entry.set_difference(point.difference);
  }
  proto.set_omitted_point_count(
      static_cast<int32_t>(explanation.points_left_out));
  for (const index::QueryPeak& peak : explanation.peaks) {
    v1::Evidence::Peak& entry = *proto.add_peaks();
    Set(*entry.mutable_query_position(), peak.time);
    entry.set_frequency_hz(FrequencyOf(peak.bin));
  }
  proto.set_omitted_peak_count(
      static_cast<int32_t>(explanation.peaks_left_out));
  for (const index::MatchedFrames& frames : explanation.frame_pairs) {
    Set(*proto.add_frame_pairs(), frames);
  }
}

void Set(v1::EarlierDecision& proto, const takedown::EarlierDecision& earlier) {
  Set(*proto.mutable_decision(), earlier.decision);
  Set(*proto.mutable_end_time(), earlier.end_time);
  proto.set_cause(earlier.cause);
}

void Set(v1::Verdict& proto, const takedown::Verdict& verdict) {
  if (verdict.work) proto.set_work(NameOf(*verdict.work));
  proto.set_action(ToEnum<v1::Decision::Action>(verdict.action));
  proto.set_ground(ToEnum<v1::Verdict::Ground>(verdict.ground));
  proto.set_comment(verdict.comment);
  Set(*proto.mutable_create_time(), verdict.time);
}

std::string BytesOf(const index::ContentDigest& digest) {
  return std::string(digest.begin(), digest.end());
}

}  // namespace

std::string EtagOf(int64_t revision) { return absl::StrCat(revision); }

v1::Owner ToProto(const takedown::Owner& owner) {
  v1::Owner proto;
  proto.set_name(NameOf(owner.id));
  proto.set_display_name(owner.display_name);
  proto.set_policy(owner.policy.value.empty()
                       ? absl::StrCat("policies/", takedown::kTrackPolicy)
                       : NameOf(owner.policy));
  proto.set_account_count(static_cast<int32_t>(owner.accounts.size()));
  proto.set_trust(ToEnum<v1::Owner::Trust>(owner.trust));
  Set(*proto.mutable_create_time(), owner.create_time);
  Set(*proto.mutable_update_time(), owner.update_time);
  proto.set_etag(EtagOf(owner.revision));
  proto.set_upheld_claim_count(owner.claims.upheld);
  proto.set_overturned_claim_count(owner.claims.overturned);
  proto.set_claim_trust(takedown::TrustIn(owner.claims));
  return proto;
}

v1::Ownership ToProto(const takedown::Ownership& ownership) {
  v1::Ownership proto;
  proto.set_owner(NameOf(ownership.owner));
  proto.set_right(ToEnum<v1::Ownership::Right>(ownership.right));
  Set(*proto.mutable_territories(), ownership.territories);
  if (ownership.time.start != absl::InfinitePast()) {
    Set(*proto.mutable_start_time(), ownership.time.start);
  }
  if (ownership.time.end != absl::InfiniteFuture()) {
    Set(*proto.mutable_end_time(), ownership.time.end);
  }
  proto.set_share_basis_points(ownership.share);
  proto.set_policy(NameOf(ownership.policy));
  proto.set_catalogue(ownership.catalogue.value);
  return proto;
}

v1::Work ToProto(const OwnedWork& owned) {
  const index::Work& work = owned.work;
  v1::Work proto;
  proto.set_name(NameOf(work.id));
  proto.set_title(work.title);
  const takedown::Ownership& ownership = owned.ownerships.front();
  proto.set_owner(NameOf(ownership.owner));
  proto.set_kind(ToEnum<v1::Work::Kind>(work.kind));
  proto.set_isrc(work.isrc);
  proto.set_iswc(work.iswc);
  proto.set_eidr(work.eidr);
  Set(*proto.mutable_territories(), ownership.territories);
  proto.set_policy(NameOf(ownership.policy));
  proto.set_catalogue(ownership.catalogue.value);
  for (const takedown::Ownership& entry : owned.ownerships) {
    *proto.add_ownerships() = ToProto(entry);
  }
  for (const takedown::OwnershipConflict& conflict :
       takedown::FindConflicts(owned.ownerships, absl::Now())) {
    v1::OwnershipConflict& entry = *proto.add_conflicts();
    entry.set_right(ToEnum<v1::Ownership::Right>(conflict.right));
    Set(*entry.mutable_territories(), conflict.territories);
    for (const index::OwnerId& owner : conflict.owners) {
      entry.add_owners(NameOf(owner));
    }
    if (conflict.start != absl::InfinitePast()) {
      Set(*entry.mutable_start_time(), conflict.start);
    }
  }
  proto.set_state(ToEnum<v1::Work::State>(work.state));
  Set(*proto.mutable_create_time(), work.create_time);
  Set(*proto.mutable_update_time(), work.update_time);
  proto.set_etag(EtagOf(work.revision));
  return proto;
}

v1::Reference ToProto(const KnownReference& known) {
  const index::Reference& reference = known.reference;
  v1::Reference proto;
  proto.set_name(NameOf(reference.work, reference.id));
  proto.set_state(ToEnum<v1::Reference::State>(reference.state));
  proto.set_file_name(reference.file_name);
  proto.set_size_bytes(reference.size_bytes);
  proto.set_content_sha256(BytesOf(reference.content));
  Set(*proto.mutable_duration(), reference.duration);
  Set(*proto.add_coverages(), Modality::kAudio, reference.audio);
  Set(*proto.add_coverages(), Modality::kVideo, reference.video);
  Set(*proto.mutable_create_time(), reference.create_time);
  Set(*proto.mutable_update_time(), reference.update_time);
  for (const index::ReferenceWarning warning : reference.warnings) {
    v1::Reference::Warning& entry = *proto.add_warnings();
    entry.set_kind(ToEnum<v1::Reference::Warning::Kind>(warning));
    entry.set_explanation(index::Describe(warning));
  }
  const takedown::ReferenceRights& rights = known.rights;
  proto.set_attested(rights.attested);
  for (const takedown::Exclusion& exclusion : rights.exclusions) {
    v1::Reference::Exclusion& entry = *proto.add_exclusions();
    Set(*entry.mutable_reference_start(), exclusion.range.start);
    Set(*entry.mutable_reference_end(), exclusion.range.end);
    entry.set_note(exclusion.note);
  }
  for (const takedown::Overlap& overlap : rights.overlaps) {
    v1::Reference::Overlap& entry = *proto.add_overlaps();
    entry.set_other(NameOf(overlap.work, overlap.reference));
    entry.set_modality(ToEnum<v1::Match::Modality>(overlap.modality));
    Set(*entry.mutable_reference_start(), overlap.range.start);
    Set(*entry.mutable_reference_end(), overlap.range.end);
    Set(*entry.mutable_other_start(), overlap.other_range.start);
    Set(*entry.mutable_other_end(), overlap.other_range.end);
    entry.set_state(ToEnum<v1::Reference::Overlap::State>(overlap.state));
    entry.set_newer(overlap.newer);
    Set(*entry.mutable_due_time(), overlap.find_time + takedown::kOverlapClock);
  }
  if (rights.quarantine_time) {
    Set(*proto.mutable_quarantine_time(), *rights.quarantine_time);
  }
  proto.set_etag(EtagOf(rights.revision));
  return proto;
}

v1::Policy ToProto(const takedown::StoredPolicy& policy) {
  v1::Policy proto;
  proto.set_name(NameOf(policy.policy.id));
  if (!policy.owner.value.empty()) proto.set_owner(NameOf(policy.owner));
  proto.set_display_name(policy.display_name);
  proto.set_version(policy.policy.version);
  proto.set_is_preset(takedown::FindPreset(policy.policy.id) != nullptr);
  if (!proto.is_preset()) {
    Set(*proto.mutable_create_time(), policy.create_time);
    Set(*proto.mutable_update_time(), policy.update_time);
  }
  proto.set_etag(EtagOf(policy.policy.version));
  return proto;
}

v1::Licence ToProto(const takedown::Licence& licence) {
  v1::Licence proto;
  proto.set_name(NameOf(licence.owner, licence.id));
  for (const index::WorkId& work : licence.works) {
    proto.add_works(NameOf(work));
  }
  proto.set_catalogue(licence.catalogue.value);
  proto.set_account_count(static_cast<int32_t>(licence.accounts.size()));
  Set(*proto.mutable_territories(), licence.territories);
  if (licence.time.start != absl::InfinitePast()) {
    Set(*proto.mutable_start_time(), licence.time.start);
  }
  if (licence.time.end != absl::InfiniteFuture()) {
    Set(*proto.mutable_end_time(), licence.time.end);
  }
  if (licence.modality) {
    proto.set_modality(ToEnum<v1::Match::Modality>(*licence.modality));
  }
  if (licence.longest_use) {
    Set(*proto.mutable_longest_use(), *licence.longest_use);
  }
  for (const takedown::Income income :
       {takedown::Income::kNone, takedown::Income::kInsignificant,
        takedown::Income::kCommercial, takedown::Income::kAdvertising}) {
    if (licence.incomes.Contains(income)) {
      proto.add_declared_incomes(ToEnum<v1::Screening::Income>(income));
    }
  }
  Set(*proto.mutable_create_time(), licence.create_time);
  Set(*proto.mutable_update_time(), licence.update_time);
  proto.set_etag(EtagOf(licence.revision));
  return proto;
}

v1::TestPolicyResponse ToProto(const PolicyTest& test) {
  v1::TestPolicyResponse proto;
  proto.set_screening_count(static_cast<int32_t>(test.screenings));
  for (const auto& [actions, count] : test.changes) {
    v1::TestPolicyResponse::Change& entry = *proto.add_changes();
    entry.set_before(ToEnum<v1::Decision::Action>(actions.first));
    entry.set_after(ToEnum<v1::Decision::Action>(actions.second));
    entry.set_count(static_cast<int32_t>(count));
  }
  for (const PolicyTest::Example& example : test.examples) {
    v1::TestPolicyResponse::Example& entry = *proto.add_examples();
    entry.set_before(ToEnum<v1::Decision::Action>(example.before));
    entry.set_after(ToEnum<v1::Decision::Action>(example.after));
    entry.set_explanation(example.explanation);
    entry.set_work(NameOf(example.work));
    Set(*entry.mutable_day(), example.day);
  }
  return proto;
}

v1::Decision::Reason ToProto(const takedown::Decision::Reason& reason) {
  v1::Decision::Reason proto;
  proto.set_rule(ToEnum<v1::Decision::Reason::Rule>(reason.rule));
  proto.set_action(ToEnum<v1::Decision::Action>(reason.action));
  if (reason.work) proto.set_work(NameOf(*reason.work));
  if (reason.owner) proto.set_owner(NameOf(*reason.owner));
  if (reason.modality) {
    proto.set_modality(ToEnum<v1::Match::Modality>(*reason.modality));
  }
  Set(*proto.mutable_territories(), reason.territories);
  proto.set_explanation(reason.explanation);
  if (reason.right) {
    proto.set_right(ToEnum<v1::Ownership::Right>(*reason.right));
  }
  if (reason.wanted) {
    proto.set_wanted_action(ToEnum<v1::Decision::Action>(*reason.wanted));
  }
  proto.set_policy(NameOf(reason.policy));
  proto.set_policy_version(reason.policy_version);
  proto.set_policy_rule(reason.policy_rule);
  proto.set_notice(NameOf(reason.notice));
  if (!reason.licence.value.empty()) {
    proto.set_licence(NameOf(*reason.owner, reason.licence));
    proto.set_licence_etag(EtagOf(reason.licence_revision));
  }
  return proto;
}

v1::Screening ToProto(const takedown::Screening& screening) {
  v1::Screening proto;
  proto.set_name(NameOf(screening.id));
  Set(*proto.mutable_create_time(), screening.create_time);
  proto.set_upload_id(screening.facts.upload_id);
  proto.set_account_token(screening.facts.account_token);
  proto.set_file_name(screening.file_name);
  proto.set_location(screening.location);
  Set(*proto.mutable_territories(), screening.facts.territories);
  proto.set_declared_purpose(
      ToEnum<v1::Screening::Purpose>(screening.facts.purpose));
  proto.set_declared_income(
      ToEnum<v1::Screening::Income>(screening.facts.income));
  proto.mutable_labels()->insert(screening.labels.begin(),
                                 screening.labels.end());
  proto.set_size_bytes(screening.size_bytes);
  proto.set_content_sha256(BytesOf(screening.content));
  Set(*proto.mutable_duration(), screening.duration);
  Set(*proto.add_coverages(), Modality::kAudio, screening.audio);
  Set(*proto.add_coverages(), Modality::kVideo, screening.video);
  for (const index::Match& match : screening.matches) {
    Set(*proto.add_matches(), match);
  }
  for (const index::Match& candidate : screening.candidates) {
    Set(*proto.add_candidates(), candidate);
  }
  Set(*proto.mutable_decision(), screening.decision);
  for (const takedown::EarlierDecision& earlier : screening.earlier_decisions) {
    Set(*proto.add_earlier_decisions(), earlier);
  }
  for (const takedown::Verdict& verdict : screening.verdicts) {
    Set(*proto.add_verdicts(), verdict);
  }
  proto.set_etag(EtagOf(screening.decision.revision));
  if (screening.withdraw_time) {
    Set(*proto.mutable_withdraw_time(), *screening.withdraw_time);
  }
  proto.set_acknowledged_revision(screening.acknowledged_revision);
  return proto;
}

v1::StatementOfReasons ToProto(const takedown::StatementOfReasons& statement,
                               const std::string& file_name) {
  v1::StatementOfReasons proto;
  proto.set_id(statement.id);
  proto.set_measure(ToEnum<v1::StatementOfReasons::Measure>(statement.measure));
  Set(*proto.mutable_territories(), statement.territories);
  Set(*proto.mutable_start_time(), statement.start);
  if (statement.end) Set(*proto.mutable_end_time(), *statement.end);
  proto.mutable_facts()->Add(statement.facts.begin(), statement.facts.end());
  if (!statement.notice_law) {
    proto.set_source(v1::StatementOfReasons::OWN_INITIATIVE);
  } else {
    proto.set_source(*statement.notice_law == takedown::Notice::Law::kDsa
                         ? v1::StatementOfReasons::NOTICE_DSA
                         : v1::StatementOfReasons::NOTICE_DMCA);
  }
  proto.set_not_seen(statement.not_seen);
  proto.set_automated_detection(statement.automated_detection);
  proto.set_automated_decision(
      ToEnum<v1::StatementOfReasons::AutomatedDecision>(
          statement.automated_decision));
  if (statement.ground.kind == takedown::StatementGround::Kind::kLaw) {
    proto.set_legal_ground(statement.ground.text);
  } else {
    proto.set_contractual_ground(statement.ground.text);
  }
  proto.set_explanation(statement.explanation);
  proto.mutable_redress()->Add(statement.redress.begin(),
                               statement.redress.end());
  proto.set_text(takedown::StatementText(statement, file_name));
  return proto;
}

v1::ScreeningExplanation ToProto(const ExplainedScreening& explained) {
  const takedown::Screening& screening = explained.screening;
  v1::ScreeningExplanation proto;
  proto.set_name(NameOf(screening.id));
  Set(*proto.mutable_create_time(), screening.create_time);
  proto.set_file_name(screening.file_name);
  Set(*proto.mutable_decision(), screening.decision);
  for (const ExplainedFind& find : explained.finds) {
    v1::ScreeningExplanation::Find& entry = *proto.add_finds();
    entry.set_number(find.number);
    Set(*entry.mutable_match(), find.match);
    entry.set_is_candidate(find.is_candidate);
    entry.set_place(find.words.place);
    entry.set_change(find.words.change);
    entry.set_strength(find.words.strength);
    entry.set_method(find.words.fingerprint);
    if (find.evidence) {
      Set(*entry.mutable_evidence(), find.match.evidence, *find.evidence);
    }
    entry.set_evidence_missing(find.missing);
  }
  return proto;
}

v1::MatchFileResponse ToProto(const MatchedFile& matched) {
  v1::MatchFileResponse proto;
  proto.set_content_sha256(BytesOf(matched.content));
  proto.set_size_bytes(matched.size_bytes);
  Set(*proto.mutable_duration(), matched.duration);
  Set(*proto.add_coverages(), Modality::kAudio, matched.audio);
  Set(*proto.add_coverages(), Modality::kVideo, matched.video);
  for (const takedown::OwnFind& find : matched.finds) {
    v1::MatchFileResponse::Find& entry = *proto.add_finds();
    Set(*entry.mutable_match(), find.match);
    takedown::MatchWords words =
        takedown::DescribeMatch(find.match, /*is_candidate=*/false);
    entry.set_place(std::move(words.place));
    entry.set_change(std::move(words.change));
    entry.set_strength(std::move(words.strength));
    entry.set_method(std::move(words.fingerprint));
    Set(*entry.mutable_territories(), find.territories);
    for (const Caution caution : find.cautions) {
      entry.add_cautions(ToEnum<v1::MatchFileResponse::Caution>(caution));
    }
  }
  return proto;
}

}  // namespace earmark::service
