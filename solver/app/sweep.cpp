// `strata sweep`: many variants of a deck, solved and written as training data.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <malloc.h>

#include "postproc/atomic_file.hpp"
#include "postproc/collective.hpp"
#include "postproc/dataset/block_writer.hpp"
#include "postproc/dataset/dataset_json.hpp"
#include "postproc/dataset/statistics.hpp"
#include "solver/app/command.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/pictures.hpp"
#include "solver/app/stop_request.hpp"
#include "solver/app/sweep/block_runner.hpp"
#include "solver/app/sweep/sweep_job.hpp"
#include "solver/app/sweep/sweep_progress.hpp"
#include "solver/app/terminal.hpp"
#include "solver/app/time_limit.hpp"

namespace strata::app {
namespace {

/// Ranks that solve a sample together.
class Team {
 public:
  Team(MPI_Comm world, int size) {
    int world_rank = 0, n_ranks = 1;
    MPI_Comm_rank(world, &world_rank);
    MPI_Comm_size(world, &n_ranks);
    index = world_rank / size;
    count = (n_ranks + size - 1) / size;
    MPI_Comm_split(world, index, world_rank, &comm);
    MPI_Comm_rank(comm, &rank);
  }
  ~Team() { MPI_Comm_free(&comm); }
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  MPI_Comm comm = MPI_COMM_NULL;
  int rank = 0;
  int index = 0;
  int count = 1;
};

/// Freed memory stays with the process, so that one sample's fields lie where the last one's did: without
/// this every array of a sample is mapped, zeroed and unmapped again by the system.
void keep_freed_memory() {
  constexpr int kLargest = 32 << 20;
  mallopt(M_MMAP_THRESHOLD, kLargest);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

int compressing_threads(const SweepArguments& arguments, MPI_Comm world) {
  if (arguments.threads > 0) return arguments.threads;
  int ranks = 1;
  MPI_Comm_size(world, &ranks);
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return std::max(1, cores / ranks);
}

/// Makes the blocks that are left. \return false where it was told to stop
bool make_blocks(const SweepJob& job, const SweepArguments& arguments, MPI_Comm world,
                 SweepProgress& progress) {
  const Team team(world, arguments.ranks_per_sample);
  StopRequest stop(team.comm, job.directory, find_time_limit(""));
  BlockSettings settings;
  settings.threads = compressing_threads(arguments, world);
  settings.on_news = [&](const SweepTally& news) { progress.tell(news); };
  settings.should_stop = [&] {
    const auto reason = stop.reason();
    // The team that finds the control file takes it away; the others must find it too.
    if (reason && team.count > 1 && team.rank == 0) std::ofstream(job.directory / kStopFile);
    return reason.has_value();
  };
  BlockRunner runner(job, team.comm, std::move(settings));
  bool is_whole = true;
  for (auto n = static_cast<std::size_t>(team.index); is_whole && n < job.blocks.size();
       n += static_cast<std::size_t>(team.count)) {
    is_whole = runner.run(job.blocks[n]);
  }
  runner.finish();
  return is_whole;
}

/// Samples that were asked for, as the manifest has them.
nlohmann::ordered_json samples_json(const SweepJob& job, const Manifest& manifest) {
  auto samples = nlohmann::ordered_json::array();
  for (const std::uint64_t id : job.wanted) {
    const auto line = manifest.samples.find(id);
    if (line != manifest.samples.end()) samples.push_back(line->second);
  }
  return samples;
}

struct Outcome {
  SweepTally made;  ///< by this call
  Manifest manifest;
  double seconds = 0.0;
};

std::string share_text(const SweepTally& tally) {
  const double all = tally.model_s + tally.solve_s + tally.extract_s + tally.waited_s;
  if (all <= 0.0) return {};
  return fmt::format(
      "Time    decks and grids {:.0f} %, solving {:.0f} %, extracting {:.0f} %, waiting for files {:.0f} %; "
      "compressing {:.1f} s and writing {:.1f} s beside it\n",
      100.0 * tally.model_s / all, 100.0 * tally.solve_s / all, 100.0 * tally.extract_s / all,
      100.0 * tally.waited_s / all, tally.compress_s, tally.write_s);
}

void print_outcome(const SweepJob& job, const Invocation& invocation, const Outcome& outcome) {
  std::map<std::string, std::uint64_t> by_split, by_status;
  for (const std::uint64_t id : job.wanted) {
    const auto line = outcome.manifest.samples.find(id);
    if (line == outcome.manifest.samples.end()) continue;
    const std::string status = line->second.value("status", "");
    ++by_status[status];
    if (status == status_text(SampleStatus::ok)) ++by_split[line->second.value("split", "")];
  }
  if (invocation.options.json) {
    nlohmann::ordered_json reply;
    reply["dataset"] = job.directory.string();
    reply["samples_by_status"] = by_status;
    reply["samples_by_split"] = by_split;
    reply["seconds"] = outcome.seconds;
    if (!job.requests_text.empty()) reply["samples"] = samples_json(job, outcome.manifest);
    fmt::print("{}\n", reply.dump(2));
    return;
  }
  const SweepTally& made = outcome.made;
  fmt::print("{}\n\nSamples {}\n", job.base.title, job.wanted.size());
  for (const auto& [status, n] : by_status) fmt::print("  {:<10} {:>8}\n", status, n);
  fmt::print("Splits of those that are ok\n");
  for (const auto& [split, n] : by_split) fmt::print("  {:<10} {:>8}\n", split, n);
  if (job.n_done_before > 0) fmt::print("Made before: {}\n", job.n_done_before);
  if (made.samples() > 0) {
    fmt::print("\nMade    {} in {:.1f} s: {:.0f} an hour, {:.1f} MB, {:.1f} iterations a sample\n{}",
               made.samples(), outcome.seconds,
               3600.0 * static_cast<double>(made.samples()) / outcome.seconds,
               static_cast<double>(made.bytes) * 1e-6,
               static_cast<double>(made.iterations) / static_cast<double>(std::max<std::int64_t>(made.ok, 1)),
               share_text(made));
  }
  fmt::print("\nDataset in {}\n", job.directory.string());
}

/// What sums over blocks: stats.yaml, and the counts in dataset.json.
void write_totals(const SweepJob& job, const Manifest& manifest) {
  std::set<std::uint64_t> blocks;
  std::map<std::string, std::uint64_t> by_split;
  for (const auto& [id, line] : manifest.samples) {
    if (line.value("status", "") != status_text(SampleStatus::ok)) continue;
    blocks.insert(id / static_cast<std::uint64_t>(job.base.dataset.block));
    ++by_split[line.value("split", "")];
  }
  DatasetStatistics statistics = empty_statistics(job.layout);
  for (const std::uint64_t block : blocks)
    merge(statistics, read_statistics(job.directory / "statistics" / (block_name(block) + ".json")));
  write_file_atomically(job.directory / "stats.yaml", stats_yaml(statistics));
  write_dataset_json(job.layout, by_split, job.directory);
}

/// Failures are part of a dataset; a call that labels nothing at all is one itself.
ExitCode exit_code_of(const SweepJob& job, const Outcome& outcome) {
  std::uint64_t failed = 0;
  for (const std::uint64_t id : job.wanted) {
    const auto line = outcome.manifest.samples.find(id);
    if (line != outcome.manifest.samples.end() && line->second.value("status", "") == "failed") ++failed;
  }
  return failed > 0 ? ExitCode::not_converged : ExitCode::ok;
}

ExitCode finish(const SweepJob& job, const Invocation& invocation, const SweepArguments& arguments,
                MPI_Comm world, const Outcome& made) {
  ExitCode code = ExitCode::ok;
  CollectiveGuard guard(world);
  guard.run_on_root([&] {
    Outcome outcome = made;
    {
      // Of tasks that end at the same time the last one must see the lines of all.
      const ManifestLock lock(job.directory);
      outcome.manifest = read_manifest(job.directory);
      write_totals(job, outcome.manifest);
    }
    if (!arguments.no_card) {
      const std::string failure = run_strata_post({"dataset-card", job.directory.string()});
      if (!failure.empty()) print_note(invocation.options, "no dataset card: " + failure);
    }
    print_outcome(job, invocation, outcome);
    code = exit_code_of(job, outcome);
  });
  guard.finish();
  int number = static_cast<int>(code);
  MPI_Bcast(&number, 1, MPI_INT, 0, world);
  return static_cast<ExitCode>(number);
}

ExitCode make_dataset(SweepJob& job, const Invocation& invocation, const SweepArguments& arguments,
                      MPI_Comm world) {
  keep_freed_memory();
  const double start = MPI_Wtime();
  open_dataset(job, world);
  std::int64_t n_samples = 0;
  for (const SweepBlock& block : job.blocks) n_samples += static_cast<std::int64_t>(block.last - block.first);
  SweepProgress progress(world, invocation.options, n_samples);
  // A team that fails must not keep the others from ending their blocks.
  CollectiveGuard guard(world);
  int is_whole = 1;
  guard.run([&] { is_whole = make_blocks(job, arguments, world, progress) ? 1 : 0; });
  Outcome outcome;
  outcome.made = progress.finish();
  outcome.seconds = MPI_Wtime() - start;
  guard.finish();
  MPI_Allreduce(MPI_IN_PLACE, &is_whole, 1, MPI_INT, MPI_LAND, world);
  std::filesystem::remove(job.directory / kStopFile);
  const ExitCode code = finish(job, invocation, arguments, world, outcome);
  return is_whole != 0 ? code : ExitCode::stopped_early;
}

void check_arguments(const SweepArguments& arguments) {
  const auto refuse = [](const std::string& text) { throw Error(ExitCode::deck, text); };
  if (arguments.ranks_per_sample < 1) refuse("--ranks-per-sample: expected a positive number");
  if (arguments.threads < 0) refuse("--threads: expected a positive number");
  if (arguments.append && arguments.requests.empty())
    refuse("--append adds the samples of a table: give --params CSV");
  if (!arguments.requests.empty() && (arguments.start > 0 || arguments.count > 0))
    refuse("--params makes every row of the table; --start and --count belong to the sweep's own samples");
}

ExitCode sweep(Invocation& invocation, const SweepArguments& arguments) {
  check_arguments(arguments);
  const int ranks = parse_ranks(arguments.ranks);
  if (under_mpi_launcher()) {
    return with_runtime(invocation, [&](MPI_Comm world) {
      SweepJob job = prepare_sweep(arguments);
      return make_dataset(job, invocation, arguments, world);
    });
  }
  SweepJob job = prepare_sweep(arguments);
  if (arguments.check_only) {
    fmt::print("{}: the sweep is good, {} samples\n", job.base.title, job.wanted.size());
    return ExitCode::ok;
  }
  relaunch_under_mpirun(invocation, ranks);
  return with_runtime(invocation,
                      [&](MPI_Comm world) { return make_dataset(job, invocation, arguments, world); });
}

}  // namespace

void add_sweep(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("sweep", "Solve many variants of a deck and write them as training data");
  auto arguments = std::make_shared<SweepArguments>();
  command->add_option("sweep", arguments->sweep.path, "What varies (YAML)")->required();
  command
      ->add_option("--set", arguments->sweep.overrides,
                   "Override a value of the base deck: path.to[2].key=value; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("-o,--output", arguments->output, "Folder of the dataset (default: <sweep>.dataset)");
  command->add_option("--ranks", arguments->ranks, "Number of MPI ranks, or 'auto'")->default_str("1");
  command->add_option("--ranks-per-sample", arguments->ranks_per_sample, "Ranks that solve a sample together")
      ->default_str("1");
  command->add_option("--threads", arguments->threads,
                      "Threads that compress, per team of ranks (default: the cores that are left)");
  command->add_option("--start", arguments->start, "First sample, a multiple of the block");
  command->add_option("--count", arguments->count,
                      "Number of samples, a multiple of the block (default: all)");
  command->add_option("--params", arguments->requests,
                      "CSV of parameter values to label, instead of the sampler");
  command->add_flag("--append", arguments->append, "Add the samples of --params to the dataset");
  command->add_flag("--no-card", arguments->no_card, "No pages about the dataset at the end");
  command->add_flag("--check", arguments->check_only, "Only read the sweep and say what is wrong with it");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] {
      remember_early_signals();
      return sweep(invocation, *arguments);
    };
  });
}

}  // namespace strata::app
