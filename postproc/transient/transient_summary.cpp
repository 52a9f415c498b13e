#include "postproc/transient/transient_summary.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strata {
namespace {

double mean_in_time(const TimeSeries& series, std::size_t column) {
  const std::size_t last = series.n_rows() - 1;
  const double duration = series.time[last] - series.time[0];
  if (duration <= 0.0) return series.value(last, column);
  double integral = 0.0;
  for (std::size_t row = 0; row < last; ++row) {
    integral += 0.5 * (series.value(row, column) + series.value(row + 1, column)) *
                (series.time[row + 1] - series.time[row]);
  }
  return integral / duration;
}

std::vector<TemperatureCourse> courses_of(const TimeSeries& series, SeriesKind kind) {
  std::vector<TemperatureCourse> courses;
  for (std::size_t c = 0; c < series.columns.size(); ++c) {
    if (series.columns[c].kind == kind) courses.push_back(course_of(series, c));
  }
  return courses;
}

/// The die of the target whose active face is as hot as the whole target where that is hottest.
std::string place_of(const Model& model, const TimeSeries& series, const Limit& limit, std::size_t column) {
  const std::size_t row = series.row_of_maximum(column);
  for (const BodyIndex index : limit.target.bodies) {
    const Body& body = model.geometry.bodies[static_cast<std::size_t>(index)];
    const int face = series.find(SeriesKind::junction_max, body.name);
    if (face >= 0 && series.value(row, static_cast<std::size_t>(face)) == series.value(row, column))
      return body.name;
  }
  return "";
}

void add_limits(const Model& model, const TimeSeries& series, TransientSummary& summary) {
  for (const Limit& limit : model.limits) {
    const int column = series.find(SeriesKind::limit, limit.target.pattern);
    if (column < 0) {
      TemperatureCourse unknown;
      unknown.name = limit.target.pattern;
      summary.limits.push_back(unknown);
      summary.limit_places.emplace_back();
      continue;
    }
    const auto c = static_cast<std::size_t>(column);
    summary.limits.push_back(course_of(series, c));
    summary.limit_places.push_back(place_of(model, series, limit, c));
  }
}

}  // namespace

TemperatureCourse course_of(const TimeSeries& series, std::size_t column) {
  TemperatureCourse course;
  course.name = series.columns[column].name;
  if (series.n_rows() == 0) return course;
  const std::size_t top = series.row_of_maximum(column);
  course.highest = series.value(top, column);
  course.highest_time = series.time[top];
  std::size_t bottom = top;
  for (std::size_t row = 0; row < series.n_rows(); ++row) {
    const double value = series.value(row, column), least = series.value(bottom, column);
    if (value < least || (value == least && row < bottom)) bottom = row;
  }
  course.lowest = series.value(bottom, column);
  course.lowest_time = series.time[bottom];
  course.mean = mean_in_time(series, column);
  course.at_end = series.value(series.n_rows() - 1, column);
  return course;
}

TransientSummary summarize_transient(const Model& model, const TransientHistory& history,
                                     std::vector<double> saved_times) {
  const TimeSeries& series = history.series;
  TransientSummary summary;
  summary.counts = history.counts;
  summary.energy = history.energy;
  summary.saved_times = std::move(saved_times);
  if (model.transient && model.transient->cyclic) {
    summary.seeks_cycle = true;
    summary.cyclic_tolerance = model.transient->cyclic->tolerance;
  }
  if (series.n_rows() > 0) {
    summary.end = series.time.back();
    const double duration = summary.end - series.time.front();
    if (duration > 0.0) summary.power_mean = history.energy.supplied / duration;
  }
  const int hottest = series.find(SeriesKind::hottest, "hottest");
  if (hottest >= 0) summary.hottest = course_of(series, static_cast<std::size_t>(hottest));
  summary.dies = courses_of(series, SeriesKind::junction_max);
  summary.probes = courses_of(series, SeriesKind::probe);
  add_limits(model, series, summary);
  return summary;
}

}  // namespace strata
