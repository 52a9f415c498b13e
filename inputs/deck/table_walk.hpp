// All tables that can be reached from a root table, each once, though tables may refer to each other and
// themselves.
#pragma once

#include <string>
#include <vector>

#include "inputs/deck/keys.hpp"

namespace strata {

struct ReachableTable {
  const KeyTable* table = nullptr;
  std::string title;  ///< the table's name, made unique
  std::string slug;   ///< the title as anchor: "layer-override"
  std::string path;   ///< where it stands first: "parts.*.layers[]"; empty for the root
};

/// Breadth first, so that every path is a shortest one.
std::vector<ReachableTable> reachable_tables(const KeyTable& root);

/// The entry of a table that reachable_tables() found.
const ReachableTable& entry_of(const std::vector<ReachableTable>& tables, const KeyTable& table);

/// A table that a value of some type may be, and what stands between: "[]" for lists, ".*" for chosen names.
struct TableBelow {
  const KeyTable* table = nullptr;
  std::string steps;
  bool is_named = false;  ///< a chosen name is among the steps
};

/// Tables that a value of `type` is or holds, through lists, names and alternatives, but not through other
/// tables.
std::vector<TableBelow> tables_below(const KeyType& type);

}  // namespace strata
