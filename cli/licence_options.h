// What `licences add` and `licences update` are told of a licence.
#ifndef EARMARK_CLI_LICENCE_OPTIONS_H_
#define EARMARK_CLI_LICENCE_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "earmark/v1/rights_service.pb.h"

namespace earmark::cli {

// As typed; what was not given is empty.
struct LicenceOptions {
  std::vector<std::string> works;
  std::string catalogue;
  std::vector<std::string> accounts;
  std::string territories;
  std::string start;
  std::string end;
  bool audio = false;
  bool video = false;
  std::string longest_use;
  std::vector<std::string> incomes;
  // Words like the options' names, of what is to narrow it no longer.
  std::vector<std::string> clear;
};

// A licence without its name; its mask names the fields that were given, or are
// to be cleared.
struct LicenceValues {
  v1::Licence licence;
  google::protobuf::FieldMask mask;
};

// Returns kInvalidArgument, which names the value and its form, for bad ones.
absl::StatusOr<LicenceValues> ReadLicence(const LicenceOptions& options);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_LICENCE_OPTIONS_H_
