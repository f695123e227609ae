// Why a screening found what it found: the stored finds in words, and their
// evidence from the fingerprints that are kept of upload and references.
#ifndef EARMARK_SERVICE_EXPLAINER_H_
#define EARMARK_SERVICE_EXPLAINER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "index/catalogue.h"
#include "index/explanation.h"
#include "index/match.h"
#include "index/upload_archive.h"
#include "takedown/ledger.h"
#include "takedown/match_words.h"
#include "takedown/screening.h"

namespace earmark::service {

struct ExplainedFind {
  // From 1 through the matches, then on through the candidates.
  int32_t number = 0;
  index::Match match;
  bool is_candidate = false;
  takedown::MatchWords words;
  // Nullopt: `missing` says why.
  std::optional<index::Explanation> evidence;
  std::string missing;
};

struct ExplainedScreening {
  takedown::Screening screening;
  std::vector<ExplainedFind> finds;
};

// Safe for concurrent use. Reads only; may block on the disk.
class Explainer {
 public:
  struct Parts {
    const takedown::Ledger& ledger;
    const index::Catalogue& catalogue;
    const index::UploadArchive& archive;
  };

  // What `parts` refers to must outlive this object.
  explicit Explainer(const Parts& parts) : parts_(parts) {}

  // Explains the find of that number, or all for 0; then without points, peaks
  // and frames, and of many only the first with evidence. Returns kNotFound for
  // an unknown screening, kInvalidArgument for an unknown find, and
  // kFailedPrecondition when the upload's fingerprint is gone, or the reference
  // of the find that was asked for.
  absl::StatusOr<ExplainedScreening> Explain(const takedown::ScreeningId& id,
                                             int32_t find) const;

 private:
  absl::StatusOr<fingerprint::MediaFingerprint> UploadOf(
      const takedown::Screening& screening) const;
  // Returns kFailedPrecondition when the reference is gone.
  absl::StatusOr<index::Explanation> EvidenceOf(
      const fingerprint::MediaFingerprint& upload,
      const index::Match& match) const;

  const Parts parts_;
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_EXPLAINER_H_
