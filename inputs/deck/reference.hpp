// The deck language told from its key tables: help for one key, a Markdown reference, a JSON Schema.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "inputs/deck/keys.hpp"

namespace strata {

/// What a key or table is: help, type, dimension with an example, bounds, presence or default, and the keys
/// below it. Indices of lists and names that users choose may be left out or written as [], [2] or *:
/// "assembly.stack.thickness". A key alone is found wherever it stands; an empty path is the top level.
/// \throws Error (ExitCode::deck) with the nearest known key where the path leads nowhere
std::string describe(const KeyTable& root, const std::string& path);

/// Reference of all tables that can be reached from `root`: one section each, with links between them.
std::string markdown_reference(const KeyTable& root);

/// JSON Schema (draft 7) of a deck as other YAML readers load it: quantities are strings with a number and a
/// unit, tables are definitions. It knows shapes, words and bounds of plain numbers; dimensions and bounds of
/// quantities remain with check_values().
nlohmann::ordered_json json_schema(const KeyTable& root);

}  // namespace strata
