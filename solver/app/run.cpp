// `strata run`: deck -> model -> mesh -> solve -> results, pictures, summary.
#include <algorithm>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/checksum.hpp"
#include "postproc/collective.hpp"
#include "postproc/console_summary.hpp"
#include "postproc/labels.hpp"
#include "postproc/results_h5.hpp"
#include "postproc/run_record.hpp"
#include "postproc/summary.hpp"
#include "postproc/vtr.hpp"
#include "solver/app/before_run.hpp"
#include "solver/app/command.hpp"
#include "solver/app/deck_identity.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/pictures.hpp"
#include "solver/app/report.hpp"
#include "solver/app/solve_model.hpp"
#include "solver/app/terminal.hpp"
#include "solver/app/uncertainty.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

struct RunArguments {
  DeckArguments deck;
  std::string output;
  std::string ranks = "1";
  bool force = false;
  bool uncertainty = false;
  bool report = false;
};

/// One run: what was asked, what was read, where it goes.
struct Job {
  Invocation& invocation;
  const RunArguments& arguments;
  Model model;
  GridPlan plan;
  fs::path directory;
  RunRecord record;
};

Undertaking undertaking(const Job& job) {
  return {"deck", job.record.deck_sha256, job.directory, "summary.json", "summary.txt", job.arguments.force};
}

void print_warnings(const Job& job) {
  if (job.invocation.options.quiet) return;
  const std::string text = render(job.model.warnings, job.model.sources_text);
  if (!text.empty()) fmt::print(stderr, "{}", text);
}

/// With --verbose: how each outer correction went.
void print_convergence(const Job& job, const Convergence& convergence) {
  if (!job.invocation.options.verbose) return;
  for (std::size_t n = 0; n < convergence.residual_history.size(); ++n) {
    print_note(job.invocation.options,
               fmt::format("correction {}: relative residual {:.3e}", n, convergence.residual_history[n]));
  }
}

void append(std::vector<std::string>& list, const std::vector<std::string>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

/// Draws the pictures into <directory>/pictures and returns their names. Rank 0 only.
std::vector<std::string> draw_pictures(const Job& job) {
  const std::string failure = run_strata_post({"pictures", job.directory.string()});
  if (!failure.empty()) {
    print_note(job.invocation.options, "no pictures: " + failure);
    return {};
  }
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(job.directory / "pictures")) {
    if (entry.path().extension() == ".png") names.push_back("pictures/" + entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Writes everything; run.json, the mark of a whole run, comes last.
void write_results(Job& job, const SolutionView& view, const Summary& summary, MPI_Comm comm) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::string>& files = job.record.files;
  create_directory_on_root(comm, job.directory);
  append(files, write_results_h5(view, job.directory));
  if (job.model.output.paraview) append(files, write_vtr(view, job.directory));
  append(files, write_summary_json(comm, summary, job.directory));
  CollectiveGuard guard(comm);
  if (guard.rank() == 0 && job.model.output.pictures) append(files, draw_pictures(job));
  guard.run_on_root([&] {
    ConsoleOptions console;
    console.directory = job.directory.string();
    console.files = files;
    write_file_atomically(job.directory / "summary.txt", console_summary(summary, console));
  });
  guard.finish();
  files.emplace_back("summary.txt");
  job.record.output_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  write_run_record(comm, job.record, job.directory);
}

void print_results(const Job& job, const Summary& summary) {
  if (job.invocation.options.json) {
    fmt::print("{}\n", summary_json(summary));
    return;
  }
  ConsoleOptions console;
  console.color = stdout_has_colour();
  console.directory = job.directory.string();
  console.files = job.record.files;
  fmt::print("{}", console_summary(summary, console));
}

/// The page about the run, where it was asked for; like pictures, it never fails a run. Rank 0 only.
void make_report(const Job& job) {
  if (!job.arguments.report) return;
  try {
    const std::string path = write_report({job.directory.string()}, "");
    if (!job.invocation.options.json) fmt::print("\nReport  {}\n", path);
  } catch (const Error& error) {
    print_note(job.invocation.options, std::string("no report: ") + error.what());
  }
}

/// The exit code of a finished run of the same deck, whose output is repeated; empty where there is none.
std::optional<ExitCode> repeat_run(const Job& job, bool speaks) {
  const auto code = repeat_finished(undertaking(job), job.invocation.options, speaks);
  if (code && speaks) make_report(job);
  return code;
}

ExitCode solve_and_write(Job& job, MPI_Comm comm) {
  const Partition partition(comm, job.plan.grid);
  ProgressDisplay display(job.invocation.options, partition.rank() == 0);
  if (partition.rank() == 0) print_warnings(job);
  SteadyOptions options;
  options.on_progress = [&](const Progress& progress) { display.update(progress); };
  std::optional<CoarserGrids> coarser;
  if (job.arguments.uncertainty) coarser.emplace(job.model, comm);
  const SolvedModel solved = solve_model(job.model, job.plan, partition, options);
  if (partition.rank() == 0) print_convergence(job, solved.heat.convergence);

  const SolutionView view = solved.view(job.model, job.plan, partition);
  Summary summary = summarize(view);
  if (coarser) summary.grid_uncertainty = coarser->estimate(summary, options);
  display.update({"output", 0, 1.0, 0.0});
  const bool exceeded = summary.any_limit_exceeded();
  job.record.exit_code = exceeded ? ExitCode::limit_exceeded : ExitCode::ok;
  job.record.reason = exceeded ? "a limit was exceeded" : "converged";
  job.record.timings = solved.heat.timings;
  if (solved.stress) job.record.stress_timings = solved.stress->timings;
  write_results(job, view, summary, comm);
  display.finish();
  if (partition.rank() == 0) {
    print_results(job, summary);
    make_report(job);
  }
  return job.record.exit_code;
}

/// Everything before the solve that needs no other rank: deck, mesh, where the results go, what would not
/// fit.
Job prepare(Invocation& invocation, const RunArguments& arguments) {
  Job job{invocation, arguments, load_model(arguments.deck.path, arguments.deck.overrides), {}, {}, {}};
  if (arguments.uncertainty) require_heat(job.model, "--uncertainty");
  job.directory = output_folder(arguments.output, arguments.deck.path, ".results");
  job.record.command_line = command_line(invocation);
  job.record.deck_file = arguments.deck.path;
  job.record.deck_sha256 =
      sha256(deck_identity(job.model) + (arguments.uncertainty ? "\n--uncertainty" : ""));
  job.record.started = utc_now();
  return job;
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
      plan(job, size);
      return solve_and_write(job, comm);
    });
  }
  Job job = prepare(invocation, arguments);
  if (const auto code = repeat_run(job, true)) return *code;
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
  command->add_flag("--force", arguments->force,
                    "Replace results of another deck, or solve the same one again");
  command->add_flag("--uncertainty", arguments->uncertainty,
                    "Solve on two coarser grids too and say what the grid may be wrong by");
  command->add_flag("--report", arguments->report, "Also write report.html into the folder of the results");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return run(invocation, *arguments); };
  });
}

}  // namespace strata::app
