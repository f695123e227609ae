#include "service/from_proto.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "service/digest.h"
#include "service/internal/address_uploads.h"
#include "service/resource_name.h"
#include "service/standard_number.h"
#include "service/to_proto.h"

namespace earmark::service {
namespace {

constexpr size_t kMaxCommentBytes = 1024;

// A change of the verdict on a work; an empty name: on what could not be seen.
absl::StatusOr<VerdictChange> SubjectOf(const std::string& name,
                                        const char* work_field,
                                        const std::string& work) {
  absl::StatusOr<takedown::ScreeningId> screening =
      ParseScreeningName("name", name);
  if (!screening.ok()) return screening.status();
  VerdictChange change;
  change.screening = *std::move(screening);
  if (work.empty()) return change;
  absl::StatusOr<index::WorkId> id = ParseWorkName(work_field, work);
  if (!id.ok()) return id.status();
  change.work = *std::move(id);
  return change;
}

using takedown::TerritorySet;

// Limits of the API; the protos state them.
constexpr size_t kMaxRequestIdLength = 64;
constexpr size_t kMaxTitleBytes = 512;
constexpr size_t kMaxFileNameBytes = 255;
constexpr size_t kMaxUploadIdLength = 128;
constexpr size_t kMaxLabels = 16;
constexpr size_t kMaxLabelBytes = 64;

absl::StatusOr<index::Work::Kind> ToKind(v1::Work::Kind kind) {
  if (v1::Work::Kind_IsValid(kind)) return static_cast<index::Work::Kind>(kind);
  return absl::InvalidArgumentError(
      absl::StrCat("work.kind must be a known kind, got ", kind));
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

absl::Status CheckNoAddress(const std::string& upload_id) {
  if (!absl::StartsWith(upload_id, kAddressUploads)) return absl::OkStatus();
  return FieldError(
      "upload_id",
      absl::StrCat("one that does not begin with \"", kAddressUploads,
                   "\", as those stand for addresses in notices"),
      upload_id);
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

absl::StatusOr<takedown::Owner> ToOwner(const v1::CreateOwnerRequest& request,
                                        TokenOf token_of) {
  const v1::Owner& proto = request.owner();
  absl::StatusOr<takedown::PolicyId> policy =
      ToPolicy("owner.policy", proto.policy());
  absl::StatusOr<std::vector<std::string>> accounts =
      ToTokens("owner.accounts", proto.accounts(), token_of);
  const absl::Status status =
      FirstError({index::ValidateId("owner_id", request.owner_id()),
                  CheckLength("owner.display_name", proto.display_name(), 0,
                              kMaxDisplayNameBytes),
                  policy.status(), accounts.status()});
  if (!status.ok()) return status;
  takedown::Owner owner;
  owner.id = {request.owner_id()};
  owner.display_name = DisplayNameOf(proto, request.owner_id());
  owner.policy = *std::move(policy);
  owner.accounts = *std::move(accounts);
  return owner;
}

absl::StatusOr<OwnedWork> ToWork(const v1::CreateWorkRequest& request) {
  const v1::Work& proto = request.work();
  absl::StatusOr<index::OwnerId> owner =
      ParseOwnerName("work.owner", proto.owner());
  const absl::StatusOr<index::Work::Kind> kind = ToKind(proto.kind());
  const absl::StatusOr<TerritorySet> territories =
      ToTerritories("work.territories", proto.territories());
  absl::StatusOr<takedown::PolicyId> policy =
      ToPolicy("work.policy", proto.policy());
  absl::StatusOr<takedown::CatalogueId> catalogue =
      ToCatalogue("work.catalogue", proto.catalogue());
  const absl::Status status =
      FirstError({index::ValidateId("work_id", request.work_id()),
                  CheckWork(proto), owner.status(), kind.status(),
                  territories.status(), policy.status(), catalogue.status()});
  if (!status.ok()) return status;
  OwnedWork owned;
  owned.work.id = {request.work_id()};
  owned.work.title = proto.title();
  owned.work.kind = *kind;
  owned.work.isrc = proto.isrc();
  owned.work.iswc = proto.iswc();
  owned.work.eidr = proto.eidr();
  takedown::Ownership& ownership = owned.ownerships.emplace_back();
  ownership.owner = *std::move(owner);
  ownership.right = *kind == index::Work::Kind::kMusicalWork
                        ? takedown::Right::kMusicalWork
                        : takedown::Right::kRecording;
  ownership.territories = *territories;
  ownership.policy = *std::move(policy);
  ownership.catalogue = *std::move(catalogue);
  return owned;
}

absl::StatusOr<OwnerUpdate> ToOwnerUpdate(const v1::UpdateOwnerRequest& request,
                                          TokenOf token_of) {
  const v1::Owner& proto = request.owner();
  const absl::StatusOr<index::OwnerId> id =
      ParseOwnerName("owner.name", proto.name());
  const absl::StatusOr<std::set<std::string>> paths =
      ToPaths(request.update_mask(), {"display_name", "policy", "accounts"});
  const absl::StatusOr<takedown::PolicyId> policy =
      ToPolicy("owner.policy", proto.policy());
  const absl::StatusOr<std::vector<std::string>> accounts =
      ToTokens("owner.accounts", proto.accounts(), token_of);
  const absl::Status status =
      FirstError({id.status(), paths.status(),
                  CheckLength("owner.display_name", proto.display_name(), 0,
                              kMaxDisplayNameBytes),
                  policy.status(), accounts.status()});
  if (!status.ok()) return status;
  OwnerUpdate update;
  if (paths->count("display_name") > 0) {
    update.display_name = DisplayNameOf(proto, id->value);
  }
  if (paths->count("policy") > 0) update.policy = *policy;
  if (paths->count("accounts") > 0) update.accounts = *accounts;
  return update;
}

absl::StatusOr<WorkUpdate> ToWorkUpdate(const v1::UpdateWorkRequest& request) {
  absl::StatusOr<std::set<std::string>> paths = ToPaths(
      request.update_mask(), {"title", "owner", "kind", "isrc", "iswc", "eidr",
                              "territories", "policy", "catalogue"});
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
    const absl::StatusOr<TerritorySet> territories =
        ToTerritories("work.territories", proto.territories());
    if (!territories.ok()) return territories.status();
    update.territories = *territories;
  }
  if (named("policy")) {
    const absl::StatusOr<takedown::PolicyId> policy =
        ToPolicy("work.policy", proto.policy());
    if (!policy.ok()) return policy.status();
    update.policy = *policy;
  }
  if (named("catalogue")) {
    const absl::StatusOr<takedown::CatalogueId> catalogue =
        ToCatalogue("work.catalogue", proto.catalogue());
    if (!catalogue.ok()) return catalogue.status();
    update.catalogue = *catalogue;
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
  return NewReference{.work = *std::move(work),
                      .file_name = header.file_name(),
                      .attested = !header.not_exclusive(),
                      .request = RequestKey{}};
}

absl::StatusOr<Upload> ToUpload(const v1::UploadHeader& header) {
  const absl::StatusOr<TerritorySet> territories =
      ToTerritories("header.territories", header.territories());
  const absl::Status status = FirstError(
      {CheckUploadId(header.upload_id()), CheckNoAddress(header.upload_id()),
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
  if (!v1::Screening::Income_IsValid(header.declared_income())) {
    return absl::InvalidArgumentError(
        absl::StrCat("header.declared_income must be a known income, got ",
                     header.declared_income()));
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
  upload.facts.territories = *territories;
  upload.facts.purpose =
      static_cast<takedown::Purpose>(header.declared_purpose());
  upload.facts.income = static_cast<takedown::Income>(header.declared_income());
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

absl::StatusOr<VerdictChange> ToVerdictChange(
    const v1::GiveVerdictRequest& request) {
  using Ground = takedown::Verdict::Ground;
  const v1::Verdict& proto = request.verdict();
  absl::StatusOr<VerdictChange> change =
      SubjectOf(request.name(), "verdict.work", proto.work());
  const absl::Status comment =
      CheckLength("verdict.comment", proto.comment(), 0, kMaxCommentBytes);
  const absl::Status status = FirstError({change.status(), comment});
  if (!status.ok()) return status;
  const bool allows = proto.action() == v1::Decision::ALLOW;
  if (!allows && proto.action() != v1::Decision::LICENSING_REQUIRED &&
      proto.action() != v1::Decision::TAKEDOWN) {
    return absl::InvalidArgumentError(absl::StrCat(
        "verdict.action must be ALLOW, LICENSING_REQUIRED or TAKEDOWN, got ",
        v1::Decision::Action_Name(proto.action())));
  }
  const v1::Verdict::Ground ground =
      proto.ground() == v1::Verdict::GROUND_UNSPECIFIED && !allows
          ? v1::Verdict::INFRINGEMENT
          : proto.ground();
  if (!v1::Verdict::Ground_IsValid(ground) ||
      ground == v1::Verdict::GROUND_UNSPECIFIED ||
      allows == (ground == v1::Verdict::INFRINGEMENT)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "verdict.ground must be ",
        allows ? "WRONG_MATCH, NOT_OWNED, PERMITTED or EXCEPTION for ALLOW"
               : "INFRINGEMENT for all but ALLOW",
        ", got ",
        v1::Verdict::Ground_IsValid(ground) ? v1::Verdict::Ground_Name(ground)
                                            : absl::StrCat(ground)));
  }
  change->action = static_cast<takedown::Action>(proto.action());
  change->ground = static_cast<Ground>(ground);
  change->comment = proto.comment();
  return change;
}

absl::StatusOr<VerdictChange> ToVerdictChange(
    const v1::TakeBackVerdictRequest& request) {
  return SubjectOf(request.name(), "work", request.work());
}

}  // namespace earmark::service
