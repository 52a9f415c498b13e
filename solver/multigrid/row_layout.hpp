// How a row of cells along x is stored in the multigrid: cells with even i first, then those with odd i, so
// that a half sweep over one colour of the red-black order reads and writes whole vectors. One ghost cell on
// each side has its slot among them.
#pragma once

#include <Kokkos_Macros.hpp>

namespace strata {

/// Slots of a row of nx cells, i = -1 .. nx with the ghosts.
struct RowLayout {
  static constexpr int kLanes = 8;  ///< half rows are padded to whole vectors of this many floats

  int nx = 0;
  int half = 0;  ///< slots of a half row

  RowLayout() = default;
  explicit RowLayout(int n_cells) : nx(n_cells), half((n_cells / 2 + 2 + kLanes - 1) / kLanes * kLanes) {}

  KOKKOS_INLINE_FUNCTION int stride() const { return 2 * half; }
  /// Slot of cell i; the left ghost takes the last slot before the odd half.
  KOKKOS_INLINE_FUNCTION int slot(int i) const { return (i & 1) * half + (i >> 1); }
  /// Owned cells with i & 1 == parity: slots parity * half + [0, n).
  KOKKOS_INLINE_FUNCTION int n_cells(int parity) const { return (nx - parity + 1) / 2; }
};

}  // namespace strata
