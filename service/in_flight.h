// Which screenings are between their search and their commit.
//
// Whoever searches earlier uploads for a new work must not overlook one that
// was searched before the work was there and is committed after the scan: so a
// scan first waits for those that were under way when it began.
#ifndef EARMARK_SERVICE_IN_FLIGHT_H_
#define EARMARK_SERVICE_IN_FLIGHT_H_

#include <cstdint>
#include <set>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "fingerprint/cancellation.h"

namespace earmark::service {

// Safe for concurrent use.
class InFlight {
 public:
  // Under way as long as the object lives.
  class Entry {
   public:
    explicit Entry(InFlight& all) : all_(all), number_(all.Enter()) {}
    ~Entry() { all_.Leave(number_); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    InFlight& all_;
    const uint64_t number_;
  };

  // A moment, to ask later what became of those that were under way then.
  enum class Moment : uint64_t {};
  Moment Now();

  // Waits until all that were under way at `moment` have ended, or `stop` is
  // raised; returns whether they have.
  bool Await(Moment moment, const fingerprint::Cancellation& stop);

 private:
  uint64_t Enter();
  void Leave(uint64_t number);

  absl::Mutex mutex_;
  uint64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<uint64_t> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_IN_FLIGHT_H_
