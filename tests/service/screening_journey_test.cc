// Screening as pipelines see it: a real service over TCP, real media, the real
// worker.
#include <cmath>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/media.h"
#include "tests/service/running_service.h"

namespace earmark::service {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

double SecondsOf(const google::protobuf::Duration& duration) {
  return static_cast<double>(duration.seconds()) + duration.nanos() * 1e-9;
}

// A service that knows works/film, 24 s of audio and video; and an upload of
// 6 s of something else, 12 s of the film from second 6, and something else.
class ScreeningJourneyTest : public testing::Test {
 protected:
  void RegisterFilm() {
    WriteClip(folder_ / "film.mp4", 1, 24);
    WriteClip(folder_ / "host.mp4", 2, 12);
    WriteCut(folder_ / "cut.mp4", folder_ / "host.mp4", 6, folder_ / "film.mp4",
             6, 12);
    service_.RegisterWork("film");
    const absl::StatusOr<v1::Reference> reference =
        service_.AddReference("film", ReadFile(folder_ / "film.mp4"));
    ASSERT_TRUE(reference.ok()) << reference.status();
  }

  TemporaryFolder folder_;
  RunningService service_{OptionsIn(folder_)};
};

TEST_F(ScreeningJourneyTest, RegisteredWorkIsLocatedInsideAnother) {
  RegisterFilm();
  const absl::StatusOr<v1::Screening> screening =
      service_.Screen(HeaderOf("u1"), ReadFile(folder_ / "cut.mp4"));
  ASSERT_TRUE(screening.ok()) << screening.status();
  EXPECT_EQ(screening->decision().action(), v1::Decision::TAKEDOWN);
  std::set<int> modalities;
  for (const v1::Match& match : screening->matches()) {
    EXPECT_EQ(match.work(), "works/film");
    const double start = SecondsOf(match.query_start());
    const double end = SecondsOf(match.query_end());
    const double overlap = std::min(end, 18.0) - std::max(start, 6.0);
    const double together = std::max(end, 18.0) - std::min(start, 6.0);
    EXPECT_GE(overlap / together, 0.5) << match.ShortDebugString();
    EXPECT_NEAR(SecondsOf(match.reference_start()) - start, 0, 1);
    modalities.insert(match.modality());
  }
  EXPECT_EQ(modalities, (std::set<int>{v1::Match::AUDIO, v1::Match::VIDEO}));
  EXPECT_NEAR(SecondsOf(screening->duration()), 24, 0.5);
  EXPECT_EQ(screening->coverages_size(), 2);
  EXPECT_EQ(screening->account_token().find("account-1"), std::string::npos);

  v1::GetScreeningRequest get;
  get.set_name(screening->name());
  const absl::StatusOr<v1::Screening> stored = Call(
      &v1::ScreeningService::Stub::GetScreening, service_.screenings(), get);
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->SerializeAsString(), screening->SerializeAsString());
}

TEST_F(ScreeningJourneyTest, UnknownMaterialIsAllowed) {
  RegisterFilm();
  const absl::StatusOr<v1::Screening> screening =
      service_.Screen(HeaderOf("u1"), ReadFile(folder_ / "host.mp4"));
  ASSERT_TRUE(screening.ok()) << screening.status();
  EXPECT_EQ(screening->matches_size(), 0);
  EXPECT_EQ(screening->decision().action(), v1::Decision::ALLOW);
  EXPECT_EQ(screening->decision().reasons(0).rule(),
            v1::Decision::Reason::NO_MATCH);
}

// The decision must not depend on whether anybody can see, or save, the upload.
TEST_F(ScreeningJourneyTest, NoLabelReachesTheDecision) {
  RegisterFilm();
  RunFfmpeg(absl::StrCat("-ss 2 -t 5 -i ", folder_ / "film.mp4", " ",
                         folder_ / "part.mp4"));
  const std::string upload = ReadFile(folder_ / "part.mp4");
  const absl::StatusOr<v1::Screening> plain =
      service_.Screen(HeaderOf("plain"), upload);
  ASSERT_TRUE(plain.ok()) << plain.status();
  ASSERT_GT(plain->matches_size(), 0);
  const std::vector<std::string> keys = {"visibility", "downloads", "audience",
                                         "album",      "watermark", "duet",
                                         "country",    "TAKEDOWN"};
  const std::vector<std::string> values = {
      "private", "off", "friends", "public", "on", "0", "", "ALLOW"};
  for (int i = 0; i < 100; ++i) {
    v1::UploadHeader header = HeaderOf(absl::StrCat("labelled-", i));
    for (int j = 0; j <= i % 5; ++j) {
      (*header.mutable_labels())[keys[(i + j) % keys.size()]] =
          values[(i / 3 + j) % values.size()];
    }
    const absl::StatusOr<v1::Screening> labelled =
        service_.Screen(header, upload);
    ASSERT_TRUE(labelled.ok()) << labelled.status();
    EXPECT_EQ(labelled->decision().SerializeAsString(),
              plain->decision().SerializeAsString());
    ASSERT_EQ(labelled->matches_size(), plain->matches_size());
    for (int j = 0; j < plain->matches_size(); ++j) {
      EXPECT_EQ(labelled->matches(j).SerializeAsString(),
                plain->matches(j).SerializeAsString());
    }
    EXPECT_EQ(labelled->labels().size(), header.labels().size());
    for (const auto& [key, value] : header.labels()) {
      EXPECT_EQ(labelled->labels().at(key), value);
    }
  }
}

