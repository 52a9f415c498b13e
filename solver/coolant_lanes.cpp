#include "solver/coolant_lanes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "inputs/error.hpp"
#include "physics/coolant.hpp"
#include "solver/boundary_lookup.hpp"
#include "solver/boundary_terms.hpp"
#include "solver/field_memory.hpp"
#include "solver/report_errors.hpp"

namespace strata {

namespace {

/// First owned cell along an axis and one past the last.
std::array<int, 2> window_range(const Window& w, int nz, Axis axis) {
  if (axis == Axis::x) return {w.i0, w.i1};
  if (axis == Axis::y) return {w.j0, w.j1};
  return {0, nz};
}

/// Divides the lanes among the ranks.
void place_segments(CoolantLanes& lanes, const Partition& partition, const ColdPlate& plate) {
  std::set<int> starts;
  for (int rank = 0; rank < partition.n_ranks(); ++rank) {
    starts.insert(window_range(partition.window(rank), partition.nz(), plate.axis)[0]);
  }
  const int own = window_range(partition.window(), partition.nz(), plate.axis)[0];
  lanes.n_segments = static_cast<int>(starts.size());
  lanes.segment = static_cast<int>(std::distance(starts.begin(), starts.find(own)));
  if (plate.is_reversed) lanes.segment = lanes.n_segments - 1 - lanes.segment;
}

/// Faces of one plate on this rank in the order of the lanes.
void place_faces(CoolantLanes& lanes, const Partition& partition, const ColdPlate& plate, int cross_axis,
                 int lanes_begin, const std::vector<BoundaryFace>& faces) {
  const Window& w = partition.window();
  const int nz = partition.nz();
  std::vector<std::map<int, std::int64_t>> by_place(static_cast<std::size_t>(lanes.n_own));
  for (std::size_t f = 0; f < faces.size(); ++f) {
    if (faces[f].group != lanes.group) continue;
    const std::int64_t cell = faces[f].cell;
    const std::array<int, 3> at{w.i0 + static_cast<int>(cell % w.nx()),
                                w.j0 + static_cast<int>(cell / w.nx() / nz),
                                static_cast<int>(cell / w.nx() % nz)};
    const int lane = at[static_cast<std::size_t>(cross_axis)] - lanes_begin - lanes.first_lane;
    const int along = at[static_cast<std::size_t>(plate.axis)];
    by_place[static_cast<std::size_t>(lane)][plate.is_reversed ? -along : along] =
        static_cast<std::int64_t>(f);
  }
  std::vector<std::int64_t> first{0}, order;
  std::vector<double> film;
  for (const auto& lane : by_place) {
    for (const auto& [place, f] : lane) {
      order.push_back(f);
      film.push_back(faces[static_cast<std::size_t>(f)].closure.resistance);
    }
    first.push_back(static_cast<std::int64_t>(order.size()));
  }
  lanes.first_face = to_device<std::int64_t>("coolant_first_face", first);
  lanes.face = to_device<std::int64_t>("coolant_face", order);
  lanes.film_resistance = to_device<double>("coolant_film_resistance", film);
  lanes.inlet = CellView("coolant_inlet", order.size());
  lanes.carried = CellView("coolant_carried", order.size());
  lanes.taken = CellView("coolant_taken", order.size());
  lanes.conductance = CellView("coolant_conductance", order.size());
}

CoolantLanes find_lanes(const Boundary& boundary, int group, const Grid& grid, const Partition& partition,
                        const std::vector<BoundaryFace>& faces) {
  const auto& plate = std::get<ColdPlate>(boundary.condition);
  if (!boundary.face) throw Error(ExitCode::internal, "a cold plate on no face of the package");
  const int face = static_cast<int>(*boundary.face);
  const int axis = face / 2;
  const std::array<Axis, 2> plane = face_axes(axis);
  const std::size_t across = plane[0] == plate.axis ? 1 : 0;
  const Axis cross = plane[across];
  const FaceRange range = claimed_range(boundary, grid);
  const int begin = range.lower[across], end = range.upper[across];
  CoolantLanes lanes;
  lanes.group = group;
  lanes.inlet_temperature = plate.inlet_temperature;
  const auto& lines = grid.lines[static_cast<std::size_t>(cross)];
  const double width = lines[static_cast<std::size_t>(end)] - lines[static_cast<std::size_t>(begin)];
  for (int lane = begin; lane < end; ++lane) {
    lanes.rate.push_back(plate.heat_capacity_rate * grid.spacing(cross, lane) / width);
  }
  place_segments(lanes, partition, plate);
  const std::array<int, 2> own = window_range(partition.window(), partition.nz(), cross);
  const std::array<int, 2> depth = window_range(partition.window(), partition.nz(), static_cast<Axis>(axis));
  const bool is_upper = face % 2 == 1;
  const bool is_here = is_upper ? depth[1] == grid.n_cells(static_cast<Axis>(axis)) : depth[0] == 0;
  lanes.first_lane = std::max(begin, own[0]) - begin;
  lanes.n_own = is_here ? std::max(0, std::min(end, own[1]) - std::max(begin, own[0])) : 0;
  const auto first = lanes.rate.begin() + (lanes.n_own > 0 ? lanes.first_lane : 0);
  lanes.own_rate = to_device<double>("coolant_rate", std::vector<double>(first, first + lanes.n_own));
  place_faces(lanes, partition, plate, static_cast<int>(cross), begin, faces);
  return lanes;
}

/// Affine maps of all parts of all lanes, (factor, addend) by [segment * lanes + lane].
class LaneMaps {
 public:
  /// \param own  maps of this rank's parts of its lanes. Collective.
  LaneMaps(MPI_Comm comm, const CoolantLanes& lanes, const CellView& own)
      : n_lanes_(lanes.rate.size()), n_segments_(static_cast<std::size_t>(lanes.n_segments)) {
    // Each part of each lane is on one rank, so the sum over the ranks collects them.
    maps_.assign(2 * n_lanes_ * n_segments_, 0.0);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), own);
    const std::size_t at = static_cast<std::size_t>(lanes.segment) * n_lanes_ +
                           static_cast<std::size_t>(lanes.n_own > 0 ? lanes.first_lane : 0);
    std::copy(host.data(), host.data() + host.extent(0), maps_.begin() + static_cast<std::ptrdiff_t>(2 * at));
    MPI_Allreduce(MPI_IN_PLACE, maps_.data(), static_cast<int>(maps_.size()), MPI_DOUBLE, MPI_SUM, comm);
  }

