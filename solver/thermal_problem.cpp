#include "solver/thermal_problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "meshes/components.hpp"
#include "meshes/rasterize.hpp"
#include "physics/effective_medium.hpp"
#include "physics/laws.hpp"
#include "solver/boundary_lookup.hpp"
#include "solver/field_memory.hpp"
#include "solver/report_errors.hpp"

namespace strata {

namespace {

/// Spacings along an axis, those that differ by the rounding of their lines made equal: then they share their
/// rows of coefficients.
std::vector<double> even_spacings(const Grid& grid, Axis axis) {
  const std::vector<double>& lines = grid.lines[static_cast<int>(axis)];
  const double rounding = 4.0 * std::numeric_limits<double>::epsilon() *
                          std::max(std::abs(lines.front()), std::abs(lines.back()));
  std::vector<double> spacings;
  for (int c = 0; c < grid.n_cells(axis); ++c) spacings.push_back(grid.spacing(axis, c));
  std::vector<double> kinds = spacings;
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end(),
                          [&](double first, double other) { return other - first <= rounding; }),
              kinds.end());
  for (double& spacing : spacings) spacing = *(std::upper_bound(kinds.begin(), kinds.end(), spacing) - 1);
  return spacings;
}

/// Widths of cells first - 1 .. first + n; the nearest cell's where the domain has ended.
ConstCellView local_widths(const Grid& grid, Axis axis, int first, int n) {
  const std::vector<double> spacings = even_spacings(grid, axis);
  std::vector<double> widths;
  for (int c = first - 1; c <= first + n; ++c) {
    widths.push_back(spacings[static_cast<std::size_t>(std::clamp(c, 0, grid.n_cells(axis) - 1))]);
  }
  return to_device<double>("cell_width", widths);
}

}  // namespace

ThermalProblem::ThermalProblem(const Model& model, const Grid& grid, const Partition& partition)
    : model_(&model), grid_(&grid), partition_(&partition), materials_(resolve_materials(model)) {
  const Window& w = partition.window();
  cells_.shape = {w.nx(), w.ny(), partition.nz()};
  cells_.width = {local_widths(grid, Axis::x, w.i0, w.nx()), local_widths(grid, Axis::y, w.j0, w.ny()),
                  local_widths(grid, Axis::z, 0, partition.nz())};
  cells_.table = MaterialTable(materials_);
  const std::vector<std::uint16_t> ghosted = rasterize();
  read_loads(ghosted);
  check_held();
  cells_.contacts = find_contacts(model, grid, partition);
  find_nonlinearity(ghosted);
}

ThermalProblem ThermalProblem::with_loads_of(const Model& model) const {
  ThermalProblem other = *this;
  other.model_ = &model;
  const auto mirror = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), cells_.material);
  other.read_loads({mirror.data(), mirror.data() + mirror.extent(0)});
  return other;
}

/// Heat sources and surroundings of the model, on the cells they meet.
void ThermalProblem::read_loads(const std::vector<std::uint16_t>& ghosted_material) {
  loads_ = map_heat_sources(*model_, *grid_, *partition_, ghosted_material);
  boundary_ = find_boundary_faces(*model_, *grid_, *partition_, ghosted_material, loads_);
  volume_power_ = to_device<double>("volume_power", loads_.volume);
  loads_.volume.clear();
  loads_.volume.shrink_to_fit();
  find_sheets(ghosted_material);
}

/// Fills cells_.material. Returns the ids on the ghosted layout.
std::vector<std::uint16_t> ThermalProblem::rasterize() {
  const double start = MPI_Wtime();
  const MaterialView device = rasterize_materials(model_->geometry, *grid_, *partition_);
  cells_.material = device;
  const auto mirror = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), device);
  mesh_seconds_ = MPI_Wtime() - start;
  return {mirror.data(), mirror.data() + mirror.extent(0)};
}

std::vector<std::uint16_t> ThermalProblem::material_ids() const {
  const auto ghosted = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), cells_.material);
  const LocalShape& s = cells_.shape;
  std::vector<std::uint16_t> ids;
  ids.reserve(static_cast<std::size_t>(partition_->n_owned()));
  for (int j = 0; j < s.ny; ++j) {
    for (int k = 0; k < s.nz; ++k) {
      const auto* row = ghosted.data() + ghosted_index(0, j, k, s.nx, s.nz);
      ids.insert(ids.end(), row, row + s.nx);
    }
  }
  return ids;
}

void ThermalProblem::find_sheets(const std::vector<std::uint16_t>& ghosted_material) {
  const LocalShape& s = cells_.shape;
  const auto is_solid = [&](int i, int j, int k) {
    return k >= 0 && k < s.nz &&
           ghosted_material[static_cast<std::size_t>(ghosted_index(i, j, k, s.nx, s.nz))] != 0;
  };
  std::vector<SheetFace> faces;
  for (const SheetPlane& plane : loads_.sheets) {
    for (int j = 0; j < s.ny; ++j) {
      for (int i = 0; i < s.nx; ++i) {
        const auto column = static_cast<std::size_t>(j) * s.nx + i;
        const double below = plane.below.empty() ? 0.0 : plane.below[column];
        const double above = plane.above.empty() ? 0.0 : plane.above[column];
        // On surfaces the sheet went into the closure of the boundary face.
        if ((below == 0.0 && above == 0.0) || !is_solid(i, j, plane.k_line - 1) ||
            !is_solid(i, j, plane.k_line)) {
          continue;
        }
        faces.push_back({i, j, plane.k_line, below, above});
      }
    }
  }
  sheets_ = to_device<SheetFace>("sheet_faces", faces);
}

/// Nonlinear where a material that is really there has a conductivity that varies. Collective.
void ThermalProblem::find_nonlinearity(const std::vector<std::uint16_t>& ghosted_material) {
  std::vector<char> is_used(materials_.size(), 0);
  for (const std::uint16_t id : ghosted_material) is_used[id] = 1;
  int varies = 0;
  for (std::size_t id = 1; id < materials_.size(); ++id) {
    if (!is_used[id]) continue;
    for (const PropertyLaw& law : materials_[id].conductivity) varies |= is_constant(law) ? 0 : 1;
  }
  MPI_Allreduce(MPI_IN_PLACE, &varies, 1, MPI_INT, MPI_MAX, partition_->comm());
  is_nonlinear_ = varies != 0;
}

/// Every connected piece of matter needs a boundary that fixes its temperature.
void ThermalProblem::check_held() const {
  const BoundaryLookup lookup(*model_, *grid_);
  const auto fixes = [&](const CellFace& face) { return lookup.fixes_temperature(face); };
  for (const SolidComponent& piece : solid_components(model_->geometry, *grid_, fixes)) {
    if (piece.is_fixed) continue;
    throw deck_error(
        *model_, {},
        fmt::format(
            "no boundary fixes the temperature of the piece of matter that '{}' belongs to ({})",
            model_->geometry.bodies.at(static_cast<std::size_t>(piece.body)).name,
            describe_cell(*model_, *grid_, cell_number(*grid_, piece.cell[0], piece.cell[1], piece.cell[2]))),
        "give one of its faces a convection with film_coefficient > 0, or a fixed temperature");
  }
}

}  // namespace strata