// Candidates are for people: with limits that turn all that is found into
// candidates, the decision is that of an upload in which nothing is found.
TEST(CandidatesJourneyTest, NoCandidateReachesTheDecision) {
  const TemporaryFolder media;
  WriteClip(media / "film.mp4", 1, 24);
  RunFfmpeg(absl::StrCat("-ss 2 -t 10 -i ", media / "film.mp4", " ",
                         media / "part.mp4"));
  std::vector<v1::Screening> screenings;
  for (const double limit : {1.0, 0.0}) {
    const TemporaryFolder folder;
    ServerOptions options = OptionsIn(folder);
    options.matcher.max_expected_false_audio = 1e-300;
    options.matcher.max_expected_false_video = 1e-300;
    options.matcher.max_candidate_false_audio = limit;
    options.matcher.max_candidate_false_video = limit;
    RunningService service(options);
    service.RegisterWork("film");
    ASSERT_TRUE(
        service.AddReference("film", ReadFile(media / "film.mp4")).ok());
    const absl::StatusOr<v1::Screening> screening =
        service.Screen(HeaderOf("u"), ReadFile(media / "part.mp4"));
    ASSERT_TRUE(screening.ok()) << screening.status();
    screenings.push_back(*screening);
  }
  EXPECT_EQ(screenings[0].matches_size(), 0);
  ASSERT_GE(screenings[0].candidates_size(), 1);
  EXPECT_EQ(screenings[0].candidates(0).work(), "works/film");
  EXPECT_EQ(screenings[1].candidates_size(), 0);
  EXPECT_EQ(screenings[0].decision().SerializeAsString(),
            screenings[1].decision().SerializeAsString());
  EXPECT_EQ(screenings[0].decision().action(), v1::Decision::ALLOW);
}

TEST_F(ScreeningJourneyTest, DisabledReferenceIsNotFoundUntilEnabled) {
  RegisterFilm();
  const std::string upload = ReadFile(folder_ / "cut.mp4");
  v1::ListReferencesRequest list;
  list.set_parent("works/film");
  using Catalog = v1::CatalogService::Stub;
  const std::string reference =
      Call(&Catalog::ListReferences, service_.catalog(), list)
          ->references(0)
          .name();
  v1::DisableReferenceRequest disable;
  disable.set_name(reference);
  ASSERT_TRUE(
      Call(&Catalog::DisableReference, service_.catalog(), disable).ok());
  EXPECT_EQ(service_.Screen(HeaderOf("off"), upload)->matches_size(), 0);
  v1::EnableReferenceRequest enable;
  enable.set_name(reference);
  ASSERT_TRUE(Call(&Catalog::EnableReference, service_.catalog(), enable).ok());
  EXPECT_GT(service_.Screen(HeaderOf("on"), upload)->matches_size(), 0);
  v1::WithdrawWorkRequest withdraw;
  withdraw.set_name("works/film");
  ASSERT_TRUE(Call(&Catalog::WithdrawWork, service_.catalog(), withdraw).ok());
  EXPECT_EQ(service_.Screen(HeaderOf("gone"), upload)->matches_size(), 0);
}

// The rest needs only audio, and less of it.
class ScreeningStreamTest : public testing::Test {
 protected:
  explicit ScreeningStreamTest(int max_queued = 8)
      : service_(Options(folder_, max_queued)) {}

  void SetUp() override {
    WriteMelody(folder_ / "a.wav", 1, 5);
    WriteMelody(folder_ / "b.wav", 2, 5);
    a_ = ReadFile(folder_ / "a.wav");
    b_ = ReadFile(folder_ / "b.wav");
  }