  /// Behind the first `segments` parts of a lane that starts with `inlet`.
  double after(std::size_t lane, int segments, double inlet) const {
    double value = inlet;
    for (int s = 0; s < segments; ++s) {
      const double* map = maps_.data() + 2 * (static_cast<std::size_t>(s) * n_lanes_ + lane);
      value = map[0] * value + map[1];
    }
    return value;
  }

  /// With what the own lanes begin on this rank.
  ConstCellView own_inlets(const CoolantLanes& lanes, double inlet) const {
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(lanes.n_own));
    for (int lane = lanes.first_lane; lane < lanes.first_lane + lanes.n_own; ++lane)
      values.push_back(after(static_cast<std::size_t>(lane), lanes.segment, inlet));
    return to_device<double>("coolant_own_inlets", values);
  }

 private:
  std::size_t n_lanes_, n_segments_;
  std::vector<double> maps_;
};

/// A face as the coolant meets it.
struct Contacted {
  CoolantPassage passage;
  double wall = 0.0;       ///< rise that drives the heat: of the cell, and what a sheet on the face adds [K]
  double half_cell = 0.0;  ///< [m^2.K/W]
  double conductance = 0.0;  ///< from the cell to the coolant [W/K]
};

KOKKOS_INLINE_FUNCTION Contacted contact_of(const CellData& cells, const BoundaryFace& face, double reference,
                                            double rise, double film_resistance, double rate) {
  Contacted at;
  at.half_cell = half_cell(cells, face, reference + rise);
  at.wall = rise + at.half_cell * face.flux();
  at.conductance = face.area / (at.half_cell + film_resistance);
  at.passage = pass_cell(at.conductance, rate);
  return at;
}

}  // namespace

std::vector<CoolantLanes> find_cold_plates(const Model& model, const Grid& grid, const Partition& partition,
                                           const std::vector<BoundaryFace>& faces) {
  std::vector<CoolantLanes> plates;
  for (std::size_t b = 0; b < model.boundaries.size(); ++b) {
    const Boundary& boundary = model.boundaries[b];
    if (!std::holds_alternative<ColdPlate>(boundary.condition)) continue;
    if (!boundary.face) {
      throw deck_error(
          model, boundary.position,
          "'" + boundary.name + "': exposed faces lie in many planes, so no coolant flows along them");
    }
    plates.push_back(find_lanes(boundary, static_cast<int>(b), grid, partition, faces));
  }
  return plates;
}

