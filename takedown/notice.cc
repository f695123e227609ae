#include "takedown/notice.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"

namespace earmark::takedown {
namespace {

bool IsSaid(const std::string& text) {
  return !absl::StripAsciiWhitespace(text).empty();
}

bool IsSaid(const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [](const std::string& text) { return IsSaid(text); });
}

// The statute asks for "information reasonably sufficient": any one is.
bool CanBeReached(const Contact& contact) {
  return IsSaid(contact.address) || IsSaid(contact.telephone) ||
         IsSaid(contact.email);
}

// Notes what is missing, in the order in which it is asked for.
class Elements {
 public:
  void Ask(bool is_there, const char* provision, const char* field,
           const char* remedy) {
    if (!is_there) missing_.push_back({provision, field, remedy});
  }

  std::vector<MissingElement> missing() && { return std::move(missing_); }

 private:
  std::vector<MissingElement> missing_;
};

std::vector<MissingElement> MissingByDmca(const Notice& notice) {
  Elements elements;
  elements.Ask(IsSaid(notice.signature), "512(c)(3)(A)(i)", "signature",
               "Sign it with your name, as one who is authorised to act for "
               "the owner of the right.");
  elements.Ask(IsSaid(notice.works), "512(c)(3)(A)(ii)", "works",
               "Name the work that is infringed or, of many at one site, a "
               "representative list.");
  elements.Ask(IsSaid(notice.locations), "512(c)(3)(A)(iii)", "locations",
               "Say where the material is, so that it can be found: its "
               "address on the platform.");
  elements.Ask(CanBeReached(notice.sender), "512(c)(3)(A)(iv)", "sender",
               "Give a postal address, a telephone number and, if you have "
               "one, an e-mail address to reach you at.");
  elements.Ask(notice.not_authorised, "512(c)(3)(A)(v)", "not_authorised",
               "State that you believe in good faith that the use is not "
               "authorised by the owner, its agent, or the law.");
  elements.Ask(notice.accurate, "512(c)(3)(A)(vi)", "accurate",
               "State that what the notice says is accurate.");
  elements.Ask(notice.authorised_to_act, "512(c)(3)(A)(vi)",
               "authorised_to_act",
               "State, under penalty of perjury, that you are authorised to "
               "act for the owner of the right.");
  return std::move(elements).missing();
}

std::vector<MissingElement> MissingByDsa(const Notice& notice) {
  Elements elements;
  elements.Ask(IsSaid(notice.explanation), "DSA 16(2)(a)", "explanation",
               "Explain why you take the content to be illegal, such that a "
               "person can follow it.");
  elements.Ask(IsSaid(notice.locations), "DSA 16(2)(b)", "locations",
               "Say exactly where the content is: its address on the "
               "platform.");
  elements.Ask(IsSaid(notice.sender.name), "DSA 16(2)(c)", "sender.name",
               "Give your name.");
  elements.Ask(IsSaid(notice.sender.email), "DSA 16(2)(c)", "sender.email",
               "Give an e-mail address to reach you at.");
  elements.Ask(notice.accurate, "DSA 16(2)(d)", "accurate",
               "State that you believe in good faith that what the notice says "
               "is accurate and complete.");
  return std::move(elements).missing();
}

}  // namespace

Notice Complete(Notice notice, const Notice& rest) {
  const auto take = [](auto& value, const auto& other) {
    if (IsSaid(other)) value = other;
  };
  take(notice.sender.name, rest.sender.name);
  take(notice.sender.address, rest.sender.address);
  take(notice.sender.telephone, rest.sender.telephone);
  take(notice.sender.email, rest.sender.email);
  take(notice.signature, rest.signature);
  take(notice.owner, rest.owner);
  take(notice.works, rest.works);
  take(notice.locations, rest.locations);
  take(notice.explanation, rest.explanation);
  notice.not_authorised |= rest.not_authorised;
  notice.accurate |= rest.accurate;
  notice.authorised_to_act |= rest.authorised_to_act;
  return notice;
}

std::vector<MissingElement> MissingElements(const Notice& notice) {
  return notice.law == Notice::Law::kDmca ? MissingByDmca(notice)
                                          : MissingByDsa(notice);
}

std::vector<MissingElement> MissingElements(const CounterNotice& notice) {
  Elements elements;
  elements.Ask(IsSaid(notice.signature), "512(g)(3)(A)", "signature",
               "Sign it with your name.");
  elements.Ask(IsSaid(notice.material), "512(g)(3)(B)", "material",
               "Say what was removed.");
  elements.Ask(IsSaid(notice.location), "512(g)(3)(B)", "location",
               "Say where it was before it was removed.");
  elements.Ask(notice.mistake, "512(g)(3)(C)", "mistake",
               "State, under penalty of perjury, that you believe in good "
               "faith that it was removed by mistake or misidentification.");
  elements.Ask(IsSaid(notice.sender.name), "512(g)(3)(D)", "sender.name",
               "Give your name.");
  elements.Ask(IsSaid(notice.sender.address), "512(g)(3)(D)", "sender.address",
               "Give your postal address.");
  elements.Ask(IsSaid(notice.sender.telephone), "512(g)(3)(D)",
               "sender.telephone", "Give your telephone number.");
  elements.Ask(notice.jurisdiction, "512(g)(3)(D)", "jurisdiction",
               "State that you consent to the jurisdiction of the federal "
               "district court for your address or, outside of the United "
               "States, of one where the platform may be found.");
  elements.Ask(notice.service_of_process, "512(g)(3)(D)", "service_of_process",
               "State that you accept service of process from who sent the "
               "notice, or its agent.");
  return std::move(elements).missing();
}

}  // namespace earmark::takedown
