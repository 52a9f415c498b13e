// Materials of a model as elastic bodies: laws over temperature, effective media, refusals.
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "physics/elastic_composite.hpp"
#include "physics/elastic_constants.hpp"
#include "physics/laws.hpp"
#include "physics/mechanical_material.hpp"

using namespace strata;

namespace {

constexpr double kGPa = 1e9;

enum Id : std::uint16_t { void_id, silicon, copper, underfill, oxide, bare };

BulkMaterial bulk(const std::optional<Mechanics>& mechanics) {
  BulkMaterial material;
  for (auto& k : material.conductivity) k = ConstantLaw{1.0};
  material.density = ConstantLaw{1000.0};
  material.heat_capacity = ConstantLaw{1000.0};
  material.mechanics = mechanics;
  return material;
}

Mechanics isotropic(const PropertyLaw& E, const PropertyLaw& nu, const PropertyLaw& alpha) {
  return {IsotropicElasticity{E, nu}, {alpha, alpha, alpha}};
}

const PropertyLaw& softening() {
  static const PropertyLaw law =
      TableLaw{{298.15, 393.15, 413.15, 533.15}, {8.0 * kGPa, 6.0 * kGPa, 0.3 * kGPa, 0.1 * kGPa}};
  return law;
}
const PropertyLaw& poisson_of_glass_transition() {
  static const PropertyLaw law = TableLaw{{393.15, 413.15}, {0.33, 0.45}};
  return law;
}
const PropertyLaw& expansion_of_glass_transition() {
  static const PropertyLaw law = TableLaw{{393.15, 413.15}, {28e-6, 95e-6}};
  return law;
}

Model model_with(const std::vector<std::variant<BulkMaterial, ArrayMedium, MetalMedium>>& more = {}) {
  const PropertyLaw alpha = TableLaw{{300.0, 400.0}, {2.57e-6, 3.25e-6}};
  const Mechanics si{
      CubicElasticity{ConstantLaw{165.7 * kGPa}, ConstantLaw{63.9 * kGPa}, ConstantLaw{79.6 * kGPa}},
      {alpha, alpha, alpha}};
  Model model;
  model.materials.push_back({"void", "", BulkMaterial{}, {}});
  model.materials.push_back({"silicon", "", bulk(si), {}});
  model.materials.push_back(
      {"copper", "", bulk(isotropic(ConstantLaw{110.0 * kGPa}, ConstantLaw{0.34}, ConstantLaw{17e-6})), {}});
  model.materials.push_back(
      {"underfill",
       "",
       bulk(isotropic(softening(), poisson_of_glass_transition(), expansion_of_glass_transition())),
       {}});
  model.materials.push_back(
      {"oxide", "", bulk(isotropic(ConstantLaw{70.0 * kGPa}, ConstantLaw{0.17}, ConstantLaw{0.5e-6})), {}});
  model.materials.push_back({"bare", "", bulk({}), {}});
  for (const auto& one : more) model.materials.push_back({"more", "", one, {}});
  return model;
}

ArrayMedium array_of(Id fill, Id matrix, double diameter, double pitch) {
  ArrayMedium array;
  array.fill = MaterialId{fill};
  array.matrix = MaterialId{matrix};
  array.diameter = diameter;
  array.pitch = {pitch, pitch};
  return array;
}

MechanicalMaterial resolved(const std::variant<BulkMaterial, ArrayMedium, MetalMedium>& definition) {
  return resolve_mechanics(model_with({definition})).back().value();
}

std::array<double, 9> entries(const OrthotropicStiffness& c) {
  return {c.c11, c.c22, c.c33, c.c12, c.c13, c.c23, c.c44, c.c55, c.c66};
}

double difference(const OrthotropicStiffness& a, const OrthotropicStiffness& b) {
  double largest = 0.0;
  for (int n = 0; n < 9; ++n) largest = std::max(largest, std::abs(entries(a)[n] - entries(b)[n]));
  return largest / b.c11;
}

}  // namespace

TEST_CASE("Materials without mechanics, and media made of them, have none") {
  const auto materials =
      resolve_mechanics(model_with({array_of(bare, silicon, 5e-6, 40e-6), array_of(copper, bare, 5e-6, 40e-6),
                                    MetalMedium{MaterialId{copper}, MaterialId{bare}, 0.5, 0.1}}));
  CHECK_FALSE(materials[void_id]);
  CHECK(materials[silicon]);
  CHECK_FALSE(materials[bare]);
  for (std::size_t id = bare + 1; id < materials.size(); ++id) CHECK_FALSE(materials[id]);
}

TEST_CASE("Constant laws give one stiffness; the default flat of silicon is <110>") {
  const MechanicalMaterial si = resolve_mechanics(model_with())[silicon].value();
  CHECK(si.has_constant_stiffness());
  CHECK(si.stiffness(300.0).c66 == Approx(50.9 * kGPa).epsilon(1e-14));
  CHECK(si.stiffness(900.0).c11 == si.stiffness(10.0).c11);
}

