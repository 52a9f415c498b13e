// Step responses against closed forms of lumped bodies and series resistances; what is held, and at what.
#include <cmath>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "inputs/error.hpp"
#include "physics/laws.hpp"
#include "physics/natural_convection.hpp"
#include "solver/transient/linear_model.hpp"
#include "solver/transient/step_response.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

constexpr double kArea = 1e-6, kFilm = 1e4;

Convection film(double coefficient, double ambient) {
  Convection convection;
  convection.film_coefficient = coefficient;
  convection.ambient = ambient;
  return convection;
}

/// Two dies of 1 mm x 1 mm x 0.1 mm with a poor conductor between them, cooled from above.
Model two_dies(const BulkMaterial& between) {
  Model m;
  const int silicon = add_material(m, "silicon", bulk(1e6));
  const int glue = add_material(m, "glue", between);
  add_stack(m, 1e-3, 1e-3, {{"lower", silicon, 1e-4}, {"glue", glue, 1e-4}, {"upper", silicon, 1e-4}}, 1e-3,
            1e-4);
  add_boundary(m, "top", Face::top, film(kFilm, 320.0));
  add_sheet_source(m, "lower", Face::bottom, 2.0);
  add_sheet_source(m, "upper", Face::top, 0.0);
  m.solver.relative_tolerance = 1e-12;
  return m;
}

StepResponses responses_of(const Model& m, const StepRequest& request) {
  const GridPlan plan = plan_grid(m);
  const Partition partition(MPI_COMM_WORLD, plan.grid);
  return step_responses(m, plan, partition, request);
}

const StepResponse& find(const StepResponses& all, BodyIndex die, BodyIndex source, bool is_mean) {
  for (const StepResponse& response : all.responses) {
    if (response.die == die && response.source == source && response.is_mean == is_mean) return response;
  }
  FAIL("no such response");
  return all.responses.front();
}

}  // namespace

TEST_CASE("a body of one temperature responds with one exponential") {
  Model m;
  const int copper = add_material(m, "copper", bulk(1e9));
  add_stack(m, 1e-3, 1e-3, {{"cube", copper, 1e-3}}, 1e-3, 1e-3);
  add_boundary(m, "top", Face::top, film(50.0, 300.0));
  add_sheet_source(m, "cube", Face::bottom, 3.0);
  const StepResponses all = responses_of(m, {{}, 1e-2, 1e6, 10});
  REQUIRE(all.responses.size() == 2);
  const double resistance = 1.0 / (50.0 * kArea), constant = resistance * 1e6 * 1e-9;
  for (const StepResponse& response : all.responses) {
    CHECK(response.steady == Approx(resistance).epsilon(1e-6));
    REQUIRE(response.values.size() == all.times.size());
    for (std::size_t n = 0; n < all.times.size(); ++n) {
      CHECK(response.values[n] ==
            Approx(-resistance * std::expm1(-all.times[n] / constant)).margin(2e-5 * resistance));
    }
  }
  CHECK(all.is_settled);
  CHECK_FALSE(all.is_linearised);
  CHECK(all.heat_capacity == Approx(1e6 * 1e-9));
  CHECK(all.times.back() > 9.0 * constant);
  CHECK(all.times.back() < 12.0 * constant);
}

TEST_CASE("dies in a row share what lies behind both") {
  const Model m = two_dies(bulk(2.0));
  const BodyIndex lower = find_body(m, "lower"), upper = find_body(m, "upper");
  const StepResponses all = responses_of(m, {{}, 1e-5, 1e6, 10});
  const double behind = 1.0 / (kFilm * kArea), glue = 1e-4 / (2.0 * kArea);
  CHECK(find(all, lower, lower, true).steady == Approx(behind + glue).epsilon(1e-5));
  CHECK(find(all, upper, lower, true).steady == Approx(behind).epsilon(1e-5));
  CHECK(find(all, lower, upper, true).steady == Approx(behind).epsilon(1e-5));
  const StepResponse& there = find(all, upper, lower, true);
  const StepResponse& back = find(all, lower, upper, true);
  for (std::size_t n = 0; n < std::min(there.values.size(), back.values.size()); ++n) {
    CHECK(there.values[n] == Approx(back.values[n]).margin(1e-4 * behind));
  }
  CHECK(responses_of(m, {{"upper"}, 1e-5, 1e6, 10}).responses.size() == 4);
  CHECK_FALSE(responses_of(m, {{}, 1e-5, 1e-3, 10}).is_settled);
}

