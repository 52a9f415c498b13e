// What kernels of the elastic operator read, by pointers into its memory: which stiffness each cell has, edge
// lengths, and which displacements are free. A handle, captured by value.
#pragma once

#include "physics/elastic_cell.hpp"
#include "solver/stress/node_box.hpp"

namespace strata {

/// Cells in rows along x, every distinct row of stiffnesses kept once.
template <class Real>
struct ElasticData {
  NodeBox box;
  int strip_length = 0;       ///< cells_x(), rounded up for vector units
  const std::int32_t* row;    ///< strip of each row of cells, by NodeBox::cell_row
  const std::uint8_t* empty;  ///< by strip: 1 where it is void throughout
  /// [strip][number of CellStiffness][i] [Pa]; 0 in void
  const Real* strips;
  const Real* a;  ///< edges along x [m], padded with 1 to strip_length
  const Real* b;  ///< edges along y [m]
  const Real* c;  ///< edges along z [m]
  /// By NodeBox::node: bit 1 << component is set where the displacement is free.
  const std::uint8_t* free;

  KOKKOS_FORCEINLINE_FUNCTION const Real* strip(int row_number) const {
    return strips + std::int64_t{row_number} * kStiffnessNumbers * strip_length;
  }
  KOKKOS_FORCEINLINE_FUNCTION CellStiffness<Real> stiffness(int row_number, int i) const {
    const Real* s = strip(row_number) + i;
    const std::int64_t n = strip_length;
    return {s[0],     s[n],      s[2 * n],  s[3 * n],  s[4 * n],  s[5 * n],  s[6 * n],  s[7 * n],  s[8 * n],
            s[9 * n], s[10 * n], s[11 * n], s[12 * n], s[13 * n], s[14 * n], s[15 * n], s[16 * n], s[17 * n]};
  }
};

}  // namespace strata
