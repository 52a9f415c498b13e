// Superposition as JSON and on the console; what it is computed from is tested in tests/unit/solver.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "postproc/console_summary.hpp"
#include "synthetic_case.hpp"

using namespace strata;
using strata::test::SyntheticCase;

namespace {

using Kind = Superposition::Kind;

/// Two rows and one column of each kind, with responses 1, 2, 3 ... row by row.
Superposition made_up() {
  Superposition sum;
  sum.rows = {{1, true, {}, 310.0}, {1, false, {1e-3, 2e-3, 3e-3}, 320.0}};
  sum.columns = {{"chip.base", Kind::die_power, 2.0},      {"lid", Kind::body_power, 1.0},
                 {"side", Kind::boundary_heat, -0.5},      {"top", Kind::ambient, 300.0},
                 {"cold", Kind::fixed_temperature, 290.0}, {"top", Kind::ambient_map, 1.0}};
  for (int n = 1; n <= 12; ++n) sum.responses.push_back(n);
  sum.closure_error = 2e-9;
  return sum;
}

}  // namespace

TEST_CASE("sums of other values follow from the responses") {
  const Superposition sum = made_up();
  CHECK(sum.response(1, 2) == 9.0);
  CHECK(sum.temperature(0, {1.0, 0.0, 0.0, 10.0, 0.0, 1.0}) == 1.0 + 40.0 + 6.0);
}

TEST_CASE("JSON has a matrix for sources, for surroundings and for ambient maps") {
  SyntheticCase c(MPI_COMM_SELF);
  CHECK(summary_json(summarize(c.view())).find("superposition") == std::string::npos);
  c.heat.superposition = made_up();
  const auto json = nlohmann::json::parse(summary_json(summarize(c.view())))["superposition"];
  CHECK(json["linearised"] == false);
  CHECK(json["closure_error_K"] == 2e-9);
  CHECK(json["rows"][0] ==
        nlohmann::json::parse(R"({"die": "chip.base", "quantity": "junction_temperature_mean",
                                                     "position_m": null, "temperature_K": 310.0})"));
  CHECK(json["rows"][1]["quantity"] == "junction_temperature_max");
  CHECK(json["rows"][1]["position_m"] == nlohmann::json::parse("[1e-3, 2e-3, 3e-3]"));
  CHECK(json["sources"][2] ==
        nlohmann::json::parse(R"({"name": "side", "kind": "heat_flux", "power_W": -0.5})"));
  CHECK(json["resistance_K_per_W"] == nlohmann::json::parse("[[1.0, 2.0, 3.0], [7.0, 8.0, 9.0]]"));
  CHECK(json["surroundings"][1] ==
        nlohmann::json::parse(R"({"name": "cold", "kind": "fixed_temperature", "temperature_K": 290.0})"));
  CHECK(json["weight"] == nlohmann::json::parse("[[4.0, 5.0], [10.0, 11.0]]"));
  CHECK(json["ambient_maps"][0]["name"] == "top");
  CHECK(json["map_response_K"] == nlohmann::json::parse("[[6.0], [12.0]]"));
}

TEST_CASE("the console tells the closure error and the largest resistance") {
  SyntheticCase c(MPI_COMM_SELF);
  c.heat.superposition = made_up();
  c.heat.superposition->is_linearised = true;
  const std::string text = console_summary(summarize(c.view()));
  CHECK(text.find("Superposition  closure error 2.0e-09 K; largest resistance 8 K/W (chip.base by lid)") !=
        std::string::npos);
  CHECK(text.find("linearised at these temperatures") != std::string::npos);
}