TEST_CASE("conductivities are held where the deck's own powers bring them") {
  BulkMaterial softening = bulk(2.0);
  for (PropertyLaw& law : softening.conductivity) law = TableLaw{{300.0, 1300.0}, {2.0, 12.0}};
  const Model m = two_dies(softening);
  const StepResponses all = responses_of(m, {{"lower"}, 1e-5, 1e6, 10});
  CHECK(all.is_linearised);
  const auto id =
      static_cast<std::size_t>(m.geometry.bodies[static_cast<std::size_t>(find_body(m, "glue"))].material);
  const double held = all.material_temperature[id];
  CHECK(held > 520.0);  // 2 W through the film alone make 520 K of 320 K
  const double conductivity = 2.0 + (held - 300.0) * 0.01;
  const BodyIndex lower = find_body(m, "lower");
  CHECK(find(all, lower, lower, true).steady ==
        Approx(1.0 / (kFilm * kArea) + 1e-4 / (conductivity * kArea)).epsilon(1e-5));
}

TEST_CASE("what asks for no heated die is refused") {
  Model m = two_dies(bulk(2.0));
  CHECK_THROWS_WITH(responses_of(m, {{"lowr"}, 1e-5, 1e6, 10}), Catch::Contains("did you mean 'lower'"));
  m.sources.clear();
  add_volume_source(m, "glue", 1.0);
  CHECK_THROWS_WITH(responses_of(m, {}), Catch::Contains("active"));
}

TEST_CASE("a linear model keeps the heat of the state it is held at") {
  Model m = two_dies(bulk(2.0));
  Convection convection;
  convection.ambient = 310.0;
  convection.film_coefficient_law = TableLaw{{300.0, 400.0}, {10.0, 30.0}};
  convection.emissivity = 0.8;
  m.boundaries.clear();
  add_boundary(m, "top", Face::top, convection);
  add_boundary(m, "bottom", Face::bottom, Radiation{0.5, 290.0});
  ColdPlate plate;
  plate.film_coefficient = 7.0;
  plate.inlet_temperature = 315.0;
  plate.heat_capacity_rate = 2.0;
  add_boundary(m, "x_min", Face::x_min, plate);
  add_boundary(m, "x_max", Face::x_max, FixedTemperature{280.0});
  add_boundary(m, "y_min", Face::y_min, HeatFlux{5.0});
  m.sources.front().leakage.emplace();
  m.sources.front().schedule = 0;
  m.schedules.emplace_back();
  std::vector<BoundaryHeat> state(m.boundaries.size());
  for (BoundaryHeat& boundary : state) {
    boundary.area = kArea;
    boundary.surface_temperature_mean = 350.0;
  }
  std::vector<BulkMaterial> materials;
  for (const Material& material : m.materials)
    materials.push_back(std::get<BulkMaterial>(material.definition));
  materials[1].heat_capacity = TableLaw{{300.0, 400.0}, {700.0, 900.0}};
  const LinearModel linear = linear_model(m, materials, {0.0, 325.0, 330.0}, state, 300.0);
  CHECK(linear.is_linearised);

  const auto top = std::get<Convection>(linear.model.boundaries[0].condition);
  CHECK(top.film_coefficient == Approx(20.0 + radiation_film(0.8, 350.0, 310.0)));
  CHECK(top.film_coefficient_law.temperature.empty());
  CHECK(top.emissivity == 0.0);
  CHECK(top.ambient == 300.0);
  const auto bottom = std::get<Convection>(linear.model.boundaries[1].condition);
  CHECK(bottom.film_coefficient * (350.0 - 290.0) ==
        Approx(0.5 * 5.670374419e-8 * (std::pow(350.0, 4) - std::pow(290.0, 4))));
  const auto held_plate = std::get<ColdPlate>(linear.model.boundaries[2].condition);
  CHECK(held_plate.inlet_temperature == 300.0);
  CHECK(held_plate.heat_capacity_rate == 2.0);
  CHECK(std::get<FixedTemperature>(linear.model.boundaries[3].condition).temperature == 300.0);
  CHECK(std::get<HeatFlux>(linear.model.boundaries[4].condition).flux == 0.0);
  const auto silicon = std::get<BulkMaterial>(linear.model.materials[1].definition);
  CHECK(evaluate(silicon.heat_capacity, 400.0) == Approx(750.0));
  CHECK_FALSE(linear.model.sources.front().leakage.has_value());
  CHECK(linear.model.sources.front().schedule == -1);
  CHECK(linear.model.schedules.empty());
}
