// The column multigrid and its conjugate gradients: against the matrix-free operator, host against device
// sweeps, symmetry, and bounded iterations.
#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "solver/conductances.hpp"
#include "solver/multigrid/column_cg.hpp"
#include "solver/vector_kernels.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

constexpr double kTemperature = 330.0;

/// A model with its operator at one temperature.
struct Frozen {
  Model model;
  GridPlan plan;
  Partition partition;
  ThermalProblem problem;
  Conductances conductances;
  HeatOperator op;

  explicit Frozen(Model m)
      : model(std::move(m)),
        plan(plan_grid(model)),
        partition(MPI_COMM_WORLD, plan.grid),
        problem(model, plan.grid, partition),
        conductances(partition),
        op(partition, conductances) {
    compute_conductances(problem, kTemperature, op.with_ghosts(zeros()), conductances);
  }
  CellView zeros() const { return CellView("zeros", static_cast<std::size_t>(partition.n_owned())); }
  FineRows rows() const {
    const std::vector<double> temperature(problem.materials().size(), kTemperature);
    return rows_of_materials(problem, conductivity_at(problem, temperature));
  }
  /// Random in solid cells, 0 in void.
  CellView random_field(unsigned seed) const {
    const std::vector<std::uint16_t> material = problem.material_ids();
    std::mt19937 generator(seed);
    std::uniform_real_distribution<double> uniform(-1.0, 1.0);
    CellView field = zeros();
    const auto mirror = Kokkos::create_mirror_view(field);
    for (std::size_t c = 0; c < mirror.extent(0); ++c) {
      mirror(c) = material[c] == 0 ? 0.0 : uniform(generator);
    }
    Kokkos::deep_copy(field, mirror);
    return field;
  }
  double relative_residual(const CellView& b, const CellView& x) const {
    const CellView r = zeros();
    op.apply(x, r);
    subtract_from(b, r);
    return norm(MPI_COMM_WORLD, r) / norm(MPI_COMM_WORLD, b);
  }
};

double dot(const CellView& x, const CellView& y) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "test::dot", x.extent(0), KOKKOS_LAMBDA(std::int64_t c, double& s) { s += x(c) * y(c); }, sum);
  return sum;
}

double largest_difference(const CellView& x, const CellView& y) {
  double largest = 0.0;
  Kokkos::parallel_reduce(
      "test::difference", x.extent(0),
      KOKKOS_LAMBDA(std::int64_t c, double& m) { m = std::fmax(m, std::fabs(x(c) - y(c))); },
      Kokkos::Max<double>(largest));
  return largest;
}

template <class Real>
CgOutcome solve_to(ColumnCg<Real>& cg, const CellView& b, const CellView& x, double reduction) {
  const double target = reduction * norm(MPI_COMM_WORLD, b);
  return cg.solve(b, x, 100, [&](int, double residual) { return residual <= target; });
}

}  // namespace

TEST_CASE("rows from the material map are the conductances, and so are rows found by content") {
  const Frozen f(stepped_package(true));
  const FineRows by_key = f.rows();
  const FineRows by_content = rows_of_conductances(f.problem, f.conductances);
  CHECK(by_key.distinct_share() < 0.5);
  const auto values = [](const RowPool<double>& pool, const std::vector<int>& numbers) {
    std::vector<double> all;
    for (const int n : numbers) all.insert(all.end(), pool.row(n), pool.row(n) + pool.stride());
    return all;
  };
  CHECK(values(by_key.gx, by_key.numbers.gx) == values(by_content.gx, by_content.numbers.gx));
  CHECK(values(by_key.gy, by_key.numbers.gy) == values(by_content.gy, by_content.numbers.gy));
  CHECK(values(by_key.gz, by_key.numbers.gz) == values(by_content.gz, by_content.numbers.gz));
  const auto a = values(by_key.closure, by_key.numbers.closure);
  const auto b = values(by_content.closure, by_content.numbers.closure);
  REQUIRE(a.size() == b.size());
  for (std::size_t n = 0; n < a.size(); ++n) CHECK(a[n] == Approx(b[n]).epsilon(1e-15));
}

TEST_CASE("the fused conjugate gradients solve the operator to double precision") {
  const Frozen f(stepped_package(true));
  ColumnCg<double> cg(f.plan.grid, f.partition, f.rows());
  const CellView b = f.random_field(3), x = f.zeros();
  const CgOutcome outcome = solve_to(cg, b, x, 1e-12);
  CHECK(outcome.converged);
  CHECK(outcome.iterations <= 25);
  CHECK(f.relative_residual(b, x) < 3e-12);
}

TEST_CASE("in float the conjugate gradients reach what float can") {
  const Frozen f(stepped_package(true));
  ColumnCg<float> cg(f.plan.grid, f.partition, f.rows());
  const CellView b = f.random_field(3), x = f.zeros();
  CHECK(solve_to(cg, b, x, 1e-4).converged);
  CHECK(f.relative_residual(b, x) < 2e-4);
}

TEST_CASE("one cycle is a symmetric positive definite preconditioner") {
  const Frozen f(stepped_package(true));
  ColumnCg<double> cg(f.plan.grid, f.partition, f.rows());
  const CellView x = f.random_field(1), y = f.random_field(2), Mx = f.zeros(), My = f.zeros();
  cg.precondition(x, Mx);
  cg.precondition(y, My);
  const double xMx = dot(x, Mx), yMy = dot(y, My);
  CHECK(xMx > 0.0);
  CHECK(yMy > 0.0);
  CHECK(std::fabs(dot(x, My) - dot(y, Mx)) < 1e-6 * std::sqrt(xMx * yMy));
}

TEST_CASE("device sweeps and host sweeps agree to rounding") {
  const Frozen f(stepped_package(true));
  ColumnCg<double> host(f.plan.grid, f.partition, f.rows(), SweepSpace::host);
  ColumnCg<double> device(f.plan.grid, f.partition, f.rows(), SweepSpace::device);
  const CellView b = f.random_field(5), z_host = f.zeros(), z_device = f.zeros();
  host.precondition(b, z_host);
  device.precondition(b, z_device);
  double scale = 0.0;
  scale = largest_difference(z_host, f.zeros());
  CHECK(largest_difference(z_host, z_device) < 1e-5 * scale);
  const CellView x_host = f.zeros(), x_device = f.zeros();
  const CgOutcome on_host = solve_to(host, b, x_host, 1e-10);
  const CgOutcome on_device = solve_to(device, b, x_device, 1e-10);
  CHECK(std::abs(on_host.iterations - on_device.iterations) <= 1);
  CHECK(largest_difference(x_host, x_device) < 1e-8 * largest_difference(x_host, f.zeros()));
}

TEST_CASE("small memory gives the same temperatures") {
  Model m = stepped_package(false);
  m.solver.relative_tolerance = 1e-11;
  const Solved usual = solve(m);
  m.solver.small_memory = true;
  const Solved small = solve(m);
  CHECK(small.heat.convergence.method == "column");
  CHECK(small.heat.convergence.relative_residual <= 1e-11);
  double largest = 0.0;
  for (std::size_t c = 0; c < usual.heat.temperature.size(); ++c) {
    if (usual.heat.material[c] == 0) continue;
    largest = std::max(largest, std::fabs(usual.heat.temperature[c] - small.heat.temperature[c]));
  }
  CHECK(largest < 1e-8);
}
