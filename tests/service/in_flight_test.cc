#include "service/in_flight.h"

#include <optional>
#include <thread>

#include "fingerprint/cancellation.h"
#include "gtest/gtest.h"

namespace earmark::service {
namespace {

TEST(InFlightTest, NothingUnderWayIsNotWaitedFor) {
  InFlight in_flight;
  EXPECT_TRUE(in_flight.Await(in_flight.Now(), {}));
}

TEST(InFlightTest, OnlyThoseOfTheMomentAreWaitedFor) {
  InFlight in_flight;
  fingerprint::Cancellation stop;
  stop.Cancel();
  auto first = std::make_optional<InFlight::Entry>(in_flight);
  const InFlight::Moment moment = in_flight.Now();
  const InFlight::Entry later(in_flight);
  EXPECT_FALSE(in_flight.Await(moment, stop));
  first.reset();
  EXPECT_TRUE(in_flight.Await(moment, stop));
  EXPECT_FALSE(in_flight.Await(in_flight.Now(), stop));
}

TEST(InFlightTest, EndOfTheLastEndsTheWait) {
  InFlight in_flight;
  auto entry = std::make_optional<InFlight::Entry>(in_flight);
  const InFlight::Moment moment = in_flight.Now();
  std::thread scan([&] { EXPECT_TRUE(in_flight.Await(moment, {})); });
  entry.reset();
  scan.join();
}

TEST(InFlightTest, StopEndsTheWait) {
  InFlight in_flight;
  const InFlight::Entry entry(in_flight);
  fingerprint::Cancellation stop;
  std::thread scan(
      [&] { EXPECT_FALSE(in_flight.Await(in_flight.Now(), stop)); });
  stop.Cancel();
  scan.join();
}

}  // namespace
}  // namespace earmark::service
