// What a transient did, in numbers: how hot it became and when, how the steps went, where the energy is.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "postproc/transient/history.hpp"

namespace strata {

/// A temperature over the whole transient. NaN where it does not exist.
struct TemperatureCourse {
  std::string name;
  double highest = std::numeric_limits<double>::quiet_NaN();  ///< [K]
  double highest_time = 0.0;                                  ///< first time of it [s]
  double lowest = std::numeric_limits<double>::quiet_NaN();   ///< [K]
  double lowest_time = 0.0;                                   ///< first time of it [s]
  double mean = std::numeric_limits<double>::quiet_NaN();     ///< over time [K]
  double at_end = std::numeric_limits<double>::quiet_NaN();   ///< [K]
};

struct TransientSummary {
  double end = 0.0;         ///< last time reached [s]
  double power_mean = 0.0;  ///< energy released over time [W]
  StepCounts counts;
  bool seeks_cycle = false;       ///< the deck asks for a periodic state
  double cyclic_tolerance = 0.0;  ///< [K]
  EnergyBalance energy;
  TemperatureCourse hottest;            ///< of all cells
  std::vector<TemperatureCourse> dies;  ///< junction temperatures (highest of the active face)
  std::vector<TemperatureCourse> probes;
  std::vector<TemperatureCourse> limits;  ///< of the targets, in the order of the deck
  std::vector<std::string> limit_places;  ///< of each limit: the die in which it is highest; empty: unknown
  std::vector<double> saved_times;        ///< whose fields are kept [s]
};

/// The course of one column: its mean joins the rows by straight lines.
TemperatureCourse course_of(const TimeSeries& series, std::size_t column);

/// \param saved_times  of the fields in results.h5 [s]
TransientSummary summarize_transient(const Model& model, const TransientHistory& history,
                                     std::vector<double> saved_times);

}  // namespace strata
