#include "inputs/build_transient.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "inputs/common_period.hpp"
#include "inputs/deck/quantity.hpp"
#include "inputs/schedules.hpp"

namespace strata {

namespace {

constexpr std::size_t kMaxSaveTimes = 100000;
constexpr double kSameTime = 1e-9;  // relative: far above the rounding of n * every

std::string text_of(double time) {
  return readable_quantity(time, dimension::kTime);
}

const Value* analysis_key(const BuildContext& context, std::string_view key) {
  const Value* analysis = context.deck.find("analysis");
  return analysis != nullptr && analysis->is_table() ? analysis->find(key) : nullptr;
}

bool is_constant(const Schedule& schedule) {
  return std::all_of(schedule.value.begin(), schedule.value.end(),
                     [&](double value) { return value == schedule.value.front(); });
}

/// A schedule that changes and does not repeat, or null.
const Schedule* find_single(const std::vector<Schedule>& schedules) {
  const auto found = std::find_if(schedules.begin(), schedules.end(), [](const Schedule& schedule) {
    return schedule.period <= 0.0 && !is_constant(schedule);
  });
  return found == schedules.end() ? nullptr : &*found;
}

class TransientBuilder {
 public:
  TransientBuilder(BuildContext& context, const Value& keys, Transient& transient)
      : context_(context), keys_(keys), transient_(transient) {}

  void build() {
    transient_.method =
        find_text(keys_, "method") == "backward_euler" ? TimeMethod::backward_euler : TimeMethod::tr_bdf2;
    transient_.tolerance = find_number(keys_, "tolerance").value_or(0.0);
    build_cycle();
    build_initial();
    build_end();
    build_steps();
    if (transient_.end > 0.0) build_save_times();
  }

 private:
  void error(const Value& at, std::string message, std::string hint = {}) {
    context_.diagnostics.error(at.position(), std::move(message), std::move(hint));
  }

  void build_cycle();
  void build_initial();
  void build_end();
  void build_steps();
  void build_save_times();
  bool add_save_time(const Value& value, double time);

