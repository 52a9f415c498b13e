#include "dataset_case.hpp"

#include <algorithm>
#include <random>

#include "postproc/dataset/layout.hpp"

namespace strata::test {
namespace {

Mechanics isotropic(double youngs_modulus, double poisson_ratio, double expansion) {
  const PropertyLaw alpha = ConstantLaw{expansion};
  return {IsotropicElasticity{ConstantLaw{youngs_modulus}, ConstantLaw{poisson_ratio}},
          {alpha, alpha, alpha}};
}

DatasetField field_named(const std::string& name) {
  const auto& known = known_dataset_fields();
  return *std::find_if(known.begin(), known.end(), [&](const auto& field) { return field.name == name; });
}

}  // namespace

void make_conducting(SyntheticCase& c) {
  BulkMaterial silicon;
  silicon.conductivity = {ConstantLaw{120.0}, ConstantLaw{90.0}, ConstantLaw{60.0}};
  silicon.density = ConstantLaw{2000.0};
  silicon.heat_capacity = TableLaw{{300.0, 1300.0}, {700.0, 1700.0}};
  silicon.mechanics = isotropic(130e9, 0.28, 2.6e-6);
  BulkMaterial copper;
  copper.conductivity = {ConstantLaw{400.0}, ConstantLaw{400.0}, ConstantLaw{400.0}};
  copper.density = ConstantLaw{9000.0};
  copper.heat_capacity = ConstantLaw{400.0};
  copper.mechanics = isotropic(110e9, 0.34, 17e-6);
  c.model.materials[1].definition = silicon;
  c.model.materials[2].definition = copper;
  Convection top;
  top.film_coefficient = 1000.0;
  top.film_coefficient_map = {{{{1e-3, 0.0}, {3e-3, 4e-3}}, 2000.0}};
  top.ambient = 300.0;
  Convection exposed;
  exposed.film_coefficient = 10.0;
  exposed.ambient = 310.0;
  c.model.boundaries = {{"top", {}, Face::top, {}, top}, {"exposed", {}, {}, {}, exposed}};
}

Sweep synthetic_sweep(const std::vector<std::string>& fields) {
  Sweep sweep;
  sweep.title = "Made up";
  sweep.dataset.name = "made_up";
  sweep.dataset.fields = fields;
  SweepParameter number, choice;
  number.name = "thickness";
  number.unit = "um";
  number.distribution = UniformDistribution{30.0, 60.0};
  choice.name = "dies";
  choice.distribution = ChoiceDistribution{{"4", "8"}, {0.5, 0.5}};
  sweep.parameters = {number, choice};
  sweep.resolved = "sweep: 1\ntitle: Made up\n";
  return sweep;
}

DatasetLayout small_layout() {
  DatasetLayout layout;
  layout.name = "small";
  layout.title = "A small dataset";
  layout.cells = {4, 3, 2};
  layout.lines = regular_lines(layout.cells, {4e-3, 3e-3, 2e-3});
  for (const char* name : {"temperature", "power_density", "displacement", "stress"})
    layout.fields.push_back(field_named(name));
  layout.parameters = {{"thickness", "um", {}}, {"dies", "1", {"4", "8"}}};
  layout.conditions = {{"total_power", "W", {}}, {"film_coefficient_top", "W/(m^2.K)", {}}};
  layout.results = {{"junction_temperature_max", "K", {}}};
  layout.boundaries = {"top", "bottom"};
  layout.is_open[static_cast<std::size_t>(Face::top)] = true;
  layout.sweep_text = "sweep: 1\n";
  layout.sweep_sha256 = std::string(64, 'a');
  return layout;
}

DatasetSample small_sample(const DatasetLayout& layout, std::uint64_t id) {
  std::minstd_rand numbers(static_cast<unsigned>(id + 1));
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  DatasetSample sample;
  sample.provenance.id = id;
  sample.provenance.group = id / 2;
  sample.provenance.input_sha256 = std::string(64, static_cast<char>('0' + id % 10));
  sample.provenance.relative_residual = 1e-9;
  sample.provenance.iterations = 11;
  sample.provenance.boundary_heat = {3.0, 1.0};
  sample.lines = layout.lines;
  sample.reference_temperature = 298.15;
  for (const DatasetField& field : layout.fields) {
    std::vector<double> values(std::size_t{24} * (field.order == 0 ? 1 : field.order == 1 ? 3 : 9));
    for (double& value : values) value = uniform(numbers) + (is_temperature(field) ? 350.0 : 0.0);
    sample.fields.push_back(std::move(values));
  }
  sample.parameters = {30.0 + static_cast<double>(id), static_cast<double>(id % 2)};
  sample.conditions = {4.0, 1000.0};
  sample.results = {360.0};
  return sample;
}

}  // namespace strata::test
