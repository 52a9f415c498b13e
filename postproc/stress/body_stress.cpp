#include "postproc/stress/body_stress.hpp"

#include <algorithm>
#include <cmath>

#include "meshes/rasterize.hpp"
#include "postproc/stress/edge_zone.hpp"
#include "postproc/stress/invariants.hpp"
#include "postproc/tally.hpp"

namespace strata {
namespace {

/// Where in a cell a value was taken: lower face, centre, upper face.
constexpr int kPlacesPerCell = 3;

struct ScalarTally {
  double sum = 0.0;       ///< integral over the volume [Pa.m^3]
  double edge_sum = 0.0;  ///< over the cells near edges
  Peak inner, all;        ///< a place is 3 * cell + where

  void add(const ScalarTally& other) {
    sum += other.sum;
    edge_sum += other.edge_sum;
    inner.add(other.inner.value, other.inner.place);
    all.add(other.all.value, other.all.place);
  }
};

struct BodyTally {
  double cells = 0.0, volume = 0.0, edge_volume = 0.0;
  ScalarTally von_mises, principal;

  void add(const BodyTally& other) {
    cells += other.cells;
    volume += other.volume;
    edge_volume += other.edge_volume;
    von_mises.add(other.von_mises);
    principal.add(other.principal);
  }
};

/// One pass over the cells of this rank.
class Sweep {
 public:
  Sweep(const SolutionView& view, const StressStep& step, double edge_distance,
        std::vector<BodyTally>& tallies)
      : view_(view),
        step_(step),
        edge_distance_(edge_distance),
        tallies_(tallies),
        grid_(view.plan.grid),
        window_(view.partition.window()),
        wide_(widened(grid_, window_, edge_distance)) {}

  void run() {
    SlabPainter painter(view_.model.geometry, grid_, wide_);
    for (int k = 0; k < view_.partition.nz(); ++k) {
      update_zone(painter, k);
      const std::vector<BodyIndex>& slab = painter.paint(k);
      for (int j = window_.j0; j < window_.j1; ++j) {
        for (int i = window_.i0; i < window_.i1; ++i) add_cell(i, j, k, slab[column(i, j)]);
      }
    }
  }

 private:
  std::size_t column(int i, int j) const {
    return static_cast<std::size_t>(std::int64_t{j - wide_.j0} * wide_.nx() + (i - wide_.i0));
  }

  /// Cells near the edges of layer k and of its neighbours; layers between the same slabs share it.
  void update_zone(SlabPainter& painter, int k) {
    const int nz = view_.partition.nz();
    const std::array<int, 3> layers{std::max(0, k - 1), k, std::min(nz - 1, k + 1)};
    std::array<int, 3> slabs{};
    for (std::size_t n = 0; n < 3; ++n) slabs[n] = painter.slab_of(layers[n]);
    if (slabs == slabs_of_zone_) return;
    slabs_of_zone_ = slabs;
    zone_.assign(static_cast<std::size_t>(wide_.nx()) * wide_.ny(), 0);
    for (std::size_t n = 0; n < 3; ++n) {
      if (n > 0 && slabs[n] == slabs[n - 1]) continue;
      mark_edge_zone(grid_, wide_, material_labels(painter, layers[n]), view_.model.geometry.symmetry,
                     edge_distance_, zone_);
    }
  }

  /// The material that the deck names, so that densities of a metal map have no edges; -1 in void.
  std::vector<int> material_labels(SlabPainter& painter, int k) const {
    std::vector<int> labels;
    for (const BodyIndex body : painter.paint(k)) {
      const MaterialId material =
          body == kNoBody ? kVoid : view_.model.geometry.bodies[static_cast<std::size_t>(body)].material;
      labels.push_back(material == kVoid ? -1 : static_cast<int>(material));
    }
    return labels;
  }