  static ServerOptions Options(const TemporaryFolder& folder, int max_queued) {
    ServerOptions options = OptionsIn(folder);
    options.workers.max_concurrent = 1;
    options.max_queued = max_queued;
    options.extract.max_bytes = 4 << 20;
    return options;
  }

  // Screens a file that is not done within minutes; returns when the decoder
  // is at work. The call ends by `context`, or after `timeout`.
  std::jthread StartLongUpload(
      grpc::ClientContext& context, absl::StatusOr<v1::Screening>& answer,
      absl::Duration timeout = absl::InfiniteDuration()) {
    WriteLongFile(folder_ / "long.h264");
    const std::string bytes = ReadFile(folder_ / "long.h264");
    std::jthread thread([this, &context, &answer, timeout, bytes] {
      context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
      answer = service_.Screen(HeaderOf("long"), bytes, &context);
    });
    EXPECT_TRUE(Eventually([this] { return Decoders() > idle_; }));
    return thread;
  }

  static int Decoders() { return CountDescendants("earmark-worker"); }

  int CountScreenings() {
    const absl::StatusOr<v1::ListScreeningsResponse> list =
        Call(&v1::ScreeningService::Stub::ListScreenings, service_.screenings(),
             v1::ListScreeningsRequest());
    EXPECT_TRUE(list.ok()) << list.status();
    return list.ok() ? list->screenings_size() : -1;
  }

  // Sends these messages and closes.
  absl::Status Send(const std::vector<v1::ScreenUploadRequest>& parts) {
    grpc::ClientContext context;
    v1::Screening screening;
    const auto writer =
        service_.screenings().ScreenUpload(&context, &screening);
    for (const v1::ScreenUploadRequest& part : parts) {
      if (!writer->Write(part)) break;
    }
    writer->WritesDone();
    return FromGrpc(writer->Finish());
  }

  static v1::ScreenUploadRequest HeaderPart(const std::string& upload_id) {
    v1::ScreenUploadRequest part;
    *part.mutable_header() = HeaderOf(upload_id);
    return part;
  }

  static v1::ScreenUploadRequest ChunkPart(const std::string& bytes) {
    v1::ScreenUploadRequest part;
    part.set_chunk(bytes);
    return part;
  }

  TemporaryFolder folder_;
  RunningService service_;
  // Processes of the worker when nothing is decoded.
  const int idle_ = Decoders();
  std::string a_;
  std::string b_;
};

TEST_F(ScreeningStreamTest, SameUploadHasOneAnswer) {
  const absl::StatusOr<v1::Screening> first =
      service_.Screen(HeaderOf("u"), a_);
  ASSERT_TRUE(first.ok()) << first.status();
  for (const size_t chunk_bytes : {1000, 1 << 20}) {
    const absl::StatusOr<v1::Screening> again =
        service_.Screen(HeaderOf("u"), a_, nullptr, chunk_bytes);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  }
  EXPECT_EQ(CountScreenings(), 1);
}

TEST_F(ScreeningStreamTest, OtherBytesOrFactsAreAnotherUpload) {
  ASSERT_TRUE(service_.Screen(HeaderOf("u"), a_).ok());
  EXPECT_EQ(service_.Screen(HeaderOf("u"), b_).status().code(),
            StatusCode::kAlreadyExists);
  v1::UploadHeader header = HeaderOf("u");
  header.set_account("somebody else");
  EXPECT_EQ(service_.Screen(header, a_).status().code(),
            StatusCode::kAlreadyExists);
  header = HeaderOf("u");
  header.add_territories("FR");
  EXPECT_EQ(service_.Screen(header, a_).status().code(),
            StatusCode::kAlreadyExists);
  header = HeaderOf("u");
  header.set_declared_purpose(v1::Screening::PARODY);
  EXPECT_EQ(service_.Screen(header, a_).status().code(),
            StatusCode::kAlreadyExists);
  EXPECT_EQ(CountScreenings(), 1);
}

