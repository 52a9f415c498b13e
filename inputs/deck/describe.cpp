#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/deck/diagnostics.hpp"
#include "inputs/deck/reference.hpp"
#include "inputs/deck/table_walk.hpp"
#include "inputs/error.hpp"

namespace strata {
namespace {

/// A table and the path by which it was reached.
struct Place {
  TableBelow below;
  std::string path;
};
/// A key in one of the tables.
struct Match {
  const Key* key;
  const KeyTable* table;
  std::string path;
};

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + '.' + key;
}

/// The names of a path; indices go, `*` stays.
std::vector<std::string> path_names(const std::string& path) {
  std::vector<std::string> names;
  std::string name;
  bool in_index = false;
  for (const char c : path + '.') {
    if (in_index) {
      in_index = c != ']';
    } else if (c == '[') {
      in_index = true;
    } else if (c != '.') {
      name += c;
    } else if (!name.empty()) {
      names.push_back(std::move(name));
      name.clear();
    }
  }
  return names;
}

std::vector<Place> places_below(const Match& match) {
  std::vector<Place> places;
  for (TableBelow& below : tables_below(match.key->type)) {
    std::string path = match.path + below.steps;
    places.push_back({std::move(below), std::move(path)});
  }
  return places;
}

std::vector<std::string> key_names(const std::vector<Place>& places) {
  std::vector<std::string> names;
  for (const Place& place : places) {
    for (const Key& key : place.below.table->keys) names.push_back(key.name);
  }
  return names;
}

std::vector<Match> matches_in(const std::vector<Place>& places, const std::string& name) {
  std::vector<Match> matches;
  for (const Place& place : places) {
    for (const Key& key : place.below.table->keys) {
      if (key.name == name) matches.push_back({&key, place.below.table, joined(place.path, name)});
    }
  }
  return matches;
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
  return "default " + key.default_text;
}

/// Dimension, example and bounds of each type that the key may have.
std::string type_lines(const KeyType& type) {
  std::string text;
  const auto options = choices_of_type(type);
  for (std::size_t i = 0; i < options.size(); ++i) {
    text += fmt::format("  {}{}\n", i == 0 ? "value     " : "       or ", expected_value(*options[i]));
    if (const std::string bounds = bounds_text(*options[i]); !bounds.empty())
      text += "            " + bounds + '\n';
    if (options[i]->kind == KeyType::Kind::quantity && !is_pure_number(options[i]->dimension)) {
      text += fmt::format("            in any unit of {}; SI unit {}\n", options[i]->dimension.name,
                          options[i]->dimension.si_unit);
    }
  }
  return text;
}

std::string table_lines(const KeyTable& table) {
  std::size_t width = 0;
  for (const Key& key : table.keys) width = std::max(width, key.name.size());
  std::string text = fmt::format("\n  {}: {}\n", table.name, table.help);
  for (const Key& key : table.keys) {
    text += fmt::format("    {:{}}  {} ({})\n", key.name, width, key.help, presence_text(key));
  }
  for (const auto& group : table.exactly_one_of)
    text += fmt::format("    exactly one of {}\n", fmt::join(group, ", "));
  for (const auto& group : table.at_most_one_of)
    text += fmt::format("    at most one of {}\n", fmt::join(group, ", "));
  return text;
}

std::string tables_text(const std::vector<Place>& places) {
  std::string text;
  for (const Place& place : places) text += table_lines(*place.below.table);
  return text;
}

std::string match_text(const Match& match) {
  return fmt::format("{}\n  {}\n{}  presence  {}\n{}", match.path, match.key->help,
                     type_lines(match.key->type), presence_text(*match.key),
                     tables_text(places_below(match)));
}

std::string matches_text(const std::vector<Match>& matches) {
  std::string text;
  for (const Match& match : matches) text += (text.empty() ? "" : "\n") + match_text(match);
  return text;
}

/// Every table's key of that name, by its shortest path.
std::vector<Match> find_anywhere(const KeyTable& root, const std::string& name) {
  std::vector<Match> matches;
  for (const ReachableTable& entry : reachable_tables(root)) {
    for (const Key& key : entry.table->keys) {
      if (key.name == name) matches.push_back({&key, entry.table, joined(entry.path, name)});
    }
  }
  return matches;
}

[[noreturn]] void unknown(const KeyTable& root, const std::string& name, const std::string& where,
                          const std::vector<Place>& places) {
  std::string message =
      fmt::format("unknown key '{}' {}", shown(name), "in " + (where.empty() ? "the " + root.name : where));
  if (places.empty()) message = fmt::format("'{}' has no keys below it", where);
  std::string nearest = nearest_word(name, key_names(places));
  if (!nearest.empty()) {
    message += fmt::format("; did you mean '{}'?", joined(where, nearest));
  } else {
    std::vector<std::string> elsewhere;
    for (const Match& match : find_anywhere(root, name)) elsewhere.push_back(match.path);
    if (!elsewhere.empty()) message += fmt::format("; there is {}", fmt::join(elsewhere, ", "));
  }
  throw Error(ExitCode::deck, message);
}

}  // namespace

std::string describe(const KeyTable& root, const std::string& path) {
  const std::vector<std::string> names = path_names(path);
  std::vector<Place> places{{{&root, "", false}, ""}};
  std::vector<Match> matches;
  std::string where;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    std::vector<Match> found = matches_in(places, name);
    if (found.empty()) {
      const bool may_be_chosen =
          std::any_of(places.begin(), places.end(), [](const Place& p) { return p.below.is_named; });
      const bool is_misspelt = i + 1 == names.size() && !nearest_word(name, key_names(places)).empty();
      if (may_be_chosen && !is_misspelt) {
        where = joined(where, name);
        // One name is used up: the next unknown one is a mistake.
        for (Place& place : places) place.below.is_named = false;
        continue;
      }
      if (names.size() == 1) found = find_anywhere(root, name);
      if (names.size() == 1 && !found.empty()) return matches_text(found);
      unknown(root, name, where, places);
    }
    matches = std::move(found);
    where = joined(where, name);
    places.clear();
    for (const Match& match : matches) {
      const auto below = places_below(match);
      places.insert(places.end(), below.begin(), below.end());
    }
  }
  if (matches.empty()) return fmt::format("{}: {}\n{}", root.name, root.help, table_lines(root));
  return matches_text(matches);
}

}  // namespace strata
