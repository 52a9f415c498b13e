// The matrix-free operator against the assembled one.
#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "solver/assembled_matrix.hpp"
#include "solver/conductances.hpp"
#include "solver/vector_kernels.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

/// A package at a random temperature, so that every conductance differs.
struct RandomOperator {
  Model model = stepped_package(true);
  GridPlan plan = plan_grid(model);
  Partition partition{MPI_COMM_WORLD, plan.grid};
  ThermalProblem problem{model, plan.grid, partition};
  Conductances conductances{partition};
  HeatOperator op{partition, conductances};

  RandomOperator() {
    const CellView rise = random_field(7);
    compute_conductances(problem, 310.0, op.with_ghosts(rise), conductances);
  }
  CellView random_field(unsigned seed) const {
    std::mt19937 generator(seed);
    std::uniform_real_distribution<double> uniform(0.0, 80.0);
    CellView field("random", static_cast<std::size_t>(partition.n_owned()));
    const auto mirror = Kokkos::create_mirror_view(field);
    for (std::size_t c = 0; c < mirror.extent(0); ++c) mirror(c) = uniform(generator);
    Kokkos::deep_copy(field, mirror);
    return field;
  }
  CellView apply(const CellView& x) const {
    CellView y("y", x.extent(0));
    op.apply(x, y);
    return y;
  }
};

double dot(const CellView& x, const CellView& y) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "test::dot", x.extent(0), KOKKOS_LAMBDA(std::int64_t c, double& s) { s += x(c) * y(c); }, sum);
  return sum;
}

}  // namespace

TEST_CASE("the matrix-free operator and the assembled matrix are the same") {
  const RandomOperator random;
  AssembledMatrix matrix(random.partition, random.conductances);
  for (const unsigned seed : {1u, 2u, 3u}) {
    matrix.assemble();  // twice the same matrix, not twice the values
    const CellView x = random.random_field(seed);
    const CellView y = random.apply(x);
    const OwnedVec vx = make_cell_vec(random.partition), vy = make_cell_vec(random.partition);
    {
      const VecWriter writer(vx);
      Kokkos::deep_copy(writer.view(), x);
    }
    check_petsc(MatMult(matrix.mat(), vx, vy));
    const VecReader reader(vy);
    const double size = norm(MPI_COMM_WORLD, y);
    subtract_from(reader.view(), y);
    CHECK(norm(MPI_COMM_WORLD, y) <= 1e-14 * size);
  }
}

TEST_CASE("the operator is symmetric and positive") {
  const RandomOperator random;
  const CellView x = random.random_field(4), y = random.random_field(5);
  const CellView ax = random.apply(x), ay = random.apply(y);
  CHECK(dot(ax, y) == Approx(dot(x, ay)).epsilon(1e-13));
  CHECK(dot(ax, x) > 0.0);
}

TEST_CASE("void rows are a multiple of the identity and touch nothing") {
  const RandomOperator random;
  const CellView x = random.random_field(6);
  const auto ids = random.problem.material_ids();
  const auto mirror = Kokkos::create_mirror_view(x);
  Kokkos::deep_copy(mirror, x);
  std::size_t n_void = 0;
  for (std::size_t c = 0; c < ids.size(); ++c) {
    if (ids[c] != 0) mirror(c) = 0.0;
    n_void += ids[c] == 0;
  }
  REQUIRE(n_void > 100);
  Kokkos::deep_copy(x, mirror);
  const auto y = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), random.apply(x));
  double scale = 0.0;
  for (std::size_t c = 0; c < ids.size(); ++c) {
    if (ids[c] != 0) {
      CHECK(y(c) == 0.0);
    } else {
      if (scale == 0.0) scale = y(c) / mirror(c);
      CHECK(y(c) == Approx(scale * mirror(c)).epsilon(1e-14));
    }
  }
}
