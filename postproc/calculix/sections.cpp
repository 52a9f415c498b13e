#include "postproc/calculix/sections.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include <fmt/format.h>

#include "meshes/partition.hpp"
#include "meshes/rasterize.hpp"
#include "solver/stress/matter.hpp"

namespace strata {
namespace {

/// A name as CalculiX takes it; it folds cases and ends names at 80 characters.
std::string section_name(const std::string& material, std::size_t number) {
  constexpr std::size_t longest = 60;
  std::string name;
  for (const char c : material.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    name += byte < 128 && std::isalnum(byte) != 0 ? static_cast<char>(std::toupper(byte)) : '_';
  }
  return fmt::format("{}_{}", name, number);
}

}  // namespace

Sections find_sections(const Model& model, const Grid& grid, const std::vector<std::uint16_t>& material) {
  const int nx = grid.n_cells(Axis::x), ny = grid.n_cells(Axis::y), nz = grid.n_cells(Axis::z);
  Sections sections;
  sections.of_cell.reserve(material.size());
  std::map<std::pair<std::uint16_t, double>, std::uint32_t> known;
  SlabPainter painter(model.geometry, grid, {0, nx, 0, ny});
  for (int k = 0; k < nz; ++k) {
    const std::vector<BodyIndex>& bodies = painter.paint(k);
    std::size_t column = 0;
    for (int j = 0; j < ny; ++j) {
      for (int i = 0; i < nx; ++i, ++column) {
        const std::uint16_t id = material[static_cast<std::size_t>(owned_index(i, j, k, nx, nz))];
        if (id == 0) {
          sections.of_cell.push_back(0);
          continue;
        }
        const double temperature = stress_free_temperature(model, bodies[column], id);
        const auto [at, is_new] =
            known.try_emplace({id, temperature}, static_cast<std::uint32_t>(sections.list.size()));
        if (is_new) {
          sections.list.push_back(
              {id, temperature, section_name(model.materials[id].name, sections.list.size() + 1)});
        }
        sections.of_cell.push_back(at->second);
      }
    }
  }
  return sections;
}

}  // namespace strata
