#include "solver/shared_setup.hpp"

#include <algorithm>
#include <tuple>

namespace strata {
namespace {

/// Everything of a plain struct that counts, as a tuple of references.
auto parts(const Box& b) {
  return std::tie(b.lower, b.upper);
}
auto parts(const Rectangle& r) {
  return std::tie(r.lower, r.upper);
}
auto parts(const ConstantLaw& law) {
  return std::tie(law.value);
}
auto parts(const PowerLaw& law) {
  return std::tie(law.value, law.reference_temperature, law.exponent, law.temperature_min,
                  law.temperature_max);
}
auto parts(const TableLaw& law) {
  return std::tie(law.temperature, law.value);
}
auto parts(const ArrayMedium& a) {
  return std::tie(a.fill, a.matrix, a.liner, a.liner_thickness, a.diameter, a.pitch, a.lattice);
}

auto parts(const MetalMedium& m) {
  return std::tie(m.metal, m.dielectric, m.density, m.via_density);
}

template <class T>
bool same(const T& a, const T& b) {
  return parts(a) == parts(b);
}

bool same(const Tile& a, const Tile& b) {
  return same(a.area, b.area) && a.value == b.value;
}

bool same(const BulkMaterial& a, const BulkMaterial& b);
bool same(const Adiabatic& a, const Adiabatic& b);
bool same(const HeatFlux& a, const HeatFlux& b);
bool same(const FixedTemperature& a, const FixedTemperature& b);
bool same(const Convection& a, const Convection& b);
bool same(const Radiation& a, const Radiation& b);
bool same(const ColdPlate& a, const ColdPlate& b);

/// The alternatives of two variants that hold the same one.
template <class... T>
bool same(const std::variant<T...>& a, const std::variant<T...>& b) {
  if (a.index() != b.index()) return false;
  return std::visit([&](const auto& of_a) { return same(of_a, std::get<std::decay_t<decltype(of_a)>>(b)); },
                    a);
}

bool same(const BulkMaterial& a, const BulkMaterial& b) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!same(a.conductivity[axis], b.conductivity[axis])) return false;
  }
  return same(a.density, b.density) && same(a.heat_capacity, b.heat_capacity);
}

bool same(const Material& a, const Material& b) {
  return same(a.definition, b.definition);
}

bool same(const Body& a, const Body& b) {
  const auto key = [](const Body& body) {
    return std::tie(body.kind, body.placement, body.parent, body.material, body.active, body.density_map);
  };
  return key(a) == key(b) && same(a.box, b.box);
}

bool same(const Selection& a, const Selection& b) {
  return a.bodies == b.bodies && a.face == b.face;
}

bool same(const Contact& a, const Contact& b);
bool same(const HeatSource& a, const HeatSource& b);
bool same(const Boundary& a, const Boundary& b);
bool same(const DensityMap& a, const DensityMap& b);
bool same(const MeshRegion& a, const MeshRegion& b);

template <class T>
bool all_same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& of_a, const T& of_b) { return same(of_a, of_b); });
}

bool same(const Contact& a, const Contact& b) {
  return same(a.a, b.a) && same(a.b, b.b) && a.resistance == b.resistance &&
         all_same(a.resistance_map, b.resistance_map);
}

bool same(const Leakage& a, const Leakage& b) {
  return a.reference_temperature == b.reference_temperature && a.coefficient == b.coefficient &&
         same(a.factor, b.factor);
}

/// Powers and their course in time do not count, what follows the temperature does: with it the problem is
/// nonlinear.
bool same(const HeatSource& a, const HeatSource& b) {
  if (a.leakage.has_value() != b.leakage.has_value()) return false;
  return a.body == b.body && a.is_sheet == b.is_sheet && same(a.region, b.region) &&
         (!a.leakage || same(*a.leakage, *b.leakage));
}

/// Kind and film coefficient count; temperatures and fluxes do not, but for radiation, whose conductance
/// follows from them.
bool same(const Adiabatic&, const Adiabatic&) {
  return true;
}
bool same(const HeatFlux&, const HeatFlux&) {
  return true;
}
bool same(const FixedTemperature&, const FixedTemperature&) {
  return true;
}
bool same(const Convection& a, const Convection& b) {
  const bool radiates = a.emissivity > 0.0 || b.emissivity > 0.0;
  return a.film_coefficient == b.film_coefficient && a.emissivity == b.emissivity &&
         (!radiates || a.ambient == b.ambient) && same(a.film_coefficient_law, b.film_coefficient_law) &&
         all_same(a.film_coefficient_map, b.film_coefficient_map);
}
bool same(const Radiation& a, const Radiation& b) {
  return a.emissivity == b.emissivity && a.ambient == b.ambient;
}
bool same(const ColdPlate& a, const ColdPlate& b) {
  const auto key = [](const ColdPlate& plate) {
    return std::tie(plate.film_coefficient, plate.heat_capacity_rate, plate.axis, plate.is_reversed);
  };
  return key(a) == key(b) && all_same(a.film_coefficient_map, b.film_coefficient_map);
}

bool same(const Boundary& a, const Boundary& b) {
  if (a.face != b.face || a.patch.has_value() != b.patch.has_value()) return false;
  return (!a.patch || same(*a.patch, *b.patch)) && same(a.condition, b.condition);
}

/// Classes follow from the materials, which are compared too.
bool same(const DensityMap& a, const DensityMap& b) {
  return a.material == b.material && a.first_class == b.first_class && a.n_classes == b.n_classes &&
         all_same(a.raster, b.raster);
}

bool same(const MeshRegion& a, const MeshRegion& b) {
  return same(a.box, b.box) && a.lateral == b.lateral && a.max_thickness == b.max_thickness;
}

bool same(const MeshControls& a, const MeshControls& b) {
  const auto key = [](const MeshControls& m) {
    return std::tie(m.lateral, m.lateral_y, m.max_thickness, m.min_cells_per_layer, m.growth, m.tolerance);
  };
  return key(a) == key(b) && all_same(a.regions, b.regions);
}

bool same(const Geometry& a, const Geometry& b) {
  return same(a.domain, b.domain) && a.symmetry == b.symmetry && all_same(a.bodies, b.bodies) &&
         all_same(a.density_maps, b.density_maps);
}

/// Faces and patches alone: they put lines into the grid. What is given there is not the heat's concern.
template <class Condition>
bool same_patches(const std::vector<Condition>& a, const std::vector<Condition>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Condition& one, const Condition& other) {
    if (one.face != other.face || one.patch.has_value() != other.patch.has_value()) return false;
    return !one.patch || same(*one.patch, *other.patch);
  });
}

bool same_lines_of_stress(const Model& a, const Model& b) {
  const StressAnalysis none;
  const StressAnalysis& of_a = a.stress ? *a.stress : none;
  const StressAnalysis& of_b = b.stress ? *b.stress : none;
  return same_patches(of_a.supports, of_b.supports) && same_patches(of_a.pressures, of_b.pressures);
}

}  // namespace

bool can_share_setup(const Model& a, const Model& b) {
  return same(a.mesh, b.mesh) && same(a.geometry, b.geometry) && all_same(a.materials, b.materials) &&
         all_same(a.contacts, b.contacts) && all_same(a.boundaries, b.boundaries) &&
         all_same(a.sources, b.sources) && same_lines_of_stress(a, b);
}

}  // namespace strata
