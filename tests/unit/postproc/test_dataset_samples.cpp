// Samples from the synthetic case, whose temperatures are 300 K + (x + 10 y + 100 z) K/mm; on several ranks
// too.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "dataset_case.hpp"
#include "inputs/error.hpp"
#include "postproc/dataset/layout.hpp"
#include "postproc/dataset/sample_fields.hpp"
#include "postproc/dataset/superpose.hpp"

using namespace strata;
using strata::test::SyntheticCase;

namespace {

const std::vector<std::string> kHeatFields{"power_density", "conductivity", "rho_cp",        "htc_top",
                                           "htc_bottom",    "material_id",  "solid_fraction"};
const std::vector<std::string> kStressFields{"von_mises",      "displacement",  "stress",
                                             "youngs_modulus", "poisson_ratio", "expansion"};

DatasetLayout native_layout(const SyntheticCase& c, const std::vector<std::string>& fields) {
  return make_layout(test::synthetic_sweep(fields), c.model, {5, 4, 6}, c.plan.grid.lines);
}

const std::vector<double>& field_of(const DatasetLayout& layout, const DatasetSample& sample,
                                    const std::string& name) {
  for (std::size_t f = 0; f < layout.fields.size(); ++f) {
    if (layout.fields[f].name == name) return sample.fields[f];
  }
  throw std::logic_error("no field " + name);
}

double condition_of(const DatasetLayout& layout, const DatasetSample& sample, const std::string& name) {
  for (std::size_t n = 0; n < layout.conditions.size(); ++n) {
    if (layout.conditions[n].name == name) return sample.conditions[n];
  }
  throw std::logic_error("no condition " + name);
}

/// Of the native grid of the synthetic case.
std::size_t cell(std::size_t i, std::size_t j, std::size_t k) {
  return (i * 4 + j) * 6 + k;
}

std::vector<std::string> names_of(const std::vector<DatasetField>& fields) {
  std::vector<std::string> names;
  for (const DatasetField& field : fields) names.push_back(field.name);
  return names;
}

}  // namespace

TEST_CASE("a layout holds what the sweep asks for, in the order of the files") {
  SyntheticCase c(MPI_COMM_SELF);
  test::make_conducting(c);
  Sweep sweep = test::synthetic_sweep({"solid_fraction", "conductivity", "power_density"});
  sweep.fidelities = {{"coarse", {"mesh.lateral=1 mm"}}};
  const DatasetLayout layout =
      make_layout(sweep, c.model, {4, 4, 4}, regular_lines({4, 4, 4}, {6e-3, 4e-3, 2.5e-3}));
  CHECK(names_of(layout.fields) == std::vector<std::string>{"temperature", "temperature_coarse",
                                                            "power_density", "k_xx", "k_yy", "k_zz",
                                                            "solid_fraction"});
  std::vector<std::string> conditions;
  for (const DatasetScalar& scalar : layout.conditions) conditions.push_back(scalar.name);
  CHECK(conditions == std::vector<std::string>{"total_power", "mean_film_coefficient_top", "ambient_top",
                                               "film_coefficient_exposed", "ambient_exposed"});
  CHECK(layout.results.at(0).name == "junction_temperature_max");
  CHECK(layout.boundaries == std::vector<std::string>{"top", "exposed"});
  CHECK(layout.is_open == std::array<bool, 6>{false, false, false, false, false, true});
  CHECK(layout.parameters.at(1).choices == std::vector<std::string>{"4", "8"});
  CHECK(layout.lines[2].back() == 2.5e-3);
}

