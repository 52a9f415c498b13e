// Every deck in decks/ states in its comments exactly what is wrong with it:
//     # expect: 7:14: error: there is no material 'silicn' | did you mean 'silicon'?
// Line and column count from 1; a file name comes first where the mistake is in another file; the hint
// follows a bar. Bad sweeps in sweeps/ do the same; their base decks stand in sweeps/base.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "inputs/error.hpp"
#include "inputs/model.hpp"
#include "inputs/sweep/sweep.hpp"

using namespace strata;

namespace {

const std::string kBadDecks = std::string(STRATA_BAD_FILES) + "/decks";
const std::string kBadSweeps = std::string(STRATA_BAD_FILES) + "/sweeps";

std::vector<std::filesystem::path> yaml_files(const std::string& folder) {
  std::vector<std::filesystem::path> decks;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") decks.push_back(entry.path());
  std::sort(decks.begin(), decks.end());
  return decks;
}

std::vector<std::string> expectations(const std::filesystem::path& deck) {
  const std::string mark = "# expect: ";
  std::vector<std::string> lines;
  std::ifstream stream(deck);
  for (std::string line; std::getline(stream, line);)
    if (line.compare(0, mark.size(), mark) == 0) lines.push_back(line.substr(mark.size()));
  return lines;
}

/// A diagnostic as an expectation; its file only where that is not the deck itself (index 0), folders left
/// out.
std::string as_expectation(const Diagnostic& diagnostic, const std::string& rendered) {
  const Position& p = diagnostic.position;
  std::string file;
  if (p.file > 0)
    file = std::filesystem::path(rendered.substr(0, rendered.find(':'))).filename().string() + ":";
  std::string text = fmt::format("{}{}:{}: {}: {}{}{}", file, p.line, p.column,
                                 diagnostic.severity == Severity::error ? "error" : "warning",
                                 diagnostic.message, diagnostic.hint.empty() ? "" : " | ", diagnostic.hint);
  for (const std::string& folder : {kBadDecks + "/", kBadSweeps + "/"})
    for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder))
      text.erase(at, folder.size());
  return text;
}

/// What a deck or sweep gives, in the order of its text.
std::vector<std::string> mistakes(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  try {
    if (file.parent_path() == kBadSweeps) {
      load_sweep(file.string());
    } else {
      load_model(file.string());
    }
  } catch (const DeckError& error) {
    // what() holds the same diagnostics in the same order, each starting with "file:line:column: ".
    const std::string rendered = error.what();
    std::size_t at = 0;
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      const std::string place = fmt::format(":{}:{}: ", diagnostic.position.line, diagnostic.position.column);
      const std::size_t found = rendered.find(place, at);
      const std::size_t start = found == std::string::npos ? at : rendered.rfind('\n', found) + 1;
      lines.push_back(as_expectation(diagnostic, rendered.substr(start)));
      if (found != std::string::npos) at = found + 1;
    }
  }
  return lines;
}

}  // namespace

TEST_CASE("every bad deck and sweep gives exactly the messages it states, each once") {
  const auto decks = yaml_files(kBadDecks), sweeps = yaml_files(kBadSweeps);
  REQUIRE(decks.size() >= 300);
  REQUIRE(sweeps.size() >= 30);
  auto files = decks;
  files.insert(files.end(), sweeps.begin(), sweeps.end());
  for (const auto& file : files) {
    DYNAMIC_SECTION(file.parent_path().filename().string() + "/" + file.filename().string()) {
      auto expected = expectations(file);
      auto found = mistakes(file);
      REQUIRE_FALSE(expected.empty());
      std::sort(expected.begin(), expected.end());
      std::sort(found.begin(), found.end());
      CHECK(found == expected);
      CHECK(std::adjacent_find(found.begin(), found.end()) == found.end());
    }
  }
}
