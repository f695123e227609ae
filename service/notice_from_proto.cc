#include "service/notice_from_proto.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/internal/contact.h"
#include "service/internal/fields.h"

namespace earmark::service {
namespace {

constexpr int kMaxPlaces = 64;

absl::Status ReadTexts(
    const std::string& field,
    const google::protobuf::RepeatedPtrField<std::string>& from,
    std::vector<std::string>& to) {
  if (from.size() > kMaxPlaces) {
    return absl::InvalidArgumentError(absl::StrCat(field, " must have at most ",
                                                   kMaxPlaces, " entries, got ",
                                                   from.size()));
  }
  for (const std::string& text : from) {
    const absl::Status good = CheckLength(field, text, 1, kMaxPlaceBytes);
    if (!good.ok()) return good;
    to.push_back(text);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<takedown::Notice> ToNotice(const v1::Notice& proto) {
  if (!v1::Notice::Law_IsValid(proto.law()) ||
      proto.law() == v1::Notice::LAW_UNSPECIFIED) {
    return absl::InvalidArgumentError(
        absl::StrCat("notice.law must be DMCA or DSA, got ", proto.law()));
  }
  absl::StatusOr<takedown::Notice> notice = ToRestOfNotice(proto);
  if (notice.ok()) {
    notice->law = static_cast<takedown::Notice::Law>(proto.law());
  }
  return notice;
}

absl::StatusOr<takedown::Notice> ToRestOfNotice(const v1::Notice& proto) {
  takedown::Notice notice{.sender = ToContact(proto),
                          .signature = proto.signature(),
                          .owner = proto.owner(),
                          .explanation = proto.explanation(),
                          .not_authorised = proto.not_authorised(),
                          .accurate = proto.accurate(),
                          .authorised_to_act = proto.authorised_to_act()};
  const absl::Status status = FirstError(
      {CheckContact("notice", proto),
       CheckLength("notice.signature", proto.signature(), 0, kMaxNameBytes),
       CheckLength("notice.owner", proto.owner(), 0, kMaxNameBytes),
       CheckLength("notice.explanation", proto.explanation(), 0,
                   kMaxWordsBytes),
       ReadTexts("notice.works", proto.works(), notice.works),
       ReadTexts("notice.locations", proto.locations(), notice.locations)});
  if (!status.ok()) return status;
  return notice;
}

}  // namespace earmark::service
