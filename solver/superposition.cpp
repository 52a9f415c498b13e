#include "solver/superposition.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "solver/active_rows.hpp"
#include "solver/conductances.hpp"
#include "solver/linear_solve.hpp"
#include "solver/reconstruct.hpp"
#include "solver/report_errors.hpp"
#include "solver/surface_state.hpp"
#include "solver/unit_loads.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {

namespace {

// The sums are to meet the solution within far less than its own tolerance, and weights, which multiply some
// 300 K, must sum to 1. So columns are solved further than a run is: by steps, each with the true residual,
// as far as rounding lets them.
constexpr double kTargetOfResistance = 1e-11;
constexpr double kTargetOfWeight = 1e-13;
constexpr double kReduction = 1e-6;
constexpr int kMaxSteps = 5;
constexpr double kStagnation = 0.5;
// A column worse than this would spoil the sum.
constexpr double kWorst = 1e-8;

/// The heat equations with coefficients held at one field, solved for one load after the other.
class FrozenProblem {
 public:
  FrozenProblem(const ThermalProblem& problem, double reference, const CellView& rise,
                const SteadyOptions& options)
      : problem_(problem),
        reference_(reference),
        rise_(rise),
        system_(problem, reference),
        linear_(system_, options.petsc_prefix),
        ghosted_("frozen_rise", static_cast<std::size_t>(problem.partition().n_ghosted())),
        b_("unit_input", rise.extent(0)),
        x_("unit_response", rise.extent(0)),
        r_("unit_residual", rise.extent(0)),
        d_("unit_correction", rise.extent(0)) {
    copy_to_ghosted(problem.cells().shape, rise_, ghosted_);
    HaloExchange(problem.partition()).exchange(ghosted_);
    system_.follow(ghosted_);
    // Rows take each material at its mean temperature: enough for the multigrid, not for the operator.
    if (problem.is_nonlinear() && linear_.works_on_rows()) linear_.work_cell_by_cell();
  }

  /// Temperatures of the active faces under the loads of `model` alone, where all else is at the reference.
  /// \param target  residual to reach, in parts of the load. Collective.
  std::vector<ActiveFace> respond(const Model& model, double target) {
    ThermalProblem loaded = problem_.with_loads_of(model);
    hold_surfaces(problem_, loaded);
    compute_heat_input(loaded, reference_, ghosted_, b_);
    solve(target);
    return active_faces(loaded, reference_, rise_, x_);
  }

 private:
  void solve(double target) {
    const MPI_Comm comm = problem_.partition().comm();
    Kokkos::deep_copy(x_, 0.0);
    Kokkos::deep_copy(r_, b_);
    const double scale = norm(comm, b_);
    double residual = scale;
    std::string reason;
    for (int step = 0; step < kMaxSteps && residual > target * scale; ++step) {
      const double tolerance = std::max(kReduction * residual, 0.5 * target * scale);
      const LinearOutcome outcome = linear_.solve(r_, d_, tolerance, problem_.model().solver.max_iterations);
      if (!outcome.converged) reason = outcome.reason;
      add_to(d_, x_);
      system_.cellwise().apply(x_, r_);
      subtract_from(b_, r_);
      const double before = residual;
      residual = norm(comm, r_);
      if (!(residual <= kStagnation * before)) break;
    }
    if (residual <= kWorst * scale) return;
    throw SolveError(fmt::format("superposition: the residual of a column is {:.1e} of its load{}{}",
                                 residual / scale, reason.empty() ? "" : ": ", reason));
  }

  const ThermalProblem& problem_;
  double reference_;
  CellView rise_;
  FrozenSystem system_;
  LinearSolver linear_;
  CellView ghosted_;
  CellView b_, x_, r_, d_;
};

double closure_error(const Superposition& sum) {
  std::vector<double> values;
  values.reserve(sum.columns.size());
  for (const Superposition::Column& column : sum.columns) values.push_back(column.value);
  double largest = 0.0;
  for (std::size_t row = 0; row < sum.rows.size(); ++row) {
    largest = std::max(largest, std::abs(sum.temperature(row, values) - sum.rows[row].temperature));
  }
  return largest;
}

}  // namespace

void check_superposition(const Model& model) {
  if (!model.output.superposition) return;
  for (const Boundary& boundary : model.boundaries) {
    if (!std::holds_alternative<ColdPlate>(boundary.condition)) continue;
    throw deck_error(model, boundary.position,
                     "temperatures are no sums of powers and surroundings where '" + boundary.name +
                         "' has a coolant that warms on its way",
                     "leave output.superposition out, or give the coolant one temperature by a convection");
  }
  for (const HeatSource& source : model.sources) {
    if (!source.leakage) continue;
    throw deck_error(model, source.position,
                     "temperatures are no sums of powers where the power of '" + source.target +
                         "' follows the temperature",
                     "leave output.superposition out, or give the source a fixed power");
  }
}

double Superposition::temperature(std::size_t row, const std::vector<double>& values) const {
  double sum = 0.0;
  for (std::size_t c = 0; c < columns.size(); ++c) sum += response(row, c) * values[c];
  return sum;
}

Superposition superpose(const ThermalProblem& problem, const CellView& rise, const HeatSolution& solution,
                        const SteadyOptions& options) {
  const double reference = solution.reference_temperature;
  const ActiveRows rows(problem, solution.active_faces);
  const UnitLoads loads(problem.model(), reference, solution.boundaries);
  Superposition sum;
  sum.rows = rows.rows();
  sum.columns = loads.columns();
  sum.is_linearised = problem.is_nonlinear();
  sum.responses.resize(sum.rows.size() * sum.columns.size());
  FrozenProblem frozen(problem, reference, rise, options);
  for (std::size_t c = 0; c < sum.columns.size(); ++c) {
    if (options.on_progress) options.on_progress({"resistances", static_cast<int>(c), 1.0, 0.0});
    const Model unit = loads.model(c);
    const bool is_weight = sum.columns[c].kind == Superposition::Kind::ambient ||
                           sum.columns[c].kind == Superposition::Kind::fixed_temperature;
    const std::vector<double> temperatures =
        rows.values(frozen.respond(unit, is_weight ? kTargetOfWeight : kTargetOfResistance));
    for (std::size_t row = 0; row < sum.rows.size(); ++row) {
      sum.responses[row * sum.columns.size() + c] = temperatures[row] - reference;
    }
  }
  sum.closure_error = closure_error(sum);
  return sum;
}

}  // namespace strata
