// Sweeps: what a sample is, and that it is the same whenever and wherever it is made.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "inputs/sweep/linearity.hpp"
#include "inputs/sweep/power_maps.hpp"
#include "inputs/sweep/sweep.hpp"
#include "tests/unit/inputs/sweep_text.hpp"

using namespace strata;
using namespace strata::test;

namespace {

const std::string kParameters =
    "parameters:\n"
    "  n_dies: {path: \"parts.die.layers[0].repeat\", choices: [2, 4, 8], weights: [1, 2, 1]}\n"
    "  thickness: {path: \"parts.die.layers[0].layers[1].thickness\", uniform: [30 um, 0.06 mm]}\n"
    "  glue: {factor: materials.glue.conductivity, log_uniform: [0.5, 2]}\n"
    "  ambient: {path: boundaries.top.convection.ambient, uniform: [20 degC, 40 degC], inside_group: true}\n"
    "  power: {path: \"power[0].total\", log_uniform: [1 W, 10 W], inside_group: true}\n";

void check_equal(const SweepSample& a, const SweepSample& b) {
  CHECK(a.id == b.id);
  CHECK(a.group == b.group);
  CHECK(a.values == b.values);
  CHECK(a.texts == b.texts);
  CHECK(a.weights == b.weights);
  CHECK(a.split == b.split);
  CHECK(a.key == b.key);
}

const BulkMaterial& bulk_named(const Model& model, const std::string& name) {
  const auto found = std::find_if(model.materials.begin(), model.materials.end(),
                                  [&](const Material& material) { return material.name == name; });
  REQUIRE(found != model.materials.end());
  return std::get<BulkMaterial>(found->definition);
}

}  // namespace

TEST_CASE("a sample made alone is that made in order, and does not ask how many there are") {
  for (const std::string sampler : {"random", "sobol"}) {
    const SweepFile small("samples: 1000\nsampler: " + sampler + "\n" + kParameters);
    const SweepFile large("samples: 900000\nsampler: " + sampler + "\n" + kParameters);
    const Sweep first = small.load(), second = large.load();
    const SweepSample alone = make_sample(second, 977);
    for (std::uint64_t id = 0; id < 1000; ++id) {
      const SweepSample sample = make_sample(first, id);
      if (id == 977) check_equal(sample, alone);
    }
    CHECK(first.resolved == second.resolved);
  }
}

TEST_CASE("seeds, samples and parameters are told apart") {
  const Sweep one = SweepFile("seed: 1\nsamples: 100\nsampler: random\n" + kParameters).load();
  const Sweep two = SweepFile("seed: 2\nsamples: 100\nsampler: random\n" + kParameters).load();
  CHECK(make_sample(one, 3).values != make_sample(two, 3).values);
  CHECK(make_sample(one, 3).values != make_sample(one, 4).values);
  CHECK(one.resolved != two.resolved);
  // A further parameter leaves the values of the others alone.
  const Sweep more = SweepFile(
                         "seed: 1\nsamples: 100\nsampler: random\nparameters:\n"
                         "  lateral: {path: mesh.lateral, uniform: [1 mm, 2 mm]}\n" +
                         kParameters.substr(kParameters.find('\n') + 1))
                         .load();
  const auto before = make_sample(one, 3).texts, after = make_sample(more, 3).texts;
  CHECK(std::equal(before.begin(), before.end(), after.begin() + 1));
}

TEST_CASE("a sample's deck is the base deck with its texts set") {
  const SweepFile file("samples: 20\n" + kParameters);
  const Sweep sweep = file.load();
  for (std::uint64_t id = 0; id < 20; ++id) {
    const SweepSample sample = make_sample(sweep, id);
    const Model model = sample_model(sweep, sample);
    const double glue = std::stod(sample.texts[2]);
    const Model expected =
        load_model(sweep.deck_path, {"parts.die.layers[0].repeat=" + sample.texts[0],
                                     "parts.die.layers[0].layers[1].thickness=" + sample.texts[1],
                                     "boundaries.top.convection.ambient=" + sample.texts[3],
                                     "power[0].total=" + sample.texts[4]});
    REQUIRE(model.geometry.bodies.size() == expected.geometry.bodies.size());
    for (std::size_t b = 0; b < model.geometry.bodies.size(); ++b)
      CHECK(model.geometry.bodies[b].box.upper == expected.geometry.bodies[b].box.upper);
    CHECK(total_power(model) == Approx(total_power(expected)).epsilon(1e-14));
    const auto& conductivity = bulk_named(model, "glue").conductivity;
    CHECK(std::get<ConstantLaw>(conductivity[0]).value == Approx(2.0 * glue).epsilon(1e-14));
    CHECK(std::get<ConstantLaw>(conductivity[2]).value == Approx(1.0 * glue).epsilon(1e-14));
  }
}

