#include "inputs/sweep/linearity.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace strata {

namespace {

bool ends_with_word(const std::string& path, const std::vector<std::string>& words) {
  const std::string last = path.substr(path.rfind('.') + 1);
  return std::find(words.begin(), words.end(), last) != words.end();
}

bool starts_with(const std::string& path, std::string_view start) {
  return path.compare(0, start.size(), start) == 0;
}

bool is_linear_path(const std::string& path) {
  if (starts_with(path, "power[")) return ends_with_word(path, {"total", "flux", "density"});
  return starts_with(path, "boundaries.") &&
         ends_with_word(path, {"ambient", "fixed_temperature", "heat_flux"});
}

bool varies(const PropertyLaw& law) {
  return !std::holds_alternative<ConstantLaw>(law);
}

std::string nonlinearity_of(const Boundary& boundary) {
  if (std::holds_alternative<Radiation>(boundary.condition))
    return fmt::format("boundary '{}' radiates", boundary.name);
  const auto* convection = std::get_if<Convection>(&boundary.condition);
  if (convection == nullptr) return {};
  if (convection->emissivity > 0.0) return fmt::format("boundary '{}' radiates", boundary.name);
  if (convection->film_coefficient_law.temperature.empty()) return {};
  return fmt::format("the film coefficient of boundary '{}' follows the temperature", boundary.name);
}

}  // namespace

bool is_linear(const SweepParameter& parameter) {
  return !std::holds_alternative<ChoiceDistribution>(parameter.distribution) &&
         std::all_of(parameter.paths.begin(), parameter.paths.end(), is_linear_path);
}

std::string nonlinearity(const Model& model) {
  for (const Material& material : model.materials) {
    const auto* bulk = std::get_if<BulkMaterial>(&material.definition);
    if (bulk != nullptr && std::any_of(bulk->conductivity.begin(), bulk->conductivity.end(), varies))
      return fmt::format("the conductivity of '{}' depends on temperature", material.name);
  }
  for (const HeatSource& source : model.sources)
    if (source.leakage) return fmt::format("the power of '{}' follows the temperature", source.target);
  for (const Boundary& boundary : model.boundaries)
    if (std::string reason = nonlinearity_of(boundary); !reason.empty()) return reason;
  return {};
}

}  // namespace strata
