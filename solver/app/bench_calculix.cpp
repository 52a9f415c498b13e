#include "solver/app/bench_calculix.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>

#include <sys/resource.h>

#include "postproc/calculix/calculix.hpp"
#include "solver/app/cell_materials.hpp"
#include "solver/app/child_process.hpp"
#include "solver/app/scratch_folder.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;
using performance::StressRecord;

/// Processor seconds of the children that have ended, and the memory of the largest of them [bytes].
struct Usage {
  double seconds = 0.0;
  double bytes = 0.0;
};

Usage usage_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return {seconds(usage.ru_utime) + seconds(usage.ru_stime), 1024.0 * static_cast<double>(usage.ru_maxrss)};
}

void write_input(const performance::StressCase& system, const fs::path& path, MPI_Comm comm) {
  const Partition partition(comm, system.plan.grid);
  const std::vector<std::uint16_t> material = cell_materials(system.model, system.plan.grid, partition);
  AtomicWriter file(path);
  write_calculix({system.model, system.plan.grid, material, {}, "ITERATIVE CHOLESKY"}, file);
  file.commit();
}

/// Displacements of the nodes in the first block DISP of a results file: " -1", ten characters of the number,
/// twelve for each component. Reference: the manual of CalculiX GraphiX 2.20, "Nodal Results Block".
struct Displacements {
  std::int64_t n_nodes = 0;
  double lowest = HUGE_VAL, highest = -HUGE_VAL;  // of the lower surface along z [m]
};

/// \param n_bottom  nodes on the lower surface; they have the lowest numbers
Displacements read_displacements(const fs::path& path, std::int64_t n_bottom) {
  constexpr std::size_t number_column = 3, z_column = 37, width = 12;
  Displacements found;
  std::ifstream file(path);
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(" -4")) inside = line.find("DISP") != std::string::npos;
    if (inside && line.starts_with(" -3")) return found;
    if (!inside || !line.starts_with(" -1") || line.size() < z_column + width) continue;
    ++found.n_nodes;
    if (std::strtoll(line.substr(number_column, 10).c_str(), nullptr, 10) > n_bottom) continue;
    const double w = std::strtod(line.substr(z_column, width).c_str(), nullptr);
    found.lowest = std::min(found.lowest, w);
    found.highest = std::max(found.highest, w);
  }
  return found;
}

std::vector<std::string> environment_of_one_core() {
  std::vector<std::string> environment = environment_without_ranks();
  std::erase_if(environment, [](const std::string& text) { return text.starts_with("OMP_NUM_THREADS="); });
  environment.emplace_back("OMP_NUM_THREADS=1");
  return environment;
}

/// One run of ccx on job.inp in `folder`.
void run_calculix(const fs::path& folder, std::int64_t n_bottom, StressRecord& record,
                  std::vector<double>& elapsed) {
  const Usage before = usage_of_children();
  const auto start = std::chrono::steady_clock::now();
  const ChildResult child =
      run_child({"env", "-C", folder.string(), "ccx", "-i", "job"}, environment_of_one_core());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const Usage after = usage_of_children();
  if (child.status != 0) {
    record.failure = child.status == 127 ? "ccx is not installed" : "ccx failed: " + last_line(child.output);
    return;
  }
  const Displacements found = read_displacements(folder / "job.frd", n_bottom);
  if (found.n_nodes == 0) {
    record.failure = "ccx left no displacements";
    return;
  }
  record.bytes_per_unknown = after.bytes / static_cast<double>(record.unknowns);
  record.cpu_share = std::min(record.cpu_share.value_or(1.0), (after.seconds - before.seconds) / seconds);
  record.warpage_m = found.highest - found.lowest;
  elapsed.push_back(seconds);
}

}  // namespace

StressRecord measure_calculix(const performance::StressSystem& system, const performance::StressSize& size,
                              const performance::StressSolver& solver, int repeats, MPI_Comm comm) {
  StressRecord record;
  record.solver = solver.name;
  record.system = system.name;
  record.size = size.name;
  record.unknowns = size.unknowns();
  record.repeats = repeats;
  record.method = "ccx ITERATIVE CHOLESKY, one core";
  const ScratchFolder scratch;
  write_input(performance::build_stress_system(system, size), scratch.path() / "job.inp", comm);
  std::vector<double> elapsed;
  for (int n = 0; n < repeats && record.failure.empty(); ++n)
    run_calculix(scratch.path(), size.bottom_nodes(), record, elapsed);
  if (!record.failure.empty()) return record;
  std::sort(elapsed.begin(), elapsed.end());
  record.elapsed_s = 0.5 * (elapsed[(elapsed.size() - 1) / 2] + elapsed[elapsed.size() / 2]);
  record.converged = true;  // it stops with an error where it does not
  return record;
}

}  // namespace strata::app
