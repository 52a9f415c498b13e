#include "solver/stress/solve_stress.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "meshes/components.hpp"
#include "solver/cell_loop.hpp"
#include "solver/field_memory.hpp"
#include "solver/petsc.hpp"
#include "solver/report_errors.hpp"
#include "solver/stress/cell_temperatures.hpp"
#include "solver/stress/recover_stress.hpp"
#include "solver/stress/stress_linear.hpp"
#include "solver/stress/stress_loads.hpp"

namespace strata {
namespace {

constexpr double kKelvinAtZeroCelsius = 273.15;

/// What stays while the stiffness does.
struct Setup {
  Setup(const Grid& grid, const Partition& nodes, StiffnessField field, std::vector<std::uint8_t> held)
      : system(grid, nodes, std::move(field), std::move(held)), motions(system) {}
  ElasticSystem system;
  RigidMotions motions;
  std::unique_ptr<StressLinearSolver> solver;
};

/// One load case before it is solved.
struct LoadCase {
  std::string name;
  double temperature = 0.0;  ///< NaN under the solved heat
  CellTemperatures temperatures;
};

void add(const ConstNodeView& more, const NodeView& field) {
  Kokkos::parallel_for(
      "stress::add", FlatRange(0, static_cast<std::int64_t>(field.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t n) { field(n) += more(n); });
}

class StressRun {
 public:
  StressRun(const Model& model, const GridPlan& plan, const Partition& cells, const SteadyOptions& options)
      : model_(model),
        analysis_(stress_analysis(model)),
        plan_(plan),
        cells_(cells),
        nodes_(Partition::nodes_of(cells)),
        options_(options),
        box_(node_box(nodes_)),
        matter_(model, plan.grid, cells, box_),
        supports_(find_supports(model, plan.grid, box_, matter_)),
        pressure_(pressure_forces(model, plan.grid, box_, matter_)) {
    refuse_pieces();
  }

  StressSolution run(const HeatSolution* heat) {
    const double start = MPI_Wtime();
    const std::vector<LoadCase> cases = load_cases(heat);
    for (const LoadCase& load : cases) {
      if (!repeat(load)) solve(load, &load == &cases.back());
    }
    solution_.timings.solve_s = MPI_Wtime() - start - solution_.timings.setup_s;
    return std::move(solution_);
  }

 private:
  /// Pieces that only an edge, a corner or nothing at all joins would move against each other.
  void refuse_pieces() const {
    const auto pieces = solid_components(model_.geometry, plan_.grid, [](const CellFace&) { return false; });
    if (pieces.size() < 2) return;
    const auto name = [&](const SolidComponent& piece) {
      return model_.geometry.bodies[static_cast<std::size_t>(piece.body)].name;
    };
    throw Error(
        ExitCode::deck,
        fmt::format("the solid is in {} pieces that share no face, so nothing holds '{}' to '{}': fill "
                    "the space between them",
                    pieces.size(), name(pieces[1]), name(pieces[0])));
  }

  std::vector<LoadCase> load_cases(const HeatSolution* heat) const {
    std::vector<LoadCase> cases;
    if (analysis_.under_solved_heat && heat != nullptr) {
      cases.push_back({"operating", std::numeric_limits<double>::quiet_NaN(),
                       cell_temperatures(model_, plan_.grid, cells_, box_, *heat)});
    }
    for (const double T : analysis_.temperatures) {
      CellTemperatures uniform;
      uniform.uniform = T;
      cases.push_back({fmt::format("{:.6g} degC", T - kKelvinAtZeroCelsius), T, uniform});
    }
    return cases;
  }

  void prepare(const LoadCase& load) {
    if (setup_ && matter_.has_constant_stiffness()) return;
    setup_.reset();
    setup_ =
        std::make_unique<Setup>(plan_.grid, nodes_, matter_.stiffness(load.temperatures), supports_.held);
    setup_->solver = std::make_unique<StressLinearSolver>(
        setup_->system, setup_->motions, options_.petsc_prefix + "stress_",
        [this](int iteration, double residual) { report(iteration, residual); }, n_loads());
    solution_.convergence.n_unknowns = setup_->system.n_unknowns();
    solution_.n_rigid_motions = setup_->motions.n();
    refuse_unbalanced_pressure();
  }

  /// Load cases that one set-up serves.
  int n_loads() const {
    if (!matter_.has_constant_stiffness()) return 1;
    return static_cast<int>(analysis_.temperatures.size()) + (analysis_.under_solved_heat ? 1 : 0);
  }

  void report(int iteration, double residual) const {
    if (options_.on_progress)
      options_.on_progress({"stress", iteration, residual, model_.solver.relative_tolerance});
  }

  void refuse_unbalanced_pressure() const {
    if (analysis_.pressures.empty()) return;
    constexpr double kRounding = 1e-9;
    if (setup_->motions.unbalance(owned_field(box_, pressure_)) <= kRounding) return;
    throw deck_error(
        model_, analysis_.pressures.front().position,
        "the pressures push the body away: they do not balance, and no support holds it against them",
        "add supports, or pressure on the opposite face");
  }

  /// Given displacements on the box, ghosts included; empty where all are 0.
  NodeView given_displacement() const {
    if (supports_.displacement.empty()) return {};
    return setup_->system.on_box(owned_field(box_, supports_.displacement));
  }

  NodeView right_hand_side(const NodeValues& forces, const NodeView& given) const {
    const ElasticSystem& system = setup_->system;
    NodeValues free_forces = forces;
    if (given.extent(0) != 0) {
      const NodeView reaction = make_field<double>("stress::lift", given.extent(0));
      system.forces(given, reaction);
      const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), reaction);
      for_each_value([&](std::size_t entry, std::size_t on_box) { free_forces[entry] -= host(on_box); });
    }
    for (std::size_t entry = 0; entry < free_forces.size(); ++entry)
      if ((system.free()[entry / 3] >> (entry % 3) & 1) == 0) free_forces[entry] = 0.0;
    NodeView b = owned_field(box_, free_forces);
    setup_->motions.remove(b);
    return b;
  }

