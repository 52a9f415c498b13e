// What a rank shows of its fields at one moment, as a back end for in-situ visualisation takes it: a block of
// a rectilinear grid with named fields, in plain memory. No library of pictures appears here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace strata {

enum class InSituNumber : std::uint8_t { uint8, uint16, float32, float64 };

/// One named array on all cells or all points of a block, x fastest, then y, then z; components of a tuple
/// lie beside each other. Symmetric tensors have 6 components: xx yy zz xy yz xz.
struct InSituField {
  std::string name;
  bool is_on_points = false;
  InSituNumber number = InSituNumber::float64;
  int n_components = 1;
  const void* values = nullptr;  ///< stays the owner's; valid until the look at it ends
  std::size_t n_tuples = 0;
  std::array<double, 2> range{};  ///< of the values (of a vector: its magnitude) in solid cells, all ranks
};

/// A rank's part of the grid, with one layer of the neighbouring ranks' cells around it.
struct InSituBlock {
  /// First and last point index along x, y, z of this block and of the whole grid.
  std::array<int, 6> extent{}, whole_extent{};
  std::array<const double*, 3> lines{};        ///< coordinates of the block's points per axis [m]
  std::array<const double*, 3> whole_lines{};  ///< of the whole grid's
  std::vector<InSituField> fields;
  /// Per cell, as VTK has them: kForeignCell of another rank, kHiddenCell without matter.
  const std::uint8_t* ghost_flags = nullptr;
  std::array<double, 3> hottest_place{};  ///< centre of the hottest cell of all ranks [m]

  static constexpr std::uint8_t kForeignCell = 1;
  static constexpr std::uint8_t kHiddenCell = 32;

  int n_points(int axis) const { return n_lines(extent, axis); }
  int n_whole_points(int axis) const { return n_lines(whole_extent, axis); }
  std::size_t n_cells() const {
    return static_cast<std::size_t>(n_points(0) - 1) * static_cast<std::size_t>(n_points(1) - 1) *
           static_cast<std::size_t>(n_points(2) - 1);
  }

 private:
  static int n_lines(const std::array<int, 6>& of, int axis) {
    const auto a = static_cast<std::size_t>(axis);
    return of[2 * a + 1] - of[2 * a] + 1;
  }
};

/// When a look is taken.
struct InSituMoment {
  double time = 0.0;  ///< [s] simulated
  std::int64_t step = 0;
  bool is_last = false;
};

}  // namespace strata
