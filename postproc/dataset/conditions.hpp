// What stands around a model as a few numbers: film coefficients, ambients, prescribed fluxes.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

struct SurroundingsValue {
  std::string name;   ///< "film_coefficient_top"
  std::string units;  ///< as dataset files have them
  double value = 0.0;
};

/// Of every boundary: film_coefficient_NAME and ambient_NAME of convection (of a table the coefficient at the
/// ambient) and of cold plates (the inlet's temperature), ambient_NAME of radiation, heat_flux_NAME,
/// temperature_NAME; nothing of adiabatic ones. Of maps the mean over the face or rectangle.
std::vector<SurroundingsValue> surroundings_values(const Model& model);

/// By Face: does a boundary other than an adiabatic one lie there?
std::array<bool, 6> open_faces(const Model& model);

}  // namespace strata
