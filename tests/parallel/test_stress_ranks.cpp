// Stress on several ranks: the answer and the iterations of one rank.
#include <cmath>

#include <catch2/catch.hpp>

#include "elastic_models.hpp"
#include "solver/field_memory.hpp"
#include "solver/stress/stress_multigrid.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

double dot(const ConstNodeView& a, const ConstNodeView& b) {
  double sum = 0.0;
  for (std::size_t n = 0; n < a.extent(0); ++n) sum += a(n) * b(n);
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  return sum;
}

}  // namespace

TEST_CASE("the elastic operator does not depend on the ranks", "[stress]") {
  const RandomElastic shared(MPI_COMM_WORLD, {19, 14, 4}, true);
  const RandomElastic alone(MPI_COMM_SELF, {19, 14, 4}, true);
  CHECK(shared.system.n_unknowns() == alone.system.n_unknowns());
  const NodeView x = random_field(shared.system, 3), x_alone = random_field(alone.system, 3);
  const NodeView y = make_field<double>("y", x.extent(0)),
                 y_alone = make_field<double>("y", x_alone.extent(0));
  shared.system.apply(x, y);
  alone.system.apply(x_alone, y_alone);
  const NodeBox &box = shared.system.box(), &whole = alone.system.box();
  double largest = 0.0, size = 0.0;
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i)
        for (int c = 0; c < 3; ++c) {
          const double a = y(static_cast<std::size_t>(box.owned_at(c, i, j, k)));
          const double b = y_alone(static_cast<std::size_t>(whole.at(c, box.i0 + i, box.j0 + j, k)));
          largest = std::max(largest, std::abs(a - b));
          size = std::max(size, std::abs(b));
        }
  CHECK(largest <= 1e-12 * size);
}

TEST_CASE("the elastic multigrid is symmetric on several ranks", "[stress]") {
  for (const bool is_held : {true, false}) {
    const RandomElastic random(MPI_COMM_WORLD, {26, 23, 4}, is_held);
    const RigidMotions motions(random.system);
    const StressMultigrid multigrid(random.system, motions);
    const NodeView x = random_field(random.system, 1), y = random_field(random.system, 2);
    motions.remove(x);
    motions.remove(y);
    const NodeView Bx = make_field<double>("Bx", x.extent(0)), By = make_field<double>("By", x.extent(0));
    multigrid.apply(x, Bx);
    multigrid.apply(y, By);
    CHECK(std::abs(dot(y, Bx) - dot(x, By)) < 1e-3 * std::sqrt(dot(x, Bx) * dot(y, By)));
  }
}

TEST_CASE("stress and warpage do not depend on the ranks", "[stress]") {
  for (const bool is_quarter : {true, false}) {
    StackOptions options;
    options.lateral = 0.5e-3;
    options.is_quarter = is_quarter;
    const Model model = load_model_text(stack_deck(options), "stress.yaml");
    const GridPlan plan = plan_grid(model);
    const Partition cells(MPI_COMM_WORLD, plan.grid), whole(MPI_COMM_SELF, plan.grid);
    const Partition nodes = Partition::nodes_of(cells);
    const StressSolution shared = solve_stress_deck(stack_deck(options), MPI_COMM_WORLD);
    const StressSolution alone = solve_stress_deck(stack_deck(options), MPI_COMM_SELF);
    CHECK(std::abs(shared.convergence.iterations - alone.convergence.iterations) <= 2);
    CHECK(shared.n_rigid_motions == (is_quarter ? 1 : 6));

    const StressStep &part = shared.steps[0], &all = alone.steps[0];
    double displacement = 0.0, stress = 0.0, traction = 0.0;
    const Window &w = nodes.window(), &c = cells.window();
    const int nx = plan.grid.n_cells(Axis::x), nz = plan.grid.n_cells(Axis::z);
    for (int j = w.j0; j < w.j1; ++j)
      for (int k = 0; k <= nz; ++k)
        for (int i = w.i0; i < w.i1; ++i)
          for (int m = 0; m < 3; ++m) {
            const auto here =
                static_cast<std::size_t>(3 * owned_index(i - w.i0, j - w.j0, k, w.nx(), nz + 1) + m);
            const auto there = static_cast<std::size_t>(3 * owned_index(i, j, k, nx + 1, nz + 1) + m);
            REQUIRE(std::isnan(part.displacement[here]) == std::isnan(all.displacement[there]));
            if (std::isnan(part.displacement[here])) continue;
            displacement =
                std::max(displacement, std::abs(part.displacement[here] - all.displacement[there]));
          }
    for (int j = c.j0; j < c.j1; ++j)
      for (int k = 0; k < nz; ++k)
        for (int i = c.i0; i < c.i1; ++i) {
          const auto here = static_cast<std::size_t>(owned_index(i - c.i0, j - c.j0, k, c.nx(), nz));
          const auto there = static_cast<std::size_t>(owned_index(i, j, k, nx, nz));
          for (std::size_t m = 0; m < 6; ++m)
            if (!std::isnan(all.stress[there][m]))
              stress = std::max(stress,
                                std::abs(static_cast<double>(part.stress[here][m]) - all.stress[there][m]));
          for (std::size_t m = 0; m < 3; ++m)
            if (!std::isnan(all.interface_traction[there][m]))
              traction = std::max(traction, std::abs(static_cast<double>(part.interface_traction[here][m]) -
                                                     all.interface_traction[there][m]));
        }
    // 100 um and 100 MPa are typical.
    CHECK(displacement < 1e-11);
    CHECK(stress < 1e2);
    CHECK(traction < 1e2);
  }
}
