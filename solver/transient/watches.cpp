#include "solver/transient/watches.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "meshes/rasterize.hpp"
#include "solver/face_temperature.hpp"
#include "solver/field_memory.hpp"
#include "solver/reconstruct.hpp"
#include "solver/report_errors.hpp"

namespace strata {
namespace {

using Runs = Kokkos::View<const CellRun*, MemorySpace>;
using Faces = Kokkos::View<const WatchedFace*, MemorySpace>;

/// Fields that the kernels below read; a handle.
struct WatchedFields {
  CellData cells;
  Kokkos::View<const SheetFace*, MemorySpace> sheets;
  Kokkos::View<const BoundaryFace*, MemorySpace> boundary;
  double reference = 0.0;
  ConstCellView rise;
};

/// Rise of one watched face [K].
KOKKOS_INLINE_FUNCTION double watched_rise(const WatchedFields& f, const WatchedFace& face) {
  const LocalShape& s = f.cells.shape;
  if (face.boundary >= 0) {
    const BoundaryFace& outside = f.boundary(face.boundary);
    const double x = f.rise(ghosted_of_owned(outside.cell, s));
    return face_rise_outside(f.cells, outside, f.reference, x, x);
  }
  const CellPair pair{ghosted_index(face.i, face.j, face.k_line - 1, s.nx, s.nz),
                      ghosted_index(face.i, face.j, face.k_line, s.nx, s.nz), f.cells.width[2](face.k_line),
                      f.cells.width[2](face.k_line + 1),
                      f.cells.contacts.axes[2].at(face.k_line, face.i, face.j)};
  const double lower = f.rise(pair.lower), upper = f.rise(pair.upper);
  const double below = face.sheet < 0 ? 0.0 : f.sheets(face.sheet).below / face.area;
  const double above = face.sheet < 0 ? 0.0 : f.sheets(face.sheet).above / face.area;
  return face_rise_inside(f.cells, pair, f.reference, {lower, upper, lower, upper}, face.is_above, below,
                          above);
}

double largest_of_faces(const WatchedFields& fields, const Faces& faces) {
  double largest = -std::numeric_limits<double>::infinity();
  Kokkos::parallel_reduce(
      "solver::largest_of_faces", FlatRange(0, static_cast<std::int64_t>(faces.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n, double& most) {
        const double x = watched_rise(fields, faces(n));
        most = x > most ? x : most;
      },
      Kokkos::Max<double>(largest));
  return largest;
}

double integral_of_faces(const WatchedFields& fields, const Faces& faces) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "solver::integral_of_faces", FlatRange(0, static_cast<std::int64_t>(faces.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n, double& part) { part += faces(n).area * watched_rise(fields, faces(n)); },
      sum);
  return sum;
}

double largest_of_cells(const WatchedFields& fields, const Runs& runs) {
  double largest = -std::numeric_limits<double>::infinity();
  Kokkos::parallel_reduce(
      "solver::largest_of_cells", FlatRange(0, static_cast<std::int64_t>(runs.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n, double& most) {
        const CellRun run = runs(n);
        for (std::int64_t c = run.first; c < run.first + run.length; ++c)
          most = fields.rise(c) > most ? fields.rise(c) : most;
      },
      Kokkos::Max<double>(largest));
  return largest;
}

/// Volume of the cells of a run and integral of a field over them; unit where the rise is left out.
KOKKOS_INLINE_FUNCTION double integral_of_run(const CellData& cells, const CellRun& run,
                                              const ConstCellView& rise) {
  const LocalShape& s = cells.shape;
  const auto i0 = static_cast<int>(run.first % (s.nx + 2)) - 1;
  const auto k = static_cast<int>(run.first / (s.nx + 2) % s.nz);
  const auto j = static_cast<int>(run.first / (s.nx + 2) / s.nz) - 1;
  double sum = 0.0;
  for (int n = 0; n < run.length; ++n)
    sum += cells.width[0](i0 + n + 1) * (rise.extent(0) > 0 ? rise(run.first + n) : 1.0);
  return sum * cells.width[1](j + 1) * cells.width[2](k + 1);
}

double integral_of_cells(const CellData& cells, const Runs& runs, const ConstCellView& rise) {
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "solver::integral_of_cells", FlatRange(0, static_cast<std::int64_t>(runs.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n, double& part) { part += integral_of_run(cells, runs(n), rise); }, sum);
  return sum;
}

double area_of(const std::vector<WatchedFace>& faces) {
  double area = 0.0;
  for (const WatchedFace& face : faces) area += face.area;
  return area;
}

}  // namespace

/// Finds cells and faces of this rank.
class Watches::Finder {
 public:
  explicit Finder(const ThermalProblem& problem)
      : problem_(problem),
        window_(problem.partition().window()),
        painter_(problem.model().geometry, problem.grid(), window_) {
    index_faces();
  }

