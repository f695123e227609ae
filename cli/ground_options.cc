#include "cli/ground_options.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/command_line.h"
#include "cli/text.h"

namespace earmark::cli {
namespace {

using takedown::StatementGround;
using takedown::StatementSettings;

struct Cause {
  std::string_view name;
  StatementGround StatementSettings::*ground;
};

constexpr std::array kCauses = {
    Cause{"matching", &StatementSettings::matching},
    Cause{"dsa-notice", &StatementSettings::dsa_notice},
    Cause{"dmca-notice", &StatementSettings::dmca_notice},
    Cause{"not-seen", &StatementSettings::not_seen}};

// The cause and the rest, around the first =.
std::pair<std::string, std::string> SplitCause(const std::string& word) {
  const size_t end = word.find('=');
  if (end == std::string::npos) return {word, ""};
  return {word.substr(0, end), word.substr(end + 1)};
}

// Of law:TEXT or terms:TEXT; nullopt: it is neither.
std::optional<StatementGround> ToGround(std::string_view text) {
  for (const auto& [prefix, kind] :
       {std::pair(std::string_view("law:"), StatementGround::Kind::kLaw),
        std::pair(std::string_view("terms:"), StatementGround::Kind::kTerms)}) {
    if (text.substr(0, prefix.size()) != prefix) continue;
    StatementGround ground{
        .kind = kind,
        .text = std::string(absl::StripAsciiWhitespace(
            ToUtf8(std::string(text.substr(prefix.size())))))};
    if (ground.text.empty()) return std::nullopt;
    return ground;
  }
  return std::nullopt;
}

}  // namespace

absl::Status ReadGrounds(const std::vector<std::string>& words,
                         StatementSettings& settings) {
  std::set<std::string> named;
  for (const std::string& word : words) {
    const auto [name, text] = SplitCause(word);
    const auto* const cause = std::find_if(
        kCauses.begin(), kCauses.end(),
        [&name = name](const Cause& known) { return known.name == name; });
    const std::optional<StatementGround> ground = ToGround(text);
    if (cause == kCauses.end() || !ground) {
      return UsageError(absl::StrCat(
          "--ground is CAUSE=law:TEXT or CAUSE=terms:TEXT, with a CAUSE of "
          "matching, dsa-notice, dmca-notice or not-seen, got ",
          ToUtf8(word)));
    }
    if (!named.insert(name).second) {
      return UsageError(
          absl::StrCat("--ground names a cause once, got twice: ", name));
    }
    settings.*(cause->ground) = *ground;
  }
  return absl::OkStatus();
}

}  // namespace earmark::cli
