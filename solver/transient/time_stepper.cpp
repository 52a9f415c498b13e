#include "solver/transient/time_stepper.hpp"

#include <cmath>
#include <limits>

#include "solver/heat_storage.hpp"
#include "solver/report_errors.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {
namespace {

const double kRoot2 = std::sqrt(2.0);
const double kGamma = 2.0 - kRoot2;     // the middle stage ends here
const double kDiagonal = 0.5 * kGamma;  // weight of a stage's own heat
const double kShared = 0.25 * kRoot2;   // weight of the heats of start and middle in the last stage
const double kErrorStart = kShared - (1.0 - kShared) / 3.0;  // second order minus embedded third order
const double kErrorMiddle = kShared - (3.0 * kShared + 1.0) / 3.0;
const double kErrorEnd = 2.0 / 3.0 * kDiagonal;
// An estimate of an error need not be known to more digits than this.
constexpr double kEstimateReduction = 0.1;

/// z = a x + b y
void combine(double a, const ConstCellView& x, double b, const ConstCellView& y, const CellView& z) {
  Kokkos::parallel_for(
      "solver::combine", FlatRange(0, static_cast<std::int64_t>(z.extent(0))),
      KOKKOS_LAMBDA(std::int64_t c) { z(c) = a * x(c) + b * y(c); });
}

/// z += a x
void add_multiple(double a, const ConstCellView& x, const CellView& z) {
  Kokkos::parallel_for(
      "solver::add_multiple", FlatRange(0, static_cast<std::int64_t>(z.extent(0))),
      KOKKOS_LAMBDA(std::int64_t c) { z(c) += a * x(c); });
}

/// Inside of `ghosted` = a times itself + b times `owned`.
void combine_inside(const LocalShape& shape, double a, double b, const ConstCellView& owned,
                    const CellView& ghosted) {
  for_each_cell(
      "solver::combine_inside", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t c = ghosted_index(i, j, k, shape.nx, shape.nz);
        ghosted(c) = a * ghosted(c) + b * owned(owned_index(i, j, k, shape.nx, shape.nz));
      });
}

/// Largest |gain| / heat capacity of any cell of this rank [K/s].
double fastest_change(const ThermalProblem& problem, double reference, const ConstCellView& rise,
                      const ConstCellView& gain) {
  const CellView capacity("heat_capacity", gain.extent(0));
  add_storage_closures(problem, 1.0, reference, rise, capacity);
  double fastest = 0.0;
  Kokkos::parallel_reduce(
      "solver::fastest_change", FlatRange(0, static_cast<std::int64_t>(gain.extent(0))),
      KOKKOS_LAMBDA(std::int64_t c, double& most) {
        const double rate = capacity(c) > 0.0 ? std::fabs(gain(c)) / capacity(c) : 0.0;
        most = rate > most ? rate : most;
      },
      Kokkos::Max<double>(fastest));
  return fastest;
}

}  // namespace

TimeStepper::TimeStepper(ThermalProblem& problem, SteadySolver& solver, TimeMethod method, bool estimates)
    : problem_(problem), solver_(solver), method_(method), estimates_(estimates) {
  const auto n = static_cast<std::size_t>(problem.partition().n_owned());
  start_ = CellView("rise_at_start", n);
  h_start_ = CellView("content_at_start", n);
  h_end_ = CellView("content_at_end", n);
  known_ = CellView("known_content", n);
  gain_ = CellView("gain_at_start", n);
  if (method == TimeMethod::tr_bdf2) h_middle_ = CellView("content_in_the_middle", n);
  if (estimates) error_ = CellView("error", n);
}

void TimeStepper::update_content() {
  heat_content(problem_, solver_.reference_temperature(), solver_.rise(), h_end_);
  const ConstCellView content = h_end_;
  double sums[2] = {0.0, 0.0};
  Kokkos::parallel_reduce(
      "solver::sum_content", FlatRange(0, static_cast<std::int64_t>(content.extent(0))),
      KOKKOS_LAMBDA(std::int64_t c, double& net, double& gross) {
        net += content(c);
        gross += std::fabs(content(c));
      },
      sums[0], sums[1]);
  MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, problem_.partition().comm());
  content_ = sums[0];
  gross_content_ = sums[1];
}

