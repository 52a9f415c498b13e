#include "inputs/mistakes.hpp"

#include <algorithm>
#include <tuple>

#include "inputs/error.hpp"

namespace strata {

std::vector<Diagnostic> sorted_once(const std::vector<Diagnostic>& list) {
  std::vector<Diagnostic> result = list;
  auto key = [](const Diagnostic& d) {
    return std::tie(d.position.file, d.position.line, d.position.column, d.message);
  };
  std::stable_sort(result.begin(), result.end(),
                   [&](const auto& a, const auto& b) { return key(a) < key(b); });
  result.erase(std::unique(result.begin(), result.end(),
                           [&](const auto& a, const auto& b) { return key(a) == key(b); }),
               result.end());
  return result;
}

void throw_mistakes(const Diagnostics& diagnostics, const SourceFiles& sources) {
  std::vector<Diagnostic> list = sorted_once(diagnostics.list());
  const std::string text = render(list, sources);
  throw DeckError(std::move(list), text);
}

}  // namespace strata