  /// visit(entry of NodeValues, entry of a field on the box)
  template <class Visit>
  void for_each_value(const Visit& visit) const {
    for (int j = 0; j < box_.ny; ++j)
      for (int k = 0; k < box_.nz; ++k)
        for (int i = 0; i < box_.nx; ++i)
          for (int c = 0; c < 3; ++c)
            visit(static_cast<std::size_t>(3 * box_.node(i, j, k) + c),
                  static_cast<std::size_t>(box_.at(c, i, j, k)));
  }

  /// Elasticity has no memory: a temperature met before has its answer already.
  bool repeat(const LoadCase& load) {
    const auto same =
        std::find_if(solution_.steps.begin(), solution_.steps.end(),
                     [&](const StressStep& step) { return step.temperature == load.temperature; });
    if (same == solution_.steps.end()) return false;
    StressStep step = *same;
    step.iterations = 0;
    solution_.steps.push_back(std::move(step));
    return true;
  }

  void solve(const LoadCase& load, bool is_last) {
    report(0, 1.0);
    prepare(load);
    const double seconds_before = setup_->solver->setup_seconds();
    const int setups_before = setup_->solver->n_setups();
    const ElasticSystem& system = setup_->system;
    NodeValues forces = thermal_node_forces(system, matter_, load.temperatures);
    for (std::size_t entry = 0; entry < pressure_.size(); ++entry) forces[entry] += pressure_[entry];
    const NodeView given = given_displacement();
    const NodeView b = right_hand_side(forces, given);
    const NodeView x = guess();
    StressStep step;
    step.name = load.name;
    step.temperature = load.temperature;
    converge(b, x, step);
    last_ = x;
    // Stresses need room; the solver is of no use any more.
    if (is_last) setup_->solver->release();
    setup_->motions.remove_by_volume(x);

    const NodeView u = system.on_box(x);
    if (given.extent(0) != 0) add(given, u);
    balance(forces, u, step);
    recover_stress(system, matter_, load.temperatures, cells_, u, step);
    step.displacement = reported_displacement(u);
    solution_.steps.push_back(std::move(step));
    solution_.timings.setup_s += setup_->solver->setup_seconds() - seconds_before;
    solution_.convergence.setups += setup_->solver->n_setups() - setups_before;
  }

  /// The last solution serves as a start where there is one.
  NodeView guess() const {
    NodeView x = make_field<double>("stress::x", static_cast<std::size_t>(3 * box_.n_owned()));
    if (last_.extent(0) != 0) Kokkos::deep_copy(x, last_);
    return x;
  }

