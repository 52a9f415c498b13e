// Rows of a file in time -> schedules: the keys `sampling`, `time_units` and those beside them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/trace_file.hpp"

namespace strata {

/// When each row of a file is.
struct RowTimes {
  std::vector<double> time;  ///< of the rows [s]
  Schedule::Between between = Schedule::Between::steps;
  double period = 0.0;    ///< [s] 0: the rows do not repeat
  double duration = 0.0;  ///< [s] that the rows stand for: the period, or until the last ends
  std::optional<std::size_t> time_column;  ///< which column holds the times
};

/// Whether the keys say that rows follow each other in time.
bool has_row_times(BuildContext& context, const Value& keys);

/// Reports keys that need `sampling` or `time_units` beside them, or the other one.
void check_row_time_keys(BuildContext& context, const Value& keys);

/// \param n_rows  rows of a source without columns (a floorplan's own powers), used where `trace` is null
/// Empty, with messages, where the keys or the column of times are wrong.
std::optional<RowTimes> read_row_times(BuildContext& context, const Value& keys, const PowerTrace* trace,
                                       std::size_t n_rows);

/// The schedule of one value per row; points that change nothing are left out.
Schedule schedule_of_rows(std::string name, const Position& position, const RowTimes& times,
                          const std::vector<double>& values);

/// Why times [s] are none of a schedule's: "times must ascend ...", or "" where they are good.
/// \param index  which of them is wrong
std::string problem_with_times(const std::vector<double>& time, Schedule::Between between,
                               std::size_t& index);

/// Why a period does not fit behind the last time, or "".
std::string problem_with_period(const std::vector<double>& time, Schedule::Between between, double period);

}  // namespace strata
