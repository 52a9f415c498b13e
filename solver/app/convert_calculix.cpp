// `strata convert --to calculix`: the stress analysis of a deck on its mesh as an input file of CalculiX.
#include <fmt/format.h>

#include "meshes/partition.hpp"
#include "postproc/calculix/calculix.hpp"
#include "solver/app/before_run.hpp"
#include "solver/app/cell_materials.hpp"
#include "solver/app/convert.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/solve_model.hpp"
#include "solver/app/terminal.hpp"
#include "solver/steady_heat.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

fs::path input_path(const std::string& output, const fs::path& deck) {
  const std::string name = deck.stem().string() + ".inp";
  if (output.empty()) return deck.parent_path() / name;
  const fs::path path(output);
  return path.extension() == ".inp" && !fs::is_directory(path) ? path : path / name;
}

std::vector<double> solved_temperatures(const Invocation& invocation, const Model& model,
                                        const GridPlan& plan, const Partition& partition) {
  ProgressDisplay display(invocation.options, true);
  SteadyOptions options;
  options.on_progress = [&](const Progress& progress) { display.update(progress); };
  HeatSolution heat = solve_steady_heat(model, plan, partition, options);
  display.finish();
  return std::move(heat.temperature);
}

ExitCode write(const Invocation& invocation, const ExportArguments& arguments, const Model& model,
               const fs::path& path, MPI_Comm comm) {
  const GridPlan plan = plan_grid(model);
  const Partition partition(comm, plan.grid);
  std::vector<double> temperature;
  if (model.stress && model.stress->under_solved_heat) {
    refuse_too_little_memory(model, plan.grid, {1, {}});
    temperature = solved_temperatures(invocation, model, plan, partition);
  }
  const std::vector<std::uint16_t> material = cell_materials(model, plan.grid, partition);
  if (!path.parent_path().empty()) make_directory(path.parent_path());
  AtomicWriter file(path);
  const CalculixNotes notes =
      write_calculix({model, plan.grid, material, temperature, arguments.solver}, file);
  file.commit();
  print_conversion("input", {path}, notes.remarks, notes.untranslated, invocation.options);
  return ExitCode::ok;
}

}  // namespace

ExitCode convert_to_calculix(Invocation& invocation, const ExportArguments& arguments) {
  const Model model = load_model(arguments.deck.path, arguments.deck.overrides);
  if (!model.stress)
    throw Error(ExitCode::deck, "'" + arguments.deck.path +
                                    "' asks for no stress: only analysis.stress can be written for CalculiX");
  require_steady(model, "an export for CalculiX");
  const fs::path path = input_path(arguments.common.output, arguments.deck.path);
  refuse_what_is_in_the_way({path}, {arguments.deck.path}, arguments.common.force);
  if (under_mpi_launcher())
    throw Error(ExitCode::deck, "convert writes with one process: run it without mpirun");
  return with_runtime(invocation,
                      [&](MPI_Comm comm) { return write(invocation, arguments, model, path, comm); });
}

}  // namespace strata::app
