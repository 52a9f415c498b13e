#include "elastic_models.hpp"

#include <cmath>
#include <random>

#include <fmt/format.h>

#include "meshes/grid.hpp"
#include "solver/field_memory.hpp"
#include "solver/stress/solve_stress.hpp"

namespace strata::testing {
namespace {

/// Orthotropic and positive definite: three moduli, moderate coupling.
OrthotropicStiffness random_stiffness(std::minstd_rand& random) {
  std::uniform_real_distribution<double> log_size(-1.0, 1.0), part(0.1, 0.4);
  const auto size = [&] { return 1e10 * std::pow(10.0, log_size(random)); };
  OrthotropicStiffness c;
  c.c11 = size();
  c.c22 = size();
  c.c33 = size();
  c.c12 = part(random) * std::sqrt(c.c11 * c.c22);
  c.c13 = part(random) * std::sqrt(c.c11 * c.c33);
  c.c23 = part(random) * std::sqrt(c.c22 * c.c33);
  c.c44 = 0.3 * size();
  c.c55 = 0.3 * size();
  c.c66 = 0.3 * size();
  return c;
}

Grid uneven_grid(const std::array<int, 3>& n) {
  Grid grid;
  std::minstd_rand random(7);
  std::uniform_real_distribution<double> width(0.5, 2.0);
  const std::array<double, 3> unit{100e-6, 120e-6, 20e-6};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    grid.lines[axis] = {0.0};
    for (int i = 0; i < n[axis]; ++i)
      grid.lines[axis].push_back(grid.lines[axis].back() + unit[axis] * width(random));
  }
  return grid;
}

/// Matter by the cell's number in the whole grid, so that it does not depend on the ranks.
StiffnessField random_matter(const NodeBox& box) {
  StiffnessField field;
  std::minstd_rand random(11);
  for (int material = 0; material < 5; ++material) field.list.push_back(random_stiffness(random));
  for (int j = 0; j < box.cells_y(); ++j)
    for (int k = 0; k < box.cells_z(); ++k)
      for (int i = 0; i < box.cells_x(); ++i) {
        std::minstd_rand cell(static_cast<unsigned>(1 + (box.i0 + i) + 613 * (box.j0 + j) + 7919 * k));
        cell.discard(2);
        const auto draw = static_cast<std::int32_t>(cell() % 50);
        // The lowest layer stays whole, so that nothing hangs in the air.
        const bool is_void = k > 0 && draw < 5;
        field.of_cell.push_back(is_void ? StiffnessField::kVoidCell : draw % 5);
      }
  return field;
}

std::vector<std::uint8_t> held_nodes(const NodeBox& box, bool hold_bottom) {
  std::vector<std::uint8_t> held(static_cast<std::size_t>(box.n_nodes()), 0);
  for (int j = 0; j < box.ny && hold_bottom; ++j)
    for (int i = 0; i < box.nx; ++i)
      held[static_cast<std::size_t>(box.node(i, j, 0))] = (i + box.i0) % 3 == 0 ? 7 : 4;
  return held;
}

}  // namespace

RandomElastic::RandomElastic(MPI_Comm comm, const std::array<int, 3>& n, bool hold_bottom)
    : grid(uneven_grid(n)),
      cells(comm, grid),
      nodes(Partition::nodes_of(cells)),
      system(grid, nodes, random_matter(node_box(nodes)), held_nodes(node_box(nodes), hold_bottom)) {}

NodeView random_field(const ElasticSystem& system, unsigned seed) {
  const NodeBox& box = system.box();
  std::vector<double> values(static_cast<std::size_t>(3 * box.n_owned()), 0.0);
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i) {
        std::minstd_rand random(seed + static_cast<unsigned>((box.i0 + i) + 613 * (box.j0 + j) + 7919 * k));
        random.discard(2);
        const std::uint8_t bits = system.free()[static_cast<std::size_t>(box.node(i, j, k))];
        for (int c = 0; c < 3; ++c) {
          const double value = static_cast<double>(random()) / std::minstd_rand::max() - 0.5;
          if ((bits >> c & 1) != 0) values[static_cast<std::size_t>(box.owned_at(c, i, j, k))] = value;
        }
      }
  return to_device<double>("random_field", values);
}

std::string stack_deck(const StackOptions& o) {
  std::string refinement;
  if (o.corner_lateral > 0.0)
    refinement =
        fmt::format("  regions: [{{box: {{at: [4.9 mm, 4.9 mm], size: [0.2 mm, 0.2 mm]}}, lateral: {} m}}]\n",
                    o.corner_lateral);
  return fmt::format(R"(strata: 1
{symmetry}materials:
  sub: {{youngs_modulus: 22 GPa, poisson_ratio: 0.3, expansion: 14e-6 1/K}}
  fill: {{youngs_modulus: {underfill}, poisson_ratio: 0.33, expansion: 28e-6 1/K}}
  bond: {{youngs_modulus: {bond}, poisson_ratio: 0.33, expansion: 25e-6 1/K}}
  emc: {{youngs_modulus: {mold}, poisson_ratio: 0.3, expansion: 9e-6 1/K}}
  die: {{stiffness: {{c11: 165.7 GPa, c12: 63.9 GPa, c44: 79.6 GPa}}, x_axis: "<100>", expansion: 2.6e-6 1/K}}
parts:
  hbm:
    size: [5 mm, 5 mm]
    layers:
      - {{name: base, thickness: 60 um, material: die}}
      - repeat: 8
        layers:
          - {{name: bond, thickness: 15 um, material: bond}}
          - {{name: dram, thickness: 35 um, material: die}}
assembly:
  size: [7.5 mm, 7.5 mm]
  stack:
    - {{name: substrate, thickness: 300 um, material: sub}}
    - {{name: underfill, thickness: 80 um, material: fill, at: [0 mm, 0 mm], size: [5.5 mm, 5.5 mm], around: void}}
    - tier: dies
      place: [{{part: hbm, at: [0 mm, 0 mm]}}]
      fill: {{material: emc, at: [0 mm, 0 mm], size: [5.5 mm, 5.5 mm]}}
analysis: {{heat: none, stress: {{stress_free_temperature: 165 degC, temperatures: [25 degC]}}}}
mesh:
  lateral: {lateral} m
  growth: {growth}
  per_layer: {{max_thickness: {thickness}}}
{refinement}{more}
)",
                     fmt::arg("symmetry", o.is_quarter ? "symmetry: [x_min, y_min]\n" : ""),
                     fmt::arg("underfill", o.underfill_modulus), fmt::arg("bond", o.bond_modulus),
                     fmt::arg("mold", o.mold_modulus), fmt::arg("lateral", o.lateral),
                     fmt::arg("thickness", o.max_thickness),
                     fmt::arg("growth", o.corner_lateral > 0.0 ? "1.5" : "0"),
                     fmt::arg("refinement", refinement), fmt::arg("more", o.more));
}

StressSolution solve_stress_deck(const std::string& text, MPI_Comm comm) {
  const Model model = load_model_text(text, "stress.yaml");
  const GridPlan plan = plan_grid(model);
  const Partition cells(comm, plan.grid);
  return solve_stress(model, plan, cells, nullptr);
}

}  // namespace strata::testing
