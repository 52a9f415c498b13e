#include "physics/material_table.hpp"

#include <limits>
#include <string>

#include "inputs/error.hpp"

namespace strata {

namespace {

/// Laws are monotone between their ends (power law) or their points (table), so these decide.
bool is_positive(const PropertyLaw& law) {
  if (const auto* table = std::get_if<TableLaw>(&law)) {
    for (const double value : table->value)
      if (!(value > 0.0)) return false;
    return true;
  }
  const TemperatureRange range = range_of(law);
  return evaluate(law, range.lower) > 0.0 && evaluate(law, range.upper) > 0.0;
}

void check_properties(const std::vector<PropertyLaw>& laws, std::size_t id) {
  for (const PropertyLaw& law : laws) {
    check_law(law);
    if (!is_positive(law))
      throw Error(ExitCode::deck, "material number " + std::to_string(id) +
                                      " has a property that is not positive over its whole range");
  }
}

}  // namespace

MaterialTable::MaterialTable(const std::vector<BulkMaterial>& materials)
    : n_materials_(static_cast<int>(materials.size())) {
  if (materials.size() > std::numeric_limits<std::uint16_t>::max() + std::size_t{1})
    throw Error(ExitCode::deck, "more than 65535 materials");
  std::vector<PropertyLaw> laws;
  laws.reserve(materials.size() * kPropertiesPerMaterial);
  for (std::size_t id = 0; id < materials.size(); ++id) {
    const BulkMaterial& bulk = materials[id];
    if (id == 0) {
      laws.insert(laws.end(), kPropertiesPerMaterial, ConstantLaw{0.0});
      continue;
    }
    const std::vector<PropertyLaw> own{bulk.conductivity[0], bulk.conductivity[1], bulk.conductivity[2],
                                       bulk.density, bulk.heat_capacity};
    check_properties(own, id);
    laws.insert(laws.end(), own.begin(), own.end());
    for (const PropertyLaw& law : bulk.conductivity)
      any_temperature_dependent_ = any_temperature_dependent_ || !is_constant(law);
  }
  laws_ = make_law_table(laws);
  note_constant_heat_capacities(materials);
}

void MaterialTable::note_constant_heat_capacities(const std::vector<BulkMaterial>& materials) {
  constant_heat_capacity_ = Kokkos::View<double*>("constant_heat_capacity", materials.size());
  const auto mirror = Kokkos::create_mirror_view(constant_heat_capacity_);
  for (std::size_t id = 1; id < materials.size(); ++id) {
    const PropertyLaw& law = materials[id].heat_capacity;
    mirror(id) = is_constant(law) ? evaluate(materials[id].density, kDensityTemperature) *
                                        evaluate(law, kDensityTemperature)
                                  : -1.0;
  }
  Kokkos::deep_copy(constant_heat_capacity_, mirror);
}

}  // namespace strata
