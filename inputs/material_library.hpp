// The built-in material library: the cards of inputs/materials, compiled in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "inputs/deck/values.hpp"
#include "inputs/model.hpp"

namespace strata {

struct LibraryMaterial {
  std::string name;
  std::string source;       ///< where the values come from
  std::string usual_range;  ///< of values met in practice, or ""
  std::string note;
  std::string card;                   ///< file under inputs/materials
  int line = 0;                       ///< where the material stands in it
  std::optional<BulkMaterial> bulk;   ///< empty for arrays
  const Value* definition = nullptr;  ///< its keys; lives as long as the program
};

/// All library materials, sorted by name. Throws std::logic_error, with the mistakes, when a card is wrong.
const std::vector<LibraryMaterial>& material_library();

/// The card of a name, or nullptr.
const LibraryMaterial* find_library_material(std::string_view name);

/// File name and text of every card, generated at build time from inputs/materials/*.yaml.
const std::vector<std::pair<std::string, std::string>>& material_cards();

}  // namespace strata
