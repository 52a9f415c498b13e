#include "postproc/results_h5.hpp"

#include <memory>
#include <optional>

#include "inputs/error.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/collective.hpp"
#include "postproc/gather.hpp"
#include "postproc/hdf5_file.hpp"
#include "postproc/labels.hpp"
#include "postproc/model_groups.hpp"
#include "postproc/result_steps.hpp"
#include "postproc/step_h5.hpp"
#include "postproc/transient/series_h5.hpp"
#include "strata_version.hpp"

namespace strata {
namespace {

constexpr const char* kFileName = "results.h5";

void write_boundaries(Hdf5File& file, const std::vector<BoundaryHeat>& boundaries) {
  std::vector<std::string> names;
  std::vector<double> areas, heats, temperatures;
  std::vector<std::int32_t> named;
  for (const BoundaryHeat& boundary : boundaries) {
    names.push_back(boundary.name);
    areas.push_back(boundary.area);
    heats.push_back(boundary.heat_out);
    temperatures.push_back(boundary.surface_temperature_mean);
    named.push_back(boundary.is_named ? 1 : 0);
  }
  file.write("/boundaries/name", names);
  file.write("/boundaries/area", areas);
  describe(file, "/boundaries/area", "m^2", "area");
  file.write("/boundaries/heat_out", heats);
  describe(file, "/boundaries/heat_out", "W", "heat leaving the body");
  file.write("/boundaries/surface_temperature_mean", temperatures);
  describe(file, "/boundaries/surface_temperature_mean", "K", "area mean of the surface temperature");
  file.write("/boundaries/is_named", named);
  file.set_attribute("/boundaries/is_named", "long_name",
                     "0: adiabatic because the deck names no boundary there");
}

void write_quality(Hdf5File& file, const HeatSolution& heat) {
  const Convergence& convergence = heat.convergence;
  file.write("/convergence/residual_history", convergence.residual_history);
  describe(file, "/convergence/residual_history", "1",
           "relative residual at the start of each correction and at the end");
  file.set_attribute("/convergence", "corrections", std::int64_t{convergence.corrections});
  file.set_attribute("/convergence", "iterations", std::int64_t{convergence.iterations});
  file.set_attribute("/convergence", "relative_residual", convergence.relative_residual);
  file.set_attribute("/convergence", "method", convergence.method);
  file.set_attribute("/convergence", "fallback", convergence.fallback);

  file.make_group("/balance");
  file.set_attribute("/balance", "source_W", heat.balance.source);
  file.set_attribute("/balance", "boundary_out_W", heat.balance.boundary_out);
  file.set_attribute("/balance", "boundary_gross_W", heat.balance.boundary_gross);
  file.set_attribute("/balance", "imbalance_W", heat.balance.imbalance);
  file.set_attribute("/balance", "relative", heat.balance.relative);
  file.set_attribute("/balance", "bound", heat.balance.bound);
  file.set_attribute("/balance", "at_rounding_floor", std::int64_t{heat.balance.at_rounding_floor ? 1 : 0});
}

void write_deck(Hdf5File& file, const Model& model) {
  std::vector<std::string> names, texts;
  for (const auto& source : model.sources_text.files) {
    names.push_back(source.name);
    std::string text;
    for (const auto& line : source.lines) text += line + '\n';
    texts.push_back(std::move(text));
  }
  file.write("/deck/resolved", model.resolved_deck);
  file.set_attribute("/deck/resolved", "long_name", "the deck with every default spelled out, SI");
  file.write("/deck/files", names);
  file.write("/deck/text", texts);
  file.set_attribute("/deck/text", "long_name", "the deck as written: one text for each of /deck/files");
}

void write_provenance(Hdf5File& file, const SolutionView& view) {
  file.make_group("/provenance");
  for (const char* group : {"/", "/provenance"}) {
    file.set_attribute(group, "format_version", std::int64_t{kResultsFormatVersion});
  }
  file.set_attribute("/", "format", "strata results");
  file.set_attribute("/", "title", view.model.title);
  file.set_attribute("/provenance", "strata_version", kVersion);
  file.set_attribute("/provenance", "git_commit", kGitCommit);
  file.set_attribute("/provenance", "date", utc_now());
  file.set_attribute("/provenance", "ranks", std::int64_t{view.partition.n_ranks()});
  file.set_attribute("/provenance", "host", host_name());
}

/// What rank 0 knows without asking the others.
void write_global_tables(Hdf5File& file, const SolutionView& view) {
  write_provenance(file, view);
  write_model_groups(file, view.model, view.plan.grid);
  write_deck(file, view.model);
  if (!view.model.solves_heat) return;
  write_boundaries(file, view.heat.boundaries);
  write_quality(file, view.heat);
}

void write_materials(const SolutionView& view, Hdf5File* file, CollectiveGuard& guard) {
  const std::string path = "/cells/material";
  std::optional<Hdf5Layers> dataset;
  guard.run_on_root([&] {
    const Grid& grid = view.plan.grid;
    dataset = file->make_id_layers(path, grid.n_cells(Axis::z), grid.n_cells(Axis::y), grid.n_cells(Axis::x));
    file->set_attribute(path, "long_name", "index into /materials/names");
    file->set_attribute(path, "axes", "z, y, x");
  });
  SlabGatherer gatherer(view.partition);
  for (int k = 0; k < view.partition.nz(); ++k) {
    const auto& layer = gatherer.gather(view.heat.material, k);
    guard.run_on_root([&] { dataset->write(k, layer); });
  }
}

/// Writes the file, with steps that `write_steps` adds. Collective.
template <class WriteSteps>
std::vector<std::string> write_file(const SolutionView& view, const std::filesystem::path& directory,
                                    WriteSteps&& write_steps) {
  CollectiveGuard guard(view.partition.comm());
  std::unique_ptr<AtomicFile> target;
  std::unique_ptr<Hdf5File> file;
  guard.run_on_root([&] {
    make_directory(directory);
    target = std::make_unique<AtomicFile>(directory / kFileName);
    file = std::make_unique<Hdf5File>(target->temporary(), target->target().string());
    write_global_tables(*file, view);
  });
  // Before anything large: every rank stops here where rank 0 cannot write at all.
  guard.finish();
  write_materials(view, file.get(), guard);
  write_steps(file.get(), guard);
  guard.run_on_root([&] {
    file->close();
    target->commit();
  });
  guard.finish();
  return {kFileName};
}

}  // namespace

std::vector<std::string> write_results_h5(const SolutionView& view, const std::filesystem::path& directory) {
  return write_file(view, directory, [&](Hdf5File* file, CollectiveGuard& guard) {
    const std::vector<ResultStep> steps = result_steps(view);
    for (std::size_t n = 0; n < steps.size(); ++n) write_step_h5(view, steps[n], step_path(n), file, guard);
  });
}

std::vector<std::string> write_results_h5(const SolutionView& end, const TransientHistory& history,
                                          const SavedSteps& saved, const std::filesystem::path& directory) {
  return write_file(end, directory, [&](Hdf5File* file, CollectiveGuard& guard) {
    guard.run_on_root([&] {
      write_series_h5(*file, history);
      saved.copy_into(*file);
    });
    std::size_t n = saved.steps().size();
    for (const ResultStep& step : result_steps(end)) {
      if (!step.has_heat) write_step_h5(end, step, step_path(n++), file, guard);
    }
  });
}

}  // namespace strata
