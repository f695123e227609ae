#include "cli/notice_view.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

using takedown::MissingElement;
using takedown::Notice;

struct FieldOption {
  const char* field;
  const char* option;
};

// By Notice's fields, as MissingElement names them.
constexpr std::array kOptions = {
    FieldOption{"signature", "--signature"},
    FieldOption{"works", "--work"},
    FieldOption{"locations", "--location"},
    FieldOption{"sender", "--address, --telephone or --email"},
    FieldOption{"sender.name", "--name"},
    FieldOption{"sender.email", "--email"},
    FieldOption{"explanation", "--good-faith or --explanation"},
    FieldOption{"not_authorised", "--good-faith"},
    FieldOption{"accurate", "--accurate"},
    FieldOption{"authorised_to_act", "--authorised"}};

std::string OptionOf(const std::string& field) {
  const auto* found = std::find_if(
      kOptions.begin(), kOptions.end(),
      [&](const FieldOption& option) { return field == option.field; });
  return found == kOptions.end() ? "" : found->option;
}

std::string JsonOf(bool value) { return value ? "true" : "false"; }

std::string JsonOf(const std::vector<std::string>& texts) {
  JsonArray array;
  for (const std::string& text : texts) {
    array.AddJson(ToJsonString(ToUtf8(text)));
  }
  return array.Build();
}

std::string JsonOf(const std::vector<MissingElement>& missing) {
  JsonArray array;
  for (const MissingElement& element : missing) {
    array.AddJson(JsonObject()
                      .Add("provision", element.provision)
                      .Add("field", element.field)
                      .Add("option", OptionOf(element.field))
                      .Add("remedy", element.remedy)
                      .Build());
  }
  return array.Build();
}

std::string JsonOf(const takedown::Contact& contact) {
  return JsonObject()
      .Add("name", ToUtf8(contact.name))
      .Add("address", ToUtf8(contact.address))
      .Add("telephone", ToUtf8(contact.telephone))
      .Add("email", ToUtf8(contact.email))
      .Build();
}

std::string JsonOf(const std::vector<FetchedFile>& files) {
  JsonArray array;
  for (const FetchedFile& file : files) {
    array.AddJson(
        JsonObject()
            .Add("file", ToUtf8(file.path))
            .Add("location", ToUtf8(file.location))
            .Add("contentSha256",
                 absl::BytesToHexString(file.matched.content_sha256()))
            .AddJson("sizeBytes", std::to_string(file.matched.size_bytes()))
            .AddJson("duration", ToJson(file.matched.duration()))
            .AddJson("coverages", ToJsonArray(file.matched.coverages()))
            .AddJson("finds", ToJsonArray(file.matched.finds()))
            .Build());
  }
  return array.Build();
}

std::string_view WordsOf(int caution) {
  switch (caution) {
    case v1::MatchFileResponse::CONTESTED:
      return "another owner registered a part of this recording too, and it is "
             "open whose it is (`earmark overlaps list`)";
    case v1::MatchFileResponse::NOT_ATTESTED:
      return "this recording was registered without the word that it is the "
             "owner's alone";
    case v1::MatchFileResponse::CONFLICTING_OWNERS:
      return "the owner and others together claim more than the whole of this "
             "work (`earmark conflicts list`)";
    case v1::MatchFileResponse::NOT_EXCLUSIVE:
      return "the owner holds only a part of this work: who holds the rest may "
             "have allowed the use";
    default:
      return "something must be settled first";
  }
}

}  // namespace

Table MissingElementsTable() {
  return Table({{.title = "MISSING"},
                {.title = "OPTION"},
                {.title = "WHAT TO DO", .wrap = true}});
}

void AddMissingElement(const MissingElement& element, Table& table) {
  table.AddRow({element.provision, OptionOf(element.field), element.remedy});
}

std::string RenderNotice(const NoticeDraft& draft, const Works& works,
                         const Style& style) {
  const std::vector<MissingElement> missing =
      takedown::MissingElements(draft.notice);
  const std::string letter = WrapLetter(LetterOf(draft, works), style.width);
  if (missing.empty()) return letter;
  Table table = MissingElementsTable();
  for (const MissingElement& element : missing) {
    AddMissingElement(element, table);
  }
  return absl::StrCat("DRAFT, INCOMPLETE: not to be sent yet\n\n", letter, "\n",
                      table.Render(style));
}

std::string NoticeJson(const NoticeDraft& draft, const Works& works) {
  const Notice& notice = draft.notice;
  const std::vector<MissingElement> missing = takedown::MissingElements(notice);
  return JsonObject()
      .Add("law", notice.law == Notice::Law::kDmca ? "DMCA" : "DSA")
      .Add("platform", ToUtf8(draft.platform))
      .AddJson("complete", JsonOf(missing.empty()))
      .AddJson("missing", JsonOf(missing))
      .AddJson("sender", JsonOf(notice.sender))
      .Add("signature", ToUtf8(notice.signature))
      .Add("owner", ToUtf8(notice.owner))
      .AddJson("works", JsonOf(notice.works))
      .AddJson("locations", JsonOf(notice.locations))
      .Add("explanation", ToUtf8(notice.explanation))
      .AddJson("notAuthorised", JsonOf(notice.not_authorised))
      .AddJson("accurate", JsonOf(notice.accurate))
      .AddJson("authorisedToAct", JsonOf(notice.authorised_to_act))
      .AddJson("files", JsonOf(draft.files))
      .Add("text", ToUtf8(LetterOf(draft, works)))
      .Build();
}

std::vector<std::string> CautionsOf(const v1::MatchFileResponse& matched) {
  std::vector<std::string> sentences;
  std::set<std::string> said;
  for (const v1::MatchFileResponse::Find& find : matched.finds()) {
    for (const int caution : find.cautions()) {
      std::string sentence = absl::StrCat(IdOf(find.match().work()), ": ",
                                          std::string(WordsOf(caution)));
      if (said.insert(sentence).second) {
        sentences.push_back(std::move(sentence));
      }
    }
  }
  return sentences;
}

std::string DutiesOfSender(Notice::Law law, const Style& style) {
  std::string text =
      "Before you send it: look at each use yourself. What is yours in it says "
      "nothing of whether the use is allowed: by a licence, by the owner's own "
      "doing, ";
  if (law == Notice::Law::kDmca) {
    text +=
        "or by the law. You must consider fair use (17 USC 107) before you "
        "state that the law does not authorise it (Lenz v. Universal Music, "
        "9th Cir. 2016). Whoever knowingly misrepresents that material "
        "infringes is liable for the damage, costs and attorneys' fees among "
        "it (17 USC 512(f)).\n";
  } else {
    text +=
        "or by an exception, like those for quotation, criticism, review, "
        "caricature, parody and pastiche (Article 17(7) of Directive (EU) "
        "2019/790). Platforms stop reading the notices of those who often "
        "send manifestly unfounded ones (Article 23(2) of the DSA).\n";
  }
  return WrapLetter(text, style.width);
}

}  // namespace earmark::cli
