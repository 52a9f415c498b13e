// Heat sources mapped to the cells and faces of one rank by exact overlap; every watt of the deck arrives.
#pragma once

#include <vector>

#include "inputs/model.hpp"
#include "meshes/partition.hpp"

namespace strata {

/// Heat released on a z line, on either side of a contact resistance that may lie there.
struct SheetPlane {
  int k_line = 0;
  std::vector<double>
      below;  ///< [W] on the side of cell k_line - 1, owned columns, [j * nx + i]; empty: none
  std::vector<double> above;  ///< [W] on the side of cell k_line
};

/// Heat of a source with leakage in one cell or on one of its faces.
struct LeakingHeat {
  std::int64_t cell = 0;  ///< owned index; the factor is taken at its temperature
  /// Which face of the cell releases the heat; none: the volume.
  enum class Place : std::uint8_t { volume, lower_face, upper_face } place = Place::volume;
  std::int32_t source = 0;  ///< index into Model::sources
  double power = 0.0;       ///< where the factor is 1 [W]
};

struct HeatLoads {
  std::vector<double> volume;        ///< [W] per owned cell; empty where no source fills a volume
  std::vector<SheetPlane> sheets;    ///< ascending in k_line
  std::vector<LeakingHeat> leaking;  ///< of this rank; counted in none of the other numbers
  double net = 0.0;                  ///< sum over all sources and ranks [W]
  double gross = 0.0;                ///< sum of their absolute values [W]

  const SheetPlane* plane(int k_line) const;
};

/// The sources of a model that share one schedule, at the value 1 of it.
/// \param schedule  HeatSource::schedule of those that are taken
/// \param material  ids on the ghosted layout, on the host
/// Throws DeckError where heat would be released in void or where a map misses its target. Collective.
HeatLoads map_heat_sources(const Model& model, std::int32_t schedule, const Grid& grid,
                           const Partition& partition, const std::vector<std::uint16_t>& material);

}  // namespace strata
