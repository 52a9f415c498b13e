// What is wrong with a deck, as one exception.
#pragma once

#include <vector>

#include "inputs/deck/diagnostics.hpp"

namespace strata {

/// Diagnostics in the order of the text, each once: a law that two materials share is wrong only once.
std::vector<Diagnostic> sorted_once(const std::vector<Diagnostic>& list);

/// Throws DeckError with all of them.
[[noreturn]] void throw_mistakes(const Diagnostics& diagnostics, const SourceFiles& sources);

}  // namespace strata
