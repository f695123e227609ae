// Several callers at once, and callers who ask again: a real service, and a
// table over all methods that change something.
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "earmark/v1/notice_service.pb.h"
#include "earmark/v1/review_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "tests/service/any_method.h"
#include "tests/service/media.h"
#include "tests/service/running_service.h"

namespace earmark::service {
namespace {

using absl::StatusCode;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using testing::HasSubstr;

constexpr int kCallers = 8;

// A method, and a request of it, or several that differ. In it
//   %  stands for an id that the row has for itself: of an owner, and of a work
//      and a policy of the owner, with a licence `l`;
//   ~  stands for 0-7: other content;
//   {reference}, {other}, {screening}, {case}, {notice}  for names of what the
//      row needs.
struct Step {
  std::string method;
  std::string request;
};

// What a row needs beside its owner.
enum class Needs {
  kNothing,
  kReference,
  kOverlap,
  kQuarantine,
  kScreening,
  kNotice
};

// One method that changes something.
struct Row {
  Step step;
  // Reads what it changes.
  Step read;
  Needs needs = Needs::kNothing;
  // What must have happened before.
  std::vector<Step> before = {};
  // Something that changes it once more; none: the same method with other
  // content.
  std::vector<Step> after = {};
};

const Step kReadOwner = {"CatalogService.GetOwner", "name: 'owners/%'"};
const Step kReadWork = {"CatalogService.GetWork", "name: 'works/%'"};
const Step kReadPolicy = {"RightsService.GetPolicy", "name: 'policies/%'"};
const Step kReadLicence = {"RightsService.GetLicence",
                           "name: 'owners/%/licences/l'"};
const Step kReadReference = {"CatalogService.GetReference",
                             "name: '{reference}'"};
const Step kReadScreening = {"ScreeningService.GetScreening",
                             "name: '{screening}'"};
const Step kReadClaim = {"ClaimService.GetClaim",
                         "name: '{screening}/claims/1'"};

const Step kReadCase = {"ReviewService.GetCase", "name: '{case}'"};

const std::vector<Row>& Rows() {
  const Step trust = {"CatalogService.TrustOwner", "name: 'owners/%'"};
  const Step doubt = {"CatalogService.PutOwnerOnProbation", "name: 'owners/%'"};
  const Step enable = {"CatalogService.EnableReference", "name: '{reference}'"};
  const Step disable = {"CatalogService.DisableReference",
                        "name: '{reference}'"};
  const Step rename = {"CatalogService.UpdateWork",
                       "work { name: 'works/%' title: 'Title ~' } "
                       "update_mask { paths: 'title' }"};
  const Step give = {"ScreeningService.GiveVerdict",
                     "name: '{screening}' verdict { work: 'works/%' "
                     "action: TAKEDOWN comment: 'Comment ~' }"};
  const Step dispute = {"ClaimService.DisputeClaim",
                        "name: '{screening}/claims/1' objection { "
                        "ground: OWN_WORK statement: 'Statement ~' }"};
  const Step uphold = {"ClaimService.DecideClaim",
                       "name: '{screening}/claims/1' decision: UPHOLD "
                       "action: TAKEDOWN comment: 'Comment ~'"};
  const Step appeal = {"ClaimService.AppealClaim",
                       "name: '{screening}/claims/1' objection { "
                       "ground: OWN_WORK statement: 'Statement ~' }"};
  const Step undo = {"ClaimService.UndoClaimDecision",
                     "name: '{screening}/claims/1' comment: 'Comment ~'"};
  const Step stand_by = {"ClaimService.AnswerClaim",
                         "name: '{screening}/claims/1' answer: UPHOLD "
                         "comment: 'Comment ~'"};
  const Step counter = {
      "ClaimService.SendCounterNotice",
      "name: '{screening}/claims/1' counter_notice { sender_name: 'Ada' "
      "sender_address: 'Lane 1' sender_telephone: '1' signature: 'Ada' "
      "material: 'Clip ~' location: 'v/1' mistake_or_misidentification: true "
      "consents_to_jurisdiction: true accepts_service_of_process: true }"};
  const Step sue = {"ClaimService.ReportLitigation",
                    "name: '{screening}/claims/1' comment: 'Court ~'"};
  const Step release = {"ClaimService.DecideClaim",
                        "name: '{screening}/claims/1' decision: RELEASE "
                        "ground: NOT_OWNED"};
  const Step move = {"ScreeningService.SetTerritories",
                     "name: '{screening}' territories: 'DE'"};
  const Step move_back = {"ScreeningService.SetTerritories",
                          "name: '{screening}'"};
  const Step acknowledge = {"ScreeningService.AcknowledgeDecision",
                            "name: '{screening}' revision: 1"};
  const Step take = {"ReviewService.TakeCase",
                     "name: '{case}' moderator: 'ann~'"};
  const Step give_back = {"ReviewService.GiveBackCase",
                          "name: '{case}' moderator: 'ann~'"};
  const Step resolve = {"ReviewService.ResolveCase",
                        "name: '{case}' moderator: 'ann0' decision: UPHOLD "
                        "action: TAKEDOWN comment: 'Comment ~'"};
  // Incomplete, so that it can be added to again and again.
  const Step complete = {"NoticeService.CompleteNotice",
                         "name: '{notice}' notice { owner: 'Owner ~' }"};
  const Step exclude = {"RightsService.SetExclusions",
                        "name: '{reference}' exclusions { "
                        "reference_start { seconds: ~ } "
                        "reference_end { seconds: 9 } }"};
  static const auto& rows = *new std::vector<Row>{
      {{"CatalogService.CreateOwner",
        "owner_id: 'new-%' owner { display_name: 'Name ~' }"},
       {"CatalogService.GetOwner", "name: 'owners/new-%'"}},
      {{"CatalogService.UpdateOwner",
        "owner { name: 'owners/%' display_name: 'Name ~' } "
        "update_mask { paths: 'display_name' }"},
       kReadOwner},
      {trust, kReadOwner, Needs::kNothing, {}, {doubt}},
      {doubt, kReadOwner, Needs::kNothing, {trust}, {trust}},
      {{"CatalogService.CreateWork",
        "work_id: 'new-%' work { title: 'Title ~' owner: 'owners/%' }"},
       {"CatalogService.GetWork", "name: 'works/new-%'"}},
      {rename, kReadWork},
      {{"CatalogService.WithdrawWork", "name: 'works/%'"}, kReadWork},
      {disable, kReadReference, Needs::kReference, {}, {enable}},
      {enable, kReadReference, Needs::kReference, {disable}, {disable}},
      {{"RightsService.CreatePolicy",
        "policy_id: 'new-%' policy { owner: 'owners/%' "
        "display_name: 'Name ~' text: 'otherwise = \"track\"' }"},
       {"RightsService.GetPolicy", "name: 'policies/new-%'"}},
      {{"RightsService.UpdatePolicy",
        "policy { name: 'policies/%' display_name: 'Name ~' } "
        "update_mask { paths: 'display_name' }"},
       kReadPolicy},
      {{"RightsService.CreateLicence",
        "parent: 'owners/%' licence_id: 'new' licence { accounts: 'a~' }"},
       {"RightsService.GetLicence", "name: 'owners/%/licences/new'"}},
      {{"RightsService.UpdateLicence",
        "licence { name: 'owners/%/licences/l' accounts: 'a~' } "
        "update_mask { paths: 'accounts' }"},
       kReadLicence},
      {{"RightsService.DeleteLicence", "name: 'owners/%/licences/l'"},
       kReadLicence,
       Needs::kNothing,
       {},
       {{"RightsService.CreateLicence",
         "parent: 'owners/%' licence_id: 'l' licence { accounts: 'b' }"}}},
      {{"RightsService.SetOwnerships",
        "name: 'works/%' owner: 'owners/%' "
        "ownerships { share_basis_points: 1~00 }"},
       kReadWork},
      {{"RightsService.TransferOwnership",
        "name: 'works/%' from_owner: 'owners/%' to_owner: 'owners/heir-~'"},
       kReadWork,
       Needs::kNothing,
       {},
       {rename}},
      {exclude, kReadReference, Needs::kReference},
      {{"RightsService.SettleOverlap", "name: '{reference}' other: '{other}'"},
       kReadReference,
       Needs::kOverlap,
       {},
       {exclude}},
      {{"RightsService.ReleaseReference", "name: '{reference}'"},
       kReadReference,
       Needs::kQuarantine,
       {},
       {exclude}},
      {give, kReadScreening, Needs::kScreening},
      {{"ScreeningService.TakeBackVerdict",
        "name: '{screening}' work: 'works/%'"},
       kReadScreening,
       Needs::kScreening,
       {give},
       {give}},
      {dispute, kReadClaim, Needs::kScreening, {}, {stand_by}},
      {stand_by, kReadClaim, Needs::kScreening, {dispute}, {uphold}},
      {uphold, kReadClaim, Needs::kScreening, {}, {undo}},
      {undo, kReadClaim, Needs::kScreening, {uphold}, {uphold}},
      {appeal, kReadClaim, Needs::kScreening, {dispute, uphold}, {uphold}},
      {take, kReadCase, Needs::kScreening, {}, {give_back}},
      {give_back, kReadCase, Needs::kScreening, {take}, {take}},
      {resolve, kReadCase, Needs::kScreening, {take}, {undo}},
      {counter,
       kReadClaim,
       Needs::kScreening,
       {dispute, uphold, appeal, uphold},
       {sue}},
      {sue,
       kReadClaim,
       Needs::kScreening,
       {dispute, uphold, appeal, uphold, counter},
       {release}},
      {move, kReadScreening, Needs::kScreening, {}, {move_back}},
      {acknowledge, kReadScreening, Needs::kScreening, {}, {give}},
      {{"ScreeningService.WithdrawUpload", "name: '{screening}'"},
       kReadScreening,
       Needs::kScreening},
      {{"NoticeService.SendNotice",
        "notice { law: DMCA locations: 'v/%' works: 'Song ~' "
        "sender_email: '%@x' signature: 'A' not_authorised: true "
        "accurate: true authorised_to_act: true }"},
       {"NoticeService.ListNotices", ""}},
      {complete,
       {"NoticeService.GetNotice", "name: '{notice}'"},
       Needs::kNotice}};
  return rows;
}

// The message that has the field: `message`, or one right within it; nullptr:
// none. With it, the field.
std::pair<Message*, const FieldDescriptor*> FindField(Message& message,
                                                      const char* name) {
  const auto& type = *message.GetDescriptor();
  if (const FieldDescriptor* field = type.FindFieldByName(name)) {
    return {&message, field};
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* inner = type.field(i);
    if (inner->message_type() == nullptr || inner->is_repeated()) continue;
    if (const FieldDescriptor* field =
            inner->message_type()->FindFieldByName(name)) {
      return {message.GetReflection()->MutableMessage(&message, inner), field};
    }
  }
  return {nullptr, nullptr};
}

void SetField(Message& message, const char* name, const std::string& value) {
  const auto [holder, field] = FindField(message, name);
  if (holder != nullptr) {
    holder->GetReflection()->SetString(holder, field, value);
  }
}

bool Creates(const Row& row) {
  return absl::StrContains(row.step.method, ".Create");
}

// Whether its requests can differ in what they say.
bool Differs(const Row& row) {
  return absl::StrContains(row.step.request, "~");
}

bool HasEtag(const Row& row) {
  const std::unique_ptr<Message> request =
      NewMessage(*MethodOf(row.step.method).input_type());
  // What is created has none to begin with.
  return !Creates(row) && FindField(*request, "etag").first != nullptr;
}

class ChangesJourneyTest : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < kCallers; ++i) {
      Do({"CatalogService.CreateOwner",
          absl::StrCat("owner_id: 'heir-", i, "' owner {}")});
    }
    Do({"CatalogService.CreateWork",
        "work_id: 'others' work { title: 'Others' owner: 'owners/heir-0' }"});
  }

  static ServerOptions Options(const TemporaryFolder& folder) {
    ServerOptions options = OptionsIn(folder);
    // One upload is a flood.
    options.flood.fewest_accounts = 1;
    return options;
  }

  // Makes what `row` needs, with ids of its own.
  void Prepare(const Row& row) {
    ++rows_;
    names_ = {{"%", absl::StrCat("r", rows_)}};
    Do({"CatalogService.CreateOwner", "owner_id: '%' owner {}"});
    Do({"CatalogService.CreateWork",
        "work_id: '%' work { title: 'Song' owner: 'owners/%' }"});
    Do({"RightsService.CreatePolicy",
        "policy_id: '%' policy { owner: 'owners/%' "
        "text: 'otherwise = \"review\"' }"});
    Do({"CatalogService.UpdateOwner",
        "owner { name: 'owners/%' policy: 'policies/%' } "
        "update_mask { paths: 'policy' }"});
    Do({"RightsService.CreateLicence",
        "parent: 'owners/%' licence_id: 'l' licence { accounts: 'x' }"});
    const std::string work = names_[0].second;
    std::string melody;
    if (row.needs == Needs::kNotice) {
      v1::Notice notice;
      EXPECT_TRUE(notice.ParseFromString(
          Do({"NoticeService.SendNotice", "notice { law: DMCA }"})));
      names_.emplace_back("{notice}", notice.name());
      return;
    }
    if (row.needs != Needs::kNothing) {
      const std::string path = folder_ / "melody.wav";
      WriteMelody(path, rows_, 20);
      melody = ReadFile(path);
    }
    if (row.needs == Needs::kOverlap) AddReference("others", melody, "{other}");
    if (row.needs != Needs::kNothing) AddReference(work, melody, "{reference}");
    if (row.needs == Needs::kScreening || row.needs == Needs::kQuarantine) {
      const auto screening = service_.Screen(HeaderOf(work), melody);
      ASSERT_TRUE(screening.ok()) << screening.status();
      ASSERT_EQ(screening->decision().action(), v1::Decision::REVIEW);
      names_.emplace_back("{screening}", screening->name());
      names_.emplace_back("{case}", CaseOf(screening->name()));
    }
    if (row.needs == Needs::kQuarantine) {
      ASSERT_TRUE(service_.server().FinishScans([](const auto&) {}).ok());
      v1::Reference reference;
      ASSERT_TRUE(reference.ParseFromString(Read(row)));
      ASSERT_TRUE(reference.has_quarantine_time());
    }
    for (const Step& step : row.before) Do(step);
  }

  // The case that the screening's only claim waits in.
  std::string CaseOf(const std::string& screening) {
    v1::ListCasesResponse cases;
    EXPECT_TRUE(cases.ParseFromString(Do({"ReviewService.ListCases", ""})));
    for (const v1::Case& proto : cases.cases()) {
      if (proto.screening() == screening) return proto.name();
    }
    ADD_FAILURE() << screening << " waits in no case";
    return "";
  }

  void AddReference(const std::string& work, const std::string& melody,
                    const std::string& placeholder) {
    const auto reference = service_.AddReference(work, melody);
    ASSERT_TRUE(reference.ok()) << reference.status();
    names_.emplace_back(placeholder, reference->name());
  }

  std::unique_ptr<Message> Filled(const Step& step, int variant = 0) const {
    auto names = names_;
    names.emplace_back("~", absl::StrCat(variant));
    return RequestOf(MethodOf(step.method),
                     absl::StrReplaceAll(step.request, names));
  }

  absl::StatusOr<std::string> Send(const Step& step, const Message& request) {
    return SendTo(service_.channel(), MethodOf(step.method), request, {});
  }

  // Must succeed.
  std::string Do(const Step& step, int variant = 0) {
    const absl::StatusOr<std::string> answer =
        Send(step, *Filled(step, variant));
    EXPECT_TRUE(answer.ok()) << step.method << ": " << answer.status();
    return answer.value_or("");
  }

  // What the row's method changes; "" when it is not there.
  std::string Read(const Row& row) {
    const auto answer = Send(row.read, *Filled(row.read));
    EXPECT_TRUE(answer.ok() || absl::IsNotFound(answer.status()))
        << answer.status();
    return answer.value_or("");
  }

  static std::string EtagOf(const Row& row, const std::string& resource) {
    const std::unique_ptr<Message> message =
        NewMessage(*MethodOf(row.read.method).output_type());
    EXPECT_TRUE(message->ParseFromString(resource));
    const FieldDescriptor* field =
        message->GetDescriptor()->FindFieldByName("etag");
    return field == nullptr
               ? ""
               : message->GetReflection()->GetString(*message, field);
  }

  // The answers to all of `requests`, sent at once.
  std::vector<absl::StatusOr<std::string>> SendAll(
      const Step& step, const std::vector<std::unique_ptr<Message>>& requests) {
    std::vector<absl::StatusOr<std::string>> answers(requests.size());
    std::vector<std::thread> callers;
    callers.reserve(requests.size());
    for (size_t i = 0; i < requests.size(); ++i) {
      callers.emplace_back([&, i] { answers[i] = Send(step, *requests[i]); });
    }
    for (std::thread& caller : callers) caller.join();
    return answers;
  }

  TemporaryFolder folder_;
  RunningService service_{Options(folder_)};
  int rows_ = 0;
  // From placeholders to what they stand for.
  std::vector<std::pair<std::string, std::string>> names_;
};

