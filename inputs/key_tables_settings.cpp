// Keys that say how a deck is computed, written and watched: mesh, analysis, solver, output, in_situ.
#include "inputs/key_tables.hpp"

namespace strata {

using namespace key_type;

namespace {

KeyType spacing_type() {
  return quantity(dimension::kLength, kExtent);
}

const KeyTable& per_layer_table() {
  static const KeyTable keys{
      "per layer",
      "How layers are divided in z.",
      {{"max_thickness", spacing_type(), Presence::defaulted, "100 um",
        "A layer thicker than this is divided into equal cells."},
       {"min_cells", integer(1, 1000), Presence::defaulted, "1", "Fewest cells across a layer."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& region_box_table() {
  static const KeyTable keys{
      "region box",
      "A box of the assembly.",
      {{"at", list_of(quantity(dimension::kLength, kPlace), 2, 3), Presence::required, "",
        "Lower corner [x, y] or [x, y, z]; without z the box has the full height."},
       {"size", list_of(quantity(dimension::kLength, kExtent), 2, 3), Presence::required, "",
        "Extents, as many as in `at`."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& region_table() {
  static const KeyTable keys{
      "mesh region",
      "Finer cells inside a named thing or a box. Grid lines run through the whole package.",
      {{"target", text(), Presence::optional, "", "What is refined, such as `hbm*` or `gpu.die`."},
       {"box", table(region_box_table), Presence::optional, "", "The box that is refined."},
       {"lateral", spacing_type(), Presence::optional, "", "Largest lateral spacing inside."},
       {"max_thickness", spacing_type(), Presence::optional, "", "Largest vertical spacing inside."}},
      "",
      {{"target", "box"}},
      {}};
  return keys;
}

}  // namespace

const KeyTable& mesh_table() {
  static const KeyTable keys{
      "mesh",
      "Grid lines fall on every edge and interface; these keys say how the space between them is divided.",
      {{"lateral", alternatives({spacing_type(), list_of(spacing_type(), 2, 2)}), Presence::defaulted,
        "500 um", "Largest spacing in x and y: one for both, or [x, y]."},
       {"per_layer", table(per_layer_table), Presence::defaulted, "{}", "How layers are divided in z."},
       {"growth", number(Bounds{0.0, 100.0, false, false}), Presence::defaulted, "2",
        "Largest ratio of neighbouring lateral spacings where lines are free (above 1); 0 sets no limit."},
       {"tolerance", quantity(dimension::kLength, Bounds{0.0, 1e-3, false, false}), Presence::defaulted,
        "1 um", "Lateral lines closer than this merge."},
       {"regions", list_of(table(region_table)), Presence::optional, "", "Places with finer cells."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& analysis_table() {
  static const KeyTable keys{
      "analysis",
      "What is computed.",
      {{"heat", choice({"steady", "transient", "none"}), Presence::defaulted, "steady",
        "The steady temperature field, temperatures in time, or none: then stress is computed at given "
        "temperatures alone."},
       {"transient", table(transient_table), Presence::optional, "",
        "How heat goes through time, with `heat: transient`; it may stay where heat is steady."},
       {"power", alternatives({choice({"average"}), table(power_instant_table)}), Presence::optional, "",
        "Which power of the traces counts where heat is steady: their average over the period (or until the "
        "transient's end, where they do not repeat), or that of one time."},
       {"stress", table(stress_table), Presence::optional, "",
        "Stress and warpage of the package as a linear elastic body."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& solver_table() {
  static const KeyTable keys{
      "solver",
      "Tolerances and limits of the solvers; the defaults suit packages.",
      {{"relative_tolerance", number(Bounds{1e-15, 0.1, false, false}), Presence::defaulted, "1e-8",
        "The residual is reduced to this fraction of the right-hand side, for the rise over the reference "
        "temperature."},
       {"max_iterations", integer(1, 1000000), Presence::defaulted, "500", "Linear iterations per solve."},
       {"max_corrections", integer(1, 1000), Presence::defaulted, "30",
        "Corrections for properties that depend on temperature."},
       {"small_memory", flag(), Presence::defaulted, "false",
        "Solve by corrections in single precision, each against the residual in double precision: a third "
        "less "
        "memory for a third more time. Decks whose conductivities depend on temperature are solved so "
        "anyway."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& output_table() {
  static const KeyTable keys{
      "output",
      "What is written besides results.h5 and the summaries.",
      {{"pictures", flag(), Presence::defaulted, "true", "PNG pictures."},
       {"paraview", flag(), Presence::defaulted, "true", "Files that ParaView opens by double click."},
       {"superposition", flag(), Presence::defaulted, "false",
        "Thermal resistances between dies and weights of the surroundings in summary.json; one more linear "
        "solve "
        "per heated die, other heat source and boundary."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& in_situ_table() {
  static const KeyTable keys{
      "in situ",
      "Pictures and extracts made while the run goes on, by a ParaView Catalyst script (docs/in_situ.md). "
      "They "
      "go into the folder `in_situ` of the results.",
      {{"script", file(), Presence::optional, "", "A Catalyst script of version 2, exported from ParaView."},
       {"preset",
        choice(
            {"hottest_die", "exploded_stack", "cross_section", "warped_shape", "layer_gallery", "extracts"}),
        Presence::optional, "", "A script that comes with Strata."},
       {"every", alternatives({quantity(dimension::kTime, kPositive), text()}), Presence::defaulted,
        "10 steps",
        "How often a transient is looked at: after so many accepted steps, such as `10 steps`, or at the "
        "first "
        "step after so much simulated time, such as `1 ms`. The beginning and the end are always; a steady "
        "run "
        "is looked at once."},
       {"live", text(), Presence::optional, "",
        "`host:port` where ParaView (Catalyst, Connect) waits for the run; it may watch and pause it."}},
      "",
      {{"script", "preset"}},
      {}};
  return keys;
}

}  // namespace strata
