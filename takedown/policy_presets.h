// Policies that are there from the start, for every owner to name: the five
// actions, each done with whatever is used, and presets for what owners mostly
// want. docs/policies.md tells of them.
#ifndef EARMARK_TAKEDOWN_POLICY_PRESETS_H_
#define EARMARK_TAKEDOWN_POLICY_PRESETS_H_

#include <memory>
#include <span>
#include <string>

#include "takedown/policy.h"

namespace earmark::takedown {

struct PolicyPreset {
  // With the preset's id and version.
  std::shared_ptr<const Policy> policy;
  // One line for a list.
  std::string description;
  // What the policy was parsed from (policy_text.h), with comments: for people
  // to read, and to begin their own with.
  std::string text;
};

// The actions, weakest first, then the others. They live as long as the
// program. Safe for concurrent use.
std::span<const PolicyPreset> PolicyPresets();

// nullptr if no preset has this id.
std::shared_ptr<const Policy> FindPreset(const PolicyId& id);

}  // namespace earmark::takedown

#endif  // EARMARK_TAKEDOWN_POLICY_PRESETS_H_
