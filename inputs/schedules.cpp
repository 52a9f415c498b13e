// A time k * period + time[i] is rounded to a double before anybody asks for its value, so every question is
// answered with a slack: points nearer than that are where the time is.
#include "inputs/schedules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strata {

namespace {

// Far above the rounding of k * period + time[i], far below what a trace can mean.
constexpr double kRelativeSlack = 1e-12;
constexpr double kSlopeSlack = 1e-12;
constexpr double kMaxSlackOfPeriod = 1e-3;

/// A time as a cycle and what is left of it.
struct Place {
  double cycle = 0.0;  ///< whole number
  double phase = 0.0;  ///< [s] from -slack on, below period - slack
  double slack = 0.0;  ///< [s]
};

Place place_of(const Schedule& schedule, double time) {
  if (schedule.period <= 0.0) return {0.0, time, kRelativeSlack * std::abs(time)};
  const double period = schedule.period;
  Place place;
  place.slack = std::min(kRelativeSlack * std::max(std::abs(time), period), kMaxSlackOfPeriod * period);
  place.phase = std::fmod(time, period);
  place.cycle = std::round((time - place.phase) / period);
  if (place.phase >= period - place.slack) {
    place.phase -= period;
    place.cycle += 1.0;
  }
  return place;
}

/// Number of points at or before a phase.
std::size_t points_until(const Schedule& schedule, double phase) {
  return static_cast<std::size_t>(std::upper_bound(schedule.time.begin(), schedule.time.end(), phase) -
                                  schedule.time.begin());
}

/// Number of points before a phase.
std::size_t points_before(const Schedule& schedule, double phase) {
  return static_cast<std::size_t>(std::lower_bound(schedule.time.begin(), schedule.time.end(), phase) -
                                  schedule.time.begin());
}

/// Between point i - 1 and point i, where neither is within the slack of the phase.
double between(const Schedule& schedule, std::size_t i, double phase) {
  if (i == 0) return schedule.value.front();
  if (i == schedule.time.size() || schedule.between == Schedule::Between::steps) return schedule.value[i - 1];
  const double fraction = (phase - schedule.time[i - 1]) / (schedule.time[i] - schedule.time[i - 1]);
  return schedule.value[i - 1] + fraction * (schedule.value[i] - schedule.value[i - 1]);
}

double value_after(const Schedule& schedule, double phase, double slack) {
  const std::size_t n = points_until(schedule, phase + slack);
  if (n > 0 && schedule.time[n - 1] >= phase - slack) return schedule.value[n - 1];
  return between(schedule, n, phase);
}

double value_before(const Schedule& schedule, double phase, double slack) {
  const std::size_t n = points_before(schedule, phase - slack);
  const bool is_at_point = n < schedule.time.size() && schedule.time[n] <= phase + slack;
  if (is_at_point && schedule.between == Schedule::Between::linear) return schedule.value[n];
  return between(schedule, n, phase);
}

/// The phase, or the point that it is within the slack of.
double snapped(const Schedule& schedule, double phase, double slack) {
  const std::size_t n = points_before(schedule, phase - slack);
  if (n < schedule.time.size() && schedule.time[n] <= phase + slack) return schedule.time[n];
  return phase;
}

/// Integral over phases [from, to] within one cycle.
double integral(const Schedule& schedule, double from, double to) {
  double sum = 0.0;
  double left = from;
  for (std::size_t i = points_until(schedule, from); left < to; ++i) {
    const double right = i < schedule.time.size() ? std::min(schedule.time[i], to) : to;
    // Straight between two points: the value in the middle is the mean. At a jump nothing is between.
    if (right > left) sum += between(schedule, i, 0.5 * (left + right)) * (right - left);
    left = right;
  }
  return sum;
}

bool differ(double a, double b) {
  return std::abs(a - b) > kSlopeSlack * std::max(std::abs(a), std::abs(b));
}

/// From point i to the next; 0 beyond the last one, infinite at a jump.
double slope_from(const Schedule& schedule, std::size_t i) {
  if (i + 1 >= schedule.time.size()) return 0.0;
  const double rise = schedule.value[i + 1] - schedule.value[i];
  if (rise == 0.0) return 0.0;
  return rise / (schedule.time[i + 1] - schedule.time[i]);
}

/// Whether the value jumps or bends at point i.
bool is_break(const Schedule& schedule, std::size_t i) {
  if (schedule.between == Schedule::Between::steps)
    return i > 0 && schedule.value[i] != schedule.value[i - 1];
  const double before = i > 0 ? slope_from(schedule, i - 1) : 0.0;
  const double after = slope_from(schedule, i);
  return std::isinf(before) || std::isinf(after) || differ(before, after);
}

/// Whether the value jumps or bends where one cycle ends and the next begins.
bool is_break_at_wrap(const Schedule& schedule) {
  if (schedule.period <= 0.0) return false;
  const double end = value_before(schedule, schedule.period, 0.0), start = value_after(schedule, 0.0, 0.0);
  if (end != start) return true;
  if (schedule.between == Schedule::Between::steps) return false;
  const std::size_t first = points_until(schedule, 0.0), last = points_before(schedule, schedule.period);
  const double before = last > 0 && last < schedule.time.size() ? slope_from(schedule, last - 1) : 0.0;
  const double after = first > 0 ? slope_from(schedule, first - 1) : 0.0;
  return differ(before, after);
}

/// First break at a point within (after, before), or infinity.
double break_within(const Schedule& schedule, double after, double before) {
  for (std::size_t i = points_until(schedule, after); i < schedule.time.size(); ++i) {
    if (schedule.time[i] >= before) break;
    if (is_break(schedule, i)) return schedule.time[i];
  }
  return std::numeric_limits<double>::infinity();
}

Model scaled(const Model& model, const std::vector<double>& factors) {
  Model result = model;
  result.schedules.clear();
  for (HeatSource& source : result.sources) {
    if (source.schedule < 0) continue;
    const double factor = factors[static_cast<std::size_t>(source.schedule)];
    source.power *= factor;
    for (Tile& tile : source.map) tile.value *= factor;
    source.schedule = -1;
  }
  return result;
}

}  // namespace

