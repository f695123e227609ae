#include "takedown/notice_letter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "takedown/internal/media_text.h"

namespace earmark::takedown {
namespace {

constexpr char kMethod[] =
    "Earmark, a program that identifies content, found this. It compared each "
    "copy with fingerprints of the owner's recordings, the references.";

// One letter, line by line.
class Letter {
 public:
  explicit Letter(const Notice& notice)
      : notice_(notice), missing_(MissingElements(notice)) {}

  // A paragraph follows.
  void Begin(const std::string& heading) {
    absl::StrAppend(&text_, text_.empty() ? "" : "\n", heading, "\n");
  }

  void Line(const std::string& line) { absl::StrAppend(&text_, line, "\n"); }

  // Lines within the paragraph, after `key`; none if `value` is empty.
  void Entry(const std::string& key, const std::string& value) {
    if (absl::StripAsciiWhitespace(value).empty()) return;
    std::string start = key;
    for (const std::string& line :
         std::vector<std::string>(absl::StrSplit(value, '\n'))) {
      Line(absl::StrCat("  ", start, line));
      start.clear();
    }
  }

  // Says that the element is missing, if it is.
  void Gap(const std::string& field) {
    const std::string gap = GapOf(field);
    if (!gap.empty()) Line(absl::StrCat("  ", gap));
  }

  // `sentence` if the sender states it.
  void Statement(bool stated, const std::string& sentence,
                 const std::string& field) {
    if (stated) Line(absl::StrCat("  ", sentence));
    Gap(field);
  }

  void Works() {
    for (const std::string& work : notice_.works) Entry("- ", work);
    Gap("works");
  }

  void Files(const std::vector<NoticedFile>& files) {
    for (const NoticedFile& file : files) {
      Line(absl::StrCat(
          "  - ", file.location.empty() ? GapOf("locations") : file.location));
      for (const NoticedFile::Find& find : file.finds) {
        Line(absl::StrCat("    \"", find.title, "\": ", find.evidence));
      }
      Line(absl::StrCat("    Copy of the upload: ", file.name, ", ",
                        Position(file.duration), " long, SHA-256 ",
                        file.content_sha256));
    }
    Line(kMethod);
  }

  void Sender() {
    const Contact& sender = notice_.sender;
    Entry("", sender.name);
    Gap("sender.name");
    Entry("", sender.address);
    Entry("Telephone: ", sender.telephone);
    Entry("E-mail: ", sender.email);
    Gap("sender.email");
    Gap("sender");
    if (!notice_.owner.empty()) {
      Line(absl::StrCat("The owner of the right: ", notice_.owner));
    }
  }

  void Signature(const std::string& heading) {
    Begin(heading);
    Entry("/s/ ", notice_.signature);
    Gap("signature");
  }

  std::string text() && { return std::move(text_); }

 private:
  std::string GapOf(const std::string& field) const {
    const auto element = std::find_if(missing_.begin(), missing_.end(),
                                      [&](const MissingElement& candidate) {
                                        return candidate.field == field;
                                      });
    return element == missing_.end()
               ? ""
               : absl::StrCat("[missing: ", element->provision, "]");
  }

  const Notice& notice_;
  const std::vector<MissingElement> missing_;
  std::string text_;
};

std::string DmcaText(const Notice& notice, const std::string& platform,
                     const std::vector<NoticedFile>& files) {
  Letter letter(notice);
  letter.Begin("Notice of claimed infringement, by 17 USC 512(c)(3)(A)");
  letter.Line(absl::StrCat("To the designated agent of ",
                           platform.empty() ? "the platform" : platform));
  letter.Begin("The works that are infringed (ii):");
  letter.Works();
  letter.Begin(
      "The material that infringes them, which I ask you to remove or to "
      "disable access to, and where it is (iii):");
  letter.Files(files);
  if (!notice.explanation.empty()) {
    letter.Begin("Explanation:");
    letter.Entry("", notice.explanation);
  }
  letter.Begin("From (iv):");
  letter.Sender();
  letter.Begin("Statements (v), (vi):");
  letter.Statement(notice.not_authorised,
                   "I believe in good faith that use of the material in the "
                   "manner complained of is not authorised by the copyright "
                   "owner, its agent, or the law.",
                   "not_authorised");
  letter.Statement(notice.accurate,
                   "The information in this notice is accurate.", "accurate");
  letter.Statement(notice.authorised_to_act,
                   "Under penalty of perjury: I am authorised to act on behalf "
                   "of the owner of an exclusive right that is allegedly "
                   "infringed.",
                   "authorised_to_act");
  letter.Signature("Signed (i):");
  return std::move(letter).text();
}

std::string DsaText(const Notice& notice, const std::string& platform,
                    const std::vector<NoticedFile>& files) {
  Letter letter(notice);
  letter.Begin(
      "Notice of illegal content, by Article 16 of Regulation (EU) 2022/2065 "
      "(Digital Services Act)");
  letter.Line(
      absl::StrCat("To ", platform.empty() ? "the platform" : platform));
  letter.Begin("Why the content is illegal (16(2)(a)):");
  letter.Entry("", notice.explanation);
  letter.Gap("explanation");
  letter.Begin("The works:");
  letter.Works();
  letter.Begin("Where the content is (16(2)(b)):");
  letter.Files(files);
  letter.Begin("From (16(2)(c)):");
  letter.Sender();
  letter.Begin("Statements (16(2)(d)):");
  letter.Statement(notice.accurate,
                   "I believe in good faith that the information and the "
                   "allegations in this notice are accurate and complete.",
                   "accurate");
  letter.Statement(notice.authorised_to_act,
                   "I am authorised to act on behalf of the owner of the "
                   "right.",
                   "authorised_to_act");
  if (!notice.signature.empty()) letter.Signature("Signed:");
  return std::move(letter).text();
}

}  // namespace

std::string ExplainInfringement(const Notice& notice) {
  if (!notice.not_authorised) return "";
  return absl::StrCat(
      "The content holds works in which ",
      notice.owner.empty() ? "the owner" : notice.owner,
      " has copyright or related rights; below stands which, where, and how "
      "that was found. I believe in good faith that neither the owner, nor its "
      "agent, nor the law allows this use of them.");
}

std::string NoticeText(const Notice& notice, const std::string& platform,
                       const std::vector<NoticedFile>& files) {
  return notice.law == Notice::Law::kDmca ? DmcaText(notice, platform, files)
                                          : DsaText(notice, platform, files);
}

}  // namespace earmark::takedown
