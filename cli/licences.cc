#include "cli/licences.h"

#include <iterator>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "cli/content_digest.h"
#include "cli/earlier_uploads.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/text.h"
#include "cli/values.h"
#include "earmark/v1/rights_service.grpc.pb.h"

namespace earmark::cli {
namespace {

using Rights = v1::RightsService::Stub;

constexpr char kAllowlistPrefix[] = "allow-";
constexpr size_t kAllowlistDigits = 16;

}  // namespace

absl::StatusOr<std::vector<v1::Licence>> LicencesOf(Connection& connection,
                                                    const std::string& parent) {
  v1::ListLicencesRequest first;
  first.set_parent(parent);
  first.set_page_size(kPageSize);
  std::vector<v1::Licence> licences;
  const absl::Status listed =
      ForEachPage<v1::ListLicencesRequest, v1::ListLicencesResponse>(
          first,
          [&](const v1::ListLicencesRequest& request) {
            return connection.Call(&Rights::ListLicences, request);
          },
          [&](const v1::ListLicencesResponse& page) {
            licences.insert(licences.end(), page.licences().begin(),
                            page.licences().end());
            return true;
          });
  if (!listed.ok()) return listed;
  return licences;
}

absl::StatusOr<v1::Licence> CreateLicence(Connection& connection,
                                          const std::string& name,
                                          const v1::Licence& licence) {
  v1::CreateLicenceRequest request;
  request.set_parent(name.substr(0, name.rfind("/licences/")));
  request.set_licence_id(IdOf(name));
  *request.mutable_licence() = licence;
  return connection.Call(&Rights::CreateLicence, request);
}

absl::StatusOr<ExitCode> RemoveLicence(Connection& connection,
                                       const std::string& name,
                                       const std::string& etag,
                                       const Settings& settings,
                                       Console& console) {
  v1::DeleteLicenceRequest request;
  request.set_name(name);
  request.set_etag(etag);
  const absl::StatusOr<google::protobuf::Empty> removed =
      connection.Call(&Rights::DeleteLicence, request);
  if (!removed.ok()) return removed.status();
  console.out << (settings.json ? ToJson(*removed)
                                : "removed: " + ForTerminal(name))
              << "\n";
  return ReviseEarlierUploads(connection, settings.json, console);
}

std::string AllowlistId(const std::string& account) {
  return kAllowlistPrefix + absl::BytesToHexString(DigestOf(account).substr(
                                0, kAllowlistDigits / 2));
}

bool IsAllowlistId(const std::string& id) {
  if (!id.starts_with(kAllowlistPrefix)) return false;
  const std::string digits = id.substr(std::size(kAllowlistPrefix) - 1);
  return digits.size() == kAllowlistDigits &&
         digits.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace earmark::cli
