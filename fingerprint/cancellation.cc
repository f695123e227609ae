#include "fingerprint/cancellation.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace earmark::fingerprint {

Cancellation::Cancellation()
    : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Cancellation::~Cancellation() {
  if (descriptor_ >= 0) close(descriptor_);
}

void Cancellation::Cancel() {
  if (cancelled_.exchange(true)) return;
  if (descriptor_ >= 0) eventfd_write(descriptor_, 1);
}

}  // namespace earmark::fingerprint
