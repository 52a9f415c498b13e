#include "postproc/dataset/field_builder.hpp"

#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "inputs/error.hpp"
#include "postproc/dataset/film_map.hpp"

namespace strata {

namespace {

/// Components one after the other, the component fastest.
std::vector<double> interleaved(const std::vector<const std::vector<double>*>& components) {
  const std::size_t n = components.front()->size(), n_components = components.size();
  std::vector<double> values(n * n_components);
  for (std::size_t c = 0; c < n_components; ++c) {
    const std::vector<double>& from = *components[c];
    for (std::size_t cell = 0; cell < n; ++cell) values[cell * n_components + c] = from[cell];
  }
  return values;
}

/// From SI to the units of the files.
double file_units(const std::string& name) {
  static const std::map<std::string, double> factors{
      {"power_density", 1e-9}, {"rho_cp", 1e-6}, {"youngs_modulus", 1e-9}, {"expansion", 1e6},
      {"displacement", 1e6},   {"stress", 1e-6}, {"von_mises", 1e-6}};
  const auto found = factors.find(name);
  return found == factors.end() ? 1.0 : found->second;
}

}  // namespace

void MatterOnGrid::set_material(const std::vector<std::uint16_t>& ids) {
  if (ids == material) return;
  material = ids;
  solid.resize(ids.size());
  for (std::size_t cell = 0; cell < ids.size(); ++cell) solid[cell] = ids[cell] == 0 ? 0.0 : 1.0;
  fraction = resampler.volume_mean(solid);
}

FieldBuilder::FieldBuilder(const SolutionView& view, const NativeFields& native, const NativeStress* stress,
                           MatterOnGrid& matter, SetupFields& setup)
    : view_(view), native_(native), stress_(stress), matter_(matter), setup_(setup) {}

std::vector<double> FieldBuilder::build(const std::string& name) {
  if (!follows_from_setup(name)) return make(name);
  const auto found = setup_.fields.find(name);
  if (found != setup_.fields.end()) return found->second;
  return setup_.fields[name] = make(name);
}

/// False for anything that temperatures, powers or load cases may change.
bool FieldBuilder::follows_from_setup(const std::string& name) {
  static const std::set<std::string> always{"material_id", "solid_fraction"};
  if (name == "k_xx" || name == "k_yy" || name == "k_zz") return thermal().has_constant_conductivity();
  if (name == "rho_cp") return thermal().has_constant_heat_capacity();
  return always.count(name) > 0;
}

std::vector<double> FieldBuilder::make(const std::string& name) {
  using Maker = std::function<std::vector<double>(FieldBuilder&)>;
  static const std::map<std::string, Maker> makers{
      {"temperature", &FieldBuilder::temperature},
      {"von_mises", &FieldBuilder::von_mises},
      {"power_density", &FieldBuilder::power_density},
      {"k_xx", [](FieldBuilder& b) { return b.conductivity(0); }},
      {"k_yy", [](FieldBuilder& b) { return b.conductivity(1); }},
      {"k_zz", [](FieldBuilder& b) { return b.conductivity(2); }},
      {"rho_cp", &FieldBuilder::heat_capacity},
      {"htc_top", [](FieldBuilder& b) { return b.film(Face::top); }},
      {"htc_bottom", [](FieldBuilder& b) { return b.film(Face::bottom); }},
      {"material_id", &FieldBuilder::material_id},
      {"solid_fraction", &FieldBuilder::solid_fraction},
      {"youngs_modulus", [](FieldBuilder& b) { return b.elastic(&ElasticFields::youngs_modulus); }},
      {"poisson_ratio", [](FieldBuilder& b) { return b.elastic(&ElasticFields::poisson_ratio); }},
      {"expansion", [](FieldBuilder& b) { return b.elastic(&ElasticFields::expansion); }},
      {"displacement", &FieldBuilder::displacement},
      {"stress", &FieldBuilder::stress},
  };
  const auto maker = makers.find(name);
  if (maker == makers.end()) throw Error(ExitCode::internal, "no rule for the field '" + name + "'");
  std::vector<double> values = maker->second(*this);
  const double factor = file_units(name);
  if (factor != 1.0) {
    for (double& value : values) value *= factor;
  }
  return values;
}

std::vector<double> FieldBuilder::over_matter(const std::vector<double>& native_field, double empty) {
  return matter_.resampler.matter_mean(native_field, matter_.solid, matter_.fraction, empty);
}

std::vector<double> FieldBuilder::temperature() {
  return over_matter(native_.temperature, view_.heat.reference_temperature);
}

std::vector<double> FieldBuilder::power_density() {
  return matter_.resampler.volume_mean(native_.power_density);
}

const ThermalProperties& FieldBuilder::thermal() {
  if (!setup_.thermal) setup_.thermal.emplace(view_.model);
  return *setup_.thermal;
}

std::vector<double> FieldBuilder::conductivity(int axis) {
  const bool is_like_x = !native_k_xx_.empty() && thermal().is_alike(0, axis);
  if (axis == 1 && is_like_x) return k_xx_;
  std::vector<double> k = is_like_x ? native_k_xx_ : thermal().conductivity(native_, axis);
  if (axis == 2) return matter_.resampler.series_through_z(k);
  std::vector<double> mean = matter_.resampler.volume_mean(k);
  if (axis == 0) {
    native_k_xx_ = std::move(k);
    k_xx_ = mean;
  }
  return mean;
}

std::vector<double> FieldBuilder::heat_capacity() {
  return matter_.resampler.volume_mean(thermal().heat_capacity(native_));
}

std::vector<double> FieldBuilder::film(Face face) {
  const std::vector<double> columns =
      matter_.resampler.area_mean(film_map(view_.model, view_.plan.grid, native_, face));
  const std::size_t height = matter_.fraction.size() / columns.size();
  std::vector<double> values;
  values.reserve(matter_.fraction.size());
  for (const double film : columns) values.insert(values.end(), height, film);
  return values;
}

std::vector<double> FieldBuilder::material_id() {
  const std::vector<std::uint16_t> ids = matter_.resampler.majority(native_.material);
  return {ids.begin(), ids.end()};
}

std::vector<double> FieldBuilder::solid_fraction() {
  return matter_.fraction;
}

const ElasticFields& FieldBuilder::elasticity() {
  if (elasticity_) return *elasticity_;
  const double uniform = view_.stress != nullptr && !view_.stress->steps.empty()
                             ? view_.stress->steps.front().temperature
                             : std::nan("");
  elasticity_ =
      std::isnan(uniform)
          ? elastic_fields(view_.model, native_, native_.temperature)
          : elastic_fields(view_.model, native_, std::vector<double>(native_.temperature.size(), uniform));
  return *elasticity_;
}

std::vector<double> FieldBuilder::elastic(std::vector<double> ElasticFields::*field) {
  const std::vector<double>& values = elasticity().*field;
  if (field == &ElasticFields::youngs_modulus) return matter_.resampler.volume_mean(values);
  return over_matter(values, 0.0);
}

std::vector<double> FieldBuilder::von_mises() {
  return over_matter(stress_->von_mises, 0.0);
}

std::vector<double> FieldBuilder::displacement() {
  std::vector<std::vector<double>> parts;
  parts.reserve(stress_->displacement.size());
  for (const std::vector<double>& part : stress_->displacement) parts.push_back(over_matter(part, 0.0));
  return interleaved({&parts[0], &parts[1], &parts[2]});
}

std::vector<double> FieldBuilder::stress() {
  std::vector<std::vector<double>> parts;
  parts.reserve(stress_->stress.size());
  for (const std::vector<double>& part : stress_->stress) parts.push_back(over_matter(part, 0.0));
  const auto &xx = parts[0], &yy = parts[1], &zz = parts[2], &yz = parts[3], &xz = parts[4], &xy = parts[5];
  return interleaved({&xx, &xy, &xz, &xy, &yy, &yz, &xz, &yz, &zz});
}

}  // namespace strata
