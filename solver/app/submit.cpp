// `strata submit`: prints a batch script for Slurm, or hands it to sbatch.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "solver/app/batch_script.hpp"
#include "solver/app/child_process.hpp"
#include "solver/app/command.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/scratch_folder.hpp"
#include "solver/app/terminal.hpp"
#include "solver/app/time_limit.hpp"
#include "solver/estimate.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

struct SubmitArguments {
  std::vector<std::string> decks, overrides;
  std::string ranks = "1", time, account, partition;
  int gpus = 0, nodes = 0, at_once = 0, attempts = 20;
  bool submit = false;
};

/// A word for an #SBATCH line, where blanks and line breaks would end it. Throws Error (usage).
void require_word(const std::string& option, const std::string& word) {
  const bool is_good =
      std::all_of(word.begin(), word.end(), [](unsigned char c) { return c > ' ' && c != '#' && c < 127; });
  if (!is_good)
    throw Error(ExitCode::deck,
                fmt::format("{} \"{}\": expected a name without blanks", option, shown(word)));
}

int ranks_of(const SubmitArguments& arguments) {
  if (arguments.ranks == "auto") {
    throw Error(ExitCode::deck,
                "--ranks auto counts the cores of this machine, not those of the job: give a number");
  }
  return parse_ranks(arguments.ranks);
}

/// Throws Error (usage) for what cannot be a job.
void require_sense(const SubmitArguments& arguments, int ranks) {
  require_word("--account", arguments.account);
  require_word("--partition", arguments.partition);
  if (arguments.gpus > ranks) {
    throw Error(ExitCode::deck,
                fmt::format("--gpus {}: with {} rank{} at most {} would have work; raise --ranks",
                            arguments.gpus, ranks, ranks == 1 ? "" : "s", ranks));
  }
  if (arguments.nodes > ranks) {
    throw Error(ExitCode::deck,
                fmt::format("--nodes {}: more nodes than ranks ({})", arguments.nodes, ranks));
  }
  std::set<std::string> seen;
  for (const std::string& deck : arguments.decks) {
    if (seen.insert(fs::weakly_canonical(deck).string()).second) continue;
    throw Error(ExitCode::deck,
                fmt::format("'{}' is listed twice: both tasks would write the same results", deck));
  }
}

/// Memory of the fullest rank of the most demanding deck [bytes]. Every deck is read and checked, so that no
/// job waits in a queue only to find a mistake. Throws DeckError.
double memory_per_rank(const SubmitArguments& arguments, int ranks) {
  double bytes = 0.0;
  for (const std::string& deck : arguments.decks) {
    const Model model = load_model(deck, arguments.overrides);
    const RunShape shape{ranks, {}};
    bytes = std::max(bytes, estimate_run(model, plan_grid(model).grid, shape).bytes_per_rank);
  }
  return bytes;
}

BatchJob job_of(const SubmitArguments& arguments) {
  BatchJob job;
  job.time_seconds = parse_duration(arguments.time);
  job.time = arguments.time;
  job.ranks = ranks_of(arguments);
  require_sense(arguments, job.ranks);
  job.bytes_per_rank = memory_per_rank(arguments, job.ranks);
  for (const std::string& deck : arguments.decks)
    job.decks.push_back(fs::absolute(deck).lexically_normal().string());
  for (const std::string& text : arguments.overrides) job.options.insert(job.options.end(), {"--set", text});
  job.program = fs::read_symlink("/proc/self/exe").string();
  if (const char* root = std::getenv("STRATA_ROOT")) job.root = root;
  const fs::path first(arguments.decks.front());
  job.name = first.stem().string();
  job.gpus = arguments.gpus;
  job.nodes = arguments.nodes;
  job.at_once = arguments.at_once;
  job.attempts = arguments.attempts;
  job.account = arguments.account;
  job.partition = arguments.partition;
  return job;
}

/// Hands the script to sbatch and returns the number of the job. Throws IoError.
std::string submitted(const std::string& script) {
  const ScratchFolder scratch;
  const fs::path path = scratch.path() / "job.sh";
  std::ofstream(path) << script;
  const ChildResult sbatch = run_child({"sbatch", "--parsable", path.string()}, environment_without_ranks());
  if (!sbatch.failure.empty()) {
    throw IoError("no job was submitted: " + sbatch.failure + "; without --submit the script is printed");
  }
  if (sbatch.status != 0) throw IoError("no job was submitted: " + last_line(sbatch.output));
  return last_line(sbatch.output);
}

ExitCode submit(const Invocation& invocation, const SubmitArguments& arguments) {
  const std::string script = batch_script(job_of(arguments));
  if (!arguments.submit) {
    fmt::print("{}", script);
    return ExitCode::ok;
  }
  const std::string job = submitted(script);
  if (invocation.options.json) {
    fmt::print("{{\"job\": \"{}\"}}\n", job);
  } else {
    fmt::print("job {}: {} deck{} in the queue\n", job, arguments.decks.size(),
               arguments.decks.size() == 1 ? "" : "s");
  }
  return ExitCode::ok;
}

}  // namespace

void add_submit(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "submit", "Print a Slurm batch script for a deck, or for an array of decks; --submit queues it");
  auto arguments = std::make_shared<SubmitArguments>();
  command->add_option("deck", arguments->decks, "Input decks; several: an array job with one task each")
      ->required();
  command
      ->add_option("--set", arguments->overrides,
                   "Override a deck value: path.to[2].key=value; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--ranks", arguments->ranks, "Number of MPI ranks of each run")->default_str("1");
  command->add_option("--time", arguments->time, "Wall time of one job: h:mm:ss")->required();
  command->add_option("--gpus", arguments->gpus, "GPUs of each run")->check(CLI::Range(0, 1000000));
  command->add_option("--nodes", arguments->nodes, "Nodes of each run (default: Slurm chooses)")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--at-once", arguments->at_once, "Tasks of an array that run at the same time")
      ->check(CLI::Range(1, 1000000));
  command
      ->add_option("--attempts", arguments->attempts,
                   "How often a job that ran into its time limit is queued again")
      ->check(CLI::Range(0, 1000));
  command->add_option("--account", arguments->account, "Account to charge");
  command->add_option("--partition", arguments->partition, "Partition to run in");
  command->add_flag("--submit", arguments->submit, "Hand the script to sbatch instead of printing it");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return submit(invocation, *arguments); };
  });
}

}  // namespace strata::app
