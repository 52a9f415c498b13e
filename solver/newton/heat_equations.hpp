// The nonlinear heat equations as Newton's method asks for them: what leaves each cell at a temperature, its
// derivative, and a positive definite operator near that.
#pragma once

#include "solver/heat_residual.hpp"
#include "solver/heat_system.hpp"
#include "solver/newton/heat_jacobian.hpp"

namespace strata {

class HeatEquations {
 public:
  /// Borrows both: reference temperature and storage of a stage are theirs at each call.
  HeatEquations(const ThermalProblem& problem, const HeatResidual& residual, FrozenSystem& system)
      : problem_(problem), residual_(residual), system_(system), jacobian_(problem) {}

  const ThermalProblem& problem() const { return problem_; }
  /// An implicit stage in time, not the steady equations.
  bool is_stage() const { return residual_.storage().rate > 0.0; }
  double reference_temperature() const { return residual_.reference_temperature(); }

  /// r = heat that each cell gains, storage included [W]. \param rise  ghosted layout, ghosts current
  HeatResidual::Norms evaluate(const ConstCellView& rise, const CellView& r) const {
    return residual_.evaluate(rise, r);
  }

  /// Takes the derivative at reference + rise. \param rise  ghosted layout, ghosts current. Collective.
  void linearise(const ConstCellView& rise) {
    jacobian_.linearise(reference_temperature(), rise, residual_.storage().rate);
  }
  /// The same as if powers did not follow the temperature.
  void linearise_with_powers_held(const ConstCellView& rise) {
    jacobian_.linearise_with_powers_held(reference_temperature(), rise, residual_.storage().rate);
  }
  /// y = -dr/drise v [W], both on the owned layout. Collective.
  void apply_derivative(const ConstCellView& v, const CellView& y) const { jacobian_.apply(v, y); }

  /// The positive definite operator by rows: materials at their mean temperatures, closures by their
  /// tangents, nothing of leakage and of how coolant warms. Collective.
  FineRows rows(const CellView& rise) {
    system_.follow(rise);
    return system_.rows();
  }
  /// The same cell by cell, for assembled preconditioners, of the last derivative. Collective.
  const Conductances& conductances(const CellView& rise) {
    system_.follow(rise);
    return system_.cellwise().conductances();
  }

 private:
  const ThermalProblem& problem_;
  const HeatResidual& residual_;
  FrozenSystem& system_;
  HeatJacobian jacobian_;
};

}  // namespace strata
