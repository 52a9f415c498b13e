#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "physics/effective_medium.hpp"
#include "physics/laws.hpp"
#include "physics/material_table.hpp"

using namespace strata;

namespace {

const double kPi = std::acos(-1.0);

enum Id : std::uint16_t {
  void_id,
  silicon_cold,
  copper,
  oxide,
  solder,
  underfill,
  silicon,
  varying,
  planar,
  tilted
};

BulkMaterial bulk(const PropertyLaw& k, const PropertyLaw& rho, const PropertyLaw& c) {
  return {{k, k, k}, rho, c};
}

BulkMaterial bulk(double k, double rho, double c) {
  return bulk(ConstantLaw{k}, ConstantLaw{rho}, ConstantLaw{c});
}

/// Materials by Id; an array goes behind them.
Model model_with(const std::vector<ArrayMedium>& arrays = {}) {
  const PropertyLaw k_silicon = PowerLaw{148.0, 300.0, -1.3, 200.0, 600.0};
  const PropertyLaw k_table = TableLaw{{250.0, 350.0, 500.0}, {1.0, 3.0, 2.0}};
  BulkMaterial laminate = bulk(20.0, 2000.0, 900.0);
  laminate.conductivity[2] = ConstantLaw{0.5};
  BulkMaterial tilted_film = bulk(20.0, 2000.0, 900.0);
  tilted_film.conductivity[1] = ConstantLaw{10.0};
  Model model;
  model.materials = {
      {"void", "", BulkMaterial{}},
      {"silicon_cold", "", bulk(148.0, 2330.0, 712.0)},
      {"copper", "", bulk(390.0, 8960.0, 385.0)},
      {"oxide", "", bulk(1.38, 2200.0, 740.0)},
      {"solder", "", bulk(55.0, 7400.0, 220.0)},
      {"underfill", "", bulk(0.8, 1700.0, 1000.0)},
      {"silicon", "", bulk(k_silicon, ConstantLaw{2330.0}, TableLaw{{298.0, 600.0}, {712.0, 860.0}})},
      {"varying", "", bulk(k_table, TableLaw{{300.0, 400.0}, {1000.0, 900.0}}, ConstantLaw{1000.0})},
      {"planar", "", laminate},
      {"tilted", "", tilted_film}};
  for (const ArrayMedium& array : arrays) model.materials.push_back({"the_array", "", array});
  return model;
}

ArrayMedium array_of(Id fill, Id matrix, double diameter, double pitch, Lattice lattice = Lattice::square) {
  ArrayMedium array;
  array.fill = MaterialId{fill};
  array.matrix = MaterialId{matrix};
  array.diameter = diameter;
  array.pitch = {pitch, pitch};
  array.lattice = lattice;
  return array;
}

BulkMaterial medium(const ArrayMedium& array) {
  return effective_medium(model_with(), array);
}

double value(const PropertyLaw& law) {
  return std::get<ConstantLaw>(law).value;
}

}  // namespace

TEST_CASE("Copper TSVs in silicon: the worked example") {
  const BulkMaterial tsv = medium(array_of(copper, silicon_cold, 5e-6, 40e-6));
  CHECK(value(tsv.conductivity[2]) == Approx(150.97).margin(0.005));
  CHECK(value(tsv.conductivity[0]) == Approx(149.64).margin(0.005));
  CHECK(value(tsv.conductivity[1]) == Approx(149.64).margin(0.005));
}

TEST_CASE("Microbumps in underfill: the worked example") {
  const BulkMaterial bumps = medium(array_of(solder, underfill, 25e-6, 55e-6));
  CHECK(value(bumps.conductivity[2]) == Approx(9.60).margin(0.005));
  CHECK(value(bumps.conductivity[0]) == Approx(1.10).margin(0.005));
}

