// Statements of reasons as the DSA Transparency Database takes them: its API
// since July 2025,
// https://transparency.dsa.ec.europa.eu/page/api-documentation.
#ifndef EARMARK_CLI_TRANSPARENCY_H_
#define EARMARK_CLI_TRANSPARENCY_H_

#include <cstddef>
#include <string>

#include "earmark/v1/screening_service.pb.h"
#include "earmark/v1/statement.pb.h"

namespace earmark::cli {

// What one call of the database's API takes at most.
inline constexpr size_t kMaxTransparencyBatch = 100;

// The statement on the screening's upload as one JSON object of the database.
// Nothing in it is personal: no account, no file name, no work and no owner.
// Empty if the measure holds nowhere in the European Economic Area.
std::string TransparencyStatement(const v1::Screening& screening,
                                  const v1::StatementOfReasons& statement);

}  // namespace earmark::cli

#endif  // EARMARK_CLI_TRANSPARENCY_H_
