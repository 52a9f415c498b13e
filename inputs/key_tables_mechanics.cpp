// Keys of materials as elastic bodies: stiffness, thermal expansion and the temperature without stress.
#include "inputs/property_keys.hpp"

namespace strata {

using namespace key_type;

namespace {

// Ratios that no material has are slips of the pen; build_mechanics.cpp checks what is possible.
constexpr Bounds kRatio{-10.0, 10.0, false, false};
constexpr Bounds kStrainPerKelvin{-1e-3, 1e-3, false, false};

const KeyTable& stiffness_table() {
  static const KeyTable keys{
      "stiffness",
      "Elastic stiffness of a cubic crystal such as silicon, in the axes of the crystal. It must have c11 > "
      "|c12|, c11 + 2 c12 > 0 and c44 > 0.",
      {{"c11", tabulated_property<dimension::kStiffness, kUnbounded>(), Presence::required, "",
        "Stress along a cube axis per strain along it."},
       {"c12", tabulated_property<dimension::kStiffness, kUnbounded>(), Presence::required, "",
        "Stress along a cube axis per strain along another."},
       {"c44", tabulated_property<dimension::kStiffness, kUnbounded>(), Presence::required, "",
        "Shear modulus of the cube planes."}},
      "",
      {},
      {}};
  return keys;
}

}  // namespace

std::vector<Key> mechanics_keys() {
  return {{"youngs_modulus", tabulated_by_axis<dimension::kModulus, kPositive>(), Presence::optional, "",
           "Young's modulus: one value, or [E_x, E_y, E_z] of an orthotropic material; each a quantity or a "
           "table."},
          {"poisson_ratio", tabulated_by_axis<dimension::kPoissonRatio, kRatio>(), Presence::optional, "",
           "Poisson's ratio, above -1 and below 0.5, or [nu_xy, nu_xz, nu_yz]: nu_xy is the strain along -y "
           "per "
           "strain along x where the stress is along x."},
          {"shear_modulus", tabulated_by_axis<dimension::kModulus, kPositive>(), Presence::optional, "",
           "Shear modulus of an orthotropic material: one value, or [G_xy, G_xz, G_yz]."},
          {"stiffness", table(stiffness_table), Presence::optional, "",
           "Stiffness of a cubic crystal, instead of youngs_modulus and poisson_ratio."},
          {"x_axis", choice({"<100>", "<110>"}), Presence::optional, "",
           "What lies along x and y of a cubic crystal whose face is (001); without it <110>, the flat of "
           "usual silicon wafers."},
          {"expansion", tabulated_by_axis<dimension::kExpansion, kStrainPerKelvin>(), Presence::optional, "",
           "Coefficient of thermal expansion at a temperature (not a mean from a reference): one value, or "
           "[along x, along y, along z]."},
          stress_free_temperature_key("Temperature at which the material is without stress; goes before that "
                                      "of the analysis, behind that of a part or layer.")};
}

Key stress_free_temperature_key(std::string help) {
  return {"stress_free_temperature", quantity(dimension::kTemperature, kPositive), Presence::optional, "",
          std::move(help)};
}

}  // namespace strata