TEST_CASE("values are numbers in the unit of the sweep, and texts read back as them") {
  const Sweep sweep = SweepFile("samples: 200\n" + kParameters).load();
  CHECK(sweep.parameters[0].unit.empty());
  CHECK(sweep.parameters[1].unit == "um");
  CHECK(sweep.parameters[3].unit == "degC");
  const auto& range = std::get<UniformDistribution>(sweep.parameters[1].distribution);
  CHECK(range.lower == 30.0);
  CHECK(range.upper == Approx(60.0).epsilon(1e-15));
  for (std::uint64_t id = 0; id < 200; ++id) {
    const SweepSample sample = make_sample(sweep, id);
    CHECK((sample.values[1] >= 30.0 && sample.values[1] <= 60.0));
    CHECK(std::stod(sample.texts[1]) == sample.values[1]);
    CHECK(sample.texts[1].substr(sample.texts[1].find(' ')) == " um");
    CHECK(sample.texts[0] ==
          std::vector<std::string>{"2", "4", "8"}[static_cast<std::size_t>(sample.values[0])]);
  }
}

TEST_CASE("whole numbers are drawn as such") {
  const Sweep sweep =
      SweepFile("samples: 90\nparameters: {count: {path: \"parts.die.layers[0].repeat\", uniform: [2, 4]}}\n")
          .load();
  CHECK(sweep.parameters[0].is_integer);
  std::map<std::string, int> counts;
  for (std::uint64_t id = 0; id < 90; ++id) ++counts[make_sample(sweep, id).texts[0]];
  CHECK(counts == std::map<std::string, int>{{"2", 30}, {"3", 30}, {"4", 30}});
}

TEST_CASE("a Latin hypercube has one group in each of its equally likely slices") {
  constexpr std::uint64_t kGroups = 50;
  const Sweep sweep = SweepFile("samples: 150\nper_group: {solved: 3}\n" + kParameters).load();
  std::set<int> thickness, power;
  for (std::uint64_t id = 0; id < 3 * kGroups; ++id) {
    const SweepSample sample = make_sample(sweep, id);
    CHECK(sample.group == id / 3);
    if (id % 3 == 0) thickness.insert(static_cast<int>((sample.values[1] - 30.0) / 30.0 * kGroups));
    power.insert(static_cast<int>(std::log10(sample.values[4]) * 3 * kGroups));
    CHECK(sample.values[1] == make_sample(sweep, id / 3 * 3).values[1]);
  }
  CHECK(thickness.size() == kGroups);
  CHECK(power.size() == 3 * kGroups);
}

TEST_CASE("several paths take one value, and library materials can be varied in place") {
  const Sweep sweep =
      SweepFile(
          "samples: 5\nset: {\"assembly.stack[0].material\": silicon}\nparameters:\n"
          "  width: {path: [\"assembly.size[0]\", \"assembly.size[1]\"], uniform: [8 mm, 9 mm]}\n"
          "  silicon: {factor: materials.silicon.conductivity, uniform: [0.5, 2]}\n")
          .load();
  for (std::uint64_t id = 0; id < 5; ++id) {
    const SweepSample sample = make_sample(sweep, id);
    const Model model = sample_model(sweep, sample);
    const Box& domain = model.geometry.domain;
    CHECK(domain.upper[0] == Approx(sample.values[0] * 1e-3));
    CHECK(domain.upper[0] == domain.upper[1]);
    const BulkMaterial& bulk = bulk_named(model, "silicon");
    CHECK(std::get<PowerLaw>(bulk.conductivity[0]).value == Approx(148.0 * sample.values[1]));
    CHECK(std::get<PowerLaw>(bulk.conductivity[0]).exponent == -1.3);
    CHECK(std::get<TableLaw>(bulk.heat_capacity).value.size() == 6);
  }
  const Sweep table = SweepFile(
                          "samples: 5\nset: {\"assembly.stack[0].material\": silicon}\nparameters:\n"
                          "  heat: {factor: materials.silicon.heat_capacity, uniform: [2, 3]}\n")
                          .load();
  const SweepSample sample = make_sample(table, 2);
  const Model model = sample_model(table, sample);
  const auto& law = std::get<TableLaw>(bulk_named(model, "silicon").heat_capacity);
  CHECK(law.temperature[0] == 200.0);
  CHECK(law.value[0] == Approx(556.0 * sample.values[0]));
}