TEST_F(ScreeningStreamTest, ScreeningsAreListedNewestFirst) {
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) {
    const absl::StatusOr<v1::Screening> screening =
        service_.Screen(HeaderOf(absl::StrCat("u", i)), a_);
    ASSERT_TRUE(screening.ok()) << screening.status();
    names.insert(names.begin(), screening->name());
  }
  std::vector<std::string> listed;
  v1::ListScreeningsRequest list;
  list.set_page_size(2);
  do {
    const absl::StatusOr<v1::ListScreeningsResponse> page =
        Call(&v1::ScreeningService::Stub::ListScreenings, service_.screenings(),
             list);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Screening& screening : page->screenings()) {
      listed.push_back(screening.name());
    }
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(listed, names);

  list.set_upload_id("u3");
  const absl::StatusOr<v1::ListScreeningsResponse> one = Call(
      &v1::ScreeningService::Stub::ListScreenings, service_.screenings(), list);
  ASSERT_TRUE(one.ok()) << one.status();
  ASSERT_EQ(one->screenings_size(), 1);
  EXPECT_EQ(one->screenings(0).upload_id(), "u3");
}

TEST_F(ScreeningStreamTest, BrokenStreamsAreExplained) {
  EXPECT_EQ(Send({}).message(),
            "the stream must begin with a header, got no message");
  EXPECT_EQ(Send({ChunkPart(a_)}).message(),
            "the first message must be a header, got a chunk");
  EXPECT_EQ(Send({HeaderPart("u"), HeaderPart("u")}).message(),
            "header must come once, got a second one");
  EXPECT_EQ(Send({HeaderPart("u"), ChunkPart(a_), HeaderPart("u")}).message(),
            "header must come once, got a second one");
  EXPECT_EQ(Send({v1::ScreenUploadRequest()}).message(),
            "each message must be a header or a chunk, got neither");
  EXPECT_EQ(Send({HeaderPart("u")}).message(),
            "file must not be empty, got a size of 0 bytes");
  EXPECT_EQ(Send({HeaderPart("u"), ChunkPart("")}).message(),
            "file must not be empty, got a size of 0 bytes");
  EXPECT_EQ(Send({HeaderPart("u"), ChunkPart(std::string((1 << 20) + 1, 'x'))})
                .message(),
            "chunk must have at most 1048576 bytes, got 1048577");
  v1::ScreenUploadRequest sized = HeaderPart("u");
  sized.mutable_header()->set_size_bytes(static_cast<int64_t>(a_.size()) + 1);
  EXPECT_THAT(std::string(Send({sized, ChunkPart(a_)}).message()),
              HasSubstr("as header.size_bytes says"));
  sized.mutable_header()->set_size_bytes(5 << 20);
  EXPECT_THAT(std::string(Send({sized}).message()),
              HasSubstr("header.size_bytes must be at most 4194304, got"));
  EXPECT_THAT(
      std::string(service_.Screen(HeaderOf("u"), std::string(5 << 20, 'x'))
                      .status()
                      .message()),
      HasSubstr("file must have at most 4194304 bytes"));
  EXPECT_EQ(CountScreenings(), 0);
  // Not one of them used the upload id up.
  EXPECT_TRUE(service_.Screen(HeaderOf("u"), a_).ok());
}

