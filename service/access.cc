#include "service/access.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "service/resource_name.h"

namespace earmark::service {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;
using google::protobuf::ServiceDescriptor;
using index::OwnerId;
using takedown::Ownership;
using v1::Access;

// The roles but the unspecified one.
std::vector<Access::Role> AllRoles() {
  const EnumDescriptor& type = *Access::Role_descriptor();
  std::vector<Access::Role> roles;
  for (int i = 0; i < type.value_count(); ++i) {
    const auto role = static_cast<Access::Role>(type.value(i)->number());
    if (role != Access::ROLE_UNSPECIFIED) roles.push_back(role);
  }
  return roles;
}

template <typename Roles>
std::string NamesOf(const Roles& roles) {
  return absl::StrJoin(roles, ", ", [](std::string* out, int role) {
    out->append(NameOfRole(static_cast<Access::Role>(role)));
  });
}

absl::StatusOr<std::optional<std::string>> FindValue(const Metadata& metadata,
                                                     const char* key) {
  const auto [begin, end] = metadata.equal_range(key);
  if (begin == end) return std::nullopt;
  const auto count = std::distance(begin, end);
  if (count > 1) {
    return absl::UnauthenticatedError(absl::StrCat(
        "the metadata must have ", key, " once, got it ", count, " times"));
  }
  return std::string(begin->second.begin(), begin->second.end());
}

absl::StatusOr<Access::Role> ReadRole(const std::string& name) {
  const std::vector<Access::Role> roles = AllRoles();
  const auto role = std::find_if(
      roles.begin(), roles.end(),
      [&](Access::Role candidate) { return NameOfRole(candidate) == name; });
  if (role != roles.end()) return *role;
  return absl::UnauthenticatedError(absl::StrCat(
      kRoleKey, " must be one of ", NamesOf(roles), ", got ", ShownName(name)));
}

// A field of a message that may be nested in another.
struct Place {
  const Message* message;
  // Nullptr if there is no such field.
  const FieldDescriptor* field;
};

Place FindPlace(const Message& request, const std::string& path) {
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  Place place{&request, request.GetDescriptor()->FindFieldByName(names[0])};
  for (size_t i = 1; i < names.size() && place.field != nullptr; ++i) {
    place.message = &place.message->GetReflection()->GetMessage(*place.message,
                                                                place.field);
    place.field = place.message->GetDescriptor()->FindFieldByName(names[i]);
  }
  return place;
}

// What stands in the field, which is a string or several; empty if there is no
// such field.
std::vector<std::string> ReadStrings(const Message& request,
                                     const std::string& path) {
  const Place place = FindPlace(request, path);
  if (place.field == nullptr) return {""};
  const Reflection& reflection = *place.message->GetReflection();
  if (!place.field->is_repeated()) {
    return {reflection.GetString(*place.message, place.field)};
  }
  std::vector<std::string> values;
  const int count = reflection.FieldSize(*place.message, place.field);
  values.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    values.push_back(
        reflection.GetRepeatedString(*place.message, place.field, i));
  }
  return values;
}

// The work that `name` names, or whose reference it names.
std::optional<index::WorkId> FindWorkIn(const std::string& name) {
  absl::StatusOr<index::WorkId> work = ParseWorkName("name", name);
  if (work.ok()) return *std::move(work);
  absl::StatusOr<ReferenceName> reference = ParseReferenceName("name", name);
  if (reference.ok()) return std::move(reference->work);
  return std::nullopt;
}

bool IsAnyName(const std::string& name) {
  return FindWorkIn(name) || ParseOwnerName("name", name).ok() ||
         ParseLicenceName("name", name).ok() ||
         ParsePolicyName("name", name).ok() ||
         ParseScreeningName("name", name).ok();
}

absl::Status NotOwnError(const std::string& field, const OwnerId& caller,
                         const std::string& value) {
  return absl::PermissionDeniedError(
      absl::StrCat(field, " must name something of ", NameOf(caller),
                   ", whose rights holder calls, got ", ShownName(value),
                   "; name what is its own, or ask an administrator"));
}

}  // namespace

std::string NameOfRole(Access::Role role) {
  return absl::AsciiStrToLower(
      absl::StrReplaceAll(Access::Role_Name(role), {{"_", "-"}}));
}

absl::StatusOr<Caller> ReadCaller(const Metadata& metadata) {
  const absl::StatusOr<std::optional<std::string>> role =
      FindValue(metadata, kRoleKey);
  if (!role.ok()) return role.status();
  absl::StatusOr<std::optional<std::string>> owner =
      FindValue(metadata, kOwnerKey);
  if (!owner.ok()) return owner.status();
  Caller caller;
  if (*role) {
    const absl::StatusOr<Access::Role> read = ReadRole(**role);
    if (!read.ok()) return read.status();
    caller.role = *read;
  }
  if (caller.role != Access::RIGHTS_HOLDER) {
    if (!*owner) return caller;
    return absl::UnauthenticatedError(
        absl::StrCat(kOwnerKey, " must be left out, or come with ", kRoleKey,
                     " ", NameOfRole(Access::RIGHTS_HOLDER), ", got ",
                     ShownName(**owner), " with ", NameOfRole(caller.role)));
  }
  if (!*owner || !index::ValidateId(kOwnerKey, **owner).ok()) {
    return absl::UnauthenticatedError(
        absl::StrCat(kOwnerKey,
                     " must be the id of the rights holder's owner, as in "
                     "owners/{owner}, got ",
                     *owner ? ShownName(**owner) : "none"));
  }
  caller.owner = {**std::move(owner)};
  return caller;
}

