#include "service/access.h"

#include <string>
#include <utility>
#include <vector>

#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/rights_service.pb.h"
#include "earmark/v1/screening_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/resource_name.h"
#include "tests/takedown/test_database.h"

namespace earmark::service {
namespace {

using index::OwnerId;
using takedown::Ownership;
using testing::AllOf;
using testing::HasSubstr;
using v1::Access;

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Refers to the strings in `pairs`.
Metadata MetadataOf(const Pairs& pairs) {
  Metadata metadata;
  for (const auto& [key, value] : pairs) metadata.emplace(key, value);
  return metadata;
}

absl::StatusOr<Caller> Read(const Pairs& pairs) {
  return ReadCaller(MetadataOf(pairs));
}

TEST(ReadCallerTest, NobodyIsAnAdministrator) {
  const absl::StatusOr<Caller> caller = Read({{"user-agent", "x"}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->role, Access::ADMINISTRATOR);
  EXPECT_EQ(caller->owner, OwnerId{});
}

TEST(ReadCallerTest, EachRoleHasItsName) {
  const std::vector<std::pair<std::string, Access::Role>> roles = {
      {"pipeline", Access::PIPELINE},
      {"moderator", Access::MODERATOR},
      {"administrator", Access::ADMINISTRATOR},
      {"auditor", Access::AUDITOR}};
  for (const auto& [name, role] : roles) {
    const absl::StatusOr<Caller> caller = Read({{kRoleKey, name}});
    ASSERT_TRUE(caller.ok()) << caller.status();
    EXPECT_EQ(caller->role, role);
    EXPECT_EQ(NameOfRole(role), name);
  }
  const absl::StatusOr<Caller> holder =
      Read({{kRoleKey, "rights-holder"}, {kOwnerKey, "sun"}});
  ASSERT_TRUE(holder.ok()) << holder.status();
  EXPECT_EQ(holder->role, Access::RIGHTS_HOLDER);
  EXPECT_EQ(holder->owner, OwnerId{"sun"});
}

TEST(ReadCallerTest, WhoDoesNotSayWellWhoItIsIsToldWhatToSend) {
  struct Case {
    Pairs metadata;
    std::string said;
  };
  const std::vector<Case> cases = {
      {{{kRoleKey, "king"}},
       "x-earmark-role must be one of pipeline, rights-holder, moderator, "
       "administrator, auditor, got \"king\""},
      {{{kRoleKey, ""}}, "got \"\""},
      {{{kRoleKey, "Moderator"}}, "got \"Moderator\""},
      {{{kRoleKey, "role-unspecified"}}, "got \"role-unspecified\""},
      {{{kRoleKey, "rights-holder"}},
       "x-earmark-owner must be the id of the rights holder's owner"},
      {{{kRoleKey, "rights-holder"}, {kOwnerKey, ""}}, "got \"\""},
      {{{kRoleKey, "rights-holder"}, {kOwnerKey, "owners/sun"}},
       "got \"owners/sun\""},
      {{{kRoleKey, "moderator"}, {kOwnerKey, "sun"}},
       "x-earmark-owner must be left out, or come with x-earmark-role "
       "rights-holder, got \"sun\" with moderator"},
      {{{kOwnerKey, "sun"}}, "got \"sun\" with administrator"},
      {{{kRoleKey, "moderator"}, {kRoleKey, "moderator"}},
       "the metadata must have x-earmark-role once, got it 2 times"},
      {{{kRoleKey, "rights-holder"}, {kOwnerKey, "sun"}, {kOwnerKey, "moon"}},
       "the metadata must have x-earmark-owner once, got it 2 times"}};
  for (const Case& one : cases) {
    const absl::Status status = Read(one.metadata).status();
    EXPECT_TRUE(absl::IsUnauthenticated(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(one.said));
  }
}

TEST(FindMethodOfTest, MethodIsFoundByItsRequest) {
  const auto* get = FindMethodOf(*v1::GetWorkRequest::descriptor());
  ASSERT_NE(get, nullptr);
  EXPECT_EQ(get->full_name(), "earmark.v1.CatalogService.GetWork");
  const auto* screen = FindMethodOf(*v1::ScreenUploadRequest::descriptor());
  ASSERT_NE(screen, nullptr);
  EXPECT_EQ(screen->full_name(), "earmark.v1.ScreeningService.ScreenUpload");
  EXPECT_EQ(FindMethodOf(*v1::Work::descriptor()), nullptr);
}

class AccessGateTest : public testing::Test {
 protected:
  void SetHolds(const std::string& work, const std::vector<Ownership>& holds) {
    index::Batch batch;
    rights_.SetOwnerships({work}, {}, holds, batch);
    ASSERT_TRUE(database_.store().Apply(batch).ok());
  }
  void AddPolicy(const std::string& id, const std::string& owner) {
    takedown::StoredPolicy policy;
    policy.policy.id = {id};
    policy.owner = {owner};
    policy.create_time = policy.update_time = now_;
    index::Batch batch;
    rights_.AddPolicy(policy, batch);
    ASSERT_TRUE(database_.store().Apply(batch).ok());
  }

  absl::Status Check(const google::protobuf::Message& request) {
    const Pairs pairs = {{kRoleKey, "rights-holder"}, {kOwnerKey, "sun"}};
    return gate_.Check(MetadataOf(pairs), request);
  }
  absl::Status GetWork(const std::string& name) {
    v1::GetWorkRequest request;
    request.set_name(name);
    return Check(request);
  }
  absl::Status Withdraw(const std::string& name) {
    v1::WithdrawWorkRequest request;
    request.set_name(name);
    return Check(request);
  }

  const absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  takedown::TestDatabase database_;
  takedown::Rights rights_{database_.store()};
  const std::unique_ptr<takedown::Ledger> ledger_ =
      *takedown::Ledger::Open(database_.store());
  AccessGate gate_{{rights_, *ledger_, [this] { return now_; }}};
};

TEST_F(AccessGateTest, HoldsDecideWhatIsReadAndTheFirstWhatIsChanged) {
  const takedown::TimeSpan past{.end = now_};
  const takedown::TimeSpan future{.start = now_ + absl::Hours(1)};
  struct Case {
    std::string name;
    std::vector<Ownership> holds;
    bool reads;
    bool changes;
  };
  const std::vector<Case> cases = {
      {"own", {{.owner = {"sun"}}}, true, true},
      {"other", {{.owner = {"moon"}}}, false, false},
      {"none", {}, false, false},
      {"later", {{.owner = {"sun"}, .time = future}}, true, true},
      {"earlier", {{.owner = {"sun"}, .time = past}}, true, false},
      {"shared", {{.owner = {"sun"}}, {.owner = {"moon"}}}, true, true},
      {"second", {{.owner = {"moon"}}, {.owner = {"sun"}}}, true, false},
      {"handed over",
       {{.owner = {"sun"}, .time = past}, {.owner = {"moon"}}},
       true,
       false},
      {"held again",
       {{.owner = {"sun"}, .time = past}, {.owner = {"sun"}}},
       true,
       true}};
  int number = 0;
  for (const Case& one : cases) {
    const std::string id = "work-" + std::to_string(++number);
    if (!one.holds.empty()) SetHolds(id, one.holds);
    EXPECT_EQ(GetWork("works/" + id).ok(), one.reads) << one.name;
    EXPECT_EQ(Withdraw("works/" + id).ok(), one.changes) << one.name;
  }
}

TEST_F(AccessGateTest, OperatorsPolicyIsReadNotChanged) {
  AddPolicy("suns", "sun");
  AddPolicy("moons", "moon");
  AddPolicy("houses", "");
  struct Case {
    std::string name;
    bool reads;
    bool changes;
  };
  const std::vector<Case> cases = {{"policies/suns", true, true},
                                   {"policies/moons", false, false},
                                   {"policies/houses", true, false},
                                   {"policies/takedown", true, false},
                                   {"policies/nobodys", false, false}};
  for (const Case& one : cases) {
    v1::GetPolicyRequest get;
    get.set_name(one.name);
    EXPECT_EQ(Check(get).ok(), one.reads) << one.name;
    v1::UpdatePolicyRequest update;
    update.mutable_policy()->set_name(one.name);
    EXPECT_EQ(Check(update).ok(), one.changes) << one.name;
    v1::TestPolicyRequest test;
    test.set_owner("owners/sun");
    test.set_text(one.name);
    EXPECT_EQ(Check(test).ok(), one.reads) << one.name;
  }
  v1::TestPolicyRequest draft;
  draft.set_owner("owners/sun");
  draft.set_text("otherwise = \"track\"");
  EXPECT_TRUE(Check(draft).ok());
}

TEST_F(AccessGateTest, EachOfSeveralNamesIsChecked) {
  SetHolds("lark", {{.owner = {"sun"}}});
  SetHolds("tide", {{.owner = {"moon"}}});
  v1::CreateLicenceRequest request;
  request.set_parent("owners/sun");
  EXPECT_TRUE(Check(request).ok());
  request.mutable_licence()->add_works("works/lark");
  EXPECT_TRUE(Check(request).ok());
  request.mutable_licence()->add_works("works/tide");
  EXPECT_TRUE(absl::IsPermissionDenied(Check(request)));
}

TEST_F(AccessGateTest, WhatIsNotOwnAndWhatIsNotThereAreToldInTheSameWords) {
  SetHolds("tide", {{.owner = {"moon"}}});
  const absl::Status other = GetWork("works/tide");
  const absl::Status nothing = GetWork("works/gone");
  EXPECT_EQ(other.message(),
            "name must name something of owners/sun, whose rights holder "
            "calls, got \"works/tide\"; name what is its own, or ask an "
            "administrator");
  EXPECT_EQ(nothing.message(),
            "name must name something of owners/sun, whose rights holder "
            "calls, got \"works/gone\"; name what is its own, or ask an "
            "administrator");
  EXPECT_EQ(other.code(), nothing.code());
}

TEST_F(AccessGateTest, NothingIsChangedUnderABadName) {
  for (const char* name : {"", "works", "lark", "works/lark/", "screenings/x",
                           "owners", "works/lark/references/"}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Withdraw(name))) << name;
  }
  // A method that reads says itself what is wrong with one.
  EXPECT_TRUE(GetWork("lark").ok());
  EXPECT_TRUE(absl::IsPermissionDenied(GetWork("")));
  EXPECT_TRUE(absl::IsPermissionDenied(GetWork("screenings/x")));
}

TEST_F(AccessGateTest, OwnerDoesNotKeepAnOverlapByItself) {
  SetHolds("lark", {{.owner = {"sun"}}});
  v1::SettleOverlapRequest request;
  request.set_name("works/lark/references/r");
  EXPECT_TRUE(Check(request).ok());
  request.set_keep(true);
  const absl::Status status = Check(request);
  EXPECT_TRUE(absl::IsPermissionDenied(status));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("keep must be left unset by a rights holder"));
}

TEST_F(AccessGateTest, RoleThatMayNotCallIsToldWhichMay) {
  const Pairs pairs = {{kRoleKey, "auditor"}};
  const absl::Status status =
      gate_.Check(MetadataOf(pairs), v1::GetWorkRequest());
  EXPECT_TRUE(absl::IsPermissionDenied(status));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("GetWork may be called by rights-holder, "
                              "moderator, administrator"),
                    HasSubstr("got auditor")));
  EXPECT_TRUE(absl::IsInternal(gate_.Check({}, v1::Work())));
}

}  // namespace
}  // namespace earmark::service
