#include "takedown/policy_format.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "takedown/internal/policy_words.h"

namespace earmark::takedown {
namespace {

// A basic string of TOML.
std::string InQuotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

std::string QuotedList(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  quoted.reserve(texts.size());
  for (const std::string& text : texts) quoted.push_back(InQuotes(text));
  return absl::StrCat("[", absl::StrJoin(quoted, ", "), "]");
}

template <typename E, size_t kCount>
std::string WordList(const std::array<Word<E>, kCount>& words,
                     const EnumSet<E>& set) {
  std::vector<std::string> found;
  for (const Word<E>& word : words) {
    if (set.Contains(word.value)) found.emplace_back(word.text);
  }
  return QuotedList(found);
}

// In units of so many microseconds.
std::string TimeText(int64_t microseconds, double unit) {
  return NumberText(static_cast<double>(microseconds) / unit);
}

// Of a bound that belongs to the range and the one beside it that does not, the
// one that people would write.
std::string BoundText(const char* inner_key, const std::string& inner,
                      const char* outer_key, const std::string& outer) {
  return outer.size() < inner.size() ? absl::StrCat(outer_key, " = ", outer)
                                     : absl::StrCat(inner_key, " = ", inner);
}

void AddRange(const char* key, const std::vector<std::string>& bounds,
              std::string& text) {
  if (bounds.empty()) return;
  absl::StrAppend(&text, key, " = { ", absl::StrJoin(bounds, ", "), " }\n");
}

std::vector<std::string> BoundsOf(const Range<int64_t>& range, double unit) {
  std::vector<std::string> bounds;
  if (range.least > 0) {
    bounds.push_back(BoundText("at_least", TimeText(range.least, unit), "over",
                               TimeText(range.least - 1, unit)));
  }
  if (range.most != std::numeric_limits<int64_t>::max()) {
    bounds.push_back(BoundText("at_most", TimeText(range.most, unit), "below",
                               TimeText(range.most + 1, unit)));
  }
  return bounds;
}

void AddSeconds(const char* key, const Range<int64_t>& range,
                std::string& text) {
  AddRange(key, BoundsOf(range, kMicroseconds), text);
}

void AddHoursSinceLateFind(const Range<int64_t>& range, std::string& text) {
  std::vector<std::string> bounds = BoundsOf(range, kHourMicroseconds);
  // Unlike no condition, that is met by late finds alone.
  if (bounds.empty()) bounds.emplace_back("at_least = 0");
  AddRange("hours_since_late_find", bounds, text);
}

void AddShare(const char* key, const Range<double>& range, std::string& text) {
  std::vector<std::string> bounds;
  if (range.least > 0) {
    bounds.push_back(BoundText("at_least", NumberText(range.least), "over",
                               NumberText(std::nextafter(range.least, -1))));
  }
  if (range.most < 1) {
    bounds.push_back(BoundText("at_most", NumberText(range.most), "below",
                               NumberText(std::nextafter(range.most, 2))));
  }
  AddRange(key, bounds, text);
}

}  // namespace

std::string FormatPolicy(
    const Policy& policy,
    absl::FunctionRef<std::string(std::string_view token)> account_of) {
  std::string text = absl::StrCat(
      "otherwise = ", InQuotes(WordOf(kActions, policy.otherwise)), "\n");
  for (const PolicyRule& rule : policy.rules) {
    absl::StrAppend(&text, "\n[[rule]]\n");
    const auto add = [&](const char* key, const std::string& value) {
      absl::StrAppend(&text, key, " = ", value, "\n");
    };
    add("name", InQuotes(rule.name));
    add("action", InQuotes(WordOf(kActions, rule.action)));
    if (rule.modality) {
      add("modality", InQuotes(WordOf(kModalities, *rule.modality)));
    }
    AddSeconds("matched_seconds", rule.matched_us, text);
    AddSeconds("total_matched_seconds", rule.total_matched_us, text);
    AddShare("upload_share", rule.upload_share, text);
    AddShare("reference_share", rule.reference_share, text);
    if (rule.since_late_find_us) {
      AddHoursSinceLateFind(*rule.since_late_find_us, text);
    }
    if (rule.combined) add("combined", *rule.combined ? "true" : "false");
    if (!rule.purposes.empty()) {
      add("purposes", WordList(kPurposes, rule.purposes));
    }
    if (!rule.incomes.empty()) add("incomes", WordList(kIncomes, rule.incomes));
    if (!rule.alterations.empty()) {
      add("alterations", WordList(kAlterations, rule.alterations));
    }
    if (rule.territories != TerritorySet()) {
      add("territories", QuotedList(rule.territories.Words()));
    }
    if (!rule.accounts.empty()) {
      std::vector<std::string> accounts;
      for (const std::string& token : rule.accounts) {
        accounts.push_back(account_of(token));
      }
      add("accounts", QuotedList(accounts));
    }
  }
  return text;
}

}  // namespace earmark::takedown
