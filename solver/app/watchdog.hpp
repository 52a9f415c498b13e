// A thread that ends a run which has stopped moving: where a rank is lost without a trace (a node that hangs,
// a stopped process), the others would wait for it in MPI for ever.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace strata::app {

struct WatchdogLimits {
  double at_least = 120.0;  ///< [s] no shorter silence ends a run; 0: nothing is watched
  double steps = 50.0;      ///< and none shorter than so many median steps
};

/// The defaults; where STRATA_WATCHDOG_SECONDS is set that alone counts, however long steps take. Throws
/// Error (usage) where it is no number.
WatchdogLimits watchdog_limits();

class Watchdog {
 public:
  /// \param bark  called once, on the watching thread, with a message when nothing moved for too long
  Watchdog(WatchdogLimits limits, std::function<void(const std::string&)> bark);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Something moved: an iteration, a file.
  void progress();
  /// A step ended; its time since the last call counts for the median.
  void step();

  /// While any lives nothing is watched: output of large fields tells nothing of how it gets on.
  class Nap {
   public:
    explicit Nap(Watchdog& dog) : dog_(dog) { dog_.fall_asleep(1); }
    ~Nap() { dog_.fall_asleep(-1); }
    Nap(const Nap&) = delete;
    Nap& operator=(const Nap&) = delete;

   private:
    Watchdog& dog_;
  };

 private:
  using Clock = std::chrono::steady_clock;
  double patience() const;  ///< [s], under the lock
  void fall_asleep(int naps);
  void watch();

  WatchdogLimits limits_;
  std::function<void(const std::string&)> bark_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_over_ = false;
  int n_naps_ = 0;
  Clock::time_point last_move_;
  Clock::time_point last_step_;
  std::vector<double> step_seconds_;  ///< of the latest steps
  std::size_t n_steps_ = 0;
  std::thread thread_;
};

/// A bark that prints the message and ends all ranks of MPI_COMM_WORLD with the exit code of an internal
/// error.
void end_all_ranks(const std::string& message);

}  // namespace strata::app
