#include <functional>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "solver/shared_setup.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

using Change = std::function<void(Model&)>;

/// A package with everything that a set-up may depend on.
Model package() {
  Model m = stepped_package(true);
  ArrayMedium array;
  array.fill = MaterialId{2};
  array.matrix = MaterialId{1};
  array.diameter = 20e-6;
  array.pitch = {40e-6, 40e-6};
  m.materials.push_back({"bumps", "test", array});
  m.mesh.regions.push_back({"hot", {{1e-3, 1e-3, 0.5e-3}, {5e-3, 7e-3, 0.7e-3}}, 0.2e-3, {}});
  auto& top = std::get<Convection>(m.boundaries[0].condition);
  top.film_coefficient_map = {{{{0.0, 0.0}, {10e-3, 8e-3}}, 5000.0}};
  top.ambient_map = {{{{0.0, 0.0}, {10e-3, 8e-3}}, 313.0}};
  m.contacts[0].resistance_map = {{{{0.0, 0.0}, {10e-3, 8e-3}}, 5e-6}};
  return m;
}

bool shares_after(const Change& change) {
  const Model before = package();
  Model after = before;
  change(after);
  CHECK(can_share_setup(before, after) == can_share_setup(after, before));
  return can_share_setup(before, after);
}

Convection& convection(Model& m, std::size_t n) {
  return std::get<Convection>(m.boundaries[n].condition);
}

}  // namespace

TEST_CASE("powers, temperatures of the surroundings, names and settings leave the set-up as it is") {
  const std::vector<Change> changes{
      [](Model&) {},
      [](Model& m) { m.sources[0].power = 3.0; },
      [](Model& m) {
        m.sources[1].map = {{{{6e-3, 2e-3}, {9e-3, 6e-3}}, 3.0}};
      },
      [](Model& m) { convection(m, 0).ambient = 300.0; },
      [](Model& m) { convection(m, 0).ambient_map[0].value = 290.0; },
      [](Model& m) { convection(m, 0).ambient_map.clear(); },
      [](Model& m) { std::get<HeatFlux>(m.boundaries[3].condition).flux = 1.0; },
      [](Model& m) { std::get<FixedTemperature>(m.boundaries[4].condition).temperature = 1.0; },
      [](Model& m) { m.boundaries[0].name = "lid"; },
      [](Model& m) { m.materials[1].name = "other"; },
      [](Model& m) { m.title = m.resolved_deck = "other"; },
      [](Model& m) { m.limits.clear(); },
      [](Model& m) { m.solver.relative_tolerance = 1e-3; },
      [](Model& m) { m.output.pictures = !m.output.pictures; },
  };
  for (std::size_t n = 0; n < changes.size(); ++n) {
    INFO("change " << n);
    CHECK(shares_after(changes[n]));
  }
}

TEST_CASE("of stress only the patches of supports and pressures count, which put lines into the grid") {
  const auto with_stress = [](const Rectangle& patch, double free_temperature, double pressure) {
    Model m = package();
    StressAnalysis stress;
    stress.stress_free_temperature = free_temperature;
    stress.supports.push_back({"bottom.screw", {}, Face::bottom, patch, {0.0, 0.0, 0.0}});
    stress.pressures.push_back({"top", {}, Face::top, {}, pressure});
    m.stress = stress;
    return m;
  };
  const Model one = with_stress({{1e-3, 1e-3}, {2e-3, 2e-3}}, 400.0, 1e5);
  CHECK(can_share_setup(one, with_stress({{1e-3, 1e-3}, {2e-3, 2e-3}}, 450.0, 2e5)));
  CHECK_FALSE(can_share_setup(one, with_stress({{1e-3, 1e-3}, {2e-3, 3e-3}}, 400.0, 1e5)));
  CHECK_FALSE(can_share_setup(one, package()));
}

TEST_CASE("grid, matter, contacts, film coefficients and places of sources do not") {
  const std::vector<Change> changes{
      [](Model& m) { m.mesh.lateral = 1e-3; },
      [](Model& m) { m.mesh.max_thickness = 1e-3; },
      [](Model& m) { m.mesh.growth = 3.0; },
      [](Model& m) { m.mesh.tolerance = 2e-6; },
      [](Model& m) { m.mesh.min_cells_per_layer = 2; },
      [](Model& m) { m.mesh.regions[0].lateral = 0.1e-3; },
      [](Model& m) { m.mesh.regions.clear(); },
      [](Model& m) { m.geometry.domain.upper[2] = 2e-3; },
      [](Model& m) { m.geometry.symmetry.push_back(Face::y_min); },
      [](Model& m) { m.geometry.bodies[1].box.upper[0] = 4e-3; },
      [](Model& m) { m.geometry.bodies[1].material = MaterialId{1}; },
      [](Model& m) { m.geometry.bodies[1].active = Face::top; },
      [](Model& m) { m.geometry.bodies.pop_back(); },
      [](Model& m) { m.geometry.bodies[0].density_map = 0; },
      [](Model& m) { m.geometry.density_maps.emplace_back(); },
      [](Model& m) { std::get<BulkMaterial>(m.materials[1].definition) = bulk(1.0); },
      [](Model& m) {
        auto& silicon = std::get<BulkMaterial>(m.materials[2].definition);
        std::get<PowerLaw>(silicon.conductivity[0]).exponent = -1.0;
      },
      [](Model& m) {
        auto& film = std::get<BulkMaterial>(m.materials[3].definition);
        std::get<TableLaw>(film.conductivity[2]).value[1] = 1.0;
      },
      [](Model& m) { std::get<ArrayMedium>(m.materials.back().definition).pitch[1] = 50e-6; },
      [](Model& m) { m.materials.back().definition = bulk(1.0); },
      [](Model& m) { m.contacts[0].resistance = 1e-6; },
      [](Model& m) { m.contacts[0].resistance_map[0].value = 1e-6; },
      [](Model& m) { m.contacts[0].a.face = Face::bottom; },
      [](Model& m) { m.contacts[0].b.bodies[0] = 0; },
      [](Model& m) { m.contacts.clear(); },
      [](Model& m) { convection(m, 0).film_coefficient = 1.0; },
      [](Model& m) { convection(m, 0).film_coefficient_map[0].value = 1.0; },
      [](Model& m) { convection(m, 0).film_coefficient_map.clear(); },
      [](Model& m) { m.boundaries[1].condition = Adiabatic{}; },
      [](Model& m) { m.boundaries[1].face = Face::y_min; },
      [](Model& m) { m.boundaries[4].patch->upper[0] = 5e-3; },
      [](Model& m) { m.boundaries[4].patch.reset(); },
      [](Model& m) { m.boundaries.pop_back(); },
      [](Model& m) { m.sources[0].region.upper[0] = 4e-3; },
      [](Model& m) { m.sources[0].is_sheet = false; },
      [](Model& m) { m.sources[0].body = 2; },
      [](Model& m) { m.sources.pop_back(); },
  };
  for (std::size_t n = 0; n < changes.size(); ++n) {
    INFO("change " << n);
    CHECK_FALSE(shares_after(changes[n]));
  }
}
