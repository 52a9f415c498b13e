#include "inputs/key_tables.hpp"

namespace strata {

using namespace key_type;

KeyType point_type() {
  return list_of(quantity(dimension::kLength, kPlace), 2, 2);
}

KeyType size_type() {
  return list_of(quantity(dimension::kLength, kExtent), 2, 2);
}

const KeyTable& deck_table() {
  static const KeyTable table_of_keys{
      "deck",
      "A deck describes one package: what it is made of, what heats it, how it is cooled.",
      {
          {"strata", integer(1, 1000), Presence::required, "",
           "Version of the deck language; the first key of every deck."},
          {"title", text(), Presence::defaulted, "\"\"",
           "One line that names the run in results and pictures."},
          {"include", alternatives({text(), list_of(text())}), Presence::optional, "",
           "Deck files whose keys are merged into this one; paths are relative to the including file."},
          {"materials", named_tables(material_type()), Presence::optional, "",
           "Materials on top of the built-in library (`strata materials` lists it)."},
          {"parts", named_tables(table(part_table)), Presence::optional, "",
           "Reusable stacks of layers: dies, memory stacks. The assembly places them in tiers."},
          {"assembly", table(assembly_table), Presence::required, "",
           "The package from the bottom up: layers, and tiers of placed parts."},
          {"symmetry", list_of(choice({"x_min", "x_max", "y_min", "y_max"}), 0, 4), Presence::optional, "",
           "Lateral faces that are symmetry planes. The deck describes the modelled half or quarter; powers "
           "are "
           "those of what is modelled."},
          {"contacts", list_of(table(contact_table)), Presence::optional, "",
           "Extra thermal resistance where two named things touch."},
          {"power", list_of(table(power_table)), Presence::optional, "", "Heat sources."},
          {"traces", named_tables(trace_type()), Presence::optional, "",
           "What changes in time, by name: heat sources follow a trace with `in_time`."},
          {"boundaries", table(boundaries_table), Presence::optional, "",
           "What happens to heat on the outer faces and on faces exposed to void; needed where heat is "
           "solved. A "
           "face that is not named is adiabatic."},
          {"supports", table(supports_table), Presence::optional, "",
           "Outer faces whose displacements are given. Without them the package is free: nothing holds its "
           "rigid motions, so they bring no reactions."},
          {"pressures", table(pressures_table), Presence::optional, "", "Pressures on outer faces."},
          {"mesh", table(mesh_table), Presence::defaulted, "{}",
           "How finely the package is divided into cells."},
          {"analysis", table(analysis_table), Presence::defaulted, "{}", "What is computed."},
          {"solver", table(solver_table), Presence::defaulted, "{}", "Tolerances and limits of the solvers."},
          {"limits", list_of(table(limit_table)), Presence::optional, "",
           "Temperatures that must not be exceeded; the run ends with exit code 5 when one is."},
          {"probes", list_of(table(probe_table)), Presence::optional, "",
           "Places whose temperature is recorded at every step of a transient."},
          {"checkpoint", table(checkpoint_table), Presence::defaulted, "{}",
           "When a long run leaves a state behind that it can go on from."},
          {"output", table(output_table), Presence::defaulted, "{}", "What is written besides results.h5."},
          {"in_situ", table(in_situ_table), Presence::optional, "",
           "Pictures and extracts made while the run goes on."},
      },
      "",
      {},
      {}};
  return table_of_keys;
}

}  // namespace strata
