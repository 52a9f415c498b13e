#include "physics/effective_medium.hpp"

#include <algorithm>
#include <string>

#include "inputs/error.hpp"
#include "physics/laws.hpp"
#include "physics/metal_medium.hpp"
#include "physics/sampled_law.hpp"

namespace strata {

namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ExitCode::deck, message);
}

const BulkMaterial& constituent(const Model& model, MaterialId id, const std::string& role) {
  const auto index = static_cast<std::size_t>(id);
  if (id == kVoid) refuse("the " + role + " of an array cannot be void");
  if (index >= model.materials.size()) refuse("the " + role + " of an array is no material of the model");
  const Material& material = model.materials[index];
  const auto* bulk = std::get_if<BulkMaterial>(&material.definition);
  if (bulk == nullptr) refuse("the " + role + " of an array, '" + material.name + "', is an array itself");
  if (!is_same_law(bulk->conductivity[0], bulk->conductivity[1]))
    refuse(
        "the " + role + " of an array, '" + material.name +
        "', conducts differently along x and y; only materials that are isotropic in the plane can be used");
  return *bulk;
}

struct Constituents {
  const BulkMaterial& core;
  const BulkMaterial& liner;
  const BulkMaterial& matrix;
};

/// The property `get` of each constituent at T.
template <class Get>
ArrayConstituents values_at(const Constituents& of, const Get& get, double T) {
  return {evaluate(get(of.core), T), evaluate(get(of.liner), T), evaluate(get(of.matrix), T)};
}

template <class Get>
Laws laws_of(const Constituents& of, const Get& get) {
  return {&get(of.core), &get(of.liner), &get(of.matrix)};
}

const PropertyLaw& conductivity_in_plane(const BulkMaterial& bulk) {
  return bulk.conductivity[0];
}
const PropertyLaw& conductivity_along_z(const BulkMaterial& bulk) {
  return bulk.conductivity[2];
}
const PropertyLaw& density_of(const BulkMaterial& bulk) {
  return bulk.density;
}
const PropertyLaw& heat_capacity_of(const BulkMaterial& bulk) {
  return bulk.heat_capacity;
}

}  // namespace

CylinderArray geometry_of(const ArrayMedium& array) {
  if (!(array.diameter > 0.0)) refuse("the diameter of an array must be above 0");
  if (!(array.pitch[0] > 0.0) || !(array.pitch[1] > 0.0)) refuse("the pitch of an array must be above 0");
  if (array.lattice == Lattice::hexagonal && array.pitch[0] != array.pitch[1])
    refuse("a hexagonal array has one pitch, the distance between nearest neighbours");
  if (array.diameter > std::min(array.pitch[0], array.pitch[1]))
    refuse("the cylinders of an array overlap: the diameter is larger than the pitch");
  const double liner = array.liner ? array.liner_thickness : 0.0;
  if (!(liner >= 0.0) || !(2.0 * liner < array.diameter))
    refuse("the liner of an array leaves no room for the fill: it lies inside the diameter");
  return {array.diameter - 2.0 * liner, array.diameter, array.pitch, array.lattice};
}

BulkMaterial effective_medium(const Model& model, const ArrayMedium& array) {
  const CylinderArray geometry = geometry_of(array);
  const BulkMaterial& core = constituent(model, array.fill, "fill");
  const BulkMaterial& matrix = constituent(model, array.matrix, "matrix");
  // Without a liner its fraction is zero, and the core may stand for it.
  const Constituents of{core, array.liner ? constituent(model, *array.liner, "liner") : core, matrix};
  const ArrayConstituents fractions = volume_fractions(geometry);

  BulkMaterial effective;
  const auto across = [&](Axis axis) {
    const TransverseConductivity transverse(geometry, axis);
    return sampled([&](double T) { return transverse(values_at(of, conductivity_in_plane, T)); },
                   laws_of(of, conductivity_in_plane));
  };
  const bool is_isotropic = array.lattice == Lattice::hexagonal || array.pitch[0] == array.pitch[1];
  effective.conductivity[0] = across(Axis::x);
  effective.conductivity[1] = is_isotropic ? effective.conductivity[0] : across(Axis::y);
  effective.conductivity[2] =
      sampled([&](double T) { return volume_mean(fractions, values_at(of, conductivity_along_z, T)); },
              laws_of(of, conductivity_along_z));
  effective.density = sampled([&](double T) { return volume_mean(fractions, values_at(of, density_of, T)); },
                              laws_of(of, density_of));

  const auto heat_capacity = [&](double T) {
    const ArrayConstituents rho = values_at(of, density_of, T);
    const ArrayConstituents c = values_at(of, heat_capacity_of, T);
    return volume_mean(fractions, {rho.core * c.core, rho.liner * c.liner, rho.matrix * c.matrix}) /
           volume_mean(fractions, rho);
  };
  Laws heat_laws = laws_of(of, heat_capacity_of);
  const Laws density_laws = laws_of(of, density_of);
  heat_laws.insert(heat_laws.end(), density_laws.begin(), density_laws.end());
  effective.heat_capacity = sampled(heat_capacity, heat_laws);
  return effective;
}

namespace {

BulkMaterial resolved(const Model& /*model*/, const BulkMaterial& bulk) {
  return bulk;
}
BulkMaterial resolved(const Model& model, const ArrayMedium& array) {
  return effective_medium(model, array);
}
BulkMaterial resolved(const Model& model, const MetalMedium& medium) {
  return metal_medium(model, medium);
}

}  // namespace

std::vector<BulkMaterial> resolve_materials(const Model& model) {
  std::vector<BulkMaterial> materials(model.materials.size());
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
