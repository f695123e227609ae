// Domain -> wire: the one place where values of the domain become messages of
// earmark.v1. from_proto.h is the way back.
#ifndef EARMARK_SERVICE_TO_PROTO_H_
#define EARMARK_SERVICE_TO_PROTO_H_

#include <cstdint>
#include <string>

#include "earmark/v1/catalog_service.pb.h"
#include "earmark/v1/rights_service.pb.h"
#include "earmark/v1/screening_service.pb.h"
#include "service/explainer.h"
#include "service/file_matcher.h"
#include "service/policy_tester.h"
#include "service/registry.h"
#include "service/screener.h"
#include "takedown/statement.h"

namespace earmark::service {

v1::Owner ToProto(const takedown::Owner& owner);
v1::Ownership ToProto(const takedown::Ownership& ownership);
v1::Work ToProto(const OwnedWork& work);
v1::Reference ToProto(const KnownReference& known);
// Without its text, which needs accounts.
v1::Policy ToProto(const takedown::StoredPolicy& policy);
v1::Licence ToProto(const takedown::Licence& licence);
v1::TestPolicyResponse ToProto(const PolicyTest& test);
v1::Decision::Reason ToProto(const takedown::Decision::Reason& reason);
v1::Screening ToProto(const takedown::Screening& screening);
v1::ScreeningExplanation ToProto(const ExplainedScreening& explained);
v1::MatchFileResponse ToProto(const MatchedFile& matched);
// `file_name` is the upload's.
v1::StatementOfReasons ToProto(const takedown::StatementOfReasons& statement,
                               const std::string& file_name);

// The etag that stands for a revision.
std::string EtagOf(int64_t revision);

}  // namespace earmark::service

#endif  // EARMARK_SERVICE_TO_PROTO_H_
