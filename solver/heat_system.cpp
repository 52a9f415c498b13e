#include "solver/heat_system.hpp"

#include "solver/heat_storage.hpp"
#include "solver/material_means.hpp"

namespace strata {

FrozenSystem::FrozenSystem(const ThermalProblem& problem, double reference_temperature)
    : problem_(problem),
      reference_(reference_temperature),
      temperature_(problem.materials().size(), reference_temperature) {}

void FrozenSystem::follow(const ConstCellView& rise) {
  rise_ = rise;
  is_current_ = false;
  if (problem_.is_nonlinear()) temperature_ = material_means(problem_, reference_, rise);
}

void FrozenSystem::set_storage_rate(double rate) {
  if (rate != storage_rate_) is_current_ = false;
  storage_rate_ = rate;
}

FineRows FrozenSystem::rows() const {
  std::vector<double> storage;
  if (storage_rate_ > 0.0) {
    storage = heat_capacity_at(problem_, temperature_);
    for (double& of_material : storage) of_material *= storage_rate_;
  }
  return rows_of_materials(problem_, conductivity_at(problem_, temperature_), storage);
}

const HeatOperator& FrozenSystem::cellwise() {
  if (!conductances_ || !operator_) {
    conductances_.emplace(problem_.partition());
    operator_.emplace(problem_.partition(), *conductances_);
  }
  if (!is_current_) {
    if (rise_.extent(0) == 0)
      rise_ = CellView("no_rise", static_cast<std::size_t>(problem_.partition().n_ghosted()));
    compute_conductances(problem_, reference_, rise_, *conductances_, storage_rate_);
    is_current_ = true;
  }
  return *operator_;
}

}  // namespace strata
