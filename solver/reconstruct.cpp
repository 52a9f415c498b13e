#include "solver/reconstruct.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "meshes/rasterize.hpp"
#include "physics/laws.hpp"
#include "solver/face_temperature.hpp"

namespace strata {

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Which side of which z line: the side of the cell above it, or of the one below.
using SheetSide = std::pair<int, bool>;

/// A field of rises and the one at which its conductivities are taken, both on the owned layout; a handle.
struct RiseField {
  double reference = 0.0;    ///< [K]
  ConstCellView properties;  ///< [K]
  ConstCellView rise;        ///< [K]
};

/// Temperature of one side of line k over the owned columns, [j * nx + i] [K]; NaN where that side is void.
void face_temperature_inside(const CellData& cells, SheetSide side, const RiseField& field,
                             const CellView& flux_below, const CellView& flux_above,
                             const CellView& temperature) {
  const int k = side.first;
  const bool is_above = side.second;
  const double reference = field.reference;
  const ConstCellView rise = field.rise, properties = field.properties;
  const LocalShape s = cells.shape;
  const ContactPlanes::AxisPlanes contacts = cells.contacts.axes[2];
  const ConstCellView width = cells.width[2];
  for_each_cell(
      "solver::face_temperature_inside", 0, s.nx, 0, s.ny, 0, 1, KOKKOS_LAMBDA(int i, int j, int) {
        const std::int64_t column = i + std::int64_t{s.nx} * j;
        temperature(column) = NAN;
        if (k == 0 || k == s.nz) return;
        const CellPair pair{ghosted_index(i, j, k - 1, s.nx, s.nz), ghosted_index(i, j, k, s.nx, s.nz),
                            width(k), width(k + 1), contacts.at(k, i, j)};
        if (cells.material(pair.lower) == 0 || cells.material(pair.upper) == 0) return;
        const std::int64_t lower = owned_index(i, j, k - 1, s.nx, s.nz);
        const std::int64_t upper = owned_index(i, j, k, s.nx, s.nz);
        const PairRises rises{rise(lower), rise(upper), properties(lower), properties(upper)};
        temperature(column) = reference + face_rise_inside(cells, pair, reference, rises, is_above,
                                                           flux_below(column), flux_above(column));
      });
}

/// The same where that side of the line is a surface of the body.
void face_temperature_outside(const CellData& cells, const Kokkos::View<BoundaryFace*, MemorySpace>& faces,
                              SheetSide side, const RiseField& field, const CellView& temperature) {
  const LocalShape s = cells.shape;
  const bool is_above = side.second;
  const double reference = field.reference;
  const ConstCellView rise = field.rise, properties = field.properties;
  const int layer = is_above ? side.first : side.first - 1;
  Kokkos::parallel_for(
      "solver::face_temperature_outside", faces.extent(0), KOKKOS_LAMBDA(std::int64_t f) {
        const BoundaryFace face = faces(f);
        if (face.axis != 2 || face.is_upper == is_above) return;
        if (static_cast<int>(face.cell / s.nx % s.nz) != layer) return;
        const std::int64_t column = face.cell % s.nx + s.nx * (face.cell / s.nx / s.nz);
        temperature(column) =
            reference + face_rise_outside(cells, face, reference, rise(face.cell), properties(face.cell));
      });
}

/// Sheet heat per area on one side of a line, on the device.
CellView sheet_flux(const ThermalProblem& problem, const std::vector<double>* power) {
  const LocalShape& s = problem.cells().shape;
  const Window& w = problem.partition().window();
  CellView flux("sheet_flux", static_cast<std::size_t>(s.nx) * s.ny);
  if (power == nullptr || power->empty()) return flux;
  const auto mirror = Kokkos::create_mirror_view(flux);
  for (int j = 0; j < s.ny; ++j) {
    for (int i = 0; i < s.nx; ++i) {
      const std::size_t column = static_cast<std::size_t>(j) * s.nx + i;
      mirror(column) = (*power)[column] / (problem.grid().spacing(Axis::x, w.i0 + i) *
                                           problem.grid().spacing(Axis::y, w.j0 + j));
    }
  }
  Kokkos::deep_copy(flux, mirror);
  return flux;
}

std::vector<double> side_temperature(const ThermalProblem& problem, const RiseField& field, SheetSide side) {
  const LocalShape& s = problem.cells().shape;
  const SheetPlane* plane = problem.loads().plane(side.first);
  const CellView temperature("face_temperature", static_cast<std::size_t>(s.nx) * s.ny);
  face_temperature_inside(problem.cells(), side, field, sheet_flux(problem, plane ? &plane->below : nullptr),
                          sheet_flux(problem, plane ? &plane->above : nullptr), temperature);
  face_temperature_outside(problem.cells(), problem.boundary().faces, side, field, temperature);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), temperature);
  return {host.data(), host.data() + host.extent(0)};
}

