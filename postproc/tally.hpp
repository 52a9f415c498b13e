// Sums and extremes of a solution by body, over all ranks: the raw material of the summary.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "solver/heat_solution.hpp"

namespace strata {

/// Highest value and where: the lowest of the places that hold it, so that ties do not depend on the ranks.
struct Peak {
  double value = -std::numeric_limits<double>::infinity();
  std::int64_t place = std::numeric_limits<std::int64_t>::max();

  bool found() const { return place != std::numeric_limits<std::int64_t>::max(); }
  void add(double other_value, std::int64_t other_place);
};

/// Highest value over the ranks of each peak, then the lowest place among those that have it. Collective;
/// every rank gives the same number of peaks.
void reduce_peaks(MPI_Comm comm, const std::vector<Peak*>& peaks);

/// Over the cells a body owns itself. A place is (k * ny + j) * nx + i of the whole grid.
struct CellTally {
  std::int64_t cells = 0;
  double volume = 0.0;                                       ///< [m^3]
  double temperature_volume = 0.0;                           ///< integral of the temperature [K.m^3]
  double power = 0.0;                                        ///< [W]
  double minimum = std::numeric_limits<double>::infinity();  ///< [K]
  Peak maximum;                                              ///< [K]

  void add(const CellTally& other);
};

/// Over an active face. A place is j * nx + i of the whole grid.
struct FaceTally {
  double area = 0.0;              ///< [m^2]
  double temperature_area = 0.0;  ///< [K.m^2]
  Peak maximum;                   ///< [K]
};

/// A side of a body that carries no devices, where a limit asks for it: the cells along it are looked at.
struct SideProbe {
  BodyIndex body = kNoBody;
  Face face = Face::top;
};

struct Tallies {
  std::vector<CellTally> bodies;  ///< by body index
  std::vector<FaceTally> faces;   ///< in the order of HeatSolution::active_faces
  std::vector<Peak> sides;        ///< in the order of the probes given
};

/// Collective; the same on every rank (sums to rounding of the order of ranks).
Tallies tally(const SolutionView& view, const std::vector<SideProbe>& probes);

}  // namespace strata