  /// Stretches of cells whose body is one of `bodies` or lies in one.
  std::vector<CellRun> cells_of_bodies(const std::vector<BodyIndex>& bodies) {
    const Geometry& geometry = problem_.model().geometry;
    std::vector<char> is_meant(geometry.bodies.size(), 0);
    for (std::size_t b = 0; b < is_meant.size(); ++b) {
      is_meant[b] = std::any_of(bodies.begin(), bodies.end(), [&](BodyIndex outer) {
        return lies_in(geometry, static_cast<BodyIndex>(b), outer);
      });
    }
    const LocalShape& s = problem_.cells().shape;
    std::vector<CellRun> runs;
    for (int k = 0; k < s.nz; ++k) {
      const std::vector<BodyIndex>& slab = painter_.paint(k);
      for (int j = 0; j < s.ny; ++j) {
        const auto row = static_cast<std::size_t>(std::int64_t{s.nx} * j);
        for (int i = 0; i < s.nx; ++i) {
          const BodyIndex body = slab[row + static_cast<std::size_t>(i)];
          if (body == kNoBody || is_meant[static_cast<std::size_t>(body)] == 0) continue;
          add_cell(i, j, k, runs);
        }
      }
    }
    return runs;
  }

  std::vector<CellRun> cell_at(const std::array<double, 3>& place) const {
    const LocalShape& s = problem_.cells().shape;
    std::array<int, 3> cell{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::vector<double>& lines = problem_.grid().lines[axis];
      const auto above = std::upper_bound(lines.begin(), lines.end(), place[axis]) - lines.begin();
      cell[axis] = std::clamp(static_cast<int>(above) - 1, 0, static_cast<int>(lines.size()) - 2);
    }
    const int i = cell[0] - window_.i0, j = cell[1] - window_.j0;
    if (i < 0 || i >= s.nx || j < 0 || j >= s.ny) return {};
    return {{ghosted_index(i, j, cell[2], s.nx, s.nz), 1}};
  }

  std::vector<WatchedFace> active_faces(BodyIndex index) {
    const Geometry& geometry = problem_.model().geometry;
    const Body& body = geometry.bodies[static_cast<std::size_t>(index)];
    const bool is_above = body.active == Face::bottom;
    const CellRange range = cells_of(problem_.grid(), body.box);
    const int k_line = is_above ? range.lower[2] : range.upper[2];
    const std::vector<BodyIndex>& slab = painter_.paint(is_above ? k_line : k_line - 1);
    std::vector<WatchedFace> faces;
    for (int j = std::max(range.lower[1], window_.j0); j < std::min(range.upper[1], window_.j1); ++j) {
      for (int i = std::max(range.lower[0], window_.i0); i < std::min(range.upper[0], window_.i1); ++i) {
        WatchedFace face{i - window_.i0, j - window_.j0, k_line, is_above};
        const std::int64_t column = face.i + std::int64_t{window_.nx()} * face.j;
        if (!lies_in(geometry, slab[static_cast<std::size_t>(column)], index)) continue;
        face.area = problem_.grid().spacing(Axis::x, i) * problem_.grid().spacing(Axis::y, j);
        face.sheet = find(sheets_, {k_line, column});
        face.boundary = find(is_above ? lower_ : upper_, {k_line, column});
        faces.push_back(face);
      }
    }
    return faces;
  }

 private:
  using Place = std::pair<int, std::int64_t>;  ///< z line and column

  static std::int32_t find(const std::map<Place, std::int32_t>& list, const Place& place) {
    const auto at = list.find(place);
    return at == list.end() ? -1 : at->second;
  }

  void index_faces() {
    const LocalShape& s = problem_.cells().shape;
    const auto sheets = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), problem_.sheets());
    for (std::size_t n = 0; n < sheets.extent(0); ++n)
      sheets_[{sheets(n).k, sheets(n).i + std::int64_t{s.nx} * sheets(n).j}] = static_cast<std::int32_t>(n);
    const auto faces = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), problem_.boundary().faces);
    for (std::size_t n = 0; n < faces.extent(0); ++n) {
      if (faces(n).axis != 2) continue;
      const auto k = static_cast<int>(faces(n).cell / s.nx % s.nz);
      const std::int64_t column = faces(n).cell % s.nx + s.nx * (faces(n).cell / s.nx / s.nz);
      if (faces(n).is_upper) {
        upper_[{k + 1, column}] = static_cast<std::int32_t>(n);
      } else {
        lower_[{k, column}] = static_cast<std::int32_t>(n);
      }
    }
  }

  void add_cell(int i, int j, int k, std::vector<CellRun>& runs) const {
    const LocalShape& s = problem_.cells().shape;
    const std::int64_t cell = ghosted_index(i, j, k, s.nx, s.nz);
    if (i > 0 && !runs.empty() && runs.back().first + runs.back().length == cell) {
      ++runs.back().length;
    } else {
      runs.push_back({cell, 1});
    }
  }

  const ThermalProblem& problem_;
  Window window_;
  SlabPainter painter_;
  std::map<Place, std::int32_t> sheets_;
  std::map<Place, std::int32_t> lower_, upper_;  ///< boundary faces on lower and upper sides of cells
};

