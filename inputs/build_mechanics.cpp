#include "inputs/build_mechanics.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "inputs/build_context.hpp"
#include "inputs/deck/quantity.hpp"
#include "inputs/elastic_checks.hpp"
#include "inputs/property_law.hpp"

namespace strata {

namespace {

/// True where engineering constants need no more: both of an isotropic material, or all three.
bool is_complete(const ElasticConstants& c) {
  if (c.youngs_modulus == nullptr || c.poisson_ratio == nullptr) return false;
  return c.shear_modulus != nullptr || (!c.youngs_modulus->is_list() && !c.poisson_ratio->is_list());
}

void take(const Value& definition, std::string_view key, const Value*& constant) {
  if (constant == nullptr) constant = definition.find(key);
}

bool says_stiffness(const Value& definition) {
  return std::any_of(elastic_keys().begin(), elastic_keys().end(),
                     [&](std::string_view key) { return definition.has(key); });
}

/// Reports the first constant that is missing beside those given; true where none is.
bool check_complete(const std::string& name, const ElasticConstants& c, Diagnostics& diagnostics) {
  if (c.stiffness != nullptr) {
    for (const Value* other : {c.youngs_modulus, c.poisson_ratio, c.shear_modulus}) {
      if (other == nullptr) continue;
      diagnostics.error(other->position(), "'stiffness' says already how stiff material '" + name + "' is",
                        "leave out 'stiffness', or youngs_modulus, poisson_ratio and shear_modulus");
      return false;
    }
    return true;
  }
  if (c.youngs_modulus == nullptr && c.poisson_ratio == nullptr && c.shear_modulus == nullptr) {
    diagnostics.error(c.x_axis->position(),
                      "'x_axis' turns a crystal; material '" + name + "' has no 'stiffness'",
                      "stiffness: {c11: 165.7 GPa, c12: 63.9 GPa, c44: 79.6 GPa}");
    return false;
  }
  if (c.x_axis != nullptr) {
    diagnostics.error(c.x_axis->position(), "'x_axis' goes with 'stiffness'; material '" + name +
                                                "' has constants in the axes of the assembly");
    return false;
  }
  const Value* given = c.youngs_modulus;
  if (given == nullptr) given = c.poisson_ratio != nullptr ? c.poisson_ratio : c.shear_modulus;
  const auto lacks = [&](std::string_view key, std::string hint) {
    diagnostics.error(given->position(), fmt::format("material '{}' lacks '{}'", name, key), std::move(hint));
    return false;
  };
  if (c.youngs_modulus == nullptr) return lacks("youngs_modulus", "youngs_modulus: 25 GPa");
  if (c.poisson_ratio == nullptr) return lacks("poisson_ratio", "poisson_ratio: 0.3");
  if (!is_complete(c))
    return lacks("shear_modulus", "an orthotropic material has its own: shear_modulus: [G_xy, G_xz, G_yz]");
  return true;
}

std::optional<Elasticity> build_cubic(const ElasticConstants& c, Diagnostics& diagnostics) {
  const auto law = [&](std::string_view key) -> std::optional<PropertyLaw> {
    const Value* value = c.stiffness->is_table() ? c.stiffness->find(key) : nullptr;
    return value != nullptr ? build_law(*value, diagnostics) : std::nullopt;
  };
  const auto c11 = law("c11"), c12 = law("c12"), c44 = law("c44");
  if (!c11 || !c12 || !c44) return std::nullopt;
  const bool along_100 = c.x_axis != nullptr && c.x_axis->is_text() && c.x_axis->text() == "<100>";
  return CubicElasticity{*c11, *c12, *c44,
                         along_100 ? CrystalDirection::along_100 : CrystalDirection::along_110};
}

std::optional<Elasticity> build_engineering(const ElasticConstants& c, Diagnostics& diagnostics) {
  const auto modulus = build_laws(*c.youngs_modulus, diagnostics);
  const auto ratio = build_laws(*c.poisson_ratio, diagnostics);
  if (c.shear_modulus == nullptr) {
    if (!modulus || !ratio) return std::nullopt;
    return IsotropicElasticity{(*modulus)[0], (*ratio)[0]};
  }
  const auto shear = build_laws(*c.shear_modulus, diagnostics);
  if (!modulus || !ratio || !shear) return std::nullopt;
  return OrthotropicElasticity{*modulus, *ratio, *shear};
}

/// The constant of a definition at which a message about all of them is put; null where it has none.
const Value* own_constant(const Value& definition) {
  for (const std::string_view key : {"stiffness", "poisson_ratio", "youngs_modulus", "shear_modulus"})
    if (const Value* value = definition.find(key)) return value;
  return nullptr;
}

std::optional<Elasticity> build_elasticity(const std::string& name, const Lineage& lineage,
                                           Diagnostics& diagnostics) {
  const ElasticConstants constants = elastic_constants(lineage);
  if (!constants.any()) return std::nullopt;
  // What is inherited whole has been reported with its owner.
  Diagnostics unheard;
  Diagnostics& heard = says_stiffness(*lineage.front()) ? diagnostics : unheard;
  if (!check_complete(name, constants, heard)) return std::nullopt;
  auto elasticity =
      constants.stiffness != nullptr ? build_cubic(constants, heard) : build_engineering(constants, heard);
  if (!elasticity) return std::nullopt;
  const auto broken = broken_condition(*elasticity);
  if (!broken) return elasticity;
  const std::string at =
      broken->temperature ? " at " + readable_quantity(*broken->temperature, dimension::kTemperature) : "";
  if (const Value* place = own_constant(*lineage.front()))
    heard.error(place->position(),
                fmt::format("the elastic constants of material '{}' are not positive definite{}: {}", name,
                            at, broken->text),
                "a body of it would set energy free when it is deformed");
  return std::nullopt;
}

}  // namespace

const Value* inherited(const Lineage& lineage, std::string_view key) {
  for (const Value* definition : lineage)
    if (const Value* value = definition->find(key)) return value;
  return nullptr;
}

const std::vector<std::string_view>& elastic_keys() {
  static const std::vector<std::string_view> keys{"youngs_modulus", "poisson_ratio", "shear_modulus",
                                                  "stiffness", "x_axis"};
  return keys;
}

ElasticConstants elastic_constants(const Lineage& lineage) {
  ElasticConstants c;
  for (const Value* definition : lineage) {
    const bool has_engineering = definition->has("youngs_modulus") || definition->has("poisson_ratio") ||
                                 definition->has("shear_modulus");
    const bool is_engineering = c.youngs_modulus || c.poisson_ratio || c.shear_modulus;
    if (definition->has("stiffness") && is_engineering) break;
    take(*definition, "x_axis", c.x_axis);
    take(*definition, "stiffness", c.stiffness);
    if (has_engineering && (c.stiffness == nullptr || definition->has("stiffness"))) {
      take(*definition, "youngs_modulus", c.youngs_modulus);
      take(*definition, "poisson_ratio", c.poisson_ratio);
      take(*definition, "shear_modulus", c.shear_modulus);
    }
    if (c.stiffness != nullptr || is_complete(c)) break;
  }
  return c;
}

std::optional<Mechanics> build_mechanics(const std::string& name, const Lineage& lineage,
                                         Diagnostics& diagnostics) {
  if (lineage.empty()) return std::nullopt;
  const auto elasticity = build_elasticity(name, lineage, diagnostics);
  const Value* expansion = inherited(lineage, "expansion");
  const auto laws = expansion != nullptr ? build_laws(*expansion, diagnostics) : std::nullopt;
  if (!elasticity || !laws) return std::nullopt;
  return Mechanics{*elasticity, *laws};
}

}  // namespace strata
