// Elastic constants and expansion of a material -> Mechanics, checked: every stiffness is positive definite.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inputs/deck/values.hpp"
#include "inputs/model.hpp"

namespace strata {

/// A material's definition and those that it is `like`, nearest first: the first that has a property gives
/// it.
using Lineage = std::vector<const Value*>;

/// The value of a property; null where nobody in the lineage has it.
const Value* inherited(const Lineage& lineage, std::string_view key);

/// Keys that say how stiff a material is.
const std::vector<std::string_view>& elastic_keys();

/// Which constants describe a material: those of the nearest definition that has any, completed by what it is
/// like. A cubic `stiffness` and engineering constants replace each other as a whole.
struct ElasticConstants {
  const Value* youngs_modulus = nullptr;
  const Value* poisson_ratio = nullptr;
  const Value* shear_modulus = nullptr;
  const Value* stiffness = nullptr;
  const Value* x_axis = nullptr;
  bool any() const { return youngs_modulus || poisson_ratio || shear_modulus || stiffness || x_axis; }
};
ElasticConstants elastic_constants(const Lineage& lineage);

/// Mechanics of a material; empty where it has none, or not all of them. Reports constants that lack others,
/// ratios out of range and stiffnesses that are not positive definite, the latter where the material itself
/// says something about its stiffness (else what it is like has been reported).
std::optional<Mechanics> build_mechanics(const std::string& name, const Lineage& lineage,
                                         Diagnostics& diagnostics);

}  // namespace strata
