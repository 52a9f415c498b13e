// Broken decks made from good ones, the same ones for the same seed on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace strata::test {

/// Flips, inserts and deletes bytes, cuts, shuffles and repeats lines, and swaps tokens between decks.
class DeckMutator {
 public:
  DeckMutator(std::vector<std::string> decks, std::uint64_t seed);
  /// One of the decks after one to eight mutations.
  std::string next();

 private:
  std::size_t below(std::size_t n);  // 0 <= result < n; 0 for n = 0
  void mutate(std::string& deck);
  void edit_bytes(std::string& deck, std::size_t operation);
  void edit_lines(std::string& deck, std::size_t operation);
  void splice_token(std::string& deck);

  std::vector<std::string> decks_;
  std::vector<std::string> tokens_;
  std::mt19937_64 engine_;
};

}  // namespace strata::test
