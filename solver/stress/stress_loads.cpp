#include "solver/stress/stress_loads.hpp"

#include "solver/field_memory.hpp"

namespace strata {

NodeValues thermal_node_forces(const ElasticSystem& system, const Matter& matter,
                               const CellTemperatures& temperatures) {
  const NodeBox& box = system.box();
  const StiffnessField& field = system.field();
  std::vector<CellStiffness<double>> stiffness;
  stiffness.reserve(field.list.size());
  for (const OrthotropicStiffness& of : field.list) stiffness.push_back(cell_stiffness<double>(of));
  NodeValues forces(static_cast<std::size_t>(3 * box.n_nodes()), 0.0);
  for (int j = 0; j < box.cells_y(); ++j)
    for (int k = 0; k < box.cells_z(); ++k)
      for (int i = 0; i < box.cells_x(); ++i) {
        const std::int64_t cell = box.cell(i, j, k);
        const std::int32_t of = field.of_cell[static_cast<std::size_t>(cell)];
        if (of == StiffnessField::kVoidCell) continue;
        double force[3][8];
        thermal_forces(stiffness[static_cast<std::size_t>(of)], matter.thermal_strain(cell, temperatures),
                       system.edges(Axis::x)[static_cast<std::size_t>(i)],
                       system.edges(Axis::y)[static_cast<std::size_t>(j)],
                       system.edges(Axis::z)[static_cast<std::size_t>(k)], force);
        for (int p = 0; p < 8; ++p) {
          const std::int64_t node = box.node(i + (p & 1), j + ((p >> 1) & 1), k + (p >> 2));
          for (int c = 0; c < 3; ++c) forces[static_cast<std::size_t>(3 * node + c)] += force[c][p];
        }
      }
  return forces;
}

NodeView owned_field(const NodeBox& box, const NodeValues& values) {
  std::vector<double> owned(static_cast<std::size_t>(3 * box.n_owned()));
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i)
        for (int c = 0; c < 3; ++c)
          owned[static_cast<std::size_t>(box.owned_at(c, i, j, k))] =
              values[static_cast<std::size_t>(3 * box.node(i, j, k) + c)];
  return to_device<double>("stress::owned_field", owned);
}

}  // namespace strata
