// The systems of the performance suite are what docs/performance.md says of them.
#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "meshes/partition.hpp"
#include "meshes/rasterize.hpp"
#include "tests/performance/lateral_lines.hpp"
#include "tests/performance/systems.hpp"

using namespace strata;
using namespace strata::performance;

namespace {

const Size& size_named(const std::string& name) {
  return *std::find_if(sizes().begin(), sizes().end(), [&](const Size& size) { return size.name == name; });
}

double conductivity(const Material& material, int axis) {
  return std::get<ConstantLaw>(std::get<BulkMaterial>(material.definition).conductivity.at(axis)).value;
}

}  // namespace

TEST_CASE("sizes are what their names say") {
  const std::vector<std::pair<std::string, std::int64_t>> expected{
      {"16k", 16384}, {"64k", 65536}, {"0.25M", 262144}, {"1M", 1048576}, {"4M", 4194304}, {"16M", 16777216}};
  REQUIRE(sizes().size() == expected.size());
  for (const auto& [name, cells] : expected) CHECK(size_named(name).cells() == cells);
}

TEST_CASE("every system has exactly the cells of its size, layers of 1 to 500 um") {
  for (const System& system : systems()) {
    for (const char* name : {"16k", "0.25M", "1M"}) {
      const Size& size = size_named(name);
      const MeshedModel meshed = build_system(system, size);
      CHECK(meshed.grid.n_cells() == size.cells());
      CHECK(meshed.grid.n_cells(Axis::z) == kLayers);
      std::set<double> thicknesses;
      for (int k = 0; k < kLayers; ++k) thicknesses.insert(meshed.grid.spacing(Axis::z, k));
      CHECK(*thicknesses.begin() == Approx(1e-6));
      CHECK(*thicknesses.rbegin() == Approx(500e-6));
    }
  }
}

TEST_CASE("graded systems have cells of 50:1, the others are near-uniform") {
  for (const System& system : systems()) {
    const MeshedModel meshed = build_system(system, size_named("1M"));
    for (const int axis : {0, 1}) {
      const double contrast = width_contrast(meshed.grid.lines.at(axis));
      if (system.is_graded) {
        CHECK(contrast == Approx(50.0).epsilon(0.1));
      } else {
        CHECK(contrast < 2.5);
      }
    }
  }
}

TEST_CASE("conductivities are constant, from 0.3 to 400, and differ along z somewhere") {
  const MeshedModel meshed = build_system(systems().front(), size_named("16k"));
  double lowest = 1e30, highest = 0.0;
  bool differs = false;
  for (std::size_t m = 1; m < meshed.model.materials.size(); ++m) {
    for (const int axis : {0, 2}) {
      lowest = std::min(lowest, conductivity(meshed.model.materials[m], axis));
      highest = std::max(highest, conductivity(meshed.model.materials[m], axis));
    }
    differs =
        differs || conductivity(meshed.model.materials[m], 0) != conductivity(meshed.model.materials[m], 2);
  }
  CHECK(lowest == 0.3);
  CHECK(highest == 400.0);
  CHECK(differs);
}

TEST_CASE("ten dies of different height release heat, and there is void around them") {
  const MeshedModel meshed = build_system(systems().front(), size_named("0.25M"));
  CHECK(meshed.model.sources.size() == 10);
  std::set<double> heights;
  for (const Body& body : meshed.model.geometry.bodies) {
    if (body.name.ends_with(".tim")) heights.insert(body.box.lower[2]);
  }
  CHECK(heights.size() == 10);
  const Partition partition(MPI_COMM_SELF, meshed.grid);
  const MaterialView materials = rasterize_materials(meshed.model.geometry, meshed.grid, partition);
  const Window& w = partition.window();
  std::int64_t n_void = 0;
  for (int j = 0; j < w.ny(); ++j) {
    for (int k = 0; k < kLayers; ++k) {
      for (int i = 0; i < w.nx(); ++i) n_void += materials(ghosted_index(i, j, k, w.nx(), kLayers)) == 0;
    }
  }
  CHECK(n_void > meshed.grid.n_cells() / 10);
  CHECK(n_void < meshed.grid.n_cells() / 2);
}

TEST_CASE("vias are single columns of copper whose number grows with the mesh") {
  const auto count = [](const char* size) {
    const MeshedModel meshed = build_system(systems().at(2), size_named(size));
    const auto& bodies = meshed.model.geometry.bodies;
    return std::count_if(bodies.begin(), bodies.end(),
                         [](const Body& body) { return body.name.find(".via.") != std::string::npos; });
  };
  CHECK(count("16k") >= 10);
  CHECK(count("1M") > 10 * count("64k"));
}
