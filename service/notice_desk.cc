#include "service/notice_desk.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/digest.h"
#include "service/internal/address_uploads.h"
#include "service/internal/get_screening.h"
#include "service/internal/planned_write.h"
#include "service/resource_name.h"
#include "takedown/claim_lifecycle.h"
#include "takedown/time_words.h"

namespace earmark::service {
namespace {

using takedown::Claim;
using takedown::Notice;
using takedown::NoticeBook;
using takedown::NoticeId;
using takedown::Screening;
using takedown::StoredNotice;

// Notices that a sender's record is made of; each may have 64 uploads to read.
constexpr size_t kMaxNoticesCounted = 100;

// Notices that may wait for a moderator about one upload. Who decides reads all
// of them, and more add nothing but work.
constexpr int kMaxWaiting = 16;

// Notices that one upload may have in all. Each stays in its record for good,
// with up to 1 KiB of words and what is said against it, and each further one
// writes the record anew: 170 KiB for so many that nobody answered.
constexpr int kMaxNotices = 128;

// A page of a list ends after these: with the last notices that are read at
// once, of up to 210 KiB each, a message of gRPC holds it.
constexpr size_t kMaxListedBytes = 2 << 20;
constexpr size_t kListedAtOnce = 4;

// Of what an address is known by, next to its number.
constexpr size_t kAddressDigits = 40;

// What a sender is known by: the first way to reach it. nullopt: there is none.
std::optional<std::string> NameOfSender(const takedown::Contact& sender) {
  for (const std::string& value :
       {sender.email, sender.telephone, sender.address}) {
    const std::string said =
        absl::AsciiStrToLower(absl::StripAsciiWhitespace(value));
    if (!said.empty()) return absl::StrCat("notices:", said);
  }
  return std::nullopt;
}

// The upload id of what is at an address for the `number`th time, from 1: one
// that was withdrawn may come back.
std::string UploadIdOf(const std::string& location, int number) {
  const index::ContentDigest digest = Sha256(location);
  const std::string digits =
      absl::BytesToHexString(std::string(digest.begin(), digest.end()));
  const std::string first =
      absl::StrCat(kAddressUploads, digits.substr(0, kAddressDigits));
  return number == 1 ? first : absl::StrCat(first, ":", number);
}

// Roughly what a list takes for it.
size_t ListedBytes(const StoredNotice& stored) {
  constexpr size_t kBytesOfMaterial = 128;
  size_t bytes = stored.notice.explanation.size() +
                 kBytesOfMaterial * stored.materials.size();
  for (const std::string& work : stored.notice.works) bytes += work.size();
  for (const std::string& location : stored.notice.locations) {
    // The material says it again.
    bytes += 2 * location.size();
  }
  return bytes;
}

bool Waits(const Claim& claim) {
  return claim.standing.state == takedown::ClaimState::kNoticed;
}

Claim ClaimOf(const StoredNotice& stored, absl::Time now,
              const takedown::ClaimClocks& clocks) {
  Claim claim;
  claim.notice = stored.id;
  claim.notice_law = stored.notice.law;
  claim.standing = takedown::BeginClaim(takedown::ClaimState::kNoticed,
                                        takedown::Action::kTakedown,
                                        /*moderated=*/true, now, clocks);
  claim.standing.no_counter_notice = stored.notice.law != Notice::Law::kDmca;
  claim.steps.push_back({.actor = takedown::ClaimActor::kClaimant,
                         .time = now,
                         .state = claim.standing.state,
                         .action = claim.standing.action,
                         .comment = takedown::SubjectOf(stored.notice)});
  return claim;
}

const char* LawName(Notice::Law law) {
  return law == Notice::Law::kDmca ? "DMCA" : "DSA";
}

absl::Status NoNoticeError(const NoticeId& id) {
  return absl::NotFoundError(
      absl::StrCat("there is no such notice: ", NameOf(id)));
}

absl::Status NoSentNoticeError(const std::string& request_id) {
  return absl::DataLossError(absl::StrCat(
      "the notice of a request that was committed is not there: \"", request_id,
      "\""));
}

}  // namespace

std::string NoticeDesk::TokenOf(const takedown::Contact& sender) const {
  const std::optional<std::string> name = NameOfSender(sender);
  return name ? parts_.token_of(*name) : "";
}

absl::StatusOr<Screening> NoticeDesk::MaterialAt(const std::string& location) {
  if (absl::StartsWith(location, "screenings/")) {
    const absl::StatusOr<takedown::ScreeningId> id =
        ParseScreeningName("notice.locations", location);
    if (!id.ok()) return id.status();
    return GetScreening(parts_.ledger, *id);
  }
  for (int number = 1;; ++number) {
    const std::string upload_id = UploadIdOf(location, number);
    absl::StatusOr<index::Page<Screening>> known =
        parts_.ledger.ListScreenings(parts_.tenant, upload_id, "", 1);
    if (!known.ok()) return known.status();
    if (known->items.empty()) return ScreenAddress(location, upload_id);
    Screening& screening = known->items.front();
    // Pipelines could choose such an id once: then it is another upload.
    if (screening.location == location && !screening.withdraw_time) {
      return std::move(screening);
    }
  }
}

absl::StatusOr<Screening> NoticeDesk::ScreenAddress(
    const std::string& location, const std::string& upload_id) {
  absl::StatusOr<std::string> id = parts_.ids.Next();
  if (!id.ok()) return id.status();
  Screening screening;
  screening.id = {*std::move(id)};
  screening.facts.tenant = parts_.tenant;
  screening.facts.upload_id = upload_id;
  screening.file_name = location;
  screening.location = location;
  screening.create_time = parts_.now();
  absl::StatusOr<takedown::Outcome> outcome =
      parts_.decider.DecideAgain(screening);
  if (!outcome.ok()) return outcome.status();
  screening.decision = std::move(outcome->decision);
  return parts_.ledger.CommitScreening(screening);
}

absl::StatusOr<std::string> NoticeDesk::WaitingWords(
    const Screening& screening, const std::string& sender_token) const {
  for (const Claim& claim : screening.claims) {
    if (!Waits(claim)) continue;
    const absl::StatusOr<std::optional<StoredNotice>> waiting =
        parts_.notices.Find(claim.notice);
    if (!waiting.ok()) return waiting.status();
    if (*waiting && !sender_token.empty() &&
        (*waiting)->sender_token == sender_token) {
      return absl::StrCat(" (", NameOf(claim.notice),
                          " of the same sender is one of them, and need not be "
                          "repeated)");
    }
  }
  return "";
}

absl::Status NoticeDesk::CheckRoom(const Screening& screening,
                                   const StoredNotice& stored) const {
  const auto noticed =
      std::count_if(screening.claims.begin(), screening.claims.end(),
                    [](const Claim& claim) { return claim.standing.noticed; });
  if (noticed >= kMaxNotices) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "an upload takes at most ", kMaxNotices, " notices, and ",
        NameOf(screening.id), " has had ", noticed,
        ": leave it out, and ask a moderator to undo the decision on one"));
  }
  const auto waiting =
      std::count_if(screening.claims.begin(), screening.claims.end(), Waits);
  if (waiting < kMaxWaiting) return absl::OkStatus();
  const absl::StatusOr<std::string> words =
      WaitingWords(screening, stored.sender_token);
  if (!words.ok()) return words.status();
  return absl::ResourceExhaustedError(absl::StrCat(
      "at most ", kMaxWaiting, " notices may wait about one upload, and ",
      NameOf(screening.id), " has ", waiting, *words,
      ": leave it out, or try again once those are decided on"));
}

