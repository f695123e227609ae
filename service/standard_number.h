// The standard numbers of works, checked in form and in their check digits.
//
// ISRC: ISO 3901:2019, CCXXXYYNNNNN, no check digit. ISWC: ISO 15707, T, nine
// digits and a check digit modulo 10. EIDR: DOI prefix 10.5240, five groups of
// four hexadecimal digits, and a check character by ISO 7064 mod 37,36.
#ifndef EARMARK_SERVICE_STANDARD_NUMBER_H_
#define EARMARK_SERVICE_STANDARD_NUMBER_H_

#include <string_view>

namespace earmark::service {

bool IsIsrc(std::string_view value);
bool IsIswc(std::string_view value);
bool IsEidr(std::string_view value);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_STANDARD_NUMBER_H_
