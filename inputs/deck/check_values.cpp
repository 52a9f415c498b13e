#include <algorithm>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/deck/scalar_values.hpp"
#include "inputs/deck/value_path.hpp"
#include "inputs/deck/values.hpp"

namespace strata {
namespace {

std::string found(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::scalar:
      return "'" + shown(node.text, 40) + "'";
    case Node::Kind::sequence:
      return "a list";
    case Node::Kind::map:
      return "a map";
  }
  return "nothing";
}

/// What importers write where another tool's files say nothing; quoted it is a text like any other.
bool is_placeholder(const Node& node) {
  return node.kind == Node::Kind::scalar && !node.quoted && node.text == "TODO";
}

const Node::Entry* find_entry(const Node& map, const std::string& key) {
  const auto entry = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&](const Node::Entry& e) { return e.key == key; });
  return entry == map.entries.end() ? nullptr : &*entry;
}

std::string quoted_list(const std::vector<std::string>& words) {
  return fmt::format("'{}'", fmt::join(words, "', '"));
}

}  // namespace

/// Walks the tree and the key tables side by side.
class ValueBuilder {
 public:
  ValueBuilder(const std::string& directory, Diagnostics& diagnostics, const std::string& root)
      : directory_(directory), diagnostics_(diagnostics), path_(root) {}

  Value root(const Node& node, const KeyTable& table) {
    Value value;
    if (node.kind != Node::Kind::map) {
      value = empty_table(node, table);
      if (node.kind == Node::Kind::null && diagnostics_.has_errors()) return value;
      const bool is_empty = node.kind == Node::Kind::null;
      diagnostics_.error(node.position,
                         is_empty ? fmt::format("the {} is empty", table.name)
                                  : fmt::format("a {} is a map of keys; found {}", table.name, found(node)));
      return value;
    }
    return build_table(node, table);
  }

 private:
  static constexpr std::size_t kMaxErrors = 1000;
  static constexpr std::size_t kLinearSearch = 32;
  using Result = std::pair<bool, Value>;

  bool gave_up() const { return diagnostics_.n_errors() > kMaxErrors; }

  void mismatch(const Node& node, const std::string& expected, std::string hint = {}) {
    diagnostics_.error(node.position,
                       fmt::format("{}: expected {}; found {}", path_.text(), expected, found(node)),
                       std::move(hint));
  }

  static Value empty_table(const Node& node, const KeyTable& table) {
    Value value;
    value.position_ = node.position;
    value.keys_ = &table;
    value.data_ = Value::Table{};
    return value;
  }

  Result build(const Node& node, const KeyType& type) {
    using Kind = KeyType::Kind;
    if (is_placeholder(node)) {
      diagnostics_.error(node.position, fmt::format("fill in {}: {}", path_.text(), expected_value(type)));
      return {false, {}};
    }
    if (type.kind == Kind::alternatives) return build_alternative(node, type);
    if (is_scalar(type.kind)) {
      if (node.kind == Node::Kind::scalar) return build_scalar(node, {&type});
      mismatch(node, expected_value(type));
      return {false, {}};
    }
    if (type.kind == Kind::list) {
      if (node.kind == Node::Kind::sequence) return build_list(node, type);
      mismatch(node, expected_value(type), list_hint(node, type));
      return {false, {}};
    }
    if (node.kind != Node::Kind::map) {
      mismatch(node, expected_value(type));
      return {false, {}};
    }
    return {true, type.kind == Kind::table ? build_table(node, type.table()) : build_named(node, type)};
  }

  static std::string list_hint(const Node& node, const KeyType& type) {
    const bool wants_maps = !type.items.empty() && !is_scalar(type.items[0].kind);
    if (node.kind == Node::Kind::map && wants_maps) return "start every item with '- '";
    return node.kind == Node::Kind::scalar ? "write the items in brackets: [a, b]" : "";
  }

