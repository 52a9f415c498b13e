// The models that superposition adds up: each with one unit of one thing that heats or surrounds the dies,
// and nothing else.
#pragma once

#include <vector>

#include "solver/heat_solution.hpp"

namespace strata {

class UnitLoads {
 public:
  /// Columns: the heat of each body that has sources (of blocks in a die: the die's), the heat of each
  /// prescribed flux, the temperature of each convection or fixed temperature, and the departure from its
  /// mean of each ambient map. Boundaries that have no face left have no column. \param reference   the
  /// temperature that counts as zero [K] \param boundaries  areas, in the order of Model::boundaries
  UnitLoads(const Model& model, double reference, const std::vector<BoundaryHeat>& boundaries);

  const std::vector<Superposition::Column>& columns() const { return columns_; }

  /// The model with one unit of a column: 1 W, spread as in the deck (evenly where the deck has no watt
  /// there), surroundings 1 K above the reference, or the map as it departs from its mean.
  Model model(std::size_t column) const;

 private:
  struct Part {
    std::vector<std::size_t> sources;  ///< indices into Model::sources
    std::size_t boundary = 0;          ///< index into Model::boundaries, where there are no sources
    double area = 0.0;                 ///< of the boundary [m^2]
  };
  void add_sources(const Model& model);
  void add_boundary(const Boundary& boundary, std::size_t index, double area);

  Model idle_;  ///< the model with no heat and everything at the reference
  double reference_;
  std::vector<HeatSource> sources_;
  std::vector<Boundary> boundaries_;
  std::vector<Superposition::Column> columns_;
  std::vector<Part> parts_;
};

}  // namespace strata
