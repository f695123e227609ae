// One of each record with every field set, for tests of what is stored.
#ifndef EARMARK_TESTS_TAKEDOWN_SAMPLE_RECORDS_H_
#define EARMARK_TESTS_TAKEDOWN_SAMPLE_RECORDS_H_

#include <string>
#include <vector>

#include "takedown/case.h"
#include "takedown/ledger.h"
#include "takedown/notice_book.h"
#include "takedown/rights.h"
#include "takedown/screening.h"
#include "takedown/unread_files.h"

namespace earmark::takedown {

Owner SampleOwner();
std::vector<Ownership> SampleOwnerships();
StoredPolicy SamplePolicy();
Licence SampleLicence();
ReferenceRights SampleReferenceRights();
// `number` makes its id, upload id and content; all else is the same.
Screening SampleScreening(int number);
// Of the creation of an owner.
StoredNotice SampleNotice();
Event SampleEvent();
Lease SampleLease();
std::vector<Opinion> SampleOpinions();
UnreadFiles SampleUnreadFiles();

}  // namespace earmark::takedown

#endif  // EARMARK_TESTS_TAKEDOWN_SAMPLE_RECORDS_H_
