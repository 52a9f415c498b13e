// Deck -> Model: the order in which the pieces are built. Every step reports what is wrong and leaves the
// rest usable, so that all mistakes are met in one pass.
#include "inputs/model.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "inputs/build_boundaries.hpp"
#include "inputs/build_contacts.hpp"
#include "inputs/build_context.hpp"
#include "inputs/build_density_maps.hpp"
#include "inputs/build_geometry.hpp"
#include "inputs/build_materials.hpp"
#include "inputs/build_model.hpp"
#include "inputs/build_power.hpp"
#include "inputs/build_probes.hpp"
#include "inputs/build_settings.hpp"
#include "inputs/build_stress.hpp"
#include "inputs/build_supports.hpp"
#include "inputs/build_traces.hpp"
#include "inputs/build_transient.hpp"
#include "inputs/deck/tree.hpp"
#include "inputs/deck/values.hpp"
#include "inputs/floorplans.hpp"
#include "inputs/key_tables.hpp"
#include "inputs/mistakes.hpp"
#include "inputs/rasters.hpp"
#include "inputs/selections.hpp"
#include "inputs/trace_file.hpp"

namespace strata {

namespace {

void check_first_key(const Node& root, Diagnostics& diagnostics) {
  if (root.kind != Node::Kind::map || root.entries.empty()) return;
  const Node::Entry& first = root.entries.front();
  if (first.key == "strata") return;
  const bool is_there = std::any_of(root.entries.begin(), root.entries.end(),
                                    [](const Node::Entry& entry) { return entry.key == "strata"; });
  if (is_there)
    diagnostics.error(first.key_position, "a deck starts with 'strata: 1', the version of its language");
}

void check_version(const Value& deck, Diagnostics& diagnostics) {
  constexpr std::int64_t kDeckVersion = 1;
  const Value* version = deck.find("strata");
  if (version != nullptr && version->integer() != kDeckVersion)
    diagnostics.error(version->position(),
                      fmt::format("this deck is of version {}; this program reads version {}",
                                  version->integer(), kDeckVersion));
}

/// Heat needs ends; the key table cannot know whether heat is solved.
void check_boundaries_given(BuildContext& context) {
  if (!context.model.solves_heat || context.was_written(context.deck, "boundaries")) return;
  context.diagnostics.error(context.deck.position(), "missing key 'boundaries' in the deck",
                            "boundaries: " + expected_value(key_type::table(boundaries_table)));
}

}  // namespace

Model build_model(DeckTree tree, Diagnostics diagnostics) {
  if (tree.root.kind != Node::Kind::map) {
    if (!diagnostics.has_errors())
      diagnostics.error(tree.root.position, "a deck is a map of keys and values");
    throw_mistakes(diagnostics, tree.sources);
  }
  check_first_key(tree.root, diagnostics);
  const Value deck = check_values(tree.root, deck_table(), tree.directory, diagnostics);
  check_version(deck, diagnostics);
  Model model;
  model.title = find_text(deck, "title").value_or("");
  BuildContext context(deck, tree.root, tree.sources, diagnostics, model);
  build_analysis(context);
  check_boundaries_given(context);
  RasterReader rasters(context);
  MaterialBook materials(context, rasters);
  TraceFiles trace_files(context);
  TraceBook traces(context, trace_files);
  FloorplanReader floorplans(context, trace_files);
  BrokenNames broken = build_geometry(context, materials, floorplans);
  build_density_maps(context, materials, rasters);
  Selector selector(context, std::move(broken));
  build_symmetry(context);
  build_contacts(context, selector, rasters);
  build_power(context, selector, rasters, floorplans, traces);
  build_transient(context);
  build_boundaries(context, rasters);
  build_mesh(context, selector);
  build_limits(context, selector);
  build_probes(context, selector);
  build_checkpoint(context);
  build_solver_and_output(context);
  build_warpage(context, selector);
  build_supports(context);
  build_pressures(context);
  if (model.stress) materials.check_mechanics();
  check_unused_loads(context);
  build_steady_power(context);
  if (diagnostics.has_errors()) throw_mistakes(diagnostics, tree.sources);
  model.warnings = sorted_once(diagnostics.list());
  model.resolved_deck = resolved_text(deck);
  model.sources_text = std::move(tree.sources);
  return model;
}

Model load_model(const std::string& path, const std::vector<std::string>& overrides) {
  Diagnostics diagnostics;
  DeckTree tree = read_deck(path, overrides, diagnostics);
  return build_model(std::move(tree), std::move(diagnostics));
}

Model load_model_text(const std::string& text, const std::string& name, const std::string& directory,
                      const std::vector<std::string>& overrides) {
  Diagnostics diagnostics;
  DeckTree tree = read_deck_text(text, name, directory, overrides, diagnostics);
  return build_model(std::move(tree), std::move(diagnostics));
}

}  // namespace strata