TEST_CASE("a property that a variation takes over can be multiplied too") {
  const Sweep sweep =
      SweepFile("samples: 3\nparameters: {density: {factor: materials.glue.density, uniform: [1, 2]}}\n")
          .load();
  const SweepSample sample = make_sample(sweep, 1);
  const Model model = sample_model(sweep, sample);
  CHECK(std::get<ConstantLaw>(bulk_named(model, "glue").density).value == Approx(2000.0 * sample.values[0]));
}

TEST_CASE("further arguments come after those of the sample") {
  const Sweep sweep = SweepFile("samples: 3\n" + kParameters).load();
  const SweepSample sample = make_sample(sweep, 1);
  CHECK(sample_model(sweep, sample, {"power[0].total=1 kW"}).sources[0].power == Approx(1000.0));
  CHECK(sample_model(sweep, sample, {"mesh.lateral=0.7 mm"}).mesh.lateral == Approx(0.7e-3));
}

TEST_CASE("superposed samples are weighted means of the solved ones of their group") {
  const Sweep sweep = SweepFile("samples: 60\nper_group: {solved: 4, superposed: 6}\n" + kParameters).load();
  CHECK(sweep.dataset.block == 70);
  std::set<std::vector<double>> all_weights;
  for (std::uint64_t id = 0; id < 60; ++id) {
    const SweepSample sample = make_sample(sweep, id);
    CHECK(sample.group == id / 10);
    CHECK(sample.is_superposed == (id % 10 >= 4));
    if (!sample.is_superposed) {
      CHECK(sample.parents.empty());
      continue;
    }
    const std::uint64_t first = id / 10 * 10;
    REQUIRE(sample.parents == std::vector<std::uint64_t>{first, first + 1, first + 2, first + 3});
    all_weights.insert(sample.weights);
    double sum = 0.0, power = 0.0, ambient = 0.0;
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(sample.weights[i] > 0.0);
      const SweepSample parent = make_sample(sweep, sample.parents[i]);
      sum += sample.weights[i];
      ambient += sample.weights[i] * parent.values[3];
      power += sample.weights[i] * parent.values[4];
      CHECK(sample.texts[1] == parent.texts[1]);
      CHECK(sample.split == parent.split);
    }
    CHECK(sum == Approx(1.0).epsilon(1e-14));
    CHECK(sample.values[3] == Approx(ambient).epsilon(1e-13));
    CHECK(sample.values[4] == Approx(power).epsilon(1e-13));
    CHECK_THROWS_AS(sample_model(sweep, sample), std::logic_error);
  }
  CHECK(all_weights.size() == 36);
}

TEST_CASE("splits follow the parameters of groups, not their numbers") {
  const std::string body = "splits: {train: 0.6, valid: 0.3, test: 0.1}\n" + kParameters;
  const Sweep short_one = SweepFile("samples: 2000\nsampler: random\nper_group: {solved: 2}\n" + body).load();
  std::map<std::string, int> counts;
  for (std::uint64_t id = 0; id < 2000; id += 2) {
    const SweepSample sample = make_sample(short_one, id);
    CHECK(sample.split == make_sample(short_one, id + 1).split);
    ++counts[sample.split];
  }
  CHECK(std::abs(counts["train"] - 600) < 4 * std::sqrt(1000 * 0.6 * 0.4));
  CHECK(std::abs(counts["valid"] - 300) < 4 * std::sqrt(1000 * 0.3 * 0.7));
  CHECK(std::abs(counts["test"] - 100) < 4 * std::sqrt(1000 * 0.1 * 0.9));
  // The same values under another seed and number end up in the same split.
  const SweepSample sample = make_sample(short_one, 6);
  const SweepFile requests("seed: 99\nsamples: 5\n" + body);
  const Sweep table = requests.load("n_dies,thickness,glue,ambient,power\n" + sample.texts[0] + "," +
                                    sample.texts[1] + "," + sample.texts[2] + ",25 degC,3 W\n");
  CHECK(make_sample(table, 0).split == sample.split);
}

