#include "service/notice_to_proto.h"

#include <algorithm>

#include "service/internal/contact.h"
#include "service/internal/wire_values.h"
#include "service/resource_name.h"
#include "takedown/claim_lifecycle.h"

namespace earmark::service {
namespace {

using takedown::Claim;
using takedown::Notice;

// The enums of the wire are numbered as those of the domain.
static_assert(static_cast<int>(Notice::Law::kDsa) == v1::Notice::DSA);
static_assert(v1::Notice::Law_MAX == v1::Notice::DSA);
static_assert(static_cast<int>(takedown::AccountAdvice::kSuspend) ==
              v1::Notice::SUSPEND);
static_assert(v1::Notice::Advice_MAX == v1::Notice::SUSPEND);

v1::Notice::State StateOf(const KnownNotice& known) {
  if (!known.stored.complete_time) return v1::Notice::INCOMPLETE;
  const bool waits = std::any_of(
      known.claims.begin(), known.claims.end(), [](const Claim& claim) {
        return claim.standing.state == takedown::ClaimState::kNoticed;
      });
  return waits ? v1::Notice::RECEIVED : v1::Notice::DECIDED;
}

}  // namespace

v1::Notice ToProto(const KnownNotice& known) {
  const takedown::StoredNotice& stored = known.stored;
  const Notice& notice = stored.notice;
  v1::Notice proto;
  proto.set_name(NameOf(stored.id));
  proto.set_law(ToEnum<v1::Notice::Law>(notice.law));
  SetContact(notice.sender, proto);
  proto.set_signature(notice.signature);
  proto.set_owner(notice.owner);
  proto.mutable_works()->Add(notice.works.begin(), notice.works.end());
  proto.mutable_locations()->Add(notice.locations.begin(),
                                 notice.locations.end());
  proto.set_explanation(notice.explanation);
  proto.set_not_authorised(notice.not_authorised);
  proto.set_accurate(notice.accurate);
  proto.set_authorised_to_act(notice.authorised_to_act);
  Set(*proto.mutable_create_time(), stored.create_time);
  proto.set_state(StateOf(known));
  for (const takedown::MissingElement& element :
       takedown::MissingElements(notice)) {
    v1::Notice::MissingElement& entry = *proto.add_missing_elements();
    entry.set_provision(element.provision);
    entry.set_field(element.field);
    entry.set_remedy(element.remedy);
  }
  for (size_t i = 0; i < known.claims.size(); ++i) {
    v1::Notice::Material& entry = *proto.add_materials();
    entry.set_location(stored.materials[i].location);
    entry.set_claim(NameOf(stored.materials[i].claim));
    entry.set_restricted(takedown::Restricts(known.claims[i].standing));
  }
  proto.mutable_withdrawn_locations()->Add(stored.withdrawn_locations.begin(),
                                           stored.withdrawn_locations.end());
  return proto;
}

v1::Notice ToProto(const KnownNotice& known,
                   const takedown::StatementSettings& statements,
                   const takedown::StrikeSettings& strikes) {
  v1::Notice proto = ToProto(known);
  proto.set_receipt(takedown::ReceiptLetter(known.stored));
  proto.set_decision(
      takedown::DecisionLetter(known.stored, known.claims, statements));
  if (known.sender) {
    v1::Notice::SenderRecord& record = *proto.mutable_sender_record();
    record.set_upheld_count(known.sender->upheld);
    record.set_unfounded_count(
        static_cast<int>(known.sender->unfounded.size()));
    record.set_advice(ToEnum<v1::Notice::Advice>(
        takedown::AdviceFor(*known.sender, strikes)));
  }
  return proto;
}

}  // namespace earmark::service
