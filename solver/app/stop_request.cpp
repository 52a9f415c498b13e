#include "solver/app/stop_request.hpp"

#include <algorithm>

namespace strata::app {
namespace {

/// What the handlers leave behind: the last signal.
volatile std::sig_atomic_t caught_signal = 0;

extern "C" void remember_signal(int number) {
  caught_signal = number;
}

constexpr std::array<int, 3> kSignals{SIGUSR1, SIGTERM, SIGINT};

/// Reasons as numbers, so that the ranks agree by one reduction: a signal counts most.
enum Code : int { kNone = 0, kTimeLimit = 1, kControlFile = 2, kFirstSignal = 3 };

int signal_code() {
  for (std::size_t n = 0; n < kSignals.size(); ++n) {
    if (caught_signal == kSignals[n]) return kFirstSignal + static_cast<int>(n);
  }
  return kNone;
}

const char* text_of(int code) {
  constexpr std::array<const char*, 6> kTexts{
      "", "the time limit is near", "strata.stop", "signal USR1", "signal TERM", "signal INT"};
  return kTexts[static_cast<std::size_t>(code)];
}

}  // namespace

void remember_early_signals() {
  std::signal(SIGUSR1, remember_signal);
}

StopRequest::StopRequest(MPI_Comm comm, const std::filesystem::path& directory,
                         std::optional<TimeLimit> limit)
    : comm_(comm), limit_(limit), control_(directory / kStopFile) {
  MPI_Comm_rank(comm, &rank_);
  for (std::size_t n = 0; n < kSignals.size(); ++n) {
    struct sigaction action {};
    action.sa_handler = remember_signal;
    // A write that a signal interrupts must go on; a second INT finds the handler gone and ends the process.
    action.sa_flags = SA_RESTART | (kSignals[n] == SIGINT ? SA_RESETHAND : 0);
    sigaction(kSignals[n], &action, &former_[n]);
  }
}

StopRequest::~StopRequest() {
  for (std::size_t n = 0; n < kSignals.size(); ++n) sigaction(kSignals[n], &former_[n], nullptr);
  caught_signal = 0;
}

int StopRequest::root_code() {
  const auto now = Clock::now();
  if (last_asked_) longest_ = std::max(longest_, now - *last_asked_);
  last_asked_ = now;
  if (control_.take()) return kControlFile;
  if (!limit_) return kNone;
  const std::chrono::duration<double> left = limit_->end - now;
  return left.count() < 2.0 * std::chrono::duration<double>(longest_).count() + limit_->margin ? kTimeLimit
                                                                                               : kNone;
}

std::optional<std::string> StopRequest::reason() {
  const int mine = std::max({code_, signal_code(), rank_ == 0 ? root_code() : kNone});
  MPI_Allreduce(&mine, &code_, 1, MPI_INT, MPI_MAX, comm_);
  if (code_ == kNone) return std::nullopt;
  return text_of(code_);
}

}  // namespace strata::app
