#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "cli/catalogue_view.h"
#include "cli/commands/commands.h"
#include "cli/connection.h"
#include "cli/demo_media.h"
#include "cli/file_screening.h"
#include "cli/registration.h"
#include "cli/table.h"
#include "cli/table_import.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

struct DemoArguments {
  bool keep = false;
};

absl::StatusOr<std::string> MakeFolder() {
  std::string folder =
      (fs::temp_directory_path() / "earmark-demo-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot make ", folder));
  }
  return folder;
}

void PrintStep(const std::string& step, Console& console) {
  console.out << Bold(step, console.style) << std::endl;
}

void PrintFiles(const std::vector<DemoFile>& files, Console& console) {
  for (const DemoFile& file : files) {
    console.out << "  " << PadRight(file.name, 20) << file.description << "\n";
  }
  console.out << std::endl;
}

absl::Status MakeCatalogue(Console& console) {
  const std::vector<DemoFile> recordings = DemoRecordings();
  PrintStep("Recordings, made with ffmpeg", console);
  PrintFiles(recordings, console);
  const absl::Status made = MakeDemoFiles(recordings);
  if (!made.ok()) return made;
  std::ofstream table("catalogue.csv", std::ios::binary);
  table << DemoCatalogue();
  if (!table.flush()) {
    return absl::UnknownError("cannot write the table of the catalogue");
  }
  return absl::OkStatus();
}

absl::Status RegisterCatalogue(Connection& connection, Console& console) {
  PrintStep("$ earmark works import catalogue.csv", console);
  const absl::StatusOr<ExitCode> imported =
      ImportWorks(connection, "catalogue.csv", false, console);
  if (!imported.ok()) return imported.status();
  if (*imported != ExitCode::kDone) {
    return absl::InternalError("the catalogue could not be registered");
  }
  console.out << "\n";
  PrintStep("$ earmark owners trust bluebird", console);
  const absl::StatusOr<v1::Owner> owner =
      SetTrust(connection, "owners/bluebird", v1::Owner::TRUSTED);
  if (!owner.ok()) return owner.status();
  console.out << RenderOwner(*owner, console.style)
              << "heron stays on probation: its takedowns go to a person "
                 "first\n"
              << std::endl;
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> ScreenUploads(Connection& connection,
                                       Console& console) {
  const std::vector<DemoFile> uploads = DemoUploads();
  PrintStep("Uploads, made from them", console);
  PrintFiles(uploads, console);
  const absl::Status made = MakeDemoFiles(uploads);
  if (!made.ok()) return made;
  PrintStep("$ earmark screen re-encoded.mp3 cut-in.mp4 ...", console);
  ScreenOptions options;
  options.header.set_account("demo-account");
  for (const DemoFile& upload : uploads) {
    options.paths.push_back(upload.name);
  }
  return ScreenFiles(connection, options, console);
}

absl::StatusOr<ExitCode> RunDemo(const DemoArguments& arguments,
                                 const Settings&, Console& console) {
  const absl::StatusOr<std::string> folder = MakeFolder();
  if (!folder.ok()) return folder.status();
  const auto remove = absl::MakeCleanup([&] {
    std::error_code ignored;
    if (!arguments.keep) fs::remove_all(*folder, ignored);
  });
  // From inside of it, the names of the files are short.
  std::error_code error;
  fs::current_path(*folder, error);
  if (error) {
    return absl::UnknownError(
        absl::StrCat("cannot enter ", *folder, ": ", error.message()));
  }
  const absl::Status made = MakeCatalogue(console);
  if (!made.ok()) return made;
  // A database of its own: the demo never touches the user's.
  Settings own;
  own.database = *folder + "/earmark-data";
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(own, Connection::Missing::kCreate);
  if (!connection.ok()) return connection.status();
  const absl::Status registered = RegisterCatalogue(**connection, console);
  if (!registered.ok()) return registered;
  const absl::StatusOr<ExitCode> screened =
      ScreenUploads(**connection, console);
  if (!screened.ok()) return screened.status();
  // Closes the database before its folder goes.
  connection->reset();

  console.out << "\n";
  PrintStep("What next", console);
  console.out
      << "  earmark works import catalogue.csv   your own works: a table with\n"
         "                                       work_id,title,owner,file\n"
         "  earmark screen FILE...               your own uploads\n"
         "  earmark serve                        the same as a service, for "
         "your pipeline\n";
  if (arguments.keep) {
    console.out << "The demo's files and database stay in " << *folder
                << "\n  earmark screenings list --db " << own.database << "\n";
  }
  return *screened;
}

}  // namespace

void AddDemoCommand(CommandLine& line) {
  const auto arguments = std::make_shared<DemoArguments>();
  CLI::App& app = line.AddCommand(
      line.root(), "demo",
      "Make a small catalogue and altered uploads, and screen them",
      "earmark demo\n"
      "earmark demo --keep",
      [arguments](const Settings& settings, Console& console) {
        return RunDemo(*arguments, settings, console);
      });
  app.add_flag("--keep", arguments->keep,
               "Leave the media and the database where they are");
}

}  // namespace earmark::cli
