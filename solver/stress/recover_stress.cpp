#include "solver/stress/recover_stress.hpp"

#include <limits>

#include "solver/field_memory.hpp"

namespace strata {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
using HostField = Kokkos::View<const double*, Kokkos::HostSpace>;

/// One cell of the box: what its stiffness, edges and corners are.
struct CellAt {
  CellStiffness<double> stiffness;
  double a = 0.0, b = 0.0, c = 0.0;  ///< [m]
  double u[3][8];                    ///< displacements of the corners [m]
};

class Recovery {
 public:
  Recovery(const ElasticSystem& system, const Matter& matter, const CellTemperatures& temperatures,
           HostField displacement)
      : system_(system),
        box_(system.box()),
        matter_(matter),
        temperatures_(temperatures),
        displacement_(std::move(displacement)) {
    stiffness_.reserve(system.field().list.size());
    for (const OrthotropicStiffness& of : system.field().list)
      stiffness_.push_back(cell_stiffness<double>(of));
  }

  bool is_void(int i, int j, int k) const { return of_cell(i, j, k) == StiffnessField::kVoidCell; }

  CellAt cell(int i, int j, int k) const {
    CellAt at;
    at.stiffness = stiffness_[static_cast<std::size_t>(of_cell(i, j, k))];
    at.a = system_.edges(Axis::x)[static_cast<std::size_t>(i)];
    at.b = system_.edges(Axis::y)[static_cast<std::size_t>(j)];
    at.c = system_.edges(Axis::z)[static_cast<std::size_t>(k)];
    for (int c = 0; c < 3; ++c)
      for (int p = 0; p < 8; ++p)
        at.u[c][p] = displacement_(
            static_cast<std::size_t>(box_.at(c, i + (p & 1), j + ((p >> 1) & 1), k + (p >> 2))));
    return at;
  }

  CellThermalStrain<double> strain(int i, int j, int k) const {
    return matter_.thermal_strain(box_.cell(i, j, k), temperatures_);
  }

  /// Forces of the cells below on the nodes of the box, and the area of the horizontal faces between two
  /// solid cells that belongs to each node [-> fields on the box: forces along x, y, z; area in the first
  /// component].
  void interface_forces(std::vector<double>& forces, std::vector<double>& areas) const {
    forces.assign(static_cast<std::size_t>(3 * box_.n_nodes()), 0.0);
    areas.assign(forces.size(), 0.0);
    for (int j = 0; j < box_.cells_y(); ++j)
      for (int k = 0; k < box_.cells_z(); ++k)
        for (int i = 0; i < box_.cells_x(); ++i) {
          if (is_void(i, j, k) || k + 1 == box_.cells_z()) continue;
          CellAt at = cell(i, j, k);
          double thermal[3][8];
          thermal_forces(at.stiffness, strain(i, j, k), at.a, at.b, at.c, thermal);
          cell_forces(cell_modes(at.stiffness, at.a, at.b, at.c), at.u);
          for (int p = 4; p < 8; ++p) {
            const int ni = i + (p & 1), nj = j + ((p >> 1) & 1);
            for (int c = 0; c < 3; ++c)
              forces[static_cast<std::size_t>(box_.at(c, ni, nj, k + 1))] -= at.u[c][p] - thermal[c][p];
            if (!is_void(i, j, k + 1))
              areas[static_cast<std::size_t>(box_.at(0, ni, nj, k + 1))] += 0.25 * at.a * at.b;
          }
        }
  }

 private:
  std::int32_t of_cell(int i, int j, int k) const {
    return system_.field().of_cell[static_cast<std::size_t>(box_.cell(i, j, k))];
  }

