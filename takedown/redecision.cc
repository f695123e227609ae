#include "takedown/redecision.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "index/keys.h"
#include "takedown/internal/key_time.h"
#include "takedown/internal/rights_records.h"

namespace earmark::takedown {
namespace {

using index::Batch;
using index::OwnerId;
using index::Table;
using index::WorkId;

using Subject = std::variant<WorkId, OwnerId>;

constexpr char kWorkPrefix[] = "works/";
constexpr char kOwnerPrefix[] = "owners/";

std::string NameOf(const Subject& subject) {
  if (const auto* work = std::get_if<WorkId>(&subject)) {
    return absl::StrCat(kWorkPrefix, work->value);
  }
  return absl::StrCat(kOwnerPrefix, std::get<OwnerId>(subject).value);
}

std::optional<Subject> ParseSubject(const std::string& name) {
  if (absl::StartsWith(name, kWorkPrefix)) {
    return WorkId{name.substr(sizeof(kWorkPrefix) - 1)};
  }
  if (absl::StartsWith(name, kOwnerPrefix)) {
    return OwnerId{name.substr(sizeof(kOwnerPrefix) - 1)};
  }
  return std::nullopt;
}

std::string KeyOf(const Redecision& redecision) {
  return index::RedecisionKey(KeyTime(redecision.due),
                              NameOf(redecision.subject));
}

}  // namespace

void Redecisions::Add(const Redecision& redecision, Batch& batch) {
  batch.Put(Table::kRedecisions, KeyOf(redecision),
            EncodeRedecision(redecision.cause));
}

void Redecisions::Add(const std::vector<Redecision>& redecisions,
                      Batch& batch) {
  for (const Redecision& redecision : redecisions) Add(redecision, batch);
}

void Redecisions::AddEnds(const TimeSpan& span, absl::Time now,
                          const Subject& subject, const Causes& causes,
                          Batch& batch) {
  if (span.start > now && span.start != absl::InfiniteFuture()) {
    Add({span.start, subject, causes.start}, batch);
  }
  if (span.end > now && span.end != absl::InfiniteFuture()) {
    Add({span.end, subject, causes.end}, batch);
  }
}

absl::StatusOr<std::optional<Redecision>> Redecisions::FirstDue(
    absl::Time now) const {
  std::optional<Redecision> first;
  absl::Status decoded;
  const absl::Status scanned = store_.Scan(
      Table::kRedecisions, {.prefix = "", .after = "", .reverse = false},
      [&](std::string_view key, std::string_view value) {
        const absl::StatusOr<index::RedecisionKeyParts> parts =
            index::ParseRedecisionKey(key);
        if (!parts.ok()) {
          decoded = parts.status();
          return false;
        }
        if (parts->due_us > KeyTime(now)) return false;
        absl::StatusOr<std::string> cause = DecodeRedecision(value);
        std::optional<Subject> subject = ParseSubject(parts->subject);
        if (!cause.ok() || !subject) {
          decoded = cause.ok()
                        ? absl::DataLossError(absl::StrCat(
                              "not a subject of redecisions: ", parts->subject))
                        : cause.status();
          return false;
        }
        first = {absl::FromUnixMicros(static_cast<int64_t>(parts->due_us)),
                 *std::move(subject), *std::move(cause)};
        return false;
      });
  if (!scanned.ok()) return scanned;
  if (!decoded.ok()) return decoded;
  return first;
}

absl::Status Redecisions::Finish(const Redecision& redecision,
                                 const std::vector<Redecision>& following) {
  Batch batch;
  const std::string key = KeyOf(redecision);
  batch.GuardEquals(Table::kRedecisions, key,
                    EncodeRedecision(redecision.cause));
  batch.Erase(Table::kRedecisions, key);
  Add(following, batch);
  const absl::Status finished = store_.Apply(batch);
  return absl::IsAborted(finished) ? absl::OkStatus() : finished;
}

}  // namespace earmark::takedown
