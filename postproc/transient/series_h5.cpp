#include "postproc/transient/series_h5.hpp"

#include <string>
#include <vector>

#include "postproc/model_groups.hpp"
#include "postproc/transient/series_columns.hpp"

namespace strata {
namespace {

std::vector<double> values_of(const TimeSeries& series, std::size_t column) {
  std::vector<double> values;
  values.reserve(series.n_rows());
  for (std::size_t row = 0; row < series.n_rows(); ++row) values.push_back(series.value(row, column));
  return values;
}

void write_counts(Hdf5File& file, const StepCounts& counts) {
  file.set_attribute("/series", "steps_accepted", counts.accepted);
  file.set_attribute("/series", "steps_rejected", counts.rejected);
  file.set_attribute("/series", "steps_failed", counts.failed);
  file.set_attribute("/series", "iterations", counts.iterations);
  file.set_attribute("/series", "setups", counts.setups);
  file.set_attribute("/series", "cycles", std::int64_t{counts.cycles});
  file.set_attribute("/series", "cyclic_change_K", counts.cyclic_change);
}

void write_energy(Hdf5File& file, const EnergyBalance& energy) {
  file.set_attribute("/series", "energy_supplied_J", energy.supplied);
  file.set_attribute("/series", "energy_removed_J", energy.removed);
  file.set_attribute("/series", "energy_stored_J", energy.stored);
  file.set_attribute("/series", "energy_gross_J", energy.gross);
  file.set_attribute("/series", "energy_imbalance_J", energy.imbalance);
  file.set_attribute("/series", "energy_imbalance_relative", energy.relative);
  file.set_attribute("/series", "energy_imbalance_bound", energy.bound);
}

}  // namespace

void write_series_h5(Hdf5File& file, const TransientHistory& history) {
  const TimeSeries& series = history.series;
  file.write("/series/time", series.time);
  describe(file, "/series/time", "s", "time of each row of the other datasets");
  for (const std::size_t c : distinct_columns(series)) {
    const SeriesColumn& column = series.columns[c];
    const std::string path = "/series/" + column_path(column);
    file.write(path, values_of(series, c));
    const char* unit = series_unit(column.kind);
    describe(file, path, *unit == '\0' ? "1" : unit, column_meaning(column.kind));
  }
  write_counts(file, history.counts);
  write_energy(file, history.energy);
}

}  // namespace strata
