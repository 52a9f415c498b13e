#include "meshes/rasterize.hpp"

#include <algorithm>

#include "meshes/density_classes.hpp"

namespace strata {

SlabPainter::SlabPainter(const Geometry& geometry, const Grid& grid, const Window& window)
    : window_(window), slab_of_layer_(grid.n_cells(Axis::z)) {
  const int nz = grid.n_cells(Axis::z);
  std::vector<bool> starts_slab(nz + 1, false);
  starts_slab[0] = true;
  for (BodyIndex b = 0; b < static_cast<BodyIndex>(geometry.bodies.size()); ++b) {
    CellRange cells = cells_of(grid, geometry.bodies[b].box);
    cells.lower = {std::max(cells.lower[0], window.i0), std::max(cells.lower[1], window.j0), cells.lower[2]};
    cells.upper = {std::min(cells.upper[0], window.i1), std::min(cells.upper[1], window.j1), cells.upper[2]};
    if (cells.empty()) continue;
    starts_slab[cells.lower[2]] = true;
    starts_slab[cells.upper[2]] = true;
    ranges_.push_back({b, cells});
  }
  int slab = -1;
  for (int k = 0; k < nz; ++k) slab_of_layer_[k] = starts_slab[k] ? ++slab : slab;

  const auto for_slabs_of = [this](const Range& range, auto&& visit) {
    for (int s = slab_of_layer_[range.cells.lower[2]]; s <= slab_of_layer_[range.cells.upper[2] - 1]; ++s)
      visit(s);
  };
  first_range_.assign(slab + 2, 0);
  for (const Range& range : ranges_) for_slabs_of(range, [this](int s) { ++first_range_[s + 1]; });
  for (int s = 0; s <= slab; ++s) first_range_[s + 1] += first_range_[s];
  ranges_of_slab_.resize(first_range_.back());
  std::vector<std::int64_t> next(first_range_.begin(), first_range_.end() - 1);
  for (std::size_t r = 0; r < ranges_.size(); ++r) {
    for_slabs_of(ranges_[r], [&](int s) { ranges_of_slab_[next[s]++] = static_cast<std::int32_t>(r); });
  }
}

const std::vector<BodyIndex>& SlabPainter::paint(int k) {
  const int slab = slab_of_layer_[k];
  if (slab == painted_slab_) return painted_;
  const int nx = window_.nx();
  painted_.assign(static_cast<std::size_t>(nx) * window_.ny(), kNoBody);
  for (std::int64_t r = first_range_[slab]; r < first_range_[slab + 1]; ++r) {
    const Range& range = ranges_[ranges_of_slab_[r]];
    for (int j = range.cells.lower[1]; j < range.cells.upper[1]; ++j) {
      const auto row = painted_.begin() + std::int64_t{j - window_.j0} * nx - window_.i0;
      std::fill(row + range.cells.lower[0], row + range.cells.upper[0], range.body);
    }
  }
  painted_slab_ = slab;
  return painted_;
}

namespace {

/// Materials of the bodies over columns; classes of density maps are found once per map.
class ColumnMaterials {
 public:
  ColumnMaterials(const Geometry& geometry, const Grid& grid, const Window& window) : geometry_(geometry) {
    for (const DensityMap& map : geometry.density_maps) {
      const ColumnDensities columns = column_densities(map, grid, window);
      Mapped mapped{columns.window, {}};
      mapped.material.reserve(columns.density.size());
      for (const double density : columns.density)
        mapped.material.push_back(static_cast<std::uint16_t>(class_of(map, density)));
      mapped_.push_back(std::move(mapped));
    }
  }

  /// Material of body `index` in column (i, j), which it covers.
  std::uint16_t at(BodyIndex index, int i, int j) const {
    if (index == kNoBody) return static_cast<std::uint16_t>(kVoid);
    const Body& body = geometry_.bodies[index];
    if (body.density_map < 0) return static_cast<std::uint16_t>(body.material);
    const Mapped& mapped = mapped_[body.density_map];
    const Window& w = mapped.window;
    return mapped.material[static_cast<std::size_t>(std::int64_t{j - w.j0} * w.nx() + (i - w.i0))];
  }

 private:
  struct Mapped {
    Window window;
    std::vector<std::uint16_t> material;
  };
  const Geometry& geometry_;
  std::vector<Mapped> mapped_;
};

}  // namespace

MaterialView rasterize_materials(const Geometry& geometry, const Grid& grid, const Partition& partition) {
  const Window& owned = partition.window();
  const int nz = partition.nz();
  MaterialView materials("meshes::materials", partition.n_ghosted());
  const auto host = Kokkos::create_mirror_view(materials);
  Kokkos::deep_copy(host, static_cast<std::uint16_t>(kVoid));

  // Geometry is known everywhere, so ghost columns are painted here and need no messages.
  const Window seen{std::max(owned.i0 - 1, 0), std::min(owned.i1 + 1, grid.n_cells(Axis::x)),
                    std::max(owned.j0 - 1, 0), std::min(owned.j1 + 1, grid.n_cells(Axis::y))};
  SlabPainter painter(geometry, grid, seen);
  const ColumnMaterials columns(geometry, grid, seen);
  std::vector<std::uint16_t> slab(static_cast<std::size_t>(seen.nx()) * seen.ny());
  for (int k = 0; k < nz; ++k) {
    if (k == 0 || painter.slab_of(k) != painter.slab_of(k - 1)) {
      const std::vector<BodyIndex>& bodies = painter.paint(k);
      std::size_t column = 0;
      for (int j = seen.j0; j < seen.j1; ++j)
        for (int i = seen.i0; i < seen.i1; ++i, ++column) slab[column] = columns.at(bodies[column], i, j);
    }
    for (int j = seen.j0; j < seen.j1; ++j) {
      const auto row = slab.begin() + std::int64_t{j - seen.j0} * seen.nx();
      std::copy(row, row + seen.nx(),
                host.data() + ghosted_index(seen.i0 - owned.i0, j - owned.j0, k, owned.nx(), nz));
    }
  }
  Kokkos::deep_copy(materials, host);
  return materials;
}

}  // namespace strata
