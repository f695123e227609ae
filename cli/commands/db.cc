#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/text.h"
#include "index/rocksdb_store.h"
#include "takedown/ledger.h"

namespace earmark::cli {
namespace {

using Store = std::unique_ptr<index::RocksDbStore>;

// Opens the database itself: these commands look below the service.
absl::StatusOr<Store> OpenStore(const Settings& settings) {
  if (!settings.server.empty()) {
    return UsageError(
        "db commands open the database themselves: stop the server, and leave "
        "out --server");
  }
  if (!DatabaseExists(settings.database)) {
    return NoDatabaseError(settings.database);
  }
  index::RocksDbOptions options;
  options.path = settings.database;
  return index::RocksDbStore::Open(options);
}

std::string StatsJson(const index::RocksDbStats& stats) {
  JsonArray tables;
  for (const index::RocksDbStats::TableStats& table : stats.tables) {
    tables.AddJson(JsonObject()
                       .Add("name", table.name)
                       .Add("keys", table.keys)
                       .Add("diskBytes", table.disk_bytes)
                       .Build());
  }
  return JsonObject()
      .Add("diskBytes", stats.disk_bytes)
      .AddJson("tables", tables.Build())
      .Build();
}

std::string RenderStats(const index::RocksDbStats& stats, const Style& style) {
  Table table({{"TABLE"},
               {"KEYS (ABOUT)", Table::Align::kRight},
               {"ON DISK", Table::Align::kRight}});
  for (const index::RocksDbStats::TableStats& entry : stats.tables) {
    table.AddRow(
        {entry.name, absl::StrCat(entry.keys), FormatBytes(entry.disk_bytes)});
  }
  table.AddRow({"all files", "", FormatBytes(stats.disk_bytes)});
  return table.Render(style);
}

absl::StatusOr<ExitCode> Stats(const Settings& settings, Console& console) {
  const absl::StatusOr<Store> store = OpenStore(settings);
  if (!store.ok()) return store.status();
  const absl::StatusOr<index::RocksDbStats> stats = (*store)->Stats();
  if (!stats.ok()) return stats.status();
  console.out << (settings.json ? StatsJson(*stats) + "\n"
                                : RenderStats(*stats, console.style));
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Verify(const Settings& settings, Console& console) {
  const absl::StatusOr<Store> store = OpenStore(settings);
  if (!store.ok()) return store.status();
  const absl::Status verified = (*store)->Verify();
  if (!verified.ok()) return verified;
  const absl::StatusOr<std::unique_ptr<takedown::Ledger>> ledger =
      takedown::Ledger::Open(**store);
  if (!ledger.ok()) return ledger.status();
  const absl::StatusOr<uint64_t> events = (*ledger)->VerifyAudit();
  if (!events.ok()) return events.status();
  if (settings.json) {
    console.out << JsonObject().Add("auditEvents", *events).Build() << "\n";
  } else {
    console.out << "every file, posting page and record is sound; the audit "
                   "log's "
                << *events << " events form one chain\n";
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Compact(const Settings& settings, Console& console) {
  const absl::StatusOr<Store> store = OpenStore(settings);
  if (!store.ok()) return store.status();
  const absl::StatusOr<index::RocksDbStats> before = (*store)->Stats();
  if (!before.ok()) return before.status();
  const absl::Status compacted = (*store)->Compact();
  if (!compacted.ok()) return compacted;
  const absl::StatusOr<index::RocksDbStats> after = (*store)->Stats();
  if (!after.ok()) return after.status();
  if (settings.json) {
    console.out << JsonObject()
                       .Add("diskBytesBefore", before->disk_bytes)
                       .Add("diskBytesAfter", after->disk_bytes)
                       .Build()
                << "\n";
  } else {
    console.out << FormatBytes(before->disk_bytes) << " before, "
                << FormatBytes(after->disk_bytes) << " now\n";
  }
  return ExitCode::kDone;
}

}  // namespace

void AddDbCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup("db", "Look after the database itself");
  line.AddCommand(group, "stats", "Say what the database holds",
                  "earmark db stats --db /var/lib/earmark", Stats);
  line.AddCommand(group, "verify",
                  "Read everything, and check sums, pages and the audit chain",
                  "earmark db verify --db /var/lib/earmark", Verify);
  line.AddCommand(group, "compact",
                  "Free the room of what was withdrawn or disabled",
                  "earmark db compact --db /var/lib/earmark", Compact);
}

}  // namespace earmark::cli
