// Statements of reasons as the DSA Transparency Database takes them: its API
// since July 2025,
// https://transparency.dsa.ec.europa.eu/page/api-documentation.
#ifndef EARMARK_CLI_TRANSPARENCY_H_
#define EARMARK_CLI_TRANSPARENCY_H_

#include <cstddef>
#include <ostream>
#include <string>

#include "cli/json.h"
#include "earmark/v1/screening_service.pb.h"
#include "earmark/v1/statement.pb.h"

namespace earmark::cli {

// What one call of the database's API takes at most.
inline constexpr size_t kMaxTransparencyBatch = 100;

// The statement on the screening's upload as one JSON object of the database.
// Nothing in it is personal: no account, no file name, no work and no owner.
// Empty if the measure holds nowhere in the European Economic Area. What the
// upload holds is only counted for the present decision, on which the finds of
// the screening are.
//
// On the ground of the terms, it is said to be illegal too (Yes) if a notice of
// what is illegal was upheld, else not (No): the platform did not rely on that.
std::string TransparencyStatement(const v1::Screening& screening,
                                  const v1::StatementOfReasons& statement);

// Writes statements as bodies of calls, each a line with as many as one takes
// at most. The last needs a Flush.
class TransparencyBatches {
 public:
  // `out` must outlive this object.
  explicit TransparencyBatches(std::ostream& out) : out_(out) {}

  // `statement` is of TransparencyStatement, and not empty.
  void Add(const std::string& statement);
  // Writes what is left, if anything is.
  void Flush();

 private:
  std::ostream& out_;
  JsonArray batch_;
  size_t count_ = 0;
};

}  // namespace earmark::cli

#endif  // EARMARK_CLI_TRANSPARENCY_H_