  /// The first type that takes the scalar; the message of the first one otherwise, or of the last one that
  /// could read the text but found it out of bounds (which is what the writer meant).
  Result build_scalar(const Node& node, const std::vector<const KeyType*>& types) {
    ScalarReading first;
    for (std::size_t i = 0; i < types.size(); ++i) {
      ScalarReading reading = read_scalar(node, *types[i], directory_);
      if (reading.ok()) {
        Value value;
        value.position_ = node.position;
        value.is_default_ = in_default_;
        if (types[i]->kind == KeyType::Kind::quantity) value.dimension_ = &types[i]->dimension;
        std::visit([&](auto& data) { value.data_ = std::move(data); }, reading.data);
        return {true, std::move(value)};
      }
      if (i == 0 || reading.is_out_of_bounds) first = std::move(reading);
    }
    if (path_.is_root()) throw std::logic_error("a deck's root is a table");
    diagnostics_.error(node.position,
                       fmt::format("{} = \"{}\": {}", path_.text(), shown(node.text), first.message),
                       std::move(first.hint));
    return {false, {}};
  }

  Result build_list(const Node& node, const KeyType& type) {
    if (node.items.size() < type.min_items || node.items.size() > type.max_items) {
      mismatch_count(node, type);
      return {false, {}};
    }
    Value value;
    value.position_ = node.position;
    value.is_default_ = in_default_;
    Value::List items;
    items.reserve(node.items.size());
    bool ok = true;
    for (std::size_t i = 0; i < node.items.size() && !gave_up(); ++i) {
      path_.push(i);
      Result item = build(node.items[i], type.items[0]);
      path_.pop();
      if (item.first) items.push_back(std::move(item.second));
      ok = ok && item.first;
    }
    // A list that lost an item would shift the meaning of the others: [x, y] must not become [y].
    if (!ok && type.min_items > 0 && type.min_items == type.max_items) return {false, {}};
    value.data_ = std::move(items);
    return {true, std::move(value)};
  }

  void mismatch_count(const Node& node, const KeyType& type) {
    const bool few = node.items.size() < type.min_items;
    const std::size_t limit = few ? type.min_items : type.max_items;
    const char* relation = type.min_items == type.max_items ? "" : few ? "at least " : "at most ";
    diagnostics_.error(node.position, fmt::format("{}: expected {}{} item{}; found {}", path_.text(),
                                                  relation, limit, limit == 1 ? "" : "s", node.items.size()));
  }

  Value build_named(const Node& node, const KeyType& type) {
    Value value;
    value.position_ = node.position;
    value.is_default_ = in_default_;
    Value::Table fields;
    fields.reserve(node.entries.size());
    for (const Node::Entry& entry : node.entries) {
      if (gave_up()) break;
      path_.push(&entry.key);
      std::string message;
      if (!is_valid_name(entry.key, message)) {
        diagnostics_.error(entry.key_position, fmt::format("{}: {}", path_.text(), message));
      }
      Result item = build(entry.value, type.items[0]);
      path_.pop();
      if (item.first) fields.push_back({entry.key, entry.key_position, std::move(item.second)});
    }
    value.data_ = std::move(fields);
    index(value);
    return value;
  }

