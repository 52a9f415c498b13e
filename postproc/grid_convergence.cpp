#include "postproc/grid_convergence.hpp"

#include <algorithm>
#include <cmath>

namespace strata {
namespace {

/// The term that unequal ratios add to the order; 0 where they are equal.
double ratio_term(double p, const std::array<double, 2>& ratios, double sign) {
  return std::log((std::pow(ratios[0], p) - sign) / (std::pow(ratios[1], p) - sign));
}

/// Root of p ln r21 = |change + q(p)|, by bisection: the paper's fixed point wanders where the ratios differ.
/// At p = 0 the left side is below `change + q` where differences shrink with the spacing, and above it where
/// they grow; the order is then that of the growth.
/// \param change  ln |e32/e21|
double observed_order(double change, const std::array<double, 2>& ratios, double sign) {
  constexpr double kLowest = 1e-9, kHighest = 20.0;
  const double direction = change + ratio_term(kLowest, ratios, sign) > 0.0 ? 1.0 : -1.0;
  double lower = kLowest, upper = kHighest;
  for (int n = 0; n < 100; ++n) {
    const double p = 0.5 * (lower + upper);
    const double excess = p * std::log(ratios[0]) - direction * (change + ratio_term(p, ratios, sign));
    (excess < 0.0 ? lower : upper) = p;
  }
  return 0.5 * (lower + upper);
}

GridTrend trend_of(double e21, double e32, const std::array<double, 2>& ratios, double noise) {
  if (std::abs(e21) <= noise && std::abs(e32) <= noise) return GridTrend::equal;
  if (e21 * e32 < 0.0 && std::abs(e21) > noise && std::abs(e32) > noise) return GridTrend::oscillatory;
  // With an order of 0 the differences go as the logarithms of the ratios.
  const double of_order_zero = std::log(ratios[0]) / std::log(ratios[1]) * std::abs(e32);
  return std::abs(e21) < of_order_zero ? GridTrend::monotone : GridTrend::diverging;
}

/// Mean spacing in the plane over that of the finer grid.
double spacing_ratio(const Summary& coarser, const Summary& finer) {
  const auto in_plane = [](const Summary& summary) {
    return static_cast<double>(summary.cells_per_axis[0]) * summary.cells_per_axis[1];
  };
  return std::sqrt(in_plane(finer) / in_plane(coarser));
}

}  // namespace

GridBand grid_band(const std::array<double, 3>& values, const std::array<double, 2>& ratios, double noise) {
  GridBand band;
  band.values = values;
  if (!std::isfinite(values[0] + values[1] + values[2])) return band;
  if (std::min(ratios[0], ratios[1]) < kSmallestGridRatio) {
    band.trend = GridTrend::too_alike;
    return band;
  }
  const double e21 = values[1] - values[0], e32 = values[2] - values[1];
  band.trend = trend_of(e21, e32, ratios, noise);
  double order = kHighestBandOrder;
  if (band.trend != GridTrend::equal) {
    const double change = std::log(std::max(std::abs(e32), noise) / std::max(std::abs(e21), noise));
    order = observed_order(change, ratios, band.trend == GridTrend::oscillatory ? -1.0 : 1.0);
    band.order = order;
  }
  order = std::clamp(order, kLowestBandOrder, kHighestBandOrder);
  band.index = kGridSafetyFactor * std::max(std::abs(e21), noise) / (std::pow(ratios[0], order) - 1.0);
  if (band.trend == GridTrend::oscillatory || band.trend == GridTrend::diverging) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    band.index = std::max(band.index, kGridSafetyFactor * (*high - *low));
  }
  return band;
}

GridUncertainty grid_uncertainty(const Summary& fine, const std::array<Summary, 2>& coarser, double noise) {
  GridUncertainty result;
  const std::array<const Summary*, 3> all{&fine, &coarser[0], &coarser[1]};
  for (std::size_t n = 0; n < 3; ++n) {
    result.cells[n] = all[n]->cells;
    result.cells_in_plane[n] = {all[n]->cells_per_axis[0], all[n]->cells_per_axis[1]};
  }
  result.ratios = {spacing_ratio(coarser[0], fine), spacing_ratio(coarser[1], coarser[0])};
  const auto band_of = [&](const auto& value) {
    return grid_band({value(fine), value(coarser[0]), value(coarser[1])}, result.ratios, noise);
  };
  result.hottest = band_of([](const Summary& s) { return s.hottest.temperature; });
  while (result.dies.size() < fine.dies.size()) {
    const std::size_t d = result.dies.size();
    result.dies.push_back({band_of([d](const Summary& s) { return s.dies.at(d).junction_max; }),
                           band_of([d](const Summary& s) { return s.dies.at(d).junction_mean; })});
  }
  return result;
}

const char* trend_name(GridTrend trend) {
  switch (trend) {
    case GridTrend::monotone:
      return "monotone";
    case GridTrend::oscillatory:
      return "oscillatory";
    case GridTrend::diverging:
      return "diverging";
    case GridTrend::equal:
      return "equal";
    case GridTrend::too_alike:
      return "grids too alike";
    case GridTrend::unknown:
      break;
  }
  return "unknown";
}

}  // namespace strata