TEST_CASE("Sampled stiffness stays within 1e-4 of the laws and positive definite") {
  const MechanicalMaterial sampled = resolve_mechanics(model_with())[underfill].value();
  const Elasticity law = IsotropicElasticity{softening(), poisson_of_glass_transition()};
  CHECK_FALSE(sampled.has_constant_stiffness());
  for (int n = 0; n < 950; ++n) {
    const double T = 250.0 + 0.37 * n;
    const OrthotropicStiffness exact = stiffness_at(law, T);
    CHECK(difference(sampled.stiffness(T), exact) < 1e-4);
    CHECK(is_positive_definite(sampled.stiffness(T)));
  }
}

TEST_CASE("Free strain is the integral of the expansion from the stress-free temperature") {
  const auto materials = resolve_mechanics(model_with());
  const auto cu = materials[copper].value().thermal_strain(438.15, 298.15);
  for (const double strain : cu) CHECK(strain == Approx(-140.0 * 17e-6).epsilon(1e-14));
  // 2.57e-6 to 3.25e-6 between 300 and 400 K, 3.25e-6 above.
  const auto si = materials[silicon].value().thermal_strain(300.0, 450.0);
  CHECK(si[0] == Approx(0.5 * (2.57e-6 + 3.25e-6) * 100.0 + 3.25e-6 * 50.0).epsilon(1e-13));
  CHECK(materials[silicon].value().thermal_strain(450.0, 300.0)[2] == Approx(-si[0]).epsilon(1e-13));
}

TEST_CASE("An array is its cylinders in the matrix, in every direction of expansion") {
  const MechanicalMaterial medium = resolved(array_of(copper, silicon, 10e-6, 30e-6));
  const auto materials = resolve_mechanics(model_with());
  const OrthotropicStiffness c_i = materials[copper].value().stiffness(300.0),
                             c_m = materials[silicon].value().stiffness(300.0);
  const double f = std::acos(-1.0) * 100.0 / (4.0 * 900.0);
  const ElasticComposite expected = compose(c_i, c_m, f, cylinder_polarisation(c_m));
  CHECK(medium.has_constant_stiffness());
  CHECK(difference(medium.stiffness(300.0), expected.stiffness) < 1e-14);
  const double e_i = materials[copper].value().thermal_strain(438.15, 298.15)[0];
  const double e_m = materials[silicon].value().thermal_strain(438.15, 298.15)[0];
  const Vector3 jump = product(expected.inclusion_weight, Vector3{e_i - e_m, e_i - e_m, e_i - e_m});
  const auto strain = medium.thermal_strain(438.15, 298.15);
  for (int axis = 0; axis < 3; ++axis) CHECK(strain[axis] == Approx(e_m + jump[axis]).epsilon(1e-13));
}

TEST_CASE("A medium that varies with temperature stays within 1e-4 of its constituents at that temperature") {
  const MechanicalMaterial medium = resolved(array_of(copper, underfill, 25e-6, 55e-6));
  const Elasticity matrix = IsotropicElasticity{softening(), poisson_of_glass_transition()};
  const double f = std::acos(-1.0) * 625.0 / (4.0 * 3025.0);
  for (int n = 0; n < 39; ++n) {
    const double T = 280.0 + 7.3 * n;
    const OrthotropicStiffness c_i =
        stiffness_at(IsotropicElasticity{ConstantLaw{110.0 * kGPa}, ConstantLaw{0.34}}, T);
    const OrthotropicStiffness c_m = stiffness_at(matrix, T);
    const ElasticComposite exact = compose(c_i, c_m, f, cylinder_polarisation(c_m));
    CHECK(difference(medium.stiffness(T), exact.stiffness) < 1e-4);
    const double e_i = 17e-6 * (T - 438.15);
    const double e_m = integral(expansion_of_glass_transition(), 438.15, T);
    const Vector3 jump = product(exact.inclusion_weight, Vector3{e_i - e_m, e_i - e_m, e_i - e_m});
    const auto strain = medium.thermal_strain(438.15, T);
    for (int axis = 0; axis < 3; ++axis)
      CHECK(strain[axis] == Approx(e_m + jump[axis]).margin(1e-4 * std::abs(e_i - e_m)));
  }
}

TEST_CASE("An elastic liner of the core's or of the matrix' material is no liner") {
  ArrayMedium lined = array_of(copper, silicon, 10e-6, 30e-6);
  lined.liner = MaterialId{copper};
  lined.liner_thickness = 1e-6;
  const OrthotropicStiffness whole = resolved(array_of(copper, silicon, 10e-6, 30e-6)).stiffness(300.0);
  CHECK(difference(resolved(lined).stiffness(300.0), whole) < 1e-13);

  // In the plane of a matrix that is isotropic there, a shell of it changes nothing either.
  lined = array_of(copper, oxide, 10e-6, 30e-6);
  lined.liner = MaterialId{oxide};
  lined.liner_thickness = 1e-6;
  const MechanicalMaterial bare_core = resolved(array_of(copper, oxide, 8e-6, 30e-6));
  const OrthotropicStiffness c = resolved(lined).stiffness(300.0), c0 = bare_core.stiffness(300.0);
  CHECK(c.c33 == Approx(c0.c33).epsilon(1e-12));
  CHECK(c.c44 == Approx(c0.c44).epsilon(1e-12));
  CHECK(c.c11 + c.c12 == Approx(c0.c11 + c0.c12).epsilon(1e-12));
  for (int axis = 0; axis < 3; ++axis)
    CHECK(resolved(lined).thermal_strain(400.0, 300.0)[axis] ==
          Approx(bare_core.thermal_strain(400.0, 300.0)[axis]).epsilon(1e-12));
}

