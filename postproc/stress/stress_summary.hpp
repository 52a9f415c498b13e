// What a stress run is about in numbers, one entry for each load case: warpage of the surfaces, stress of
// bodies and dies, tractions of interfaces, balance.
#pragma once

#include <string>
#include <vector>

#include "postproc/stress/body_stress.hpp"
#include "postproc/stress/interface_stress.hpp"
#include "postproc/stress/laminate_figures.hpp"
#include "postproc/stress/warpage.hpp"

namespace strata {

struct SurfaceWarpage {
  std::string surface;  ///< as in WarpageSurface::name
  ReferencePlane reference = ReferencePlane::least_squares;
  Warpage warpage;  ///< without its map
};

struct StressCase {
  std::string name;          ///< as in StressStep::name
  double temperature = 0.0;  ///< [K]; NaN under the solved heat
  std::vector<SurfaceWarpage> warpage;
  std::vector<LaminateFigure> laminates;  ///< the closed answer for the layers at each centre
  std::vector<BodyStress> bodies;         ///< by body index
  std::vector<InterfaceStress> interfaces;
  double support_force = 0.0;  ///< [N]
  double imbalance = 0.0;      ///< [N]
  int iterations = 0;
  double relative_residual = 0.0;
};

struct StressSummary {
  double stress_free_temperature = 0.0;  ///< of the analysis [K]
  double edge_distance = 0.0;            ///< [m]
  double mean_thickness = 0.0;           ///< of the matter over the area it covers [m]
  std::vector<BodyIndex> dies;           ///< bodies with an active face, blocks of other bodies left out
  std::vector<StressCase> cases;
  StressConvergence convergence;
  Timings timings;
  int n_rigid_motions = 0;
  std::vector<std::string> warnings;  ///< warpage beyond what linear theory is for
};

/// Of a view with a stress solution; empty without one. Collective; the same on every rank.
/// \param mean_temperatures  of the bodies under the solved heat [K]; NaN where there is none
StressSummary summarize_stress(const SolutionView& view, const std::vector<double>& mean_temperatures);

/// Warpage of each surface with its map (on rank 0 only; the numbers are the same everywhere).
/// Collective.
std::vector<SurfaceWarpage> measure_surfaces(const SolutionView& view, const StressStep& step,
                                             const std::vector<WarpageSurface>& surfaces);

/// "convex", "concave", or "saddle" where the curvatures along x and y have different signs.
const char* warpage_shape(const Warpage& warpage);

/// Names of the load cases of an analysis, as in StressStep::name.
std::vector<std::string> load_case_names(const StressAnalysis& analysis);

/// "bottom", or "bottom (corners)" where the reference is not the usual least squares.
std::string surface_label(const std::string& surface, ReferencePlane reference);

/// "least squares", "corners"
const char* reference_plane_name(ReferencePlane reference);

}  // namespace strata
