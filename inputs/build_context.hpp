// What the functions that turn checked values into a Model share. Each of them reads what is valid, reports
// what is not and carries on, so that one pass finds every mistake.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inputs/deck/values.hpp"
#include "inputs/model.hpp"

namespace strata {

/// "did you mean 'x'?" within a budget, so that a deck with a hundred thousand misspellings stays cheap.
class Suggester {
 public:
  /// A hint for a word that is not among the candidates, or "".
  std::string hint(const std::string& word, const std::vector<std::string>& candidates);
  bool exhausted() const { return budget_ == 0; }

 private:
  int budget_ = 100;
};

class BuildContext {
 public:
  BuildContext(const Value& deck_values, const Node& root_node, SourceFiles& source_files,
               Diagnostics& all_diagnostics, Model& model_to_fill)
      : deck(deck_values),
        root(root_node),
        sources(source_files),
        diagnostics(all_diagnostics),
        model(model_to_fill) {}

  /// Whether a key of a table is in the deck, right, wrong or misspelt: then it is not missing as well.
  bool was_written(const Value& table, std::string_view key);

  const Value& deck;     ///< checked, but with gaps where values were wrong
  const Node& root;      ///< as written: tells which names exist even when their values are wrong
  SourceFiles& sources;  ///< raster files with mistakes are added
  Diagnostics& diagnostics;
  Model& model;
  Suggester suggester;
  bool exact_geometry =
      true;  ///< false once a size or place was wrong: later checks of touching are then void

 private:
  void index_maps(const Node& node);
  std::map<std::array<std::int32_t, 3>, const Node*> maps_;  ///< maps of the deck by file, line and column
};

/// Number of a field [SI]; empty where it is absent or was wrong.
std::optional<double> find_number(const Value& table, std::string_view key);
/// Text of a field; empty where it is absent or was wrong.
std::optional<std::string> find_text(const Value& table, std::string_view key);
/// Two numbers of a field [SI]; empty where it is absent or either was wrong.
std::optional<std::array<double, 2>> find_pair(const Value& table, std::string_view key);
/// Items of a list field; none where it is absent or was wrong.
const Value::List& find_list(const Value& table, std::string_view key);
/// Fields of a table field; none where it is absent or was wrong.
const Value::Table& find_table(const Value& table, std::string_view key);
/// Names of the entries under a key as written, right or wrong.
std::vector<std::string> written_names(const Node& root, std::string_view key);
/// A length as people read it: "35 um", "4.75 mm".
std::string format_length(double metres);

}  // namespace strata
