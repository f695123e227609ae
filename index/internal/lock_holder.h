// Who holds the lock of a database.
#ifndef EARMARK_INDEX_INTERNAL_LOCK_HOLDER_H_
#define EARMARK_INDEX_INTERNAL_LOCK_HOLDER_H_

#include <string>

namespace earmark::index {

// Describes, for a message, the process that holds a POSIX lock on `path`:
// "process 123 (earmark serve)", "this process", or "another process" where the
// system does not tell.
std::string DescribeLockHolder(const std::string& path);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_INTERNAL_LOCK_HOLDER_H_
