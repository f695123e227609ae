// Upload ids of material that is known by its address alone, as somebody's
// notice named it.
#ifndef EARMARK_SERVICE_INTERNAL_ADDRESS_UPLOADS_H_
#define EARMARK_SERVICE_INTERNAL_ADDRESS_UPLOADS_H_

namespace earmark::service {

// What they begin with, and no pipeline's do.
inline constexpr char kAddressUploads[] = "location:";

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_INTERNAL_ADDRESS_UPLOADS_H_
