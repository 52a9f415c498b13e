// Scalars of a deck read as the key tables ask: numbers in SI, checked words, names and paths.
#pragma once

#include <string>
#include <variant>

#include "inputs/deck/keys.hpp"
#include "inputs/deck/tree.hpp"

namespace strata {

/// What a scalar node is under one type, or what is wrong with it.
struct ScalarReading {
  std::variant<std::monostate, double, std::int64_t, bool, std::string> data;  ///< monostate: wrong
  std::string message;
  std::string hint;
  bool is_out_of_bounds = false;  ///< a number of the right kind, but too small or too large
  bool ok() const { return data.index() != 0; }
};

/// \param node       a scalar
/// \param type       of a scalar kind
/// \param directory  where relative paths of files start
ScalarReading read_scalar(const Node& node, const KeyType& type, const std::string& directory);

/// Whether a user may choose `text` as a name: a letter or _, then letters, digits, _ and -, and no word that
/// YAML readers take for true, false or null. Otherwise `message` says what is wrong.
bool is_valid_name(const std::string& text, std::string& message);

/// Words that YAML 1.1 turns into something else than text: yes, no, on, off, y, n, true, false, null, ~.
bool is_reserved_word(const std::string& text);

}  // namespace strata
