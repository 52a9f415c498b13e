// `strata run`: deck -> model -> mesh -> solve -> results, pictures, summary.
#include <fmt/format.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "postproc/checksum.hpp"
#include "postproc/labels.hpp"
#include "postproc/results_h5.hpp"
#include "postproc/summary.hpp"
#include "postproc/vtr.hpp"
#include "solver/app/before_run.hpp"
#include "solver/app/checkpointing.hpp"
#include "solver/app/command.hpp"
#include "solver/app/deck_identity.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/run_job.hpp"
#include "solver/app/run_transient.hpp"
#include "solver/app/solve_model.hpp"
#include "solver/app/stop_request.hpp"
#include "solver/app/terminal.hpp"
#include "solver/app/time_limit.hpp"
#include "solver/app/uncertainty.hpp"
#include "solver/app/watch.hpp"
#include "solver/app/watchdog.hpp"

namespace strata::app {
namespace {

Undertaking undertaking(const Job& job) {
  return {"deck", job.record.deck_sha256, job.directory, "summary.json", "summary.txt", job.arguments.force};
}

/// With --verbose: how each outer correction went.
void print_convergence(const Job& job, const Convergence& convergence) {
  if (!job.invocation.options.verbose) return;
  for (std::size_t n = 0; n < convergence.residual_history.size(); ++n) {
    print_note(job.invocation.options,
               fmt::format("correction {}: relative residual {:.3e}", n, convergence.residual_history[n]));
  }
}

/// The exit code of a finished run of the same deck, whose output is repeated; empty where there is none.
std::optional<ExitCode> repeat_run(const Job& job, bool speaks) {
  const auto code = repeat_finished(undertaking(job), job.invocation.options, speaks);
  if (code && speaks) make_report(job);
  return code;
}

ExitCode run_steady(Job& job, MPI_Comm comm) {
  const Partition partition(comm, job.plan.grid);
  ProgressDisplay display(job.invocation.options, partition.rank() == 0);
  SteadyOptions options;
  options.on_progress = [&](const Progress& progress) { display.update(progress); };
  Watch watch(job, partition, [&](const std::string& text) {
    if (partition.rank() == 0) print_note(job.invocation.options, text);
  });
  std::optional<CoarserGrids> coarser;
  if (job.arguments.uncertainty) coarser.emplace(job.model, comm);
  const SolvedModel solved = solve_model(job.model, job.plan, partition, options);
  if (partition.rank() == 0) print_convergence(job, solved.heat.convergence);

  const SolutionView view = solved.view(job.model, job.plan, partition);
  Summary summary = summarize(view);
  if (coarser) summary.grid_uncertainty = coarser->estimate(summary, options);
  display.update({"output", 0, 1.0, 0.0});
  job.record.timings = solved.heat.timings;
  if (solved.stress) job.record.stress_timings = solved.stress->timings;
  const double output_start = MPI_Wtime();
  create_directory_on_root(comm, job.directory);
  append(job.record.files, write_results_h5(view, job.directory));
  const InSituMoment moment{0.0, 0, true};
  if (watch.is_due(moment)) watch.look(view, moment);
  watch.finish();
  if (job.model.output.paraview) append(job.record.files, write_vtr(view, job.directory));
  finish_results(job, summary, comm, output_start);
  display.finish();
  if (partition.rank() == 0) print_results(job, summary);
  return job.record.exit_code;
}

ExitCode solve_and_write(Job& job, MPI_Comm comm) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  if (rank == 0) print_warnings(job);
  return job.model.transient ? run_transient(job, comm) : run_steady(job, comm);
}

/// Everything before the solve that needs no other rank: deck, mesh, where the results go, what would not
/// fit.
Job prepare(Invocation& invocation, const RunArguments& arguments) {
  Job job{invocation, arguments, load_model(arguments.deck.path, arguments.deck.overrides), {}, {}, {}};
  if (arguments.uncertainty) {
    require_heat(job.model, "--uncertainty");
    require_steady(job.model, "--uncertainty");
  }
  job.directory = output_folder(arguments.output, arguments.deck.path, ".results");
  job.record.command_line = command_line(invocation);
  job.record.deck_file = arguments.deck.path;
  job.record.deck_sha256 =
      sha256(deck_identity(job.model) + (arguments.uncertainty ? "\n--uncertainty" : ""));
  job.record.started = utc_now();
  // A mistake here must not wait for the first step.
  if (!arguments.time_limit.empty()) parse_duration(arguments.time_limit);
  watchdog_limits();
  return job;
}

/// Hours of a run must not be lost because an option was forgotten.
void refuse_to_start_again(const Job& job) {
  if (!job.model.transient || job.arguments.restart || job.arguments.force) return;
  const auto step = find_interrupted_run(job.directory);
  if (!step) return;
  throw Error(
      ExitCode::deck,
      fmt::format("{} holds an interrupted run, with a checkpoint at step {}; --restart goes on from it, "
                  "--force starts again",
                  job.directory.string(), *step));
}

void plan(Job& job, int ranks) {
  job.plan = plan_grid(job.model);
  const RunShape shape{ranks, job.arguments.uncertainty ? coarser_grids(job.model) : std::vector<Grid>{}};
  refuse_too_little_memory(job.model, job.plan.grid, shape);
  refuse_too_little_disk(job.model, job.plan.grid, shape, job.directory);
}

ExitCode run(Invocation& invocation, const RunArguments& arguments) {
  const int ranks = parse_ranks(arguments.ranks);
  if (under_mpi_launcher()) {
    return with_runtime(invocation, [&](MPI_Comm comm) {
      int size = 1, rank = 0;
      MPI_Comm_size(comm, &size);
      MPI_Comm_rank(comm, &rank);
      Job job = prepare(invocation, arguments);
      if (const auto code = repeat_run(job, rank == 0)) return *code;
      refuse_to_start_again(job);
      plan(job, size);
      return solve_and_write(job, comm);
    });
  }
  Job job = prepare(invocation, arguments);
  if (const auto code = repeat_run(job, true)) return *code;
  refuse_to_start_again(job);
  plan(job, ranks);
  relaunch_under_mpirun(invocation, ranks);
  return with_runtime(invocation, [&](MPI_Comm comm) { return solve_and_write(job, comm); });
}

}  // namespace

