// Temperatures of named places, reduced on the device at every step: dies by their active faces, probes,
// targets of limits.
#pragma once

#include <vector>

#include "solver/thermal_problem.hpp"
#include "solver/transient/time_series.hpp"

namespace strata {

/// A stretch of cells along x; ghosted index of the first.
struct CellRun {
  std::int64_t first = 0;
  std::int32_t length = 0;
};

/// One face of a die's active side.
struct WatchedFace {
  std::int32_t i = 0, j = 0, k_line = 0;
  bool is_above = false;
  std::int32_t sheet = -1;     ///< index into ThermalProblem::sheets(); -1: nothing is released here
  std::int32_t boundary = -1;  ///< index into BoundaryFaces::faces; -1: the face lies inside
  double area = 0.0;           ///< [m^2]
};

class Watches {
 public:
  /// Of every die (maximum and mean of its active face), probe and limit of the model. Borrows the problem.
  /// Collective.
  explicit Watches(const ThermalProblem& problem);

  const std::vector<SeriesColumn>& columns() const { return columns_; }

  /// Values of all columns [K], the same on every rank. \param rise  ghosted layout, ghosts current.
  /// Collective.
  std::vector<double> sample(double reference_temperature, const ConstCellView& rise) const;

 private:
  struct Watch {
    bool is_mean = false;
    Kokkos::View<const CellRun*, MemorySpace> runs;
    Kokkos::View<const WatchedFace*, MemorySpace> faces;
    double weight = 0.0;  ///< of a mean: volume or area over all ranks
  };
  class Finder;
  void add(SeriesKind kind, const std::string& name, Watch watch);
  void add_dies(Finder& finder);
  void add_probes(Finder& finder);
  void add_limits(Finder& finder);

  const ThermalProblem* problem_;
  std::vector<SeriesColumn> columns_;
  std::vector<Watch> watches_;
};

}  // namespace strata
