#include "physics/mechanical_material.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "physics/effective_medium.hpp"
#include "physics/elastic_composite.hpp"
#include "physics/elastic_constants.hpp"
#include "physics/laws.hpp"

namespace strata {

namespace {

OrthotropicStiffness between(const OrthotropicStiffness& a, const OrthotropicStiffness& b, double s) {
  const auto mix = [s](double x, double y) { return (1.0 - s) * x + s * y; };
  return {mix(a.c11, b.c11), mix(a.c22, b.c22), mix(a.c33, b.c33), mix(a.c12, b.c12), mix(a.c13, b.c13),
          mix(a.c23, b.c23), mix(a.c44, b.c44), mix(a.c55, b.c55), mix(a.c66, b.c66)};
}

bool is_near(const OrthotropicStiffness& a, const OrthotropicStiffness& b, double s,
             const OrthotropicStiffness& c) {
  return is_close(a.c11, b.c11, s, c.c11, c.c11) && is_close(a.c22, b.c22, s, c.c22, c.c22) &&
         is_close(a.c33, b.c33, s, c.c33, c.c33) &&
         is_close(a.c12, b.c12, s, c.c12, std::sqrt(c.c11 * c.c22)) &&
         is_close(a.c13, b.c13, s, c.c13, std::sqrt(c.c11 * c.c33)) &&
         is_close(a.c23, b.c23, s, c.c23, std::sqrt(c.c22 * c.c33)) &&
         is_close(a.c44, b.c44, s, c.c44, c.c44) && is_close(a.c55, b.c55, s, c.c55, c.c55) &&
         is_close(a.c66, b.c66, s, c.c66, c.c66);
}

bool is_near(const Matrix3& a, const Matrix3& b, double s, const Matrix3& c) {
  bool near = true;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) near = near && is_close(a[i][j], b[i][j], s, c[i][j], 1.0);
  }
  return near;
}

bool is_near(const ElasticState& a, const ElasticState& b, double s, const ElasticState& c) {
  bool near = is_near(a.stiffness, b.stiffness, s, c.stiffness);
  for (std::size_t n = 0; n < c.weights.size(); ++n)
    near = near && is_near(a.weights[n], b.weights[n], s, c.weights[n]);
  return near;
}

/// Samples `state`, which throws Error where a stiffness is not positive definite; says at which temperature.
template <class State>
Samples<ElasticState> sample_states(const State& state, const Laws& laws) {
  const bool varies = !breakpoints(laws).empty();
  const auto checked = [&](double T) {
    try {
      return state(T);
    } catch (const Error& error) {
      if (!varies) throw;
      throw Error(error.exit_code(), fmt::format("at {:.6g} degC {}", T - 273.15, error.what()));
    }
  };
  return sample(checked, laws, [](const auto& a, const auto& b, double s, const auto& exact) {
    return is_near(a, b, s, exact);
  });
}

/// Mechanics of the constituents of an effective medium; empty where one has none.
std::vector<const Mechanics*> mechanics_of(const Model& model, const std::vector<MaterialId>& constituents) {
  std::vector<const Mechanics*> all;
  for (const MaterialId id : constituents) {
    const auto* bulk =
        std::get_if<BulkMaterial>(&model.materials.at(static_cast<std::size_t>(id)).definition);
    if (bulk == nullptr || !bulk->mechanics) return {};
    all.push_back(&*bulk->mechanics);
  }
  return all;
}

/// One material of several constituents. \param state  from their stiffness, in their order
template <class State>
MechanicalMaterial composite(const std::vector<const Mechanics*>& constituents, const State& state) {
  Laws laws;
  std::vector<std::array<PropertyLaw, 3>> expansions;
  for (const Mechanics* one : constituents) {
    const Laws more = laws_of(one->elasticity);
    laws.insert(laws.end(), more.begin(), more.end());
    expansions.push_back(one->expansion);
  }
  const auto at = [&](double T) {
    std::vector<OrthotropicStiffness> stiffness;
    stiffness.reserve(constituents.size());
    for (const Mechanics* one : constituents) stiffness.push_back(stiffness_at(one->elasticity, T));
    return state(stiffness);
  };
  return {sample_states(at, laws), std::move(expansions)};
}

Matrix3 rest_of(const Matrix3& weight) {
  return combine(1.0, kIdentity3, -1.0, weight);
}

/// Cylinders, the share of the volume they take, in a matrix.
ElasticState cylinders_in_matrix(const std::vector<OrthotropicStiffness>& cylinder_matrix, double share) {
  const ElasticComposite whole =
      compose(cylinder_matrix[0], cylinder_matrix[1], share, cylinder_polarisation(cylinder_matrix[1]));
  return {whole.stiffness, {whole.inclusion_weight, rest_of(whole.inclusion_weight)}};
}

