// Resistances and weights against series resistances, reciprocity, and direct solves under other loads.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "heat_models.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

using Kind = Superposition::Kind;

Superposition superposition_of(Model model, double tolerance = 1e-12) {
  model.output.superposition = true;
  model.solver.relative_tolerance = tolerance;
  std::optional<Superposition> sum = solve(model).heat.superposition;
  if (!sum) throw std::runtime_error("the solution has no superposition");
  return *std::move(sum);
}

std::size_t column_of(const Superposition& sum, const std::string& name, Kind kind) {
  for (std::size_t c = 0; c < sum.columns.size(); ++c) {
    if (sum.columns[c].name == name && sum.columns[c].kind == kind) return c;
  }
  FAIL("no column " << name);
  return 0;
}

std::size_t row_of(const Superposition& sum, BodyIndex body, bool is_mean) {
  for (std::size_t r = 0; r < sum.rows.size(); ++r) {
    if (sum.rows[r].body == body && sum.rows[r].is_mean == is_mean) return r;
  }
  FAIL("no row of body " << body);
  return 0;
}

bool is_weight(Kind kind) {
  return kind == Kind::ambient || kind == Kind::fixed_temperature;
}

void check_weights(const Superposition& sum) {
  for (std::size_t row = 0; row < sum.rows.size(); ++row) {
    double weights = 0.0;
    for (std::size_t c = 0; c < sum.columns.size(); ++c) {
      if (is_weight(sum.columns[c].kind)) weights += sum.response(row, c);
    }
    CHECK(weights == Approx(1.0).margin(1e-10));
  }
}

/// The sums of `sum` with some values replaced, against the rows of a direct solve. The hottest place may
/// move under another load, so means are compared, and the place of the maximum only where it stayed.
void check_prediction(const Superposition& sum, const std::map<std::string, double>& changes,
                      const Model& changed) {
  std::vector<double> values;
  for (const auto& column : sum.columns) {
    const auto at = changes.find(column.name);
    values.push_back(at == changes.end() || column.kind == Kind::ambient_map ? column.value : at->second);
  }
  const Superposition direct = superposition_of(changed);
  REQUIRE(direct.rows.size() == sum.rows.size());
  for (std::size_t row = 0; row < sum.rows.size(); ++row) {
    if (!sum.rows[row].is_mean && sum.rows[row].position != direct.rows[row].position) continue;
    CHECK(sum.temperature(row, values) == Approx(direct.rows[row].temperature).margin(1e-6));
  }
}

constexpr double kArea = 3e-3 * 2e-3;

/// Board, die, tim, die in one dimension; both dies carry sheets, the board a volume source.
Model stack() {
  Model m;
  const int board = add_material(m, "board", bulk(5.0));
  const int silicon = add_material(m, "silicon", bulk(100.0));
  const int tim = add_material(m, "tim", bulk(4.0));
  add_stack(
      m, 3e-3, 2e-3,
      {{"board", board, 1e-3}, {"die0", silicon, 0.2e-3}, {"tim", tim, 0.1e-3}, {"die1", silicon, 0.3e-3}},
      0.5e-3, 0.15e-3);
  add_sheet_source(m, "die0", Face::bottom, 3.0);
  add_sheet_source(m, "die1", Face::top, 0.0);
  add_volume_source(m, "board", 1.0);
  Contact contact;
  contact.a = select(m, "board");
  contact.b = select(m, "die0", Face::bottom);
  contact.resistance = 4e-6;
  m.contacts.push_back(contact);
  add_boundary(m, "top", Face::top, Convection{2e4, 310.0, {}, {}});
  add_boundary(m, "bottom", Face::bottom, Convection{1e3, 330.0, {}, {}});
  return m;
}

/// A stepped package without temperature dependence, whose dies are heated evenly.
Model linear_package() {
  return stepped_package(false);
}

}  // namespace

TEST_CASE("a stack of layers has its series resistances") {
  const Superposition sum = superposition_of(stack());
  const Model m = stack();
  CHECK_FALSE(sum.is_linearised);
  CHECK(sum.closure_error <= 1e-9);
  check_weights(sum);
  // Resistance from the bottom ambient up to each place [K/W].
  const double film = 1.0 / 1e3 / kArea, board = 1e-3 / 5.0 / kArea;
  const double die0 = film + board + 4e-6 / kArea;
  const double die1 = die0 + (0.2e-3 / 100.0 + 0.1e-3 / 4.0 + 0.3e-3 / 100.0) / kArea;
  const double total = die1 + 1.0 / 2e4 / kArea;
  const std::map<std::string, double> below{{"die0", die0}, {"die1", die1}, {"board", film + 0.5 * board}};
  for (const std::string row : {"die0", "die1"}) {
    for (const bool is_mean : {true, false}) {
      const std::size_t r = row_of(sum, find_body(m, row), is_mean);
      for (const auto& [column, resistance] : below) {
        const double lower = std::min(resistance, below.at(row)), upper = std::max(resistance, below.at(row));
        const std::size_t c = column_of(sum, column, column == "board" ? Kind::body_power : Kind::die_power);
        CHECK(sum.response(r, c) == Approx(lower * (total - upper) / total).epsilon(1e-9));
      }
      CHECK(sum.response(r, column_of(sum, "top", Kind::ambient)) ==
            Approx(below.at(row) / total).epsilon(1e-9));
    }
  }
  CHECK(sum.columns[column_of(sum, "die1", Kind::die_power)].value == 0.0);
  CHECK(sum.columns[column_of(sum, "bottom", Kind::ambient)].value == 330.0);
}

