#include "cli/notice_options.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/command_line.h"
#include "cli/text.h"

namespace earmark::cli {

using takedown::Notice;

void AddStatements(CLI::App& app, Notice& stated) {
  app.add_option("--name", stated.sender.name, "Your name")->type_name("NAME");
  app.add_option("--address", stated.sender.address, "Your postal address")
      ->type_name("TEXT");
  app.add_option("--telephone", stated.sender.telephone,
                 "Your telephone number")
      ->type_name("NUMBER");
  app.add_option("--email", stated.sender.email, "Your e-mail address")
      ->type_name("ADDRESS");
  app.add_option("--explanation", stated.explanation,
                 "Why the use is illegal, in your words")
      ->type_name("TEXT");
  app.add_option("--signature", stated.signature, "The name you sign with")
      ->type_name("NAME");
  app.add_flag("--good-faith", stated.not_authorised,
               "You state: I believe in good faith that neither the owner, nor "
               "its agent, nor the law allows the use");
  app.add_flag("--accurate", stated.accurate,
               "You state: the notice is accurate (DSA: and complete)");
  app.add_flag("--authorised", stated.authorised_to_act,
               "You state, under penalty of perjury in a DMCA notice: I am "
               "authorised to act for the owner");
}

void AddLawOption(CLI::App& app, std::string& law) {
  app.add_option("--law", law,
                 "What the notice is complete by: dmca, 17 USC 512(c)(3)(A), "
                 "or dsa, Article 16(2) (default: dmca)")
      ->type_name("LAW");
}

absl::StatusOr<Notice::Law> ReadLaw(const std::string& law) {
  const std::string word = absl::AsciiStrToLower(law);
  if (word == "dmca") return Notice::Law::kDmca;
  if (word == "dsa") return Notice::Law::kDsa;
  return UsageError(
      absl::StrCat("--law must be dmca or dsa, got ", ToUtf8(law)));
}

}  // namespace earmark::cli