/// Cylinders of a core in a liner: the two are made one first.
ElasticState lined_cylinders_in_matrix(const std::vector<OrthotropicStiffness>& core_liner_matrix,
                                       const ArrayConstituents& shares) {
  const double cylinders = shares.core + shares.liner;
  const ElasticState cylinder =
      cylinders_in_matrix({core_liner_matrix[0], core_liner_matrix[1]}, shares.core / cylinders);
  const ElasticState whole = cylinders_in_matrix({cylinder.stiffness, core_liner_matrix[2]}, cylinders);
  return {whole.stiffness,
          {product(whole.weights[0], cylinder.weights[0]), product(whole.weights[0], cylinder.weights[1]),
           whole.weights[1]}};
}

/// Layers of metal between layers of a dielectric with metal vias.
ElasticState wiring(const std::vector<OrthotropicStiffness>& metal_dielectric, const MetalMedium& shares) {
  const OrthotropicStiffness& metal = metal_dielectric[0];
  const ElasticState between = cylinders_in_matrix(metal_dielectric, shares.via_density);
  const ElasticComposite whole =
      compose(metal, between.stiffness, shares.density, layer_polarisation(between.stiffness));
  const Matrix3 rest = rest_of(whole.inclusion_weight);
  return {whole.stiffness,
          {combine(1.0, whole.inclusion_weight, 1.0, product(rest, between.weights[0])),
           product(rest, between.weights[1])}};
}

std::optional<MechanicalMaterial> resolved(const Model& /*model*/, const BulkMaterial& bulk) {
  if (!bulk.mechanics) return std::nullopt;
  const Mechanics& mechanics = *bulk.mechanics;
  const auto state = [&](double T) {
    return ElasticState{stiffness_at(mechanics.elasticity, T), {kIdentity3}};
  };
  return MechanicalMaterial(sample_states(state, laws_of(mechanics.elasticity)), {mechanics.expansion});
}

std::optional<MechanicalMaterial> resolved(const Model& model, const ArrayMedium& array) {
  const ArrayConstituents shares = volume_fractions(geometry_of(array));
  std::vector<MaterialId> ids{array.fill};
  if (array.liner) ids.push_back(*array.liner);
  ids.push_back(array.matrix);
  const std::vector<const Mechanics*> constituents = mechanics_of(model, ids);
  if (constituents.empty()) return std::nullopt;
  return composite(constituents, [&](const std::vector<OrthotropicStiffness>& stiffness) {
    return array.liner ? lined_cylinders_in_matrix(stiffness, shares)
                       : cylinders_in_matrix(stiffness, shares.core);
  });
}

std::optional<MechanicalMaterial> resolved(const Model& model, const MetalMedium& medium) {
  const std::vector<const Mechanics*> constituents = mechanics_of(model, {medium.metal, medium.dielectric});
  if (constituents.empty()) return std::nullopt;
  return composite(constituents, [&](const std::vector<OrthotropicStiffness>& stiffness) {
    return wiring(stiffness, medium);
  });
}

Samples<ElasticState> states_of_one(const std::vector<double>& temperatures,
                                    const std::vector<OrthotropicStiffness>& stiffness) {
  Samples<ElasticState> states{temperatures, {}};
  for (const OrthotropicStiffness& one : stiffness) states.value.push_back({one, {kIdentity3}});
  return states;
}

}  // namespace

MechanicalMaterial::MechanicalMaterial(const std::vector<double>& temperatures,
                                       const std::vector<OrthotropicStiffness>& stiffness,
                                       const std::array<PropertyLaw, 3>& expansion)
    : MechanicalMaterial(states_of_one(temperatures, stiffness), {expansion}) {}

MechanicalMaterial::MechanicalMaterial(Samples<ElasticState> states,
                                       std::vector<std::array<PropertyLaw, 3>> expansions)
    : states_(std::move(states)), expansions_(std::move(expansions)) {}

OrthotropicStiffness MechanicalMaterial::stiffness(double T) const {
  const SamplePlace place = locate(states_.temperature, T);
  return between(states_.value[place.lower].stiffness, states_.value[place.upper].stiffness, place.fraction);
}

std::array<double, 3> MechanicalMaterial::thermal_strain(double from, double to) const {
  const SamplePlace place = locate(states_.temperature, to);
  Vector3 strain{};
  for (std::size_t n = 0; n < expansions_.size(); ++n) {
    Vector3 own{};
    for (int axis = 0; axis < 3; ++axis) own[axis] = integral(expansions_[n][axis], from, to);
    const Matrix3 weight = combine(1.0 - place.fraction, states_.value[place.lower].weights[n],
                                   place.fraction, states_.value[place.upper].weights[n]);
    const Vector3 share = product(weight, own);
    for (int axis = 0; axis < 3; ++axis) strain[axis] += share[axis];
  }
  return strain;
}

std::vector<std::optional<MechanicalMaterial>> resolve_mechanics(const Model& model) {
  std::vector<std::optional<MechanicalMaterial>> materials(model.materials.size());
  for (std::size_t id = 1; id < model.materials.size(); ++id) {
    const Material& material = model.materials[id];
    try {
      materials[id] = std::visit([&](const auto& of) { return resolved(model, of); }, material.definition);
    } catch (const Error& error) {
      throw Error(error.exit_code(), "material '" + material.name + "': " + error.what());
    }
  }
  return materials;
}

}  // namespace strata
