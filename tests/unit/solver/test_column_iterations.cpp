// Iterations of the column solver on systems that are hard for general methods. `test_solver "[iterations]"`
// prints the table of docs/performance.md.
#include <cmath>
#include <cstdio>
#include <random>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "solver/conductances.hpp"
#include "solver/heat_system.hpp"
#include "solver/multigrid/column_cg.hpp"
#include "solver/vector_kernels.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

/// What one solve to 1e-8 took.
struct Measured {
  std::int64_t cells = 0;
  int iterations = 0;
  bool converged = false;
  double complexity = 0.0;
  double true_residual = 0.0;
};

Measured measure(const ThermalProblem& problem, const FineRows& rows, const HeatOperator& op,
                 const CellView& b) {
  ColumnCg<double> cg(problem.grid(), problem.partition(), rows);
  const CellView x("x", b.extent(0)), left("left", b.extent(0));
  const double norm_b = norm(problem.partition().comm(), b);
  const CgOutcome outcome =
      cg.solve(b, x, 200, [&](int, double residual) { return residual <= 1e-8 * norm_b; });
  op.apply(x, left);
  subtract_from(b, left);
  return {problem.grid().n_cells(), outcome.iterations, outcome.converged,
          cg.multigrid().hierarchy().complexity(), norm(problem.partition().comm(), left) / norm_b};
}

Measured measure(const Model& model) {
  const GridPlan plan = plan_grid(model);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  const ThermalProblem problem(model, plan.grid, partition);
  const double reference = choose_reference_temperature(problem);
  FrozenSystem system(problem, reference);
  const CellView b("b", static_cast<std::size_t>(partition.n_owned()));
  const CellView at_rest("rise", static_cast<std::size_t>(partition.n_ghosted()));
  compute_heat_input(problem, reference, at_rest, b);
  return measure(problem, system.rows(), system.cellwise(), b);
}

void report(const char* name, const Measured& m, int bound) {
  std::printf("%-44s %9lld cells  %3d iterations (bound %d)  complexity %.2f\n", name,
              static_cast<long long>(m.cells), m.iterations, bound, m.complexity);
  CAPTURE(name, m.iterations, m.true_residual);
  CHECK(m.converged);
  CHECK(m.iterations <= bound);
  // The recurrence drifts from the true residual by rounding only.
  CHECK(m.true_residual <= 2e-8);
}

struct PackageOptions {
  double lateral = 0.5e-3;
  double offset = 0.0;   ///< of every other die against the grid of its neighbours [m]
  double k_ratio = 1.0;  ///< k_x / k_y of the interposer and the lid
  double air = 0.0;      ///< conductivity between the dies [W/(m.K)]; 0: void
  double contact = 0.0;  ///< between dies and TIM [m^2.K/W]
  bool cooled_below = true;
};

/// Ten dies of different height on an interposer under a lid, layers from 1 um to 1 mm.
Model package(const PackageOptions& o) {
  Model m;
  const int interposer = add_material(m, "interposer", bulk(120.0 * o.k_ratio, 120.0, 120.0));
  const int silicon = add_material(m, "silicon", bulk(120.0));
  const int bond = add_material(m, "bond", bulk(1.5, 1.5, 4.0));
  const int oxide = add_material(m, "oxide", bulk(1.2));
  const int tim = add_material(m, "tim", bulk(4.0));
  const int lid = add_material(m, "lid", bulk(380.0 * o.k_ratio, 380.0, 380.0));
  add_stack(m, 30e-3, 26e-3,
            {{"substrate", add_material(m, "laminate", bulk(20.0, 20.0, 0.4)), 1e-3},
             {"interposer", interposer, 100e-6}},
            o.lateral, 150e-6);
  const double base = 1.1e-3, top = base + 720e-6;
  if (o.air > 0.0)
    add_body(m, "gap", add_material(m, "air", bulk(o.air)), {{0, 0, base}, {30e-3, 26e-3, top}});
  for (int n = 0; n < 10; ++n) {
    const double shift = n % 2 == 1 ? o.offset : 0.0;
    const int row = n / 5;
    const double x = 1.5e-3 + 5.5e-3 * (n % 5) + shift, y = 2e-3 + 12e-3 * row + 2.0 * shift;
    const std::string name = "die" + std::to_string(n);
    double z = base;
    const int layers = 3 + n % 4;
    for (int l = 0; l < layers; ++l) {
      const std::string layer = name + "." + std::to_string(l);
      add_body(m, layer + "o", oxide, {{x, y, z}, {x + 4.5e-3, y + 9e-3, z + 1e-6}});
      add_body(m, layer + "b", bond, {{x, y, z + 1e-6}, {x + 4.5e-3, y + 9e-3, z + 15e-6}});
      const double next = l + 1 == layers ? top : z + 70e-6;
      add_body(m, layer, silicon, {{x, y, z + 15e-6}, {x + 4.5e-3, y + 9e-3, next}});
      add_sheet_source(m, layer, Face::bottom, 1.0 + n);
      z = next;
    }
  }
  const BodyIndex tim_body = add_body(m, "tim", tim, {{0, 0, top}, {30e-3, 26e-3, top + 60e-6}});
  static_cast<void>(tim_body);
  add_body(m, "lid", lid, {{0, 0, top + 60e-6}, {30e-3, 26e-3, top + 1.06e-3}});
  m.geometry.domain.upper[2] = top + 1.06e-3;
  if (o.contact > 0.0) {
    Contact contact;
    contact.a = select(m, "die3.5", Face::top);
    contact.b = select(m, "tim");
    contact.resistance = o.contact;
    m.contacts.push_back(contact);
  }
  add_boundary(m, "top", Face::top, Convection{2e4, 313.15, {}, {}});
  if (o.cooled_below) add_boundary(m, "bottom", Face::bottom, Convection{15.0, 318.15, {}, {}});
  return m;
}

