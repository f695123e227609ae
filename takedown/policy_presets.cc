#include "takedown/policy_presets.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "takedown/policy_text.h"

namespace earmark::takedown {
namespace {

// 30 s: three times what a machine may take down at all
// (DecisionSettings::manifest_length). 0.9: what counts as an upload without
// other content in decisions too.
constexpr char kStrictRules[] = R"(
[[rule]]
name = "long use"
action = "takedown"
matched_seconds = { at_least = 30 }

[[rule]]
name = "half of the work or more"
action = "takedown"
reference_share = { at_least = 0.5 }

[[rule]]
name = "little else in the upload"
action = "takedown"
upload_share = { at_least = 0.9 }

# Changes that are made to get past a search.
[[rule]]
name = "altered copy"
action = "takedown"
alterations = ["speed", "pitch", "mirrored", "turned", "inverted"]

# A mix of many works, each of them short.
[[rule]]
name = "many uses together"
action = "takedown"
total_matched_seconds = { at_least = 60 }
)";

constexpr char kStrict[] =
    R"(# Takes down long uses, whole works, uploads that are nothing else, and altered
# copies. A person looks at what is shorter.
otherwise = "review"
)";

constexpr char kMonetise[] =
    R"(# Commercial uses and longer ones need a licence first. All others are published
# and counted.
otherwise = "track"

# Nothing declared is not taken for commercial: add "undeclared" if it should be.
[[rule]]
name = "commercial use"
action = "licensing-required"
incomes = ["commercial", "advertising"]

[[rule]]
name = "more than 15 seconds"
action = "licensing-required"
matched_seconds = { over = 15 }
)";

constexpr char kTrackOnly[] =
    R"(# Whatever is used is published and counted: nothing is ever held back.
otherwise = "track"
)";

constexpr char kNoticeOnly[] =
    R"(# Whatever is used is published and not counted. The owner looks for itself, and
# sends a notice where it objects.
otherwise = "allow"
)";

constexpr char kUrhDag[] =
    R"(# In Germany, uses that the law presumes to be allowed stay up and are counted.
# All others there, and all uses elsewhere, are treated as by "strict".
#
# The law is the Urheberrechts-Diensteanbieter-Gesetz (UrhDaG), sections 9 to 11.
# A use is presumed to be allowed if it
#   - is of less than half of the work,
#   - is combined with other content, and
#   - is minor, or flagged by the uploader as allowed, or can still be flagged.
# Minor are at most 15 seconds, not for commercial purposes or for insignificant
# income only. If the uploader declares no income, that is not known: not minor.
# Where a work is found only after the upload, a block would come as a surprise:
# the uploader has 48 hours to flag the use.
otherwise = "review"

[[rule]]
name = "presumed to be allowed: minor use"
action = "track"
territories = ["DE"]
reference_share = { below = 0.5 }
combined = true
matched_seconds = { at_most = 15 }
incomes = ["none", "insignificant"]

[[rule]]
name = "presumed to be allowed: flagged by the uploader"
action = "track"
territories = ["DE"]
reference_share = { below = 0.5 }
combined = true
purposes = ["quotation", "criticism", "parody", "licence"]

[[rule]]
name = "presumed to be allowed: 48 hours to flag"
action = "track"
territories = ["DE"]
reference_share = { below = 0.5 }
combined = true
hours_since_late_find = { below = 48 }
)";

// Decisions name a policy's version: whoever changes what a text says raises
// the version with it.
PolicyPreset PresetOf(std::string id, int64_t version, std::string description,
                      std::string text) {
  absl::StatusOr<Policy> policy =
      ParsePolicy(text, [](std::string_view) { return std::string(); });
  // The texts are of this file: they are good, or the tests fail.
  policy.value().id = {std::move(id)};
  policy->version = version;
  return {std::make_shared<const Policy>(*std::move(policy)),
          std::move(description), std::move(text)};
}

PolicyPreset ActionPreset(const std::string& action, std::string description) {
  return PresetOf(action, 1, std::move(description),
                  absl::StrCat("otherwise = \"", action, "\"\n"));
}

}  // namespace

std::span<const PolicyPreset> PolicyPresets() {
  static const auto& presets = *new std::vector<PolicyPreset>{
      ActionPreset("allow", "publish whatever is used"),
      ActionPreset("track", "publish whatever is used, and count it"),
      ActionPreset("licensing-required",
                   "publish only once a licence is there"),
      ActionPreset("review", "let a person look first"),
      ActionPreset("takedown", "do not publish"),
      PresetOf("strict", 1,
               "take down long and whole uses and altered copies, review "
               "shorter uses",
               absl::StrCat(kStrict, kStrictRules)),
      PresetOf("monetise", 1,
               "require a licence for commercial uses and those over 15 s, "
               "track others",
               kMonetise),
      PresetOf("track-only", 1, "publish and count everything", kTrackOnly),
      PresetOf("notice-only", 1,
               "publish everything; the owner sends notices itself",
               kNoticeOnly),
      PresetOf("urhdag", 2,
               "in Germany, track uses that UrhDaG presumes to be allowed; all "
               "else as strict",
               absl::StrCat(kUrhDag, kStrictRules)),
  };
  return presets;
}

std::shared_ptr<const Policy> FindPreset(const PolicyId& id) {
  for (const PolicyPreset& preset : PolicyPresets()) {
    if (preset.policy->id == id) return preset.policy;
  }
  return nullptr;
}

}  // namespace earmark::takedown
