#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "inputs/deck/diagnostics.hpp"
#include "inputs/deck/number.hpp"
#include "inputs/deck/reference.hpp"
#include "inputs/deck/table_walk.hpp"
#include "inputs/deck/tree.hpp"

namespace strata {
namespace {

using Json = nlohmann::ordered_json;
using Tables = std::vector<ReachableTable>;

constexpr const char* kNumberPattern = R"([-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?)";
constexpr const char* kNamePattern = "^[A-Za-z_][A-Za-z0-9_-]*$";

Json include_schema() {
  const Json path = {{"type", "string"}, {"minLength", 1}};
  return {{"description", "Deck file or files whose entries are added to this map; entries here win."},
          {"anyOf", Json::array({path, {{"type", "array"}, {"items", path}}})}};
}

/// Plain numbers. YAML 1.1 readers load "1e-8" as text, so text that is a number passes too.
Json number_schema(const KeyType& type) {
  const Bounds& b = type.bounds;
  Json number = {{"type", "number"}};
  if (std::isfinite(b.lower)) number[b.open_lower ? "exclusiveMinimum" : "minimum"] = b.lower;
  if (std::isfinite(b.upper)) number[b.open_upper ? "exclusiveMaximum" : "maximum"] = b.upper;
  const bool takes_percent = type.kind == KeyType::Kind::quantity;
  const std::string pattern = fmt::format("^{}{}$", kNumberPattern, takes_percent ? R"(\s*(%|ppm)?)" : "");
  const Json text = {{"type", "string"}, {"pattern", pattern}};
  return {{"anyOf", Json::array({number, text})}};
}

Json quantity_schema(const KeyType& type) {
  if (is_pure_number(type.dimension)) return number_schema(type);
  // A number, then anything that can be a unit: a symbol, a bracket, or a quotient such as 1/K.
  const std::string pattern =
      fmt::format(R"(^\s*{}(?![eE.]?[-+]?[0-9])\s*(1?/|\()*[^\s0-9.,+()/*^-].*$)", kNumberPattern);
  Json schema = {{"type", "string"}, {"pattern", pattern}};
  std::string comment =
      fmt::format("{} in any unit; SI unit {}", type.dimension.name, type.dimension.si_unit);
  if (const std::string bounds = bounds_text(type); !bounds.empty()) comment += "; " + bounds;
  schema["description"] = comment;
  schema["examples"] = Json::array({std::string(type.dimension.example)});
  return schema;
}

Json choice_schema(const KeyType& type) {
  Json words = Json::array();
  for (const std::string& word : type.choices) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (failure == std::errc{} && end == word.data() + word.size()) words.push_back(number);
    words.push_back(word);
  }
  return {{"enum", words}};
}

Json type_schema(const KeyType& type, const Tables& tables);

Json list_schema(const KeyType& type, const Tables& tables) {
  Json schema = {{"type", "array"}, {"items", type_schema(type.items[0], tables)}};
  if (type.min_items > 0) schema["minItems"] = type.min_items;
  if (type.max_items != std::numeric_limits<std::size_t>::max()) schema["maxItems"] = type.max_items;
  return schema;
}

/// One of the alternatives; scalars may overlap ("60 um" is a length and a text), so they share one place.
Json alternatives_schema(const KeyType& type, const Tables& tables) {
  Json scalars = Json::array(), all = Json::array();
  for (const KeyType* option : choices_of_type(type)) {
    (is_scalar(option->kind) ? scalars : all).push_back(type_schema(*option, tables));
  }
  if (scalars.size() == 1) all.insert(all.begin(), scalars[0]);
  if (scalars.size() > 1) all.insert(all.begin(), Json{{"anyOf", scalars}});
  return {{"oneOf", all}};
}

Json type_schema(const KeyType& type, const Tables& tables) {
  using Kind = KeyType::Kind;
  switch (type.kind) {
    case Kind::text:
      return {{"type", Json::array({"string", "number", "boolean"})}};
    case Kind::name:
      return {{"type", "string"}, {"pattern", kNamePattern}};
    case Kind::flag:
      return {{"type", "boolean"}};
    case Kind::integer:
      return {{"type", "integer"},
              {"minimum", static_cast<std::int64_t>(type.bounds.lower)},
              {"maximum", static_cast<std::int64_t>(type.bounds.upper)}};
    case Kind::number:
      return number_schema(type);
    case Kind::quantity:
      return quantity_schema(type);
    case Kind::choice:
      return choice_schema(type);
    case Kind::file:
      return {{"type", "string"}, {"minLength", 1}};
    case Kind::list:
      return list_schema(type, tables);
    case Kind::table:
      return {{"$ref", "#/definitions/" + entry_of(tables, type.table()).slug}};
    case Kind::named_tables:
      return {{"type", "object"},
              {"properties", {{"include", include_schema()}}},
              {"propertyNames", {{"pattern", kNamePattern}}},
              {"additionalProperties", type_schema(type.items[0], tables)}};
    case Kind::alternatives:
      return alternatives_schema(type, tables);
  }
  return Json::object();
}

/// A default as other YAML readers load it.
Json node_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return nullptr;
    case Node::Kind::sequence: {
      Json items = Json::array();
      for (const Node& item : node.items) items.push_back(node_json(item));
      return items;
    }
    case Node::Kind::map: {
      Json entries = Json::object();
      for (const Node::Entry& entry : node.entries) entries[entry.key] = node_json(entry.value);
      return entries;
    }
    case Node::Kind::scalar:
      break;
  }
  if (node.quoted) return node.text;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  const ScannedNumber number = scan_number(node.text);
  double value = 0.0;
  if (number.length == 0 || number.length != node.text.size() || !evaluate(number, 0, value))
    return node.text;
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::floor(value) == value && std::abs(value) < kExact) return static_cast<std::int64_t>(value);
  return value;
}