TEST_CASE("An oxide liner lowers the conductivity across TSVs below that of silicon") {
  ArrayMedium array = array_of(copper, silicon_cold, 5e-6, 40e-6);
  array.liner = MaterialId{oxide};
  array.liner_thickness = 0.2e-6;
  const BulkMaterial tsv = medium(array);
  // The coated cylinder of Hashin and Rosen, then Maxwell-Eucken, exact to f^4 at this small fraction.
  const double b = std::pow(4.6 / 5.0, 2), f = kPi * 25.0 / (4.0 * 1600.0);
  const double coated = 1.38 * ((1 + b) * 390.0 + (1 - b) * 1.38) / ((1 - b) * 390.0 + (1 + b) * 1.38);
  const double expected =
      148.0 * ((coated + 148.0) + f * (coated - 148.0)) / ((coated + 148.0) - f * (coated - 148.0));
  CHECK(value(tsv.conductivity[0]) == Approx(expected).epsilon(1e-7));
  CHECK(value(tsv.conductivity[0]) < 148.0);
  const double core = f * b;
  CHECK(value(tsv.conductivity[2]) ==
        Approx(core * 390.0 + (f - core) * 1.38 + (1 - f) * 148.0).epsilon(1e-13));
}

TEST_CASE("Density and heat per volume are averaged by volume") {
  const BulkMaterial bumps = medium(array_of(solder, underfill, 25e-6, 55e-6, Lattice::hexagonal));
  const double f = kPi * 625.0 / (2.0 * std::sqrt(3.0) * 55.0 * 55.0);
  const double rho = f * 7400.0 + (1 - f) * 1700.0;
  const double rho_c = f * 7400.0 * 220.0 + (1 - f) * 1700.0 * 1000.0;
  CHECK(value(bumps.density) == Approx(rho).epsilon(1e-14));
  CHECK(value(bumps.density) * value(bumps.heat_capacity) == Approx(rho_c).epsilon(1e-14));
}

TEST_CASE("Equal constituents and vanishing cylinders give the matrix back") {
  for (const Lattice lattice : {Lattice::square, Lattice::hexagonal}) {
    const BulkMaterial same = medium(array_of(copper, copper, 30e-6, 40e-6, lattice));
    const BulkMaterial sparse = medium(array_of(copper, underfill, 1e-12, 40e-6, lattice));
    for (int axis = 0; axis < 3; ++axis) {
      CHECK(value(same.conductivity[axis]) == Approx(390.0).epsilon(1e-13));
      CHECK(value(sparse.conductivity[axis]) == Approx(0.8).epsilon(1e-12));
    }
    CHECK(value(same.heat_capacity) == Approx(385.0).epsilon(1e-13));
  }
}

TEST_CASE("A rectangular lattice conducts differently along x and y") {
  ArrayMedium array = array_of(solder, underfill, 25e-6, 40e-6);
  array.pitch = {30e-6, 60e-6};
  const BulkMaterial bumps = medium(array);
  CHECK(value(bumps.conductivity[0]) > 1.1 * value(bumps.conductivity[1]));
  array.pitch = {60e-6, 30e-6};
  CHECK(value(medium(array).conductivity[1]) == value(bumps.conductivity[0]));
}

TEST_CASE("Properties that depend on temperature stay within 1e-4 of the exact value between the points") {
  // The effective medium at T must be the effective medium of the constituents frozen at T.
  for (const auto& [fill, matrix] :
       {std::pair{copper, silicon}, std::pair{silicon, varying}, std::pair{varying, silicon}}) {
    const ArrayMedium array = array_of(fill, matrix, 30e-6, 40e-6);
    const Model model = model_with();
    const BulkMaterial sampled = effective_medium(model, array);
    double worst = 0.0;
    for (int step = 0; step < 163; ++step) {
      const double T = 150.0 + 3.7 * step;
      Model frozen = model;
      for (const Id id : {fill, matrix}) {
        const auto& of = std::get<BulkMaterial>(model.materials[id].definition);
        frozen.materials[id].definition =
            bulk(evaluate(of.conductivity[0], T), evaluate(of.density, T), evaluate(of.heat_capacity, T));
      }
      const BulkMaterial exact = effective_medium(frozen, array);
      for (int axis = 0; axis < 3; ++axis)
        worst = std::max(
            worst, std::abs(evaluate(sampled.conductivity[axis], T) / value(exact.conductivity[axis]) - 1.0));
      worst = std::max(worst, std::abs(evaluate(sampled.density, T) / value(exact.density) - 1.0));
      worst =
          std::max(worst, std::abs(evaluate(sampled.heat_capacity, T) / value(exact.heat_capacity) - 1.0));
    }
    CHECK(worst < 1e-4);
    CHECK(worst > 0.0);
    CHECK(std::get<TableLaw>(sampled.conductivity[0]).temperature.size() < 200);
  }
}

