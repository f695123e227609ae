#include "cli/ownership_import.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/catalogue_view.h"
#include "cli/input_file.h"
#include "cli/json.h"
#include "cli/ownership_table.h"
#include "cli/ownership_view.h"
#include "cli/progress.h"
#include "cli/registration.h"
#include "cli/retry.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

constexpr uint64_t kMaxTableBytes = uint64_t{1} << 30;

// The rows of one work and owner.
using Group = std::vector<const OwnershipRow*>;
// By work and owner.
using Groups = std::map<std::pair<std::string, std::string>, Group>;

// What became of a group.
struct SetHolds {
  v1::Work work;
  bool changed = false;
};

class Importer {
 public:
  explicit Importer(Connection& connection) : connection_(connection) {}

  // The owners that had to be made.
  const std::vector<std::string>& owners_made() const { return owners_made_; }

  // Sets the holds of `group`, unless one of them is bad.
  absl::StatusOr<SetHolds> Set(const Group& group) {
    for (const OwnershipRow* row : group) {
      if (row->status.ok()) continue;
      return group.size() == 1
                 ? row->status
                 : absl::InvalidArgumentError(absl::StrCat(
                       "nothing of ", group.front()->work, " is set for ",
                       group.front()->hold.owner(), ", as line ", row->line,
                       " is bad: ", MessageOf(row->status)));
    }
    return RetryAborted<SetHolds>(
        [&]() -> absl::StatusOr<SetHolds> { return TrySet(group); });
  }

 private:
  absl::StatusOr<SetHolds> TrySet(const Group& group) {
    v1::GetWorkRequest get;
    get.set_name(group.front()->work);
    const absl::StatusOr<v1::Work> before = connection_.Call(
        connection_.catalog(), &v1::CatalogService::Stub::GetWork, get);
    if (!before.ok()) return before.status();
    const std::string& owner = group.front()->hold.owner();
    const absl::Status known = Ensure(owner);
    if (!known.ok()) return known;
    v1::SetOwnershipsRequest set;
    set.set_name(before->name());
    set.set_owner(owner);
    set.set_etag(before->etag());
    for (const OwnershipRow* row : group) *set.add_ownerships() = row->hold;
    absl::StatusOr<v1::Work> after = connection_.Call(
        connection_.rights(), &v1::RightsService::Stub::SetOwnerships, set);
    if (!after.ok()) return after.status();
    const bool changed = after->etag() != before->etag();
    return SetHolds{.work = *std::move(after), .changed = changed};
  }

  absl::Status Ensure(const std::string& owner) {
    const auto [known, is_new] = owners_.try_emplace(owner);
    if (!is_new) return known->second;
    const absl::StatusOr<bool> made = EnsureOwner(connection_, owner);
    if (made.ok() && *made) owners_made_.push_back(IdOf(owner));
    return known->second = made.status();
  }

  Connection& connection_;
  std::map<std::string, absl::Status> owners_;
  std::vector<std::string> owners_made_;
};

std::string RowJson(const OwnershipRow& row,
                    const absl::StatusOr<SetHolds>& outcome) {
  JsonObject object;
  object.Add("line", row.line);
  if (outcome.ok()) {
    object.Add("work", row.work)
        .Add("owner", row.hold.owner())
        .Add("outcome", outcome->changed ? "SET" : "PRESENT")
        .AddJson("conflicts", ToJsonArray(outcome->work.conflicts()));
  } else {
    object.Add("outcome", "FAILED")
        .AddJson("error", ErrorJson(outcome.status()));
  }
  return object.Build();
}

// The error of the first row of which the work and the owner are not known.
absl::Status CheckRows(const std::vector<OwnershipRow>& rows) {
  for (const OwnershipRow& row : rows) {
    if (!row.work.empty()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("line ", row.line, ": ", MessageOf(row.status),
                     "; nothing was set, as the row may be of any work and "
                     "owner, and holds must be set together"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExitCode> ImportOwnerships(Connection& connection,
                                          const std::string& csv_path,
                                          bool json, Console& console) {
  const absl::StatusOr<std::string> text = ReadAll(csv_path, kMaxTableBytes);
  if (!text.ok()) return text.status();
  const absl::StatusOr<std::vector<OwnershipRow>> rows =
      ParseOwnershipTable(*text);
  if (!rows.ok()) return At(csv_path, rows.status());
  const absl::Status good = CheckRows(*rows);
  if (!good.ok()) return At(csv_path, good);
  Groups groups;
  const auto key = [](const OwnershipRow& row) {
    return std::pair(row.work, row.hold.owner());
  };
  for (const OwnershipRow& row : *rows) groups[key(row)].push_back(&row);

  Importer importer(connection);
  std::map<std::pair<std::string, std::string>, absl::StatusOr<SetHolds>>
      outcomes;
  size_t set = 0;
  size_t present = 0;
  size_t failed = 0;
  ProgressLine progress(console);
  for (const OwnershipRow& row : *rows) {
    const auto known = outcomes.find(key(row));
    const bool is_first = known == outcomes.end();
    const absl::StatusOr<SetHolds>& outcome =
        is_first ? outcomes.emplace(key(row), importer.Set(groups[key(row)]))
                       .first->second
                 : known->second;
    progress.Clear();
    const std::string where = absl::StrCat(csv_path, ":", row.line);
    if (!outcome.ok()) {
      ++failed;
      PrintError(console, At(where, outcome.status()));
    } else {
      ++(outcome->changed ? set : present);
      if (is_first) {
        console.err << RenderConflictWarnings(where, outcome->work);
      }
    }
    if (json) console.out << RowJson(row, outcome) << "\n";
    progress.Draw(absl::StrFormat("set %d of %d holds", set + present + failed,
                                  rows->size()));
  }
  progress.Clear();
  (json ? console.err : console.out)
      << absl::StrFormat("%d rows: %d set, %d already there, %d failed\n",
                         rows->size(), set, present, failed)
      << RenderNewOwners(importer.owners_made());
  return failed > 0 ? ExitCode::kFailed : ExitCode::kDone;
}

}  // namespace earmark::cli