TEST_CASE("every field that cannot be had is named at once") {
  SyntheticCase c(MPI_COMM_SELF);
  Sweep sweep = test::synthetic_sweep({"power_densty", "stress", "colour"});
  sweep.parameters[0].name = "total_power";
  try {
    make_layout(sweep, c.model, {5, 4, 6}, c.plan.grid.lines);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::deck);
    const std::string text = error.what();
    CHECK(text.find("no field 'power_densty'; did you mean 'power_density'?") != std::string::npos);
    CHECK(text.find("no field 'colour'; there are conductivity temperature") != std::string::npos);
    CHECK(text.find("'stress' needs a deck with analysis.stress") != std::string::npos);
    CHECK(text.find("two numbers named 'total_power'") != std::string::npos);
  }
}

TEST_CASE("on its own grid a sample is the solution, whatever the ranks", "[parallel]") {
  SyntheticCase c(MPI_COMM_WORLD);
  test::make_conducting(c);
  const DatasetLayout layout = native_layout(c, kHeatFields);
  SampleExtractor extractor(layout);
  const std::optional<DatasetSample> sample = extractor.extract(c.view());
  REQUIRE(sample.has_value() == (c.partition.rank() == 0));
  if (!sample) return;
  const auto& grid = c.plan.grid;
  const auto& T = field_of(layout, *sample, "temperature");
  const auto& id = field_of(layout, *sample, "material_id");
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 4; ++j)
      for (int k = 0; k < 6; ++k) {
        const std::size_t at =
            cell(static_cast<std::size_t>(i), static_cast<std::size_t>(j), static_cast<std::size_t>(k));
        const double exact = test::linear_temperature(grid.centre(Axis::x, i), grid.centre(Axis::y, j),
                                                      grid.centre(Axis::z, k));
        CHECK(T[at] == (id[at] == 0.0 ? 300.0 : exact));
      }
  CHECK(sample->provenance.resampling_error == 0.0);
  CHECK(sample->reference_temperature == 300.0);
  CHECK(field_of(layout, *sample, "k_xx")[cell(0, 0, 0)] == 120.0);
  CHECK(field_of(layout, *sample, "k_yy")[cell(0, 0, 0)] == 90.0);
  CHECK(field_of(layout, *sample, "k_zz")[cell(0, 0, 0)] == 60.0);
  CHECK(field_of(layout, *sample, "k_zz")[cell(2, 1, 4)] == 400.0);
  CHECK(field_of(layout, *sample, "k_zz")[cell(0, 0, 3)] == 0.0);
  CHECK(field_of(layout, *sample, "rho_cp")[cell(0, 0, 5)] == Approx(3.6));
  CHECK(field_of(layout, *sample, "rho_cp")[cell(1, 2, 0)] ==
        Approx(2e-3 * (700.0 + T[cell(1, 2, 0)] - 300.0)));
  CHECK(field_of(layout, *sample, "power_density")[cell(1, 1, 2)] == Approx(1e6 / 0.25e-3 * 1e-9));
  CHECK(field_of(layout, *sample, "htc_top")[cell(0, 3, 1)] == Approx(1000.0));
  CHECK(field_of(layout, *sample, "htc_top")[cell(1, 3, 1)] == Approx(2000.0));
  CHECK(field_of(layout, *sample, "htc_bottom")[cell(1, 3, 1)] == 0.0);
  CHECK(field_of(layout, *sample, "solid_fraction")[cell(0, 0, 3)] == 0.0);
  // 8 mm^2 under the base at 1 W/mm^2, 7 mm^2 on the die above it at half of that.
  CHECK(condition_of(layout, *sample, "total_power") == Approx(11.5));
  CHECK(condition_of(layout, *sample, "mean_film_coefficient_top") == Approx(1000.0 + 1000.0 / 3.0));
  CHECK(condition_of(layout, *sample, "ambient_exposed") == 310.0);
  CHECK(sample->results.at(0) == Approx(test::linear_temperature(4e-3, 2.5e-3, 2e-3)));
  CHECK(sample->provenance.boundary_heat == std::vector<double>{10.0, 1.5});
  CHECK(extractor.native().material.size() == 120);
  CHECK(extractor.native().power_density[(3 * 4 + 0) * 5 + 0] == 0.0);
}

