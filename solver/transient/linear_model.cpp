#include "solver/transient/linear_model.hpp"

#include <algorithm>

#include "physics/laws.hpp"
#include "physics/natural_convection.hpp"

namespace strata {

namespace {

/// The law at one temperature; says in `varied` that it was none before.
PropertyLaw held(const PropertyLaw& law, double temperature, bool& varied) {
  varied = varied || !is_constant(law);
  return ConstantLaw{evaluate(law, temperature)};
}

BulkMaterial held(const BulkMaterial& material, double temperature, bool& varied) {
  BulkMaterial result;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    result.conductivity[axis] = held(material.conductivity[axis], temperature, varied);
  }
  result.density = held(material.density, temperature, varied);
  result.heat_capacity = held(material.heat_capacity, temperature, varied);
  return result;
}

/// Conditions with the coefficients that they have at a surface temperature, about surroundings at the
/// reference.
class HeldCondition {
 public:
  HeldCondition(double surface, double reference, bool& varied)
      : surface_(surface), reference_(reference), varied_(varied) {}

  ThermalCondition operator()(const Adiabatic& condition) const { return condition; }
  ThermalCondition operator()(const HeatFlux&) const { return HeatFlux{}; }
  ThermalCondition operator()(const FixedTemperature&) const { return FixedTemperature{reference_}; }
  ThermalCondition operator()(const ColdPlate& plate) const {
    ColdPlate result = plate;
    result.inlet_temperature = reference_;
    return result;
  }
  ThermalCondition operator()(const Radiation& radiation) const {
    varied_ = true;
    Convection result;
    result.film_coefficient = radiation_film(radiation.emissivity, surface_, radiation.ambient);
    result.ambient = reference_;
    return result;
  }
  ThermalCondition operator()(const Convection& convection) const {
    Convection result;
    result.film_coefficient = convection.film_coefficient;
    result.film_coefficient_map = convection.film_coefficient_map;
    result.ambient = reference_;
    if (!convection.film_coefficient_law.temperature.empty()) {
      varied_ = true;
      result.film_coefficient = evaluate(PropertyLaw{convection.film_coefficient_law}, surface_);
    }
    if (convection.emissivity > 0.0) {
      varied_ = true;
      const double radiated = radiation_film(convection.emissivity, surface_, convection.ambient);
      result.film_coefficient += radiated;
      for (Tile& tile : result.film_coefficient_map) tile.value += radiated;
    }
    return result;
  }

 private:
  double surface_;
  double reference_;
  bool& varied_;
};

}  // namespace

LinearModel linear_model(const Model& model, const std::vector<BulkMaterial>& materials,
                         const std::vector<double>& temperatures, const std::vector<BoundaryHeat>& boundaries,
                         double reference) {
  LinearModel linear{model, false};
  bool& varied = linear.is_linearised;
  for (std::size_t id = 1; id < materials.size(); ++id) {
    linear.model.materials[id].definition = held(materials[id], temperatures[id], varied);
  }
  for (std::size_t b = 0; b < linear.model.boundaries.size(); ++b) {
    // A boundary that has no face left has no surface, and no say either.
    const double surface = boundaries[b].area > 0.0 ? boundaries[b].surface_temperature_mean : reference;
    ThermalCondition& condition = linear.model.boundaries[b].condition;
    condition = std::visit(HeldCondition(surface, reference, varied), condition);
  }
  for (HeatSource& source : linear.model.sources) {
    varied = varied || source.leakage.has_value();
    source.leakage.reset();
    source.schedule = -1;
  }
  linear.model.schedules.clear();
  linear.model.transient.reset();
  return linear;
}

}  // namespace strata
