// The catalogue as its callers see it: a real service, over TCP.
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"
#include "tests/service/media.h"
#include "tests/service/running_service.h"

namespace earmark::service {
namespace {

using Stub = v1::CatalogService::Stub;
using absl::StatusCode;
using testing::HasSubstr;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

template <typename T>
StatusCode CodeOf(const absl::StatusOr<T>& answer) {
  return answer.status().code();
}

template <typename A, typename B>
bool Same(const A& a, const B& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

class CatalogJourneyTest : public testing::Test {
 protected:
  absl::StatusOr<v1::Owner> CreateOwner(const std::string& text) {
    return Call(&Stub::CreateOwner, service_.catalog(),
                Parse<v1::CreateOwnerRequest>(text));
  }
  absl::StatusOr<v1::Owner> GetOwner(const std::string& name) {
    v1::GetOwnerRequest request;
    request.set_name(name);
    return Call(&Stub::GetOwner, service_.catalog(), request);
  }
  absl::StatusOr<v1::Owner> UpdateOwner(const std::string& text) {
    return Call(&Stub::UpdateOwner, service_.catalog(),
                Parse<v1::UpdateOwnerRequest>(text));
  }
  absl::StatusOr<v1::Owner> TrustOwner(const std::string& text) {
    return Call(&Stub::TrustOwner, service_.catalog(),
                Parse<v1::TrustOwnerRequest>(text));
  }
  absl::StatusOr<v1::Owner> PutOwnerOnProbation(const std::string& text) {
    return Call(&Stub::PutOwnerOnProbation, service_.catalog(),
                Parse<v1::PutOwnerOnProbationRequest>(text));
  }
  absl::StatusOr<v1::Work> CreateWork(const std::string& text) {
    return Call(&Stub::CreateWork, service_.catalog(),
                Parse<v1::CreateWorkRequest>(text));
  }
  absl::StatusOr<v1::Work> GetWork(const std::string& name) {
    v1::GetWorkRequest request;
    request.set_name(name);
    return Call(&Stub::GetWork, service_.catalog(), request);
  }
  absl::StatusOr<v1::Work> UpdateWork(const std::string& text) {
    return Call(&Stub::UpdateWork, service_.catalog(),
                Parse<v1::UpdateWorkRequest>(text));
  }
  absl::StatusOr<v1::Work> WithdrawWork(const std::string& text) {
    return Call(&Stub::WithdrawWork, service_.catalog(),
                Parse<v1::WithdrawWorkRequest>(text));
  }
  absl::StatusOr<v1::Reference> GetReference(const std::string& name) {
    v1::GetReferenceRequest request;
    request.set_name(name);
    return Call(&Stub::GetReference, service_.catalog(), request);
  }

  // The ids of all pages, and how many pages there were.
  std::vector<std::string> ListWorks(int page_size, const std::string& owner,
                                     int& pages) {
    std::vector<std::string> names;
    v1::ListWorksRequest request;
    request.set_page_size(page_size);
    request.set_owner(owner);
    pages = 0;
    do {
      const absl::StatusOr<v1::ListWorksResponse> page =
          Call(&Stub::ListWorks, service_.catalog(), request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      EXPECT_LE(page->works_size(), page_size);
      for (const v1::Work& work : page->works()) names.push_back(work.name());
      request.set_page_token(page->next_page_token());
      ++pages;
    } while (!request.page_token().empty());
    return names;
  }

  TemporaryFolder folder_;
  RunningService service_{OptionsIn(folder_)};
};

TEST_F(CatalogJourneyTest, OwnerIsCreatedOnceOnProbation) {
  const absl::StatusOr<v1::Owner> owner = CreateOwner(
      R"pb(owner_id: "sun"
           owner {
             display_name: "Sun"
             policy: "policies/takedown"
             trust: TRUSTED
           }
      )pb");
  ASSERT_TRUE(owner.ok()) << owner.status();
  EXPECT_EQ(owner->name(), "owners/sun");
  EXPECT_EQ(owner->trust(), v1::Owner::PROBATION);
  EXPECT_TRUE(owner->has_create_time());
  const absl::StatusOr<v1::Owner> again = CreateOwner(
      R"pb(owner_id: "sun"
           owner { display_name: "Sun" policy: "policies/takedown" })pb");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(Same(*again, *owner));
  EXPECT_TRUE(Same(*GetOwner("owners/sun"), *owner));
  EXPECT_EQ(CodeOf(CreateOwner(R"pb(owner_id: "sun"
                                    owner { display_name: "Moon" })pb")),
            StatusCode::kAlreadyExists);
}

TEST_F(CatalogJourneyTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(CodeOf(GetOwner("owners/none")), StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(GetWork("works/none")), StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(GetReference("works/none/references/none")),
            StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(TrustOwner("name: \"owners/none\"")), StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(WithdrawWork("name: \"works/none\"")),
            StatusCode::kNotFound);
  EXPECT_EQ(
      CodeOf(CreateWork(R"pb(work_id: "w"
                             work { title: "W" owner: "owners/none" })pb")),
      StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(service_.AddReference("none", "x")), StatusCode::kNotFound);
  v1::ListReferencesRequest list;
  list.set_parent("works/none");
  EXPECT_EQ(CodeOf(Call(&Stub::ListReferences, service_.catalog(), list)),
            StatusCode::kNotFound);
}

TEST_F(CatalogJourneyTest, MalformedNamesAreInvalid) {
  EXPECT_EQ(CodeOf(GetOwner("sun")), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(GetWork("")), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(GetReference("works/a")), StatusCode::kInvalidArgument);
}

TEST_F(CatalogJourneyTest, StaleEtagIsAborted) {
  ASSERT_TRUE(CreateOwner("owner_id: \"sun\"").ok());
  const absl::StatusOr<v1::Owner> updated = UpdateOwner(
      R"pb(owner { name: "owners/sun" etag: "1" display_name: "Sun" }
           update_mask { paths: "display_name" })pb");
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->display_name(), "Sun");
  EXPECT_EQ(updated->policy(), "policies/track");
  EXPECT_NE(updated->etag(), "1");
  const absl::StatusOr<v1::Owner> stale = UpdateOwner(
      R"pb(owner { name: "owners/sun" etag: "1" display_name: "Moon" }
           update_mask { paths: "display_name" })pb");
  EXPECT_EQ(CodeOf(stale), StatusCode::kAborted);
  EXPECT_EQ(GetOwner("owners/sun")->display_name(), "Sun");
}

TEST_F(CatalogJourneyTest, RepeatedRequestDoesNothingMore) {
  ASSERT_TRUE(CreateOwner("owner_id: \"sun\"").ok());
  const std::string trust =
      R"pb(name: "owners/sun" etag: "1" request_id: "t1")pb";
  ASSERT_EQ(TrustOwner(trust)->trust(), v1::Owner::TRUSTED);
  const absl::StatusOr<v1::Owner> back =
      PutOwnerOnProbation(R"pb(name: "owners/sun" request_id: "p1")pb");
  ASSERT_TRUE(back.ok()) << back.status();
  // A late repeat of the first call must not undo the second.
  const absl::StatusOr<v1::Owner> repeated = TrustOwner(trust);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_TRUE(Same(*repeated, *back));
  EXPECT_EQ(CodeOf(TrustOwner(R"pb(name: "owners/sun" request_id: "p1")pb")),
            StatusCode::kAlreadyExists);
}

TEST_F(CatalogJourneyTest, WorkIsUpdatedByMask) {
  ASSERT_TRUE(CreateOwner("owner_id: \"sun\"").ok());
  ASSERT_TRUE(CreateOwner("owner_id: \"moon\"").ok());
  ASSERT_TRUE(CreateWork(R"pb(work_id: "w"
                              work { title: "W" owner: "owners/sun" })pb")
                  .ok());
  const absl::StatusOr<v1::Work> updated = UpdateWork(
      R"pb(work {
             name: "works/w"
             title: "ignored"
             owner: "owners/moon"
             territories: "FR"
             policy: "policies/takedown"
           }
           update_mask { paths: [ "owner", "territories", "policy" ] }
      )pb");
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->title(), "W");
  EXPECT_EQ(updated->owner(), "owners/moon");
  EXPECT_EQ(updated->territories(0), "FR");
  EXPECT_EQ(updated->policy(), "policies/takedown");
  EXPECT_TRUE(Same(*GetWork("works/w"), *updated));
  EXPECT_EQ(CodeOf(UpdateWork(
                R"pb(work { name: "works/w" owner: "owners/none" }
                     update_mask { paths: "owner" })pb")),
            StatusCode::kNotFound);
}

TEST_F(CatalogJourneyTest, PagesHoldEachWorkOnce) {
  ASSERT_TRUE(CreateOwner("owner_id: \"sun\"").ok());
  ASSERT_TRUE(CreateOwner("owner_id: \"moon\"").ok());
  std::vector<std::string> all;
  std::vector<std::string> of_moon;
  for (int i = 0; i < 25; ++i) {
    const std::string id = absl::StrCat("w", 100 + i);
    const bool moon = i % 5 == 0;
    v1::CreateWorkRequest request;
    request.set_work_id(id);
    request.mutable_work()->set_title(id);
    request.mutable_work()->set_owner(moon ? "owners/moon" : "owners/sun");
    ASSERT_TRUE(Call(&Stub::CreateWork, service_.catalog(), request).ok());
    all.push_back("works/" + id);
    if (moon) of_moon.push_back("works/" + id);
  }
  int pages;
  EXPECT_EQ(ListWorks(10, "", pages), all);
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(ListWorks(25, "", pages), all);
  EXPECT_EQ(ListWorks(2, "owners/moon", pages), of_moon);
  EXPECT_TRUE(ListWorks(10, "owners/none", pages).empty());

  v1::ListWorksRequest request;
  request.set_page_size(10);
  request.set_page_token(
      Call(&Stub::ListWorks, service_.catalog(), request)->next_page_token());
  request.set_owner("owners/sun");
  EXPECT_EQ(CodeOf(Call(&Stub::ListWorks, service_.catalog(), request)),
            StatusCode::kInvalidArgument);
  request.set_page_size(1001);
  EXPECT_EQ(CodeOf(Call(&Stub::ListWorks, service_.catalog(), request)),
            StatusCode::kInvalidArgument);
}

TEST_F(CatalogJourneyTest, ReferenceLivesAndDiesWithItsWork) {
  service_.RegisterWork("w");
  WriteMelody(folder_ / "a.wav", 1, 20);
  WriteMelody(folder_ / "b.wav", 2, 20);
  const std::string a = ReadFile(folder_ / "a.wav");
  const std::string b = ReadFile(folder_ / "b.wav");

  const absl::StatusOr<v1::Reference> first =
      service_.AddReference("w", a, "add-a");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->size_bytes(), static_cast<int64_t>(a.size()));
  EXPECT_EQ(first->duration().seconds(), 20);
  EXPECT_EQ(first->state(), v1::Reference::ACTIVE);
  EXPECT_TRUE(Same(*GetReference(first->name()), *first));

  // The same content is the same reference, with any request id.
  EXPECT_TRUE(Same(*service_.AddReference("w", a, "add-a"), *first));
  EXPECT_TRUE(Same(*service_.AddReference("w", a), *first));
  // The same request id with other content is another request.
  EXPECT_EQ(CodeOf(service_.AddReference("w", b, "add-a")),
            StatusCode::kAlreadyExists);
  const absl::StatusOr<v1::Reference> second =
      service_.AddReference("w", b, "add-b");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_NE(second->name(), first->name());

  v1::ListReferencesRequest list;
  list.set_parent("works/w");
  list.set_page_size(1);
  std::set<std::string> names;
  do {
    const absl::StatusOr<v1::ListReferencesResponse> page =
        Call(&Stub::ListReferences, service_.catalog(), list);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_EQ(page->references_size(), 1);
    names.insert(page->references(0).name());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(names, (std::set<std::string>{first->name(), second->name()}));

  const absl::StatusOr<v1::Work> withdrawn =
      WithdrawWork(R"pb(name: "works/w" etag: "1" request_id: "x")pb");
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->state(), v1::Work::WITHDRAWN);
  EXPECT_EQ(GetReference(first->name())->state(), v1::Reference::WITHDRAWN);
  EXPECT_TRUE(Same(*WithdrawWork("name: \"works/w\""), *withdrawn));
  EXPECT_EQ(CodeOf(service_.AddReference("w", a)),
            StatusCode::kFailedPrecondition);
  // A late repeat of what was done before gets the reference as it is now.
  EXPECT_EQ(service_.AddReference("w", a, "add-a")->state(),
            v1::Reference::WITHDRAWN);
  EXPECT_EQ(CodeOf(UpdateWork(R"pb(work { name: "works/w" title: "New" }
                                   update_mask { paths: "title" })pb")),
            StatusCode::kFailedPrecondition);
  v1::EnableReferenceRequest enable;
  enable.set_name(first->name());
  EXPECT_EQ(CodeOf(Call(&Stub::EnableReference, service_.catalog(), enable)),
            StatusCode::kFailedPrecondition);
}

TEST_F(CatalogJourneyTest, WhatCannotBeRecognisedIsRefused) {
  service_.RegisterWork("w");
  WriteMelody(folder_ / "short.wav", 1, 1);
  const absl::StatusOr<v1::Reference> tiny =
      service_.AddReference("w", ReadFile(folder_ / "short.wav"));
  EXPECT_EQ(CodeOf(tiny), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(service_.AddReference("w", "this is no media file")),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(service_.AddReference("w", "")),
            StatusCode::kInvalidArgument);
}

TEST_F(CatalogJourneyTest, ConcurrentRegistrationsAllSucceed) {
  service_.RegisterWork("w");
  std::vector<std::string> files;
  for (int i = 0; i < 6; ++i) {
    const std::string path = folder_ / absl::StrCat(i, ".wav");
    WriteMelody(path, 10 + i, 10);
    files.push_back(ReadFile(path));
  }
  std::vector<std::thread> threads;
  std::vector<absl::StatusOr<v1::Reference>> answers(
      files.size(), absl::UnknownError("not asked"));
  for (size_t i = 0; i < files.size(); ++i) {
    threads.emplace_back(
        [&, i] { answers[i] = service_.AddReference("w", files[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> names;
  for (const absl::StatusOr<v1::Reference>& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    names.insert(answer->name());
  }
  EXPECT_EQ(names.size(), files.size());
}

TEST_F(CatalogJourneyTest, HealthIsServing) {
  // grpc.health.v1.Health/Check of the whole server: an empty request, and
  // field 1 of the answer is 1, SERVING.
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub(
      service_.channel());
  grpc::ClientContext context;
  const grpc::Slice empty;
  const grpc::ByteBuffer request(&empty, 1);
  grpc::ByteBuffer response;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(
      &context, "/grpc.health.v1.Health/Check", request, &queue);
  call->StartCall();
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag;
  bool ok;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  ASSERT_TRUE(status.ok()) << status.error_message();
  std::vector<grpc::Slice> slices;
  ASSERT_TRUE(response.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  EXPECT_EQ(bytes, "\x08\x01");
}

TEST(ServerTest, EachBadOptionIsNamed) {
  ServerOptions options;
  options.max_queued = -1;
  options.workers.max_concurrent = -2;
  options.extract.max_bytes = 0;
  options.extract.max_duration = {};
  options.extract.max_pixels = 0;
  options.extract.max_streams = 0;
  options.extract.max_memory_bytes = 0;
  options.extract.timeout = {};
  options.matcher.max_expected_false_audio = 0;
  options.matcher.max_expected_false_video = 0;
  options.matcher.max_candidate_false_audio = -1;
  options.matcher.max_candidate_false_video = -1;
  options.decision.manifest_length = std::chrono::seconds(-1);
  options.decision.manifest_false_matches = -1;
  options.fingerprint_retention = -absl::Hours(1);
  options.listen_address = "nowhere";
  options.spool_path = "/no/such/folder";
  const absl::Status status = Server::Start(options).status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  for (const char* field :
       {"store.path must not be empty, got \"\"", "max_queued", "got -1",
        "workers.max_concurrent", "extract.max_bytes", "extract.max_duration",
        "extract.max_pixels", "extract.max_streams", "extract.max_memory_bytes",
        "extract.timeout", "matcher.max_expected_false_audio",
        "matcher.max_expected_false_video", "matcher.max_candidate_false_audio",
        "matcher.max_candidate_false_video", "decision.manifest_length",
        "decision.manifest_false_matches",
        "fingerprint_retention must not be negative, got -1h",
        "listen_address must be HOST:PORT, got nowhere",
        "spool_path must be a folder, got /no/such/folder"}) {
    EXPECT_THAT(std::string(status.message()), HasSubstr(field));
  }
}

TEST(ServerTest, TakenPortIsUnavailable) {
  TemporaryFolder first;
  TemporaryFolder second;
  RunningService running(OptionsIn(first));
  ServerOptions options = OptionsIn(second);
  options.listen_address = absl::StrCat("127.0.0.1:", running.server().port());
  EXPECT_EQ(Server::Start(options).status().code(), StatusCode::kUnavailable);
}

TEST(ServerTest, InProcessServiceNeedsNoPortAndKeepsItsData) {
  TemporaryFolder folder;
  ServerOptions options = OptionsIn(folder);
  options.listen_address.clear();
  for (int round = 0; round < 2; ++round) {
    absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    EXPECT_EQ((*server)->port(), 0);
    const auto stub =
        v1::CatalogService::NewStub((*server)->InProcessChannel());
    v1::GetOwnerRequest get;
    get.set_name("owners/sun");
    const absl::StatusOr<v1::Owner> owner = Call(&Stub::GetOwner, *stub, get);
    EXPECT_EQ(owner.status().code(),
              round == 0 ? StatusCode::kNotFound : StatusCode::kOk);
    v1::CreateOwnerRequest create;
    create.set_owner_id("sun");
    EXPECT_TRUE(Call(&Stub::CreateOwner, *stub, create).ok());
  }
}

}  // namespace
}  // namespace earmark::service
