#include "solver/boundary_faces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "meshes/rasterize.hpp"
#include "physics/boundaries.hpp"
#include "solver/boundary_lookup.hpp"
#include "solver/field_memory.hpp"
#include "solver/report_errors.hpp"

namespace strata {

namespace {

constexpr const char* kFaceNames[6] = {"x_min", "x_max", "y_min", "y_max", "bottom", "top"};

class FaceFinder {
 public:
  FaceFinder(const Model& model, const Grid& grid, const Partition& partition,
             const std::vector<std::uint16_t>& material, const HeatLoads& loads);
  void visit_outer(int face);
  void visit_exposed();
  std::vector<BoundaryFace> take_faces() { return std::move(faces_); }
  std::vector<NonlinearFace> take_nonlinear() { return std::move(nonlinear_); }
  LawTable film_laws() const { return make_law_table(laws_); }
  std::vector<BoundaryGroup> groups() const { return groups_; }

 private:
  /// Owned cells of an outer face along its two coordinates, global numbers.
  struct Extent {
    int u_axis = 0, v_axis = 1;
    int u0 = 0, u1 = 0, v0 = 0, v1 = 0;
  };
  Extent extent_of(int face) const;
  int material_at(int i, int j, int k) const;
  std::vector<bool> rows_with_void() const;
  void add_face(int axis, bool is_upper, std::array<int, 3> cell, int group, const Surroundings& around);
  void add_condition(BoundaryFace& face, const ThermalCondition& condition, const Surroundings& around);
  void claim(const Boundary& boundary, int group, const Extent& e, std::vector<int>& owner,
             std::vector<Surroundings>& around) const;

