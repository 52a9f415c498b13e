#include "inputs/deck/keys.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace strata {
namespace {

std::string bound_text(double bound, const KeyType& type) {
  return type.kind == KeyType::Kind::quantity ? readable_quantity(bound, type.dimension)
                                              : fmt::format("{:.15g}", bound);
}

std::string count_text(const KeyType& type) {
  constexpr auto kUnlimited = std::numeric_limits<std::size_t>::max();
  if (type.min_items == type.max_items) return fmt::format("{} ", type.min_items);
  if (type.max_items != kUnlimited) return fmt::format("{} to {} ", type.min_items, type.max_items);
  return type.min_items > 1 ? fmt::format("at least {} ", type.min_items) : "";
}

}  // namespace

namespace key_type {

KeyType text() {
  return {};
}

KeyType name() {
  KeyType type;
  type.kind = KeyType::Kind::name;
  return type;
}

KeyType flag() {
  KeyType type;
  type.kind = KeyType::Kind::flag;
  return type;
}

KeyType integer(std::int64_t minimum, std::int64_t maximum) {
  KeyType type;
  type.kind = KeyType::Kind::integer;
  type.bounds = {static_cast<double>(minimum), static_cast<double>(maximum), false, false};
  return type;
}

KeyType number(const Bounds& bounds) {
  KeyType type;
  type.kind = KeyType::Kind::number;
  type.bounds = bounds;
  return type;
}

KeyType quantity(const Dimension& dimension, const Bounds& bounds) {
  KeyType type;
  type.kind = KeyType::Kind::quantity;
  type.dimension = dimension;
  type.bounds = bounds;
  return type;
}

KeyType choice(std::vector<std::string> words) {
  KeyType type;
  type.kind = KeyType::Kind::choice;
  type.choices = std::move(words);
  return type;
}

KeyType file() {
  KeyType type;
  type.kind = KeyType::Kind::file;
  return type;
}

KeyType list_of(KeyType item, std::size_t min_items, std::size_t max_items) {
  KeyType type;
  type.kind = KeyType::Kind::list;
  type.min_items = min_items;
  type.max_items = max_items;
  type.items.push_back(std::move(item));
  return type;
}

KeyType table(KeyType::TableFunction keys) {
  KeyType type;
  type.kind = KeyType::Kind::table;
  type.table = keys;
  return type;
}

KeyType named_tables(KeyType item) {
  KeyType type;
  type.kind = KeyType::Kind::named_tables;
  type.items.push_back(std::move(item));
  return type;
}

KeyType alternatives(std::vector<KeyType> types) {
  KeyType type;
  type.kind = KeyType::Kind::alternatives;
  type.items = std::move(types);
  return type;
}

}  // namespace key_type

std::string expected_value(const KeyType& type) {
  using Kind = KeyType::Kind;
  switch (type.kind) {
    case Kind::text:
      return "text";
    case Kind::name:
      return "a name";
    case Kind::flag:
      return "true or false";
    case Kind::integer:
      return "a whole number";
    case Kind::number:
      return "a number";
    case Kind::quantity:
      return expected_quantity(type.dimension);
    case Kind::choice:
      return fmt::format("{}{}", type.choices.size() > 1 ? "one of " : "", fmt::join(type.choices, ", "));
    case Kind::file:
      return "the path of a file";
    case Kind::list:
      return fmt::format("a list of {}values, each {}", count_text(type), expected_value(type.items[0]));
    case Kind::table:
      return fmt::format("a map ({})", type.table().name);
    case Kind::named_tables:
      return fmt::format("a map from names to values, each {}", expected_value(type.items[0]));
    case Kind::alternatives:
      break;
  }
  std::string text;
  const auto options = choices_of_type(type);
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (i > 0) text += i + 1 < options.size() ? ", " : " or ";
    text += expected_value(*options[i]);
  }
  return text;
}

std::string bounds_text(const KeyType& type) {
  const Bounds& bounds = type.bounds;
  std::string text;
  if (std::isfinite(bounds.lower)) {
    text = fmt::format("{} {}", bounds.open_lower ? ">" : ">=", bound_text(bounds.lower, type));
  }
  if (std::isfinite(bounds.upper)) {
    if (!text.empty()) text += " and ";
    text += fmt::format("{} {}", bounds.open_upper ? "<" : "<=", bound_text(bounds.upper, type));
  }
  return text;
}

std::vector<const KeyType*> choices_of_type(const KeyType& type) {
  if (type.kind != KeyType::Kind::alternatives) return {&type};
  std::vector<const KeyType*> result;
  for (const KeyType& item : type.items) {
    const auto nested = choices_of_type(item);
    result.insert(result.end(), nested.begin(), nested.end());
  }
  return result;
}

bool is_scalar(KeyType::Kind kind) {
  using Kind = KeyType::Kind;
  return kind != Kind::list && kind != Kind::table && kind != Kind::named_tables &&
         kind != Kind::alternatives;
}

}  // namespace strata
