// What each role, and each rights holder, may do: a real service with two
// owners, sun and moon, and a table over all methods of the API.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "earmark/v1/access.pb.h"
#include "earmark/v1/claim_service.pb.h"
#include "earmark/v1/rights_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "service/access.h"
#include "tests/service/any_method.h"
#include "tests/service/media.h"
#include "tests/service/running_service.h"

namespace earmark::service {
namespace {

using absl::StatusCode;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using v1::Access;

Pairs HolderOf(const std::string& owner) {
  return {{kRoleKey, "rights-holder"}, {kOwnerKey, owner}};
}

const Pairs& Administrator() {
  static const Pairs kPairs = {{kRoleKey, "administrator"}};
  return kPairs;
}

// One method: a request of it, in which $ is an owner's id, % its reference's
// and {claim} the name of its claim, and how the owner's rights holder is
// answered.
struct Row {
  std::string method;
  std::string request;
  StatusCode own = StatusCode::kOk;
};

// In the order in which the owner calls: what ends something comes last.
const std::vector<Row>& Rows() {
  static const std::vector<Row> kRows = {
      {"ScreeningService.ScreenUpload", R"(header { upload_id: "u" })"},
      {"ScreeningService.MatchFile", R"(header { owner: "owners/$" })",
       // There are no bytes.
       StatusCode::kInvalidArgument},
      {"ScreeningService.GetScreening", R"(name: "screenings/x")"},
      {"ScreeningService.ListScreenings", ""},
      {"ScreeningService.ExplainScreening", R"(name: "screenings/x")"},
      {"ScreeningService.StateReasons", R"(name: "screenings/x")"},
      {"ScreeningService.GiveVerdict",
       R"(name: "screenings/x" verdict { work: "works/$-song" action: TAKEDOWN })"},
      {"ScreeningService.TakeBackVerdict",
       R"(name: "screenings/x" work: "works/$-song")"},
      {"ScreeningService.WithdrawUpload", R"(name: "screenings/x")"},
      {"ScreeningService.SetTerritories", R"(name: "screenings/x")"},
      {"ScreeningService.AcknowledgeDecision", R"(name: "screenings/x")"},
      {"ClaimService.SendCounterNotice", R"(name: "screenings/x/claims/1")"},
      {"ClaimService.ReportLitigation", R"(name: "{claim}")",
       // Nothing is counter-noticed.
       StatusCode::kFailedPrecondition},
      {"ClaimService.GetClaim", R"(name: "{claim}")"},
      {"ClaimService.ListClaims", R"(owner: "owners/$")"},
      {"ClaimService.StateStrikes", R"(account: "a")"},
      {"ClaimService.DisputeClaim", R"(name: "screenings/x/claims/1")"},
      {"ClaimService.AppealClaim", R"(name: "screenings/x/claims/1")"},
      {"ClaimService.DecideClaim", R"(name: "screenings/x/claims/1")"},
      {"ClaimService.UndoClaimDecision", R"(name: "screenings/x/claims/1")"},
      {"ClaimService.AnswerClaim", R"(name: "{claim}" answer: RELEASE)"},
      {"NoticeService.SendNotice", ""},
      {"NoticeService.CompleteNotice", R"(name: "notices/x")"},
      {"NoticeService.GetNotice", R"(name: "notices/x")"},
      {"NoticeService.ListNotices", ""},
      {"ReviewService.ListCases", ""},
      {"ReviewService.GetCase", R"(name: "cases/x")"},
      {"ReviewService.TakeCase", R"(name: "cases/x")"},
      {"ReviewService.GiveBackCase", R"(name: "cases/x")"},
      {"ReviewService.ResolveCase", R"(name: "cases/x")"},
      {"CatalogService.CreateOwner", R"(owner_id: "dawn" owner {})"},
      {"CatalogService.GetOwner", R"(name: "owners/$")"},
      {"CatalogService.ListOwners", ""},
      {"CatalogService.UpdateOwner",
       R"(owner { name: "owners/$" } update_mask { paths: "policy" })"},
      {"CatalogService.TrustOwner", R"(name: "owners/$")"},
      {"CatalogService.PutOwnerOnProbation", R"(name: "owners/$")"},
      {"CatalogService.CreateWork",
       R"(work_id: "$-new" work { title: "New" owner: "owners/$" })"},
      {"CatalogService.GetWork", R"(name: "works/$-song")"},
      {"CatalogService.ListWorks", R"(owner: "owners/$")"},
      {"CatalogService.UpdateWork",
       R"(work { name: "works/$-song" title: "Other" }
          update_mask { paths: "title" })"},
      {"CatalogService.AddReference",
       R"(header { parent: "works/$-song" file_name: "f" })",
       // There are no bytes.
       StatusCode::kInvalidArgument},
      {"CatalogService.GetReference", R"(name: "works/$-song/references/%")"},
      {"CatalogService.ListReferences", R"(parent: "works/$-song")"},
      {"CatalogService.EnableReference",
       R"(name: "works/$-song/references/%")"},
      {"RightsService.CreatePolicy",
       R"(policy_id: "$-new"
          policy { owner: "owners/$" text: "otherwise = \"track\"" })"},
      {"RightsService.GetPolicy", R"(name: "policies/$-policy")"},
      {"RightsService.ListPolicies", R"(owner: "owners/$")"},
      {"RightsService.UpdatePolicy",
       R"(policy { name: "policies/$-policy" display_name: "Other" }
          update_mask { paths: "display_name" })"},
      {"RightsService.TestPolicy",
       R"(owner: "owners/$" text: "policies/$-policy")"},
      {"RightsService.CreateLicence",
       R"(parent: "owners/$" licence_id: "new"
          licence { works: "works/$-song" })"},
      {"RightsService.GetLicence", R"(name: "owners/$/licences/allies")"},
      {"RightsService.ListLicences", R"(parent: "owners/$")"},
      {"RightsService.UpdateLicence",
       R"(licence { name: "owners/$/licences/allies" works: "works/$-song" }
          update_mask { paths: "works" })"},
      {"RightsService.SetOwnerships",
       R"(name: "works/$-song" owner: "owners/$"
          ownerships { share_basis_points: 9000 })"},
      {"RightsService.TransferOwnership",
       R"(name: "works/$-song" from_owner: "owners/$" to_owner: "owners/dew"
          transfer_time { seconds: 32472144000 })"},
      {"RightsService.ListConflicts", R"(parent: "owners/$")"},
      {"RightsService.ListQuestionedReferences", R"(parent: "owners/$")"},
      {"RightsService.SetExclusions",
       R"(name: "works/$-song/references/%"
          exclusions { reference_start { seconds: 1 }
                       reference_end { seconds: 3 } })"},
      {"RightsService.SettleOverlap",
       R"(name: "works/$-song/references/%"
          other: "works/dew-song/references/r")",
       // Nothing is open.
       StatusCode::kFailedPrecondition},
      {"RightsService.ReleaseReference",
       R"(name: "works/$-song/references/%")"},
      {"CatalogService.DisableReference",
       R"(name: "works/$-song/references/%")"},
      {"RightsService.DeleteLicence", R"(name: "owners/$/licences/allies")"},
      {"CatalogService.WithdrawWork", R"(name: "works/$-song")"}};
  return kRows;
}

const Access& AccessOf(const MethodDescriptor& method) {
  return method.options().GetExtension(v1::access);
}

bool MayCall(const MethodDescriptor& method, Access::Role role) {
  const auto& roles = AccessOf(method).roles();
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

// The paths of the fields in which two requests differ: those that hold names
// of what is an owner's.
std::vector<std::string> PathsThatDiffer(const Message& a, const Message& b) {
  const auto& reflection = *a.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(a, &fields);
  std::vector<std::string> paths;
  for (const FieldDescriptor* field : fields) {
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      const auto value = [&](const Message& message) {
        return field->is_repeated()
                   ? reflection.GetRepeatedString(message, field, 0)
                   : reflection.GetString(message, field);
      };
      if (value(a) != value(b) && absl::StrContains(value(a), '/')) {
        paths.push_back(field->name());
      }
    } else if (field->message_type() != nullptr && !field->is_repeated()) {
      for (const std::string& path :
           PathsThatDiffer(reflection.GetMessage(a, field),
                           reflection.GetMessage(b, field))) {
        paths.push_back(absl::StrCat(field->name(), ".", path));
      }
    }
  }
  return paths;
}

// The message that holds the last field of `path`, made if it is not there.
Message& HolderOfField(Message& request, const std::string& path,
                       const FieldDescriptor*& field) {
  Message* message = &request;
  field = nullptr;
  for (const std::string& name :
       std::vector<std::string>(absl::StrSplit(path, '.'))) {
    if (field != nullptr) {
      message = message->GetReflection()->MutableMessage(message, field);
    }
    field = message->GetDescriptor()->FindFieldByName(name);
  }
  return *message;
}

// Puts into one field of `to`, a string or several, what `from` has there.
void CopyField(Message& from, const std::string& path, Message& to) {
  const FieldDescriptor* field;
  Message& source = HolderOfField(from, path, field);
  Message& target = HolderOfField(to, path, field);
  target.GetReflection()->ClearField(&target, field);
  if (!field->is_repeated()) {
    target.GetReflection()->SetString(
        &target, field, source.GetReflection()->GetString(source, field));
    return;
  }
  for (int i = 0; i < source.GetReflection()->FieldSize(source, field); ++i) {
    target.GetReflection()->AddString(
        &target, field,
        source.GetReflection()->GetRepeatedString(source, field, i));
  }
}

class AccessJourneyTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* owner : {"sun", "moon", "dew"}) {
      Do("CatalogService.CreateOwner",
         absl::StrCat("owner_id: '", owner, "' owner {}"));
    }
    for (const std::string owner : {"sun", "moon"}) {
      Do("CatalogService.CreateWork",
         absl::StrCat("work_id: '", owner, "-song' work { title: 'Song' ",
                      "owner: 'owners/", owner, "' isrc: 'GBAYE0601498' }"));
      Do("RightsService.CreatePolicy",
         absl::StrCat("policy_id: '", owner, "-policy' policy { owner: ",
                      "'owners/", owner, "' text: 'otherwise = \"track\"' }"));
      Do("RightsService.CreateLicence",
         absl::StrCat("parent: 'owners/", owner, "' licence_id: 'allies' ",
                      "licence { accounts: 'a' }"));
    }
  }

  absl::StatusOr<std::string> Send(const MethodDescriptor& method,
                                   const Message& request, const Pairs& as) {
    return SendTo(service_.channel(), method, request, as);
  }

  absl::StatusOr<std::string> Send(const std::string& method,
                                   const std::string& text, const Pairs& as) {
    const MethodDescriptor& found = MethodOf(method);
    return Send(found, *RequestOf(found, text), as);
  }

  StatusCode CodeOf(const std::string& method, const std::string& text,
                    const Pairs& as) {
    return Send(method, text, as).status().code();
  }

  // As an administrator, who must succeed.
  std::string Do(const std::string& method, const std::string& text) {
    const absl::StatusOr<std::string> answer =
        Send(method, text, Administrator());
    EXPECT_TRUE(answer.ok()) << method << ": " << answer.status();
    return answer.ok() ? *answer : "";
  }

  template <typename Response>
  Response Get(const std::string& method, const std::string& text,
               const Pairs& as = Administrator()) {
    const absl::StatusOr<std::string> answer = Send(method, text, as);
    EXPECT_TRUE(answer.ok()) << method << ": " << answer.status();
    Response response;
    EXPECT_TRUE(response.ParseFromString(answer.value_or("")));
    return response;
  }

  // All that is an owner's.
  std::string Dump(const std::string& owner) {
    const std::string name = absl::StrCat("'owners/", owner, "'");
    const auto works = Get<v1::ListWorksResponse>("CatalogService.ListWorks",
                                                  "owner: " + name);
    std::string dump =
        absl::StrCat(Get<v1::Owner>("CatalogService.GetOwner", "name: " + name)
                         .DebugString(),
                     works.DebugString(),
                     Get<v1::ListPoliciesResponse>("RightsService.ListPolicies",
                                                   "owner: " + name)
                         .DebugString(),
                     Get<v1::ListLicencesResponse>("RightsService.ListLicences",
                                                   "parent: " + name)
                         .DebugString());
    for (const v1::Work& work : works.works()) {
      dump += Get<v1::ListReferencesResponse>(
                  "CatalogService.ListReferences",
                  absl::StrCat("parent: '", work.name(), "'"))
                  .DebugString();
    }
    return dump;
  }

  // Adds a melody to a work, and returns the reference's name.
  std::string AddMelody(const std::string& work, uint32_t seed) {
    const std::string path = folder_ / "melody.wav";
    WriteMelody(path, seed, 20);
    const absl::StatusOr<v1::Reference> reference =
        service_.AddReference(work, ReadFile(path));
    EXPECT_TRUE(reference.ok()) << reference.status();
    return reference.ok() ? reference->name() : "";
  }

  // Screens an upload that holds the owner's melody, by AddMelody, and returns
  // the name of the claim on it.
  std::string TheClaimOf(const std::string& owner) {
    const std::string path = folder_ / "melody.wav";
    WriteMelody(path, owner == "sun" ? 1 : 2, 20);
    const auto screening = service_.Screen(HeaderOf(owner), ReadFile(path));
    EXPECT_TRUE(screening.ok()) << screening.status();
    const auto claims = Get<v1::ListClaimsResponse>(
        "ClaimService.ListClaims", absl::StrCat("owner: 'owners/", owner, "'"));
    EXPECT_EQ(claims.claims_size(), 1);
    return claims.claims_size() == 1 ? claims.claims(0).name() : "";
  }

  TemporaryFolder folder_;
  RunningService service_{OptionsIn(folder_)};
};

