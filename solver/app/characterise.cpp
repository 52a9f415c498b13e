// `strata characterise`: JEDEC's thermal metrics of the package in a deck, each in the environment that
// defines it.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/jedec_metrics.hpp"
#include "postproc/summary.hpp"
#include "solver/app/before_run.hpp"
#include "solver/app/command.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/solve_model.hpp"
#include "solver/app/terminal.hpp"
#include "solver/steady_heat.hpp"

namespace strata::app {
namespace {

struct CharacteriseArguments {
  DeckArguments deck;
  std::vector<std::string> metrics;
  double emissivity = 0.9;
  double power = 0.0;  ///< [W]; 0: that of the deck
  std::string output;
  std::string ranks = "1";
};

/// All powers scaled to sum up to `total` [W].
void scale_power(Model& model, double total) {
  double sum = 0.0;
  for (const HeatSource& source : model.sources) sum += source.power;
  if (!(sum > 0.0)) throw Error(ExitCode::deck, "--power: the deck releases no power that could be scaled");
  for (HeatSource& source : model.sources) {
    source.power *= total / sum;
    for (Tile& tile : source.map) tile.value *= total / sum;
  }
}

/// Throws Error (usage) with every name that is none.
void require_metric_names(const std::vector<std::string>& names) {
  const std::vector<std::string>& known = jedec_metric_names();
  std::string wrong;
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_word(name, known);
    wrong += fmt::format("--jedec: no metric is called '{}'{}\n", shown(name),
                         near.empty() ? "" : fmt::format("; did you mean '{}'?", near));
  }
  if (!wrong.empty())
    throw Error(ExitCode::deck, fmt::format("{}expected any of {}", wrong, fmt::join(known, ", ")));
}

Summary solve(const Invocation& invocation, const Model& model, MPI_Comm comm) {
  const GridPlan plan = plan_grid(model);
  const Partition partition(comm, plan.grid);
  int ranks = 1;
  MPI_Comm_size(comm, &ranks);
  refuse_too_little_memory(model, plan.grid, {ranks, {}});
  ProgressDisplay display(invocation.options, partition.rank() == 0);
  SteadyOptions options;
  options.on_progress = [&](const Progress& progress) { display.update(progress); };
  const HeatSolution heat = solve_steady_heat(model, plan, partition, options);
  return summarize({model, plan, partition, heat});
}

ExitCode solve_and_print(const Invocation& invocation, const CharacteriseArguments& arguments,
                         const Model& package, MPI_Comm comm) {
  const Characterisation result =
      characterise(package, arguments.metrics, arguments.emissivity,
                   [&](const Model& model) { return solve(invocation, model, comm); });
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  if (rank != 0) return ExitCode::ok;
  const std::string json = characterisation_json(result, package.title);
  if (!arguments.output.empty()) write_file_atomically(arguments.output, json);
  fmt::print("{}", invocation.options.json ? json : characterisation_text(result));
  return ExitCode::ok;
}

ExitCode run_characterise(Invocation& invocation, const CharacteriseArguments& arguments) {
  require_metric_names(arguments.metrics);
  const int ranks = parse_ranks(arguments.ranks);
  Model package = load_model(arguments.deck.path, arguments.deck.overrides);
  require_heat(package, "strata characterise");
  require_steady(package, "strata characterise");
  package.stress.reset();
  if (arguments.power > 0.0) scale_power(package, arguments.power);
  relaunch_under_mpirun(invocation, ranks);
  return with_runtime(invocation,
                      [&](MPI_Comm comm) { return solve_and_print(invocation, arguments, package, comm); });
}

}  // namespace

void add_characterise(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "characterise", "JEDEC thermal metrics of the package in a deck: theta-JC, theta-JB, ...");
  auto arguments = std::make_shared<CharacteriseArguments>();
  add_deck_arguments(*command, arguments->deck);
  command
      ->add_option("--jedec", arguments->metrics,
                   fmt::format("Metrics, separated by commas: {}", fmt::join(jedec_metric_names(), ", ")))
      ->required()
      ->delimiter(',');
  command
      ->add_option("--power", arguments->power,
                   "Scale all powers to this total [W]; the metrics depend on it where conductivities do")
      ->check(CLI::PositiveNumber);
  command->add_option("--emissivity", arguments->emissivity, "Of all surfaces in still air")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("-o,--output", arguments->output, "Also write the metrics to a JSON file");
  command->add_option("--ranks", arguments->ranks, "Number of MPI ranks, or 'auto'")->default_str("1");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return run_characterise(invocation, *arguments); };
  });
}

}  // namespace strata::app
