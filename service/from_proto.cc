#include "service/from_proto.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "service/digest.h"
#include "service/resource_name.h"
#include "service/standard_number.h"
#include "service/to_proto.h"

namespace earmark::service {
namespace {

using google::protobuf::RepeatedPtrField;
using takedown::Action;
using takedown::TerritorySet;

// Limits of the API; the protos state them.
constexpr size_t kMaxRequestIdLength = 64;
constexpr size_t kMaxDisplayNameBytes = 256;
constexpr size_t kMaxTitleBytes = 512;
constexpr size_t kMaxFileNameBytes = 255;
constexpr size_t kMaxUploadIdLength = 128;
constexpr size_t kMaxAccountBytes = 256;
constexpr int kMaxTerritories = 250;
constexpr std::string_view kWorld = "WORLD";
constexpr size_t kMaxLabels = 16;
constexpr size_t kMaxLabelBytes = 64;

// How much of a bad value an error shows.
constexpr size_t kShownBytes = 64;

// kInvalidArgument: `field` must be `rule`, got `value` (shortened, and
// printable).
absl::Status FieldError(const std::string& field, const std::string& rule,
                        const std::string& value) {
  return absl::InvalidArgumentError(
      absl::StrCat(field, " must be ", rule, ", got \"",
                   absl::CHexEscape(value.substr(0, kShownBytes)), "\""));
}

absl::Status CheckLength(const std::string& field, const std::string& value,
                         size_t min_bytes, size_t max_bytes) {
  if (value.size() >= min_bytes && value.size() <= max_bytes) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(field, " must have ",
                                                 min_bytes, "-", max_bytes,
                                                 " bytes, got ", value.size()));
}

absl::Status CheckPrintable(const std::string& field, const std::string& value,
                            size_t max_length) {
  const bool printable =
      std::all_of(value.begin(), value.end(),
                  [](unsigned char c) { return absl::ascii_isprint(c); });
  if (printable && value.size() <= max_length) return absl::OkStatus();
  return FieldError(
      field,
      absl::StrCat("at most ", max_length, " printable ASCII characters"),
      value);
}

absl::Status CheckSize(const std::string& field, int64_t size_bytes) {
  if (size_bytes >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, " must not be negative, got ", size_bytes));
}

// OK if `value` is empty, or good by `rule`.
absl::Status CheckNumber(const std::string& field, const std::string& value,
                         bool good, const std::string& rule) {
  if (value.empty() || good) return absl::OkStatus();
  return FieldError(field, rule, value);
}

// The first that is not OK.
absl::Status FirstError(std::initializer_list<absl::Status> statuses) {
  for (const absl::Status& status : statuses) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Nullopt for the unspecified action.
absl::StatusOr<std::optional<Action>> ToAction(const std::string& field,
                                               v1::Decision::Action action) {
  if (action == v1::Decision::ACTION_UNSPECIFIED) return std::nullopt;
  if (v1::Decision::Action_IsValid(action)) return static_cast<Action>(action);
  return absl::InvalidArgumentError(
      absl::StrCat(field, " must be a known action, got ", action));
}

absl::StatusOr<index::Work::Kind> ToKind(v1::Work::Kind kind) {
  if (v1::Work::Kind_IsValid(kind)) return static_cast<index::Work::Kind>(kind);
  return absl::InvalidArgumentError(
      absl::StrCat("work.kind must be a known kind, got ", kind));
}

absl::StatusOr<std::vector<std::string>> ToTerritories(
    const std::string& field, const RepeatedPtrField<std::string>& codes) {
  if (codes.size() > kMaxTerritories) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, " must be at most ", kMaxTerritories,
                     " territories, got ", codes.size()));
  }
  for (const std::string& code : codes) {
    if (!takedown::IsTerritory(code)) {
      return FieldError(field, "ISO 3166-1 alpha-2 codes in upper case", code);
    }
  }
  const std::set<std::string> sorted(codes.begin(), codes.end());
  return std::vector<std::string>(sorted.begin(), sorted.end());
}

// See Work.territories.
absl::StatusOr<TerritorySet> ToTerritorySet(
    const std::string& field, const RepeatedPtrField<std::string>& words) {
  if (std::none_of(words.begin(), words.end(), [](const std::string& word) {
        return word.starts_with(kWorld);
      })) {
    absl::StatusOr<std::vector<std::string>> codes =
        ToTerritories(field, words);
    if (!codes.ok()) return codes.status();
    return TerritorySet::Of(*std::move(codes));
  }
  std::vector<std::string> parts = absl::StrSplit(words[0], '-');
  if (words.size() > 1 || parts[0] != kWorld ||
      !std::all_of(parts.begin() + 1, parts.end(), takedown::IsTerritory)) {
    return FieldError(field,
                      "ISO 3166-1 alpha-2 codes, or one word for all but some, "
                      "like WORLD-US-CA",
                      absl::StrJoin(words, " "));
  }
  parts.erase(parts.begin());
  return TerritorySet::AllBut(std::move(parts));
}

