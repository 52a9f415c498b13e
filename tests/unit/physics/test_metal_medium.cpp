#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "physics/effective_medium.hpp"
#include "physics/laws.hpp"
#include "physics/metal_medium.hpp"

using namespace strata;

namespace {

constexpr MaterialId kMetal{1};
constexpr MaterialId kDielectric{2};
constexpr double kMetalK = 390.0;
constexpr double kDielectricK = 1.4;

Model constituents(const PropertyLaw& metal_k = ConstantLaw{kMetalK}) {
  Model model;
  model.materials = {
      {"void", "", BulkMaterial{}},
      {"copper", "", BulkMaterial{{metal_k, metal_k, metal_k}, ConstantLaw{8960.0}, ConstantLaw{385.0}}},
      {"oxide", "",
       BulkMaterial{{ConstantLaw{kDielectricK}, ConstantLaw{kDielectricK}, ConstantLaw{kDielectricK}},
                    ConstantLaw{2200.0},
                    ConstantLaw{740.0}}}};
  return model;
}

BulkMaterial medium(double density, double via_density) {
  return metal_medium(constituents(), {kMetal, kDielectric, density, via_density});
}

double conductivity(const BulkMaterial& bulk, int axis, double T = 300.0) {
  return evaluate(bulk.conductivity.at(static_cast<std::size_t>(axis)), T);
}

}  // namespace

TEST_CASE("without vias a metal medium is the parallel and the series rule of two materials") {
  const BulkMaterial half = medium(0.5, 0.0);
  CHECK(conductivity(half, 0) == Approx(0.5 * (kMetalK + kDielectricK)).epsilon(1e-14));
  CHECK(conductivity(half, 1) == conductivity(half, 0));
  CHECK(conductivity(half, 2) == Approx(2.0 / (1.0 / kMetalK + 1.0 / kDielectricK)).epsilon(1e-14));
  CHECK(evaluate(half.density, 300.0) == Approx(0.5 * (8960.0 + 2200.0)).epsilon(1e-14));
  CHECK(evaluate(half.density, 300.0) * evaluate(half.heat_capacity, 300.0) ==
        Approx(0.5 * (8960.0 * 385.0 + 2200.0 * 740.0)).epsilon(1e-14));
}

TEST_CASE("vias lead heat through the dielectric and count as metal") {
  const BulkMaterial wired = medium(0.3, 0.05);
  const double k_v = 0.05 * kMetalK + 0.95 * kDielectricK;
  CHECK(conductivity(wired, 2) == Approx(1.0 / (0.3 / kMetalK + 0.7 / k_v)).epsilon(1e-14));
  CHECK(conductivity(wired, 0) == Approx(0.3 * kMetalK + 0.7 * kDielectricK).epsilon(1e-14));
  const double volume = 0.3 + 0.7 * 0.05;
  CHECK(evaluate(wired.density, 300.0) == Approx(volume * 8960.0 + (1.0 - volume) * 2200.0).epsilon(1e-14));
}

TEST_CASE("a medium of one material is that material") {
  for (const double via : {0.0, 0.3, 1.0}) {
    const BulkMaterial metal = medium(1.0, via);
    for (int axis = 0; axis < 3; ++axis) CHECK(conductivity(metal, axis) == Approx(kMetalK).epsilon(1e-14));
  }
  for (int axis = 0; axis < 3; ++axis)
    CHECK(conductivity(medium(0.0, 0.0), axis) == Approx(kDielectricK).epsilon(1e-14));
  CHECK(conductivity(medium(0.0, 1.0), 2) == Approx(kMetalK).epsilon(1e-14));
}

TEST_CASE("a metal medium stays within Wiener's bounds of its metal") {
  constexpr double kSlack = 1.0 + 1e-12;
  for (int f = 0; f <= 20; ++f) {
    for (int v = 0; v <= 10; ++v) {
      const double density = 0.05 * f, via = 0.1 * v;
      const double metal = density + (1.0 - density) * via;
      const double k_z = conductivity(medium(density, via), 2);
      INFO("density " << density << ", via density " << via);
      CHECK(k_z * kSlack >= series_conductivity(metal, kMetalK, kDielectricK));
      CHECK(k_z <= kSlack * parallel_conductivity(metal, kMetalK, kDielectricK));
    }
  }
}

TEST_CASE("constituents that depend on temperature make a medium that does") {
  const PropertyLaw k_metal = PowerLaw{kMetalK, 300.0, -1.3, 200.0, 600.0};
  const Model model = constituents(k_metal);
  const BulkMaterial bulk = metal_medium(model, {kMetal, kDielectric, 0.4, 0.1});
  for (int n = 0; n <= 32; ++n) {
    const double T = 200.0 + 12.5 * n;
    const double k_m = evaluate(k_metal, T);
    const double k_v = 0.1 * k_m + 0.9 * kDielectricK;
    CHECK(conductivity(bulk, 0, T) == Approx(0.4 * k_m + 0.6 * kDielectricK).epsilon(1e-4));
    CHECK(conductivity(bulk, 2, T) == Approx(1.0 / (0.4 / k_m + 0.6 / k_v)).epsilon(1e-4));
  }
  CHECK(is_constant(bulk.density));
}

TEST_CASE("resolve_materials turns classes into bulk materials and names the one that is wrong") {
  Model model = constituents();
  model.materials.push_back({"beol at 0.5", "", MetalMedium{kMetal, kDielectric, 0.5, 0.0}});
  CHECK(conductivity(resolve_materials(model)[3], 0) == Approx(0.5 * (kMetalK + kDielectricK)));
  model.materials[3].definition = MetalMedium{kMetal, MaterialId{3}, 0.5, 0.0};
  CHECK_THROWS_WITH(resolve_materials(model),
                    "material 'beol at 0.5': the dielectric of a metal map, 'beol at 0.5', is no bulk "
                    "material");
  model.materials[3].definition = MetalMedium{kMetal, kVoid, 0.5, 0.0};
  CHECK_THROWS_AS(resolve_materials(model), Error);
  model.materials[3].definition = MetalMedium{kMetal, kDielectric, 1.5, 0.0};
  CHECK_THROWS_AS(resolve_materials(model), Error);
}
