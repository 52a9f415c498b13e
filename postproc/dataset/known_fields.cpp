#include "postproc/dataset/dataset.hpp"

namespace strata {

const std::vector<DatasetField>& known_dataset_fields() {
  static const std::vector<DatasetField> fields{
      {"temperature", "K", "temperature", 0, true},
      {"von_mises", "MPa", "von Mises stress", 0, true},
      {"power_density", "W/mm^3", "heat released per volume", 0, false},
      {"k_xx", "W/(m.K)", "conductivity along x", 0, false},
      {"k_yy", "W/(m.K)", "conductivity along y", 0, false},
      {"k_zz", "W/(m.K)", "conductivity along z", 0, false},
      {"rho_cp", "MJ/(m^3.K)", "heat capacity per volume", 0, false},
      {"htc_top", "W/(m^2.K)", "film coefficient on the top of the column", 0, false},
      {"htc_bottom", "W/(m^2.K)", "film coefficient on the bottom of the column", 0, false},
      {"material_id", "1", "number of the material with most of the matter, 0 where there is none", 0, false},
      {"solid_fraction", "1", "share of the volume that is matter", 0, false},
      {"youngs_modulus", "GPa", "Young's modulus in the plane of the layers", 0, false},
      {"poisson_ratio", "1", "Poisson's ratio in the plane of the layers", 0, false},
      {"expansion", "ppm/K", "thermal expansion coefficient in the plane of the layers", 0, false},
      {"displacement", "um", "displacement", 1, true},
      {"stress", "MPa", "stress, tension positive", 2, true},
  };
  return fields;
}

bool is_temperature(const DatasetField& field) {
  return field.name.rfind("temperature", 0) == 0;
}

double reference_value(const DatasetField& field, const DatasetSample& sample) {
  return is_temperature(field) ? sample.reference_temperature : 0.0;
}

}  // namespace strata
