#include "cli/catalogue_view.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/reference_rights_view.h"
#include "cli/screening_view.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/values.h"

namespace earmark::cli {
namespace {

std::string TrustWords(const v1::Owner& owner) {
  return owner.trust() == v1::Owner::TRUSTED ? "trusted" : "on probation";
}

std::string ClaimWords(const v1::Owner& owner) {
  if (owner.upheld_claim_count() + owner.overturned_claim_count() == 0) {
    return "";
  }
  return absl::StrFormat("%d upheld, %d overturned: trust %.2f",
                         owner.upheld_claim_count(),
                         owner.overturned_claim_count(), owner.claim_trust());
}

std::string AccountWords(const v1::Owner& owner) {
  return owner.account_count() == 0
             ? ""
             : absl::StrCat(owner.account_count(), " of its own");
}

std::string KindWords(const v1::Work& work) {
  return work.kind() == v1::Work::KIND_UNSPECIFIED
             ? ""
             : Words(v1::Work::Kind_Name(work.kind()));
}

std::string PolicyWords(const v1::Work& work) {
  return work.policy().empty() ? "the owner's" : IdOf(work.policy());
}

std::string TerritoryWords(const v1::Work& work) {
  return work.territories().empty() ? "WORLD"
                                    : absl::StrJoin(work.territories(), " ");
}

}  // namespace

std::string Words(const std::string& enum_name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(enum_name), {{"_", " "}});
}

std::string RenderOwner(const v1::Owner& owner, const Style& style) {
  return Bold(owner.name(), style) + "\n" +
         RenderFields({{"name", owner.display_name()},
                       {"trust", TrustWords(owner)},
                       {"claims", ClaimWords(owner)},
                       {"policy", IdOf(owner.policy())},
                       {"accounts", AccountWords(owner)},
                       {"created", FormatInstant(owner.create_time())},
                       {"etag", owner.etag()}},
                      style);
}

std::string RenderOwners(const std::vector<v1::Owner>& owners,
                         const Style& style) {
  Table table({{"OWNER"}, {"NAME"}, {"TRUST"}, {"POLICY"}, {"CREATED"}});
  for (const v1::Owner& owner : owners) {
    table.AddRow({IdOf(owner.name()), owner.display_name(), TrustWords(owner),
                  IdOf(owner.policy()), FormatInstant(owner.create_time())});
  }
  return table.Render(style);
}

std::string RenderWork(const v1::Work& work, const Style& style) {
  return Bold(work.name(), style) + "\n" +
         RenderFields({{"title", work.title()},
                       {"owner", IdOf(work.owner())},
                       {"kind", KindWords(work)},
                       {"ISRC", work.isrc()},
                       {"ISWC", work.iswc()},
                       {"EIDR", work.eidr()},
                       {"policy", PolicyWords(work)},
                       {"catalogue", work.catalogue()},
                       {"territories", TerritoryWords(work)},
                       {"state", Words(v1::Work::State_Name(work.state()))},
                       {"created", FormatInstant(work.create_time())},
                       {"etag", work.etag()}},
                      style);
}

std::string RenderWorks(const std::vector<v1::Work>& works,
                        const Style& style) {
  Table table({{"WORK"},
               {"TITLE"},
               {"OWNER"},
               {"KIND"},
               {"POLICY"},
               {"TERRITORIES"},
               {"STATE"}});
  for (const v1::Work& work : works) {
    table.AddRow({IdOf(work.name()), work.title(), IdOf(work.owner()),
                  KindWords(work), PolicyWords(work), TerritoryWords(work),
                  Words(v1::Work::State_Name(work.state()))});
  }
  return table.Render(style);
}

std::string RenderReferences(const std::vector<v1::Reference>& references,
                             const Style& style) {
  Table table({{"REFERENCE"},
               {"STATE"},
               {"LENGTH", Table::Align::kRight},
               {"SIZE", Table::Align::kRight},
               {"SEEN"},
               {"FILE"}});
  for (const v1::Reference& reference : references) {
    table.AddRow({IdOf(reference.name()),
                  Words(v1::Reference::State_Name(reference.state())),
                  FormatPosition(ToMicroseconds(reference.duration())),
                  FormatBytes(reference.size_bytes()),
                  RenderCoverages(reference.coverages()),
                  reference.file_name()});
  }
  std::string text = table.Render(style);
  for (const v1::Reference& reference : references) {
    text += RenderWarnings(IdOf(reference.name()), reference);
  }
  return text;
}

std::string RenderNewOwners(const std::vector<std::string>& ids) {
  if (ids.empty()) return "";
  return absl::StrCat(
      "new owners, on probation (their takedowns are reviewed; ",
      "`earmark owners trust OWNER` ends it): ",
      ForTerminal(absl::StrJoin(ids, ", ")), "\n");
}

std::string RenderWarnings(const std::string& where,
                           const v1::Reference& reference) {
  std::string text;
  for (const v1::Reference::Warning& warning : reference.warnings()) {
    absl::StrAppend(&text, "warning: ", ForTerminal(where), ": ",
                    ForTerminal(warning.explanation()), "\n");
  }
  return text + RenderOpenQuestions(where, reference);
}

}  // namespace earmark::cli
