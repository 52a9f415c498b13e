// A small deck language of its own for the tests of the deck reader: every kind of key, alternatives,
// recursion.
#pragma once

#include <string>
#include <vector>

#include "inputs/deck/values.hpp"

namespace strata::test {

const KeyTable& sample_table();

/// A correct deck that uses most of it.
extern const char* const kSampleDeck;

/// A deck text read and checked against sample_table().
struct Checked {
  DeckTree tree;
  Diagnostics diagnostics;
  Value value;

  /// All messages rendered, for INFO and for searching.
  std::string rendered() const { return render(diagnostics.list(), tree.sources); }
  /// "line:column: message" of the only diagnostic, or all of them where there is not exactly one.
  std::string only() const;
  std::string hint() const { return diagnostics.list().size() == 1 ? diagnostics.list()[0].hint : ""; }
};
Checked check_sample(const std::string& text, const std::vector<std::string>& overrides = {},
                     const std::string& directory = ".");

/// Body of a sample deck with the mandatory keys and `lines` behind them, which start in line 3.
std::string with_head(const std::string& lines);

/// A directory that is removed with all it holds.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }
  /// Writes a file below it and returns its path.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

}  // namespace strata::test