void add_deck_arguments(CLI::App& command, DeckArguments& arguments) {
  command.add_option("deck", arguments.path, "Input deck (YAML)")->required();
  command
      .add_option("--set", arguments.overrides,
                  "Override a deck value: path.to[2].key=value; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_run(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("run", "Solve a deck and write its results");
  auto arguments = std::make_shared<RunArguments>();
  add_deck_arguments(*command, arguments->deck);
  command->add_option("-o,--output", arguments->output, "Folder of the results (default: <deck>.results)");
  command->add_option("--ranks", arguments->ranks, "Number of MPI ranks, or 'auto'")->default_str("1");
  CLI::Option* force = command->add_flag("--force", arguments->force,
                                         "Replace results of another deck, or solve the same one again");
  command->add_flag("--uncertainty", arguments->uncertainty,
                    "Solve on two coarser grids too and say what the grid may be wrong by");
  command->add_flag("--report", arguments->report, "Also write report.html into the folder of the results");
  command
      ->add_flag("--restart", arguments->restart,
                 "Of a transient: go on from the newest checkpoint; start where there is none")
      ->excludes(force);
  command->add_option(
      "--time-limit", arguments->time_limit,
      "Wall time, h:mm:ss, before which a transient stops with a checkpoint (default: that of "
      "the Slurm or PBS job)");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] {
      remember_early_signals();
      return run(invocation, *arguments);
    };
  });
}

}  // namespace strata::app
