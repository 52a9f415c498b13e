#include "postproc/stress/stress_json.hpp"

#include <cmath>

namespace strata {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

template <std::size_t n>
Json place(const std::array<double, n>& position, double value) {
  return std::isfinite(value) ? Json(position) : Json(nullptr);
}

Json warpage_json(const std::vector<SurfaceWarpage>& surfaces) {
  Json list = Json::array();
  for (const SurfaceWarpage& surface : surfaces) {
    const Warpage& w = surface.warpage;
    const bool exists = std::isfinite(w.value);
    list.push_back({{"surface", surface.surface},
                    {"reference", reference_plane_name(surface.reference)},
                    {"warpage_m", number(w.value)},
                    {"shape", exists ? Json(warpage_shape(w)) : Json(nullptr)},
                    {"deviation_min_m", number(w.lowest)},
                    {"deviation_min_position_m", place(w.lowest_position, w.value)},
                    {"deviation_max_m", number(w.highest)},
                    {"deviation_max_position_m", place(w.highest_position, w.value)},
                    {"curvature_x_per_m", number(w.curvature[0])},
                    {"curvature_y_per_m", number(w.curvature[1])}});
  }
  return list;
}

Json laminates_json(const std::vector<LaminateFigure>& laminates) {
  Json list = Json::array();
  for (const LaminateFigure& figure : laminates) {
    list.push_back({{"name", figure.name},
                    {"curvature_x_per_m", number(figure.curvature[0])},
                    {"curvature_y_per_m", number(figure.curvature[1])},
                    {"warpage_m", number(figure.warpage)}});
  }
  return list;
}

Json extremes_json(const StressExtremes& extremes) {
  return {{"max_Pa", number(extremes.maximum)},
          {"max_position_m", place(extremes.position, extremes.maximum)},
          {"mean_Pa", number(extremes.mean)},
          {"edge_mean_Pa", number(extremes.edge_mean)},
          {"mesh_max_Pa", number(extremes.mesh_maximum)}};
}

Json bodies_json(const Summary& summary, const std::vector<BodyStress>& bodies) {
  Json list = Json::array();
  for (std::size_t b = 0; b < bodies.size(); ++b) {
    list.push_back({{"name", summary.bodies[b].name},
                    {"material", summary.bodies[b].material},
                    {"von_mises", extremes_json(bodies[b].von_mises)}});
  }
  return list;
}

Json dies_json(const Summary& summary, const std::vector<BodyIndex>& dies, const StressCase& load_case) {
  Json list = Json::array();
  for (const BodyIndex die : dies) {
    const auto b = static_cast<std::size_t>(die);
    const std::string& placement = summary.bodies[b].placement;
    list.push_back({{"name", summary.bodies[b].name},
                    {"placement", placement.empty() ? Json(nullptr) : Json(placement)},
                    {"principal", extremes_json(load_case.bodies[b].principal)},
                    {"von_mises", extremes_json(load_case.bodies[b].von_mises)}});
  }
  return list;
}

Json traction_json(const TractionExtremes& traction) {
  return {{"max_Pa", number(traction.maximum)},
          {"max_position_m", place(traction.position, traction.maximum)},
          {"mean_Pa", number(traction.mean)},
          {"edge_mean_max_Pa", number(traction.edge_mean)},
          {"edge_position_m", place(traction.edge_position, traction.edge_mean)}};
}

Json interfaces_json(const Summary& summary, const std::vector<InterfaceStress>& interfaces) {
  Json list = Json::array();
  for (const InterfaceStress& one : interfaces) {
    list.push_back({{"lower", summary.bodies[static_cast<std::size_t>(one.lower)].name},
                    {"upper", summary.bodies[static_cast<std::size_t>(one.upper)].name},
                    {"z_m", one.z},
                    {"area_m2", one.area},
                    {"peel", traction_json(one.peel)},
                    {"shear", traction_json(one.shear)}});
  }
  return list;
}

Json case_json(const Summary& summary, const std::vector<BodyIndex>& dies, const StressCase& load_case) {
  return {{"name", load_case.name},
          {"temperature_K", number(load_case.temperature)},
          {"warpage", warpage_json(load_case.warpage)},
          {"laminate_theory", laminates_json(load_case.laminates)},
          {"dies", dies_json(summary, dies, load_case)},
          {"bodies", bodies_json(summary, load_case.bodies)},
          {"interfaces", interfaces_json(summary, load_case.interfaces)},
          {"balance", {{"support_force_N", load_case.support_force}, {"imbalance_N", load_case.imbalance}}},
          {"iterations", load_case.iterations},
          {"relative_residual", number(load_case.relative_residual)}};
}

}  // namespace

Json stress_json(const Summary& summary, const StressSummary& stress) {
  Json json{
      {"stress_free_temperature_K", stress.stress_free_temperature},
      {"edge_distance_m", stress.edge_distance},
      {"mean_thickness_m", stress.mean_thickness},
      {"rigid_motions", stress.n_rigid_motions},
      {"convergence",
       {{"method", stress.convergence.method},
        {"fallback", stress.convergence.fallback.empty() ? Json(nullptr) : Json(stress.convergence.fallback)},
        {"unknowns", stress.convergence.n_unknowns},
        {"iterations", stress.convergence.iterations},
        {"setups", stress.convergence.setups}}},
      {"load_cases", Json::array()}};
  for (const StressCase& load_case : stress.cases)
    json["load_cases"].push_back(case_json(summary, stress.dies, load_case));
  return json;
}

}  // namespace strata
