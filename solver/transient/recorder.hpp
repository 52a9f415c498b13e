// Rows of the time series: what every step leaves behind.
#pragma once

#include "solver/heat_balance.hpp"
#include "solver/transient/time_series.hpp"
#include "solver/transient/watches.hpp"

namespace strata {

/// What is known of a step besides the fields.
struct StepRecord {
  double time = 0.0;  ///< [s]
  double step = 0.0;  ///< [s]
  int iterations = 0;
  double error = 0.0;                                  ///< [K]
  double stored = 0.0, supplied = 0.0, removed = 0.0;  ///< since time 0 [J]
  std::vector<double> amplitude;                       ///< of the schedules, after a jump at this time
};

class Recorder {
 public:
  /// Borrows the problem. Collective.
  explicit Recorder(const ThermalProblem& problem);

  /// Appends a row. \param rise  ghosted layout, ghosts current. Collective.
  void record(const StepRecord& step, double reference_temperature, const ConstCellView& rise);
  void clear();

  const TimeSeries& series() const { return series_; }
  /// Puts back rows that an earlier recorder of the same model made; throws Error (io) where they do not fit.
  void restore(std::vector<double> time, std::vector<double> values);

 private:
  /// Heat released in a die by the sources of each schedule at 1, constant ones first [W].
  struct DiePower {
    std::string name;
    std::vector<double> by_part;
    std::vector<std::size_t> leaking;  ///< sources with leakage, in none of the parts
  };
  void add_die_powers();

  const ThermalProblem* problem_;
  Watches watches_;
  std::vector<DiePower> dies_;
  TimeSeries series_;
};

}  // namespace strata
