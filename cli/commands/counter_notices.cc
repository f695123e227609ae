#include <memory>
#include <string>
#include <utility>

#include "cli/claims.h"
#include "cli/commands/commands.h"
#include "earmark/v1/claim_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Claims = v1::ClaimService::Stub;

struct SendArguments {
  ClaimArguments claim;
  std::string name;
  std::string address;
  std::string telephone;
  std::string email;
  std::string signature;
  std::string material;
  std::string location;
  bool mistake = false;
  bool jurisdiction = false;
  bool service_of_process = false;
};

absl::StatusOr<ExitCode> Send(const SendArguments& arguments,
                              const Settings& settings, Console& console) {
  v1::SendCounterNoticeRequest request;
  v1::CounterNotice& notice = *request.mutable_counter_notice();
  notice.set_sender_name(ToUtf8(arguments.name));
  notice.set_sender_address(ToUtf8(arguments.address));
  notice.set_sender_telephone(ToUtf8(arguments.telephone));
  notice.set_sender_email(ToUtf8(arguments.email));
  notice.set_signature(ToUtf8(arguments.signature));
  notice.set_material(ToUtf8(arguments.material));
  notice.set_location(ToUtf8(arguments.location));
  notice.set_mistake_or_misidentification(arguments.mistake);
  notice.set_consents_to_jurisdiction(arguments.jurisdiction);
  notice.set_accepts_service_of_process(arguments.service_of_process);
  return ChangeClaim(arguments.claim, std::move(request),
                     &Claims::SendCounterNotice, settings, console);
}

struct ReportArguments {
  ClaimArguments claim;
  bool as_moderator = false;
};

absl::StatusOr<ExitCode> Report(const ReportArguments& arguments,
                                const Settings& settings, Console& console) {
  v1::ReportLitigationRequest request;
  request.set_comment(ToUtf8(arguments.claim.comment));
  if (arguments.as_moderator) request.set_reporter(v1::Claim::MODERATOR);
  return ChangeClaim(arguments.claim, std::move(request),
                     &Claims::ReportLitigation, settings, console);
}

}  // namespace

void AddCounterNoticesCommands(CommandLine& line) {
  CLI::App& group = line.AddGroup(
      "counter-notices", "Answer takedowns by formal notice (17 USC 512(g))");
  const auto send = std::make_shared<SendArguments>();
  CLI::App& sending = line.AddCommand(
      group, "send", "Send an uploader's counter-notice",
      "earmark counter-notices send SCREENING/1 --name \"Ada Wren\" "
      "--address \"1 Lane, Springfield\" --telephone +1-555-0100 "
      "--signature \"Ada Wren\" --material \"my clip of 3 May\" "
      "--location https://platform.example/v/17 --mistake --jurisdiction "
      "--service-of-process\n"
      "\n"
      "The owner reads all of it, and the upload returns after 10 to 14 "
      "business days,\nunless the owner calls upon a court. Whoever knowingly "
      "misrepresents that\nmaterial was removed by mistake is liable for "
      "damages (17 USC 512(f)).",
      [send](const Settings& settings, Console& console) {
        return Send(*send, settings, console);
      });
  AddClaimOptions(sending, send->claim, false);
  const auto add_text = [&sending](const char* name, std::string& text,
                                   const char* help) {
    sending.add_option(name, text, help)->type_name("TEXT");
  };
  add_text("--name", send->name, "Of the uploader");
  add_text("--address", send->address, "Postal");
  add_text("--telephone", send->telephone, "Where it can be called");
  add_text("--email", send->email, "If there is one");
  add_text("--signature", send->signature, "The name that is signed with");
  add_text("--material", send->material, "What was removed");
  add_text("--location", send->location, "Where it was before");
  sending.add_flag("--mistake", send->mistake,
                   "Under penalty of perjury: the uploader believes in good "
                   "faith that it was removed by mistake or "
                   "misidentification");
  sending.add_flag("--jurisdiction", send->jurisdiction,
                   "The uploader consents to the jurisdiction of the federal "
                   "district court for the address or, outside of the United "
                   "States, of one where the provider may be found");
  sending.add_flag("--service-of-process", send->service_of_process,
                   "The uploader accepts service of process from the owner, "
                   "or its agent");
  const auto report = std::make_shared<ReportArguments>();
  CLI::App& reporting = line.AddCommand(
      group, "litigation",
      "Report an action before a court, so that the upload stays down",
      "earmark counter-notices litigation SCREENING/1 "
      "--comment \"N.D. Cal. 26-cv-118\"\n"
      "\n"
      "The owner says so, or who sent the notice; with --as-moderator, a "
      "person of\nthe platform, who learned of it otherwise.",
      [report](const Settings& settings, Console& console) {
        return Report(*report, settings, console);
      });
  AddClaimOptions(reporting, report->claim, true);
  reporting.add_flag("--as-moderator", report->as_moderator,
                     "The platform reports it for itself");
}

}  // namespace earmark::cli
