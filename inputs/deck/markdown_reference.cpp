#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/deck/reference.hpp"
#include "inputs/deck/table_walk.hpp"
#include "inputs/deck/units.hpp"

namespace strata {
namespace {

using Tables = std::vector<ReachableTable>;

std::string in_cell(const std::string& text) {
  std::string result;
  for (const char c : text)
    result += c == '|' ? std::string("\\|") : c == '\n' ? std::string(" ") : std::string(1, c);
  return result;
}

std::string with_bounds(const KeyType& type, const std::string& text) {
  const std::string bounds = bounds_text(type);
  return bounds.empty() ? text : text + ", " + bounds;
}

std::string count_text(const KeyType& type) {
  constexpr auto kUnlimited = std::numeric_limits<std::size_t>::max();
  if (type.min_items == type.max_items) return fmt::format(" of {}", type.min_items);
  if (type.min_items == 0 && type.max_items != kUnlimited)
    return fmt::format(" of at most {}", type.max_items);
  if (type.max_items != kUnlimited) return fmt::format(" of {} to {}", type.min_items, type.max_items);
  return type.min_items > 0 ? fmt::format(" of at least {}", type.min_items) : "";
}

std::string type_text(const KeyType& type, const Tables& tables) {
  using Kind = KeyType::Kind;
  switch (type.kind) {
    case Kind::quantity: {
      const Dimension& d = type.dimension;
      const std::string example = d.example.empty() ? "" : fmt::format(", e.g. `{}`", d.example);
      const std::string name = d.name.empty() ? "number" : std::string(d.name);
      return with_bounds(type, name + example);
    }
    case Kind::choice:
      return fmt::format("`{}`", fmt::join(type.choices, "` or `"));
    case Kind::flag:
      return "`true` or `false`";
    case Kind::integer:
      return type.bounds.lower == type.bounds.upper ? fmt::format("`{}`", type.bounds.lower)
                                                    : with_bounds(type, "whole number");
    case Kind::number:
      return with_bounds(type, "number");
    case Kind::name:
      return "name";
    case Kind::file:
      return "path of a file";
    case Kind::text:
      return "text";
    case Kind::list: {
      const std::string item = type_text(type.items[0], tables);
      const bool has_options = type.items[0].kind == Kind::alternatives;
      return fmt::format("list{}{}", count_text(type),
                         has_options ? ", each of (" + item + ')' : ": " + item);
    }
    case Kind::named_tables:
      return fmt::format("map from names to: {}", type_text(type.items[0], tables));
    case Kind::table: {
      const ReachableTable& entry = entry_of(tables, type.table());
      return fmt::format("[{}](#{})", entry.title, entry.slug);
    }
    case Kind::alternatives:
      break;
  }
  std::string text;
  for (const KeyType* option : choices_of_type(type))
    text += (text.empty() ? "" : "; or ") + type_text(*option, tables);
  return text;
}

std::string presence_text(const Key& key) {
  switch (key.presence) {
    case Presence::required:
      return "required";
    case Presence::optional:
      return "optional";
    case Presence::defaulted:
      break;
  }
  return fmt::format("`{}`", key.default_text);
}

std::string section(const ReachableTable& entry, const Tables& tables) {
  const KeyTable& table = *entry.table;
  std::string text = fmt::format("## {}\n\n{}\n\n", entry.title, table.help);
  if (!entry.path.empty()) text += fmt::format("Stands at `{}`.\n\n", entry.path);
  text += "| key | value | default | meaning |\n|---|---|---|---|\n";
  for (const Key& key : table.keys) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", key.name, in_cell(type_text(key.type, tables)),
                        in_cell(presence_text(key)), in_cell(key.help));
  }
  for (const auto& group : table.exactly_one_of)
    text += fmt::format("\nExactly one of `{}`.\n", fmt::join(group, "`, `"));
  for (const auto& group : table.at_most_one_of)
    text += fmt::format("\nAt most one of `{}`.\n", fmt::join(group, "`, `"));
  return text + '\n';
}

}  // namespace

std::string markdown_reference(const KeyTable& root) {
  const Tables tables = reachable_tables(root);
  std::string text;
  for (const ReachableTable& entry : tables) text += section(entry, tables);
  text += fmt::format(
      "## Units\n\nSymbols that take SI prefixes: `{}`. Symbols that take none: `{}`. `degC` stands alone "
      "and only where "
      "a temperature is meant, not a difference. Products are written `.`, `*` or `·`, quotients `/`, powers "
      "`^2`, `2` "
      "or `²`; units are read left to right, so `W/m.K` is not `W/(m.K)`.\n",
      fmt::join(unit_symbols(true), "`, `"), fmt::join(unit_symbols(false), "`, `"));
  return text;
}

}  // namespace strata
