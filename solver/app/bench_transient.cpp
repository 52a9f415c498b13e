// `strata bench transient DECK`: the cost of a step under our solver and its peers, one after the other in
// one process.
#include <memory>

#include <mpi.h>
#include <nlohmann/json.hpp>

#include "postproc/atomic_file.hpp"
#include "solver/app/bench.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/terminal.hpp"
#include "strata_version.hpp"
#include "tests/performance/transient_measure.hpp"

namespace strata::app {
namespace {

struct TransientBenchArguments {
  DeckArguments deck;
  std::vector<std::string> solvers;
  std::string ranks = "1";
  std::string json_file;
  int steps = 20;
};

Model transient_model(const TransientBenchArguments& arguments) {
  Model model = load_model(arguments.deck.path, arguments.deck.overrides);
  if (!model.transient)
    throw Error(ExitCode::deck, "bench transient needs a deck with analysis.heat: transient");
  model.transient->cyclic.reset();  // its steps are like those of the run, but leave no series to compare
  return model;
}

ExitCode measure(const TransientBenchArguments& arguments, const GlobalOptions& options, MPI_Comm comm) {
  const Model model = transient_model(arguments);
  const GridPlan plan = plan_grid(model);
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  std::vector<performance::TransientRecord> records;
  nlohmann::ordered_json json{{"suite", "transient"}, {"strata", kVersion}, {"commit", kGitCommit}};
  for (const auto& solver : chosen(performance::transient_solvers(), arguments.solvers, "solver")) {
    if (rank == 0) print_note(options, "bench: " + solver.name);
    records.push_back(performance::measure_transient(model, plan, solver, arguments.steps, comm));
    json["records"].push_back(performance::to_json(records.back()));
  }
  if (rank != 0) return ExitCode::ok;
  if (!arguments.json_file.empty()) write_file_atomically(arguments.json_file, json.dump(2) + "\n");
  fmt::print("{}", options.json ? json.dump(2) + "\n" : performance::transient_table(records));
  return ExitCode::ok;
}

ExitCode bench_transient(Invocation& invocation, const TransientBenchArguments& arguments) {
  if (arguments.steps < 1) throw Error(ExitCode::deck, "--steps: expected a positive number");
  if (!under_mpi_launcher()) {
    transient_model(arguments);  // mistakes are told before ranks are started
    relaunch_under_mpirun(invocation, parse_ranks(arguments.ranks));
  }
  return with_runtime(invocation,
                      [&](MPI_Comm comm) { return measure(arguments, invocation.options, comm); });
}

}  // namespace

void add_bench_transient(CLI::App& bench, Invocation& invocation) {
  CLI::App* command = bench.add_subcommand(
      "transient", "Time the steps of a transient deck under our solver and on the assembled matrix");
  auto arguments = std::make_shared<TransientBenchArguments>();
  add_deck_arguments(*command, arguments->deck);
  add_names(*command, "--solvers", arguments->solvers, names_of(performance::transient_solvers()), "solvers");
  command->add_option("--steps", arguments->steps, "Stop after so many steps")->type_name("N");
  command->add_option("--ranks", arguments->ranks, "Number of MPI ranks, or 'auto'")->type_name("N");
  command->add_option("--json", arguments->json_file, "Also write the records to a JSON file")
      ->type_name("FILE");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return bench_transient(invocation, *arguments); };
  });
}

}  // namespace strata::app
