// Checked values: a deck tree read through the key tables. Numbers are SI, defaults are filled in, and
// whatever the tables do not know has become a diagnostic; code that builds the Model never sees text it must
// interpret.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "inputs/deck/diagnostics.hpp"
#include "inputs/deck/keys.hpp"
#include "inputs/deck/tree.hpp"

namespace strata {

/// One checked value. The accessors require the kind that the key table declared and are programming errors
/// (std::logic_error) otherwise.
class Value {
 public:
  struct Field;
  using List = std::vector<Value>;
  using Table = std::vector<Field>;

  double number() const;  ///< number or quantity, SI
  std::int64_t integer() const;
  bool flag() const;
  const std::string& text() const;  ///< text, name, choice, or absolute path of a file
  const List& list() const;
  const Table& table() const;  ///< table or named_tables, in the order written (defaults after)
  const KeyTable* keys() const { return keys_; }  ///< which table it was checked against (alternatives)

  bool is_number() const;
  bool is_integer() const;
  bool is_flag() const;
  bool is_text() const;
  bool is_list() const;
  bool is_table() const;

  /// Field of a table; nullptr when it is absent and has no default.
  const Value* find(std::string_view key) const;
  /// Field that is required or defaulted.
  const Value& operator[](std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }

  const Position& position() const { return position_; }
  /// Of the key, for messages about the key itself; position() of the table where the value is a default.
  Position key_position(std::string_view key) const;
  bool is_default() const { return is_default_; }
  const Dimension* dimension() const { return dimension_; }  ///< of a quantity, else nullptr

 private:
  friend class ValueBuilder;
  std::variant<std::monostate, double, std::int64_t, bool, std::string, List, Table> data_;
  Position position_;
  const KeyTable* keys_ = nullptr;
  const Dimension* dimension_ = nullptr;  // points into the key tables, which live as long as the program
  std::vector<std::uint32_t> sorted_;     // fields by key, in large tables only
  bool is_default_ = false;
};

struct Value::Field {
  std::string key;
  Position key_position;
  Value value;
};

/// Checks `root` against `table`; every mistake goes to `diagnostics` with its path ("layers[2].thickness").
/// A field whose value is wrong is left out of the result, so callers must read it with find() until
/// diagnostics.has_errors() is known to be false, or stop there. Nothing more is said about a root that could
/// not be parsed at all. After 1,000 errors the rest is not looked at. \param directory  where relative paths
/// of files start
Value check_values(const Node& root, const KeyTable& table, const std::string& directory,
                   Diagnostics& diagnostics);

/// The values as deck text: every default spelled out, quantities in SI ("6e-05 m"). Reading it gives equal
/// values.
std::string resolved_text(const Value& root);

}  // namespace strata
