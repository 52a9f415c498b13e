#include "postproc/stress/surface_nodes.hpp"

#include <algorithm>
#include <limits>

#include "postproc/gather.hpp"

namespace strata {
namespace {

/// For each surface, the z line of the lowest or highest face of each column of a window; -1 where none is.
class ColumnLevels {
 public:
  ColumnLevels(const SolutionView& view, const Window& window, const std::vector<WarpageSurface>& surfaces)
      : bodies_(view.model.geometry.bodies), window_(window), surfaces_(surfaces) {
    const std::size_t n_columns = static_cast<std::size_t>(window.nx()) * window.ny();
    levels_.assign(surfaces.size(), std::vector<int>(n_columns, -1));
    SlabPainter painter(view.model.geometry, view.plan.grid, window);
    for (int k = 0; k < view.partition.nz(); ++k) add_layer(k, painter.paint(k));
  }

  int level(std::size_t surface, int i, int j) const {
    if (i < window_.i0 || i >= window_.i1 || j < window_.j0 || j >= window_.j1) return -1;
    const auto column = std::int64_t{j - window_.j0} * window_.nx() + (i - window_.i0);
    return levels_[surface][static_cast<std::size_t>(column)];
  }

 private:
  void add_layer(int k, const std::vector<BodyIndex>& slab) {
    for (std::size_t n = 0; n < surfaces_.size(); ++n) {
      const bool is_upper = surfaces_[n].face == Face::top;
      for (std::size_t column = 0; column < slab.size(); ++column) {
        if (!belongs(slab[column], surfaces_[n].body)) continue;
        int& level = levels_[n][column];
        if (is_upper) {
          level = k + 1;
        } else if (level < 0) {
          level = k;
        }
      }
    }
  }

  /// Whether a cell of `body` is matter of `owner`: of itself, of its blocks, or of anything for the
  /// assembly.
  bool belongs(BodyIndex body, BodyIndex owner) const {
    if (body == kNoBody || bodies_[static_cast<std::size_t>(body)].material == kVoid) return false;
    if (owner == kNoBody) return true;
    while (body != kNoBody && body != owner) body = bodies_[static_cast<std::size_t>(body)].parent;
    return body == owner;
  }

  const std::vector<Body>& bodies_;
  Window window_;
  const std::vector<WarpageSurface>& surfaces_;
  std::vector<std::vector<int>> levels_;
};

/// Level and weight of node line (i, j), from the four columns around it.
void set_node(const Grid& grid, const ColumnLevels& columns, std::size_t surface, std::array<int, 2> at,
              Face face, SurfaceNodes& nodes) {
  int level = -1;
  double weight = 0.0;
  for (int j = at[1] - 1; j <= at[1]; ++j) {
    for (int i = at[0] - 1; i <= at[0]; ++i) {
      const int found = columns.level(surface, i, j);
      if (found < 0) continue;
      weight += 0.25 * grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j);
      if (level < 0) {
        level = found;
      } else {
        level = face == Face::top ? std::max(level, found) : std::min(level, found);
      }
    }
  }
  nodes.level.push_back(level);
  nodes.weight.push_back(weight);
}

}  // namespace

std::vector<SurfaceNodes> find_surface_nodes(const SolutionView& view, const Partition& nodes,
                                             const std::vector<WarpageSurface>& surfaces) {
  const Grid& grid = view.plan.grid;
  const Window& mine = nodes.window();
  // The columns on both sides of each own node line; painted here, so that no rank asks another.
  const Window around{std::max(0, mine.i0 - 1), std::min(grid.n_cells(Axis::x), mine.i1),
                      std::max(0, mine.j0 - 1), std::min(grid.n_cells(Axis::y), mine.j1)};
  const ColumnLevels columns(view, around, surfaces);
  std::vector<SurfaceNodes> found(surfaces.size());
  for (std::size_t n = 0; n < surfaces.size(); ++n) {
    for (int j = mine.j0; j < mine.j1; ++j) {
      for (int i = mine.i0; i < mine.i1; ++i) {
        set_node(grid, columns, n, {i, j}, surfaces[n].face, found[n]);
      }
    }
  }
  return found;
}

SurfaceMap gather_surface(const SolutionView& view, const Partition& nodes, const SurfaceNodes& surface,
                          const StressStep& step) {
  const Window& mine = nodes.window();
  std::vector<double> height(surface.level.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t n = 0; n < height.size(); ++n) {
    if (surface.level[n] < 0) continue;
    const auto line = static_cast<int>(n);
    const auto node =
        owned_index(line % mine.nx(), line / mine.nx(), surface.level[n], mine.nx(), nodes.nz());
    height[n] = step.displacement[3 * static_cast<std::size_t>(node) + 2];
  }
  const Grid& grid = view.plan.grid;
  const CellRectangle whole{{0, 0}, {grid.n_cells(Axis::x) + 1, grid.n_cells(Axis::y) + 1}};
  const CellRectangle piece{{mine.i0, mine.j0}, {mine.i1, mine.j1}};
  SurfaceMap map;
  map.height = gather_rectangle(nodes.comm(), whole, piece, height);
  map.weight = gather_rectangle(nodes.comm(), whole, piece, surface.weight);
  map.x = grid.lines[0];
  map.y = grid.lines[1];
  map.symmetry = view.model.geometry.symmetry;
  return map;
}

}  // namespace strata
