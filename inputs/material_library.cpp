#include "inputs/material_library.hpp"

#include <algorithm>
#include <stdexcept>

#include "inputs/build_context.hpp"
#include "inputs/build_materials.hpp"
#include "inputs/key_tables.hpp"

namespace strata {

namespace {

/// Values of all cards, kept so that LibraryMaterial::definition can point into them.
struct Library {
  std::vector<Value> cards;
  std::vector<LibraryMaterial> materials;
};

[[noreturn]] void fail(const Diagnostics& diagnostics, const SourceFiles& sources) {
  throw std::logic_error("the built-in material library has mistakes:\n" +
                         render(diagnostics.list(), sources));
}

void add_card(const Value& card, const std::string& file, Library& library) {
  for (const Value::Field& field : find_table(card, "materials")) {
    LibraryMaterial material;
    material.name = field.key;
    material.source = find_text(field.value, "source").value_or("");
    material.usual_range = find_text(field.value, "usual_range").value_or("");
    material.note = find_text(field.value, "note").value_or("");
    material.card = file;
    material.line = field.key_position.line;
    material.definition = &field.value;
    library.materials.push_back(std::move(material));
  }
}

/// Reads the cards; every mistake ends in an exception because the cards are part of the program.
Library read_library() {
  Library library;
  SourceFiles sources;
  Diagnostics diagnostics;
  const auto& texts = material_cards();
  library.cards.reserve(texts.size());
  for (const auto& [name, text] : texts) {
    DeckTree tree = read_deck_text(text, name, ".", {}, diagnostics);
    if (diagnostics.has_errors()) fail(diagnostics, tree.sources);
    library.cards.push_back(check_values(tree.root, material_library_table(), ".", diagnostics));
    if (diagnostics.has_errors()) fail(diagnostics, tree.sources);
    add_card(library.cards.back(), name, library);
  }
  auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  std::sort(library.materials.begin(), library.materials.end(), by_name);
  for (std::size_t i = 1; i < library.materials.size(); ++i)
    if (library.materials[i].name == library.materials[i - 1].name)
      throw std::logic_error("two library cards define '" + library.materials[i].name + "'");
  for (LibraryMaterial& material : library.materials) {
    material.bulk = build_library_bulk(material, library.materials, diagnostics);
    if (diagnostics.has_errors()) fail(diagnostics, sources);
  }
  return library;
}

}  // namespace

const std::vector<LibraryMaterial>& material_library() {
  static const Library library = read_library();
  return library.materials;
}

const LibraryMaterial* find_library_material(std::string_view name) {
  const auto& materials = material_library();
  const auto found = std::lower_bound(materials.begin(), materials.end(), name,
                                      [](const auto& m, std::string_view n) { return m.name < n; });
  return found != materials.end() && found->name == name ? &*found : nullptr;
}

}  // namespace strata