  const Model& model_;
  const Grid& grid_;
  const Window& window_;
  int nz_;
  const std::vector<std::uint16_t>& material_;
  const HeatLoads& loads_;
  std::vector<BoundaryFace> faces_;
  std::vector<NonlinearFace> nonlinear_;
  std::vector<PropertyLaw> laws_;     ///< of film coefficients
  std::vector<std::int32_t> law_of_;  ///< by boundary; -1: none
  std::vector<BoundaryGroup> groups_;
};

FaceFinder::FaceFinder(const Model& model, const Grid& grid, const Partition& partition,
                       const std::vector<std::uint16_t>& material, const HeatLoads& loads)
    : model_(model),
      grid_(grid),
      window_(partition.window()),
      nz_(partition.nz()),
      material_(material),
      loads_(loads) {
  for (const Boundary& b : model.boundaries) {
    groups_.push_back({b.name, true});
    const auto* convection = std::get_if<Convection>(&b.condition);
    const bool has_law = convection != nullptr && !convection->film_coefficient_law.temperature.empty();
    law_of_.push_back(has_law ? static_cast<std::int32_t>(laws_.size()) : -1);
    if (has_law) laws_.emplace_back(convection->film_coefficient_law);
  }
  for (int face = 0; face < 6; ++face) {
    const auto& planes = model.geometry.symmetry;
    const bool is_symmetry = std::find(planes.begin(), planes.end(), static_cast<Face>(face)) != planes.end();
    groups_.push_back(
        {std::string(kFaceNames[face]) + (is_symmetry ? " (symmetry)" : " (adiabatic)"), is_symmetry});
  }
  groups_.push_back({"exposed (adiabatic)", false});
}

/// Material of an owned cell or one beside it; void outside the domain. Global numbers.
int FaceFinder::material_at(int i, int j, int k) const {
  if (k < 0 || k >= nz_) return 0;
  return material_[static_cast<std::size_t>(
      ghosted_index(i - window_.i0, j - window_.j0, k, window_.nx(), nz_))];
}

/// Whether a row of cells along x, ghosts included, holds void: [(j - j0 + 1) * nz + k] for j from j0 - 1 to
/// j1. Rows outside the domain are all void.
std::vector<bool> FaceFinder::rows_with_void() const {
  const std::int64_t width = window_.nx() + 2;
  std::vector<bool> has_void;
  has_void.reserve(static_cast<std::size_t>(window_.ny() + 2) * nz_);
  for (int j = -1; j <= window_.ny(); ++j) {
    for (int k = 0; k < nz_; ++k) {
      const auto first = material_.begin() + ghosted_index(-1, j, k, window_.nx(), nz_);
      // The ends of a row lie outside the domain where the window touches its border.
      const std::int64_t from = window_.i0 == 0 ? 1 : 0;
      const std::int64_t to = window_.i1 == grid_.n_cells(Axis::x) ? width - 1 : width;
      has_void.push_back(std::find(first + from, first + to, std::uint16_t{0}) != first + to);
    }
  }
  return has_void;
}

FaceFinder::Extent FaceFinder::extent_of(int face) const {
  switch (face / 2) {
    case 0:
      return {1, 2, window_.j0, window_.j1, 0, nz_};
    case 1:
      return {0, 2, window_.i0, window_.i1, 0, nz_};
    default:
      return {0, 1, window_.i0, window_.i1, window_.j0, window_.j1};
  }
}

/// Closure of the face, and its law where it is nonlinear.
void FaceFinder::add_condition(BoundaryFace& face, const ThermalCondition& condition,
                               const Surroundings& around) {
  face.closure = surface_closure(condition, around.film_coefficient, around.ambient);
  if (!is_nonlinear(condition)) return;
  nonlinear_.push_back({static_cast<std::int64_t>(faces_.size()),
                        surface_law(condition, around.film_coefficient, around.ambient,
                                    law_of_[static_cast<std::size_t>(face.group)])});
}

void FaceFinder::add_face(int axis, bool is_upper, std::array<int, 3> cell, int group,
                          const Surroundings& around) {
  const int i = cell[0] - window_.i0, j = cell[1] - window_.j0, k = cell[2];
  BoundaryFace face;
  face.cell = owned_index(i, j, k, window_.nx(), nz_);
  face.material = static_cast<std::uint16_t>(material_at(cell[0], cell[1], cell[2]));
  face.axis = static_cast<std::int8_t>(axis);
  face.is_upper = is_upper;
  face.group = group;
  face.area = 1.0;
  for (int a = 0; a < 3; ++a) {
    const double width = grid_.spacing(static_cast<Axis>(a), cell[a]);
    if (a == axis) {
      face.width = width;
    } else {
      face.area *= width;
    }
  }
  if (static_cast<std::size_t>(group) < model_.boundaries.size()) {
    add_condition(face, model_.boundaries[static_cast<std::size_t>(group)].condition, around);
  }
  face.tangent_resistance = face.closure.resistance;
  if (axis == 2) face.sheet_flux = sheet_heat(loads_, {window_.nx(), window_.ny(), nz_}, face) / face.area;
  faces_.push_back(face);
}

/// Gives the faces of one boundary's rectangle to it.
void FaceFinder::claim(const Boundary& boundary, int group, const Extent& e, std::vector<int>& owner,
                       std::vector<Surroundings>& around) const {
  const FaceRange range = claimed_range(boundary, grid_);
  if (range.lower[0] >= range.upper[0] || range.lower[1] >= range.upper[1]) {
    throw deck_error(model_, boundary.position,
                     "the rectangle of '" + boundary.name + "' covers no cell face");
  }
  const int u0 = std::max(e.u0, range.lower[0]), u1 = std::min(e.u1, range.upper[0]);
  const int v0 = std::max(e.v0, range.lower[1]), v1 = std::min(e.v1, range.upper[1]);
  if (u0 >= u1 || v0 >= v1) return;
  const auto map = [&](const Raster* raster, double outside) {
    if (raster == nullptr) return std::vector<double>{};
    return raster_mean(*raster, outside, grid_.lines[e.u_axis], grid_.lines[e.v_axis], u0, u1, v0, v1);
  };
  const Surroundings given = surroundings_of(boundary.condition);
  const SurroundingsMaps maps = maps_of(boundary.condition);
  const std::vector<double> films = map(maps.film_coefficient, given.film_coefficient);
  const std::vector<double> ambients = map(maps.ambient, given.ambient);
  std::size_t at = 0;
  for (int v = v0; v < v1; ++v) {
    for (int u = u0; u < u1; ++u, ++at) {
      const std::size_t place = static_cast<std::size_t>(v - e.v0) * (e.u1 - e.u0) + (u - e.u0);
      owner[place] = group;
      around[place] = {films.empty() ? given.film_coefficient : films[at],
                       ambients.empty() ? given.ambient : ambients[at]};
    }
  }
}

void FaceFinder::visit_outer(int face) {
  const int axis = face / 2;
  const bool is_upper = face % 2 == 1;
  const Extent e = extent_of(face);
  const std::size_t n = static_cast<std::size_t>(e.u1 - e.u0) * (e.v1 - e.v0);
  std::vector<int> owner(n, static_cast<int>(model_.boundaries.size()) + face);
  std::vector<Surroundings> around(n);
  for (std::size_t b = 0; b < model_.boundaries.size(); ++b) {
    const Boundary& boundary = model_.boundaries[b];
    if (boundary.face && static_cast<int>(*boundary.face) == face) {
      claim(boundary, static_cast<int>(b), e, owner, around);
    }
  }
  const int n_axis = grid_.n_cells(static_cast<Axis>(axis));
  std::array<int, 3> cell{};
  cell[axis] = is_upper ? n_axis - 1 : 0;
  const bool is_here = axis == 2 || (axis == 0 ? (is_upper ? window_.i1 == n_axis : window_.i0 == 0)
                                               : (is_upper ? window_.j1 == n_axis : window_.j0 == 0));
  if (!is_here) return;
  std::size_t place = 0;
  for (int v = e.v0; v < e.v1; ++v) {
    for (int u = e.u0; u < e.u1; ++u, ++place) {
      cell[e.u_axis] = u;
      cell[e.v_axis] = v;
      if (material_at(cell[0], cell[1], cell[2]) == 0) continue;
      add_face(axis, is_upper, cell, owner[place], around[place]);
    }
  }
}

void FaceFinder::visit_exposed() {
  int group = static_cast<int>(groups_.size()) - 1;
  Surroundings around;
  for (std::size_t b = 0; b < model_.boundaries.size(); ++b) {
    const Boundary& boundary = model_.boundaries[b];
    if (boundary.face) continue;
    const SurroundingsMaps maps = maps_of(boundary.condition);
    if (boundary.patch || maps.film_coefficient != nullptr || maps.ambient != nullptr) {
      throw deck_error(
          model_, boundary.position,
          "'" + boundary.name + "': exposed faces lie in many planes, so no rectangle or map fits them");
    }
    group = static_cast<int>(b);
    around = surroundings_of(boundary.condition);
  }
  const std::array<int, 3> n{grid_.n_cells(Axis::x), grid_.n_cells(Axis::y), nz_};
  const std::vector<bool> has_void = rows_with_void();
  const auto row_has_void = [&](int j, int k) {
    return k >= 0 && k < nz_ && has_void[static_cast<std::size_t>(j - window_.j0 + 1) * nz_ + k];
  };
  for (int j = window_.j0; j < window_.j1; ++j) {
    for (int k = 0; k < nz_; ++k) {
      if (!row_has_void(j, k) && !row_has_void(j - 1, k) && !row_has_void(j + 1, k) &&
          !row_has_void(j, k - 1) && !row_has_void(j, k + 1))
        continue;
      for (int i = window_.i0; i < window_.i1; ++i) {
        if (material_at(i, j, k) == 0) continue;
        const std::array<int, 3> cell{i, j, k};
        for (int face = 0; face < 6; ++face) {
          const int axis = face / 2, step = face % 2 == 1 ? 1 : -1;
          std::array<int, 3> beside = cell;
          beside[axis] += step;
          if (beside[axis] < 0 || beside[axis] >= n[axis]) continue;
          if (material_at(beside[0], beside[1], beside[2]) != 0) continue;
          add_face(axis, step > 0, cell, group, around);
        }
      }
    }
  }
}

}  // namespace

double sheet_heat(const HeatLoads& loads, const LocalShape& shape, const BoundaryFace& face) {
  const auto k = static_cast<int>(face.cell / shape.nx % shape.nz);
  const SheetPlane* plane = loads.plane(face.is_upper ? k + 1 : k);
  if (plane == nullptr) return 0.0;
  const std::vector<double>& side = face.is_upper ? plane->below : plane->above;
  const std::int64_t column = face.cell % shape.nx + shape.nx * (face.cell / shape.nx / shape.nz);
  return side.empty() ? 0.0 : side[static_cast<std::size_t>(column)];
}

BoundaryFaces find_boundary_faces(const Model& model, const Grid& grid, const Partition& partition,
                                  const std::vector<std::uint16_t>& material, const HeatLoads& loads) {
  FaceFinder finder(model, grid, partition, material, loads);
  for (int face = 0; face < 6; ++face) finder.visit_outer(face);
  finder.visit_exposed();
  const std::vector<BoundaryFace> faces = finder.take_faces();
  const std::vector<NonlinearFace> nonlinear = finder.take_nonlinear();

  BoundaryFaces result;
  result.groups = finder.groups();
  double range[3] = {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                     nonlinear.empty() ? 1.0 : 0.0};
  for (const BoundaryFace& f : faces) {
    if (std::isinf(f.closure.resistance)) continue;
    range[0] = std::min(range[0], f.closure.temperature);
    range[1] = std::min(range[1], -f.closure.temperature);
  }
  MPI_Allreduce(MPI_IN_PLACE, range, 3, MPI_DOUBLE, MPI_MIN, partition.comm());
  result.fixes_temperature = std::isfinite(range[0]);
  if (result.fixes_temperature) {
    result.temperature_min = range[0];
    result.temperature_max = -range[1];
  }
  result.faces = to_device<BoundaryFace>("boundary_faces", faces);
  result.nonlinear = to_device<NonlinearFace>("nonlinear_faces", nonlinear);
  result.film_laws = finder.film_laws();
  result.cold_plates = find_cold_plates(model, grid, partition, faces);
  result.is_nonlinear = range[2] == 0.0 || !result.cold_plates.empty();
  return result;
}

}  // namespace strata
