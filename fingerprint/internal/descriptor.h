// Ownership of a file descriptor.
#ifndef EARMARK_FINGERPRINT_INTERNAL_DESCRIPTOR_H_
#define EARMARK_FINGERPRINT_INTERNAL_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace earmark::fingerprint {

// Owns an open descriptor and closes it, or holds none. Movable, not copyable.
class Descriptor {
 public:
  Descriptor() = default;
  // Takes `descriptor` over; negative: none.
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Descriptor() { Close(); }

  int get() const { return descriptor_; }
  bool valid() const { return descriptor_ >= 0; }

  void Close() {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_ = -1;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_INTERNAL_DESCRIPTOR_H_
