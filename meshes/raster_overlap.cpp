// raster_sum and raster_mean: tiles laid over grid cells by exact overlap.
#include <algorithm>
#include <cmath>

#include "meshes/rasterize.hpp"

namespace strata {
namespace {

/// Overlap of a tile's extent with cells along one coordinate [m].
struct Overlaps {
  int first = 0;
  std::vector<double> length;

  void find(const std::vector<double>& lines, int begin, int end, double lower, double upper) {
    length.clear();
    // The first cell that ends above the tile's lower end.
    const auto above = std::upper_bound(lines.begin() + begin + 1, lines.begin() + end + 1, lower);
    first = static_cast<int>(above - lines.begin()) - 1;
    for (int c = first; c < end && lines[c] < upper; ++c) {
      length.push_back(std::min(upper, lines[c + 1]) - std::max(lower, lines[c]));
    }
  }
};

/// Calls visit(cell in the result, overlap area [m^2], tile, tile area [m^2]) for every tile over every cell.
template <class Visit>
void for_each_overlap(const Raster& raster, const std::vector<double>& lines_u,
                      const std::vector<double>& lines_v, const std::array<int, 4>& range,
                      const Visit& visit) {
  const auto [u0, u1, v0, v1] = range;
  Overlaps u;
  Overlaps v;
  for (const Tile& tile : raster) {
    const Rectangle& area = tile.area;
    if (!(area.upper[0] > area.lower[0]) || !(area.upper[1] > area.lower[1])) continue;
    u.find(lines_u, u0, u1, area.lower[0], area.upper[0]);
    v.find(lines_v, v0, v1, area.lower[1], area.upper[1]);
    const double tile_area = (area.upper[0] - area.lower[0]) * (area.upper[1] - area.lower[1]);
    for (std::size_t b = 0; b < v.length.size(); ++b) {
      const std::size_t row = static_cast<std::size_t>(v.first - v0 + static_cast<int>(b)) * (u1 - u0);
      for (std::size_t a = 0; a < u.length.size(); ++a) {
        visit(row + (u.first - u0) + a, u.length[a] * v.length[b], tile, tile_area);
      }
    }
  }
}

}  // namespace

std::vector<double> raster_sum(const Raster& raster, const std::vector<double>& lines_u,
                               const std::vector<double>& lines_v, int u0, int u1, int v0, int v1) {
  std::vector<double> result(static_cast<std::size_t>(std::max(u1 - u0, 0)) * std::max(v1 - v0, 0), 0.0);
  if (result.empty()) return result;
  for_each_overlap(raster, lines_u, lines_v, {u0, u1, v0, v1},
                   [&](std::size_t cell, double overlap, const Tile& tile, double tile_area) {
                     result[cell] += tile.value * (overlap / tile_area);
                   });
  return result;
}

std::vector<double> raster_mean(const Raster& raster, double outside, const std::vector<double>& lines_u,
                                const std::vector<double>& lines_v, int u0, int u1, int v0, int v1) {
  std::vector<double> result(static_cast<std::size_t>(std::max(u1 - u0, 0)) * std::max(v1 - v0, 0), 0.0);
  if (result.empty()) return result;
  std::vector<double> covered(result.size(), 0.0);
  for_each_overlap(raster, lines_u, lines_v, {u0, u1, v0, v1},
                   [&](std::size_t cell, double overlap, const Tile& tile, double) {
                     result[cell] += tile.value * overlap;
                     covered[cell] += overlap;
                   });
  std::size_t cell = 0;
  for (int v = v0; v < v1; ++v) {
    for (int u = u0; u < u1; ++u, ++cell) {
      const double area = (lines_u[u + 1] - lines_u[u]) * (lines_v[v + 1] - lines_v[v]);
      // Tiles that meet edge to edge leave slivers of rounding, which must not let `outside` in.
      const double bare = covered[cell] < area * (1.0 - 1e-9) ? area - covered[cell] : 0.0;
      result[cell] = (result[cell] + outside * bare) / (covered[cell] + bare);
    }
  }
  return result;
}

}  // namespace strata