double schedule_value(const Schedule& schedule, double time, Side side) {
  const Place place = place_of(schedule, time);
  if (side == Side::after) return value_after(schedule, place.phase, place.slack);
  const bool is_wrap = schedule.period > 0.0 && place.phase <= place.slack && place.cycle > 0.0;
  return value_before(schedule, is_wrap ? place.phase + schedule.period : place.phase, place.slack);
}

double schedule_mean(const Schedule& schedule, double from, double to) {
  if (!(to > from)) return schedule_value(schedule, from, Side::after);
  const Place first = place_of(schedule, from), last = place_of(schedule, to);
  const double start = std::max(snapped(schedule, first.phase, first.slack), 0.0);
  const double end = std::max(snapped(schedule, last.phase, last.slack), 0.0);
  const double n_cycles = last.cycle - first.cycle;
  if (n_cycles == 0.0) {
    // Two times that are the same point within the slack.
    if (!(end > start)) return schedule_value(schedule, from, Side::after);
    return integral(schedule, start, end) / (end - start);
  }
  const double period = schedule.period;
  double sum = integral(schedule, start, period) + integral(schedule, 0.0, end);
  if (n_cycles > 1.0) sum += (n_cycles - 1.0) * integral(schedule, 0.0, period);
  return sum / ((period - start) + (n_cycles - 1.0) * period + end);
}

double next_breakpoint(const Schedule& schedule, double time) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const Place place = place_of(schedule, time);
  const double after = place.phase + place.slack;
  if (schedule.period <= 0.0) return break_within(schedule, after, kNever);
  const double start = place.cycle * schedule.period;
  // Points at the ends of the period are the wrap's, which looks at both sides.
  const double in_this_cycle = break_within(schedule, std::max(after, 0.0), schedule.period);
  if (std::isfinite(in_this_cycle)) return start + in_this_cycle;
  const double next_start = (place.cycle + 1.0) * schedule.period;
  if (is_break_at_wrap(schedule)) return next_start;
  return next_start + break_within(schedule, 0.0, schedule.period);
}

Model with_average_power(const Model& model, double end) {
  std::vector<double> factors;
  factors.reserve(model.schedules.size());
  for (const Schedule& schedule : model.schedules)
    factors.push_back(schedule_mean(schedule, 0.0, schedule.period > 0.0 ? schedule.period : end));
  return scaled(model, factors);
}

Model with_power_at(const Model& model, double time) {
  std::vector<double> factors;
  factors.reserve(model.schedules.size());
  for (const Schedule& schedule : model.schedules)
    factors.push_back(schedule_value(schedule, time, Side::after));
  return scaled(model, factors);
}

}  // namespace strata
