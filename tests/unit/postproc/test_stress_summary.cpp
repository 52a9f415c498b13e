// Run alone and, by the tag [parallel], on several ranks.
#include <cmath>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "postproc/console_summary.hpp"
#include "postproc/stress/invariants.hpp"
#include "postproc/summary.hpp"
#include "synthetic_case.hpp"

using namespace strata;
using strata::test::analysis_of;
using strata::test::solution_of;
using strata::test::SyntheticCase;

namespace {

SyntheticCase stress_case(MPI_Comm comm) {
  SyntheticCase c(comm);
  test::add_stress(c);
  return c;
}

/// The stress of a summary that has one.
StressSummary stress_of(const Summary& summary) {
  return summary.stress.value_or(StressSummary{});
}

StressSummary stress_of(const SyntheticCase& c) {
  return stress_of(summarize(c.view()));
}

/// The synthetic stress at a place, in MPa and mm.
Voigt stress_at(double x, double z) {
  Voigt stress{};
  for (std::size_t n = 0; n < stress.size(); ++n)
    stress[n] = (static_cast<double>(n) + 1.0 + x + 10.0 * z) * 1e6;
  return stress;
}

}  // namespace

TEST_CASE("warpage of the assembly and of bodies is that of the cap they were bent to", "[parallel]") {
  const SyntheticCase c = stress_case(MPI_COMM_WORLD);
  const StressSummary stress = stress_of(c);
  REQUIRE(stress.cases.size() == 2);
  const auto& warpage = stress.cases[0].warpage;
  REQUIRE(warpage.size() == 3);
  // From the node at (3, 2) mm to a corner: curvature / 2 (9 + 4) mm^2.
  // The lines are uneven, so the plane of the least squares leans a little.
  CHECK(warpage[0].warpage.value == Approx(0.25 * 13e-6).epsilon(0.04));
  CHECK(warpage[1].warpage.value == Approx(0.25 * 13e-6).epsilon(1e-9));
  CHECK(warpage[1].warpage.lowest == Approx(0.0).margin(1e-15));
  // The die spans 1 to 5 and 1 to 3 mm.
  CHECK(warpage[2].warpage.value == Approx(0.25 * 5e-6).epsilon(0.2));
  CHECK(warpage[2].warpage.lowest_position[0] > 0.9e-3);
  for (const auto& one : warpage) CHECK(one.warpage.curvature[0] == Approx(test::kCurvature).epsilon(1e-9));
  CHECK(stress.cases[1].warpage[1].warpage.value == Approx(0.5 * 13e-6).epsilon(1e-9));
}

TEST_CASE("stress of bodies: largest away from edges, of all cells, and means", "[parallel]") {
  const SyntheticCase c = stress_case(MPI_COMM_WORLD);
  const StressSummary stress = stress_of(c);
  const auto& bodies = stress.cases[0].bodies;
  // All of the die is within 0.6 mm of an edge but for no cell: centres are 0.5 mm from its sides.
  const BodyStress& die = bodies[1];
  CHECK(die.cells == 12);
  CHECK(std::isnan(die.principal.maximum));
  CHECK(die.principal.mesh_maximum == Approx(principal_stresses(stress_at(4.0, 1.5))[0]).epsilon(1e-6));
  CHECK(die.principal.edge_mean == die.principal.mean);
  // In the upper layer of the substrate the die's outline is an edge: the lower layer alone is free of it.
  const BodyStress& substrate = bodies[0];
  CHECK(substrate.cells == 40);
  CHECK(substrate.von_mises.mesh_maximum == Approx(von_mises(stress_at(5.5, 0.75))).epsilon(1e-6));
  CHECK(substrate.principal.maximum == Approx(principal_stresses(stress_at(4.0, 0.5))[0]).epsilon(1e-6));
  CHECK(substrate.principal.position[0] == Approx(4e-3));
  CHECK(substrate.principal.position[2] == Approx(0.5e-3));
  double mean = 0.0;
  for (const double z : {0.25, 0.75}) {
    for (const double x : {0.5, 1.5, 2.5, 4.0, 5.5}) {
      mean += von_mises(stress_at(x, z)) * (x == 4.0 ? 2.0 : 1.0) / 12.0;
    }
  }
  CHECK(substrate.von_mises.mean == Approx(mean).epsilon(1e-6));
  CHECK(bodies[2].cells == 6);
}