  BuildContext& context_;
  const Value& keys_;
  Transient& transient_;
};

/// The period of the traces, and the periodic state where it is asked for.
void TransientBuilder::build_cycle() {
  const std::vector<Schedule>& schedules = context_.model.schedules;
  const CommonPeriod common = common_period(schedules);
  transient_.period = common.period;
  const Value* keys = keys_.find("until_cyclic");
  if (keys == nullptr || !keys->is_table()) return;
  UntilCyclic& cyclic = transient_.cyclic.emplace();
  cyclic.tolerance = find_number(*keys, "tolerance").value_or(0.0);
  const Value* cycles = keys->find("max_cycles");
  if (cycles != nullptr && cycles->is_integer()) cyclic.max_cycles = static_cast<int>(cycles->integer());
  if (context_.diagnostics.has_errors() && schedules.empty()) return;  // of traces that were wrong
  const Position& position = keys_.key_position("until_cyclic");
  if (const Schedule* single = find_single(schedules)) {
    context_.diagnostics.error(
        position, fmt::format("the trace '{}' does not repeat: no periodic state comes of it", single->name),
        "give it a period (or repeat: true), or leave until_cyclic out");
  } else if (common.first >= 0) {
    const auto period_of = [&](std::int32_t i) {
      return text_of(schedules[static_cast<std::size_t>(i)].period);
    };
    const auto name_of = [&](std::int32_t i) { return schedules[static_cast<std::size_t>(i)].name; };
    context_.diagnostics.error(
        position,
        fmt::format("the traces '{}' ({}) and '{}' ({}) have no common period up to {} of the longer",
                    name_of(common.first), period_of(common.first), name_of(common.second),
                    period_of(common.second), kMaxPeriods),
        "choose periods whose ratio is that of small whole numbers");
  } else if (common.period <= 0.0) {
    context_.diagnostics.error(position, "no power repeats: there is no periodic state to run to",
                               "let a heat source follow a trace that has a period: in_time");
  }
}

void TransientBuilder::build_initial() {
  using Kind = InitialState::Kind;
  InitialState& initial = transient_.initial;
  const Value* value = keys_.find("initial");
  initial.position = keys_.key_position("initial");
  if (value == nullptr) {
    if (keys_.has("until_cyclic")) initial.kind = Kind::steady_at_average;
    return;
  }
  if (value->is_text()) {
    initial.kind = value->text() == "steady"              ? Kind::steady
                   : value->text() == "steady_at_average" ? Kind::steady_at_average
                                                          : Kind::ambient;
    return;
  }
  if (!value->is_table()) return;
  if (const auto temperature = find_number(*value, "temperature")) {
    initial.kind = Kind::temperature;
    initial.temperature = *temperature;
  } else if (const auto file = find_text(*value, "file")) {
    initial.kind = Kind::file;
    initial.file = *file;
    initial.position = (*value)["file"].position();
  }
}

void TransientBuilder::build_end() {
  transient_.end = find_number(keys_, "end").value_or(0.0);
  if (context_.was_written(keys_, "end")) return;
  if (context_.was_written(keys_, "until_cyclic")) {
    transient_.end = transient_.period;
    return;
  }
  context_.diagnostics.error(keys_.position(), "missing key 'end' in analysis.transient", "end: 1 s");
}

void TransientBuilder::build_steps() {
  const Value* keys = keys_.find("step");
  if (keys == nullptr || !keys->is_table()) return;
  transient_.fixed_step = find_number(*keys, "fixed");
  transient_.first_step = find_number(*keys, "first");
  transient_.smallest_step = find_number(*keys, "smallest");
  transient_.largest_step = find_number(*keys, "largest");
  const auto ascend = [&](std::string_view low, std::string_view high) {
    const auto smaller = find_number(*keys, low), larger = find_number(*keys, high);
    if (!smaller || !larger || *smaller <= *larger) return;
    error((*keys)[low], fmt::format("the {} step, {}, is larger than the {} one, {}", low, text_of(*smaller),
                                    high, text_of(*larger)));
  };
  ascend("smallest", "first");
  ascend("first", "largest");
  ascend("smallest", "largest");
  for (const std::string_view key : {"fixed", "first", "smallest"}) {
    const auto size = find_number(*keys, key);
    if (size && transient_.end > 0.0 && *size > transient_.end)
      error((*keys)[key], fmt::format("the {} step, {}, is longer than the run, which ends at {}", key,
                                      text_of(*size), text_of(transient_.end)));
  }
}

/// False where there are too many.
bool TransientBuilder::add_save_time(const Value& value, double time) {
  if (transient_.save_times.size() >= kMaxSaveTimes) {
    error(value, fmt::format("more than {} fields would be kept", kMaxSaveTimes));
    return false;
  }
  transient_.save_times.push_back(time);
  return true;
}

void TransientBuilder::build_save_times() {
  const Value* keys = keys_.find("save");
  if (keys == nullptr || !keys->is_table()) return;
  const double end = transient_.end;
  if (const auto every = find_number(*keys, "every")) {
    if (*every > end * (1.0 + kSameTime))
      error((*keys)["every"],
            fmt::format("{} is longer than the run, which ends at {}", text_of(*every), text_of(end)));
    const double count = std::floor(end / *every * (1.0 + kSameTime));
    if (count > static_cast<double>(kMaxSaveTimes)) {
      error((*keys)["every"],
            fmt::format("{:.6g} fields would be kept; at most {} are", count, kMaxSaveTimes));
      return;
    }
    for (int n = 1; n <= static_cast<int>(count); ++n)
      transient_.save_times.push_back(std::min(n * *every, end));
  }
  for (const Value& time : find_list(*keys, "times")) {
    if (!time.is_number()) continue;
    if (time.number() > end * (1.0 + kSameTime)) {
      error(time, fmt::format("{} lies behind the end of the run, {}", text_of(time.number()), text_of(end)));
      continue;
    }
    if (!add_save_time(time, std::min(time.number(), end))) return;
  }
  std::vector<double>& times = transient_.save_times;
  std::sort(times.begin(), times.end());
  times.erase(
      std::unique(times.begin(), times.end(), [](double a, double b) { return b - a <= kSameTime * b; }),
      times.end());
}

}  // namespace

void build_transient(BuildContext& context) {
  if (!context.model.transient) return;
  Transient& transient = *context.model.transient;
  const Value* keys = analysis_key(context, "transient");
  if (keys == nullptr) {
    const Value& analysis = context.deck["analysis"];
    if (!context.was_written(analysis, "transient"))
      context.diagnostics.error(analysis["heat"].position(), "heat: transient needs 'transient' beside it",
                                "transient: {end: 1 s}");
    return;
  }
  if (keys->is_table()) TransientBuilder(context, *keys, transient).build();
}

void build_steady_power(BuildContext& context) {
  Model& model = context.model;
  if (model.transient || model.schedules.empty() || context.diagnostics.has_errors()) return;
  const Value* power = analysis_key(context, "power");
  if (power == nullptr) {
    const auto source = std::find_if(model.sources.begin(), model.sources.end(),
                                     [](const HeatSource& s) { return s.schedule >= 0; });
    if (source == model.sources.end()) return;
    context.diagnostics.error(source->position,
                              "this power runs in time, and heat is steady: which power counts?",
                              "write analysis: {power: average} or {power: {at: 12 ms}}, or heat: transient");
    return;
  }
  if (power->is_table()) {
    model = with_power_at(model, find_number(*power, "at").value_or(0.0));
    return;
  }
  const Value* transient = analysis_key(context, "transient");
  const auto end =
      transient != nullptr && transient->is_table() ? find_number(*transient, "end") : std::nullopt;
  if (const Schedule* single = find_single(model.schedules); single != nullptr && !end) {
    context.diagnostics.error(
        power->position(),
        fmt::format("the trace '{}' does not repeat: over which time is its average?", single->name),
        "give it a period, say transient: {end: 1 s}, or write power: {at: 12 ms}");
    return;
  }
  model = with_average_power(model, end.value_or(0.0));
}

}  // namespace strata
