#include "service/standard_number.h"

namespace earmark::service {
namespace {

constexpr std::string_view kEidrPrefix = "10.5240/";

// Whether `value` has the form of `pattern`: A a capital, 9 a digit, X either,
// H a hexadecimal digit in upper case, anything else itself.
bool HasForm(std::string_view value, std::string_view pattern) {
  if (value.size() != pattern.size()) return false;
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const bool digit = c >= '0' && c <= '9';
    const bool capital = c >= 'A' && c <= 'Z';
    bool good;
    switch (pattern[i]) {
      case 'A':
        good = capital;
        break;
      case '9':
        good = digit;
        break;
      case 'X':
        good = capital || digit;
        break;
      case 'H':
        good = digit || (c >= 'A' && c <= 'F');
        break;
      default:
        good = c == pattern[i];
    }
    if (!good) return false;
  }
  return true;
}

int ValueOf(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }

}  // namespace

bool IsIsrc(std::string_view value) { return HasForm(value, "AAXXX9999999"); }

bool IsIswc(std::string_view value) {
  if (!HasForm(value, "T9999999999")) return false;
  int sum = 1;
  for (int i = 1; i <= 9; ++i) sum += i * ValueOf(value[i]);
  return (sum + ValueOf(value.back())) % 10 == 0;
}

bool IsEidr(std::string_view value) {
  if (!value.starts_with(kEidrPrefix)) return false;
  const std::string_view suffix = value.substr(kEidrPrefix.size());
  if (!HasForm(suffix, "HHHH-HHHH-HHHH-HHHH-HHHH-X")) return false;
  int product = 36;
  for (const char c : suffix.substr(0, suffix.size() - 1)) {
    if (c == '-') continue;
    product = (product + ValueOf(c)) % 36;
    product = (product == 0 ? 36 : product) * 2 % 37;
  }
  return (product + ValueOf(suffix.back())) % 36 == 1;
}

}  // namespace earmark::service
