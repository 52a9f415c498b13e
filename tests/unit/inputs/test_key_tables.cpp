#include <functional>
#include <set>

#include <catch2/catch.hpp>

#include "inputs/key_tables.hpp"
#include "inputs/sweep/sweep_keys.hpp"

using namespace strata;

namespace {

/// Calls `visit` for every table that can be reached from a type.
void walk(const KeyType& type, std::set<const KeyTable*>& seen,
          const std::function<void(const KeyTable&)>& visit) {
  if (type.table != nullptr) {
    const KeyTable& table = type.table();
    if (!seen.insert(&table).second) return;
    visit(table);
    for (const Key& key : table.keys) walk(key.type, seen, visit);
  }
  for (const KeyType& item : type.items) walk(item, seen, visit);
}

void for_each_table(const std::function<void(const KeyTable&)>& visit) {
  std::set<const KeyTable*> seen;
  walk(key_type::table(deck_table), seen, visit);
  walk(key_type::table(sweep_table), seen, visit);
}

}  // namespace

TEST_CASE("every table and key says what it is for") {
  int n_tables = 0;
  for_each_table([&](const KeyTable& table) {
    ++n_tables;
    INFO("table " << table.name);
    CHECK_FALSE(table.name.empty());
    CHECK_FALSE(table.help.empty());
    for (const Key& key : table.keys) {
      INFO("key " << key.name);
      CHECK(key.help.size() > 5);
      CHECK((key.help.back() == '.' || key.help.substr(key.help.size() - 3) == "..."));
    }
  });
  CHECK(n_tables > 30);
}

TEST_CASE("no key is there twice, and rules about keys name keys of their table") {
  for_each_table([](const KeyTable& table) {
    std::set<std::string> names;
    INFO("table " << table.name);
    for (const Key& key : table.keys) CHECK(names.insert(key.name).second);
    if (!table.marker.empty()) CHECK(names.count(table.marker) == 1);
    for (const auto* groups : {&table.exactly_one_of, &table.at_most_one_of})
      for (const auto& group : *groups)
        for (const std::string& name : group) CHECK(names.count(name) == 1);
  });
}

TEST_CASE("keys and words stay clear of YAML 1.1's booleans") {
  const std::set<std::string> booleans{"y", "n", "yes", "no", "on", "off"};
  std::function<void(const KeyType&)> check_words = [&](const KeyType& type) {
    for (const std::string& word : type.choices) CHECK(booleans.count(word) == 0);
    for (const KeyType& item : type.items) check_words(item);
  };
  for_each_table([&](const KeyTable& table) {
    for (const Key& key : table.keys) {
      CHECK(booleans.count(key.name) == 0);
      check_words(key.type);
    }
  });
}

TEST_CASE("defaults are given exactly where a key has one") {
  for_each_table([](const KeyTable& table) {
    for (const Key& key : table.keys) {
      INFO(table.name << "." << key.name);
      CHECK(key.default_text.empty() == (key.presence != Presence::defaulted));
    }
  });
}