// The name that people see: the id, unless there is a better one.
std::string DisplayNameOf(const v1::Owner& owner, const std::string& id) {
  return owner.display_name().empty() ? id : owner.display_name();
}

absl::Status CheckWork(const v1::Work& work) {
  return FirstError(
      {CheckLength("work.title", work.title(), 1, kMaxTitleBytes),
       CheckNumber("work.isrc", work.isrc(), IsIsrc(work.isrc()),
                   "an ISRC without hyphens, like USRC17607839"),
       CheckNumber("work.iswc", work.iswc(), IsIswc(work.iswc()),
                   "an ISWC with a right check digit, like T0345246801"),
       CheckNumber("work.eidr", work.eidr(), IsEidr(work.eidr()),
                   "an EIDR with a right check character, like "
                   "10.5240/7791-8534-2C23-9030-8610-5")});
}

// The paths of `mask`, where `*` stands for `known`.
absl::StatusOr<std::set<std::string>> ToPaths(
    const google::protobuf::FieldMask& mask,
    const std::set<std::string>& known) {
  if (mask.paths().empty()) {
    return absl::InvalidArgumentError(
        "update_mask must name the fields to change, got \"\"");
  }
  std::set<std::string> paths;
  for (const std::string& path : mask.paths()) {
    if (path == "*" && mask.paths_size() == 1) return known;
    if (known.count(path) == 0) {
      return FieldError("update_mask", "paths of fields that can be changed",
                        path);
    }
    paths.insert(path);
  }
  return paths;
}

}  // namespace

absl::StatusOr<RequestKey> ToRequestKey(
    const std::string& request_id, const google::protobuf::Message& request,
    std::string_view content) {
  const absl::Status status =
      CheckPrintable("request_id", request_id, kMaxRequestIdLength);
  if (!status.ok()) return status;
  std::string bytes = request.GetTypeName() + '\0';
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&output);
  }
  bytes += content;
  return RequestKey{request_id, Sha256(bytes)};
}

absl::StatusOr<std::optional<int64_t>> ToRevision(const std::string& etag) {
  if (etag.empty()) return std::nullopt;
  int64_t revision;
  if (absl::SimpleAtoi(etag, &revision) && EtagOf(revision) == etag) {
    return revision;
  }
  return FieldError("etag", "one that the service gave out", etag);
}

absl::StatusOr<takedown::Owner> ToOwner(const v1::CreateOwnerRequest& request) {
  const v1::Owner& proto = request.owner();
  const absl::StatusOr<std::optional<Action>> action =
      ToAction("owner.default_action", proto.default_action());
  const absl::Status status =
      FirstError({index::ValidateId("owner_id", request.owner_id()),
                  CheckLength("owner.display_name", proto.display_name(), 0,
                              kMaxDisplayNameBytes),
                  action.status()});
  if (!status.ok()) return status;
  takedown::Owner owner;
  owner.id = {request.owner_id()};
  owner.display_name = DisplayNameOf(proto, request.owner_id());
  owner.default_action = action->value_or(Action::kTrack);
  return owner;
}

absl::StatusOr<OwnedWork> ToWork(const v1::CreateWorkRequest& request) {
  const v1::Work& proto = request.work();
  absl::StatusOr<index::OwnerId> owner =
      ParseOwnerName("work.owner", proto.owner());
  const absl::StatusOr<index::Work::Kind> kind = ToKind(proto.kind());
  absl::StatusOr<TerritorySet> territories =
      ToTerritorySet("work.territories", proto.territories());
  const absl::StatusOr<std::optional<Action>> action =
      ToAction("work.policy_action", proto.policy_action());
  const absl::Status status = FirstError(
      {index::ValidateId("work_id", request.work_id()), CheckWork(proto),
       owner.status(), kind.status(), territories.status(), action.status()});
  if (!status.ok()) return status;
  OwnedWork owned;
  owned.work.id = {request.work_id()};
  owned.work.title = proto.title();
  owned.work.kind = *kind;
  owned.work.isrc = proto.isrc();
  owned.work.iswc = proto.iswc();
  owned.work.eidr = proto.eidr();
  owned.ownership.owner = *std::move(owner);
  owned.ownership.territories = *std::move(territories);
  owned.ownership.action = *action;
  return owned;
}

absl::StatusOr<OwnerUpdate> ToOwnerUpdate(
    const v1::UpdateOwnerRequest& request) {
  const v1::Owner& proto = request.owner();
  const absl::StatusOr<index::OwnerId> id =
      ParseOwnerName("owner.name", proto.name());
  const absl::StatusOr<std::set<std::string>> paths =
      ToPaths(request.update_mask(), {"display_name", "default_action"});
  const absl::StatusOr<std::optional<Action>> action =
      ToAction("owner.default_action", proto.default_action());
  const absl::Status status =
      FirstError({id.status(), paths.status(),
                  CheckLength("owner.display_name", proto.display_name(), 0,
                              kMaxDisplayNameBytes),
                  action.status()});
  if (!status.ok()) return status;
  OwnerUpdate update;
  if (paths->count("display_name") > 0) {
    update.display_name = DisplayNameOf(proto, id->value);
  }
  if (paths->count("default_action") > 0) {
    update.default_action = action->value_or(Action::kTrack);
  }
  return update;
}