TEST_CASE("on a package with every kind of boundary the sums meet the solution") {
  // With the usual tolerance of a run, and a tight one.
  for (const double tolerance : {1e-8, 1e-12}) {
    const Superposition sum = superposition_of(linear_package(), tolerance);
    CHECK(sum.closure_error <= 1e-6);
    check_weights(sum);
    CHECK(sum.columns[column_of(sum, "x_max", Kind::boundary_heat)].value ==
          Approx(1000.0 * (8e-3 * 0.5e-3 + 8e-3 * 0.8e-3)));
    CHECK(sum.columns[column_of(sum, "top.inlet", Kind::fixed_temperature)].value == 310.0);
  }
}

TEST_CASE("other powers and surroundings are predicted") {
  const Superposition sum = superposition_of(linear_package());
  Model other = linear_package();
  other.sources[0].power = 2.0;
  other.sources[1].power = 8.0;
  other.sources[2].power = 0.25;
  std::get<Convection>(other.boundaries[0].condition).ambient = 290.0;
  std::get<Convection>(other.boundaries[2].condition).ambient = 300.0;
  std::get<HeatFlux>(other.boundaries[3].condition).flux = -3000.0;
  std::get<FixedTemperature>(other.boundaries[4].condition).temperature = 295.0;
  const double flux = -3.0 * sum.columns[column_of(sum, "x_max", Kind::boundary_heat)].value;
  check_prediction(sum,
                   {{"die0", 2.0},
                    {"die1", 8.0},
                    {"substrate", 0.25},
                    {"top", 290.0},
                    {"exposed", 300.0},
                    {"x_max", flux},
                    {"top.inlet", 295.0}},
                   other);
}

TEST_CASE("what a watt in one die does to the mean of another it does back") {
  const Model m = linear_package();
  const Superposition sum = superposition_of(m);
  const auto mean = [&](const std::string& die, const std::string& heated) {
    return sum.response(row_of(sum, find_body(m, die), true), column_of(sum, heated, Kind::die_power));
  };
  CHECK(mean("die0", "die1") > 0.1);
  CHECK(mean("die0", "die1") == Approx(mean("die1", "die0")).epsilon(1e-9));
}

TEST_CASE("where conductivities vary the sums hold at their own temperatures") {
  const Superposition sum = superposition_of(stepped_package(true));
  CHECK(sum.is_linearised);
  CHECK(sum.closure_error <= 1e-6);
  check_weights(sum);
}

TEST_CASE("sources in one die are one column, spread as the deck says") {
  Model m = linear_package();
  add_volume_source(m, "die0.core", 1.0);
  m.sources[0].map = {{{{1e-3, 1e-3}, {3e-3, 7e-3}}, 7.0}};
  const Superposition sum = superposition_of(m);
  CHECK(sum.columns[column_of(sum, "die0", Kind::die_power)].value == 8.0);
  CHECK(sum.closure_error <= 1e-6);
  Model other = m;
  other.sources[0].power = 14.0;
  other.sources[0].map[0].value = 14.0;
  other.sources.back().power = 2.0;
  check_prediction(sum, {{"die0", 16.0}}, other);
}

TEST_CASE("an ambient map is its mean and the departure from it") {
  Model m = linear_package();
  auto& top = std::get<Convection>(m.boundaries[0].condition);
  top.ambient_map = {{{{0.0, 0.0}, {5e-3, 8e-3}}, 310.0}, {{{5e-3, 0.0}, {10e-3, 8e-3}}, 330.0}};
  const Superposition sum = superposition_of(m);
  check_weights(sum);
  CHECK(sum.closure_error <= 1e-6);
  CHECK(sum.columns[column_of(sum, "top", Kind::ambient)].value == Approx(320.0));
  CHECK(sum.columns[column_of(sum, "top", Kind::ambient_map)].value == 1.0);
  // The same mean without the departure, and with the departure turned round.
  Model even = m;
  std::get<Convection>(even.boundaries[0].condition).ambient_map.clear();
  std::get<Convection>(even.boundaries[0].condition).ambient = 320.0;
  Model turned = m;
  auto& tiles = std::get<Convection>(turned.boundaries[0].condition).ambient_map;
  std::swap(tiles[0].value, tiles[1].value);
  const std::size_t row = row_of(sum, find_body(m, "die0"), true);
  const double departure = sum.response(row, column_of(sum, "top", Kind::ambient_map));
  CHECK(departure < -0.5);  // die0 lies under the colder half
  const Superposition of_even = superposition_of(even), of_turned = superposition_of(turned);
  CHECK(of_even.rows[row].temperature == Approx(sum.rows[row].temperature - departure).margin(1e-6));
  CHECK(of_turned.rows[row].temperature == Approx(sum.rows[row].temperature - 2.0 * departure).margin(1e-6));
}

TEST_CASE("without being asked for there is none") {
  CHECK_FALSE(solve(linear_package()).heat.superposition.has_value());
}
