#include "postproc/stress/edge_zone.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace strata {
namespace {

/// Walks over the sides between columns of one layer.
class EdgeMarker {
 public:
  EdgeMarker(const Grid& grid, const Window& window, const std::vector<int>& labels, double distance,
             std::vector<char>& marks)
      : grid_(grid), window_(window), labels_(labels), distance_(distance), marks_(marks) {}

  /// Sides normal to `axis`, x or y; `open_ends`: whether the rim of the grid counts, at its lower and upper
  /// end.
  void mark_sides(Axis axis, std::array<bool, 2> open_ends) {
    const bool is_x = axis == Axis::x;
    const int first = is_x ? window_.i0 : window_.j0, last = is_x ? window_.i1 : window_.j1;
    const int across_first = is_x ? window_.j0 : window_.i0, across_last = is_x ? window_.j1 : window_.i1;
    for (int line = first; line <= last; ++line) {
      const bool is_lower_rim = line == 0, is_upper_rim = line == grid_.n_cells(axis);
      const bool is_cut = (line == first && !is_lower_rim) || (line == last && !is_upper_rim);
      if (is_cut || (is_lower_rim && !open_ends[0]) || (is_upper_rim && !open_ends[1])) continue;
      for (int across = across_first; across < across_last; ++across) {
        const int before = is_lower_rim ? kOutside : label(axis, line - 1, across);
        const int after = is_upper_rim ? kOutside : label(axis, line, across);
        if (before != after && std::max(before, after) >= 0) mark_around(axis, line, across);
      }
    }
  }

 private:
  static constexpr int kOutside = -1;

  std::size_t column(int i, int j) const {
    return static_cast<std::size_t>(std::int64_t{j - window_.j0} * window_.nx() + (i - window_.i0));
  }
  int label(Axis axis, int along, int across) const {
    const std::size_t at = axis == Axis::x ? column(along, across) : column(across, along);
    return std::max(labels_[at], kOutside);
  }

  /// Cells [first, second) of an axis, inside the window, whose centres are within the distance of [low,
  /// high].
  std::array<int, 2> reach(Axis axis, double low, double high) const {
    const int first = axis == Axis::x ? window_.i0 : window_.j0;
    const int last = axis == Axis::x ? window_.i1 : window_.j1;
    const auto& lines = grid_.lines[static_cast<std::size_t>(axis)];
    const auto before = [&](double at) {
      return static_cast<int>(std::upper_bound(lines.begin(), lines.end(), at) - lines.begin()) - 1;
    };
    return {std::clamp(before(low - distance_), first, last),
            std::clamp(before(high + distance_) + 1, first, last)};
  }

  void mark_around(Axis axis, int line, int across) {
    const Axis other = axis == Axis::x ? Axis::y : Axis::x;
    const auto& lines = grid_.lines[static_cast<std::size_t>(axis)];
    const auto& across_lines = grid_.lines[static_cast<std::size_t>(other)];
    const double at = lines[static_cast<std::size_t>(line)];
    const double low = across_lines[static_cast<std::size_t>(across)];
    const double high = across_lines[static_cast<std::size_t>(across) + 1];
    const auto [u0, u1] = reach(axis, at, at);
    const auto [v0, v1] = reach(other, low, high);
    for (int v = v0; v < v1; ++v) {
      const double centre = grid_.centre(other, v);
      const double beside = std::max({low - centre, centre - high, 0.0});
      for (int u = u0; u < u1; ++u) {
        // A centre at the distance itself, to rounding, is outside the zone.
        if (std::hypot(grid_.centre(axis, u) - at, beside) >= distance_ * (1.0 - 1e-9)) continue;
        marks_[axis == Axis::x ? column(u, v) : column(v, u)] = 1;
      }
    }
  }

  const Grid& grid_;
  const Window& window_;
  const std::vector<int>& labels_;
  double distance_;
  std::vector<char>& marks_;
};

}  // namespace

void mark_edge_zone(const Grid& grid, const Window& window, const std::vector<int>& labels,
                    const std::vector<Face>& symmetry, double distance, std::vector<char>& marks) {
  const auto is_open = [&](Face face) {
    return std::find(symmetry.begin(), symmetry.end(), face) == symmetry.end();
  };
  EdgeMarker marker(grid, window, labels, distance, marks);
  marker.mark_sides(Axis::x, {is_open(Face::x_min), is_open(Face::x_max)});
  marker.mark_sides(Axis::y, {is_open(Face::y_min), is_open(Face::y_max)});
}

Window widened(const Grid& grid, const Window& window, double distance) {
  Window wide = window;
  const auto& x = grid.lines[0];
  const auto& y = grid.lines[1];
  const auto at = [](int line) { return static_cast<std::size_t>(line); };
  // One column more than the distance asks for, so that the side at the distance is looked at from both
  // sides.
  while (wide.i0 > 0 && x[at(window.i0)] - x[at(wide.i0)] <= distance) --wide.i0;
  while (wide.j0 > 0 && y[at(window.j0)] - y[at(wide.j0)] <= distance) --wide.j0;
  while (wide.i1 < grid.n_cells(Axis::x) && x[at(wide.i1)] - x[at(window.i1)] <= distance) ++wide.i1;
  while (wide.j1 < grid.n_cells(Axis::y) && y[at(wide.j1)] - y[at(window.j1)] <= distance) ++wide.j1;
  return wide;
}

}  // namespace strata
