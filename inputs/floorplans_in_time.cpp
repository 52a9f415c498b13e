// Powers by block of a floorplan whose rows follow each other in time.
#include <algorithm>

#include <fmt/format.h>

#include "inputs/floorplans.hpp"
#include "inputs/row_times.hpp"
#include "inputs/schedules.hpp"

namespace strata {

namespace {

void add_block(BlockSchedules& schedules, const FloorplanBlock& block, const Position& position,
               const RowTimes& times, const std::vector<double>& values) {
  schedules.blocks.push_back(schedule_of_rows(block.name, position, times, values));
  schedules.mean += schedule_mean(schedules.blocks.back(), 0.0, times.duration);
}

}  // namespace

std::optional<BlockSchedules> FloorplanReader::powers_in_time(const Value& keys) {
  check_row_time_keys(context_, keys);
  const Floorplan* plan = floorplan(keys, "file");
  if (plan == nullptr) return std::nullopt;
  const Value* powers = keys.find("powers");
  if (powers == nullptr)
    return context_.was_written(keys, "powers") ? std::nullopt : schedules_of_slots(keys, *plan);
  if (powers->is_table()) {
    context_.diagnostics.error(powers->position(), "these powers are one row: nothing follows it in time",
                               "give a trace file, or let the whole source follow one of 'traces': in_time");
    return std::nullopt;
  }
  const PowerTrace* rows = trace(keys);
  return rows == nullptr ? std::nullopt : schedules_of_trace(keys, *plan, *rows);
}

std::optional<BlockSchedules> FloorplanReader::schedules_of_trace(const Value& keys,
                                                                  const Floorplan& floorplan,
                                                                  const PowerTrace& trace) {
  const auto times = read_row_times(context_, keys, &trace, 0);
  if (!times) return std::nullopt;
  const auto columns = columns_of_blocks(floorplan, trace, times->time_column);
  if (!columns) return std::nullopt;
  BlockSchedules schedules;
  for (std::size_t b = 0; b < columns->size(); ++b) {
    const std::size_t column = (*columns)[b];
    const auto values = trace_column(trace, column, context_.diagnostics);
    if (!values) return std::nullopt;
    add_block(schedules, floorplan.blocks[b], trace.positions[column], *times, *values);
  }
  return schedules;
}

/// 3D-ICE's time slots. A block with one power has it throughout, one without any has none.
std::optional<BlockSchedules> FloorplanReader::schedules_of_slots(const Value& keys,
                                                                  const Floorplan& floorplan) {
  std::size_t n_slots = 0;
  for (const FloorplanBlock& block : floorplan.blocks) n_slots = std::max(n_slots, block.powers.size());
  if (n_slots == 0) {
    context_.diagnostics.error(keys.position(), "the floorplan states no powers",
                               "give 'powers': a trace file, or a power for each block");
    return std::nullopt;
  }
  const auto times = read_row_times(context_, keys, nullptr, n_slots);
  if (!times) return std::nullopt;
  BlockSchedules schedules;
  for (const FloorplanBlock& block : floorplan.blocks) {
    std::vector<double> values = block.powers;
    if (values.size() <= 1) values.assign(n_slots, values.empty() ? 0.0 : values.front());
    if (values.size() != n_slots) {
      context_.diagnostics.error(
          block.position, fmt::format("block '{}' has {} time slots, another one has {}", shown(block.name),
                                      values.size(), n_slots));
      return std::nullopt;
    }
    add_block(schedules, block, block.position, *times, values);
  }
  return schedules;
}

}  // namespace strata