TEST_F(AccessJourneyTest, EachMethodIsForItsRolesAndAHoldersOwn) {
  std::map<std::string, std::string> references;
  references["sun"] = AddMelody("sun-song", 1);
  references["moon"] = AddMelody("moon-song", 2);
  for (auto& [owner, name] : references)
    name = name.substr(name.rfind('/') + 1);
  references["nobody"] = references["moon"];
  std::map<std::string, std::string> claims;
  for (const char* owner : {"sun", "moon"}) claims[owner] = TheClaimOf(owner);
  claims["nobody"] = "screenings/nobody/claims/1";

  std::set<std::string> known;
  for (const Row& row : Rows()) {
    SCOPED_TRACE(row.method);
    known.insert(row.method);
    const MethodDescriptor& method = MethodOf(row.method);
    const auto request_of = [&](const std::string& owner) {
      return RequestOf(method, absl::StrReplaceAll(
                                   row.request, {{"$", owner},
                                                 {"%", references[owner]},
                                                 {"{claim}", claims[owner]}}));
    };
    for (int value = Access::Role_MIN + 1; value <= Access::Role_MAX; ++value) {
      const auto role = static_cast<Access::Role>(value);
      const Pairs as = role == Access::RIGHTS_HOLDER
                           ? HolderOf("sun")
                           : Pairs{{kRoleKey, NameOfRole(role)}};
      if (!MayCall(method, role)) {
        EXPECT_EQ(Send(method, *request_of("sun"), as).status().code(),
                  StatusCode::kPermissionDenied)
            << NameOfRole(role);
      } else if (role != Access::RIGHTS_HOLDER) {
        // An empty request, which changes nothing.
        const StatusCode code =
            Send(method, *RequestOf(method, ""), as).status().code();
        EXPECT_NE(code, StatusCode::kPermissionDenied) << NameOfRole(role);
        EXPECT_NE(code, StatusCode::kUnauthenticated) << NameOfRole(role);
      }
    }
    if (!MayCall(method, Access::RIGHTS_HOLDER)) continue;

    const Pairs sun = HolderOf("sun");
    const std::string before = Dump("moon");
    const absl::Status others = Send(method, *request_of("moon"), sun).status();
    EXPECT_EQ(others.code(), StatusCode::kPermissionDenied) << others;
    const absl::Status nothings =
        Send(method, *request_of("nobody"), sun).status();
    EXPECT_EQ(absl::StrReplaceAll(others.ToString(),
                                  {{"moon", "X"}, {claims["moon"], "X"}}),
              absl::StrReplaceAll(nothings.ToString(),
                                  {{claims["nobody"], "X"}, {"nobody", "X"}}));
    // Any one name of another's is too much.
    const std::vector<std::string> paths =
        PathsThatDiffer(*request_of("sun"), *request_of("moon"));
    EXPECT_FALSE(paths.empty());
    for (const std::string& path : paths) {
      const std::unique_ptr<Message> mixed = request_of("sun");
      CopyField(*request_of("moon"), path, *mixed);
      EXPECT_EQ(Send(method, *mixed, sun).status().code(),
                StatusCode::kPermissionDenied)
          << mixed->ShortDebugString();
      const FieldDescriptor* field;
      HolderOfField(*mixed, path, field);
      if (field->is_repeated()) continue;
      CopyField(*RequestOf(method, ""), path, *mixed);
      EXPECT_EQ(Send(method, *mixed, sun).status().code(),
                StatusCode::kPermissionDenied)
          << mixed->ShortDebugString();
    }
    EXPECT_EQ(Dump("moon"), before);

    const absl::Status own = Send(method, *request_of("sun"), sun).status();
    EXPECT_EQ(own.code(), row.own) << own;
    EXPECT_EQ(Dump("moon"), before);
  }
  EXPECT_EQ(known, AllMethods());
}

