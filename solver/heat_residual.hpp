// The heat equations at a given temperature, evaluated on the fly from the material map: what is left of the
// balance of every cell. No conductance is stored.
#pragma once

#include <memory>

#include "solver/host_residual.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

class HeatResidual {
 public:
  /// Borrows the problem. \param reference_temperature  rises are measured from here [K]
  /// \param by_rows  on the host, whole rows at a time; else one cell per thread wherever kernels run
  HeatResidual(const ThermalProblem& problem, double reference_temperature,
               bool by_rows = Kokkos::SpaceAccessibility<Kokkos::HostSpace, MemorySpace>::accessible);

  struct Norms {
    double input = 0.0;     ///< ||b|| [W]
    double residual = 0.0;  ///< ||b - A(T) rise|| [W]
    double rounding = 0.0;  ///< about what rounding alone leaves of it [W]
  };
  /// r = b(T) - A(T) rise [W] at T = reference + rise. \param rise  ghosted layout, ghosts current
  /// \param r  owned layout. Throws SolveError where the heat input is not finite. Collective.
  Norms evaluate(const ConstCellView& rise, const CellView& r) const;

  /// Sum of the closures over all ranks [W/K]: what one kelvin more everywhere drives out. Collective.
  double total_closure(const ConstCellView& rise) const;

 private:
  const ThermalProblem& problem_;
  double reference_;
  std::unique_ptr<HostResidual> host_;
};

}  // namespace strata
