#include "physics/metal_medium.hpp"

#include <string>

#include "inputs/error.hpp"
#include "physics/laws.hpp"
#include "physics/sampled_law.hpp"

namespace strata {

namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ExitCode::deck, message);
}

const BulkMaterial& constituent(const Model& model, MaterialId id, const std::string& role) {
  const auto index = static_cast<std::size_t>(id);
  if (id == kVoid || index >= model.materials.size())
    refuse("the " + role + " of a metal map must be a material");
  const auto* bulk = std::get_if<BulkMaterial>(&model.materials[index].definition);
  if (bulk == nullptr)
    refuse("the " + role + " of a metal map, '" + model.materials[index].name + "', is no bulk material");
  return *bulk;
}

void check_share(double share, const std::string& what) {
  if (!(share >= 0.0) || !(share <= 1.0)) refuse("the " + what + " of a metal map must lie between 0 and 1");
}

/// Parallel rule for a property of both materials.
PropertyLaw mean_law(double share, const PropertyLaw& metal, const PropertyLaw& dielectric) {
  return sampled(
      [&](double T) { return parallel_conductivity(share, evaluate(metal, T), evaluate(dielectric, T)); },
      {&metal, &dielectric});
}

PropertyLaw through_law(const MetalMedium& medium, const PropertyLaw& metal, const PropertyLaw& dielectric) {
  return sampled(
      [&](double T) {
        const double k_m = evaluate(metal, T);
        const double k_v = parallel_conductivity(medium.via_density, k_m, evaluate(dielectric, T));
        return series_conductivity(medium.density, k_m, k_v);
      },
      {&metal, &dielectric});
}

/// Heat per mass, so that density times it is heat per volume by volume.
PropertyLaw heat_capacity_law(double share, const BulkMaterial& metal, const BulkMaterial& dielectric) {
  return sampled(
      [&](double T) {
        const double metal_mass = share * evaluate(metal.density, T);
        const double dielectric_mass = (1.0 - share) * evaluate(dielectric.density, T);
        return (metal_mass * evaluate(metal.heat_capacity, T) +
                dielectric_mass * evaluate(dielectric.heat_capacity, T)) /
               (metal_mass + dielectric_mass);
      },
      {&metal.density, &metal.heat_capacity, &dielectric.density, &dielectric.heat_capacity});
}

}  // namespace

BulkMaterial metal_medium(const Model& model, const MetalMedium& medium) {
  check_share(medium.density, "density");
  check_share(medium.via_density, "via density");
  const BulkMaterial& metal = constituent(model, medium.metal, "metal");
  const BulkMaterial& dielectric = constituent(model, medium.dielectric, "dielectric");
  const double volume = medium.density + (1.0 - medium.density) * medium.via_density;
  BulkMaterial effective;
  for (int axis = 0; axis < 2; ++axis)
    effective.conductivity[axis] =
        mean_law(medium.density, metal.conductivity[axis], dielectric.conductivity[axis]);
  effective.conductivity[2] = through_law(medium, metal.conductivity[2], dielectric.conductivity[2]);
  effective.density = mean_law(volume, metal.density, dielectric.density);
  effective.heat_capacity = heat_capacity_law(volume, metal, dielectric);
  return effective;
}

}  // namespace strata