TEST_F(ScreeningStreamTest, IdenticalUploadsAtATimeAreOneScreening) {
  std::vector<std::thread> threads;
  threads.reserve(8);
  std::vector<absl::StatusOr<v1::Screening>> answers(
      8, absl::UnknownError("not asked"));
  for (absl::StatusOr<v1::Screening>& answer : answers) {
    threads.emplace_back(
        [this, &answer] { answer = service_.Screen(HeaderOf("u"), a_); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const absl::StatusOr<v1::Screening>& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->SerializeAsString(), answers[0]->SerializeAsString());
  }
  EXPECT_EQ(CountScreenings(), 1);
}

TEST_F(ScreeningStreamTest, CancellationReachesTheDecoder) {
  grpc::ClientContext context;
  absl::StatusOr<v1::Screening> answer;
  std::jthread thread = StartLongUpload(context, answer);
  context.TryCancel();
  thread.join();
  EXPECT_EQ(answer.status().code(), StatusCode::kCancelled);
  EXPECT_TRUE(Eventually([this] { return Decoders() == idle_; }));
  EXPECT_EQ(CountScreenings(), 0);
  EXPECT_TRUE(Eventually(
      [this] { return service_.Screen(HeaderOf("next"), a_).ok(); }));
}

TEST_F(ScreeningStreamTest, DeadlineReachesTheDecoder) {
  grpc::ClientContext context;
  absl::StatusOr<v1::Screening> answer;
  std::jthread thread = StartLongUpload(context, answer, absl::Seconds(5));
  thread.join();
  EXPECT_EQ(answer.status().code(), StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(Eventually([this] { return Decoders() == idle_; }));
  EXPECT_EQ(CountScreenings(), 0);
}

// One upload at a time, and none may wait.
class FullQueueTest : public ScreeningStreamTest {
 protected:
  FullQueueTest() : ScreeningStreamTest(/*max_queued=*/0) {}
};

TEST_F(FullQueueTest, RefusedUploadIsAskedToComeBack) {
  grpc::ClientContext long_context;
  absl::StatusOr<v1::Screening> long_answer;
  std::jthread thread = StartLongUpload(long_context, long_answer);
  grpc::ClientContext context;
  const absl::StatusOr<v1::Screening> refused =
      service_.Screen(HeaderOf("u"), a_, &context);
  EXPECT_EQ(refused.status().code(), StatusCode::kResourceExhausted);
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto pushback = trailers.find(kRetryPushbackKey);
  EXPECT_NE(pushback, trailers.end());
  int milliseconds = 0;
  EXPECT_TRUE(pushback != trailers.end() &&
              absl::SimpleAtoi(
                  std::string(pushback->second.data(), pushback->second.size()),
                  &milliseconds));
  EXPECT_GE(milliseconds, 100);
  EXPECT_LE(milliseconds, 30'000);
  long_context.TryCancel();
  thread.join();
  EXPECT_TRUE(
      Eventually([this] { return service_.Screen(HeaderOf("u"), a_).ok(); }));
  // What is known already needs no place in the queue.
  grpc::ClientContext other_context;
  std::jthread other_thread = StartLongUpload(other_context, long_answer);
  EXPECT_TRUE(service_.Screen(HeaderOf("u"), a_).ok());
  other_context.TryCancel();
}

TEST_F(ScreeningStreamTest, VanishedCallersLeaveNothing) {
  ASSERT_TRUE(service_.Screen(HeaderOf("first"), a_).ok());
  const int descriptors = CountDescriptors();
  for (int i = 0; i < 50; ++i) {
    grpc::ClientContext context;
    v1::Screening screening;
    const auto writer =
        service_.screenings().ScreenUpload(&context, &screening);
    if (i % 5 > 0) writer->Write(HeaderPart(absl::StrCat("gone-", i)));
    if (i % 5 > 1) writer->Write(ChunkPart(a_.substr(0, a_.size() / 2)));
    if (i % 5 > 2) writer->Write(ChunkPart(a_.substr(a_.size() / 2)));
    if (i % 5 > 3) writer->WritesDone();
    context.TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  EXPECT_TRUE(Eventually([&] { return CountDescriptors() <= descriptors; }))
      << CountDescriptors() << " descriptors, were " << descriptors;
  EXPECT_TRUE(Eventually([this] { return Decoders() == idle_; }));
  // Only uploads that were sent whole can have been screened.
  v1::ListScreeningsRequest list;
  list.set_page_size(1000);
  const absl::StatusOr<v1::ListScreeningsResponse> screenings = Call(
      &v1::ScreeningService::Stub::ListScreenings, service_.screenings(), list);
  ASSERT_TRUE(screenings.ok()) << screenings.status();
  for (const v1::Screening& screening : screenings->screenings()) {
    EXPECT_EQ(screening.size_bytes(), static_cast<int64_t>(a_.size()));
  }
}

TEST_F(ScreeningStreamTest, DrainFinishesCallsInFlight) {
  grpc::ClientContext context;
  v1::Screening screening;
  const auto writer = service_.screenings().ScreenUpload(&context, &screening);
  ASSERT_TRUE(writer->Write(HeaderPart("u")));
  ASSERT_TRUE(writer->Write(ChunkPart(a_)));
  // A call that has not begun is not in flight: see that this one has.
  ASSERT_TRUE(service_.Screen(HeaderOf("other"), a_).ok());
  std::thread drain([this] { service_.server().Drain(absl::Minutes(1)); });
  EXPECT_TRUE(Eventually([this] {
    return service_.Screen(HeaderOf("late"), b_).status().code() ==
           StatusCode::kUnavailable;
  }));
  writer->WritesDone();
  const absl::Status status = FromGrpc(writer->Finish());
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(screening.upload_id(), "u");
  drain.join();
}

TEST_F(ScreeningStreamTest, DrainCutsWhatOutlastsTheGrace) {
  grpc::ClientContext context;
  absl::StatusOr<v1::Screening> answer;
  std::jthread thread = StartLongUpload(context, answer);
  service_.server().Drain(absl::ZeroDuration());
  thread.join();
  EXPECT_FALSE(answer.ok());
  EXPECT_TRUE(Eventually([this] { return Decoders() == idle_; }));
}

}  // namespace
}  // namespace earmark::service
