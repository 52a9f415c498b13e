#include "postproc/tally.hpp"

#include <algorithm>
#include <cmath>

#include "meshes/rasterize.hpp"

namespace strata {
namespace {

/// Cells of a body along one of its faces.
CellRange side_cells(const Grid& grid, const Body& body, Face face) {
  CellRange range = cells_of(grid, body.box);
  const auto axis = static_cast<std::size_t>(face) / 2;
  const bool is_upper = static_cast<std::size_t>(face) % 2 == 1;
  if (is_upper) {
    range.lower[axis] = range.upper[axis] - 1;
  } else {
    range.upper[axis] = range.lower[axis] + 1;
  }
  return range;
}

/// One pass over the cells of this rank.
class Sweep {
 public:
  Sweep(const SolutionView& view, const std::vector<SideProbe>& probes, Tallies& tallies)
      : view_(view),
        probes_(probes),
        tallies_(tallies),
        window_(view.partition.window()),
        nx_(view.plan.grid.n_cells(Axis::x)),
        ny_(view.plan.grid.n_cells(Axis::y)) {
    for (const SideProbe& probe : probes) {
      const Body& body = view.model.geometry.bodies[static_cast<std::size_t>(probe.body)];
      sides_.push_back(side_cells(view.plan.grid, body, probe.face));
    }
  }

  void run() {
    SlabPainter painter(view_.model.geometry, view_.plan.grid, window_);
    for (int k = 0; k < view_.partition.nz(); ++k) {
      const std::vector<BodyIndex>& slab = painter.paint(k);
      add_layer(k, slab);
      for (std::size_t n = 0; n < probes_.size(); ++n) probe_layer(n, k, slab);
    }
  }

 private:
  std::int64_t place(int i, int j, int k) const { return (std::int64_t{k} * ny_ + j) * nx_ + i; }
  std::size_t local(int i, int j, int k) const {
    return static_cast<std::size_t>(
        owned_index(i - window_.i0, j - window_.j0, k, window_.nx(), view_.partition.nz()));
  }

  void add_layer(int k, const std::vector<BodyIndex>& slab) {
    const Grid& grid = view_.plan.grid;
    std::size_t column = 0;
    for (int j = window_.j0; j < window_.j1; ++j) {
      const double area_per_x = grid.spacing(Axis::y, j) * grid.spacing(Axis::z, k);
      for (int i = window_.i0; i < window_.i1; ++i, ++column) {
        const std::size_t cell = local(i, j, k);
        if (slab[column] == kNoBody || view_.heat.material[cell] == 0) continue;
        const double volume = grid.spacing(Axis::x, i) * area_per_x;
        CellTally& tally = tallies_.bodies[static_cast<std::size_t>(slab[column])];
        tally.cells += 1;
        tally.volume += volume;
        if (!view_.model.solves_heat) continue;
        const double temperature = view_.heat.temperature[cell];
        tally.temperature_volume += volume * temperature;
        tally.power += volume * view_.heat.power_density[cell];
        tally.minimum = std::min(tally.minimum, temperature);
        tally.maximum.add(temperature, place(i, j, k));
      }
    }
  }

  void probe_layer(std::size_t n, int k, const std::vector<BodyIndex>& slab) {
    const CellRange& side = sides_[n];
    if (k < side.lower[2] || k >= side.upper[2]) return;
    for (int j = std::max(side.lower[1], window_.j0); j < std::min(side.upper[1], window_.j1); ++j) {
      for (int i = std::max(side.lower[0], window_.i0); i < std::min(side.upper[0], window_.i1); ++i) {
        const auto column = std::int64_t{j - window_.j0} * window_.nx() + (i - window_.i0);
        const std::size_t cell = local(i, j, k);
        if (slab[static_cast<std::size_t>(column)] != probes_[n].body || view_.heat.material[cell] == 0)
          continue;
        if (!view_.model.solves_heat) continue;
        tallies_.sides[n].add(view_.heat.temperature[cell], place(i, j, k));
      }
    }
  }

