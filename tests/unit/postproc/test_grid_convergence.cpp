#include <cmath>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "postproc/console_summary.hpp"
#include "postproc/grid_convergence.hpp"
#include "synthetic_case.hpp"

using namespace strata;
using strata::test::SyntheticCase;

namespace {

/// limit + factor * h^order on three grids of spacings 1, r21, r21 r32.
std::array<double, 3> powers(double limit, double factor, double order, const std::array<double, 2>& ratios) {
  return {limit + factor, limit + factor * std::pow(ratios[0], order),
          limit + factor * std::pow(ratios[0] * ratios[1], order)};
}

}  // namespace

TEST_CASE("the order of a power of the spacing is found, whatever the ratios") {
  for (const std::array<double, 2>& ratios :
       {std::array{2.0, 2.0}, std::array{1.5, 2.0}, std::array{2.0, 1.3}, std::array{1.2, 1.9}}) {
    for (const double order : {0.7, 1.0, 1.5, 2.0, 3.0}) {
      for (const double factor : {-0.3, 0.02, 5.0}) {
        const GridBand band = grid_band(powers(350.0, factor, order, ratios), ratios, 1e-12);
        INFO(ratios[0] << ' ' << ratios[1] << ' ' << order << ' ' << factor);
        CHECK(band.trend == GridTrend::monotone);
        CHECK(band.order == Approx(order).epsilon(1e-6));
        // The error of the fine grid is |factor|; an order above 2 does not narrow the band.
        const double widening =
            (std::pow(ratios[0], order) - 1.0) / (std::pow(ratios[0], std::min(order, 2.0)) - 1.0);
        CHECK(band.index == Approx(1.25 * std::abs(factor) * widening).epsilon(1e-6));
      }
    }
  }
}

TEST_CASE("the worked examples of Celik et al. come out") {
  // Their Table 1: reattachment length on 18,000, 8,000 and 4,500 cells: p = 1.53, GCI 2.2 %.
  const GridBand length = grid_band({6.063, 5.972, 5.863}, {1.5, 4.0 / 3.0}, 1e-12);
  CHECK(length.order == Approx(1.53).margin(0.005));
  CHECK(length.index / 6.063 == Approx(0.022).margin(0.0005));
  // Axial velocity on 18,000, 4,500 and 980 cells: p = 0.75, GCI 1.1 %.
  const std::array<double, 2> ratios{2.0, std::sqrt(4500.0 / 980.0)};
  const GridBand slow = grid_band({10.7880, 10.7250, 10.6050}, ratios, 1e-12);
  CHECK(slow.order == Approx(0.75).margin(0.005));
  CHECK(slow.index / 10.7880 == Approx(0.011).margin(0.0005));
  // The same elsewhere, oscillatory: p = 1.51; the band is ours, wider than their 0.5 %.
  const GridBand swing = grid_band({6.0042, 5.9624, 6.0909}, ratios, 1e-12);
  CHECK(swing.trend == GridTrend::oscillatory);
  CHECK(swing.order == Approx(1.51).margin(0.005));
  CHECK(swing.index == Approx(1.25 * (6.0909 - 5.9624)));
}

TEST_CASE("values that swing or run away are marked and bounded by all they covered") {
  const GridBand swing = grid_band({350.0, 350.4, 350.1}, {2.0, 2.0}, 1e-9);
  CHECK(swing.trend == GridTrend::oscillatory);
  CHECK(swing.index >= 1.25 * 0.4);
  const GridBand away = grid_band({350.0, 351.0, 351.5}, {2.0, 2.0}, 1e-9);
  CHECK(away.trend == GridTrend::diverging);
  CHECK(away.index >= 1.25 * 1.5);
  CHECK(std::isfinite(grid_band({350.0, 350.4, 350.0}, {2.0, 2.0}, 1e-9).index));
  CHECK(std::isfinite(grid_band({350.0, 350.4, 350.8}, {2.0, 2.0}, 1e-9).index));
}

TEST_CASE("differences that are the solver's tell no order") {
  const GridBand equal = grid_band({350.0, 350.0, 350.0 + 1e-9}, {2.0, 2.0}, 1e-6);
  CHECK(equal.trend == GridTrend::equal);
  CHECK(std::isnan(equal.order));
  CHECK(equal.index == Approx(1.25e-6 / 3.0));
  CHECK(grid_band({350.0, 350.0, 351.0}, {2.0, 2.0}, 1e-6).index == Approx(1.25e-6 / 3.0));
}

TEST_CASE("grids that hardly differ and values that do not exist give no estimate") {
  const GridBand alike = grid_band({350.0, 351.0, 355.0}, {2.0, 1.05}, 1e-9);
  CHECK(alike.trend == GridTrend::too_alike);
  CHECK(std::isnan(alike.index));
  const GridBand nothing = grid_band({350.0, std::nan(""), 355.0}, {2.0, 2.0}, 1e-9);
  CHECK(nothing.trend == GridTrend::unknown);
  CHECK(std::isnan(nothing.index));
}

TEST_CASE("bands are shown and written beside the temperatures they belong to") {
  const SyntheticCase c(MPI_COMM_SELF);
  Summary fine = summarize(c.view());
  CHECK(summary_json(fine).find("grid_uncertainty") == std::string::npos);
  std::array<Summary, 2> coarser{fine, fine};
  for (std::size_t n = 0; n < 2; ++n) {
    const double factor = std::pow(4.0, static_cast<double>(n) + 1.0);
    coarser[n].cells_per_axis = {fine.cells_per_axis[0], fine.cells_per_axis[1] / (n == 0 ? 2 : 4), 6};
    coarser[n].hottest.temperature += 0.4 * (factor - 1.0);
    coarser[n].dies[0].junction_max += n == 0 ? 1.0 : 0.5;
  }
  fine.grid_uncertainty = grid_uncertainty(fine, coarser, 1e-9);
  CHECK(fine.grid_uncertainty->ratios[0] == Approx(std::sqrt(2.0)));
  CHECK(fine.grid_uncertainty->hottest.trend == GridTrend::monotone);
  // Errors grow fourfold while the mean spacing grows by sqrt(2): order 4, held at 2.
  CHECK(fine.grid_uncertainty->hottest.order == Approx(4.0));
  CHECK(fine.grid_uncertainty->hottest.index == Approx(1.25 * 1.2));
  CHECK(fine.grid_uncertainty->dies[1].junction_mean.trend == GridTrend::equal);
  const auto json = nlohmann::json::parse(summary_json(fine))["grid_uncertainty"];
  CHECK(json["hottest_point"]["grid_convergence_index_K"].get<double>() == Approx(1.5));
  CHECK(json["dies"][0]["junction_temperature_max"]["trend"] == "oscillatory");
  CHECK(json["dies"][1]["junction_temperature_mean"]["observed_order"].is_null());
  const std::string text = console_summary(fine);
  CHECK(text.find("Hottest point  292.35 +- 1.50 degC (grid) in lid") != std::string::npos);
  CHECK(text.find("1.25?") != std::string::npos);
}
