#include <cstdlib>
#include <ctime>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "solver/app/time_limit.hpp"

using namespace strata;
using namespace strata::app;

namespace {

double seconds_left(const TimeLimit& limit) {
  return std::chrono::duration<double>(limit.end - std::chrono::steady_clock::now()).count();
}

void forget_schedulers() {
  for (const char* name : {"SLURM_JOB_END_TIME", "SLURM_JOB_ID", "PBS_WALLTIME"}) unsetenv(name);
}

}  // namespace

TEST_CASE("durations are read as schedulers write them") {
  CHECK(parse_duration("2:00:00") == 7200.0);
  CHECK(parse_duration("0:00:07") == 7.0);
  CHECK(parse_duration("90:30") == 5430.0);
  CHECK(parse_duration("1-02:03:04") == 93784.0);
}

TEST_CASE("what is no duration is a usage error") {
  for (const char* text :
       {"", "12", "1:2:3:4", "1:60", "1:-5", "x:10", "0:00:00", "1-", "2h", "1:00:00 ", "99999999999:00"}) {
    INFO(text);
    try {
      parse_duration(text);
      FAIL("not refused");
    } catch (const Error& error) {
      CHECK(error.exit_code() == ExitCode::deck);
      CHECK_THAT(error.what(), Catch::Contains("h:mm:ss"));
    }
  }
}

TEST_CASE("the option goes before the scheduler, Slurm before PBS") {
  forget_schedulers();
  CHECK_FALSE(find_time_limit("").has_value());
  setenv("PBS_WALLTIME", "500", 1);
  CHECK(seconds_left(find_time_limit("").value_or(TimeLimit{})) == Approx(500.0).margin(2.0));
  setenv("SLURM_JOB_END_TIME", std::to_string(std::time(nullptr) + 900).c_str(), 1);
  CHECK(seconds_left(find_time_limit("").value_or(TimeLimit{})) == Approx(900.0).margin(3.0));
  CHECK(seconds_left(find_time_limit("0:01:00").value_or(TimeLimit{})) == Approx(60.0).margin(2.0));
  forget_schedulers();
}

TEST_CASE("the margin is a twentieth of the limit, ten seconds at most") {
  CHECK(find_time_limit("0:01:00").value_or(TimeLimit{}).margin == Approx(3.0));
  CHECK(find_time_limit("9:00:00").value_or(TimeLimit{}).margin == Approx(10.0));
}