absl::StatusOr<WorkUpdate> ToWorkUpdate(const v1::UpdateWorkRequest& request) {
  absl::StatusOr<std::set<std::string>> paths =
      ToPaths(request.update_mask(), {"title", "owner", "kind", "isrc", "iswc",
                                      "eidr", "territories", "policy_action"});
  if (!paths.ok()) return paths.status();
  const v1::Work& proto = request.work();
  const auto named = [&](const char* path) { return paths->count(path) > 0; };
  WorkUpdate update;
  // Only fields that the mask names are looked at.
  v1::Work changed;
  changed.set_title("unchanged");
  if (named("title")) changed.set_title(proto.title());
  if (named("isrc")) changed.set_isrc(proto.isrc());
  if (named("iswc")) changed.set_iswc(proto.iswc());
  if (named("eidr")) changed.set_eidr(proto.eidr());
  const absl::Status status = CheckWork(changed);
  if (!status.ok()) return status;
  if (named("title")) update.title = proto.title();
  if (named("isrc")) update.isrc = proto.isrc();
  if (named("iswc")) update.iswc = proto.iswc();
  if (named("eidr")) update.eidr = proto.eidr();
  if (named("owner")) {
    absl::StatusOr<index::OwnerId> owner =
        ParseOwnerName("work.owner", proto.owner());
    if (!owner.ok()) return owner.status();
    update.owner = *std::move(owner);
  }
  if (named("kind")) {
    const absl::StatusOr<index::Work::Kind> kind = ToKind(proto.kind());
    if (!kind.ok()) return kind.status();
    update.kind = *kind;
  }
  if (named("territories")) {
    absl::StatusOr<TerritorySet> territories =
        ToTerritorySet("work.territories", proto.territories());
    if (!territories.ok()) return territories.status();
    update.territories = *std::move(territories);
  }
  if (named("policy_action")) {
    const absl::StatusOr<std::optional<Action>> action =
        ToAction("work.policy_action", proto.policy_action());
    if (!action.ok()) return action.status();
    update.action = *action;
  }
  return update;
}

absl::StatusOr<NewReference> ToNewReference(const v1::ReferenceHeader& header) {
  absl::StatusOr<index::WorkId> work =
      ParseWorkName("header.parent", header.parent());
  const absl::Status status =
      FirstError({work.status(),
                  CheckLength("header.file_name", header.file_name(), 0,
                              kMaxFileNameBytes),
                  CheckPrintable("header.request_id", header.request_id(),
                                 kMaxRequestIdLength),
                  CheckSize("header.size_bytes", header.size_bytes())});
  if (!status.ok()) return status;
  return NewReference{*std::move(work), header.file_name(), RequestKey{}};
}

absl::StatusOr<Upload> ToUpload(const v1::UploadHeader& header) {
  absl::StatusOr<std::vector<std::string>> territories =
      ToTerritories("header.territories", header.territories());
  const absl::Status status = FirstError(
      {CheckUploadId(header.upload_id()),
       CheckLength("header.account", header.account(), 1, kMaxAccountBytes),
       CheckLength("header.file_name", header.file_name(), 0,
                   kMaxFileNameBytes),
       territories.status(),
       CheckSize("header.size_bytes", header.size_bytes())});
  if (!status.ok()) return status;
  if (!v1::Screening::Purpose_IsValid(header.declared_purpose())) {
    return absl::InvalidArgumentError(
        absl::StrCat("header.declared_purpose must be a known purpose, got ",
                     header.declared_purpose()));
  }
  if (header.labels().size() > kMaxLabels) {
    return absl::InvalidArgumentError(
        absl::StrCat("header.labels must be at most ", kMaxLabels,
                     " labels, got ", header.labels().size()));
  }
  for (const auto& [key, value] : header.labels()) {
    const absl::Status label = FirstError(
        {CheckLength("each key of header.labels", key, 1, kMaxLabelBytes),
         CheckLength("each value of header.labels", value, 0, kMaxLabelBytes)});
    if (!label.ok()) return label;
  }
  Upload upload;
  upload.facts.upload_id = header.upload_id();
  upload.facts.territories = *std::move(territories);
  upload.facts.purpose =
      static_cast<takedown::Purpose>(header.declared_purpose());
  upload.file_name = header.file_name();
  upload.labels.insert(header.labels().begin(), header.labels().end());
  return upload;
}

absl::Status CheckUploadId(const std::string& upload_id) {
  if (upload_id.empty()) {
    return absl::InvalidArgumentError("upload_id must not be empty, got \"\"");
  }
  return CheckPrintable("upload_id", upload_id, kMaxUploadIdLength);
}

}  // namespace earmark::service
