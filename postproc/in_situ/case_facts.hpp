// What scripts of in-situ visualisation may ask of the deck besides the fields.
#pragma once

#include <string>

#include "inputs/model.hpp"

namespace strata {

/// JSON: title, size of the package, and its bodies in paint order with material and box [m]; docs/in_situ.md
/// has the keys.
std::string case_facts_json(const Model& model);

}  // namespace strata
