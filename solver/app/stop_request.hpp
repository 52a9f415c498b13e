// Why a run should stop before its end: a signal, the control file "strata.stop", or a time limit that is
// near.
//
//   const TimeLimit limit = find_time_limit(arguments.time_limit);
//   StopRequest stop(comm, directory, limit);
//   while (!solver.is_finished()) {
//     solver.advance();
//     if (const auto reason = stop.reason()) { checkpoints.write(solver.save()); ... exit code 75 }
//   }
#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>

#include <mpi.h>

#include "solver/app/control_file.hpp"
#include "solver/app/time_limit.hpp"

namespace strata::app {

/// In the folder of the results: stop as soon as possible; removed when obeyed.
inline constexpr const char* kStopFile = "strata.stop";

/// From here on USR1 does not end the process but is remembered for the StopRequest to come: schedulers send
/// it at their leisure, also while MPI starts.
void remember_early_signals();

/// While one lives, USR1, TERM and INT no longer end the process but are answered by reason(); a second INT
/// ends it at once. To be made after MPI and PETSc are up, which put handlers of their own. One at a time.
class StopRequest {
 public:
  /// \param directory  of the results
  /// \param limit      of the wall time; empty: there is none
  StopRequest(MPI_Comm comm, const std::filesystem::path& directory, std::optional<TimeLimit> limit);
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /// One sentence such as "signal USR1", the same on every rank; empty where the run may go on. Collective,
  /// to be asked after every step: the longest time between two questions, checkpoints and output included,
  /// is what a step is taken to need when the time limit is looked at. Once given, the reason stays.
  std::optional<std::string> reason();

 private:
  using Clock = std::chrono::steady_clock;
  int root_code();

  MPI_Comm comm_;
  int rank_ = 0;
  std::optional<TimeLimit> limit_;
  ControlFile control_;
  std::array<struct sigaction, 3> former_{};
  std::optional<Clock::time_point> last_asked_;
  Clock::duration longest_{0};
  int code_ = 0;  ///< of the reason; 0: none
};

}  // namespace strata::app