/// Everything about the active faces of this rank; sides and layers are computed once however many bodies
/// share them.
class ActiveFaceReader {
 public:
  ActiveFaceReader(const ThermalProblem& problem, RiseField field)
      : problem_(problem),
        field_(std::move(field)),
        painter_(problem.model().geometry, problem.grid(), problem.partition().window()) {}

  ActiveFace read(BodyIndex index);

 private:
  const ThermalProblem& problem_;
  RiseField field_;
  SlabPainter painter_;
  std::map<SheetSide, std::vector<double>> temperatures_;
};

ActiveFace ActiveFaceReader::read(BodyIndex index) {
  const Geometry& geometry = problem_.model().geometry;
  const Window& w = problem_.partition().window();
  const Body& body = geometry.bodies[static_cast<std::size_t>(index)];
  const bool is_above = body.active == Face::bottom;
  const CellRange cells = cells_of(problem_.grid(), body.box);
  ActiveFace face;
  face.body = index;
  face.k_line = is_above ? cells.lower[2] : cells.upper[2];
  face.lower = {std::max(cells.lower[0], w.i0), std::max(cells.lower[1], w.j0)};
  face.upper = {std::min(cells.upper[0], w.i1), std::min(cells.upper[1], w.j1)};
  if (face.lower[0] >= face.upper[0] || face.lower[1] >= face.upper[1]) {
    face.upper = face.lower;
    return face;
  }
  const SheetSide side{face.k_line, is_above};
  auto at = temperatures_.find(side);
  if (at == temperatures_.end()) {
    at = temperatures_.emplace(side, side_temperature(problem_, field_, side)).first;
  }
  const SheetPlane* plane = problem_.loads().plane(face.k_line);
  const std::vector<double>* power = plane == nullptr ? nullptr : is_above ? &plane->above : &plane->below;
  const std::vector<BodyIndex>& slab = painter_.paint(is_above ? face.k_line : face.k_line - 1);
  for (int j = face.lower[1] - w.j0; j < face.upper[1] - w.j0; ++j) {
    for (int i = face.lower[0] - w.i0; i < face.upper[0] - w.i0; ++i) {
      const std::size_t column = static_cast<std::size_t>(j) * w.nx() + i;
      face.temperature.push_back(lies_in(geometry, slab[column], index) ? at->second[column] : kNaN);
      face.power.push_back(power == nullptr || power->empty() ? 0.0 : (*power)[column]);
    }
  }
  return face;
}

/// What sources with leakage release in volumes. \param power  by owned cell [W]
void add_leaking_volumes(const ThermalProblem& problem, std::vector<double>& power) {
  const auto cells = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), problem.leakage().cells);
  const auto released = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), problem.leakage().released);
  for (std::size_t n = 0; n < cells.extent(0); ++n) {
    if (cells(n).place == LeakingHeat::Place::volume)
      power[static_cast<std::size_t>(cells(n).cell)] += released(n);
  }
}

