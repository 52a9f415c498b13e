// What a transient records at every step: temperatures of dies, probes and limits, powers, balances.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace strata {

enum class SeriesKind : std::uint8_t {
  step,           ///< "step": size of the step that ended here [s]
  iterations,     ///< "iterations": linear iterations of that step
  error,          ///< "error": its estimated error [K]
  hottest,        ///< "hottest": of all cells [K]
  junction_max,   ///< of a die's active face [K]; the name is the body's
  junction_mean,  ///< likewise, area mean [K]
  probe,          ///< [K]; the name is the probe's
  limit,          ///< highest temperature of a limit's target [K]; the name is its pattern
  power,          ///< "power": heat released by all sources [W]
  source,         ///< heat released in a die [W]; the name is the body's
  boundary,       ///< heat leaving through a boundary [W]; the name is the boundary's
  stored,         ///< "stored": energy above that at time 0 [J]
  supplied,       ///< "supplied": energy released since time 0 [J]
  removed         ///< "removed": energy that left through the boundaries since time 0 [J]
};

/// "K", "W", "J", "s" or "".
const char* series_unit(SeriesKind kind);

struct SeriesColumn {
  SeriesKind kind = SeriesKind::hottest;
  std::string name;
};

/// A table with one row per accepted step and one for the start; the same on every rank. The values of a row
/// hold at its time, after a jump of the powers at that time for powers, before it for temperatures (which do
/// not jump).
struct TimeSeries {
  std::vector<SeriesColumn> columns;
  std::vector<double> time;    ///< [s]
  std::vector<double> values;  ///< [row * columns + column], SI

  std::size_t n_rows() const { return time.size(); }
  double value(std::size_t row, std::size_t column) const { return values[row * columns.size() + column]; }
  /// Number of the column, or -1.
  int find(SeriesKind kind, const std::string& name) const;
  /// Row with the largest value of a column; 0 where there is none.
  std::size_t row_of_maximum(std::size_t column) const;
};

}  // namespace strata
