// The place of a value inside a deck, for messages.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace strata {

/// Where the builder stands, as "assembly.stack[3].thickness"; made into text only when a message needs it.
class ValuePath {
 public:
  /// \param root  what the whole is called: "deck"
  explicit ValuePath(std::string root) : root_(std::move(root)) {}
  void push(const std::string* key) { steps_.push_back({key, 0}); }
  void push(std::size_t index) { steps_.push_back({nullptr, index}); }
  void pop() { steps_.pop_back(); }
  std::string text() const;
  /// "in assembly.stack[3]", "in the deck"
  std::string in() const { return "in " + (steps_.empty() ? "the " + root_ : text()); }
  bool is_root() const { return steps_.empty(); }

 private:
  struct Step {
    const std::string* key;
    std::size_t index;
  };
  std::string root_;
  std::vector<Step> steps_;
};

}  // namespace strata
