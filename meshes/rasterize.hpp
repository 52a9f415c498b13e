// Geometry + grid -> which body and which material fills each cell.
#pragma once

#include <vector>

#include "meshes/partition.hpp"

namespace strata {

/// Paints one layer of cells at a time, so that body indices never cost memory per cell of the whole grid.
class SlabPainter {
 public:
  /// \param window  the columns to paint; may be wider than what a rank owns
  SlabPainter(const Geometry& geometry, const Grid& grid, const Window& window);

  /// Body of each column in cell layer k, [(j - j0) * nx + (i - i0)]; kNoBody where nothing is. Valid until
  /// the next call; layers crossed by the same bodies are painted once.
  const std::vector<BodyIndex>& paint(int k);

  /// Number of the slab that layer k lies in: neighbouring layers crossed by the same bodies share a slab.
  /// Ascending with k from 0.
  int slab_of(int k) const { return slab_of_layer_[k]; }
  int n_slabs() const { return static_cast<int>(first_range_.size()) - 1; }

 private:
  struct Range {
    BodyIndex body;
    CellRange cells;
  };
  Window window_;
  std::vector<Range> ranges_;  ///< in paint order, clipped to the window
  std::vector<int> slab_of_layer_;
  std::vector<std::int64_t> first_range_;     ///< per slab, into ranges_of_slab_; one more at the end
  std::vector<std::int32_t> ranges_of_slab_;  ///< ranges that cross each slab, in paint order
  std::vector<BodyIndex> painted_;
  int painted_slab_ = -1;
};

/// Material id per cell on the ghosted local layout; cells outside the domain are void.
MaterialView rasterize_materials(const Geometry& geometry, const Grid& grid, const Partition& partition);

/// Value of a raster per cell of a rectangle of a face by exact area overlap: sum over tiles of
/// value * overlap / tile area (`sum`), or the mean of value over the cell face, `outside` where no tile is
/// (`mean`; where tiles overlap each other, the mean of theirs, weighted by area). Parts of tiles outside the
/// cells asked for are left out, and so are tiles without area; a caller that must keep a sum compares it.
/// \param lines_u, lines_v  grid lines along the raster's two coordinates [m]
/// \return [(v - v0) * nu + (u - u0)] for cells [u0, u1) x [v0, v1)
std::vector<double> raster_sum(const Raster& raster, const std::vector<double>& lines_u,
                               const std::vector<double>& lines_v, int u0, int u1, int v0, int v1);
std::vector<double> raster_mean(const Raster& raster, double outside, const std::vector<double>& lines_u,
                                const std::vector<double>& lines_v, int u0, int u1, int v0, int v1);

}  // namespace strata
