// From one rectilinear grid to another by exact overlap, axis after axis: what is integrated over a volume
// stays what it was. Weights of an axis are the shares of a new cell that old cells have; the volume of an
// overlap is a product of three lengths, so three passes over one axis each give the exact sum over all
// overlaps.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace strata {

/// Cell boundaries along x, y, z [m], ascending.
using GridLines = std::array<std::vector<double>, 3>;

/// Which old cells a new cell has parts of along one axis, and what share of it they are.
struct AxisOverlap {
  std::vector<int> first;     ///< by new cell: the first old cell
  std::vector<int> offset;    ///< by new cell: where its shares begin; one more at the end
  std::vector<double> share;  ///< overlap / width of the new cell
  bool is_identity = false;   ///< equal lines: every share is 1
  int n_from = 0, n_to = 0;

  AxisOverlap() = default;
  AxisOverlap(const std::vector<double>& from, const std::vector<double>& to);
  int count(int cell) const {
    return offset[static_cast<std::size_t>(cell) + 1] - offset[static_cast<std::size_t>(cell)];
  }
};

/// Old fields are (z, y, x), x fastest, as they are gathered; new ones (x, y, z), z fastest, as datasets hold
/// them. Where the grids are equal, values are copied to the last bit. Outside the old grid fields count as
/// 0.
class Resampler {
 public:
  Resampler(const GridLines& from, const GridLines& to);

  bool is_identity() const;
  bool is_between(const GridLines& from, const GridLines& to) const { return from == from_ && to == to_; }
  std::size_t n_from() const;
  std::size_t n_to() const;

  /// Means over the volume of new cells.
  std::vector<double> volume_mean(const std::vector<double>& old);

  /// Means over the part of new cells where `solid` is 1 and not 0.
  /// \param solid     by old cell
  /// \param fraction  volume_mean(solid)
  /// \param old       finite where solid; what it holds elsewhere does not count
  /// \param empty     value of cells without matter; means are of the difference to it
  std::vector<double> matter_mean(const std::vector<double>& old, const std::vector<double>& solid,
                                  const std::vector<double>& fraction, double empty);

  /// Conductivity through z: parallel in the plane, layer by layer, then one behind the other through the
  /// layers that conduct at all; 0 where none does.
  std::vector<double> series_through_z(const std::vector<double>& old);

  /// Area means of a field (y, x) on the planes of cells: (x, y).
  std::vector<double> area_mean(const std::vector<double>& old) const;

  /// The id other than 0 with the largest part of each new cell, the lowest of equals; 0 where all is 0.
  std::vector<std::uint16_t> majority(const std::vector<std::uint16_t>& old) const;

  /// Number of the new cell along an axis that holds the centre of each old cell; -1 outside.
  std::vector<int> holders(int axis) const;

 private:
  /// Means in the plane, (z, y, x).
  const std::vector<double>& reduce_plane(const std::vector<double>& old);

  GridLines from_, to_;
  std::array<AxisOverlap, 3> axes_;
  std::vector<double> along_x_, along_y_, along_z_;  ///< results of passes
  std::vector<double> counted_;                      ///< of matter_mean
};

}  // namespace strata
