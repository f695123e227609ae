// Stops a call that another thread waits for.
#ifndef EARMARK_FINGERPRINT_CANCELLATION_H_
#define EARMARK_FINGERPRINT_CANCELLATION_H_

#include <atomic>

namespace earmark::fingerprint {

// A flag that one thread raises to stop the work of another; it cannot be
// lowered. Safe for concurrent use.
class Cancellation {
 public:
  Cancellation();
  ~Cancellation();
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  void Cancel();
  bool cancelled() const { return cancelled_.load(); }
  // Readable once cancelled; for poll(). Owned by this object. Negative when
  // the process had no descriptor left.
  int descriptor() const { return descriptor_; }

 private:
  std::atomic<bool> cancelled_{false};
  int descriptor_;
};

}  // namespace earmark::fingerprint

#endif  // EARMARK_FINGERPRINT_CANCELLATION_H_
