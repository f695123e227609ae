// Rights holders write policies, or anything else: any text is refused, with an
// error that can be sent and shown, or gives a policy that can be applied.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_split.h"
#include "takedown/internal/utf8.h"
#include "takedown/policy_presets.h"
#include "takedown/policy_text.h"
#include "tests/fuzz/fuzz_target.h"

namespace earmark::takedown {
namespace {

void Expect(bool holds) {
  if (!holds) std::abort();
}

absl::StatusOr<Policy> Parse(std::string_view text) {
  return ParsePolicy(
      text, [](std::string_view account) { return std::string(account); });
}

void CheckRefusal(const absl::Status& status) {
  Expect(absl::IsInvalidArgument(status));
  const std::string message(status.message());
  Expect(message.size() < 8000);
  Expect(FindNotUtf8(message) == std::string_view::npos);
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(message, '\n'))) {
    Expect(line.starts_with("line "));
    Expect(line.find(", column ") != std::string::npos);
    Expect(!HasControlCharacters(line));
  }
}

void CheckRule(const PolicyRule& rule) {
  Expect(!rule.name.empty() && !HasControlCharacters(rule.name));
  Expect(rule.matched_us.least <= rule.matched_us.most);
  Expect(rule.total_matched_us.least <= rule.total_matched_us.most);
  Expect(rule.upload_share.least <= rule.upload_share.most);
  Expect(rule.reference_share.least <= rule.reference_share.most);
  Expect(std::is_sorted(rule.accounts.begin(), rule.accounts.end()));
  Expect(!rule.territories.empty());
}

void CheckPolicy(const Policy& policy) {
  Expect(policy.rules.size() <= kMaxPolicyRules);
  std::set<std::string> names;
  for (const PolicyRule& rule : policy.rules) {
    CheckRule(rule);
    Expect(names.insert(rule.name).second);
  }
  TerritorySet decided = TerritorySet::Nowhere();
  ApplyPolicy(policy, Use(), TerritorySet(),
              [&](const PolicyRule*, const TerritorySet& where) {
                Expect((decided & where).empty());
                decided |= where;
              });
  Expect(decided == TerritorySet());
}

}  // namespace
}  // namespace earmark::takedown

namespace earmark::fuzz {

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds = {
      "otherwise='track'\n[[rule]]\nname='a'\naction='takedown'\n"
      "modality=\"audio\"\nmatched_seconds={at_least=30,below=4e1}\n"
      "upload_share.over=0.5\nterritories=[\"WORLD-US-CA\"]\naccounts=['q']\n",
      "[[rule]]\nname=\"ä\\u00e4\"#\naction=\"review\"\ncombined=true\n"
      "purposes=[\"parody\",\"none\"]\nincomes=['undeclared']\n"
      "alterations=['speed']\nterritories=['DE','AT']\n"
      "[rule.reference_share]\nat_most=0x1\n[[rule]]\nname='''b'''\n"
      "action=\"allow\"\ntotal_matched_seconds={over=1_0}\n",
      "rule=[{name=\"\"\"a\\\n \"\"\",action='x',a.b.c.d.e.f.g.h=inf},1979-05-"
      "27]"};
  for (const takedown::PolicyPreset& preset : takedown::PolicyPresets()) {
    seeds.push_back(preset.text);
  }
  return seeds;
}

}  // namespace earmark::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace earmark::takedown;  // NOLINT(google-build-using-namespace)
  const absl::StatusOr<Policy> policy =
      Parse({reinterpret_cast<const char*>(data), size});
  if (policy.ok()) {
    CheckPolicy(*policy);
  } else {
    CheckRefusal(policy.status());
  }
  return 0;
}