double TimeStepper::cautious_step(double change) {
  solver_.gained_heat(gain_);
  double fastest = fastest_change(problem_, solver_.reference_temperature(), solver_.rise(), gain_);
  MPI_Allreduce(MPI_IN_PLACE, &fastest, 1, MPI_DOUBLE, MPI_MAX, problem_.partition().comm());
  return fastest > 0.0 ? change / fastest : std::numeric_limits<double>::infinity();
}

void TimeStepper::add_flow(double weight, EnergyFlow& flow) const {
  const BoundaryFlow boundary = boundary_flow(problem_, solver_.reference_temperature(), solver_.rise());
  flow.supplied += weight * problem_.loads().net;
  flow.removed += weight * boundary.net();
  flow.gross += weight * (problem_.loads().gross + boundary.gross);
}

/// Solves known_ + heat gained / rate = H of the solver's rise.
void TimeStepper::run_stage(double rate, StepOutcome& outcome) {
  solver_.set_storage({rate, known_});
  solver_.run();
  outcome.iterations += solver_.convergence().iterations;
  outcome.setups += solver_.convergence().setups;
}

void TimeStepper::take_euler(double time, double dt, const SetLoads& set_loads, StepOutcome& outcome) {
  Kokkos::deep_copy(known_, h_start_);
  set_loads(time + dt);
  run_stage(1.0 / dt, outcome);
  add_flow(dt, outcome.flow);
}

void TimeStepper::take_tr_bdf2(double time, double dt, const SetLoads& set_loads, StepOutcome& outcome) {
  const double rate = 1.0 / (kDiagonal * dt);
  combine(1.0, h_start_, kDiagonal * dt, gain_, known_);
  set_loads(time + kGamma * dt);
  run_stage(rate, outcome);
  add_flow(kShared * dt, outcome.flow);
  heat_content(problem_, solver_.reference_temperature(), solver_.rise(), h_middle_);
  combine(1.0 - kShared / kDiagonal, h_start_, kShared / kDiagonal, h_middle_, known_);
  combine_inside(problem_.cells().shape, 1.0 / kGamma, 1.0 - 1.0 / kGamma, start_, solver_.rise());
  set_loads(time + dt);
  run_stage(rate, outcome);
  add_flow(kDiagonal * dt, outcome.flow);
}

StepOutcome TimeStepper::step(double time, double dt, const SetLoads& set_loads, const ConstCellView& slope) {
  StepOutcome outcome;
  const bool is_euler = method_ == TimeMethod::backward_euler;
  copy_from_ghosted(problem_.cells().shape, solver_.rise(), start_);
  heat_content(problem_, solver_.reference_temperature(), solver_.rise(), h_start_);
  if (!is_euler || estimates_) solver_.gained_heat(gain_);
  if (!is_euler) add_flow(kShared * dt, outcome.flow);
  if (slope.extent(0) > 0) {
    const double to_first_stage = is_euler ? dt : kGamma * dt;
    combine_inside(problem_.cells().shape, 1.0, to_first_stage, slope, solver_.rise());
  }
  if (is_euler) {
    take_euler(time, dt, set_loads, outcome);
  } else {
    take_tr_bdf2(time, dt, set_loads, outcome);
  }
  update_content();
  const double rate = 1.0 / (is_euler ? dt : kDiagonal * dt);
  outcome.gain = rate * (content_ - sum(problem_.partition().comm(), known_));
  if (estimates_) estimate(dt, outcome);
  return outcome;
}

/// Errors of stiff cells are overestimated without end unless they go through the matrix of the stages.
void TimeStepper::estimate(double dt, StepOutcome& outcome) {
  // Heat that a step with the better weights would have brought besides, times the stages' rate.
  if (method_ == TimeMethod::backward_euler) {
    combine(0.5 / dt, h_end_, -0.5 / dt, h_start_, known_);
    add_multiple(-0.5, gain_, known_);
  } else {
    const double rate = 1.0 / (kDiagonal * dt);
    combine(kErrorEnd / kDiagonal * rate, h_end_, -kErrorEnd / kDiagonal * rate, known_, known_);
    add_multiple(kErrorMiddle / kDiagonal * rate, h_middle_, known_);
    add_multiple(-kErrorMiddle / kDiagonal * rate, h_start_, known_);
    add_multiple((kErrorStart - kErrorMiddle) / kDiagonal, gain_, known_);
  }
  outcome.iterations += solver_.solve_roughly(known_, error_, kEstimateReduction);
  outcome.error = largest_magnitude(problem_.partition().comm(), error_);
}

}  // namespace strata
