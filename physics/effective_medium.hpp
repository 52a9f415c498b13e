// Effective media: vertical cylinders (bumps, TSVs, pillars) in a matrix as one anisotropic material.
#pragma once

#include <vector>

#include "inputs/model.hpp"

namespace strata {

/// Effective bulk properties of an array of cylinders. Properties of constituents that depend on temperature give
/// tables. Throws Error where the cylinders overlap (diameter > pitch) or a constituent is no bulk material.
BulkMaterial effective_medium(const Model& model, const ArrayMedium& array);

/// Model::materials with every effective medium replaced by its bulk properties; [0] is void, with zeros.
std::vector<BulkMaterial> resolve_materials(const Model& model);

}  // namespace strata