TEST_CASE("groups are held out by a choice or a range") {
  const Sweep sweep =
      SweepFile("samples: 300\nsplits: {hold_out: {n_dies: [8], thickness: [50 um, 60 um]}}\n" + kParameters)
          .load();
  int n_out = 0;
  for (std::uint64_t id = 0; id < 300; ++id) {
    const SweepSample sample = make_sample(sweep, id);
    const bool is_out = sample.texts[0] == "8" || sample.values[1] >= 50.0;
    CHECK((sample.split == "test_ood") == is_out);
    n_out += is_out ? 1 : 0;
  }
  CHECK(n_out == Approx(150).margin(20));
}

TEST_CASE("where only maps vary, groups are told apart by their number") {
  const Sweep sweep =
      SweepFile("samples: 400\npower_maps: [{source: \"die.core[*].active\", kind: floorplan}]\n").load();
  std::map<std::string, int> counts;
  std::set<std::string> keys;
  for (std::uint64_t id = 0; id < 400; ++id) {
    const SweepSample sample = make_sample(sweep, id);
    ++counts[sample.split];
    keys.insert(sample.key);
  }
  CHECK(counts["train"] == Approx(320).margin(32));
  CHECK(counts["test"] > 10);
  CHECK(keys.size() == 400);
}

TEST_CASE("equal keys are equal samples") {
  const Sweep sweep = SweepFile(
                          "samples: 40\nsampler: random\nparameters: {count: {path: "
                          "\"parts.die.layers[0].repeat\", choices: [2, 3]}}\n")
                          .load();
  std::set<std::string> keys;
  for (std::uint64_t id = 0; id < 40; ++id) keys.insert(make_sample(sweep, id).key);
  CHECK(keys.size() == 2);
}

TEST_CASE("a grid is every combination of choices and levels") {
  const SweepFile file(
      "sampler: grid\nparameters:\n"
      "  n_dies: {path: \"parts.die.layers[0].repeat\", uniform: [2, 8], levels: 3}\n"
      "  power: {path: \"power[0].total\", log_uniform: [1 W, 100 W], levels: 3, inside_group: true}\n"
      "  board: {path: \"assembly.stack[0].thickness\", choices: [1 mm, 2 mm]}\n");
  const Sweep sweep = file.load();
  CHECK(sweep.n_samples == 18);
  CHECK(sweep.solved_per_group == 3);
  std::vector<std::string> found;
  for (std::uint64_t id = 0; id < 18; ++id) {
    const auto texts = make_sample(sweep, id).texts;
    found.push_back(texts[0] + "/" + texts[2] + "/" + texts[1]);
  }
  CHECK(found[0] == "2/1 mm/1 W");
  CHECK(found[1] == "2/1 mm/10 W");
  CHECK(found[5] == "2/2 mm/100 W");
  CHECK(found[6] == "5/1 mm/1 W");
  CHECK(found[17] == "8/2 mm/100 W");
  CHECK(std::set<std::string>(found.begin(), found.end()).size() == 18);
  CHECK_THROWS_AS(make_sample(sweep, 18), std::out_of_range);
}