absl::Status NoticeDesk::OpenClaims(StoredNotice& stored, index::Batch& batch) {
  const absl::Time now = parts_.now();
  stored.complete_time = now;
  std::set<std::string> seen;
  for (const std::string& location : stored.notice.locations) {
    const absl::StatusOr<Screening> before = MaterialAt(location);
    if (!before.ok()) return before.status();
    if (!seen.insert(before->id.value).second) continue;
    if (before->withdraw_time) {
      stored.withdrawn_locations.push_back(location);
      continue;
    }
    const absl::Status room = CheckRoom(*before, stored);
    if (!room.ok()) return room;
    Screening after = *before;
    after.claims.push_back(ClaimOf(stored, now, parts_.clocks));
    const absl::Status added = parts_.ledger.AddRevision(*before, after, batch);
    if (!added.ok()) return added;
    stored.materials.push_back(
        {location, {after.id, static_cast<int>(after.claims.size())}});
  }
  return absl::OkStatus();
}

absl::StatusOr<KnownNotice> NoticeDesk::Send(const Notice& notice,
                                             const RequestKey& request) {
  absl::StatusOr<std::string> id = parts_.ids.Next();
  if (!id.ok()) return id.status();
  const NoticeId notice_id{*std::move(id)};
  const std::function<void()> nothing = [] {};
  const absl::StatusOr<NoticeId> sent = WritePlanned<NoticeId>(
      {parts_.ledger, parts_.now, nothing},
      takedown::EventKind::kNoticeReceived, NameOf(notice_id), request,
      [&](bool committed) -> absl::StatusOr<Plan<NoticeId>> {
        if (committed) {
          absl::StatusOr<std::optional<NoticeId>> known =
              parts_.notices.FindSent(request.id);
          if (!known.ok()) return known.status();
          if (!*known) return NoSentNoticeError(request.id);
          return Plan<NoticeId>{**std::move(known), std::nullopt};
        }
        StoredNotice stored{.id = notice_id,
                            .notice = notice,
                            .sender_token = TokenOf(notice.sender),
                            .request_id = request.id,
                            .create_time = parts_.now()};
        index::Batch batch;
        if (takedown::MissingElements(notice).empty()) {
          const absl::Status opened = OpenClaims(stored, batch);
          if (!opened.ok()) return opened;
        }
        NoticeBook::Put(std::nullopt, stored, batch);
        return Plan<NoticeId>{notice_id, std::move(batch)};
      });
  if (!sent.ok()) return sent.status();
  return Get(*sent);
}

