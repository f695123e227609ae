#include "cli/ownership_import.h"

#include <map>
#include <optional>
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
#include "earmark/v1/catalog_service.grpc.pb.h"
#include "earmark/v1/rights_service.grpc.pb.h"

namespace earmark::cli {
namespace {

// What became of the rows of one work and owner.
struct SetHolds {
  v1::Work work;
  bool changed = false;
};

// The rows of one work and owner.
struct Group {
  std::vector<const OwnershipRow*> rows;
  // nullopt: not yet set.
  std::optional<absl::StatusOr<SetHolds>> outcome = std::nullopt;
};

absl::StatusOr<SetHolds> TrySet(const std::vector<const OwnershipRow*>& rows,
                                Connection& connection,
                                OwnerRegistration& owners) {
  v1::GetWorkRequest get;
  get.set_name(rows.front()->work);
  const absl::StatusOr<v1::Work> before =
      connection.Call(&v1::CatalogService::Stub::GetWork, get);
  if (!before.ok()) return before.status();
  const std::string& owner = rows.front()->hold.owner();
  const absl::Status known = owners.Ensure(owner);
  if (!known.ok()) return known;
  v1::SetOwnershipsRequest set;
  set.set_name(before->name());
  set.set_owner(owner);
  set.set_etag(before->etag());
  for (const OwnershipRow* row : rows) *set.add_ownerships() = row->hold;
  absl::StatusOr<v1::Work> after =
      connection.Call(&v1::RightsService::Stub::SetOwnerships, set);
  if (!after.ok()) return after.status();
  const bool changed = after->etag() != before->etag();
  return SetHolds{.work = *std::move(after), .changed = changed};
}

// Sets the holds of `rows`, unless one of them is bad.
absl::StatusOr<SetHolds> Set(const std::vector<const OwnershipRow*>& rows,
                             Connection& connection,
                             OwnerRegistration& owners) {
  for (const OwnershipRow* row : rows) {
    if (row->status.ok()) continue;
    return rows.size() == 1 ? row->status
                            : absl::InvalidArgumentError(absl::StrCat(
                                  "nothing of ", row->work, " is set for ",
                                  row->hold.owner(), ", as line ", row->line,
                                  " is bad: ", MessageOf(row->status)));
  }
  return RetryAborted<SetHolds>([&]() -> absl::StatusOr<SetHolds> {
    return TrySet(rows, connection, owners);
  });
}

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
  // By work and owner.
  std::map<std::pair<std::string, std::string>, Group> groups;
  const auto group_of = [&](const OwnershipRow& row) -> Group& {
    return groups[{row.work, row.hold.owner()}];
  };
  for (const OwnershipRow& row : *rows) group_of(row).rows.push_back(&row);

  OwnerRegistration owners(connection);
  size_t set = 0;
  size_t present = 0;
  size_t failed = 0;
  ProgressLine progress(console);
  for (const OwnershipRow& row : *rows) {
    Group& group = group_of(row);
    const bool is_first = !group.outcome;
    if (is_first) group.outcome = Set(group.rows, connection, owners);
    const absl::StatusOr<SetHolds>& outcome = *group.outcome;
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
      << RenderNewOwners(owners.made());
  return failed > 0 ? ExitCode::kFailed : ExitCode::kDone;
}

}  // namespace earmark::cli
