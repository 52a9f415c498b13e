#include "inputs/deck/table_walk.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <fmt/format.h>

namespace strata {
namespace {

void collect(const KeyType& type, const std::string& steps, bool is_named, std::vector<TableBelow>& result) {
  using Kind = KeyType::Kind;
  if (type.kind == Kind::table) {
    for (const TableBelow& known : result) {
      if (known.table == &type.table()) return;
    }
    result.push_back({&type.table(), steps, is_named});
  } else if (type.kind == Kind::list) {
    collect(type.items[0], steps + "[]", is_named, result);
  } else if (type.kind == Kind::named_tables) {
    collect(type.items[0], steps + ".*", true, result);
  } else if (type.kind == Kind::alternatives) {
    for (const KeyType& item : type.items) collect(item, steps, is_named, result);
  }
}

std::string slug_of(const std::string& title) {
  std::string slug;
  for (const char c : title) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-') {
      slug += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (c == ' ') {
      slug += '-';
    }
  }
  return slug;
}

}  // namespace

std::vector<TableBelow> tables_below(const KeyType& type) {
  std::vector<TableBelow> result;
  collect(type, "", false, result);
  return result;
}

std::vector<ReachableTable> reachable_tables(const KeyTable& root) {
  std::vector<ReachableTable> tables;
  const auto add = [&](const KeyTable& table, const std::string& path) {
    for (const ReachableTable& known : tables) {
      if (known.table == &table) return;
    }
    std::string title = table.name;
    const auto is_taken = [&](const ReachableTable& known) { return known.slug == slug_of(title); };
    for (int n = 2; std::any_of(tables.begin(), tables.end(), is_taken); ++n)
      title = fmt::format("{} {}", table.name, n);
    tables.push_back({&table, title, slug_of(title), path});
  };
  add(root, "");
  // The list grows while it is walked.
  std::size_t next = 0;
  while (next < tables.size()) {
    const ReachableTable walked = tables[next++];
    for (const Key& key : walked.table->keys) {
      for (const TableBelow& below : tables_below(key.type)) {
        const std::string path = walked.path.empty() ? key.name : walked.path + '.' + key.name;
        add(*below.table, path + below.steps);
      }
    }
  }
  return tables;
}

const ReachableTable& entry_of(const std::vector<ReachableTable>& tables, const KeyTable& table) {
  for (const ReachableTable& entry : tables) {
    if (entry.table == &table) return entry;
  }
  throw std::logic_error("table '" + table.name + "' is not reachable");
}

}  // namespace strata