Json key_schema(const Key& key, const Tables& tables) {
  Json type = type_schema(key.type, tables);
  Json schema = {{"description", key.help}};
  if (type.contains("description"))
    schema["description"] = key.help + ' ' + type["description"].get<std::string>() + '.';
  if (key.presence == Presence::defaulted) {
    Diagnostics diagnostics;
    schema["default"] = node_json(parse_tree(key.default_text, -1, diagnostics));
  }
  if (type.contains("$ref")) {
    schema["allOf"] = Json::array({type});  // draft 7 ignores what stands beside a $ref
    return schema;
  }
  for (auto& [name, value] : type.items()) {
    if (name != "description") schema[name] = value;
  }
  return schema;
}

Json table_schema(const KeyTable& table, const Tables& tables) {
  Json schema = {{"title", table.name}, {"description", table.help}, {"type", "object"}};
  Json properties = Json::object(), required = Json::array(), groups = Json::array();
  for (const Key& key : table.keys) {
    properties[key.name] = key_schema(key, tables);
    if (key.presence == Presence::required) required.push_back(key.name);
  }
  properties["include"] = include_schema();
  schema["properties"] = properties;
  // What an included file may bring is asked for only where nothing is included.
  Json complete = Json::object(), choices = Json::array();
  if (!required.empty()) complete["required"] = required;
  for (const auto& group : table.exactly_one_of) {
    Json options = Json::array();
    for (const std::string& key : group) options.push_back({{"required", Json::array({key})}});
    choices.push_back({{"oneOf", options}});
  }
  if (!choices.empty()) complete["allOf"] = choices;
  if (!complete.empty()) {
    schema["if"] = {{"not", {{"required", Json::array({"include"})}}}};
    schema["then"] = complete;
  }
  for (const auto& group : table.at_most_one_of) {
    for (std::size_t i = 0; i < group.size(); ++i) {
      for (std::size_t j = i + 1; j < group.size(); ++j) {
        groups.push_back({{"not", {{"required", Json::array({group[i], group[j]})}}}});
      }
    }
  }
  if (!groups.empty()) schema["allOf"] = groups;
  schema["additionalProperties"] = false;
  return schema;
}

}  // namespace

nlohmann::ordered_json json_schema(const KeyTable& root) {
  const Tables tables = reachable_tables(root);
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"}};
  schema.update(table_schema(root, tables));
  Json definitions = Json::object();
  for (const ReachableTable& entry : tables) definitions[entry.slug] = table_schema(*entry.table, tables);
  schema["definitions"] = definitions;
  return schema;
}

}  // namespace strata