  void add_cell(int i, int j, int k, BodyIndex body) {
    const auto cell = static_cast<std::size_t>(
        owned_index(i - window_.i0, j - window_.j0, k, window_.nx(), view_.partition.nz()));
    if (body == kNoBody || view_.heat.material[cell] == 0) return;
    const double volume = grid_.spacing(Axis::x, i) * grid_.spacing(Axis::y, j) * grid_.spacing(Axis::z, k);
    const std::int64_t place =
        kPlacesPerCell * ((std::int64_t{k} * grid_.n_cells(Axis::y) + j) * grid_.n_cells(Axis::x) + i);
    const bool is_near_edge = zone_[column(i, j)] != 0;
    BodyTally& tally = tallies_[static_cast<std::size_t>(body)];
    tally.cells += 1.0;
    tally.volume += volume;
    if (is_near_edge) tally.edge_volume += volume;

    const auto add = [&](ScalarTally& scalar, double value, int where) {
      scalar.all.add(value, place + where);
      if (!is_near_edge) scalar.inner.add(value, place + where);
      if (where != 1) return;
      scalar.sum += volume * value;
      if (is_near_edge) scalar.edge_sum += volume * value;
    };
    add(tally.von_mises, von_mises(as_voigt(step_.stress[cell])), 1);
    add(tally.principal, principal_stresses(as_voigt(step_.stress_bottom[cell]))[0], 0);
    add(tally.principal, principal_stresses(as_voigt(step_.stress[cell]))[0], 1);
    add(tally.principal, principal_stresses(as_voigt(step_.stress_top[cell]))[0], 2);
  }

  const SolutionView& view_;
  const StressStep& step_;
  double edge_distance_;
  std::vector<BodyTally>& tallies_;
  const Grid& grid_;
  Window window_, wide_;
  std::array<int, 3> slabs_of_zone_{-1, -1, -1};
  std::vector<char> zone_;
};

void reduce(MPI_Comm comm, std::vector<BodyTally>& tallies) {
  std::vector<double*> numbers;
  std::vector<Peak*> peaks;
  for (BodyTally& t : tallies) {
    numbers.insert(numbers.end(), {&t.cells, &t.volume, &t.edge_volume, &t.von_mises.sum,
                                   &t.von_mises.edge_sum, &t.principal.sum, &t.principal.edge_sum});
    peaks.insert(peaks.end(), {&t.von_mises.inner, &t.von_mises.all, &t.principal.inner, &t.principal.all});
  }
  std::vector<double> sums;
  sums.reserve(numbers.size());
  for (const double* number : numbers) sums.push_back(*number);
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, comm);
  for (std::size_t n = 0; n < numbers.size(); ++n) *numbers[n] = sums[n];
  reduce_peaks(comm, peaks);
}

std::array<double, 3> position_of(const Grid& grid, std::int64_t place) {
  const std::int64_t cell = place / kPlacesPerCell;
  const std::int64_t nx = grid.n_cells(Axis::x), ny = grid.n_cells(Axis::y);
  const auto k = static_cast<int>(cell / nx / ny);
  const auto where = static_cast<double>(place % kPlacesPerCell);
  return {grid.centre(Axis::x, static_cast<int>(cell % nx)),
          grid.centre(Axis::y, static_cast<int>(cell / nx % ny)),
          grid.lines[2][static_cast<std::size_t>(k)] + 0.5 * where * grid.spacing(Axis::z, k)};
}

StressExtremes extremes_of(const Grid& grid, const ScalarTally& scalar, const BodyTally& tally) {
  StressExtremes extremes;
  extremes.mean = scalar.sum / tally.volume;
  extremes.mesh_maximum = scalar.all.value;
  if (tally.edge_volume > 0.0) extremes.edge_mean = scalar.edge_sum / tally.edge_volume;
  if (scalar.inner.found()) {
    extremes.maximum = scalar.inner.value;
    extremes.position = position_of(grid, scalar.inner.place);
  }
  return extremes;
}

}  // namespace

std::vector<BodyStress> body_stresses(const SolutionView& view, const StressStep& step,
                                      double edge_distance) {
  const std::vector<Body>& bodies = view.model.geometry.bodies;
  std::vector<BodyTally> own(bodies.size());
  Sweep(view, step, edge_distance, own).run();
  reduce(view.partition.comm(), own);
  std::vector<BodyTally> with_blocks = own;
  for (std::size_t b = 0; b < bodies.size(); ++b) {
    for (BodyIndex up = bodies[b].parent; up != kNoBody; up = bodies[static_cast<std::size_t>(up)].parent) {
      with_blocks[static_cast<std::size_t>(up)].add(own[b]);
    }
  }
  std::vector<BodyStress> stresses;
  for (const BodyTally& tally : with_blocks) {
    BodyStress stress;
    stress.cells = static_cast<std::int64_t>(tally.cells);
    if (stress.cells > 0) {
      stress.von_mises = extremes_of(view.plan.grid, tally.von_mises, tally);
      stress.principal = extremes_of(view.plan.grid, tally.principal, tally);
    }
    stresses.push_back(stress);
  }
  return stresses;
}

}  // namespace strata
