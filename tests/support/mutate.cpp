#include "tests/support/mutate.hpp"

#include <algorithm>
#include <cctype>

namespace strata::test {
namespace {

/// Text that has broken parsers before.
const char* const kNasty[] = {"&a ",
                              "*a",
                              "!!str ",
                              "---\n",
                              "...\n",
                              "? ",
                              ": ",
                              "- ",
                              "|\n",
                              ">\n",
                              "\"",
                              "'",
                              "[",
                              "]",
                              "{",
                              "}",
                              ",",
                              "#",
                              "\t",
                              "\r",
                              "%",
                              "@",
                              "`",
                              "\xC2\xB5",
                              "\xFF",
                              "\xEF\xBB\xBF",
                              "<<: ",
                              "~",
                              "null",
                              "1e999",
                              "-0",
                              "nan",
                              "0x1F",
                              "yes",
                              "[[[[[[[[",
                              "{a: ",
                              "^99999",
                              "((((",
                              "W/mK",
                              "include: x\n",
                              "99999999999999999999",
                              "\\x00",
                              "\\u",
                              "K.K.K",
                              "degC",
                              "[0]",
                              "\xF0\x9F\x98\x80",
                              "..",
                              "\n\n",
                              "  "};

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    lines.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return lines;
}

/// Begin and end of the word around byte `at`.
std::pair<std::size_t, std::size_t> token_at(const std::string& text, std::size_t at) {
  const auto is_inner = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
  };
  std::size_t begin = at, end = at;
  while (begin > 0 && is_inner(text[begin - 1])) --begin;
  while (end < text.size() && is_inner(text[end])) ++end;
  return {begin, std::max(end, std::min(at + 1, text.size()))};
}

}  // namespace

DeckMutator::DeckMutator(std::vector<std::string> decks, std::uint64_t seed)
    : decks_(std::move(decks)), engine_(seed) {
  for (const std::string& deck : decks_) {
    for (std::size_t i = 0; i < deck.size();) {
      const auto [begin, end] = token_at(deck, i);
      tokens_.push_back(deck.substr(begin, end - begin));
      i = end;
    }
  }
  tokens_.insert(tokens_.end(), std::begin(kNasty), std::end(kNasty));
}

std::size_t DeckMutator::below(std::size_t n) {
  return n == 0 ? 0 : static_cast<std::size_t>(engine_() % n);
}

std::string DeckMutator::next() {
  std::string deck = decks_[below(decks_.size())];
  const std::size_t n_mutations =
      1 + below(1 + below(8));  // mostly few, so that many decks get past the syntax
  for (std::size_t i = 0; i < n_mutations; ++i) mutate(deck);
  return deck;
}

void DeckMutator::mutate(std::string& deck) {
  const std::size_t operation = below(10);
  if (operation < 4) {
    edit_bytes(deck, operation);
  } else if (operation < 8) {
    edit_lines(deck, operation);
  } else {
    splice_token(deck);
  }
}

void DeckMutator::edit_bytes(std::string& deck, std::size_t operation) {
  const std::size_t at = below(deck.size() + 1);
  switch (operation) {
    case 0:
      if (at < deck.size())
        deck[at] = static_cast<char>(static_cast<unsigned char>(deck[at]) ^ (1u << below(8)));
      break;
    case 1:
      deck.insert(at, 1, static_cast<char>(below(4) == 0 ? below(256) : ' ' + below(95)));
      break;
    case 2:
      deck.erase(at, 1 + below(20));
      break;
    default:
      deck.insert(at, kNasty[below(std::size(kNasty))]);
      break;
  }
}

void DeckMutator::edit_lines(std::string& deck, std::size_t operation) {
  std::vector<std::string> lines = split(deck);
  if (lines.empty()) return;
  const std::size_t at = below(lines.size()), other = below(lines.size());
  switch (operation) {
    case 4:
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 5:
      std::swap(lines[at], lines[other]);
      break;
    case 6:
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), lines[other]);
      break;
    default:
      lines[at].insert(0, below(6), ' ');
      break;
  }
  deck.clear();
  for (const std::string& line : lines) deck += line;
}

void DeckMutator::splice_token(std::string& deck) {
  const auto [begin, end] = token_at(deck, below(deck.size()));
  deck.replace(begin, end - begin, tokens_[below(tokens_.size())]);
}

}  // namespace strata::test
