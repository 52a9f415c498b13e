// One sample after another, with all that the one before can lend: grid, rows, multigrid, memory, first
// guess.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <mpi.h>

#include "inputs/sweep/sweep.hpp"
#include "postproc/dataset/dataset.hpp"
#include "postproc/dataset/manifest.hpp"
#include "postproc/dataset/native_fields.hpp"
#include "postproc/dataset/sample_fields.hpp"
#include "solver/app/solve_model.hpp"
#include "solver/steady_session.hpp"

namespace strata::app {

/// Wall time that a sample took [s].
struct SampleSeconds {
  double model = 0.0;    ///< deck and grid
  double solve = 0.0;    ///< set-up, temperature and stress, all fidelities
  double extract = 0.0;  ///< fields on the dataset's grid
};

/// What became of a sample.
struct SampleOutcome {
  SampleStatus status = SampleStatus::ok;
  std::string reason;                   ///< where it is not ok
  std::optional<DatasetSample> sample;  ///< where it is ok, on rank 0
  std::array<int, 3> native_cells{};
  bool reused_setup = false;
  SampleSeconds seconds;
};

/// Results depend on the samples that it solved before, to the tolerance of the solver: every block has one
/// of its own.
class SampleSolver {
 public:
  /// Borrows all. \param comm  of the ranks that solve a sample together
  SampleSolver(const Sweep& sweep, const DatasetLayout& layout, MPI_Comm comm);
  ~SampleSolver();

  /// Collective. Failures of the deck and of the solver are outcomes; others throw.
  SampleOutcome solve(const SweepSample& sample);

  /// The last solution on its own grid, on rank 0 after a sample that is ok.
  const NativeFields& native() const { return extractor_.native(); }

 private:
  struct Fidelity;
  void forget();
  SolvedModel solve_on(Fidelity& fidelity, std::unique_ptr<Model> model, SampleOutcome& outcome);
  void solve_fidelity(std::size_t n, const SweepSample& sample, SampleOutcome& outcome);

  const Sweep& sweep_;
  MPI_Comm comm_;
  SampleExtractor extractor_;
  std::vector<std::unique_ptr<Fidelity>> fidelities_;  ///< the deck itself, then those of the sweep
};

}  // namespace strata::app
