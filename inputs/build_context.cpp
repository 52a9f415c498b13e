#include "inputs/build_context.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace strata {

std::string Suggester::hint(const std::string& word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongestWord = 200;
  if (budget_ == 0 || word.size() > kLongestWord) return "";
  --budget_;
  const std::string nearest = nearest_word(word, candidates);
  return nearest.empty() ? "" : "did you mean '" + nearest + "'?";
}

std::optional<double> find_number(const Value& table, std::string_view key) {
  const Value* value = table.find(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->number();
}

std::optional<std::string> find_text(const Value& table, std::string_view key) {
  const Value* value = table.find(key);
  if (value == nullptr || !value->is_text()) return std::nullopt;
  return value->text();
}

std::optional<std::array<double, 2>> find_pair(const Value& table, std::string_view key) {
  const Value::List& items = find_list(table, key);
  if (items.size() != 2 || !items[0].is_number() || !items[1].is_number()) return std::nullopt;
  return std::array<double, 2>{items[0].number(), items[1].number()};
}

const Value::List& find_list(const Value& table, std::string_view key) {
  static const Value::List none;
  const Value* value = table.find(key);
  return value != nullptr && value->is_list() ? value->list() : none;
}

const Value::Table& find_table(const Value& table, std::string_view key) {
  static const Value::Table none;
  const Value* value = table.find(key);
  return value != nullptr && value->is_table() ? value->table() : none;
}

std::vector<std::string> written_names(const Node& root, std::string_view key) {
  std::vector<std::string> names;
  for (const Node::Entry& entry : root.entries) {
    if (entry.key != key) continue;
    for (const Node::Entry& named : entry.value.entries) names.push_back(named.key);
  }
  return names;
}

void BuildContext::index_maps(const Node& node) {
  if (node.kind == Node::Kind::map)
    maps_.emplace(std::array<std::int32_t, 3>{node.position.file, node.position.line, node.position.column},
                  &node);
  for (const Node& item : node.items) index_maps(item);
  for (const Node::Entry& entry : node.entries) index_maps(entry.value);
}

bool BuildContext::was_written(const Value& table, std::string_view key) {
  if (table.has(key)) return true;
  if (!diagnostics.has_errors()) return false;  // nothing was left out of the values
  if (maps_.empty()) index_maps(root);
  const Position& p = table.position();
  const auto node = maps_.find({p.file, p.line, p.column});
  if (node == maps_.end()) return false;
  const std::vector<std::string> wanted{std::string(key)};
  return std::any_of(
      node->second->entries.begin(), node->second->entries.end(), [&](const Node::Entry& entry) {
        if (entry.key == key) return true;
        const bool is_known =
            table.keys() != nullptr && std::any_of(table.keys()->keys.begin(), table.keys()->keys.end(),
                                                   [&](const Key& k) { return k.name == entry.key; });
        return !is_known && !nearest_word(entry.key, wanted).empty();
      });
}

std::string format_length(double metres) {
  const double size = std::abs(metres);
  if (size >= 1e-3) return fmt::format("{:.6g} mm", metres * 1e3);
  if (size == 0.0) return "0 mm";
  return fmt::format("{:.6g} um", metres * 1e6);
}

}  // namespace strata
