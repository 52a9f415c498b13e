#include "postproc/stress/stress_summary.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "postproc/stress/surface_nodes.hpp"

namespace strata {
namespace {

/// Deflections beyond this share of the thickness stretch the middle plane, which linear theory leaves out:
/// S. Timoshenko and S. Woinowsky-Krieger, Theory of Plates and Shells, section 13.
constexpr double kLinearShare = 0.5;

void share_numbers(MPI_Comm comm, Warpage& warpage) {
  std::array<double, 9> numbers{warpage.value,
                                warpage.lowest,
                                warpage.highest,
                                warpage.lowest_position[0],
                                warpage.lowest_position[1],
                                warpage.highest_position[0],
                                warpage.highest_position[1],
                                warpage.curvature[0],
                                warpage.curvature[1]};
  MPI_Bcast(numbers.data(), static_cast<int>(numbers.size()), MPI_DOUBLE, 0, comm);
  warpage.value = numbers[0];
  warpage.lowest = numbers[1];
  warpage.highest = numbers[2];
  warpage.lowest_position = {numbers[3], numbers[4]};
  warpage.highest_position = {numbers[5], numbers[6]};
  warpage.curvature = {numbers[7], numbers[8]};
}

/// Volume of matter over the area of the columns that hold any [m].
double mean_thickness(const SolutionView& view) {
  const Grid& grid = view.plan.grid;
  const Window& window = view.partition.window();
  std::array<double, 2> sums{};  // volume, area
  for (int j = 0; j < window.ny(); ++j) {
    for (int i = 0; i < window.nx(); ++i) {
      double thickness = 0.0;
      for (int k = 0; k < view.partition.nz(); ++k) {
        const auto cell = static_cast<std::size_t>(owned_index(i, j, k, window.nx(), view.partition.nz()));
        if (view.heat.material[cell] != 0) thickness += grid.spacing(Axis::z, k);
      }
      const double area = grid.spacing(Axis::x, window.i0 + i) * grid.spacing(Axis::y, window.j0 + j);
      sums[0] += area * thickness;
      if (thickness > 0.0) sums[1] += area;
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, view.partition.comm());
  return sums[1] > 0.0 ? sums[0] / sums[1] : 0.0;
}

void warn_of_large_warpage(const StressCase& load_case, StressSummary& summary) {
  for (const SurfaceWarpage& one : load_case.warpage) {
    if (!(std::abs(one.warpage.value) > kLinearShare * summary.mean_thickness)) continue;
    summary.warnings.push_back(fmt::format(
        "warpage of '{}' at {} is {:.4g} um, more than half the mean thickness of {:.4g} um: linear theory "
        "overestimates it",
        one.surface, load_case.name, one.warpage.value * 1e6, summary.mean_thickness * 1e6));
  }
}

}  // namespace

std::vector<SurfaceWarpage> measure_surfaces(const SolutionView& view, const StressStep& step,
                                             const std::vector<WarpageSurface>& surfaces) {
  const Partition nodes = Partition::nodes_of(view.partition);
  const std::vector<SurfaceNodes> found = find_surface_nodes(view, nodes, surfaces);
  std::vector<SurfaceWarpage> measured;
  for (std::size_t n = 0; n < surfaces.size(); ++n) {
    const SurfaceMap map = gather_surface(view, nodes, found[n], step);
    SurfaceWarpage entry{surfaces[n].name, surfaces[n].reference, {}};
    if (view.partition.rank() == 0) entry.warpage = measure_warpage(map, surfaces[n].reference);
    share_numbers(view.partition.comm(), entry.warpage);
    measured.push_back(std::move(entry));
  }
  return measured;
}

StressSummary summarize_stress(const SolutionView& view, const std::vector<double>& mean_temperatures) {
  StressSummary summary;
  if (!view.model.stress || view.stress == nullptr) return summary;
  const StressAnalysis& analysis = *view.model.stress;
  summary.stress_free_temperature = analysis.stress_free_temperature;
  summary.edge_distance = analysis.edge_distance;
  summary.mean_thickness = mean_thickness(view);
  summary.convergence = view.stress->convergence;
  summary.timings = view.stress->timings;
  summary.n_rigid_motions = view.stress->n_rigid_motions;
  const std::vector<Body>& bodies = view.model.geometry.bodies;
  for (std::size_t b = 0; b < bodies.size(); ++b) {
    if (bodies[b].active && bodies[b].parent == kNoBody) summary.dies.push_back(static_cast<BodyIndex>(b));
  }
  for (const StressStep& step : view.stress->steps) {
    StressCase entry;
    entry.name = step.name;
    entry.temperature = step.temperature;
    entry.warpage = measure_surfaces(view, step, analysis.warpage);
    for (SurfaceWarpage& one : entry.warpage) one.warpage.deviation.clear();
    const bool is_uniform = std::isfinite(step.temperature);
    entry.laminates = laminate_figures(
        view.model, is_uniform ? std::vector<double>(bodies.size(), step.temperature) : mean_temperatures);
    entry.bodies = body_stresses(view, step, analysis.edge_distance);
    entry.interfaces = interface_stresses(view, step, analysis.edge_distance);
    entry.support_force = step.support_force;
    entry.imbalance = step.imbalance;
    entry.iterations = step.iterations;
    entry.relative_residual = step.relative_residual;
    warn_of_large_warpage(entry, summary);
    summary.cases.push_back(std::move(entry));
  }
  return summary;
}

const char* warpage_shape(const Warpage& warpage) {
  if (warpage.curvature[0] * warpage.curvature[1] < 0.0) return "saddle";
  return warpage.value < 0.0 ? "concave" : "convex";
}

std::vector<std::string> load_case_names(const StressAnalysis& analysis) {
  constexpr double kCelsius = 273.15;
  std::vector<std::string> names;
  if (analysis.under_solved_heat) names.emplace_back("operating");
  for (const double temperature : analysis.temperatures) {
    names.push_back(fmt::format("{:.6g} degC", temperature - kCelsius));
  }
  return names;
}

std::string surface_label(const std::string& surface, ReferencePlane reference) {
  return reference == ReferencePlane::corners ? surface + " (corners)" : surface;
}

const char* reference_plane_name(ReferencePlane reference) {
  return reference == ReferencePlane::corners ? "corners" : "least squares";
}

}  // namespace strata
