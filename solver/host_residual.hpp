// The heat residual's flow between cells on the host: slab by slab, whole rows at a time.
#pragma once

#include <memory>

#include "solver/thermal_problem.hpp"

namespace strata {

class HostResidual {
 public:
  /// Borrows the problem, whose views must be readable on the host.
  HostResidual(const ThermalProblem& problem, double reference_temperature);
  ~HostResidual();
  HostResidual(const HostResidual&) = delete;
  HostResidual& operator=(const HostResidual&) = delete;

  /// r -= A(T) rise but for the closures. Returns this rank's sum of (diagonal rise)^2.
  /// \param rise  ghosted layout, ghosts current
  double subtract_outflow(const double* rise, double* r) const;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace strata
