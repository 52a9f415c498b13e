#include "solver/app/watchdog.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <mpi.h>
#include <unistd.h>

#include "inputs/error.hpp"

namespace strata::app {
namespace {

constexpr std::size_t kRememberedSteps = 101;
constexpr std::chrono::milliseconds kNap{1000};

}  // namespace

WatchdogLimits watchdog_limits() {
  WatchdogLimits limits;
  const char* text = std::getenv("STRATA_WATCHDOG_SECONDS");
  if (text == nullptr) return limits;
  char* end = nullptr;
  limits.at_least = std::strtod(text, &end);
  if (end == text || *end != '\0' || !(limits.at_least >= 0.0)) {
    throw Error(
        ExitCode::deck,
        fmt::format("STRATA_WATCHDOG_SECONDS=\"{}\": expected a number of seconds, 0 for none", text));
  }
  limits.steps = 0.0;
  return limits;
}

Watchdog::Watchdog(WatchdogLimits limits, std::function<void(const std::string&)> bark)
    : limits_(limits), bark_(std::move(bark)), last_move_(Clock::now()), last_step_(last_move_) {
  if (limits_.at_least > 0.0) thread_ = std::thread([this] { watch(); });
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_over_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::progress() {
  const std::lock_guard<std::mutex> lock(mutex_);
  last_move_ = Clock::now();
}

void Watchdog::step() {
  const std::lock_guard<std::mutex> lock(mutex_);
  last_move_ = Clock::now();
  const double seconds = std::chrono::duration<double>(last_move_ - last_step_).count();
  last_step_ = last_move_;
  if (step_seconds_.size() < kRememberedSteps) {
    step_seconds_.push_back(seconds);
  } else {
    step_seconds_[n_steps_ % kRememberedSteps] = seconds;
  }
  ++n_steps_;
}

void Watchdog::fall_asleep(int naps) {
  const std::lock_guard<std::mutex> lock(mutex_);
  n_naps_ += naps;
  last_move_ = last_step_ = Clock::now();
}

double Watchdog::patience() const {
  if (step_seconds_.empty()) return limits_.at_least;
  std::vector<double> sorted = step_seconds_;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return std::max(limits_.at_least, limits_.steps * *middle);
}

void Watchdog::watch() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!is_over_) {
    if (n_naps_ > 0) last_move_ = Clock::now();
    const double allowed = patience();
    const double silent = std::chrono::duration<double>(Clock::now() - last_move_).count();
    if (silent > allowed) {
      lock.unlock();
      bark_(
          fmt::format("nothing moved for {:.0f} s (at least {:.0f} s are allowed): a rank is lost or hangs; "
                      "'--restart' goes on from the newest checkpoint",
                      silent, allowed));
      return;
    }
    const auto asleep = Clock::now();
    ended_.wait_for(
        lock, std::min<std::chrono::duration<double>>(std::chrono::duration<double>(allowed - silent), kNap));
    // A scheduler may suspend the whole job: that time was nobody's.
    const auto overslept = Clock::now() - asleep - kNap;
    if (overslept > kNap) last_move_ += overslept;
  }
}

void end_all_ranks(const std::string& message) {
  fmt::print(stderr, "error: {}\n", message);
  std::fflush(stderr);
  int is_running = 0;
  MPI_Initialized(&is_running);
  if (is_running != 0) MPI_Abort(MPI_COMM_WORLD, static_cast<int>(ExitCode::internal));
  _exit(static_cast<int>(ExitCode::internal));
}

}  // namespace strata::app
