// Blocks of samples: solved in order, written while the next ones are solved, and recorded once their files
// are safe.
#pragma once

#include <functional>
#include <future>

#include <mpi.h>

#include "solver/app/sweep/sweep_job.hpp"
#include "solver/app/sweep/sweep_progress.hpp"

namespace strata::app {

struct BlockSettings {
  int threads = 1;                                 ///< that compress
  std::function<void(const SweepTally&)> on_news;  ///< on the rank that writes
  std::function<bool()> should_stop;               ///< collective, asked before every sample
};

/// Makes blocks one after another: solves their samples and, while those of the next block are solved, writes
/// their files and appends their lines to the manifest.
class BlockRunner {
 public:
  /// Borrows the job. \param comm  of the ranks that solve a sample together
  BlockRunner(const SweepJob& job, MPI_Comm comm, BlockSettings settings);
  ~BlockRunner();
  BlockRunner(const BlockRunner&) = delete;
  BlockRunner& operator=(const BlockRunner&) = delete;

  /// Collective. Throws IoError on every rank of the communicator alike, for this block or the one before.
  /// \return false where it was told to stop; nothing of the block is then left behind
  bool run(const SweepBlock& block);
  /// Waits for the files of the last block. Collective. Throws as run does.
  void finish();

 private:
  const SweepJob& job_;
  MPI_Comm comm_;
  BlockSettings settings_;
  std::future<SweepTally> files_;  ///< of the block before, on rank 0
};

}  // namespace strata::app
