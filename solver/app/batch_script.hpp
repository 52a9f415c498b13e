// The text of a Slurm batch script that runs Strata and survives its time limit: told a while before the
// limit, the run leaves a checkpoint and ends with code 75; the script then queues its own job again, which
// goes on.
#pragma once

#include <string>
#include <vector>

namespace strata::app {

struct BatchJob {
  std::vector<std::string> decks;    ///< absolute paths; more than one: an array job, one deck per task
  std::vector<std::string> options;  ///< of `strata run`, besides deck and --restart
  std::string program;               ///< absolute path
  std::string root;                  ///< STRATA_ROOT for the job; empty: not set
  std::string name;                  ///< of the job; letters that Slurm might not like are replaced
  int ranks = 1;
  int gpus = 0;
  int nodes = 0;              ///< 0: Slurm chooses
  int at_once = 0;            ///< tasks of an array that run at the same time; 0: no limit
  int attempts = 20;          ///< how often the job may be queued again
  std::string time;           ///< as given, h:mm:ss
  double time_seconds = 0.0;  ///< the same [s]
  double bytes_per_rank = 0.0;
  std::string account, partition;  ///< empty: Slurm's default
};

std::string batch_script(const BatchJob& job);

/// A word as a POSIX shell reads it back unchanged.
std::string shell_quoted(const std::string& word);

}  // namespace strata::app
