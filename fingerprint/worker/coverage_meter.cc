#include "fingerprint/worker/coverage_meter.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace earmark::fingerprint {
namespace {

// Coverage::detail's limit.
constexpr size_t kMaxDetailBytes = 200;

}  // namespace

void CoverageMeter::Miss(MediaTime length, absl::string_view why) {
  missed_ += std::max(length, MediaTime(0));
  if (!damaged_)
    first_detail_.assign(why.data(), std::min(why.size(), kMaxDetailBytes));
  damaged_ = true;
}

void CoverageMeter::TakeBack(MediaTime length, absl::string_view why) {
  length = std::clamp(length, MediaTime(0), seen_);
  seen_ -= length;
  Miss(length, why);
}

Coverage CoverageMeter::Finish(std::optional<MediaTime> declared_end) {
  if (declared_end && *declared_end - end_ > kEndTolerance) {
    using Seconds = std::chrono::duration<double>;
    Miss(
        *declared_end - end_,
        absl::StrFormat("ends at %.3f s, %.3f s were declared",
                        Seconds(end_).count(), Seconds(*declared_end).count()));
  }
  return {
      .state = damaged_ ? Coverage::State::kDamaged : Coverage::State::kSeen,
      .seen = seen_,
      .total = seen_ + missed_,
      .detail = first_detail_};
}

}  // namespace earmark::fingerprint
