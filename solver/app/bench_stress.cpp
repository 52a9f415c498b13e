// `strata bench stress`: times our stress solver and its peers on the same systems, each measurement in a
// process of its own.
#include <memory>

#include <mpi.h>
#include <nlohmann/json.hpp>

#include "postproc/atomic_file.hpp"
#include "solver/app/bench.hpp"
#include "solver/app/bench_calculix.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/terminal.hpp"
#include "strata_version.hpp"
#include "tests/performance/stress_measure.hpp"

namespace strata::app {
namespace {

using performance::StressRecord;

struct StressBenchArguments {
  std::vector<std::string> unknowns, systems, solvers;
  std::string json_file;
  std::string ranks = "1";
  int repeats = 1;
  std::string record_file;  // of a child: where it leaves its record
};

struct Plan {
  std::vector<performance::StressSystem> systems;
  std::vector<performance::StressSize> sizes;
  std::vector<performance::StressSolver> solvers;
  int ranks = 1;
};

Plan make_plan(const StressBenchArguments& arguments) {
  Plan plan;
  plan.systems = chosen(performance::stress_systems(), arguments.systems, "system");
  plan.sizes = chosen(performance::stress_sizes(), arguments.unknowns, "size");
  // Those below are for tests; nobody compares solvers there.
  if (arguments.unknowns.empty()) {
    std::erase_if(plan.sizes, [](const performance::StressSize& size) {
      return size.name == "12k" || size.name == "44k";
    });
  }
  plan.solvers = chosen(performance::stress_solvers(), arguments.solvers, "solver");
  plan.ranks = parse_ranks(arguments.ranks);
  if (arguments.repeats < 1) throw Error(ExitCode::deck, "--repeat: expected a positive number");
  return plan;
}

/// A child: measures the one system, size and solver it is given.
ExitCode measure_one(const StressBenchArguments& arguments, MPI_Comm comm) {
  const Plan plan = make_plan(arguments);
  const auto& solver = plan.solvers.front();
  const StressRecord record =
      solver.is_calculix
          ? measure_calculix(plan.systems.front(), plan.sizes.front(), solver, arguments.repeats, comm)
          : performance::measure_stress(plan.systems.front(), plan.sizes.front(), solver, arguments.repeats,
                                        comm);
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  if (rank == 0) write_file_atomically(arguments.record_file, performance::to_json(record).dump());
  return ExitCode::ok;
}

class StressBench {
 public:
  StressBench(const StressBenchArguments& arguments, const GlobalOptions& options)
      : arguments_(arguments), options_(options), plan_(make_plan(arguments)) {
    machine_.ranks = plan_.ranks;
    performance::describe_machine(machine_);
  }

  ExitCode run() {
    write_report();  // a place that cannot be written is told before minutes of measuring
    if (!options_.json) {
      fmt::print("{}, {} cores, load {:.1f}; {} rank{}\n", machine_.processor, machine_.cores,
                 machine_.load_average, plan_.ranks, plan_.ranks == 1 ? "" : "s");
    }
    for (const auto& system : plan_.systems) {
      for (const auto& size : plan_.sizes) {
        measure_solvers(system, size);
        write_report();
      }
    }
    if (options_.json)
      fmt::print("{}", performance::stress_json_report(machine_, records_, kVersion, kGitCommit));
    return ExitCode::ok;
  }

 private:
  void write_report() const {
    if (arguments_.json_file.empty()) return;
    write_file_atomically(arguments_.json_file,
                          performance::stress_json_report(machine_, records_, kVersion, kGitCommit));
  }

  void measure_solvers(const performance::StressSystem& system, const performance::StressSize& size) {
    std::vector<StressRecord> records;
    for (const auto& solver : plan_.solvers) records.push_back(measure(system, size, solver));
    records_.insert(records_.end(), records.begin(), records.end());
    if (!options_.json) fmt::print("\n{}", performance::stress_table(records));
    std::fflush(stdout);
  }

  StressRecord measure(const performance::StressSystem& system, const performance::StressSize& size,
                       const performance::StressSolver& solver) const {
    StressRecord record;
    record.solver = solver.name;
    record.system = system.name;
    record.size = size.name;
    record.unknowns = size.unknowns();
    record.ranks = plan_.ranks;
    record.repeats = arguments_.repeats;
    record.is_ours = solver.is_ours;
    if (arguments_.solvers.empty() && solver.most_unknowns > 0 && size.unknowns() > solver.most_unknowns)
      record.failure = "left out: name it with --solvers";
    else
      record.failure = why_left_out(solver.bytes_per_unknown * static_cast<double>(size.unknowns()));
    if (!record.failure.empty()) return record;
    print_note(options_, fmt::format("bench: {}/{}/{}", system.name, size.name, solver.name));
    std::vector<std::string> words{
        "bench",   "stress",    "--systems", system.name, "--unknowns",
        size.name, "--solvers", solver.name, "--repeat",  std::to_string(arguments_.repeats)};
    if (!options_.petsc.empty()) words.insert(words.begin(), {"--petsc", options_.petsc});
    const int ranks = solver.is_calculix ? 1 : plan_.ranks;
    const std::string text = run_measurement(words, ranks, record.failure);
    return record.failure.empty() ? performance::stress_record_from_json(text) : record;
  }

  const StressBenchArguments& arguments_;
  const GlobalOptions& options_;
  Plan plan_;
  performance::Run machine_;
  std::vector<StressRecord> records_;
};

ExitCode bench_stress(Invocation& invocation, const StressBenchArguments& arguments) {
  if (!arguments.record_file.empty()) {
    return with_runtime(invocation, [&](MPI_Comm comm) { return measure_one(arguments, comm); });
  }
  if (under_mpi_launcher()) {
    throw Error(ExitCode::deck,
                "bench starts every measurement itself: run it without mpirun, with --ranks N");
  }
  return StressBench(arguments, invocation.options).run();
}

}  // namespace

void add_bench_stress(CLI::App& bench, Invocation& invocation) {
  CLI::App* command =
      bench.add_subcommand("stress", "Time the stress solver, GAMG and CalculiX on the same systems");
  auto arguments = std::make_shared<StressBenchArguments>();
  add_names(*command, "--unknowns", arguments->unknowns, names_of(performance::stress_sizes()), "sizes");
  add_names(*command, "--systems", arguments->systems, names_of(performance::stress_systems()), "systems");
  add_names(*command, "--solvers", arguments->solvers, names_of(performance::stress_solvers()), "solvers");
  command->add_option("--repeat", arguments->repeats, "Medians of so many solves")->type_name("N");
  command->add_option("--json", arguments->json_file, "Also write the records to a JSON file")
      ->type_name("FILE");
  command
      ->add_option("--ranks", arguments->ranks, "Number of MPI ranks, or 'auto'; CalculiX runs on one core")
      ->type_name("N");
  command->add_option("--record-file", arguments->record_file)->group("");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return bench_stress(invocation, *arguments); };
  });
}

}  // namespace strata::app
