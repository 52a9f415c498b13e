// Materials as CalculiX has them: a stress-free temperature belongs to the material there, so each pair of
// material and stress-free temperature in the model becomes one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "physics/mechanical_material.hpp"

namespace strata {

struct Section {
  std::uint16_t material = 0;
  double stress_free_temperature = 0.0;  ///< [K]
  std::string name;                      ///< "SILICON_3": letters, digits and _, none twice
};

struct Sections {
  std::vector<Section> list;           ///< those in use
  std::vector<std::uint32_t> of_cell;  ///< index into the list per cell, x fastest, then y, then z
};

/// \param material  per cell, x fastest, then z, then y; what void cells get means nothing
Sections find_sections(const Model& model, const Grid& grid, const std::vector<std::uint16_t>& material);

/// The cards *MATERIAL, *ELASTIC and *EXPANSION of a section.
/// \param temperatures   ascending: those of the load cases; tables are exact there and straight between [K]
/// \param strain_from_0  free strains are 0 at 0 K, from where CalculiX is to count them
std::string material_cards(const Section& section, const MechanicalMaterial& material,
                           const std::vector<double>& temperatures, bool strain_from_0);

}  // namespace strata
