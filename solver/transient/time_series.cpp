#include "solver/transient/time_series.hpp"

#include <algorithm>
#include <cmath>

namespace strata {

const char* series_unit(SeriesKind kind) {
  switch (kind) {
    case SeriesKind::step:
      return "s";
    case SeriesKind::iterations:
      return "";
    case SeriesKind::error:
    case SeriesKind::hottest:
    case SeriesKind::junction_max:
    case SeriesKind::junction_mean:
    case SeriesKind::probe:
    case SeriesKind::limit:
      return "K";
    case SeriesKind::power:
    case SeriesKind::source:
    case SeriesKind::boundary:
      return "W";
    case SeriesKind::stored:
    case SeriesKind::supplied:
    case SeriesKind::removed:
      return "J";
  }
  return "";
}

int TimeSeries::find(SeriesKind kind, const std::string& name) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const SeriesColumn& column) {
    return column.kind == kind && column.name == name;
  });
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

std::size_t TimeSeries::row_of_maximum(std::size_t column) const {
  std::size_t best = 0;
  for (std::size_t row = 1; row < n_rows(); ++row) {
    const double here = value(row, column), highest = value(best, column);
    if (here > highest || (std::isnan(highest) && !std::isnan(here))) best = row;
  }
  return best;
}

}  // namespace strata
