#include <csignal>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "solver/app/stop_request.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using namespace strata::app;
using namespace strata::test;
using namespace std::chrono_literals;

namespace {

StopRequest request(const TemporaryFolder& folder, std::optional<TimeLimit> limit = {}) {
  return {MPI_COMM_WORLD, folder.path(), limit};
}

}  // namespace

TEST_CASE("nobody asks: the run goes on") {
  const TemporaryFolder folder;
  StopRequest stop = request(folder);
  CHECK_FALSE(stop.reason().has_value());
}

TEST_CASE("the scheduler's signals are reasons, once and for all") {
  const TemporaryFolder folder;
  for (const auto& [number, text] : {std::pair{SIGUSR1, "signal USR1"}, std::pair{SIGTERM, "signal TERM"},
                                     std::pair{SIGINT, "signal INT"}}) {
    StopRequest stop = request(folder);
    std::raise(number);
    CHECK(stop.reason() == std::optional<std::string>(text));
    CHECK(stop.reason() == std::optional<std::string>(text));
  }
}

TEST_CASE("a signal that came before anybody asked is not lost") {
  const TemporaryFolder folder;
  remember_early_signals();
  std::raise(SIGUSR1);
  CHECK(request(folder).reason() == std::optional<std::string>("signal USR1"));
}

TEST_CASE("handlers stand after PETSc's and MPI's, and those from before come back") {
  const TemporaryFolder folder;
  const auto former = std::signal(SIGTERM, SIG_IGN);
  { StopRequest stop = request(folder); }
  CHECK(std::signal(SIGTERM, former) == SIG_IGN);
}

TEST_CASE("a second INT ends the process at once") {
  const TemporaryFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    StopRequest stop = request(folder);
    std::raise(SIGINT);
    std::raise(SIGINT);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
}

TEST_CASE("the control file stops the run and is removed") {
  const TemporaryFolder folder;
  StopRequest stop = request(folder);
  std::ofstream(folder.path() / kStopFile).put('\n');
  CHECK(stop.reason() == std::optional<std::string>("strata.stop"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / kStopFile));
}

TEST_CASE("the run ends before its time limit, by twice the longest step and the margin") {
  const TemporaryFolder folder;
  const auto now = std::chrono::steady_clock::now();
  StopRequest far = request(folder, TimeLimit{now + 1h, 10.0});
  StopRequest past_margin = request(folder, TimeLimit{now + 5s, 10.0});
  CHECK(past_margin.reason() == std::optional<std::string>("the time limit is near"));
  CHECK_FALSE(far.reason().has_value());

  StopRequest slow = request(folder, TimeLimit{std::chrono::steady_clock::now() + 60s, 59.2});
  CHECK_FALSE(slow.reason().has_value());
  std::this_thread::sleep_for(450ms);  // 0.35 s are left, twice 0.45 s would be needed
  CHECK(slow.reason().has_value());
}