/// The same with fine lines in one place: spacings 50:1 in x and y.
Model graded_package() {
  Model m = package({});
  m.mesh.lateral = 1e-3;
  m.mesh.growth = 1.5;
  MeshRegion strip;
  strip.name = "edge";
  strip.box = {{7e-3, 0.0, 0.0}, {7.5e-3, 0.5e-3, m.geometry.domain.upper[2]}};
  strip.lateral = 20e-6;
  m.mesh.regions.push_back(strip);
  return m;
}

/// Copper columns of 300 times the conductivity of their neighbours, resolved.
Model resolved_columns(int n) {
  Model m;
  const int resin = add_material(m, "resin", bulk(1.3)), copper = add_material(m, "copper", bulk(390.0));
  add_stack(m, 2e-3, 2e-3,
            {{"die", add_material(m, "silicon", bulk(120.0)), 200e-6},
             {"bumps", resin, 60e-6},
             {"lid", copper, 500e-6}},
            2e-3 / n / 2.0, 50e-6);
  const double pitch = 2e-3 / n;
  for (int b = 0; b < n * n; ++b) {
    const int row = b / n;
    const double x = pitch * (b % n + 0.25), y = pitch * (row + 0.25);
    add_body(m, "bump" + std::to_string(b), copper,
             {{x, y, 200e-6}, {x + 0.5 * pitch, y + 0.5 * pitch, 260e-6}});
  }
  add_sheet_source(m, "die", Face::bottom, 10.0);
  add_boundary(m, "top", Face::top, Convection{2e4, 313.15, {}, {}});
  return m;
}

/// Every cell its own conductivity: log-normal, 99 % within a ratio of 1e3.
Measured random_conductivity(int n_columns, int nz) {
  Model m;
  add_stack(m, 1e-3 * n_columns, 1e-3 * n_columns,
            {{"block", add_material(m, "matter", bulk(1.0)), 1e-4 * nz}}, 1e-3, 1e-4);
  add_sheet_source(m, "block", Face::bottom, 1.0);
  add_boundary(m, "top", Face::top, Convection{1e4, 300.0, {}, {}});
  const GridPlan plan = plan_grid(m);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  const ThermalProblem problem(m, plan.grid, partition);
  Conductances conductances(partition);
  const HeatOperator op(partition, conductances);
  const CellView at_rest("rise", static_cast<std::size_t>(partition.n_ghosted()));
  compute_conductances(problem, 300.0, at_rest, conductances);
  // Conductances of the faces themselves are drawn, about their uniform value.
  std::mt19937 generator(5);
  std::normal_distribution<double> normal(0.0, std::log(1e3) / (2.0 * 2.576));
  for (int axis = 0; axis < 3; ++axis) {
    const auto g = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), conductances.upper[axis]);
    for (std::size_t f = 0; f < g.extent(0); ++f) g(f) *= std::exp(normal(generator));
    Kokkos::deep_copy(conductances.upper[axis], g);
  }
  const CellView b("b", static_cast<std::size_t>(partition.n_owned()));
  compute_heat_input(problem, 300.0, at_rest, b);
  const FineRows rows = rows_of_conductances(problem, conductances);
  CHECK(rows.distinct_share() > 0.9);
  return measure(problem, rows, op, b);
}

}  // namespace

TEST_CASE("the column solver takes few iterations on hard systems", "[iterations]") {
  report("ten dies", measure(package({})), 16);
  report("ten dies, spacing halved", measure(package({0.25e-3})), 16);
  report("ten dies, every other 1.5 um off", measure(package({0.5e-3, 1.5e-6})), 20);
  report("ten dies, every other 50 um off", measure(package({0.5e-3, 50e-6})), 20);
  report("k_x = 4 k_y", measure(package({0.5e-3, 0.0, 4.0})), 20);
  report("k_x = k_y / 10", measure(package({0.5e-3, 0.0, 0.1})), 24);
  report("odd sizes", measure(package({0.37e-3})), 18);
  report("lines graded 50:1 in x and y", measure(graded_package()), 20);
  report("air of 0.003 W/(m.K) between dies", measure(package({0.5e-3, 0.0, 1.0, 0.003})), 18);
  report("contact resistance of 1e-4 m^2.K/W", measure(package({0.5e-3, 0.0, 1.0, 0.0, 1e-4})), 18);
  report("one convective face only", measure(package({0.5e-3, 0.0, 1.0, 0.0, 0.0, false})), 18);
  report("resolved bumps 1:300, 12 x 12", measure(resolved_columns(12)), 18);
  report("resolved bumps 1:300, 24 x 24", measure(resolved_columns(24)), 18);
  report("log-normal conductances, ratio 1e3", random_conductivity(33, 20), 40);
}