TEST_F(ChangesJourneyTest, OfSeveralWhoChangeTheSameAtOnceOneWins) {
  for (const Row& row : Rows()) {
    const bool creates = Creates(row);
    if (!creates && !HasEtag(row)) continue;
    SCOPED_TRACE(row.step.method);
    Prepare(row);
    const std::string before = Read(row);
    std::vector<std::unique_ptr<Message>> requests;
    for (int i = 0; i < kCallers; ++i) {
      requests.push_back(Filled(row.step, i));
      if (!creates) SetField(*requests[i], "etag", EtagOf(row, before));
    }
    const auto answers = SendAll(row.step, requests);

    const std::string after = Read(row);
    EXPECT_NE(after, before);
    int winners = 0;
    for (const auto& answer : answers) {
      if (answer.ok()) {
        ++winners;
        // What is there is what the winner was told, if anything.
        if (!answer->empty()) {
          EXPECT_EQ(EtagOf(row, *answer), EtagOf(row, after));
        }
        continue;
      }
      if (creates) {
        EXPECT_EQ(answer.status().code(), StatusCode::kAlreadyExists)
            << answer.status();
      } else if (after.empty()) {
        // It is gone for those who come late.
        EXPECT_TRUE(absl::IsAborted(answer.status()) ||
                    absl::IsNotFound(answer.status()))
            << answer.status();
      } else {
        EXPECT_EQ(answer.status().code(), StatusCode::kAborted)
            << answer.status();
        EXPECT_THAT(std::string(answer.status().message()),
                    HasSubstr("get it, look at what changed, and try again"));
      }
    }
    // All want the same where there is nothing to say: then it is there for
    // all.
    EXPECT_TRUE(winners == 1 || (!Differs(row) && winners > 1)) << winners;
    if (!creates && !after.empty()) {
      EXPECT_EQ(EtagOf(row, after),
                absl::StrCat(std::stoi(EtagOf(row, before)) + 1));
    }
  }
}

