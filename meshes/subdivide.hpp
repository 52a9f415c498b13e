// Division of the intervals between hard lines into cells.
#pragma once

#include <vector>

namespace strata {

/// What may lie between two neighbouring hard lines.
struct Interval {
  double length = 0.0;    ///< [m]
  double max_size = 0.0;  ///< largest cell [m]; infinity: no limit
};

/// No axis may have more cells; RefusedError beyond.
inline constexpr int kMaxCellsPerAxis = 10'000'000;

/// Fewest equal cells of at most `max_size` that fill the interval. Throws RefusedError.
int even_cells(const Interval& interval);

/// Widths of the cells in each interval [m], summing to its length, none larger than its `max_size`.
///
/// growth <= 1: fewest equal cells. Otherwise neighbouring widths differ by at most the factor `growth`,
/// inside an interval always and across hard lines where the intervals are long enough for it (some 1 + 1/(1
/// - growth^-2) cells; a chain of barely long enough ones may exceed it by a few percent), with about as few
/// cells as that allows. Method: sizes at the hard lines are first limited to a slope just under log(growth),
/// the slope at which cells that follow a linear size function grow by that factor. The intervals are then
/// divided from the finest to the coarsest; each follows the largest geometric sequences that start from its
/// divided neighbours, scaled to fit. Where two cells or fewer would do and the ratio across a hard line
/// cannot be held, one cell less is taken unless that makes the ratio worse by more than `growth`, so that
/// refinement does not run on through rows of equal short intervals. Equally fine intervals are divided from
/// the middle of the axis outward, mirror images together: a mirrored row of intervals gets the mirrored
/// widths (to rounding). Throws RefusedError.
std::vector<std::vector<double>> divide_intervals(const std::vector<Interval>& intervals, double growth);

}  // namespace strata
