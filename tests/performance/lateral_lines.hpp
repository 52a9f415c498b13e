// Grid lines with an exact number of cells: sizes of a suite must not depend on where the edges happen to
// lie.
#pragma once

#include <functional>
#include <vector>

namespace strata::performance {

/// `hard` lines with `n_cells` cells between them whose widths follow `spacing(coordinate)`, a relative size.
/// Every interval gets at least one cell. Throws Error (internal) where there are more intervals than cells.
/// \param hard  ascending coordinates [m]
std::vector<double> divide_lines(const std::vector<double>& hard, int n_cells,
                                 const std::function<double(double)>& spacing);

/// The same with equal sizes as far as the hard lines allow.
std::vector<double> even_lines(const std::vector<double>& hard, int n_cells);

/// Finest at `edges` and growing away from them, so that the widest cell is `contrast` times the narrowest as
/// nearly as `n_cells` allow. \param reach  distance from an edge over which the cells grow [m]
std::vector<double> graded_lines(const std::vector<double>& hard, const std::vector<double>& edges,
                                 int n_cells, double reach, double contrast);

/// Widest cell over narrowest.
double width_contrast(const std::vector<double>& lines);

}  // namespace strata::performance
