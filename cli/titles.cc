#include "cli/titles.h"

namespace earmark::cli {

void AddTitles(Connection& connection, const v1::Screening& screening,
               Titles& titles) {
  for (const auto* matches : {&screening.matches(), &screening.candidates()}) {
    for (const v1::Match& match : *matches) {
      if (titles.contains(match.work())) continue;
      v1::GetWorkRequest request;
      request.set_name(match.work());
      const absl::StatusOr<v1::Work> work = connection.Call(
          connection.catalog(), &v1::CatalogService::Stub::GetWork, request);
      if (work.ok()) titles[match.work()] = work->title();
    }
  }
}

}  // namespace earmark::cli