TEST_CASE("on a regular grid power and heat capacity keep their sums, and a larger box is void",
          "[parallel]") {
  SyntheticCase c(MPI_COMM_WORLD);
  test::make_conducting(c);
  const std::array<int, 3> cells{16, 9, 11};
  const DatasetLayout layout = make_layout(test::synthetic_sweep(kHeatFields), c.model, cells,
                                           regular_lines(cells, {8e-3, 4e-3, 3e-3}));
  SampleExtractor extractor(layout);
  const std::optional<DatasetSample> sample = extractor.extract(c.view());
  if (!sample) return;
  const double volume_mm3 = 8.0 * 4.0 * 3.0 / (16 * 9 * 11);
  double power = 0.0, solid = 0.0;
  for (const double density : field_of(layout, *sample, "power_density")) power += density * volume_mm3;
  for (const double fraction : field_of(layout, *sample, "solid_fraction")) solid += fraction * volume_mm3;
  CHECK(power == Approx(11.5).epsilon(1e-13));
  CHECK(solid == Approx(6 * 4 * 1 + 4 * 2 * 1 + 6 * 4 * 0.5).epsilon(1e-13));
  const auto& T = field_of(layout, *sample, "temperature");
  CHECK(T.back() == 300.0);
  CHECK(field_of(layout, *sample, "k_xx").back() == 0.0);
  CHECK(field_of(layout, *sample, "material_id").back() == 0.0);
  CHECK(sample->provenance.resampling_error > 0.0);
  CHECK(sample->provenance.resampling_error < 0.2);
}

TEST_CASE("stress, displacement and elastic constants stand in the units of the files", "[parallel]") {
  SyntheticCase c(MPI_COMM_WORLD);
  test::make_conducting(c);
  test::add_stress(c);
  const DatasetLayout layout = native_layout(c, kStressFields);
  SampleExtractor extractor(layout);
  const std::optional<DatasetSample> sample = extractor.extract(c.view());
  if (!sample) return;
  // Cell (1, 2, 0): x 1.5, y 2.5, z 0.25 mm. Component n is n + 1 + x + 10 z MPa.
  const std::size_t at = cell(1, 2, 0);
  const auto& stress = field_of(layout, *sample, "stress");
  const double base = 1.5 + 2.5;
  const std::array<double, 9> expected{1, 6, 5, 6, 2, 4, 5, 4, 3};
  for (std::size_t n = 0; n < 9; ++n) CHECK(stress[9 * at + n] == Approx(expected[n] + base).epsilon(1e-6));
  const auto& u = field_of(layout, *sample, "displacement");
  CHECK(u[3 * at] == Approx(2e-3 * 1.5e3));
  CHECK(u[3 * at + 1] == Approx(-1e-3 * 2.5e3));
  CHECK(field_of(layout, *sample, "von_mises")[at] ==
        Approx(std::sqrt(0.5 * (1 + 1 + 4) + 3 * (8 * 8 + 9 * 9 + 10 * 10))).epsilon(1e-6));
  CHECK(field_of(layout, *sample, "youngs_modulus")[at] == Approx(130.0));
  CHECK(field_of(layout, *sample, "poisson_ratio")[cell(0, 0, 5)] == Approx(0.34));
  CHECK(field_of(layout, *sample, "expansion")[cell(0, 0, 5)] == Approx(17.0));
  const std::size_t empty = cell(0, 0, 3);
  CHECK(u[3 * empty + 2] == 0.0);
  CHECK(stress[9 * empty] == 0.0);
  CHECK(field_of(layout, *sample, "youngs_modulus")[empty] == 0.0);
}

