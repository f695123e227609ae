// Who writes a notice or a counter-notice: the fields `sender_...` of either.
#ifndef EARMARK_SERVICE_INTERNAL_CONTACT_H_
#define EARMARK_SERVICE_INTERNAL_CONTACT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "service/internal/fields.h"
#include "takedown/notice.h"

namespace earmark::service {

// Returns kInvalidArgument, which names the field of `message` and the value.
template <typename Proto>
absl::Status CheckContact(const std::string& message, const Proto& proto) {
  const auto check = [&](const char* field, const std::string& value,
                         size_t max_bytes) {
    return CheckLength(absl::StrCat(message, ".", field), value, 0, max_bytes);
  };
  return FirstError(
      {check("sender_name", proto.sender_name(), kMaxNameBytes),
       check("sender_address", proto.sender_address(), kMaxPlaceBytes),
       check("sender_telephone", proto.sender_telephone(), kMaxTelephoneBytes),
       check("sender_email", proto.sender_email(), kMaxNameBytes)});
}

template <typename Proto>
takedown::Contact ToContact(const Proto& proto) {
  return {.name = proto.sender_name(),
          .address = proto.sender_address(),
          .telephone = proto.sender_telephone(),
          .email = proto.sender_email()};
}

template <typename Proto>
void SetContact(const takedown::Contact& contact, Proto& proto) {
  proto.set_sender_name(contact.name);
  proto.set_sender_address(contact.address);
  proto.set_sender_telephone(contact.telephone);
  proto.set_sender_email(contact.email);
}

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_CONTACT_H_