  static void index(Value& value) {
    const Value::Table& fields = value.table();
    if (fields.size() <= kLinearSearch) return;
    value.sorted_.resize(fields.size());
    std::iota(value.sorted_.begin(), value.sorted_.end(), 0u);
    std::sort(value.sorted_.begin(), value.sorted_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return fields[a].key < fields[b].key; });
  }

  Result build_alternative(const Node& node, const KeyType& type) {
    const auto options = choices_of_type(type);
    if (node.kind == Node::Kind::scalar) {
      std::vector<const KeyType*> scalars;
      std::copy_if(options.begin(), options.end(), std::back_inserter(scalars),
                   [](const KeyType* option) { return is_scalar(option->kind); });
      if (!scalars.empty()) return build_scalar(node, scalars);
    } else if (node.kind == Node::Kind::sequence) {
      for (const KeyType* option : options) {
        if (option->kind == KeyType::Kind::list) return build(node, *option);
      }
    } else if (node.kind == Node::Kind::map) {
      return build_map_alternative(node, options, type);
    }
    mismatch(node, expected_value(type));
    return {false, {}};
  }

  Result build_map_alternative(const Node& node, const std::vector<const KeyType*>& options,
                               const KeyType& type) {
    const KeyType* otherwise = nullptr;
    std::vector<std::string> markers;
    for (const KeyType* option : options) {
      const bool is_table = option->kind == KeyType::Kind::table;
      if (is_table && !option->table().marker.empty()) {
        markers.push_back(option->table().marker);
        if (find_entry(node, markers.back()) != nullptr) return build(node, *option);
      } else if (is_table || option->kind == KeyType::Kind::named_tables) {
        otherwise = otherwise == nullptr ? option : otherwise;
      }
    }
    if (otherwise != nullptr && !markers.empty()) {
      // {repat: 2, layers: ...}: a misspelt marker must not be judged by the table for everything else.
      const KeyType* meant = misspelt_marker(node, options, *otherwise);
      return build(node, meant != nullptr ? *meant : *otherwise);
    }
    if (otherwise != nullptr) return build(node, *otherwise);
    if (markers.empty()) {
      mismatch(node, expected_value(type));
      return {false, {}};
    }
    if (const KeyType* meant = misspelt_marker(node, options, type)) return build(node, *meant);
    diagnostics_.error(node.position,
                       fmt::format("{} needs one of the keys {}", path_.text(), quoted_list(markers)));
    return {false, {}};
  }

  /// The table among `options` whose marker some unknown key of the map comes near to, or nullptr.
  static const KeyType* misspelt_marker(const Node& node, const std::vector<const KeyType*>& options,
                                        const KeyType& otherwise) {
    if (otherwise.kind == KeyType::Kind::named_tables || node.entries.size() > kLinearSearch) return nullptr;
    std::vector<std::string> known;
    if (otherwise.kind == KeyType::Kind::table) {
      for (const Key& key : otherwise.table().keys) known.push_back(key.name);
    }
    for (const Node::Entry& entry : node.entries) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      for (const KeyType* option : options) {
        if (option->kind != KeyType::Kind::table || option->table().marker.empty()) continue;
        std::vector<std::string> words = known;
        words.push_back(option->table().marker);
        if (nearest_word(entry.key, words) == option->table().marker) return option;
      }
    }
    return nullptr;
  }

  /// One map on its way through a table.
  struct TableCheck {
    const Node& node;
    const KeyTable& table;
    std::vector<const Node::Entry*> given;  // by key of the table; nullptr where it is not there
    std::vector<std::string> meant;         // keys that misspelt ones stand for: not reported as missing

    std::size_t key_index(const std::string& name) const {
      const auto key =
          std::find_if(table.keys.begin(), table.keys.end(), [&](const Key& k) { return k.name == name; });
      return static_cast<std::size_t>(key - table.keys.begin());
    }
    bool is_meant(const std::string& name) const {
      return std::find(meant.begin(), meant.end(), name) != meant.end();
    }
  };

  Value build_table(const Node& node, const KeyTable& table) {
    Value value = empty_table(node, table);
    value.is_default_ = in_default_;
    TableCheck check{node, table, std::vector<const Node::Entry*>(table.keys.size(), nullptr), {}};
    std::vector<std::size_t> key_of_entry;
    key_of_entry.reserve(node.entries.size());
    for (const Node::Entry& entry : node.entries) {
      key_of_entry.push_back(check.key_index(entry.key));
      if (key_of_entry.back() < table.keys.size()) check.given[key_of_entry.back()] = &entry;
    }
    Value::Table fields;
    fields.reserve(table.keys.size());
    for (std::size_t i = 0; i < node.entries.size() && !gave_up(); ++i) {
      const Node::Entry& entry = node.entries[i];
      if (key_of_entry[i] == table.keys.size()) {
        report_unknown(entry, check);
        continue;
      }
      path_.push(&entry.key);
      Result item = build(entry.value, table.keys[key_of_entry[i]].type);
      path_.pop();
      if (item.first) fields.push_back({entry.key, entry.key_position, std::move(item.second)});
    }
    if (!gave_up()) {
      report_missing(check);
      for (const auto& group : table.exactly_one_of) check_group(check, group, true);
      for (const auto& group : table.at_most_one_of) check_group(check, group, false);
      add_defaults(check, fields);
    }
    value.data_ = std::move(fields);
    index(value);
    return value;
  }

  void report_unknown(const Node::Entry& entry, TableCheck& check) {
    std::vector<std::string> all, candidates;
    for (std::size_t i = 0; i < check.given.size(); ++i) {
      all.push_back(check.table.keys[i].name);
      if (check.given[i] == nullptr) candidates.push_back(all.back());
    }
    std::string nearest = nearest_word(entry.key, candidates);
    std::string hint = nearest.empty() ? fmt::format("known keys: {}", fmt::join(all, ", "))
                                       : fmt::format("did you mean '{}'?", nearest);
    if (!nearest.empty()) check.meant.push_back(std::move(nearest));
    diagnostics_.error(entry.key_position,
                       fmt::format("unknown key '{}' {}", shown(entry.key, 40), path_.in()), std::move(hint));
  }

  /// "in assembly.stack[3] (substrate)", with the name that the map gives itself.
  std::string in_map(const TableCheck& check) const {
    const std::size_t i = check.key_index("name");
    const Node::Entry* name = i < check.given.size() ? check.given[i] : nullptr;
    if (name == nullptr || name->value.kind != Node::Kind::scalar) return path_.in();
    return fmt::format("{} ({})", path_.in(), shown(name->value.text, 40));
  }

  void report_missing(const TableCheck& check) {
    for (std::size_t i = 0; i < check.given.size(); ++i) {
      const Key& key = check.table.keys[i];
      if (key.presence != Presence::required || check.given[i] != nullptr || check.is_meant(key.name))
        continue;
      diagnostics_.error(check.node.position, fmt::format("missing key '{}' {}", key.name, in_map(check)),
                         fmt::format("{}: {}", key.name, expected_value(key.type)));
    }
  }

  void check_group(const TableCheck& check, const std::vector<std::string>& group, bool needs_one) {
    const Node::Entry* last = nullptr;
    std::size_t n_given = 0;
    bool is_meant = false;
    for (const std::string& name : group) {
      const std::size_t i = check.key_index(name);
      if (i == check.given.size()) throw std::logic_error("a group names the unknown key '" + name + "'");
      is_meant = is_meant || check.is_meant(name);
      if (check.given[i] == nullptr) continue;
      ++n_given;
      last =
          std::max(last, check.given[i], std::less<>());  // entries of one vector: the later one in the text
    }
    if (n_given > 1) {
      diagnostics_.error(last->key_position, fmt::format("only one of the keys {} may be given {}",
                                                         quoted_list(group), in_map(check)));
    } else if (n_given == 0 && needs_one && !is_meant) {
      diagnostics_.error(check.node.position,
                         fmt::format("one of the keys {} is needed {}", quoted_list(group), in_map(check)));
    }
  }

  void add_defaults(const TableCheck& check, Value::Table& fields) {
    for (std::size_t i = 0; i < check.given.size(); ++i) {
      const Key& key = check.table.keys[i];
      if (key.presence != Presence::defaulted || check.given[i] != nullptr) continue;
      fields.push_back({key.name, check.node.position, default_value(key)});
    }
  }

  /// Defaults are parsed once: a deck of 40,000 layers asks for the same few again and again.
  const Value& default_value(const Key& key) {
    if (const auto known = defaults_.find(&key); known != defaults_.end()) return known->second;
    Diagnostics problems;
    const Node node = parse_tree(key.default_text, -1, problems);
    ValueBuilder builder(directory_, problems, key.name);
    builder.in_default_ = true;
    builder.path_.push(&key.name);
    Result result;
    if (!problems.has_errors()) result = builder.build(node, key.type);
    if (problems.has_errors()) {
      throw std::logic_error(fmt::format("default '{}' of deck key '{}' is wrong: {}", key.default_text,
                                         key.name, problems.list()[0].message));
    }
    forget_positions(result.second);
    return defaults_.emplace(&key, std::move(result.second)).first->second;
  }

  static void forget_positions(Value& value) {
    value.position_ = Position{};
    if (auto* items = std::get_if<Value::List>(&value.data_)) {
      for (Value& item : *items) forget_positions(item);
    } else if (auto* fields = std::get_if<Value::Table>(&value.data_)) {
      for (Value::Field& field : *fields) {
        field.key_position = Position{};
        forget_positions(field.value);
      }
    }
  }

  const std::string& directory_;
  Diagnostics& diagnostics_;
  ValuePath path_;
  bool in_default_ = false;
  std::unordered_map<const Key*, Value> defaults_;
};

Value check_values(const Node& root, const KeyTable& table, const std::string& directory,
                   Diagnostics& diagnostics) {
  return ValueBuilder(directory, diagnostics, table.name).root(root, table);
}

}  // namespace strata
