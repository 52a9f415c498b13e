#include <catch2/catch.hpp>

#include "solver/heat_flux_field.hpp"
#include "solver/steady_heat.hpp"

using namespace strata;

namespace {

struct Solved {
  explicit Solved(const std::string& deck)
      : model(load_model_text(deck, "deck.yaml")),
        plan(plan_grid(model)),
        partition(MPI_COMM_WORLD, plan.grid),
        heat(solve_steady_heat(model, plan, partition, {})) {}

  std::vector<float> flux() const {
    return HeatFluxField(model, plan.grid, partition).at(heat.temperature, 0.0);
  }
  Model model;
  GridPlan plan;
  Partition partition;
  HeatSolution heat;
};

}  // namespace

TEST_CASE("heat that a sheet releases flows up through what is above it and nowhere else") {
  // 10 W through 10 mm x 10 mm: 1e5 W/m^2. Insulated below, a contact on the way.
  const Solved solved(R"(strata: 1
assembly:
  size: [10 mm, 10 mm]
  stack:
    - {name: board, thickness: 1 mm, material: fr4}
    - {name: die, thickness: 0.5 mm, material: silicon, active: bottom}
    - {name: lid, thickness: 1 mm, material: copper}
contacts: [{between: [die, lid], resistance: 5 K.mm^2/W}]
power: [{target: die.active, total: 10 W}]
boundaries: {top: {convection: {film_coefficient: 1e4 W/(m^2.K), ambient: 40 degC}}}
mesh: {lateral: 5 mm, per_layer: {max_thickness: 250 um}}
)");
  const std::vector<float> flux = solved.flux();
  const int nz = solved.partition.nz(), nx = solved.partition.window().nx();
  REQUIRE(nz == 10);
  for (int k = 0; k < nz; ++k) {
    const auto c = static_cast<std::size_t>(owned_index(0, 0, k, nx, nz));
    CHECK(flux[3 * c] == Approx(0.0).margin(0.1));
    CHECK(flux[3 * c + 1] == Approx(0.0).margin(0.1));
    CHECK(flux[3 * c + 2] == Approx(k < 4 ? 0.0 : 1e5).epsilon(1e-5).margin(0.1));
  }
}

TEST_CASE("between two walls the flux is k dT / L in every cell, those at the walls too") {
  const Solved solved(R"(strata: 1
materials: {glass: {conductivity: 2 W/(m.K), density: 2500 kg/m^3, heat_capacity: 800 J/(kg.K)}}
assembly: {size: [10 mm, 4 mm], stack: [{name: bar, thickness: 1 mm, material: glass}]}
boundaries: {x_min: {fixed_temperature: 80 degC}, x_max: {fixed_temperature: 30 degC}}
mesh: {lateral: 1 mm}
)");
  const std::vector<float> flux = solved.flux();
  for (std::size_t c = 0; c < flux.size() / 3; ++c) {
    CHECK(flux[3 * c] == Approx(2.0 * 50.0 / 10e-3).epsilon(1e-5));
    CHECK(flux[3 * c + 2] == Approx(0.0).margin(0.1));
  }
}
