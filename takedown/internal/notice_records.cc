#include "takedown/internal/notice_records.h"

#include "earmark/storage/v1/takedown.pb.h"
#include "takedown/internal/record_io.h"

namespace earmark::takedown {

namespace storage = earmark::storage::v1;

std::string EncodeNotice(const StoredNotice& stored) {
  const Notice& notice = stored.notice;
  storage::Notice record;
  record.set_law(static_cast<int32_t>(notice.law));
  record.set_sender_name(notice.sender.name);
  record.set_sender_address(notice.sender.address);
  record.set_sender_telephone(notice.sender.telephone);
  record.set_sender_email(notice.sender.email);
  record.set_signature(notice.signature);
  record.set_owner(notice.owner);
  for (const std::string& work : notice.works) record.add_works(work);
  for (const std::string& location : notice.locations) {
    record.add_locations(location);
  }
  record.set_explanation(notice.explanation);
  record.set_not_authorised(notice.not_authorised);
  record.set_accurate(notice.accurate);
  record.set_authorised_to_act(notice.authorised_to_act);
  record.set_sender_token(stored.sender_token);
  record.set_request_id(stored.request_id);
  WriteInstant(stored.create_time, *record.mutable_create_time());
  if (stored.complete_time) {
    WriteInstant(*stored.complete_time, *record.mutable_complete_time());
  }
  for (const StoredNotice::Material& material : stored.materials) {
    storage::Notice::Material& entry = *record.add_materials();
    entry.set_location(material.location);
    entry.set_screening(material.claim.screening.value);
    entry.set_claim(material.claim.number);
  }
  for (const std::string& location : stored.withdrawn_locations) {
    record.add_withdrawn_locations(location);
  }
  record.set_revision(stored.revision);
  return Serialize(record);
}

absl::StatusOr<StoredNotice> DecodeNotice(const NoticeId& id,
                                          std::string_view bytes) {
  RecordReader reader("a notice");
  storage::Notice record;
  reader.Parse(bytes, record);
  StoredNotice stored{
      .id = id,
      .notice = {.law = reader.Enumerator(record.law(), Notice::Law::kDmca,
                                          Notice::Law::kDsa, "law"),
                 .sender = {.name = record.sender_name(),
                            .address = record.sender_address(),
                            .telephone = record.sender_telephone(),
                            .email = record.sender_email()},
                 .signature = record.signature(),
                 .owner = record.owner(),
                 .works = ReadStrings(record.works()),
                 .locations = ReadStrings(record.locations()),
                 .explanation = record.explanation(),
                 .not_authorised = record.not_authorised(),
                 .accurate = record.accurate(),
                 .authorised_to_act = record.authorised_to_act()},
      .sender_token = record.sender_token(),
      .request_id = record.request_id(),
      .create_time = reader.Instant(record.create_time(), "create_time"),
      .withdrawn_locations = ReadStrings(record.withdrawn_locations()),
      .revision = record.revision()};
  if (record.has_complete_time()) {
    stored.complete_time =
        reader.Instant(record.complete_time(), "complete_time");
  }
  for (const storage::Notice::Material& entry : record.materials()) {
    stored.materials.push_back(
        {entry.location(), {{entry.screening()}, entry.claim()}});
  }
  if (!reader.Result().ok()) return reader.Result();
  return stored;
}

}  // namespace earmark::takedown
