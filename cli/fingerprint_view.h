// What a fingerprint holds, for people and for programs.
#ifndef EARMARK_CLI_FINGERPRINT_VIEW_H_
#define EARMARK_CLI_FINGERPRINT_VIEW_H_

#include <string>

#include "cli/settings.h"
#include "fingerprint/media_fingerprint.h"

namespace earmark::cli {

// Both end in \n. `hashes` adds each frame's PDQ hash with its time and
// quality; of the fingerprint itself nothing else is shown.
std::string RenderFingerprint(const std::string& file,
                              const fingerprint::MediaFingerprint& fingerprint,
                              bool hashes, const Style& style);
std::string FingerprintJson(const std::string& file,
                            const fingerprint::MediaFingerprint& fingerprint,
                            bool hashes);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_FINGERPRINT_VIEW_H_
