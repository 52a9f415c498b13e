#include "synthetic_transient.hpp"

#include <functional>

namespace strata::test {
namespace {

/// A column and its value in a row.
struct Course {
  SeriesColumn column;
  std::function<double(std::size_t)> value;
};

std::vector<Course> courses() {
  const auto warmed = [](double kelvin) {
    return [kelvin](std::size_t row) { return kelvin + kRises[row]; };
  };
  const auto power = [](double watts) {
    return [watts](std::size_t row) { return row < 2 ? watts : 2.0 * watts; };
  };
  // 10 W until 0.2 s, then 20 W.
  const auto supplied = [](std::size_t row) {
    return row <= 2 ? 10.0 * kTimes[row] : 2.0 + 20.0 * (kTimes[row] - 0.2);
  };
  return {{{SeriesKind::step, "step"},
           [](std::size_t row) { return row == 0 ? 0.0 : kTimes[row] - kTimes[row - 1]; }},
          {{SeriesKind::iterations, "iterations"}, [](std::size_t row) { return row == 0 ? 0.0 : 7.0; }},
          {{SeriesKind::error, "error"}, [](std::size_t row) { return row == 0 ? 0.0 : 1e-3; }},
          {{SeriesKind::hottest, "hottest"}, warmed(565.5)},
          {{SeriesKind::junction_max, "chip.base"}, warmed(429.0)},
          {{SeriesKind::junction_mean, "chip.base"}, warmed(423.0)},
          {{SeriesKind::junction_max, "chip.dram[1]"}, warmed(529.0)},
          {{SeriesKind::junction_mean, "chip.dram[1]"}, warmed(523.0)},
          {{SeriesKind::probe, "corner, \"left\""}, warmed(310.0)},
          {{SeriesKind::limit, "chip*"}, warmed(529.0)},
          {{SeriesKind::limit, "chip.base.active"}, warmed(429.0)},
          {{SeriesKind::limit, "lid.top"}, warmed(565.5)},
          {{SeriesKind::limit, "substrate.x_min"}, warmed(410.5)},
          {{SeriesKind::limit, "chip*"}, warmed(529.0)},
          {{SeriesKind::power, "power"}, power(10.0)},
          {{SeriesKind::source, "chip.base"}, power(7.0)},
          {{SeriesKind::source, "chip.dram[1]"}, power(3.0)},
          {{SeriesKind::boundary, "top"}, power(10.0)},
          {{SeriesKind::stored, "stored"}, [](std::size_t row) { return kRises[row] * 0.05; }},
          {{SeriesKind::supplied, "supplied"}, supplied},
          {{SeriesKind::removed, "removed"}, supplied}};
}

}  // namespace

TimeSeries synthetic_series() {
  TimeSeries series;
  const std::vector<Course> all = courses();
  for (const Course& course : all) series.columns.push_back(course.column);
  series.time = kTimes;
  for (std::size_t row = 0; row < kTimes.size(); ++row) {
    for (const Course& course : all) series.values.push_back(course.value(row));
  }
  return series;
}

EnergyBalance synthetic_energy() {
  return {8.0, 7.6, 0.4, 16.0, 1e-9, 6.25e-11, 1e-8};
}

StepCounts synthetic_counts() {
  return {4, 1, 0, 28, 2, 3, 0.25};
}

void make_transient(SyntheticCase& c) {
  Transient transient;
  transient.end = kTimes.back();
  transient.cyclic = UntilCyclic{0.5, 20};
  for (const std::size_t row : kSavedRows) transient.save_times.push_back(kTimes[row]);
  c.model.transient = transient;
  Limit again = c.model.limits.front();
  again.temperature = 600.0;
  c.model.limits.push_back(again);
}

void warm(SyntheticCase& c, double kelvin) {
  for (double& value : c.heat.temperature) value += kelvin;
  for (ActiveFace& face : c.heat.active_faces)
    for (double& value : face.temperature) value += kelvin;
}

}  // namespace strata::test