TEST_F(AccessJourneyTest, CoOwnerReadsAWorkAndSetsItsOwnHoldsAlone) {
  Do("RightsService.SetOwnerships",
     "name: 'works/moon-song' owner: 'owners/sun' "
     "ownerships { share_basis_points: 1000 }");
  const Pairs sun = HolderOf("sun");
  const std::string name = "name: 'works/moon-song'";
  EXPECT_EQ(CodeOf("CatalogService.GetWork", name, sun), StatusCode::kOk);
  EXPECT_EQ(
      CodeOf("CatalogService.ListReferences", "parent: 'works/moon-song'", sun),
      StatusCode::kOk);
  EXPECT_EQ(CodeOf("CatalogService.WithdrawWork", name, sun),
            StatusCode::kPermissionDenied);
  // Else it could take over the first hold.
  EXPECT_EQ(CodeOf("CatalogService.UpdateWork",
                   "work { name: 'works/moon-song' owner: 'owners/sun' } "
                   "update_mask { paths: 'owner' }",
                   sun),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(CodeOf("RightsService.SetOwnerships",
                   name + " owner: 'owners/moon'", sun),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(
      CodeOf("RightsService.SetOwnerships", name + " owner: 'owners/sun'", sun),
      StatusCode::kOk);
  EXPECT_EQ(CodeOf("CatalogService.GetWork", name, sun),
            StatusCode::kPermissionDenied);
}

TEST_F(AccessJourneyTest, WhoTakesAWorkOverLooksAfterIt) {
  ASSERT_EQ(CodeOf("RightsService.TransferOwnership",
                   "name: 'works/sun-song' from_owner: 'owners/sun' "
                   "to_owner: 'owners/moon'",
                   HolderOf("sun")),
            StatusCode::kOk);
  const std::string name = "name: 'works/sun-song'";
  EXPECT_EQ(
      Get<v1::Work>("CatalogService.GetWork", name, HolderOf("sun")).owner(),
      "owners/moon");
  EXPECT_EQ(CodeOf("CatalogService.WithdrawWork", name, HolderOf("sun")),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(CodeOf("CatalogService.WithdrawWork", name, HolderOf("moon")),
            StatusCode::kOk);
}

TEST_F(AccessJourneyTest, IdentifierFindsAHoldersOwnWorksAlone) {
  const auto works = Get<v1::ListWorksResponse>(
      "CatalogService.ListWorks",
      "owner: 'owners/sun' identifier: 'GBAYE0601498'", HolderOf("sun"));
  ASSERT_EQ(works.works_size(), 1);
  EXPECT_EQ(works.works(0).name(), "works/sun-song");
  EXPECT_EQ(CodeOf("CatalogService.ListWorks", "identifier: 'GBAYE0601498'",
                   HolderOf("sun")),
            StatusCode::kPermissionDenied);
}

TEST_F(AccessJourneyTest, ExclusionsDoNotReachAWorkThatAnotherLooksAfter) {
  const std::string own = AddMelody("sun-song", 1);
  const std::string other = AddMelody("moon-song", 1);
  Do("RightsService.SetOwnerships",
     "name: 'works/moon-song' owner: 'owners/sun' "
     "ownerships { share_basis_points: 1000 }");
  const auto before = Get<v1::Reference>("CatalogService.GetReference",
                                         absl::StrCat("name: '", other, "'"));
  ASSERT_EQ(CodeOf("RightsService.SetExclusions",
                   absl::StrCat("name: '", own,
                                "' exclusions { reference_end { seconds: 5 } "
                                "}"),
                   HolderOf("sun")),
            StatusCode::kOk);
  EXPECT_EQ(Get<v1::Reference>("CatalogService.GetReference",
                               absl::StrCat("name: '", other, "'"))
                .DebugString(),
            before.DebugString());
}

TEST_F(AccessJourneyTest, HolderDoesNotReportAsThePlatform) {
  AddMelody("sun-song", 1);
  const std::string name = "name: '" + TheClaimOf("sun") + "' ";
  // Nothing is counter-noticed.
  EXPECT_EQ(CodeOf("ClaimService.ReportLitigation", name, HolderOf("sun")),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf("ClaimService.ReportLitigation",
                   name + "reporter: MODERATOR", HolderOf("sun")),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(CodeOf("ClaimService.ReportLitigation",
                   name + "reporter: MODERATOR", {{kRoleKey, "moderator"}}),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf("ClaimService.ReportLitigation", name + "reporter: UPLOADER",
                   {{kRoleKey, "moderator"}}),
            StatusCode::kInvalidArgument);
}

TEST_F(AccessJourneyTest, WhoSaysNothingIsAnAdministrator) {
  EXPECT_EQ(CodeOf("CatalogService.TrustOwner", "name: 'owners/sun'", {}),
            StatusCode::kOk);
}

TEST_F(AccessJourneyTest, UnknownCallersAreRefusedButHealthIsForAll) {
  const Pairs king = {{kRoleKey, "king"}};
  for (const std::string& method : AllMethods()) {
    const std::string text =
        MethodOf(method).client_streaming() ? "header {}" : "";
    EXPECT_EQ(CodeOf(method, text, king), StatusCode::kUnauthenticated)
        << method;
  }
  EXPECT_TRUE(
      SendBytes(service_.channel(), "/grpc.health.v1.Health/Check", "", king)
          .ok());
  EXPECT_TRUE(SendBytes(service_.channel(),
                        "/grpc.reflection.v1alpha.ServerReflection/"
                        "ServerReflectionInfo",
                        // list_services
                        std::string("\x3a\x01*", 3), king)
                  .ok());
}

}  // namespace
}  // namespace earmark::service
