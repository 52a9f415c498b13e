#include "solver/stress/cell_temperatures.hpp"

#include <cmath>

#include "meshes/rasterize.hpp"
#include "physics/effective_medium.hpp"
#include "solver/contacts.hpp"
#include "solver/field_memory.hpp"
#include "solver/heat_operator.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {
namespace {

/// Temperatures and what lies between them on the ghosted layout.
struct HeatField {
  CellData cells;
  ConstCellView temperature;
};

HeatField heat_field(const Model& model, const Grid& grid, const Partition& cells, const HeatSolution& heat) {
  HeatField field;
  const Window& window = cells.window();
  field.cells.shape = {window.nx(), window.ny(), cells.nz()};
  field.cells.material = rasterize_materials(model.geometry, grid, cells);
  field.cells.table = MaterialTable(resolve_materials(model));
  field.cells.contacts = find_contacts(model, grid, cells);
  const std::array<int, 3> first{window.i0, window.j0, 0}, n{window.nx(), window.ny(), cells.nz()};
  for (int axis = 0; axis < 3; ++axis) {
    const std::vector<double> spacings = even_spacings(grid, static_cast<Axis>(axis));
    std::vector<double> width;
    for (int i = -1; i <= n[axis]; ++i) {
      const int cell = first[axis] + i;
      const bool is_inside = cell >= 0 && cell < static_cast<int>(spacings.size());
      width.push_back(is_inside ? spacings[static_cast<std::size_t>(cell)] : 1.0);
    }
    field.cells.width[axis] = to_device<double>("stress::widths", width);
  }
  const CellView owned = to_device<double>("stress::temperature", heat.temperature);
  const CellView ghosted =
      make_field<double>("stress::ghosted_temperature", static_cast<std::size_t>(cells.n_ghosted()));
  copy_to_ghosted(field.cells.shape, owned, ghosted);
  HaloExchange(cells).exchange(ghosted);
  field.temperature = ghosted;
  return field;
}

/// Temperature of the face towards the next cell along an axis, from inside the cell; NaN where there is no
/// solid beyond. \param step  ghosted index of the other cell less that of this one
KOKKOS_INLINE_FUNCTION double face_temperature(const HeatField& field, std::int64_t cell, std::int64_t other,
                                               int axis, double width, double other_width, double contact) {
  if (field.cells.material(other) == 0) return NAN;
  const double T = field.temperature(cell), T_other = field.temperature(other);
  const double r = 0.5 * width / field.cells.conductivity(cell, axis, T);
  const double r_other = 0.5 * other_width / field.cells.conductivity(other, axis, T_other);
  return T + (T_other - T) * r / (r + contact + r_other);
}

/// Half the difference of temperature across each owned cell along one axis, on the ghosted layout.
void half_differences(const HeatField& field, int axis, const CellView& half) {
  const LocalShape s = field.cells.shape;
  const std::int64_t steps[3] = {1, std::int64_t{s.nx + 2} * s.nz, s.nx + 2};
  const std::int64_t step = steps[axis];
  const ContactPlanes::AxisPlanes contacts = field.cells.contacts.axes[axis];
  const ConstCellView width = field.cells.width[axis];
  const bool is_vertical = axis == 2;
  for_each_cell(
      "stress::half_differences", s, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::int64_t cell = ghosted_index(i, j, k, s.nx, s.nz);
        half(cell) = 0.0;
        if (field.cells.material(cell) == 0) return;
        const int place[3] = {i, j, k};
        const int n = place[axis];
        const int u = axis == 0 ? j : i, v = axis == 2 ? j : k;
        double lower = NAN, upper = NAN;
        if (!is_vertical || k > 0)
          lower =
              face_temperature(field, cell, cell - step, axis, width(n + 1), width(n), contacts.at(n, u, v));
        if (!is_vertical || k < s.nz - 1)
          upper = face_temperature(field, cell, cell + step, axis, width(n + 1), width(n + 2),
                                   contacts.at(n + 1, u, v));
        const double T = field.temperature(cell);
        // NaN is the only number that differs from itself.
        if (lower != lower && upper != upper) return;
        if (lower != lower) lower = 2.0 * T - upper;
        if (upper != upper) upper = 2.0 * T - lower;
        half(cell) = 0.5 * (upper - lower);
      });
}

}  // namespace

CellTemperatures cell_temperatures(const Model& model, const Grid& grid, const Partition& cells,
                                   const NodeBox& box, const HeatSolution& heat) {
  const HeatField field = heat_field(model, grid, cells, heat);
  const HaloExchange halo(cells);
  CellTemperatures result;
  const auto n_cells = static_cast<std::size_t>(box.n_cells());
  result.mean.resize(n_cells);
  result.half_difference.resize(n_cells);
  const Window& owned = cells.window();
  const auto copy_to_box = [&](const ConstCellView& ghosted, auto&& put) {
    const auto values = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), ghosted);
    for (int j = 0; j < box.cells_y(); ++j)
      for (int k = 0; k < box.cells_z(); ++k)
        for (int i = 0; i < box.cells_x(); ++i)
          put(static_cast<std::size_t>(box.cell(i, j, k)),
              values(ghosted_index(box.i0 + i - owned.i0, box.j0 + j - owned.j0, k, owned.nx(), cells.nz())));
  };
  copy_to_box(field.temperature, [&](std::size_t cell, double T) { result.mean[cell] = T; });
  double sum = 0.0, n = 0.0;
  for (const double T : heat.temperature) {
    if (std::isnan(T)) continue;
    sum += T;
    n += 1.0;
  }
  double sums[2] = {sum, n};
  MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE, MPI_SUM, cells.comm());
  result.uniform = sums[0] / sums[1];
  const CellView half =
      make_field<double>("stress::half_differences", static_cast<std::size_t>(cells.n_ghosted()));
  for (int axis = 0; axis < 3; ++axis) {
    half_differences(field, axis, half);
    halo.exchange(half);
    copy_to_box(half, [&](std::size_t cell, double value) {
      result.half_difference[cell][static_cast<std::size_t>(axis)] = static_cast<float>(value);
    });
  }
  return result;
}

}  // namespace strata
