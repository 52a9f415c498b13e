// A material as an elastic body at any temperature, effective media included: stiffness and free expansion.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "inputs/model.hpp"
#include "physics/orthotropic_stiffness.hpp"

namespace strata {

class MechanicalMaterial {
 public:
  /// \param temperatures  ascending [K]; one for a stiffness that does not depend on temperature
  /// \param stiffness     at those, linear between and constant outside them; positive definite
  /// \param expansion     along x, y, z [1/K]
  MechanicalMaterial(std::vector<double> temperatures, std::vector<OrthotropicStiffness> stiffness,
                     std::array<PropertyLaw, 3> expansion);

  /// At temperature T [K].
  OrthotropicStiffness stiffness(double T) const;
  bool has_constant_stiffness() const { return stiffness_.size() == 1; }

  /// Free strain along x, y, z on the way from one temperature [K] to another: the integral of the expansion.
  std::array<double, 3> thermal_strain(double from, double to) const;

 private:
  std::vector<double> temperatures_;
  std::vector<OrthotropicStiffness> stiffness_;
  std::array<PropertyLaw, 3> expansion_;
};

/// By material id; empty for void and for materials whose cards (or those of a constituent) say nothing about
/// mechanics. Throws Error(deck), naming the material, where a stiffness is not positive definite.
std::vector<std::optional<MechanicalMaterial>> resolve_mechanics(const Model& model);

}  // namespace strata
