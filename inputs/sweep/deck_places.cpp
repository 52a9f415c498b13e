#include "inputs/sweep/deck_places.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace strata {

namespace {

class PlaceFinder {
 public:
  PlaceFinder(const Value& values, const KeyTable& table, std::string_view path)
      : path_(path), tables_{&table}, name_("the deck") {
    place_.value = &values;
  }

  DeckPlace find() {
    if (path_.empty()) fail("expected a deck path such as mesh.lateral");
    while (at_ < path_.size() && place_.problem.empty()) {
      if (path_[at_] == '[') {
        step_index();
      } else if (at_ > 0 && path_[at_] != '.') {
        fail(fmt::format("expected '.' or '[' at '{}' in the path", shown(path_.substr(at_))));
      } else {
        step_key();
      }
    }
    if (!place_.problem.empty()) place_.types.clear();
    return std::move(place_);
  }

 private:
  void fail(std::string problem, std::string hint = {}) {
    place_.problem = std::move(problem);
    place_.hint = std::move(hint);
  }

  void suggest(std::string problem, const std::string& word, const std::vector<std::string>& known,
               std::size_t begin) {
    const std::string nearest = nearest_word(word, known);
    fail(std::move(problem),
         nearest.empty() ? "" : fmt::format("did you mean '{}{}'?", path_.substr(0, begin), nearest));
  }

  void enter(const KeyType& type, const Value* value, std::size_t end) {
    place_.value = value;
    place_.types = choices_of_type(type);
    tables_.clear();
    if (value != nullptr && value->is_table() && value->keys() != nullptr) {
      tables_.push_back(value->keys());
    } else if (value == nullptr) {
      for (const KeyType* option : place_.types)
        if (option->kind == KeyType::Kind::table) tables_.push_back(&option->table());
    }
    at_ = end;
    name_ = fmt::format("'{}'", shown(path_.substr(0, end)));
  }

  void step_key() {
    const std::size_t begin = at_ == 0 ? 0 : at_ + 1;
    const std::size_t end = std::min(path_.find_first_of(".[", begin), path_.size());
    const std::string word(path_.substr(begin, end - begin));
    if (word.empty()) return fail("a key is missing in the path");
    std::vector<std::string> known;
    for (const KeyTable* table : tables_) {
      for (const Key& key : table->keys) {
        if (key.name == word) {
          const bool is_there = place_.value != nullptr && place_.value->is_table();
          return enter(key.type, is_there ? place_.value->find(word) : nullptr, end);
        }
        known.push_back(key.name);
      }
    }
    if (const KeyType* named = named_type()) return step_name(*named, word, begin, end);
    if (place_.value != nullptr && place_.value->is_list())
      return fail(fmt::format("{} is a list", name_),
                  fmt::format("say which item: {}[0]", path_.substr(0, at_)));
    if (tables_.empty()) return fail(fmt::format("{} has no keys", name_));
    suggest(fmt::format("there is no key '{}' in {}", shown(word), name_), word, known, begin);
  }

  const KeyType* named_type() const {
    const auto found = std::find_if(place_.types.begin(), place_.types.end(), [](const KeyType* type) {
      return type->kind == KeyType::Kind::named_tables;
    });
    return found == place_.types.end() ? nullptr : *found;
  }

  void step_name(const KeyType& type, const std::string& word, std::size_t begin, std::size_t end) {
    std::vector<std::string> known;
    if (place_.value != nullptr && place_.value->is_table()) {
      if (const Value* value = place_.value->find(word)) return enter(type.items[0], value, end);
      for (const Value::Field& field : place_.value->table()) known.push_back(field.key);
    }
    suggest(fmt::format("nothing is named '{}' in {}", shown(word), name_), word, known, begin);
  }

  void step_index() {
    const std::size_t close = path_.find(']', at_);
    std::size_t index = 0;
    const char* first = path_.data() + at_ + 1;
    const char* last = path_.data() + std::min(close, path_.size());
    const auto [end, failure] = std::from_chars(first, last, index);
    if (close == std::string_view::npos || first == last || end != last || failure != std::errc{})
      return fail(fmt::format("expected an index such as [2] at '{}' in the path", shown(path_.substr(at_))));
    if (place_.value == nullptr) return fail(fmt::format("{} is not in the deck", name_));
    if (!place_.value->is_list()) return fail(fmt::format("{} is not a list", name_));
    const Value::List& items = place_.value->list();
    if (index >= items.size())
      return fail(
          fmt::format("{} has {} item{}, counted from 0", name_, items.size(), items.size() == 1 ? "" : "s"));
    for (const KeyType* type : place_.types)
      if (type->kind == KeyType::Kind::list) return enter(type->items[0], &items[index], close + 1);
  }

  std::string_view path_;
  std::size_t at_ = 0;
  DeckPlace place_;
  std::vector<const KeyTable*> tables_;  ///< those whose keys may follow
  std::string name_;                     ///< of what the steps so far lead to
};

void collect_numbers(const Value& value, const std::string& path, std::vector<DeckNumber>& numbers) {
  if (value.is_list()) {
    for (std::size_t i = 0; i < value.list().size(); ++i)
      collect_numbers(value.list()[i], fmt::format("{}[{}]", path, i), numbers);
  } else if (value.is_table() && value.has("power_law")) {
    collect_numbers(value["power_law"]["value"], path + ".power_law.value", numbers);
  } else if (value.is_table() && value.has("table")) {
    collect_numbers(value["table"], path + ".table", numbers);
  } else if (value.is_number()) {
    const Dimension dimension = value.dimension() != nullptr ? *value.dimension() : dimension::kFactor;
    if (!dimension.absolute_temperature) numbers.push_back({path, value.number(), dimension});
  }
}

}  // namespace

DeckPlace find_place(const Value& values, const KeyTable& table, std::string_view path) {
  return PlaceFinder(values, table, path).find();
}

std::vector<DeckNumber> numbers_at(const Value& value, const std::string& path) {
  std::vector<DeckNumber> numbers;
  collect_numbers(value, path, numbers);
  return numbers;
}

bool paths_overlap(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  return b.substr(0, a.size()) == a && (a.size() == b.size() || b[a.size()] == '.' || b[a.size()] == '[');
}

}  // namespace strata
