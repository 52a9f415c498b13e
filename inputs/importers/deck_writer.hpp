// Pieces of a readable deck, as importers write them.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "inputs/importers/conversion.hpp"
#include "inputs/importers/floorplan.hpp"

namespace strata {

/// A length in the unit that people use for its size: "150 um", "60 mm".
std::string length_text(double metres);
/// Twelve digits at most: "0.0076923076923".
std::string number_text(double value);

/// Deck names for names of another tool: letters, digits, '_' and '-', none that the deck language reserves,
/// none twice. The same foreign name always gets the same deck name.
class DeckNames {
 public:
  std::string of(const std::string& foreign);
  /// "L1$ -> L1_" for each name that had to change.
  std::vector<std::string> changes() const;

 private:
  std::map<std::string, std::string> names_;
  std::set<std::string> taken_;
};

/// A material of the deck; a name of the built-in library gets a prefix, since the values are another tool's.
struct DeckMaterial {
  std::string name;
  std::array<double, 3> conductivity{};   ///< along x, y, z [W/(m.K)]
  double volumetric_heat_capacity = 0.0;  ///< [J/(m^3.K)]
  std::string source;                     ///< "chip.materials:12"
};

/// The name that a foreign material has in the deck, before DeckNames.
std::string material_name(const std::string& foreign);

/// "  tim: {conductivity: ...}\n"; the density is 1000 kg/m^3, so that the product with the heat capacity is
/// right.
std::string material_text(const DeckMaterial& material);

/// A floorplan file with the names of the deck: HotSpot's lines, or 3D-ICE's elements where a block has
/// several rectangles. Powers and properties stand in the deck.
std::string floorplan_text(const Floorplan& floorplan, DeckNames& names);

/// Comment lines that say where the deck comes from, what was assumed and what is missing.
std::string header_text(const std::string& origin, const Conversion& conversion);

}  // namespace strata
