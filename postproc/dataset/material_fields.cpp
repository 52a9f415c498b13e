#include "postproc/dataset/material_fields.hpp"

#include <algorithm>
#include <limits>

#include "inputs/error.hpp"
#include "physics/effective_medium.hpp"
#include "physics/laws.hpp"
#include "physics/material_table.hpp"
#include "physics/mechanical_material.hpp"

namespace strata {

namespace {

/// A law by material, constants evaluated once.
struct MaterialLaw {
  const PropertyLaw* law = nullptr;  ///< null: constant
  double value = 0.0;                ///< of a constant; of a law what multiplies it
};

MaterialLaw scaled(const PropertyLaw& law, double factor) {
  if (is_constant(law)) return {nullptr, factor * evaluate(law, kDensityTemperature)};
  return {&law, factor};
}

std::vector<double> evaluate_cells(const std::vector<MaterialLaw>& laws, const NativeFields& native) {
  std::vector<double> values;
  values.reserve(native.material.size());
  for (std::size_t cell = 0; cell < native.material.size(); ++cell) {
    const MaterialLaw& own = laws[native.material[cell]];
    values.push_back(own.law == nullptr ? own.value
                                        : own.value * evaluate(*own.law, native.temperature[cell]));
  }
  return values;
}

struct PlaneElasticity {
  double youngs_modulus = 0.0, poisson_ratio = 0.0, expansion = 0.0;
};

PlaneElasticity in_plane(const MechanicalMaterial& material, double T) {
  const OrthotropicStiffness c = material.stiffness(T);
  // The three entries of the compliance, times the determinant of the normal block.
  const double s11 = c.c22 * c.c33 - c.c23 * c.c23;
  const double s22 = c.c11 * c.c33 - c.c13 * c.c13;
  const double s12 = c.c13 * c.c23 - c.c12 * c.c33;
  const double determinant = c.c11 * s11 + c.c12 * s12 + c.c13 * (c.c12 * c.c23 - c.c22 * c.c13);
  // Centred over one kelvin: exact where expansion is linear in the temperature.
  const std::array<double, 3> strain = material.thermal_strain(T - 0.5, T + 0.5);
  return {2.0 * determinant / (s11 + s22), -2.0 * s12 / (s11 + s22), 0.5 * (strain[0] + strain[1])};
}

/// Remembers the last temperature of each material: load cases are often of one temperature.
class ElasticLookup {
 public:
  explicit ElasticLookup(const Model& model)
      : model_(model), materials_(resolve_mechanics(model)), last_(materials_.size()) {}

  const PlaneElasticity& at(std::uint16_t id, double T) {
    Last& last = last_[id];
    if (last.temperature == T) return last.values;
    const auto& material = materials_[id];
    if (!material)
      throw Error(ExitCode::deck,
                  "material '" + model_.materials[id].name + "' has no mechanical properties");
    last = {T, in_plane(*material, T)};
    return last.values;
  }

 private:
  struct Last {
    double temperature = std::numeric_limits<double>::quiet_NaN();
    PlaneElasticity values;
  };
  const Model& model_;
  std::vector<std::optional<MechanicalMaterial>> materials_;
  std::vector<Last> last_;
};

}  // namespace

ThermalProperties::ThermalProperties(const Model& model) : materials_(resolve_materials(model)) {}

std::vector<double> ThermalProperties::conductivity(const NativeFields& native, int axis) const {
  std::vector<MaterialLaw> laws(materials_.size());
  for (std::size_t id = 1; id < laws.size(); ++id)
    laws[id] = scaled(materials_[id].conductivity[static_cast<std::size_t>(axis)], 1.0);
  return evaluate_cells(laws, native);
}

bool ThermalProperties::is_alike(int axis, int other) const {
  return std::all_of(materials_.begin(), materials_.end(), [&](const BulkMaterial& material) {
    return is_same_law(material.conductivity[static_cast<std::size_t>(axis)],
                       material.conductivity[static_cast<std::size_t>(other)]);
  });
}

bool ThermalProperties::has_constant_conductivity() const {
  return std::all_of(materials_.begin(), materials_.end(), [](const BulkMaterial& material) {
    const auto& k = material.conductivity;
    return std::all_of(k.begin(), k.end(), [](const PropertyLaw& law) { return is_constant(law); });
  });
}

bool ThermalProperties::has_constant_heat_capacity() const {
  return std::all_of(materials_.begin(), materials_.end(),
                     [](const BulkMaterial& material) { return is_constant(material.heat_capacity); });
}

std::vector<double> ThermalProperties::heat_capacity(const NativeFields& native) const {
  std::vector<MaterialLaw> laws(materials_.size());
  for (std::size_t id = 1; id < laws.size(); ++id)
    laws[id] = scaled(materials_[id].heat_capacity, evaluate(materials_[id].density, kDensityTemperature));
  return evaluate_cells(laws, native);
}

ElasticFields elastic_fields(const Model& model, const NativeFields& native,
                             const std::vector<double>& temperature) {
  ElasticLookup lookup(model);
  const std::size_t n = native.material.size();
  ElasticFields fields{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0), std::vector<double>(n, 0.0)};
  for (std::size_t cell = 0; cell < n; ++cell) {
    if (native.material[cell] == 0) continue;
    const PlaneElasticity& own = lookup.at(native.material[cell], temperature[cell]);
    fields.youngs_modulus[cell] = own.youngs_modulus;
    fields.poisson_ratio[cell] = own.poisson_ratio;
    fields.expansion[cell] = own.expansion;
  }
  return fields;
}

}  // namespace strata
