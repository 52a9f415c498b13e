#include "postproc/stress/laminate_figures.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "physics/laminate.hpp"
#include "physics/mechanical_material.hpp"

namespace strata {
namespace {

struct Footprint {
  std::array<double, 2> centre{};  ///< [m]
  std::array<double, 2> reach{};   ///< from there to its rim [m]
};

/// With a symmetry plane on its rim, the footprint is half of a body whose centre lies on the plane.
Footprint footprint_of(const Box& box, const Geometry& geometry) {
  constexpr double kTouches = 1e-9;
  Footprint footprint;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const double low = box.lower[axis], high = box.upper[axis];
    footprint.centre[axis] = 0.5 * (low + high);
    footprint.reach[axis] = 0.5 * (high - low);
    for (const Face face : geometry.symmetry) {
      if (static_cast<std::size_t>(face) / 2 != axis) continue;
      const bool is_upper = static_cast<std::size_t>(face) % 2 == 1;
      const double plane = is_upper ? geometry.domain.upper[axis] : geometry.domain.lower[axis];
      if (std::abs((is_upper ? high : low) - plane) > kTouches) continue;
      // Just inside, where bodies are that touch the plane.
      footprint.centre[axis] = is_upper ? plane - kTouches : plane + kTouches;
      footprint.reach[axis] = high - low;
    }
  }
  return footprint;
}

struct CrossedLayer {
  BodyIndex body = kNoBody;
  double thickness = 0.0;  ///< [m]
};

/// What a vertical line crosses, bottom up; void and space that nobody filled are kNoBody.
std::vector<CrossedLayer> crossed_layers(const Geometry& geometry, const std::array<double, 2>& place) {
  std::vector<BodyIndex> met;
  std::vector<double> levels{geometry.domain.lower[2], geometry.domain.upper[2]};
  for (std::size_t b = 0; b < geometry.bodies.size(); ++b) {
    const Box& box = geometry.bodies[b].box;
    const bool is_met = place[0] >= box.lower[0] && place[0] < box.upper[0] && place[1] >= box.lower[1] &&
                        place[1] < box.upper[1];
    if (!is_met) continue;
    met.push_back(static_cast<BodyIndex>(b));
    levels.insert(levels.end(), {box.lower[2], box.upper[2]});
  }
  std::sort(levels.begin(), levels.end());
  std::vector<CrossedLayer> crossed;
  constexpr double kThinnest = 1e-12;
  for (std::size_t n = 0; n + 1 < levels.size(); ++n) {
    if (levels[n + 1] - levels[n] < kThinnest) continue;
    const double middle = 0.5 * (levels[n] + levels[n + 1]);
    CrossedLayer layer{kNoBody, levels[n + 1] - levels[n]};
    for (const BodyIndex b : met) {
      const Body& body = geometry.bodies[static_cast<std::size_t>(b)];
      if (middle < body.box.lower[2] || middle >= body.box.upper[2]) continue;
      layer.body = body.material == kVoid ? kNoBody : b;
    }
    crossed.push_back(layer);
  }
  return crossed;
}

/// Without the void below and above; empty where there is void in between.
std::vector<CrossedLayer> bonded(std::vector<CrossedLayer> layers) {
  const auto is_void = [](const CrossedLayer& layer) { return layer.body == kNoBody; };
  while (!layers.empty() && is_void(layers.back())) layers.pop_back();
  layers.erase(layers.begin(), std::find_if_not(layers.begin(), layers.end(), is_void));
  if (std::any_of(layers.begin(), layers.end(), is_void)) layers.clear();
  return layers;
}

/// Turns what a line crosses into layers of a laminate.
class LaminateBuilder {
 public:
  LaminateBuilder(const Model& model, double stress_free_temperature, const std::vector<double>& temperatures)
      : model_(model),
        stress_free_temperature_(stress_free_temperature),
        temperatures_(temperatures),
        mechanics_(resolve_mechanics(model)) {}

  std::optional<LaminateFigure> figure(const std::string& name, const Box& box) const {
    const Footprint footprint = footprint_of(box, model_.geometry);
    std::vector<LaminateLayer> layers;
    for (const CrossedLayer& crossed : bonded(crossed_layers(model_.geometry, footprint.centre))) {
      const auto layer = laminate_layer(crossed);
      if (!layer) return std::nullopt;
      layers.push_back(*layer);
    }
    if (layers.empty()) return std::nullopt;
    const auto [kx, ky] = laminate_response(layers).curvature;
    const auto [a, b] = footprint.reach;
    return LaminateFigure{name, {kx, ky}, 0.5 * (kx * a * a + ky * b * b)};
  }

 private:
  std::optional<LaminateLayer> laminate_layer(const CrossedLayer& crossed) const {
    const auto b = static_cast<std::size_t>(crossed.body);
    const Body& body = model_.geometry.bodies[b];
    const auto& mechanics = mechanics_[static_cast<std::size_t>(body.material)];
    const double temperature = temperatures_[b];
    if (!mechanics || !std::isfinite(temperature)) return std::nullopt;
    const auto& of_material =
        model_.materials[static_cast<std::size_t>(body.material)].stress_free_temperature;
    const double stress_free =
        body.stress_free_temperature.value_or(of_material.value_or(stress_free_temperature_));
    return LaminateLayer{crossed.thickness, mechanics->stiffness(temperature),
                         mechanics->thermal_strain(stress_free, temperature)};
  }

  const Model& model_;
  double stress_free_temperature_;
  const std::vector<double>& temperatures_;
  std::vector<std::optional<MechanicalMaterial>> mechanics_;
};

}  // namespace

std::vector<LaminateFigure> laminate_figures(const Model& model, const std::vector<double>& temperatures) {
  std::vector<LaminateFigure> figures;
  if (!model.stress) return figures;
  const LaminateBuilder builder(model, model.stress->stress_free_temperature, temperatures);
  const auto add = [&](const std::string& name, const Box& box) {
    if (const auto figure = builder.figure(name, box)) figures.push_back(*figure);
  };
  add("assembly", model.geometry.domain);
  for (const Placement& placement : model.geometry.placements) add(placement.name, placement.box);
  return figures;
}

}  // namespace strata