  const ElasticSystem& system_;
  const NodeBox& box_;
  const Matter& matter_;
  const CellTemperatures& temperatures_;
  HostField displacement_;
  std::vector<CellStiffness<double>> stiffness_;
};

/// visit(owned cell, i, j, k counted in the box) for the cells of a rank, in its local order.
template <class Visit>
void for_each_owned_cell(const NodeBox& box, const Partition& cells, const Visit& visit) {
  const Window& window = cells.window();
  std::size_t cell = 0;
  for (int j = 0; j < window.ny(); ++j)
    for (int k = 0; k < cells.nz(); ++k)
      for (int i = 0; i < window.nx(); ++i, ++cell) visit(cell, box.own_i0 + i, box.own_j0 + j, k);
}

void recover_in_cells(const Recovery& recovery, const NodeBox& box, const Partition& cells,
                      StressStep& step) {
  const auto n = static_cast<std::size_t>(cells.n_owned());
  CellStress nothing;
  nothing.fill(kNaN);
  step.stress.assign(n, nothing);
  step.stress_bottom.assign(n, nothing);
  step.stress_top.assign(n, nothing);
  for_each_owned_cell(box, cells, [&](std::size_t cell, int i, int j, int k) {
    if (recovery.is_void(i, j, k)) return;
    CellAt at = recovery.cell(i, j, k);
    const auto stresses = cell_stresses(at.stiffness, recovery.strain(i, j, k), at.a, at.b, at.c, at.u);
    for (std::size_t m = 0; m < 6; ++m) {
      step.stress[cell][m] = static_cast<float>(stresses.centre[m]);
      step.stress_bottom[cell][m] = static_cast<float>(stresses.centre[m] - stresses.along_z[m]);
      step.stress_top[cell][m] = static_cast<float>(stresses.centre[m] + stresses.along_z[m]);
    }
  });
}

std::vector<double> with_ghosts(const ElasticSystem& system, const std::vector<double>& on_box) {
  if (system.box().is_whole()) return on_box;
  const NodeView field = to_device<double>("stress::interface_field", on_box);
  system.halo().exchange(field);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field);
  return {host.data(), host.data() + host.extent(0)};
}

/// What holds a node pushes it too, and its share cannot be told from what the cells do to each other. On
/// symmetry planes the held component of the traction is 0, which it is taken for everywhere.
void leave_out_held(const ElasticSystem& system, std::vector<double>& forces) {
  const NodeBox& box = system.box();
  for (int j = box.own_j0; j < box.own_j1; ++j)
    for (int k = 0; k < box.nz; ++k)
      for (int i = box.own_i0; i < box.own_i1; ++i) {
        const std::uint8_t free = system.free()[static_cast<std::size_t>(box.node(i, j, k))];
        for (int c = 0; c < 3; ++c)
          if ((free & (1 << c)) == 0) forces[static_cast<std::size_t>(box.at(c, i, j, k))] = 0.0;
      }
}

void recover_tractions(const ElasticSystem& system, const Recovery& recovery, const Partition& cells,
                       StressStep& step) {
  const NodeBox& box = system.box();
  std::vector<double> forces, areas;
  recovery.interface_forces(forces, areas);
  leave_out_held(system, forces);
  forces = with_ghosts(system, forces);
  areas = with_ghosts(system, areas);
  step.interface_traction.assign(static_cast<std::size_t>(cells.n_owned()), {kNaN, kNaN, kNaN});
  for_each_owned_cell(box, cells, [&](std::size_t cell, int i, int j, int k) {
    if (k == 0 || recovery.is_void(i, j, k) || recovery.is_void(i, j, k - 1)) return;
    for (int c = 0; c < 3; ++c) {
      double traction = 0.0;
      for (int p = 0; p < 4; ++p) {
        const int ni = i + (p & 1), nj = j + (p >> 1);
        traction += 0.25 * forces[static_cast<std::size_t>(box.at(c, ni, nj, k))] /
                    areas[static_cast<std::size_t>(box.at(0, ni, nj, k))];
      }
      step.interface_traction[cell][static_cast<std::size_t>(c)] = static_cast<float>(traction);
    }
  });
}

}  // namespace

void recover_stress(const ElasticSystem& system, const Matter& matter, const CellTemperatures& temperatures,
                    const Partition& cells, const ConstNodeView& displacement, StressStep& step) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), displacement);
  const Recovery recovery(system, matter, temperatures, host);
  recover_in_cells(recovery, system.box(), cells, step);
  recover_tractions(system, recovery, cells, step);
}

}  // namespace strata
