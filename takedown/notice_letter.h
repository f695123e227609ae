// Notices as letters to the platform that shows the material.
#ifndef EARMARK_TAKEDOWN_NOTICE_LETTER_H_
#define EARMARK_TAKEDOWN_NOTICE_LETTER_H_

#include <string>
#include <vector>

#include "fingerprint/media_fingerprint.h"
#include "takedown/notice.h"

namespace earmark::takedown {

// The evidence: a copy of what a platform shows.
struct NoticedFile {
  struct Find {
    // Of the work.
    std::string title;
    // Where it is, how it was changed and how sure that is: sentences.
    std::string evidence;
  };

  // Where it was found; empty: not said.
  std::string location;
  std::string name;
  fingerprint::MediaTime duration{0};
  // In hexadecimal digits.
  std::string content_sha256;
  std::vector<Find> finds;
};

// Why the content is illegal, for Notice::explanation: what not_authorised
// says, in a sentence; empty unless that was stated.
std::string ExplainInfringement(const Notice& notice);

// The notice to the platform of that host (empty: not said), with its evidence.
// It states only what the sender does; where an element is missing, it says
// which: `[missing: 512(c)(3)(A)(v)]`. Lines are as long as what they say,
// those that belong to the one before begin with spaces; it ends in \n.
std::string NoticeText(const Notice& notice, const std::string& platform,
                       const std::vector<NoticedFile>& files);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_NOTICE_LETTER_H_
