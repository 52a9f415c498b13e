#include <cmath>

#include "inputs/material_library.hpp"
#include "tests/unit/inputs/deck_text.hpp"

using namespace strata;
using namespace strata::test;

namespace {

/// A deck of one layer of `material`.
std::string layer_of(const std::string& material) {
  return "assembly: {size: [1 mm, 1 mm], stack: [{name: a, thickness: 1 mm, material: " + material + "}]}\n" +
         kCooled;
}

Model with(const std::string& materials, const std::string& used) {
  return load_model_text("strata: 1\nmaterials:\n" + materials + layer_of(used), "test.yaml");
}

const Material& material_named(const Model& model, const std::string& name) {
  const auto found = std::find_if(model.materials.begin(), model.materials.end(),
                                  [&](const Material& m) { return m.name == name; });
  INFO("material " << name);
  REQUIRE(found != model.materials.end());
  return *found;
}

double constant(const PropertyLaw& law) {
  return std::get<ConstantLaw>(law).value;
}

}  // namespace

TEST_CASE("constants, tables and power laws become laws in SI") {
  const Model model = with(
      "  a:\n"
      "    conductivity: {table: [[0 degC, 2 W/(m.K)], [100 degC, 3 W/(m.K)]]}\n"
      "    density: 2 g/cm^3\n"
      "    heat_capacity: {power_law: {value: 700 J/(kg.K), reference_temperature: 300 K, exponent: 0.5, "
      "range: [200 K, 500 K]}}\n",
      "a");
  const auto& bulk = std::get<BulkMaterial>(material_named(model, "a").definition);
  for (const PropertyLaw& k : bulk.conductivity) {
    CHECK(std::get<TableLaw>(k).temperature == std::vector<double>{273.15, 373.15});
    CHECK(std::get<TableLaw>(k).value == std::vector<double>{2.0, 3.0});
  }
  CHECK(constant(bulk.density) == Approx(2000.0));
  const auto& law = std::get<PowerLaw>(bulk.heat_capacity);
  CHECK(law.value == 700.0);
  CHECK(law.reference_temperature == 300.0);
  CHECK(law.exponent == 0.5);
  CHECK(law.temperature_min == 200.0);
  CHECK(law.temperature_max == 500.0);
}

TEST_CASE("a conductivity of three entries is one law per axis") {
  const Model model = with(
      "  a: {conductivity: [1 W/(m.K), {table: [[0 degC, 2 W/(m.K)], [1 degC, 3 W/(m.K)]]}, 5 W/(m.K)], "
      "density: 1 kg/m^3, heat_capacity: 1 J/(kg.K)}\n",
      "a");
  const auto& k = std::get<BulkMaterial>(material_named(model, "a").definition).conductivity;
  CHECK(constant(k[0]) == 1.0);
  CHECK(std::get<TableLaw>(k[1]).value[1] == 3.0);
  CHECK(constant(k[2]) == 5.0);
}

TEST_CASE("a variation takes over what it does not say") {
  const Model model = with(
      "  a: {conductivity: 1 W/(m.K), density: 2 kg/m^3, heat_capacity: 3 J/(kg.K)}\n"
      "  b: {like: a, density: 20 kg/m^3}\n"
      "  c: {like: b, conductivity: 10 W/(m.K)}\n",
      "c");
  const auto& bulk = std::get<BulkMaterial>(material_named(model, "c").definition);
  CHECK(constant(bulk.conductivity[2]) == 10.0);
  CHECK(constant(bulk.density) == 20.0);
  CHECK(constant(bulk.heat_capacity) == 3.0);
  CHECK(model.materials.size() == 2);
}

TEST_CASE("a library material can be replaced by a variation of itself") {
  const Model model =
      with("  silicon: {override: true, like: silicon, conductivity: 120 W/(m.K)}\n", "silicon");
  const auto& bulk = std::get<BulkMaterial>(material_named(model, "silicon").definition);
  CHECK(constant(bulk.conductivity[0]) == 120.0);
  CHECK(constant(bulk.density) == 2330.0);
  CHECK(material_named(model, "silicon").source == "deck");
}

TEST_CASE("an array brings its constituents with it, each once, before itself") {
  const Model model = with(
      "  b: {array: {fill: sac305, matrix: underfill, diameter: 20 um, pitch: [40 um, 50 um], "
      "liner: {material: sio2, thickness: 1 um}}}\n",
      "b");
  REQUIRE(model.materials.size() == 5);
  const auto& array = std::get<ArrayMedium>(model.materials[4].definition);
  auto name = [&](MaterialId id) { return model.materials[static_cast<int>(id)].name; };
  CHECK(name(array.fill) == "sac305");
  CHECK(name(array.matrix) == "underfill");
  CHECK(name(*array.liner) == "sio2");
  CHECK(array.liner_thickness == Approx(1e-6));
  CHECK(array.diameter == Approx(20e-6));
  CHECK(array.pitch[0] == Approx(40e-6));
  CHECK(array.pitch[1] == Approx(50e-6));
  CHECK(array.lattice == Lattice::square);
}

TEST_CASE("materials that nobody uses are checked but not kept") {
  const Model model =
      with("  unused: {conductivity: 1 W/(m.K), density: 2 kg/m^3, heat_capacity: 3 J/(kg.K)}\n", "silicon");
  REQUIRE(model.materials.size() == 2);
  CHECK(model.materials[0].name == "void");
  CHECK(model.materials[1].name == "silicon");
  CHECK_FALSE(model.materials[1].source.empty());
}

TEST_CASE("every library card is complete, plausible and says where its values come from") {
  const auto& library = material_library();
  REQUIRE(library.size() >= 15);
  for (const LibraryMaterial& material : library) {
    INFO(material.name << " in " << material.card << ":" << material.line);
    CHECK_FALSE(material.source.empty());
    if (material.source.rfind("unsourced", 0) == 0) CHECK_FALSE(material.usual_range.empty());
    CHECK(material.line > 0);
    CHECK(find_library_material(material.name) == &material);
    CHECK_NOTHROW(load_model_text("strata: 1\n" + layer_of(material.name), "test.yaml"));
  }
  CHECK(find_library_material("unobtainium") == nullptr);
  for (const std::string name :
       {"silicon", "copper", "sio2", "snag", "sac305", "underfill", "ncf", "mr_muf", "mold", "abf_laminate",
        "bt_laminate", "fr4", "lid_copper", "tim_gel", "tim_indium", "tim_grease", "beol", "air"}) {
    INFO(name);
    CHECK(find_library_material(name) != nullptr);
  }
}