TEST_CASE("The range of an effective medium is where a constituent varies") {
  const BulkMaterial tsv = medium(array_of(copper, silicon, 5e-6, 40e-6));
  CHECK(range_of(tsv.conductivity[0]).lower == 200.0);
  CHECK(range_of(tsv.conductivity[2]).upper == 600.0);
  CHECK(is_constant(tsv.density));
  CHECK_FALSE(is_constant(tsv.heat_capacity));
  Model model = model_with();
  std::get<BulkMaterial>(model.materials[silicon].definition)
      .conductivity.fill(PowerLaw{148.0, 300.0, -1.3, 0.0, 1e9});
  const BulkMaterial open = effective_medium(model, array_of(copper, silicon, 5e-6, 40e-6));
  CHECK(range_of(open.conductivity[0]).lower == Approx(198.15));
  CHECK(range_of(open.conductivity[0]).upper == Approx(723.15));
}

TEST_CASE("A laminate that is isotropic in the plane may be a matrix, with its own value along z") {
  const BulkMaterial vias = medium(array_of(copper, planar, 100e-6, 400e-6));
  const double f = kPi / 64.0;
  CHECK(value(vias.conductivity[2]) == Approx(f * 390.0 + (1 - f) * 0.5).epsilon(1e-13));
  CHECK(value(vias.conductivity[0]) ==
        Approx(20.0 * (410.0 + f * 370.0) / (410.0 - f * 370.0)).epsilon(1e-5));
}

TEST_CASE("resolve_materials replaces arrays, keeps bulk materials and makes void a material of zeros") {
  const Model model = model_with({array_of(copper, silicon_cold, 5e-6, 40e-6)});
  const std::vector<BulkMaterial> resolved = resolve_materials(model);
  REQUIRE(resolved.size() == model.materials.size());
  for (int axis = 0; axis < 3; ++axis) CHECK(value(resolved[0].conductivity[axis]) == 0.0);
  CHECK(value(resolved[copper].conductivity[0]) == 390.0);
  CHECK(value(resolved.back().conductivity[2]) == Approx(150.97).margin(0.005));
  CHECK(MaterialTable(resolved).any_temperature_dependent());
}

TEST_CASE("Arrays that cannot be are refused, with the name of the material") {
  const auto refusal_of = [](const ArrayMedium& array) -> std::string {
    try {
      resolve_materials(model_with({array}));
    } catch (const Error& error) {
      CHECK(error.exit_code() == ExitCode::deck);
      return error.what();
    }
    return "accepted";
  };
  CHECK_THAT(refusal_of(array_of(copper, silicon, 50e-6, 40e-6)),
             Catch::Contains("overlap") && Catch::StartsWith("material 'the_array': "));
  CHECK(refusal_of(array_of(copper, silicon, 40e-6, 40e-6)) == "accepted");
  CHECK_THAT(refusal_of(array_of(copper, silicon, 0.0, 40e-6)), Catch::Contains("diameter"));
  CHECK_THAT(refusal_of(array_of(copper, silicon, 5e-6, 0.0)), Catch::Contains("pitch"));
  CHECK_THAT(refusal_of(array_of(void_id, silicon, 5e-6, 40e-6)), Catch::Contains("cannot be void"));
  CHECK_THAT(refusal_of(array_of(copper, tilted, 5e-6, 40e-6)), Catch::Contains("'tilted'"));
  CHECK_THAT(refusal_of(array_of(copper, static_cast<Id>(99), 5e-6, 40e-6)), Catch::Contains("no material"));

  ArrayMedium one_direction = array_of(copper, silicon, 30e-6, 40e-6);
  one_direction.pitch[1] = 20e-6;
  CHECK_THAT(refusal_of(one_direction), Catch::Contains("overlap"));
  ArrayMedium hexagonal = array_of(copper, silicon, 5e-6, 40e-6, Lattice::hexagonal);
  hexagonal.pitch[1] = 50e-6;
  CHECK_THAT(refusal_of(hexagonal), Catch::Contains("one pitch"));
  ArrayMedium all_liner = array_of(copper, silicon, 5e-6, 40e-6);
  all_liner.liner = MaterialId{oxide};
  all_liner.liner_thickness = 2.5e-6;
  CHECK_THAT(refusal_of(all_liner), Catch::Contains("no room for the fill"));
  ArrayMedium nested = array_of(copper, static_cast<Id>(tilted + 1), 5e-6, 40e-6);
  CHECK_THAT(refusal_of(nested), Catch::Contains("is an array itself"));
}
