// The heat equations at a given temperature, evaluated on the fly from the material map: what is left of the
// balance of every cell. No conductance is stored.
#pragma once

#include <memory>

#include "solver/heat_storage.hpp"
#include "solver/host_residual.hpp"
#include "solver/thermal_problem.hpp"

namespace strata {

class HeatResidual {
 public:
  /// Borrows the problem, whose loads may change. \param reference_temperature  rises are measured from here
  /// [K] \param by_rows  on the host, whole rows at a time; else one cell per thread wherever kernels run
  HeatResidual(const ThermalProblem& problem, double reference_temperature,
               bool by_rows = Kokkos::SpaceAccessibility<Kokkos::HostSpace, MemorySpace>::accessible);

  /// Rises are measured from here from now on [K].
  void set_reference(double temperature);
  double reference_temperature() const { return reference_; }
  /// The equations are those of an implicit stage from now on; a rate of 0 takes the storage away.
  /// Collective.
  void set_storage(const HeatStorage& storage);
  const HeatStorage& storage() const { return storage_; }

  struct Norms {
    double input = 0.0;     ///< ||b||, of a stage hypot(||b||, ||rate known||) [W]
    double residual = 0.0;  ///< ||b - A(T) rise||, storage included [W]
    double rounding = 0.0;  ///< about what rounding alone leaves of it [W]
  };
  /// r = b(T) - A(T) rise + rate (known - H(rise)) [W] at T = reference + rise. \param rise  ghosted layout,
  /// ghosts current \param r  owned layout. Throws SolveError where the heat input is not finite. Collective.
  Norms evaluate(const ConstCellView& rise, const CellView& r) const;

  /// Sum of the closures over all ranks [W/K], of a stage with rate times the heat capacities: what one
  /// kelvin more everywhere drives out. Collective.
  double total_closure(const ConstCellView& rise) const;

 private:
  const ThermalProblem& problem_;
  double reference_;
  HeatStorage storage_;
  double norm_known_ = 0.0;  ///< [J]
  std::unique_ptr<HostResidual> host_;
};

}  // namespace strata