void fill_power_density(const ThermalProblem& problem, HeatSolution& solution) {
  const LocalShape& s = problem.cells().shape;
  const Window& w = problem.partition().window();
  const Grid& grid = problem.grid();
  const auto n = static_cast<std::size_t>(problem.partition().n_owned());
  solution.power_density.assign(n, 0.0);
  if (problem.volume_power().extent(0) > 0) {
    const auto volume = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), problem.volume_power());
    std::copy(volume.data(), volume.data() + n, solution.power_density.begin());
  }
  add_leaking_volumes(problem, solution.power_density);
  for (const SheetPlane& plane : problem.loads().sheets) {
    for (const bool is_above : {false, true}) {
      const std::vector<double>& power = is_above ? plane.above : plane.below;
      const int k = is_above ? plane.k_line : plane.k_line - 1;
      for (std::size_t column = 0; column < power.size(); ++column) {
        const auto i = static_cast<int>(column % s.nx), j = static_cast<int>(column / s.nx);
        if (power[column] == 0.0) continue;
        solution.power_density[static_cast<std::size_t>(owned_index(i, j, k, s.nx, s.nz))] += power[column];
      }
    }
  }
  std::size_t cell = 0;
  for (int j = 0; j < s.ny; ++j) {
    for (int k = 0; k < s.nz; ++k) {
      const double area = grid.spacing(Axis::y, w.j0 + j) * grid.spacing(Axis::z, k);
      for (int i = 0; i < s.nx; ++i, ++cell) {
        double& p = solution.power_density[cell];
        p = solution.material[cell] == 0 ? kNaN : p / (area * grid.spacing(Axis::x, w.i0 + i));
      }
    }
  }
}

}  // namespace

bool lies_in(const Geometry& geometry, BodyIndex body, BodyIndex outer) {
  while (body != kNoBody && body != outer) body = geometry.bodies[static_cast<std::size_t>(body)].parent;
  return body == outer;
}

void reconstruct_fields(const ThermalProblem& problem, double reference_temperature,
                        const ConstCellView& rise, HeatSolution& solution) {
  solution.reference_temperature = reference_temperature;
  solution.material = problem.material_ids();
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), rise);
  solution.temperature.resize(solution.material.size());
  for (std::size_t c = 0; c < solution.material.size(); ++c) {
    solution.temperature[c] = solution.material[c] == 0 ? kNaN : reference_temperature + host(c);
  }
  fill_power_density(problem, solution);
  solution.active_faces = active_faces(problem, reference_temperature, rise, rise);
}

std::vector<ActiveFace> active_faces(const ThermalProblem& problem, double reference_temperature,
                                     const ConstCellView& properties, const ConstCellView& rise) {
  ActiveFaceReader reader(problem, {reference_temperature, properties, rise});
  std::vector<ActiveFace> faces;
  const auto& bodies = problem.model().geometry.bodies;
  for (std::size_t b = 0; b < bodies.size(); ++b) {
    if (bodies[b].active) faces.push_back(reader.read(static_cast<BodyIndex>(b)));
  }
  return faces;
}

std::vector<std::string> range_warnings(const ThermalProblem& problem, const HeatSolution& solution) {
  const std::size_t n = problem.materials().size();
  // Coldest and, negated, hottest per material, so that one reduction serves both.
  std::vector<double> extremes(2 * n, std::numeric_limits<double>::infinity());
  for (std::size_t c = 0; c < solution.material.size(); ++c) {
    double* e = extremes.data() + 2 * static_cast<std::size_t>(solution.material[c]);
    e[0] = std::min(e[0], solution.temperature[c]);
    e[1] = std::min(e[1], -solution.temperature[c]);
  }
  MPI_Allreduce(MPI_IN_PLACE, extremes.data(), static_cast<int>(extremes.size()), MPI_DOUBLE, MPI_MIN,
                problem.partition().comm());
  std::vector<std::string> warnings;
  for (std::size_t id = 1; id < n; ++id) {
    if (std::isinf(extremes[2 * id])) continue;
    const double coldest = extremes[2 * id], hottest = -extremes[2 * id + 1];
    TemperatureRange range{0.0, std::numeric_limits<double>::infinity()};
    for (const PropertyLaw& law : problem.materials()[id].conductivity) {
      if (is_constant(law)) continue;
      const TemperatureRange own = range_of(law);
      range = {std::max(range.lower, own.lower), std::min(range.upper, own.upper)};
    }
    if (coldest >= range.lower && hottest <= range.upper) continue;
    const double reached = hottest > range.upper ? hottest : coldest;
    warnings.push_back(
        fmt::format("conductivity of {} is known from {:.2f} to {:.2f} K and was held at its end value "
                    "beyond: {:.2f} K was reached",
                    problem.model().materials[id].name, range.lower, range.upper, reached));
  }
  return warnings;
}

}  // namespace strata