TEST_CASE("A soft liner parts the core from the matrix") {
  ArrayMedium lined = array_of(copper, silicon, 10e-6, 30e-6);
  lined.liner = MaterialId{oxide};
  lined.liner_thickness = 0.5e-6;
  const OrthotropicStiffness without = resolved(array_of(copper, silicon, 10e-6, 30e-6)).stiffness(300.0);
  const OrthotropicStiffness with = resolved(lined).stiffness(300.0);
  CHECK(with.c11 < without.c11);
  CHECK(with.c44 < without.c44);
  CHECK(is_positive_definite(with));
  const double free = resolved(lined).thermal_strain(300.0, 301.0)[0];
  CHECK(free > 2.57e-6);
  CHECK(free < resolved(array_of(copper, silicon, 10e-6, 30e-6)).thermal_strain(300.0, 301.0)[0]);
}

TEST_CASE("Equal expansion of all constituents is the expansion of the medium") {
  Model model = model_with();
  for (const Id id : {silicon, copper, oxide}) {
    auto& mechanics = std::get<BulkMaterial>(model.materials[id].definition).mechanics.value();
    mechanics.expansion = {ConstantLaw{3e-6}, ConstantLaw{3e-6}, ConstantLaw{3e-6}};
  }
  ArrayMedium lined = array_of(copper, silicon, 10e-6, 30e-6);
  lined.liner = MaterialId{oxide};
  lined.liner_thickness = 1e-6;
  model.materials.push_back({"array", "", lined, {}});
  model.materials.push_back({"wiring", "", MetalMedium{MaterialId{copper}, MaterialId{oxide}, 0.4, 0.1}, {}});
  const auto materials = resolve_mechanics(model);
  for (const std::size_t id : {materials.size() - 2, materials.size() - 1}) {
    for (const double strain : materials[id].value().thermal_strain(300.0, 400.0))
      CHECK(strain == Approx(3e-4).epsilon(1e-12));
  }
}

TEST_CASE("Wiring is layers of metal in a dielectric with vias") {
  const auto wiring = [](double density, double vias) {
    return resolved(MetalMedium{MaterialId{copper}, MaterialId{oxide}, density, vias});
  };
  const auto materials = resolve_mechanics(model_with());
  const OrthotropicStiffness cu = materials[copper].value().stiffness(300.0),
                             ox = materials[oxide].value().stiffness(300.0);
  CHECK(difference(wiring(0.0, 0.0).stiffness(300.0), ox) < 1e-14);
  CHECK(difference(wiring(1.0, 0.3).stiffness(300.0), cu) < 1e-14);
  CHECK(difference(wiring(0.3, 1.0).stiffness(300.0), cu) < 1e-14);
  CHECK(difference(wiring(0.4, 0.0).stiffness(300.0),
                   compose(cu, ox, 0.4, layer_polarisation(ox)).stiffness) < 1e-14);
  CHECK(difference(wiring(0.0, 0.2).stiffness(300.0),
                   compose(cu, ox, 0.2, cylinder_polarisation(ox)).stiffness) < 1e-14);
  double last = wiring(0.0, 0.05).thermal_strain(300.0, 301.0)[0];
  for (const double density : {0.2, 0.5, 0.8, 1.0}) {
    const MechanicalMaterial medium = wiring(density, 0.05);
    CHECK(is_positive_definite(medium.stiffness(300.0)));
    const double free = medium.thermal_strain(300.0, 301.0)[0];
    CHECK(free > last);
    last = free;
  }
  CHECK(last == Approx(17e-6).epsilon(1e-12));
}

TEST_CASE("A stiffness that is not positive definite names its material and temperature") {
  const auto message_of = [](const Mechanics& mechanics) -> std::string {
    try {
      resolve_mechanics(model_with({bulk(mechanics)}));
    } catch (const Error& error) {
      CHECK(error.exit_code() == ExitCode::deck);
      return error.what();
    }
    return "accepted";
  };
  CHECK(message_of(isotropic(ConstantLaw{1e9}, ConstantLaw{0.5}, ConstantLaw{1e-6})) ==
        "material 'more': the stiffness is not positive definite");
  CHECK(message_of(isotropic(ConstantLaw{1e9}, TableLaw{{298.15, 423.15}, {0.3, 0.5}}, ConstantLaw{1e-6})) ==
        "material 'more': at 150 degC the stiffness is not positive definite");
}
