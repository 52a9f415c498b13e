// How far a sweep is, told by the ranks that write to rank 0, which shows it: a bar with samples per hour and
// ETA.
#pragma once

#include <array>
#include <cstdint>

#include <mpi.h>

#include "solver/app/terminal.hpp"

namespace strata::app {

/// What became of the samples so far.
struct SweepTally {
  std::int64_t ok = 0, failed = 0, rejected = 0, duplicate = 0, skipped = 0;
  std::int64_t iterations = 0;
  std::int64_t bytes = 0;  ///< of files
  double model_s = 0.0, solve_s = 0.0, extract_s = 0.0, compress_s = 0.0, write_s = 0.0, waited_s = 0.0;

  std::int64_t samples() const { return ok + failed + rejected + duplicate + skipped; }
  void add(const SweepTally& other);
};

/// Point-to-point and asynchronous: no rank waits for another before finish().
class SweepProgress {
 public:
  /// \param n_samples  that this call will make
  SweepProgress(MPI_Comm comm, const GlobalOptions& options, std::int64_t n_samples);

  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

  /// From a rank that writes, after every sample and block: what has been added since it was last told.
  void tell(const SweepTally& news);
  /// The sum of all that was told, on rank 0; collective.
  SweepTally finish();

 private:
  static constexpr int kTag = 7401;
  void receive();

  MPI_Comm comm_;
  int rank_ = 0;
  std::int64_t n_samples_ = 0;
  SweepTally total_;  ///< rank 0: of all ranks, as far as heard
  ProgressDisplay display_;
};

}  // namespace strata::app
