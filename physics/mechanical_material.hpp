// A material as an elastic body at any temperature, effective media included: stiffness and free strain.
//
// Arrays of cylinders and wiring layers become one material by elastic_composite.hpp. A liner and the core
// inside it are made one cylinder first, then that cylinder is strewn in the matrix. A wiring layer, metal of
// area share f in a dielectric that vias of area share v cross (metal_medium.hpp), is layers of metal between
// layers of dielectric with vias: the same picture that gives its conductivity, parallel in the plane and one
// behind the other through it. The lattice of an array does not count here, its share of the volume does.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "inputs/model.hpp"
#include "physics/matrix3.hpp"
#include "physics/orthotropic_stiffness.hpp"
#include "physics/sampling.hpp"

namespace strata {

/// What a material is at one temperature. Its free strain is the sum over its constituents of weight times
/// free strain of the constituent; the weights sum to the identity.
struct ElasticState {
  OrthotropicStiffness stiffness;
  std::vector<Matrix3> weights;
};

class MechanicalMaterial {
 public:
  /// One substance.
  /// \param temperatures  ascending [K]; one for a stiffness that does not depend on temperature
  /// \param stiffness     at those, linear between and constant outside them; positive definite
  /// \param expansion     d(free strain)/dT along x, y, z [1/K]
  MechanicalMaterial(const std::vector<double>& temperatures,
                     const std::vector<OrthotropicStiffness>& stiffness,
                     const std::array<PropertyLaw, 3>& expansion);

  /// Several. \param expansions  of the constituents, in the order of the weights
  MechanicalMaterial(Samples<ElasticState> states, std::vector<std::array<PropertyLaw, 3>> expansions);

  /// At temperature T [K].
  OrthotropicStiffness stiffness(double T) const;
  bool has_constant_stiffness() const { return states_.value.size() == 1; }

  /// Free strain along x, y, z of a body without stress at the temperature `from`, at the temperature `to`
  /// [K]: the integral of the expansion; of several substances, with the weights they have at `to`, which is
  /// exact for elastic constituents and depends on the way only through its ends.
  std::array<double, 3> thermal_strain(double from, double to) const;

 private:
  Samples<ElasticState> states_;
  std::vector<std::array<PropertyLaw, 3>> expansions_;
};

/// By material id; empty for void and for materials whose cards (or those of a constituent) say nothing about
/// mechanics. Stiffness that depends on temperature is sampled so that it stays within 1e-4 of itself, c_ij
/// counting against sqrt(c_ii c_jj). Throws Error(deck), naming the material, where a stiffness is not
/// positive definite at a temperature in the range of its laws.
std::vector<std::optional<MechanicalMaterial>> resolve_mechanics(const Model& model);

}  // namespace strata