TEST_CASE("tractions of interfaces: inside, mean, and the mean beside the worst edge", "[parallel]") {
  const SyntheticCase c = stress_case(MPI_COMM_WORLD);
  const StressSummary stress = stress_of(c);
  const auto& interfaces = stress.cases[0].interfaces;
  REQUIRE(interfaces.size() == 3);
  CHECK(interfaces[0].lower == 0);
  CHECK(interfaces[0].upper == 1);
  CHECK(interfaces[0].z == Approx(1e-3));
  CHECK(interfaces[0].area == Approx(8e-6));
  // Means of 2 y over 1 to 3 mm and of x over 1 to 5 mm.
  CHECK(interfaces[0].peel.mean == Approx(4e6).epsilon(1e-6));
  CHECK(interfaces[0].shear.mean == Approx(3e6).epsilon(1e-6));
  // Centres are 0.5 mm from the edges: nothing is inside.
  CHECK(std::isnan(interfaces[0].peel.maximum));
  // 0.6 mm from the ends at x there is one cell only; the first of equal strips counts.
  CHECK(interfaces[0].peel.edge_mean == Approx(5e6).epsilon(1e-6));
  CHECK(interfaces[0].peel.edge_position[1] == Approx(2.5e-3));
  CHECK(interfaces[0].shear.edge_mean == Approx(4e6).epsilon(1e-6));
  CHECK(interfaces[0].shear.edge_position[0] == Approx(5e-3));
  // The block in the die is no interface of its own.
  CHECK(interfaces[1].upper == 2);
  CHECK(interfaces[2].lower == 2);
  CHECK(interfaces[2].upper == 4);
}

TEST_CASE("interfaces have an inside where they are wide enough", "[parallel]") {
  SyntheticCase c = stress_case(MPI_COMM_WORLD);
  analysis_of(c).edge_distance = 0.3e-3;
  const StressSummary stress = stress_of(c);
  const InterfaceStress& one = stress.cases[0].interfaces[0];
  CHECK(one.peel.maximum == Approx(5e6).epsilon(1e-6));
  CHECK(one.peel.position[1] == Approx(2.5e-3));
  CHECK(one.shear.maximum == Approx(4e6).epsilon(1e-6));
  CHECK(one.shear.position[0] == Approx(4e-3));
}

TEST_CASE("a strip beside an edge takes the cells that it cuts by their share", "[parallel]") {
  SyntheticCase c = stress_case(MPI_COMM_WORLD);
  analysis_of(c).edge_distance = 1.5e-3;
  // Peel is 2 MPa in the columns at x = 1 to 2 mm, none elsewhere.
  const Window& window = c.partition.window();
  auto& traction = solution_of(c).steps[0].interface_traction;
  for (std::size_t cell = 0; cell < traction.size(); ++cell) {
    const auto i = window.i0 + static_cast<int>(cell) % window.nx();
    if (!std::isnan(traction[cell][2])) traction[cell] = {0.0F, 0.0F, i == 1 ? -2e6F : 0.0F};
  }
  const InterfaceStress one = stress_of(c).cases[0].interfaces[0];
  // Along the edge at y the whole strip lies in these columns; across the edge at x = 1 mm, 1 of 1.5 mm does.
  CHECK(one.peel.edge_mean == Approx(2e6).epsilon(1e-6));
  CHECK(one.peel.edge_position[0] == Approx(1.5e-3));
  CHECK(one.peel.mean == Approx(0.5e6).epsilon(1e-6));
}

