// The residual evaluated on the fly against the operator with stored conductances, by rows and by cells.
#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "solver/conductances.hpp"
#include "solver/heat_residual.hpp"
#include "solver/vector_kernels.hpp"

using namespace strata;
using namespace strata::testing;

TEST_CASE("the residual on the fly is that of stored conductances at the same temperature") {
  const Model model = stepped_package(true);
  const GridPlan plan = plan_grid(model);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  const ThermalProblem problem(model, plan.grid, partition);
  const double reference = 305.0;
  const auto n = static_cast<std::size_t>(partition.n_owned());
  CellView x("x", n), b("b", n), expected("expected", n), r("r", n);
  const std::vector<std::uint16_t> material = problem.material_ids();
  std::mt19937 generator(11);
  // Beyond the ends of the laws too: silicon's ends at 700 K, the film's table at 280 K and 400 K.
  std::uniform_real_distribution<double> uniform(-50.0, 500.0);
  const auto mirror = Kokkos::create_mirror_view(x);
  for (std::size_t c = 0; c < n; ++c) mirror(c) = material[c] == 0 ? 0.0 : uniform(generator);
  Kokkos::deep_copy(x, mirror);

  Conductances conductances(partition);
  const HeatOperator op(partition, conductances);
  const ConstCellView rise = op.with_ghosts(x);
  compute_conductances(problem, reference, rise, conductances);
  compute_heat_input(problem, reference, rise, b);
  op.apply(x, expected);
  subtract_from(b, expected);

  for (const bool by_rows : {true, false}) {
    if (by_rows && !Kokkos::SpaceAccessibility<Kokkos::HostSpace, MemorySpace>::accessible) continue;
    const HeatResidual residual(problem, reference, by_rows);
    const HeatResidual::Norms norms = residual.evaluate(op.with_ghosts(x), r);
    CHECK(norms.input == Approx(norm(MPI_COMM_WORLD, b)).epsilon(1e-14));
    CHECK(norms.residual == Approx(norm(MPI_COMM_WORLD, expected)).epsilon(1e-13));
    double scale = 0.0, largest = 0.0;
    const auto got = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), r);
    const auto want = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), expected);
    for (std::size_t c = 0; c < n; ++c) {
      if (material[c] == 0) continue;
      scale = std::max(scale, std::fabs(want(c)));
      largest = std::max(largest, std::fabs(got(c) - want(c)));
    }
    CAPTURE(by_rows, largest, scale);
    CHECK(largest < 1e-13 * scale);
    const CellView diagonal("diagonal", n);
    operator_diagonal(problem.cells().shape, conductances, diagonal);
    multiply_by(x, diagonal);
    CHECK(norms.rounding == Approx(2.2e-16 * norm(MPI_COMM_WORLD, diagonal)).epsilon(0.1));
  }
}