Watches::Watches(const ThermalProblem& problem) : problem_(&problem) {
  Finder finder(problem);
  add_dies(finder);
  add_probes(finder);
  add_limits(finder);
}

void Watches::add(SeriesKind kind, const std::string& name, Watch watch) {
  columns_.push_back({kind, name});
  watches_.push_back(std::move(watch));
}

void Watches::add_dies(Finder& finder) {
  const std::vector<Body>& bodies = problem_->model().geometry.bodies;
  for (std::size_t b = 0; b < bodies.size(); ++b) {
    if (!bodies[b].active) continue;
    const std::vector<WatchedFace> faces = finder.active_faces(static_cast<BodyIndex>(b));
    Watch watch;
    watch.faces = to_device<WatchedFace>("watched_faces", faces);
    add(SeriesKind::junction_max, bodies[b].name, watch);
    watch.is_mean = true;
    watch.weight = sum_over_ranks(problem_->partition().comm(), area_of(faces));
    add(SeriesKind::junction_mean, bodies[b].name, watch);
  }
}

void Watches::add_probes(Finder& finder) {
  const std::vector<Body>& bodies = problem_->model().geometry.bodies;
  const MPI_Comm comm = problem_->partition().comm();
  for (const Probe& probe : problem_->model().probes) {
    Watch watch;
    watch.is_mean = probe.kind == Probe::Kind::mean;
    if (probe.kind == Probe::Kind::point) {
      watch.runs = to_device<CellRun>("watched_cells", finder.cell_at(probe.at));
      add(SeriesKind::probe, probe.name, watch);
      continue;
    }
    if (!probe.target) continue;
    std::vector<WatchedFace> faces;
    for (const BodyIndex body : probe.target->bodies) {
      if (!probe.target->face || bodies[static_cast<std::size_t>(body)].active != probe.target->face)
        continue;
      const std::vector<WatchedFace> more = finder.active_faces(body);
      faces.insert(faces.end(), more.begin(), more.end());
    }
    watch.faces = to_device<WatchedFace>("watched_faces", faces);
    watch.weight = area_of(faces);
    if (!probe.target->face) {
      watch.runs = to_device<CellRun>("watched_cells", finder.cells_of_bodies(probe.target->bodies));
      watch.weight = integral_of_cells(problem_->cells(), watch.runs, {});
    }
    watch.weight = sum_over_ranks(comm, watch.weight);
    add(SeriesKind::probe, probe.name, watch);
  }
}

/// The reconstructed temperature of an active face counts for the body behind it too.
void Watches::add_limits(Finder& finder) {
  const std::vector<Body>& bodies = problem_->model().geometry.bodies;
  for (const Limit& limit : problem_->model().limits) {
    Watch watch;
    std::vector<WatchedFace> faces;
    for (const BodyIndex body : limit.target.bodies) {
      if (!bodies[static_cast<std::size_t>(body)].active) continue;
      const std::vector<WatchedFace> more = finder.active_faces(body);
      faces.insert(faces.end(), more.begin(), more.end());
    }
    watch.faces = to_device<WatchedFace>("watched_faces", faces);
    if (!limit.target.face)
      watch.runs = to_device<CellRun>("watched_cells", finder.cells_of_bodies(limit.target.bodies));
    add(SeriesKind::limit, limit.target.pattern, watch);
  }
}

std::vector<double> Watches::sample(double reference_temperature, const ConstCellView& rise) const {
  const WatchedFields fields{problem_->cells(), problem_->sheets(), problem_->boundary().faces,
                             reference_temperature, rise};
  const MPI_Comm comm = problem_->partition().comm();
  const std::size_t n = watches_.size();
  std::vector<double> largest(n, -std::numeric_limits<double>::infinity()), integral(n, 0.0);
  for (std::size_t w = 0; w < n; ++w) {
    const Watch& watch = watches_[w];
    if (watch.is_mean) {
      integral[w] = integral_of_faces(fields, watch.faces);
      if (watch.runs.extent(0) > 0) integral[w] += integral_of_cells(fields.cells, watch.runs, rise);
    } else {
      largest[w] = std::max(largest_of_faces(fields, watch.faces), largest_of_cells(fields, watch.runs));
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, largest.data(), static_cast<int>(n), MPI_DOUBLE, MPI_MAX, comm);
  MPI_Allreduce(MPI_IN_PLACE, integral.data(), static_cast<int>(n), MPI_DOUBLE, MPI_SUM, comm);
  std::vector<double> values(n, 0.0);
  for (std::size_t w = 0; w < n; ++w) {
    values[w] = reference_temperature + (watches_[w].is_mean ? integral[w] / watches_[w].weight : largest[w]);
  }
  return values;
}

}  // namespace strata
