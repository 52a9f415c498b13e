// The key tables: one declaration per deck key drives validation, defaults, bounds, units, `strata describe`,
// the JSON Schema and docs/deck.md. This header is the vocabulary; Strata's own keys stand in
// inputs/key_tables.cpp.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "inputs/deck/quantity.hpp"

namespace strata {

struct KeyTable;

/// Bounds in SI on a number or quantity; exclusive where `open_` is set. Messages print them in SI.
struct Bounds {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
  bool open_lower = false;
  bool open_upper = false;
};

inline constexpr Bounds kUnbounded{};
inline constexpr Bounds kPositive{0.0, std::numeric_limits<double>::infinity(), true, false};
inline constexpr Bounds kNonNegative{0.0, std::numeric_limits<double>::infinity(), false, false};

/// What a value may be. Made by the functions below.
struct KeyType {
  enum class Kind : std::uint8_t {
    text,  ///< any scalar
    name,  ///< identifier: letter or _, then letters, digits, _ and -
    flag,  ///< true or false
    integer,
    number,        ///< pure number
    quantity,      ///< number with a unit, or a pure number where the dimension has no exponents
    choice,        ///< one of a few words
    file,          ///< path of a readable file, relative to the deck
    list,          ///< sequence of items[0], min_items..max_items long
    table,         ///< map with the keys of `table`
    named_tables,  ///< map from names the user chooses to items[0]
    alternatives   ///< the first of `items` that fits the node's shape (see alternatives())
  };
  using TableFunction = const KeyTable& (*)();

  Kind kind = Kind::text;
  Dimension dimension{};
  Bounds bounds{};
  std::vector<std::string> choices;
  std::size_t min_items = 0;
  std::size_t max_items = std::numeric_limits<std::size_t>::max();
  std::vector<KeyType> items;
  TableFunction table = nullptr;  ///< a function so that tables may refer to each other and to themselves
};

enum class Presence : std::uint8_t { required, optional, defaulted };

struct Key {
  std::string name;
  KeyType type;
  Presence presence = Presence::required;
  std::string default_text;  ///< as a user would write it ("200 um"); only when defaulted
  std::string help;          ///< one or two sentences
};

struct KeyTable {
  std::string name;  ///< "layer", "convection": heading in docs
  std::string help;
  std::vector<Key> keys;
  /// Among alternatives, the key whose presence selects this table; empty: the table for everything else.
  std::string marker;
  std::vector<std::vector<std::string>> exactly_one_of;
  std::vector<std::vector<std::string>> at_most_one_of;
};

namespace key_type {
KeyType text();
KeyType name();
KeyType flag();
KeyType integer(std::int64_t minimum, std::int64_t maximum);
KeyType number(const Bounds& bounds = kUnbounded);
KeyType quantity(const Dimension& dimension, const Bounds& bounds = kUnbounded);
KeyType choice(std::vector<std::string> words);
KeyType file();
KeyType list_of(KeyType item, std::size_t min_items = 0,
                std::size_t max_items = std::numeric_limits<std::size_t>::max());
KeyType table(KeyType::TableFunction keys);
KeyType named_tables(KeyType item);
/// A scalar node takes the first scalar alternative that parses (and reports the first one's message
/// otherwise), a sequence the list alternative, a map the table whose `marker` key is present, else the one
/// without marker.
KeyType alternatives(std::vector<KeyType> types);
}  // namespace key_type

/// What a value of the type must be, for messages and the reference: "a length such as '60 um'",
/// "a list of 2 values, each a length such as '60 um'", "a layer: a map with ...".
std::string expected_value(const KeyType& type);

/// "> 0", ">= 1 um and <= 5 mm", "" where there are no bounds; zero and pure numbers without a unit.
std::string bounds_text(const KeyType& type);

/// The types a value may have: those of alternatives (of alternatives), or the type itself.
std::vector<const KeyType*> choices_of_type(const KeyType& type);

/// Kinds that are written as one scalar.
bool is_scalar(KeyType::Kind kind);

}  // namespace strata
