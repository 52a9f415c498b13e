// How the heat of a sheet between two cells parts, at given temperatures.
#pragma once

#include "physics/heat_flux.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

/// A handle that kernels capture by value.
struct SheetShares {
  CellData cells;
  double reference = 0.0;  ///< temperatures are this and the rise [K]
  ConstCellView rise;      ///< ghosted layout

  /// Heat of both sides of the contact that reaches the cell below (left) and above (right) [W].
  KOKKOS_INLINE_FUNCTION SheetSplit operator()(const SheetFace& sheet) const {
    const double r_lower = half_cell(sheet, sheet.k - 1);
    const double r_upper = half_cell(sheet, sheet.k);
    const double contact = cells.contacts.axes[2].at(sheet.k, sheet.i, sheet.j);
    const SheetSplit from_below = split_sheet_heat(sheet.from_below(), r_lower, contact + r_upper);
    const SheetSplit from_above = split_sheet_heat(sheet.from_above(), r_lower + contact, r_upper);
    return {from_below.left + from_above.left, from_below.right + from_above.right};
  }

 private:
  /// Of the cell k in the column of the sheet.
  KOKKOS_INLINE_FUNCTION double half_cell(const SheetFace& sheet, int k) const {
    const std::int64_t cell = ghosted_index(sheet.i, sheet.j, k, cells.shape.nx, cells.shape.nz);
    return half_cell_resistance(cells.width[2](k + 1), cells.conductivity(cell, 2, reference + rise(cell)));
  }
};

}  // namespace strata