  void converge(const NodeView& b, const NodeView& x, StressStep& step) {
    const double tolerance = model_.solver.relative_tolerance;
    StressConvergence& convergence = solution_.convergence;
    for (;;) {
      const StressOutcome outcome = setup_->solver->solve(b, x, tolerance, model_.solver.max_iterations);
      step.iterations += outcome.iterations;
      convergence.iterations += outcome.iterations;
      step.relative_residual = outcome.relative_residual;
      convergence.method = setup_->solver->method();
      // What the iteration tracks and what is left may differ by rounding.
      if (outcome.converged && outcome.relative_residual <= 10.0 * tolerance) return;
      if (outcome.residual <= 10.0 * setup_->system.rounding_of_forces(x)) {
        note_rounding_floor(step);
        return;
      }
      const std::string reason =
          outcome.reason.empty() ? fmt::format("residual {:.2e}", outcome.relative_residual) : outcome.reason;
      const std::string failed = setup_->solver->method();
      if (!setup_->solver->fall_back()) {
        throw SolveError(
            fmt::format("the displacements of load case '{}' did not converge with {}: {} after {} "
                        "iterations, relative residual {:.2e}",
                        step.name, failed, reason, step.iterations, outcome.relative_residual));
      }
      convergence.fallback = fmt::format("{} failed ({})", failed, reason);
      solution_.warnings.push_back("stress: " + convergence.fallback + "; " + setup_->solver->method() +
                                   " takes over");
      Kokkos::deep_copy(x, 0.0);
    }
  }

  /// Slender bodies move far under small forces: the forces of what is left are then rounding, and no solver
  /// does better.
  void note_rounding_floor(const StressStep& step) {
    solution_.warnings.push_back(fmt::format(
        "stress: load case '{}' ends at the rounding floor, relative residual {:.1e}: displacements "
        "are large beside the strains",
        step.name, step.relative_residual));
  }

  /// Reactions of what is held, and what is left of the sum of all forces.
  void balance(const NodeValues& forces, const NodeView& u, StressStep& step) const {
    const ElasticSystem& system = setup_->system;
    const NodeView internal = make_field<double>("stress::internal", u.extent(0));
    system.forces(u, internal);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), internal);
    std::array<double, 6> sums{};  // reactions, loads
    for (int j = box_.own_j0; j < box_.own_j1; ++j)
      for (int k = 0; k < box_.nz; ++k)
        for (int i = box_.own_i0; i < box_.own_i1; ++i) {
          const auto node = static_cast<std::size_t>(box_.node(i, j, k));
          for (std::size_t c = 0; c < 3; ++c) {
            if (!pressure_.empty()) sums[3 + c] += pressure_[3 * node + c];
            if (!supports_.is_held(node, c)) continue;
            sums[c] +=
                host(static_cast<std::size_t>(box_.at(static_cast<int>(c), i, j, k))) - forces[3 * node + c];
          }
        }
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), 6, MPI_DOUBLE, MPI_SUM, nodes_.comm());
    for (std::size_t c = 0; c < 3; ++c) {
      step.support_force = std::max(step.support_force, std::abs(sums[c]));
      step.imbalance = std::max(step.imbalance, std::abs(sums[c] + sums[3 + c]));
    }
  }

  std::vector<double> reported_displacement(const NodeView& on_box) const {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), on_box);
    std::vector<double> displacement;
    displacement.reserve(static_cast<std::size_t>(3 * box_.n_owned()));
    for (int j = box_.own_j0; j < box_.own_j1; ++j)
      for (int k = 0; k < box_.nz; ++k)
        for (int i = box_.own_i0; i < box_.own_i1; ++i) {
          const bool is_solid = setup_->system.has_matter(box_.node(i, j, k));
          for (int c = 0; c < 3; ++c)
            displacement.push_back(is_solid ? host(static_cast<std::size_t>(box_.at(c, i, j, k)))
                                            : std::numeric_limits<double>::quiet_NaN());
        }
    return displacement;
  }

  const Model& model_;
  const StressAnalysis& analysis_;
  const GridPlan& plan_;
  const Partition& cells_;
  Partition nodes_;
  const SteadyOptions& options_;
  NodeBox box_;
  Matter matter_;
  Supports supports_;
  NodeValues pressure_;
  std::unique_ptr<Setup> setup_;
  NodeView last_;
  StressSolution solution_;
};

}  // namespace

StressSolution solve_stress(const Model& model, const GridPlan& plan, const Partition& partition,
                            const HeatSolution* heat, const SteadyOptions& options) {
  const PetscErrorScope quiet;
  return StressRun(model, plan, partition, options).run(heat);
}

}  // namespace strata
