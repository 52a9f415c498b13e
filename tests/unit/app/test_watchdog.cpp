#include <cstdlib>
#include <future>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "solver/app/watchdog.hpp"

using namespace strata;
using namespace strata::app;
using namespace std::chrono_literals;

TEST_CASE("silence ends the run with a message") {
  std::promise<std::string> heard;
  Watchdog dog({0.2, 50.0}, [&](const std::string& message) { heard.set_value(message); });
  auto message = heard.get_future();
  REQUIRE(message.wait_for(30s) == std::future_status::ready);
  CHECK_THAT(message.get(), Catch::Contains("--restart"));
}

TEST_CASE("long steps buy longer patience") {
  std::promise<std::string> heard;
  Watchdog dog({0.05, 1e6}, [&](const std::string& message) { heard.set_value(message); });
  for (int n = 0; n < 3; ++n) {
    std::this_thread::sleep_for(5ms);
    dog.step();
  }
  CHECK(heard.get_future().wait_for(300ms) == std::future_status::timeout);
}

TEST_CASE("a watchdog that is not wanted never barks, and one that is can be put away at any time") {
  Watchdog off({0.0, 50.0}, [](const std::string&) { FAIL("barked"); });
  Watchdog on({1000.0, 50.0}, [](const std::string&) { FAIL("barked"); });
  on.progress();
}

TEST_CASE("the limit comes from the environment, and nonsense is told") {
  setenv("STRATA_WATCHDOG_SECONDS", "7.5", 1);
  CHECK(watchdog_limits().at_least == 7.5);
  CHECK(watchdog_limits().steps == 0.0);
  for (const char* text : {"soon", "", "-1", "5 s", "nan"}) {
    setenv("STRATA_WATCHDOG_SECONDS", text, 1);
    CHECK_THROWS_AS(watchdog_limits(), Error);
  }
  unsetenv("STRATA_WATCHDOG_SECONDS");
  CHECK(watchdog_limits().at_least == 120.0);
}

TEST_CASE("while output is written nobody is suspected") {
  std::promise<std::string> heard;
  Watchdog dog({0.2, 50.0}, [&](const std::string& message) { heard.set_value(message); });
  auto message = heard.get_future();
  {
    const Watchdog::Nap nap(dog);
    CHECK(message.wait_for(600ms) == std::future_status::timeout);
  }
  CHECK(message.wait_for(30s) == std::future_status::ready);
}
