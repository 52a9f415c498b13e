// What an importer makes of another tool's files.
#pragma once
#include <string>
#include <vector>
namespace strata {
/// A file to be written beside the deck: a power map, a floorplan.
struct SideFile {
  std::string name;
  std::string text;
};
/// A readable deck and what its reader has to know.
struct Conversion {
  std::string deck;  ///< YAML with comments
  std::vector<SideFile> files;
  std::vector<std::string> remarks;  ///< assumptions made, and what is modelled differently here and why
  std::vector<std::string>
      untranslated;  ///< "file:line: what" that has no counterpart; never dropped silently
};
}  // namespace strata
