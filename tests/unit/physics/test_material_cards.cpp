#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "inputs/material_library.hpp"
#include "physics/laws.hpp"
#include "physics/material_table.hpp"

using namespace strata;

namespace {

const BulkMaterial& card(const std::string& name) {
  const LibraryMaterial* material = find_library_material(name);
  REQUIRE(material != nullptr);
  return material->bulk.value();
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("Every card can be evaluated, says where it comes from, and stands in docs/materials.md") {
  const std::string docs = text_of(STRATA_SOURCE_DIR "/docs/materials.md");
  std::vector<BulkMaterial> all(1);
  for (const LibraryMaterial& material : material_library()) {
    CAPTURE(material.name);
    REQUIRE(material.bulk);
    all.push_back(material.bulk.value_or(BulkMaterial{}));
    CHECK_FALSE(material.source.empty());
    CHECK_FALSE(material.usual_range.empty());
    CHECK(docs.find("| `" + material.name + "` |") != std::string::npos);
  }
  CHECK_NOTHROW(MaterialTable(all));
}

TEST_CASE("The library has what packages are made of") {
  for (const char* name : {"silicon",      "copper",      "tsv_copper", "sio2",       "sin",  "snag",
                           "sac305",       "underfill",   "ncf",        "mr_muf",     "mold", "mold_high_k",
                           "abf_laminate", "bt_laminate", "fr4",        "lid_copper", "sic",  "aln",
                           "tim_gel",      "tim_indium",  "tim_grease", "beol",       "air"})
    CHECK(find_library_material(name) != nullptr);
}

TEST_CASE("The silicon card follows tabulated conductivities and heat capacities") {
  // F. P. Incropera and others, Fundamentals of Heat and Mass Transfer, table A.1
  const double tabulated[][3] = {
      {200.0, 264.0, 556.0}, {300.0, 148.0, 712.0}, {400.0, 98.9, 790.0}, {600.0, 61.9, 867.0}};
  for (const auto& [T, k, c] : tabulated) {
    for (const PropertyLaw& law : card("silicon").conductivity)
      CHECK(evaluate(law, T) == Approx(k).epsilon(0.055));
    CHECK(evaluate(card("silicon").heat_capacity, T) == Approx(c).epsilon(0.01));
  }
  CHECK_FALSE(is_constant(card("silicon").conductivity[2]));
}

TEST_CASE("The air card obeys the gas law and has the diffusivity of air") {
  for (const double T : {200.0, 300.0, 350.0, 400.0, 500.0, 600.0})
    CHECK(evaluate(card("air").density, T) ==
          Approx(101325.0 * 0.0289647 / (8.314462618 * T)).epsilon(0.005));
  // k / (rho c) at 300 K is 22.1e-6 m^2/s
  CHECK(evaluate(card("air").conductivity[0], 300.0) /
            (evaluate(card("air").density, 300.0) * evaluate(card("air").heat_capacity, 300.0)) ==
        Approx(22.1e-6).epsilon(0.01));
}
