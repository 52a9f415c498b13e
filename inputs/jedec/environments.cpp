#include "inputs/jedec/environments.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "inputs/jedec/board.hpp"

namespace strata {
namespace {

Boundary boundary(const std::string& name, std::optional<Face> face, const ThermalCondition& condition,
                  std::optional<Rectangle> patch = {}) {
  Boundary b;
  b.name = name;
  b.face = face;
  b.patch = patch;
  b.condition = condition;
  return b;
}

/// What belongs to the deck's own surroundings.
void strip_surroundings(Model& model) {
  model.boundaries.clear();
  model.limits.clear();
  model.stress.reset();
  model.output.superposition = false;
}

}  // namespace

void require_whole_package(const Model& package) {
  const std::vector<Body>& bodies = package.geometry.bodies;
  if (!package.solves_heat)
    throw Error(ExitCode::deck,
                "the metrics are of heat, which this deck does not solve: analysis.heat is none");
  if (!package.geometry.symmetry.empty()) {
    throw Error(ExitCode::deck,
                "a deck with symmetry planes cannot be characterised: the metrics are those of the whole "
                "package; model all of it");
  }
  if (std::none_of(bodies.begin(), bodies.end(), [](const Body& b) { return b.active.has_value(); })) {
    throw Error(ExitCode::deck,
                "no die has an active face, so there is no junction; give its layer 'active: bottom'");
  }
  double power = 0.0;
  for (const HeatSource& source : package.sources) power += source.power;
  if (!(power > 0.0)) throw Error(ExitCode::deck, "no power is released: the metrics divide by it");
}

Model on_cold_plate(Model package, Face face, double temperature) {
  strip_surroundings(package);
  package.boundaries.push_back(boundary(jedec::kCase, face, FixedTemperature{temperature}));
  return package;
}

Model on_ring_cold_plate(const Model& package, double temperature) {
  constexpr double kRingDistance = 5e-3;  // [m] from the package, JESD51-8
  BoardMount mount(package);
  const std::vector<Rectangle> ring = mount.add_ring(kRingDistance);
  Model model = std::move(mount).take();
  strip_surroundings(model);
  for (std::size_t n = 0; n < ring.size(); ++n) {
    model.boundaries.push_back(
        boundary(fmt::format("jedec_ring.top{}", n + 1), Face::top, FixedTemperature{temperature}, ring[n]));
    model.boundaries.push_back(boundary(fmt::format("jedec_ring.bottom{}", n + 1), Face::bottom,
                                        FixedTemperature{temperature}, ring[n]));
  }
  return model;
}

Model in_still_air(const Model& package, const StillAir& air) {
  constexpr double kProbe = 0.5e-3;  // [m] half the side of the case probe
  BoardMount mount(package);
  const Rectangle outline = mount.package();
  Model model = std::move(mount).take();
  strip_surroundings(model);
  Rectangle centre;
  for (int axis = 0; axis < 2; ++axis) {
    const double middle = 0.5 * (outline.lower[axis] + outline.upper[axis]);
    centre.lower[axis] = middle - kProbe;
    centre.upper[axis] = middle + kProbe;
  }
  const Convection top{air.package_top, air.ambient, {}, {}};
  const Convection beside{air.board_top, air.ambient, {}, {}};
  model.boundaries = {
      boundary(jedec::kCase, Face::top, top), boundary(jedec::kCaseProbe, Face::top, top, centre),
      boundary(jedec::kBoardTop, std::nullopt, beside),
      boundary(jedec::kBoardBottom, Face::bottom, Convection{air.board_bottom, air.ambient, {}, {}})};
  return model;
}

}  // namespace strata
