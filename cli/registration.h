// Registers owners, works and recordings, such that doing it again is no work.
#ifndef EARMARK_CLI_REGISTRATION_H_
#define EARMARK_CLI_REGISTRATION_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/connection.h"
#include "earmark/v1/catalog_service.pb.h"

namespace earmark::cli {

// Makes sure that there is an owner called `name` (`owners/{owner}`). Returns
// whether it was made, on probation; and the errors of CreateOwner.
absl::StatusOr<bool> EnsureOwner(Connection& connection,
                                 const std::string& name);

// Makes sure of many owners, of each once.
class OwnerRegistration {
 public:
  // `connection` must outlive this object.
  explicit OwnerRegistration(Connection& connection)
      : connection_(connection) {}

  // As EnsureOwner, which is asked the first time.
  absl::Status Ensure(const std::string& name);
  // The ids of those that were made.
  const std::vector<std::string>& made() const { return made_; }

 private:
  Connection& connection_;
  std::map<std::string, absl::Status> known_;
  std::vector<std::string> made_;
};

// Trusts the owner `name` (TRUSTED), or puts it on probation (PROBATION).
// Returns the errors of TrustOwner and PutOwnerOnProbation.
absl::StatusOr<v1::Owner> SetTrust(Connection& connection,
                                   const std::string& name,
                                   v1::Owner::Trust trust);

// All references of the work `parent` (`works/{work}`), by id.
absl::StatusOr<std::vector<v1::Reference>> ReferencesOf(
    Connection& connection, const std::string& parent);

// A recording of a work, and whether it was there before.
struct Recording {
  v1::Reference reference;
  bool was_there = false;
};

// Creates `work` (with its name) unless this very work is there, and adds the
// file at `path` as a reference of it unless its content is there. Nothing is
// sent for content that is there. Whoever adds it without `not_exclusive`
// attests what ReferenceHeader says. Returns the errors of CreateWork and
// AddReference, and those of reading the file.
absl::StatusOr<Recording> Register(Connection& connection, const v1::Work& work,
                                   const std::string& path,
                                   bool not_exclusive = false);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_REGISTRATION_H_
