// Effective media: vertical cylinders (bumps, TSVs, pillars) in a matrix as one anisotropic material. Along z
// the parallel rule, which is exact; in the plane the exact conductivity of the periodic array
// (cylinder_array.hpp); density and heat per volume by volume. The dies above and below are not part of it,
// so the constriction of heat on its way into a bump is not either: through thin layers the z value is an
// upper bound.
#pragma once

#include <vector>

#include "inputs/model.hpp"
#include "physics/cylinder_array.hpp"

namespace strata {

/// Diameters and pitch of an array. Throws Error(deck) where the cylinders overlap (diameter > pitch), the
/// liner fills the whole cylinder or a hexagonal lattice has two pitches.
CylinderArray geometry_of(const ArrayMedium& array);

/// Effective bulk properties of an array of cylinders. Properties of constituents that depend on temperature
/// give tables, as sampled_law.hpp says. Throws Error(deck)
/// as geometry_of does, and where a constituent is no bulk material, is void or conducts differently along x
/// and y.
BulkMaterial effective_medium(const Model& model, const ArrayMedium& array);

/// Model::materials with every effective medium replaced by its bulk properties; [0] is void, with zeros.
/// Throws Error as effective_medium does, naming the material.
std::vector<BulkMaterial> resolve_materials(const Model& model);

}  // namespace strata
