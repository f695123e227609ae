#include "cli/titles.h"

#include "earmark/v1/catalog_service.grpc.pb.h"

namespace earmark::cli {

void AddTitle(Connection& connection, const std::string& work, Titles& titles) {
  if (titles.contains(work)) return;
  v1::GetWorkRequest request;
  request.set_name(work);
  const absl::StatusOr<v1::Work> found =
      connection.Call(&v1::CatalogService::Stub::GetWork, request);
  if (found.ok()) titles[work] = found->title();
}

void AddTitles(Connection& connection, const v1::Screening& screening,
               Titles& titles) {
  for (const auto* matches : {&screening.matches(), &screening.candidates()}) {
    for (const v1::Match& match : *matches) {
      AddTitle(connection, match.work(), titles);
    }
  }
}

}  // namespace earmark::cli