  const SolutionView& view_;
  const std::vector<SideProbe>& probes_;
  Tallies& tallies_;
  Window window_;
  int nx_, ny_;
  std::vector<CellRange> sides_;
};

FaceTally tally_face(const Grid& grid, const ActiveFace& face) {
  FaceTally tally;
  std::size_t n = 0;
  for (int j = face.lower[1]; j < face.upper[1]; ++j) {
    for (int i = face.lower[0]; i < face.upper[0]; ++i, ++n) {
      const double temperature = face.temperature[n];
      if (std::isnan(temperature)) continue;
      const double area = grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j);
      tally.area += area;
      tally.temperature_area += area * temperature;
      tally.maximum.add(temperature, std::int64_t{j} * grid.n_cells(Axis::x) + i);
    }
  }
  return tally;
}

void reduce(MPI_Comm comm, std::vector<double>& values, MPI_Op operation) {
  MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_DOUBLE, operation, comm);
}

void reduce_sums(MPI_Comm comm, Tallies& tallies) {
  std::vector<double> sums, minima;
  std::vector<std::int64_t> counts;
  for (const CellTally& t : tallies.bodies) {
    sums.insert(sums.end(), {t.volume, t.temperature_volume, t.power});
    minima.push_back(t.minimum);
    counts.push_back(t.cells);
  }
  for (const FaceTally& t : tallies.faces) sums.insert(sums.end(), {t.area, t.temperature_area});
  reduce(comm, sums, MPI_SUM);
  reduce(comm, minima, MPI_MIN);
  MPI_Allreduce(MPI_IN_PLACE, counts.data(), static_cast<int>(counts.size()), MPI_INT64_T, MPI_SUM, comm);
  auto sum = sums.begin();
  for (std::size_t n = 0; n < tallies.bodies.size(); ++n) {
    CellTally& t = tallies.bodies[n];
    t.volume = *sum++;
    t.temperature_volume = *sum++;
    t.power = *sum++;
    t.minimum = minima[n];
    t.cells = counts[n];
  }
  for (FaceTally& t : tallies.faces) {
    t.area = *sum++;
    t.temperature_area = *sum++;
  }
}

}  // namespace

void reduce_peaks(MPI_Comm comm, const std::vector<Peak*>& peaks) {
  std::vector<double> highest;
  highest.reserve(peaks.size());
  for (const Peak* peak : peaks) highest.push_back(peak->value);
  reduce(comm, highest, MPI_MAX);
  std::vector<std::int64_t> places;
  for (std::size_t n = 0; n < peaks.size(); ++n) {
    places.push_back(peaks[n]->value == highest[n] ? peaks[n]->place : Peak{}.place);
  }
  MPI_Allreduce(MPI_IN_PLACE, places.data(), static_cast<int>(places.size()), MPI_INT64_T, MPI_MIN, comm);
  for (std::size_t n = 0; n < peaks.size(); ++n) *peaks[n] = Peak{highest[n], places[n]};
}

void Peak::add(double other_value, std::int64_t other_place) {
  if (other_value > value || (other_value == value && other_place < place)) {
    value = other_value;
    place = other_place;
  }
}

void CellTally::add(const CellTally& other) {
  cells += other.cells;
  volume += other.volume;
  temperature_volume += other.temperature_volume;
  power += other.power;
  minimum = std::min(minimum, other.minimum);
  maximum.add(other.maximum.value, other.maximum.place);
}

Tallies tally(const SolutionView& view, const std::vector<SideProbe>& probes) {
  Tallies tallies;
  tallies.bodies.resize(view.model.geometry.bodies.size());
  tallies.sides.resize(probes.size());
  Sweep(view, probes, tallies).run();
  tallies.faces.reserve(view.heat.active_faces.size());
  for (const ActiveFace& face : view.heat.active_faces) {
    tallies.faces.push_back(tally_face(view.plan.grid, face));
  }
  reduce_sums(view.partition.comm(), tallies);
  std::vector<Peak*> peaks;
  peaks.reserve(tallies.bodies.size() + tallies.faces.size() + tallies.sides.size());
  for (CellTally& t : tallies.bodies) peaks.push_back(&t.maximum);
  for (FaceTally& t : tallies.faces) peaks.push_back(&t.maximum);
  for (Peak& peak : tallies.sides) peaks.push_back(&peak);
  reduce_peaks(view.partition.comm(), peaks);
  return tallies;
}

}  // namespace strata
