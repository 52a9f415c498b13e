// What is asked about active faces, over all ranks: their area mean, and the temperature at one place.
#pragma once

#include <vector>

#include "solver/heat_solution.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

class ActiveRows {
 public:
  /// Two rows for each face that is seen anywhere: its mean, and the place where `faces` are hottest (the
  /// lowest one, y then x, of several). Borrows the problem. Collective.
  ActiveRows(const ThermalProblem& problem, const std::vector<ActiveFace>& faces);

  const std::vector<Superposition::Row>& rows() const { return rows_; }

  /// The temperatures that rows() ask for, in other temperatures of the same faces [K]. Collective.
  std::vector<double> values(const std::vector<ActiveFace>& faces) const;

 private:
  struct Place {
    std::size_t face = 0;   ///< index into the faces
    std::int64_t cell = 0;  ///< j * nx + i of the whole grid
  };
  std::vector<Place> hottest_places(const std::vector<ActiveFace>& faces) const;

  const ThermalProblem& problem_;
  std::vector<Place> places_;  ///< of every second row
  std::vector<Superposition::Row> rows_;
};

}  // namespace strata
