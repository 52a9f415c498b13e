// Tables for the console.
#pragma once

#include <string>
#include <vector>

namespace strata {

/// Columns as wide as their widest entry: the first `n_left` to the left, the others to the right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> head, std::size_t n_left = 1) : n_left_(n_left) {
    add(std::move(head));
  }
  /// \param row  as many entries as the head has
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Head and rows, each indented by two and ended by a line break.
  std::string text() const;

 private:
  std::size_t n_left_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace strata
