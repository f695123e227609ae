#include "takedown/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "index/keys.h"
#include "index/list_page.h"
#include "takedown/case_index.h"
#include "takedown/claim_index.h"
#include "takedown/internal/rights_records.h"
#include "takedown/internal/sha256.h"
#include "takedown/internal/takedown_records.h"
#include "takedown/releases.h"
#include "takedown/revision.h"

namespace earmark::takedown {
namespace {

using index::Table;

// How often a commit follows a head that other ledgers move on.
constexpr int kMaxAttempts = 16;

// Events that one scan of VerifyAudit reads, so that no iterator pins the
// store's files for long.
constexpr size_t kVerifyPage = 1024;

// The hash that an event carries of the record before it.
index::ContentDigest HashOf(const std::string& record) {
  return record.empty() ? index::ContentDigest{} : Sha256(record);
}

// Adds to `batch` the event as number `sequence`, and what goes with it.
void AddEvent(const Event& event, uint64_t sequence, const std::string& record,
              index::Batch& batch) {
  const std::string key = index::SequenceKey(sequence);
  batch.GuardAbsent(Table::kAudit, key);
  batch.Put(Table::kAudit, key, record);
  batch.Put(Table::kOutbox, key, EncodeOutboxEntry(event));
  if (event.request_id.empty()) return;
  const std::string request_key = index::RequestKey(event.request_id);
  batch.GuardAbsent(Table::kRequests, request_key);
  batch.Put(Table::kRequests, request_key, EncodeRequest(event.request));
}

// Adds to `batch` that the screening holds the reference of `match` since
// `time`.
void PutUse(const Screening& screening, const index::Match& match,
            absl::Time time, index::Batch& batch) {
  batch.Put(Table::kUses,
            index::UseKey(match.work, match.reference, screening.id.value),
            EncodeFoundUse({screening.facts.account_token, time}));
}

// Stands before the id of a screening that awaits acknowledgement of anything
// but a takedown. It sorts before all ids, so that takedowns are counted
// without these, and listed first: newest first is from the end.
constexpr char kOtherMark[] = "!";
// Sorts between the two.
constexpr char kAfterOthers[] = "\"";

// Where the screening stands in the list as long as it awaits acknowledgement.
std::string AwaitedKey(const Screening& screening) {
  const bool is_takedown = screening.decision.action == Action::kTakedown;
  return index::UploadKey(
      screening.facts.tenant.value,
      absl::StrCat(is_takedown ? "" : kOtherMark, screening.id.value));
}

// The id of a screening in the list, without the mark.
ScreeningId AwaitedId(const std::string& listed) {
  return {listed.starts_with(kOtherMark) ? listed.substr(1) : listed};
}

// Adds to `batch` whether the screening awaits acknowledgement; `before` is
// nullptr for a new one. Of the one before it is not asked whether it did: what
// was stored by an older version may be listed for less, or not at all.
void PutAwaited(const Screening* before, const Screening& after,
                index::Batch& batch) {
  const std::string key = AwaitedKey(after);
  const bool awaits = AwaitsAcknowledgement(after);
  if (before != nullptr &&
      before->acknowledged_revision < before->decision.revision) {
    const std::string key_before = AwaitedKey(*before);
    if (!awaits || key_before != key) {
      batch.Erase(Table::kUnacknowledged, key_before);
    }
  }
  if (awaits) batch.Put(Table::kUnacknowledged, key, "");
}

absl::Status UploadTaken(const UploadFacts& facts) {
  return absl::AlreadyExistsError(
      absl::StrCat("another file, or other facts, were screened under the "
                   "upload id \"",
                   facts.upload_id, "\""));
}

}  // namespace

absl::StatusOr<Ledger::Head> Ledger::ReadHead(const index::Store& store) {
  auto last = index::LastEntry(store, Table::kAudit);
  if (!last.ok()) return last.status();
  if (!*last) return Head();
  const absl::StatusOr<uint64_t> sequence =
      index::ParseSequenceKey((*last)->key);
  if (!sequence.ok()) return sequence.status();
  const absl::Status decoded = DecodeAuditEntry((*last)->value).status();
  if (!decoded.ok()) return decoded;
  return Head{.sequence = *sequence, .record = std::move((*last)->value)};
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(index::Store& store) {
  absl::StatusOr<Head> head = ReadHead(store);
  if (!head.ok()) return head.status();
  return std::unique_ptr<Ledger>(new Ledger(store, *std::move(head)));
}

absl::Status Ledger::Commit(const index::Batch& batch, const Event& event) {
  const absl::MutexLock lock(&mutex_);
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    const std::string record = EncodeAuditEntry(event, HashOf(head_.record));
    if (const absl::Status readable = DecodeAuditEntry(record).status();
        !readable.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the event cannot be stored: ", readable.message()));
    }
    index::Batch whole = batch;
    const uint64_t sequence = head_.sequence + 1;
    AddEvent(event, sequence, record, whole);
    if (head_.sequence > 0) {
      whole.GuardEquals(Table::kAudit, index::SequenceKey(head_.sequence),
                        head_.record);
    }
    const absl::Status applied = store_.Apply(whole);
    if (applied.ok()) {
      head_ = {.sequence = sequence, .record = record};
      return absl::OkStatus();
    }
    if (!absl::IsAborted(applied) && !absl::IsUnavailable(applied)) {
      return applied;
    }

    // The place that the event was meant for tells what became of it.
    const auto stored = store_.Get(Table::kAudit, index::SequenceKey(sequence));
    if (!stored.ok()) return applied;
    if (!stored->has_value()) {
      return absl::IsAborted(applied) ? ExplainRefusal(head_, event) : applied;
    }
    if (absl::IsUnavailable(applied) && **stored == record) {
      head_ = {.sequence = sequence, .record = record};
      return absl::OkStatus();
    }
    absl::StatusOr<Head> moved = ReadHead(store_);
    if (!moved.ok()) return moved.status();
    head_ = *std::move(moved);
  }
  return absl::UnavailableError(absl::StrCat(
      "the audit log moved on before each of ", kMaxAttempts, " attempts"));
}

absl::Status Ledger::ExplainRefusal(const Head& head,
                                    const Event& event) const {
  if (head.sequence > 0) {
    const auto stored =
        store_.Get(Table::kAudit, index::SequenceKey(head.sequence));
    if (!stored.ok()) return stored.status();
    if (*stored != head.record) {
      return absl::DataLossError(absl::StrCat(
          "the last audit event is not what it was: number ", head.sequence));
    }
  }
  if (!event.request_id.empty()) {
    const absl::StatusOr<bool> committed =
        WasCommitted(event.request_id, event.request);
    if (!committed.ok()) return committed.status();
    if (*committed) {
      return absl::AbortedError(absl::StrCat(
          "the same request was just committed: ", event.request_id));
    }
  }
  return absl::AbortedError(
      absl::StrCat("somebody else was first to change ", event.resource));
}

absl::StatusOr<bool> Ledger::WasCommitted(
    const std::string& request_id, const index::ContentDigest& request) const {
  if (request_id.empty()) return false;
  const auto stored =
      store_.Get(Table::kRequests, index::RequestKey(request_id));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return false;
  const absl::StatusOr<index::ContentDigest> digest = DecodeRequest(**stored);
  if (!digest.ok()) return digest.status();
  if (*digest != request) {
    return absl::AlreadyExistsError(absl::StrCat(
        "the request id was used for another request: \"", request_id, "\""));
  }
  return true;
}

absl::StatusOr<Screening> Ledger::CommitScreening(const Screening& screening,
                                                  index::Batch batch) {
  const std::string record = EncodeScreening(screening);
  absl::StatusOr<Screening> readable = DecodeScreening(screening.id, record);
  if (!readable.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the screening cannot be stored: ", readable.status().message()));
  }
  const UploadFacts& facts = screening.facts;
  const std::string screening_key = index::ScreeningKey(screening.id.value);
  const std::string upload_key =
      index::UploadKey(facts.tenant.value, facts.upload_id);
  const Upload upload{.screening = screening.id,
                      .digest = UploadDigest(facts, screening.content)};

  batch.GuardAbsent(Table::kUploads, upload_key);
  batch.GuardAbsent(Table::kScreenings, screening_key);
  batch.Put(Table::kUploads, upload_key, EncodeUpload(upload));
  for (const index::Match& match : screening.matches) {
    PutUse(screening, match, screening.create_time, batch);
  }
  batch.Put(Table::kScreenings, screening_key, record);
  ClaimIndex::Update(nullptr, screening, batch);
  CaseIndex::Update(nullptr, screening, batch);
  Releases::Update(nullptr, screening, batch);
  PutAwaited(nullptr, screening, batch);
  const absl::Status committed = Commit(
      batch, {.kind = EventKind::kUploadScreened,
              .resource = absl::StrCat("screenings/", screening.id.value),
              .time = screening.create_time,
              .request_id = ""});
  if (committed.ok()) return readable;
  if (!absl::IsAborted(committed)) return committed;
  absl::StatusOr<std::optional<Screening>> first =
      FindUpload(facts, screening.content);
  if (!first.ok()) return first.status();
  if (!first->has_value()) return committed;
  return **std::move(first);
}

absl::Status Ledger::AddRevision(const Screening& before,
                                 const Screening& after,
                                 index::Batch& batch) const {
  const std::string record = EncodeScreening(after);
  if (const absl::Status readable = DecodeScreening(after.id, record).status();
      !readable.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the revision cannot be stored: ", readable.message()));
  }
  const std::string key = index::ScreeningKey(after.id.value);
  batch.GuardEquals(Table::kScreenings, key, EncodeScreening(before));
  batch.Put(Table::kScreenings, key, record);
  ClaimIndex::Update(&before, after, batch);
  CaseIndex::Update(&before, after, batch);
  Releases::Update(&before, after, batch);
  PutAwaited(&before, after, batch);
  // What is found again was found when it was found first.
  for (const index::Match& match : after.matches) {
    const auto known =
        store_.Get(Table::kUses,
                   index::UseKey(match.work, match.reference, after.id.value));
    if (!known.ok()) return known.status();
    if (known->has_value()) continue;
    PutUse(after, match, after.earlier_decisions.back().end_time, batch);
  }
  return absl::OkStatus();
}

absl::Status Ledger::CommitRevision(const Screening& before,
                                    const Screening& after,
                                    index::Batch batch) {
  const absl::Status added = AddRevision(before, after, batch);
  if (!added.ok()) return added;
  return Commit(batch, {.kind = EventKind::kDecisionRevised,
                        .resource = absl::StrCat("screenings/", after.id.value),
                        .time = after.earlier_decisions.back().end_time,
                        .request_id = ""});
}

absl::StatusOr<Screening> Ledger::ReadScreening(const ScreeningId& id) const {
  absl::StatusOr<std::optional<Screening>> screening = FindScreening(id);
  if (!screening.ok()) return screening.status();
  if (!screening->has_value()) {
    return absl::DataLossError(absl::StrCat(
        "an upload names a screening that is not there: ", id.value));
  }
  return **std::move(screening);
}

absl::StatusOr<std::optional<Screening>> Ledger::FindScreening(
    const ScreeningId& id) const {
  const auto stored =
      store_.Get(Table::kScreenings, index::ScreeningKey(id.value));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return DecodeScreening(id, **stored);
}

absl::StatusOr<std::optional<Screening>> Ledger::FindUpload(
    const UploadFacts& facts, const index::ContentDigest& content) const {
  const auto stored = store_.Get(
      Table::kUploads, index::UploadKey(facts.tenant.value, facts.upload_id));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  const absl::StatusOr<Upload> upload = DecodeUpload(**stored);
  if (!upload.ok()) return upload.status();
  if (upload->digest != UploadDigest(facts, content)) return UploadTaken(facts);
  return ReadScreening(upload->screening);
}

absl::StatusOr<index::Page<Screening>> Ledger::ListScreenings(
    const TenantId& tenant, const std::string& upload_id,
    const std::string& from, size_t limit) const {
  index::Page<Screening> page;
  if (!upload_id.empty()) {
    const auto stored =
        store_.Get(Table::kUploads, index::UploadKey(tenant.value, upload_id));
    if (!stored.ok()) return stored.status();
    if (!stored->has_value() || !from.empty() || limit == 0) return page;
    const absl::StatusOr<Upload> upload = DecodeUpload(**stored);
    if (!upload.ok()) return upload.status();
    absl::StatusOr<Screening> screening = ReadScreening(upload->screening);
    if (!screening.ok()) return screening.status();
    page.items.push_back(*std::move(screening));
    return page;
  }

  absl::Status decoded;
  const absl::Status scanned = store_.Scan(
      Table::kScreenings, {.prefix = "", .after = from, .reverse = true},
      [&](std::string_view key, std::string_view value) {
        absl::StatusOr<Screening> screening =
            DecodeScreening(ScreeningId{std::string(key)}, value);
        if (!screening.ok()) {
          decoded = screening.status();
          return false;
        }
        if (screening->facts.tenant != tenant) return true;
        if (page.items.size() == limit) {
          if (limit > 0) page.next = page.items.back().id.value;
          return false;
        }
        page.items.push_back(*std::move(screening));
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!decoded.ok()) return decoded;
  return page;
}

absl::StatusOr<index::Page<Screening>> Ledger::ListUnacknowledged(
    const TenantId& tenant, const std::string& from, size_t limit) const {
  const absl::StatusOr<index::Page<std::string>> ids =
      index::ListPage<std::string>(
          store_, Table::kUnacknowledged,
          {.prefix = index::UploadPrefix(tenant.value),
           .after = from.empty() ? "" : index::UploadKey(tenant.value, from),
           .reverse = true},
          limit,
          [](std::string_view key,
             std::string_view) -> absl::StatusOr<std::string> {
            absl::StatusOr<index::UploadKeyParts> parts =
                index::ParseUploadKey(key);
            if (!parts.ok()) return parts.status();
            return std::move(parts->upload_id);
          },
          [](const std::string& id) { return id; });
  if (!ids.ok()) return ids.status();
  index::Page<Screening> page{.items = {}, .next = ids->next};
  for (const std::string& id : ids->items) {
    absl::StatusOr<Screening> screening = ReadScreening(AwaitedId(id));
    if (!screening.ok()) return screening.status();
    // Acknowledged just now.
    if (!AwaitsAcknowledgement(*screening)) continue;
    page.items.push_back(*std::move(screening));
  }
  return page;
}

absl::StatusOr<Ledger::Unacknowledged> Ledger::CountUnacknowledged(
    const TenantId& tenant, size_t limit) const {
  constexpr size_t kMostRead = 100;
  Unacknowledged counted;
  absl::Status failed;
  size_t read = 0;
  absl::Status scanned = store_.Scan(
      Table::kUnacknowledged,
      {.prefix = index::UploadPrefix(tenant.value),
       .after = index::UploadKey(tenant.value, kAfterOthers),
       .reverse = false},
      [&](std::string_view key, std::string_view) {
        if (counted.takedowns == limit) return false;
        ++counted.takedowns;
        if (++read > kMostRead) return true;
        const absl::StatusOr<index::UploadKeyParts> parts =
            index::ParseUploadKey(key);
        if (!parts.ok()) {
          failed = parts.status();
          return false;
        }
        const absl::StatusOr<Screening> screening =
            ReadScreening({parts->upload_id});
        if (!screening.ok()) {
          failed = screening.status();
          return false;
        }
        if (!AwaitsAcknowledgement(*screening)) {
          --counted.takedowns;
          return true;
        }
        const absl::Time since = DecidedSince(*screening);
        counted.since = std::min(counted.since.value_or(since), since);
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!failed.ok()) return failed;
  scanned = store_.Scan(Table::kUnacknowledged,
                        {.prefix = index::UploadKey(tenant.value, kOtherMark),
                         .after = "",
                         .reverse = false},
                        [&](std::string_view, std::string_view) {
                          if (counted.others == limit) return false;
                          ++counted.others;
                          return true;
                        });
  if (!scanned.ok()) return scanned;
  return counted;
}

absl::StatusOr<uint64_t> Ledger::VerifyAudit() const {
  Head known;
  {
    const absl::MutexLock lock(&mutex_);
    known = head_;
  }
  uint64_t count = 0;
  index::ContentDigest hash{};
  std::string after;
  absl::Status fault;
  const auto fail = [&](uint64_t sequence, absl::string_view what) {
    fault =
        absl::DataLossError(absl::StrCat("audit event ", what, ": ", sequence));
    return false;
  };
  for (bool more = true; more;) {
    more = false;
    size_t read = 0;
    const absl::Status scanned = store_.Scan(
        Table::kAudit, {.prefix = "", .after = after, .reverse = false},
        [&](std::string_view key, std::string_view value) {
          if (read == kVerifyPage) {
            more = true;
            return false;
          }
          ++read;
          const uint64_t sequence = count + 1;
          if (key != index::SequenceKey(sequence)) {
            return fail(sequence, "is missing");
          }
          const absl::StatusOr<AuditEntry> entry = DecodeAuditEntry(value);
          if (!entry.ok()) return fail(sequence, "cannot be read");
          if (entry->previous_hash != hash) {
            return fail(sequence, "does not follow from the one before");
          }
          if (sequence == known.sequence && value != known.record) {
            return fail(sequence, "is not what was committed");
          }
          count = sequence;
          hash = Sha256(value);
          after = std::string(key);
          return true;
        });
    if (!scanned.ok()) return scanned;
    if (!fault.ok()) return fault;
  }
  if (count < known.sequence) {
    static_cast<void>(fail(count + 1, "is missing"));
    return fault;
  }
  return count;
}

}  // namespace earmark::takedown
