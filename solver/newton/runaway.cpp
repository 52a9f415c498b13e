#include "solver/newton/runaway.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "solver/report_errors.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {

namespace {

constexpr int kSteps = 4;
constexpr double kReduction = 1e-3;

double dot(MPI_Comm comm, const ConstCellView& x, const ConstCellView& y) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "newton::dot", x.extent(0), KOKKOS_LAMBDA(std::int64_t c, double& part) { part += x(c) * y(c); }, sum);
  return sum_over_ranks(comm, sum);
}

/// 1 in solid cells.
void fill_with_ones(const ThermalProblem& problem, const CellView& x) {
  const LocalShape s = problem.cells().shape;
  const ConstMaterialView material = problem.cells().material;
  Kokkos::parallel_for(
      "newton::fill_with_ones", x.extent(0),
      KOKKOS_LAMBDA(std::int64_t c) { x(c) = material(ghosted_of_owned(c, s)) == 0 ? 0.0 : 1.0; });
}

/// The source with the largest dP/dT at reference + rise, over all ranks.
std::size_t steepest_source(const ThermalProblem& problem, double reference, const ConstCellView& rise) {
  const LeakingCells& leakage = problem.leakage();
  const LocalShape s = problem.cells().shape;
  const CellView sums("leakage_slopes", leakage.laws.extent(0));
  Kokkos::parallel_for(
      "newton::leakage_slopes", FlatRange(0, static_cast<std::int64_t>(leakage.cells.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n) {
        const LeakingCell share = leakage.cells(n);
        const double T = reference + rise(ghosted_of_owned(share.cell, s));
        Kokkos::atomic_add(&sums(share.source), leakage.slope(share, T));
      });
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sums);
  MPI_Allreduce(MPI_IN_PLACE, host.data(), static_cast<int>(host.extent(0)), MPI_DOUBLE, MPI_SUM,
                problem.partition().comm());
  return static_cast<std::size_t>(std::max_element(host.data(), host.data() + host.extent(0)) - host.data());
}

/// Number of the hottest cell that a source heats, and its temperature [K].
std::pair<std::int64_t, double> hottest_cell(const ThermalProblem& problem, std::size_t source,
                                             double reference, const ConstCellView& rise) {
  const MPI_Comm comm = problem.partition().comm();
  const LocalShape s = problem.cells().shape;
  const LeakingCells& leakage = problem.leakage();
  const auto wanted = static_cast<std::int32_t>(source);
  using Place = Kokkos::MaxLoc<double, std::int64_t>;
  Place::value_type mine;
  Kokkos::parallel_reduce(
      "newton::hottest_cell", FlatRange(0, static_cast<std::int64_t>(leakage.cells.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n, Place::value_type & most) {
        const LeakingCell share = leakage.cells(n);
        const double x = rise(ghosted_of_owned(share.cell, s));
        if (share.source == wanted && x > most.val) most = {x, share.cell};
      },
      Place(mine));
  if (leakage.cells.extent(0) == 0) mine.val = -HUGE_VAL;
  double highest = mine.val;
  MPI_Allreduce(MPI_IN_PLACE, &highest, 1, MPI_DOUBLE, MPI_MAX, comm);
  const bool is_mine = mine.val == highest;
  const std::int64_t cell =
      first_of_ranks(comm, is_mine ? cell_number(problem.partition(), problem.grid(), mine.loc) : kNoCell);
  return {cell, reference + highest};
}

}  // namespace

double loop_gain(HeatEquations& equations, NewtonSolver& solver, const CellView& rise) {
  const ThermalProblem& problem = equations.problem();
  const MPI_Comm comm = problem.partition().comm();
  const auto n = static_cast<std::size_t>(problem.partition().n_owned());
  const CellView x("gain_x", n), y("gain_y", n), with("gain_with", n), added("gain_added", n);
  fill_with_ones(problem, x);
  double gain = 0.0;
  for (int step = 0; step < kSteps; ++step) {
    // What leakage adds is what the derivative lacks against one with powers held.
    equations.linearise(rise);
    equations.apply_derivative(x, with);
    equations.linearise_with_powers_held(rise);
    equations.apply_derivative(x, added);
    subtract_from(added, with);
    solver.solve_linear(rise, with, y, kReduction);
    gain = dot(comm, with, y) / dot(comm, with, x);
    const double scale = 1.0 / norm(comm, y);
    Kokkos::parallel_for(
        "newton::next_vector", n, KOKKOS_LAMBDA(std::int64_t c) { x(c) = scale * y(c); });
  }
  return gain;
}

std::string describe_runaway(const ThermalProblem& problem, double reference_temperature,
                             const ConstCellView& rise, double gain) {
  const std::size_t steepest = steepest_source(problem, reference_temperature, rise);
  const HeatSource& source = problem.model().sources[steepest];
  const auto [cell, temperature] = hottest_cell(problem, steepest, reference_temperature, rise);
  std::string text = fmt::format(
      "thermal runaway: the leakage of '{}' grows faster with the temperature than the heat that leaves; "
      "released last {:.4g} W, last temperature {:.1f} K in {}",
      source.target, problem.loads().net + released_power(problem).net, temperature,
      describe_cell(problem.model(), problem.grid(), cell));
  if (std::isfinite(gain)) {
    text += fmt::format("; loop gain {:.3f}, and no steady state exists once it exceeds 1", gain);
  }
  return text;
}

}  // namespace strata