absl::StatusOr<KnownNotice> NoticeDesk::Complete(const NoticeId& id,
                                                 std::optional<Notice::Law> law,
                                                 const Notice& rest,
                                                 const RequestKey& request) {
  const std::function<void()> nothing = [] {};
  const absl::StatusOr<NoticeId> completed = WritePlanned<NoticeId>(
      {parts_.ledger, parts_.now, nothing},
      takedown::EventKind::kNoticeCompleted, NameOf(id), request,
      [&](bool committed) -> absl::StatusOr<Plan<NoticeId>> {
        const absl::StatusOr<std::optional<StoredNotice>> before =
            parts_.notices.Find(id);
        if (!before.ok()) return before.status();
        if (!*before) return NoNoticeError(id);
        if (committed) return Plan<NoticeId>{id, std::nullopt};
        if (law && *law != (*before)->notice.law) {
          return absl::FailedPreconditionError(absl::StrCat(
              NameOf(id), " is by the law ", LawName((*before)->notice.law),
              ": send another notice, or leave notice.law unset, got ",
              LawName(*law)));
        }
        if ((*before)->complete_time) {
          return absl::FailedPreconditionError(
              absl::StrCat(NameOf(id), " is complete since ",
                           takedown::TimeWords(*(*before)->complete_time),
                           ": send another notice about what is not in it"));
        }
        StoredNotice after = **before;
        after.notice = takedown::Complete(after.notice, rest);
        after.sender_token = TokenOf(after.notice.sender);
        ++after.revision;
        index::Batch batch;
        if (takedown::MissingElements(after.notice).empty()) {
          const absl::Status opened = OpenClaims(after, batch);
          if (!opened.ok()) return opened;
        }
        NoticeBook::Put(*before, after, batch);
        return Plan<NoticeId>{id, std::move(batch)};
      });
  if (!completed.ok()) return completed.status();
  return Get(id);
}

absl::StatusOr<KnownNotice> NoticeDesk::Get(const NoticeId& id) const {
  absl::StatusOr<std::optional<StoredNotice>> stored = parts_.notices.Find(id);
  if (!stored.ok()) return stored.status();
  if (!*stored) return NoNoticeError(id);
  absl::StatusOr<KnownNotice> known = Read(**std::move(stored));
  if (!known.ok()) return known.status();
  if (!NameOfSender(known->stored.notice.sender)) return known;
  const absl::StatusOr<takedown::SenderRecord> record =
      RecordOf(known->stored.sender_token);
  if (!record.ok()) return record.status();
  known->sender = *record;
  return known;
}

absl::StatusOr<index::Page<KnownNotice>> NoticeDesk::List(
    const std::string& from, size_t limit) const {
  index::Page<KnownNotice> page{.items = {}, .next = from};
  size_t bytes = 0;
  do {
    absl::StatusOr<index::Page<StoredNotice>> notices = parts_.notices.List(
        page.next, std::min(kListedAtOnce, limit - page.items.size()));
    if (!notices.ok()) return notices.status();
    page.next = std::move(notices->next);
    for (StoredNotice& stored : notices->items) {
      bytes += ListedBytes(stored);
      absl::StatusOr<KnownNotice> known = Read(std::move(stored));
      if (!known.ok()) return known.status();
      page.items.push_back(*std::move(known));
    }
  } while (!page.next.empty() && page.items.size() < limit &&
           bytes < kMaxListedBytes);
  return page;
}

absl::StatusOr<KnownNotice> NoticeDesk::Read(StoredNotice stored) const {
  KnownNotice known{std::move(stored), {}, std::nullopt};
  for (const StoredNotice::Material& material : known.stored.materials) {
    absl::StatusOr<Screening> screening =
        GetScreening(parts_.ledger, material.claim.screening);
    if (!screening.ok()) return screening.status();
    const auto place = static_cast<size_t>(material.claim.number) - 1;
    if (place >= screening->claims.size()) {
      return absl::DataLossError(
          absl::StrCat("a notice names a claim that is not there: ",
                       NameOf(material.claim)));
    }
    known.claims.push_back(std::move(screening->claims[place]));
  }
  return known;
}

absl::StatusOr<takedown::SenderRecord> NoticeDesk::RecordOf(
    const std::string& sender_token) const {
  takedown::SenderRecord record;
  const absl::StatusOr<index::Page<NoticeId>> page =
      parts_.notices.ListOf(sender_token, "", kMaxNoticesCounted);
  if (!page.ok()) return page.status();
  for (const NoticeId& id : page->items) {
    absl::StatusOr<std::optional<StoredNotice>> stored =
        parts_.notices.Find(id);
    if (!stored.ok()) return stored.status();
    if (!*stored) return NoNoticeError(id);
    const absl::StatusOr<KnownNotice> known = Read(**std::move(stored));
    if (!known.ok()) return known.status();
    std::vector<takedown::Finding> findings;
    for (const Claim& claim : known->claims) {
      const std::optional<takedown::Finding> finding = takedown::FindingOf(
          known->stored, claim, parts_.now(), parts_.strikes);
      if (finding) findings.push_back(*finding);
    }
    takedown::Add(findings, record);
  }
  return record;
}

}  // namespace earmark::service
