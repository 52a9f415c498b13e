#include "inputs/row_times.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "inputs/deck/quantity.hpp"

namespace strata {

namespace {

// Far below what heat in a package can follow, and wide enough for times to be told apart in a long run.
constexpr double kClosest = 1e-9;  // [s]

std::string text_of(double time) {
  return readable_quantity(time, dimension::kTime) + (time == 0.0 ? " s" : "");
}

std::optional<std::vector<double>> times_of_column(BuildContext& context, const Value& keys,
                                                   const PowerTrace& trace, RowTimes& times) {
  const std::string unit = find_text(keys, "time_units").value_or("s");
  const Value* name = keys.find("time_column");
  std::size_t place = 0;
  if (name != nullptr) {
    const auto column = std::find(trace.names.begin(), trace.names.end(), name->text());
    if (column == trace.names.end()) {
      context.diagnostics.error(name->position(),
                                fmt::format("the file has no column '{}'", shown(name->text())),
                                context.suggester.hint(name->text(), trace.names));
      return std::nullopt;
    }
    place = static_cast<std::size_t>(column - trace.names.begin());
  }
  times.time_column = place;
  auto column = trace_column(trace, place, context.diagnostics);
  if (!column) return std::nullopt;
  for (double& time : *column)
    time = parse_quantity(fmt::format("{} {}", time, unit), dimension::kTime).value;
  std::size_t index = 0;
  const std::string problem = problem_with_times(*column, times.between, index);
  if (!problem.empty()) {
    context.diagnostics.error(trace.row_positions[index], problem);
    return std::nullopt;
  }
  return column;
}

}  // namespace

bool has_row_times(BuildContext& context, const Value& keys) {
  return context.was_written(keys, "sampling") || context.was_written(keys, "time_units");
}

void check_row_time_keys(BuildContext& context, const Value& keys) {
  const auto needs = [&](std::string_view key, std::string_view other) {
    const Value* value = keys.find(key);
    if (value == nullptr || context.was_written(keys, other)) return;
    context.diagnostics.error(keys.key_position(key), fmt::format("'{}' needs '{}' beside it", key, other));
  };
  needs("repeat", "sampling");
  needs("period", "time_units");
  needs("time_column", "time_units");
  if (keys.has("interpolate") && !has_row_times(context, keys))
    context.diagnostics.error(keys.key_position("interpolate"),
                              "'interpolate' needs 'sampling' or 'time_units' beside it");
}

std::optional<RowTimes> read_row_times(BuildContext& context, const Value& keys, const PowerTrace* trace,
                                       std::size_t n_rows) {
  RowTimes times;
  if (find_text(keys, "interpolate") == "linear") times.between = Schedule::Between::linear;
  if (trace != nullptr) n_rows = trace->rows.size();
  if (const auto sampling = find_number(keys, "sampling")) {
    if (*sampling < kClosest) {
      context.diagnostics.error(keys["sampling"].position(), "rows must be at least 1 ns apart");
      return std::nullopt;
    }
    times.time.reserve(n_rows);
    for (std::size_t i = 0; i < n_rows; ++i) times.time.push_back(static_cast<double>(i) * *sampling);
    times.duration = static_cast<double>(n_rows) * *sampling;
    const Value* repeat = keys.find("repeat");
    if (repeat != nullptr && repeat->is_flag() && repeat->flag()) times.period = times.duration;
    return times;
  }
  if (!keys.has("time_units")) return std::nullopt;
  if (trace == nullptr) {
    context.diagnostics.error(keys.key_position("time_units"), "there is no file with a column of times",
                              "say how long a time slot lasts: sampling: 10 ms");
    return std::nullopt;
  }
  auto column = times_of_column(context, keys, *trace, times);
  if (!column) return std::nullopt;
  times.time = std::move(*column);
  times.duration = times.time.back();
  if (const auto period = find_number(keys, "period")) {
    const std::string problem = problem_with_period(times.time, times.between, *period);
    if (!problem.empty()) {
      context.diagnostics.error(keys["period"].position(), problem);
      return std::nullopt;
    }
    times.duration = times.period = *period;
  }
  return times;
}

Schedule schedule_of_rows(std::string name, const Position& position, const RowTimes& times,
                          const std::vector<double>& values) {
  Schedule schedule;
  schedule.name = std::move(name);
  schedule.position = position;
  schedule.between = times.between;
  schedule.period = times.period;
  const bool is_linear = times.between == Schedule::Between::linear;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_as_before = i > 0 && values[i] == values[i - 1];
    const bool is_as_behind = i + 1 < values.size() && values[i + 1] == values[i];
    if (is_as_before && (!is_linear || is_as_behind)) continue;
    schedule.time.push_back(times.time[i]);
    schedule.value.push_back(values[i]);
  }
  if (is_linear && times.period > times.time.back() && !times.time_column) {
    schedule.time.push_back(times.period);  // sampled rows go straight over into the first one
    schedule.value.push_back(values.front());
  }
  return schedule;
}

std::string problem_with_times(const std::vector<double>& time, Schedule::Between between,
                               std::size_t& index) {
  for (index = 0; index < time.size(); ++index) {
    if (index == 0) continue;
    const double step = time[index] - time[index - 1];
    const bool is_linear = between == Schedule::Between::linear;
    if (step < 0.0 || (step == 0.0 && !is_linear))
      return fmt::format("times must ascend: {} follows {}", text_of(time[index]), text_of(time[index - 1]));
    if (step == 0.0 && index > 1 && time[index - 2] == time[index])
      return fmt::format("three points at {}: a jump has two", text_of(time[index]));
    if (step > 0.0 && step < kClosest)
      return "two times must be at least 1 ns apart, or the same where the trace is linear";
  }
  return "";
}

std::string problem_with_period(const std::vector<double>& time, Schedule::Between between, double period) {
  const bool is_linear = between == Schedule::Between::linear;
  if (period > time.back() + kClosest || (is_linear && period == time.back())) return "";
  return fmt::format("the period must {} the last time, {}",
                     is_linear ? "not be shorter than" : "be longer than", text_of(time.back()));
}

}  // namespace strata
