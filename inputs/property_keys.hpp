// Types of material properties that may depend on temperature, one set of key tables per dimension. A pair
// of a table mixes two dimensions, so each entry is one or the other; property_law.cpp checks which stands
// where.
#pragma once

#include <string>

#include "inputs/key_tables.hpp"

namespace strata {

template <const Dimension& D, const Bounds& B>
const KeyTable& property_table_table() {
  using namespace key_type;
  static const KeyTable keys{
      std::string(D.name) + " table",
      "A property as a table over temperature, linear between the rows and constant outside them.",
      {{"table",
        list_of(list_of(alternatives({quantity(dimension::kTemperature, kPositive), quantity(D, B)}), 2, 2),
                2, 10000),
        Presence::required, "", "Rows [temperature, value], temperatures ascending."}},
      "table",
      {},
      {}};
  return keys;
}

/// A value or a table over temperature.
template <const Dimension& D, const Bounds& B>
KeyType tabulated_property() {
  return key_type::alternatives({key_type::quantity(D, B), key_type::table(property_table_table<D, B>)});
}

/// The same for all three axes (or planes), or a list of three.
template <const Dimension& D, const Bounds& B>
KeyType tabulated_by_axis() {
  return key_type::alternatives({key_type::quantity(D, B),
                                 key_type::list_of(tabulated_property<D, B>(), 3, 3),
                                 key_type::table(property_table_table<D, B>)});
}

}  // namespace strata