TEST_CASE("requests take the place of the sampler and keep the sweep's identity") {
  const SweepFile file("samples: 60\nper_group: {solved: 4, superposed: 2}\n" + kParameters);
  const Sweep base = file.load();
  Sweep sweep = file.load(
      "power,glue,group,n_dies,thickness,ambient\n"
      "# two rows of one group\n"
      "2.5,1.25,a,4,45.5,298.15 K\n\n"
      "\"2500 mW\", 1 ,b,8,0.05 mm,30 degC\n"
      "3 W,1.25,a,4,45.5 um,31\n");
  CHECK(sweep.resolved == base.resolved);
  CHECK(sweep.dataset.block == base.dataset.block);
  CHECK(sweep.n_samples == 3);
  sweep.first_id = 64;
  const SweepSample first = make_sample(sweep, 64), second = make_sample(sweep, 65),
                    third = make_sample(sweep, 66);
  CHECK(first.texts == std::vector<std::string>{"4", "45.5 um", "1.25", "25 degC", "2.5 W"});
  CHECK(second.texts == std::vector<std::string>{"8", "50 um", "1", "30 degC", "2.5 W"});
  CHECK(third.texts == std::vector<std::string>{"4", "45.5 um", "1.25", "31 degC", "3 W"});
  CHECK(first.values == std::vector<double>{1.0, 45.5, 1.25, 25.0, 2.5});
  CHECK(first.group == 64);
  CHECK(second.group == 65);
  CHECK(third.group == 64);
  CHECK_FALSE(third.is_superposed);
  CHECK_THROWS_AS(make_sample(sweep, 63), std::out_of_range);
  CHECK_THROWS_AS(make_sample(sweep, 67), std::out_of_range);
  CHECK(total_power(sample_model(sweep, first)) == Approx(5.0 * 4 / 2));
}

TEST_CASE("random maps come with the model, by sample and source, and leave powers alone") {
  const std::string maps =
      "power_maps:\n"
      "  - {source: \"die.core[*].active\", kind: gaussian_field, cells: [8, 8]}\n"
      "  - {source: \"d*.core[2].active\", kind: floorplan, blocks: 5}\n";
  const Sweep sweep = SweepFile("samples: 10\n" + kParameters + maps).load();
  const Model model = sample_model(sweep, make_sample(sweep, 3));
  const Model again = sample_model(sweep, make_sample(sweep, 3));
  const Model other = sample_model(sweep, make_sample(sweep, 4));
  REQUIRE(model.sources.size() >= 2);
  const auto values = [](const HeatSource& source) {
    std::vector<double> list;
    for (const Tile& tile : source.map) list.push_back(tile.value / source.power);
    return list;
  };
  CHECK(model.sources[0].map.size() == 64);
  CHECK(model.sources[1].map.size() == 5);
  for (std::size_t s = 0; s < model.sources.size(); ++s) {
    double sum = 0.0;
    for (const Tile& tile : model.sources[s].map) sum += tile.value;
    CHECK(sum == model.sources[s].power);
    CHECK(values(model.sources[s]) == values(again.sources[s]));
  }
  CHECK(values(model.sources[0]) != values(other.sources[0]));
  CHECK(model.sources[0].map[0].area.lower[0] == Approx(2e-3));
}

TEST_CASE("a source is named by its placement or by its part") {
  const Model model = load_model_text(kBaseDeck + "output: {pictures: false}\n", "deck.yaml");
  const HeatSource& source = model.sources[0];
  CHECK(source.target == "stack.core[1].active");
  for (const char* pattern : {"stack.core[1].active", "stack.core[*].active", "*.core[*].active",
                              "die.core[1].active", "d*.core[*].*"})
    CHECK(names_source(pattern, source, model));
  for (const char* pattern :
       {"stack.core[2].active", "*", "*.active", "die", "stack.core[*].active.x", "core[1].active"})
    CHECK_FALSE(names_source(pattern, source, model));
}

TEST_CASE("what is linear in powers and surroundings is told from what is not") {
  const auto reason = [](const std::vector<std::string>& overrides) {
    return nonlinearity(load_model_text(kBaseDeck, "deck.yaml", ".", overrides));
  };
  CHECK(reason({}).empty());
  CHECK(reason({"assembly.stack[0].material=silicon"}) ==
        "the conductivity of 'silicon' depends on temperature");
  CHECK(reason({"power[0].leakage={reference: 25 degC, doubling: 20 K}"}) ==
        "the power of 'stack.core[1].active' follows the temperature");
  CHECK(reason({"boundaries.top.convection.emissivity=0.5"}) == "boundary 'top' radiates");
  CHECK(reason({"boundaries.bottom={radiation: {emissivity: 0.5, ambient: 20 degC}}"}) ==
        "boundary 'bottom' radiates");
  CHECK(reason({"boundaries.top.convection.film_coefficient={table: [[20 degC, 10 W/(m^2.K)], [90 degC, 20 "
                "W/(m^2.K)]]}"}) == "the film coefficient of boundary 'top' follows the temperature");
}