TEST_CASE("another fidelity becomes a field of the same sample", "[parallel]") {
  SyntheticCase c(MPI_COMM_WORLD);
  test::make_conducting(c);
  Sweep sweep = test::synthetic_sweep({});
  sweep.fidelities = {{"coarse", {}}};
  const DatasetLayout layout = make_layout(sweep, c.model, {5, 4, 6}, c.plan.grid.lines);
  SampleExtractor extractor(layout);
  std::optional<DatasetSample> sample = extractor.extract(c.view());
  for (double& T : c.heat.temperature) T += 2.0;
  extractor.add_temperature(c.view(), "temperature_coarse", sample ? &*sample : nullptr);
  if (!sample) return;
  CHECK(sample->fields[1][cell(0, 0, 0)] == sample->fields[0][cell(0, 0, 0)] + 2.0);
  CHECK(sample->fields[1][cell(0, 0, 3)] == 300.0);
}

TEST_CASE("samples that do not fit their dataset are refused") {
  SyntheticCase c(MPI_COMM_SELF);
  test::make_conducting(c);
  DatasetLayout layout = native_layout(c, {});
  layout.lines = regular_lines({5, 4, 6}, {5e-3, 4e-3, 2.5e-3});
  CHECK_THROWS_WITH(SampleExtractor(layout).extract(c.view()),
                    Catch::Contains("from 0 to 6 mm along x") && Catch::Contains("dataset.box"));
  layout.lines = {};
  layout.cells = {5, 4, 7};
  CHECK_THROWS_WITH(SampleExtractor(layout).extract(c.view()), Catch::Contains("5 x 4 x 6 here"));
  layout = native_layout(c, {});
  c.model.boundaries[0].condition = FixedTemperature{300.0};
  CHECK_THROWS_WITH(SampleExtractor(layout).extract(c.view()),
                    Catch::Contains("no mean_film_coefficient_top"));
}

TEST_CASE("superposed samples are weighted means of what is linear") {
  DatasetLayout layout = test::small_layout();
  layout.fields.push_back({"solid_fraction", "1", "", 0, false});
  DatasetSample a = test::small_sample(layout, 2), b = test::small_sample(layout, 4);
  b.fields[4] = a.fields[4];
  b.reference_temperature = 300.15;
  b.conditions[0] = 8.0;
  b.provenance.boundary_heat = {7.0, 1.0};
  const DatasetSample sum = superpose(layout, {&a, &b}, {0.25, 0.75});
  for (std::size_t f = 0; f < 4; ++f) {
    for (std::size_t n = 0; n < sum.fields[f].size(); ++n)
      CHECK(sum.fields[f][n] == Approx(0.25 * a.fields[f][n] + 0.75 * b.fields[f][n]).epsilon(1e-15));
  }
  CHECK(sum.fields[4] == a.fields[4]);
  CHECK(sum.reference_temperature == Approx(299.65));
  CHECK(sum.conditions == std::vector<double>{7.0, 1000.0});
  CHECK(sum.parameters[0] == Approx(33.5));
  CHECK(sum.provenance.boundary_heat[0] == Approx(6.0));
  CHECK(sum.provenance.is_superposed);
  CHECK(sum.provenance.parents == std::vector<std::uint64_t>{2, 4});
  CHECK(std::isnan(sum.results[0]));

  CHECK_THROWS_WITH(superpose(layout, {&a, &b}, {0.5, 0.6}), Catch::Contains("sum to 1"));
  b.conditions[1] = 1001.0;
  CHECK_THROWS_WITH(superpose(layout, {&a, &b}, {0.5, 0.5}),
                    Catch::Contains("'film_coefficient_top' differs"));
  b.conditions[1] = 1000.0;
  b.fields[4][0] += 0.1;
  CHECK_THROWS_WITH(superpose(layout, {&a, &b}, {0.5, 0.5}), Catch::Contains("'solid_fraction' differs"));
  // The heat capacity follows the temperature and takes no part in the steady equation.
  layout.fields[4].name = "rho_cp";
  CHECK(superpose(layout, {&a, &b}, {0.5, 0.5}).fields[4][0] == Approx(a.fields[4][0] + 0.05));
}
