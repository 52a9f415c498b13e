// The derivative of the heat residual, without a matrix: y = A'(T) v, where A(T) rise - b(T) is what leaves
// each cell. Beside the conductances at T it has what they change by: a face between two cells carries
//   dQ = g (v_c - v_n) + beta_c v_c + beta_n v_n
// with beta from dk/dT, from shares of sheets that follow k, and from leakage on the face; a cell's diagonal
// has boundary faces and leakage; the coolant of cold plates passes changes on downstream.
#pragma once

#include <array>

#include "solver/conductances.hpp"

namespace strata {

class HeatJacobian {
 public:
  /// Borrows the problem, whose loads may change.
  explicit HeatJacobian(const ThermalProblem& problem);

  /// Takes the derivative at reference + rise. \param rise  ghosted layout, ghosts current
  /// \param storage_rate  of an implicit stage (heat_storage.hpp) [1/s]. Collective.
  void linearise(double reference_temperature, const ConstCellView& rise, double storage_rate = 0.0);

  /// The same as if powers did not follow the temperature.
  void linearise_with_powers_held(double reference_temperature, const ConstCellView& rise,
                                  double storage_rate = 0.0);

  /// y = A' v [W], both on the owned layout. Collective.
  void apply(const ConstCellView& v, const CellView& y) const;

  /// Conductances and diagonal: all but the betas and the coolant.
  const Conductances& conductances() const { return operator_.conductances(); }

 private:
  /// Changes of the heat through the face between a cell and the next one up the axis, ghosted layout as
  /// Conductances::upper; extent 0: none.
  struct Betas {
    CellView lower, upper;  ///< by temperature of the cell below and above the face [W/K]
  };

  const ThermalProblem& problem_;
  HeatOperator operator_;
  std::array<Betas, 3> betas_;
};

}  // namespace strata
