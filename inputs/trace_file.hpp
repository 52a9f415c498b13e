// Files of values over time: HotSpot's power traces, and CSV files whose first line names the columns. Each
// file is read once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "inputs/build_context.hpp"
#include "inputs/importers/floorplan.hpp"

namespace strata {

/// Reads a CSV text: a line of names, then lines of as many values. Empty lines and lines that start with
/// '#' do not count. A value that is no number is NaN, so that columns of words may stand beside those that
/// are used. Empty, with messages, where names are missing or twice, or a line has another number of values.
std::optional<PowerTrace> parse_csv_trace(const std::string& text, std::int32_t file,
                                          Diagnostics& diagnostics);

/// The values of one column; empty, with a message at its first wrong row, where they are not all numbers and
/// none of them negative.
std::optional<std::vector<double>> trace_column(const PowerTrace& trace, std::size_t column,
                                                Diagnostics& diagnostics);

class TraceFiles {
 public:
  explicit TraceFiles(BuildContext& context) : context_(context) {}

  /// The trace in a file: CSV where its first line has a comma. Null, with messages, where it is wrong; those
  /// about the file as a whole stand at `position`.
  const PowerTrace* find(const std::string& path, const Position& position);

 private:
  BuildContext& context_;
  std::map<std::string, std::optional<PowerTrace>> traces_;
};

}  // namespace strata
