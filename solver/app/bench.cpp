// `strata bench`: times our solvers and their peers on the same systems. Every measurement runs in a process
// of its own, started by this one, so that memory is counted from a fresh start and a crash costs one line.
#include "solver/app/bench.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <mpi.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "postproc/atomic_file.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/terminal.hpp"
#include "strata_version.hpp"
#include "tests/performance/measure.hpp"
#include "tests/performance/report.hpp"

namespace strata::app {
namespace {

using performance::Record;

constexpr const char* kTriad = "triad";  // what `--record` is given for the bandwidth

struct BenchArguments {
  std::vector<std::string> cells, systems, solvers;
  std::string json_file;
  std::string ranks = "1";
  int repeats = 1;
  std::string record;       // of a child: "package/1M/icc", or the triad
  std::string record_file;  // where the child leaves its record
};

/// What is to be measured.
struct Plan {
  std::vector<performance::System> systems;
  std::vector<performance::Size> sizes;
  std::vector<performance::Solver> solvers;
  int ranks = 1;
};

Plan make_plan(const BenchArguments& arguments) {
  // Those below are for tests; nobody compares solvers there.
  constexpr std::int64_t kSmallest = 200'000;
  Plan plan;
  plan.systems = chosen(performance::systems(), arguments.systems, "system");
  plan.sizes = chosen(performance::sizes(), arguments.cells, "size");
  if (arguments.cells.empty()) {
    std::erase_if(plan.sizes, [](const performance::Size& size) { return size.cells() < kSmallest; });
  }
  plan.solvers = chosen(performance::solvers(), arguments.solvers, "solver");
  plan.ranks = parse_ranks(arguments.ranks);
  if (arguments.repeats < 1) throw Error(ExitCode::deck, "--repeat: expected a positive number");
  return plan;
}

// -------------------------------------------------------------------------------------------- the child

/// Measures what `--record` names and leaves the result in a file.
ExitCode measure_one(const BenchArguments& arguments, MPI_Comm comm) {
  std::string text;
  if (arguments.record == kTriad) {
    text = nlohmann::json{{"triad_bytes_per_s", performance::measure_triad(comm)}}.dump();
  } else {
    const Plan plan = make_plan(arguments);
    const Record record = performance::measure(plan.systems.front(), plan.sizes.front(), plan.solvers.front(),
                                               arguments.repeats, comm);
    text = performance::to_json(record).dump();
  }
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  if (rank == 0) write_file_atomically(arguments.record_file, text);
  return ExitCode::ok;
}

// ------------------------------------------------------------------------------------------- the parent

class Bench {
 public:
  Bench(const BenchArguments& arguments, const GlobalOptions& options)
      : arguments_(arguments), options_(options), plan_(make_plan(arguments)) {
    run_.ranks = plan_.ranks;
    performance::describe_machine(run_);
  }

  ExitCode run() {
    write_report();  // a place that cannot be written is told before hours of measuring
    measure_triad();
    for (const auto& system : plan_.systems) {
      for (const auto& size : plan_.sizes) {
        measure_solvers(system, size);
        write_report();
      }
    }
    if (options_.json) fmt::print("{}", performance::json_report(run_, kVersion, kGitCommit));
    return ExitCode::ok;
  }

 private:
  /// Starts a child; its result, or how it failed in `failure`.
  std::string run_child(const std::string& record, const std::vector<std::string>& more,
                        std::string& failure) const {
    std::vector<std::string> words{"bench", "--record", record, "--repeat",
                                   std::to_string(arguments_.repeats)};
    if (!options_.petsc.empty()) words.insert(words.begin(), {"--petsc", options_.petsc});
    words.insert(words.end(), more.begin(), more.end());
    return run_measurement(words, plan_.ranks, failure);
  }

  /// What has been measured so far: a run that is stopped leaves that.
  void write_report() const {
    if (arguments_.json_file.empty()) return;
    write_file_atomically(arguments_.json_file, performance::json_report(run_, kVersion, kGitCommit));
  }

  void measure_triad() {
    print_note(options_, "bench: memory bandwidth");
    std::string failure;
    const std::string text = run_child(kTriad, {}, failure);
    if (!failure.empty())
      throw Error(ExitCode::internal, "the measurement of the memory bandwidth " + failure);
    run_.triad = nlohmann::json::parse(text).at("triad_bytes_per_s");
    if (options_.json) return;
    fmt::print("{}, {} cores, load {:.1f}; triad {:.1f} GB/s on {} rank{}\n", run_.processor, run_.cores,
               run_.load_average, run_.triad / 1e9, run_.ranks, run_.ranks == 1 ? "" : "s");
  }

  void measure_solvers(const performance::System& system, const performance::Size& size) {
    std::vector<Record> records;
    for (const auto& solver : plan_.solvers) {
      records.push_back(measure(system, size, solver));
      performance::add_triad_fraction(run_.triad, records.back());
    }
    run_.records.insert(run_.records.end(), records.begin(), records.end());
    if (!options_.json) fmt::print("\n{}", performance::console_table(records));
    std::fflush(stdout);
  }

  Record measure(const performance::System& system, const performance::Size& size,
                 const performance::Solver& solver) {
    const std::string name = fmt::format("{}/{}/{}", system.name, size.name, solver.name);
    Record record;
    record.solver = solver.name;
    record.system = system.name;
    record.size = size.name;
    record.cells = size.cells();
    record.ranks = plan_.ranks;
    record.repeats = arguments_.repeats;
    record.failure = why_left_out(solver.bytes_per_cell * static_cast<double>(size.cells()));
    if (!record.failure.empty()) return record;
    print_note(options_, "bench: " + name);
    const std::string text = run_child(
        name, {"--systems", system.name, "--cells", size.name, "--solvers", solver.name}, record.failure);
    return record.failure.empty() ? performance::record_from_json(text) : record;
  }

  const BenchArguments& arguments_;
  const GlobalOptions& options_;
  Plan plan_;
  performance::Run run_;
};

ExitCode bench(Invocation& invocation, const BenchArguments& arguments) {
  if (!arguments.record.empty()) {
    return with_runtime(invocation, [&](MPI_Comm comm) { return measure_one(arguments, comm); });
  }
  if (under_mpi_launcher()) {
    throw Error(ExitCode::deck,
                "bench starts every measurement itself: run it without mpirun, with --ranks N");
  }
  return Bench(arguments, invocation.options).run();
}

}  // namespace

void add_bench(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "bench", "Time the heat solvers and their peers on the same systems; reports, never fails on a figure");
  command->require_subcommand(0, 1);
  add_bench_stress(*command, invocation);
  add_bench_transient(*command, invocation);
  auto arguments = std::make_shared<BenchArguments>();
  add_names(*command, "--cells", arguments->cells, names_of(performance::sizes()), "sizes");
  add_names(*command, "--systems", arguments->systems, names_of(performance::systems()), "systems");
  add_names(*command, "--solvers", arguments->solvers, names_of(performance::solvers()), "solvers");
  command->add_option("--repeat", arguments->repeats, "Medians of so many set-ups and solves")
      ->type_name("N");
  command->add_option("--json", arguments->json_file, "Also write the records to a JSON file")
      ->type_name("FILE");
  command->add_option("--ranks", arguments->ranks, "Number of MPI ranks, or 'auto'")->type_name("N");
  command->add_option("--record", arguments->record)->group("");
  command->add_option("--record-file", arguments->record_file)->group("");
  command->callback([command, &invocation, arguments] {
    if (!command->get_subcommands().empty()) return;
    invocation.action = [&invocation, arguments] { return bench(invocation, *arguments); };
  });
}

}  // namespace strata::app