CoolantHeat flow_coolant(const ThermalProblem& problem, const CoolantLanes& lanes, double reference,
                         const ConstCellView& rise) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const auto faces = problem.boundary().faces;
  const CellView maps("coolant_maps", 2 * static_cast<std::size_t>(lanes.n_own));
  const auto first_face = lanes.first_face, face_of = lanes.face;
  const ConstCellView film = lanes.film_resistance;
  const auto rates = lanes.own_rate;
  Kokkos::parallel_for(
      "solver::sum_up_lanes", lanes.n_own, KOKKOS_LAMBDA(std::int64_t lane) {
        double factor = 1.0, addend = 0.0;
        for (std::int64_t p = first_face(lane); p < first_face(lane + 1); ++p) {
          const BoundaryFace face = faces(face_of(p));
          const Contacted at =
              contact_of(cells, face, reference, rise(ghosted_of_owned(face.cell, s)), film(p), rates(lane));
          factor *= at.passage.carried;
          addend = at.passage.carried * addend + at.passage.conductance / rates(lane) * at.wall;
        }
        maps(2 * lane) = factor;
        maps(2 * lane + 1) = addend;
      });
  const double inlet = lanes.inlet_temperature - reference;
  const LaneMaps all(problem.partition().comm(), lanes, maps);
  const ConstCellView begin = all.own_inlets(lanes, inlet);
  const CellView inlets = lanes.inlet;
  Kokkos::parallel_for(
      "solver::flow_coolant", lanes.n_own, KOKKOS_LAMBDA(std::int64_t lane) {
        double coolant = begin(lane);
        for (std::int64_t p = first_face(lane); p < first_face(lane + 1); ++p) {
          BoundaryFace& face = faces(face_of(p));
          const Contacted at =
              contact_of(cells, face, reference, rise(ghosted_of_owned(face.cell, s)), film(p), rates(lane));
          inlets(p) = coolant;
          face.closure.temperature = reference + coolant;
          face.closure.resistance = face.area / at.passage.conductance - at.half_cell;
          face.tangent_resistance = face.closure.resistance;
          coolant = at.passage.carried * coolant + at.passage.conductance / rates(lane) * at.wall;
        }
      });
  CoolantHeat result{lanes.inlet_temperature, 0.0, lanes.inlet_temperature};
  double flow = 0.0;
  for (std::size_t lane = 0; lane < lanes.rate.size(); ++lane) {
    const double outlet = all.after(lane, lanes.n_segments, inlet);
    flow += lanes.rate[lane];
    result.outlet_temperature_mean += lanes.rate[lane] * outlet;
    result.outlet_temperature_max =
        lane == 0 ? reference + outlet : std::max(result.outlet_temperature_max, reference + outlet);
  }
  result.outlet_temperature_mean = reference + result.outlet_temperature_mean / flow;
  return result;
}

void linearise_coolant(const ThermalProblem& problem, const CoolantLanes& lanes, double reference,
                       const ConstCellView& rise, const CellView& closure) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const ConstFaceList faces = problem.boundary().faces;
  const auto first_face = lanes.first_face, face_of = lanes.face;
  const ConstCellView film = lanes.film_resistance, inlets = lanes.inlet;
  const auto rates = lanes.own_rate;
  const CellView carried = lanes.carried, taken = lanes.taken, conductance = lanes.conductance;
  Kokkos::parallel_for(
      "solver::linearise_coolant", lanes.n_own, KOKKOS_LAMBDA(std::int64_t lane) {
        for (std::int64_t p = first_face(lane); p < first_face(lane + 1); ++p) {
          const BoundaryFace face = faces(face_of(p));
          const double x = rise(ghosted_of_owned(face.cell, s));
          const Contacted at = contact_of(cells, face, reference, x, film(p), rates(lane));
          const double r_slope = half_cell_slope(cells, face, reference + x);
          const double G = at.conductance, a = at.passage.carried, Q_by_T = at.passage.conductance;
          const double drive = (at.wall - inlets(p)) * r_slope / face.area;
          const double wall_slope = 1.0 + face.flux() * r_slope + at.half_cell * face.leakage_slope;
          carried(p) = a;
          conductance(p) = Q_by_T;
          taken(p) = (Q_by_T * wall_slope - a * G * G * drive) / rates(lane);
          Kokkos::atomic_add(&closure(face.cell), (Q_by_T * Q_by_T - a * G * G) * drive);
        }
      });
}

void add_coolant_tangent(const ThermalProblem& problem, const CoolantLanes& lanes, const ConstCellView& v,
                         const CellView& y) {
  const LocalShape s = problem.cells().shape;
  const ConstFaceList faces = problem.boundary().faces;
  const auto first_face = lanes.first_face, face_of = lanes.face;
  const ConstCellView carried = lanes.carried, taken = lanes.taken, conductance = lanes.conductance;
  const CellView maps("coolant_tangent_maps", 2 * static_cast<std::size_t>(lanes.n_own));
  Kokkos::parallel_for(
      "solver::sum_up_lane_changes", lanes.n_own, KOKKOS_LAMBDA(std::int64_t lane) {
        double factor = 1.0, addend = 0.0;
        for (std::int64_t p = first_face(lane); p < first_face(lane + 1); ++p) {
          factor *= carried(p);
          addend = carried(p) * addend + taken(p) * v(ghosted_of_owned(faces(face_of(p)).cell, s));
        }
        maps(2 * lane) = factor;
        maps(2 * lane + 1) = addend;
      });
  const LaneMaps all(problem.partition().comm(), lanes, maps);
  const ConstCellView begin = all.own_inlets(lanes, 0.0);
  Kokkos::parallel_for(
      "solver::add_coolant_tangent", lanes.n_own, KOKKOS_LAMBDA(std::int64_t lane) {
        double change = begin(lane);
        for (std::int64_t p = first_face(lane); p < first_face(lane + 1); ++p) {
          const std::int64_t cell = faces(face_of(p)).cell;
          Kokkos::atomic_add(&y(cell), -conductance(p) * change);
          change = carried(p) * change + taken(p) * v(ghosted_of_owned(cell, s));
        }
      });
}

}  // namespace strata