TEST_CASE("a symmetry plane is no edge", "[parallel]") {
  SyntheticCase c = stress_case(MPI_COMM_WORLD);
  c.model.geometry.symmetry = {Face::x_max, Face::y_max};
  const StressSummary stress = stress_of(c);
  const BodyStress& lid = stress.cases[0].bodies[4];
  CHECK(lid.principal.mesh_maximum == Approx(principal_stresses(stress_at(5.5, 2.5))[0]).epsilon(1e-6));
  CHECK(lid.principal.maximum == lid.principal.mesh_maximum);
}

TEST_CASE("the summary of stress does not depend on the ranks", "[parallel]") {
  const SyntheticCase shared = stress_case(MPI_COMM_WORLD);
  const SyntheticCase alone = stress_case(MPI_COMM_SELF);
  const auto of = [](const SyntheticCase& c) {
    return nlohmann::json::parse(summary_json(summarize(c.view()))).at("stress").at("load_cases");
  };
  const nlohmann::json a = of(shared), b = of(alone);
  CHECK(a[0]["warpage"] == b[0]["warpage"]);
  CHECK(a[0]["interfaces"] == b[0]["interfaces"]);
  CHECK(a[1]["dies"][0]["principal"]["mesh_max_Pa"] == b[1]["dies"][0]["principal"]["mesh_max_Pa"]);
  CHECK(a[1]["bodies"][0]["von_mises"]["max_position_m"] == b[1]["bodies"][0]["von_mises"]["max_position_m"]);
}

TEST_CASE("warpage beyond half the mean thickness is warned about") {
  SyntheticCase c(MPI_COMM_SELF);
  test::add_stress(c);
  CHECK(stress_of(c).warnings.empty());
  for (double& u : solution_of(c).steps[1].displacement) u *= 200.0;
  const Summary summary = summarize(c.view());
  const StressSummary stress = stress_of(summary);
  // 24 + 8 + 12 mm^3 on 24 mm^2.
  CHECK(stress.mean_thickness == Approx(44.0 / 24.0 * 1e-3));
  REQUIRE(stress.warnings.size() == 2);
  CHECK_THAT(summary.warnings.back(), Catch::Contains("warpage of 'lid.bottom' at 25 degC is 1300 um"));
}

TEST_CASE("the console shows warpage with its sign, dies and interfaces") {
  SyntheticCase c(MPI_COMM_SELF);
  test::add_stress(c);
  analysis_of(c).edge_distance = 0.3e-3;
  const std::string text = console_summary(summarize(c.view()));
  CHECK_THAT(text, Catch::Contains("lid.bottom (corners)") && Catch::Contains("+6.50"));
  CHECK_THAT(text, Catch::Contains("substrate | chip.base") && Catch::Contains("25 degC"));
  CHECK_THAT(text, Catch::Contains("Die stress MPa") && Catch::Contains("612 unknowns"));
}

TEST_CASE("a deck without heat has a summary without temperatures") {
  SyntheticCase c(MPI_COMM_SELF);
  test::add_stress(c);
  test::take_heat_away(c);
  const Summary summary = summarize(c.view());
  CHECK_FALSE(summary.has_heat);
  CHECK(summary.solid_cells == 78);
  const auto json = nlohmann::json::parse(summary_json(summary));
  CHECK(json["hottest_point"]["temperature_max_K"].is_null());
  CHECK(json["balance"].is_null());
  CHECK(json["convergence"].is_null());
  CHECK(json["bodies"][0]["cells"] == 40);
  CHECK(json["bodies"][0]["temperature_mean_K"].is_null());
  CHECK(json["stress"]["load_cases"].size() == 1);
  CHECK(json["stress"]["load_cases"][0]["temperature_K"] == 298.15);
  const std::string text = console_summary(summary);
  CHECK_THAT(text, !Catch::Contains("temperature") && !Catch::Contains("Balance"));
}
