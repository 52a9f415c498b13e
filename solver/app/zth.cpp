// `strata zth`: how the dies of a deck warm up after a watt is switched on in one of them, and compact
// networks that do the same.
#include <chrono>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/checksum.hpp"
#include "postproc/collective.hpp"
#include "postproc/labels.hpp"
#include "postproc/run_record.hpp"
#include "postproc/step_response_text.hpp"
#include "solver/app/before_run.hpp"
#include "solver/app/command.hpp"
#include "solver/app/deck_identity.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/pictures.hpp"
#include "solver/app/solve_model.hpp"
#include "solver/app/terminal.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

struct ZthArguments {
  DeckArguments deck;
  StepRequest request;
  std::string output;
  std::string ranks = "1";
  bool force = false;
};

struct ZthJob {
  Invocation& invocation;
  const ZthArguments& arguments;
  Model model;
  GridPlan plan;
  fs::path directory;
  RunRecord record;
};

/// What networks are: files that strata_post writes beside the responses.
const std::vector<std::string>& network_files() {
  static const std::vector<std::string> files{"foster.csv", "cauer.csv", "structure.csv", "networks.json",
                                              "zth.lib",    "zth.png",   "structure.png"};
  return files;
}

void require_times(const StepRequest& request) {
  if (request.last >= 10.0 * request.first) return;
  throw Error(ExitCode::deck, fmt::format("--until-s {:g} must be at least ten times --from-s {:g}",
                                          request.last, request.first));
}

/// Two undertakings are the same when their decks and requests are.
std::string identity(const Model& model, const StepRequest& request) {
  return fmt::format("zth\n{}\n{:.17g} {:.17g} {}\n{}", fmt::join(request.sources, "\n"), request.first,
                     request.last, request.per_decade, deck_identity(model));
}

ZthJob prepare(Invocation& invocation, const ZthArguments& arguments) {
  ZthJob job{invocation, arguments, load_model(arguments.deck.path, arguments.deck.overrides), {}, {}, {}};
  require_heat(job.model, "strata zth");
  job.model.stress.reset();
  job.plan = plan_grid(job.model);
  job.directory = output_folder(arguments.output, arguments.deck.path, ".zth");
  job.record.command_line = command_line(invocation);
  job.record.deck_file = arguments.deck.path;
  job.record.deck_sha256 = sha256(identity(job.model, arguments.request));
  job.record.started = utc_now();
  return job;
}

std::optional<ExitCode> repeat(const ZthJob& job, bool speaks) {
  const Undertaking responses{"step responses of this deck",
                              job.record.deck_sha256,
                              job.directory,
                              "zth.json",
                              "zth.txt",
                              job.arguments.force};
  return repeat_finished(responses, job.invocation.options, speaks);
}

/// Networks, structure functions and pictures: the responses are whole without them. Rank 0 only.
void add_networks(ZthJob& job) {
  const std::string failure = run_strata_post({"zth", job.directory.string()});
  if (failure.empty()) {
    job.record.files.insert(job.record.files.end(), network_files().begin(), network_files().end());
  } else {
    print_note(job.invocation.options, "no networks: " + failure);
  }
}

void write_results(ZthJob& job, const StepResponses& responses, const std::string& summary, MPI_Comm comm) {
  create_directory_on_root(comm, job.directory);
  CollectiveGuard guard(comm);
  guard.run_on_root([&] {
    write_file_atomically(job.directory / "zth.csv", step_response_csv(responses, job.model));
    write_file_atomically(job.directory / "zth.json", step_response_json(responses, job.model));
    write_file_atomically(job.directory / "zth.txt", summary);
    job.record.files = {"zth.csv", "zth.json", "zth.txt"};
    add_networks(job);
  });
  guard.finish();
  job.record.reason = responses.is_settled ? "settled" : "the times end before the responses settle";
  write_run_record(comm, job.record, job.directory);
}

ExitCode solve_and_write(ZthJob& job, MPI_Comm comm) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  const bool speaks = rank == 0;
  if (speaks && !job.invocation.options.quiet)
    fmt::print(stderr, "{}", render(job.model.warnings, job.model.sources_text));
  const Partition partition(comm, job.plan.grid);
  ProgressDisplay display(job.invocation.options, speaks);
  SteadyOptions options;
  options.on_progress = [&](const Progress& progress) { display.update(progress); };
  const StepResponses responses =
      step_responses(job.model, job.plan, partition, job.arguments.request, options);
  display.finish();
  const std::string summary = step_response_summary(responses, job.model);
  write_results(job, responses, summary, comm);
  if (!speaks) return ExitCode::ok;
  if (job.invocation.options.json) {
    fmt::print("{}", step_response_json(responses, job.model));
  } else {
    fmt::print("{}\nFiles in {}\n  {}\n", summary, job.directory.string(),
               fmt::join(job.record.files, "\n  "));
  }
  return ExitCode::ok;
}

ExitCode zth(Invocation& invocation, const ZthArguments& arguments) {
  require_times(arguments.request);
  const int ranks = parse_ranks(arguments.ranks);
  if (under_mpi_launcher()) {
    return with_runtime(invocation, [&](MPI_Comm comm) {
      int size = 1, rank = 0;
      MPI_Comm_size(comm, &size);
      MPI_Comm_rank(comm, &rank);
      ZthJob job = prepare(invocation, arguments);
      if (const auto code = repeat(job, rank == 0)) return *code;
      refuse_too_little_memory(job.model, job.plan.grid, {size, {}});
      return solve_and_write(job, comm);
    });
  }
  ZthJob job = prepare(invocation, arguments);
  if (const auto code = repeat(job, true)) return *code;
  refuse_too_little_memory(job.model, job.plan.grid, {ranks, {}});
  relaunch_under_mpirun(invocation, ranks);
  return with_runtime(invocation, [&](MPI_Comm comm) { return solve_and_write(job, comm); });
}

}  // namespace

void add_zth(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "zth",
      "Thermal impedances (Zth) of the dies: step responses, Foster and Cauer networks, structure functions");
  auto arguments = std::make_shared<ZthArguments>();
  add_deck_arguments(*command, arguments->deck);
  command
      ->add_option("--die", arguments->request.sources,
                   "Die to heat, such as hbm.base; may be repeated (default: every die that has power)")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--from-s", arguments->request.first, "First time that is recorded [s]")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--until-s", arguments->request.last, "Last time, settled or not [s]")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      ->add_option("--per-decade", arguments->request.per_decade, "Times that are recorded in every decade")
      ->check(CLI::Range(5, 100))
      ->capture_default_str();
  command->add_option("-o,--output", arguments->output, "Folder of the results (default: <deck>.zth)");
  command->add_option("--ranks", arguments->ranks, "Number of MPI ranks, or 'auto'")->default_str("1");
  command->add_flag("--force", arguments->force, "Replace other results, or solve the same again");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return zth(invocation, *arguments); };
  });
}

}  // namespace strata::app
