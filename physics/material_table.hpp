// Material properties in kernels, by material id. Built from resolve_materials(); id 0 is void and conducts
// nothing.
#pragma once

#include <cstdint>
#include <vector>

#include <Kokkos_Core.hpp>

#include "inputs/model.hpp"
#include "physics/laws.hpp"

namespace strata {

/// Cells keep their mass while they warm: it is that of the density at this temperature [K].
inline constexpr double kDensityTemperature = 298.15;

/// A handle: copies share the data, so kernels may capture it by value.
class MaterialTable {
 public:
  MaterialTable() = default;

  /// \param materials  by id, [0] void. Throws Error where a law cannot be evaluated or a property is not
  /// positive over its range, and where there are more materials than 16 bits can number.
  explicit MaterialTable(const std::vector<BulkMaterial>& materials);

  /// [W/(m.K)] along axis 0, 1 or 2 at temperature T [K]; 0 in void.
  KOKKOS_INLINE_FUNCTION double conductivity(std::uint16_t id, int axis, double T) const {
    return laws_.evaluate(kPropertiesPerMaterial * id + axis, T);
  }
  /// d(conductivity)/dT [W/(m.K^2)]
  KOKKOS_INLINE_FUNCTION double conductivity_derivative(std::uint16_t id, int axis, double T) const {
    return laws_.derivative(kPropertiesPerMaterial * id + axis, T);
  }
  /// [kg/m^3]
  KOKKOS_INLINE_FUNCTION double density(std::uint16_t id, double T) const {
    return laws_.evaluate(kPropertiesPerMaterial * id + 3, T);
  }
  /// [J/(kg.K)]
  KOKKOS_INLINE_FUNCTION double heat_capacity(std::uint16_t id, double T) const {
    return laws_.evaluate(kPropertiesPerMaterial * id + 4, T);
  }

  /// Heat that one cubic metre takes up on the way from a temperature to one higher by `rise` [J/m^3]: exact
  /// for every law; 0 in void.
  KOKKOS_INLINE_FUNCTION double heat_content(std::uint16_t id, double from, double rise) const {
    const double constant = constant_heat_capacity_(id);
    if (constant >= 0.0) return constant * rise;
    return density(id, kDensityTemperature) * laws_.integral(kPropertiesPerMaterial * id + 4, from, rise);
  }
  /// d(heat content)/dT [J/(m^3.K)]; 0 in void.
  KOKKOS_INLINE_FUNCTION double volumetric_heat_capacity(std::uint16_t id, double T) const {
    const double constant = constant_heat_capacity_(id);
    return constant >= 0.0 ? constant : density(id, kDensityTemperature) * heat_capacity(id, T);
  }

  int n_materials() const { return n_materials_; }
  /// True where some conductivity depends on temperature: heat conduction is then nonlinear.
  bool any_temperature_dependent() const { return any_temperature_dependent_; }

 private:
  static constexpr int kPropertiesPerMaterial = 5;
  void note_constant_heat_capacities(const std::vector<BulkMaterial>& materials);

  LawTable laws_;
  Kokkos::View<double*> constant_heat_capacity_;  ///< [J/(m^3.K)] by id; negative where it is not constant
  int n_materials_ = 0;
  bool any_temperature_dependent_ = false;
};

}  // namespace strata
