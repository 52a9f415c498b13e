#include "inputs/build_traces.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "inputs/deck/quantity.hpp"
#include "inputs/row_times.hpp"

namespace strata {

namespace {

// 16 bytes each: a fraction of what a run of as many steps keeps.
constexpr std::size_t kMaxPoints = 20000000;

bool is_of(const Value& value, const Dimension& dimension) {
  return value.dimension() != nullptr && same_dimension(*value.dimension(), dimension);
}

/// Points [time, value] of `steps` or `linear`.
class PointsReader {
 public:
  PointsReader(BuildContext& context, const Value& keys) : context_(context), keys_(keys) {}

  std::optional<Trace> read(const std::string& name, const Position& position) {
    const bool is_linear = keys_.has("linear");
    Trace trace;
    trace.schedule.name = name;
    trace.schedule.position = position;
    trace.schedule.between = is_linear ? Schedule::Between::linear : Schedule::Between::steps;
    const Value::List& points = find_list(keys_, is_linear ? "linear" : "steps");
    if (points.empty()) return std::nullopt;
    for (const Value& point : points)
      if (!add(point, trace)) return std::nullopt;
    if (!check(points, trace.schedule)) return std::nullopt;
    return trace;
  }

 private:
  bool add(const Value& point, Trace& trace) {
    if (!point.is_list() || point.list().size() != 2) return false;
    const Value& time = point.list()[0];
    const Value& value = point.list()[1];
    if (!time.is_number() || !value.is_number()) return false;
    if (!is_of(time, dimension::kTime)) {
      context_.diagnostics.error(time.position(),
                                 "expected a time such as '10 ms' first in a point of a trace");
      return false;
    }
    if (is_of(value, dimension::kTime)) {
      context_.diagnostics.error(
          value.position(),
          "expected a factor such as '0.3' or a power such as '18 W' second in a point "
          "of a trace, not a time");
      return false;
    }
    const bool is_power = is_of(value, dimension::kPower);
    if (!trace.schedule.time.empty() && is_power != trace.is_power) {
      context_.diagnostics.error(value.position(), "a trace holds factors or powers, not both");
      return false;
    }
    trace.is_power = is_power;
    trace.schedule.time.push_back(time.number());
    trace.schedule.value.push_back(value.number());
    return true;
  }

  bool check(const Value::List& points, Schedule& schedule) {
    std::size_t index = 0;
    std::string problem = problem_with_times(schedule.time, schedule.between, index);
    if (!problem.empty()) {
      context_.diagnostics.error(points[index].list()[0].position(), problem);
      return false;
    }
    const auto period = find_number(keys_, "period");
    if (!period) return !context_.was_written(keys_, "period");
    problem = problem_with_period(schedule.time, schedule.between, *period);
    if (!problem.empty()) context_.diagnostics.error(keys_["period"].position(), problem);
    schedule.period = *period;
    return problem.empty();
  }

  BuildContext& context_;
  const Value& keys_;
};

std::optional<Trace> read_file_trace(BuildContext& context, TraceFiles& files, const Value& keys,
                                     const std::string& name, const Position& position) {
  check_row_time_keys(context, keys);
  const auto path = find_text(keys, "file");
  const auto column_name = find_text(keys, "column");
  const auto units = find_text(keys, "units");
  if (!path || !column_name || !units) return std::nullopt;
  const PowerTrace* rows = files.find(*path, keys["file"].position());
  if (rows == nullptr) return std::nullopt;
  const auto found = std::find(rows->names.begin(), rows->names.end(), *column_name);
  if (found == rows->names.end()) {
    context.diagnostics.error(keys["column"].position(),
                              fmt::format("the file has no column '{}'", shown(*column_name)),
                              context.suggester.hint(*column_name, rows->names));
    return std::nullopt;
  }
  const auto column = static_cast<std::size_t>(found - rows->names.begin());
  const auto times = read_row_times(context, keys, rows, 0);
  if (!times) return std::nullopt;
  if (times->time_column == column) {
    context.diagnostics.error(keys["column"].position(), "this is the column of times, not of values");
    return std::nullopt;
  }
  auto values = trace_column(*rows, column, context.diagnostics);
  if (!values) return std::nullopt;
  Trace trace;
  trace.is_power = *units != "factor";
  if (trace.is_power) {
    const double scale = parse_quantity("1 " + *units, dimension::kPower).value;
    for (double& value : *values) value *= scale;
  }
  trace.schedule = schedule_of_rows(name, position, *times, *values);
  return trace;
}

}  // namespace

TraceBook::TraceBook(BuildContext& context, TraceFiles& files) : context_(context) {
  for (const Value::Field& field : find_table(context.deck, "traces")) {
    if (!field.value.is_table()) continue;
    auto trace = field.value.has("file") || context.was_written(field.value, "file")
                     ? read_file_trace(context, files, field.value, field.key, field.key_position)
                     : PointsReader(context, field.value).read(field.key, field.key_position);
    if (trace) traces_.emplace(field.key, std::move(*trace));
  }
}

const Trace* TraceBook::find(const std::string& name, const Position& position) {
  const auto known = traces_.find(name);
  if (known != traces_.end()) return &known->second;
  const std::vector<std::string> names = written_names(context_.root, "traces");
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    std::string hint = context_.suggester.hint(name, names);
    if (hint.empty() && names.empty())
      hint = "traces: {" + name + ": {steps: [[0 ms, 1], [10 ms, 0.3]], period: 20 ms}}";
    context_.diagnostics.error(position, fmt::format("there is no trace '{}'", shown(name)), std::move(hint));
  }
  return nullptr;
}

std::int32_t TraceBook::use(const Trace& trace) {
  const auto known = used_.find(trace.schedule.name);
  if (known != used_.end()) return known->second;
  const std::int32_t index = add(trace.schedule);
  used_.emplace(trace.schedule.name, index);
  return index;
}

std::int32_t TraceBook::add(Schedule schedule) {
  const bool was_within = n_points_ <= kMaxPoints;
  n_points_ += schedule.time.size();
  if (was_within && n_points_ > kMaxPoints)
    context_.diagnostics.error(schedule.position,
                               fmt::format("the traces have more than {} points in all", kMaxPoints));
  std::vector<Schedule>& schedules = context_.model.schedules;
  if (n_points_ <= kMaxPoints) schedules.push_back(std::move(schedule));
  return static_cast<std::int32_t>(schedules.size()) - 1;
}

}  // namespace strata