const MethodDescriptor* FindMethodOf(const Descriptor& request) {
  const FileDescriptor& file = *request.file();
  for (int i = 0; i < file.service_count(); ++i) {
    const ServiceDescriptor& service = *file.service(i);
    for (int j = 0; j < service.method_count(); ++j) {
      if (service.method(j)->input_type() == &request) return service.method(j);
    }
  }
  return nullptr;
}

absl::Status AccessGate::Check(const Metadata& metadata,
                               const Message& request) const {
  const absl::StatusOr<Caller> caller = ReadCaller(metadata);
  if (!caller.ok()) return caller.status();
  const MethodDescriptor* method = FindMethodOf(*request.GetDescriptor());
  if (method == nullptr) {
    return absl::InternalError(
        absl::StrCat("no method takes ", request.GetDescriptor()->full_name()));
  }
  const Access& access = method->options().GetExtension(v1::access);
  const auto& roles = access.roles();
  if (std::find(roles.begin(), roles.end(), caller->role) == roles.end()) {
    return absl::PermissionDeniedError(absl::StrCat(
        method->name(), " may be called by ", NamesOf(roles), ", got ",
        NameOfRole(caller->role), "; call it as one of them"));
  }
  if (caller->role != Access::RIGHTS_HOLDER) return absl::OkStatus();
  return CheckRequest(caller->owner, access, request);
}

absl::Status AccessGate::CheckRequest(const OwnerId& caller,
                                      const Access& access,
                                      const Message& request) const {
  for (const std::string& path : access.own()) {
    for (const std::string& value : ReadStrings(request, path)) {
      const absl::StatusOr<bool> own = IsOwn(caller, value);
      if (!own.ok()) return own.status();
      if (!*own) return NotOwnError(path, caller, value);
    }
  }
  for (const std::string& path : access.readable()) {
    for (const std::string& value : ReadStrings(request, path)) {
      // Methods read names by the functions of resource_name.h, too.
      if (!value.empty() && !IsAnyName(value)) continue;
      const absl::StatusOr<bool> readable = IsReadable(caller, value);
      if (!readable.ok()) return readable.status();
      if (!*readable) return NotOwnError(path, caller, value);
    }
  }
  for (const std::string& path : access.withheld()) {
    const Place place = FindPlace(request, path);
    if (place.field == nullptr ||
        place.message->GetReflection()->HasField(*place.message, place.field)) {
      return absl::PermissionDeniedError(
          absl::StrCat(path,
                       " must be left unset by a rights holder; leave it "
                       "out, or ask a moderator"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> AccessGate::IsOwn(const OwnerId& owner,
                                       const std::string& name) const {
  const absl::StatusOr<OwnerId> named = ParseOwnerName("name", name);
  if (named.ok()) return *named == owner;
  const absl::StatusOr<LicenceName> licence = ParseLicenceName("name", name);
  if (licence.ok()) return licence->owner == owner;
  const absl::StatusOr<takedown::PolicyId> id = ParsePolicyName("name", name);
  if (id.ok()) {
    const absl::StatusOr<std::optional<takedown::StoredPolicy>> policy =
        parts_.rights.FindPolicy(*id);
    if (!policy.ok()) return policy.status();
    return *policy && (*policy)->owner == owner;
  }
  const absl::StatusOr<takedown::ClaimName> claim =
      ParseClaimName("name", name);
  if (claim.ok()) {
    const absl::StatusOr<std::optional<takedown::Screening>> screening =
        parts_.ledger.FindScreening(claim->screening);
    if (!screening.ok()) return screening.status();
    const auto place = static_cast<size_t>(claim->number) - 1;
    return *screening && place < (*screening)->claims.size() &&
           (*screening)->claims[place].owner == owner;
  }
  const std::optional<index::WorkId> work = FindWorkIn(name);
  if (!work) return false;
  const absl::StatusOr<std::vector<Ownership>> holds =
      parts_.rights.OwnershipsOf(*work);
  if (!holds.ok()) return holds.status();
  const absl::Time now = parts_.now();
  return !holds->empty() && holds->front().owner == owner &&
         std::any_of(holds->begin(), holds->end(), [&](const Ownership& hold) {
           return hold.owner == owner && hold.time.end > now;
         });
}

absl::StatusOr<bool> AccessGate::IsReadable(const OwnerId& owner,
                                            const std::string& name) const {
  const absl::StatusOr<takedown::PolicyId> id = ParsePolicyName("name", name);
  if (id.ok()) {
    const absl::StatusOr<std::optional<takedown::StoredPolicy>> policy =
        parts_.rights.FindPolicy(*id);
    if (!policy.ok()) return policy.status();
    return *policy &&
           ((*policy)->owner == owner || (*policy)->owner.value.empty());
  }
  const std::optional<index::WorkId> work = FindWorkIn(name);
  if (!work) return IsOwn(owner, name);
  const absl::StatusOr<std::vector<Ownership>> holds =
      parts_.rights.OwnershipsOf(*work);
  if (!holds.ok()) return holds.status();
  return std::any_of(holds->begin(), holds->end(), [&](const Ownership& hold) {
    return hold.owner == owner;
  });
}

}  // namespace earmark::service
