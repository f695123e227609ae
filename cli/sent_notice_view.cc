#include "cli/sent_notice_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/notice_view.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

using v1::Notice;

std::string LawWords(const Notice& notice) {
  return notice.law() == Notice::DSA ? "DSA, Article 16"
                                     : "DMCA, 17 USC 512(c)(3)";
}

std::string SenderWords(const Notice& notice) {
  std::vector<std::string> said;
  for (const std::string& text :
       {notice.sender_name(), notice.sender_address(),
        notice.sender_telephone(), notice.sender_email()}) {
    if (!text.empty()) said.push_back(text);
  }
  return absl::StrJoin(said, ", ");
}

std::string StatedWords(const Notice& notice) {
  std::vector<std::string> stated;
  if (notice.not_authorised()) stated.emplace_back("not authorised");
  if (notice.accurate()) stated.emplace_back("accurate");
  if (notice.authorised_to_act()) stated.emplace_back("may act for the owner");
  return absl::StrJoin(stated, ", ");
}

std::string RecordWords(const Notice& notice) {
  if (!notice.has_sender_record()) return "";
  const Notice::SenderRecord& record = notice.sender_record();
  std::string words = absl::StrCat(record.upheld_count(), " upheld, ",
                                   record.unfounded_count(), " unfounded");
  if (record.advice() != Notice::NO_ACTION) {
    absl::StrAppend(&words, ": ", Notice::Advice_Name(record.advice()),
                    " is recommended");
  }
  return words;
}

std::string MaterialWords(const Notice::Material& material) {
  return absl::StrCat(material.location(), ": ",
                      material.restricted() ? "kept back" : "not kept back",
                      ", claim ", ShortName(material.claim()));
}

}  // namespace

void AddNoticeFields(const Notice& notice,
                     std::vector<std::pair<std::string, std::string>>& fields) {
  fields.insert(fields.end(),
                {{"law", LawWords(notice)},
                 {"sender", SenderWords(notice)},
                 {"for", notice.owner()},
                 {"works", absl::StrJoin(notice.works(), "; ")},
                 {"locations", absl::StrJoin(notice.locations(), "; ")},
                 {"says", notice.explanation()},
                 {"states", StatedWords(notice)},
                 {"signed", notice.signature()},
                 {"record", RecordWords(notice)}});
}

std::string RenderSentNotice(const Notice& notice, const Style& style) {
  std::string text =
      absl::StrCat(Bold(absl::StrCat("notice ", IdOf(notice.name())), style),
                   "  ", Notice::State_Name(notice.state()), "\n");
  std::vector<std::pair<std::string, std::string>> fields = {
      {"received", FormatInstant(notice.create_time())}};
  AddNoticeFields(notice, fields);
  for (const Notice::Material& material : notice.materials()) {
    fields.emplace_back("material", MaterialWords(material));
  }
  for (const std::string& location : notice.withdrawn_locations()) {
    fields.emplace_back("material",
                        absl::StrCat(location, ": is there no more"));
  }
  text += RenderFields(fields, style);
  if (notice.missing_elements_size() > 0) {
    Table table = MissingElementsTable();
    for (const Notice::MissingElement& element : notice.missing_elements()) {
      AddMissingElement({.provision = element.provision(),
                         .field = element.field(),
                         .remedy = element.remedy()},
                        table);
    }
    absl::StrAppend(&text, "\n", table.Render(style));
  }
  const std::string& letter =
      notice.decision().empty() ? notice.receipt() : notice.decision();
  return absl::StrCat(text, "\n", Bold("To the sender", style), "\n\n",
                      WrapLetter(letter, style.width));
}

Table SentNoticesTable() {
  return Table({{"NOTICE"},
                {"RECEIVED"},
                {"LAW"},
                {"STATE"},
                {"SENDER"},
                {"WORKS", Table::Align::kLeft, true},
                {"MATERIALS", Table::Align::kRight}});
}

void AddSentNotice(const Notice& notice, Table& table) {
  table.AddRow({IdOf(notice.name()), FormatInstant(notice.create_time()),
                Notice::Law_Name(notice.law()),
                Notice::State_Name(notice.state()), notice.sender_name(),
                absl::StrJoin(notice.works(), "; "),
                absl::StrCat(notice.materials_size() +
                             notice.withdrawn_locations_size())});
}

}  // namespace earmark::cli
