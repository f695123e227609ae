// Notices of infringing uploads, and counter-notices, with the elements that
// the law asks of them. The provision of each element stands in MissingElement.
#ifndef EARMARK_TAKEDOWN_NOTICE_H_
#define EARMARK_TAKEDOWN_NOTICE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "index/ids.h"

namespace earmark::takedown {

// Sorts by time of creation (time_ordered_id.h).
using NoticeId = index::StringId<struct NoticeTag>;

// Who writes, as far as it says.
struct Contact {
  std::string name = {};
  // Postal.
  std::string address = {};
  std::string telephone = {};
  std::string email = {};

  bool operator==(const Contact&) const = default;
};

struct Notice {
  // What it must be complete by. Persistent.
  enum class Law : uint8_t {
    // 17 USC 512(c)(3)(A), the DMCA.
    kDmca = 1,
    // Article 16(2) of Regulation (EU) 2022/2065, the DSA.
    kDsa = 2,
  };
  Law law = Law::kDmca;
  Contact sender = {};
  // The name that the sender signs with.
  std::string signature = {};
  // The owner of the exclusive right for whom the sender acts; itself, perhaps.
  std::string owner = {};
  // What is infringed: words that identify each work, or a representative list
  // of many at one site.
  std::vector<std::string> works = {};
  // Where that is: addresses on the platform, or names of screenings.
  std::vector<std::string> locations = {};
  // Why the sender takes it to be illegal.
  std::string explanation = {};
  // It believes in good faith that the use is not authorised by the owner, its
  // agent, or the law.
  bool not_authorised = false;
  // What it says is accurate (and, by the DSA, complete), as it believes in
  // good faith.
  bool accurate = false;
  // Under penalty of perjury: it is authorised to act for the owner. The
  // statute puts nothing else under that penalty.
  bool authorised_to_act = false;

  bool operator==(const Notice&) const = default;
};

// `notice` with what `rest` says: texts and lists that are not empty take the
// place of those before, statements are added. The law stays.
Notice Complete(Notice notice, const Notice& rest);

// By 17 USC 512(g)(3).
struct CounterNotice {
  Contact sender = {};
  std::string signature = {};
  // What was removed, and where it was before.
  std::string material = {};
  std::string location = {};
  // Under penalty of perjury: it believes in good faith that the material was
  // removed by mistake or misidentification.
  bool mistake = false;
  // It consents to the jurisdiction of the federal district court for its
  // address or, outside of the United States, of one where the provider may be
  // found.
  bool jurisdiction = false;
  // It accepts service of process from who sent the notice, or its agent.
  bool service_of_process = false;

  bool operator==(const CounterNotice&) const = default;
};

// An element that the law asks for and that is missing.
struct MissingElement {
  // Where the law has it: `512(c)(3)(A)(iv)`.
  std::string provision;
  // The field that would hold it: `sender.name`.
  std::string field;
  // What to send, in one sentence to the sender.
  std::string remedy;

  bool operator==(const MissingElement&) const = default;
};

// By the order of the law; none if it is complete. Texts of white space alone
// are missing.
std::vector<MissingElement> MissingElements(const Notice& notice);
std::vector<MissingElement> MissingElements(const CounterNotice& notice);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_NOTICE_H_
