// What the material of every cell is like at its temperature, on the native grid: (z, y, x), SI, 0 in void.
#pragma once

#include <vector>

#include "inputs/model.hpp"
#include "postproc/dataset/native_fields.hpp"

namespace strata {

/// Effective media are resolved as the solver does (physics/effective_medium.hpp).
class ThermalProperties {
 public:
  explicit ThermalProperties(const Model& model);

  /// Along axis 0, 1 or 2 [W/(m.K)].
  std::vector<double> conductivity(const NativeFields& native, int axis) const;
  /// True where every material conducts alike along two axes.
  bool is_alike(int axis, int other) const;
  /// Mass per volume (physics/material_table.hpp) times heat capacity [J/(m^3.K)].
  std::vector<double> heat_capacity(const NativeFields& native) const;

  /// True where temperature changes nothing about it in any material.
  bool has_constant_conductivity() const;
  bool has_constant_heat_capacity() const;

 private:
  std::vector<BulkMaterial> materials_;
};

/// Of the plane of the layers, from the compliance S: E = 2 / (S11 + S22), nu = -2 S12 / (S11 + S22) and the
/// mean of the expansion along x and y.
struct ElasticFields {
  std::vector<double> youngs_modulus;  ///< [Pa]
  std::vector<double> poisson_ratio;
  std::vector<double> expansion;  ///< d(free strain)/dT [1/K]
};

/// \param temperature  by cell [K]; what it holds in void does not count. Throws Error(deck) where a material
/// of a cell has no mechanics.
ElasticFields elastic_fields(const Model& model, const NativeFields& native,
                             const std::vector<double>& temperature);

}  // namespace strata
