// What sweeps see of one level of the multigrid: plain pointers and numbers, the same for host and device
// kernels. Rows of coefficients are stored once and numbered; a row of cells says which numbers it uses.
//
// Fields lie as [((j + 1) nz + k) stride + slot], j = -1 .. ny with the ghosts, slots as in RowLayout.
#pragma once

#include <cstdint>

#include "solver/multigrid/row_layout.hpp"

namespace strata {

struct LevelData {
  RowLayout row;
  int nx = 0, ny = 0, nz = 0;
  int parity = 0;  ///< of i + j of the first owned column in the whole domain: colours agree between ranks

  // Coefficients [W/K] in slots, float32; row numbers by [j nz + k], gy by [(j + 1) nz + k] from j = -1 on.
  const float* gx = nullptr;     ///< face between i and i + 1
  const float* gy = nullptr;     ///< face between j and j + 1
  const float* gz = nullptr;     ///< face between k and k + 1
  const float* pivot = nullptr;  ///< 1 / e of the factorised column, 0 in void
  const int* gx_row = nullptr;
  const int* gy_row = nullptr;
  const int* gz_row = nullptr;
  const int* pivot_row = nullptr;

  float* z = nullptr;        ///< correction
  float* b = nullptr;        ///< right-hand side [W]
  float* scratch = nullptr;  ///< half a row and one slot before it; host sweeps only

  KOKKOS_INLINE_FUNCTION std::int64_t offset(int j, int k) const {
    return (std::int64_t{j + 1} * nz + k) * row.stride();
  }
  /// Parity of i of the cells of a colour in row j. Red is 0, black is 1.
  KOKKOS_INLINE_FUNCTION int half_of(int j, int colour) const { return (j + parity + colour) & 1; }
  KOKKOS_INLINE_FUNCTION const float* pool_row(const float* pool, const int* rows, std::int64_t index) const {
    return pool + std::int64_t{rows[index]} * row.stride();
  }
  KOKKOS_INLINE_FUNCTION const float* gx_at(int j, int k) const {
    return pool_row(gx, gx_row, std::int64_t{j} * nz + k);
  }
  KOKKOS_INLINE_FUNCTION const float* gy_at(int j, int k) const {
    return pool_row(gy, gy_row, std::int64_t{j + 1} * nz + k);
  }
  KOKKOS_INLINE_FUNCTION const float* gz_at(int j, int k) const {
    return pool_row(gz, gz_row, std::int64_t{j} * nz + k);
  }
  KOKKOS_INLINE_FUNCTION const float* pivot_at(int j, int k) const {
    return pool_row(pivot, pivot_row, std::int64_t{j} * nz + k);
  }
};

/// Between a level and the next coarser one; transfer is piecewise constant.
struct TransferData {
  const int* coarse_j = nullptr;     ///< of each fine row
  const int* first_child = nullptr;  ///< of each coarse row and one past the last
  const int* red_child =
      nullptr;  ///< [2][coarse stride]: by the parity of i of red cells in a row, the place in
                ///< that half row of the red child of a coarse slot, -1 where it has none
  const int* coarse_slot = nullptr;  ///< [stride]: of each fine slot
};

/// The finest level as the conjugate gradients see it. Real is the type of x and r: double, or float where
/// memory is short. Vectors lie as the fields do, but for their own rows only: [(j nz + k) stride + slot].
template <class Real>
struct FineData {
  const Real* gx = nullptr;  ///< the coefficients of the level before they were rounded, same row numbers
  const Real* gy = nullptr;
  const Real* gz = nullptr;
  const Real* closure = nullptr;  ///< conductance to the surroundings [W/K]
  const int* closure_row = nullptr;
  float* p = nullptr;  ///< search direction, on the layout of a field with ghosts
  Real* x = nullptr;
  Real* r = nullptr;  ///< in float the same memory as the own rows of the level's b
};

}  // namespace strata
