// The derivative of the heat residual against central differences of the residual itself.
#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "nonlinear_models.hpp"
#include "solver/heat_residual.hpp"
#include "solver/newton/heat_jacobian.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

/// A field of random values in solid cells.
CellView random_field(const ThermalProblem& problem, unsigned seed, double lower, double upper) {
  CellView x("x", static_cast<std::size_t>(problem.partition().n_owned()));
  const std::vector<std::uint16_t> material = problem.material_ids();
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> uniform(lower, upper);
  const auto mirror = Kokkos::create_mirror_view(x);
  for (std::size_t c = 0; c < material.size(); ++c) mirror(c) = material[c] == 0 ? 0.0 : uniform(generator);
  Kokkos::deep_copy(x, mirror);
  return x;
}

std::vector<double> host_values(const CellView& x) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), x);
  return {host.data(), host.data() + host.extent(0)};
}

}  // namespace

TEST_CASE("the derivative of the residual is that of central differences, everything at once") {
  const Model model = nonlinear_package();
  const GridPlan plan = plan_grid(model);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  const ThermalProblem problem(model, plan.grid, partition);
  const double reference = 308.0;
  const CellView x = random_field(problem, 3, 5.0, 60.0), v = random_field(problem, 4, -1.0, 1.0);
  const HeatOperator ghosts(partition, Conductances(partition));
  HeatJacobian jacobian(problem);
  jacobian.linearise(reference, ghosts.with_ghosts(x));
  CellView product("product", x.extent(0));
  jacobian.apply(v, product);

  const HeatResidual residual(problem, reference);
  const double step = 1e-3;
  const auto shifted = [&](double by) {
    CellView moved("moved", x.extent(0)), r("r", x.extent(0));
    Kokkos::parallel_for(
        x.extent(0), KOKKOS_LAMBDA(std::int64_t c) { moved(c) = x(c) + by * v(c); });
    residual.evaluate(ghosts.with_ghosts(moved), r);
    return host_values(r);
  };
  const std::vector<double> ahead = shifted(step), behind = shifted(-step), got = host_values(product);
  const std::vector<std::uint16_t> material = problem.material_ids();
  double scale = 0.0, largest = 0.0;
  for (std::size_t c = 0; c < got.size(); ++c) {
    if (material[c] == 0) continue;
    const double expected = -(ahead[c] - behind[c]) / (2.0 * step);
    scale = std::max(scale, std::fabs(expected));
    largest = std::max(largest, std::fabs(got[c] - expected));
  }
  CAPTURE(largest, scale);
  CHECK(scale > 0.0);
  CHECK(largest < 1e-8 * scale);
}