TEST_F(ChangesJourneyTest, RepeatedRequestChangesNothingTwice) {
  for (const Row& row : Rows()) {
    SCOPED_TRACE(row.step.method);
    Prepare(row);
    const std::string before = Read(row);
    const std::string id = absl::StrCat("request-", rows_);
    std::vector<std::unique_ptr<Message>> requests;
    for (int i = 0; i < kCallers; ++i) {
      requests.push_back(Filled(row.step));
      SetField(*requests[i], "request_id", id);
    }
    for (const auto& answer : SendAll(row.step, requests)) {
      EXPECT_TRUE(answer.ok()) << answer.status();
    }
    const std::string once = Read(row);
    EXPECT_NE(once, before);
    if (HasEtag(row) && !once.empty()) {
      EXPECT_EQ(EtagOf(row, once),
                absl::StrCat(std::stoi(EtagOf(row, before)) + 1));
    }

    // It is not made again when things have moved on.
    if (!row.after.empty()) {
      for (const Step& step : row.after) Do(step);
    } else if (Differs(row) && !Creates(row)) {
      Do(row.step, 1);
    }
    const std::string moved_on = Read(row);
    const auto repeat = Send(row.step, *requests[0]);
    EXPECT_TRUE(repeat.ok()) << repeat.status();
    EXPECT_EQ(Read(row), moved_on);

    // And it is no other request.
    std::unique_ptr<Message> other = Filled(row.step, 2);
    SetField(*other, "request_id", id);
    if (!Differs(row)) SetField(*other, "etag", "77");
    if (other->SerializeAsString() == requests[0]->SerializeAsString()) {
      const auto [message, field] = FindField(*other, "name");
      const std::string name =
          message->GetReflection()->GetString(*message, field);
      SetField(*other, "name", name + "0");
    }
    const absl::Status refused = Send(row.step, *other).status();
    EXPECT_EQ(refused.code(), StatusCode::kAlreadyExists) << refused;
    EXPECT_THAT(std::string(refused.message()), HasSubstr(id));
    EXPECT_EQ(Read(row), moved_on);
  }
}

TEST_F(ChangesJourneyTest, TableHasAllMethodsThatTakeARequestId) {
  std::set<std::string> tabled;
  for (const Row& row : Rows()) tabled.insert(row.step.method);
  // A stream, whose repeats catalog_journey_test has.
  tabled.insert("CatalogService.AddReference");
  std::set<std::string> all;
  for (const std::string& method : AllMethods()) {
    const std::unique_ptr<Message> request =
        NewMessage(*MethodOf(method).input_type());
    if (FindField(*request, "request_id").first != nullptr) all.insert(method);
  }
  EXPECT_EQ(tabled, all);
}

}  // namespace
}  // namespace earmark::service
