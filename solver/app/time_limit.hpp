// How long a run may take: --time-limit, or what the scheduler says about the job it runs in.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace strata::app {

struct TimeLimit {
  std::chrono::steady_clock::time_point end;
  double margin = 0.0;  ///< [s] kept free before the end, for results and the end of the program
};

/// Seconds meant by "h:mm:ss", "mm:ss" or "d-hh:mm:ss"; a bare number is refused, because schedulers take it
/// for minutes and people for seconds. Throws Error (usage) otherwise.
double parse_duration(const std::string& text);

/// The limit given by `text` (as parse_duration, from now on; empty: not given), else by SLURM_JOB_END_TIME,
/// else by `squeue` for SLURM_JOB_ID, else by PBS_WALLTIME (from now on); empty where none of them says
/// anything. Throws Error (usage) for a text that is no duration.
std::optional<TimeLimit> find_time_limit(const std::string& text);

}  // namespace strata::app
