// `strata check`: validates a deck and says what a run would cost, from the grid lines alone.
#include <array>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/in_situ.hpp"
#include "inputs/model.hpp"
#include "meshes/density_classes.hpp"
#include "meshes/grid.hpp"
#include "meshes/statistics.hpp"
#include "postproc/in_situ/load_back_end.hpp"
#include "postproc/mesh_h5.hpp"
#include "solver/app/command.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/pictures.hpp"
#include "solver/app/terminal.hpp"
#include "solver/app/uncertainty.hpp"
#include "solver/estimate.hpp"

namespace strata::app {
namespace {

constexpr double kMiB = 1024.0 * 1024.0;
constexpr std::array<char, 3> kAxisNames{'x', 'y', 'z'};
constexpr std::size_t kMaxCauses = 12;

struct CheckArguments {
  DeckArguments deck;
  std::string ranks = "1";
  std::string picture;
  bool uncertainty = false;
};

/// Everything check has to say.
struct Findings {
  GridStatistics grid;
  FillStatistics fill;
  RunEstimate estimate;
  int ranks = 1;
};

std::string with_thousands(std::int64_t number) {
  std::string text = std::to_string(number);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) text.insert(at, " ");
  return text;
}

void print_grid(const GridPlan& plan, const Findings& found) {
  const Grid& grid = plan.grid;
  fmt::print("cells      {} = {} x {} x {}, {} solid\n", with_thousands(found.grid.n_cells),
             grid.n_cells(Axis::x), grid.n_cells(Axis::y), grid.n_cells(Axis::z),
             with_thousands(found.fill.n_solid_cells));
  fmt::print("spacing   ");
  for (int axis = 0; axis < 3; ++axis) {
    fmt::print(" {} {:.4g} to {:.4g} um{}", kAxisNames[axis], found.grid.smallest[axis].size * 1e6,
               found.grid.largest[axis].size * 1e6, axis < 2 ? "," : "\n");
  }
  fmt::print("aspect     {:.4g} : 1 at worst ({} against {})\n", found.grid.worst_aspect_ratio,
             kAxisNames[static_cast<int>(found.grid.longest_edge)],
             kAxisNames[static_cast<int>(found.grid.shortest_edge)]);
  fmt::print("memory     {:.0f} MiB per rank on {} rank{}\n", found.estimate.bytes_per_rank / kMiB,
             found.ranks, found.ranks == 1 ? "" : "s");
  const TransientEstimate& transient = found.estimate.transient;
  if (transient.moments > 0) {
    fmt::print("in time    at least {} step{}; fields kept at {} time{}\n",
               with_thousands(transient.smallest_steps), transient.smallest_steps == 1 ? "" : "s",
               transient.moments, transient.moments == 1 ? "" : "s");
  }
  fmt::print("time       {} {:.0f} s\n", transient.moments > 0 ? "at least about" : "about",
             found.estimate.seconds);
  fmt::print("results    up to {:.0f} MiB\n", found.estimate.output_bytes / kMiB);
}

/// How the run will be watched, and with what; the plugin is not loaded here.
void print_in_situ(const Model& model) {
  const std::optional<InSitu> in_situ = find_in_situ(model);
  if (!in_situ) return;
  const std::string script = in_situ->script.empty() ? in_situ->preset : in_situ->script;
  const std::string every = in_situ->every_time > 0.0 ? fmt::format("{:g} s", in_situ->every_time)
                                                      : fmt::format("{} steps", in_situ->every_steps);
  fmt::print("in situ    {}{}\n", script, model.transient ? ", every " + every : ", once");
  try {
    find_catalyst_plugin();
  } catch (const Error& error) {
    fmt::print(stderr, "warning: the run will not be watched: {}\n", error.what());
  }
}

void print_causes(const GridPlan& plan) {
  fmt::print("\nlines x    lines y    lines z    cells they cost  because of\n");
  std::size_t shown = 0;
  for (const GridPlan::Cause& cause : plan.causes) {
    if (++shown > kMaxCauses) {
      fmt::print("  ... and {} more\n", plan.causes.size() - kMaxCauses);
      break;
    }
    fmt::print("{:>7} {:>10} {:>10} {:>18}  {}\n", cause.lines[0], cause.lines[1], cause.lines[2],
               with_thousands(cause.cells), cause.name);
  }
}

void print_voids(const FillStatistics& fill) {
  if (fill.n_void_regions == 0) return;
  fmt::print("\nvoid       {:.1f} % of the box in {} region{} (no unknowns there)\n",
             100.0 * fill.void_fraction, fill.n_void_regions, fill.n_void_regions == 1 ? "" : "s");
  for (const VoidRegion& region : fill.void_regions) {
    fmt::print("  x {:.4g} to {:.4g}, y {:.4g} to {:.4g}, z {:.4g} to {:.4g} mm{}\n",
               region.box.lower[0] * 1e3, region.box.upper[0] * 1e3, region.box.lower[1] * 1e3,
               region.box.upper[1] * 1e3, region.box.lower[2] * 1e3, region.box.upper[2] * 1e3,
               region.unfilled_volume > 0.0 ? ": nobody filled this" : "");
  }
}

/// A mapped material, once however many bodies are made of it.
struct MappedMaterial {
  std::string name;
  double mean_density = 0.0;
  const DensityMap* map = nullptr;
};

std::vector<MappedMaterial> mapped_materials(const Model& model) {
  std::vector<MappedMaterial> list;
  std::set<MaterialId> seen;
  for (const DensityMap& map : model.geometry.density_maps) {
    if (!seen.insert(map.material).second) continue;
    const Material& material = model.materials[static_cast<std::size_t>(map.material)];
    list.push_back({material.name, std::get<MetalMedium>(material.definition).density, &map});
  }
  return list;
}

void print_metal_maps(const Model& model) {
  const std::vector<MappedMaterial> list = mapped_materials(model);
  if (!list.empty()) fmt::print("\nmetal density    mean   lowest  highest  classes  off by at most\n");
  for (const MappedMaterial& mapped : list) {
    const DensityMap& map = *mapped.map;
    fmt::print("{:<14} {:>6.4f} {:>8.4f} {:>8.4f} {:>8} {:>15.2g}\n", mapped.name, mapped.mean_density,
               map.lowest, map.highest, map.n_classes, class_error(map));
  }
}

nlohmann::ordered_json to_json(const Model& model, const GridPlan& plan, const Findings& found) {
  nlohmann::ordered_json json{{"title", model.title},
                              {"cells", found.grid.n_cells},
                              {"solid_cells", found.fill.n_solid_cells},
                              {"ranks", found.ranks},
                              {"memory_per_rank_bytes", found.estimate.bytes_per_rank},
                              {"time_estimate_s", found.estimate.seconds},
                              {"results_bytes", found.estimate.output_bytes},
                              {"worst_aspect_ratio", found.grid.worst_aspect_ratio}};
  if (model.transient) {
    json["steps_at_least"] = found.estimate.transient.smallest_steps;
    json["moments_kept"] = found.estimate.transient.moments;
  }
  for (int axis = 0; axis < 3; ++axis) {
    json["cells_per_axis"].push_back(plan.grid.n_cells(static_cast<Axis>(axis)));
    json["smallest_spacing_m"].push_back(found.grid.smallest[axis].size);
    json["largest_spacing_m"].push_back(found.grid.largest[axis].size);
  }
  json["causes"] = nlohmann::ordered_json::array();
  for (const GridPlan::Cause& cause : plan.causes) {
    json["causes"].push_back({{"name", cause.name}, {"lines", cause.lines}, {"cells", cause.cells}});
  }
  json["void_regions"] = nlohmann::ordered_json::array();
  for (const VoidRegion& region : found.fill.void_regions) {
    json["void_regions"].push_back({{"lower_m", region.box.lower},
                                    {"upper_m", region.box.upper},
                                    {"unfilled_m3", region.unfilled_volume}});
  }
  json["metal_maps"] = nlohmann::ordered_json::array();
  for (const MappedMaterial& mapped : mapped_materials(model)) {
    json["metal_maps"].push_back({{"material", mapped.name},
                                  {"mean_density", mapped.mean_density},
                                  {"lowest_density", mapped.map->lowest},
                                  {"highest_density", mapped.map->highest},
                                  {"classes", mapped.map->n_classes},
                                  {"largest_class_error", class_error(*mapped.map)}});
  }
  json["merged_lines"] = plan.merged;
  return json;
}

void draw_picture(const Model& model, const GridPlan& plan, const std::string& picture) {
  const std::string mesh_file = picture + ".h5";
  write_mesh_h5(model, plan, mesh_file);
  const std::string failure = run_strata_post({"mesh", mesh_file, "--output", picture});
  std::filesystem::remove(mesh_file);
  if (!failure.empty()) throw IoError("no picture: " + failure);
}

ExitCode check(const Invocation& invocation, const CheckArguments& arguments) {
  const Model model = load_model(arguments.deck.path, arguments.deck.overrides);
  const GridPlan plan = plan_grid(model);
  Findings found;
  found.ranks = parse_ranks(arguments.ranks);
  found.grid = grid_statistics(plan.grid);
  found.fill = fill_statistics(model.geometry, plan.grid);
  const RunShape shape{found.ranks, arguments.uncertainty ? coarser_grids(model) : std::vector<Grid>{}};
  found.estimate = estimate_run(model, plan.grid, shape);
  if (!arguments.picture.empty()) draw_picture(model, plan, arguments.picture);
  if (invocation.options.json) {
    fmt::print("{}\n", to_json(model, plan, found).dump(2));
    return ExitCode::ok;
  }
  fmt::print("{}: the deck is good\n\n", model.title);
  print_grid(plan, found);
  print_in_situ(model);
  print_causes(plan);
  print_metal_maps(model);
  print_voids(found.fill);
  for (const std::string& merged : plan.merged) fmt::print("merged     {}\n", merged);
  const std::string warnings = render(model.warnings, model.sources_text);
  if (!warnings.empty()) fmt::print(stderr, "{}", warnings);
  return ExitCode::ok;
}

}  // namespace

void add_check(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("check", "Validate a deck; cells, memory and time before anything is solved");
  auto arguments = std::make_shared<CheckArguments>();
  add_deck_arguments(*command, arguments->deck);
  command->add_option("--ranks", arguments->ranks, "Ranks to estimate for, or 'auto'")->default_str("1");
  command->add_flag("--uncertainty", arguments->uncertainty, "Estimate for a run with --uncertainty");
  command->add_option("--picture", arguments->picture, "Draw mesh and materials into this PNG");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return check(invocation, *arguments); };
  });
}

}  // namespace strata::app
